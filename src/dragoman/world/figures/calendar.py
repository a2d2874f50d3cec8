"""The calendar of expectations: what was awaited when, from its first telling to its outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from dragoman.world.figures.theme import (
    DARK,
    MIDDLE,
    PAPER,
    alt,
    chart_of,
    day_axis,
    days,
    finish,
    nothing,
    on,
    pair,
    records,
    shown,
    unknown,
)

__all__ = ["Awaited", "expectation_calendar"]

Rows = Sequence[Mapping[str, Any]]

_WIDTH, _STEP = 680, 26
_MOST = 40
_OUTCOMES = ("fulfilled", "open", "lapsed", "withdrawn")
_FILLS = ("#0072B2", PAPER, "#8c8c8c", "#fbdcb8")
_SHAPES = ("diamond", "circle", "cross", "triangle-down")
_NEEDED = ("event_type", "mode", "sources", "targets", "told", "last_told", "first", "after", "outcome", "happened")
_DAY = dt.timedelta(days=1)


class Awaited(Protocol):
    """An expectation; :class:`dragoman.world.expectations.Expectation` is one.

    ``first`` and ``after`` are the half-open window, both None where nobody gives any; ``decided`` is the day of
    the outcome.
    """

    @property
    def event_type(self) -> str: ...
    @property
    def mode(self) -> str | None: ...
    @property
    def sources(self) -> Sequence[str]: ...
    @property
    def targets(self) -> Sequence[str]: ...
    @property
    def told(self) -> dt.date: ...
    @property
    def last_told(self) -> dt.date: ...
    @property
    def first(self) -> dt.date | None: ...
    @property
    def after(self) -> dt.date | None: ...
    @property
    def outcome(self) -> str: ...
    @property
    def happened(self) -> dt.date | None: ...
    @property
    def days_off(self) -> int | None: ...
    @property
    def decided(self) -> dt.date | None: ...


def expectation_calendar(rows: Sequence[Awaited | Mapping[str, Any]], *, most: int = _MOST) -> alt.TopLevelMixin:
    """Draw each expectation as a line from its first telling to its outcome, its window as a bar on it.

    Args:
        rows: the expectations, in the order wanted.
        most: draw the last so many.
    """
    title = "Expectations: their windows and what came of them"
    every = records(rows, (*_NEEDED, "days_off", "decided"))
    if not every:
        return nothing(title)
    today = max(_latest(row) for row in every)
    drawn = [_awaited(row, number, today) for number, row in enumerate(every[-most:])]
    notes = [
        "upright tick: first told; bar: the window in which it is awaited (none where nobody gives one)",
        "mark: the day of the event, or on which it lapsed or was withdrawn; an open one stands at the last report",
        *unknown(row["key"] for row in drawn),
        *shown(len(drawn), len(every), "expectations, the last"),
    ]
    return finish(_draw(drawn), title, notes)


def _latest(row: Mapping[str, Any]) -> dt.date:
    days: list[dt.date] = [row[name] for name in ("told", "last_told", "happened", "decided") if row[name] is not None]
    return max(days)


def _awaited(row: Mapping[str, Any], number: int, today: dt.date) -> dict[str, Any]:
    kind = row["event_type"] if row["mode"] is None else f"{row['event_type']} {row['mode']}"
    end = row["happened"] or (row["decided"] if row["outcome"] != "open" else None) or today
    window = row["first"] is not None and row["after"] is not None
    return {
        "key": f"{number:04d} {pair(row['sources'], row['targets'])}: {kind}",
        "told": row["told"],
        "from": row["first"] if window else None,
        "to": max(row["after"], row["first"] + _DAY) if window else None,
        "line": max(end, row["told"]),
        "end": end,
        "middle": end + _DAY / 2,
        "outcome": row["outcome"],
        "off": _off(row),
    }


def _off(row: Mapping[str, Any]) -> str:
    """Return the outcome in words: how far from its window the event was, or what became of it."""
    off = row["days_off"]
    if row["outcome"] != "fulfilled" or off is None:
        return str(row["outcome"])
    unit = "day" if abs(off) == 1 else "days"
    return "in its window" if off == 0 else f"{abs(off)} {unit} {'late' if off > 0 else 'early'}"


def _draw(rows: Rows) -> alt.TopLevelMixin:
    known = [row[name] for row in rows for name in ("told", "from", "to", "end") if row[name] is not None]
    first, last = min(known), max(known)
    margin = max(last - first, 14 * _DAY)
    ends = first - margin * 0.02, last + margin * 0.16
    x = alt.X("told:T", title="day", scale=days(*ends), axis=day_axis(*ends))
    keys = [row["key"] for row in rows]
    axis = alt.Axis(labelExpr="slice(datum.value, 5)", ticks=False, grid=True, gridColor="#ececec", domain=False)
    y = alt.Y("key:N", title=None, sort=keys, axis=axis, scale=alt.Scale(padding=0.5))
    domain = list(_OUTCOMES)
    fill = alt.Fill("outcome:N", title="outcome", scale=alt.Scale(domain=domain, range=list(_FILLS)),
                    legend=alt.Legend(symbolStrokeColor=DARK))  # fmt: skip
    shape = alt.Shape("outcome:N", title="outcome", scale=alt.Scale(domain=domain, range=list(_SHAPES)))
    told = ["key:N", "told:N", "from:N", "to:N", "outcome:N", "end:N", "off:N"]
    base = chart_of(rows).encode(y=y, tooltip=told)
    line = base.mark_rule(color=MIDDLE, strokeWidth=1.4).encode(x=x, x2="line:T")
    tick = base.mark_tick(color=DARK, thickness=2, size=14).encode(x=x)
    windows = base.transform_filter("isValid(datum.from)")
    window = windows.mark_bar(height=11, stroke=DARK, strokeWidth=1, fillOpacity=0.45)
    window = window.encode(x=on(x, "from:T"), x2="to:T", fill=fill)
    mark = base.mark_point(filled=True, size=130, stroke=DARK, strokeWidth=1.2, opacity=1)
    mark = mark.encode(x=on(x, "end:T"), fill=fill, shape=shape)
    words = base.mark_text(align="left", dx=11, fontSize=11, color=DARK).encode(x=on(x, "word:T"), text="off:N")
    words = words.transform_calculate(word="isValid(datum.to) && datum.to > datum.end ? datum.to : datum.end")
    return alt.layer(line, window, tick, mark, words).properties(width=_WIDTH, height=alt.Step(_STEP))
