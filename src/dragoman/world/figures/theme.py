"""How every figure looks, and how rows become its data.

Readable in black and white and to the colour-blind: the palette is that of Okabe and Ito ("Color Universal Design",
2008), and whatever a colour says is also said by shape, shade, dashes or words. Days are drawn in UTC, so that no
reader's time zone moves them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dragoman.errors import InputError
from dragoman.world.results import needs

if TYPE_CHECKING:
    import altair as alt
else:
    alt = needs("altair", "figures")

__all__ = [
    "COOPERATION",
    "DARK",
    "EMPTY",
    "MIDDLE",
    "OKABE_ITO",
    "QUADS",
    "SHADES",
    "alt",
    "chart_of",
    "data",
    "day_axis",
    "days",
    "finish",
    "lettered",
    "moment",
    "nothing",
    "on",
    "pair",
    "records",
    "shown",
    "unknown",
]

#: Blue, vermillion, bluish green, purple, orange, sky blue, yellow: from the most to the least unlike.
OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442")
DARK, MIDDLE, PALE, PAPER = "#1a1a1a", "#6b6b6b", "#dddddd", "#ffffff"
QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
#: Fill of each quad class: words pale, deeds dark; blue for cooperation, red for conflict.
SHADES = ("#cfe8f7", "#0072B2", "#fbdcb8", "#b84a00")
COOPERATION = (1, 2)
EMPTY = "nothing to show"
UNKNOWN = "---"  # how the codebook writes an actor whose code is not known
HALO = 3.5  # pixels of paper around a label
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_LONG, _LONGER = 100, 1200  # days from which an axis shows months, and years
_MORE = 3  # names on one side before "and others"


def records(
    rows: Iterable[object], needed: Sequence[str], optional: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return the fields that a figure draws, of rows that are dataclasses (or the like) or dictionaries.

    Raises:
        InputError: a row lacks a needed field.
    """
    return [_record(row, number, needed, optional or {}) for number, row in enumerate(rows)]


def _record(row: object, number: int, needed: Sequence[str], optional: Mapping[str, Any]) -> dict[str, Any]:
    absent = object()
    found: dict[str, Any] = {}
    for name in (*needed, *optional):
        value = row.get(name, absent) if isinstance(row, Mapping) else getattr(row, name, absent)
        if value is absent and name in needed:
            raise InputError(f"figure: row {number} has no {name!r}; it needs {', '.join(needed)}")
        found[name] = optional.get(name) if value is absent else value
    return found


def data(rows: Sequence[Mapping[str, Any]]) -> alt.InlineData:
    """Return rows as data inside the chart, days as ISO text."""
    plain = [{name: v.isoformat() if isinstance(v, dt.date) else v for name, v in row.items()} for row in rows]
    return alt.InlineData(values=plain)


def chart_of(rows: Sequence[Mapping[str, Any]]) -> alt.Chart:
    """Return an unmarked chart of the rows."""
    return alt.Chart(data(rows))


def days(first: dt.date, last: dt.date) -> alt.Scale:
    """Return the scale of an axis of days from ``first`` to ``last``."""
    return alt.Scale(type="utc", domain=[moment(first), moment(last)], nice=False)


def day_axis(first: dt.date, last: dt.date, **more: Any) -> alt.Axis:
    """Return an axis of days as fine as the span allows; the year stands where it begins, and at the first mark."""
    span = (last - first).days
    if span >= _LONGER:
        return alt.Axis(format="%Y", tickCount=alt.TimeIntervalStep(interval="year", step=1 + span // 7300), **more)
    form, begins = ("%b", "utcmonth(datum.value) === 0") if span >= _LONG else ("%-d %b", "false")
    year = f"datum.index === 0 || {begins} ? utcFormat(datum.value, '%Y') : ''"
    every = alt.TimeIntervalStep(interval="month", step=1 + span // 460) if span >= _LONG else 8
    return alt.Axis(labelExpr=f"[utcFormat(datum.value, '{form}'), {year}]", tickCount=every, **more)


def moment(day: dt.date) -> alt.DateTime:
    """Return the first moment of a day."""
    return alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True)


def on(x: alt.X, shorthand: str) -> alt.X:
    """Return the same axis for another field."""
    other = x.copy()
    other.shorthand = shorthand
    return other


def pair(sources: Sequence[str], targets: Sequence[str], arrow: str = "→") -> str:
    """Return both sides in few words: ``RUS → CHN``."""
    return f"{_side(sources)} {arrow} {_side(targets)}" if targets else _side(sources)


def _side(codes: Sequence[str]) -> str:
    more = len(codes) - _MORE
    return ", ".join(codes[:_MORE]) + (f" +{more}" if more > 0 else "") or "?"


def unknown(names: Iterable[str]) -> list[str]:
    """Return the line that says what stands for an actor whose name no code is known for, if it is in any name."""
    return [f"{UNKNOWN}: an actor without a known code"] if any(UNKNOWN in name for name in names) else []


def shown(kept: int, total: int, what: str) -> list[str]:
    """Return the line that says what was left out, if anything."""
    return [] if kept >= total else [f"shown: {kept} of {total} {what}"]


def lettered(base: alt.Chart, **letters: Any) -> tuple[alt.Chart, alt.Chart]:
    """Return the words of a chart twice: in paper, as a halo that keeps them readable, and in ink above it."""
    halo: dict[str, Any] = {"stroke": PAPER, "strokeWidth": HALO, "strokeJoin": "round", "opacity": 0.9}
    return base.mark_text(**letters, **halo), base.mark_text(**letters, color=DARK)


def nothing(title: str, why: str = "") -> alt.TopLevelMixin:
    """Return the chart of no rows: it says so."""
    words = chart_of([{"words": EMPTY}]).mark_text(fontSize=18, color=MIDDLE).encode(text="words:N")
    return finish(alt.layer(words).properties(width=480, height=120), title, [why] if why else [])


def finish(chart: Any, title: str, notes: Sequence[str] = ()) -> alt.TopLevelMixin:
    """Give a whole figure its title, the notes below it, and the look that all share."""
    head = alt.TitleParams(
        text=title, subtitle=list(notes), anchor="start", frame="bounds", offset=14, fontSize=16, subtitleFontSize=12,
        subtitleColor=MIDDLE, subtitlePadding=5, color=DARK, font=FONT, subtitleFont=FONT,
    )  # fmt: skip
    letters: dict[str, Any] = {
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": 600,
    }
    whole: alt.TopLevelMixin = (
        chart.properties(title=head, background=PAPER, padding=14)
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(
            **letters, labelColor=DARK, titleColor=DARK, gridColor="#e8e8e8", domainColor=MIDDLE, tickColor=MIDDLE,
            titlePadding=10, labelLimit=320,
        )
        .configure_legend(
            **letters, labelColor=DARK, titleColor=DARK, symbolSize=130, symbolStrokeWidth=1.5, labelLimit=320,
            rowPadding=4, titleLimit=320, padding=5,
        )
        .configure_header(**letters, labelColor=DARK, titleColor=DARK)
        .configure_concat(spacing=22)
    )  # fmt: skip
    return whole
