"""The figures of a system of states: what they are, whose they are, and how firm.

Beside each stand its value one period before ("same as last period"), an interval, and how far it moves if any one
outlet is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from dragoman.world.balance import Balance, balance
from dragoman.world.communities import Communities, communities, signed_modularity
from dragoman.world.network import Floats, SignedNetwork
from dragoman.world.polarity import polarity
from dragoman.world.sensitivity import Sensitivity, leave_one_out
from dragoman.world.series import LEVEL

__all__ = ["MEASURES", "NAMES", "RESOLUTION", "Measure", "Weights", "blocs_of", "figures", "intervals", "measures_of",
           "network_of", "without"]  # fmt: skip

#: What one event weighs, by quad class: words and deeds of cooperation, words and deeds of conflict.
Weights = tuple[float, float, float, float]

_RESTARTS = 4  # of each search that is not shown
#: Resolution at which blocs are found: gamma of Reichardt & Bornholdt (2006), "Statistical mechanics of community
#: detection", within the signed modularity of Gómez, Jensen & Arenas (2009). At 1 chance is taken at its full weight:
#: blocs whose members have few dealings with one another fall apart, and their parts go with brokers. Half of it found
#: planted blocs best, on streams apart from those on which it is measured: docs/world-accuracy.md.
RESOLUTION = 0.5
_POWER = "an actor is as strong as it is active, by all that passes to and from it"
_TRIADS = "a pair stands as the greater part of what passes between it; signs fall on ties by chance"
#: Name, meaning, paper, and what it assumes.
MEASURES = (
    ("poles", "effective number of blocs, by all that passes to and from their members",
     "Laakso & Taagepera 1979, “Effective” number of parties", _POWER),
    ("actors", "effective number of actors, by the same",
     "Laakso & Taagepera 1979, “Effective” number of parties", _POWER),
    ("concentration", "how unequal the blocs are, 0 to 1",
     "Ray & Singer 1973, Measuring the concentration of power in the international system", _POWER),
    ("actor concentration", "how unequal the actors are, 0 to 1",
     "Ray & Singer 1973, Measuring the concentration of power in the international system", _POWER),
    ("polarisation", "1 is two equal blocs that only fight", "Esteban & Ray 1994, On the measurement of polarization",
     "two blocs are as far apart as conflict has a share in what passes between them; alpha is 1"),
    ("hostility between", "share of all conflict that is between blocs",
     "Doreian & Mrvar 1996, A partitioning approach to structural balance", "every actor is in one bloc"),
    ("amity within", "share of all cooperation that is within blocs",
     "Doreian & Mrvar 1996, A partitioning approach to structural balance", "every actor is in one bloc"),
    ("modularity", "how far blocs are more than chance, at most 1",
     "Gómez, Jensen & Arenas 2009, Analysis of community structure in networks of correlated data",
     "chance is in proportion to each actor's amounts; at resolution 1, as in the paper"),
    ("balance", "share of triads that are balanced",
     "Cartwright & Harary 1956, Structural balance: a generalization of Heider’s theory", _TRIADS),
    ("weighted balance", "the same, each triad by the geometric mean of its weights",
     "Onnela, Saramäki, Kertész & Kaski 2005, Intensity and coherence of motifs in weighted complex networks", _TRIADS),
)  # fmt: skip
NAMES = tuple(name for name, *_ in MEASURES)
#: Between which a figure can be, where that is not 0 and 1.
_BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"poles": (1.0, float("inf")), "actors": (1.0, float("inf")), "modularity": (-1.0, 1.0)}
)


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a period; each number is None where it is not defined.

    Attributes:
        low, high: interval, 95 %, of the figure with the numbers of events drawn again from Poisson distributions
            and the blocs found anew (parametric bootstrap: Efron & Tibshirani 1993, "An Introduction to the
            Bootstrap"). It is the percentiles' distance from the median, laid around the value: drawing adds noise
            to what is noisy already, and noise alone makes blocs. The value has that bias too where events are few.
        last: the value of the period before: the forecast to beat.
        lowest, highest: between which it stays when any one outlet is left out.
        outlet: without which it moves most; None where it leans on none.
        chance, p: for balance, what shuffled signs give, and how often they give as much.
        meaning, paper, assumes: what it is, whose, and what it takes for granted.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    last: float | None
    lowest: float | None
    highest: float | None
    outlet: str | None
    chance: float | None
    p: float | None
    meaning: str
    paper: str
    assumes: str


def network_of(actors: Sequence[str], amounts: Floats, weights: Weights) -> SignedNetwork:
    """Build the network of (4, n, n) amounts by quad class, each class with its weight."""
    weighed = amounts * np.asarray(weights)[:, None, None]
    return SignedNetwork.from_acts(actors, weighed[0] + weighed[1], weighed[2] + weighed[3])


def blocs_of(network: SignedNetwork, restarts: int = _RESTARTS) -> Communities:
    """Find blocs for a figure that is one of many."""
    return communities(network, resolution=RESOLUTION, restarts=restarts, reruns=0)


def figures(network: SignedNetwork, found: Communities, balanced: Balance | None = None) -> dict[str, float | None]:
    """Return the value of each of ``MEASURES``; all None for a network without ties."""
    if not network.activity.any():
        return dict.fromkeys(NAMES)
    poles = polarity(network, found.labels)
    triads = balance(network, permutations=0) if balanced is None else balanced
    values = (
        poles.poles, poles.effective_actors, poles.concentration, poles.actor_concentration, poles.polarisation,
        poles.hostility_between, poles.amity_within, signed_modularity(network, found.labels), triads.share,
        triads.weighted,
    )  # fmt: skip
    return dict(zip(NAMES, values, strict=True))


def intervals(
    actors: Sequence[str], amounts: Floats, weights: Weights, *, draws: int, seed: int = 0
) -> dict[str, tuple[float, float] | None]:
    """Return how far below and above its value each figure's interval reaches.

    None where at least half of the draws leave the figure undefined, or there are none.
    """
    rng = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {name: [] for name in NAMES}
    means = np.triu(amounts + amounts.transpose(0, 2, 1))  # no figure depends on who acted
    for _ in range(draws):
        network = network_of(actors, rng.poisson(means).astype(np.float64), weights)
        for name, value in figures(network, blocs_of(network, restarts=2)).items():
            if value is not None:
                drawn[name].append(value)
    return {name: _reach(values) if 2 * len(values) > draws else None for name, values in drawn.items()}


def without(
    actors: Sequence[str], amounts: Floats, outlets: Sequence[str], lost: Floats, weights: Weights
) -> dict[str, Sensitivity]:
    """Return how each figure moves without each outlet; ``lost`` is (outlets, 4, n, n), what goes with it alone."""
    if not len(outlets):
        return {}

    def measure(network: SignedNetwork) -> Mapping[str, float | None]:
        return figures(network, blocs_of(network))

    rest = np.maximum(0.0, amounts - lost.sum(axis=0))
    found = leave_one_out(lambda left: network_of(actors, left, weights), measure, lost, outlets, rest=rest)
    return {one.measure: one for one in found}


def measures_of(
    now: Mapping[str, float | None],
    last: Mapping[str, float | None],
    ranges: Mapping[str, tuple[float, float] | None],
    moves: Mapping[str, Sensitivity],
    balanced: Balance,
) -> tuple[Measure, ...]:
    """Put the figures of a period together."""
    nulls = {"balance": balanced.null, "weighted balance": balanced.weighted_null}
    rows = []
    for name, meaning, paper, assumes in MEASURES:
        value, spread = now[name], ranges.get(name)
        low, high = (None, None) if value is None or spread is None else _within(name, value, *spread)
        null = nulls.get(name)
        chance, p = (None, None) if null is None else (null.expected, null.p)
        row = Measure(name, value, low, high, last[name], None, None, None, chance, p, meaning, paper, assumes)
        rows.append(_moved(row, moves.get(name)))
    return tuple(rows)


def _within(name: str, value: float, below: float, above: float) -> tuple[float, float]:
    """Return the ends of an interval, none of them where the figure cannot be."""
    least, most = _BOUNDS.get(name, (0.0, 1.0))
    return max(least, value - below), min(most, value + above)


def _moved(row: Measure, moves: Sensitivity | None) -> Measure:
    """Add how far a figure moves: from its value itself, for the outlets too small to be tried move nothing."""
    if row.value is None:
        return row
    values = [row.value, *(move.value for move in moves.moves if move.value is not None)] if moves else [row.value]
    first = moves.moves[0] if moves else None
    leans = first is not None and (first.shift is None or abs(first.shift) > 1e-12)
    return replace(row, lowest=min(values), highest=max(values), outlet=first.source if first and leans else None)


def _reach(values: Sequence[float]) -> tuple[float, float]:
    low, middle, high = np.quantile(values, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2])
    return float(middle - low), float(high - middle)
