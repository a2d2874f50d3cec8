"""The ontology: sixteen types in four quads, scores within bounds, and PLOVER's mood rules."""

from __future__ import annotations

import itertools
import subprocess
import sys
from typing import get_args

import pytest

from dragoman.errors import InputError
from dragoman.ontology import EVENT_TYPES, SECTORS, aux_mode, cameo, event_type, intensity, plover_type_of, quad
from dragoman.records import Modality, Polarity

QUADS = {
    1: {"AGREE", "CONSULT", "SUPPORT", "CONCEDE"},
    2: {"COOPERATE", "AID", "RETREAT"},
    3: {"REQUEST", "ACCUSE", "REJECT", "THREATEN"},
    4: {"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"},
}


def test_types_stand_in_their_quads() -> None:
    assert {n: {code for code in EVENT_TYPES if quad(code) == n} for n in QUADS} == QUADS


def test_cooperation_is_never_below_conflict() -> None:
    for kind in EVENT_TYPES.values():
        scores = [kind.intensity, *(mode.intensity for mode in kind.modes.values() if mode.intensity is not None)]
        assert all(-10 <= score <= 10 for score in scores)
        assert all(score > 0 if kind.quad <= 2 else score <= 0.5 for score in scores), kind.code


def test_reciprocal_types() -> None:
    assert {code for code, kind in EVENT_TYPES.items() if kind.reciprocal} == {"AGREE", "CONSULT", "COOPERATE"}


def test_every_entry_is_explained_in_words_of_its_own() -> None:
    texts = [kind.definition for kind in EVENT_TYPES.values()] + [kind.example for kind in EVENT_TYPES.values()]
    assert all(texts)
    assert len(set(texts)) == len(texts)
    assert all(mode.meaning for kind in EVENT_TYPES.values() for mode in kind.modes.values())
    assert all(sector.meaning for sector in SECTORS.values())


def test_entries_are_sorted_and_cannot_be_changed() -> None:
    for entries in (EVENT_TYPES, SECTORS, *(kind.modes for kind in EVENT_TYPES.values())):
        assert list(entries) == sorted(entries)
    with pytest.raises(TypeError):
        EVENT_TYPES["WAR"] = EVENT_TYPES["ASSAULT"]  # type: ignore[index]


def test_sectors_that_roles_use_are_there() -> None:
    assert {"GOV", "MIL", "LEG", "JUD", "COP", "PTY", "OPP", "REB", "CVL", "BUS", "JRN", "EDU", "SPY"} <= set(SECTORS)


def test_mode_score_goes_before_the_score_of_the_type() -> None:
    assert intensity("CONSULT", "phone") == 1.5
    assert intensity("CONSULT") == intensity("CONSULT", "") == 2.5
    assert intensity("PROTEST", "vandalize") == intensity("PROTEST") == -5.0
    assert intensity("ACCUSE") == -3.0


def test_cameo_codes() -> None:
    assert cameo("CONSULT", "visit") == "042"
    assert cameo("SANCTION", "expel") == "166"
    assert cameo("REQUEST") == "100"
    for code, kind in EVENT_TYPES.items():
        for found in (kind.cameo, *(cameo(code, mode) for mode in kind.modes)):
            assert found.isdigit(), (code, found)
            assert 2 <= len(found) <= 4, (code, found)
    assert all(kind.cameo.startswith(kind.cameo_root) for kind in EVENT_TYPES.values())


def test_cameo_codes_lead_back_to_their_quad() -> None:
    roots = {
        "03": 1,
        "04": 1,
        "05": 1,
        "06": 2,
        "07": 2,
        "09": 3,
        "10": 3,
        "11": 3,
        "12": 3,
        "13": 3,
        "14": 4,
        "15": 4,
        "16": 4,
        "17": 4,
        "18": 4,
        "19": 4,
        "20": 4,
    }
    for code, kind in EVENT_TYPES.items():
        for mode in (None, *kind.modes):
            root = cameo(code, mode)[:2]
            assert roots.get(root, kind.quad) == kind.quad, (code, mode)
            assert root != "08" or code in {"CONCEDE", "RETREAT"}


@pytest.mark.parametrize(
    ("type_code", "modality", "polarity", "expected"),
    [
        ("CONSULT", "actual", "positive", "CONSULT"),
        ("CONSULT", "expected", "positive", "AGREE"),
        ("SUPPORT", "expected", "positive", "AGREE"),
        ("COOPERATE", "expected", "positive", "AGREE"),
        ("AID", "expected", "positive", "AGREE"),
        ("RETREAT", "expected", "positive", "CONCEDE"),
        ("CONCEDE", "expected", "positive", "CONCEDE"),
        ("ASSAULT", "possible", "positive", "THREATEN"),
        ("ASSAULT", "conditional", "positive", "THREATEN"),
        ("CONSULT", "possible", "positive", "CONSULT"),
        ("SANCTION", "expected", "positive", "SANCTION"),
        ("ACCUSE", "actual", "negative", ""),
        ("CONSULT", "expected", "negative", ""),
        ("ASSAULT", "unreal", "positive", ""),
    ],
)
def test_mood_rules(type_code: str, modality: str, polarity: str, expected: str) -> None:
    assert plover_type_of(type_code, modality, polarity) == expected


def test_auxiliary_mode_is_kept_where_the_type_does_not_say_it() -> None:
    assert aux_mode("SANCTION", "expected") == "future"
    assert aux_mode("CONSULT", "possible") == "hypothetical"
    assert aux_mode("CONSULT", "expected") == ""
    assert aux_mode("ACCUSE", "actual", "negative") == "negation"


def test_every_status_has_a_rule() -> None:
    for code, modality, polarity in itertools.product(EVENT_TYPES, get_args(Modality), get_args(Polarity)):
        assert plover_type_of(code, modality, polarity) in {*EVENT_TYPES, ""}


def test_what_is_unknown_is_named() -> None:
    with pytest.raises(InputError, match=r"'WAR'.*ACCUSE"):
        event_type("WAR")
    with pytest.raises(InputError, match=r"'WAR'"):
        intensity("WAR")
    with pytest.raises(InputError, match="AID has no mode 'visit'; known: none"):
        cameo("AID", "visit")
    with pytest.raises(InputError, match="'maybe'"):
        plover_type_of("AID", "maybe")


def test_importing_reads_no_file_and_no_heavy_library() -> None:
    code = (
        "import sys, dragoman.ontology as o;"
        "assert not o._event_types.cache_info().currsize;"
        "assert not {'pandas', 'numpy', 'babel'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
