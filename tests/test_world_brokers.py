"""Brokers: the five roles by hand and one by one, betweenness and constraint against their definitions."""

from __future__ import annotations

from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import InputError
from dragoman.world.brokers import ROLES, betweenness, brokerage, brokers, constraint
from dragoman.world.network import Bools, Ints, SignedNetwork
from signed_networks import network_of, networks, shuffled


@pytest.mark.parametrize(
    ("blocs", "role"),
    [
        ([0, 0, 0], "coordinator"),
        ([1, 0, 1], "consultant"),
        ([1, 0, 0], "gatekeeper"),
        ([0, 0, 1], "representative"),
        ([1, 0, 2], "liaison"),
    ],
)
def test_the_five_roles(blocs: list[int], role: str) -> None:
    """a acts toward b and b toward c; b has the role that the blocs of a, b and c give it, and only b has one."""
    counts = brokerage(np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=np.bool_), blocs)
    assert counts[[0, 2]].sum() == 0
    assert dict(zip(ROLES, counts[1].tolist(), strict=True)) == {name: int(name == role) for name in ROLES}


def test_who_is_tied_needs_no_broker() -> None:
    closed = np.array([[0, 1, 1], [0, 0, 1], [0, 0, 0]], dtype=np.bool_)
    assert brokerage(closed, [0, 1, 2]).sum() == 0


def test_a_bridge_between_two_blocs() -> None:
    """A, B, C are friends, D, E, F too; only C and D are tied.

    C stands between A (or B) and D, both ways: 2 as gatekeeper, 2 as representative; so does D for E and F.
    C is on all shortest paths from A, B to D, E, F: 6 of the 10 pairs of others.
    """
    network = network_of({"AB": 1, "BC": 1, "AC": 1, "CD": 1, "DE": 1, "EF": 1, "DF": 1}, "ABCDEFX")
    found = brokers(network, [0, 0, 0, 1, 1, 1, 2])
    assert [broker.actor for broker in found[:2]] == ["C", "D"]
    first = found[0]
    assert (first.coordinator, first.consultant, first.gatekeeper, first.representative, first.liaison) == (
        0,
        0,
        2,
        2,
        0,
    )
    assert first.between_blocs == 4
    assert first.bloc == 0
    assert first.betweenness == pytest.approx(6 / 15)  # X makes it 15 pairs
    alone = next(broker for broker in found if broker.actor == "X")
    assert (alone.between_blocs, alone.betweenness, alone.constraint) == (0, 0, None)
    assert sum(broker.between_blocs for broker in found[2:]) == 0


def test_direction_counts_where_asked() -> None:
    network = network_of({"AB": 1, "BC": 1})
    both = next(broker for broker in brokers(network, [0, 1, 2]) if broker.actor == "B")
    directed = next(broker for broker in brokers(network, [0, 1, 2], directed=True) if broker.actor == "B")
    assert (both.liaison, directed.liaison) == (2, 1)


def test_thin_ties_can_be_left_out() -> None:
    network = network_of({"AB": 3, "BC": 3, "AC": 1})
    assert {broker.between_blocs for broker in brokers(network, [0, 1, 2])} == {0}
    assert brokers(network, [0, 1, 2], minimum=1)[0].actor == "B"


def test_betweenness_follows_the_heavier_path() -> None:
    """From A to C straight is 1 / 1, by way of B 1/3 + 1/3: B is on the one path of the one pair of others."""
    assert betweenness(network_of({"AB": 3, "BC": 3, "AC": 1}).positive).tolist() == [0, 1, 0]
    # 1/2 + 1/2 is as long as 1: two shortest paths share the pair.
    assert betweenness(network_of({"AB": 2, "BC": 2, "AC": 1}).positive).tolist() == [0, 0.5, 0]
    # 1/3 three times is 1 too, in whatever order it is added up.
    # For B: all of A to C, half of A to D and of A to E, of 6 pairs of others. The heavier tie changes nothing.
    ties = {"AB": 3, "BC": 3, "CD": 3, "AD": 1, "DE": 4}
    assert betweenness(network_of(ties).positive)[1] == pytest.approx(2 / 6)


def test_constraint_by_hand() -> None:
    # The middle of a star of three: 3 * (1/3)²; a point: all in one contact.
    assert constraint(network_of({"AB": 1, "AC": 1, "AD": 1}).positive) == pytest.approx((1 / 3, 1, 1, 1))
    # Three friends: each 2 * (1/2 + 1/2 * 1/2)².
    assert constraint(network_of({"AB": 1, "BC": 1, "AC": 1}).positive) == pytest.approx((1.125,) * 3)
    assert constraint(np.zeros((2, 2))) == (None, None)


def test_the_empty_network_has_no_brokers() -> None:
    assert brokers(network_of({}), []) == ()
    found = brokers(network_of({"AB": -1}), [0, 1])
    assert [(broker.between_blocs, broker.betweenness, broker.constraint) for broker in found] == [(0, 0, None)] * 2
    with pytest.raises(InputError, match="labels"):
        brokers(network_of({"AB": 1}), [0])


def _role(a: int, b: int, c: int) -> int:
    if a == b == c:
        return 0
    if a == c:
        return 1
    if b == c:
        return 2
    return 3 if a == b else 4


def _slowly(ties: Bools, blocs: Ints) -> Ints:
    counts = np.zeros((len(ties), 5), dtype=np.int64)
    for a, b, c in permutations(range(len(ties)), 3):
        if ties[a, b] and ties[b, c] and not ties[a, c]:
            counts[b, _role(blocs[a], blocs[b], blocs[c])] += 1
    return counts


@settings(deadline=None, max_examples=40)
@given(networks(8), st.integers(0, 99))
def test_as_one_by_one_and_as_networkx_has_it(network: SignedNetwork, seed: int) -> None:
    n = len(network.actors)
    blocs = np.random.default_rng(seed).integers(0, 3, n)
    ties = network.positive_acts > 0
    assert (brokerage(ties, blocs) == _slowly(ties, blocs)).all()
    graph = nx.from_numpy_array(network.positive)
    theirs = nx.constraint(graph, weight="weight") if n else {}
    ours = constraint(network.positive)
    assert [value for value in ours if value is not None] == pytest.approx([v for v in theirs.values() if v == v])
    lengths = nx.Graph()
    lengths.add_nodes_from(range(n))
    lengths.add_weighted_edges_from((a, b, round(2520 / w)) for a, b, w in graph.edges.data("weight"))
    expected = nx.betweenness_centrality(lengths, weight="weight")
    if network.positive.max(initial=0) <= 10:  # 2520 is a multiple of 1 to 10: their lengths are exact
        assert betweenness(network.positive) == pytest.approx([expected[i] for i in range(n)])


@settings(deadline=None, max_examples=25)
@given(networks(), st.integers(0, 99))
def test_the_order_of_actors_changes_nothing(network: SignedNetwork, seed: int) -> None:
    bloc = {actor: i % 3 for i, actor in enumerate(network.actors)}
    other = shuffled(network, seed)
    found = {b.actor: b for b in brokers(network, [bloc[actor] for actor in network.actors])}
    again = {b.actor: b for b in brokers(other, [bloc[actor] for actor in other.actors])}
    assert found.keys() == again.keys()
    for actor, broker in found.items():
        assert again[actor].between_blocs == broker.between_blocs
        assert again[actor].betweenness == pytest.approx(broker.betweenness)
        assert again[actor].constraint == (None if broker.constraint is None else pytest.approx(broker.constraint))
