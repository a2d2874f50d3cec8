"""Checking finds whatever does not hold in a store."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from deltalake import write_deltalake

from dragoman.records import Document, Span
from dragoman.store import Store
from dragoman.store.schema import TableName, arrow_table, rows_of
from handmade import document, documents


def faults(path: Path, made: Document) -> list[str]:
    store = Store(path)
    store.add([made])
    return [f"{problem.table}: {problem.what}" for problem in store.check().problems]


def test_a_sound_store_has_no_problems(tmp_path: Path) -> None:
    store, seen = Store(tmp_path / "s"), list[None]()
    store.add(documents(2))
    checked = store.check(on_record=lambda: seen.append(None))
    assert checked.ok
    assert (checked.articles, checked.claims, checked.quotes, checked.unfinished) == (2, 6, 2, 0)
    assert len(seen) == 10


def test_an_id_that_its_content_does_not_give(tmp_path: Path) -> None:
    made = document()
    forged = replace(made.claims[0], event_type="ASSAULT", mode=None)
    (found,) = faults(tmp_path / "s", replace(made, claims=(forged,), quotes=()))
    assert found == f"claims: its content gives the id {forged.derive_id()}"


def test_an_actor_whose_words_are_not_in_the_text(tmp_path: Path) -> None:
    made = document()
    wrong = replace(made.claims[0].sources[0], words="Ruritania")
    claim = replace(made.claims[0], sources=(wrong,), id="")
    (found,) = faults(tmp_path / "s", replace(made, claims=(claim,)))
    assert "actor RUS: the text reads 'Russia'" in found


def test_a_span_beyond_the_text(tmp_path: Path) -> None:
    made = document()
    evidence = replace(made.claims[0].evidence, predicate=Span(9000, 9005))
    claim = replace(made.claims[0], evidence=evidence, id="")
    (found,) = faults(tmp_path / "s", replace(made, claims=(claim,)))
    assert "predicate: 9000:9005 is no place" in found


def test_a_quote_that_is_not_what_the_text_says(tmp_path: Path) -> None:
    made = document()
    quote = replace(made.quotes[0], words=("Our ties reach new depths,", "and they will grow."))
    (found,) = faults(tmp_path / "s", replace(made, quotes=(quote,)))
    assert "heights" in found
    assert "depths" in found


@pytest.mark.parametrize("table", ["articles", "claims", "quotes"])
def test_a_record_stored_twice_and_a_column_that_was_changed(tmp_path: Path, table: TableName) -> None:
    store = Store(tmp_path / "s")
    store.add([document()])
    row = dict(rows_of(document())[table][0])
    row["lang" if table == "articles" else "made_by"] = "changed"
    write_deltalake(tmp_path / "s" / table, arrow_table(table, [row]), mode="append")
    found = {problem.what for problem in store.check().problems if problem.table == table}
    assert "stored 2 times" in found
    assert any("reads 'changed'" in what for what in found)


def test_a_file_that_is_damaged_is_named_and_the_rest_is_checked(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    store.add([document()])
    (file,) = (tmp_path / "s" / "quotes").glob("*.parquet")
    file.write_bytes(b"not parquet")
    checked = Store(tmp_path / "s").check()
    assert [problem.table for problem in checked.problems] == ["quotes"]
    assert file.name in checked.problems[0].what
    assert checked.claims == 3
