"""What is known of the world whatever the language: states, organisations, members, office holders."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Literal

from dragoman.errors import LexiconError
from dragoman.lexicon.tables import rows

__all__ = ["Membership", "Organisation", "Person", "Term", "Territory", "World", "world"]

_TERRITORIES = "territories.tsv"


@dataclass(frozen=True, slots=True)
class Territory:
    code: str
    alpha2: str
    kind: str
    parent: str
    latitude: float | None
    """Of its capital, in degrees north; None where nobody lives."""
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Organisation:
    code: str
    kind: str
    country: str


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Interval:
    """Half-open [since, until); None is open."""

    since: dt.date | None
    until: dt.date | None

    def holds(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Term:
    person: str
    country: str
    office: str
    interval: Interval


@dataclass(frozen=True, slots=True)
class Membership:
    organisation: str
    member: str
    status: str
    interval: Interval


def _day(text: str) -> dt.date | None:
    """The first day of ``YYYY[-MM[-DD]]``; a bare year or month that closes a term is its first day too."""
    if not text:
        return None
    parts = [int(p) for p in text.split("-")]
    return dt.date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def _degrees(text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError as error:
        raise LexiconError(f"lexicon file {_TERRITORIES}: {text!r} is no latitude or longitude in degrees") from error


class World:
    """The shared tables, indexed."""

    def __init__(self) -> None:
        columns = ("code", "alpha2", "kind", "parent", "latitude", "longitude")
        self.territories = {
            code: Territory(code, alpha2, kind, parent, _degrees(north), _degrees(east))
            for code, alpha2, kind, parent, north, east in rows(_TERRITORIES, columns)
        }
        self.organisations = {r[0]: Organisation(*r) for r in rows("organisations.tsv", ("code", "kind", "country"))}
        self.persons = {r[0]: Person(*r) for r in rows("persons.tsv", ("person", "name", "country"))}
        self.terms: dict[str, list[Term]] = defaultdict(list)
        self._holders: dict[tuple[str, str], list[Term]] = defaultdict(list)
        for person, country, office, since, until in rows(
            "terms.tsv", ("person", "country", "office", "since", "until")
        ):
            term = Term(person, country, office, Interval(_day(since), _day(until)))
            self.terms[person].append(term)
            self._holders[country, office].append(term)
        self._members: dict[str, list[Membership]] = defaultdict(list)
        for organisation, member, since, until, status in rows(
            "membership.tsv", ("organisation", "member", "since", "until", "status")
        ):
            interval = Interval(_day(since), _day(until))
            self._members[organisation].append(Membership(organisation, member, status or "member", interval))

    def holder(self, country: str, office: str, day: dt.date) -> Person | None:
        """Return who held an office of a country (or organisation) on a day; None where unknown or shared."""
        found = {t.person for t in self._holders.get((country, office), ()) if t.interval.holds(day)}
        return self.persons.get(found.pop()) if len(found) == 1 else None

    def offices(self, person: str, day: dt.date | None) -> list[Term]:
        """Return the terms of a person that run on a day; all where the day is unknown."""
        return [t for t in self.terms.get(person, ()) if day is None or t.interval.holds(day)]

    def members(self, organisation: str, day: dt.date, status: str = "member") -> list[str]:
        """Return the codes of an organisation's members on a day, sorted."""
        found = self._members.get(organisation, ())
        return sorted({m.member for m in found if m.status == status and m.interval.holds(day)})

    def shared(self, first: str, second: str, day: dt.date) -> list[str]:
        """Return the organisations that two states are both members of on a day, sorted."""
        return [o for o in sorted(self._members) if {first, second} <= set(self.members(o, day))]

    def kind(self, code: str) -> Literal["state", "organisation", "group", "unknown"]:
        if code in self.territories:
            return "state"
        organisation = self.organisations.get(code)
        if organisation is None:
            return "unknown"
        return "group" if organisation.kind == "armed group" else "organisation"


@cache
def world() -> World:
    """Return the shared tables, read once."""
    return World()
