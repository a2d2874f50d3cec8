"""Small signed networks for the tests of the world layer's measures."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from dragoman.world.network import SignedNetwork


def network_of(ties: Mapping[str, float], actors: str = "") -> SignedNetwork:
    """Build a network whose actors are letters: ``{"AB": 2, "AC": -1}``; ``actors`` adds isolates."""
    names = sorted({*actors, *"".join(ties)})
    positive, negative = np.zeros((len(names), len(names))), np.zeros((len(names), len(names)))
    for pair, weight in ties.items():
        side = positive if weight > 0 else negative
        side[names.index(pair[0]), names.index(pair[1])] = abs(weight)
    return SignedNetwork.from_acts(names, positive, negative)


def camps(*members: str, friendly: float = 1.0, hostile: float = -1.0) -> SignedNetwork:
    """All friends within each camp, all enemies between."""
    camp = {actor: i for i, names in enumerate(members) for actor in names}
    pairs = combinations(sorted(camp), 2)
    return network_of({a + b: friendly if camp[a] == camp[b] else hostile for a, b in pairs}, "".join(members))


def shuffled(network: SignedNetwork, seed: int) -> SignedNetwork:
    """The same network, its actors met in another order."""
    order = np.random.default_rng(seed).permutation(len(network.actors))
    grid = np.ix_(order, order)
    names = [network.actors[i] for i in order]
    return SignedNetwork.from_acts(names, network.positive_acts[grid], network.negative_acts[grid])


@st.composite
def networks(draw: st.DrawFn, most: int = 9) -> SignedNetwork:
    """Any small network of counted acts, the empty one among them."""
    n = draw(st.integers(0, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rate = draw(st.sampled_from([0.0, 0.2, 1.0, 3.0]))
    return SignedNetwork.from_acts([f"A{i}" for i in range(n)], rng.poisson(rate, (n, n)), rng.poisson(rate, (n, n)))
