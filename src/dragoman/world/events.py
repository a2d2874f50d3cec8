"""Events: claims of one happening, from whatever article and language, seen as one.

No merging is final: events are a view, made again whenever the store grows. An event's id is that of its first
claim with another tag, so it mostly stays. A claim that something did not happen (``denied``) joins the event it
denies, and is one of the event's contradictions; where nobody says that it happened, the event itself is denied.
What is awaited is no event: see :mod:`dragoman.world.expectations`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from arro3.core import Array, DataType, Table

from dragoman import ontology
from dragoman.store import Store
from dragoman.store.queries import Day, Filter, between, keeping
from dragoman.world.derived import derived
from dragoman.world.embedding import embedder
from dragoman.world.ground import Ground, claims_by_id
from dragoman.world.merging import FEATURES, Acts, Ints, Likeness, Reals, clusters, weights
from dragoman.world.results import Result
from dragoman.world.stories import story_table

if TYPE_CHECKING:
    import altair

__all__ = ["Contradiction", "Event", "Events", "Picture", "acts_of", "event_tables", "events", "likeness_of"]

Picture = Literal["ledger", "map", "types"]

_METHOD = "1"  # another one when the making changes
_STATEMENTS = files(__package__).joinpath("data")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What reports of one event say against one another: whether it was done, on which day, or how many.

    ``values`` are the versions, each with the number of claims that give it.
    """

    about: Literal["done", "day", "number"]
    values: tuple[tuple[str, int], ...]

    def __str__(self) -> str:
        return f"{self.about}: " + " / ".join(f"{value} ({count})" for value, count in self.values)


@dataclass(frozen=True, slots=True)
class Event:
    """One happening as its reports tell it.

    ``first`` and ``after`` are the half-open days that most dated reports agree on (the day of the first report
    where none is dated); ``earliest`` and ``latest`` bound all that are given. ``stories`` counts independent
    reports: copies and translations of one text are one. ``types`` are all event types it is reported as.
    """

    id: str
    event_type: str
    mode: str | None
    quad: int
    intensity: float
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    status: Literal["happened", "denied"]
    first: dt.date
    after: dt.date
    dated: bool
    earliest: dt.date
    latest: dt.date
    reported: dt.date
    place: str | None
    latitude: float | None
    longitude: float | None
    articles: int
    stories: int
    outlets: int
    languages: tuple[str, ...]
    types: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    claims: tuple[str, ...]


class Events(Result[Event]):
    """Events in order of time."""

    def plot(self, what: Picture = "ledger") -> altair.TopLevelMixin:
        """Return a picture: the ledger (who toward whom, when), the map of where, or actors by type."""
        from dragoman.world import figures

        if what == "map":
            return figures.where_map(self)
        if what == "types":
            return figures.actor_type_heat(
                [{"actor": a, "event_type": e.event_type, "count": 1} for e in self for a in e.sources]
            )
        return figures.event_ledger(self)


def events(
    store: Store,
    *,
    actor: str | None = None,
    other: str | None = None,
    type: str | Sequence[str] | None = None,
    since: Day | None = None,
    until: Day | None = None,
    status: str | None = "happened",
    contradicted: bool = False,
    limit: int | None = None,
) -> Events:
    """Return the events that fit, in order of time.

    Args:
        actor, other: codes; with both, the events between the two, either way round.
        type: one or more PLOVER event types.
        since, until: that day or period included.
        status: ``happened``, ``denied`` or None for both.
        contradicted: only those whose reports contradict one another.
        limit: the last so many.
    """
    chosen = Filter()
    for code in filter(None, (actor, other)):
        chosen.add("list_contains(sources, ?) OR list_contains(targets, ?)", code.upper(), code.upper())
    if type is not None:
        names = (type,) if isinstance(type, str) else type
        chosen.add("list_contains(?, event_type)", [ontology.event_type(name.upper()).code for name in names])
    begin, end = between(since, until)
    if begin is not None:
        chosen.add("after > ?", begin)
    if end is not None:
        chosen.add("first < ?", end)
    if status is not None:
        chosen.add("status = ?", status)
    if contradicted:
        chosen.add("denials > 0 AND status = 'happened' OR len(days) > 1 OR len(numbers) > 1")
    last = "" if limit is None else f"LIMIT {int(limit)}"
    with Ground(store, event_tables(store)) as ground:
        query = f"FROM (FROM events {chosen.where()} ORDER BY first DESC, id DESC {last}) ORDER BY first, id"
        with keeping():
            rows = [_event(row) for row in ground.rows(query, chosen.values)]
    return Events(rows, lambda event: claims_by_id(store, event.claims))


def event_tables(store: Store) -> dict[str, Path]:
    """Return the derived tables ``events``, ``reports`` (claim, event) and ``stories``, made if need be."""
    stories = story_table(store)
    recipe = f"{_METHOD} {stories.name} {sorted(weights().items())} {FEATURES}"
    reports = derived(store, "reports", recipe, lambda path: _write_reports(store, stories, path))
    tables = {"reports": reports, "stories": stories}
    events = derived(
        store, "events", recipe + _statement("events.sql"), lambda path: _write_events(store, tables, path)
    )
    return {**tables, "events": events}


def acts_of(ground: Ground) -> tuple[Acts, list[str]]:
    """Return all acts of a ground with the view ``stories``, for merging, and the id of each one's claim."""
    reciprocal = [code for code, known in ontology.EVENT_TYPES.items() if known.reciprocal]
    found = ground.columns(_statement("acts.sql"), [reciprocal])
    plain = {name: np.asarray(np.ma.getdata(values)) for name, values in found.items()}
    fields: dict[str, Any] = {"pair": np.unique(plain["pair"], return_inverse=True)[1].astype(np.int64)}
    fields |= {
        name: plain[name].astype(np.int64)
        for name in ("claim", "type", "quad", "first", "after", "published", "story", "sentence", "article")
    }
    for name in ("mode", "place", "person"):
        fields[name] = np.where(plain[f"no_{name}"].astype(bool), -1, plain[name].astype(np.int64))
    fields |= {name: plain[name].astype(bool) for name in ("turned", "dated", "denied")}
    return Acts(**fields), plain["id"].tolist()


def likeness_of(ground: Ground, ids: Sequence[str]) -> Likeness:
    """Return what compares the sentences of claims, by their indices in ``ids``."""

    def compare(one: Ints, two: Ints) -> Reals:
        needed = np.unique(np.concatenate([one, two]))
        query = """SELECT id, sentence, lang FROM told JOIN claims c ON c.id = claim
            WHERE claim IN (SELECT unnest(?))"""
        found = {row["id"]: (row["sentence"], row["lang"]) for row in ground.rows(query, [[ids[i] for i in needed]])}
        texts = {text: row for row, text in enumerate(dict.fromkeys(found.values()))}
        vectors = embedder()(texts)
        row_of = np.zeros(len(ids), np.int64)
        row_of[needed] = [texts[found[ids[i]]] for i in needed]
        cosines = np.empty(len(one))
        for at in range(0, len(one), 100_000):
            part = slice(at, at + 100_000)
            cosines[part] = np.einsum("ij,ij->i", vectors[row_of[one[part]]], vectors[row_of[two[part]]])
        return cosines

    return compare


def _write_reports(store: Store, stories: Path, path: Path) -> None:
    with Ground(store, {"stories": stories}, writes=path) as ground:
        acts, ids = acts_of(ground)
        firsts = dict(zip(ids, clusters(acts, likeness_of(ground, ids)).tolist(), strict=True))
        table = Table.from_pydict(
            {
                "claim": Array(list(firsts), DataType.utf8()),
                "event": Array.from_numpy(np.fromiter(firsts.values(), np.int64, len(firsts))),
            }
        )
        ground.connection.register("merged", table)
        ground.write(_statement("reports.sql"), path)


def _write_events(store: Store, tables: dict[str, Path], path: Path) -> None:
    with Ground(store, tables, writes=path) as ground:
        ground.write(_statement("events.sql"), path)


def _statement(name: str) -> str:
    return _STATEMENTS.joinpath(name).read_text(encoding="utf-8")


def _event(row: dict[str, Any]) -> Event:
    return Event(
        id=row["id"],
        event_type=row["event_type"],
        mode=row["mode"],
        quad=row["quad"],
        intensity=row["intensity"],
        sources=tuple(row["sources"]),
        targets=tuple(row["targets"]),
        status=row["status"],
        first=row["first"],
        after=row["after"],
        dated=row["dated"],
        earliest=row["earliest"],
        latest=row["latest"],
        reported=row["reported"],
        place=row["place"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        articles=row["articles"],
        stories=row["stories"],
        outlets=row["outlets"],
        languages=tuple(row["languages"]),
        types=tuple(row["types"]),
        contradictions=tuple(_contradictions(row)),
        claims=tuple(row["claims"]),
    )


def _contradictions(row: dict[str, Any]) -> list[Contradiction]:
    found: list[Contradiction] = []
    if row["denials"] and row["status"] == "happened":
        done = len(row["claims"]) - row["denials"]
        found.append(Contradiction("done", (("yes", done), ("no", row["denials"]))))
    told: tuple[Literal["day", "number"], ...] = ("day", "number")
    for about in told:
        versions = row[f"{about}s"]
        if len(versions) > 1:
            found.append(Contradiction(about, tuple((str(v["value"]), v["claims"]) for v in versions)))
    return found
