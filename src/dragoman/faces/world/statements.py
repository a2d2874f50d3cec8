"""Talk on a terminal: who speaks of whom and how warmly, and a dyad's talk beside its deeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from dragoman.faces.terminal import clean
from dragoman.faces.world.bars import interval, signed
from dragoman.faces.world.tables import grid, right
from dragoman.world.statements import Statement, TalkAndDeeds

__all__ = ["statements_table", "talk_shown"]


def statements_table(rows: Mapping[str, Statement]) -> Table:
    """Return who speaks of whom by their numbers; the scale runs from hostile to warm."""
    names = (
        "#",
        "Speaker:7",
        "About:5",
        "Quotes>",
        "Articles>",
        "Warm>",
        "Neutral>",
        "Hostile>",
        "Mean>",
        "?95 %",
        "?-1 … 1:7",
        "Days:10",
    )
    table = grid(*names)
    for key, row in rows.items():
        table.add_row(
            Text(key, style="dim"),
            Text(clean(row.speaker), style="blue"),
            Text(clean(row.about), style="yellow"),
            *(right(value) for value in (row.quotes, row.articles, row.warm, row.neutral, row.hostile)),
            right(signed(row.mean, 2)),
            Text(_range(row.low, row.high)),
            interval(row.mean, row.low, row.high, -1, 1),
            Text(_days(row)),
        )
    return table


def talk_shown(one: str, other: str, found: TalkAndDeeds) -> Iterator[RenderableType]:
    """Yield a dyad's talk and deeds by period, and whether the two go together."""
    yield Text(f"{one} – {other}: what they say of each other beside what they do, both from -1 to 1", style="bold")
    table = grid("#", "From:10", "Quotes>", "Talk>", "?95 %", "?-1 … 1:7", "Deeds>", "Mean>", "?-1 … 1:7", "Gap>")
    for key, row in enumerate(found, start=1):
        table.add_row(
            Text(str(key), style="dim"),
            Text(str(row.start)),
            right(row.quotes),
            right(signed(row.talk, 2)),
            Text(_range(row.talk_low, row.talk_high)),
            interval(row.talk, row.talk_low, row.talk_high, -1, 1),
            right(row.acts),
            right(signed(row.deeds, 2)),
            interval(row.deeds, None, None, -1, 1),
            right(signed(row.gap, 2)),
        )
    yield from (table, Text(), Text(_together(found)))
    yield Text(
        "Deeds: material events only, such as aid, sanctions or force, by the day on which they began; their mean is "
        "of PLOVER's intensity divided by 10. Gap: talk less deeds.",
        style="dim",
    )


def _together(found: TalkAndDeeds) -> str:
    told = found.correlation
    if told.rho is None:
        both = "1 period has" if told.periods == 1 else f"{told.periods} periods have"
        return f"Whether words go with deeds cannot be told: {both} both."
    between = f" ({_range(told.low, told.high)})" if told.low is not None else ""
    return (
        f"Spearman's rho of words and deeds: {signed(told.rho, 2)}{between} over {told.periods} periods that have both."
    )


def _range(low: float | None, high: float | None) -> str:
    return "" if low is None else f"{signed(low, 2)} to {signed(high, 2)}"


def _days(row: Statement) -> str:
    if row.first is None:
        return ""
    return str(row.first) if row.first == row.last else f"{row.first} to {row.last}"
