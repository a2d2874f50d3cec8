"""Expectations on a terminal, and how often what a source expects comes true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from dragoman.faces.terminal import clean
from dragoman.faces.world.bars import number, share
from dragoman.faces.world.events import act_words, codes, days_words, short, stories_words
from dragoman.faces.world.tables import grid, right
from dragoman.world.expectations import Expectation
from dragoman.world.scores import Score

__all__ = ["came_of_it", "expectations_table", "scores_tables"]

_STYLES = {"fulfilled": "green", "lapsed": "red", "withdrawn": "red"}
_VOICES = 3  # shown of each


def expectations_table(rows: Mapping[str, Expectation]) -> Table:
    """Return the expectations by their numbers."""
    names = ("#", "Window:10", "Source:6", "Event:9", "Target:6", "Told:10", "?How:8", "On whose word:9")
    table = grid(*names, "What came of it:10", "?Id:7")
    for key, row in rows.items():
        table.add_row(
            Text(key, style="dim"),
            _window(row),
            Text(codes(row.sources), style="blue"),
            act_words(row.event_type, row.mode),
            Text(codes(row.targets), style="yellow"),
            Text(_told(row)),
            Text(" → ".join(modality for _, modality in row.modality_path) + (", if …" if row.condition else "")),
            Text(clean(_voices(row))),
            Text(came_of_it(row), style=_STYLES.get(row.outcome, "")),
            Text(short(row.id), style="dim"),
        )
    return table


def came_of_it(row: Expectation) -> str:
    """Return the outcome with its day, and how far off the window it was."""
    if row.happened is not None:
        off = row.days_off
        if off is None:
            return f"fulfilled {row.happened}"
        if off == 0:
            return f"fulfilled {row.happened}, in the window"
        days = f"{abs(off)} day{'' if abs(off) == 1 else 's'}"
        return f"fulfilled {row.happened}, {days} {'before' if off < 0 else 'after'} the window"
    return row.outcome if row.decided is None else f"{row.outcome} {row.decided}"


def scores_tables(outlets: Sequence[Score], voices: Sequence[Score]) -> Iterator[RenderableType]:
    """Yield how each outlet and each voice did, with the baselines beside it."""
    for what, scores in (("Outlet", outlets), ("Voice", voices)):
        if scores:
            yield _scores(what, scores)
            yield Text()
    yield Text(
        "Share: how many came true of those decided, with its 95 % interval (Wilson 1927). Of all: the same over all "
        "expectations. As before: how often it would be right to say that it goes as most went in the month before.",
        style="dim",
    )


def _scores(what: str, scores: Sequence[Score]) -> Table:
    names = (
        "Told>",
        "Decided>",
        "True>",
        "?Lapsed>",
        "?Withdrawn>",
        "Share>",
        "95 %:12",
        "Of all>",
        "As before>",
        "?Days off>",
    )
    table = grid(f"{what}:15", *names)
    for score in scores:
        table.add_row(
            Text(clean(score.source)),
            *(right(value) for value in (score.told, score.decided, score.true, score.lapsed, score.withdrawn)),
            right(share(score.share)),
            Text(f"{share(score.low)} to {share(score.high)}" if score.decided else "–"),
            right(share(score.overall)),
            right(share(score.last_period)),
            right(number(score.days_off, 0)),
        )
    return table


def _window(row: Expectation) -> Text:
    if row.first is None or row.after is None:
        return Text("no date", style="dim")
    others = len(row.windows) - 1
    versions = f" ({others} other{'' if others == 1 else 's'})" if others > 0 else ""
    return Text(days_words(row.first, row.after) + versions)


def _told(row: Expectation) -> str:
    days = str(row.told) if row.told == row.last_told else f"{row.told} to {row.last_told}"
    return f"{days}, {stories_words(row)}"


def _voices(row: Expectation) -> str:
    """Return on whose words it was told, each once, the most frequent first."""
    said = list(dict.fromkeys(str(voice) for voice in row.voices))
    more = f" and {len(said) - _VOICES} more" if len(said) > _VOICES else ""
    return "; ".join(said[:_VOICES]) + more
