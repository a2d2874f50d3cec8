"""Time expressions of a sentence, resolved against the publication date.

A small grammar over tokens: dates, weekdays, months, units with "last" or "next", parts ("early May"
is the first third of May, its days 1-10), seasons, quarters, windows ("in April or early May"), "since" and
"until". What a calendar makes of them is in ``calendar``; the words are in ``lexicon/<lang>/time.toml``.
A date is never more precise than its words: what cannot be resolved keeps its words and no dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import cast

from dragoman.coding import calendar
from dragoman.coding.calendar import UNKNOWN, Direction, Reference, Stretch
from dragoman.coding.timebehind import BehindReader
from dragoman.coding.timedates import DASHES, Atom
from dragoman.coding.timewords import NUMBER, UNIT, TimeWords, Token, time_words, tokens
from dragoman.records import DateSpan, Span

__all__ = ["TimeHit", "nearest", "times"]

_FOLLOWING_DAY = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class TimeHit:
    """Words of a text that say when, and what they say; ``when.words`` are those of ``span``."""

    span: Span
    when: DateSpan


def times(
    text: str,
    span: Span,
    lang: str,
    published: DateSpan | None,
    *,
    future: bool = False,
    words: TimeWords | None = None,
) -> list[TimeHit]:
    """Return the time expressions of one sentence, in order, not overlapping.

    Parameters
    ----------
    text, span:
        The article's text and the sentence in it; offsets of hits count into ``text``.
    published:
        The publication date with its precision, or None: then only absolute dates are resolved.
    future:
        The sentence looks ahead: a bare weekday, month or day is the next one, else the last one.
    words:
        The language's words for time, where they are not those on disk.
    """
    scan = _Scan(tokens(text, span.start, span.end), words or time_words(lang), Reference.of(published, future), future)
    hits = []
    for first, last, stretch in scan.run():
        found = Span(scan.tokens[first].start, scan.tokens[last - 1].end)
        hits.append(
            TimeHit(
                found,
                DateSpan(
                    stretch.start,
                    stretch.end,
                    stretch.precision,
                    found.of(text),
                    stretch.candidates,
                ),
            )
        )
    return hits


def nearest(hits: Iterable[TimeHit], position: int) -> TimeHit | None:
    """Return the hit with the fewest characters between it and ``position``; the earlier of two; None of none."""
    return min(hits, key=lambda hit: max(hit.span.start - position, position - hit.span.end, 0), default=None)


class _Scan(BehindReader):
    """The grammar over one sentence. A rule takes a token index and returns an atom or None."""

    def __init__(self, found: list[Token], words: TimeWords, reference: Reference | None, future: bool) -> None:
        super().__init__(found, words, reference, future)
        self._rules: tuple[Callable[[int], Atom | None], ...] = (
            self._numeric_date,
            self._written_in_characters,
            self._dated_weekday,
            self._day_month,
            self._month_day,
            self._part,
            self._quarter,
            self._season,
            self._turned,
            self._month_year,
            self._ago,
            self._weekday_of_week,
            self._directed,
            self._inside_unit,
            self._unit_directed,
            self._weekday,
            self._weekend,
            self._offset,
            self._decade,
            self._bare_day,
        )

    def run(self) -> list[tuple[int, int, Stretch]]:
        """Return (first token, token after the last, stretch) of each expression."""
        found = []
        at = 0
        while at < len(self.tokens):
            atom = self._expression(at)
            if atom is None:
                at += 1
            else:
                found.append((at, atom.end, atom.stretch))
                at = atom.end
        return found

    # -- windows ----------------------------------------------------------------------------

    def _expression(self, at: int) -> Atom | None:
        words = self._words
        for table, side in ((words.since, "since"), (words.until, "until"), (words.opening, "between")):
            opened = table.match(self.tokens, at)
            if opened is not None:
                found = self._opened(opened[0], side)
                if found is not None:
                    return found
        atom = self._atom(at) or (self._year(at) if self._has_cue(at) else None)
        return None if atom is None else self._joined(atom)

    def _opened(self, at: int, side: str) -> Atom | None:
        """Read what follows "since", "until" or "between"."""
        atom = self._day_range(at) or self._atom(at) or self._year(at, strict=side == "between")
        if atom is None:
            return None
        joined = self._joined(atom) if side != "until" else atom
        if joined.end > atom.end or (side == "between" and atom.kind == "range"):
            return joined
        if side == "between":
            return None
        if not atom.stretch.is_known:
            return atom
        if side == "since":
            return Atom(atom.end, "range", Stretch(atom.stretch.start, None, "range"))
        return Atom(atom.end, "range", Stretch(None, atom.stretch.end, "range"))

    def _joined(self, first: Atom) -> Atom:
        """Return the window that ``first`` opens with a second time of its kind, or ``first``."""
        after = self._link(first.end)
        if after is None:
            return first
        second = self._atom(after)
        inside = self._words.inside.match(self.tokens, after)
        if second is None and inside is not None:
            second = self._atom(inside[0])
        if second is None and first.kind == "year":
            second = self._year(after)
        if second is None or second.kind != first.kind or first.kind == "range":
            return first
        opening, closing = first.stretch, second.stretch
        if opening.implied and not closing.implied and closing.start is not None and opening.start is not None:
            opening = self._in_year(opening, closing.start)
        return Atom(second.end, "range", self._safe(lambda: calendar.union(opening, closing, future=self._future)))

    def _in_year(self, opening: Stretch, closing: dt.date) -> Stretch:
        """Move a stretch without a year of its own to the year that its window's end names."""
        if opening.start is None or opening.end is None:
            return opening
        years = closing.year - opening.start.year
        return replace(
            opening,
            start=_move(opening.start, years),
            end=_move(opening.end, years),
            implied="year",
            candidates=(),
        )

    def _atom(self, at: int) -> Atom | None:
        if at >= len(self.tokens):
            return None
        for rule in self._rules:
            try:
                atom = rule(at)
            except (ValueError, OverflowError):  # a day that is in no calendar
                continue
            if atom is not None:
                return atom
        return None

    # -- parts, quarters, seasons -----------------------------------------------------------

    def _part(self, at: int) -> Atom | None:
        """Early May, mid-2024, the end of (the) March, begin volgende week, later this month."""
        found = self._words.parts.match(self.tokens, at)
        if found is None:
            return None
        position = found[0] + 1 if self._fold(found[0]) in DASHES else found[0]
        for start in (position, self._skip(position), self._skip(self._skip(position))):
            whole = self._whole(start)
            if whole is not None:
                stretch = self._safe(lambda whole=whole: calendar.part(whole.stretch, found[1]))  # type: ignore[misc]
                return Atom(whole.end, whole.kind, stretch)
        return None

    def _whole(self, at: int) -> Atom | None:
        """Read what may have parts."""
        rules = (
            self._written_in_characters,
            self._quarter,
            self._season,
            self._month_year,
            self._year,
            self._unit_directed,
            self._directed,
        )
        for rule in rules:
            atom = rule(at)
            if atom is not None:
                return atom if atom.kind in ("month", "year", "quarter", "season", "week") else None
        unit = self._words.units.match(self.tokens, at)
        if unit is None or unit[1] not in ("week", "month", "quarter", "year") or at == 0:
            return None
        if self._skip(at - 1) != at:  # "the end of the year": its own year
            return None
        return Atom(unit[0], unit[1], self._resolve(lambda r: r.unit(unit[1], 0)))

    def _quarter(self, at: int) -> Atom | None:
        """Q1 2023, the first quarter of 2023, het 1e kwartaal."""
        numbered = self._quarter_number(at)
        if numbered is None:
            return None
        position, number = numbered
        for start in (position, self._skip(position)):
            found = self._year(start)
            if found is not None and found.stretch.start is not None:
                year_ = found.stretch.start.year
                return Atom(found.end, "quarter", calendar.quarter(year_, number))
        return Atom(position, "quarter", UNKNOWN)

    def _quarter_number(self, at: int) -> tuple[int, int] | None:
        if self._fold(at) == "q" and self._fold(at + 1) in ("1", "2", "3", "4") and self._touches(at):
            return at + 2, int(self._fold(at + 1))
        numbered = self._day_number(at) or self._words.numbers.match(self.tokens, at)
        if numbered is None or numbered[1] is None or not 1 <= numbered[1] <= 4:
            return None
        unit = self._words.units.match(self.tokens, numbered[0])
        return None if unit is None or unit[1] != "quarter" else (unit[0], numbered[1])

    def _season(self, at: int) -> Atom | None:
        """Summer 2023, de zomer van 2023; a bare season is too often something else."""
        named = self._words.seasons.match(self.tokens, at)
        if named is None:
            return None
        for start in (named[0], self._skip(named[0])):
            found = self._year(start)
            if found is not None and found.stretch.start is not None:
                return Atom(found.end, "season", calendar.season(found.stretch.start.year, named[1]))
        return None

    # -- relative to publication ------------------------------------------------------------

    def _ago(self, at: int) -> Atom | None:
        """Three days ago, over twee weken: the unit as many steps away; vague numbers and decades stay words."""
        for pattern, table in self._words.steps:
            position: int | None = at
            number: int | None = 1
            unit = ""
            for part in pattern:
                read = None if position is None else self._ago_part(part, position)
                position = None if read is None else read[0]
                if read is not None and part == NUMBER:
                    number = cast("int | None", read[1])
                elif read is not None and part == UNIT:
                    unit = str(read[1])
            if position is not None:
                is_since = self._words.since.match(self.tokens, at) is not None
                stretch = self._steps("lasting" if is_since else table, unit, number)
                return Atom(position, "relative" if not stretch.is_known else unit, stretch)
        return None

    def _steps(self, table: str, unit: str, number: int | None) -> Stretch:
        """Return where so many units from publication lie, as the pattern's table has it."""
        if number is None or not unit or table == "then":
            return UNKNOWN
        if table == "within":
            return self._counted(unit, number, "future")
        found = self._resolve(lambda r: r.unit(unit, number if table == "ahead" else -number))
        return Stretch(found.start, None, "range") if table == "lasting" else found

    def _ago_part(self, part: str, at: int) -> tuple[int, object] | None:
        if part == NUMBER:
            number = self._digits(at)
            return (at + 1, number) if number is not None else self._words.numbers.match(self.tokens, at)
        if part == UNIT:
            return self._words.units.match(self.tokens, at)
        return (at + 1, None) if self._fold(at) == part else None

    def _weekday_of_week(self, at: int) -> Atom | None:
        """Volgende week dinsdag, Tuesday last week, Tuesday of next week."""
        weekday = self._words.weekdays.match(self.tokens, at)
        if weekday is not None:
            for start in (weekday[0], self._skip(weekday[0])):
                week = self._unit_directed(start)
                if week is not None and week.kind == "week":
                    return Atom(week.end, "weekday", calendar.weekday_of(week.stretch, weekday[1]))
            return None
        week = self._unit_directed(at)
        if week is None or week.kind != "week":
            return None
        for start in (week.end, self._skip(week.end)):
            weekday = self._words.weekdays.match(self.tokens, start)
            if weekday is not None:
                return Atom(weekday[0], "weekday", calendar.weekday_of(week.stretch, weekday[1]))
        return None

    def _directed(self, at: int) -> Atom | None:
        """Last Tuesday, next May, komende zomer, this weekend, last week('s) Tuesday."""
        found = self._direction(at)
        if found is None:
            return None
        position, way = found
        weekday = self._words.weekdays.match(self.tokens, position)
        if weekday is not None:
            return Atom(weekday[0], "weekday", self._resolve(lambda r: r.weekday(weekday[1], way)))
        named = self._month_name(position)
        if named is not None:
            return Atom(named[0], "month", self._resolve(lambda r: r.month(named[1], way)))
        season = self._words.seasons.match(self.tokens, position)
        if season is not None:
            return Atom(season[0], "season", self._resolve(lambda r: r.season(season[1], way)))
        weekend = self._words.weekend.match(self.tokens, position)
        if weekend is not None:
            return Atom(weekend[0], "weekend", self._resolve(lambda r: r.weekend(way)))
        return None

    def _unit_directed(self, at: int) -> Atom | None:
        """Last week, vorige maand, this year; the coming months (open); the past three days."""
        found = self._direction(at)
        if found is None:
            return None
        position, way = found
        number = self._ago_part(NUMBER, position)
        if number is not None:
            position = number[0]
        unit = self._words.units.match(self.tokens, position)
        if unit is None:
            return None
        end, name = unit
        if number is not None:
            return Atom(end, "range", self._counted(name, cast("int | None", number[1]), way))
        if way == "past" and self._is_of_month(end):  # "the last week of May"
            return None
        if way != "this" and (self._fold(position) not in self._words.singular or name == "decade"):
            return Atom(end, "range", self._resolve(lambda r: r.around(way)))
        steps = {"past": -1, "this": 0, "future": 1}[way]
        return Atom(end, name, self._resolve(lambda r: r.unit(name, steps)))

    def _inside_unit(self, at: int) -> Atom | None:
        unit = self._unit_directed(at)
        return None if unit is None else self._inside(unit)

    def _is_of_month(self, at: int) -> bool:
        after = self._skip(at)
        return after > at and (self._month_name(after) is not None or self._year(after) is not None)

    def _counted(self, unit: str, number: int | None, way: Direction) -> Stretch:
        """Return "the last three weeks": so many days beside publication; of other units, the open time."""
        if number is None or unit not in _FOLLOWING_DAY or way == "this":
            return UNKNOWN if way == "this" else self._resolve(lambda r: r.around(way))
        return self._resolve(lambda r: r.beside(number * _FOLLOWING_DAY[unit], way))

    def _weekday(self, at: int) -> Atom | None:
        found = self._words.weekdays.match(self.tokens, at)
        if found is None or (self._words.capitals and self.tokens[at].form[0].islower()):
            return None
        return Atom(found[0], "weekday", self._resolve(lambda r: r.weekday(found[1])))

    def _weekend(self, at: int) -> Atom | None:
        found = self._words.weekend.match(self.tokens, at)
        return None if found is None else Atom(found[0], "weekend", self._resolve(lambda r: r.weekend()))

    def _offset(self, at: int) -> Atom | None:
        """Yesterday, morgen, the day before yesterday."""
        found = self._words.days.match(self.tokens, at)
        return None if found is None else Atom(found[0], "relative", self._resolve(lambda r: r.offset(found[1])))


def _move(of: dt.date, years: int) -> dt.date:
    """Return the same day some years on; 29 February becomes 28 February."""
    try:
        return of.replace(year=of.year + years)
    except ValueError:
        return of.replace(year=of.year + years, day=28)
