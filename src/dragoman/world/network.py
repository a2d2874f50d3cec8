"""The signed, weighted network of a period: who acted for and against whom, and how much.

A network is built from acts (claims or events already counted once) and holds no more than numbers:
every measure of this package is a function of it. Cooperation and conflict are kept apart, so that
two states that trade and quarrel are not taken for two that never meet.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dragoman.errors import InputError

__all__ = ["Bools", "Floats", "Ints", "SignedNetwork"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

UNRESOLVED = "---"
MOST_ACTORS = 2000  # four square arrays of this side take 128 MB
_COOPERATION = (1, 2)
_CONFLICT = (3, 4)


@dataclass(frozen=True, slots=True, eq=False)
class SignedNetwork:
    """Actors and the weights between them; all arrays are (n, n), at least 0, with an empty diagonal.

    Attributes:
        actors: codes, in the order of rows and columns.
        positive, negative: symmetric: all cooperation (conflict) between two actors, whoever acted.
        positive_acts, negative_acts: directed: what the actor of the row did to that of the column.
            ``positive`` is ``positive_acts`` and its transpose added up; likewise ``negative``.
    """

    actors: tuple[str, ...]
    positive: Floats
    negative: Floats
    positive_acts: Floats
    negative_acts: Floats

    @classmethod
    def from_acts(cls, actors: Sequence[str], positive: ArrayLike, negative: ArrayLike) -> SignedNetwork:
        """Build a network from two directed (n, n) arrays of weights; what an actor does to itself is left out.

        Raises:
            InputError: the arrays do not fit the actors, hold a negative or no number, or a code comes twice.
        """
        names = tuple(actors)
        if len(set(names)) != len(names):
            raise InputError("network: an actor's code comes twice; give each actor once")
        acts = [_weights(array, len(names)) for array in (positive, negative)]
        both = [array + array.T for array in acts]
        for array in (*acts, *both):
            array.setflags(write=False)
        return cls(names, *both, *acts)

    @classmethod
    def from_quads(
        cls,
        source: ArrayLike,
        target: ArrayLike,
        quad: ArrayLike,
        weight: ArrayLike | None = None,
        *,
        actors: Sequence[str] | None = None,
        limit: int | None = None,
    ) -> SignedNetwork:
        """Build a network from acts and their quad classes: 1 and 2 are cooperation, 3 and 4 conflict.

        Args:
            source, target: (m,) codes of who acted and toward whom; or, with ``actors``, whole numbers
                that are positions among them.
            quad: (m,) quad class of each act, 1 to 4.
            weight: (m,) weight of each act, at least 0; 1 each where none are given: the network counts acts.
            actors: the actors wanted, in this order; acts with others are left out. By default all that
                occur, sorted, without the unresolved.
            limit: keep only so many actors, those with most weight.

        Raises:
            InputError: arrays of unequal length, a quad class or weight out of range, or more than
                2,000 actors and no limit.
        """
        classes = np.asarray(quad)
        if not np.isin(classes, _COOPERATION + _CONFLICT).all():
            raise InputError("network: a quad class is 1, 2, 3 or 4")
        good = np.isin(classes, _COOPERATION)
        weights = np.ones(len(classes)) if weight is None else np.asarray(weight, dtype=np.float64)
        return _build(source, target, good, weights, actors, limit)

    @classmethod
    def from_intensity(
        cls,
        source: ArrayLike,
        target: ArrayLike,
        intensity: ArrayLike,
        weight: ArrayLike | None = None,
        *,
        actors: Sequence[str] | None = None,
        limit: int | None = None,
    ) -> SignedNetwork:
        """Build a network in which an act weighs its intensity: above 0 cooperation, below 0 conflict.

        ``intensity`` is (m,), -10 to 10 in PLOVER; an act of intensity 0 is no tie. The rest as ``from_quads``.
        """
        values = np.asarray(intensity, dtype=np.float64)
        weights = np.abs(values)
        if weight is not None:
            given = np.asarray(weight, dtype=np.float64)
            if given.shape != values.shape:
                raise InputError("network: as many weights as acts are needed")
            weights = weights * given
        return _build(source, target, values > 0, weights, actors, limit)

    @property
    def net(self) -> Floats:
        """Cooperation less conflict of each pair, (n, n), symmetric."""
        return self.positive - self.negative

    @property
    def activity(self) -> Floats:
        """All weight that passes to and from each actor, of either sign, (n,)."""
        total: Floats = (self.positive + self.negative).sum(axis=1)
        return total

    def keep(self, actors: Collection[str]) -> SignedNetwork:
        """Return the network among some of the actors, in the order it has them."""
        wanted = set(actors)
        return self._take(np.array([i for i, code in enumerate(self.actors) if code in wanted], dtype=np.int64))

    def ordered(self) -> tuple[SignedNetwork, Ints]:
        """Return the network with its actors sorted by code, and each one's position before, (n,).

        Measures that draw random numbers work on this one, so that the order in which actors were met
        changes nothing.
        """
        order = np.array(sorted(range(len(self.actors)), key=self.actors.__getitem__), dtype=np.int64)
        return self._take(order), order

    def _take(self, order: Ints) -> SignedNetwork:
        grid = np.ix_(order, order)
        names = [self.actors[i] for i in order]
        return SignedNetwork.from_acts(names, self.positive_acts[grid], self.negative_acts[grid])


def _weights(array: ArrayLike, n: int) -> Floats:
    """Return a copy of an (n, n) array of weights with an empty diagonal."""
    values: Floats = np.array(array, dtype=np.float64)
    if values.shape != (n, n):
        raise InputError(f"network: {n} actors need weights of shape ({n}, {n}), not {values.shape}")
    np.fill_diagonal(values, 0.0)
    _check(values)
    return values


def _check(values: Floats) -> None:
    if not np.isfinite(values).all() or (values < 0).any():
        raise InputError("network: a weight is a number of at least 0; the sign is in the array it stands in")


def _build(
    source: ArrayLike,
    target: ArrayLike,
    good: Bools,
    weights: Floats,
    actors: Sequence[str] | None,
    limit: int | None,
) -> SignedNetwork:
    """Add up acts into a network; the arrays are (m,)."""
    froms, tos = np.asarray(source), np.asarray(target)
    if not froms.shape == tos.shape == good.shape == weights.shape or froms.ndim != 1:
        raise InputError("network: sources, targets, signs and weights must be as many as there are acts")
    _check(weights)
    names, row, column = _positions(froms, tos, actors)
    real = (row >= 0) & (column >= 0) & (row != column)
    row, column, weights, good = row[real], column[real], weights[real], good[real]
    if limit is not None and limit < len(names):
        names, row, column, kept = _busiest(names, row, column, weights, limit)
        weights, good = weights[kept], good[kept]
    n = len(names)
    if n > MOST_ACTORS:
        raise InputError(f"network: {n} actors are more than {MOST_ACTORS}; name the actors or set a limit")
    cell = row * n + column
    acts = [np.bincount(cell, weights * sign, minlength=n * n).reshape(n, n) for sign in (good, ~good)]
    return SignedNetwork.from_acts(names, *acts)


def _positions(
    source: NDArray[Any], target: NDArray[Any], actors: Sequence[str] | None
) -> tuple[list[str], Ints, Ints]:
    """Return the actors, and each act's source and target as a position among them, -1 for none."""
    if actors is not None and source.size and source.dtype.kind in "iu" and target.dtype.kind in "iu":
        if max(source.max(), target.max()) >= len(actors):
            raise InputError("network: a position is beyond the last actor")
        return list(actors), source.astype(np.int64), target.astype(np.int64)
    froms, tos = source.tolist(), target.tolist()
    names = sorted({*froms, *tos} - {UNRESOLVED, "", None}) if actors is None else list(actors)
    index = {code: i for i, code in enumerate(names)}
    row, column = (np.fromiter((index.get(code, -1) for code in side), np.int64, len(side)) for side in (froms, tos))
    return names, row, column


def _busiest(
    names: list[str], row: Ints, column: Ints, weights: Floats, limit: int
) -> tuple[list[str], Ints, Ints, Bools]:
    """Keep the actors with most weight; of equals, the first. The last array says which acts remain, (m,)."""
    n = len(names)
    activity = np.bincount(row, weights, minlength=n) + np.bincount(column, weights, minlength=n)
    chosen = np.sort(np.argsort(-activity, kind="stable")[:limit])
    place = np.full(n, -1, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    row, column = place[row], place[column]
    kept = (row >= 0) & (column >= 0)
    return [names[i] for i in chosen], row[kept], column[kept], kept
