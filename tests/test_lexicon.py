"""Every language folder loads, and each row is of the form that docs/lexicon.md promises."""

from __future__ import annotations

import re

import pytest

from dragoman.errors import LexiconError
from dragoman.lexicon.language import language
from dragoman.lexicon.names import names
from dragoman.lexicon.tables import languages, rows
from dragoman.lexicon.world import world
from dragoman.ontology import EVENT_TYPES, SECTORS

LANGUAGES = languages()
FULL = ("nl", "en")  # the languages held to the full measure
CLASSES = {
    "negation", "refusal", "failure", "denial", "expected", "possible", "conditional", "once", "unreal", "wish",
    "attempt", "actual", "say", "ask", "source", "hearsay", "media", "question", "history",
}  # fmt: skip
SLOT = re.compile(r"(?:owner\()?(?:subj|obj|iobj|poss|comp|comp\.subj|both|@[^|]+|Case=[A-Z][a-z]+)\)?")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_loads(lang: str) -> None:
    assert language(lang).predicates
    assert any(names(lang).spellings())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_predicates_have_known_types_modes_and_slots(lang: str) -> None:
    found = set()
    for predicate, pos, type_, mode, source, target in rows(
        f"{lang}/predicates.tsv", ("predicate", "pos", "type", "mode", "source", "target")
    ):
        assert (predicate, pos) not in found, predicate
        found.add((predicate, pos))
        assert pos in {"VERB", "NOUN", "ADJ"}, predicate
        assert type_ == "NONE" or type_ in EVENT_TYPES, predicate
        assert not mode or mode in EVENT_TYPES[type_].modes, (predicate, mode)
        for slot in [*source.split("|"), *target.split("|")]:
            assert slot in ("", "-") or SLOT.fullmatch(slot), (predicate, slot)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_cues_have_known_classes(lang: str) -> None:
    for cue, _, kind in rows(f"{lang}/cues.tsv", ("cue", "pos", "class")):
        assert kind in CLASSES, cue


@pytest.mark.parametrize("lang", LANGUAGES)
def test_roles_have_known_sectors_and_offices(lang: str) -> None:
    offices = {term.office for terms in world().terms.values() for term in terms}
    for form, kind, sector, office in rows(f"{lang}/roles.tsv", ("form", "kind", "sector", "office")):
        assert kind in {"person", "body", "group"}, form
        assert all(s in SECTORS for s in sector.split("|") if s), form
        assert all(o in offices for o in office.split("|") if o), form


@pytest.mark.parametrize("lang", FULL)
def test_a_full_language_has_enough_of_each_type(lang: str) -> None:
    kinds = [row.type for found in language(lang).predicates.values() for row in found]
    assert len(kinds) >= 350
    assert all(kinds.count(type_) >= 8 for type_ in EVENT_TYPES)


def test_a_language_without_a_lexicon_says_which_there_are() -> None:
    with pytest.raises(LexiconError, match="en"):
        language("tlh")
