"""Who is given which words: speakers before, after and amid them, pronouns, roles, indirect speech."""

from __future__ import annotations

import pytest

from dragoman.coding.marks import quoted_spans
from dragoman.intake import from_text
from dragoman.lexicon.language import language
from dragoman.pipeline import Dragoman
from dragoman.records import Quote

_DRAGOMAN = Dragoman()


def _quotes(lang: str, text: str) -> tuple[Quote, ...]:
    return _DRAGOMAN.read_article(from_text(text, lang=lang, date="2023-05-10")).quotes


def _said(lang: str, text: str) -> list[tuple[str, str]]:
    """Each quote's words and the code of its speaker."""
    return [(" … ".join(q.words), q.speaker.code if q.speaker is not None else "") for q in _quotes(lang, text)]


@pytest.mark.parametrize(
    ("lang", "text", "words"),
    [
        ("en", "Talks will resume in May, the Kremlin said on Monday.", "Talks will resume in May"),
        ("en", "The Kremlin said that talks will resume in May.", "talks will resume in May"),
        ("nl", "De gesprekken gaan door, zei het Kremlin maandag.", "De gesprekken gaan door"),
        ("de", "Der Kreml teilte mit, die Gespräche würden fortgesetzt.", "die Gespräche würden fortgesetzt"),
        ("fr", "Les négociations reprendront en mai, a déclaré le Kremlin.", "Les négociations reprendront en mai"),
        ("es", "Las negociaciones se reanudarán en mayo, dijo el Kremlin.", "Las negociaciones se reanudarán en mayo"),
        ("ru", "Переговоры возобновятся в мае, сообщили в Кремле.", "Переговоры возобновятся в мае"),
        ("pl", "Rozmowy zostaną wznowione w maju, oświadczył Kreml.", "Rozmowy zostaną wznowione w maju"),
        ("ja", "ロシア外務省は、ウクライナが橋を攻撃したと発表した。", "ウクライナが橋を攻撃した"),
        ("tr", "Rusya Dışişleri Bakanlığı, müzakerelerin süreceğini ifade etti.", "müzakerelerin süreceğini"),
        ("fa", "پوتین گفت که روسیه آماده مذاکره است.", "روسیه آماده مذاکره است"),
    ],
)
def test_indirect_speech_is_the_clause_without_its_joining_word(lang: str, text: str, words: str) -> None:
    assert _said(lang, text) == [(words, "RUS")]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "“We will not yield,” Putin said."),
        ("en", "Putin said: “We will not yield.”"),
        ("en", "“You never call,” quipped Russia's president."),
        ("de", "„Wir werden nicht nachgeben“, so Putin."),
        ("nl", "“Wij zullen niet wijken”, aldus de Russische president."),
    ],
)
def test_the_speaker_may_stand_on_either_side(lang: str, text: str) -> None:
    assert [code for _, code in _said(lang, text)] == ["RUS"]


def test_he_added_keeps_the_speaker() -> None:
    quotes = _said("en", "“Talks go on,” Lavrov told Blinken. “We are patient,” he added.")
    assert {code for _, code in quotes} == {"RUS"}


def test_another_subject_between_takes_the_pronoun() -> None:
    text = "“Talks go on,” Lavrov said. Blinken left the room. He called the offer “a poor joke”."
    assert _said("en", text)[-1] == ("a poor joke", "USA")


def test_whoever_calls_something_a_name_said_it() -> None:
    text = "Colombia recalled its ambassador after Vladimir Putin called the treaty “a worthless paper”."
    assert _said("en", text) == [("a worthless paper", "RUS")]


def test_what_nobody_said_has_no_speaker() -> None:
    assert _said("en", "The film “War and Peace” opens on Friday.") == []


def test_words_of_several_paragraphs_have_one_speaker() -> None:
    text = "“We will go on,” Putin said. “It is our duty.\n\n“Nobody will stop us.”\n\nThe hall applauded."
    assert {code for _, code in _said("en", text)} == {"RUS"}
    marks = language("en").grammar.marks
    assert [s.of(text) for s in quoted_spans(text, marks)] == [
        "We will go on,",
        "It is our duty.",
        "Nobody will stop us.",
    ]


def test_a_quotation_left_open_ends_with_its_line() -> None:
    text = 'He said: "The jobs never come back.\nA spokesman said: "We have a plan."'
    spans = quoted_spans(text, language("en").grammar.marks)
    assert [s.of(text) for s in spans] == ["The jobs never come back.", "We have a plan."]
