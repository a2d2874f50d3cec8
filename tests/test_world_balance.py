"""Structural balance and frustration: triads counted by hand, the null against its exact mean, bounds."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import InputError
from dragoman.world.balance import Balance, Frustration, balance, frustration
from dragoman.world.network import SignedNetwork
from signed_networks import camps, network_of, networks, shuffled


@pytest.mark.parametrize(
    ("signs", "share", "weak"), [((1, 1, 1), 1, 1), ((1, 1, -1), 0, 0), ((1, -1, -1), 1, 1), ((-1, -1, -1), 0, 1)]
)
def test_the_four_triads(signs: tuple[int, int, int], share: float, weak: float) -> None:
    found = balance(network_of(dict(zip(("AB", "BC", "AC"), signs, strict=True))))
    assert (found.triads, found.share, found.weak_share, found.weighted) == (1, share, weak, share)


def test_counts_and_weights_by_hand() -> None:
    """Four actors, all tied, A and B enemies of weight 8, the rest friends of weight 1.

    ABC and ABD have one enemy each, intensity (8 * 1 * 1)^(1/3) = 2; ACD and BCD are friends, intensity 1.
    """
    found = balance(network_of({"AB": -8, "AC": 1, "AD": 1, "BC": 1, "BD": 1, "CD": 1}))
    assert (found.friends, found.odd_enemy, found.common_enemy, found.enemies) == (2, 2, 0, 0)
    assert found.share == 0.5
    assert found.weighted == pytest.approx(2 / 6)
    # Wherever the one negative sign falls, it is in two triads of four: the null cannot vary.
    assert found.null is not None
    assert (found.null.expected, found.null.z, found.null.p) == (0.5, None, 1)
    # By weight it varies: on AB 2/6, on CD 4/6, on each of the other four 3/6.
    assert found.weighted_null is not None
    assert found.weighted_null.expected == pytest.approx(0.5, abs=0.03)
    assert found.weighted_null.p == 1


def test_the_sign_of_a_tie_is_that_of_the_greater_part() -> None:
    positive, negative = np.array([[0, 2, 1], [0, 0, 1], [0, 0, 0]]), np.array([[0, 1, 1], [0, 0, 0], [0, 0, 0]])
    found = balance(SignedNetwork.from_acts("ABC", positive, negative))
    assert found.triads == 0  # A and C are even, so there are only two ties


def test_the_null_has_the_mean_that_counting_gives() -> None:
    """Two camps of three: 15 ties, 9 of them negative.

    Three of 15 signs drawn at random have an even number of negatives less an odd number in
    20 + 6 * 36 - 15 * 9 - 84 = 17 of 455 cases: the expected share is (1 + 17 / 455) / 2.
    """
    found = balance(camps("ABC", "DEF"), permutations=2000)
    assert found.share == 1
    assert found.null is not None
    assert found.null.expected == pytest.approx((1 + 17 / 455) / 2, abs=0.01)
    assert found.null.p < 0.01
    assert found.null.z is not None
    assert found.null.z > 3
    assert found.null.permutations == 2000


def test_no_triads_have_no_share() -> None:
    nothing = Balance(0, 0, 0, 0, 0, None, None, None, None, None)
    assert balance(network_of({})) == balance(network_of({"AB": 1, "BC": -1})) == nothing


def test_without_permutations_there_is_no_null() -> None:
    found = balance(camps("AB", "CD"), permutations=0)
    assert (found.share, found.null, found.weighted_null) == (1, None, None)
    with pytest.raises(InputError, match="permutations"):
        balance(camps("AB", "CD"), permutations=-1)


def _slowly(network: SignedNetwork) -> tuple[int, int]:
    net = np.sign(network.net)
    signs = [net[a, b] * net[b, c] * net[a, c] for a, b, c in combinations(range(len(net)), 3)]
    return len([sign for sign in signs if sign]), len([sign for sign in signs if sign > 0])


@settings(deadline=None, max_examples=40)
@given(networks(), st.integers(0, 99))
def test_counts_what_counting_one_by_one_does_in_any_order(network: SignedNetwork, seed: int) -> None:
    found = balance(network, permutations=9)
    triads, balanced = _slowly(network)
    assert (found.triads, found.friends + found.common_enemy) == (triads, balanced)
    assert found.share == (balanced / triads if triads else None)
    assert balance(shuffled(network, seed), permutations=9) == found
    for share in (found.share, found.weak_share, found.weighted):
        assert share is None or -1e-9 <= share <= 1 + 1e-9


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 7), st.integers(2, 7), st.integers(1, 9))
def test_two_camps_are_in_balance(first: int, second: int, weight: int) -> None:
    network = camps("ABCDEFG"[:first], "TUVWXYZ"[:second], friendly=weight)
    found = balance(network, permutations=0)
    assert found.share == 1
    assert found.weighted == pytest.approx(1)
    lines = frustration(network)
    assert (lines.least, lines.most, lines.balance) == (0, 0, 1)
    assert lines.camps == (tuple("ABCDEFG"[:first]), tuple("TUVWXYZ"[:second]))


def test_frustration_by_hand() -> None:
    assert frustration(network_of({})) == Frustration(0, 0, 0, None, ((), ()))
    one = frustration(network_of({"AB": 1, "BC": 1, "AC": -1}, "ABCX"))
    assert (one.ties, one.least, one.most) == (3, 1, 1)
    assert one.balance == pytest.approx(1 / 3)
    assert sorted(one.camps[0] + one.camps[1]) == ["A", "B", "C"]
    # Four mutual enemies: two against two leaves two ties on the wrong side.
    assert frustration(camps("A", "B", "C", "D")).most == 2


@settings(deadline=None, max_examples=40)
@given(networks(7), st.integers(0, 99))
def test_the_line_index_is_between_its_bounds(network: SignedNetwork, seed: int) -> None:
    found = frustration(network)
    sign = np.sign(network.net)
    wrong = [(found.ties * 2 - np.array(s) @ sign @ np.array(s)) / 4 for s in product((1, -1), repeat=len(sign))]
    assert found.least <= min(wrong) <= found.most
    assert frustration(shuffled(network, seed)) == found
