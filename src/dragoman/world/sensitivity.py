"""How far a figure leans on one source: each is left out in turn and the figure computed again.

The jackknife by source, Quenouille (1956), "Notes on bias in estimation", and Miller (1974), "The
jackknife: a review", used here to show influence: no interval is drawn from it, because sources are of
very unequal size and not a sample of any population of sources.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from dragoman.errors import InputError
from dragoman.world.network import Floats, SignedNetwork

__all__ = ["Move", "Sensitivity", "leave_one_out", "signed"]

Built = TypeVar("Built")


@dataclass(frozen=True, slots=True)
class Move:
    """A figure without one source, and its shift: ``value`` less that of all sources. None where undefined."""

    source: str
    value: float | None
    shift: float | None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """One measure of all sources, and how it moves; ``moves`` begins with the source it leans on most.

    A source without which the measure is no longer defined comes before all others.
    """

    measure: str
    value: float | None
    moves: tuple[Move, ...]

    @property
    def largest(self) -> float | None:
        """The largest shift, without its sign; None where a source decides whether the measure is defined at all."""
        shifts = [move.shift for move in self.moves]
        if any(shift is None for shift in shifts):
            return None
        return max((abs(shift) for shift in shifts if shift is not None), default=0.0)


def leave_one_out(
    build: Callable[[Floats], Built],
    measure: Callable[[Built], Mapping[str, float | None]],
    sources: ArrayLike,
    names: Sequence[str] | None = None,
    *,
    rest: ArrayLike | None = None,
) -> tuple[Sensitivity, ...]:
    """Return how far each measure moves if any one source of articles is left out.

    Assumes that weights of sources add up: an event told by two sources must have been divided between
    them, and half of it goes with either.

    Args:
        build: makes what is measured from added-up weights of the shape of one source, such as
            ``lambda weights: signed(actors, weights)``.
        measure: gives named figures of it, None where one is undefined; the same names each time.
            Give it a fixed seed: chance would be taken for a source's influence.
        sources: (s, n, n) weights of each source, cooperation above 0 and conflict below (what one source
            tells of the one then cancels what another tells of the other); or (s, 2, n, n) with the two
            apart, cooperation first; or any (s, ...) that ``build`` takes.
        names: s names; by default their numbers.
        rest: weights of the shape of one source that are always in: all the sources too small to be tried.

    Raises:
        InputError: no source, or names or ``rest`` that do not fit.
    """
    weights = np.asarray(sources, dtype=np.float64)
    labels = [str(i) for i in range(len(weights))] if names is None else list(names)
    if len(weights) == 0 or len(labels) != len(weights):
        raise InputError("sensitivity: at least one source is needed, and a name for each")
    always = np.zeros(weights.shape[1:]) if rest is None else np.asarray(rest, dtype=np.float64)
    if always.shape != weights.shape[1:]:
        raise InputError("sensitivity: the rest must have the shape of one source")
    whole = dict(measure(build(always + weights.sum(axis=0))))
    # Added up anew each time: taking one off the total would leave crumbs of rounding, some below 0.
    without = [measure(build(always + np.delete(weights, i, axis=0).sum(axis=0))) for i in range(len(weights))]
    return tuple(
        Sensitivity(name, value, _moves(value, labels, [figures[name] for figures in without]))
        for name, value in whole.items()
    )


def _moves(value: float | None, names: list[str], values: list[float | None]) -> tuple[Move, ...]:
    moves = [Move(name, other, _shift(value, other)) for name, other in zip(names, values, strict=True)]
    return tuple(sorted(moves, key=lambda move: (move.shift is not None, -abs(move.shift or 0.0), move.source)))


def _shift(value: float | None, other: float | None) -> float | None:
    if value is None and other is None:
        return 0.0
    return None if value is None or other is None else other - value


def signed(actors: Sequence[str], weights: Floats) -> SignedNetwork:
    """Build a network from directed weights: (n, n) of either sign, or (2, n, n) with cooperation first."""
    if weights.ndim == 3 and len(weights) == 2:
        return SignedNetwork.from_acts(actors, weights[0], weights[1])
    return SignedNetwork.from_acts(actors, np.maximum(weights, 0.0), np.maximum(-weights, 0.0))
