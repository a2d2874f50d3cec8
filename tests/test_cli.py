"""The command line: tables for people, JSON Lines for programs, errors on stderr with exit codes."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman import cli
from dragoman.records import Claim, Document
from dragoman.serial import loads
from dragoman.store import Store
from handmade import document, documents

Run = Callable[..., tuple[int, str, str]]
# No lexicon has this language: its articles are kept and not coded, and no model is needed.
UNCODED = "eo"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.delenv("DRAGOMAN_STORE", raising=False)
    monkeypatch.setenv("COLUMNS", "160")

    def running(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["dragoman", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as leaving:
            cli.main()
        code = leaving.value.code
        said = capsys.readouterr()
        return (code if isinstance(code, int) else int(code is not None)), said.out, said.err

    return running


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "record"
    Store(path).add(documents(2))
    return path


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text("La ministro parolis.\n", encoding="utf-8")
    return path


def test_help_shows_examples(run: Run) -> None:
    assert "claims" in run("--help")[1]
    for command in ("read", "claims", "quotes", "show", "check", "export", "sql"):
        code, out, _ = run(command, "--help")
        assert code == 0
        assert f"dragoman {command}" in out
        assert "Example" in out


def test_the_version_is_printed(run: Run) -> None:
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("dragoman 0.")


def test_claims_are_json_lines_down_a_pipe(run: Run, store: Path) -> None:
    code, out, err = run("claims", "--store", store, "--type", "CONSULT", "--modality", "possible")
    assert (code, err) == (0, "")
    found = [loads(Claim, line) for line in out.splitlines()]
    assert {claim.id for claim in found} == {document(n).claims[2].id for n in range(2)}


def test_claims_are_a_table_for_people(run: Run, store: Path) -> None:
    code, out, _ = run("claims", "--store", store, "--text", "--source", "CHN", "--limit", 3)
    assert code == 0
    assert "CHN GOV (Xi Jinping)" in out
    assert "negative" in out
    assert "possible" in out


def test_the_store_may_be_named_by_the_environment(run: Run, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_STORE", str(store))
    assert len(run("quotes", "--speaker", "putin")[1].splitlines()) == 2


def test_an_article_is_shown_as_text_page_or_json(run: Run, store: Path, tmp_path: Path) -> None:
    made = document(1)
    id = made.article.id[3:12]
    assert "Russia received[1]" in run("show", id, "--store", store, "--text")[1]
    assert loads(Document, run("show", id, "--store", store)[1]) == made
    code, out, err = run("show", id, "--store", store, "--html", tmp_path / "a.html")
    assert (code, out) == (0, "")
    assert "wrote" in err
    assert (tmp_path / "a.html").read_text("utf-8").startswith("<!doctype html>")
    assert run("show", id, "--store", store, "--html", "-")[1].startswith("<!doctype html>")


def test_a_sound_store_checks_and_a_forged_one_does_not(run: Run, store: Path, tmp_path: Path) -> None:
    code, out, err = run("check", "--store", store)
    assert (code, out) == (0, "")
    assert "all holds" in err
    claim = replace(document().claims[0], event_type="ASSAULT", mode=None)
    Store(tmp_path / "forged").add([Document(document().article, (claim,))])
    code, out, err = run("check", "--store", tmp_path / "forged")
    assert code == 1
    assert json.loads(out)["id"] == claim.id
    assert "1 problem" in err


def test_export_writes_files_or_standard_output(run: Run, store: Path, tmp_path: Path) -> None:
    code, out, err = run("export", "quotes", tmp_path / "q.csv", "--store", store)
    assert (code, out) == (0, "")
    assert "2 rows" in err
    assert run("export", "quotes", "--format", "csv", "--store", store)[1].replace("\r", "") == (
        (tmp_path / "q.csv").read_text("utf-8").replace("\r", "")
    )
    assert len(run("export", "claims", "--store", store)[1].splitlines()) == 6


def test_sql_answers(run: Run, store: Path) -> None:
    query = "SELECT event_type, count(*) AS n FROM claims GROUP BY 1 ORDER BY 1"
    assert [json.loads(line) for line in run("sql", query, "--store", store)[1].splitlines()] == [
        {"event_type": "ACCUSE", "n": 2},
        {"event_type": "CONSULT", "n": 4},
    ]
    assert "CONSULT" in run("sql", query, "--store", store, "--text")[1]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("claims",), 2, "DRAGOMAN_STORE"),
        (("claims", "--store", "nowhere"), 1, "there is no store"),
        (("claims", "--store", "STORE", "--type", "CONSLT"), 1, "CONSULT"),
        (("claims", "--store", "STORE", "--since", "soon"), 1, "2023-04-12"),
        (("claims", "--store", "STORE", "--modality", "sure"), 2, "possible"),
        (("claims", "--store", "STORE", "--at", "99.1.1"), 1, "no version 99"),
        (("show", "ffffffffff", "--store", "STORE"), 1, "no article"),
        (("export", "claims", "claims.xls", "--store", "STORE"), 1, ".parquet"),
        (("sql", "SELEC", "--store", "STORE"), 1, "syntax error"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_errors_say_the_way_out(
    run: Run,
    store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    found, out, err = run(*(store if part == "STORE" else part for part in arguments))
    assert found == code
    assert out == ""
    assert message in err
    assert "Traceback" not in err


def test_read_prints_a_document_a_line(run: Run, article: Path) -> None:
    code, out, _ = run("read", article, "--lang", UNCODED, "--date", "2023-02")
    assert code == 0
    read = loads(Document, out)
    assert read.article.lang == UNCODED
    assert "parolis" in read.article.text
    assert str(read.article.date) == "2023-02"
    assert read.problems


def test_read_goes_on_after_what_cannot_be_read(run: Run, article: Path, tmp_path: Path) -> None:
    code, out, err = run("read", tmp_path / "missing.txt", article, "--lang", UNCODED)
    assert code == 1
    assert "missing.txt" in err
    assert len(out.splitlines()) == 1


def test_read_adds_to_a_store_once_and_passes_over_what_is_there(run: Run, article: Path, tmp_path: Path) -> None:
    arguments = ("read", article, "--lang", UNCODED, "--store", tmp_path / "s", "--html", tmp_path / "p.html")
    code, out, err = run(*arguments)
    assert code == 0
    assert json.loads(out)["articles"] == 1
    assert "added 1 article" in err
    (tmp_path / "p.html").unlink()
    again = json.loads(run(*arguments)[1])
    assert (again["articles"], again["passed"]) == (0, 1)
    assert "parolis" in (tmp_path / "p.html").read_text("utf-8")


def test_read_takes_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"La ministro parolis.")))
    code, out, _ = run("read", "--lang", UNCODED)
    assert code == 0
    assert loads(Document, out).article.text.strip() == "La ministro parolis."


def test_claims_of_a_file_need_no_store(run: Run, article: Path) -> None:
    code, _, err = run("claims", article, "--text")
    assert code == 0
    assert "no claims fit" in err


def start(*arguments: object, stdin: int | None = None) -> subprocess.Popen[bytes]:
    source = Path(__file__).parents[1] / "src"
    return subprocess.Popen(
        [sys.executable, "-m", "dragoman", *map(str, arguments)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(source)},
    )


def test_ctrl_c_keeps_what_was_read(tmp_path: Path) -> None:
    process = start("read", "-", "--store", tmp_path / "s", "--lang", UNCODED, stdin=subprocess.PIPE)
    assert process.stdin is not None
    for number in range(100):
        text = f"Raporto {number}. " + "La ministro parolis. " * 100
        process.stdin.write(json.dumps({"text": text}).encode() + b"\n")
    process.stdin.flush()
    log, deadline = tmp_path / "s" / "articles" / "_delta_log", time.monotonic() + 60
    while not (log.is_dir() and len(list(log.glob("*.json"))) >= 2):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.02)
    time.sleep(2)  # longer than an article takes on a busy machine
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err
    store = Store(tmp_path / "s")
    assert len(store.articles()) > 64  # more than the batch that was committed before
    assert f"added {len(store.articles())} articles".encode() in err
    assert store.check().ok


def test_a_reader_that_leaves_early_is_no_error_to_talk_about(store: Path) -> None:
    process = start("claims", "--store", store)
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(timeout=60) in (0, 1)
    assert process.stderr is not None
    with process.stderr as stream:
        assert stream.read() == b""
