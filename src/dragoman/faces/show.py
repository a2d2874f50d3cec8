"""An article on a terminal, with its evidence highlighted and numbered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from dragoman.faces.marks import Mark, Piece, Role, marks_of, numbered, paragraphs, pieces, rank
from dragoman.faces.tables import claims_table, quotes_table
from dragoman.faces.terminal import clean
from dragoman.faces.words import date_words, heading, tally
from dragoman.records import Document, Span

__all__ = ["shown", "summarised"]

_STYLES: dict[Role, str] = {
    "predicate": "bold magenta",
    "cue": "red",
    "time": "green",
    "place": "cyan",
    "source": "blue",
    "target": "yellow",
    "speaker": "blue",
    "quote": "italic",
    "sentence": "",
}
_LEGEND: tuple[Role, ...] = ("source", "predicate", "target", "time", "place", "cue", "quote")


def shown(document: Document) -> Iterator[RenderableType]:
    """Yield the article's text with its evidence, then its claims and quotes."""
    article, records = document.article, numbered(document)
    marks = marks_of(records)
    yield from _head(document)
    yield Text("  ").join(Text(role, style=_STYLES[role]) for role in _LEGEND)
    yield Text()
    for number, part in enumerate(paragraphs(article)):
        if number:
            yield Text()
        yield _paragraph(article.text, part, marks)
    yield from _records(document)


def summarised(document: Document) -> Iterator[RenderableType]:
    """Yield the article's heading, then its claims and quotes."""
    yield from _head(document)
    yield from _records(document)


def _head(document: Document) -> Iterator[RenderableType]:
    article = document.article
    yield Text(clean(heading(article)), style="bold")
    facts = (date_words(article.date), article.source, article.lang, article.url, article.id, tally(document))
    yield Text(clean(" · ".join(filter(None, facts))), style="dim")
    for problem in document.problems:
        yield Text(clean(f"! {problem}"), style="red")


def _records(document: Document) -> Iterator[RenderableType]:
    records = numbered(document)
    if records.claims:
        yield Text()
        yield claims_table(records.claims, with_article=False)
    if records.quotes:
        yield Text()
        yield quotes_table(records.quotes, with_article=False)
    yield Text()


def _paragraph(text: str, part: Span, marks: Sequence[Mark]) -> Text:
    line = Text()
    for piece in pieces(part, marks):
        line.append(clean(text[piece.start : piece.end]), style=_style(piece))
        if closing := [mark.key for mark in piece.marks if _closes(mark, piece)]:
            line.append(f"[{' '.join(closing)}]", style="dim")
    return line


def _style(piece: Piece) -> str:
    if not piece.marks:
        return ""
    styles = [_STYLES[min(piece.marks, key=rank).role]]
    if any(mark.role == "quote" for mark in piece.marks):
        styles.append("italic")
    return " ".join(filter(None, styles))


def _closes(mark: Mark, piece: Piece) -> bool:
    return mark.role in ("predicate", "quote") and mark.span.end == piece.end
