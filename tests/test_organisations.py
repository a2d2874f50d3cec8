"""The organisation files: codes that exist, dates that parse, and who belonged to what on a day."""

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
ORGANISATION = ("code", "kind", "country", "founded", "dissolved")
MEMBERSHIP = ("organisation", "member", "since", "until", "status")
FORM = ("code", "form", "kind")
KINDS = {"igo", "alliance", "bloc", "court", "armed group", "party", "government", "ngo", "company", "media"}
STATUSES = {"member", "observer", "partner", "candidate", "suspended"}
LANGUAGES = ("en", "nl")
FILES = ("organisations.tsv", "membership.tsv", *(f"{lang}/organisations.tsv" for lang in LANGUAGES))
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def first_day(text: str) -> dt.date:
    """Return the first day of ``YYYY[-MM[-DD]]``; AssertionError where it is none of these."""
    assert DATE.fullmatch(text), text
    return dt.date.fromisoformat(text + "-01-01"[len(text) - 4 :])


@pytest.mark.parametrize("name", FILES)
def test_files_are_nfc_sorted_and_without_duplicates(name: str) -> None:
    text = (LEXICON / name).read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    body = [line.split("\t") for line in text.splitlines() if not line.startswith("#")][1:]
    assert body == sorted(body)
    assert len({tuple(row) for row in body}) == len(body)
    assert all(cell == cell.strip() for row in body for cell in row)


def test_organisations_have_one_code_a_known_kind_and_a_known_country() -> None:
    found = list(rows("organisations.tsv", ORGANISATION))
    codes = [row[0] for row in found]
    assert len(set(codes)) == len(codes)
    assert not set(codes) & set(world().territories)
    for code, kind, country, founded, dissolved in found:
        assert kind in KINDS, code
        assert country == "" or country in {*world().territories, *codes}, code
        if dissolved:
            assert first_day(founded) < first_day(dissolved), code
        elif founded:
            first_day(founded)


def test_memberships_name_what_exists_and_end_after_they_begin() -> None:
    known = set(world().territories) | set(world().organisations)
    spans = defaultdict(list)
    for organisation, member, since, until, status in rows("membership.tsv", MEMBERSHIP):
        assert organisation in world().organisations
        assert member in known, member
        assert status in STATUSES
        start, end = first_day(since), first_day(until) if until else dt.date.max
        assert start < end, (organisation, member, since, until)
        spans[organisation, member, status].append((start, end))
    for key, found in spans.items():
        found.sort()
        assert all(a[1] <= b[0] for a, b in pairwise(found)), f"{key} belongs twice at once"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_forms_name_known_organisations_and_only_one_each(lang: str) -> None:
    meaning: dict[str, set[str]] = defaultdict(set)
    for code, form, kind in rows(f"{lang}/organisations.tsv", FORM):
        assert code in world().organisations, code
        assert kind in {"name", "abbreviation", "metonym"}
        meaning[form].add(code)
    assert not {form: codes for form, codes in meaning.items() if len(codes) > 1}


def test_every_organisation_has_a_name_in_both_languages() -> None:
    named = [{row[0] for row in rows(f"{lang}/organisations.tsv", FORM)} for lang in LANGUAGES]
    assert set(world().organisations) == named[0] == named[1]
    kinds = [row[1] for row in rows("organisations.tsv", ORGANISATION)]
    assert len([kind for kind in kinds if kind not in {"media", "company"}]) >= 110
    assert kinds.count("media") >= 50
    assert kinds.count("company") >= 30


@pytest.mark.parametrize(
    ("lang", "form", "code"),
    [
        ("nl", "Verenigde Naties", "UN"),
        ("nl", "VN", "UN"),
        ("en", "United Nations", "UN"),
        ("nl", "NAVO", "NATO"),
        ("nl", "Shanghai Cooperation Organization", "SCO"),
        ("en", "Shanghai Cooperation Organisation", "SCO"),
        ("nl", "BRICS", "BRICS"),
        ("nl", "Veiligheidsraad", "UNSC"),
        ("nl", "Internationaal Atoomenergieagentschap", "IAEA"),
        ("nl", "Brussel", "EU"),
        ("en", "Brussels", "EU"),
        ("nl", "Wall Street Journal", "WSJ"),
        ("en", "Houthi rebels", "HOUTHIS"),
        ("nl", "Artsen zonder Grenzen", "MSF"),
    ],
)
def test_usual_forms_are_known(lang: str, form: str, code: str) -> None:
    assert code in {row[0] for row in rows(f"{lang}/organisations.tsv", FORM) if row[1] == form}


@pytest.mark.parametrize(
    ("organisation", "day", "count"),
    [
        ("UN", "2023-02-22", 193),
        ("EU", "2019-06-01", 28),
        ("EU", "2020-01-31", 28),
        ("EU", "2020-02-01", 27),
        ("NATO", "2023-04-03", 30),
        ("NATO", "2023-04-04", 31),
        ("NATO", "2024-03-07", 32),
        ("BRICS", "2023-02-22", 5),
        ("BRICS", "2024-01-01", 9),
        ("BRICS", "2025-02-01", 10),
        ("SCO", "2023-02-22", 8),
        ("SCO", "2023-07-04", 9),
        ("SCO", "2024-07-04", 10),
        ("ASEAN", "2025-10-25", 10),
        ("ASEAN", "2025-10-26", 11),
        ("AU", "2023-02-22", 55),
        ("AL", "2024-01-01", 22),
        ("OPEC", "2023-12-31", 13),
        ("OPEC", "2024-01-01", 12),
        ("GCC", "2023-02-22", 6),
        ("OIC", "2026-01-01", 57),
        ("G7", "2023-02-22", 7),
        ("G8", "2013-06-01", 8),
        ("G8", "2014-06-01", 0),
        ("G20", "2023-09-08", 20),
        ("G20", "2023-09-09", 21),
        ("COE", "2022-03-15", 47),
        ("COE", "2022-03-16", 46),
        ("OSCE", "2023-02-22", 57),
        ("OECD", "2023-02-22", 38),
        ("ECOWAS", "2025-01-28", 15),
        ("ECOWAS", "2025-01-29", 12),
        ("UNSC", "2023-02-22", 15),
        ("CSTO", "2023-02-22", 6),
        ("CIS", "2023-02-22", 9),
        ("EAEU", "2023-02-22", 5),
        ("APEC", "2023-02-22", 21),
        ("CELAC", "2024-01-01", 33),
        ("AUKUS", "2023-02-22", 3),
    ],
)
def test_members_on_a_day(organisation: str, day: str, count: int) -> None:
    assert len(world().members(organisation, dt.date.fromisoformat(day))) == count


def test_russia_and_china_share_the_organisations_the_seed_article_names() -> None:
    assert {"BRICS", "SCO", "UN"} <= set(world().shared("RUS", "CHN", dt.date(2023, 2, 22)))


def test_those_who_left_are_out_on_the_first_day_they_are_out() -> None:
    assert "RUS" not in world().members("COE", dt.date(2022, 3, 16))
    assert "GBR" in world().members("EU", dt.date(2020, 1, 31))
    assert "GBR" not in world().members("EU", dt.date(2020, 2, 1))
    assert {"MLI", "BFA", "NER"} <= set(world().members("AES", dt.date(2025, 1, 29)))
    assert world().members("BRICS", dt.date(2024, 6, 1), "candidate") == ["SAU"]
