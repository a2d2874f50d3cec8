"""The records: articles, actors, claims and quotes, frozen, with their content-hash ids.

Every offset counts Unicode code points into ``Article.text``; ``article.text[start:end]`` are the
words quoted, always. Nothing here imports anything of ours.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

__all__ = [
    "Actor",
    "Article",
    "Claim",
    "DateSpan",
    "Evidence",
    "Modality",
    "Place",
    "Polarity",
    "Precision",
    "Quote",
    "QuoteKind",
    "Span",
    "content_id",
]

Precision = Literal["instant", "day", "week", "month", "quarter", "season", "year", "range"]
Polarity = Literal["positive", "negative"]
Modality = Literal["actual", "expected", "possible", "conditional", "unreal"]
QuoteKind = Literal["direct", "partial", "indirect"]

_ID_BYTES = 10


def content_id(*parts: object) -> str:
    """Return a content hash with its algorithm tag (``b2:`` and 20 hex digits) of any JSON-able parts."""
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), default=str)
    return "b2:" + hashlib.blake2b(text.encode("utf-8"), digest_size=_ID_BYTES).hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points of an article's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A time as far as it is known: half-open days [start, end), and never more precise than its words.

    ``candidates`` lists the days it may be where the words leave several ("on Wednesday" in an
    article dated only by its month); ``start``/``end`` then bound them all.
    """

    start: dt.date | None = None
    end: dt.date | None = None
    precision: Precision = "day"
    words: str = ""
    candidates: tuple[dt.date, ...] = ()

    def __str__(self) -> str:
        if self.candidates:
            return " or ".join(day.isoformat() for day in self.candidates)
        if self.start is None and self.end is None:
            return ""
        if self.start is None or self.end is None:
            return f"{self.start or ''}/{self.end or ''}"
        if self.precision == "day" or self.end - self.start == dt.timedelta(days=1):
            return self.start.isoformat()
        if self.precision == "month":
            return self.start.isoformat()[:7]
        if self.precision == "year":
            return self.start.isoformat()[:4]
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened: the words; where they are resolved, the country and its capital's point, in degrees."""

    words: str
    span: Span
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One text in one language, kept exactly as read.

    ``date`` is the publication date with its precision, or None where it is unknown. ``body`` is where
    the running text starts: what stands before it (a header, a title) is read too, but is not prose.
    """

    text: str
    lang: str
    title: str = ""
    date: DateSpan | None = None
    source: str = ""
    url: str = ""
    name: str = ""
    body: int = 0
    id: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            date = str(self.date) if self.date else ""
            object.__setattr__(self, "id", content_id("article", self.text, date, self.source, self.url))


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts or is acted upon, as named by ``span`` and resolved as ``resolved_by`` says.

    ``code`` is an ISO 3166-1 alpha-3 code, an organisation's abbreviation, or ``---`` where the
    actor is not resolved. ``resolved_by`` is a trail such as ``name``, ``adjective``, ``metonym``,
    ``office holder``, ``coreference > office holder``.
    """

    code: str
    words: str
    span: Span
    country: str | None = None
    sectors: tuple[str, ...] = ()
    person: str | None = None
    kind: Literal["state", "organisation", "group", "person", "unknown"] = "unknown"
    resolved_by: str = ""

    @property
    def label(self) -> str:
        parts = [self.code, *self.sectors]
        return " ".join(parts) + (f" ({self.person})" if self.person else "")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The spans that a claim rests on."""

    sentence: Span
    predicate: Span
    sources: tuple[Span, ...] = ()
    targets: tuple[Span, ...] = ()
    time: Span | None = None
    cues: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """This sentence of this article says that the sources did ``event_type`` to the targets."""

    article: str
    event_type: str
    sources: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    evidence: Evidence
    mode: str | None = None
    polarity: Polarity = "positive"
    modality: Modality = "actual"
    when: DateSpan | None = None
    where: Place | None = None
    condition: str | None = None
    attribution: tuple[str, ...] = ()
    about: tuple[Actor, ...] = ()
    confidence: float = 0.0
    made_by: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", self.derive_id())

    def derive_id(self) -> str:
        """Return the content hash of what makes this claim what it is."""
        e = self.evidence
        return content_id(
            "claim",
            self.article,
            self.event_type,
            [(a.code, a.person) for a in self.sources],
            [(a.code, a.person) for a in self.targets],
            asdict(e.sentence),
            asdict(e.predicate),
            [asdict(s) for s in e.sources],
            [asdict(s) for s in e.targets],
        )


@dataclass(frozen=True, slots=True)
class Quote:
    """What was said, by whom, to or about whom; ``spans`` hold the words without their marks."""

    article: str
    kind: QuoteKind
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    speaker: Actor | None = None
    addressees: tuple[Actor, ...] = ()
    about: tuple[Actor, ...] = ()
    cue: str = ""
    cue_span: Span | None = None
    attribution: tuple[str, ...] = ()
    confidence: float = 0.0
    made_by: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", self.derive_id())

    def derive_id(self) -> str:
        """Return the content hash of article, kind and spans."""
        return content_id("quote", self.article, self.kind, [asdict(s) for s in self.spans])


@dataclass(frozen=True, slots=True)
class Document:
    """An article with what was read in it."""

    article: Article
    claims: tuple[Claim, ...] = ()
    quotes: tuple[Quote, ...] = ()
    problems: tuple[str, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def spans_of(actors: Iterable[Actor]) -> tuple[Span, ...]:
    """Return the spans that name the actors, in order, each once."""
    return tuple(sorted({actor.span for actor in actors}))
