"""The dateline of an agency: ``MOSCOW, Feb 21 (Reuters) -``. It gives the source, and a date if it has a year."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dragoman.intake.dates import month_of, parse_date
from dragoman.records import DateSpan

__all__ = ["Dateline", "read_dateline"]

_REACH = 160  # code points in which a dateline must end
_DASH = r"\s*[-–—:－]{1,2}\s*"
_HEAD = r"(?P<head>[^()（）\n/\[\]]{2,70}?)"
_AGENCY = r"(?P<agency>[^\W\d_][^()（）/\n]{0,40}?)"
_FORMS = (
    re.compile(rf"{_HEAD}[\s,،.]*[(（]{_AGENCY}[)）]{_DASH}"),
    re.compile(rf"(?P<head>)[(（]{_AGENCY}[)）]{_DASH}"),
    re.compile(rf"{_HEAD}[\s,.]*/{_AGENCY}/\s?[.:–—-]\s*"),
    re.compile(r"[\[［](?P<head>[^\]］\n]{2,40}?)\s(?P<agency>[^\W\d_][^\s\]］\n]*)[\]］](?:\s*[-–—－])?\s*"),
    re.compile(r"(?P<agency>[^\W\d_]{1,4}[社网網])(?P<head>\w{1,12}?\d{1,2}日)[电電]\s*"),
)
_UNSIGNED = re.compile(r"(?P<head>[^()（）\n/\[\]–—]{2,70}?)(?:\s[-–—]{1,2}\s+|\s?—\s?)")
_SMALL = 3  # letters of words such as `de`, `am`, `of` that stand in lower case within a place's name


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline says; ``end`` is the code point where the text goes on."""

    end: int
    source: str = ""
    date: DateSpan | None = None


def _is_place(head: str) -> bool:
    """Say whether words are like the place and day of a dateline: names, numbers, months, and few of them."""
    words = re.findall(r"[^\s,،.]+", head)
    good = all(
        not word[0].islower() or len(word) <= _SMALL or word[0].isdigit() or month_of(word) is not None
        for word in words
    )
    return bool(words) and len(words) <= 8 and good and not words[0][0].islower()


def _dated(head: str) -> bool:
    """Say whether the words are a place in capitals and a day."""
    place = re.split(r"[\s,]+(?=\d|\S+\.?\s\d)", head, maxsplit=1)
    return len(place) == 2 and place[0].isupper() and any(month_of(w) for w in re.findall(r"[^\W\d_]+", place[1]))


def _date_in(head: str) -> DateSpan | None:
    """Return the date with a year that ends the head, if one does."""
    for match in re.finditer(r"(?<![^\s,،])\S", head):
        if date := parse_date(head[match.start() :].strip(" ,.،"), bare_year=False):
            return date
    return None


def read_dateline(text: str, start: int) -> Dateline | None:
    """Return the dateline that stands at ``start``, or None if none does or nothing follows it."""
    window = text[start : start + _REACH]
    for form in _FORMS:
        match = form.match(window)
        if match and (not match["head"] or _is_place(match["head"])) and window[match.end() :].strip():
            return Dateline(start + match.end(), match["agency"].strip(), _date_in(match["head"]))
    match = _UNSIGNED.match(window)
    if match and _is_place(match["head"]) and _dated(match["head"]) and window[match.end() :].strip():
        return Dateline(start + match.end(), "", _date_in(match["head"]))
    return None
