"""What a dyad's series has for each period: counts, mean intensity, their intervals, and the naive forecast."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dragoman import ontology
from dragoman.world.deeds import WAYS, Deeds, Span
from dragoman.world.series import (
    FEWEST,
    bootstrap_means,
    last_known,
    mean_error,
    means_of,
    name_of,
    percentiles,
    poisson_interval,
    start_of,
)

__all__ = ["QUADS", "Part", "PartOf", "Point", "parts_of", "points_of", "redrawn"]

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]
PartOf = Literal["cooperation", "conflict", "quad1", "quad2", "quad3", "quad4"]

#: The quad classes of each part.
QUADS: Mapping[PartOf, tuple[int, ...]] = MappingProxyType(
    {"cooperation": (1, 2), "conflict": (3, 4), "quad1": (1,), "quad2": (2,), "quad3": (3,), "quad4": (4,)}
)
_ALL = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Point:
    """The events between two actors in one period, half-open days [``start``, ``after``).

    ``events`` are all, of which ``forth``, ``back`` and ``mutual``; ``cooperation`` and ``conflict``; and by PLOVER's
    quad classes ``quad1`` (verbal cooperation), ``quad2`` (material cooperation), ``quad3`` (verbal conflict) and
    ``quad4`` (material conflict). Counts have exact Poisson intervals of 95 %. ``intensity`` is the events' mean,
    -10..10, with a bootstrap interval of 95 %; all three are None where nothing happened. Where the whole dyad
    has fewer than ten events, that interval is the whole scale: nothing is known of their spread.

    Beside them stands "same as last period": ``baseline`` for the intensity (the last that was known) and
    ``events_baseline`` for the count, each with its mean absolute error to date, over whole periods only. A period
    that is not over, or cut by what was asked for, is ``partial``. ``articles`` is how many the store has of the
    period: where it has none, that nothing was told says nothing.
    """

    period: str
    start: dt.date
    after: dt.date
    partial: bool
    articles: int
    events: int
    events_low: float
    events_high: float
    forth: int
    back: int
    mutual: int
    cooperation: int
    cooperation_low: float
    cooperation_high: float
    conflict: int
    conflict_low: float
    conflict_high: float
    quad1: int
    quad2: int
    quad3: int
    quad4: int
    intensity: float | None
    low: float | None
    high: float | None
    baseline: float | None
    baseline_error: float | None
    events_baseline: int | None
    events_error: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a period's events: those of the quad classes ``quads``. The figures are as in :class:`Point`."""

    part: PartOf
    quads: tuple[int, ...]
    period: str
    start: dt.date
    after: dt.date
    partial: bool
    events: int
    events_low: float
    events_high: float
    forth: int
    back: int
    mutual: int
    intensity: float | None
    low: float | None
    high: float | None


def redrawn(deeds: Deeds, span: Span, *, draws: int, seed: int) -> Reals:
    """Return the mean intensity of each period with its events drawn again, shape (draws, periods)."""
    values, counts = _tally(deeds, span)
    return bootstrap_means(values, counts, draws=draws, seed=seed)


def points_of(deeds: Deeds, span: Span, again: Reals) -> list[Point]:
    """Return the points of the periods; ``again`` are their means redrawn."""
    mean, total = means_of(*_tally(deeds, span)), _count(deeds.number, span).astype(np.float64)
    low, high = _interval(deeds, mean, again, _scale(_ALL))
    baseline, before = last_known(mean), last_known(total)
    off, events_off = (
        mean_error(series, naive, ~span.partial) for series, naive in ((mean, baseline), (total, before))
    )
    ways, quads = _by(deeds.way, deeds, span, range(len(WAYS))), _by(deeds.quad, deeds, span, _ALL)
    rows = []
    for nth in range(len(span)):
        forth, back, mutual = ways[:, nth].tolist()
        one, two, three, four = quads[:, nth].tolist()
        period, start, after, partial = _head(span, nth)
        row = Point(
            period, start, after, partial, int(span.articles[nth]),
            *_counted(int(total[nth])), forth, back, mutual,
            *_counted(one + two), *_counted(three + four), one, two, three, four,
            intensity=_real(mean[nth]), low=_real(low[nth]), high=_real(high[nth]),
            baseline=_real(baseline[nth]), baseline_error=_real(off[nth]),
            events_baseline=None if nth == 0 else int(before[nth]), events_error=_real(events_off[nth]),
        )  # fmt: skip
        rows.append(row)
    return rows


def parts_of(deeds: Deeds, span: Span, *, draws: int, seed: int) -> list[Part]:
    """Return the figures of each part of each period, by period."""
    found = [_rows_of(part, deeds, span, draws=draws, seed=seed) for part in QUADS]
    return [row for rows in zip(*found, strict=True) for row in rows]


def _rows_of(part: PartOf, deeds: Deeds, span: Span, *, draws: int, seed: int) -> list[Part]:
    quads = QUADS[part]
    mine = np.isin(deeds.quad, quads)
    own = Deeds(deeds.number[mine], deeds.quad[mine], deeds.intensity[mine], deeds.way[mine])
    mean = means_of(*_tally(own, span))
    low, high = _interval(own, mean, redrawn(own, span, draws=draws, seed=seed), _scale(quads))
    ways = _by(own.way, own, span, range(len(WAYS)))
    return [
        Part(
            part,
            quads,
            *_head(span, nth),
            *_counted(int(ways[:, nth].sum())),
            *ways[:, nth].tolist(),
            *map(_real, (mean[nth], low[nth], high[nth])),
        )
        for nth in range(len(span))
    ]


def _interval(deeds: Deeds, mean: Reals, again: Reals, scale: tuple[float, float]) -> tuple[Reals, Reals]:
    """Return the interval of each period's mean, within the scale; all of it where too few events are known."""
    if len(deeds) < FEWEST:
        known = ~np.isnan(mean)
        return np.where(known, scale[0], np.nan), np.where(known, scale[1], np.nan)
    low, high = percentiles(again)
    # Deviations drawn from a very skewed pool may all lie on one side.
    return np.minimum(mean, np.clip(low, *scale)), np.maximum(mean, np.clip(high, *scale))


def _scale(quads: Sequence[int]) -> tuple[float, float]:
    """Return the lowest and the highest intensity that PLOVER has for the quad classes."""
    types = [known for known in ontology.EVENT_TYPES.values() if known.quad in quads]
    modes = [mode.intensity for known in types for mode in known.modes.values() if mode.intensity is not None]
    scores = [*modes, *(known.intensity for known in types)]
    return min(scores), max(scores)


def _tally(deeds: Deeds, span: Span) -> tuple[Reals, Ints]:
    """Return the distinct intensities, and how often each stands in each period, shape (periods, intensities)."""
    values, kind = np.unique(deeds.intensity, return_inverse=True)
    cells = (deeds.number - span.first) * len(values) + kind
    counts = np.bincount(cells, minlength=len(span) * len(values)).reshape(len(span), len(values))
    return values, counts.astype(np.int64)


def _by(key: Ints, deeds: Deeds, span: Span, keys: Sequence[int]) -> Ints:
    return np.stack([_count(deeds.number[key == value], span) for value in keys])


def _count(number: Ints, span: Span) -> Ints:
    return np.bincount(number - span.first, minlength=len(span)).astype(np.int64)


def _counted(count: int) -> tuple[int, float, float]:
    return (count, *poisson_interval(count))


def _head(span: Span, nth: int) -> tuple[str, dt.date, dt.date, bool]:
    number = span.first + nth
    return name_of(number, span.by), start_of(number, span.by), start_of(number + 1, span.by), bool(span.partial[nth])


def _real(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
