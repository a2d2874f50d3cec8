"""The codebook corpus: every row is well formed, every type is there, and no idea sits on both sides of the split."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from train.codebook import FOLDER, GOLD, NONE, gold_problems, languages, load, read_rows, strip_marks

from dragoman.lexicon.world import world
from dragoman.ontology import EVENT_TYPES

FILES = sorted(FOLDER.glob("*.tsv"))
LANGUAGES = languages()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_row_is_well_formed(path: object) -> None:
    assert [f"line {n}: {row}" for n, row in read_rows(path) if isinstance(row, str)] == []  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_has_forty_rows_a_type_on_average_and_none_is_missing(lang: str) -> None:
    counts = Counter(e.event_type for e in load(lang))
    assert set(counts) == {*EVENT_TYPES, NONE}
    assert counts.total() >= 40 * (len(EVENT_TYPES) + 1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ideas_and_texts_do_not_cross_the_split(lang: str) -> None:
    examples = load(lang)
    assert max(Counter(idea for idea, _ in {(e.idea, e.part) for e in examples}).values()) == 1
    parts = {(e.text, e.part) for e in examples}
    crossing = [text for text, n in Counter(text for text, _ in parts).items() if n > 1]
    assert crossing == []


@pytest.mark.parametrize("lang", sorted(path.stem for path in GOLD.glob("*.jsonl")))
def test_held_out_items_are_well_formed_and_not_in_the_corpus(lang: str) -> None:
    known = {*world().territories, *world().organisations, "---"}
    items = [json.loads(line) for line in (GOLD / f"{lang}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [p for item in items for p in gold_problems(item, known)] == []
    texts = {e.text for e in load(lang)} if lang in LANGUAGES else set()
    assert [item["text"] for item in items if item["text"] in texts] == []
    assert sum(len(item.get("quotes", ())) for item in items) >= 20


@given(st.text(alphabet="ab c<", max_size=12), st.text(alphabet="xyz ", min_size=1, max_size=6), st.text(max_size=5))
def test_marks_come_off_and_point_at_their_words(before: str, inside: str, after: str) -> None:
    after = after.replace("<", "")
    text, spans = strip_marks(f"{before}<s>{inside}</s>{after}")
    ((start, end),) = spans["s"]
    assert text == before + inside + after
    assert text[start:end] == inside
