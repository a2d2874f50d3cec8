"""From what happens to what is printed: articles as lists of sentences that know which truth they tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from evals.synthetic.phrases import Pattern, Tongue, capital, tongue
from evals.synthetic.world import Event, Expectation, Report

__all__ = ["Part", "Printed", "Sentence", "Story", "Tells", "clean", "print_story"]

_QUOTES = 6
_FILLERS = 16


@dataclass(frozen=True, slots=True)
class Tells:
    """What a sentence says: of which event or expectation, and how; day and number where it tells them."""

    id: str
    modality: str = "actual"
    polarity: str = "positive"
    day: dt.date | None = None
    told: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    tells: Tells | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence to be: an event, a report of an expectation, a quote or a filler."""

    event: Event | None = None
    expectation: Expectation | None = None
    report: Report | None = None
    quote: tuple[str, int, Event] | None = None
    filler: int | None = None
    denied: bool = False
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Story:
    """What an article tells, whatever the language."""

    id: str
    day: dt.date
    source: str
    target: str
    type: str
    topic: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """An article as printed. ``breaks`` are the sentences that open a paragraph."""

    story: str
    lang: str
    day: dt.date
    outlet: str
    title: str
    prefix: str
    sentences: tuple[Sentence, ...]
    breaks: frozenset[int] = frozenset()
    url: str = ""

    @property
    def text(self) -> str:
        parts = [self.prefix]
        for n, sentence in enumerate(self.sentences):
            parts.append("" if n == 0 else "\n\n" if n in self.breaks else " ")
            parts.append(sentence.text)
        return "".join(parts)


def clean(events: Sequence[Event], printed: dt.date) -> list[Event]:
    """Return the events that a paper of that day can look back on."""
    return [e for e in events if dt.timedelta(days=2) < printed - e.day < dt.timedelta(days=60)]


def _told(rng: Random, words: Tongue, day: dt.date, printed: dt.date) -> tuple[str, str]:
    """Return how a past day is told, and of what precision that is."""
    days = (printed - day).days
    if days == 1 and rng.random() < 0.3:
        return words.yesterday(), "day"
    if 0 <= days < 7:
        return words.weekday(day, last=days > 1 and rng.random() < 0.25), "day"
    if days > 25 and printed.month != day.month and rng.random() < 0.4:
        return words.month(day), "month"
    return words.date(day), "day"


def _window(words: Tongue, expectation: Expectation) -> str:
    if expectation.told == "date":
        return words.date(expectation.start)
    return words.month(expectation.start, expectation.told)


def _event(rng: Random, words: Tongue, part: Part, event: Event, printed: dt.date) -> Sentence:
    """Tell an event, or that it did not happen."""
    form = "negative" if part.denied else "actual"
    key = (event.type, event.mode, form)
    pattern: Pattern = words.choose(rng, key, event.source, event.target, part.needs)
    when, told = _told(rng, words, event.day, printed)
    slots = {"when": when, "t": words.topics[event.topic], "n": str(event.number)}
    tells = Tells(
        event.id,
        polarity="negative" if part.denied else "positive",
        day=event.day if "when" in pattern.has else None,
        told=told if "when" in pattern.has else "",
        number=event.number if "n" in pattern.has else None,
    )
    return Sentence(words.fill(pattern, event.source, event.target, slots), tells)


def _expectation(rng: Random, words: Tongue, part: Part, printed: dt.date) -> Sentence:
    expectation, report = part.expectation, part.report
    assert expectation is not None
    assert report is not None
    key = (expectation.type, expectation.mode, report.stage)
    pattern = words.choose(rng, key, expectation.source, expectation.target)
    slots = {
        "when": words.weekday(min(printed, report.day)),
        "win": _window(words, expectation),
        "t": words.topics[expectation.topic],
        "n": str(expectation.number),
    }
    withdrawn = report.stage == "withdrawn"
    tells = Tells(expectation.id, "expected" if withdrawn else report.stage, "negative" if withdrawn else "positive")
    return Sentence(words.fill(pattern, expectation.source, expectation.target, slots), tells)


def _sentence(rng: Random, words: Tongue, part: Part, story: Story, printed: dt.date) -> Sentence:
    """Turn a part into words."""
    if part.expectation is not None:
        return _expectation(rng, words, part, printed)
    if part.event is not None:
        return _event(rng, words, part, part.event, printed)
    if part.quote is not None:
        tone, n, event = part.quote
        said = words.choose(rng, ("SAID", "", "actual"), event.source, event.target)
        quote = words.patterns(tone, form="quote")[n].text
        return Sentence(words.fill(said, event.source, event.target, {"q": quote}))
    filler = words.patterns("FILL")[part.filler or 0]
    return Sentence(words.fill(filler, story.source, story.target, {"t": words.topics[story.topic]}))


def _unlike(rng: Random, words: Tongue, story: Story, day: dt.date) -> list[Sentence]:
    """Return the story's sentences; one that would stand there twice is left out."""
    found: dict[str, Sentence] = {}
    for part in story.parts:
        sentence = _sentence(rng, words, part, story, day)
        for _ in range(4):
            if sentence.text not in found:
                break
            sentence = _sentence(rng, words, part, story, day)
        found.setdefault(sentence.text, sentence)
    return list(found.values())


def title(rng: Random, words: Tongue, story: Story, kind: str = "TITLE") -> str:
    """Return a headline; ``kind`` RETITLE for another paper's."""
    pattern = words.choose(rng, (kind, "", "actual"), story.source, story.target)
    slots = {"l": words.labels[story.type], "t": words.topics[story.topic]}
    return capital(words.fill(pattern, story.source, story.target, slots))


def prefix(rng: Random, words: Tongue, story: Story) -> str:
    """Return what an agency's text begins with; nothing where the place has no name."""
    place = words.forms[story.source].get("cap", "-")
    if place == "-":
        return ""
    return rng.choice(words.prefixes).format(place=place.upper(), agency=rng.choice(words.agencies))


def print_story(rng: Random, story: Story, lang: str, day: dt.date) -> Printed:
    """Print a story in a language on a day."""
    words = tongue(lang)
    sentences = tuple(_unlike(rng, words, story, day))
    breaks = frozenset(n for n in range(1, len(sentences)) if rng.random() < 0.45)
    begins = prefix(rng, words, story) if rng.random() < 0.6 else ""
    outlet = rng.choice(words.outlets)
    return Printed(story.id, lang, day, outlet, title(rng, words, story), begins, sentences, breaks)


def fillers(rng: Random, count: int) -> list[Part]:
    return [Part(filler=n) for n in rng.sample(range(_FILLERS), count)]


def quote(rng: Random, event: Event, warm: bool) -> Part:
    """A quote of the source's side, without an act in it."""
    return Part(quote=("GOOD" if warm else "BAD", rng.randrange(_QUOTES), event))


def shifted(event: Event, days: int) -> Event:
    """The event as a report has it that gives another day."""
    return replace(event, day=event.day + dt.timedelta(days=days))
