"""Days, weeks, months and seasons as half-open stretches, and where they lie from a publication date.

Nothing here knows words. Weeks run from Monday; seasons are the meteorological ones of the north
(winter of a year begins in its December). ``early``, ``middle`` and ``late`` are thirds: of a month
its days 1-10, 11-20 and the rest; of a week two, three and two days; of longer stretches whole months.
Halves are of a month (its days 1-15 and the rest) or a year.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from dragoman.records import DateSpan, Precision

__all__ = [
    "HALVES",
    "SEASONS",
    "THIRDS",
    "UNKNOWN",
    "Direction",
    "Reference",
    "Stretch",
    "day",
    "decade",
    "month",
    "part",
    "quarter",
    "season",
    "union",
    "weekday_of",
    "weekend",
    "year",
]

Direction = Literal["past", "this", "future"]

#: First month of each season.
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
THIRDS = ("early", "middle", "late")
HALVES = ("first half", "second half")
_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)
_MOST_CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days [start, end); None where a side is open or unknown. ``implied``: what of it the words do not say."""

    start: dt.date | None
    end: dt.date | None
    precision: Precision
    candidates: tuple[dt.date, ...] = ()
    implied: Literal["", "week", "year"] = ""

    @property
    def is_known(self) -> bool:
        return self.start is not None or self.end is not None


UNKNOWN = Stretch(None, None, "range")


def day(year_: int, month_: int, day_: int) -> Stretch:
    """Return one day; ValueError where there is no such day."""
    start = dt.date(year_, month_, day_)
    return Stretch(start, start + _DAY, "day")


def month(year_: int, number: int) -> Stretch:
    return Stretch(dt.date(year_, number, 1), _add_months(dt.date(year_, number, 1), 1), "month")


def quarter(year_: int, number: int) -> Stretch:
    start = dt.date(year_, 3 * number - 2, 1)
    return Stretch(start, _add_months(start, 3), "quarter")


def season(year_: int, name: str) -> Stretch:
    start = dt.date(year_, SEASONS[name], 1)
    return Stretch(start, _add_months(start, 3), "season")


def year(number: int) -> Stretch:
    return Stretch(dt.date(number, 1, 1), dt.date(number + 1, 1, 1), "year")


def decade(first: int) -> Stretch:
    return Stretch(dt.date(first, 1, 1), dt.date(first + 10, 1, 1), "range")


def weekend(of: dt.date) -> Stretch:
    """Return Saturday and Sunday of the week of a day."""
    saturday = _monday(of) + 5 * _DAY
    return Stretch(saturday, saturday + 2 * _DAY, "range")


def part(whole: Stretch, name: str) -> Stretch:
    """Return the third (``early``, ``middle``, ``late``) or the half of a week, month, quarter, season or year.

    A half of a week, which has none, and a part of anything else is the whole.
    """
    if whole.start is None or whole.end is None:
        return whole
    start = whole.start
    is_half = name in HALVES
    if whole.precision == "month":
        cuts = [start, start + 15 * _DAY] if is_half else [start, start + 10 * _DAY, start + 20 * _DAY]
    elif whole.precision == "week" and not is_half:
        cuts = [start, start + 2 * _DAY, start + 5 * _DAY]
    elif whole.precision == "year":
        cuts = [_add_months(start, months) for months in ((0, 6) if is_half else (0, 4, 8))]
    elif whole.precision in ("quarter", "season") and not is_half:
        cuts = [_add_months(start, months) for months in (0, 1, 2)]
    else:
        return whole
    cuts.append(whole.end)
    index = (HALVES if is_half else THIRDS).index(name)
    return replace(whole, start=cuts[index], end=cuts[index + 1], precision="range", candidates=())


def union(first: Stretch, last: Stretch, *, future: bool) -> Stretch:
    """Return the stretch from the first to the last; one whose week or year is implied moves to keep their order."""
    if first.start is None or last.end is None:
        return UNKNOWN
    start, end = first.start, last.end
    if end <= start and last.implied and (future or not first.implied):
        end = _again(end, last.implied, 1)
    elif end <= start and first.implied:
        start = _again(start, first.implied, -1)
    if end <= start:
        return UNKNOWN
    return Stretch(start, end, "range", implied=first.implied and last.implied)


def weekday_of(week: Stretch, number: int) -> Stretch:
    """Return a weekday (1 Monday … 7) of a week; unknown where the week is no single one."""
    if week.start is None or week.precision != "week":
        return UNKNOWN
    start = week.start + (number - 1) * _DAY
    return Stretch(start, start + _DAY, "day")


@dataclass(frozen=True, slots=True)
class Reference:
    """The publication date as [first, last] day, and whether the sentence looks ahead."""

    first: dt.date
    last: dt.date
    future: bool = False

    @classmethod
    def of(cls, published: DateSpan | None, future: bool) -> Reference | None:
        """Return None where the publication date has an unknown side."""
        if published is None or published.start is None or published.end is None:
            return None
        return cls(published.start, max(published.start, published.end - _DAY), future)

    def offset(self, days: int) -> Stretch:
        """Return the day so many days from publication."""
        move = dt.timedelta(days=days)
        end = self.last + move + _DAY
        return Stretch(self.first + move, end, "day" if self.first == self.last else "range")

    def weekday(self, number: int, direction: Direction | None = None) -> Stretch:
        """Return a weekday (1 Monday … 7): bare, the last up to and including publication.

        Where the sentence looks ahead, the first from publication on; ``past`` and ``future`` leave the
        day of publication out, ``this`` is the calendar week's. Several candidates where the publication
        date is no single day.
        """
        first, last = (self._weekday(d, number, direction) for d in (self.first, self.last))
        if first == last:
            return Stretch(first, first + _DAY, "day", implied="" if direction else "week")
        count = (last - first).days // 7 + 1
        if count > _MOST_CANDIDATES:
            return Stretch(first, last + _DAY, "range")
        return Stretch(first, last + _DAY, "day", tuple(first + i * _WEEK for i in range(count)))

    def _weekday(self, of: dt.date, number: int, direction: Direction | None) -> dt.date:
        if direction == "this":
            return _monday(of) + (number - 1) * _DAY
        back = (of.isoweekday() - number) % 7
        if direction == "past":
            return of - (back or 7) * _DAY
        ahead = (number - of.isoweekday()) % 7
        if direction == "future":
            return of + (ahead or 7) * _DAY
        return of + ahead * _DAY if self.future else of - back * _DAY

    def month(self, number: int, direction: Direction | None = None) -> Stretch:
        """Return the month nearest to publication: the latest not after it, or ahead the first not before it."""
        ahead = direction == "future" or (direction is None and self.future)
        of = self.first if ahead else self.last
        strict = direction in ("past", "future")
        year_ = of.year
        if direction != "this":
            if ahead and (number < of.month or (strict and number == of.month)):
                year_ += 1
            elif not ahead and (number > of.month or (strict and number == of.month)):
                year_ -= 1
        return replace(month(year_, number), implied="year")

    def day(self, month_: int, day_: int) -> Stretch:
        """Return the day of a month nearest to publication, by the rule of ``month``."""
        of = self.first if self.future else self.last
        for step in range(9):  # 29 February comes every four years, or eight
            year_ = of.year + (step if self.future else -step)
            try:
                found = dt.date(year_, month_, day_)
            except ValueError:
                continue
            if (found >= of) if self.future else (found <= of):
                return Stretch(found, found + _DAY, "day", implied="year")
        raise ValueError(f"no such day: {month_}-{day_}")

    def unit(self, unit: str, steps: int) -> Stretch:
        """Return the calendar unit (day, week, month, quarter, year) so many steps from publication's own."""
        if unit not in _UNITS:
            return UNKNOWN
        first, last = (_unit_at(d, unit, steps) for d in (self.first, self.last))
        return first if first == last else Stretch(first.start, last.end, "range")

    def weekend(self, direction: Direction | None = None) -> Stretch:
        """Return the weekend of the week before, after or of publication; bare, the latest begun, or ahead the next."""
        steps = {"past": -1, "future": 1, "this": 0}.get(direction or "")
        if steps is None:
            steps = 0 if self.future or self.first.isoweekday() >= 6 else -1
        first, last = (weekend(d + steps * _WEEK) for d in (self.first, self.last))
        return first if first == last else Stretch(first.start, last.end, "range")

    def season(self, name: str, direction: Direction) -> Stretch:
        """Return the season wholly before, wholly after or of the year of publication."""
        years = range(self.first.year - 2, self.last.year + 3)
        seasons = [season(year_, name) for year_ in years]
        if direction == "past":
            return [s for s in seasons if s.end is not None and s.end <= self.first + _DAY][-1]
        if direction == "future":
            return next(s for s in seasons if s.start is not None and s.start > self.last)
        year_ = self.first.year - (SEASONS[name] == 12 and self.first.month < 3)
        return season(year_, name)

    def around(self, direction: Direction) -> Stretch:
        """Return the open time before or after publication ("in the coming months")."""
        if direction == "future":
            return Stretch(self.first, None, "range")
        return Stretch(None, self.last + _DAY, "range")

    def beside(self, days: int, direction: Direction) -> Stretch:
        """Return so many days before ("the past three days") or from publication on."""
        length = dt.timedelta(days=days)
        if direction == "future":
            return Stretch(self.first, self.last + length + _DAY, "range")
        return Stretch(self.first - length, self.last + _DAY, "range")


_UNITS = ("day", "week", "month", "quarter", "year")


def _unit_at(of: dt.date, unit: str, steps: int) -> Stretch:
    if unit == "day":
        moved = of + steps * _DAY
        return Stretch(moved, moved + _DAY, "day")
    if unit == "week":
        monday = _monday(of) + steps * _WEEK
        return Stretch(monday, monday + _WEEK, "week")
    if unit == "year":
        return year(of.year + steps)
    if unit == "quarter":
        moved = _add_months(of.replace(day=1), 3 * steps)
        return quarter(moved.year, (moved.month + 2) // 3)
    moved = _add_months(of.replace(day=1), steps)
    return month(moved.year, moved.month)


def _monday(of: dt.date) -> dt.date:
    return of - (of.isoweekday() - 1) * _DAY


def _again(of: dt.date, implied: str, times: int) -> dt.date:
    return of + times * _WEEK if implied == "week" else _add_months(of, 12 * times)


def _add_months(of: dt.date, months: int) -> dt.date:
    """Return the same day some months on, or the last of a shorter month."""
    index = of.year * 12 + of.month - 1 + months
    first = dt.date(index // 12, index % 12 + 1, 1)
    for day_ in range(of.day, 27, -1):
        try:
            return first.replace(day=day_)
        except ValueError:
            continue
    return first.replace(day=of.day)
