"""PLOVER as data: event types, modes, sectors, intensity, mood rules, and the nearest CAMEO code.

The four TSV files beside this module are the source and what runs; they are read once, when first
asked for. ``EVENT_TYPES`` and ``SECTORS`` are read-only mappings keyed by code.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Protocol

from dragoman.errors import InputError, LexiconError

__all__ = [
    "EVENT_TYPES",
    "SECTORS",
    "EventType",
    "Mode",
    "MoodRule",
    "Sector",
    "aux_mode",
    "cameo",
    "event_type",
    "intensity",
    "plover_type",
    "plover_type_of",
    "quad",
]

EVENT_TYPES: Mapping[str, EventType]
SECTORS: Mapping[str, Sector]

_ANY, _SAME, _DROP = "*", "=", "-"


class Told(Protocol):
    """What has an event type and a status: a claim."""

    @property
    def event_type(self) -> str: ...
    @property
    def modality(self) -> str: ...
    @property
    def polarity(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Mode:
    """A way of doing an event type; ``intensity`` is None where PLOVER prints no score."""

    code: str
    meaning: str
    intensity: float | None
    cameo: str


@dataclass(frozen=True, slots=True)
class EventType:
    """A PLOVER event type. ``quad`` is 1..4, ``intensity`` -10..10, ``cameo`` the code where no mode is known."""

    code: str
    quad: int
    quad_name: str
    intensity: float
    reciprocal: bool
    modes: Mapping[str, Mode]
    definition: str
    example: str
    cameo: str
    cameo_root: str


@dataclass(frozen=True, slots=True)
class Sector:
    """A PLOVER sector: who an actor is within or beside a state."""

    code: str
    frequent: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class MoodRule:
    """What becomes of ``type`` under a status: another type, the same (``=``) or nothing (``-``)."""

    type: str
    modality: str
    polarity: str
    code_as: str
    aux: str

    def fits(self, type: str, modality: str, polarity: str) -> bool:
        """Return whether the rule speaks of this type and status."""
        pairs = ((self.type, type), (self.modality, modality), (self.polarity, polarity))
        return all(wanted in (_ANY, found) for wanted, found in pairs)


def event_type(code: str) -> EventType:
    """Return the event type of that code; raise InputError if PLOVER has none."""
    try:
        return _event_types()[code]
    except KeyError:
        raise InputError(f"unknown event type {code!r}; known: {', '.join(_event_types())}") from None


def intensity(event_type: str, mode: str | None = None) -> float:
    """Return PLOVER's score, -10..10: the mode's where it has one, else the type's. InputError if unknown."""
    found = _mode(event_type, mode)
    if found is None or found.intensity is None:
        return _event_types()[event_type].intensity
    return found.intensity


def quad(event_type: str) -> int:
    """Return the quad class, 1 verbal and 2 material cooperation, 3 verbal and 4 material conflict."""
    return _type(event_type).quad


def cameo(event_type: str, mode: str | None = None) -> str:
    """Return the nearest CAMEO code, two to four digits. InputError if type or mode is unknown."""
    found = _mode(event_type, mode)
    return _event_types()[event_type].cameo if found is None else found.cameo


def plover_type(claim: Told) -> str:
    """Return the type that plain PLOVER data gives a claim; empty where it is dropped (it did not happen).

    The claim keeps its underlying type with its modality; this applies the codebook's mood rules (``mood.tsv``).
    """
    return plover_type_of(claim.event_type, claim.modality, claim.polarity)


def plover_type_of(event_type: str, modality: str = "actual", polarity: str = "positive") -> str:
    """Return what :func:`plover_type` says of a claim of that type and status."""
    code_as = _rule(event_type, modality, polarity).code_as
    return {_SAME: event_type, _DROP: ""}.get(code_as, code_as)


def aux_mode(event_type: str, modality: str = "actual", polarity: str = "positive") -> str:
    """Return PLOVER's auxiliary mode (negation, future, hypothetical), empty where the type alone says it."""
    return _rule(event_type, modality, polarity).aux


def _type(code: str) -> EventType:
    return event_type(code)


def _mode(type_code: str, mode: str | None) -> Mode | None:
    found = event_type(type_code)
    if not mode:
        return None
    if mode not in found.modes:
        raise InputError(f"{type_code} has no mode {mode!r}; known: {', '.join(found.modes) or 'none'}")
    return found.modes[mode]


def _rule(type_code: str, modality: str, polarity: str) -> MoodRule:
    event_type(type_code)
    for rule in _mood_rules():
        if rule.fits(type_code, modality, polarity):
            return rule
    raise InputError(f"no mood rule for modality {modality!r}, polarity {polarity!r}")


def _rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one of our files; LexiconError where a row has other cells than the header."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    for number, row in enumerate(rows, start=1):
        if None in row or None in row.values():
            raise LexiconError(f"ontology/{name}, row {number}: {row} does not fit the header")
    return rows


@cache
def _event_types() -> Mapping[str, EventType]:
    modes: dict[str, dict[str, Mode]] = {}
    for row in _rows("modes.tsv"):
        score = float(row["score"]) if row["score"] else None
        modes.setdefault(row["type"], {})[row["mode"]] = Mode(row["mode"], row["meaning"], score, row["cameo"])
    types = {row["code"]: _event_type(row, modes.get(row["code"], {})) for row in _rows("types.tsv")}
    if stray := sorted(modes.keys() - types.keys()):
        raise LexiconError(f"ontology/modes.tsv: no such type: {', '.join(stray)}")
    return MappingProxyType(types)


def _event_type(row: dict[str, str], modes: dict[str, Mode]) -> EventType:
    return EventType(
        code=row["code"],
        quad=int(row["quad"]),
        quad_name=row["quad_name"],
        intensity=float(row["score"]),
        reciprocal=row["reciprocal"] == "yes",
        modes=MappingProxyType(modes),
        definition=row["definition"],
        example=row["example"],
        cameo=row["cameo"],
        cameo_root=row["root"],
    )


@cache
def _sectors() -> Mapping[str, Sector]:
    rows = _rows("sectors.tsv")
    return MappingProxyType({r["code"]: Sector(r["code"], r["frequency"] == "frequent", r["meaning"]) for r in rows})


@cache
def _mood_rules() -> tuple[MoodRule, ...]:
    rows = _rows("mood.tsv")
    return tuple(MoodRule(r["type"], r["modality"], r["polarity"], r["code_as"], r["aux"]) for r in rows)


def __getattr__(name: str) -> Any:
    if name == "EVENT_TYPES":
        return _event_types()
    if name == "SECTORS":
        return _sectors()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
