"""The events between two actors that are asked for, and the periods that they span."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman import ontology
from dragoman.records import Claim
from dragoman.store import Store
from dragoman.store.queries import Filter
from dragoman.world.events import event_tables
from dragoman.world.ground import Ground, claims_by_id
from dragoman.world.series import WIDEST, By, number_of, start_of

__all__ = ["WAYS", "Asked", "Deeds", "Span", "reciprocal", "span_of", "statement"]

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]
Truths = NDArray[np.bool_]

#: The ways an event goes between the one and the other, as numbered in ``Deeds.way``.
WAYS = ("forth", "back", "mutual")
_DAY = dt.timedelta(days=1)
_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Deeds:
    """Events between two actors, arrays of shape (events,): number of the period, quad, intensity, way (0, 1, 2)."""

    number: Ints
    quad: Ints
    intensity: Reals
    way: Ints

    def __len__(self) -> int:
        return len(self.number)


@dataclass(frozen=True, slots=True)
class Span:
    """Periods that follow one another: the number of the first; arrays of shape (periods,).

    ``partial`` says whether each is cut, ``articles`` how many of the store's articles were published in it.
    """

    by: By
    first: int
    partial: Truths
    articles: Ints

    def __len__(self) -> int:
        return len(self.partial)


@dataclass(frozen=True)
class Asked:
    """Which events are asked for: of a store, between two actors, in half-open days; where None, of all time.

    ``known`` are the first and the last day of the store's articles.
    """

    store: Store
    tables: Mapping[str, Path]
    one: str
    other: str
    by: By
    types: tuple[str, ...]
    status: str | None
    since: dt.date | None
    until: dt.date | None
    known: tuple[dt.date | None, dt.date | None]

    @classmethod
    def of(
        cls,
        store: Store,
        one: str,
        other: str,
        *,
        by: By,
        types: Sequence[str] = (),
        status: str | None = None,
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> Asked:
        """Return what is asked, with the events made now if need be."""
        tables = event_tables(store)
        (days,) = store.sql("SELECT min(date_start) AS first, max(date_end) - 1 AS last FROM articles")
        known = days["first"], days["last"]
        return cls(store, tables, one, other, by, tuple(types), status, since, until, known)

    def deeds(self) -> tuple[Deeds, int]:
        """Return the events that lie in a period, and how many there are that cannot be placed in one."""
        columns = "coalesce(day - DATE '1970-01-01', 0) AS day, quad, intensity, way, day IS NULL AS unplaced"
        chosen = self._filter()
        with Ground(self.store, dict(self.tables)) as ground:
            query = f"{statement('dyad.sql')} SELECT {columns} FROM deeds {chosen.where()}"
            found = {
                name: np.ma.getdata(values) for name, values in ground.columns(query, self._values(chosen)).items()
            }
        placed = ~found["unplaced"].astype(np.bool_)
        day, quad, way = (found[name][placed].astype(np.int64) for name in ("day", "quad", "way"))
        deeds = Deeds(number_of(day, self.by), quad, found["intensity"][placed].astype(np.float64), way)
        return deeds, int(len(placed) - placed.sum())

    def articles(self, first: int, periods: int) -> Ints:
        """Return how many articles the store has of each period from ``first`` on, shape (periods,)."""
        query = "SELECT date_start - DATE '1970-01-01' AS day FROM articles WHERE date_start IS NOT NULL"
        with Ground(self.store) as ground:
            days = np.ma.getdata(ground.columns(query)["day"]).astype(np.int64)
        nth = number_of(days, self.by) - first
        return np.bincount(nth[(nth >= 0) & (nth < periods)], minlength=periods).astype(np.int64)

    def claims(self, start: dt.date, after: dt.date, quads: Sequence[int] = (1, 2, 3, 4)) -> list[Claim]:
        """Return the claims of the events of these days and quad classes, by date of article and place in it."""
        chosen = self._filter()
        chosen.add("day >= ? AND day < ? AND list_contains(?, quad)", start, after, list(quads))
        tables = dict(self.tables)
        if not all(path.exists() for path in tables.values()):  # the store has grown since, and they were made anew
            tables = event_tables(self.store)
        with Ground(self.store, tables) as ground:
            query = f"{statement('dyad.sql')} SELECT DISTINCT unnest(claims) AS claim FROM deeds {chosen.where()}"
            ids = [row["claim"] for row in ground.rows(query, self._values(chosen))]
        return claims_by_id(self.store, ids)

    def _values(self, chosen: Filter) -> list[Any]:
        return [self.one, self.other, reciprocal(), WIDEST[self.by], self.known[1], *chosen.values]

    def _filter(self) -> Filter:
        chosen = Filter()
        if self.types:
            chosen.add("list_contains(?, event_type)", list(self.types))
        if self.status is not None:
            chosen.add("status = ?", self.status)
        if self.since is not None:
            chosen.add("coalesce(day, after - 1) >= ?", self.since)
        if self.until is not None:
            chosen.add("coalesce(day, first) < ?", self.until)
        return chosen


def reciprocal() -> list[str]:
    """Return the event types that have no direction."""
    return [code for code, known in ontology.EVENT_TYPES.items() if known.reciprocal]


def span_of(deeds: Deeds, asked: Asked) -> Span | None:
    """Return the periods to show, from the first to the last; None where there is no event."""
    if not len(deeds):
        return None
    by = asked.by
    first, last = int(deeds.number.min()), int(deeds.number.max())
    begun, ended = (None if day is None else _number(day, by) for day in asked.known)
    if asked.since is not None:
        reached = first if begun is None else min(begun, first)
        first = max(_number(asked.since, by), reached)
    if ended is not None:
        last = max(last, ended)
    if asked.until is not None:
        last = min(last, _number(asked.until - _DAY, by))
    cut = [day for day in (asked.until, None if asked.known[1] is None else asked.known[1] + _DAY) if day is not None]
    partial = np.zeros(last - first + 1, np.bool_)
    for nth in (0, -1):  # only the periods at the ends can be cut
        number = first if nth == 0 else last
        early = asked.since is not None and start_of(number, by) < asked.since
        partial[nth] |= early or any(start_of(number + 1, by) > day for day in cut)
    return Span(by, first, partial, asked.articles(first, len(partial)))


def _number(day: dt.date, by: By) -> int:
    return int(number_of(np.array([(day - _EPOCH).days], np.int64), by)[0])


def statement(name: str) -> str:
    """Return the SQL of a file of this package's data."""
    return files(__package__).joinpath("data", name).read_text(encoding="utf-8")
