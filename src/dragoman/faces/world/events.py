"""Events on a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from rich.table import Table
from rich.text import Text

from dragoman import ontology
from dragoman.faces.terminal import clean
from dragoman.faces.words import count
from dragoman.faces.world.tables import grid
from dragoman.world.events import Event

__all__ = ["act_words", "codes", "days_words", "events_table", "short", "stories_words"]

_DAY = dt.timedelta(days=1)
_SHORT = 7


def events_table(events: Mapping[str, Event]) -> Table:
    """Return the events by their numbers; the columns of denials and contradictions only where there are any."""
    denied = any(event.status == "denied" for event in events.values())
    contradicted = any(event.contradictions for event in events.values())
    more = [*(["Status:6"] if denied else []), *(["Contradictions:10"] if contradicted else []), "?Id:7"]
    table = grid("#", "When:10", "Source:6", "Event:10", "Target:6", "Told by:9", *more)
    for key, event in events.items():
        table.add_row(
            Text(key, style="dim"),
            when_words(event),
            Text(codes(event.sources), style="blue"),
            act_words(event.event_type, event.mode),
            Text(codes(event.targets), style="yellow"),
            Text(stories_words(event)),
            *([Text("denied" if event.status == "denied" else "", style="bold red")] if denied else []),
            *([Text(clean("; ".join(map(str, event.contradictions))), style="red")] if contradicted else []),
            Text(short(event.id), style="dim"),
        )
    return table


def when_words(event: Event) -> Text:
    """Return the days that most reports agree on; where none gives any, when it was told."""
    days = days_words(event.first, event.after)
    return Text(days) if event.dated else Text(f"told {days}", style="dim")


def days_words(first: dt.date, after: dt.date) -> str:
    """Return half-open days as a day, month or year where they are one, else from the first to the last."""
    last = after - _DAY
    if last <= first:
        return first.isoformat()
    if first.day == 1 and after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        if months == 1:
            return f"{first:%Y-%m}"
        if months == 12 and first.month == 1:
            return f"{first:%Y}"
    return f"{first} to {last}"


class _Told(Protocol):
    @property
    def stories(self) -> int: ...
    @property
    def articles(self) -> int: ...
    @property
    def languages(self) -> tuple[str, ...]: ...


def stories_words(told: _Told) -> str:
    """Return how many independent stories tell it, in how many articles where some are copies, in which languages."""
    stories = "1 story" if told.stories == 1 else f"{told.stories:,} stories"
    printed = f" in {count(told.articles, 'article')}" if told.articles != told.stories else ""
    return f"{stories}{printed} ({' '.join(told.languages)})"


def act_words(event_type: str, mode: str | None) -> Text:
    """Return a type with its arrow and mode."""
    known = ontology.EVENT_TYPES.get(event_type)
    sign = "↔" if known is not None and known.reciprocal else "→"
    return Text.assemble((clean(event_type), "bold"), f" {sign}", f" {clean(mode or '')}".rstrip())


def codes(actors: Sequence[str]) -> str:
    return clean(", ".join(actors)) or "–"


def short(id: str) -> str:
    """Return the beginning of an id without its tag, enough to name it by."""
    return id.split(":")[-1][:_SHORT]
