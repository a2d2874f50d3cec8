"""What stands between quotation marks, and what only looks so."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.coding.marks import quoted_spans
from dragoman.lexicon.language import language

MARKS = language("en").grammar.marks
DUTCH = language("nl").grammar.marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “we agree” and left.", ["we agree"]),
        ("He said “we ‘almost’ agree” and left.", ["we ‘almost’ agree"]),
        ('"Yes," he said, "we do."', ["Yes,", "we do."]),
        ("It is China's and Putin’s plan.", []),
        ("An open “quotation that never ends\n\nNext paragraph.", []),
        ("Nothing “” here.", []),
    ],
)
def test_quotations_are_found_without_their_marks(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in quoted_spans(text, MARKS)] == expected


def test_a_clipped_word_opens_no_quotation() -> None:
    text = "Het is 's werelds grootste leger, 'een macht', zei hij."
    assert [span.of(text) for span in quoted_spans(text, DUTCH)] == ["een macht"]


@given(st.text(st.sampled_from("ab .,“”‘’\"'«»\n"), max_size=80))
def test_spans_are_in_order_and_apart(text: str) -> None:
    spans = quoted_spans(text, MARKS)
    assert all(0 < s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
