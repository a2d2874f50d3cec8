"""The territory files: every state can be named, and no form means two things unless a file says so."""

from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from babel import Locale

import dragoman.lexicon

LEXICON = Path(dragoman.lexicon.__path__[0])
LANGUAGES = sorted(path.parent.name for path in LEXICON.glob("*/ambiguous.tsv"))
KINDS = {"name", "adjective", "demonym", "capital", "metonym", "city", "not"}
FILES = ["territories.tsv", *(f"{lang}/{name}.tsv" for lang in LANGUAGES for name in ("territories", "ambiguous"))]
CAPITAL_IS_A_BODY = {"BEL"}  # Brussels, as an actor, is the EU: a city in the file

Row = dict[str, str]


@cache
def rows(name: str) -> list[Row]:
    lines = [line for line in (LEXICON / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def forms(lang: str) -> list[Row]:
    """Return the rows of a language with the CLDR names, less those a row forbids."""
    names = Locale(lang).territories
    cldr = [{"code": r["code"], "form": names[r["alpha2"]], "kind": "name"} for r in rows("territories.tsv")]
    own = rows(f"{lang}/territories.tsv")
    barred = {(row["code"], row["form"]) for row in own if row["kind"] == "not"}
    return own + [row for row in cldr if (row["code"], row["form"]) not in barred]


def codes(kind: str) -> set[str]:
    return {row["code"] for row in rows("territories.tsv") if row["kind"] == kind}


def test_every_entry_of_iso_3166_is_there() -> None:
    assert (len(codes("state")), len(codes("non-member")), len(codes("dependency"))) == (193, 10, 47)
    assert len({row["alpha2"] for row in rows("territories.tsv")}) == 250


def test_dependencies_have_a_parent_that_is_a_state() -> None:
    for row in rows("territories.tsv"):
        if row["kind"] == "dependency" or row["parent"]:
            assert row["parent"] in codes("state"), row
        assert row["kind"] != "state" or not row["parent"]


@pytest.mark.parametrize("name", FILES)
def test_files_are_clean(name: str) -> None:
    text = (LEXICON / name).read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert text.endswith("\n")
    assert "\r" not in text
    first = 2 if name.endswith("ambiguous.tsv") else 3
    keys = [tuple(row.values())[:first] for row in rows(name)]
    assert keys == sorted(set(keys))
    for row in rows(name):
        assert None not in {*row, *row.values()}, row
        assert all(cell == " ".join(cell.split()) for cell in row.values()), row


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rows_name_known_codes_and_kinds(lang: str) -> None:
    known = {row["code"] for row in rows("territories.tsv")}
    for row in rows(f"{lang}/territories.tsv"):
        assert row["form"], row
        assert row["code"] in known, row
        assert row["kind"] in KINDS, row


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("kind", ["name", "adjective", "demonym", "capital"])
def test_every_state_can_be_named(lang: str, kind: str) -> None:
    missing = codes("state") - {row["code"] for row in forms(lang) if row["kind"] == kind}
    assert missing == (CAPITAL_IS_A_BODY if kind == "capital" else set())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["name", "capital"])
def test_nearly_every_state_and_capital_can_be_named(lang: str, kind: str) -> None:
    missing = codes("state") - {row["code"] for row in forms(lang) if row["kind"] == kind}
    assert len(missing) <= len(codes("state")) // 8


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_form_means_one_territory_unless_listed_as_ambiguous(lang: str) -> None:
    listed = {(row["form"], row["code"]) for row in rows(f"{lang}/ambiguous.tsv")}
    meanings: dict[str, set[str]] = defaultdict(set)
    for row in forms(lang):
        if row["kind"] != "not":
            meanings[row["form"]].add(row["code"])
    clashes = {form: sorted(found) for form, found in meanings.items() if len(found) > 1}
    assert {f: c for f, c in clashes.items() if not all((f, code) in listed for code in c)} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_barred_is_not_also_allowed(lang: str) -> None:
    barred = {(row["code"], row["form"]) for row in forms(lang) if row["kind"] == "not"}
    assert not barred & {(row["code"], row["form"]) for row in forms(lang) if row["kind"] != "not"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_place_is_no_actor_by_another_row(lang: str) -> None:
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in forms(lang):
        kinds[row["code"], row["form"]].add(row["kind"])
    assert [key for key, found in kinds.items() if "city" in found and len(found) > 1] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ambiguous_forms_are_forms(lang: str) -> None:
    known = {(row["form"], row["code"]) for row in forms(lang)}
    territories = {row["code"] for row in rows("territories.tsv")}  # the others are organisations' and persons'
    listed = [row for row in rows(f"{lang}/ambiguous.tsv") if row["code"] in territories]
    assert [row for row in listed if (row["form"], row["code"]) not in known] == []


@pytest.mark.parametrize(
    ("lang", "form", "kind", "code"),
    [
        ("nl", "Russische", "adjective", "RUS"),
        ("nl", "Chinese", "adjective", "CHN"),
        ("nl", "Moskou", "capital", "RUS"),
        ("nl", "Peking", "capital", "CHN"),
        ("nl", "Beijing", "capital", "CHN"),
        ("nl", "Volksrepubliek China", "name", "CHN"),
        ("nl", "VS", "name", "USA"),
        ("nl", "Oekraïne", "name", "UKR"),
        ("nl", "Indiase", "adjective", "IND"),
        ("nl", "Kyiv", "capital", "UKR"),
        ("nl", "Witte Huis", "metonym", "USA"),
        ("nl", "Krim", "city", "UKR"),
        ("en", "Türkiye", "name", "TUR"),
        ("en", "Turkey", "name", "TUR"),
        ("en", "Downing Street", "metonym", "GBR"),
        ("en", "Nigerien", "adjective", "NER"),
        ("en", "Nigerian", "adjective", "NGA"),
        ("en", "Ivory Coast", "name", "CIV"),
        ("en", "Cote d'Ivoire", "name", "CIV"),
        ("en", "Shanghai", "city", "CHN"),
        ("en", "Atlanta", "city", "USA"),
        ("en", "Brussels", "city", "BEL"),
        ("en", "Indian Ocean", "not", "IND"),
    ],
)
def test_forms_that_the_news_uses(lang: str, form: str, kind: str, code: str) -> None:
    assert {row["code"] for row in forms(lang) if (row["form"], row["kind"]) == (form, kind)} == {code}
