"""Claims, quotes and rows as tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from dragoman.faces.terminal import clean
from dragoman.faces.words import arrow, chain, date_words, status, who
from dragoman.records import Actor, Claim, Quote

__all__ = ["claims_table", "quotes_table", "rows_table", "short_id"]

_STATUS_STYLE = {"negative": "bold red", "expected": "green", "possible": "yellow", "conditional": "yellow"}
_SHORT = 7


def short_id(id: str) -> str:
    """Return the beginning of an id, enough to name it by."""
    return id.removeprefix("b2:")[:_SHORT]


def claims_table(claims: Mapping[str, Claim], *, with_article: bool = True) -> Table:
    """Return the claims by their numbers; ``with_article`` says which article each comes from."""
    table = _table("#", "Conf.", "Source", "Event", "Target", "When", "Status", "Says")
    for number, width in enumerate((0, 0, 7, 9, 7, 10, 8, 5)):
        table.columns[number].min_width = width
    if with_article:
        table.add_column("Article", no_wrap=True, width=_SHORT, style="dim")
    for key, claim in claims.items():
        cells = [
            Text(key, style="dim"),
            Text(f"{claim.confidence:.2f}"),
            _actors(claim.sources, "blue"),
            _event(claim),
            _actors(claim.targets, "yellow"),
            _when(claim),
            _status(claim),
            Text(clean(chain(claim.attribution))),
        ]
        if with_article:
            cells.append(Text(short_id(claim.article)))
        table.add_row(*cells)
    return table


def quotes_table(quotes: Mapping[str, Quote], *, with_article: bool = True) -> Table:
    """Return the quotes by their numbers; ``with_article`` says which article each comes from."""
    table = _table("#", "Speaker", "Words", "Kind", "Cue")
    if with_article:
        table.add_column("Article", no_wrap=True, width=_SHORT, style="dim")
    for key, quote in quotes.items():
        speaker = Text("unknown", style="dim") if quote.speaker is None else _actors((quote.speaker,), "blue")
        words = Text(clean(" … ".join(f"“{part}”" for part in quote.words)))
        cells = [Text(key, style="dim"), speaker, words, Text(quote.kind), Text(clean(quote.cue))]
        if with_article:
            cells.append(Text(short_id(quote.article)))
        table.add_row(*cells)
    return table


def rows_table(rows: list[dict[str, Any]]) -> Table:
    """Return the rows of a query, which all have the same columns."""
    table = _table(*(clean(name) for name in rows[0]) if rows else ())
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    return table


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True, header_style="bold")
    for column in columns:
        table.add_column(Text(column), overflow="fold", vertical="top")
    return table


def _actors(actors: Iterable[Actor], style: str) -> Text:
    return Text(", ".join(clean(who(actor)) for actor in actors) or "–", style=style)


def _event(claim: Claim) -> Text:
    return Text.assemble((clean(claim.event_type), "bold"), f" {arrow(claim)}", f" {clean(claim.mode or '')}".rstrip())


def _when(claim: Claim) -> Text:
    if claim.when is not None and len(claim.when.candidates) > 1:
        first, last = claim.when.candidates[0], claim.when.candidates[-1]
        return Text(f"{len(claim.when.candidates)} days possible, {first} to {last}")
    return Text(clean(date_words(claim.when)))


def _status(claim: Claim) -> Text:
    return Text(", ").join(Text(name, style=_STATUS_STYLE.get(name, "")) for name in status(claim))


def _cell(value: Any) -> Text:
    if value is None:
        return Text("–", style="dim")
    if isinstance(value, list):
        return Text(clean(", ".join(map(str, value))))
    return Text(clean(str(value)), justify="right" if isinstance(value, int | float) else None)
