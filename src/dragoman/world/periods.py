"""Periods by name: the month of a day, a quarter, and the one before it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import numpy as np

from dragoman.errors import InputError
from dragoman.store.queries import Day, bounds
from dragoman.world.series import By, by_of, name_of, number_of, start_of

__all__ = ["Period", "period"]

_EPOCH = dt.date(1970, 1, 1)
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar period; periods of one kind are numbered in order."""

    by: By
    number: int

    @property
    def name(self) -> str:
        """After ISO 8601: ``2023-W08``, ``2023-02``, ``2023-Q1``, ``2023``."""
        return name_of(self.number, self.by)

    @property
    def start(self) -> dt.date:
        """The first day."""
        return start_of(self.number, self.by)

    @property
    def after(self) -> dt.date:
        """The first day after it."""
        return start_of(self.number + 1, self.by)

    @property
    def last(self) -> Period:
        """The period of the same kind before it."""
        return Period(self.by, self.number - 1)


def period(at: Day, by: str | None = None) -> Period:
    """Return the period that is meant by a date.

    Args:
        at: ``2023``, ``2023-03``, ``2023-Q1``, ``2023-W12``, ``2023-03-20`` or a date.
        by: ``week``, ``month``, ``quarter`` or ``year``: that in which ``at`` lies. By default as ``at`` is
            written; the month of a day.

    Raises:
        InputError: another kind of period, or a shorter one than ``at`` itself.
        StoreError: a date that does not read.
    """
    first, after, written = _read(at)
    kind = written if by is None else by_of(by)
    found = Period(kind, _number(first, kind))
    if after > found.after:
        raise InputError(f"{at} is longer than one {kind}: name the {kind}, or give a longer period")
    return found


def _read(at: Day) -> tuple[dt.date, dt.date, By]:
    """Return the first day, the first day after it, and the kind of period that is written."""
    text = str(at).strip()
    kind: By
    if match := _QUARTER.fullmatch(text):
        kind, day = "quarter", dt.date(int(match[1]), 3 * int(match[2]) - 2, 1)
    elif match := _WEEK.fullmatch(text):
        kind, day = "week", _monday(int(match[1]), int(match[2]))
    else:
        first, after = bounds(at)
        days = (after - first).days
        return first, after, "year" if days > 31 else "month"
    number = _number(day, kind)
    return day, start_of(number + 1, kind), kind


def _monday(year: int, week: int) -> dt.date:
    try:
        return dt.date.fromisocalendar(year, week, 1)
    except ValueError as error:
        raise InputError(f"there is no such week as {year}-W{week:02d}: {error}") from error


def _number(day: dt.date, by: By) -> int:
    return int(number_of(np.array([(day - _EPOCH).days]), by)[0])
