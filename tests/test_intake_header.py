"""A header gives date, title and source; the text stays whole and says where it starts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.intake.header import read_header

HEADLINE = "De betrekkingen zijn “cruciaal” voor de wereld, zei de president"


def test_a_date_glued_to_a_headline() -> None:
    text = f" date 2023-02 {HEADLINE}\n\nDe Russische president heeft gesproken.\n"
    header = read_header(text)
    assert header.date is not None
    assert (str(header.date.start), str(header.date.end)) == ("2023-02-01", "2023-03-01")
    assert (header.date.precision, header.date.words) == ("month", "2023-02")
    assert header.title == HEADLINE
    assert text[header.title_start :].startswith(HEADLINE)
    assert text[header.body :].startswith("De Russische")


@pytest.mark.parametrize(
    ("text", "title", "date", "source", "body"),
    [
        (
            '---\ntitle: "A: b"\ndate: 2023-02-21T10:00:00Z\nsource: BBC\ntags:\n  - x\n---\n\n# A: b\n\nText.',
            "A: b",
            "2023-02-21",
            "BBC",
            "Text.",
        ),
        ("+++\ntitle = 'Kop'\ndate = 2023-02-21\n+++\nTekst.", "Kop", "2023-02-21", "", "Tekst."),
        (
            "Datum: 21 februari 2023\nBron: NOS\nTitel: Iets gebeurt\n\nTekst.",
            "Iets gebeurt",
            "2023-02-21",
            "NOS",
            "Tekst.",
        ),
        ("Title: X\r\nDate: 2023\r\n\r\nBody", "X", "2023", "", "Body"),
        ("日期：2023年2月21日\n来源：新华社\n\n正文。", "", "2023-02-21", "新华社", "正文。"),
        ("Дата: 21 февраля 2023 г.\nЗаголовок: Встреча\nТекст.", "Встреча", "2023-02-21", "", "Текст."),
        ("التاريخ: 21 فبراير 2023\n\nنص.", "", "2023-02-21", "", "نص."),
        ("Kop van het stuk\n\nDe tekst.", "Kop van het stuk", "", "", "De tekst."),
        ("Kop van het stuk\n21 februari 2023\n\nDe tekst.", "Kop van het stuk", "2023-02-21", "", "De tekst."),
        ("Kop van het stuk\n\nBron: ANP\n\nDe tekst.", "Kop van het stuk", "", "ANP", "De tekst."),
        ("# Kop\nDe tekst.", "Kop", "", "", "De tekst."),
        ("Date: 2023-02 Kop\n\nDe tekst.", "Kop", "2023-02", "", "De tekst."),
        ("date 2023-02 Een zin. Nog een.", "", "2023-02", "", "Een zin. Nog een."),
        ("2023-02-21\n\nText.", "", "2023-02-21", "", "Text."),
        ("Een zin.\n\nNog een.", "", "", "", "Een zin.\n\nNog een."),
        ("Data 2023 pokazują wzrost.\n\nTekst.", "", "", "", "Data 2023 pokazują wzrost.\n\nTekst."),
        ("---\n\nText", "", "", "", "---\n\nText"),
        ("Alleen een kop", "", "", "", "Alleen een kop"),
        ("MOSCOW, Feb 21 (Reuters) - Russia said.", "", "", "Reuters", "Russia said."),
        ("WASHINGTON, D.C., Feb. 21, 2023 (AP) — The president", "", "2023-02-21", "AP", "The president"),
        ("Kop\n\nMOSKOU (ANP) - De president.", "Kop", "", "ANP", "De president."),
        ("МОСКВА, 21 февраля. /ТАСС/. Президент сказал.", "", "", "ТАСС", "Президент сказал."),
        ("МОСКВА, 21 фев - Президент сказал.", "", "", "", "Президент сказал."),
        ("موسكو (رويترز) - قال الرئيس", "", "", "رويترز", "قال الرئيس"),
        ("新华社北京2月21日电 外交部长", "", "", "新华社", "外交部长"),
        ("[モスクワ 21日 ロイター] - ロシアの大統領", "", "", "ロイター", "ロシアの大統領"),
        ("Putin said it in a speech (TASS) - twice", "", "", "", "Putin said it in a speech (TASS) - twice"),
        ("NATO – the alliance – said", "", "", "", "NATO – the alliance – said"),
    ],
)
def test_headers(text: str, title: str, date: str, source: str, body: str) -> None:
    header = read_header(text)
    assert header.title == title
    assert str(header.date or "") == date
    assert header.source == source
    assert text[header.body :] == body


def test_a_date_that_is_not_understood_is_said_and_stays_unknown() -> None:
    header = read_header("Date: soon\n\nText.")
    assert header.date is None
    assert header.problems == ("the date “soon” is not understood",)


_PIECES = st.sampled_from(
    ["date", "Date:", " ", "\n", "\n\n", "\r\n", "---\n", "title: ", "2023-02", "21 May 2023", "# ", "(AP) - ", "X."]
)


@given(st.one_of(st.text(), st.lists(_PIECES).map("".join)))
def test_offsets_are_always_those_of_the_text(text: str) -> None:
    header = read_header(text)
    assert 0 <= header.body <= len(text)
    if header.title:
        assert text[header.title_start : header.title_start + len(header.title)] == header.title
        assert header.title_start + len(header.title) <= header.body
