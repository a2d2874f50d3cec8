"""The examples: every article is dated as its file says, gives claims, and each record leads back to its words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from dragoman.errors import InputError
from dragoman.intake import articles
from dragoman.lexicon.tables import languages
from dragoman.pipeline import Dragoman
from dragoman.records import Actor, Article, Claim, Document, Span

EXAMPLES = Path(__file__).parents[1] / "examples"
LEAST = 3  # claims of an article; of a brief of four sentences, two
BRIEFLY = "es pt it sv ru uk pl tr ar fa hi id zh ja ko".split()  # noqa: SIM905
DATES = {
    "2021-09-sous-marins.fr.txt": "2021-09",
    "2022-02-zeitenwende.de.txt": "2022-02",
    "2023-02-pivot.en.txt": "2023-02",
    "2023-02-pivot.nl.txt": "2023-02",
    "2023-03-iran-saoedi-arabie.nl.txt": "2023-03-11",
    "2023-03-xi-in-moscow.en.txt": "2023-03-21",
    "2023-04-finland-joins-nato.en.txt": "2023-04-04",
    "2023-07-getreideabkommen.de.txt": "2023-07-17",
    "2023-09-niger-retrait.fr.txt": "2023-09-25",
    "zuid-afrika-daagt-israel.nl.txt": "",
    "pretoria-2022": "2022-11-03",
    "woodside-2023": "2023-11-16",
    "karabach-2023": "2023-09-20",
    "turquie-suede-2024": "2024-01-24",
    "red-sea-2024": "2024-01-12",
    "abraham-2020": "2020-09",
    **{f"moscow-visit-{lang}": "2023-03-21" for lang in BRIEFLY},
}


def _name(article: Article) -> str:
    return Path(article.name).name


#: The visit is one story told over six weeks: ``tests/test_world_expectations.py`` reads them together.
FOUND = list(articles(sorted(path for path in EXAMPLES.iterdir() if path.is_file())))
ARTICLES = {_name(found): found for found in FOUND if isinstance(found, Article)}


@cache
def _dragoman() -> Dragoman:
    return Dragoman()


@cache
def _read(name: str) -> Document:
    return _dragoman().read_article(ARTICLES[name])


@pytest.fixture(params=ARTICLES)
def document(request: pytest.FixtureRequest) -> Document:
    name = str(request.param)
    if ARTICLES[name].lang not in languages():
        pytest.skip(f"there is no lexicon for {ARTICLES[name].lang} yet")
    return _read(name)


def test_every_file_is_understood() -> None:
    assert [str(found) for found in FOUND if isinstance(found, InputError)] == []
    assert set(ARTICLES) == set(DATES)


def test_they_are_in_several_languages() -> None:
    names = [name for name in ARTICLES if name.endswith(".txt")]
    assert {lang: sum(ARTICLES[name].lang == lang for name in names) for lang in ("de", "en", "fr", "nl")} == {
        "de": 2,
        "en": 3,
        "fr": 2,
        "nl": 3,
    }


@pytest.mark.parametrize("name", ARTICLES)
def test_is_dated_as_it_says_and_no_more_precisely(name: str) -> None:
    date = ARTICLES[name].date
    assert ("" if date is None else str(date)) == DATES[name]


@pytest.mark.parametrize("name", [name for name in ARTICLES if name.endswith(".txt")])
def test_the_language_is_the_one_of_the_name(name: str) -> None:
    assert ARTICLES[name].lang == name.split(".")[-2]


def test_gives_claims(document: Document) -> None:
    assert document.problems == ()
    assert len(document.claims) >= (2 if document.article.name.startswith("moscow-visit") else LEAST)


def _named(document: Document) -> Iterator[Actor]:
    """Yield every actor of every record."""
    for claim in document.claims:
        yield from (*claim.sources, *claim.targets, *claim.about)
    for quote in document.quotes:
        yield from (*quote.addressees, *quote.about)
        if quote.speaker is not None:
            yield quote.speaker


def _pointed_at(claim: Claim) -> Iterator[Span]:
    evidence = claim.evidence
    yield from (evidence.predicate, *evidence.sources, *evidence.targets, *evidence.cues)
    if evidence.time is not None:
        yield evidence.time


def test_every_actor_has_the_words_of_its_span(document: Document) -> None:
    wrong = [actor for actor in _named(document) if actor.span.of(document.article.text) != actor.words]
    assert wrong == []


def test_every_quote_has_the_words_of_its_spans(document: Document) -> None:
    text = document.article.text
    for quote in document.quotes:
        assert tuple(span.of(text) for span in quote.spans) == quote.words
        assert quote.cue_span is None or quote.cue_span.of(text) == quote.cue


def test_every_time_place_and_condition_stands_in_the_text(document: Document) -> None:
    text = document.article.text
    for claim in document.claims:
        if claim.when is not None and claim.evidence.time is not None:
            assert claim.evidence.time.of(text) == claim.when.words
        assert claim.where is None or claim.where.span.of(text) == claim.where.words
        assert claim.condition is None or claim.condition in text


def test_every_claim_rests_on_words_of_the_article(document: Document) -> None:
    length = len(document.article.text)
    for claim in document.claims:
        spans = [claim.evidence.sentence, *_pointed_at(claim)]
        assert all(0 <= span.start < span.end <= length for span in spans)
        sentence, predicate = claim.evidence.sentence, claim.evidence.predicate
        assert sentence.start <= predicate.start < predicate.end <= sentence.end


def test_every_id_is_derived_from_its_record(document: Document) -> None:
    assert all(claim.id == claim.derive_id() for claim in document.claims)
    assert all(quote.id == quote.derive_id() for quote in document.quotes)
    assert {claim.article for claim in document.claims} <= {document.article.id}
    assert {quote.article for quote in document.quotes} <= {document.article.id}


def test_every_id_is_there_once(document: Document) -> None:
    ids = [*(claim.id for claim in document.claims), *(quote.id for quote in document.quotes)]
    assert len(ids) == len(set(ids))
