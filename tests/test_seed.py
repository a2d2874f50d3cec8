"""The facts of the seed article: found in it and in two retellings in other words, and nothing untrue beside them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

import dragoman
from dragoman.records import Document
from seed_facts import FACTS, NUMBERS, forbidden, missing

ROOT = Path(__file__).parents[1]
SEED = ROOT.parent / "shared" / "seed" / "article-nl.txt"
TELLINGS = {
    "seed": SEED,
    "nl": ROOT / "examples" / "2023-02-pivot.nl.txt",
    "en": ROOT / "examples" / "2023-02-pivot.en.txt",
}


@cache
def _read(telling: str) -> Document:
    return dragoman.read(TELLINGS[telling])


@pytest.fixture(params=TELLINGS)
def document(request: pytest.FixtureRequest) -> Document:
    telling = str(request.param)
    if telling == "seed" and not SEED.is_file():
        pytest.skip("the seed article is not beside this checkout (../shared)")
    return _read(telling)


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: f"row {number}")
def test_holds_the_fact(document: Document, number: int) -> None:
    lacking = [line for line in missing(document) if line.startswith(f"row {number}:")]
    assert not lacking, lacking[0]


def test_says_nothing_untrue(document: Document) -> None:
    assert forbidden(document) == []


def test_is_dated_by_its_month_only(document: Document) -> None:
    date = document.article.date
    assert date is not None
    assert (str(date), date.precision) == ("2023-02", "month")


def test_the_table_has_every_row() -> None:
    assert list(NUMBERS) == list(range(1, 18))
    assert all(fact.kind != "claim" or fact.event_type is not None for fact in FACTS)
    assert all(fact.kind != "quote" or fact.form is not None for fact in FACTS)


def _phrases(path: Path, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", path.read_text(encoding="utf-8").casefold())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


@pytest.mark.skipif(not SEED.is_file(), reason="the seed article is not beside this checkout (../shared)")
def test_the_dutch_retelling_is_in_other_words() -> None:
    """Names of organisations apart, no five words in a row are those of the seed."""
    assert _phrases(SEED, 5) & _phrases(TELLINGS["nl"], 5) == set()
