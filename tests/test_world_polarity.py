"""Poles, concentration and polarisation, against values worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import InputError
from dragoman.world.network import SignedNetwork
from dragoman.world.polarity import concentration, effective_number, polarisation, polarity
from signed_networks import camps, network_of, networks, shuffled


@pytest.mark.parametrize(
    ("weights", "number"),
    [([1, 1], 2), ([5, 5, 5, 5], 4), ([3], 1), ([4, 3, 2, 1], 1 / 0.30), ([1, 1, 0], 2), ([], 0), ([0, 0], 0)],
)
def test_effective_number(weights: list[float], number: float) -> None:
    assert effective_number(weights) == pytest.approx(number)


@pytest.mark.parametrize(
    ("weights", "con"),
    [
        ([1, 1, 1], 0),
        ([3, 1], 0.5),  # sqrt((0.5625 + 0.0625 - 0.5) / 0.5)
        ([2, 1, 1], 0.25),  # sqrt((0.375 - 1/3) / (2/3))
        ([7], 1),
        ([], None),
        ([0, 0], None),
    ],
)
def test_concentration(weights: list[float], con: float | None) -> None:
    assert concentration(weights) == (None if con is None else pytest.approx(con))


def test_polarisation() -> None:
    assert polarisation([1, 1], [[0, 1], [1, 0]]) == pytest.approx(1)
    assert polarisation([1, 1], [[0, 1], [1, 0]], alpha=1.6) == pytest.approx(1)
    assert polarisation([1, 1], [[0, 0.5], [0.5, 0]]) == pytest.approx(0.5)
    # Three equal groups: 4 * 3 * (1/9) * (2/3) = 8/9, less than two.
    assert polarisation([1, 1, 1], [[0, 1, 1], [1, 0, 1], [1, 1, 0]]) == pytest.approx(8 / 9)
    # Unequal: 4 * (9/16 * 1/4 + 1/16 * 3/4) = 3/4.
    assert polarisation([3, 1], [[0, 1], [1, 0]]) == pytest.approx(3 / 4)
    assert polarisation([0, 0], [[0, 1], [1, 0]]) == 0
    with pytest.raises(InputError, match="alpha"):
        polarisation([1, 1], [[0, 1], [1, 0]], alpha=2)


def test_two_equal_camps_are_two_poles_wholly_polarised() -> None:
    found = polarity(camps("ABC", "DEF"), [0, 0, 0, 1, 1, 1])
    assert found.poles == pytest.approx(2)
    assert found.effective_actors == pytest.approx(6)
    assert found.concentration == pytest.approx(0)
    assert found.actor_concentration == pytest.approx(0)
    assert found.polarisation == pytest.approx(1)
    assert (found.hostility_between, found.amity_within) == (1, 1)
    assert found.shares == (0.5, 0.5)


def test_by_hand() -> None:
    """A and B are friends (4) who quarrel (1); each is cool to C: A by 2 against 1, B by 1."""
    network = network_of({"AB": 4, "BA": -1, "AC": -2, "CA": 1, "BC": -1})
    found = polarity(network, [0, 0, 1])
    # Activity: A 4+1+2+1 = 8, B 4+1+1 = 6, C 2+1+1 = 4.
    assert found.shares == pytest.approx((14 / 18, 4 / 18))
    assert found.hostility_between == pytest.approx(3 / 4)
    assert found.amity_within == pytest.approx(4 / 5)
    # Distance 3 of 4: 4 * 3/4 * (p² q + q² p) = 3 p q.
    assert found.polarisation == pytest.approx(3 * 14 * 4 / 18**2)
    assert polarity(network, [0, 0, 1], weights=[1, 1, 2]).poles == pytest.approx(2)


def test_blocs_that_never_meet_are_not_opposed() -> None:
    assert polarity(network_of({"AB": 1, "CD": 1}), [0, 0, 1, 1]).polarisation == 0


def test_the_empty_network_has_no_poles() -> None:
    for actors in ("", "AB"):
        found = polarity(network_of({}, actors), list(range(len(actors))))
        assert (found.poles, found.effective_actors, found.polarisation) == (0, 0, 0)
        assert (found.concentration, found.actor_concentration) == (None, None)
        assert (found.hostility_between, found.amity_within) == (None, None)
        assert found.shares == (0,) * len(actors)


@pytest.mark.parametrize("wrong", [[-1, 2], [float("nan"), 1]])
def test_refuses_weights_that_are_none(wrong: list[float]) -> None:
    with pytest.raises(InputError, match="weights"):
        effective_number(wrong)
    with pytest.raises(InputError, match="labels"):
        polarity(camps("AB", "CD"), [0, 1])


@given(networks(), st.integers(0, 99))
def test_within_range_and_the_same_in_any_order(network: SignedNetwork, seed: int) -> None:
    bloc = {actor: i % 3 for i, actor in enumerate(network.actors)}
    found = polarity(network, [bloc[actor] for actor in network.actors])
    other = shuffled(network, seed)
    again = polarity(other, [bloc[actor] for actor in other.actors])
    assert 0 <= found.poles <= 3 + 1e-9
    assert 0 <= found.polarisation <= 1 + 1e-9
    assert again.poles == pytest.approx(found.poles)
    assert again.polarisation == pytest.approx(found.polarisation)
    assert again.shares == pytest.approx(found.shares)
