"""Leaving out one source: what moves, by how much, and in what order it is told."""

from __future__ import annotations

import numpy as np
import pytest

from dragoman.errors import InputError
from dragoman.world.balance import balance
from dragoman.world.communities import communities
from dragoman.world.network import Floats, SignedNetwork
from dragoman.world.sensitivity import leave_one_out, signed


def _sum(weights: Floats) -> dict[str, float | None]:
    return {"sum": float(weights.sum())}


def test_moves_by_hand() -> None:
    """Three sources of weight 1, 5 and 2: without the second the sum of 8 falls by 5."""
    found = leave_one_out(lambda weights: weights, _sum, [[[1.0]], [[5.0]], [[2.0]]], ["a", "b", "c"])
    assert len(found) == 1
    assert (found[0].measure, found[0].value, found[0].largest) == ("sum", 8, 5)
    assert [(move.source, move.value, move.shift) for move in found[0].moves] == [
        ("b", 3, -5),
        ("c", 6, -2),
        ("a", 7, -1),
    ]


def test_the_rest_is_always_in() -> None:
    found = leave_one_out(lambda weights: weights, _sum, [[1.0], [2.0]], rest=[10.0])
    assert found[0].value == 13
    assert [(move.source, move.value) for move in found[0].moves] == [("1", 11), ("0", 12)]


def _network(weights: Floats) -> SignedNetwork:
    return signed("ABC", weights)


def _share(network: SignedNetwork) -> dict[str, float | None]:
    found = balance(network, permutations=0)
    return {"share": found.share, "blocs": float(len(communities(network, reruns=0).blocs))}


def test_one_source_can_turn_a_sign() -> None:
    """Two papers say that A, B and C are friends; a third says, louder, that A and C are enemies."""
    friends = np.array([[0, 1, 1], [0, 0, 1], [0, 0, 0]], dtype=np.float64)
    enemies = np.array([[0, 0, -3], [0, 0, 0], [0, 0, 0]], dtype=np.float64)
    share, _ = leave_one_out(_network, _share, np.stack([friends, friends, enemies]), ["one", "two", "loud"])
    assert (share.value, share.largest) == (0, 1)
    assert share.moves[0].source == "loud"
    assert share.moves[0].value == 1
    assert {move.shift for move in share.moves[1:]} == {0}


def test_a_source_that_a_measure_hangs_on_comes_first() -> None:
    """Without the one source there is no triad, so no share of them."""
    tie = np.array([[0, 1, 1], [0, 0, 1], [0, 0, 0]], dtype=np.float64)
    share = leave_one_out(_network, _share, np.stack([tie * 0, tie]), ["nothing", "all"])[0]
    assert [(move.source, move.value, move.shift) for move in share.moves] == [("all", None, None), ("nothing", 1, 0)]
    assert share.largest is None


def test_never_defined_never_moves() -> None:
    share = leave_one_out(_network, _share, np.zeros((2, 3, 3)))[0]
    assert (share.value, share.largest) == (None, 0)


def test_builds_from_one_array_or_two() -> None:
    one = signed("AB", np.array([[0.0, -2.0], [3.0, 0.0]]))
    two = signed("AB", np.array([[[0.0, 0.0], [3.0, 0.0]], [[0.0, 2.0], [0.0, 0.0]]]))
    assert (one.positive == two.positive).all()
    assert (one.negative_acts == two.negative_acts).all()
    assert one.negative[0, 1] == 2


def test_thirds_leave_no_crumbs() -> None:
    """Weights that do not add up exactly in binary leave nothing below 0 when one is left out."""
    sources = np.full((7, 2, 2), 0.1)
    sources[0] = 1 / 3
    found = leave_one_out(
        lambda w: signed("AB", np.stack([w, w])), lambda net: {"w": float(net.positive.sum())}, sources
    )
    assert found[0].moves[0].source == "0"


def test_refuses_what_does_not_fit() -> None:
    with pytest.raises(InputError, match="source"):
        leave_one_out(lambda weights: weights, _sum, np.zeros((0, 2)))
    with pytest.raises(InputError, match="name"):
        leave_one_out(lambda weights: weights, _sum, np.zeros((2, 2)), ["a"])
    with pytest.raises(InputError, match="rest"):
        leave_one_out(lambda weights: weights, _sum, np.zeros((2, 2)), rest=[1.0])
