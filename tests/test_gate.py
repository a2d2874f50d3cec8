"""The gate: it lets nothing fall, never lowers itself, and does not pass where there is nothing to check."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from evals import gate
from evals.compare import report

from dragoman.lexicon.tables import languages

NOW = {"language nl": {"f1": 80.0, "status": 95.0}, "type AID": {"f1": 70.0}}
FLOORS = {
    "corpus": {"held-out": "abc"},
    "floors": {"held-out": {"language nl": {"f1": 79.0}, "type AID": {"f1": 69.0}}},
}


def test_what_holds_passes() -> None:
    assert gate.faults("held-out", FLOORS, NOW, "abc") == []


def test_a_score_under_its_floor_is_named() -> None:
    (fault,) = gate.faults("held-out", FLOORS, {**NOW, "type AID": {"f1": 60.0}}, "abc")
    assert "type AID" in fault
    assert "69" in fault


def test_a_language_that_is_gone_is_a_fault() -> None:
    assert gate.faults("held-out", FLOORS, {"type AID": {"f1": 70.0}}, "abc")


def test_another_corpus_is_a_fault_until_somebody_looked() -> None:
    assert gate.faults("held-out", FLOORS, NOW, "other")


@pytest.mark.parametrize(("floors", "now"), [({}, NOW), ({"floors": {"held-out": {}}}, NOW), (FLOORS, {})])
def test_nothing_to_check_does_not_pass(floors: dict[str, object], now: gate.Scores) -> None:
    assert gate.faults("held-out", floors, now, "abc") == ["held-out: nothing to check"]


def test_raising_never_lowers() -> None:
    old = {"language nl": {"f1": 85.0, "status": 90.0}}
    assert gate.raised(old, NOW)["language nl"] == {"f1": 85.0, "status": 94.0}


def test_floors_stand_on_the_gold_corpora_of_every_language() -> None:
    stored = json.loads(gate.FLOORS.read_text())
    for name, folder in gate.SETS.items():
        assert stored["corpus"][name] == gate.corpus_hash(folder)
        assert {f"language {lang}" for lang in languages()} <= set(stored["floors"][name])


def test_a_changed_file_is_another_corpus(tmp_path: Path) -> None:
    (tmp_path / "nl.jsonl").write_text("{}\n")
    before = gate.corpus_hash(tmp_path)
    (tmp_path / "nl.jsonl").write_text("{} \n")
    assert gate.corpus_hash(tmp_path) != before


def test_compare_lists_what_is_gained_lost_and_changed() -> None:
    def row(modality: str) -> dict[str, object]:
        return {"sentence": "A visited B.", "rest": {"modality": modality}}

    same, gone = ("0", "0", "CONSULT", "RUS", "CHN"), ("0", "0", "AID", "RUS", "")
    come = ("1", "0", "AID", "USA", "UKR")
    lines = list(report({same: row("actual"), gone: row("actual")}, {same: row("expected"), come: row("actual")}))
    assert [line[0] for line in lines[:-1]] == ["-", "~", "+"]
    assert "modality: actual → expected" in lines[1]
    assert lines[-1].startswith("1 gained, 1 lost, 1 changed")


def test_compare_of_the_working_tree_with_itself_finds_no_difference(tmp_path: Path) -> None:
    articles = tmp_path / "a.jsonl"
    article = {"lang": "en", "text": "Ghana condemned Mali on Monday.", "date": "2023-01-10"}
    articles.write_text(json.dumps(article) + "\n")
    command = [sys.executable, "-m", "evals.compare", ".", ".", "--articles", str(articles)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0 gained, 0 lost, 0 changed; 1 claims before, 1 now"
