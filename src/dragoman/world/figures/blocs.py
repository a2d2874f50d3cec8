"""The network of blocs: who stands with whom and against whom in a period."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from dragoman.world.figures.theme import (
    DARK,
    MIDDLE,
    OKABE_ITO,
    PAPER,
    alt,
    chart_of,
    finish,
    lettered,
    nothing,
    records,
    shown,
)
from dragoman.world.results import needs

__all__ = ["Node", "Tie", "bloc_network"]

Rows = Sequence[Mapping[str, Any]]
Floats = NDArray[np.float64]

_SIDE = 640  # pixels
_NODES, _TIES = 60, 250
_SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "triangle-right")
_BLOC = "bloc (members)"
_ALONE, _REST = "in no bloc", "smaller blocs"
_TOGETHER, _NEAR = 0.15, 0.02  # weak pulls within a bloc and among all, of the strongest tie
_APART = (46.0, 40.0)  # pixels that two nodes with their names need, sideways and upright
_STROKES: dict[str, Any] = {"symbolType": "stroke", "symbolSize": 900, "symbolOpacity": 1}
_BESIDE = 2.6  # pixels between the two lines of a pair with ties of both signs


class Node(Protocol):
    """An actor and its bloc. Where a row has ``x`` and ``y``, in any unit, it stands there."""

    @property
    def code(self) -> str: ...
    @property
    def bloc(self) -> str | int | None: ...


class Tie(Protocol):
    """How much cooperation and conflict there is between two actors, each at least 0."""

    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def positive(self) -> float: ...
    @property
    def negative(self) -> float: ...


def bloc_network(
    nodes: Sequence[Node | Mapping[str, Any]],
    edges: Sequence[Tie | Mapping[str, Any]],
    *,
    about: str = "",
    why: str = "",
) -> alt.TopLevelMixin:
    """Draw actors by bloc, and the ties between them: cooperation in full lines, conflict dashed.

    Where not all nodes have places, they get them from the positive ties: a spring layout (Fruchterman and Reingold
    1991, "Graph drawing by force-directed placement", Software: Practice and Experience 21), with a weak pull
    within each bloc; the same network always gives the same picture. Distances mean no more than that.

    Args:
        nodes: the actors; the 60 with most weight are drawn.
        edges: the ties; the 250 strongest among those are drawn.
        about: the period, for the title.
        why: where there are no nodes, the reason; printed instead.
    """
    title = f"Blocs: who cooperates and who is in conflict{', ' if about else ''}{about}"
    actors = records(nodes, ("code", "bloc"), {"x": None, "y": None})
    if not actors:
        return nothing(title, why)
    ties = records(edges, ("source", "target", "positive", "negative"))
    kept, names = _busiest(actors, ties), _bloc_names(actors)
    places = _places(kept, ties)
    points = [
        {"code": node["code"], "bloc": names[node["code"]], "x": x, "y": y}
        for node, (x, y) in zip(kept, places.tolist(), strict=True)
    ]
    lines = _lines(points, ties)
    drawn = sorted(lines, key=lambda line: -line["weight"])[:_TIES]
    notes = ["width: events between the two, weighted; nearness: cooperation (the axes have no unit)"]
    left_out = [*shown(len(kept), len(actors), "actors"), *shown(len(drawn), len(lines), "ties")]
    return finish(_draw(points, drawn, Counter(names.values())), title, notes + ["; ".join(left_out)] * bool(left_out))


def _busiest(actors: list[dict[str, Any]], ties: Rows) -> list[dict[str, Any]]:
    weight: Counter[str] = Counter()
    for tie in ties:
        for end in ("source", "target"):
            weight[tie[end]] += tie["positive"] + tie["negative"]
    return sorted(actors, key=lambda node: (-weight[node["code"]], node["code"]))[:_NODES]


def _bloc_names(actors: Rows) -> dict[str, str]:
    """Return each actor's bloc as it is called in the legend: the largest by name, the others together."""
    sizes = Counter(node["bloc"] for node in actors)
    real = [bloc for bloc, size in sizes.most_common() if size > 1 and bloc is not None]
    own = real if len(real) <= len(_SHAPES) else real[: len(_SHAPES) - 1]
    called = {bloc: (f"bloc {bloc}" if isinstance(bloc, int) else str(bloc)) for bloc in own}
    rest = set(real)
    return {node["code"]: called.get(node["bloc"], _REST if node["bloc"] in rest else _ALONE) for node in actors}


def _places(nodes: Rows, ties: Rows) -> Floats:
    """Return each node's place in pixels, shape (nodes, 2)."""
    if all(node["x"] is not None and node["y"] is not None for node in nodes):
        return _scaled(np.array([[node["x"], node["y"]] for node in nodes], dtype=np.float64))
    return _scaled(_spread(_scaled(_springs(nodes, ties))))


def _springs(nodes: Rows, ties: Rows) -> Floats:
    networkx = needs("networkx", "the network's layout")
    codes = [node["code"] for node in nodes]
    blocs = {node["code"]: node["bloc"] for node in nodes}
    graph = networkx.Graph()
    graph.add_nodes_from(codes)
    for place, one in enumerate(codes):
        for other in codes[place + 1 :]:
            pull = _TOGETHER if blocs[one] == blocs[other] is not None else _NEAR
            graph.add_edge(one, other, weight=pull)
    strongest = max((tie["positive"] for tie in ties), default=0.0)
    for tie in ties:
        one, other = tie["source"], tie["target"]
        if one in blocs and other in blocs and one != other and tie["positive"]:
            graph[one][other]["weight"] += math.sqrt(tie["positive"] / strongest)
    start = _circle(codes, blocs)
    found = networkx.spring_layout(graph, pos=start, iterations=150, k=1.6 / math.sqrt(len(codes)), seed=0)
    return np.array([found[code] for code in codes], dtype=np.float64)


def _circle(codes: Iterable[str], blocs: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """Return places on a circle, members of a bloc side by side."""
    order = sorted(codes, key=lambda code: (str(blocs[code]), code))
    turn = math.tau / max(1, len(order))
    return {code: (math.cos(turn * place), math.sin(turn * place)) for place, code in enumerate(order)}


def _spread(places: Floats) -> Floats:
    """Push apart, little by little, nodes whose names would cover one another."""
    places = places.copy()
    need = np.array(_APART)
    order = (np.arange(len(places))[:, None] - np.arange(len(places)))[:, :, None]  # parts those in one place
    for _ in range(200):
        gaps = places[:, None, :] - places[None, :, :]
        lack = 1 - np.abs(gaps) / need
        close = (lack > 0).all(axis=2)
        np.fill_diagonal(close, False)
        if not close.any():
            break
        side = np.sign(np.where(gaps == 0, order, gaps))
        push = np.where(close[:, :, None], side * np.minimum(lack, 0.5) * need, 0.0)
        upright = lack[:, :, 1] < lack[:, :, 0]
        push[~upright, 1], push[upright, 0] = 0.0, 0.0
        places += 0.25 * push.sum(axis=1)
    return places


def _scaled(places: Floats) -> Floats:
    """Return places that fill the picture, both axes by the same scale."""
    low, high = places.min(axis=0), places.max(axis=0)
    longest = float((high - low).max()) or 1.0
    scaled: Floats = (places - (low + high) / 2) / longest * _SIDE + _SIDE / 2
    return scaled


def _lines(points: Rows, ties: Rows) -> list[dict[str, Any]]:
    """Return a line for each sign of each tie, side by side where a pair has both."""
    at = {point["code"]: (point["x"], point["y"]) for point in points}
    found = []
    for tie in ties:
        if tie["source"] not in at or tie["target"] not in at or tie["source"] == tie["target"]:
            continue
        (x, y), (x2, y2) = at[tie["source"]], at[tie["target"]]
        length = math.hypot(x2 - x, y2 - y) or 1.0
        beside = _BESIDE if tie["positive"] and tie["negative"] else 0.0
        for sign, side, weight in (("cooperation", 1, tie["positive"]), ("conflict", -1, tie["negative"])):
            right, up = side * beside * (y2 - y) / length, -side * beside * (x2 - x) / length
            line = {"x": x + right, "y": y + up, "x2": x2 + right, "y2": y2 + up}
            if weight > 0:
                found.append({**line, "sign": sign, "weight": weight, "between": f"{tie['source']} – {tie['target']}"})
    return found


def _draw(points: Rows, lines: Rows, sizes: Mapping[str, int]) -> alt.TopLevelMixin:
    room = alt.Scale(domain=[-30, _SIDE + 30], nice=False, zero=False)
    x, y = alt.X("x:Q", axis=None, scale=room), alt.Y("y:Q", axis=None, scale=room)
    signs = ["cooperation", "conflict"]
    heaviest = max((line["weight"] for line in lines), default=1.0)
    kinds: dict[str, Any] = {"title": "tie", "legend": alt.Legend(**_STROKES, symbolStrokeWidth=2.5)}
    colours = alt.Scale(domain=signs, range=["#5a5a5a", "#b84a00"])
    dashes = alt.Scale(domain=signs, range=[[1, 0], [6, 4]])
    widths = alt.Scale(domain=[0, heaviest], range=[0.4, 6], type="sqrt")
    weights = alt.Legend(**_STROKES, values=_steps(heaviest), format=",.3~r")
    ties = chart_of(lines).mark_rule(opacity=0.75).encode(
        x=x, y=y, x2="x2:Q", y2="y2:Q",
        color=alt.Color("sign:N", scale=colours, **kinds),
        strokeDash=alt.StrokeDash("sign:N", scale=dashes, **kinds),
        strokeWidth=alt.StrokeWidth("weight:Q", title="events, weighted", scale=widths, legend=weights),
        tooltip=["between:N", "sign:N", "weight:Q"],
    )  # fmt: skip
    base = chart_of(points).encode(x=x, y=y)
    marks = base.mark_point(size=260, filled=True, stroke=DARK, strokeWidth=1.2, opacity=1)
    marks = marks.encode(**_look(points, sizes), tooltip=["code:N", "bloc:N"])
    halo, names = lettered(base.encode(text="code:N"), dy=19, fontSize=12, fontWeight=600)
    drawn = [ties] if lines else []
    return alt.layer(*drawn, halo, marks, names).properties(width=_SIDE, height=_SIDE)


def _look(points: Rows, sizes: Mapping[str, int]) -> dict[str, Any]:
    """Return how blocs are told apart: fill and shape together, the members counted in the legend."""
    own = sorted({point["bloc"] for point in points} - {_ALONE, _REST}, key=lambda name: (-sizes[name], name))
    fills, shapes = list(OKABE_ITO[: len(own)]), list(_SHAPES[: len(own)])
    domain = list(own)
    for name, fill, shape in ((_REST, MIDDLE, "triangle-left"), (_ALONE, PAPER, "circle")):
        if any(point["bloc"] == name for point in points):
            domain.append(name)
            fills.append(fill)
            shapes.append(shape)
    counted = " : ".join(f"datum.value === {name!r} ? '{name} ({sizes[name]})'" for name in domain) + " : datum.label"
    legend = alt.Legend(labelExpr=counted, symbolStrokeColor=DARK)  # on one of the two: on both it loses its outline
    return {
        "fill": alt.Fill("bloc:N", title=_BLOC, scale=alt.Scale(domain=domain, range=fills), legend=legend),
        "shape": alt.Shape("bloc:N", title=_BLOC, scale=alt.Scale(domain=domain, range=shapes)),
    }


def _steps(heaviest: float) -> list[float]:
    """Return the weights shown in the legend."""
    return sorted({float(f"{heaviest * share:.1g}") for share in (0.1, 0.5, 1.0)})
