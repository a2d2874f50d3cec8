"""What the engine undoes of many languages: particles, chains of clauses, objects, negation in a verb, time."""

from __future__ import annotations

import datetime as dt

import pytest

from dragoman.coding.arguments import Arguments
from dragoman.coding.particles import with_particles
from dragoman.coding.patterns import case_of
from dragoman.coding.status import StatusReader
from dragoman.coding.time import times
from dragoman.intake import from_text
from dragoman.lexicon.language import language
from dragoman.reading.types import Reading, Sentence, Word
from dragoman.records import DateSpan, Span

#: form, lemma, part of speech, head (-1 for the root), relation
Row = tuple[str, str, str, int, str]


def sentence(lang: str, rows: list[Row], feats: dict[int, dict[str, str]] | None = None) -> Sentence:
    """Return the sentence as the coder sees it: a hand-made parse with its particles read."""
    words, at = [], 0
    for index, (form, lemma, upos, head, deprel) in enumerate(rows):
        words.append(Word(index, at, at + len(form), form, lemma, upos, (feats or {}).get(index, {}), head, deprel))
        at += len(form) + 1
    text = " ".join(row[0] for row in rows)
    reading = Reading(from_text(text, lang=lang), (Sentence(0, len(text), tuple(words)),))
    return with_particles(reading, language(lang)).sentences[0]


def test_a_korean_phrase_carries_the_particle_it_ends_in() -> None:
    found = sentence(
        "ko",
        [
            ("기시다", "기시다", "PROPN", 2, "obl"),
            ("총리와", "총리", "ADV", 0, "flat"),
            ("회담했다", "회담", "VERB", -1, "root"),
        ],
    )
    assert case_of(found, found.words[0]) == "와"


def test_the_subject_of_a_chain_stands_in_its_first_clause() -> None:
    found = sentence(
        "ja",
        [
            ("日本", "日本", "PROPN", 3, "nsubj"),
            ("は", "は", "ADP", 0, "case"),
            ("モスクワ", "モスクワ", "PROPN", 3, "obj"),
            ("訪問", "訪問", "VERB", 4, "advcl"),
            ("会談", "会談", "VERB", -1, "root"),
        ],
    )
    assert Arguments(found, language("ja")).subject(found.words[4]) == [found.words[0]]


def test_what_closes_a_report_makes_it_a_clause_of_its_verb() -> None:
    rows: list[Row] = [
        ("発射", "発射", "VERB", 3, "advcl"),
        ("し", "する", "AUX", 0, "aux"),
        ("と", "と", "ADP", 0, "case"),
        ("発表", "発表", "VERB", -1, "root"),
    ]
    assert sentence("ja", rows).words[0].deprel == "ccomp"


def test_a_marked_object_is_no_part_of_the_subject() -> None:
    found = sentence(
        "fa",
        [
            ("چین", "چین", "PROPN", 4, "nsubj"),
            ("آمریکا", "آمریکا", "PROPN", 0, "nmod"),
            ("را", "را", "ADP", 0, "case"),
            ("متهم", "متهم", "NOUN", 4, "compound:lvc"),
            ("کرد", "کرد", "VERB", -1, "root"),
        ],
    )
    arguments = Arguments(found, language("fa"))
    assert [w.form for w in arguments.subject(found.words[4])] == ["چین"]
    assert [w.form for w in arguments.object(found.words[4])] == ["آمریکا"]


def test_a_verb_may_be_negative_by_its_ending() -> None:
    found = sentence(
        "tr",
        [
            ("Fransa", "Fransa", "PROPN", 2, "nsubj"),
            ("İsrail'i", "İsrail", "PROPN", 2, "obj"),
            ("kınamadı", "kına", "VERB", -1, "root"),
        ],
        {2: {"Polarity": "Neg", "VerbForm": "Fin", "Tense": "Past"}},
    )
    reader = StatusReader(found, language("tr"), Arguments(found, language("tr")))
    assert reader.status(found.words[2], ()).polarity == "negative"


PUBLISHED = dt.date(2023, 3, 17)  # a Friday


@pytest.mark.parametrize(
    ("lang", "text", "words", "start", "end"),
    [
        ("es", "el lunes próximo", "lunes próximo", "2023-03-20", "2023-03-21"),
        ("fr", "en mai dernier", "mai dernier", "2022-05-01", "2022-06-01"),
        ("id", "pada Senin lalu", "Senin lalu", "2023-03-13", "2023-03-14"),
        ("fa", "۱۵ مارس ۲۰۲۳", "۱۵ مارس ۲۰۲۳", "2023-03-15", "2023-03-16"),
        ("hi", "१५ मार्च २०२३ को", "१५ मार्च २०२३", "2023-03-15", "2023-03-16"),
        ("ja", "外務省は15日、", "15日", "2023-03-15", "2023-03-16"),
        ("ja", "来月16日", "来月16日", "2023-04-16", "2023-04-17"),
        ("ja", "昨年12月", "昨年12月", "2022-12-01", "2023-01-01"),
        ("ko", "정부는 15일 밝혔다", "15일", "2023-03-15", "2023-03-16"),
        ("ko", "다음 달 16일", "다음 달 16일", "2023-04-16", "2023-04-17"),
    ],
)
def test_times_whose_direction_or_day_stands_behind(lang: str, text: str, words: str, start: str, end: str) -> None:
    day = DateSpan(PUBLISHED, PUBLISHED + dt.timedelta(days=1), "day", "")
    (hit,) = times(text, Span(0, len(text)), lang, day)
    assert (hit.when.words, str(hit.when.start), str(hit.when.end)) == (words, start, end)


@pytest.mark.parametrize(("lang", "text"), [("ja", "15日間の停戦"), ("ko", "10일간 휴전")])
def test_a_number_of_days_is_no_date(lang: str, text: str) -> None:
    day = DateSpan(PUBLISHED, PUBLISHED + dt.timedelta(days=1), "day", "")
    assert times(text, Span(0, len(text)), lang, day) == []
