"""The map of where: dots by latitude and longitude on an outline of the world's land."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final, Protocol

from dragoman.world.figures.theme import (
    DARK,
    MIDDLE,
    OKABE_ITO,
    alt,
    chart_of,
    finish,
    lettered,
    nothing,
    records,
    shown,
)

__all__ = ["Place", "land", "where_map"]

_WIDTH, _HEIGHT = 820, 420  # pixels
_SCALE = 147.6  # pixels of a radian, with which the projection fills them
_NAMED = 30
_LETTER, _LINE = 7.2, 14.0  # pixels of a letter's width and a name's height
_LARGEST, _ALONE = 900.0, 120.0  # square pixels of the largest dot; of the dots where all are one event
_PROJECTION: Final = "naturalEarth1"
_STEP = 3.0  # pixels, to which distances of names from their dots are rounded

Box = tuple[float, float, float, float]


class Place(Protocol):
    """Something with a place in degrees, None where it is not known; events are such.

    Used where a row has them: ``place``, its name, and ``count``, for how many events it stands (else one).
    """

    @property
    def latitude(self) -> float | None: ...
    @property
    def longitude(self) -> float | None: ...


def where_map(rows: Sequence[Place | Mapping[str, Any]]) -> alt.TopLevelMixin:
    """Draw how many events happened where; those of one place are one dot.

    Rows without a place are left out, and counted below the title.
    """
    title = "Events by place"
    every = records(rows, ("latitude", "longitude"), {"place": None, "count": 1})
    dots = _dots(every)
    total = sum(row["count"] for row in every)
    placed = sum(dot["count"] for dot in dots)
    notes = ["area of a dot: events counted there; a country's dot is at its capital; no borders are drawn"]
    notes += shown(placed, total, "events, those whose place is known")
    if not dots:
        return nothing(title, notes[-1] if every else "")
    return finish(_draw(dots), title, notes)


def _dots(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a dot for each place, the largest first."""
    found: dict[tuple[float, float], dict[str, Any]] = {}
    for row in rows:
        if row["latitude"] is not None and row["longitude"] is not None:
            at = round(row["latitude"], 2), round(row["longitude"], 2)
            dot = found.setdefault(at, {"latitude": at[0], "longitude": at[1], "place": "", "count": 0})
            dot["count"] += row["count"]
            dot["place"] = dot["place"] or row["place"] or ""
    dots = sorted(found.values(), key=lambda dot: (-dot["count"], dot["place"], dot["latitude"], dot["longitude"]))
    for dot in dots:
        dot["x"], dot["y"] = _project(dot["longitude"], dot["latitude"])
        dot["radius"] = math.sqrt(dot["count"] / dots[0]["count"] * _largest(dots[0]["count"]) / math.pi)
    return dots


def _largest(most: float) -> float:
    return _LARGEST if most > 1 else _ALONE


def _project(longitude: float, latitude: float) -> tuple[float, float]:
    """Return a place in pixels from the middle, upward, in the Natural Earth projection.

    By the polynomials of Šavrič, Jenny, Patterson, Petrovič and Hurni 2011, "A polynomial equation for the Natural
    Earth projection", Cartography and Geographic Information Science 38; only names are placed by it.
    """
    p = math.radians(latitude)
    across = 0.8707 - 0.131979 * p**2 - 0.013791 * p**4 + 0.003971 * p**10 - 0.001529 * p**12
    up = p * (1.007226 + 0.015085 * p**2 - 0.044475 * p**6 + 0.028874 * p**8 - 0.005916 * p**10)
    return math.radians(longitude) * across * _SCALE, up * _SCALE


def _names(dots: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the names that have room beside their dots, the largest dots first, each with its side and distance."""
    taken: list[Box] = [_around(dot["x"], dot["y"], dot["radius"], dot["radius"]) for dot in dots]
    found: list[dict[str, Any]] = []
    for dot in dots:
        if not dot["place"] or len(found) == _NAMED:
            continue
        width, away = len(dot["place"]) * _LETTER, math.ceil(dot["radius"] / _STEP) * _STEP + 3
        for align, right, up in (("center", 0, 1), ("left", 1, 0), ("right", -1, 0), ("center", 0, -1)):
            x, y = dot["x"] + right * (away + width / 2), dot["y"] + up * (away + _LINE / 2)
            box = _around(x, y, width / 2, _LINE / 2)
            if not any(_touch(box, other) for other in taken):
                taken.append(box)
                place = {"align": align, "dx": right * away, "dy": -up * (away + _LINE / 2)}
                found.append({**{name: dot[name] for name in ("latitude", "longitude", "place")}, **place})
                break
    return found


def _around(x: float, y: float, across: float, up: float) -> Box:
    return x - across, x + across, y - up, y + up


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


@cache
def land(kind: str = "land") -> tuple[dict[str, Any], ...]:
    """Return the rings of one kind, ``land`` or ``water`` inside land, as GeoJSON features."""
    text = files(__package__).joinpath("land.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return tuple(_feature(name, ring) for known, name, ring in lines[1:] if known == kind)


def _feature(name: str, ring: str) -> dict[str, Any]:
    points = [tuple(float(part) for part in point.split(",")) for point in ring.split()]
    points.append(points[0])
    turn = sum((x2 - x) * (y2 + y) for (x, y), (x2, y2) in pairwise(points))
    clockwise = [list(point) for point in (points if turn > 0 else reversed(points))]  # as d3 wants its rings
    geometry = {"type": "Polygon", "coordinates": [clockwise]}
    return {"type": "Feature", "properties": {"name": name}, "geometry": geometry}


def _draw(dots: Sequence[Mapping[str, Any]]) -> alt.TopLevelMixin:
    sea = alt.Chart(alt.sphere()).mark_geoshape(fill="#f7f9fa", stroke=MIDDLE, strokeWidth=0.8)
    lines = alt.Chart(alt.graticule(step=[30, 30])).mark_geoshape(stroke="#d7dde0", strokeWidth=0.6, filled=False)
    ground = alt.Chart(alt.InlineData(values=list(land()))).mark_geoshape(
        fill="#e2e0d8", stroke="#a9a69a", strokeWidth=0.6
    )
    lakes = alt.Chart(alt.InlineData(values=list(land("water")))).mark_geoshape(
        fill="#f7f9fa", stroke="#a9a69a", strokeWidth=0.6
    )
    most = max(dot["count"] for dot in dots)
    size = alt.Size(
        "count:Q", title="events", scale=alt.Scale(domain=[0, most], range=[0, _largest(most)]),
        legend=alt.Legend(values=_steps(most), format="d", symbolFillColor=OKABE_ITO[1], symbolStrokeColor=DARK,
                          symbolOpacity=0.75),
    )  # fmt: skip
    base = chart_of(dots).encode(longitude="longitude:Q", latitude="latitude:Q")
    marks = base.mark_circle(color=OKABE_ITO[1], stroke=DARK, strokeWidth=1, opacity=0.75)
    marks = marks.encode(size=size, tooltip=["place:N", "count:Q", "latitude:Q", "longitude:Q"])
    layers = alt.layer(sea, lines, ground, lakes, marks, *_words(dots))
    return layers.project(type=_PROJECTION).properties(width=_WIDTH, height=_HEIGHT)


def _words(dots: Sequence[Mapping[str, Any]]) -> list[alt.Chart]:
    """Return the names, those at one side and distance of their dots in one layer."""
    groups: dict[tuple[str, float, float], list[dict[str, Any]]] = defaultdict(list)
    for name in _names(dots):
        groups[name["align"], name["dx"], name["dy"]].append(name)
    charts: list[alt.Chart] = []
    for (align, dx, dy), members in groups.items():
        base = chart_of(members).encode(longitude="longitude:Q", latitude="latitude:Q", text="place:N")
        charts += lettered(base, align=align, baseline="middle", dx=dx, dy=dy, fontSize=12, fontWeight=600)
    return charts


def _steps(most: float) -> list[int]:
    """Return the counts shown in the legend."""
    return sorted({1, max(1, math.floor(most / 2)), math.floor(most)})
