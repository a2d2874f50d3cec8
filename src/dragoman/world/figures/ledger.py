"""The ledger of events: what happened between whom, when, on how many independent reports."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from dragoman.world.figures.lanes import lane_axis, packed, row_key, row_of
from dragoman.world.figures.theme import (
    COOPERATION,
    DARK,
    MIDDLE,
    PAPER,
    SHADES,
    alt,
    chart_of,
    day_axis,
    days,
    finish,
    lettered,
    nothing,
    on,
    pair,
    records,
    shown,
    unknown,
)

__all__ = ["Happening", "event_ledger"]

Rows = Sequence[Mapping[str, Any]]

_WIDTH, _STEP = 760, 21  # pixels
_LETTER, _MARK, _BESIDE = 6.8, 18, 17  # pixels of a letter, of a mark, and from its middle to its words: past a ring
_LABELLED = 80  # with more events than this, their types are not written
_SMALLEST, _LARGEST = 45, 260  # square pixels of a mark
_DEEPEST = 6  # rows of a lane
_LANES = 25
_NEEDED = ("event_type", "quad", "sources", "targets", "status", "first", "after", "earliest", "latest", "stories")
_SIGNS = ("cooperation", "conflict")
_DONE = ("happened", "denied")


class Happening(Protocol):
    """An event; :class:`dragoman.world.events.Event` is one."""

    @property
    def event_type(self) -> str: ...
    @property
    def quad(self) -> int: ...
    @property
    def sources(self) -> Sequence[str]: ...
    @property
    def targets(self) -> Sequence[str]: ...
    @property
    def status(self) -> str: ...
    @property
    def first(self) -> dt.date: ...
    @property
    def after(self) -> dt.date: ...
    @property
    def earliest(self) -> dt.date: ...
    @property
    def latest(self) -> dt.date: ...
    @property
    def stories(self) -> int: ...
    @property
    def contradictions(self) -> Sequence[object]: ...


def event_ledger(
    events: Sequence[Happening | Mapping[str, Any]], *, lanes: Literal["pair", "type"] = "pair", most: int = _LANES
) -> alt.TopLevelMixin:
    """Draw events over time, in lanes by pair of actors or by type.

    A mark's size is the number of independent stories, its shape whether it happened, a ring that its reports
    contradict one another, a line the days that they give.

    Args:
        lanes: what shares a lane.
        most: draw the so many lanes with most events.
    """
    title = "Events by pair of actors" if lanes == "pair" else "Events by type"
    rows = [_event(row, lanes) for row in records(events, _NEEDED, {"contradictions": ()})]
    if not rows:
        return nothing(title)
    busiest = Counter(row["lane"] for row in rows).most_common()
    kept = {lane for lane, _ in sorted(busiest, key=lambda item: (-item[1], item[0]))[:most]}
    drawn = sorted((row for row in rows if row["lane"] in kept), key=lambda row: (row["day"], row["name"]))
    x = _place(drawn)
    _rings(drawn)
    notes = ["each mark is one event; larger: more independent stories; ringed: its reports contradict one another"]
    notes.append("thin line: the days that reports give; letters: " + ("event type" if lanes == "pair" else "actors"))
    if len(drawn) > _LABELLED:
        notes[-1] = "thin line: the days that reports give"
    notes += unknown(row["actors"] for row in drawn)
    notes += shown(len(kept), len(busiest), "lanes, those with most events")
    return finish(_draw(drawn, x), title, notes)


def _event(row: Mapping[str, Any], lanes: str) -> dict[str, Any]:
    actors = pair(row["sources"], row["targets"])
    both = " – ".join(sorted((pair(row["sources"], ()), pair(row["targets"], ())))) if row["targets"] else actors
    last = max(row["after"] - dt.timedelta(days=1), row["first"])
    name, lane = (row["event_type"], both) if lanes == "pair" else (actors, row["event_type"])
    return {
        "name": name,
        "lane": lane,
        "actors": actors,
        "type": row["event_type"],
        "sign": _SIGNS[row["quad"] not in COOPERATION],
        "status": row["status"],
        "day": row["first"] + (last - row["first"]) / 2,
        "from": min(row["earliest"], row["first"]),
        "to": max(row["latest"], last),
        "stories": row["stories"],
        "against": "; ".join(str(one) for one in row["contradictions"]),
    }


def _place(rows: list[dict[str, Any]]) -> alt.X:
    """Give each row its ``key``, the row of the chart that it goes to; return the axis of days."""
    first, last = min(row["from"] for row in rows), max(row["to"] for row in rows)
    wordy = len(rows) <= _LABELLED
    letters = max(len(row["name"]) for row in rows) * _LETTER if wordy else 0
    length = max((last - first).days, 7) * _WIDTH / (_WIDTH - letters - 3 * _MARK)
    a_day = _WIDTH / length
    lanes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        row["word"] = row["name"] if wordy else ""
        lanes[row["lane"]].append(row)
    for lane, members in lanes.items():
        spans = [_pixels(row, first, a_day) for row in members]
        members = [member for _, member in sorted(zip(spans, members, strict=True), key=lambda both: both[0])]
        for member, depth in zip(members, packed(sorted(spans), most=_DEEPEST), strict=True):
            member["key"] = row_key(lane, depth)
    margin = dt.timedelta(days=math.ceil(_MARK / a_day))
    right = max(_pixels(row, first, a_day)[1] for row in rows)
    ends = first - margin, first + dt.timedelta(days=math.ceil(right / a_day)) + margin
    return alt.X("day:T", title="day", scale=days(*ends), axis=day_axis(*ends))


def _rings(rows: list[dict[str, Any]]) -> None:
    """Give each row the size of a ring around its mark, in square pixels."""
    most = _most(rows)
    for row in rows:
        share = (math.sqrt(row["stories"]) - 1) / (math.sqrt(most) - 1)
        row["ring"] = (math.sqrt(_SMALLEST + share * (_LARGEST - _SMALLEST)) + 7) ** 2


def _most(rows: Rows) -> int:
    return max(2, *(int(row["stories"]) for row in rows))


def _pixels(row: Mapping[str, Any], first: dt.date, a_day: float) -> tuple[float, float]:
    """Return from where to where a row's mark, line and word reach, in pixels."""
    left, at, right = ((row[name] - first).days * a_day for name in ("from", "day", "to"))
    word = at + _MARK + len(row["word"]) * _LETTER if row["word"] else 0
    return min(left, at - _MARK / 2), max(right + 3, at + _MARK / 2, word)


def _draw(rows: Rows, x: alt.X) -> alt.TopLevelMixin:
    keys = sorted({row["key"] for row in rows}, key=_order(rows))
    y = alt.Y("key:N", title=None, sort=keys, axis=lane_axis(), scale=alt.Scale(padding=0.6))
    base = chart_of(rows).encode(y=y, x=x)
    size = alt.Size(
        "stories:Q", title="stories",
        scale=alt.Scale(type="sqrt", domain=[1, _most(rows)], range=[_SMALLEST, _LARGEST]),
        legend=alt.Legend(format="d", values=_steps(rows), symbolFillColor=MIDDLE, symbolStrokeColor=DARK),
    )  # fmt: skip
    shapes = alt.Scale(domain=list(_DONE), range=["circle", "triangle-down"])
    blank = alt.Legend(symbolFillColor=PAPER, symbolStrokeColor=DARK)
    shape = alt.Shape("status:N", title="status", scale=shapes, legend=blank)
    shades = alt.Scale(domain=list(_SIGNS), range=[SHADES[1], SHADES[2]])
    squares = alt.Legend(symbolType="square", symbolStrokeColor=DARK)
    fill = alt.Fill("sign:N", title="kind", scale=shades, legend=squares)
    wide = base.transform_filter("datum.from != datum.to").mark_rule(color=MIDDLE, strokeWidth=1.4)
    marks = base.mark_point(filled=True, stroke=DARK, strokeWidth=1, opacity=1)
    told = ["actors:N", "type:N", "status:N", "from:N", "to:N", "stories:Q", "against:N"]
    marks = marks.encode(size=size, shape=shape, fill=fill, tooltip=told)
    ringed = base.transform_filter("datum.against != ''")
    ring = ringed.mark_point(filled=False, shape="circle", stroke=DARK, strokeWidth=1.8, opacity=1)
    ring = ring.encode(size=alt.Size("ring:Q", scale=None))
    words = lettered(base.encode(text="word:N"), align="left", dx=_BESIDE, fontSize=11)
    layers = alt.layer(wide.encode(x=on(x, "from:T"), x2="to:T"), *words, marks, ring)
    figure: alt.TopLevelMixin = layers.resolve_scale(size="independent").properties(
        width=_WIDTH, height=alt.Step(_STEP)
    )
    return figure


def _steps(rows: Rows) -> list[int]:
    """Return the sizes shown in the legend."""
    most = max(row["stories"] for row in rows)
    return sorted({1, max(1, round(most / 2)), most})


def _order(rows: Rows) -> Any:
    """Return the order of the chart's rows: lanes with most events above, their rows from the first on."""
    counts = Counter(row["lane"] for row in rows)
    of_key = {row["key"]: row["lane"] for row in rows}
    return lambda key: (-counts[of_key[key]], of_key[key], row_of(key))
