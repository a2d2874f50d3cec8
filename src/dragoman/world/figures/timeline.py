"""The time line of a dyad: how much passed between two actors in each period, and how warm it was."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Protocol

from dragoman.world.figures.theme import (
    COOPERATION,
    DARK,
    MIDDLE,
    PAPER,
    QUADS,
    SHADES,
    alt,
    chart_of,
    day_axis,
    days,
    finish,
    lettered,
    nothing,
    on,
    records,
)

__all__ = ["DyadChange", "DyadPoint", "dyad_timeline"]

Rows = Sequence[Mapping[str, Any]]

_UNITS = ((r"\d{4}-W\d\d", "week"), (r"\d{4}-Q\d", "quarter"), (r"\d{4}-\d\d", "month"), (r"\d{4}", "year"))
_WIDTH = 720
_ALONE = dt.timedelta(days=28)  # length of a period that stands alone and does not say it
_SCALE = (-10.0, 10.0)  # of intensity
_GAP = 0.1  # of a period, between bars
_STACK = (2, 1, 4, 3)  # deeds next to the zero line, where lengths compare best
_NEEDED = ("period", "start", "cooperation", "conflict", "quad1", "quad2", "quad3", "quad4")
_MEANS = ("intensity", "low", "high", "baseline")
_BOUNDS = ("cooperation_low", "cooperation_high", "conflict_low", "conflict_high")


class DyadPoint(Protocol):
    """One period: counts of events, their mean ``intensity`` with its interval, None where there is none.

    ``baseline`` is the intensity foreseen by "same as last period". Used where a row has them: ``after``, the day
    after the period; ``partial``, that it is not over; ``cooperation_low``, ``cooperation_high``, ``conflict_low``
    and ``conflict_high``, the intervals of the counts.
    """

    @property
    def period(self) -> str: ...
    @property
    def start(self) -> dt.date: ...
    @property
    def cooperation(self) -> float: ...
    @property
    def conflict(self) -> float: ...
    @property
    def quad1(self) -> float: ...
    @property
    def quad2(self) -> float: ...
    @property
    def quad3(self) -> float: ...
    @property
    def quad4(self) -> float: ...
    @property
    def intensity(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def baseline(self) -> float | None: ...


class DyadChange(Protocol):
    """A change of level: the first day of the new one, and mean intensity before and after it.

    Used where a row has it: ``share``, how much of the redrawn series have the change, 0..1.
    """

    @property
    def date(self) -> dt.date: ...
    @property
    def before(self) -> float: ...
    @property
    def after(self) -> float: ...


def dyad_timeline(
    points: Sequence[DyadPoint | Mapping[str, Any]],
    changes: Sequence[DyadChange | Mapping[str, Any]] = (),
    *,
    about: str = "",
) -> alt.TopLevelMixin:
    """Draw counts (cooperation up, conflict down) above mean intensity with its interval, over time.

    Args:
        points: the periods, in order.
        changes: changes of level, drawn as upright lines with the levels before and after.
        about: whose events they are, for the title.
    """
    rows = records(points, (*_NEEDED, *_MEANS), {"after": None, "partial": False, **dict.fromkeys(_BOUNDS)})
    unit = _unit(rows)
    title = f"{about}{': ' if about else ''}events per {unit}, and their mean intensity"
    title = title[0].upper() + title[1:]
    if not rows:
        return nothing(title)
    _spans(rows)
    margin = max((rows[-1]["end"] - rows[0]["start"]) * 0.02, dt.timedelta(days=1))
    ends = rows[0]["start"] - margin, rows[-1]["end"] + margin
    x = alt.X("start:T", title=unit, scale=days(*ends), axis=day_axis(*ends))
    turns = [_turn(row) for row in records(changes, ("date", "before", "after"), {"share": None})]
    both = alt.vconcat(_counts(rows, turns, x, unit), _warmth(rows, turns, x, unit))
    return finish(both.resolve_scale(color="independent", strokeDash="independent"), title, _notes(rows, turns, unit))


def _notes(rows: Rows, turns: Rows, unit: str) -> list[str]:
    notes = ["above: events counted once each, conflict below the line; below: their mean intensity"]
    if turns:
        share = ", and share of redrawn series that have it" if any("%" in turn["label"] for turn in turns) else ""
        notes.append(f"long dashes: a change of level, from which mean to which{share}")
    whiskers = any(row[name] is not None for row in rows for name in _BOUNDS)
    intervals = "thin uprights: 95 % intervals of the counts, where there are any; " if whiskers else ""
    notes.append(f"{intervals}band: 95 % interval of the mean")
    if any(row["partial"] for row in rows):
        notes[-1] += f"; faint: a {unit} cut short"
    if any((row["low"], row["high"]) == _SCALE for row in rows):
        notes.append("a band as high as the scale: of so few events nothing is known of their spread")
    return notes


def _turn(row: Mapping[str, Any]) -> dict[str, Any]:
    share = "" if row["share"] is None else f" ({row['share']:.0%})"
    words = f"{row['before']:+.1f} → {row['after']:+.1f}{share}".replace("-", "−")
    return {"start": row["date"], "label": words}


def _unit(rows: Rows) -> str:
    for pattern, unit in _UNITS:
        if rows and re.fullmatch(pattern, rows[0]["period"]):
            return unit
    return "period"


def _spans(rows: list[dict[str, Any]]) -> None:
    """Give each row the end of its bar (``end``) and the day in its middle."""
    starts = [row["start"] for row in rows]
    usual = min((after - before for before, after in pairwise(starts)), default=_ALONE)
    for row in rows:
        whole = usual if row["after"] is None else row["after"] - row["start"]
        row["end"] = row["start"] + max(whole * (1 - _GAP), dt.timedelta(days=1))
        row["middle"] = row["start"] + whole * 0.5


def _bars(rows: Rows) -> Iterator[dict[str, Any]]:
    for row in rows:
        level = {True: 0.0, False: 0.0}
        for quad in _STACK:
            up, count = quad in COOPERATION, row[f"quad{quad}"]
            base = level[up]
            level[up] = base + (count if up else -count)
            plain = {name: row[name] for name in ("period", "start", "end")}
            bar = {"kind": QUADS[quad - 1], "count": count, "from": base, "to": level[up]}
            if count:
                yield {**plain, **bar, "faint": bool(row["partial"])}


def _whiskers(rows: Rows) -> list[dict[str, Any]]:
    """Return the intervals of the counts: those of cooperation left of the middle of the bar, of conflict likewise."""
    found = []
    for row in rows:
        for name, sign in (("cooperation", 1), ("conflict", -1)):
            low, high = row[f"{name}_low"], row[f"{name}_high"]
            if row[name] and low is not None and high is not None:
                found.append({"start": row["start"], "middle": row["middle"], "from": sign * low, "to": sign * high})
    return found


def _counts(rows: Rows, turns: Rows, x: alt.X, unit: str) -> alt.LayerChart | alt.FacetChart:
    axis = alt.Axis(labelExpr="format(abs(datum.value), ',')", tickMinStep=1, tickCount=6)
    y = alt.Y("from:Q", title=f"events per {unit}", axis=axis)
    kinds = alt.Color(
        "kind:N", title=None, scale=alt.Scale(domain=list(QUADS), range=list(SHADES)),
        legend=alt.Legend(orient="top", columns=4, symbolStrokeColor=DARK, symbolType="square"),
    )  # fmt: skip
    faint = alt.when("datum.faint").then(alt.value(0.45)).otherwise(alt.value(1))
    bars = chart_of(list(_bars(rows))).mark_bar(stroke=DARK, strokeWidth=0.7)
    bars = bars.encode(x=x, x2="end:T", y=y, y2="to:Q", color=kinds, opacity=faint,
                       tooltip=["period:N", "kind:N", "count:Q"])  # fmt: skip
    whiskers = chart_of(_whiskers(rows)).encode(x=on(x, "middle:T"), y=y, y2="to:Q")
    halo = whiskers.mark_rule(color=PAPER, strokeWidth=4, opacity=0.9)  # so that dark bars do not swallow them
    reach = whiskers.mark_rule(color=DARK, strokeWidth=1.4)
    zero = chart_of([{"zero": 0}]).mark_rule(color=DARK).encode(y="zero:Q")
    return alt.layer(bars, halo, reach, zero, *_turns(turns, x, words=True)).properties(width=_WIDTH, height=230)


def _warmth(rows: Rows, turns: Rows, x: alt.X, unit: str) -> alt.LayerChart | alt.FacetChart:
    names = ["mean intensity", f"same as last {unit}"]
    wanted = ("period", "middle", *_MEANS)
    known = [{name: row[name] for name in wanted} | {"line": names[0]} for row in rows]
    same = [{name: row[name] for name in wanted} | {"line": names[1]} for row in rows]
    x = on(x, "middle:T")
    title = ["mean intensity", "(PLOVER, −10 to 10)"]
    y, low = (alt.Y(f"{name}:Q", title=title, axis=alt.Axis(tickCount=5)) for name in ("intensity", "low"))
    dash = alt.StrokeDash(
        "line:N", title=None, scale=alt.Scale(domain=names, range=[[1, 0], [4, 3]]),
        legend=alt.Legend(orient="top", symbolType="stroke", symbolSize=500, symbolStrokeColor=DARK),
    )  # fmt: skip
    base = chart_of(known).encode(x=x, tooltip=["period:N", *(f"{name}:Q" for name in _MEANS)])
    band = base.mark_area(color=SHADES[1], opacity=0.16).encode(y=low, y2="high:Q")
    reach = base.mark_rule(color=SHADES[1], opacity=0.7).encode(y=low, y2="high:Q")
    before = chart_of(same).mark_line(color=MIDDLE, strokeWidth=1.3)
    before = before.encode(x=x, y=alt.Y("baseline:Q", title=title), strokeDash=dash)
    line = base.mark_line(color=DARK, strokeWidth=2).encode(y=y, strokeDash=dash)
    dots = base.mark_circle(color=DARK, size=36, opacity=1).encode(y=y)
    zero = chart_of([{"zero": 0}]).mark_rule(color=MIDDLE).encode(y="zero:Q")
    layers = alt.layer(band, zero, reach, before, line, dots, *_turns(turns, x, words=False))
    return layers.properties(width=_WIDTH, height=180)


def _turns(turns: Rows, x: alt.X, *, words: bool) -> list[alt.Chart]:
    """Return the upright lines where the level changes, with their labels at the top."""
    if not turns:
        return []
    base = chart_of(turns).encode(x=on(x, "start:T"))
    rules = base.mark_rule(color=DARK, strokeWidth=1.6, strokeDash=[8, 3])
    if not words:
        return [rules]
    text = base.encode(text="label:N", y=alt.value(2))
    return [rules, *lettered(text, align="left", baseline="top", dx=5, fontSize=12, fontWeight=600)]
