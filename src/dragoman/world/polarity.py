"""Polarity and polarisation: how many poles there are, how uneven, and how hostile to one another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dragoman.errors import InputError
from dragoman.world.network import Floats, SignedNetwork

__all__ = ["Polarity", "concentration", "effective_number", "polarisation", "polarity"]


@dataclass(frozen=True, slots=True)
class Polarity:
    """The poles of a system.

    Attributes:
        poles: effective number of blocs; 0.0 where no bloc has weight.
        effective_actors: the same of single actors.
        concentration, actor_concentration: Ray & Singer's CON over blocs and over actors, 0 to 1;
            None where there is nothing to share.
        polarisation: Esteban & Ray's, scaled: 1.0 is two equal blocs that only fight.
        hostility_between: share of all conflict that is between blocs; None where there is none.
        amity_within: share of all cooperation that is within blocs; None where there is none.
        shares: of the weight, one a bloc, in the order of the labels.
    """

    poles: float
    effective_actors: float
    concentration: float | None
    actor_concentration: float | None
    polarisation: float
    hostility_between: float | None
    amity_within: float | None
    shares: tuple[float, ...]


def effective_number(weights: ArrayLike) -> float:
    """Return 1 / (sum of squared shares): as many equal holders as would be as fragmented; 0.0 for no weight.

    Laakso & Taagepera (1979), "'Effective' number of parties", Comparative Political Studies 12: the
    inverse of the Herfindahl index. ``weights`` is (k,), at least 0.
    """
    shares = _shares(weights)
    return float(1 / (shares**2).sum()) if len(shares) else 0.0


def concentration(weights: ArrayLike) -> float | None:
    """Return Ray & Singer's CON, sqrt((sum of squared shares - 1/N) / (1 - 1/N)), 0 (equal) to 1 (one has all).

    Ray & Singer (1973), "Measuring the concentration of power in the international system",
    Sociological Methods & Research 1. N counts those with any weight. A single holder has all: 1.0,
    where the formula is 0 / 0. None where there is no weight.
    """
    shares = _shares(weights)
    n = len(shares)
    if n < 2:
        return 1.0 if n else None
    return float(np.sqrt(((shares - 1 / n) ** 2).sum() / (1 - 1 / n)))  # the same, and exactly 0 where all are equal


def polarisation(weights: ArrayLike, distance: ArrayLike, *, alpha: float = 1.0) -> float:
    """Return K * sum over i, j of share_i^(1 + alpha) * share_j * distance_ij; 0.0 for no weight.

    Esteban & Ray (1994), "On the measurement of polarization", Econometrica 62. ``weights`` is (k,),
    ``distance`` (k, k) from 0 to 1, ``alpha`` how much a group's size adds to its identity, above 0
    and at most 1.6. K = 2^(1 + alpha) makes two equal groups at distance 1 give 1.0; with
    ``alpha`` 1 and all distances 1 it is Reynal-Querol's index (2002, "Ethnicity, political systems, and civil wars").

    Raises:
        InputError: an alpha out of range.
    """
    if not 0 < alpha <= 1.6:
        raise InputError("polarity: alpha is above 0 and at most 1.6")
    values = np.asarray(weights, dtype=np.float64)
    if values.sum() == 0:
        return 0.0
    shares = values / values.sum()
    return float(2 ** (1 + alpha) * (shares ** (1 + alpha) @ np.asarray(distance, dtype=np.float64) @ shares))


def polarity(
    network: SignedNetwork, labels: ArrayLike, *, weights: ArrayLike | None = None, alpha: float = 1.0
) -> Polarity:
    """Return the poles of a network, given its blocs.

    A bloc weighs as much as its members. By default a member weighs as much as it is active: all that
    passes to and from it, of either sign. This assumes that who is much reported on matters much: give
    ``weights`` where capabilities are known. The distance between two blocs is the share of conflict in
    all that passes between them, 0 where nothing does: blocs that never meet are not opposed. Hostility
    between and amity within are the two ways to fit a division in camps of Doreian & Mrvar (1996),
    "A partitioning approach to structural balance", by weight.

    Args:
        network: n actors.
        labels: (n,) whole numbers, equal for actors of one bloc, as ``Communities.labels``.
        weights: (n,) of the actors, at least 0.
        alpha: see ``polarisation``.

    Raises:
        InputError: labels or weights that do not fit the network.
    """
    known, groups = np.unique(np.asarray(labels), return_inverse=True)
    power = network.activity if weights is None else np.asarray(weights, dtype=np.float64)
    n = len(network.actors)
    if groups.shape != (n,) or power.shape != (n,):
        raise InputError("polarity: as many labels and weights as actors are needed")
    member = np.eye(len(known))[groups]
    bloc_power = power @ member
    good, bad = (member.T @ array @ member for array in (network.positive, network.negative))
    total = bloc_power.sum()
    return Polarity(
        poles=effective_number(bloc_power),
        effective_actors=effective_number(power),
        concentration=concentration(bloc_power),
        actor_concentration=concentration(power),
        polarisation=polarisation(bloc_power, _distance(good, bad), alpha=alpha),
        hostility_between=None if bad.sum() == 0 else float(1 - np.trace(bad) / bad.sum()),
        amity_within=None if good.sum() == 0 else float(np.trace(good) / good.sum()),
        shares=tuple((bloc_power / total if total > 0 else bloc_power).tolist()),
    )


def _shares(weights: ArrayLike) -> Floats:
    """Return the shares of those that have any weight."""
    values = np.asarray(weights, dtype=np.float64)
    if values.ndim != 1 or not np.isfinite(values).all() or (values < 0).any():
        raise InputError("polarity: weights are a row of numbers of at least 0")
    held = values[values > 0]
    return held / held.sum() if len(held) else held


def _distance(good: Floats, bad: Floats) -> Floats:
    """Return the share of conflict in all that passes between two blocs, (k, k), 0 within one."""
    both = good + bad
    distance = np.divide(bad, both, out=np.zeros_like(bad), where=both > 0)
    np.fill_diagonal(distance, 0.0)
    return distance
