"""Records in a few words, the same on a terminal and in a page."""

from __future__ import annotations

import datetime as dt

from dragoman import ontology
from dragoman.records import Actor, Article, Claim, DateSpan, Document, Place

__all__ = ["arrow", "chain", "date_words", "heading", "place_words", "status", "tally", "who"]

#: What each status means, for those who meet it for the first time.
STATUS = {
    "negative": "the text says that it did not happen",
    "expected": "announced, planned or expected",
    "possible": "only possible",
    "conditional": "depends on a condition",
    "unreal": "denied or contrary to fact",
}


def status(claim: Claim) -> tuple[str, ...]:
    """Return what sets the claim apart from a plain happening; a plain one has nothing."""
    parts = (claim.polarity, claim.modality)
    return tuple(part for part in parts if part in STATUS)


def who(actor: Actor) -> str:
    """Return the code with its sectors and the person meant, or the words where it is not resolved."""
    name = actor.words if actor.code == "---" else " ".join((actor.code, *actor.sectors))
    return f"{name} ({actor.person})" if actor.person is not None else name


def arrow(claim: Claim) -> str:
    """Return the sign between the sides: two-headed where they are interchangeable."""
    known = ontology.EVENT_TYPES.get(claim.event_type)
    return "↔" if known is not None and known.reciprocal else "→"


def chain(attribution: tuple[str, ...]) -> str:
    """Return who says so, outermost first; empty where the article does."""
    return " › ".join(attribution)


def date_words(when: DateSpan | None) -> str:
    """Return the time as far as it is known, else the words for it; empty where nothing is known."""
    if when is None:
        return ""
    several = when.start is not None and when.end is not None and not when.candidates
    if several and when.precision not in ("instant", "day", "month", "year"):
        return f"{when.start} to {_last(when)}"
    return str(when) or when.words


def _last(when: DateSpan) -> dt.date | None:
    return None if when.end is None else when.end - dt.timedelta(days=1)


def place_words(where: Place | None) -> str:
    """Return the place's words with its country."""
    if where is None:
        return ""
    return where.words if where.country is None else f"{where.words} ({where.country})"


def heading(article: Article) -> str:
    """Return the article's title, else its name, else its first words."""
    if article.title.strip():
        return article.title.strip()
    if article.name.strip():
        return article.name.strip()
    first = next((line.strip() for line in article.text.splitlines() if line.strip()), article.id)
    return first if len(first) <= 100 else first[:99].rstrip() + "…"


def tally(document: Document) -> str:
    """Return how many claims and quotes there are, in words."""
    return f"{count(len(document.claims), 'claim')}, {count(len(document.quotes), 'quote')}"


def count(number: int, noun: str) -> str:
    """Return ``1 claim`` or ``2 claims``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
