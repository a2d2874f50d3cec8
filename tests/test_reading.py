"""The reader's parts: words, pieces, trees, entities, lemmas, and a model folder that is not what it should be."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dragoman
from dragoman.errors import ModelError
from dragoman.reading.entities import best_path, mentions_of
from dragoman.reading.joining import join_units
from dragoman.reading.language import cutter_for
from dragoman.reading.lemma import apply_script, derive_script, lemma_of
from dragoman.reading.model import Model, default_folder
from dragoman.reading.pieces import UNKNOWN, EmbeddingTable, Unigram, pack_rows
from dragoman.reading.reader import Reader
from dragoman.reading.tree import best_tree
from dragoman.reading.words import Cutter
from dragoman.records import Article


def words(text: str, lang: str = "en") -> list[str]:
    return [text[start:end] for start, end in cutter_for(lang)(text)]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "U.S. troops, he said.", ["U.S.", "troops", ",", "he", "said", "."]),
        ("en", "Mr. J. Smith's US-led plan", ["Mr.", "J.", "Smith's", "US-led", "plan"]),
        ("en", "He said no.", ["He", "said", "no", "."]),
        ("nl", "3,5% in 1996-2001", ["3,5", "%", "in", "1996-2001"]),
        ("nl", "'t Kremlin: “ja”", ["'t", "Kremlin", ":", "“", "ja", "”"]),
        ("fr", "l'accord d'Alger", ["l'", "accord", "d'", "Alger"]),
        ("tr", "Türkiye'nin NATO'ya", ["Türkiye'nin", "NATO'ya"]),
        ("zh", "中国和NATO", ["中", "国", "和", "NATO"]),
    ],
)
def test_text_is_cut_into_orthographic_words(lang: str, text: str, expected: list[str]) -> None:
    assert words(text, lang) == expected


@given(st.text(max_size=200))
def test_words_are_in_order_and_leave_no_character_out(text: str) -> None:
    spans = Cutter(["Mr"], ["l"], ["t"])(text)
    assert all(a < b for a, b in spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))
    covered = {i for a, b in spans for i in range(a, b)}
    assert all(c.isspace() for i, c in enumerate(text) if i not in covered)


@given(
    st.text(st.characters(categories=["Ll", "Lu"]), min_size=1, max_size=12), st.text("abcdeé", min_size=1, max_size=12)
)
def test_an_edit_script_leads_from_the_form_to_the_lemma(form: str, lemma: str) -> None:
    found = apply_script(derive_script(form, lemma), form)
    assert found.casefold() == lemma.casefold()


def test_lemmas_come_from_the_dictionary_and_names_keep_their_capital() -> None:
    assert lemma_of("toegejuicht", "VERB", "k|0,|0,", "nl") == "toejuichen"
    assert lemma_of("Poetin", "PROPN", "k|0,|0,", "nl") == "Poetin"


def brute_force(scores: np.ndarray) -> float:
    n = len(scores)
    totals = []
    for heads in itertools.product(range(n + 1), repeat=n):
        reached = {0}
        for _ in range(n):
            reached |= {i + 1 for i, head in enumerate(heads) if head in reached}
        if len(reached) == n + 1 and sum(head == 0 for head in heads) == 1:
            totals.append(sum(scores[i, head] for i, head in enumerate(heads)))
    return float(max(totals))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(0, 10_000))
def test_the_tree_is_the_best_of_all_trees_with_one_root(n: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(n, n + 1)).astype(np.float32)
    heads = best_tree(scores)
    assert sum(heads == 0) == 1
    assert sum(scores[i, head] for i, head in enumerate(heads)) == pytest.approx(brute_force(scores), abs=1e-4)


@given(st.integers(1, 12), st.integers(0, 10_000))
def test_entity_tags_never_continue_what_did_not_begin(n: int, seed: int) -> None:
    tags = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
    path = best_path(np.random.default_rng(seed).normal(size=(n, len(tags))).astype(np.float32), tags)
    for before, here in itertools.pairwise(["O", *(tags[i] for i in path)]):
        assert not here.startswith("I-") or before[2:] == here[2:]
    assert all(0 <= m.first <= m.last < n for m in mentions_of(path, tags))


def test_a_known_word_stays_whole_in_a_spaceless_script() -> None:
    text = "中国会见"
    units = [(i, i + 1) for i in range(4)]
    cut_everywhere = np.array([[1.0, -1.0]] * 4, np.float32)
    assert join_units(text, units, cut_everywhere, frozenset()) == [(0, 0), (1, 1), (2, 2), (3, 3)]
    assert join_units(text, units, cut_everywhere, frozenset({"中国", "会见"})) == [(0, 1), (2, 3)]


def test_embedding_rows_come_back_exactly(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    scale = rng.uniform(0.01, 1, (5, 2, 1)).astype(np.float16).astype(np.float32)
    values = rng.integers(-7, 8, (5, 2, 32)).astype(np.float32)
    values[..., 0] = -8
    table = (values * scale).reshape(5, 64)
    np.save(tmp_path / "rows.npy", pack_rows(table))
    assert np.array_equal(EmbeddingTable(tmp_path / "rows.npy")(np.array([[3, 0], [4, 4]])), table[[[3, 0], [4, 4]]])


def test_a_word_is_cut_into_its_likeliest_pieces(tmp_path: Path) -> None:
    vocabulary = [
        ["<s>", 0],
        ["<pad>", 0],
        ["</s>", 0],
        ["<unk>", 0],
        ["ab", -2.0],
        ["a", -3.0],
        ["b", -3.0],
        ["c", -4.0],
    ]
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps({"model": {"vocab": vocabulary}}))
    unigram = Unigram(path)
    assert unigram("abc") == [4, 7]
    assert unigram("axyb") == [5, UNKNOWN, 6]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "heads.onnx").unlink(), "heads.onnx is missing"),
        (lambda folder: (folder / "labels.onnx").write_bytes(b"x"), "damaged"),
        (lambda folder: (folder / "config.json").write_text("{"), "cannot be read"),
        (lambda folder: (folder / "config.json").write_text('{"format": 99}'), "reads format 2"),
        (lambda folder: shutil.rmtree(folder), "config.json is missing"),
    ],
)
def test_a_model_folder_that_is_not_whole_says_what_is_wrong(tmp_path: Path, damage, message: str) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "model"
    shutil.copytree(default_folder(), folder)
    damage(folder)
    with pytest.raises(ModelError, match=message):
        Model(folder)


def test_the_model_that_ships_is_whole() -> None:
    Model().verify()


def test_a_reading_points_at_the_words_of_its_text() -> None:
    text = "Xi met Putin in Moscow. “We agree,” he said.\n\nEen tweede alinea zonder punt"
    reading = Reader().read(Article(text, "en"))
    found = [word for sentence in reading.sentences for word in sentence.words]
    assert [text[w.start : w.end] for w in found] == [w.form for w in found]
    assert all(sum(w.head < 0 for w in sentence.words) == 1 for sentence in reading.sentences)


def test_a_very_long_sentence_is_read_in_parts() -> None:
    text = " ".join(["word"] * 1500)
    assert sum(len(s.words) for s in Reader().read(Article(text, "en")).sentences) == 1500


def test_importing_dragoman_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    heavy = ("numpy", "onnxruntime", "babel", "duckdb", "rich")
    code = f"import sys, dragoman; print([m for m in {heavy} if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_the_public_names_are_these() -> None:
    assert set(dragoman.__all__) == {
        "Actor", "Article", "Claim", "DateSpan", "Document", "Dragoman", "DragomanError", "Quote", "Span", "Store",
        "__version__", "read", "relate",
    }  # fmt: skip
    assert all(getattr(dragoman, name) is not None for name in dragoman.__all__)
