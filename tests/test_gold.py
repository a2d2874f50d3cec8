"""Gold sentences: their form, and the scorer. That no language falls is the gate's part (evals/gate.py)."""

from __future__ import annotations

import datetime as dt

import pytest
from evals.score import GOLD, Tally, gold_rows, score_row

import dragoman
from dragoman.lexicon.tables import languages
from dragoman.ontology import EVENT_TYPES

FILES = sorted(path.stem for path in GOLD.glob("*.jsonl"))
POLARITY = {"positive", "negative"}
MODALITY = {"actual", "expected", "possible", "conditional", "unreal"}


@pytest.mark.parametrize("lang", FILES)
def test_gold_records_are_well_formed(lang: str) -> None:
    for row in gold_rows(lang):
        if row.get("date"):
            dt.date.fromisoformat(row["date"])
        for claim in row["claims"]:
            assert claim["type"] in EVENT_TYPES, row["text"]
            assert claim.get("mode") is None or claim["mode"] in EVENT_TYPES[claim["type"]].modes, row["text"]
            assert claim.get("polarity", "positive") in POLARITY, row["text"]
            assert claim.get("modality", "actual") in MODALITY, row["text"]
        for quote in row.get("quotes", []):
            assert all(words in row["text"] for words in quote["words"]), row["text"]


def test_every_language_has_forty_gold_sentences_with_some_that_have_no_claim() -> None:
    assert set(FILES) == set(languages())
    for lang in FILES:
        rows = list(gold_rows(lang))
        assert len(rows) >= 40
        assert sum(not row["claims"] for row in rows) >= 8


def test_the_scorer_counts_found_missing_and_made_up_claims() -> None:
    document = dragoman.read("Ghana condemned Mali on Monday.", lang="en", date="2023-01-10")
    right = {"type": "ACCUSE", "source": ["GHA"], "target": ["MLI"], "polarity": "positive", "modality": "actual"}
    for claims, f1 in (([right], 100.0), ([{**right, "target": ["TGO"]}], 0.0), ([], 0.0)):
        tally = Tally()
        score_row({"text": document.article.text, "claims": claims}, document, tally)
        assert tally.f1() == f1
