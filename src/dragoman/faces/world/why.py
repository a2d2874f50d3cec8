"""Why a figure is what it is: the claims and quotes behind it, each with its sentence and its article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from dragoman.faces.marks import Numbered, Piece, Role, marks_of, pieces, rank
from dragoman.faces.tables import short_id
from dragoman.faces.terminal import clean
from dragoman.faces.words import arrow, chain, date_words, heading, status, who
from dragoman.records import Actor, Article, Claim, Quote, Span
from dragoman.store import Store

__all__ = ["reasons"]

_STYLES: dict[Role, str] = {
    "predicate": "bold magenta",
    "cue": "red",
    "time": "green",
    "place": "cyan",
    "source": "blue",
    "speaker": "blue",
    "target": "yellow",
    "quote": "italic",
}
_INDENT = (0, 0, 1, 4)


def reasons(store: Store, records: Sequence[Claim | Quote]) -> Iterator[RenderableType]:
    """Yield each record in a line, its article in another, and the words it rests on, marked."""
    articles: dict[str, Article] = {}
    for number, record in enumerate(records, start=1):
        if record.article not in articles:
            articles[record.article] = store.article(record.article)
        article = articles[record.article]
        told = _claim(record) if isinstance(record, Claim) else _quote(record)
        yield Text.assemble((f"{number:<4}", "dim"), told)
        facts = (date_words(article.date), article.source, article.lang, heading(article), short_id(article.id))
        yield Padding(Text(clean(" · ".join(filter(None, facts))), style="dim"), (0, 0, 0, 4), expand=False)
        yield Padding(_words(record, article), _INDENT, expand=False)


def _claim(claim: Claim) -> Text:
    event = f"{claim.event_type}{'' if claim.mode is None else f' {claim.mode}'}"
    source, target = (_names(claim.sources), "blue"), (_names(claim.targets), "yellow")
    head = Text.assemble((clean(event), "bold"), "  ", source, f" {arrow(claim)} ", target)
    said = f"says {chain(claim.attribution)}" if claim.attribution else ""
    facts = [date_words(claim.when), ", ".join(status(claim)), said, f"confidence {claim.confidence:.2f}"]
    return head.append(clean("  ·  " + " · ".join(filter(None, facts))))


def _quote(quote: Quote) -> Text:
    speaker = "unknown" if quote.speaker is None else who(quote.speaker)
    return Text.assemble((clean(speaker), "blue"), clean(f"  ·  {quote.kind}"))


def _names(actors: Sequence[Actor]) -> str:
    return clean(", ".join(map(who, actors)) or "–")


def _words(record: Claim | Quote, article: Article) -> Text:
    """Return the sentence, or the words quoted with what stands between them."""
    if isinstance(record, Claim):
        part, marks = record.evidence.sentence, marks_of(Numbered({"": record}, {}))
    else:
        spans = [*record.spans, *([] if record.speaker is None else [record.speaker.span])]
        spans += [] if record.cue_span is None else [record.cue_span]
        part = Span(min(span.start for span in spans), max(span.end for span in spans))
        marks = marks_of(Numbered({}, {"": record}))
    text = Text()
    for piece in pieces(part, marks):
        words = clean(article.text[piece.start : piece.end].replace("\r", " ").replace("\n", " "))
        text.append(words, style=_style(piece))
    return text


def _style(piece: Piece) -> str:
    return _STYLES.get(min(piece.marks, key=rank).role, "") if piece.marks else ""
