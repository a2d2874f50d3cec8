"""Who dealt with whom in a period, counted from events: the ground of networks.

An event counts once for each two actors that it ties: those of its sources with those of its targets, and of a
reciprocal type any two of its actors, half each way. It counts in the period of the day on which it happened; where
its days are wider than a period, in that in which it was first told, if it may have been then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import numpy as np

from dragoman import ontology
from dragoman.records import Claim
from dragoman.store import Store
from dragoman.world.derived import derived
from dragoman.world.events import event_tables
from dragoman.world.ground import Ground, claims_by_id
from dragoman.world.network import Floats
from dragoman.world.periods import Period
from dragoman.world.series import WIDEST

__all__ = ["MOST_CLAIMS", "QUADS", "Counts", "Unit", "claims_of", "counts_by_outlet", "counts_by_week", "counts_of",
           "first_and_last", "tie_tables"]  # fmt: skip

Unit = Literal["events", "stories"]
QUADS = 4
#: The most claims that are given for why; the latest.
MOST_CLAIMS = 500
_METHOD = "1"
_DATA = files(__package__).joinpath("data")
_AMOUNT: dict[Unit, str] = {"events": "count(*)", "stories": "sum(stories)"}
_LOST: dict[Unit, str] = {"events": "count(*) FILTER (sole)", "stories": "sum(alone.stories)"}
_PLACED = """WITH known AS (SELECT max(date_end) - 1 AS last FROM articles), placed AS (
    SELECT ties.*, CASE
        WHEN first > last THEN NULL
        WHEN after - first <= {width} THEN first
        WHEN first <= reported AND reported < after THEN reported END AS day
    FROM ties, known)
"""
_AMONG = "placed JOIN froms USING (source) JOIN tos USING (target)"
_QUOTE = "'"
_WITHIN = "day >= ? AND day < ?"


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """How much passed between actors.

    Attributes:
        actors: codes, sorted.
        amounts: (4, n, n): of each quad class, what the actor of the row did to that of the column.
        events: (n, n), symmetric: the number of events that tie two actors, whatever ``amounts`` counts.
    """

    actors: tuple[str, ...]
    amounts: Floats
    events: Floats

    def keep(self, positions: Sequence[int]) -> Counts:
        """Return the counts among some of the actors, by position."""
        amounts = self.amounts[np.ix_(range(QUADS), positions, positions)]
        return Counts(tuple(self.actors[i] for i in positions), amounts, self.events[np.ix_(positions, positions)])


def tie_tables(store: Store) -> dict[str, Path]:
    """Return the derived tables ``ties`` and ``alone`` beside those of events, made if need be."""
    tables = event_tables(store)
    reciprocal = ", ".join(f"'{code}'" for code, known in ontology.EVENT_TYPES.items() if known.reciprocal)
    for name in ("ties", "alone"):
        query = _DATA.joinpath(f"{name}.sql").read_text(encoding="utf-8").replace("{reciprocal}", reciprocal)
        recipe = f"{_METHOD} {tables['events'].name} {query}"
        tables[name] = derived(store, name, recipe, partial(_write, store, dict(tables), query))
    return tables


def counts_of(ground: Ground, period: Period, unit: Unit = "events") -> Counts:
    """Return what passed between all actors in a period."""
    query = f"""{_placed(period)} SELECT source, target, mutual, quad, {_AMOUNT[unit]} AS amount, count(*) AS events
        FROM placed WHERE {_WITHIN} GROUP BY ALL ORDER BY ALL"""
    found = _plain(ground, query, [period.start, period.after])
    actors = tuple(sorted({*found["source"].tolist(), *found["target"].tolist()}))
    index = {code: i for i, code in enumerate(actors)}
    for side, place in (("source", "row"), ("target", "col")):
        found[place] = np.array([index[code] for code in found[side].tolist()], dtype=np.int64)
    amounts, events = np.zeros((QUADS, len(actors), len(actors))), np.zeros((len(actors), len(actors)))
    _add(amounts, found["quad"] - 1, found)
    np.add.at(events, (found["row"], found["col"]), found["events"])
    return Counts(actors, amounts, events + events.T)


def counts_by_outlet(
    ground: Ground, period: Period, actors: Sequence[str], unit: Unit = "events", most: int = 20
) -> tuple[tuple[str, ...], Floats]:
    """Return what would be lost with each outlet, (outlets, 4, n, n), of those outlets with whom most would be."""
    query = f"""{_placed(period, actors)} SELECT outlet, row, col, mutual, quad, {_LOST[unit]} AS amount
        FROM {_AMONG} JOIN alone USING (event) WHERE {_WITHIN} GROUP BY ALL HAVING amount > 0 ORDER BY ALL"""
    found = _plain(ground, query, [period.start, period.after])
    names, number = np.unique(found["outlet"].astype(str), return_inverse=True)
    total = np.bincount(number, found["amount"].astype(np.float64), minlength=len(names))
    chosen = np.argsort(-total, kind="stable")[:most]
    place = np.full(len(names), -1)
    place[chosen] = np.arange(len(chosen))
    kept = place[number] >= 0
    found = {name: values[kept] for name, values in found.items()}
    amounts = np.zeros((len(chosen), QUADS, len(actors), len(actors)))
    layer = place[number[kept]] * QUADS + found["quad"] - 1
    _add(amounts.reshape(-1, len(actors), len(actors)), layer, found)
    return tuple(names[chosen].tolist()), amounts


def counts_by_week(ground: Ground, until: dt.date, weeks: int, actors: Sequence[str]) -> Floats:
    """Return what passed between actors in each of the weeks before a day, (weeks, 4, n, n), in events."""
    query = f"""{_placed(Period("week", 0), actors)}
        SELECT (day - ?::DATE) // 7 AS week, row, col, mutual, quad, count(*) AS amount
        FROM {_AMONG} WHERE {_WITHIN} GROUP BY ALL"""
    start = until - dt.timedelta(days=7 * weeks)
    found = _plain(ground, query, [start, start, until])
    amounts = np.zeros((weeks, QUADS, len(actors), len(actors)))
    _add(amounts.reshape(-1, len(actors), len(actors)), found["week"] * QUADS + found["quad"] - 1, found)
    return amounts


def first_and_last(ground: Ground) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day on which any two actors dealt; None where none did."""
    row = ground.rows("SELECT min(first) AS first, max(first) AS last FROM ties")[0]
    return None if row["first"] is None else (row["first"], row["last"])


def claims_of(store: Store, period: Period, among: Collection[str], one: str | None = None) -> list[Claim]:
    """Return the claims behind what passed among actors in a period, the latest ``MOST_CLAIMS`` of them.

    Args:
        among: codes; both sides must be among them.
        one: only what passes from or to this one of them.
    """
    sides = "list_contains(?, source) AND list_contains(?, target) AND (? IS NULL OR source = ? OR target = ?)"
    query = f"""{_placed(period)} SELECT claim FROM reports JOIN told USING (claim)
        WHERE status = 'happened' AND event IN (SELECT event FROM placed WHERE {_WITHIN} AND {sides})
        ORDER BY published DESC NULLS LAST, claim LIMIT {MOST_CLAIMS}"""
    codes = sorted(among)
    with Ground(store, tie_tables(store)) as ground:
        rows = ground.rows(query, [period.start, period.after, codes, codes, one, one, one])
    return claims_by_id(store, [row["claim"] for row in rows])


def _placed(period: Period, actors: Sequence[str] | None = None) -> str:
    """Return the table ``placed``; with actors, their positions are in ``froms`` and ``tos``."""
    placed = _PLACED.format(width=WIDEST[period.by])
    if actors is None:
        return placed
    rows = ", ".join(f"('{code.replace(_QUOTE, 2 * _QUOTE)}', {i})" for i, code in enumerate(actors))
    places = f"SELECT * FROM (VALUES {rows})" if rows else "SELECT NULL, NULL WHERE false"
    return f"{placed}, froms(source, row) AS ({places}), tos(target, col) AS ({places})"


def _plain(ground: Ground, query: str, values: Sequence[Any]) -> dict[str, Any]:
    """Return columns without masks: none of them is ever null."""
    return {name: np.asarray(np.ma.getdata(column)) for name, column in ground.columns(query, values).items()}


def _add(amounts: Floats, layer: Any, found: dict[str, Any]) -> None:
    """Add to (layers, n, n) amounts, of what is mutual half each way."""
    amount, mutual = found["amount"].astype(np.float64), found["mutual"].astype(bool)
    where, row, column = (values.astype(np.int64) for values in (layer, found["row"], found["col"]))
    np.add.at(amounts, (where, row, column), np.where(mutual, amount / 2, amount))
    np.add.at(amounts, (where[mutual], column[mutual], row[mutual]), amount[mutual] / 2)


def _write(store: Store, tables: dict[str, Path], query: str, path: Path) -> None:
    with Ground(store, {name: tables[name] for name in ("events", "reports", "stories")}, writes=path) as ground:
        ground.write(query, path)
