"""Figures drawn in a line of characters."""

from __future__ import annotations

from rich.text import Text

__all__ = ["bar", "interval", "number", "share", "signed"]

_EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar(value: float, most: float, width: int, style: str = "") -> Text:
    """Return a bar of ``value``, as long as ``width`` characters where it is ``most``."""
    eighths = 0 if most <= 0 else round(max(0.0, min(1.0, value / most)) * width * 8)
    if value > 0:
        eighths = max(eighths, 1)
    whole, rest = divmod(eighths, 8)
    drawn = "█" * whole + (_EIGHTHS[rest] if rest else "")
    return Text(drawn.ljust(width), style=style)


def interval(
    value: float | None, low: float | None, high: float | None, least: float, most: float, width: int = 21
) -> Text:
    """Return a scale from ``least`` to ``most`` with its zero, the interval as a line and the value as a dot."""

    def place(at: float) -> int:
        return round((max(least, min(most, at)) - least) / (most - least) * (width - 1))

    drawn = ["·"] * width
    if least <= 0 <= most:
        drawn[place(0)] = "│"
    if low is not None and high is not None:
        for at in range(place(low), place(high) + 1):
            drawn[at] = "─"
    if value is not None:
        drawn[place(value)] = "●"
    return Text("".join(drawn), style="" if value is not None else "dim")


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
