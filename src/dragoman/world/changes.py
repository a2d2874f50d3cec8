"""Changes of level: when the mean intensity between two actors moved to another level and stayed there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dragoman.world.results import needs

__all__ = ["SHORTEST", "Break", "breaks"]

Reals = NDArray[np.float64]

#: Periods that a level lasts at least; a shorter one is a spike.
SHORTEST = 3
_REDRAWN = 200  # bootstrap series in which each change is looked for
_NEAR = 1  # periods


@dataclass(frozen=True, slots=True)
class Break:
    """A change of level between period ``index - 1`` (of those with a value) and ``index``.

    ``before`` and ``after`` are the means of the periods of the two levels. ``share`` is how much of the
    bootstrap series have a change within one period of it, 0..1; None where there are no such series.
    """

    index: int
    before: float
    after: float
    share: float | None


def breaks(series: Reals, redrawn: Reals | None = None) -> list[Break]:
    """Return the changes of level of a series, in order; ``index`` counts in the series as given.

    PELT (Killick, Fearnhead and Eckley 2012, "Optimal detection of changepoints with a linear computational cost",
    JASA 107) finds the segments with the least sum of squares and a penalty for each change, by the library
    ruptures. The penalty is 3 s² log n: the modified Bayes information criterion of Zhang and Siegmund (2007, "A
    modified Bayes information criterion with applications to the analysis of comparative genomic hybridization
    data", Biometrics 63) without its term for the segments' lengths. s² is the noise as half the mean square of
    successive differences (Rice 1984, "Bandwidth choice for nonparametric regression", Annals of Statistics 12),
    which a few changes hardly move.

    It assumes levels with independent noise of one variance around them. Slow drift comes out as steps, and a
    series of thin and thick periods breaks the assumption of one variance: look at ``share``.

    Args:
        series: one value a period, shape (periods,); those that are NaN are left out.
        redrawn: the same with events drawn again, shape (draws, periods); the first 200 are used.
    """
    known = np.flatnonzero(~np.isnan(series))
    values = series[known]
    found = _found(values)
    if not found:
        return []
    edges = [0, *found, len(values)]
    levels = [float(values[start:end].mean()) for start, end in pairwise(edges)]
    shares = _shares(found, redrawn, known)
    return [
        Break(int(known[at]), levels[nth], levels[nth + 1], share)
        for nth, (at, share) in enumerate(zip(found, shares, strict=True))
    ]


def _found(values: Reals) -> list[int]:
    """Return where new segments begin."""
    count = len(values)
    if count < 2 * SHORTEST:
        return []
    noise = float(np.mean(np.diff(values) ** 2)) / 2
    if noise <= 0:
        return []
    ruptures = needs("ruptures", "changes of level")
    # The linear kernel is the sum of squares around the mean; this class of the library runs PELT compiled.
    detector = ruptures.KernelCPD(kernel="linear", min_size=SHORTEST)
    ends = detector.fit(values[:, None]).predict(pen=3 * noise * math.log(count))
    return [int(end) for end in ends[:-1]]


def _shares(found: list[int], redrawn: Reals | None, known: NDArray[np.int64]) -> list[float | None]:
    if redrawn is None or not len(redrawn):
        return [None] * len(found)
    again = [np.array(_found(row)) for row in redrawn[:_REDRAWN, known]]
    return [float(np.mean([bool((np.abs(others - at) <= _NEAR).any()) for others in again])) for at in found]
