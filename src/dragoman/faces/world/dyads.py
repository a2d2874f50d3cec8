"""A dyad on a terminal: its periods as bars, what changed, what was told and said last, what is awaited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from dragoman.faces.tables import claims_table, quotes_table
from dragoman.faces.terminal import Output
from dragoman.faces.words import count
from dragoman.faces.world.answering import lines
from dragoman.faces.world.bars import Drawing, bar, interval, number, share, signed
from dragoman.faces.world.expectations import expectations_table
from dragoman.faces.world.tables import grid, right
from dragoman.world.dyads import Dyad, Point
from dragoman.world.series import FEWEST

__all__ = ["dyad_lines", "dyad_shown"]

_WIDTH = 16  # of the bars
_SCALE = 10.0  # PLOVER's intensities run from -10 to 10


def dyad_shown(dyad: Dyad) -> Iterator[RenderableType]:
    """Yield a dyad's heading, its periods, and what else is known of the two."""
    yield _heading(dyad)
    if dyad.points:
        yield from (Text(), _points(dyad.points), Text())
        yield from _footing(dyad)
    parts: tuple[tuple[str, RenderableType | None], ...] = (
        ("Told last of each doing to the other", claims_table(_numbered(dyad.latest)) if dyad.latest else None),
        ("Said last of each other", quotes_table(_numbered(dyad.quotes)) if dyad.quotes else None),
        ("Awaited between them", expectations_table(_numbered(dyad.expectations)) if dyad.expectations else None),
    )
    for title, part in parts:
        if part is not None:
            yield from (Text(), Text(title, style="bold"), part)


def dyad_lines(out: Output, dyad: Dyad) -> None:
    """Write a dyad as JSON Lines, each with the ``kind`` of what it is."""
    names = ("one", "other", "by", "at", "organisations", "unplaced")
    head: dict[str, Any] = {name: getattr(dyad, name) for name in names}
    lines(out, [head], "dyad")
    lines(out, dyad.points, "point")
    lines(out, dyad.changes, "change")
    lines(out, dyad.latest, "claim")
    lines(out, dyad.quotes, "quote")
    lines(out, dyad.expectations, "expectation")


def _heading(dyad: Dyad) -> Text:
    head = Text(f"{dyad.one} – {dyad.other}", style="bold")
    events = sum(point.events for point in dyad.points)
    head.append(f"  {count(events, 'event') if events else 'no events'} by {dyad.by}", style="not bold")
    if dyad.unplaced:
        head.append(f", {dyad.unplaced:,} more of no {dyad.by} that is known", style="not bold")
    if dyad.organisations:
        head.append(f"\nBoth in {', '.join(dyad.organisations)} on {dyad.at}", style="not bold")
    return head


def _points(points: Sequence[Point]) -> Table:
    table = grid(
        "#",
        "Period:7",
        "Events>",
        "Before>",
        "Cooperation:6",
        "Conflict:6",
        "Intensity>",
        "?Before>",
        "?95 %",
        "?-10 … 10:9",
    )
    most = max(max(point.cooperation, point.conflict) for point in points)
    for key, point in enumerate(points, start=1):
        table.add_row(
            Text(str(key), style="dim"),
            Text(f"{point.period}{' (part)' if point.partial else ''}"),
            right(point.events),
            Text("–" if point.events_baseline is None else str(point.events_baseline), style="dim"),
            _counted(point.cooperation, most, "blue"),
            _counted(point.conflict, most, "yellow"),
            right(signed(point.intensity)),
            Text(signed(point.baseline), style="dim"),
            Text("" if point.low is None else f"{signed(point.low)} to {signed(point.high)}"),
            interval(point.intensity, point.low, point.high, -_SCALE, _SCALE),
        )
    return table


def _counted(value: int, most: int, style: str) -> Drawing:
    return bar(value, most, _WIDTH, style, f"{value or '':>{len(str(most)) + 1}}")


def _footing(dyad: Dyad) -> Iterator[Text]:
    """Yield what changed, and how wrong it has been to say "same as last period"."""
    for change in dyad.changes:
        found = "" if change.share is None else f"; so in {share(change.share)} of the series drawn again"
        levels = f"mean intensity went from {signed(change.before)} to {signed(change.after)}"
        yield Text(f"Change in {change.period}: {levels}{found}")
    if not dyad.changes:
        yield Text("No change of level found.")
    if sum(point.events for point in dyad.points) < FEWEST:
        yield Text(f"95 %: of fewer than {FEWEST} events in all, nothing is known of their spread.", style="dim")
    last = dyad.points[-1]
    if last.events_error is not None:
        wrong = f"{number(last.events_error)} events"
        wrong += "" if last.baseline_error is None else f" and {number(last.baseline_error)} of intensity"
        yield Text(
            f"“Before”: the last value known; as a forecast it has been wrong by {wrong} on average.", style="dim"
        )


def _numbered(rows: Sequence[Any]) -> dict[str, Any]:
    return {str(key): row for key, row in enumerate(rows, start=1)}
