"""Events: which reports are one happening, what they say against one another, and what counts as independent."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

import pytest

from dragoman.records import Actor, Article, Claim, DateSpan, Document, Evidence, Modality, Polarity, Span
from dragoman.store import Store
from dragoman.world.events import Event, Events, events

_WORDS = ("granite", "harbour", "lantern", "meadow", "orchard", "pebble", "quarry", "ribbon", "saddle", "timber")


def day(text: str) -> DateSpan:
    first = dt.date.fromisoformat(text)
    return DateSpan(first, first + dt.timedelta(days=1), "day", "then")


class Told:
    """A store under making: one article a report, of the sentence that is told and a body of its own."""

    def __init__(self, path: Path) -> None:
        self.store = Store(path / "store")
        self.documents: list[Document] = []

    def tell(
        self,
        sentence: str,
        published: str,
        kind: str = "CONSULT",
        *,
        when: str | None = None,
        mode: str | None = None,
        sides: tuple[str, str] = ("CHN", "RUS"),
        modality: Modality = "actual",
        polarity: Polarity = "positive",
        lang: str = "en",
        outlet: str = "Daily Post",
        body: str = "",
    ) -> Told:
        number = len(self.documents)
        own = " ".join(f"{_WORDS[(number + n * (number + 1)) % 10]}{number}" for n in range(40))
        article = Article(f"{sentence} {body or own}.", lang, date=day(published), source=outlet, url=f"{number}")
        whole = Span(0, len(sentence))
        words = sentence.split()
        one, two = Span(0, len(words[0])), Span(len(sentence) - len(words[-1]), len(sentence))
        source, target = (
            Actor(code, article.text[span.start : span.end], span, code, kind="state")
            for code, span in zip(sides, (one, two), strict=True)
        )
        given = None if when is None else day(when)
        evidence = Evidence(whole, whole, (one,), (two,))
        claim = Claim(
            article.id, kind, (source,), (target,), evidence,
            mode=mode, modality=modality, polarity=polarity, when=given, confidence=0.9,
        )  # fmt: skip
        self.documents.append(Document(article, (claim,)))
        return self

    def all(self, status: str | None = None) -> Events:
        self.store.add(self.documents)
        return events(self.store, status=status)

    def only(self) -> Event:
        (found,) = self.all()
        return found


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def visit(told: Told, sentence: str, published: str = "2023-03-21", when: str = "2023-03-20", **given: str) -> Told:
    return told.tell(sentence, published, when=when, mode="visit", **given)  # type: ignore[arg-type]


def test_reports_of_one_visit_in_two_languages_are_one_event(told: Told) -> None:
    one = (
        "Farmers near the airport complained of closed roads, and a florist sold all her red carnations before noon. "
        * 5
    )
    other = (
        "Курс рубля не изменился, а цены на нефть, по словам биржевых маклеров, поднялись к вечеру на два процента. "
        * 5
    )
    visit(told, "Xi arrived in Moscow on Monday for talks with Putin", outlet="A", body=one)
    sentence = "Си Цзиньпин прибыл в понедельник с визитом в Москву"
    found = visit(told, sentence, lang="ru", outlet="B", body=other).only()
    assert (found.event_type, found.mode, found.sources, found.targets) == ("CONSULT", "visit", ("CHN",), ("RUS",))
    assert (found.articles, found.stories, found.outlets, found.languages) == (2, 2, 2, ("en", "ru"))
    assert (found.first, found.after) == (dt.date(2023, 3, 20), dt.date(2023, 3, 21))
    assert found.contradictions == ()


def test_a_meeting_is_one_whichever_side_is_named_first(told: Told) -> None:
    tell = partial(told.tell, published="2023-03-21", when="2023-03-20")
    tell("China held talks on Monday with Russia")
    assert len(tell("Russia met on Monday with China", sides=("RUS", "CHN")).only().claims) == 2


def test_a_syndicated_copy_is_no_independent_story(told: Told) -> None:
    sentence, body = (
        "Xi arrived in Moscow on Monday for talks",
        " ".join(f"word{n} {_WORDS[n % 10]}" for n in range(60)),
    )
    visit(told, sentence, outlet="A", body=body)
    found = visit(told, sentence, "2023-03-22", outlet="B", body=body).only()
    assert (found.articles, found.outlets, found.stories) == (2, 2, 1)


def test_a_denial_is_a_contradiction_of_the_event(told: Told) -> None:
    tell = partial(told.tell, kind="ASSAULT", when="2023-03-20", sides=("IRN", "ISR"))
    tell("Iran fired missiles on Monday at Israel", "2023-03-20")
    tell("Iranian missiles hit two towns on Monday in Israel", "2023-03-21")
    found = tell("Iran did not fire missiles on Monday at Israel", "2023-03-21", polarity="negative").only()
    assert found.status == "happened"
    assert [str(contradiction) for contradiction in found.contradictions] == ["done: yes (2) / no (1)"]


def test_what_all_deny_is_a_denied_event(told: Told) -> None:
    told.tell(
        "China did not sanction on Monday Russia", "2023-03-21", "SANCTION", when="2023-03-20", polarity="negative"
    )
    assert told.only().status == "denied"
    assert not list(events(told.store))
    assert len(events(told.store, status="denied")) == 1


def test_other_days_in_reports_of_one_event_are_a_contradiction(told: Told) -> None:
    sentence = "Germany sent {} of medicine by air to Ukraine"
    tell = partial(told.tell, kind="AID", sides=("DEU", "UKR"))
    tell(sentence.format("twelve tonnes"), "2023-03-21", when="2023-03-20")
    tell(sentence.format("a load"), "2023-03-21", when="2023-03-20")
    found = tell(sentence.format("a plane"), "2023-03-21", when="2023-03-19").only()
    assert [str(one) for one in found.contradictions] == ["day: 2023-03-20 (2) / 2023-03-19 (1)"]
    assert (found.earliest, found.latest) == (dt.date(2023, 3, 19), dt.date(2023, 3, 20))
    assert found.first == dt.date(2023, 3, 20)  # what most say


def test_visits_a_month_apart_are_two(told: Told) -> None:
    visit(told, "Xi arrived in Moscow on Monday for talks")
    found = visit(told, "Xi arrived in Moscow on Thursday for talks", "2023-05-19", "2023-05-18").all()
    assert [event.first for event in found] == [dt.date(2023, 3, 20), dt.date(2023, 5, 18)]


def test_the_same_act_of_others_is_another_event(told: Told) -> None:
    tell = partial(told.tell, kind="SANCTION", published="2023-03-21", when="2023-03-20")
    tell("France imposed sanctions on Monday on Iran", sides=("FRA", "IRN"))
    assert len(tell("Britain imposed sanctions on Monday on Iran", sides=("GBR", "IRN")).all()) == 2


def test_praise_and_blame_on_a_day_are_two(told: Told) -> None:
    tell = partial(told.tell, published="2023-03-21", when="2023-03-20")
    tell("China praised on Monday Russia", kind="SUPPORT")
    assert len(tell("China blamed on Monday Russia", kind="ACCUSE").all()) == 2


def test_what_is_awaited_is_no_event(told: Told) -> None:
    modalities: tuple[Modality, ...] = ("expected", "possible", "conditional")
    for modality in modalities:
        told.tell("Xi will go in April to Russia", "2023-03-02", when="2023-04-03", modality=modality)
    assert not list(told.all())


def test_an_event_shows_the_claims_that_tell_of_it(told: Told) -> None:
    visit(told, "Xi arrived in Moscow on Monday for talks")
    found = visit(told, "Xi reached Moscow for three days on Monday", "2023-03-22").all()
    assert [claim.id for claim in found.why(0)] == list(found[0].claims)
    assert {claim.article for claim in found.why(0)} == {document.article.id for document in told.documents}
