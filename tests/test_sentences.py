"""Sentences of news text: each case is written with ``|`` where one sentence ends and the next begins."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.reading.sentences import LONGEST, split

CASES = [
    # Dutch
    ("nl", "“We moeten praten!” zei hij.| Daarna vertrok hij."),
    ("nl", "De betrekkingen zijn veranderd “acuuter.”| China zwijgt."),
    ("nl", "De betrekkingen zijn veranderd “acuuter.” , zei hij.| China zwijgt."),
    ("nl", "“We gaan plannen realiseren, wat goed is voor onze relaties.” Poetin toegevoegd.| Dinsdag kwam Wang."),
    ("nl", "Hij citeerde de krant: “Wij gaan.”| Moskou zweeg daarna."),
    ("nl", "“Dit is de eerste zin.| Dit is de tweede.” aldus de minister.| Klaar."),
    ("nl", "“Samenwerking is cruciaal voor de situatie,” verklaarde de voorzitter.| Hij ging."),
    ("nl", "“We hebben veel werk” merkte Poetin op.| Dat klopt."),
    ("nl", "Het kostte 3.500 euro, ofwel 2,5 procent.| In 2014.| In 2015 niet meer."),
    ("nl", "Prof. dr. Jansen sprak met mevr. De Vries.| Zij luisterde."),
    ("nl", "Bijv. de VS en o.a. Rusland deden mee.| China niet."),
    ("nl", "Het leger misbruikte zijn status.|Beijing heeft dat ontkend."),
    ("nl", "Kom je?| Nee!| Waarom niet...| Daarom."),
    ("nl", "Hij aarzelde... en ging toen toch.| Jammer."),
    ("nl", "Moskou zweeg; Peking niet; Berlijn ook niet.| Klaar."),
    ("nl", "Hij kwam laat.| ’s Avonds vertrok hij weer."),
    ("nl", "Kop zonder punt|\n\nHet eerste bericht staat hier.| Het tweede ook."),
    (
        "nl",
        "Een regel die met de hand is afgebroken na zestig tekens en dan\nVerder loopt op de volgende regel, "
        "want zo ging dat vroeger,\nin kranten.| Nieuwe zin.",
    ),
    ("nl", "• Poetin ontvangt Wang|\n• Peking wijst sancties af|\n• Kiev reageert"),
    ("nl", "Eerste alinea.|\n\n\n\n\n\nTweede alinea.|\n \nDerde alinea."),
    ("nl", "De vergadering (die laat begon.) duurde lang.| Klaar."),
    ("nl", "Zie www.voorbeeld.nl/Pagina.Html voor meer.| Of bel."),
    (
        "nl",
        ",,Wij weten het'', aldus Jansen.| "
        ",,Toch hebben we een potentie die niemand kent.''| Dat zei hij pas later op de dag.",
    ),
    ("nl", "Dat was 300 v. Chr. in Griekenland.| Daarna niet meer."),
    # English
    ("en", "“We must talk!” he said.| Then he left."),
    ("en", "“We must go now.”| He added “Yes.”| Then he left."),
    ("en", "The U.S. troops left.| The U.K. Parliament met."),
    ("en", "The deal was signed in the U.S.| The end of the war is near."),
    ("en", "D.W. Griffith and J. Smith met Sen. John Doe.| They spoke."),
    ("en", "Mr. Putin met Gen. Mark Milley at 5 p.m. Monday.| It rained."),
    ("en", "It rose 3.5 percent to $1.2 billion.| Prices fell."),
    ("en", "He lives at No. 10 Downing Street.| It is old."),
    ("en", "He said no.| Twelve others agreed."),
    ("en", '"We agree," he said.| "It is good." Then came silence.'),
    ("en", 'Is it "over?" she asked.| "No."| "It is not over yet."'),
    ("en", "It was (he said) over.| (It was not.)| Nobody knew."),
    ("en", "1. The president came.|\n2. The minister left."),
    ("en", "A war broke out [...] and ended [...] in May.| Peace came."),
    ("en", "Putin arrived.[12]| Xi left.[13]"),
    ("en", "The price was 5 dollars.| $20 million was paid.| 300 people came."),
    (
        "en",
        "Headline of the day|\nThe president of the country arrived in the capital on Monday for talks with his "
        "counterpart, officials said.| He left.",
    ),
    ("en", "Apple released it.| iPhone sales rose."),
    ("en", "Wait...| What happened?!| Nobody knows."),
    # German
    ("de", "Er kam am 3. März nach Berlin.| Der 2. Weltkrieg endete 1945.| Danach war Frieden."),
    ("de", "Das sind z.B. Berlin und z. B. Hamburg.| Mehr nicht."),
    ("de", "„Wir müssen reden.“| Dann ging er langsam aus dem Haus."),
    ("de", "„Wir müssen reden!“, sagte er.| Niemand kam."),
    ("de", "»Das ist gut.«| »Nein, das ist ganz und gar nicht gut.«"),
    ("de", "Vom 20. bis 22. März tagt der Rat.| Prof. Dr. Müller kommt."),
    # French
    ("fr", "« Nous devons parler. »| Il est parti hier soir avec sa femme.| « Oui ! » a-t-il dit."),
    ("fr", "M. Macron a reçu Mme Merkel à 15 h.| L’entretien a duré."),
    # Spanish
    ("es", "¿Vendrá Putin?| ¡No!| El Sr. Sánchez se fue."),
    # Russian
    ("ru", "«Мы должны поговорить!» — сказал он.| В. В. Путин уехал.| Война началась в 2022 г. и идёт."),
    # Turkish
    ("tr", '"Konuşmalıyız." dedi.| Prof. Dr. Yılmaz geldi.'),
    # Arabic, Persian, Urdu
    ("ar", "هل ذهب الرئيس؟| نعم، ذهب إلى موسكو.| التقى د. محمد الوزير."),
    ("ar", 'قال الوزير: "سنذهب."| ثم غادر الوفد مدينة موسكو مساء أمس.'),
    ("fa", "آیا رفت؟| بله.| او رفت."),
    ("ur", "وہ آیا۔| کیا وہ گیا؟| نہیں۔"),
    # Hindi
    ("hi", "डॉ. सिंह दिल्ली आए।| पी. चिदंबरम बोले।| क्या वे गए?| हाँ।"),
    # Chinese and Japanese
    ("zh", "“我们要谈。”王毅说。|中国强调合作。|会谈三点开始！|真的？|是。"),
    ("zh", "王毅说：“我们要谈。”|中方强调合作；俄方同意。|好。"),
    ("zh", "「我們要談。」|外交部長隨後與俄羅斯代表團舉行長時間的會談。|好。"),
    ("ja", "「会談する。」と述べた。|首相は3.5％増と発表した。|終わり。"),
    # Korean
    ("ko", '시진핑 주석이 모스크바를 방문했다.| 그는 "협력하자"고 말했다.'),
    # a language without any file
    ("sw", "Rais alifika.| Aliondoka jana."),
]


@pytest.mark.parametrize(("lang", "marked"), CASES)
def test_sentences_end_where_a_reader_would_end_them(lang: str, marked: str) -> None:
    expected = [part.strip() for part in marked.split("|")]
    text = marked.replace("|", "")
    assert [text[start:end] for start, end, _ in split(text, 0, lang)] == expected


def test_what_stands_before_the_body_is_no_prose() -> None:
    text = " date 2023-02 De betrekkingen zijn “cruciaal”, zei de president\n\nPoetin kwam. Wang ging."
    spans = split(text, text.index("Poetin"), "nl")
    assert [(text[s:e], prose) for s, e, prose in spans] == [
        ("date 2023-02 De betrekkingen zijn “cruciaal”, zei de president", False),
        ("Poetin kwam.", True),
        ("Wang ging.", True),
    ]


def test_a_body_in_the_middle_of_a_line_ends_the_header() -> None:
    text = "KOP Poetin kwam."
    assert split(text, 4, "nl") == [(0, 3, False), (4, 16, True)]


@pytest.mark.parametrize("line", ["Putin meets Wang in Moscow", "By John Smith", "(Reuters)", "***"])
def test_lines_like_headlines_are_no_prose(line: str) -> None:
    text = f"{line}\n\nThe president came to Moscow. He left."
    assert [prose for _, _, prose in split(text, 0, "en")] == [False, True, True]


@pytest.mark.parametrize("text", ["Putin visited it", "He left.\n\nThe last paragraph was cut off in the middle of a"])
def test_running_text_without_its_last_stop_is_prose(text: str) -> None:
    assert all(prose for _, _, prose in split(text, 0, "en"))


def test_a_runaway_sentence_is_cut_at_a_semicolon() -> None:
    text = ("word " * 100 + "end; ") * 6
    spans = split(text, 0, "en")
    assert all(end - start <= LONGEST for start, end, _ in spans)
    assert [text[end - 1] for _, end, _ in spans] == [";"] * len(spans)


@pytest.mark.parametrize("lang", ["", "xx", "zh-Hant", "e n"])
def test_unknown_languages_are_cut_by_the_common_rules(lang: str) -> None:
    assert len(split("One. Two. Three.", 0, lang)) == 3


@given(
    st.text(st.sampled_from("aB1 \n.?!…\"'“”„«»()[]-,;:。？「」؟۔।"))
    | st.text(st.sampled_from("d한的に\u00a0\r\u2028\u0301’. A"))
    | st.text(max_size=80),
    st.integers(-3, 90),
    st.sampled_from(["nl", "de", "hi", "zh", "xx"]),
)
@settings(max_examples=300, deadline=None)
def test_every_character_but_space_lies_in_one_sentence(text: str, body: int, lang: str) -> None:
    position = 0
    for start, end, _ in split(text, body, lang):
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()
