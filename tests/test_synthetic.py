"""The synthetic stream: the same for a seed, and its truth holds for what it prints."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from evals.blocs import adjusted_rand, placed_right
from evals.events import b_cubed
from evals.synthetic.__main__ import write
from evals.synthetic.claims import documents
from evals.synthetic.phrases import languages, tongue
from evals.synthetic.stream import stream_of
from evals.synthetic.world import settings, states

from dragoman.intake import articles as read_articles
from dragoman.lexicon.names import names
from dragoman.ontology import EVENT_TYPES
from dragoman.records import Article

LANGUAGES = {"de", "en", "es", "fr", "nl", "ru"}
FEWEST_PATTERNS = 12
Truth = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stream")
    write(11, 240, path)
    return path


@pytest.fixture(scope="module")
def truth(folder: Path) -> Truth:
    loaded: Truth = json.loads((folder / "truth.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def printed(folder: Path) -> dict[str, dict[str, str]]:
    lines = (folder / "articles.jsonl").read_text("utf-8").splitlines()
    return {article["url"]: article for article in map(json.loads, lines)}


def _claims(truth: Truth) -> list[dict[str, Any]]:
    told = [claim for event in truth["events"] for claim in event["claims"]]
    return told + [report for expectation in truth["expectations"] for report in expectation["reports"]]


def test_a_seed_always_gives_the_same_stream(folder: Path, tmp_path: Path) -> None:
    write(11, 240, tmp_path)
    for name in ("articles.jsonl", "truth.json"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()
    write(12, 240, tmp_path)
    assert (tmp_path / "articles.jsonl").read_bytes() != (folder / "articles.jsonl").read_bytes()


def test_the_program_reads_every_article(folder: Path, printed: dict[str, dict[str, str]]) -> None:
    read = list(read_articles([folder / "articles.jsonl"]))
    assert len(read) == len(printed) == 240
    for article in read:
        assert isinstance(article, Article)
        assert article.date is not None
        assert (article.lang, str(article.date)) == (printed[article.url]["lang"], printed[article.url]["date"])


def test_every_sentence_of_the_truth_stands_in_its_article_once(
    truth: Truth, printed: dict[str, dict[str, str]]
) -> None:
    for claim in _claims(truth):
        article = printed[claim["article"]]
        assert article["text"].count(claim["sentence"]) == 1
        assert article["lang"] == claim["language"]
        assert "{" not in claim["sentence"]


def test_every_reference_of_the_truth_exists(truth: Truth, printed: dict[str, dict[str, str]]) -> None:
    events = {event["id"] for event in truth["events"]}
    expectations = {x["id"] for x in truth["expectations"]}
    for group in truth["copies"]:
        told = [copy["article"] for copy in (*group["copies"], *group["translations"])]
        assert told
        assert {group["original"], *told} <= set(printed)
        for translation in group["translations"]:
            assert printed[translation["article"]]["lang"] == translation["language"]
    for contradiction in truth["contradictions"]:
        assert contradiction["event"] in events
        assert contradiction["articles"]
        assert {*contradiction["articles"], *contradiction["against"]} <= set(printed)
    assert {x["event"] for x in truth["expectations"] if x["event"]} <= events
    assert {e["expectation"] for e in truth["events"] if e["expectation"]} <= expectations
    assert all(event["claims"] for event in truth["events"])


def test_expectations_have_windows_and_outcomes_that_agree(truth: Truth) -> None:
    events = {event["id"]: event for event in truth["events"]}
    end = dt.date.fromisoformat(truth["period"][1])
    for x in truth["expectations"]:
        since, until = (dt.date.fromisoformat(day) for day in x["window"])
        assert since < until
        assert all(dt.date.fromisoformat(r["date"]) <= since for r in x["reports"] if r["stage"] != "withdrawn")
        assert (x["outcome"] == "withdrawn") == any(stage == "withdrawn" for _, stage in x["stages"])
        assert (x["outcome"] == "fulfilled") == (x["event"] is not None)
        assert x["outcome"] != "open" or until > end
        assert x["outcome"] != "lapsed" or until <= end
        if x["event"] is not None:
            event = events[x["event"]]
            day = dt.date.fromisoformat(event["date"])
            late = (day - since).days if day < since else max(0, (day - until).days + 1)
            assert x["offset"] == late
            assert (event["type"], event["mode"]) == (x["type"], x["mode"])


def test_what_a_report_says_is_what_happened_unless_it_contradicts(truth: Truth) -> None:
    odd = {(c["event"], url) for c in truth["contradictions"] for url in c["articles"]}
    for event in truth["events"]:
        for claim in event["claims"]:
            if (event["id"], claim["article"]) in odd:
                continue
            assert claim["polarity"] == "positive"
            assert claim["day"] in (None, event["date"])
            assert claim["number"] in (None, event["number"])


def test_two_events_of_one_dyad_and_type_are_days_apart(truth: Truth) -> None:
    by_act: dict[tuple[str, ...], list[str]] = {}
    for e in truth["events"]:
        act = (*sorted(e["actors"]["source"] + e["actors"]["target"]), e["type"])
        by_act.setdefault(act, []).append(e["date"])
    for days in by_act.values():
        for one, two in itertools.pairwise(sorted(days)):
            assert (dt.date.fromisoformat(two) - dt.date.fromisoformat(one)).days > 5


def test_articles_have_4_to_12_sentences() -> None:
    stream = stream_of(5, 150)
    copied = {url for group in stream.groups for url, _ in group.copies}
    assert {4, 12} >= {min(4, len(a.sentences)) for a in stream.articles if a.url not in copied}
    assert max(len(a.sentences) for a in stream.articles) <= 12


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_a_language_can_say_every_act_of_every_actor(lang: str) -> None:
    words, given = tongue(lang), settings()
    acts = {name: "actual" for table in ("cooperation", "conflict") for name in given[table]}
    told = list(acts.items())
    told += [(name, form) for name in given["expectations"] for form in ("expected", "possible", "withdrawn")]
    pairs = [("IRN", "PAK"), ("PAK", "USA"), ("USA", "IRN")]  # some have no leader to name
    wanted = [(name, form, *pair) for name, form in told for pair in pairs]
    wanted += [(name, "actual", code, "IRN") for code, o in given["organisations"].items() for name in o["does"]]
    wanted += [("SAID -", "actual", code, "IRN") for code in given["organisations"]]
    for name, form, source, target in wanted:
        kind, mode = name.split()
        assert words.fitting((kind, "" if mode == "-" else mode, form), source, target), (name, form, source)


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_a_language_has_a_dozen_patterns_for_each_type(lang: str) -> None:
    acts = [name.split() for table in ("cooperation", "conflict") for name in settings()[table]]
    patterns = {(kind, p) for kind, mode in acts for p in tongue(lang).patterns(kind, "" if mode == "-" else mode)}
    count = Counter(kind for kind, _ in patterns)
    assert set(count) == set(EVENT_TYPES)
    assert min(count.values()) >= FEWEST_PATTERNS, count


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_the_names_of_a_language_are_in_the_lexicon(lang: str) -> None:
    forms, known = tongue(lang).forms, names(lang)
    assert set(forms) == {*states(), *settings()["organisations"]}
    unknown = []
    for code, columns in forms.items():
        tokens = columns["nom"].replace("'", "' ").split()
        if code not in {name.entity for token in tokens for name in known.find(token)}:
            unknown.append((code, columns["nom"]))
    assert not unknown


def test_all_languages_say_the_same_fillers_quotes_and_topics() -> None:
    assert set(languages()) >= LANGUAGES
    parallel = (("FILL", "actual"), ("GOOD", "quote"), ("BAD", "quote"))
    shapes = set()
    for lang in languages():
        words = tongue(lang)
        shapes.add((*(len(words.patterns(kind, form=form)) for kind, form in parallel), len(words.topics)))
    assert len(shapes) == 1


def test_claims_made_by_hand_are_exactly_as_many_and_have_the_ids_of_their_content() -> None:
    made = list(documents(2_000, seed=3))
    claims = [claim for document in made for claim in document.claims]
    assert len(claims) == len({claim.id for claim in claims}) == 2_000
    for document in made[:20]:
        text = document.article.text
        for claim in document.claims:
            assert claim.id == claim.derive_id()
            actors = (*claim.sources, *claim.targets)
            assert all(actor.span.of(text) == actor.words for actor in actors)
            assert claim.evidence.sentence.of(text).endswith(").")


def test_scores_of_partitions_are_those_worked_out_by_hand() -> None:
    truth, found = ["a", "a", "b", "b"], ["1", "1", "2", "3"]
    # pairs together: 1 in both, 1 found, 2 true, of 6; by chance 1 * 2 / 6
    assert adjusted_rand(found, truth) == pytest.approx((1 - 1 / 3) / (1.5 - 1 / 3))
    assert placed_right(found, truth) == 0.75
    items = {"w": "a", "x": "a", "y": "b", "z": "b"}
    score = b_cubed({"w": "1", "x": "1", "y": "1", "z": "2"}, items)
    assert score.precision == pytest.approx(100 * (2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert score.recall == pytest.approx(100 * (1 + 1 + 1 / 2 + 1 / 2) / 4)
