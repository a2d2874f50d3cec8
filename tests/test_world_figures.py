"""The figures: each is written offline in every format, says its units, and can be read without colours."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from dragoman.errors import DragomanError, InputError
from dragoman.world import figures
from dragoman.world.figures.theme import EMPTY
from dragoman.world.results import Result

D = dt.date
Spec = dict[str, Any]
SVG = "{http://www.w3.org/2000/svg}"
_POINT: Spec = {"quad1": 2, "quad2": 1, "quad3": 1, "quad4": 1, "cooperation": 3, "conflict": 2}
_COUNTS: Spec = {"cooperation_low": 0.6, "cooperation_high": 8.8, "conflict_low": 0.2, "conflict_high": 7.2}
_EVENT: Spec = {"quad": 1, "sources": ["CHN"], "targets": ["RUS"], "status": "happened", "stories": 1}
_AWAITED: Spec = {
    "event_type": "CONSULT", "mode": "visit", "sources": ["CHN"], "targets": ["RUS"], "told": D(2023, 2, 22),
    "last_told": D(2023, 3, 1), "first": D(2023, 4, 1), "after": D(2023, 5, 8), "happened": None, "days_off": None,
    "decided": None,
}  # fmt: skip


def points() -> list[Spec]:
    """Three months, the last without events."""
    months = [(f"2023-0{n}", D(2023, n, 1), D(2023, n + 1, 1)) for n in (1, 2, 3)]
    rows = [{"period": name, "start": start, "after": after, **_POINT, **_COUNTS} for name, start, after in months]
    for row, (mean, low, high, before) in zip(
        rows, ((1.5, -1.0, 4.0, None), (-2.0, -5.0, 0.5, 1.5), (None, None, None, -2.0)), strict=True
    ):
        row.update(intensity=mean, low=low, high=high, baseline=before)
    nothing = dict.fromkeys((*_POINT, "cooperation_low", "conflict_low"), 0)
    rows[-1].update(nothing, cooperation_high=3.7, conflict_high=3.7)
    return rows


def event(kind: str, first: D, days: int = 1, **more: Any) -> Spec:
    last = first + dt.timedelta(days=days)
    told = {"event_type": kind, "first": first, "after": last, "earliest": first, "latest": last, "contradictions": ()}
    return {**_EVENT, **told, **more}


def happenings() -> list[Spec]:
    return [
        event("CONSULT", D(2023, 3, 20), stories=4, contradictions=("day: 20 / 21",)),
        event("ACCUSE", D(2023, 3, 1), 20, quad=3, status="denied"),
        event("AID", D(2023, 2, 1), sources=["---"], targets=[]),
    ]


def awaited() -> list[Spec]:
    came = D(2023, 3, 20)
    return [
        {**_AWAITED, "outcome": "fulfilled", "happened": came, "days_off": -12, "decided": came},
        {**_AWAITED, "outcome": "open", "first": None, "after": None},
        {**_AWAITED, "outcome": "lapsed", "decided": D(2023, 5, 19)},
        {**_AWAITED, "outcome": "withdrawn", "decided": D(2023, 3, 2)},
    ]


CODES = ("RUS", "CHN", "BLR", "USA", "GBR", "FRA", "CHE")


def nodes() -> list[Spec]:
    return [
        {"code": code, "bloc": name} for code, name in zip(CODES, ("RUS",) * 3 + ("USA",) * 3 + (None,), strict=True)
    ]


def edges() -> list[Spec]:
    named = {row["code"]: row["bloc"] for row in nodes()}
    return [
        {"source": one, "target": other, "positive": 3.0 * (named[one] == named[other]), "negative": 1.0}
        for one, other in combinations(CODES, 2)
    ]


def counts() -> list[Spec]:
    given = (("RUS", "CONSULT", 9), ("RUS", "ASSAULT", 2), ("CHN", "CONSULT", 4), ("---", "ACCUSE", 1))
    return [dict(zip(("actor", "event_type", "count"), row, strict=True)) for row in given]


PLACES: list[Spec] = [
    {"place": "Moscow", "latitude": 55.75, "longitude": 37.62, "count": 5},
    {"place": "Beijing", "latitude": 39.9, "longitude": 116.4, "count": 2},
    {"place": None, "latitude": None, "longitude": None},
]
CHANGES = [{"date": D(2023, 2, 1), "before": 1.5, "after": -2.0, "share": 0.8}]
FIGURES: Mapping[str, Callable[[], Any]] = {
    "timeline": lambda: figures.dyad_timeline(points(), CHANGES, about="RUS and CHN"),
    "ledger": lambda: figures.event_ledger(happenings()),
    "ledger by type": lambda: figures.event_ledger(happenings(), lanes="type"),
    "calendar": lambda: figures.expectation_calendar(awaited()),
    "blocs": lambda: figures.bloc_network(nodes(), edges(), about="2023-03"),
    "heat": lambda: figures.actor_type_heat(counts()),
    "map": lambda: figures.where_map(PLACES),
}
EMPTIES: Mapping[str, Callable[[], Any]] = {
    "timeline": lambda: figures.dyad_timeline([]),
    "ledger": lambda: figures.event_ledger([]),
    "calendar": lambda: figures.expectation_calendar([]),
    "blocs": lambda: figures.bloc_network([], [], about="2023-03", why="no two states deal with each other"),
    "heat": lambda: figures.actor_type_heat([]),
    "map": lambda: figures.where_map([]),
}


def parts(name: str) -> list[Spec]:
    """Return every part of a figure that has an encoding, each with its own or its layers' ``rows``."""
    return parts_of(FIGURES[name]().to_dict())


def parts_of(whole: Spec) -> list[Spec]:
    def walk(spec: Any, rows: list[Spec]) -> Iterator[Spec]:
        if isinstance(spec, dict):
            given = spec.get("data", {})
            rows = given.get("values", whole.get("datasets", {}).get(given.get("name"), rows))
            if "encoding" in spec and "mark" in spec:
                yield {**spec, "rows": rows}
        for inner in spec.values() if isinstance(spec, dict) else spec if isinstance(spec, list) else ():
            yield from walk(inner, rows)

    return list(walk(whole, []))


def drawn(name: str, tmp_path: Path) -> ElementTree.Element:
    return ElementTree.fromstring(figures.save(FIGURES[name](), tmp_path / "a.svg").read_text(encoding="utf-8"))


def words(svg: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def grey(colour: str) -> float:
    """Return how light a colour is, 0 to 1, as a printer without colours has it."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


# -- files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*FIGURES])
def test_each_figure_is_written_offline_in_every_format(name: str, tmp_path: Path) -> None:
    chart = FIGURES[name]()
    svg = figures.save(chart, tmp_path / "a.svg").read_text(encoding="utf-8")
    assert ElementTree.fromstring(svg).tag == f"{SVG}svg"
    assert "href" not in svg
    png = figures.save(chart, tmp_path / "a.PNG").read_bytes()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", png[16:24])
    assert min(wide, high) > 300
    page = figures.save(chart, str(tmp_path / "a.html")).read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    head = page[:2000] + page[-5000:]
    assert "<script src" not in head
    assert "<link" not in head
    plain = figures.save(chart, tmp_path / "a.json").read_text(encoding="utf-8")
    assert '"url"' not in plain


def test_what_cannot_be_written_says_the_way_out(tmp_path: Path) -> None:
    chart = figures.where_map([])
    with pytest.raises(InputError, match=r"\.svg, \.png, \.html"):
        figures.save(chart, tmp_path / "a.gif")
    with pytest.raises(InputError, match="cannot be written"):
        figures.save(chart, tmp_path / "nowhere" / "a.svg")


def test_the_same_rows_always_give_the_same_picture() -> None:
    for make in FIGURES.values():
        assert make().to_dict() == make().to_dict()


@pytest.mark.parametrize("name", [*FIGURES])
def test_nothing_that_is_written_reaches_over_the_edge(name: str, tmp_path: Path) -> None:
    """Each word begins inside the picture: what is cut off is mostly what begins outside."""
    svg = drawn(name, tmp_path)
    width, height = (float(svg.attrib[side]) for side in ("width", "height"))
    found = list(placed(svg))
    assert found
    for x, y, text in found:
        assert 0 <= x <= width, text
        assert 0 <= y <= height, text


def placed(element: ElementTree.Element, at: tuple[float, float] = (0.0, 0.0)) -> Iterator[tuple[float, float, str]]:
    """Yield where each text of a picture is put, with its words."""
    x, y = at
    for step in element.attrib.get("transform", "").split(") "):
        kind, _, inside = step.partition("(")
        if kind == "translate":
            across, down = inside.rstrip(")").split(",")
            x, y = x + float(across), y + float(down)
    if element.tag == f"{SVG}text" and (text := "".join(element.itertext())):
        yield x, y, text
    for inner in element:
        yield from placed(inner, (x, y))


# -- axes, titles and notes --------------------------------------------------------------------------------

AXES: Mapping[str, set[str]] = {
    "timeline": {"month", "events per month", "mean intensity (PLOVER, −10 to 10)"},
    "ledger": {"day"},
    "ledger by type": {"day"},
    "calendar": {"day"},
    "blocs": set(),
    "heat": {"actor (its events in all)"},
    "map": set(),
}


@pytest.mark.parametrize("name", [*FIGURES])
def test_every_axis_of_numbers_or_days_names_its_unit(name: str) -> None:
    titles = set()
    for part in parts(name):
        for channel in ("x", "y"):
            given = part["encoding"].get(channel)
            if given is None or "field" not in given or given.get("axis", "") is None:
                continue
            title = given.get("title", given["field"])
            if given["type"] in ("quantitative", "temporal") and given["field"] != "zero":
                assert title, (name, channel, given["field"])
            if title and given["field"] != "zero":
                titles.add(" ".join(title) if isinstance(title, list) else title)
    assert titles == AXES[name]


NOTED: Mapping[str, tuple[str, ...]] = {
    "timeline": ("RUS and CHN: events per month", "95 % interval of the mean", "a change of level"),
    "ledger": ("Events by pair of actors", "its reports contradict one another", "---: an actor without a known code"),
    "ledger by type": ("Events by type", "letters: actors"),
    "calendar": ("Expectations: their windows", "the window in which it is awaited", "12 days early"),
    "blocs": ("in conflict, 2023-03", "the axes have no unit", "events, weighted", "in no bloc (1)"),
    "heat": ("Events by actor and type", "events counted once each", "RUS (11)"),
    "map": ("Events by place", "area of a dot: events counted there", "shown: 7 of 8 events"),
}


@pytest.mark.parametrize("name", [*FIGURES])
def test_a_figure_says_what_it_shows_and_what_it_leaves_out(name: str, tmp_path: Path) -> None:
    told = "\n".join(words(drawn(name, tmp_path)))
    for wanted in NOTED[name]:
        assert wanted in told


def test_only_what_is_most_is_drawn_and_it_says_so() -> None:
    many = [{**_AWAITED, "outcome": "open", "sources": [f"A{n:02d}"]} for n in range(50)]
    assert "shown: 40 of 50 expectations, the last" in str(figures.expectation_calendar(many).to_dict())
    lanes = [event("AID", D(2023, 1, 1), sources=[f"A{n:02d}"]) for n in range(30)]
    assert "shown: 25 of 30 lanes" in str(figures.event_ledger(lanes).to_dict())
    assert "shown: 60 of 70 actors" in str(
        figures.bloc_network([{"code": f"A{n:02d}", "bloc": n % 3} for n in range(70)], []).to_dict()
    )


# -- intervals ---------------------------------------------------------------------------------------------


def test_the_time_line_draws_the_intervals_of_the_means_and_of_the_counts() -> None:
    found = parts("timeline")
    kinds = {(part["mark"]["type"], part["encoding"]["y"].get("field"), part["encoding"].get("y2", {}).get("field"))
             for part in found if "y" in part["encoding"]}  # fmt: skip
    assert {("area", "low", "high"), ("rule", "low", "high"), ("rule", "from", "to")} <= kinds
    whiskers = next(part["rows"] for part in found if part["rows"] and {"middle", "from"} <= part["rows"][0].keys())
    assert {(row["from"], row["to"]) for row in whiskers} == {(0.6, 8.8), (-0.2, -7.2)}


def test_an_interval_that_tells_nothing_is_said_to() -> None:
    (first, *others), told = points(), "nothing is known of their spread"
    assert told not in str(figures.dyad_timeline([first, *others]).to_dict())
    assert told in str(figures.dyad_timeline([{**first, "low": -10.0, "high": 10.0}, *others]).to_dict())


def test_wider_intervals_make_another_picture(tmp_path: Path) -> None:
    """They are in sight, not under a bar: what they reach beyond the bars differs."""
    wide = [{**row, **{name: value * 2 for name, value in _COUNTS.items()}} for row in points()]
    one, other = (
        figures.save(figures.dyad_timeline(rows), tmp_path / f"{n}.svg") for n, rows in enumerate((points(), wide))
    )
    assert one.read_bytes() != other.read_bytes()


def test_windows_and_the_days_that_reports_give_are_drawn() -> None:
    bars = [part for part in parts("calendar") if part["mark"]["type"] == "bar"]
    (bar,) = bars
    assert (bar["encoding"]["x"]["field"], bar["encoding"]["x2"]["field"]) == ("from", "to")
    windows = [(row["from"], row["to"]) for row in bar["rows"]]
    assert windows == [("2023-04-01", "2023-05-08"), (None, None), *[("2023-04-01", "2023-05-08")] * 2]
    lines = [part for part in parts("ledger") if part["mark"]["type"] == "rule"]
    assert [(line["encoding"]["x"]["field"], line["encoding"]["x2"]["field"]) for line in lines] == [("from", "to")]


# -- without colours -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "field", "channel"),
    [
        ("calendar", "outcome", "shape"),
        ("blocs", "bloc", "shape"),
        ("blocs", "sign", "strokeDash"),
        ("timeline", "line", "strokeDash"),
        ("ledger", "status", "shape"),
    ],
)
def test_what_a_colour_says_a_shape_or_dashes_say_too(name: str, field: str, channel: str) -> None:
    given = [part["encoding"][channel] for part in parts(name) if channel in part["encoding"]]
    scale = next(one["scale"] for one in given if one["field"] == field)
    ways = [str(way) for way in scale["range"]]
    hollow = ["in no bloc"] if name == "blocs" and field == "bloc" else []  # a bloc's circle is filled
    assert len(set(ways)) == len(ways) - len(hollow) > 1
    assert scale["domain"][len(ways) - len(hollow) :] == hollow


@pytest.mark.parametrize(
    ("name", "channel", "field", "apart"),
    [
        ("ledger", "fill", "sign", [("cooperation", "conflict")]),
        # Cooperation lies above the line and conflict below it: shade has to part words from deeds only.
        ("timeline", "color", "kind", [
            ("verbal cooperation", "material cooperation"), ("verbal conflict", "material conflict"),
        ]),
    ],
)  # fmt: skip
def test_where_only_fill_differs_it_differs_in_grey(
    name: str, channel: str, field: str, apart: list[tuple[str, str]]
) -> None:
    found = [part["encoding"].get(channel, {}) for part in parts(name)]
    scale = next(one["scale"] for one in found if one.get("field") == field)
    shade = {kind: grey(colour) for kind, colour in zip(scale["domain"], scale["range"], strict=True)}
    for one, other in apart:
        assert abs(shade[one] - shade[other]) > 0.3


def test_the_heat_map_prints_its_numbers_and_is_darker_for_more(tmp_path: Path) -> None:
    svg = drawn("heat", tmp_path)
    assert {"9", "4", "2", "1"} <= set(words(svg))
    (boxes,) = (part for part in parts("heat") if part["mark"]["type"] == "rect")
    pale, dark = (grey(colour) for colour in boxes["encoding"]["color"]["scale"]["range"])
    assert pale - dark > 0.7


def test_every_mark_in_a_legend_has_an_outline(tmp_path: Path) -> None:
    """A bloc in white, of those in no bloc, would else not be seen."""
    svg = drawn("blocs", tmp_path)
    symbols = [g for g in svg.iter(f"{SVG}g") if "role-legend-symbol" in g.attrib.get("class", "")]
    assert symbols
    for symbol in symbols:
        for path in symbol.iter(f"{SVG}path"):
            assert path.attrib.get("stroke", "none") not in ("none", "transparent")


# -- names that can be read ------------------------------------------------------------------------------------


def test_names_in_a_network_do_not_cover_one_another() -> None:
    codes = [f"A{n:02d}" for n in range(40)]
    ties = [
        {"source": one, "target": other, "positive": 1.0 + (at % 3), "negative": 0.0}
        for at, (one, other) in enumerate(combinations(codes, 2))
        if at % 3
    ]
    chart = figures.bloc_network([{"code": code, "bloc": n % 4} for n, code in enumerate(codes)], ties).to_dict()
    rows = next(part["rows"] for part in parts_of(chart) if part["mark"]["type"] == "point")
    assert len(rows) == len(codes)
    for one, other in combinations(rows, 2):
        assert abs(one["x"] - other["x"]) > 27 or abs(one["y"] - other["y"]) > 13, (one, other)


def test_words_beside_a_mark_stand_clear_of_its_ring() -> None:
    found = parts("ledger")
    ring = max(row["ring"] for part in found for row in part["rows"])
    radius = (ring / 3.14159) ** 0.5
    for part in found:
        if part["mark"]["type"] == "text":
            assert part["mark"]["dx"] > radius + 2


# -- nothing to show ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*EMPTIES])
def test_no_rows_give_a_picture_that_says_so(name: str, tmp_path: Path) -> None:
    chart = EMPTIES[name]()
    for ending in (".png", ".html"):
        assert figures.save(chart, tmp_path / f"a{ending}").stat().st_size > 1000
    told = words(ElementTree.fromstring(figures.save(chart, tmp_path / "a.svg").read_text(encoding="utf-8")))
    assert EMPTY in told
    assert len(told) > 1  # its title too
    if name == "blocs":
        assert "no two states deal with each other" in told


def test_places_that_nobody_knows_are_counted() -> None:
    told = str(figures.where_map(PLACES[-1:]).to_dict())
    assert EMPTY in told
    assert "shown: 0 of 1 events" in told


def test_a_network_without_ties_has_no_ties_in_its_legend(tmp_path: Path) -> None:
    path = figures.save(figures.bloc_network(nodes(), []), tmp_path / "a.svg")
    told = words(ElementTree.fromstring(path.read_text(encoding="utf-8")))
    assert "CHE" in told
    assert "events, weighted" not in told


def test_what_has_no_picture_says_so() -> None:
    with pytest.raises(DragomanError, match="no picture"):
        Result([], lambda _: ()).plot()


def test_a_row_that_lacks_a_field_is_named() -> None:
    with pytest.raises(InputError, match="row 0 has no 'bloc'"):
        figures.bloc_network([{"code": "RUS"}], [])
