"""Leaders and followers: who in a bloc acts first toward others, and who does the same later.

Two actors of a bloc are compared by what each does to the same third parties. If what i does in one
period looks like what j does k periods later, more than the other way round, i leads j. This is the
directional correlation delay of Nagy, Ákos, Biro & Vicsek (2010), "Hierarchical group dynamics in
pigeon flocks", Nature 464, on the cross-correlation function of Box & Jenkins (1970), "Time Series
Analysis", of residuals, as Haugh (1976), "Checking the independence of two covariance-stationary time
series", has it: an actor's habit of going on as before is taken out first, so that it is not taken
for following.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from dragoman.errors import InputError
from dragoman.world.network import Bools, Floats, Ints, SignedNetwork

__all__ = ["Leader", "Leads", "intensity_series", "leads"]

_NOTHING = 1e-12  # share of an actor's variance below which it is rounding


@dataclass(frozen=True, slots=True)
class Leader:
    """How far one actor leads its bloc.

    Attributes:
        bloc: label of its bloc.
        score: mean lead over its partners, -1 (follows) to 1 (leads).
        low, high: interval of the scores that shuffled periods give: a score inside it may be chance.
        p: how often shuffled periods give a score at least as far from 0.
        partners: members of the bloc that it could be compared with.
    """

    actor: str
    bloc: int
    score: float
    low: float
    high: float
    p: float
    partners: int


@dataclass(frozen=True, slots=True, eq=False)
class Leads:
    """Leaders first. ``pairs[i, j]`` is how far actor i leads j, -1 to 1, (n, n): 0.0 where they cannot be compared."""

    actors: tuple[str, ...]
    leaders: tuple[Leader, ...]
    pairs: Floats = field(repr=False)
    lags: int
    periods: int


def leads(
    series: ArrayLike,
    actors: Sequence[str],
    labels: ArrayLike,
    *,
    lags: int = 3,
    whiten: bool = True,
    permutations: int = 300,
    level: float = 0.95,
    seed: int = 0,
) -> Leads:
    """Say who in each bloc acts first.

    The lead of i over j is the mean over 1 to ``lags`` periods of (r_ij(k) - r_ji(k)) / 2, where r_ij(k)
    correlates what i does to each third party in a period with what j does to it k periods later, each
    pair's own mean taken off. Steady enmities and friendships therefore say nothing, only changes do.

    Assumes that following shows within ``lags`` periods and in the same direction; that both do not merely
    answer, at different speeds, the same act of the third party (it may be so: a lead is an order in time,
    not a cause); and, for the interval, that the order of periods would not matter if nobody led. The
    interval is of one actor: of twenty actors without any lead, one is expected outside 95 %. Measured on
    unrelated series that keep 0.6 or 0.9 of the period before, 92 to 96 of 100 scores were inside it; not
    whitened, 59 to 79.

    Args:
        series: (T, n, n) intensity of what the actor of the row did to that of the column in each period:
            0 where it did nothing, NaN where nothing is known, which counts as its mean.
        actors: n codes.
        labels: (n,) whole numbers, equal for actors of one bloc, as ``Communities.labels``.
        lags: most periods that a follower may be late.
        whiten: take out what an actor's acts of the period before tell of its acts (one factor an actor).
        permutations: shuffles of the periods for the interval.
        level: of the interval.
        seed: of the shuffles.

    Returns:
        Only actors with a partner are listed: none where there are fewer than three periods.

    Raises:
        InputError: arrays that do not fit, or a lag, level or number of permutations out of range.
    """
    values, groups = np.asarray(series, dtype=np.float64), np.asarray(labels)
    n = len(actors)
    if values.ndim != 3 or values.shape[1:] != (n, n) or groups.shape != (n,):
        raise InputError(f"leaders: {n} actors need a series of shape (T, {n}, {n}) and as many labels")
    if lags < 1 or permutations < 1 or not 0 < level < 1:
        raise InputError("leaders: lags and permutations are at least 1, the level is between 0 and 1")
    acts = _centred(values)
    if whiten:
        acts = _whitened(acts)
    late = min(lags, len(acts) - 1)
    if late < 1 or len(values) < 3:
        return Leads(tuple(actors), (), np.zeros((n, n)), lags, len(values))
    scale = _scale(acts, groups)
    pairs = sum((_lagged(acts, k) for k in range(1, late + 1)), np.zeros((n, n))) * scale / (2 * late)
    drawn = _shuffled(acts, scale, late, permutations, seed) / np.maximum(1, (scale > 0).sum(axis=1))
    leaders = _leaders(tuple(actors), groups, pairs, scale > 0, drawn, level)
    return Leads(tuple(actors), leaders, pairs, lags, len(values))


def intensity_series(networks: Sequence[SignedNetwork]) -> Floats:
    """Return what each actor did to each, cooperation less conflict, period after period, (T, n, n).

    Raises:
        InputError: networks of different actors.
    """
    if len({network.actors for network in networks}) > 1:
        raise InputError("leaders: all periods need the same actors, in the same order")
    if not networks:
        return np.zeros((0, 0, 0))
    return np.stack([network.positive_acts - network.negative_acts for network in networks])


def _centred(values: Floats) -> Floats:
    """Take off each ordered pair's mean over time; what is unknown, and an actor toward itself, is 0."""
    known = np.isfinite(values)
    filled = values if known.all() else np.where(known, values, 0.0)
    centred: Floats = filled - filled.sum(axis=0) / np.maximum(1, known.sum(axis=0))
    centred[~known] = 0.0
    own = np.arange(values.shape[1])
    centred[:, own, own] = 0.0
    return centred


def _whitened(acts: Floats) -> Floats:
    """Return what one factor an actor, times its acts of the period before, leaves of its acts; (T - 1, n, n)."""
    before, after = acts[:-1], acts[1:]
    size = (before**2).sum(axis=(0, 2))
    factor = np.divide((before * after).sum(axis=(0, 2)), size, out=np.zeros_like(size), where=size > 0)
    return _centred(after - np.clip(factor, -0.99, 0.99)[None, :, None] * before)


def _scale(acts: Floats, groups: Ints) -> Floats:
    """Return 1 / (what makes a cross product a correlation) for pairs of one bloc, 0 for others, (n, n)."""
    square = (acts**2).sum(axis=0)
    total = square.sum(axis=1)
    left = total[:, None] - square  # of the row's acts, those not toward the column
    left = np.where(left > _NOTHING * total[:, None], left, 0.0)
    size = np.sqrt(left * left.T)
    comparable = (groups[:, None] == groups[None, :]) & (size > 0) & ~np.eye(len(groups), dtype=np.bool_)
    scale: Floats = np.divide(1.0, size, out=np.zeros_like(size), where=comparable)
    return scale


def _lagged(acts: Floats, lag: int) -> Floats:
    """Return the cross product of i's acts and j's ``lag`` periods later, less that of j's and i's, (n, n).

    Third parties only: an actor does nothing to itself, so the columns i and j add nothing.
    """
    ahead: Floats = np.tensordot(acts[:-lag], acts[lag:], axes=([0, 2], [0, 2]))
    lead: Floats = ahead - ahead.T
    return lead


def _shuffled(acts: Floats, scale: Floats, late: int, permutations: int, seed: int) -> Floats:
    """Return the sum of each actor's leads with the periods shuffled, (permutations, n).

    The sum is linear in the products of i's acts in one period and its partners' in another, (n, T, T):
    those are computed once and only picked in another order.
    """
    partners = np.tensordot(scale, acts, axes=([1], [1]))  # (n, T, n)
    products = acts.transpose(1, 0, 2) @ partners.transpose(0, 2, 1)
    order = np.ascontiguousarray((products - products.transpose(0, 2, 1)).transpose(1, 2, 0))  # (T, T, n)
    rng = np.random.default_rng(seed)
    drawn = np.zeros((permutations, len(scale)))
    for i in range(permutations):
        when = rng.permutation(len(acts))
        for lag in range(1, late + 1):
            drawn[i] += order[when[:-lag], when[lag:]].sum(axis=0)
    return drawn / (2 * late)


def _leaders(
    actors: tuple[str, ...], groups: Ints, pairs: Floats, compared: Bools, drawn: Floats, level: float
) -> tuple[Leader, ...]:
    partners = compared.sum(axis=1)
    scores = pairs.sum(axis=1) / np.maximum(1, partners)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    beyond = (np.abs(drawn) >= np.abs(scores) - _NOTHING).sum(axis=0)
    found = [
        Leader(
            actor=actors[i],
            bloc=int(groups[i]),
            score=float(scores[i]),
            low=float(low[i]),
            high=float(high[i]),
            p=(1 + int(beyond[i])) / (1 + len(drawn)),
            partners=int(partners[i]),
        )
        for i in np.flatnonzero(partners)
    ]
    return tuple(sorted(found, key=lambda leader: (-leader.score, leader.actor)))
