"""The files of persons and offices: who held what office on a day, and under which names."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

import dragoman.lexicon
from dragoman.lexicon.tables import rows
from dragoman.lexicon.world import world

LEXICON = Path(dragoman.lexicon.__path__[0])
TERM = ("person", "country", "office", "since", "until")
FORM = ("person", "form", "kind")
OFFICES = {
    "head_of_state",
    "head_of_government",
    "foreign_minister",
    "defence_minister",
    "supreme_leader",
    "monarch",
    "party_leader",
    "deputy_head",
    "security_adviser",
    "state_councillor",
    "head",
}
SHARED = {"state_councillor", "deputy_head"}  # offices that several may hold at once
LANGUAGES = ("en", "nl")
FILES = ("persons.tsv", "terms.tsv", *(f"{lang}/persons.tsv" for lang in LANGUAGES))
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def first_day(text: str) -> dt.date:
    """Return the first day of ``YYYY[-MM[-DD]]``; AssertionError where it is none of these."""
    assert DATE.fullmatch(text), text
    return dt.date.fromisoformat(text + "-01-01"[len(text) - 4 :])


def holder(country: str, office: str, day: str) -> str | None:
    found = world().holder(country, office, dt.date.fromisoformat(day))
    return None if found is None else found.id


@pytest.mark.parametrize("name", FILES)
def test_files_are_nfc_sorted_and_without_duplicates(name: str) -> None:
    text = (LEXICON / name).read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    body = [line.split("\t") for line in text.splitlines() if not line.startswith("#")][1:]
    assert body == sorted(body)
    assert len({tuple(row) for row in body}) == len(body)
    assert all(cell == cell.strip() for row in body for cell in row)


def test_persons_have_one_id_one_name_and_a_known_country() -> None:
    found = list(rows("persons.tsv", ("person", "name", "country")))
    assert len({row[0] for row in found}) == len(found)
    assert len({row[1] for row in found}) == len(found)
    for person, name, country in found:
        assert re.fullmatch(r"[a-z_]+", person), person
        assert name
        assert country in world().territories, person


def test_terms_name_what_exists_and_end_after_they_begin() -> None:
    for person, country, office, since, until in rows("terms.tsv", TERM):
        assert person in world().persons, person
        assert office in OFFICES, office
        assert country in (world().organisations if office == "head" else world().territories), (person, country)
        start = first_day(since)
        if until:
            assert start < first_day(until), (person, office, since, until)


def test_no_two_hold_an_office_that_one_holds() -> None:
    spans = defaultdict(list)
    for person, country, office, since, until in rows("terms.tsv", TERM):
        if office not in SHARED:
            spans[country, office].append((first_day(since), first_day(until) if until else dt.date.max, person))
    for key, found in spans.items():
        found.sort()
        for earlier, later in pairwise(found):
            assert earlier[1] <= later[0], (key, earlier, later)


def test_sixty_states_and_more_have_their_three_highest_offices() -> None:
    offices = defaultdict(set)
    for _, country, office, _, _ in rows("terms.tsv", TERM):
        offices[country].add(office)
    wanted = {"head_of_state", "head_of_government", "foreign_minister"}
    assert len([country for country, found in offices.items() if wanted <= found]) >= 100


@pytest.mark.parametrize("lang", LANGUAGES)
def test_forms_belong_to_known_persons(lang: str) -> None:
    barred: dict[str, set[str]] = defaultdict(set)
    kept: dict[str, set[str]] = defaultdict(set)
    for person, form, kind in rows(f"{lang}/persons.tsv", FORM):
        assert person in world().persons, person
        assert kind in {"form", "not"}
        (barred if kind == "not" else kept)[person].add(form)
    assert not {person: forms & kept[person] for person, forms in barred.items() if forms & kept[person]}


@pytest.mark.parametrize(
    ("country", "office", "day", "person"),
    [
        ("RUS", "head_of_state", "2023-02-22", "putin"),
        ("RUS", "head_of_state", "2010-01-01", "medvedev"),
        ("RUS", "head_of_government", "2010-01-01", "putin"),
        ("RUS", "foreign_minister", "2023-02-22", "lavrov"),
        ("RUS", "defence_minister", "2022-02-24", "shoigu"),
        ("CHN", "head_of_state", "2023-02-22", "xi"),
        ("CHN", "party_leader", "2013-01-01", "xi"),
        ("CHN", "head_of_state", "2013-01-01", "hu"),
        ("CHN", "foreign_minister", "2022-06-01", "wang_yi"),
        ("CHN", "foreign_minister", "2023-02-22", "qin_gang"),
        ("CHN", "foreign_minister", "2023-08-01", "wang_yi"),
        ("CHN", "state_councillor", "2023-02-22", "wang_yi"),
        ("CHN", "head_of_government", "2023-02-22", "li_keqiang"),
        ("USA", "head_of_state", "2001-09-11", "bush_gw"),
        ("USA", "head_of_state", "2023-02-22", "biden"),
        ("USA", "head_of_state", "2025-01-20", "trump"),
        ("USA", "foreign_minister", "2023-02-22", "blinken"),
        ("FRA", "head_of_state", "2017-05-14", "macron"),
        ("FRA", "head_of_state", "2003-03-20", "chirac"),
        ("NLD", "head_of_government", "2023-02-22", "rutte"),
        ("NLD", "head_of_government", "2025-01-01", "schoof"),
        ("NLD", "head_of_government", "2026-03-01", "jetten"),
        ("NLD", "foreign_minister", "2023-02-22", "hoekstra"),
        ("GBR", "head_of_government", "2022-10-01", "truss"),
        ("GBR", "monarch", "2022-09-08", "charles_iii"),
        ("DEU", "head_of_government", "2015-09-01", "merkel"),
        ("UKR", "head_of_state", "2014-03-18", "turchynov"),
        ("UKR", "head_of_state", "2022-02-24", "zelensky"),
        ("IRN", "supreme_leader", "2020-01-03", "khamenei"),
        ("IRN", "head_of_state", "2020-01-03", "rouhani"),
        ("ISR", "head_of_government", "2022-08-01", "lapid"),
        ("TUR", "head_of_state", "2023-02-22", "erdogan"),
        ("BRA", "head_of_state", "2023-02-22", "lula"),
        ("UN", "head", "2023-02-22", "guterres"),
        ("UN", "head", "2003-03-20", "annan"),
        ("NATO", "head", "2023-02-22", "stoltenberg"),
        ("NATO", "head", "2024-10-01", "rutte"),
        ("EC", "head", "2023-02-22", "leyen"),
        ("EEAS", "head", "2023-02-22", "borrell"),
        ("IAEA", "head", "2023-02-22", "grossi"),
        ("CFAC", "head", "2023-02-22", "wang_yi"),
    ],
)
def test_who_held_an_office_on_a_day(country: str, office: str, day: str, person: str) -> None:
    assert holder(country, office, day) == person


@pytest.mark.parametrize(
    ("lang", "form", "person"),
    [
        ("nl", "Vladimir Poetin", "putin"),
        ("nl", "Xi", "xi"),
        ("en", "Xi", "xi"),
        ("nl", "Wang", "wang_yi"),
        ("nl", "Volodymyr Zelenski", "zelensky"),
        ("en", "Volodymyr Zelenskyy", "zelensky"),
        ("nl", "Aleksandr Loekasjenko", "lukashenko"),
        ("en", "Alyaksandr Lukashenka", "lukashenko"),
        ("nl", "Michail Misjoestin", "mishustin"),
        ("nl", "Sergej Sjojgoe", "shoigu"),
        ("nl", "Boris Jeltsin", "yeltsin"),
        ("nl", "Ali Chamenei", "khamenei"),
        ("en", "Muammar Qaddafi", "gaddafi"),
        ("en", "Kim", "kim_jong_un"),
    ],
)
def test_usual_forms_are_known(lang: str, form: str, person: str) -> None:
    assert (person, form, "form") in set(rows(f"{lang}/persons.tsv", FORM))


def test_words_that_are_also_names_are_barred_by_themselves() -> None:
    barred = {lang: {r[1] for r in rows(f"{lang}/persons.tsv", FORM) if r[2] == "not"} for lang in LANGUAGES}
    assert {"May", "English", "Hague", "Dan", "Jinping"} <= barred["en"]
    assert {"Dan", "Kan", "Blok", "Jinping"} <= barred["nl"]
