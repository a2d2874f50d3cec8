"""The codebook corpus: every row is well formed, every type is there, and no idea sits on both sides of the split."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from train.codebook import FOLDER, GOLD, NONE, gold_problems, languages, load, read_rows, strip_marks
from train.rows import TYPES, Row, altered, gold_records

from dragoman.lexicon.world import world
from dragoman.ontology import EVENT_TYPES
from dragoman.reading.marking import PREDICATE, SOURCE, TARGET, Marked

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


def _row(event_type: str, first: int) -> Row:
    """A row of seven pieces, the middle ones numbered from ``first``."""
    marked = Marked((0, *range(first, first + 5), 2), (0, SOURCE, PREDICATE, 0, TARGET, TARGET, 0))
    kind = TYPES.index(event_type)
    return Row(marked, "en", kind, kind, 0, 0)


@given(st.sampled_from(TYPES), st.sampled_from(TYPES), st.integers(0, 10_000))
def test_a_varied_row_keeps_its_form_and_its_type_or_tells_nothing(kind: str, other: str, seed: int) -> None:
    row = _row(kind, 10)
    varied = altered(row, [_row(other, 20)], random.Random(seed))
    assert len(varied.marked.ids) == len(varied.marked.roles)
    assert (varied.marked.ids[0], varied.marked.ids[-1]) == (0, 2)
    assert varied.kind in (row.kind, TYPES.index(NONE))
    assert varied.plover == varied.kind
    assert (varied.lang, varied.polarity, varied.modality) == (row.lang, row.polarity, row.modality)


def test_gold_records_give_their_marked_words_and_those_of_types_that_are_gone_are_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "plover_dev"
    folder.mkdir(parents=True)
    records = [
        {"event": "ACCUSE", "textInfo": {"markup": "(SRC: Ghana) (EVT: condemned) (TAR: Mali) on Monday."}},
        {"event": "ACCUSE", "textInfo": {"markup": "(SRC: Ghana) (EVT: protested)."}},
        {"event": "INVESTIGATE", "textInfo": {"markup": "(SRC: Ghana) (EVT: probed) (TAR: Mali)."}},
        {"event": "ACCUSE", "textInfo": None},
    ]
    (folder / "gold_records.json").write_text(json.dumps(records))
    (example,) = gold_records(tmp_path)
    assert example.text == "Ghana condemned Mali on Monday."
    spans = (example.source, example.target, *example.predicate)
    assert [example.text[start:end] for start, end in spans] == ["Ghana", "Mali", "condemned"]
