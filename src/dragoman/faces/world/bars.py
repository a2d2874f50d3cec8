"""Figures drawn in a line of characters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

__all__ = ["Drawing", "bar", "interval", "number", "share", "signed"]

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_LEAST = 5  # characters of a bar or scale on a narrow terminal


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn as wide as there is room for, from ``least`` to ``most`` characters."""

    draw: Callable[[int], Text]
    least: int
    most: int

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(self.least, self.most).with_maximum(options.max_width)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.draw(max(1, min(self.most, options.max_width)))


def bar(value: float, most: float, width: int, style: str = "", label: str = "") -> Drawing:
    """Return a bar of ``value``, as long as ``width`` characters where it is ``most``, and a label after it."""

    def drawn(room: int) -> Text:
        long = max(1, room - len(label))
        eighths = 0 if most <= 0 else round(max(0.0, min(1.0, value / most)) * long * 8)
        whole, rest = divmod(max(eighths, 1) if value > 0 else eighths, 8)
        blocks = "█" * whole + (_EIGHTHS[rest] if rest else "")
        return Text.assemble((blocks.ljust(long), style), label)

    return Drawing(drawn, _LEAST + len(label), width + len(label))


def interval(
    value: float | None, low: float | None, high: float | None, least: float, most: float, width: int = 21
) -> Drawing:
    """Return a scale from ``least`` to ``most`` with its zero, the interval as a line and the value as a dot."""

    def drawn(room: int) -> Text:
        room -= 1 - room % 2  # so that the middle has a character

        def place(at: float) -> int:
            return round((max(least, min(most, at)) - least) / (most - least) * (room - 1))

        scale = ["·"] * room
        if least <= 0 <= most:
            scale[place(0)] = "│"
        if low is not None and high is not None:
            for at in range(place(low), place(high) + 1):
                scale[at] = "─"
        if value is not None:
            scale[place(value)] = "●"
        return Text("".join(scale), style="" if value is not None else "dim")

    return Drawing(drawn, _LEAST, width)


def number(value: float | None, digits: int = 1) -> str:
    """Return a number, or a dash where there is none."""
    return "–" if value is None else f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def signed(value: float | None, digits: int = 1) -> str:
    """Return a number with its sign, or a dash where there is none."""
    if value is None:
        return "–"
    rounded = round(value, digits)
    return f"{rounded:+.{digits}f}".replace("-", "−") if rounded else f"{0:.{digits}f}"


def share(value: float | None) -> str:
    """Return a share of one in per cent, or a dash where there is none."""
    return "–" if value is None else f"{value:.0%}"
