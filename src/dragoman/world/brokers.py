"""Brokers: who links blocs, by three measures that do not always agree.

- Roles: Gould & Fernandez (1989), "Structures of mediation: a formal approach to brokerage in
  transaction networks", Sociological Methodology 19: b brokers between a and c where a is tied to b
  and b to c, and a is not tied to c; the blocs of the three say in which role.
- Betweenness: Freeman (1977), "A set of measures of centrality based on betweenness": the share of
  shortest paths that pass an actor; a tie is as long as 1 / its weight (Newman 2001, "Scientific
  collaboration networks II").
- Constraint: Burt (1992), "Structural Holes": how far an actor's contacts are contacts of each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dragoman.errors import InputError
from dragoman.world.network import Bools, Floats, Ints, SignedNetwork

__all__ = ["ROLES", "Broker", "betweenness", "brokerage", "brokers", "constraint"]

#: In the order of ``brokerage``'s columns. For b between a and c: coordinator, all in one bloc;
#: consultant, a and c in one bloc and b outside it; gatekeeper, b and c in one bloc and a outside it;
#: representative, a and b in one bloc and c outside it; liaison, three blocs.
ROLES = ("coordinator", "consultant", "gatekeeper", "representative", "liaison")
#: Length of a tie of weight 1. A multiple of all of 1 to 30: ties that weigh so many acts have whole lengths,
#: so that 1/3 three times is exactly 1; and small enough to add up 1,000 of them without rounding.
_UNIT = 2_329_089_562_800


@dataclass(frozen=True, slots=True)
class Broker:
    """One actor as a broker.

    Attributes:
        bloc: label of its bloc.
        coordinator, consultant, gatekeeper, representative, liaison: ordered pairs (a, c) that it stands
            between in this role. Where ties have no direction, each pair counts both ways, and gatekeeper
            and representative are equal.
        betweenness: share of the pairs of others whose shortest paths pass it, 0 to 1.
        constraint: Burt's, low for a broker; None where it has no tie.
    """

    actor: str
    bloc: int
    coordinator: int
    consultant: int
    gatekeeper: int
    representative: int
    liaison: int
    betweenness: float
    constraint: float | None

    @property
    def between_blocs(self) -> int:
        """Ordered pairs that it links across the border of a bloc: all roles but coordinator."""
        return self.consultant + self.gatekeeper + self.representative + self.liaison


def brokers(
    network: SignedNetwork, labels: ArrayLike, *, minimum: float = 0.0, directed: bool = False
) -> tuple[Broker, ...]:
    """Return all actors as brokers, those that link most across blocs first.

    Only cooperation links. Assumes that it can be passed on: that a tie to b and one from b are worth
    something together.

    Args:
        network: n actors.
        labels: (n,) whole numbers, equal for actors of one bloc, as ``Communities.labels``.
        minimum: a pair is tied where its cooperation weighs more; raise it where all cooperate a little.
        directed: roles by who acted toward whom; betweenness and constraint have no direction.

    Raises:
        InputError: labels that do not fit the network.
    """
    groups = np.asarray(labels)
    ties = network.positive_acts if directed else network.positive
    roles = brokerage(ties > minimum, groups)
    weights = np.where(network.positive > minimum, network.positive, 0.0)
    between, tight = betweenness(weights), constraint(weights)
    found = [
        Broker(
            actor=actor,
            bloc=int(groups[i]),
            **dict(zip(ROLES, roles[i].tolist(), strict=True)),
            betweenness=float(between[i]),
            constraint=tight[i],
        )
        for i, actor in enumerate(network.actors)
    ]
    return tuple(sorted(found, key=lambda broker: (-broker.between_blocs, -broker.betweenness, broker.actor)))


def brokerage(ties: Bools, labels: ArrayLike) -> Ints:
    """Count each actor's roles, (n, 5), columns as ``ROLES``; ``ties[a, b]`` says that a is tied to b, (n, n)."""
    groups = np.asarray(labels)
    if groups.shape != (len(ties),) or ties.shape != (len(ties), len(ties)):
        raise InputError("brokers: ties are (n, n) and labels (n,)")
    tied = ties.astype(np.float64)
    np.fill_diagonal(tied, 0.0)
    apart = 1 - tied
    np.fill_diagonal(apart, 0.0)  # a and c are two
    same = (groups[:, None] == groups[None, :]).astype(np.float64)
    inside, outside = tied * same, tied * (1 - same)
    counts = [
        _pairs(inside, apart, inside),
        _pairs(outside, apart * same, outside),
        _pairs(outside, apart, inside),
        _pairs(inside, apart, outside),
        _pairs(outside, apart * (1 - same), outside),
    ]
    return np.rint(np.stack(counts, axis=1)).astype(np.int64)


def _pairs(to: Floats, apart: Floats, onward: Floats) -> Floats:
    """Count, for each b, the pairs with ``to[a, b]``, ``apart[a, c]`` and ``onward[b, c]``, (n,)."""
    count: Floats = ((to.T @ apart) * onward).sum(axis=1)
    return count


def betweenness(weights: Floats) -> Floats:
    """Return the share of shortest paths between others that pass each actor, (n,), 0 to 1.

    ``weights`` is (n, n), symmetric; a tie is as long as 1 / its weight. Several shortest paths of a pair
    share it.
    """
    import networkx as nx

    n = len(weights)
    graph = nx.Graph()
    graph.add_nodes_from(range(n))
    lengths = _lengths(weights)
    rows, columns = np.nonzero(np.isfinite(np.triu(lengths, 1)) & np.triu(lengths <= _shortest(lengths), 1))
    held = lengths[rows, columns].astype(np.int64)
    graph.add_weighted_edges_from(zip(rows.tolist(), columns.tolist(), held.tolist(), strict=True))
    found = nx.betweenness_centrality(graph, weight="weight")
    return np.array([found[i] for i in range(n)], dtype=np.float64)


def _lengths(weights: Floats) -> Floats:
    """Return the length of each tie, whole numbers up to ``_UNIT``, infinite where there is none, (n, n)."""
    tied = weights > 0
    longest = _UNIT * min(1.0, weights[tied].min(initial=1.0))
    lengths: Floats = np.rint(np.divide(longest, weights, out=np.full_like(weights, np.inf), where=tied))
    return np.maximum(lengths, 1.0)


def _shortest(lengths: Floats) -> Floats:
    """Return the length of the shortest path of each pair, (n, n): Floyd (1962), "Algorithm 97: shortest path".

    A tie longer than it is on no shortest path: without those, a dense network is soon done.
    """
    paths = lengths.copy()
    for i in range(len(paths)):
        np.minimum(paths, paths[:, i, None] + paths[i], out=paths)
    return paths


def constraint(weights: Floats) -> tuple[float | None, ...]:
    """Return Burt's constraint of each actor, None where it has no tie; ``weights`` is (n, n), symmetric.

    The sum over contacts j of (p_ij + sum over q of p_iq p_qj)², p_ij the share of i's ties that go to j.
    """
    amounts = weights.sum(axis=1, keepdims=True)
    part = np.divide(weights, amounts, out=np.zeros_like(weights), where=amounts > 0)
    total = (((part + part @ part) ** 2) * (weights > 0)).sum(axis=1)
    return tuple(
        float(value) if amount > 0 else None for value, amount in zip(total, amounts.ravel().tolist(), strict=True)
    )
