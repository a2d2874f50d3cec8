"""Who acts first: a lead by hand, a planted leader, and what is not taken for leading."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import InputError
from dragoman.world.leaders import intensity_series, leads
from dragoman.world.network import Floats
from signed_networks import network_of


def _series(**acts: list[float]) -> Floats:
    """Intensities by pair of the actors A, B, C, X: ``AX=[0, 1, 0]``."""
    values = np.zeros((len(next(iter(acts.values()))), 4, 4))
    for pair, row in acts.items():
        values[:, "ABCX".index(pair[0]), "ABCX".index(pair[1])] = row
    return values


BLOCS = [0, 0, 0, 1]


def test_a_lead_by_hand() -> None:
    """A acts toward X in the second period, B in the third.

    Less their means, in quarters: A -1 3 -1 -1, B -1 -1 3 -1; the squares of each add up to 12. One period
    later: A then B 1 + 9 + 1 = 11, B then A -3 + 1 - 3 = -5. The lead is (11 + 5) / 12 / 2 = 2/3.
    """
    found = leads(_series(AX=[0, 1, 0, 0], BX=[0, 0, 1, 0]), "ABCX", BLOCS, lags=1, whiten=False)
    assert found.pairs[0, 1] == pytest.approx(2 / 3)
    assert found.pairs[1, 0] == pytest.approx(-2 / 3)
    assert [(leader.actor, leader.partners) for leader in found.leaders] == [("A", 1), ("B", 1)]
    assert found.leaders[0].score == pytest.approx(2 / 3)
    assert found.leaders[0].bloc == 0


def test_acts_together_are_no_lead() -> None:
    found = leads(_series(AX=[0, 5, 0, -2, 0], BX=[0, 5, 0, -2, 0]), "ABCX", BLOCS)
    assert found.pairs[0, 1] == pytest.approx(0)


def test_only_acts_toward_the_same_third_party_compare() -> None:
    """What A and B do to each other says nothing, nor what A does to X and B to C."""
    found = leads(_series(AB=[0, 1, 0, 0], BA=[0, 0, 1, 0]), "ABCX", BLOCS, whiten=False)
    assert found.leaders == ()
    found = leads(_series(AX=[0, 1, 0, 0], BC=[0, 0, 1, 0]), "ABCX", BLOCS, whiten=False)
    assert found.pairs[0, 1] == 0


def test_other_blocs_are_not_compared() -> None:
    found = leads(_series(AX=[0, 1, 0, 0], BX=[0, 0, 1, 0]), "ABCX", [0, 1, 0, 1], whiten=False)
    assert found.leaders == ()
    assert not found.pairs.any()


def _planted(seed: int, periods: int = 60) -> Floats:
    """A moves first toward 3 others; B does the same a period later, C two; both with noise."""
    rng = np.random.default_rng(seed)
    moves = rng.normal(size=(periods + 2, 3))
    series = np.zeros((periods, 6, 6))
    for late in range(3):
        noise = rng.normal(scale=0.5, size=(periods, 3))
        series[:, late, 3:] = moves[2 - late : periods + 2 - late] + noise
    return series


def test_finds_a_planted_leader() -> None:
    found = leads(_planted(1), "ABCDEF", [0, 0, 0, 1, 2, 3])
    assert [leader.actor for leader in found.leaders] == ["A", "B", "C"]
    first, _, last = found.leaders
    assert first.score > first.high
    assert last.score < last.low
    assert max(first.p, last.p) < 0.02
    assert found.pairs[0, 1] > 0.1
    assert (found.periods, found.lags) == (60, 3)


def _inside(whiten: bool) -> float:
    """Return the share of scores inside their 95 % interval, in 40 sets of slow and unrelated series."""
    inside: list[bool] = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        series = np.zeros((40, 4, 4))
        for t in range(1, 40):
            series[t] = 0.6 * series[t - 1] + rng.normal(size=(4, 4))
        found = leads(series, "ABCX", BLOCS, whiten=whiten, permutations=99)
        inside += [leader.low <= leader.score <= leader.high for leader in found.leaders]
    return float(np.mean(inside))


def test_going_on_as_before_is_not_taken_for_following() -> None:
    assert _inside(whiten=True) > 0.85
    assert _inside(whiten=False) < 0.8


def test_too_short_a_series_has_no_leaders() -> None:
    for periods in range(3):
        found = leads(np.ones((periods, 4, 4)), "ABCX", BLOCS)
        assert found.leaders == ()
        assert not found.pairs.any()
    assert leads(np.zeros((9, 4, 4)), "ABCX", BLOCS).leaders == ()
    assert leads(np.zeros((9, 0, 0)), "", []).leaders == ()


def test_what_is_unknown_is_not_an_act() -> None:
    series = _planted(2)
    series[::7] = np.nan
    found = leads(series, "ABCDEF", [0, 0, 0, 1, 2, 3])
    assert np.isfinite(found.pairs).all()
    assert found.leaders[0].actor == "A"


def test_the_series_of_networks() -> None:
    first, second = network_of({"AB": 2, "BA": -3}), network_of({"AB": -1})
    assert intensity_series([first, second]).tolist() == [[[0, 2], [-3, 0]], [[0, -1], [0, 0]]]
    assert intensity_series([]).shape == (0, 0, 0)
    with pytest.raises(InputError, match="same actors"):
        intensity_series([first, network_of({"AC": 1})])


@pytest.mark.parametrize("wrong", [{"lags": 0}, {"permutations": 0}, {"level": 1}])
def test_refuses_settings_out_of_range(wrong: dict[str, int]) -> None:
    with pytest.raises(InputError, match="leaders"):
        leads(np.zeros((5, 4, 4)), "ABCX", BLOCS, **wrong)  # type: ignore[arg-type]


def test_refuses_arrays_that_do_not_fit() -> None:
    with pytest.raises(InputError, match="shape"):
        leads(np.zeros((5, 4, 3)), "ABCX", BLOCS)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 999), st.integers(3, 9), st.booleans())
def test_one_leads_as_far_as_the_other_follows(seed: int, periods: int, whiten: bool) -> None:
    rng = np.random.default_rng(seed)
    series = rng.poisson(0.5, (periods, 5, 5)) * rng.choice([-1, 1], (periods, 5, 5))
    found = leads(series, "ABCDE", [0, 0, 0, 1, 1], whiten=whiten, permutations=20)
    assert found.pairs == pytest.approx(-found.pairs.T)
    assert np.abs(found.pairs).max() <= 1 + 1e-9
    back = leads(series[:, ::-1, ::-1], "EDCBA", [1, 1, 0, 0, 0], whiten=whiten, permutations=20)
    assert back.pairs[::-1, ::-1] == pytest.approx(found.pairs)
    scores = {leader.actor: leader.score for leader in found.leaders}
    assert {leader.actor: leader.score for leader in back.leaders} == pytest.approx(scores)
