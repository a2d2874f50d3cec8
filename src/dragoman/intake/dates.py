"""Dates as written, read no more precisely than they say: ``match_date`` at a place, ``parse_date`` of a whole field.

A time of day and a zone are recognised and kept in ``DateSpan.words``; the day is the one written, never
moved to another zone. A day and month without a year are no date. ``03/04/2023`` has two candidates.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import cache

from dragoman.intake.tables import rows
from dragoman.records import DateSpan, Precision

__all__ = ["match_date", "month_of", "parse_date"]

_LONGEST = 120  # code points of a date field
FIRST_YEAR, LAST_YEAR = 1500, 2200  # outside it, it is no year of the Gregorian calendar of any news

# Locales whose month and weekday names are known: the languages read, and regions with names of their own.
_LOCALES = (
    "nl",
    "en",
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "ru",
    "uk",
    "pl",
    "tr",
    "ar",
    "fa",
    "hi",
    "id",
    "zh",
    "ja",
    "ko",
    "sv",
    "en_GB",
    "en_AU",
    "en_CA",
    "de_AT",
    "fr_CA",
    "es_MX",
    "pt_PT",
    "ar_SY",
    "ar_DZ",
    "ar_MA",
    "ar_SA",
)
_WORD = r"[^\W\d_][\w'’\u064b-\u0655\u093c-\u094d]*"
_MONTH = rf"(?P<month>{_WORD})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|[ºª°.]|-?го|-?е)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_NUMERIC = (
    re.compile(rf"{_YEAR}-?W(?P<week>\d\d)(?!\w)"),
    re.compile(rf"{_YEAR}[- ]?Q(?P<quarter>[1-4])(?!\w)"),
    re.compile(rf"{_YEAR}\s*[年년]\s*(?P<month>\d{{1,2}})\s*[月월](?:\s*(?P<day>\d{{1,2}})\s*[日일号])?"),
    re.compile(rf"{_YEAR}\s*[年년]"),
    re.compile(rf"{_YEAR}(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})(?!\d)"),
    re.compile(rf"{_YEAR}\. ?(?P<month>\d{{1,2}})\. ?(?P<day>\d{{1,2}})\.?(?!\d)"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?!\d)"),
    re.compile(rf"{_YEAR}[-/.](?P<month>\d{{1,2}})(?![\d/]|[-.]\d)"),
    re.compile(rf"(?P<first>\d{{1,2}})(?P<sep>[-/.])\s?(?P<second>\d{{1,2}})(?P=sep)\s?{_YEAR}"),
    re.compile(rf"(?P<month>\d{{1,2}})[-/.]{_YEAR}(?![-/.]\d)"),
)
_BARE_YEAR = re.compile(rf"{_YEAR}(?![-/.:\w]|\s*[%$€])")
_TIME = re.compile(
    r"[T\s,،]*[-–|(]?\s*(?P<hour>\d{1,2})[:.h](?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?(?!\d)"
    r"(?:\s?[AaPp]\.?[Mm]\.?(?!\w))?(?:\s?(?:Z|[A-Z]{2,4})?(?:\s?[+−-]\d\d:?(?:\d\d)?)?(?!\w))?"
    r"(?:\s?\([A-Z][A-Za-z ]{1,30}\))?\)?(?:\s?(?:Uhr|uur)(?!\w))?"
)
_COMPACT_TIME = re.compile(r"T(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?:Z|[+-]\d\d:?\d\d)?(?!\w)")


@cache
def _small_words(kind: str) -> str:
    """Return a pattern for the words of one kind in dates.tsv."""
    words = sorted((word for word, its_kind in rows("dates.tsv") if its_kind == kind), key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, words)) + r")(?!\w)\.?"


def _forms(name: str) -> set[str]:
    """Return the ways to look a month or weekday name up: NFC, lower case, no final stop, with and without marks."""
    plain = unicodedata.normalize("NFC", name).replace("\u200f", "").casefold().replace("i\u0307", "i").strip(" .")
    return {plain, plain.rstrip("\u0654"), plain.replace("\u093c", ""), plain.replace("\u0623", "\u0627")}


@cache
def _names() -> tuple[dict[str, int], frozenset[str]]:
    """Return month names (a name of two months in two languages is none) and weekday names, from CLDR and dates.tsv."""
    from babel import Locale

    months: dict[str, set[int]] = {}
    weekdays: set[str] = set()
    for word, kind in rows("dates.tsv"):
        if kind.startswith("month "):
            months.setdefault(word, set()).add(int(kind[6:]))
    for code in _LOCALES:
        locale = Locale.parse(code)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    if not any(c.isdigit() for c in name) and len(name) > 1:
                        for form in _forms(name):
                            months.setdefault(form, set()).add(number)
                for name in locale.days[context][width].values():
                    weekdays |= _forms(name)
    return {form: min(numbers) for form, numbers in months.items() if len(numbers) == 1}, frozenset(weekdays)


def month_of(word: str) -> int | None:
    """Return the month (1 to 12) that a word names in any of the languages, or None."""
    months = _names()[0]
    return next((months[form] for form in sorted(_forms(word)) if form in months), None)


@cache
def _worded() -> tuple[re.Pattern[str], ...]:
    of = rf"(?:{_small_words('between')}\s*)?"
    gap = r"[\s,،\u00a0-]*"
    return (
        re.compile(rf"(?:{_small_words('between')}\s*)?{_DAY}{gap}{of}{_MONTH}{gap}{of}{_YEAR}", re.I),
        re.compile(rf"{_MONTH}{gap}(?:the\s)?{_DAY}[\s,،]+{of}{_YEAR}", re.I),
        re.compile(rf"{_MONTH}{gap}{of}{_YEAR}", re.I),
        re.compile(rf"{_YEAR}{gap}{_MONTH}{gap}{_DAY}(?!\w)", re.I),
    )


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _months(year: int, month: int, count: int, precision: Precision) -> DateSpan | None:
    start = _day(year, month, 1)
    if start is None:
        return None
    last = month + count - 1
    end = dt.date(year + last // 12, last % 12 + 1, 1)
    return DateSpan(start, end, precision)


def _days(*days: dt.date | None) -> DateSpan | None:
    """Return the span of one day, or of the candidates where there are more."""
    known = sorted({day for day in days if day is not None})
    if not known:
        return None
    return DateSpan(known[0], known[-1] + dt.timedelta(1), "day", "", tuple(known) if len(known) > 1 else ())


def _span(found: dict[str, str | None], month: int | None) -> DateSpan | None:
    """Return the span that the named parts of a match say, without its words, or None if there is no such date."""
    year = int(found["year"] or 0)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if week := found.get("week"):
        try:
            start = dt.date.fromisocalendar(year, int(week), 1)
        except ValueError:
            return None
        return DateSpan(start, start + dt.timedelta(7), "week")
    if quarter := found.get("quarter"):
        return _months(year, int(quarter) * 3 - 2, 3, "quarter")
    if (first := found.get("first")) and (second := found.get("second")):
        day_first = _day(year, int(second), int(first))
        month_first = None if found["sep"] == "." else _day(year, int(first), int(second))
        return _days(day_first, month_first)
    if month is None:
        return _months(year, 1, 12, "year")
    day = found.get("day")
    return _months(year, month, 1, "month") if day is None else _days(_day(year, month, int(day)))


def _skip_weekday(text: str, pos: int) -> int:
    match = re.compile(rf"{_WORD}\.?").match(text, pos)
    if match is None or not _forms(match.group()) & _names()[1]:
        return pos
    after = re.compile(r"[\s,،]*").match(text, match.end())
    return after.end() if after else match.end()


def _skip_tail(text: str, pos: int) -> int | None:
    """Return where the era words, weekday in brackets and time end; None if the time is impossible."""
    era = re.compile(rf"\s*{_small_words('era')}", re.I).match(text, pos)
    end = era.end() if era else pos
    bracket = re.compile(r"\s?[(（](\w{1,12})[)）]").match(text, end)
    if bracket and (_forms(bracket.group(1)) & _names()[1]):
        end = bracket.end()
    clock = re.compile(rf"[\s,،]*{_small_words('clock')}\s*(?=\d)", re.I).match(text, end)
    time = _COMPACT_TIME.match(text, end) or _TIME.match(text, clock.end() if clock else end)
    if time is None:
        return end
    if int(time["hour"]) > 24 or int(time["minute"]) > 59 or int(time["second"] or 0) > 60:
        return None
    return time.end()


def _match(text: str, pos: int, bare_year: bool) -> tuple[DateSpan, int] | None:
    for pattern in _NUMERIC:
        if match := pattern.match(text, pos):
            parts = match.groupdict()
            span = _span(parts, int(parts["month"]) if parts.get("month") else None)
            return None if span is None else (span, match.end())
    for pattern in _worded():
        if (match := pattern.match(text, pos)) and (month := month_of(match["month"])):
            span = _span(match.groupdict(), month)
            return None if span is None else (span, match.end())
    if bare_year and (match := _BARE_YEAR.match(text, pos)):
        span = _span(match.groupdict(), None)
        return None if span is None else (span, match.end())
    return None


def match_date(text: str, pos: int = 0, *, bare_year: bool = True) -> tuple[DateSpan, int] | None:
    """Return the date written at ``pos`` and where its words end; None where no whole date stands there."""
    start = pos if text[pos : pos + 1].isdecimal() else _skip_weekday(text, pos)
    found = _match(text, start, bare_year)
    if found is None:
        return None
    span, end = found
    if span.precision == "day":
        tail = _skip_tail(text, end)
        if tail is None:
            return None
        end = tail
    else:
        era = re.compile(rf"\s*{_small_words('era')}", re.I).match(text, end)
        end = era.end() if era else end
    if text[end : end + 1].isalnum() and text[end - 1].isalnum() and text[end - 1] not in "日일年년月월号":
        return None
    words = text[pos:end].strip()
    return DateSpan(span.start, span.end, span.precision, words, span.candidates), end


def _whole(words: str, bare_year: bool) -> DateSpan | None:
    """Return the one date that all the words are."""
    found = match_date(words, bare_year=bare_year)
    if found is None or words[found[1] :].strip(" .,،)"):
        return None
    return DateSpan(found[0].start, found[0].end, found[0].precision, words, found[0].candidates)


def parse_date(words: str, *, bare_year: bool = True) -> DateSpan | None:
    """Return the date that a whole field says, or None where it says none; ``a/b`` is a range of two dates."""
    words = words.strip().strip("\"'").strip()
    if not words or len(words) > _LONGEST:
        return None
    if span := _whole(words, bare_year):
        return span
    for mark in ("/", "..", " – ", " - "):
        left, found_mark, right = words.partition(mark)
        first = _whole(left.strip(), False) if found_mark else None
        last = _whole(right.strip(), False) if first else None
        if first and last and first.start and last.end and first.start < last.end:
            return DateSpan(first.start, last.end, "range", words)
    return None
