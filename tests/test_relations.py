"""The relation head: what one marked party does to another."""

from __future__ import annotations

import pytest

import dragoman
from dragoman.errors import InputError
from dragoman.ontology import EVENT_TYPES
from dragoman.pipeline import Dragoman
from dragoman.reading.language import cutter_for
from dragoman.reading.marking import PREDICATE, SOURCE, TARGET, Marked, mark
from dragoman.reading.model import Model
from dragoman.reading.relations import RelationHead

TEXT = "Ghana condemned Mali on Monday, a spokesman in Oslo said."


@pytest.fixture(scope="module")
def model() -> Model:
    return Model()


def marked(model: Model, text: str, source: str, target: str) -> Marked:
    def span(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    return mark(model.pieces, text, cutter_for("en")(text), [span(source)], [span(target)])


def test_every_plover_type_and_none_has_a_probability() -> None:
    found = dragoman.relate(TEXT, source=(0, 5), target=(16, 20), lang="en")
    assert set(found) == {*EVENT_TYPES, "NONE"}
    assert sum(found.values()) == pytest.approx(1.0, abs=1e-4)
    assert max(found, key=found.__getitem__) == "ACCUSE"


def test_a_party_that_is_not_named_may_be_left_out() -> None:
    found = dragoman.relate("Thousands of teachers went on strike in Lima.", source=(0, 21), lang="en")
    assert max(found, key=found.__getitem__) == "PROTEST"


@pytest.mark.parametrize("span", [(-1, 4), (3, 3), (9, 4), (50, 90)])
def test_a_span_outside_the_text_is_an_error_that_names_it(span: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="target"):
        dragoman.relate(TEXT, source=(0, 5), target=span, lang="en")


def test_what_a_pair_gets_does_not_depend_on_the_pairs_beside_it(model: Model) -> None:
    head = RelationHead(model)
    texts = [TEXT, "Peru will send two field hospitals to Chile after the earthquake.", "Iran met Iraq."]
    pairs = [("Ghana", "Mali"), ("Peru", "Chile"), ("Iran", "Iraq")]
    asked = [marked(model, text, *pair) for text, pair in zip(texts, pairs, strict=True)]
    together = head.judge(asked)
    for one, many in zip(asked, together, strict=True):
        assert head.judge([one])[0].types == pytest.approx(many.types, abs=2e-3)


def test_marks_cover_the_words_they_are_put_on(model: Model) -> None:
    found = mark(model.pieces, TEXT, cutter_for("en")(TEXT), [(0, 5)], [(16, 20)], [(6, 15)])
    order = [role for role in found.roles if role]
    assert sorted(set(order)) == [SOURCE, TARGET, PREDICATE]
    assert order == sorted(order, key=(SOURCE, PREDICATE, TARGET).index)
    assert len(found.ids) == len(found.roles)


def test_of_a_long_text_the_words_around_the_marks_are_read(model: Model) -> None:
    text = "It rained. " * 200 + TEXT + " It rained." * 200
    at = text.index("Ghana")
    found = mark(model.pieces, text, cutter_for("en")(text), [(at, at + 5)], [(at + 16, at + 20)])
    assert len(found.ids) <= 162
    assert {SOURCE, TARGET} <= set(found.roles)


def test_a_claim_has_a_probability_for_its_confidence() -> None:
    document = Dragoman().read_article(dragoman.read(TEXT, lang="en").article)
    assert document.claims
    assert all(0 < claim.confidence < 1 for claim in document.claims)
