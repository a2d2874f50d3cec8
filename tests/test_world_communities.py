"""Blocs by signed modularity: a value by hand, clean camps, chance, order and the empty network."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import InputError
from dragoman.world.communities import communities, signed_modularity
from dragoman.world.network import SignedNetwork
from signed_networks import camps, network_of, networks, shuffled


def test_modularity_by_hand() -> None:
    """Two pairs of friends, all four ties between them hostile: 2w+ = 4, 2w- = 8, k+ = 1 and k- = 2 each.

    Each bloc: w_ij adds 2; 2 * 2 / 4 = 1 of cooperation and 4 * 4 / 8 = 2 of conflict would be by chance:
    2 - (1 - 2) = 3. Two blocs of 3, over 4 + 8: 0.5. All in one bloc: nothing is unlike chance, 0.
    """
    network = camps("AB", "CD")
    assert signed_modularity(network, [0, 0, 1, 1]) == pytest.approx(0.5)
    assert signed_modularity(network, [7, 7, 7, 7]) == pytest.approx(0)
    # With gamma 2 each bloc: 2 - 2 * (1 - 2) = 4, so 8 / 12.
    assert signed_modularity(network, [0, 0, 1, 1], resolution=2) == pytest.approx(8 / 12)


def test_without_conflict_it_is_newmans() -> None:
    """Two triangles joined by one tie, Newman & Girvan's Q: 2 * (6/14 - (7/14)²) = 5/14."""
    network = network_of({"AB": 1, "BC": 1, "AC": 1, "CD": 1, "DE": 1, "EF": 1, "DF": 1})
    found = communities(network)
    assert found.blocs == (("A", "B", "C"), ("D", "E", "F"))
    assert found.modularity == pytest.approx(5 / 14)


def test_enemies_in_common_do_not_hide_friends() -> None:
    found = communities(camps("ABCD", "EFG", "HI"))
    assert found.blocs == (("A", "B", "C", "D"), ("E", "F", "G"), ("H", "I"))
    assert [found.of(actor) for actor in "AEI"] == [0, 1, 2]
    with pytest.raises(InputError, match="XYZ"):
        found.of("XYZ")


def test_one_friendly_tie_does_not_undo_two_camps() -> None:
    """As in a club that splits: two cliques at odds, and one friendship across."""
    ties = {a + b: 3.0 for camp in ("ABCD", "EFGH") for a in camp for b in camp if a < b}
    ties |= {"AE": -2, "BF": -2, "CG": -2, "DH": 1}
    assert communities(network_of(ties)).blocs == (("A", "B", "C", "D"), ("E", "F", "G", "H"))


def test_isolates_stay_alone() -> None:
    found = communities(network_of({"AB": 5, "AC": -5, "BC": -5}, "ABCXY"))
    assert found.blocs == (("A", "B"), ("C",), ("X",), ("Y",))
    assert found.together[3:, :].tolist() == [[0, 0, 0, 1, 0], [0, 0, 0, 0, 1]]


def test_heavy_ties_are_stable_and_thin_ones_are_not() -> None:
    firm = communities(camps("ABCD", "EFGH", friendly=50, hostile=-50))
    assert firm.stability == firm.separation == 1
    thin = communities(camps("ABCD", "EFGH", friendly=0.7, hostile=-0.7))
    assert thin.stability is not None
    assert thin.stability < 1
    # The same reports, each of weight 0.1: as firm as their number, not their weight, makes them.
    assert communities(camps("ABCD", "EFGH", friendly=5, hostile=-5), unit=0.1).stability == 1


def test_without_reruns_nothing_is_said_of_stability() -> None:
    found = communities(camps("AB", "CD"), reruns=0)
    assert (found.stability, found.separation, found.reruns) == (None, None, 0)
    assert found.together.tolist() == [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]]


def test_a_higher_resolution_gives_no_fewer_blocs() -> None:
    ties = {a + b: 1.0 for camp in ("ABC", "DEF", "GHI") for a in camp for b in camp if a < b}
    network = network_of(ties | {"CD": 1, "FG": 1, "IA": 1})
    sizes = [len(communities(network, resolution=gamma).blocs) for gamma in (0.1, 1, 6)]
    assert sizes == [1, 3, 9]


@pytest.mark.parametrize("actors", ["", "A", "ABC"])
def test_no_ties_no_blocs(actors: str) -> None:
    found = communities(network_of({}, actors))
    assert found.blocs == tuple((actor,) for actor in actors)
    assert (found.modularity, found.stability, found.separation) == (0, None, None)
    assert (found.together == np.eye(len(actors))).all()


def test_finds_planted_blocs_in_noise() -> None:
    rng = np.random.default_rng(5)
    truth = np.repeat([0, 1, 2], 20)
    same = truth[:, None] == truth
    network = SignedNetwork.from_acts(
        [f"A{i:02}" for i in range(60)], rng.poisson(np.where(same, 0.8, 0.3)), rng.poisson(np.where(same, 0.2, 0.6))
    )
    assert (communities(network, reruns=0).labels == truth).all()


@pytest.mark.parametrize("wrong", [{"resolution": 0}, {"unit": 0}, {"restarts": 0}, {"reruns": -1}])
def test_refuses_settings_out_of_range(wrong: dict[str, int]) -> None:
    with pytest.raises(InputError, match="communities"):
        communities(camps("AB", "CD"), **wrong)


@settings(deadline=None, max_examples=40)
@given(networks(), st.integers(0, 99))
def test_the_order_of_actors_changes_nothing(network: SignedNetwork, seed: int) -> None:
    found = communities(network, reruns=4, restarts=2)
    again = communities(shuffled(network, seed), reruns=4, restarts=2)
    assert found.blocs == again.blocs
    assert (found.modularity, found.stability) == (again.modularity, again.stability)
    assert [again.of(actor) for actor in found.actors] == found.labels.tolist()


@settings(deadline=None, max_examples=40)
@given(networks(), st.integers(0, 99))
def test_no_partition_drawn_at_random_is_better(network: SignedNetwork, seed: int) -> None:
    found = communities(network, reruns=0)
    assert found.modularity == pytest.approx(signed_modularity(network, found.labels))
    drawn = np.random.default_rng(seed).integers(0, 3, len(network.actors))
    assert signed_modularity(network, drawn) <= found.modularity + 1e-9


def _partitions(n: int) -> Iterator[list[int]]:
    if n == 0:
        yield []
        return
    for labels in _partitions(n - 1):
        yield from ([*labels, label] for label in range(max(labels, default=-1) + 2))


def test_complete_search_finds_nothing_better() -> None:
    """All 203 partitions of six actors, in 30 networks of few acts."""
    every = list(_partitions(6))
    assert len(every) == 203
    for seed in range(30):
        rng = np.random.default_rng(seed)
        network = SignedNetwork.from_acts("ABCDEF", rng.poisson(0.5, (6, 6)), rng.poisson(0.5, (6, 6)))
        best = max(signed_modularity(network, labels) for labels in every)
        assert communities(network, reruns=0).modularity == pytest.approx(best)


@settings(deadline=None, max_examples=25)
@given(st.integers(2, 7), st.integers(2, 7))
def test_two_camps_are_two_blocs(first: int, second: int) -> None:
    one, other = "ABCDEFG"[:first], "TUVWXYZ"[:second]
    found = communities(camps(one, other), reruns=0)
    assert {"".join(bloc) for bloc in found.blocs} == {one, other}
