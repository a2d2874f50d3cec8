"""Which claims await one and the same happening, and which later claims may decide it: the ledger's making.

Claims are taken in the order of their publication, and each joins an expectation by what was told before it alone:
the ledger as it stood on any day is the part of it that was published by then. (Clustering in one pass, each item to
the nearest of the clusters so far, after Hartigan, 1975, *Clustering Algorithms*, ch. 3; the nearness is ours.)
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from arro3.core import Array, DataType, Table

from dragoman import ontology
from dragoman.store import Store
from dragoman.world.derived import derived
from dragoman.world.events import event_tables
from dragoman.world.ground import Ground

__all__ = ["AWAITS", "FULFILS", "WITHDRAWS", "Slack", "ledger_tables", "rules", "slack", "statement"]

_METHOD = "3"  # another one when the making changes
AWAITS, FULFILS, WITHDRAWS = "awaits", "fulfils", "withdraws"  # in this order within a day


class Act(NamedTuple):
    """One act that bears on an expectation of one type. Days are numbers, [first, after) half-open."""

    claim: str
    expected: str
    role: str
    key: int  # the pair of actors and the type; directed unless the type is reciprocal
    turned: bool
    mode: str
    dated: bool
    first: int
    after: int
    published: int
    denial: bool  # told as not done, which before its time means that it will not be
    country: str
    article: str
    event: str
    low: frozenset[str]
    high: frozenset[str]


@dataclass(frozen=True, slots=True)
class Slack:
    """How many days beside a window count as near: ``days`` and a ``share`` of its width, at ``most`` so many."""

    days: int
    share: float
    most: int

    def of(self, width: int) -> int:
        return min(self.most, self.days + int(self.share * width))


@dataclass(slots=True)
class _Prospect:
    """An expectation in the making."""

    number: int
    told: int
    last: int
    windows: set[tuple[int, int]] = field(default_factory=set)
    low: set[str] = field(default_factory=set)
    high: set[str] = field(default_factory=set)
    modes: set[str] = field(default_factory=set)
    turned: set[bool] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    closed: int | None = None


@cache
def rules() -> Mapping[str, Any]:
    """Return ``data/expectations.toml``."""
    return tomllib.loads(_data("expectations.toml"))


def statement(name: str) -> str:
    """Return an SQL statement of ``data``."""
    return _data(name)


def slack(name: str) -> Slack:
    """Return the tolerance of that name."""
    return Slack(**rules()[name])


def ledger_tables(store: Store) -> dict[str, Path]:
    """Return the derived table ``ledger``: one row an expectation and claim that awaits, fulfils or withdraws it."""
    tables = event_tables(store)
    recipe = f"{_METHOD} {tables['reports'].name} {sorted(rules().items())} {_data('prospects.sql')}"
    recipe += _data("ledger.sql")
    return {"ledger": derived(store, "ledger", recipe, lambda path: _write(store, tables, path))}


def _write(store: Store, tables: dict[str, Path], path: Path) -> None:
    with Ground(store, {"reports": tables["reports"], "stories": tables["stories"]}, writes=path) as ground:
        found = list(_marks(_acts(ground)))
        columns: dict[str, Any] = {
            "number": Array.from_numpy(np.array([number for number, _, _ in found], np.int64)),
            "claim": Array([claim for _, claim, _ in found], DataType.utf8()),
            "role": Array([role for _, _, role in found], DataType.utf8()),
        }
        ground.connection.register("marks", Table.from_pydict(columns))
        ground.write(_data("ledger.sql").replace("$wide", str(rules()["memory"]["wide"])), path)


def _acts(ground: Ground) -> Iterator[Act]:
    ground.connection.register("bearing", _bearing())
    reciprocal = [code for code, known in ontology.EVENT_TYPES.items() if known.reciprocal]
    values = {"reciprocal": reciprocal, "personal": rules()["who"]["persons"]}
    cursor = ground.connection.execute(_data("prospects.sql"), values)
    while rows := cursor.fetchmany(50_000):
        for row in rows:
            yield Act._make((*row[:-2], frozenset(row[-2]), frozenset(row[-1])))


def _bearing() -> Table:
    """Return what bears on what: type, mode (null: any), status and polarity of an act, its role, and the type."""
    rows: list[tuple[str, str | None, str, str, str, str]] = []
    for expected in ontology.EVENT_TYPES:
        rows.append((expected, None, "awaited", "positive", AWAITS, expected))
        rows.append((expected, None, "awaited", "negative", WITHDRAWS, expected))
        rows.append((expected, None, "denied", "negative", WITHDRAWS, expected))
        for kind in rules()["fulfils"].get(expected, [expected]):
            rows.append((kind, None, "happened", "positive", FULFILS, expected))
        for refusal in rules()["withdraws"].get(expected, []):
            kind, _, mode = refusal.partition(" ")
            rows.append((kind, mode or None, "happened", "positive", WITHDRAWS, expected))
    names = ("event_type", "mode", "status", "polarity", "role", "expected")
    columns = zip(names, zip(*rows, strict=True), strict=True)
    return Table.from_pydict({name: Array(list(values), DataType.utf8()) for name, values in columns})


def _marks(acts: Iterable[Act]) -> Iterator[tuple[int, str, str]]:
    """Yield expectation, claim and role; acts come by day, those that await first, the acts of a claim together."""
    live: dict[int, list[_Prospect]] = defaultdict(list)
    reported: dict[tuple[int, str], int] = {}
    planned: set[tuple[int, str]] = set()
    count = 0
    for (role, _, _), group in groupby(acts, attrgetter("role", "claim", "expected")):
        sides = list(group)
        act = sides[0]
        if role == AWAITS:
            if act.dated and act.after < act.published:
                continue  # told of the past
            planned.update((side.key, side.article) for side in sides)
            prospect = _nearest(sides, live)
            if prospect is None:
                prospect = _Prospect(count, act.published, act.published)
                count += 1
            _join(prospect, sides, live)
            yield prospect.number, act.claim, role
            continue
        seen: set[int] = set()
        for side in sides:
            if not side.dated and role == FULFILS and (side.key, side.article) in planned:
                continue  # the plan once more, told without saying that it is one ("Xi's trip to Russia")
            since = reported.setdefault((side.key, side.event), side.published) if role == FULFILS else side.published
            for prospect in _alive(live, side):
                if prospect.number not in seen and _decides(side, prospect, since):
                    seen.add(prospect.number)
                    yield prospect.number, act.claim, role


def _alive(live: dict[int, list[_Prospect]], act: Act) -> list[_Prospect]:
    """Return the expectations of an act's pair and type that may still be decided, and forget the others."""
    found = live.get(act.key)
    if not found:
        return []
    kept = [prospect for prospect in found if _until(prospect) >= act.published]
    live[act.key] = kept
    return kept


def _until(prospect: _Prospect) -> int:
    """Return the last day on which what is published may bear on an expectation."""
    memory, near = rules()["memory"], slack("fulfil")
    if not prospect.windows:
        return int(prospect.last + memory["undated"])
    return int(max(after + near.of(after - first) for first, after in prospect.windows) + memory["told"])


def _nearest(sides: list[Act], live: dict[int, list[_Prospect]]) -> _Prospect | None:
    """Return the expectation that a claim tells of again: the windows nearest, the persons, the last told."""
    best: tuple[int, int, int] | None = None
    found = None
    for act in sides:
        for prospect in _alive(live, act):
            gap = _joins(act, prospect)
            if gap is None:
                continue
            rank = (gap, -len(act.low & prospect.low) - len(act.high & prospect.high), act.published - prospect.last)
            if best is None or rank < best:
                best, found = rank, prospect
    return found


def _joins(act: Act, prospect: _Prospect) -> int | None:
    """Return the days between the windows where an act may tell of the expectation, None where it may not."""
    if _differ(act, prospect):
        return None
    memory = rules()["memory"]
    silent = act.published - prospect.last
    if not act.dated or not prospect.windows:
        over = prospect.closed is not None and act.published > prospect.closed
        return None if over or silent > memory["told"] else 0
    near = slack("join")
    gap, allowed = min(
        (abs(_off((act.first, act.after), window)), near.of(max(window[1] - window[0], act.after - act.first)))
        for window in prospect.windows
    )
    if prospect.closed is not None and (gap > 0 or act.published > prospect.closed + memory["late"]):
        return None
    return gap if gap <= allowed and silent <= memory["dated"] else None


def _join(prospect: _Prospect, sides: list[Act], live: dict[int, list[_Prospect]]) -> None:
    for act in sides:
        prospect.low |= act.low
        prospect.high |= act.high
        known = live[act.key]
        if not any(other is prospect for other in known):
            known.append(prospect)
        if act.mode in rules()["who"]["guests"]:
            prospect.turned.add(act.turned)
    act = sides[0]
    prospect.last = act.published
    if act.dated and act.after - act.first <= rules()["memory"]["wide"]:
        prospect.windows.add((act.first, act.after))
    if act.mode:
        prospect.modes.add(act.mode)
    if act.country:
        prospect.countries.add(act.country)


def _decides(act: Act, prospect: _Prospect, since: int) -> bool:
    """Say whether an act that was done, refused or called off is the one awaited; what comes true closes it.

    ``since`` is the day on which the act's event was first reported.
    """
    if act.role == FULFILS and not prospect.windows and since <= prospect.told:
        return False  # known when it was told of: the next of its kind is meant
    if _differ(act, prospect) or not _in_time(act, prospect):
        return False
    if act.role == FULFILS and prospect.closed is None:
        prospect.closed = act.published
    return True


def _in_time(act: Act, prospect: _Prospect) -> bool:
    if act.role == FULFILS:
        if act.dated and (act.first > act.published or act.after - act.first > rules()["memory"]["wide"]):
            return False
        after = act.after if act.dated else act.published + 1
        if after <= prospect.told or (after == prospect.told + 1 and not (act.dated and prospect.windows)):
            return False  # done before it was told of
    elif act.denial and all(first <= act.published for first, _ in prospect.windows):
        return False  # not done as yet
    elif not act.dated or act.first <= act.published <= act.after + rules()["memory"]["week"]:
        return True  # the day, if any, on which it was called off
    span = (act.first, act.after) if act.dated else (act.published, act.published + 1)
    near = slack("fulfil")
    return not prospect.windows or any(abs(_off(span, w)) <= near.of(w[1] - w[0]) for w in prospect.windows)


def _differ(act: Act, prospect: _Prospect) -> bool:
    """Say whether an act and an expectation of one pair and type cannot be the same happening."""
    guests = rules()["who"]["guests"]
    visit = act.mode in guests
    if visit and prospect.turned and act.turned not in prospect.turned:
        return True
    if act.role != WITHDRAWS and act.mode and prospect.modes and act.mode not in prospect.modes:
        return True
    if act.country and prospect.countries and act.country not in prospect.countries:
        return True
    turned = act.turned if visit else next(iter(prospect.turned), None)
    low, high = _apart(act.low, prospect.low), _apart(act.high, prospect.high)
    if turned is None:
        return low or high
    return high if turned else low  # of a visit, only the guest is sure to be named


def _apart(some: frozenset[str], others: set[str]) -> bool:
    return bool(some and others) and some.isdisjoint(others)


def _off(span: tuple[int, int], window: tuple[int, int]) -> int:
    """Return by how many days a span misses a window: 0 where they share a day, negative where it comes before."""
    if span[1] <= window[0]:
        return span[1] - 1 - window[0]
    return max(0, span[0] - window[1] + 1)


@cache
def _data(name: str) -> str:
    return files(__package__).joinpath("data", name).read_text(encoding="utf-8")
