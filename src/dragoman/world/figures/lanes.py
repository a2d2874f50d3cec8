"""Lanes of a chart over time: which row a mark goes to, so that marks and their words do not cover one another."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.world.figures.theme import alt

__all__ = ["lane_axis", "packed", "row_key", "row_of"]

_MARK = "\N{SYMBOL FOR UNIT SEPARATOR}"


def packed(spans: Sequence[tuple[float, float]], *, most: int) -> list[int]:
    """Return a row for each span (left, right), the lowest where it covers none before it; ``most`` rows at most.

    Spans must come in order of their left ends. What fits in no row goes to the one that is free first.
    """
    ends: list[float] = []
    rows = []
    for left, right in spans:
        row = next((number for number, end in enumerate(ends) if end <= left), len(ends))
        if row == len(ends) < most:
            ends.append(right)
        elif row == len(ends):
            row = min(range(len(ends)), key=ends.__getitem__)
        ends[row] = max(ends[row], right)
        rows.append(row)
    return rows


def row_key(lane: str, row: int) -> str:
    """Return what stands for one of a lane's rows on a nominal axis."""
    return f"{lane}{_MARK}{row}"


def row_of(key: str) -> int:
    """Return the number of the row within its lane."""
    return int(key.rsplit(_MARK, 1)[1])


def lane_axis() -> alt.Axis:
    """Return an axis that names each lane at its first row only, and draws a line there."""
    row, lane = (f"split(datum.value, '{_MARK}')[{place}]" for place in (1, 0))
    grid = alt.condition(f"{row} === '0'", alt.value("#d0d0d0"), alt.value("#f6f6f6"))
    label = f"{row} === '0' ? {lane} : ''"
    return alt.Axis(labelExpr=label, ticks=False, grid=True, gridColor=grid, domain=False, labelPadding=10)
