"""The rows of a system of states: its actors, blocs and ties, and what changed from one period to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dragoman.world.brokers import brokers
from dragoman.world.communities import Communities
from dragoman.world.leaders import Leader, leads
from dragoman.world.measures import Measure, Weights
from dragoman.world.network import Floats, Ints, SignedNetwork

__all__ = ["Change", "Difference", "SystemActor", "SystemBloc", "Tie", "actor_rows", "aligned", "bloc_rows", "changes",
           "differences", "labels_of", "tie_rows"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SystemActor:
    """One actor in a system.

    Attributes:
        bloc: its bloc, named for the bloc's most active member.
        cooperation, conflict: weight of all that passes to and from it.
        firmness: mean share of the reruns in which it is with the other members of its bloc; None where alone.
        links: pairs of others that it stands between across blocs (Gould & Fernandez 1989), the sum of the
            four roles; ``coordinator`` is the one within a bloc. Two are linked where cooperation outweighs conflict.
        betweenness: 0 to 1 (Freeman 1977). ``constraint``: low for a broker (Burt 1992).
        lead: how far it acts before its bloc does, -1 to 1, in the weeks of a year (Nagy et al. 2010); inside
            ``lead_low`` to ``lead_high`` it may be chance. None where it could not be compared.
    """

    code: str
    bloc: str
    cooperation: float
    conflict: float
    firmness: float | None
    links: int
    coordinator: int
    consultant: int
    gatekeeper: int
    representative: int
    liaison: int
    betweenness: float
    constraint: float | None
    lead: float | None
    lead_low: float | None
    lead_high: float | None


@dataclass(frozen=True, slots=True)
class SystemBloc:
    """One bloc; one of a single member is an actor that holds with nobody.

    Attributes:
        name: the code of its most active member. ``members`` are sorted.
        weight: its members' share of all that passes to and from actors.
        cooperation, conflict: weight of what passes within.
        against: weight of conflict with others.
        stability: mean share of the reruns on perturbed weights that keep two of its members together; None
            where it has one member.
    """

    name: str
    members: tuple[str, ...]
    weight: float
    cooperation: float
    conflict: float
    against: float
    stability: float | None


@dataclass(frozen=True, slots=True)
class Tie:
    """Two actors: weights of cooperation and conflict, either way; the first is the first in the alphabet."""

    first: str
    second: str
    events: int
    cooperation: float
    conflict: float
    net: float


@dataclass(frozen=True, slots=True)
class Change:
    """Where an actor stands in two periods: its blocs' names, None where it is not shown.

    ``changed`` says that its bloc of now is not the one that its bloc of then became: blocs are aligned by the
    members they share. None where it is shown in one period only.
    """

    code: str
    then: str | None
    now: str | None
    changed: bool | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure in two periods."""

    name: str
    then: float | None
    now: float | None
    difference: float | None


def labels_of(network: SignedNetwork, found: Communities) -> tuple[str, ...]:
    """Name each bloc for its most active member; of equals, the first in the alphabet."""
    activity = dict(zip(network.actors, network.activity.tolist(), strict=True))
    return tuple(min(bloc, key=lambda code: (-activity[code], code)) for bloc in found.blocs)


def actor_rows(
    network: SignedNetwork, found: Communities, names: Sequence[str], weeks: Floats | None, weights: Weights
) -> tuple[SystemActor, ...]:
    """Return all actors, most active first; ``weeks`` is (weeks, 4, n, n)."""
    place = {code: i for i, code in enumerate(network.actors)}
    leaders = _leaders(network, found, weeks, weights)
    rows = []
    for broker in brokers(_linked(network), found.labels):
        i = place[broker.actor]
        leader = leaders.get(broker.actor)
        row = SystemActor(
            code=broker.actor,
            bloc=names[broker.bloc],
            cooperation=float(network.positive[i].sum()),
            conflict=float(network.negative[i].sum()),
            firmness=_firmness(found, np.flatnonzero(found.labels == broker.bloc), i),
            links=broker.between_blocs,
            coordinator=broker.coordinator,
            consultant=broker.consultant,
            gatekeeper=broker.gatekeeper,
            representative=broker.representative,
            liaison=broker.liaison,
            betweenness=broker.betweenness,
            constraint=broker.constraint,
            lead=None if leader is None else leader.score,
            lead_low=None if leader is None else leader.low,
            lead_high=None if leader is None else leader.high,
        )
        rows.append(row)
    return tuple(sorted(rows, key=lambda row: (-row.cooperation - row.conflict, row.code)))


def bloc_rows(network: SignedNetwork, found: Communities, names: Sequence[str]) -> tuple[SystemBloc, ...]:
    """Return all blocs, those with most members first."""
    total = float(network.activity.sum())
    rows = []
    for number, (name, members) in enumerate(zip(names, found.blocs, strict=True)):
        inside = np.flatnonzero(found.labels == number)
        grid = np.ix_(inside, inside)
        conflict = float(network.negative[grid].sum()) / 2
        pairs = found.together[grid][np.triu_indices(len(inside), 1)]
        row = SystemBloc(
            name=name,
            members=members,
            weight=float(network.activity[inside].sum()) / total if total > 0 else 0.0,
            cooperation=float(network.positive[grid].sum()) / 2,
            conflict=conflict,
            against=float(network.negative[inside].sum()) - 2 * conflict,
            stability=float(pairs.mean()) if len(pairs) and found.reruns else None,
        )
        rows.append(row)
    return tuple(rows)


def tie_rows(network: SignedNetwork, events: Floats) -> tuple[Tie, ...]:
    """Return all pairs between whom anything passed, those with most first."""
    rows = []
    for i, j in zip(*(side.tolist() for side in np.nonzero(np.triu(events, 1))), strict=True):
        good, bad = float(network.positive[i, j]), float(network.negative[i, j])
        first, second = sorted((network.actors[i], network.actors[j]))
        rows.append(Tie(first, second, round(events[i, j]), good, bad, good - bad))
    return tuple(sorted(rows, key=lambda tie: (-tie.cooperation - tie.conflict, tie.first, tie.second)))


def aligned(then: dict[str, str], now: dict[str, str]) -> dict[str, str]:
    """Say which bloc of now each bloc of then became: one for one, so that most members are where they were.

    Both are blocs by actor. A bloc of then that shares no member with any, or none that is left, is not in it.
    """
    import networkx as nx

    shared = Counter((then[code], now[code]) for code in sorted(then.keys() & now.keys()))
    graph = nx.Graph()
    for (before, after), count in sorted(shared.items()):
        graph.add_edge(("then", before), ("now", after), weight=count)
    pairs = (dict(pair) for pair in nx.max_weight_matching(graph))
    return {pair["then"]: pair["now"] for pair in pairs}


def changes(now: Sequence[SystemActor], then: Sequence[SystemActor]) -> tuple[Change, ...]:
    """Return where each actor of either period stands: those that changed blocs first."""
    before, after = ({row.code: row.bloc for row in rows} for rows in (then, now))
    became = aligned(before, after)
    rows = []
    for code in sorted(before.keys() | after.keys()):
        was, stands = before.get(code), after.get(code)
        changed = None if was is None or stands is None else became.get(was) != stands
        rows.append(Change(code, was, stands, changed))
    return tuple(sorted(rows, key=lambda row: (row.changed is not True, row.changed is not None, row.code)))


def differences(now: Sequence[Measure], then: Sequence[Measure]) -> tuple[Difference, ...]:
    """Return the figures of two periods side by side; a figure that one lacks is None there."""
    before, after = ({row.name: row.value for row in rows} for rows in (then, now))
    rows = []
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name), after.get(name)
        rows.append(Difference(name, old, new, None if old is None or new is None else new - old))
    return tuple(rows)


def _leaders(network: SignedNetwork, found: Communities, weeks: Floats | None, weights: Weights) -> dict[str, Leader]:
    if weeks is None:
        return {}
    signed = np.asarray(weights) * (1, 1, -1, -1)
    series = np.einsum("tqij,q->tij", weeks, signed)
    return {leader.actor: leader for leader in leads(series, network.actors, found.labels).leaders}


def _linked(network: SignedNetwork) -> SignedNetwork:
    """Return the network with only the cooperation of pairs in which it outweighs conflict: those are linked."""
    return SignedNetwork.from_acts(network.actors, network.positive_acts * (network.net > 0), network.negative_acts)


def _firmness(found: Communities, inside: Ints, i: int) -> float | None:
    others = inside[inside != i]
    return float(found.together[i, others].mean()) if len(others) and found.reruns else None
