"""The reading of dates in digits and words: the lower half of the grammar of ``time``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from dragoman.coding import calendar
from dragoman.coding.calendar import UNKNOWN, Direction, Reference, Stretch
from dragoman.coding.timewords import TimeWords, Token

__all__ = ["DASHES", "Atom", "DateReader"]

DASHES = frozenset("-–—/")
_YEARS = range(1000, 2200)
_LIKELY_YEARS = range(1900, 2100)
_LINK = 4  # letters of a word that may stand between two times ("or", "and", "tot")
_FILLER = 3  # letters of a word that may stand inside one ("of", "van", "the")


@dataclass(frozen=True, slots=True)
class Atom:
    """One time: tokens up to ``end``, what kind of words, and the stretch."""

    end: int
    kind: str
    stretch: Stretch


class DateReader:
    """Reads dates at a token. A rule takes a token index and returns an atom or None; it may raise ValueError."""

    def __init__(self, found: list[Token], words: TimeWords, reference: Reference | None, future: bool) -> None:
        self.tokens = found
        self._words = words
        self._reference = reference
        self._future = future

    def _safe(self, resolve: Callable[[], Stretch]) -> Stretch:
        try:
            return resolve()
        except (ValueError, OverflowError):
            return UNKNOWN

    def _resolve(self, resolve: Callable[[Reference], Stretch]) -> Stretch:
        reference = self._reference
        return UNKNOWN if reference is None else self._safe(lambda: resolve(reference))

    def _link(self, at: int) -> int | None:
        """Return the token after a dash or word that may stand between two times ("or", "tot en met"), or None."""
        token = self._token(at)
        if token is None:
            return None
        until = self._words.until.match(self.tokens, at)
        if until is not None:
            return until[0]
        short = token.form.isalpha() and token.form.islower() and len(token.form) <= _LINK
        return at + 1 if short or token.fold in DASHES else None

    # -- tokens -----------------------------------------------------------------------------

    def _token(self, at: int) -> Token | None:
        return self.tokens[at] if 0 <= at < len(self.tokens) else None

    def _fold(self, at: int) -> str:
        token = self._token(at)
        return "" if token is None else token.fold

    def _digits(self, at: int, most: int = 4) -> int | None:
        """Return the number that stands alone at a token: no part of a larger number, a price, a word."""
        fold = self._fold(at)
        if not (fold.isascii() and fold.isdigit() and len(fold) <= most):
            return None
        before = self._token(at - 1)
        if before is not None and self._touches(at - 1) and (before.form in "$€£¥.,:'’" or before.form.isalnum()):
            return None if before.form.isascii() else int(fold)
        return int(fold)

    def _touches(self, at: int) -> bool:
        """Say whether no space parts a token from the next."""
        return 0 <= at < len(self.tokens) - 1 and self.tokens[at].end == self.tokens[at + 1].start

    def _skip(self, at: int, marks: str = "") -> int:
        """Return the token after one short word or mark that may stand inside a time, else ``at``."""
        token = self._token(at)
        if token is None:
            return at
        short = token.form.isalpha() and token.form.islower() and len(token.form) <= _FILLER
        return at + 1 if short or (marks and token.form in marks) else at

    def _year(self, at: int, *, strict: bool = True) -> Atom | None:
        """Read a year of four digits that is not part of a larger number or, when ``strict``, a quantity."""
        number = self._digits(at)
        if number is None or len(self._fold(at)) != 4 or number not in _YEARS:
            return None
        after = self._token(at + 1)
        if after is None:
            return Atom(at + 1, "year", calendar.year(number))
        if self._touches(at) and (
            after.form.isalpha() or after.form in "%°" or (after.form in ".,:" and self._fold(at + 2).isdigit())
        ):
            return None
        counts = number % 100 == 0 or number not in _LIKELY_YEARS  # "in 2000 villages"
        if strict and counts and after.form.isalpha() and after.form.islower() and not self._fold(at + 2).isdigit():
            return None
        return Atom(at + 1, "year", calendar.year(number))

    def _has_cue(self, at: int) -> bool:
        return any(
            (m := self._words.cues.match(self.tokens, before)) is not None and m[0] == at
            for before in range(max(0, at - 3), at)
        )

    def _day_number(self, at: int) -> tuple[int, int] | None:
        """Read a day of the month, with its dot or suffix: (token after it, day)."""
        number = self._digits(at, 2)
        if number is None or not 1 <= number <= 31:
            return None
        if self._touches(at) and (self._fold(at + 1) in self._words.ordinals or self._fold(at + 1) == "."):
            return at + 2, number
        return at + 1, number

    def _month_name(self, at: int) -> tuple[int, int] | None:
        found = self._words.months.match(self.tokens, at)
        token = self._token(at)
        if found is None or token is None or (self._words.capitals and token.form[0].islower()):
            return None
        dotted = self._fold(found[0]) == "." and self._touches(found[0] - 1) and self._fold(found[0] + 1).isdigit()
        return (found[0] + 1, found[1]) if dotted else found

    def _direction(self, at: int) -> tuple[int, Direction] | None:
        found = self._words.directions.match(self.tokens, at)
        return None if found is None else (found[0], cast(Direction, found[1]))

    # -- absolute dates ---------------------------------------------------------------------

    def _numeric_date(self, at: int) -> Atom | None:
        """2022-03-03, 2022/3/3, 03.03.2022, 3-3-2022, 3/4/2022 (two candidates where months may come first)."""
        first, mark, last = self._digits(at), self._fold(at + 1), self._token(at + 4)
        if first is None or mark not in (".", "-", "/") or mark != self._fold(at + 3) or last is None:
            return None
        fields = [self._fold(at + i) for i in (0, 2, 4)]
        if not all(self._touches(at + i) for i in range(4)) or not all(f.isascii() and f.isdigit() for f in fields):
            return None
        a, b, c = map(int, fields)
        if len(fields[0]) == 4 and a in _YEARS:
            return Atom(at + 5, "day", calendar.day(a, b, c))
        if len(fields[2]) != 4 or c not in _YEARS:
            return None
        if mark != "/" or not self._words.month_first or b == a:
            return Atom(at + 5, "day", calendar.day(c, b, a))
        if a > 12 or b > 12:
            return Atom(at + 5, "day", calendar.day(c, min(a, b), max(a, b)))
        days = sorted((dt.date(c, a, b), dt.date(c, b, a)))
        return Atom(at + 5, "day", Stretch(days[0], days[1] + dt.timedelta(days=1), "day", tuple(days)))

    def _written_in_characters(self, at: int) -> Atom | None:
        """2022年3月3日, 3月3日, 2022年3月, 2022年: numbers with their units written on."""
        fields: dict[str, int] = {}
        position = at
        for unit in ("year", "month", "day"):
            number = self._digits(position, 4 if unit == "year" else 2)
            named = self._words.units.match(self.tokens, position + 1)
            touching = self._touches(position) and not self._fold(position + 1).isascii()
            if number is not None and named is not None and named[1] == unit and touching:
                fields[unit], position = number, named[0]
        if "year" not in fields and not {"month", "day"} <= set(fields):
            return None
        if "year" in fields and fields["year"] not in _YEARS:
            return None
        return self._of_fields(position, fields)

    def _of_fields(self, end: int, fields: dict[str, int]) -> Atom:
        """Return the atom of a year, month and day, of which the year may be left out."""
        if "day" in fields and "month" in fields:
            if "year" in fields:
                return Atom(end, "day", calendar.day(fields["year"], fields["month"], fields["day"]))
            dt.date(2000, fields["month"], fields["day"])
            return Atom(end, "day", self._resolve(lambda r: r.day(fields["month"], fields["day"])))
        if "month" in fields:
            if "year" in fields:
                return Atom(end, "month", calendar.month(fields["year"], fields["month"]))
            return Atom(end, "month", self._resolve(lambda r: r.month(fields["month"])))
        return Atom(end, "year", calendar.year(fields["year"]))

    def _following_year(self, at: int) -> tuple[int, dict[str, int]]:
        """Read the year after a month ("March 2022", "March, 2022", "maart van 2022"), if there is one."""
        for position in (at, self._skip(at, ",")):
            found = self._year(position)
            if found is not None and found.stretch.start is not None:
                return found.end, {"year": found.stretch.start.year}
        return at, {}

    def _dated_weekday(self, at: int) -> Atom | None:
        """Wednesday, 3 March: the weekday adds nothing to the date."""
        found = self._words.weekdays.match(self.tokens, at)
        if found is None:
            return None
        position = self._skip(found[0], ",.")
        rules = (self._numeric_date, self._day_range, self._day_month, self._month_day)
        return next((atom for rule in rules if (atom := rule(position)) is not None), None)

    def _day_month(self, at: int) -> Atom | None:
        """3 March 2022, 3. März, 3rd of March, 20-22 March."""
        ranged = self._day_range(at)
        if ranged is not None:
            return ranged
        numbered = self._day_number(at)
        if numbered is None:
            return None
        named = self._month_name(numbered[0]) or self._month_name(self._skip(numbered[0]))
        if named is None:
            return None
        end, fields = self._following_year(named[0])
        return self._of_fields(end, {"day": numbered[1], "month": named[1], **fields})

    def _day_range(self, at: int) -> Atom | None:
        """20-22 March, 20 to 22 March 2023."""
        first = self._day_number(at)
        after = None if first is None else self._link(first[0])
        last = None if after is None else self._day_number(after)
        if first is None or last is None or last[1] <= first[1]:
            return None
        named = self._month_name(last[0]) or self._month_name(self._skip(last[0]))
        if named is None:
            return None
        end, fields = self._following_year(named[0])
        opening = self._of_fields(end, {"day": first[1], "month": named[1], **fields}).stretch
        closing = self._of_fields(end, {"day": last[1], "month": named[1], **fields}).stretch
        return Atom(end, "range", self._safe(lambda: calendar.union(opening, closing, future=self._future)))

    def _month_day(self, at: int) -> Atom | None:
        """March 3, 2022 and March 3rd, in languages that write so."""
        named = self._month_name(at)
        if named is None or not self._words.month_first:
            return None
        numbered = self._day_number(named[0]) or self._day_number(self._skip(named[0]))
        if numbered is None:
            return None
        if self._fold(numbered[0] - 1) == ".":  # the stop of the sentence
            numbered = numbered[0] - 1, numbered[1]
        last = self._day_number(numbered[0] + 1) if self._fold(numbered[0]) in DASHES else None
        end, fields = self._following_year(last[0] if last is not None else numbered[0])
        opening = self._of_fields(end, {"day": numbered[1], "month": named[1], **fields})
        if last is None or last[1] <= numbered[1]:
            return opening
        closing = self._of_fields(end, {"day": last[1], "month": named[1], **fields}).stretch
        window = self._safe(lambda: calendar.union(opening.stretch, closing, future=self._future))
        return Atom(end, "range", window)

    def _month_year(self, at: int) -> Atom | None:
        named = self._month_name(at)
        if named is None:
            return None
        end, fields = self._following_year(named[0])
        if not fields and (self._is_surname(at) or self._fold(at - 1).isdigit()):
            return None
        return self._of_fields(end, {"month": named[1], **fields})

    def _is_surname(self, at: int) -> bool:
        """Say whether a capital word stands before a month's name ("Theresa May")."""
        before = self._token(at - 1)
        return (
            before is not None
            and self._words.capitals
            and before.form[:1].isupper()
            and self._words.inside.match(self.tokens, at - 1) is None
        )

    def _decade(self, at: int) -> Atom | None:
        """1990s: a round year with a short ending written on."""
        first = self._digits(at)
        ending = self._token(at + 1)
        if first is None or first not in _YEARS or first % 10 or ending is None or not self._touches(at):
            return None
        if not (ending.form.isascii() and ending.form.isalpha() and len(ending.form) <= 2):
            return None
        return Atom(at + 2, "decade", calendar.decade(first))
