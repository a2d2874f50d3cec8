"""The system of states in a period: who holds with whom, in how many blocs, and who stands between them.

A network of actors is built from the period's events that happened, each counted once for each two actors that it
ties (:mod:`dragoman.world.ties`). Deeds weigh twice what words do, by default: an assumption, not a finding; give
``weights`` of your own. What is counted is what newspapers told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from dragoman.errors import InputError
from dragoman.lexicon.world import world
from dragoman.records import Claim
from dragoman.store import Store
from dragoman.store.queries import Day
from dragoman.world.balance import Balance, balance
from dragoman.world.communities import Communities, communities
from dragoman.world.ground import Ground
from dragoman.world.measures import (
    RESOLUTION,
    Measure,
    Weights,
    blocs_of,
    figures,
    intervals,
    measures_of,
    network_of,
    without,
)
from dragoman.world.network import SignedNetwork
from dragoman.world.periods import Period, period
from dragoman.world.results import Result
from dragoman.world.systemrows import (
    Change,
    Difference,
    SystemActor,
    SystemBloc,
    Tie,
    actor_rows,
    bloc_rows,
    changes,
    differences,
    labels_of,
    tie_rows,
)
from dragoman.world.ties import Counts, Unit, claims_of, counts_by_outlet, counts_by_week, counts_of, first_and_last
from dragoman.world.ties import tie_tables as _tables

if TYPE_CHECKING:
    import altair

__all__ = ["MINIMUM", "WEIGHTS", "System", "system"]

#: Dealings with the others shown that an actor needs to be shown.
MINIMUM = 3
WEIGHTS: Weights = (1.0, 2.0, 1.0, 2.0)
_DRAWS, _DRAWS_OF_MANY, _MANY = 100, 50, 100  # and from how many actors on the latter
_RERUNS = 30
_WEEKS = 52  # in which it is looked who acts first


@dataclass(frozen=True, repr=False, eq=False)
class System:
    """The system in a period.

    Attributes:
        period: its name, such as ``2023-03``.
        events: number of ties that events make among the actors: an event counts once for each two actors.
        minimum: dealings with the others that an actor needs to be among them.
        left_out: actors of the kind asked for that have fewer, though some.
        note: why there is nothing to show; empty where there is.
        assumptions: what all of it takes for granted, in words; each measure adds its own.
        actors: most active first. ``blocs``: largest first. ``ties``: heaviest first.
        measures: the figures; see ``Measure``.
        balance: the triads, counted and compared with shuffled signs.
        other: the period compared with, or None; then ``changes`` (who changed blocs) and ``differences`` (of
            the figures) are empty.
    """

    period: str
    events: int
    minimum: int
    left_out: int
    note: str
    assumptions: tuple[str, ...]
    actors: Result[SystemActor]
    blocs: Result[SystemBloc]
    ties: Result[Tie]
    measures: Result[Measure]
    balance: Balance
    network: SignedNetwork
    other: System | None
    changes: Result[Change]
    differences: Result[Difference]

    def __repr__(self) -> str:
        told = f"{len(self.actors)} actors in {len(self.blocs)} blocs, {self.events} ties" if self.actors else self.note
        return f"System({self.period}: {told})"

    def plot(self) -> altair.TopLevelMixin:
        """Return the network of blocs, an Altair chart; ``dragoman.world.figures.save`` writes it to a file."""
        return self.actors.plot()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked of every period alike."""

    store: Store
    actors: frozenset[str] | None
    organisations: bool
    minimum: int
    unit: Unit
    weights: Weights
    draws: int | None

    def wants(self, code: str) -> bool:
        if self.actors is not None:
            return code in self.actors
        kind = world().kind(code)
        return kind == "state" or (self.organisations and kind != "unknown")


def system(
    store: Store,
    at: Day,
    *,
    compare: Day | None = None,
    by: str | None = None,
    actors: Sequence[str] | None = None,
    organisations: bool = False,
    minimum: int = MINIMUM,
    unit: str = "events",
    weights: Weights = WEIGHTS,
    draws: int | None = None,
) -> System:
    """Return the system of states in a period: blocs, poles, balance, brokers and leaders.

    Args:
        at: the period: ``2023``, ``2023-03``, ``2023-Q1``, ``2023-W12``, or a day, which stands for its month.
        compare: another period, to be compared with; of the same kind where ``by`` is given.
        by: ``week``, ``month``, ``quarter`` or ``year``: the one in which ``at`` lies. By default as it is written.
        actors: codes of those to be shown; by default all states.
        organisations: show organisations and armed groups too.
        minimum: dealings (events, once for each other actor) with the others shown that an actor needs.
        unit: ``events``, each once; or ``stories``, each as often as it was told independently.
        weights: of an event, by quad class: words and deeds of cooperation, words and deeds of conflict.
        draws: how often the numbers are drawn anew for intervals, by default 100 times (50 for more than 100 actors);
            0 for none.

    Raises:
        InputError: another kind of period, unit, or a number out of range.
        StoreError: a date that does not read.
    """
    chosen = period(at, by)
    then = None if compare is None else period(compare, by)
    for known in get_args(Unit):
        if unit == known:
            break
    else:
        raise InputError(f"a system counts {' or '.join(get_args(Unit))}, not {unit!r}")
    if minimum < 1 or (draws is not None and draws < 0) or len(weights) != 4 or min(weights) < 0:
        raise InputError("system: minimum is at least 1, draws at least 0, and weights four numbers of at least 0")
    codes = None if actors is None else frozenset(code.upper() for code in actors)
    asked = _Asked(store, codes, organisations, minimum, known, weights, draws)
    with Ground(store, _tables(store)) as ground:
        other = None if then is None else _system(asked, ground, then, None)
        return _system(asked, ground, chosen, other)


def _system(asked: _Asked, ground: Ground, at: Period, other: System | None) -> System:
    counts, left_out = _counted(asked, ground, at)
    network = network_of(counts.actors, counts.amounts, asked.weights)
    unit = _unit(counts, asked.weights)
    found = communities(network, resolution=RESOLUTION, unit=unit, reruns=_RERUNS)
    triads = balance(network)
    labels = labels_of(network, found)
    weeks = counts_by_week(ground, at.after, _WEEKS, counts.actors) if counts.actors else None
    rows = actor_rows(network, found, labels, weeks, asked.weights)
    measures = _measures(asked, ground, at, counts, network, found, triads)
    ties = tie_rows(network, counts.events)

    def claims(among: Sequence[str], one: str | None = None) -> list[Claim]:
        return claims_of(asked.store, at, among, one)

    def draw(_: Any) -> Any:
        return _figure(rows, ties, at.name, note)

    note = "" if counts.actors else _note(asked, ground, at, left_out)
    moved = () if other is None else changes(rows, tuple(other.actors))
    differing = () if other is None else differences(measures, tuple(other.measures))
    return System(
        period=at.name,
        events=round(counts.events.sum() / 2),
        minimum=asked.minimum,
        left_out=left_out,
        note=note,
        assumptions=_assumptions(asked),
        actors=Result(rows, lambda row: claims(counts.actors, row.code), draw, SystemActor),
        blocs=Result(bloc_rows(network, found, labels), lambda row: claims(row.members), draw, SystemBloc),
        ties=Result(ties, lambda row: claims((row.first, row.second)), draw, Tie),
        measures=Result(measures, lambda _: claims(counts.actors), kind=Measure),
        balance=triads,
        network=network,
        other=other,
        changes=Result(moved, lambda row: claims(counts.actors, row.code), kind=Change),
        differences=Result(differing, lambda _: claims(counts.actors), kind=Difference),
    )


def _counted(asked: _Asked, ground: Ground, at: Period) -> tuple[Counts, int]:
    """Return what passed among those with enough dealings, and how many of the kind have some but too few."""
    counts = counts_of(ground, at, asked.unit)
    counts = counts.keep([i for i, code in enumerate(counts.actors) if asked.wants(code)])
    met = int((counts.events.sum(axis=1) > 0).sum())
    while len(counts.actors):
        enough = np.flatnonzero(counts.events.sum(axis=1) >= asked.minimum)
        if len(enough) == len(counts.actors):
            break
        counts = counts.keep(enough.tolist())
    return counts, met - len(counts.actors)


def _unit(counts: Counts, weights: Weights) -> float:
    """Return what a report weighs, the mean by weight: drawing so many of it has the right spread."""
    amounts, each = counts.amounts.sum(axis=(1, 2)), np.asarray(weights)
    total = float(amounts @ each)
    return float(amounts @ each**2) / total if total > 0 else 1.0


def _measures(
    asked: _Asked,
    ground: Ground,
    at: Period,
    counts: Counts,
    network: SignedNetwork,
    found: Communities,
    triads: Balance,
) -> tuple[Measure, ...]:
    if not counts.actors:
        return ()
    before, _ = _counted(asked, ground, at.last)
    last = network_of(before.actors, before.amounts, asked.weights)
    few = _DRAWS if len(counts.actors) <= _MANY else _DRAWS_OF_MANY
    draws = few if asked.draws is None else asked.draws
    outlets, lost = counts_by_outlet(ground, at, counts.actors, asked.unit)
    return measures_of(
        figures(network, found, triads),
        figures(last, blocs_of(last)),
        intervals(counts.actors, counts.amounts, asked.weights, draws=draws),
        without(counts.actors, counts.amounts, outlets, lost, asked.weights),
        triads,
    )


def _note(asked: _Asked, ground: Ground, at: Period, left_out: int) -> str:
    """Say why there is nothing to show."""
    if left_out:
        few = f"{left_out} actor{'s' if left_out > 1 else ''} dealt with others"
        return f"{few} in {at.name}, none of them {asked.minimum} times or more: ask for a lower minimum"
    known = first_and_last(ground)
    who = "actors" if asked.organisations or asked.actors else "states"
    if known is None:
        return f"no two {who} deal with each other in this store"
    return f"no two {who} deal with each other in {at.name}; the record's events run from {known[0]} to {known[1]}"


def _assumptions(asked: _Asked) -> tuple[str, ...]:
    """Say what was taken for granted, with the numbers that were used."""
    words, deeds, against, harm = (f"{weight:g}" for weight in asked.weights)
    told = "counts once, however often it is told" if asked.unit == "events" else "counts once for each story of it"
    return (
        f"blocs are found at resolution {RESOLUTION:g} (Reichardt & Bornholdt 2006), half the weight of chance that "
        "modularity has: best on planted blocs, docs/world-accuracy.md",
        f"an event weighs {words} (words) or {deeds} (deeds) of cooperation, {against} or {harm} of conflict",
        f"an event {told}, and ties each of its sources to each of its targets",
        "what is told has to do with what happens",
    )


def _figure(actors: Sequence[SystemActor], ties: Sequence[Tie], about: str, note: str) -> Any:
    from dragoman.world.figures import bloc_network

    nodes = [{"code": row.code, "bloc": row.bloc} for row in actors]
    edges = [
        {"source": tie.first, "target": tie.second, "positive": tie.cooperation, "negative": tie.conflict}
        for tie in ties
    ]
    return bloc_network(nodes, edges, about=about, why=note)
