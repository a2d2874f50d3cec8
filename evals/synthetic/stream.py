"""The whole stream: which story is told when, in which languages, copied by whom; and its truth."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from evals.synthetic.articles import Part, Printed, Story, clean, fillers, print_story, quote, shifted
from evals.synthetic.copies import KINDS, copy
from evals.synthetic.phrases import languages, tongue
from evals.synthetic.world import Event, Expectation, Plan, settings, world_of

__all__ = ["Contradiction", "Stream", "stream_of"]

_COPIES, _TRANSLATIONS = 0.15, 0.07  # of the articles
_CONTRADICTED = 0.12  # of the events with two reports or more
_DENIABLE = (
    ("CONSULT", "visit"),
    ("AID", ""),
    ("RETREAT", "withdraw"),
    ("SANCTION", "discontinue"),
    ("ASSAULT", "drone"),
)
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One story that tells an event otherwise: ``kind`` day, number or done."""

    event: str
    kind: str
    story: str
    value: str
    others: str


@dataclass(frozen=True, slots=True)
class Group:
    """The printings of one story: (url, how) of its copies, (url, language) of its translations."""

    original: str
    copies: tuple[tuple[str, str], ...]
    translations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Stream:
    plan: Plan
    articles: tuple[Printed, ...]
    groups: tuple[Group, ...]
    contradictions: tuple[Contradiction, ...]


class _Desk:
    """Writes the stories of a plan."""

    def __init__(self, rng: Random, plan: Plan) -> None:
        self._rng = rng
        self._plan = plan
        self._by_actor: dict[str, list[Event]] = defaultdict(list)
        for event in plan.events:
            self._by_actor[event.source].append(event)
            self._by_actor[event.target].append(event)
        self.stories: list[Story] = []
        self.contradictions: list[Contradiction] = []

    def write(self) -> None:
        for event in self._plan.events:
            self._report(event)
        for expectation in self._plan.expectations:
            for n in range(len(expectation.reports)):
                self._announce(expectation, n)

    def _report(self, event: Event) -> None:
        """Write all independent reports of an event, one of them at odds with the others now and then."""
        rng = self._rng
        odd = rng.randrange(1, event.reports) if event.reports > 1 and rng.random() < _CONTRADICTED else None
        kind = self._kind_of_odds(event) if odd is not None else ""
        needs = frozenset({"day": {"when"}, "number": {"n"}}.get(kind, set()))
        for n in range(event.reports):
            late = 0 if n == 0 else rng.choice((0, 0, 1, 1, 2, 4))
            day = min(event.day + late * _ONE_DAY, self._plan.end - _ONE_DAY)
            if n == odd:
                self._at_odds(event, kind, needs, day)
            else:
                self._story(day, event, Part(event=event, needs=needs))

    def _kind_of_odds(self, event: Event) -> str:
        can = ["day"]
        key = (event.type, event.mode, "actual")
        if all(tongue(lang).fitting(key, event.source, event.target, frozenset({"n"})) for lang in languages()):
            can.append("number")
        if (event.type, event.mode) in _DENIABLE:
            can.append("done")
        return self._rng.choice(can)

    def _at_odds(self, event: Event, kind: str, needs: frozenset[str], day: dt.date) -> None:
        told, denied, value, others = event, False, "not done", "done"
        if kind == "day":
            told = shifted(event, self._rng.choice((-3, -2, -1)))
            value, others = str(told.day), str(event.day)
        elif kind == "number":
            # tens and hundreds need no agreement of their own in any language
            told = replace(event, number=event.number * (10 if event.number < 50 else 2))
            value, others = str(told.number), str(event.number)
        else:
            denied = True
        story = self._story(day, told, Part(event=told, denied=denied, needs=needs), alone=True)
        self.contradictions.append(Contradiction(event.id, kind, story.id, value, others))

    def _story(self, day: dt.date, event: Event, lead: Part, alone: bool = False) -> Story:
        """Write one article of 4 to 12 sentences: lead, words, background, other news, fillers."""
        rng = self._rng
        warm = f"{event.type} {event.mode or '-'}" in settings()["cooperation"]
        body = [quote(rng, event, warm)] if not lead.denied else []
        if not alone and rng.random() < 0.5:
            body.append(Part(event=event))
        body += self._background(event, day)
        body += fillers(rng, rng.randint(max(1, 4 - len(body)), 5))
        rng.shuffle(body)
        return self._keep(Story("", day, event.source, event.target, event.type, event.topic, (lead, *body[:11])))

    def _background(self, event: Event, day: dt.date) -> list[Part]:
        """Look back on the dyad, and on what else the source or target did."""
        rng = self._rng
        near = [e for e in clean(self._by_actor[event.source], day) if e.id != event.id]
        dyad = [e for e in near if {e.source, e.target} == {event.source, event.target}]
        parts = [Part(event=e) for e in rng.sample(dyad, min(len(dyad), rng.randint(0, 2)))]
        other = [e for e in near if e not in dyad]
        count = min(len(other), rng.choice((0, 0, 1, 1, 2)))
        return parts + [Part(event=e) for e in rng.sample(other, count)]

    def _announce(self, expectation: Expectation, n: int) -> None:
        """Write the article of one report of an expectation."""
        rng, report = self._rng, expectation.reports[n]
        event = Event(
            "", expectation.type, expectation.mode, expectation.source, expectation.target, report.day, "",
            expectation.topic, expectation.number, 1,
        )  # fmt: skip
        lead = Part(expectation=expectation, report=report)
        warm = f"{event.type} {event.mode or '-'}" in settings()["cooperation"] and report.stage != "withdrawn"
        body = [quote(rng, event, warm), *self._background(event, report.day)]
        body += fillers(rng, rng.randint(max(1, 4 - len(body)), 5))
        rng.shuffle(body)
        parts = (lead, *body[:11])
        self._keep(Story("", report.day, event.source, event.target, event.type, event.topic, parts))

    def _keep(self, story: Story) -> Story:
        story = replace(story, id=f"s{len(self.stories) + 1:04}")
        self.stories.append(story)
        return story


def _printed(rng: Random, stories: Sequence[Story], count: int, end: dt.date) -> list[tuple[Printed, str]]:
    """Print each story once, then copies and translations up to ``count``, each with how it came about."""
    spoken = languages()
    last = end - _ONE_DAY
    originals = [print_story(rng, s, rng.choice(spoken), s.day) for s in stories]
    out = [(p, "original") for p in originals]
    translations = round((count - len(out)) * _TRANSLATIONS / (_COPIES + _TRANSLATIONS))
    for _ in range(translations):
        n = rng.randrange(len(stories))
        other = rng.choice([lang for lang in spoken if lang != originals[n].lang])
        out.append(
            (
                print_story(rng, stories[n], other, min(stories[n].day + _ONE_DAY * rng.randint(0, 1), last)),
                "translation",
            )
        )
    while len(out) < count:
        n = int(rng.random() ** 2 * len(stories))  # a few stories are copied by many
        kind = rng.choice(KINDS)
        made = copy(rng, kind, originals[n], stories[n])
        if made is not None:
            out.append((made, kind))
    return out


def _host(outlet: str) -> str:
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in outlet.lower())
    return "-".join(p for p in plain.split("-") if p) or f"paper-{sum(map(ord, outlet))}"


def stream_of(seed: int, articles: int) -> Stream:
    """Make the stream of a seed: so many articles by date, each with a url of its own.

    Fewer than about twenty cannot tell the four expectations that there are at least: then there are a few more.
    """
    independent = max(1, round(articles * (1 - _COPIES - _TRANSLATIONS)))
    plan = world_of(seed, independent)
    rng = Random(f"{seed} desk")
    desk = _Desk(rng, plan)
    desk.write()
    rng.shuffle(desk.stories)
    made = _printed(rng, desk.stories, max(articles, len(desk.stories)), plan.end)
    made.sort(key=lambda pair: (pair[0].day, pair[0].story, pair[1] != "original"))
    named = [
        (replace(p, url=f"https://{_host(p.outlet)}.example/{p.day:%Y/%m/%d}/{n:06}.html"), how)
        for n, (p, how) in enumerate(made, 1)
    ]
    return Stream(plan, tuple(p for p, _ in named), _groups(named), tuple(desk.contradictions))


def _groups(named: Sequence[tuple[Printed, str]]) -> tuple[Group, ...]:
    by_story: dict[str, list[tuple[Printed, str]]] = defaultdict(list)
    for printed, how in named:
        by_story[printed.story].append((printed, how))
    groups = []
    for prints in by_story.values():
        if len(prints) > 1:
            (original,) = [p.url for p, how in prints if how == "original"]
            copies = tuple((p.url, how) for p, how in prints if how not in ("original", "translation"))
            groups.append(Group(original, copies, tuple((p.url, p.lang) for p, how in prints if how == "translation")))
    return tuple(groups)


def record(article: Printed) -> dict[str, Any]:
    """Return an article as the program reads it."""
    return {
        "text": article.text,
        "title": article.title,
        "date": str(article.day),
        "source": article.outlet,
        "url": article.url,
        "lang": article.lang,
    }
