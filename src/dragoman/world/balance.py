"""Structural balance: are friends of friends friends, and enemies of enemies too?

Cartwright & Harary (1956), "Structural balance: a generalization of Heider's theory", Psychological
Review 63: a cycle is balanced where the product of its signs is positive, and a network's degree of
balance is the share of its cycles that are; here, as is usual, of its cycles of three. Davis (1967),
"Clustering and structural balance in graphs", accepts three mutual enemies too: weak balance, that of
more than two camps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dragoman.errors import InputError
from dragoman.world.network import Floats, SignedNetwork

__all__ = ["Balance", "Frustration", "Null", "balance", "frustration"]

_ROUNDING = 1e-6  # the null is computed in single precision


@dataclass(frozen=True, slots=True)
class Null:
    """A share against those of networks with the same ties and their signs shuffled.

    Attributes:
        expected, spread: mean and standard deviation of the shuffled networks' shares.
        z: distance from the mean in standard deviations; None where all shuffles give one share.
        p: how often a shuffle has at least the observed share, (1 + times) / (1 + permutations):
            Phipson & Smyth (2010), "Permutation p-values should never be zero".
        permutations: number of shuffles.
    """

    expected: float
    spread: float
    z: float | None
    p: float
    permutations: int


@dataclass(frozen=True, slots=True)
class Balance:
    """How balanced a network's triads are. All shares are None where there is no triad.

    Attributes:
        triads: number of triples of actors that are all tied.
        friends, odd_enemy, common_enemy, enemies: triads with 0, 1, 2 and 3 negative ties.
        share: of triads that are balanced: those with 0 or 2 negative ties.
        weak_share: the same with three mutual enemies let pass.
        weighted: share where each triad counts by its intensity, the geometric mean of its three
            weights (Onnela, Saramäki, Kertész & Kaski 2005, "Intensity and coherence of motifs in
            weighted complex networks").
        null, weighted_null: ``share`` and ``weighted`` against shuffled signs; None without shuffles.
    """

    triads: int
    friends: int
    odd_enemy: int
    common_enemy: int
    enemies: int
    share: float | None
    weak_share: float | None
    weighted: float | None
    null: Null | None
    weighted_null: Null | None


def balance(network: SignedNetwork, *, permutations: int = 200, seed: int = 0) -> Balance:
    """Return the balance of a network's triads, against a null that shuffles signs over its ties.

    A tie is positive where cooperation outweighs conflict, negative where conflict does; pairs in which
    they are equal, or that never meet, have none. Assumes that one sign tells a relation, and that ties
    stand where they stand: the null says whether the *signs* are arranged, given how many there are.
    A weight stays in its place when signs are shuffled.
    """
    if permutations < 0:
        raise InputError("balance: permutations are at least 0")
    net = network.ordered()[0].net
    friends, odd_enemy, common_enemy, enemies = _counts(net)
    triads = friends + odd_enemy + common_enemy + enemies
    if triads == 0:
        return Balance(0, 0, 0, 0, 0, None, None, None, None, None)
    net = _in_triads(net)
    strengths = (np.abs(net) > 0).astype(np.float64), np.cbrt(np.abs(net) / np.abs(net).max())
    shares = [_share(np.sign(net), strength) for strength in strengths]
    nulls = _nulls(net, strengths, shares, permutations, seed) if permutations else (None, None)
    return Balance(
        triads=triads,
        friends=friends,
        odd_enemy=odd_enemy,
        common_enemy=common_enemy,
        enemies=enemies,
        share=(friends + common_enemy) / triads,
        weak_share=(triads - odd_enemy) / triads,
        weighted=shares[1],
        null=nulls[0],
        weighted_null=nulls[1],
    )


def _counts(net: Floats) -> tuple[int, int, int, int]:
    """Count triads with 0, 1, 2 and 3 negative ties: each is as many closed walks as it can be started and turned."""
    good, bad = (net > 0).astype(np.float64), (net < 0).astype(np.float64)
    return (
        round(_closed(good, good, good) / 6),
        round(_closed(good, good, bad) / 2),
        round(_closed(good, bad, bad) / 2),
        round(_closed(bad, bad, bad) / 6),
    )


def _closed(a: Floats, b: Floats, c: Floats) -> float:
    """Return the trace of the product of three symmetric arrays: closed walks of three steps."""
    return float(((a @ b) * c).sum(dtype=np.float64))


def _in_triads(net: Floats) -> Floats:
    """Leave out the actors that are in no triad."""
    tied = (net != 0).astype(np.float64)
    inside = ((tied @ tied) * tied).sum(axis=1) > 0
    return net[np.ix_(inside, inside)]


def _share(sign: Floats, strength: Floats) -> float:
    """Return (1 + tr S³ / tr |S|³) / 2, the share of balanced triads; each weighs the product of its strengths."""
    signed = sign * strength
    return float(1 + _closed(signed, signed, signed) / _closed(strength, strength, strength)) / 2


def _nulls(
    net: Floats, strengths: tuple[Floats, Floats], shares: list[float], permutations: int, seed: int
) -> tuple[Null, Null]:
    """Compare both shares with those of networks whose signs are shuffled over the ties."""
    rng = np.random.default_rng(seed)
    rows, columns = np.nonzero(np.triu(net, 1))
    signs = np.append(np.sign(net[rows, columns]), 0.0).astype(np.float32)
    tie = np.full(net.shape, len(rows))  # which sign stands where; the last, 0, where there is no tie
    tie[rows, columns] = tie[columns, rows] = np.arange(len(rows))
    single = [strength.astype(np.float32) for strength in strengths]
    totals = [_closed(strength, strength, strength) for strength in strengths]
    drawn = np.empty((permutations, 2))
    for i in range(permutations):
        rng.shuffle(signs[:-1])
        for j, strength in enumerate(single):
            signed = signs[tie] * strength
            drawn[i, j] = np.vdot(signed @ signed, signed) / totals[j]
    drawn = (1 + drawn) / 2
    first, second = (_null(share, drawn[:, j]) for j, share in enumerate(shares))
    return first, second


def _null(observed: float, drawn: Floats) -> Null:
    expected, spread = float(drawn.mean()), float(drawn.std())
    z = (observed - expected) / spread if spread > _ROUNDING else None
    p = (1 + int((drawn >= observed - _ROUNDING).sum())) / (1 + len(drawn))
    return Null(expected, spread, z, p, len(drawn))


@dataclass(frozen=True, slots=True)
class Frustration:
    """How many ties stand in the way of two camps.

    Attributes:
        ties: number of ties with a sign.
        least, most: bounds on the line index: the fewest ties whose sign must change for full balance.
            ``most`` is reached by ``camps``; ``least`` by unbalanced triads that share no tie.
        balance: 1 - 2 ``most`` / ``ties``: 1.0 is two clean camps (Aref & Wilson 2018, "Measuring
            partial balance in signed networks"); None where there is no tie.
        camps: the two camps found, each sorted; actors without ties are in neither.
    """

    ties: int
    least: int
    most: int
    balance: float | None
    camps: tuple[tuple[str, ...], tuple[str, ...]]


def frustration(network: SignedNetwork, *, restarts: int = 20, seed: int = 0) -> Frustration:
    """Bound the line index of balance: the ties that any division in two camps leaves on the wrong side.

    Harary (1959), "On the measurement of structural balance". The exact number is hard to compute, so
    two bounds are given, equal in easy cases: above, the best division found by moving one actor at a
    time from random starts; below, a packing of unbalanced triads. Ties count once, whatever they weigh.
    """
    ordered = network.ordered()[0]
    sign = np.sign(ordered.net)
    ties = int(np.count_nonzero(sign)) // 2
    if ties == 0:
        return Frustration(0, 0, 0, None, ((), ()))
    rng = np.random.default_rng(seed)
    sides = max((_camps(sign, rng) for _ in range(max(1, restarts))), key=lambda side: float(side @ sign @ side))
    most = round((2 * ties - float(sides @ sign @ sides)) / 4)
    tied = [i for i in range(len(sign)) if sign[i].any()]
    lead = sides[tied[0]]
    camps = tuple(tuple(ordered.actors[i] for i in tied if (sides[i] == lead) == same) for same in (True, False))
    return Frustration(ties, _packed(sign), most, 1 - 2 * most / ties, (camps[0], camps[1]))


def _camps(sign: Floats, rng: np.random.Generator) -> Floats:
    """Return 1 or -1 for each actor, (n,), so that no single move pleases more ties."""
    sides = rng.choice([-1.0, 1.0], size=len(sign))
    pull = sides * (sign @ sides)
    while pull.min() < 0:
        worst = int(pull.argmin())
        sides[worst] = -sides[worst]
        pull = sides * (sign @ sides)
    return sides


def _packed(sign: Floats) -> int:
    """Count unbalanced triads that share no tie, taken greedily: each needs a change of its own."""
    left = sign.copy()
    count = 0
    for i, j in zip(*np.nonzero(np.triu(sign, 1)), strict=True):
        if left[i, j] == 0:
            continue
        third = np.flatnonzero(left[i, j] * left[i] * left[j] < 0)
        if len(third):
            k = third[0]
            for a, b in ((i, j), (i, k), (j, k)):
                left[a, b] = left[b, a] = 0.0
            count += 1
    return count
