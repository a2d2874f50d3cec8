"""A date is read as precisely as it is written, and no more."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.intake.dates import match_date, month_of, parse_date

DAY = "2023-02-21"


@pytest.mark.parametrize(
    "words",
    [
        "2023-02-21",
        "2023/02/21",
        "2023.02.21",
        "20230221",
        "2023-02-21T14:05:00Z",
        "2023-02-21T14:05:00.25+01:00",
        "2023-02-21 14:05",
        "20230221T140500Z",
        "Tue, 21 Feb 2023 14:05:00 +0100",
        "Tue, 21 Feb 2023 14:05:00 GMT",
        "21.02.2023",
        "21/02/2023",
        "02/21/2023",
        "21-02-2023",
        "2023. 2. 21.",
        "21 februari 2023",
        "dinsdag 21 februari 2023, 14.05 uur",
        "21 February 2023",
        "Feb. 21, 2023",
        "February 21st, 2023",
        "Tuesday, February 21, 2023 at 3:05 PM",
        "21. Februar 2023",
        "Dienstag, 21. Februar 2023, 14:05 Uhr",
        "le 21 février 2023",
        "21 de febrero de 2023",
        "21 de fevereiro de 2023",
        "21 febbraio 2023",
        "21 февраля 2023 г.",
        "21 лютого 2023 року",
        "21 lutego 2023 r.",
        "21 Şubat 2023",
        "21 فبراير 2023",
        "21 شباط 2023",
        "۲۱ فوریهٔ ۲۰۲۳",
        "21 फ़रवरी 2023",
        "21 फरवरी 2023",
        "Selasa, 21 Februari 2023 pukul 10.30 WIB",
        "2023年2月21日",
        "2023年2月21日(火)",
        "2023년 2월 21일",
        "den 21 februari 2023",
    ],
)
def test_one_day_in_every_language(words: str) -> None:
    span = parse_date(words)
    assert span is not None
    assert (str(span), span.precision, span.words, span.candidates) == (DAY, "day", words, ())


@pytest.mark.parametrize(
    ("words", "precision", "start", "end"),
    [
        ("2023-02", "month", "2023-02-01", "2023-03-01"),
        ("2023-12", "month", "2023-12-01", "2024-01-01"),
        ("februari 2023", "month", "2023-02-01", "2023-03-01"),
        ("febrero de 2023", "month", "2023-02-01", "2023-03-01"),
        ("2023年2月", "month", "2023-02-01", "2023-03-01"),
        ("2023", "year", "2023-01-01", "2024-01-01"),
        ("2023-W08", "week", "2023-02-20", "2023-02-27"),
        ("2023-Q4", "quarter", "2023-10-01", "2024-01-01"),
        ("2023-02-01/2023-02-10", "range", "2023-02-01", "2023-02-11"),
    ],
)
def test_precision_is_kept(words: str, precision: str, start: str, end: str) -> None:
    span = parse_date(words)
    assert span is not None
    assert (span.precision, str(span.start), str(span.end)) == (precision, start, end)


def test_a_date_that_may_be_two_days_stays_two_days() -> None:
    span = parse_date("03/04/2023")
    assert span is not None
    assert span.candidates == (dt.date(2023, 3, 4), dt.date(2023, 4, 3))
    assert (span.start, span.end) == (dt.date(2023, 3, 4), dt.date(2023, 4, 4))


@pytest.mark.parametrize(
    "words",
    [
        "",
        "soon",
        "Feb 21",
        "21 mei",
        "2023-02-30",
        "2023-13",
        "31/02/2023",
        "2023-02-21T25:00",
        "1401-12-02",
        "99999",
        "2023-02-21 12 doden",
        "woensdag",
        "1/2/3/" * 10_000,
    ],
)
def test_what_is_no_whole_date_is_unknown(words: str) -> None:
    assert parse_date(words) is None


def test_a_date_before_other_words_ends_where_it_ends() -> None:
    found = match_date("2023-02 De betrekkingen")
    assert found is not None
    assert (str(found[0]), found[0].words, found[1]) == ("2023-02", "2023-02", 7)


def test_a_month_name_is_one_month() -> None:
    assert [month_of(word) for word in ("maart", "März", "марта", "มีนาคม")] == [3, 3, 3, None]


@given(st.dates(dt.date(1500, 1, 1), dt.date(2200, 12, 31)))
def test_iso_days_are_read_as_they_are(day: dt.date) -> None:
    span = parse_date(day.isoformat())
    assert span is not None
    assert (span.start, span.end) == (day, day + dt.timedelta(1))


@given(st.text(max_size=60))
def test_any_words_are_a_date_or_none(words: str) -> None:
    span = parse_date(words)
    assert span is None or (span.start is not None and span.end is not None and span.start < span.end)
