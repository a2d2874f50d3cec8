"""Records survive JSON exactly, and what is no record is refused with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import InputError
from dragoman.records import Actor, Article, Claim, DateSpan, Document, Evidence, Place, Quote, Span
from dragoman.serial import dumps, from_dict, loads, to_dict
from handmade import document

offsets = st.integers(0, 2**40)
spans = st.builds(Span, offsets, offsets)
numbers = st.floats(allow_nan=False, allow_infinity=False)
actors = st.builds(Actor, span=spans)
some_actors = st.lists(actors, max_size=2).map(tuple)
some_spans = st.lists(spans, max_size=2).map(tuple)
times = st.builds(DateSpan)
places = st.builds(Place, span=spans, latitude=st.none() | numbers, longitude=st.none() | numbers)
evidence = st.builds(
    Evidence,
    sentence=spans,
    predicate=spans,
    sources=some_spans,
    targets=some_spans,
    time=st.none() | spans,
    cues=some_spans,
)
articles = st.builds(Article, date=st.none() | times, body=offsets)
claims = st.builds(
    Claim,
    sources=some_actors,
    targets=some_actors,
    about=some_actors,
    evidence=evidence,
    when=st.none() | times,
    where=st.none() | places,
    condition=st.none() | st.text(),
    confidence=numbers,
)
quotes = st.builds(
    Quote,
    spans=some_spans,
    speaker=st.none() | actors,
    addressees=some_actors,
    about=some_actors,
    cue_span=st.none() | spans,
    confidence=numbers,
)


@given(articles | claims | quotes)
def test_a_record_read_again_equals_what_was_written(record: Article | Claim | Quote) -> None:
    line = dumps(record)
    assert "\n" not in line
    kind: Any = type(record)
    assert loads(kind, line) == record
    assert from_dict(kind, json.loads(line)) == record


def test_a_document_keeps_all_it_holds() -> None:
    assert from_dict(Document, to_dict(document())) == document()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"polarity": "maybe"}, "Claim.polarity: expected one of positive, negative"),
        ({"surprise": 1}, "Claim: unknown surprise"),
        ({"confidence": "high"}, "Claim.confidence: expected float"),
        ({"when": {"start": "2023-02-30"}}, "Claim.when.start: expected a day"),
        ({"sources": [{"code": "RUS"}]}, r"Claim.sources\[0\]: missing span, words"),
        ({"targets": {}}, "Claim.targets: expected a list"),
        ({"evidence": None}, "Claim.evidence: expected an object"),
    ],
)
def test_what_is_no_record_is_refused_with_its_place(change: dict[str, object], message: str) -> None:
    plain = to_dict(document().claims[0])
    with pytest.raises(InputError, match=message):
        from_dict(Claim, plain | change)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(InputError, match="not the JSON of a Quote"):
        loads(Quote, "{")
