"""Who did what how often: actors by PLOVER event type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from dragoman import ontology
from dragoman.world.figures.theme import DARK, QUADS, alt, chart_of, finish, nothing, records, shown, unknown

__all__ = ["ActorType", "actor_type_heat"]

_MOST = 30
_DARKEST = "#08306b"
_TURN = 0.55  # share of the largest count from which a cell is dark enough for white figures


class ActorType(Protocol):
    """How many events of a type an actor did."""

    @property
    def actor(self) -> str: ...
    @property
    def event_type(self) -> str: ...
    @property
    def count(self) -> float: ...


def actor_type_heat(rows: Sequence[ActorType | Mapping[str, Any]], *, most: int = _MOST) -> alt.TopLevelMixin:
    """Draw how many events of each PLOVER type each actor did, the numbers printed in the cells.

    Args:
        rows: counts; those of one actor and type are added up.
        most: draw the so many busiest actors.
    """
    title = "Events by actor and type"
    counts: Counter[tuple[str, str]] = Counter()
    totals: Counter[str] = Counter()
    for row in records(rows, ("actor", "event_type", "count")):
        counts[row["actor"], row["event_type"]] += row["count"]
        totals[row["actor"]] += row["count"]
    if not counts:
        return nothing(title)
    busiest = [actor for actor, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:most]]
    cells = [_cell(actor, kind, totals[actor], counts[actor, kind]) for actor in busiest for kind in _types(counts)]
    most_in_one = max(cell["count"] for cell in cells)
    base = chart_of(cells).encode(
        x=alt.X("type:N", title=None, sort=_types(counts), axis=alt.Axis(labelAngle=-90, ticks=False, domain=False)),
        y=alt.Y("actor:N", title="actor (its events in all)", sort=[cell["actor"] for cell in cells],
                axis=alt.Axis(ticks=False, domain=False)),
        tooltip=["actor:N", "type:N", "count:Q"],
    )  # fmt: skip
    shade = alt.Color(
        "count:Q", title="events",
        scale=alt.Scale(range=["#ffffff", _DARKEST], domain=[0, most_in_one], type="sqrt", interpolate="rgb"),
        legend=alt.Legend(format=",d", gradientLength=140, tickMinStep=1),
    )  # fmt: skip
    boxes = base.mark_rect(stroke="#c8c8c8", strokeWidth=0.8).encode(color=shade)
    pale = (_TURN**2) * most_in_one
    letters = alt.when(f"datum.count > {pale}").then(alt.value("white")).otherwise(alt.value(DARK))
    figures = base.transform_filter("datum.count > 0").mark_text(fontSize=12).encode(text="count:Q", color=letters)
    layers = alt.layer(boxes, figures).properties(width=alt.Step(38), height=alt.Step(24))
    head = alt.Header(title=None, labelExpr="split(datum.value, ' ')", labelFontWeight=600)
    chart = layers.facet(column=alt.Column("quad:N", sort=list(QUADS), header=head), spacing=10)
    notes = ["events counted once each, by who acted; columns: PLOVER types; an empty cell: none"]
    notes += unknown(busiest)
    notes += shown(len(busiest), len(totals), "actors, those with most events")
    return finish(chart.resolve_scale(x="independent"), title, notes)


def _types(counts: Mapping[tuple[str, str], float]) -> list[str]:
    """Return all PLOVER types by quad class and warmth, and any others that occur after them."""
    known = sorted(ontology.EVENT_TYPES.values(), key=lambda kind: (kind.quad, -kind.intensity))
    names = [kind.code for kind in known]
    return names + sorted({kind for _, kind in counts} - set(names))


def _cell(actor: str, kind: str, total: float, count: float) -> dict[str, Any]:
    known = ontology.EVENT_TYPES.get(kind)
    quad = "other" if known is None else QUADS[known.quad - 1]
    return {"actor": f"{actor} ({total:g})", "type": kind, "quad": quad, "count": count}
