"""Blocs: the communities of a signed network, and how firm they are.

Gómez, Jensen & Arenas (2009), "Analysis of community structure in networks of correlated data",
Physical Review E 80, 016114: a partition is good where cooperation within blocs exceeds what the
actors' amounts of it would give by chance, and conflict within falls short of it.

    Q = 1 / (2w+ + 2w-) * sum over i, j in one bloc of
        (w+_ij - gamma k+_i k+_j / 2w+) - (w-_ij - gamma k-_i k-_j / 2w-)

``gamma`` is the resolution of Reichardt & Bornholdt (2006), "Statistical mechanics of community
detection", Physical Review E 74, 016110: above 1 there are more and smaller blocs. The best
partition is searched by local moving and merging (Blondel, Guillaume, Lambiotte & Lefebvre 2008,
"Fast unfolding of communities in large networks"), each merger followed by moves of single actors
again, from several starts. No search but a complete one proves its partition the best.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from dragoman.errors import InputError
from dragoman.world.network import Floats, Ints, SignedNetwork

__all__ = ["Communities", "communities", "signed_modularity"]

_LEAST_GAIN = 1e-12  # of a partition's value, which is at most 1: below it is rounding
_ROUNDS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Communities:
    """A partition of a network's actors.

    Attributes:
        actors: as in the network.
        labels: (n,) number of each actor's bloc: 0 has most members; of equals, that with the first code.
        modularity: signed modularity of the partition, 0.0 for a network without ties.
        resolution: gamma.
        together: (n, n) share of the reruns on perturbed weights that put two actors in one bloc;
            without reruns, 1.0 within a bloc and 0.0 between.
        stability: mean of ``together`` over all pairs within a bloc; None where no bloc has a pair.
        separation: mean of 1 - ``together`` over all pairs of different blocs; None where there is one bloc.
            Both leave out isolates, who are alone in every run, and are None without reruns.
        reruns: number of reruns.
    """

    actors: tuple[str, ...]
    labels: Ints
    modularity: float
    resolution: float
    together: Floats = field(repr=False)
    stability: float | None
    separation: float | None
    reruns: int

    @property
    def blocs(self) -> tuple[tuple[str, ...], ...]:
        """The members of each bloc, sorted, in the order of the labels; an isolate is a bloc of one."""
        members: list[list[str]] = [[] for _ in range(int(self.labels.max(initial=-1)) + 1)]
        for actor, label in zip(self.actors, self.labels.tolist(), strict=True):
            members[label].append(actor)
        return tuple(tuple(sorted(bloc)) for bloc in members)

    def of(self, actor: str) -> int:
        """Return the label of an actor's bloc.

        Raises:
            InputError: the actor is not in the network.
        """
        if actor not in self.actors:
            raise InputError(f"network: {actor} is not among the actors of this period")
        return int(self.labels[self.actors.index(actor)])


def communities(
    network: SignedNetwork,
    *,
    resolution: float = 1.0,
    restarts: int = 16,
    reruns: int = 30,
    unit: float = 1.0,
    seed: int = 0,
) -> Communities:
    """Find the blocs of a network; the same network and seed give the same blocs.

    Actors without ties stay alone. Stability is that of Rosvall & Bergstrom (2010), "Mapping change in
    large networks": each weight is drawn anew from a Poisson distribution with the observed weight as
    its mean, and the search is run again on what was drawn.

    Assumes that a weight counts reports that come independently of one another (copies of one story
    counted once), each of weight ``unit``; that "by chance" means in proportion to each actor's amount
    of cooperation and of conflict; and that every actor belongs to one bloc.

    Args:
        network: n actors.
        resolution: gamma, above 0.
        restarts: searches, from different starts and orders of the actors; the best is kept.
        reruns: searches on perturbed weights, for the stability; 0 for none.
        unit: weight of one report; 1 in a network that counts acts.
        seed: of the random orders and draws.

    Raises:
        InputError: a resolution or unit that is not above 0, or no restart.
    """
    if resolution <= 0 or unit <= 0 or restarts < 1 or reruns < 0:
        raise InputError("communities: resolution and unit are above 0, restarts at least 1, reruns at least 0")
    rng = np.random.default_rng(seed)
    sorted_network, order = network.ordered()
    active = np.flatnonzero(sorted_network.activity > 0)
    grid = np.ix_(active, active)
    positive, negative = sorted_network.positive[grid], sorted_network.negative[grid]
    gains = _gains(positive, negative, resolution)
    best = max(
        (_search(gains, rng, start) for start in _starts(len(active), restarts, rng)), key=partial(_value, gains)
    )
    together = _together(positive, negative, resolution, reruns, unit, rng) if reruns else _same(best)
    n = len(network.actors)
    labels = np.arange(n) + n  # isolates: each its own
    labels[active] = best
    labels = _ranked(labels)
    places, back = order[active], np.empty(n, dtype=np.int64)
    back[order] = labels
    full = np.eye(n)
    full[np.ix_(places, places)] = together
    pairs = np.triu_indices(len(active), 1)
    within, shared = _same(best)[pairs] > 0, together[pairs]
    return Communities(
        actors=network.actors,
        labels=back,
        modularity=_value(gains, best),
        resolution=resolution,
        together=full,
        stability=float(shared[within].mean()) if reruns and within.any() else None,
        separation=float(1 - shared[~within].mean()) if reruns and not within.all() else None,
        reruns=reruns,
    )


def signed_modularity(network: SignedNetwork, labels: ArrayLike, *, resolution: float = 1.0) -> float:
    """Return the signed modularity of a partition, at most 1; 0.0 for a network without ties.

    ``labels`` is (n,), whole numbers, equal for actors of one bloc.
    """
    groups = np.unique(np.asarray(labels), return_inverse=True)[1]
    if groups.shape != (len(network.actors),):
        raise InputError("communities: as many labels as actors are needed")
    return _value(_gains(network.positive, network.negative, resolution), groups)


def _gains(positive: Floats, negative: Floats, resolution: float) -> Floats:
    """Return the terms of Q, (n, n): what a pair adds by being in one bloc."""
    gains: Floats = _excess(positive, resolution) - _excess(negative, resolution)
    total = float(positive.sum() + negative.sum())
    scaled: Floats = gains / (total if total > 0 else 1.0)
    return scaled


def _excess(weights: Floats, resolution: float) -> Floats:
    total = weights.sum()
    if total == 0:
        return np.zeros_like(weights)
    amounts = weights.sum(axis=1)
    expected: Floats = np.multiply.outer(amounts, amounts) * (resolution / total)
    return weights - expected


def _value(gains: Floats, labels: Ints) -> float:
    return float((gains * _same(labels)).sum())


def _same(labels: Ints) -> Floats:
    same: Floats = (labels[:, None] == labels[None, :]).astype(np.float64)
    return same


def _starts(n: int, restarts: int, rng: np.random.Generator) -> Iterator[Ints]:
    """Yield labels to search from: everyone alone, then, every second time, everyone in a bloc drawn at random."""
    for i in range(restarts):
        yield rng.integers(0, n, n) if i % 2 else np.arange(n)


def _search(gains: Floats, rng: np.random.Generator, start: Ints) -> Ints:
    """Return the labels, 0 to k - 1, that moves of single actors and mergers of blocs end at."""
    labels = start
    for _ in range(_ROUNDS):
        labels = _move(gains, labels, rng)
        member = np.eye(labels.max(initial=-1) + 1)[labels]
        merged = _move(member.T @ gains @ member, np.arange(member.shape[1]), rng)
        labels = merged[labels]
        if merged.max(initial=-1) + 1 == member.shape[1]:
            break
    return labels


def _move(gains: Floats, labels: Ints, rng: np.random.Generator) -> Ints:
    """Move one actor at a time to the bloc where it adds most, or to an empty one, until none gains."""
    n = len(gains)
    gains = gains.copy()
    np.fill_diagonal(gains, 0.0)  # an actor is always in a bloc with itself
    labels = labels.copy()
    to_bloc = np.zeros_like(gains)  # (bloc, actor); n rows, so that an empty bloc is to be had
    if n:
        by_bloc = np.argsort(labels, kind="stable")
        held, start = np.unique(labels[by_bloc], return_index=True)
        to_bloc[held] = np.add.reduceat(gains[by_bloc], start, axis=0)
    everyone = np.arange(n)
    while n:
        willing = np.flatnonzero(to_bloc.max(axis=0) > to_bloc[labels, everyone] + _LEAST_GAIN)
        if not len(willing):
            break
        for actor in rng.permutation(willing).tolist():
            here, row = labels[actor], to_bloc[:, actor]
            there = row.argmax()
            if row[there] > row[here] + _LEAST_GAIN:  # still, after the moves before it
                to_bloc[here] -= gains[actor]
                to_bloc[there] += gains[actor]
                labels[actor] = there
    return np.unique(labels, return_inverse=True)[1]


def _together(
    positive: Floats, negative: Floats, resolution: float, reruns: int, unit: float, rng: np.random.Generator
) -> Floats:
    """Return the share of reruns on drawn weights that put two actors in one bloc, (n, n)."""
    total = np.zeros_like(positive)
    for _ in range(reruns):
        drawn = [_drawn(weights, unit, rng) for weights in (positive, negative)]
        labels = _search(_gains(drawn[0], drawn[1], resolution), rng, np.arange(len(total)))
        lonely = drawn[0].sum(axis=1) + drawn[1].sum(axis=1) == 0
        labels[lonely] = len(labels) + np.flatnonzero(lonely)
        total += _same(labels)
    share: Floats = total / reruns
    return share


def _drawn(weights: Floats, unit: float, rng: np.random.Generator) -> Floats:
    rows, columns = np.nonzero(np.triu(weights, 1))
    drawn = np.zeros_like(weights)
    drawn[rows, columns] = drawn[columns, rows] = rng.poisson(weights[rows, columns] / unit) * unit
    return drawn


def _ranked(labels: Ints) -> Ints:
    """Number blocs by size; of equals, the one met first."""
    first, inverse, size = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)[1:]
    rank = np.empty(len(size), dtype=np.int64)
    rank[np.lexsort((first, -size))] = np.arange(len(size))
    return rank[inverse]
