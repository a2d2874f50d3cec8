"""The system of states asked of a store: each measure against an example that can be done by hand.

Records are told one event each, by a deed of cooperation (AID) or of conflict (SANCTION), which weighs 2, or by words
(SUPPORT, ACCUSE), which weigh 1. The functions behind the measures have tests of their own, on networks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from itertools import combinations, pairwise, product
from pathlib import Path
from typing import Any

import pytest

from dragoman import Store
from dragoman.errors import InputError
from dragoman.records import Actor, Article, Claim, DateSpan, Document, Evidence, Span
from dragoman.world.communities import communities
from dragoman.world.measures import MEASURES, RESOLUTION, Measure
from dragoman.world.system import System

_WORDS = ("granite", "harbour", "lantern", "meadow", "orchard", "pebble", "quarry", "ribbon", "saddle", "timber")
EAST, WEST = ("BLR", "CHN", "RUS"), ("FRA", "GBR", "USA")
Record = Callable[..., Store]


def told(row: str, number: int) -> Document:
    """Return an article of one claim, as ``RUS AID CHN 2023-01-10 Daily Post``, with a body of its own."""
    source, kind, target, *more = row.split(maxsplit=4)
    day, outlet = (*more, *("2023-01-10", "Daily Post")[len(more) :])
    sentence = f"{source} did {kind.lower()} to {target}."
    first = dt.date.fromisoformat(day)
    date = DateSpan(first, first + dt.timedelta(days=1), "day", day)
    own = " ".join(f"{_WORDS[(number + n * (number + 1)) % 10]}{number}" for n in range(40))
    article = Article(f"{sentence} {own}.", "en", title=row, date=date, source=outlet, url=f"{day}/{outlet}/{number}")
    ends = Span(0, len(source)), Span(len(sentence) - len(target) - 1, len(sentence) - 1)
    sides = [Actor(code, code, span, code, kind="state") for code, span in zip((source, target), ends, strict=True)]
    at = sentence.index(kind.lower())
    evidence = Evidence(Span(0, len(sentence)), Span(at, at + len(kind)), (ends[0],), (ends[1],))
    claim = Claim(article.id, kind, (sides[0],), (sides[1],), evidence, when=date, confidence=0.9)
    return Document(article, (claim,))


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """Make a store of rows: ``RUS AID CHN`` in January, or with the day and the outlet after it."""

    def making(*rows: str) -> Store:
        store = Store(tmp_path / "store")
        store.add([told(row, n) for n, row in enumerate(rows)])
        return store

    return making


def among(*codes: str) -> list[str]:
    """All of them aid one another."""
    return [f"{one} AID {other}" for one, other in combinations(codes, 2)]


def across(one: tuple[str, ...], other: tuple[str, ...]) -> list[str]:
    return [f"{a} SANCTION {b}" for a, b in product(one, other)]


def ask(store: Store, at: str = "2023-01", **more: Any) -> System:
    given: dict[str, Any] = {"minimum": 1, "draws": 0, **more}
    return store.world(at, **given)


def measures(found: System) -> Mapping[str, Measure]:
    return {row.name: row for row in found.measures}


def values(found: System) -> Mapping[str, float | None]:
    return {row.name: row.value for row in found.measures}


def blocs(found: System) -> set[tuple[str, ...]]:
    return {row.members for row in found.blocs}


# -- poles, concentration, polarisation ----------------------------------------------------------------


def test_two_equal_camps_that_only_fight(record: Record) -> None:
    """The case that each index takes for its end: two equal holders count 2 (Laakso & Taagepera), their
    concentration is 0 (Ray & Singer), and two equal groups at full distance are polarised by 1 (Esteban & Ray).

    Modularity: cooperation is 24 both ways, 4 an actor; conflict 36, 6 an actor. Of the 18 ordered pairs within:
    (24 - 18 * 16 / 24) - (0 - 18 * 36 / 36) = 30, of 60 in all.
    """
    found = ask(record(*among(*EAST), *among(*WEST), *across(EAST, WEST)))
    assert blocs(found) == {EAST, WEST}
    assert values(found) == pytest.approx(
        {
            "poles": 2, "actors": 6, "concentration": 0, "actor concentration": 0, "polarisation": 1,
            "hostility between": 1, "amity within": 1, "modularity": 0.5, "balance": 1, "weighted balance": 1,
        }
    )  # fmt: skip
    assert [row.weight for row in found.blocs] == [0.5, 0.5]
    assert [(row.cooperation, row.conflict, row.against) for row in found.blocs] == [(6, 0, 18), (6, 0, 18)]
    assert found.events == 15


def test_a_larger_and_a_smaller_bloc(record: Record) -> None:
    """The USA, Britain and France are friends; Russia and China too, and enemies of the USA.

    Passing to and from: USA 8, the others 4, of 24. Blocs hold 2/3 and 1/3: 1 / (4/9 + 1/9) = 1.8 poles, and
    sqrt((5/9 - 1/2) / (1 - 1/2)) = 1/3. Actors hold 1/3 and four times 1/6: 1 / (1/9 + 4/36) = 4.5 and
    sqrt((2/9 - 1/5) / (1 - 1/5)) = 1/6. Polarisation is 4 (4/9 * 1/3 + 1/9 * 2/3) = 8/9.
    """
    found = ask(record(*among(*WEST), "RUS AID CHN", "RUS SANCTION USA", "CHN SANCTION USA"))
    assert blocs(found) == {WEST, ("CHN", "RUS")}
    now = values(found)
    wanted = {"poles": 1.8, "actors": 4.5, "concentration": 1 / 3, "actor concentration": 1 / 6, "polarisation": 8 / 9}
    assert {name: now[name] for name in wanted} == pytest.approx(wanted)


def test_trade_across_lessens_the_distance(record: Record) -> None:
    """As before, but France supports Russia in words: 4 of the 5 that pass between are conflict, 8 of 9 good ones
    are within. Shares are 17/26 and 9/26: polarisation is 4 * 17/26 * 9/26 * 4/5.
    """
    found = ask(record(*among(*WEST), "RUS AID CHN", "RUS SANCTION USA", "CHN SANCTION USA", "FRA SUPPORT RUS"))
    now = values(found)
    assert now["hostility between"] == 1
    assert now["amity within"] == pytest.approx(8 / 9)
    assert now["polarisation"] == pytest.approx(4 * 17 * 9 / 26**2 * 4 / 5)


def test_deeds_weigh_what_they_are_told_to(record: Record) -> None:
    store = record("RUS AID CHN", "RUS SUPPORT BLR", "CHN ACCUSE BLR")
    assert {(row.first, row.second): row.net for row in ask(store).ties} == {
        ("CHN", "RUS"): 2, ("BLR", "RUS"): 1, ("BLR", "CHN"): -1
    }  # fmt: skip
    heavy = ask(store, weights=(0.5, 3, 4, 5))
    assert [row.net for row in heavy.ties] == [-4, 3, 0.5]
    assert "an event weighs 0.5 (words) or 3 (deeds) of cooperation, 4 or 5 of conflict" in heavy.assumptions


# -- blocs ---------------------------------------------------------------------------------------------


def test_a_chain_of_four_friends_is_one_bloc_at_the_resolution_that_is_used(record: Record) -> None:
    """Joining the two halves of a chain of three ties of weight 1 gains 2 - gamma * 2 * 3 * 3 / 6 of Q's sum:
    more than 0 at gamma 1/2, less at 1, where chance alone parts it.
    """
    chain = ("BRA", "IND", "RUS", "ZAF")
    found = ask(record(*(f"{one} SUPPORT {other}" for one, other in pairwise(chain))))
    assert RESOLUTION == 0.5
    assert blocs(found) == {chain}
    assert set(communities(found.network, resolution=1.0).blocs) == {("BRA", "IND"), ("RUS", "ZAF")}
    assert "resolution 0.5 (Reichardt & Bornholdt 2006)" in " ".join(found.assumptions)


def test_a_bloc_is_named_for_its_most_active_member_and_stays_when_shaken(record: Record) -> None:
    found = ask(record(*among(*EAST), *among(*WEST), *across(("RUS",), ("USA",))))
    assert {row.name for row in found.blocs} == {"RUS", "USA"}
    assert all(row.stability is not None and row.stability > 0.5 for row in found.blocs)
    assert {row.code: row.bloc for row in found.actors} == {**dict.fromkeys(EAST, "RUS"), **dict.fromkeys(WEST, "USA")}


def test_who_changed_sides_is_named_alone(record: Record) -> None:
    """Türkiye is with the west in January and with the east in February; all others stay."""
    february = [f"{row} 2023-02-10" for row in (*among(*EAST, "TUR"), *among(*WEST), *across((*EAST, "TUR"), WEST))]
    store = record(*among(*EAST), *among(*WEST, "TUR"), *across(EAST, (*WEST, "TUR")), *february)
    found = ask(store, "2023-02", compare="2023-01")
    assert [row.code for row in found.changes if row.changed] == ["TUR"]
    assert len(found.changes) == 7
    assert blocs(found) == {(*EAST, "TUR"), WEST}
    assert found.other is not None
    assert blocs(found.other) == {EAST, ("FRA", "GBR", "TUR", "USA")}
    assert {row.name: row.difference for row in found.differences}["poles"] == pytest.approx(0)


# -- structural balance --------------------------------------------------------------------------------


def test_balance_stands_beside_that_of_shuffled_signs(record: Record) -> None:
    """Two camps of three (Cartwright & Harary's theorem: all 20 triads are balanced). Of 15 signs, 9 negative, three
    drawn at random are balanced in half of (1 + 17/455) of the cases.
    """
    row = measures(ask(record(*among(*EAST), *among(*WEST), *across(EAST, WEST))))["balance"]
    assert row.value == 1
    assert row.chance == pytest.approx((1 + 17 / 455) / 2, abs=0.02)
    assert row.p is not None
    assert row.p < 0.05


@pytest.mark.parametrize(
    ("rows", "share"),
    [
        (("RUS AID CHN", "CHN AID BLR", "BLR AID RUS"), 1),
        (("RUS AID CHN", "CHN AID BLR", "BLR SANCTION RUS"), 0),
        (("RUS AID CHN", "CHN SANCTION BLR", "BLR SANCTION RUS"), 1),
        (("RUS SANCTION CHN", "CHN SANCTION BLR", "BLR SANCTION RUS"), 0),
    ],
)
def test_the_four_triads_and_what_one_triad_cannot_tell(record: Record, rows: tuple[str, ...], share: int) -> None:
    """Shuffling the signs of a single triad gives the same triad: it is no surprise."""
    row = measures(ask(record(*rows)))["balance"]
    assert (row.value, row.chance, row.p) == (share, share, 1)


def test_two_actors_make_no_triad(record: Record) -> None:
    found = measures(ask(record("RUS AID CHN")))
    assert (found["balance"].value, found["balance"].chance, found["poles"].value) == (None, None, 1)


# -- brokers -------------------------------------------------------------------------------------------


def test_the_bridge_between_two_blocs_is_its_broker(record: Record) -> None:
    """China and the USA alone deal across. China stands between Russia (or Belarus) and the USA, both ways: 2 times
    gatekeeper, 2 times representative (Gould & Fernandez), and on the paths of 6 of the 10 pairs of others (Freeman).
    Its conflict with France outweighs what Belarus supports there, and links nobody.
    """
    found = ask(
        record(*among(*EAST), *among(*WEST), "CHN SUPPORT USA", "BLR SANCTION FRA", "FRA SUPPORT BLR 2023-01-20")
    )
    rows = {row.code: row for row in found.actors}
    assert blocs(found) == {EAST, WEST}
    for code in ("CHN", "USA"):
        row = rows[code]
        assert (row.gatekeeper, row.representative, row.consultant, row.liaison, row.coordinator) == (2, 2, 0, 0, 0)
        assert row.links == 4
        assert row.betweenness == pytest.approx(0.6)
    others = [rows[code] for code in ("BLR", "RUS", "FRA", "GBR")]
    assert [(row.links, row.betweenness) for row in others] == [(0, 0)] * 4
    # Burt: Belarus has two contacts, each also tied to the other one.
    assert rows["BLR"].constraint is not None
    assert rows["CHN"].constraint is not None
    assert rows["CHN"].constraint < rows["BLR"].constraint


# -- who leads and who follows --------------------------------------------------------------------------


def test_who_does_first_what_the_other_does_a_week_later_leads(record: Record) -> None:
    days = [dt.date(2023, 2, 1) + dt.timedelta(weeks=weeks) for weeks in (0, 7, 15, 24, 34, 41)]
    rows = [f"RUS SANCTION USA {day}" for day in days]
    rows += [f"CHN SANCTION USA {day + dt.timedelta(weeks=1)}" for day in days]
    found = {row.code: row for row in ask(record("RUS AID CHN 2023-01-10", *rows), "2023").actors}
    first, second = found["RUS"], found["CHN"]
    assert first.bloc == second.bloc != found["USA"].bloc
    assert first.lead is not None
    assert first.lead_high is not None
    assert first.lead > first.lead_high
    assert second.lead == pytest.approx(-first.lead)
    assert found["USA"].lead is None  # alone in its bloc, it can be compared with nobody


# -- what one outlet does ------------------------------------------------------------------------------


def test_the_outlet_that_a_measure_leans_on_is_named(record: Record) -> None:
    """Three friends are in balance, two outlets say. One alone tells that China harmed Brazil, Russia's friend: of two
    triads, one then is not. Without that outlet there is one triad, and it is balanced.
    """
    rows = [f"{row} 2023-01-10 {outlet}" for row in (*among(*EAST), "RUS AID BRA") for outlet in ("A Post", "B Post")]
    found = measures(ask(record(*rows, "CHN SANCTION BRA 2023-01-12 Lone Post")))["balance"]
    assert (found.value, found.lowest, found.highest, found.outlet) == (0.5, 0.5, 1, "Lone Post")


def test_an_outlet_without_which_a_measure_is_nothing_is_named_too(record: Record) -> None:
    found = measures(ask(record("RUS AID CHN")))["poles"]
    assert (found.value, found.lowest, found.highest, found.outlet) == (1, 1, 1, "Daily Post")


def test_what_two_outlets_print_leans_on_neither(record: Record) -> None:
    rows = [f"{row} 2023-01-10 {outlet}" for row in (*among(*EAST), "RUS AID BRA") for outlet in ("A Post", "B Post")]
    rows += [f"CHN SANCTION BRA 2023-01-12 {outlet}" for outlet in ("A Post", "B Post")]
    found = ask(record(*rows))
    assert {(row.lowest == row.value == row.highest, row.outlet) for row in found.measures} == {(True, None)}


# -- what stands beside each figure ----------------------------------------------------------------------


def test_the_value_of_the_period_before_stands_beside_it(record: Record) -> None:
    store = record(*among(*EAST), *(f"{row} 2023-02-10" for row in (*among(*EAST), *among(*WEST), "RUS SANCTION USA")))
    row = measures(ask(store, "2023-02"))["actors"]
    assert row.last == pytest.approx(3)
    assert row.value == pytest.approx(28**2 / (4 * 4**2 + 2 * 6**2))  # four have 4 of 28, Russia and the USA 6
    assert measures(ask(store))["actors"].last is None


def test_intervals_lie_around_the_value_and_can_be_left_out(record: Record) -> None:
    store = record(*among(*EAST), *among(*WEST), *across(EAST, WEST))
    bare = measures(ask(store))
    drawn = measures(ask(store, draws=40))
    assert {row.low for row in bare.values()} == {None}
    for row in drawn.values():
        assert row.value == bare[row.name].value
        assert row.low is not None
        assert row.high is not None
        assert row.low <= row.value <= row.high  # type: ignore[operator]
    assert drawn["actors"].low < drawn["actors"].high  # type: ignore[operator]
    assert measures(ask(store, draws=40)) == drawn


def test_each_measure_cites_its_paper_and_says_what_it_assumes(record: Record) -> None:
    found = ask(record(*among(*EAST)))
    assert [row.name for row in found.measures] == [name for name, *_ in MEASURES]
    for row in found.measures:
        assert any(part.isdecimal() and len(part) == 4 for part in row.paper.replace(",", " ").split()), row.paper
        assert row.meaning
        assert row.assumes
    assert len(found.assumptions) > 2


# -- who is shown ----------------------------------------------------------------------------------------


def test_who_has_too_few_dealings_is_left_out_and_counted(record: Record) -> None:
    store = record(*among(*EAST), "BRA AID RUS")
    found = ask(store, minimum=2)
    assert ([row.code for row in found.actors], found.left_out) == (["BLR", "CHN", "RUS"], 1)
    assert [row.code for row in ask(store, actors=["rus", "bra"]).actors] == ["BRA", "RUS"]
    nobody = ask(store, minimum=9)
    assert len(nobody.actors) == 0
    assert "ask for a lower minimum" in nobody.note


def test_stories_count_where_they_are_asked_for(record: Record) -> None:
    """Three outlets in words of their own tell of one deed: one event, three stories."""
    store = record(*(f"RUS AID CHN 2023-01-10 {outlet}" for outlet in ("A Post", "B Post", "C Post")))
    (once,), (each,) = ask(store).ties, ask(store, unit="stories").ties
    assert (once.events, once.cooperation) == (1, 2)
    assert (each.events, each.cooperation) == (1, 6)


def test_a_system_without_events_says_why(record: Record) -> None:
    early = ask(record("RUS AID CHN"), "1990")
    assert (len(early.actors), len(early.measures), early.balance.share) == (0, 0, None)
    assert "no two states deal" in early.note
    assert "the record's events run from 2023-01-10" in early.note


@pytest.mark.parametrize(
    "wrong", [{"unit": "claims"}, {"minimum": 0}, {"draws": -1}, {"weights": (1, 2, 3)}, {"weights": (1, -1, 1, 1)}]
)
def test_nonsense_is_refused(record: Record, wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        ask(record("RUS AID CHN"), **wrong)
