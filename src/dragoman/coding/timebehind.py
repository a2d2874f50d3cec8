"""What stands behind a time and moves it: "lunes **próximo**", "来月**16日**", and a bare day of the month."""

from __future__ import annotations

import datetime as dt

from dragoman.coding import calendar
from dragoman.coding.calendar import Reference, Stretch
from dragoman.coding.timedates import Atom, DateReader

__all__ = ["BehindReader"]

_LONGEST = 31  # days of a month
_MONTH = dt.timedelta(days=31)


class BehindReader(DateReader):
    """Reads times whose direction or day stands behind them. Rules as in ``DateReader``."""

    def _turned(self, at: int) -> Atom | None:
        """Lunes próximo, jeudi dernier, minggu lalu, mai prochain: the direction behind its word."""
        if not self._words.behind:
            return None
        weekday = self._words.weekdays.match(self.tokens, at)
        named = self._month_name(at)
        unit = self._words.units.match(self.tokens, at)
        found = weekday or named or unit
        turn = None if found is None else self._direction(found[0])
        if turn is None or turn[1] == "this":
            return None
        end, way = turn
        if weekday is not None:
            return Atom(end, "weekday", self._resolve(lambda r: r.weekday(weekday[1], way)))
        if named is not None:
            return Atom(end, "month", self._resolve(lambda r: r.month(named[1], way)))
        if unit is None or self._fold(at) not in self._words.singular or unit[1] == "decade":
            return None
        return Atom(end, unit[1], self._resolve(lambda r: r.unit(unit[1], -1 if way == "past" else 1)))

    def _written_day(self, at: int) -> tuple[int, int] | None:
        """A day of the month with its unit written on (15日, 15일): (token after it, day)."""
        number = self._digits(at, 2)
        unit = self._words.units.match(self.tokens, at + 1)
        if number is None or unit is None or unit != (at + 2, "day") or not 1 <= number <= _LONGEST:
            return None
        touching = self._touches(at) and not self._fold(at + 1).isascii()
        return (unit[0], number) if touching and not self._is_length(unit[0]) else None

    def _is_length(self, at: int) -> bool:
        """Whether what follows a number of days makes it how long, not when."""
        return self._words.lengths.match(self.tokens, at) is not None

    def _bare_day(self, at: int) -> Atom | None:
        """15日, 15일 without a month: the nearest such day, as ``Reference.month`` finds the nearest month."""
        found = self._written_day(at)
        if found is None:
            return None
        return Atom(found[0], "day", self._resolve(lambda r: _nearest_day(r, found[1])))

    def _inside(self, unit: Atom) -> Atom | None:
        """来月16日, 昨年12月, 다음 달 16일: a day or month inside a month or year already read."""
        start = unit.stretch.start
        if start is None:
            return None
        if unit.kind == "month":
            day = self._written_day(unit.end)
            return None if day is None else Atom(day[0], "day", calendar.day(start.year, start.month, day[1]))
        named = self._month_name(unit.end) if unit.kind == "year" else None
        if named is None:
            return None
        month = Atom(named[0], "month", calendar.month(start.year, named[1]))
        return self._inside(month) or month


def _nearest_day(reference: Reference, number: int) -> Stretch:
    """The last day of that number up to publication, or where the sentence looks ahead the first from it on."""
    of = reference.first if reference.future else reference.last
    at = of.replace(day=1)
    for _ in range(3):
        try:
            found = at.replace(day=number)
        except ValueError:  # no 31st in this month
            found = None
        if found is not None and ((found >= of) if reference.future else (found <= of)):
            return calendar.day(found.year, found.month, found.day)
        at = (at + _MONTH if reference.future else at - dt.timedelta(days=1)).replace(day=1)
    raise ValueError(f"no such day: {number}")
