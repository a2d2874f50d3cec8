"""The intake's data files keep their own rules."""

from __future__ import annotations

import unicodedata

import pytest

from dragoman.intake.tables import rows

FILES = ["dates.tsv", "header.tsv", "languages.tsv", "pages.tsv"]


@pytest.mark.parametrize("name", FILES)
def test_rows_are_whole_and_normal(name: str) -> None:
    table = rows(name)
    assert table
    assert len(set(table)) == len(table)
    assert all(cell == unicodedata.normalize("NFC", cell).strip() for row in table for cell in row)


def test_a_header_word_gives_one_field() -> None:
    keys = [key for key, _ in rows("header.tsv")]
    assert len(set(keys)) == len(keys)
    assert all(key == key.casefold() for key in keys)
    assert {field for _, field in rows("header.tsv")} == {"date", "lang", "other", "source", "title", "url"}


def test_every_letter_can_be_written_in_its_page() -> None:
    for page, _, letters in rows("pages.tsv"):
        assert letters.encode(page).decode(page) == letters
        assert len(set(letters)) == len(letters)
