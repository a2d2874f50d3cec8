"""The signed network: how acts become weights, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import InputError
from dragoman.world.network import SignedNetwork
from signed_networks import networks, shuffled


def test_counts_acts_by_quad_class_and_keeps_who_acted() -> None:
    network = SignedNetwork.from_quads(["RUS", "RUS", "CHN", "USA"], ["CHN", "CHN", "RUS", "RUS"], [1, 2, 1, 4])
    assert network.actors == ("CHN", "RUS", "USA")
    assert network.positive_acts.tolist() == [[0, 1, 0], [2, 0, 0], [0, 0, 0]]
    assert network.positive.tolist() == [[0, 3, 0], [3, 0, 0], [0, 0, 0]]
    assert network.negative_acts[2, 1] == 1
    assert network.negative_acts[1, 2] == 0
    assert network.negative[1, 2] == 1
    assert network.net[0].tolist() == [0, 3, 0]
    assert network.activity.tolist() == [3, 4, 1]


def test_weighs_acts_by_intensity() -> None:
    network = SignedNetwork.from_intensity(["A", "B", "A"], ["B", "A", "B"], [5, -10, 0], [2, 1, 9])
    assert network.positive[0, 1] == 10
    assert network.negative[0, 1] == 10
    assert network.net[0, 1] == 0


def test_takes_weights_of_acts() -> None:
    network = SignedNetwork.from_quads(["A", "A"], ["B", "B"], [3, 1], [0.25, 0.5])
    assert (network.negative[0, 1], network.positive[0, 1]) == (0.25, 0.5)


def test_leaves_out_the_unresolved_and_what_an_actor_does_to_itself() -> None:
    network = SignedNetwork.from_quads(["A", "---", "A"], ["A", "A", "B"], [1, 1, 4])
    assert network.actors == ("A", "B")
    assert not network.positive.any()
    assert network.negative[0, 1] == 1


def test_named_actors_come_in_their_order_and_others_are_left_out() -> None:
    network = SignedNetwork.from_quads(["A", "C", "A"], ["B", "A", "C"], [1, 1, 1], actors=["C", "A", "Z"])
    assert network.actors == ("C", "A", "Z")
    assert network.positive[0, 1] == 2
    assert network.activity[2] == 0


def test_positions_among_named_actors_will_do_for_codes() -> None:
    network = SignedNetwork.from_quads(np.array([0, 1, -1]), np.array([1, 0, 0]), [1, 4, 4], actors=["B", "A"])
    assert network.positive_acts.tolist() == [[0, 1], [0, 0]]
    assert network.negative_acts.tolist() == [[0, 0], [1, 0]]
    with pytest.raises(InputError, match="beyond"):
        SignedNetwork.from_quads(np.array([2]), np.array([0]), [1], actors=["B", "A"])


def test_a_limit_keeps_the_busiest() -> None:
    network = SignedNetwork.from_quads(["A", "B", "B", "C", "D"], ["B", "C", "C", "D", "E"], [1, 1, 4, 1, 4], limit=3)
    assert network.actors == ("B", "C", "D")
    assert (network.positive.sum(), network.negative.sum()) == (4, 2)


def test_too_many_actors_need_a_limit() -> None:
    codes = [f"X{i}" for i in range(2002)]
    with pytest.raises(InputError, match="limit"):
        SignedNetwork.from_quads(codes[1:], codes[:-1], [1] * 2001)
    assert len(SignedNetwork.from_quads(codes[1:], codes[:-1], [1] * 2001, limit=5).actors) == 5


def test_no_acts_make_an_empty_network() -> None:
    network = SignedNetwork.from_quads([], [], [])
    assert network.actors == ()
    assert network.positive.shape == network.negative.shape == (0, 0)
    assert SignedNetwork.from_intensity([], [], []).actors == ()


@pytest.mark.parametrize(
    ("quad", "weight"), [([5], None), ([0], None), ([1, 1], None), ([1], [-1.0]), ([1], [float("nan")]), ([1], [1, 2])]
)
def test_refuses_what_is_no_act(quad: list[int], weight: list[float] | None) -> None:
    with pytest.raises(InputError, match="network"):
        SignedNetwork.from_quads(["A"], ["B"], quad, weight)


def test_refuses_arrays_that_do_not_fit() -> None:
    with pytest.raises(InputError, match="shape"):
        SignedNetwork.from_acts(["A", "B"], np.zeros((3, 3)), np.zeros((2, 2)))
    with pytest.raises(InputError, match="twice"):
        SignedNetwork.from_acts(["A", "A"], np.zeros((2, 2)), np.zeros((2, 2)))
    with pytest.raises(InputError, match="weights"):
        SignedNetwork.from_intensity(["A"], ["B"], [1.0], [1.0, 2.0])


def test_cannot_be_changed() -> None:
    network = SignedNetwork.from_quads(["A"], ["B"], [1])
    with pytest.raises(ValueError, match="read-only"):
        network.positive[0, 1] = 5


def test_keeps_some_actors() -> None:
    network = SignedNetwork.from_quads(["A", "B", "C"], ["B", "C", "A"], [1, 1, 4])
    kept = network.keep({"C", "A", "nobody"})
    assert kept.actors == ("A", "C")
    assert kept.negative_acts.tolist() == [[0, 0], [1, 0]]
    assert not kept.positive.any()


@given(networks(), st.integers(0, 99))
def test_symmetric_and_without_loops_in_any_order(network: SignedNetwork, seed: int) -> None:
    for symmetric, acts in ((network.positive, network.positive_acts), (network.negative, network.negative_acts)):
        assert (symmetric == symmetric.T).all()
        assert (symmetric == acts + acts.T).all()
        assert not np.diagonal(symmetric).any()
    again = shuffled(network, seed)
    ordered, before = again.ordered()
    assert [again.actors[i] for i in before] == list(ordered.actors) == sorted(network.actors)
    assert (ordered.positive_acts == network.positive_acts).all()
