"""The ledger of expectations: what is one expectation, what came of it by a day, who foresaw it, and the calendar."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

import icalendar
import pytest

from dragoman.pipeline import Dragoman
from dragoman.records import Actor, Article, Claim, DateSpan, Document, Evidence, Modality, Place, Polarity, Span
from dragoman.store import Store
from dragoman.world.calendar import summary, to_icalendar
from dragoman.world.expectations import Expectation, expectations
from dragoman.world.outcomes import days_off, hardening, party, same_voice, wilson

VISIT = Path(__file__).parents[1] / "examples" / "2023-visit"
PUTIN, XI, WANG = "Vladimir Putin", "Xi Jinping", "Wang Yi"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def days(first: str, last: str | None = None) -> DateSpan:
    return DateSpan(day(first), day(last or first) + dt.timedelta(days=1), "range", "then")


APRIL, MAY_TOO = days("2023-04-01", "2023-04-30"), days("2023-04-01", "2023-05-10")


class Told:
    """A store under making: one article a claim, each of a text of its own."""

    def __init__(self, path: Path) -> None:
        self.store = Store(path / "store")
        self.documents: list[Document] = []

    def tell(
        self,
        published: str,
        kind: str = "CONSULT",
        *,
        modality: Modality = "actual",
        polarity: Polarity = "positive",
        when: DateSpan | None = None,
        sides: tuple[str, str | None] = ("CHN", "RUS"),
        place: str | None = None,
        who: str | None = None,
        mode: str | None = None,
        outlet: str = "Daily Post",
        voice: tuple[str, ...] = (),
    ) -> Told:
        words = ("granite", "harbour", "lantern", "meadow", "orchard", "pebble", "quarry", "ribbon", "saddle", "timber")
        number = len(self.documents)
        own = " ".join(f"{words[(number + n * (number + 1)) % 10]}{number}" for n in range(40))
        text = f"{sides[0]} and {sides[1] or '---'} as told in report {number}. {own}."
        article = Article(text, "en", date=days(published), source=outlet, title=f"Report {number}")
        one, two = Span(0, 3), Span(8, 11)
        claim = Claim(
            article.id,
            kind,
            (Actor(sides[0], text[:3], one, sides[0], person=who, kind="state"),),
            () if sides[1] is None else (Actor(sides[1], text[8:11], two, sides[1], kind="state"),),
            Evidence(Span(0, text.index(".") + 1), Span(4, 7), (one,), () if sides[1] is None else (two,)),
            mode=mode,
            modality=modality,
            polarity=polarity,
            when=when,
            where=None if place is None else Place(text[8:11], two, place),
            attribution=voice,
        )
        self.documents.append(Document(article, (claim,)))
        return self

    def ledger(self, as_of: str | None = None) -> list[Expectation]:
        self.store.add(self.documents)
        return list(expectations(self.store, as_of=as_of))

    def only(self, as_of: str | None = None) -> Expectation:
        (found,) = self.ledger(as_of)
        return found


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def rumour(told: Told) -> Told:
    """A visit rumoured for April or early May, then expected in April."""
    tell = partial(told.tell, who=XI, mode="visit")
    tell("2023-02-22", modality="possible", when=MAY_TOO, outlet="A", voice=("Daily Star", "officials"))
    tell("2023-02-24", modality="possible", when=MAY_TOO, outlet="B", voice=("the Daily Star",))
    return tell("2023-03-02", modality="expected", when=APRIL, outlet="B", voice=("Kremlin",))


def test_reports_of_one_plan_are_one_expectation(told: Told) -> None:
    found = rumour(told).only()
    assert (found.told, found.last_told, found.articles, found.outlets) == (day("2023-02-22"), day("2023-03-02"), 3, 2)
    assert (found.first, found.after) == (APRIL.start, APRIL.end)  # the narrowest that the others hold too
    assert [str(window) for window in found.windows] == ["2023-04-01/2023-05-10", "2023-04-01/2023-04-30"]
    assert found.modality_path == ((day("2023-02-22"), "possible"), (day("2023-03-02"), "expected"))
    assert found.course == "hardened"
    assert [voice.party for voice in found.voices if voice.chain == ("Kremlin",)] == ["RUS"]
    assert found.outcome == "open"


def test_a_visit_before_its_window_fulfils_it(told: Told) -> None:
    rumour(told).tell("2023-03-21", when=days("2023-03-20"), who=XI, mode="visit")
    found = told.only()
    assert (found.outcome, found.happened, found.days_off) == ("fulfilled", day("2023-03-20"), -12)
    assert found.decided == day("2023-03-21")
    assert found.event is not None
    assert [found.off(window) for window in found.windows] == [-12, -12]


def test_nothing_published_later_is_known(told: Told) -> None:
    rumour(told).tell("2023-03-21", when=days("2023-03-20"), who=XI, mode="visit")
    assert told.only("2023-03-20").outcome == "open"
    assert told.only("2023-02-23").modality == "possible"
    assert told.only("2023-02").articles == 2
    assert told.ledger("2023-02-21") == []


@pytest.mark.parametrize(
    "other",
    [
        {"who": WANG, "mode": "visit"},  # another guest
        {"sides": ("RUS", "CHN"), "who": PUTIN, "mode": "visit"},  # the visit returned
        {"sides": ("CHN", "IND"), "who": XI, "mode": "visit"},
        {"kind": "SUPPORT"},
        {"mode": "phone"},
        {"when": days("2023-02-20"), "who": XI, "mode": "visit"},  # before it was told of
        {"when": days("2023-07-20"), "who": XI, "mode": "visit"},
        {"polarity": "positive", "modality": "unreal", "who": XI, "mode": "visit"},
    ],
)
def test_what_is_another_happening_does_not(told: Told, other: dict[str, object]) -> None:
    given: dict[str, object] = {"when": days("2023-04-11"), "published": "2023-04-12", **other}
    if given["when"] == days("2023-07-20"):
        given["published"] = "2023-07-21"
    rumour(told).tell(**given)  # type: ignore[arg-type]
    (found,) = [row for row in told.ledger() if row.sources == ("CHN",)]
    assert found.outcome in ("open", "lapsed")
    assert found.event is None


def test_either_side_may_tell_of_what_is_mutual_and_one_side_of_what_is_not(told: Told) -> None:
    told.tell("2023-03-01", modality="expected", when=APRIL)
    told.tell("2023-03-01", "SANCTION", modality="expected", when=APRIL)
    told.tell("2023-04-11", when=days("2023-04-10"), sides=("RUS", "CHN"))
    told.tell("2023-04-11", "SANCTION", when=days("2023-04-10"), sides=("RUS", "CHN"))
    assert {row.event_type: row.outcome for row in told.ledger()} == {"CONSULT": "fulfilled", "SANCTION": "open"}


def test_a_window_that_goes_by_lapses_after_some_days(told: Told) -> None:
    rumour(told).tell("2023-07-01", "ACCUSE", sides=("USA", "CHN"))
    assert told.only("2023-05-01").outcome == "open"  # April is over, the news may be late
    found = told.only("2023-05-10")
    assert (found.outcome, found.decided) == ("lapsed", day("2023-05-07"))


def test_what_has_no_window_lapses_after_a_long_time(told: Told) -> None:
    told.tell("2023-01-10", modality="possible").tell("2023-02-10", modality="possible")
    told.tell("2024-01-01", "ACCUSE", sides=("USA", "CHN"))
    assert told.only("2023-07-01").outcome == "open"
    assert told.only("2023-12-01").outcome == "lapsed"
    assert told.only().first is None


def test_what_is_called_off_is_withdrawn(told: Told) -> None:
    rumour(told).tell("2023-03-10", modality="expected", polarity="negative", mode="visit")
    found = told.only()
    assert (found.outcome, found.decided, len(found.deciding)) == ("withdrawn", day("2023-03-10"), 1)
    assert told.only("2023-03-09").outcome == "open"


def test_what_is_denied_before_its_time_is_withdrawn_and_in_its_time_only_not_done_yet(told: Told) -> None:
    rumour(told).tell("2023-04-10", polarity="negative", mode="visit")
    assert told.only().outcome == "open"
    told.tell("2023-03-10", polarity="negative", mode="visit")
    assert told.only("2023-03-10").outcome == "withdrawn"


def test_a_meeting_refused_is_withdrawn(told: Told) -> None:
    rumour(told).tell("2023-03-10", "REJECT", mode="meet", when=days("2023-03-09"))
    assert told.only().outcome == "withdrawn"


def test_a_trip_called_off_is_told_by_its_place_where_nobody_else_is_named(told: Told) -> None:
    refuse = partial(told.tell, "2023-03-12", "REJECT", mode="meet", sides=("CHN", None))
    told.tell("2023-03-01", modality="expected", when=APRIL, mode="visit")
    refuse(place="FRA")
    assert told.only().outcome == "open"
    refuse(place="RUS")
    assert told.only().outcome == "withdrawn"


def test_who_gives_way_drops_the_sanctions_that_he_planned(told: Told) -> None:
    told.tell("2023-03-01", "SANCTION", modality="expected", when=APRIL, sides=("USA", "CHN"))
    told.tell("2023-03-05", "CONCEDE", when=days("2023-03-05"), sides=("CHN", "USA"))  # the other one
    assert told.only().outcome == "open"
    told.tell("2023-03-10", "CONCEDE", when=days("2023-03-10"), sides=("USA", "CHN"))
    assert told.only().outcome == "withdrawn"


def test_what_is_called_off_and_then_happens_is_fulfilled(told: Told) -> None:
    rumour(told).tell("2023-03-10", modality="expected", polarity="negative", mode="visit")
    told.tell("2023-04-12", when=days("2023-04-11"), who=XI, mode="visit")
    found = told.only()
    assert (found.outcome, found.days_off) == ("fulfilled", 0)


def test_what_is_told_again_after_being_called_off_is_open(told: Told) -> None:
    rumour(told).tell("2023-03-10", modality="expected", polarity="negative", mode="visit")
    told.tell("2023-03-14", modality="expected", when=APRIL, who=XI, mode="visit")
    assert told.only().outcome == "open"


def test_another_window_is_another_expectation(told: Told) -> None:
    rumour(told).tell("2023-03-03", modality="expected", when=days("2023-09-01", "2023-09-30"), who=XI, mode="visit")
    told.tell("2023-04-12", when=days("2023-04-11"), who=XI, mode="visit")
    assert [(row.outcome, row.articles) for row in told.ledger()] == [("fulfilled", 3), ("open", 1)]


def test_what_is_told_after_the_visit_is_the_next_one(told: Told) -> None:
    rumour(told).tell("2023-04-12", when=days("2023-04-11"), who=XI, mode="visit")
    told.tell("2023-04-20", modality="possible", who=XI, mode="visit")
    assert [(row.outcome, row.articles) for row in told.ledger()] == [("fulfilled", 3), ("open", 1)]


def test_what_is_past_when_it_is_told_is_not_awaited(told: Told) -> None:
    assert told.tell("2023-03-01", modality="expected", when=days("2022-04-01", "2022-04-30")).ledger() == []


def test_expectations_are_found_by_who_what_and_whether_open(told: Told) -> None:
    rumour(told).tell("2023-03-01", "SANCTION", modality="expected", when=APRIL, sides=("USA", "RUS"))
    told.tell("2023-03-21", when=days("2023-03-20"), who=XI, mode="visit").ledger()
    assert len(expectations(told.store)) == 2
    assert len(expectations(told.store, actor="rus")) == 2
    assert len(expectations(told.store, actor="RUS", other="CHN")) == 1
    assert len(expectations(told.store, type="sanction")) == 1
    assert [row.event_type for row in expectations(told.store, open=True)] == ["SANCTION"]
    assert [len(row.claims) for row in expectations(told.store, type="CONSULT")] == [3]
    assert len(expectations(told.store, type="CONSULT").why(0)) == 4  # with the report of the visit
    assert expectations(told.store, actor="BRA").to_dicts() == []


def test_sources_are_scored_beside_the_baselines(told: Told) -> None:
    rumour(told).tell("2023-03-21", when=days("2023-03-20"), who=XI, mode="visit")
    told.tell("2023-01-03", "SANCTION", modality="expected", when=days("2023-01-10"), outlet="B", sides=("USA", "RUS"))
    told.ledger()
    found = {score.source: score for score in expectations(told.store).scores()}
    assert (found["A"].decided, found["A"].true, found["A"].share, found["A"].days_off) == (1, 1, 1.0, -12)
    assert (found["B"].decided, found["B"].true, found["B"].lapsed, found["B"].share) == (2, 1, 1, 0.5)
    assert found["A"].overall == 0.5
    assert found["A"].last_period is None  # nothing was decided in the month before
    voices = {score.source: score.told for score in expectations(told.store).scores("voice")}
    assert voices == {"Daily Star": 1, "officials": 1, "RUS": 1}
    scores = expectations(told.store).scores()
    assert len(scores.why(0)) == 5


def test_wilsons_interval() -> None:
    # By hand for 8 of 10 and z = 2: (0.8 + 0.2 ± 2 √(0.016 + 0.01)) / 1.4
    assert wilson(8, 10, z=2) == pytest.approx(((1 - 2 * 0.026**0.5) / 1.4, (1 + 2 * 0.026**0.5) / 1.4))
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == pytest.approx(1.0)


def test_days_off_a_window() -> None:
    first, after = day("2023-04-01"), day("2023-05-01")
    given = ("2023-03-20", "2023-03-31", "2023-04-01", "2023-04-30", "2023-05-01", "2023-05-03")
    assert [days_off(day(text), first, after) for text in given] == [-12, -1, 0, 0, 1, 3]


def test_hardening_voices_and_parties() -> None:
    one, two = day("2023-01-01"), day("2023-01-02")
    assert hardening([(one, "expected"), (two, "possible")]) == "softened"
    assert hardening([(one, "possible"), (two, "conditional")]) == "steady"
    assert same_voice(["Daily Star", "the newspaper Daily Star", "Star"]) == {
        "Daily Star": "Daily Star", "the newspaper Daily Star": "Daily Star", "Star": "Star",
    }  # fmt: skip
    assert party(("Daily Star", "the Kremlin"), "en", ("CHN", "RUS")) == "RUS"
    assert party(("Washington Post",), "en", ("USA",)) is None
    assert party(("officials",), "en", ("USA",)) is None


def test_the_calendar_holds_each_expectation_once(told: Told) -> None:
    rumour(told).tell("2023-03-21", when=days("2023-03-20"), who=XI, mode="visit")
    told.tell("2023-03-01", "SANCTION", modality="possible", sides=("USA", "RUS"))
    told.tell("2023-03-01", "AID", modality="possible", when=APRIL, sides=("USA", "UKR"))
    told.ledger()
    found = expectations(told.store)
    calendar = icalendar.Calendar.from_ical(to_icalendar(found))
    by_id = {str(part["UID"]): part for part in calendar.walk() if "UID" in part}
    assert set(by_id) == {row.id for row in found}
    by_type = {row.event_type: row for row in found}
    visit, sanction, aid = by_type["CONSULT"], by_type["SANCTION"], by_type["AID"]
    assert by_id[visit.id].name == "VEVENT"
    assert (by_id[visit.id].decoded("DTSTART"), by_id[visit.id].decoded("DTEND")) == (APRIL.start, APRIL.end)
    assert by_id[visit.id]["STATUS"] == "CONFIRMED"
    assert by_id[aid.id]["STATUS"] == "TENTATIVE"
    assert "Daily Star < officials: CHN and RUS as told in report 0." in str(by_id[visit.id]["DESCRIPTION"])
    assert by_id[sanction.id].name == "VTODO"
    assert "DUE" not in by_id[sanction.id]
    assert summary(visit) == "China – Russia: talks (visit), fulfilled on 2023-03-20, 12 days before the window"
    assert to_icalendar(found) == to_icalendar(expectations(told.store))


def test_the_visit_of_march_2023(tmp_path: Path) -> None:
    """Articles of four languages: rumoured and expected for April, announced in March, made on 20 to 22 March."""
    store = Store(tmp_path / "store")
    store.add(found for found in Dragoman().read([VISIT]) if isinstance(found, Document))
    visits = [row for row in expectations(store, actor="CHN", other="RUS") if row.mode == "visit"]
    announced, rumoured = visits
    assert (rumoured.told, rumoured.articles, rumoured.course) == (day("2023-02-22"), 4, "hardened")
    assert set(rumoured.languages) == {"de", "en", "nl", "ru"}
    assert (rumoured.outcome, rumoured.happened, rumoured.days_off) == ("fulfilled", day("2023-03-20"), -12)
    assert any("Wall Street Journal" in link for voice in rumoured.voices for link in voice.chain)
    assert (announced.told, announced.outcome, announced.days_off) == (day("2023-03-17"), "fulfilled", 0)
    assert announced.event == rumoured.event
    assert {voice.party for voice in announced.voices} >= {"CHN", "RUS"}
    (blinken,) = expectations(store, actor="USA", other="CHN")
    assert (blinken.outcome, blinken.decided) == ("withdrawn", day("2023-02-04"))
    (syria,) = (row for row in expectations(store, actor="TUR", other="SYR") if row.event_type == "CONSULT")
    assert syria.outcome == "lapsed"
    before = expectations(store, actor="CHN", other="RUS", as_of="2023-03-10")
    assert [(row.outcome, row.modality) for row in before] == [("open", "expected")]
