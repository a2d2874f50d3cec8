"""What the world's commands promise their users, on a store of the eleven articles about the visit of March 2023."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import icalendar
import pytest

import dragoman
from dragoman import cli
from dragoman.pipeline import Dragoman
from dragoman.records import Claim, Document, Quote
from dragoman.serial import loads
from dragoman.store import Store

Run = Callable[..., tuple[int, str, str]]

VISIT = Path(__file__).parents[1] / "examples" / "2023-visit"
COMMANDS = (("events",), ("expect",), ("dyad", "RUS", "CHN"), ("world", "--at", "2023"), ("statements",))
DRAWN = [command for command in COMMANDS if command != ("statements",)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("world") / "record"
    Store(path).add(found for found in Dragoman().read([VISIT]) if isinstance(found, Document))
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], store: Path) -> Run:
    """Run a command on the store; return its exit code and what it printed."""
    monkeypatch.setenv("DRAGOMAN_STORE", str(store))
    monkeypatch.setenv("COLUMNS", "200")

    def running(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["dragoman", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as leaving:
            cli.main()
        code = leaving.value.code
        said = capsys.readouterr()
        return (code if isinstance(code, int) else int(code is not None)), said.out, said.err

    return running


@pytest.fixture
def rows(run: Run) -> Callable[..., list[dict[str, Any]]]:
    """Run a command whose output is piped; return its rows."""

    def reading(*arguments: object) -> list[dict[str, Any]]:
        code, out, err = run(*arguments)
        assert (code, err) == (0, "")
        return [json.loads(line) for line in out.splitlines()]

    return reading


Rows = Callable[..., list[dict[str, Any]]]


# -- every command -----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_help_shows_examples(run: Run, command: tuple[str, ...]) -> None:
    code, out, _ = run(command[0], "--help")
    assert code == 0
    assert out.count(f"dragoman {command[0]}") >= 3
    assert "--why" in out


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_json_lines_go_down_a_pipe(rows: Rows, command: tuple[str, ...]) -> None:
    found = rows(*command)
    assert found
    assert all(isinstance(row, dict) and row for row in found)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_people_get_a_table(run: Run, command: tuple[str, ...]) -> None:
    code, out, err = run(*command, "--text")
    assert (code, err) == (0, "")
    assert "CHN" in out
    assert "─" in out
    assert "{" not in out


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_narrow_terminal_breaks_no_date_and_no_code(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = run(*command, "--text")[1]
    assert "CHN" in out
    assert not [line for line in out.splitlines() if len(line.rstrip()) > 80]
    assert not [word for word in out.split() if word.endswith(("2023-", "2023-0", "2023-03-"))]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_why_prints_the_sentences(run: Run, command: tuple[str, ...]) -> None:
    code, out, err = run(*command, "--why", 1, "--text")
    assert (code, err) == (0, "")
    texts = [path.read_text(encoding="utf-8") for path in VISIT.iterdir()]
    lines = [line.strip() for line in out.splitlines()]
    assert any(len(line) > 20 and line in text for line in lines for text in texts)
    behind = run(*command, "--why", 1)[1].splitlines()
    assert behind
    for line in behind:
        assert (loads(Quote, line) if command == ("statements",) else loads(Claim, line)).article


BEGINNINGS = {"svg": b"<svg", "png": b"\x89PNG", "json": b"{", "html": b"<!DOCTYPE html>"}


@pytest.mark.parametrize(
    ("command", "ending"),
    [*((command, "svg") for command in DRAWN), *((DRAWN[0], ending) for ending in ("png", "html", "json"))],
)
def test_plot_writes_a_picture(run: Run, tmp_path: Path, command: tuple[str, ...], ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    code, out, err = run(*command, "--plot", path)
    assert code == 0
    assert out
    assert f"wrote {path}" in err
    assert path.read_bytes().startswith(BEGINNINGS[ending])


@pytest.mark.parametrize(("figure", "title"), [("map", "Events by place"), ("types", "Events by actor and type")])
def test_events_have_a_map_and_a_table_of_types(run: Run, tmp_path: Path, figure: str, title: str) -> None:
    path = tmp_path / "a.svg"
    assert run("events", "--figure", figure, "--plot", path)[0] == 0
    assert title in path.read_text(encoding="utf-8")


def test_events_whose_country_is_known_stand_on_the_map(store: Path) -> None:
    placed = [event for event in dragoman.Store(store).events() if event.latitude is not None]
    assert placed
    assert any((event.latitude, event.longitude) == (55.8, 37.6) for event in placed)  # Moscow


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("events", "--actor", "RU"), 1, "near it are RUS"),
        (("events", "--type", "CONSLT"), 1, "CONSULT"),
        (("events", "--since", "soon"), 1, "2023-04-12"),
        (("events", "--since", "2023-05", "--until", "2023-03"), 1, "since 2023-05 is later than until 2023-03"),
        (("dyad", "RUS", "CHN", "--since", "2023-05", "--until", "2023-04-30"), 1, "exchange the two"),
        (("statements", "--since", "2024", "--until", "2023"), 1, "exchange the two"),
        (("statements", "--dyad", "RUS", "CHN", "--since", "2024", "--until", "2023"), 1, "exchange the two"),
        (("events", "--why", 999), 1, "the rows are 1 to"),
        (("events", "--plot", "events.gif"), 1, ".svg, .png, .html"),
        (("events", "--plot", "nowhere/events.svg"), 1, "no folder nowhere"),
        (("expect", "--actor", "ZZZ"), 1, "give a code such as RUS or NATO"),
        (("expect", "--as-of", "soon"), 1, "2023-04-12"),
        (("expect", "--ics", "nowhere/visits.ics"), 1, "cannot be written"),
        (("dyad", "RUS", "CHINA"), 1, "CHN"),
        (("dyad", "RUS", "RUS"), 1, "given twice"),
        (("dyad", "RUS"), 2, "Missing argument"),
        (("dyad", "RUS", "CHN", "--version-at", "99.1.1"), 1, "no version 99"),
        (("dyad", "RUS", "CHN", "--why", "2019-01"), 1, "no row 2019-01"),
        (("world",), 2, "--at"),
        (("world", "--at", "soon"), 1, "2023-04-12"),
        (("world", "--at", "2023", "--why", "RUS-FRA"), 1, "a tie such as RUS-CHN"),
        (("world", "--at", "2023", "--actor", "Russia"), 1, "RUS"),
        (("statements", "--about", "XYZ"), 1, "no state or organisation"),
        (("statements", "--dyad", "RUS", "CHN", "--about", "USA"), 2, "both ways"),
    ],
)
def test_errors_say_the_way_out(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[object, ...],
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    found, _, err = run(*arguments)
    assert found == code
    assert message in err
    assert "Traceback" not in err


def test_nothing_found_is_said_and_no_error(run: Run) -> None:
    for command, option, what in (
        ("events", "--actor", "events"),
        ("expect", "--actor", "expectations"),
        ("statements", "--speaker", "statements"),
    ):
        code, out, err = run(command, option, "FRA", "--text")
        assert (code, out.strip()) == (0, "")
        assert f"no {what} fit" in err
    assert "no events" in run("dyad", "FRA", "USA", "--text")[1]
    assert "the record's events run from 2023-02-" in run("world", "--at", "1990", "--text")[1]


def test_a_reader_that_leaves_early_is_no_error_to_talk_about(store: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "dragoman", "events", "--store", str(store)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "src")},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.wait(timeout=60) in (0, 1)
    with process.stderr as stream:
        assert stream.read() == b""


# -- events ------------------------------------------------------------------------------------------


def test_the_visit_is_one_event_of_many_reports(rows: Rows) -> None:
    visits = rows("events", "--actor", "CHN", "--other", "RUS", "--type", "CONSULT", "--since", "2023-03-10")
    assert len(visits) == 1
    (visit,) = visits
    assert (visit["sources"], visit["targets"], visit["first"]) == (["CHN"], ["RUS"], "2023-03-20")
    assert visit["articles"] >= 3
    assert len(visit["languages"]) >= 3


def test_events_come_the_latest_first_and_as_many_as_asked(rows: Rows) -> None:
    told = [event["first"] for event in rows("events")]
    assert told == sorted(told, reverse=True)
    assert [event["first"] for event in rows("events", "--limit", 3)] == told[:3]


def test_contradictions_can_be_asked_for(run: Run, rows: Rows) -> None:
    found = rows("events", "--contradicted")
    assert found
    assert all(event["contradictions"] for event in found)
    assert "Contradictions" in run("events", "--contradicted", "--text")[1]


def test_a_row_can_be_named_by_its_id(run: Run, rows: Rows) -> None:
    first = rows("events")[0]["id"]
    assert run("events", "--why", first[:10])[1] == run("events", "--why", 1)[1]


# -- expectations ------------------------------------------------------------------------------------


def _visit(found: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the visit to Moscow that was rumoured for the spring."""
    (row,) = (
        row
        for row in found
        if (row["sources"], row["targets"], row["event_type"]) == (["CHN"], ["RUS"], "CONSULT")
        and row["first"] == "2023-04-01"
    )
    return row


def test_the_visit_awaited_for_spring_came_twelve_days_early(run: Run, rows: Rows) -> None:
    visit = _visit(rows("expect"))
    assert (visit["outcome"], visit["happened"], visit["days_off"]) == ("fulfilled", "2023-03-20", -12)
    assert [modality for _, modality in visit["modality_path"]] == ["possible", "expected"]
    assert "fulfilled 2023-03-20" in run("expect", "--text")[1]


def test_before_it_came_the_visit_was_open(rows: Rows) -> None:
    visit = _visit(rows("expect", "--open", "--as-of", "2023-03-01", "--actor", "CHN"))
    assert (visit["outcome"], visit["happened"]) == ("open", None)
    assert visit["after"] == "2023-05-11"


def test_a_trip_called_off_is_withdrawn(rows: Rows) -> None:
    (trip,) = rows("expect", "--actor", "USA")
    assert (trip["sources"], trip["outcome"], trip["decided"]) == (["USA"], "withdrawn", "2023-02-04")


def test_the_calendar_is_read_back(run: Run, rows: Rows, tmp_path: Path) -> None:
    code, _, err = run("expect", "--as-of", "2023-03-01", "--ics", tmp_path / "awaited.ics")
    assert code == 0
    assert "awaited.ics" in err
    calendar = icalendar.Calendar.from_ical((tmp_path / "awaited.ics").read_bytes())
    events = calendar.walk("VEVENT")
    dated = [row for row in rows("expect", "--as-of", "2023-03-01") if row["first"] is not None]
    assert {event.decoded("DTSTART").isoformat() for event in events} == {row["first"] for row in dated}
    assert len(events) == len(dated)


def test_a_calendar_on_standard_output_is_alone_there(run: Run) -> None:
    out = run("expect", "--ics", "-")[1]
    assert len(icalendar.Calendar.from_ical(out).walk("VEVENT")) >= 3


def test_scores_say_how_often_a_source_is_right(run: Run, rows: Rows) -> None:
    scores = {row["source"]: row for row in rows("expect", "--scores") if row["kind"] == "outlet"}
    wire = scores["Example Wire"]
    assert wire["decided"] == wire["true"] + wire["lapsed"] + wire["withdrawn"]
    assert 0 <= wire["low"] <= wire["share"] <= wire["high"] <= 1
    out = run("expect", "--scores", "--text")[1]
    assert "Wilson 1927" in out
    assert "Wall Street Journal" in out


# -- the same from Python ----------------------------------------------------------------------------


def test_every_answer_becomes_a_frame_of_pandas_and_of_polars(store: Path) -> None:
    asked = dragoman.Store(store)
    dyad, world = asked.dyad("RUS", "CHN"), asked.world("2023", minimum=1)
    assert any(event.contradictions for event in asked.events())
    for answer in (
        asked.events(), asked.expectations(), asked.expectations().scores(), asked.statements(),
        dyad.points, world.actors, world.blocs, world.ties, world.measures,
    ):  # fmt: skip
        assert len(answer.to_pandas()) == len(answer.to_polars()) == len(answer) > 0
        assert list(answer.to_pandas().columns) == answer.to_polars().columns


def test_an_empty_answer_keeps_its_columns(store: Path) -> None:
    asked = dragoman.Store(store)
    world, nowhere = asked.world("2023", minimum=1), asked.world("1990")
    for full, empty in (
        (asked.events(), asked.events(actor="FJI")),
        (asked.expectations(), asked.expectations(actor="FJI")),
        (asked.expectations().scores(), asked.expectations(actor="FJI").scores()),
        (asked.statements(), asked.statements(speaker="FJI")),
        (asked.dyad("RUS", "CHN").points, asked.dyad("FJI", "TON").points),
        (world.actors, nowhere.actors), (world.blocs, nowhere.blocs), (world.ties, nowhere.ties),
        (world.measures, nowhere.measures),
    ):  # fmt: skip
        assert (len(empty), bool(len(full))) == (0, True)
        assert list(empty.to_pandas().columns) == list(full.to_pandas().columns) == empty.to_polars().columns
        known = {name: kind for name, kind in empty.to_polars().schema.items() if str(kind) != "Null"}
        assert {name: full.to_polars().schema[name] for name in known} == known


def test_since_and_until_may_name_one_period(store: Path) -> None:
    asked = dragoman.Store(store)
    assert len(asked.events(since="2023-03", until="2023-03")) > 0
    assert len(asked.events(since="2023-03-20", until="2023-03")) > 0


# -- a dyad ------------------------------------------------------------------------------------------


def test_a_dyad_says_of_what_kind_each_line_is(rows: Rows) -> None:
    found = rows("dyad", "RUS", "CHN", "--by", "month")
    assert found[0]["kind"] == "dyad"
    assert {"BRICS", "SCO"} <= set(found[0]["organisations"])
    points = [row for row in found if row["kind"] == "point"]
    assert [point["period"] for point in points] == ["2023-02", "2023-03"]
    assert points[1]["events_baseline"] == points[0]["events"]
    assert {"claim", "quote"} <= {row["kind"] for row in found}
    assert all(loads(Quote, json.dumps(row["quote"])).id for row in found if row["kind"] == "quote")


def test_a_dyad_is_the_same_from_either_side_and_in_small_letters(rows: Rows) -> None:
    one, other = (
        [row for row in rows(*ask) if row["kind"] == "point"]
        for ask in (("dyad", "rus", "chn"), ("dyad", "CHN", "RUS"))
    )
    assert [(row["period"], row["events"]) for row in one] == [(row["period"], row["events"]) for row in other]


def test_a_period_is_explained_by_its_name(run: Run) -> None:
    out = run("dyad", "RUS", "CHN", "--why", "2023-02", "--text")[1]
    assert "Putin praised China for its balanced stand." in out
    assert "2023-03-2" not in out


# -- the system --------------------------------------------------------------------------------------


def test_a_period_has_blocs_figures_actors_and_ties(rows: Rows) -> None:
    found = rows("world", "--at", "2023", "--minimum", 1)
    assert {row["kind"] for row in found} == {"system", "bloc", "measure", "actor", "tie"}
    blocs = [set(row["members"]) for row in found if row["kind"] == "bloc"]
    assert any({"RUS", "CHN"} <= bloc and "USA" not in bloc for bloc in blocs)
    for measure in (row for row in found if row["kind"] == "measure"):
        assert measure["paper"]
        if measure["low"] is not None:
            assert measure["low"] <= measure["value"] <= measure["high"]


def test_two_periods_are_compared(run: Run, rows: Rows) -> None:
    found = rows("world", "--at", "2023-03", "--compare", "2023-02", "--minimum", 1)
    assert [row["period"] for row in found if row["kind"] == "system"] == ["2023-03", "2023-02"]
    assert any(row["kind"] == "difference" and row["name"] == "poles" for row in found)
    out = run("world", "--at", "2023-03", "--compare", "2023-02", "--minimum", 1, "--text")[1]
    assert "The system in 2023-02" in out
    assert "Difference" in out


def test_a_comparison_with_an_empty_period_says_so_and_stops(run: Run) -> None:
    out = run("world", "--at", "2023", "--compare", "1990", "--minimum", 1, "--text")[1]
    assert "The system in 1990: no" in out
    assert "Difference" not in out


def test_a_tie_and_an_actor_are_explained(run: Run) -> None:
    tie = run("world", "--at", "2023", "--why", "CHN-RUS")[1]
    assert tie
    assert run("world", "--at", "2023", "--why", "rus-chn")[1] == tie
    assert set(tie.splitlines()) <= set(run("world", "--at", "2023", "--why", "RUS")[1].splitlines())


# -- statements --------------------------------------------------------------------------------------


def test_statements_say_who_speaks_of_whom(rows: Rows) -> None:
    found = rows("statements", "--about", "CHN")
    assert found
    assert {row["about"] for row in found} == {"CHN"}
    for row in found:
        assert row["warm"] + row["neutral"] + row["hostile"] == row["quotes"]
        assert -1 <= row["mean"] <= 1


def test_talk_stands_beside_deeds(run: Run, rows: Rows) -> None:
    found = rows("statements", "--dyad", "RUS", "CHN")
    assert [row["kind"] for row in found][-1] == "correlation"
    assert any(row["kind"] == "period" and row["quotes"] for row in found)
    assert "material events only" in run("statements", "--dyad", "RUS", "CHN", "--text")[1]
