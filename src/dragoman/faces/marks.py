"""Which parts of an article's text are evidence, of what, and how overlapping parts fall into pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from dragoman.records import Article, Claim, Document, Quote, Span

__all__ = ["Mark", "Numbered", "Piece", "Role", "marks_of", "numbered", "paragraphs", "pieces", "rank"]

#: The most telling first: a piece that has several is shown as the first.
Role = Literal["predicate", "cue", "time", "place", "source", "target", "speaker", "quote", "sentence"]

_RANKS = {role: number for number, role in enumerate(get_args(Role))}
_PARAGRAPH = re.compile(r"[^\r\n\f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A span that plays ``role`` in the claim or quote numbered ``key``."""

    span: Span
    role: Role
    key: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in which the same marks hold throughout."""

    start: int
    end: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """The claims and quotes of a document in the order of the text: ``1``, ``2`` … and ``q1``, ``q2`` …"""

    claims: dict[str, Claim]
    quotes: dict[str, Quote]


def numbered(document: Document) -> Numbered:
    """Return the document's claims and quotes with their numbers."""
    claims = sorted(document.claims, key=lambda claim: (claim.evidence.predicate, claim.evidence.sentence, claim.id))
    quotes = sorted(document.quotes, key=lambda quote: (quote.spans, quote.id))
    return Numbered(
        {str(number): claim for number, claim in enumerate(claims, start=1)},
        {f"q{number}": quote for number, quote in enumerate(quotes, start=1)},
    )


def marks_of(records: Numbered) -> list[Mark]:
    """Return every span that the claims and quotes rest on."""
    claims = [mark for key, claim in records.claims.items() for mark in _of_claim(key, claim)]
    return claims + [mark for key, quote in records.quotes.items() for mark in _of_quote(key, quote)]


def paragraphs(article: Article) -> Iterator[Span]:
    """Yield the article's lines that are not blank, without the space around them."""
    for match in _PARAGRAPH.finditer(article.text):
        line = match.group()
        if line.strip():
            yield Span(match.end() - len(line.lstrip()), match.start() + len(line.rstrip()))


def rank(mark: Mark) -> int:
    """Return the place of the mark's role among roles, 0 the most telling."""
    return _RANKS[mark.role]


def pieces(part: Span, marks: Iterable[Mark]) -> Iterator[Piece]:
    """Cut ``part`` wherever a mark begins or ends."""
    inside = [mark for mark in marks if mark.span.start < part.end and mark.span.end > part.start]
    cuts = {part.start, part.end}
    for mark in inside:
        cuts |= {max(mark.span.start, part.start), min(mark.span.end, part.end)}
    ordered = sorted(cuts)
    for start, end in pairwise(ordered):
        yield Piece(start, end, tuple(mark for mark in inside if mark.span.start <= start and end <= mark.span.end))


def _of_claim(key: str, claim: Claim) -> Iterator[Mark]:
    evidence = claim.evidence
    yield Mark(evidence.predicate, "predicate", key)
    yield from _each(evidence.cues, "cue", key)
    if evidence.time is not None:
        yield Mark(evidence.time, "time", key)
    if claim.where is not None:
        yield Mark(claim.where.span, "place", key)
    yield from _each(evidence.sources, "source", key)
    yield from _each(evidence.targets, "target", key)
    yield Mark(evidence.sentence, "sentence", key)


def _of_quote(key: str, quote: Quote) -> Iterator[Mark]:
    if quote.cue_span is not None:
        yield Mark(quote.cue_span, "cue", key)
    if quote.speaker is not None:
        yield Mark(quote.speaker.span, "speaker", key)
    yield from _each(quote.spans, "quote", key)


def _each(spans: Sequence[Span], role: Role, key: str) -> Iterator[Mark]:
    return (Mark(span, role, key) for span in spans)
