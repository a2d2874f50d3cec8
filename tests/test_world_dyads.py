"""Dyads: what passes between two actors by period, its intervals, its changes, and the way back to the claims."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dragoman import Store
from dragoman.errors import InputError, StoreError
from dragoman.records import Article, Claim, DateSpan, Document, Evidence, Modality, Quote
from dragoman.world.changes import SHORTEST, breaks
from dragoman.world.deeds import Deeds, Span
from dragoman.world.dyads import Dyad
from dragoman.world.points import Point, parts_of, points_of, redrawn
from dragoman.world.series import (
    By,
    bootstrap_means,
    last_known,
    mean_error,
    means_of,
    name_of,
    number_of,
    percentiles,
    poisson_interval,
    start_of,
)
from handmade import place, state

NAMES = {"RUS": "Russia", "CHN": "China", "USA": "America", "NLD": "Holland"}
KINDS: tuple[By, ...] = ("week", "month", "quarter", "year")
EPOCH = dt.date(1970, 1, 1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def one_day(text: str) -> DateSpan:
    return DateSpan(day(text), day(text) + dt.timedelta(days=1), "day", text)


def told(
    published: str,
    source: str,
    kind: str,
    target: str,
    *,
    when: DateSpan | None = None,
    modality: Modality = "actual",
    quote: bool = False,
) -> Document:
    """Return an article of one claim, and of one quote by the source about the target if wanted."""
    text = f"Article of {published}.\n\n{NAMES[source]} did {kind.lower()} to {NAMES[target]}. “It is so,” it said."
    article = Article(text, "en", date=one_day(published), source="Daily Post", body=text.index(NAMES[source]))
    actor, other = state(text, source, NAMES[source]), state(text, target, NAMES[target])
    sentence = place(text, f"{NAMES[source]} did {kind.lower()} to {NAMES[target]}.")
    evidence = Evidence(sentence, place(text, kind.lower()), (actor.span,), (other.span,))
    claim = Claim(article.id, kind, (actor,), (other,), evidence, modality=modality, when=when, confidence=0.9)
    said = Quote(article.id, "direct", (place(text, "It is so,"),), ("It is so,",), actor, about=(other,))
    return Document(article, (claim,), (said,) if quote else ())


#: Far enough apart that no two of a pair are taken for one.
RECORD = (
    told("2023-01-10", "RUS", "AID", "CHN"),
    told("2023-03-01", "CHN", "ACCUSE", "RUS", quote=True),
    told("2023-03-02", "USA", "SANCTION", "RUS"),
    told("2023-05-16", "RUS", "CONSULT", "CHN", quote=True),
    told("2023-06-20", "CHN", "AGREE", "RUS", modality="expected"),
    told("2023-08-20", "USA", "ACCUSE", "CHN"),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    found = Store(tmp_path_factory.mktemp("dyads") / "store")
    found.add(RECORD)
    return found


def made(tmp_path: Path, *documents: Document) -> Store:
    found = Store(tmp_path / "store")
    found.add(documents)
    return found


def column(rows: Sequence[Point], name: str) -> list[object]:
    return [getattr(row, name) for row in rows]


# Periods


def test_periods_have_iso_names() -> None:
    found = {kind: number_of(np.array([(day("2023-02-22") - EPOCH).days]), kind)[0] for kind in KINDS}
    names = {kind: name_of(int(number), kind) for kind, number in found.items()}
    assert names == {"week": "2023-W08", "month": "2023-02", "quarter": "2023-Q1", "year": "2023"}
    assert start_of(int(found["week"]), "week") == day("2023-02-20")
    last_sunday = number_of(np.array([(day("2021-01-03") - EPOCH).days]), "week")
    assert name_of(int(last_sunday[0]), "week") == "2020-W53"


@given(st.dates(dt.date(1000, 1, 1), dt.date(3000, 1, 1)), st.sampled_from(KINDS))
def test_a_day_lies_in_its_period_and_in_no_other(date: dt.date, by: By) -> None:
    (number,) = number_of(np.array([(date - EPOCH).days]), by).tolist()
    assert start_of(number, by) <= date < start_of(number + 1, by)


# Intervals


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390), (50, 37.111, 65.919)],
)
def test_counts_have_the_exact_poisson_interval(count: int, low: float, high: float) -> None:
    """The limits that are tabulated since Garwood (1936)."""
    assert list(poisson_interval(count)) == pytest.approx([low, high], abs=1e-3)


@given(st.integers(1, 150), st.sampled_from([0.5, 0.8, 0.95, 0.999]))
def test_poisson_limits_solve_their_equations(count: int, level: float) -> None:
    """At the lower limit so many or more have half the rest of the chance; at the upper so many or fewer."""

    def fewer_than(number: int, mean: float) -> float:
        return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(number))

    low, high = poisson_interval(count, level)
    assert fewer_than(count + 1, high) == pytest.approx((1 - level) / 2)
    assert 1 - fewer_than(count, low) == pytest.approx((1 - level) / 2)


def test_large_counts_have_an_interval_at_once() -> None:
    low, high = poisson_interval(1_000_000)
    assert low == pytest.approx(1_000_000 - 1.96 * 1000, rel=1e-5)
    assert high == pytest.approx(1_000_000 + 1.96 * 1000, rel=1e-5)


def test_the_bootstrap_of_many_events_has_the_standard_error_of_the_mean() -> None:
    values, counts = np.array([-5.0, 5.0]), np.array([[200, 200], [300, 100]])
    draws = bootstrap_means(values, counts, draws=4000, seed=1)
    assert draws.std(axis=0) == pytest.approx([10 * math.sqrt(p * (1 - p) / 400) for p in (0.5, 0.75)], rel=0.05)
    assert draws.mean(axis=0) == pytest.approx(means_of(values, counts), abs=0.05)


def test_the_bootstrap_repeats_itself_by_its_seed() -> None:
    values, counts = np.array([-5.0, 1.0, 5.0]), np.array([[3, 4, 20], [0, 1, 1]])
    first, again, other = (bootstrap_means(values, counts, draws=50, seed=seed) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_few_events_have_a_wide_interval_and_none_have_none() -> None:
    values, counts = np.array([-5.0, 5.0]), np.array([[100, 100], [0, 1], [4, 4], [0, 0]])
    low, high = percentiles(bootstrap_means(values, counts, draws=1000, seed=1))
    width = high - low
    assert width[1] > width[2] > 2 * width[0] > 0
    assert np.isnan(low[3])
    assert np.isnan(high[3])


def test_same_as_last_period_and_how_wrong_it_was() -> None:
    """By hand: errors |3-1| = 2, then |3-3| after a gap = 0, then |0-3| = 3; the means to date are 2, 1 and 5/3."""
    series = np.array([1.0, 3.0, np.nan, 3.0, 0.0])
    naive = last_known(series)
    assert naive.tolist()[1:] == [1.0, 3.0, 3.0, 3.0]
    assert np.isnan(naive[0])
    errors = mean_error(series, naive, np.ones(5, np.bool_))
    assert np.isnan(errors[0])
    assert errors[1:] == pytest.approx([2, 2, 1, 5 / 3])
    assert mean_error(series, naive, np.array([1, 1, 1, 1, 0], np.bool_))[-1] == 1


# Changes of level


def noisy(*levels: tuple[float, int], seed: int = 1) -> NDArray[np.float64]:
    random = np.random.default_rng(seed)
    return np.concatenate([random.normal(level, 1, count) for level, count in levels])


def test_a_step_is_found_with_its_levels() -> None:
    (found,) = breaks(np.array([1.0] * 6 + [4.0] * 6))
    assert (found.index, found.before, found.after, found.share) == (6, 1.0, 4.0, None)


def test_the_penalty_is_three_times_noise_and_log_n() -> None:
    """By hand: four periods about 0 and four about 1, each a above or below in turn.

    The step saves 8/4 = 2 of the sum of squares. Successive differences are six of 2a and one of 1 + 2a, so that
    s² = (24a² + (1 + 2a)²) / 14, and 3 s² log 8 = 2 at a = 0.2887.
    """
    step, turns = np.array([0.0] * 4 + [1.0] * 4), np.array([1.0, -1.0] * 4)
    assert [found.index for found in breaks(step + 0.28 * turns)] == [4]
    assert breaks(step + 0.30 * turns) == []


def test_noise_alone_has_hardly_any_changes() -> None:
    found = sum(bool(breaks(noisy((0, 48), seed=seed))) for seed in range(100))
    assert found <= 10


def test_several_changes_come_in_order_and_gaps_count_for_nothing() -> None:
    series = noisy((0, 20), (6, 20), (-3, 20))
    assert [found.index for found in breaks(series)] == [20, 40]
    holed = np.insert(series, [5, 20], np.nan)
    assert [found.index for found in breaks(holed)] == [22, 42]


def test_short_and_level_series_have_no_changes() -> None:
    assert breaks(np.array([0.0, 9.0] * SHORTEST)[: 2 * SHORTEST - 1]) == []
    assert breaks(np.ones(30)) == []
    assert breaks(np.array([])) == []


def test_a_clear_change_is_found_again_in_most_redrawn_series() -> None:
    series = noisy((0, 15), (6, 15))
    random = np.random.default_rng(2)
    (sure,) = breaks(series, series + random.normal(0, 0.3, (50, 30)))
    (unsure,) = breaks(series, series + random.normal(0, 6, (50, 30)))
    assert sure.share == 1.0
    assert unsure.share is not None
    assert unsure.share < 0.7


# Points


def periods(by: By, first: int, *partial: bool) -> Span:
    return Span(by, first, np.array(partial), np.ones(len(partial), np.int64))


def deeds(*rows: tuple[int, int, float, int]) -> Deeds:
    number, quad, intensity, way = zip(*rows, strict=True)
    return Deeds(np.array(number), np.array(quad), np.array(intensity, np.float64), np.array(way))


def test_points_count_events_by_class_and_way() -> None:
    found = deeds((10, 1, 2.0, 0), (10, 1, 4.0, 2), (10, 3, -3.0, 1), (12, 4, -9.0, 0))
    span = periods("month", 10, False, False, True)
    first, empty, last = points_of(found, span, redrawn(found, span, draws=20, seed=1))
    assert (first.events, first.forth, first.back, first.mutual) == (3, 1, 1, 1)
    assert (first.cooperation, first.conflict) == (2, 1)
    assert (first.quad1, first.quad2, first.quad3, first.quad4) == (2, 0, 1, 0)
    assert first.intensity == 1.0
    assert (empty.events, empty.intensity, empty.low, empty.high) == (0, None, None, None)
    assert [empty.events_low, empty.events_high] == pytest.approx([0, 3.689], abs=1e-3)
    assert [point.partial for point in (first, empty, last)] == [False, False, True]


def test_the_baseline_stands_beside_the_points() -> None:
    found = deeds((0, 1, 2.0, 0), (1, 1, 4.0, 0), (1, 1, 4.0, 0), (3, 1, 1.0, 0))
    span = periods("month", 0, *[False] * 4)
    points = points_of(found, span, redrawn(found, span, draws=20, seed=1))
    assert column(points, "baseline") == [None, 2.0, 4.0, 4.0]
    assert column(points, "baseline_error") == [None, 2.0, 2.0, 2.5]
    assert column(points, "events_baseline") == [None, 1, 2, 0]
    assert column(points, "events_error") == [None, 1.0, 1.5, pytest.approx(4 / 3)]


def test_a_handful_of_events_says_nothing_of_their_spread() -> None:
    found = deeds((0, 1, 2.0, 0), (0, 1, 4.0, 0))
    span = periods("month", 0, False)
    (point,) = points_of(found, span, redrawn(found, span, draws=20, seed=1))
    assert (point.low, point.high) == (-10.0, 10.0)


def test_parts_are_cooperation_and_conflict_and_the_quad_classes() -> None:
    found = deeds(*[(0, 1 + nth % 2, 2.0 + nth % 3, 0) for nth in range(40)], (0, 4, -9.0, 1))
    span = periods("year", 0, False)
    rows = {row.part: row for row in parts_of(found, span, draws=200, seed=1)}
    assert {name: row.events for name, row in rows.items()} == {
        "cooperation": 40, "conflict": 1, "quad1": 20, "quad2": 20, "quad3": 0, "quad4": 1
    }  # fmt: skip
    assert (rows["conflict"].forth, rows["conflict"].back) == (0, 1)
    assert rows["quad3"].intensity is None
    low, mean, high = rows["cooperation"].low, rows["cooperation"].intensity, rows["cooperation"].high
    assert low is not None
    assert mean is not None
    assert high is not None
    assert 2 < low < mean < high < 4


# Dyads of a store


def test_a_dyad_has_every_period_from_the_first_event_to_the_last_article(store: Store) -> None:
    points = store.dyad("RUS", "CHN").points
    assert column(points, "period") == [f"2023-0{month}" for month in range(1, 9)]
    assert column(points, "events") == [1, 0, 1, 0, 1, 0, 0, 0]
    assert all(one.after == two.start for one, two in pairwise(points))
    assert column(points, "partial") == [False] * 7 + [True]
    assert column(points, "articles") == [1, 0, 2, 0, 1, 1, 0, 1]


def test_ways_follow_the_order_of_the_two(store: Store) -> None:
    there, back = store.dyad("RUS", "CHN", by="year").points[0], store.dyad("chn", "rus", by="year").points[0]
    assert (there.forth, there.back, there.mutual) == (1, 1, 1)
    assert (there.quad1, there.quad2, there.quad3) == (1, 1, 1)
    assert (back.events, back.intensity) == (there.events, there.intensity)
    sanction = store.dyad("RUS", "USA", by="year").points[0]
    assert (sanction.forth, sanction.back, sanction.conflict) == (0, 1, 1)


def test_since_and_until_cut_the_series_and_flag_the_periods_they_cut(store: Store) -> None:
    points = store.dyad("RUS", "CHN", since="2023-02-10", until="2023-05").points
    assert column(points, "period") == ["2023-02", "2023-03", "2023-04", "2023-05"]
    assert column(points, "partial") == [True, False, False, False]
    assert column(points, "events") == [0, 1, 0, 1]


def test_since_before_the_store_begins_adds_no_zeros(store: Store) -> None:
    assert store.dyad("RUS", "CHN", since="1990").points[0].period == "2023-01"


def test_weeks_are_named_after_iso(store: Store) -> None:
    points = store.dyad("RUS", "CHN", by="week").points
    assert points[0].period == "2023-W02"
    assert points[-1].period == "2023-W33"
    assert sum(point.events for point in points) == 3


def test_why_gives_the_claims_of_the_period(store: Store) -> None:
    found = store.dyad("RUS", "CHN")
    assert [claim.event_type for claim in found.why(2)] == ["ACCUSE"]
    assert found.why(1) == []
    parts = [nth for nth, part in enumerate(found.parts) if part.part == "conflict" and part.events]
    assert [[claim.event_type for claim in found.parts.why(nth)] for nth in parts] == [["ACCUSE"]]


def test_why_still_answers_when_the_store_has_grown(tmp_path: Path) -> None:
    grown = made(tmp_path, *RECORD[:2])
    before = grown.dyad("RUS", "CHN")
    grown.add(RECORD[2:])
    assert grown.dyad("RUS", "CHN").points[-1].period == "2023-08"
    assert [claim.event_type for claim in before.why(0)] == ["AID"]


def test_types_and_status_choose_events(store: Store) -> None:
    assert [p.events for p in store.dyad("RUS", "CHN", type="accuse", by="year").points] == [1]
    assert [p.events for p in store.dyad("RUS", "CHN", type=["AID", "CONSULT"], by="year").points] == [2]
    assert len(store.dyad("RUS", "CHN", status="denied").points) == 0
    with pytest.raises(InputError, match="NONSENSE"):
        store.dyad("RUS", "CHN", type="NONSENSE")


def test_what_cannot_be_placed_in_a_period_is_counted_apart(tmp_path: Path) -> None:
    long_ago = DateSpan(day("2014-01-01"), day("2015-01-01"), "year", "2014")
    this_year = DateSpan(day("2023-01-01"), day("2024-01-01"), "year", "this year")
    later = DateSpan(day("2023-09-01"), day("2023-09-02"), "day", "1 September")
    vague = made(
        tmp_path,
        told("2023-03-01", "RUS", "AID", "CHN", when=long_ago),
        told("2023-04-05", "RUS", "AID", "CHN", when=this_year),
        told("2023-05-10", "CHN", "ACCUSE", "RUS", when=later),
    )
    found = vague.dyad("RUS", "CHN")
    assert [point.period for point in found.points if point.events] == ["2023-04"]
    assert found.unplaced == 2
    by_year = vague.dyad("RUS", "CHN", by="year")
    assert [point.period for point in by_year.points if point.events] == ["2014", "2023"]
    assert (len(by_year.points), by_year.unplaced) == (10, 1)


def test_latest_claims_and_quotes_are_each_about_the_other(store: Store) -> None:
    found = store.dyad("RUS", "CHN")
    assert [claim.event_type for claim in found.latest] == ["AGREE", "CONSULT", "ACCUSE", "AID"]
    assert found.latest[0].modality == "expected"
    assert [quote.speaker.code for quote in found.quotes if quote.speaker] == ["RUS", "CHN"]
    early = store.dyad("RUS", "CHN", until="2023-03")
    assert [claim.event_type for claim in early.latest] == ["ACCUSE", "AID"]
    assert [quote.speaker.code for quote in early.quotes if quote.speaker] == ["CHN"]


def test_organisations_in_common_are_those_of_the_day(store: Store) -> None:
    found = store.dyad("NLD", "USA")
    assert found.at == day("2023-08-20")
    assert "NATO" in found.organisations
    assert "NATO" not in store.dyad("NLD", "USA", until="1948").organisations


def test_expectations_between_the_two_that_are_open(store: Store) -> None:
    found = store.dyad("RUS", "CHN").expectations
    assert [expected.event_type for expected in found] == ["AGREE"]
    assert len(store.dyad("RUS", "CHN", until="2023-05").expectations) == 0


def test_a_dyad_without_events_is_empty_and_says_so(store: Store, tmp_path: Path) -> None:
    for found in (store.dyad("NLD", "CHN", since="2020", until="2023"), made(tmp_path).dyad("NLD", "CHN")):
        assert isinstance(found, Dyad)
        assert (len(found.points), len(found.parts), found.changes, found.latest, found.quotes) == (0, 0, (), (), ())
        assert repr(found) == "Dyad(NLD CHN by month: no events)"


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("RUZ", "RUS"),
        ("RU", "RUS"),
        ("Germany", "DEU"),
        ("Россия", "RUS"),
        ("NATOO", "NATO"),
        ("united kingdom", "GBR"),
    ],
)
def test_an_unknown_code_names_those_that_are_near(store: Store, text: str, near: str) -> None:
    with pytest.raises(InputError, match=f"{text}.*near.* {near}"):
        store.dyad(text, "CHN")


def test_nonsense_is_refused(store: Store) -> None:
    for code in ("---", "", "QQQQQQQ"):
        with pytest.raises(InputError, match="no state or organisation"):
            store.dyad("CHN", code)
    with pytest.raises(InputError, match="twice"):
        store.dyad("RUS", "rus")
    with pytest.raises(InputError, match="week, month, quarter, year"):
        store.dyad("RUS", "CHN", by="day")
    with pytest.raises(InputError, match="happened or denied"):
        store.dyad("RUS", "CHN", status="awaited")
    with pytest.raises(StoreError, match="no date"):
        store.dyad("RUS", "CHN", since="soon")


def test_points_become_frames(store: Store) -> None:
    found = store.dyad("RUS", "CHN")
    assert found.to_pandas()["events"].sum() == 3
    assert found.to_polars()["period"].to_list()[0] == "2023-01"
    assert found.parts.to_polars().height == 6 * len(found.points)


def test_the_time_line_is_drawn(store: Store) -> None:
    assert store.dyad("RUS", "CHN").plot().to_dict()
