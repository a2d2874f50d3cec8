"""The ledger of expectations: what was announced, planned, promised or rumoured, and what came of it.

An expectation is what several claims await: one kind of act between the same actors, at windows of time that touch.
It is a view over the ledger (:mod:`dragoman.world.ledger`), as of any day. What outcomes mean is said in
:mod:`dragoman.world.outcomes`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dragoman import ontology
from dragoman.store import Store
from dragoman.store.queries import Day, Filter, bounds
from dragoman.world.derived import derived
from dragoman.world.ground import Ground, claims_by_id
from dragoman.world.ledger import ledger_tables, rules, statement
from dragoman.world.outcomes import Outcome, Voice, Window, days_off, hardening, party
from dragoman.world.results import Result

if TYPE_CHECKING:
    from dragoman.records import Claim
    from dragoman.world.scores import Scores

__all__ = ["Expectation", "Expectations", "expectations"]

_Key = tuple[tuple[str, ...], str, str]  # chain of attribution, outlet, language
_DAY = dt.timedelta(days=1)
_AT_ONCE = 2000  # rows fetched at a time: the raw ones are many objects
_OPEN = "WHERE outcome = 'open'"
_ORDER = "ORDER BY coalesce(first, last_told), told, expectation"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One prospective happening as its reports tell it, and its outcome as of a day.

    ``first`` and ``after`` are the half-open days that most stories agree on, the narrowest of them, both None where
    nobody gives any; ``windows`` are all versions in the order of their telling. ``modality_path`` has a step for
    each day on which the telling grew firmer or less firm. ``days_off`` is how far from ``first``/``after`` the event
    was: 0 inside, negative before. ``decided`` is the day of the report, or of the lapse. ``claims`` await it,
    ``deciding`` report or call off.
    """

    id: str
    event_type: str
    mode: str | None
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    persons: tuple[str, ...]
    place: str | None
    first: dt.date | None
    after: dt.date | None
    windows: tuple[Window, ...]
    condition: str | None
    voices: tuple[Voice, ...]
    told: dt.date
    last_told: dt.date
    stories: int
    articles: int
    outlets: int
    languages: tuple[str, ...]
    modality_path: tuple[tuple[dt.date, str], ...]
    outcome: Outcome
    event: str | None
    happened: dt.date | None
    days_off: int | None
    decided: dt.date | None
    claims: tuple[str, ...]
    deciding: tuple[str, ...]

    @property
    def modality(self) -> str:
        """How it was told last: ``expected``, ``possible`` or ``conditional``."""
        return self.modality_path[-1][1]

    @property
    def course(self) -> Literal["hardened", "softened", "steady"]:
        """How its telling changed from the first to the last."""
        return hardening(self.modality_path)

    def off(self, window: Window) -> int | None:
        """Return by how many days the event missed one version of the window; None where nothing came of it."""
        return None if self.happened is None else days_off(self.happened, window.first, window.after)


class Expectations(Result[Expectation]):
    """Expectations in order of their windows, as they stood at the end of the day ``as_of``."""

    def __init__(
        self,
        rows: Sequence[Expectation],
        claims: Callable[[Expectation], Sequence[Claim]],
        as_of: dt.date,
        store: Store,
    ) -> None:
        super().__init__(rows, claims, _figure)
        self.as_of = as_of
        self.store = store

    def scores(self, by: Literal["outlet", "voice"] = "outlet", *, windows: bool = False) -> Scores:
        """Return how often what each outlet, or attributed voice, expects comes true; see ``world.scores``."""
        from dragoman.world.scores import scores

        return scores(self, by, windows=windows)


def expectations(
    store: Store,
    *,
    actor: str | None = None,
    other: str | None = None,
    open: bool = False,
    as_of: Day | None = None,
    type: str | Sequence[str] | None = None,
) -> Expectations:
    """Return the expectations that fit, in order of their windows (of their last telling where they have none).

    Args:
        actor, other: codes; with both, what is expected between the two, either way round.
        open: only those that nothing has come of yet.
        as_of: judge by what was published until the end of that day or period; by default all there is, on the day
            after the last article.
        type: one or more PLOVER event types.
    """
    narrowed = not (actor is None and other is None and type is None)
    chosen = Filter(["role = 'awaits'"])
    for code in filter(None, (actor, other)):
        chosen.add("list_contains(sources, ?) OR list_contains(targets, ?)", code.upper(), code.upper())
    if type is not None:
        names = (type,) if isinstance(type, str) else type
        chosen.add("list_contains(?, event_type)", [ontology.event_type(name.upper()).code for name in names])
    tables = ledger_tables(store)
    with Ground(store, tables) as ground:
        day = _last_day(ground) if as_of is None else bounds(as_of)[1] - _DAY
        wanted = None
        if narrowed:
            chosen.add("published <= ?", day)
            found = ground.rows(f"SELECT DISTINCT expectation FROM ledger {chosen.where()}", chosen.values)
            wanted = [row["expectation"] for row in found]
    rows = _as_of(store, tables, day, wanted, open) if as_of is not None else _now(store, tables, day, wanted, open)
    return Expectations(rows, lambda row: claims_by_id(store, (*row.claims, *row.deciding)), day, store)


def _as_of(
    store: Store, tables: dict[str, Path], day: dt.date, wanted: list[str] | None, open: bool
) -> list[Expectation]:
    """Return the expectations, all or those wanted, as they stood at the end of a day."""
    with Ground(store, tables) as ground:
        return _rows(ground, f"FROM ({statement('expectations.sql')})", _values(day, wanted), open)


def _now(
    store: Store, tables: dict[str, Path], day: dt.date, wanted: list[str] | None, open: bool
) -> list[Expectation]:
    """Return the same as they stand after the last article: kept as a derived table."""
    values, query = _values(day, None), statement("expectations.sql")

    def make(path: Path) -> None:
        with Ground(store, tables, writes=path) as ground:
            ground.connection.execute(f"COPY ({query}) TO $path (FORMAT parquet)", {**values, "path": str(path)})

    standing = derived(store, "expected", f"{tables['ledger'].name} {query} {sorted(map(str, values.items()))}", make)
    with Ground(store, {"expected": standing}) as ground:
        chosen = "FROM expected WHERE $wanted IS NULL OR list_contains($wanted, expectation)"
        return _rows(ground, chosen, {"wanted": wanted}, open)


def _rows(ground: Ground, query: str, values: dict[str, Any], open: bool) -> list[Expectation]:
    query = f"SELECT * FROM ({query}) {_OPEN if open else ''} {_ORDER}"
    cursor = ground.connection.execute(query, values)
    columns = [column[0] for column in cursor.description or ()]
    found: list[Expectation] = []
    while rows := cursor.fetchmany(_AT_ONCE):
        found += [_expectation(dict(zip(columns, row, strict=True))) for row in rows]
    return found


def _last_day(ground: Ground) -> dt.date:
    (row,) = ground.rows("SELECT max(date_start) AS last FROM articles")
    last: dt.date = row["last"] or dt.date.min
    return last + _DAY


def _values(day: dt.date, wanted: list[str] | None) -> dict[str, Any]:
    known = rules()
    lapse = {f"lapse_{name}": value for name, value in known["lapse"].items()}
    return {"as_of": day, "wanted": wanted, "undated": known["memory"]["undated"], **known["fulfil"], **lapse}


def _expectation(row: Mapping[str, Any]) -> Expectation:
    outcome: Outcome = row["outcome"]
    first, after = row["first"], row["after"]
    happened = row["day"] if outcome == "fulfilled" else None
    return Expectation(
        id=row["expectation"],
        event_type=row["event_type"],
        mode=row["mode"],
        sources=tuple(row["sources"]),
        targets=tuple(row["targets"]),
        persons=tuple(row["persons"]),
        place=row["place"],
        first=first,
        after=after,
        windows=tuple(Window(**version) for version in row["windows"]),
        condition=row["condition"],
        voices=_voices(row),
        told=row["told"],
        last_told=row["last_told"],
        stories=row["stories"],
        articles=row["articles"],
        outlets=row["outlets"],
        languages=tuple(row["languages"]),
        modality_path=_path(row["words"]),
        outcome=outcome,
        event=row["event"] if outcome == "fulfilled" else None,
        happened=happened,
        days_off=None if happened is None or first is None else days_off(happened, first, after),
        decided=row["decided"],
        claims=tuple(row["claims"]),
        deciding=tuple(row["deciding"]),
    )


def _path(told: Sequence[Mapping[str, Any]]) -> tuple[tuple[dt.date, str], ...]:
    """Return the days on which the firmest telling of the day is another than before."""
    firm = rules()["firmness"]
    by_day: dict[dt.date, str] = {}
    for one in told:
        known = by_day.get(one["day"])
        if known is None or firm[one["modality"]] > firm[known]:
            by_day[one["day"]] = one["modality"]
    path: list[tuple[dt.date, str]] = []
    for day, modality in by_day.items():
        if not path or path[-1][1] != modality:
            path.append((day, modality))
    return tuple(path)


def _voices(row: Mapping[str, Any]) -> tuple[Voice, ...]:
    """Return who says so, the most frequent first."""
    counts: Counter[_Key] = Counter()
    given: dict[_Key, tuple[dt.date, dt.date]] = {}
    for told in row["words"]:
        key = (tuple(told["attribution"] or ()), told["outlet"] or "", told["lang"])
        counts[key] += 1
        if told["first"] is not None:
            given[key] = told["first"], told["after"]
    actors = (*row["sources"], *row["targets"])
    return tuple(
        Voice(key[0], key[1], party(key[0], key[2], actors), key[2], count, *given.get(key, (None, None)))
        for key, count in counts.most_common()
    )


def _figure(rows: Sequence[Expectation]) -> Any:
    from dragoman.world.figures import expectation_calendar

    return expectation_calendar(rows)
