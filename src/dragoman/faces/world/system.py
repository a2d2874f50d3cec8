"""The system of states on a terminal: blocs, figures, actors and ties, and what differs from another period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from dragoman.errors import InputError
from dragoman.faces.terminal import Output, clean
from dragoman.faces.words import count
from dragoman.faces.world.answering import index_of, lines
from dragoman.faces.world.bars import bar, number, share, signed
from dragoman.faces.world.tables import grid, right
from dragoman.records import Claim
from dragoman.world.measures import Measure
from dragoman.world.system import System
from dragoman.world.systemrows import SystemActor, SystemBloc, Tie

__all__ = ["behind", "system_lines", "system_shown"]

_WIDTH = 10  # of the bars


def system_shown(found: System, most: int | None) -> Iterator[RenderableType]:
    """Yield the tables of a period, of actors and ties the first ``most``."""
    yield _heading(found)
    if found.actors:
        yield from (Text(), _blocs(found.blocs), Text(), *_figures(found))
        yield from (Text(), _actors(found.actors[:most]), Text(), _ties(found.ties[:most]))
        if most is not None and max(len(found.actors), len(found.ties)) > most:
            yield Text(f"The first {most} actors and ties: --all shows all.", style="dim")
        yield from (Text(), Text(f"Assumes: {'; '.join(found.assumptions)}.", style="dim"))
    if found.other is not None:
        yield from _compared(found, found.other)


def behind(found: System, why: str) -> list[Claim]:
    """Return the claims behind a tie, named by its number or as ``RUS-CHN``, or behind all that an actor does."""
    name = why.strip().upper()
    actors = [row.code for row in found.actors]
    if name in actors:
        return found.actors.why(actors.index(name))
    pairs = [f"{row.first}-{row.second}" for row in found.ties]
    pair = "-".join(sorted(name.split("-")))
    if not name.isdecimal() and pair not in pairs:
        raise InputError(
            f"there is no actor and no tie {why} in {found.period}: give a tie's number, a tie such as RUS-CHN, or "
            "an actor's code, of those that are shown with --all"
        )
    return found.ties.why(index_of(pair, pairs))


def system_lines(out: Output, found: System) -> None:
    """Write a system as JSON Lines, each with the ``kind`` of what it is."""
    names = ("period", "events", "minimum", "left_out", "note", "assumptions")
    for system in (found, *([] if found.other is None else [found.other])):
        head: dict[str, Any] = {name: getattr(system, name) for name in names}
        lines(out, [head], "system")
        for kind, rows in (
            ("bloc", system.blocs),
            ("measure", system.measures),
            ("actor", system.actors),
            ("tie", system.ties),
        ):
            lines(out, [{"period": system.period, **row} for row in rows.to_dicts()], kind)
    lines(out, found.changes, "change")
    lines(out, found.differences, "difference")


def _heading(found: System) -> Text:
    head = Text(f"The system in {found.period}", style="bold")
    if not found.actors:
        return head.append(f": {found.note}", style="not bold")
    parts = [count(len(found.actors), "actor"), count(len(found.blocs), "bloc"), f"{found.events:,} dealings"]
    if found.left_out:
        parts.append(f"{found.left_out} left out with fewer than {found.minimum}")
    return head.append(f": {', '.join(parts)}", style="not bold")


def _blocs(rows: Sequence[SystemBloc]) -> Table:
    table = grid(
        "Bloc:4",
        "Members:9",
        "Weight>",
        "Cooperation within>",
        "Conflict within>",
        "?Conflict with others>",
        "?Stability>",
    )
    for row in rows:
        table.add_row(
            Text(row.name, style="bold"),
            Text(", ".join(row.members)),
            right(share(row.weight)),
            *(right(number(value)) for value in (row.cooperation, row.conflict, row.against)),
            right(share(row.stability)),
        )
    return table


def _figures(found: System) -> Iterator[RenderableType]:
    table = grid("Figure", "Value>", "95 %", "Before>", "?Without one outlet", "?Leans on", "?By chance>", "What it is")
    for row in found.measures:
        table.add_row(
            Text(row.name, style="bold"),
            right(number(row.value, 2)),
            Text(_range(row.low, row.high)),
            right(number(row.last, 2)),
            Text(_range(row.lowest, row.highest)),
            Text(clean(row.outlet or "–")),
            right(_chance(row)),
            Text(row.meaning, style="dim"),
        )
    yield table


def _chance(row: Measure) -> str:
    return "–" if row.chance is None else f"{number(row.chance, 2)} (p {number(row.p, 2)})"


def _actors(rows: Sequence[SystemActor]) -> Table:
    names = ("Actor", "Bloc", "Firm>", "Cooperation", "Conflict", "Links>", "?Betweenness>", "?Constraint>", "?Leads>")
    table = grid(*names)
    most = max(max(row.cooperation, row.conflict) for row in rows)
    long = len(number(most)) + 1
    for row in rows:
        leads = signed(row.lead, 2)
        if row.lead is not None and row.lead_low is not None and row.lead_high is not None:
            leads += " ?" if row.lead_low <= row.lead <= row.lead_high else " *"
        table.add_row(
            Text(row.code, style="bold"),
            Text(row.bloc),
            right(share(row.firmness)),
            bar(row.cooperation, most, _WIDTH, "blue", f"{number(row.cooperation):>{long}}"),
            bar(row.conflict, most, _WIDTH, "yellow", f"{number(row.conflict):>{long}}"),
            right(row.links),
            right(number(row.betweenness, 2)),
            right(number(row.constraint, 2)),
            right(leads),
        )
    return table


def _ties(rows: Sequence[Tie]) -> Table:
    table = grid("#", "Tie", "Events>", "Cooperation>", "Conflict>", "Net>")
    for key, row in enumerate(rows, start=1):
        figures = (str(row.events), number(row.cooperation), number(row.conflict), signed(row.net))
        table.add_row(Text(str(key), style="dim"), Text(f"{row.first}-{row.second}"), *map(right, figures))
    return table


def _compared(found: System, other: System) -> Iterator[RenderableType]:
    """Yield who changed blocs between two periods, and the figures of both."""
    yield from (Text(), _heading(other))
    if not found.actors or not other.actors:
        return
    yield Text()
    moved = [row for row in found.changes if row.changed]
    for row in moved:
        yield Text(f"{row.code} left the bloc of {row.then} for that of {row.now}.")
    if found.changes and not moved:
        stayed = sum(row.changed is False for row in found.changes)
        yield Text(f"No one changed blocs of {count(stayed, 'actor')} shown in both.")
    if found.differences:
        table = grid("Figure", f"{other.period}>", f"{found.period}>", "Difference>")
        for figure in found.differences:
            values = (number(figure.then, 2), number(figure.now, 2), signed(figure.difference, 2))
            table.add_row(Text(figure.name, style="bold"), *map(right, values))
        yield table


def _range(low: float | None, high: float | None) -> str:
    return "–" if low is None else f"{number(low, 2)} to {number(high, 2)}"
