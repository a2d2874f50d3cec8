"""The planted world: blocs, what passes between their members, and what is expected and comes of it."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

__all__ = [
    "Blocs",
    "Event",
    "Expectation",
    "Plan",
    "Report",
    "planted_blocs",
    "relation",
    "settings",
    "states",
    "world_of",
]

_TOPICS = 14
_NUMBERS: tuple[int, ...] = (
    *range(5, 21),
    25,
    30,
    35,
    40,
    45,
    50,
    60,
    70,
    80,
    90,
    100,
    150,
    200,
    250,
    300,
    400,
    500,
    600,
    700,
    800,
)
_LATE = dt.timedelta(days=10)  # after its window, what comes true may come this late
_AFTER = 25  # days after a window in which nothing unplanned may look like its fulfilment


@dataclass(frozen=True, slots=True)
class Event:
    id: str
    type: str
    mode: str
    source: str
    target: str
    day: dt.date
    place: str
    topic: int
    number: int
    reports: int
    expectation: str | None = None

    @property
    def act(self) -> tuple[str, str, str, str]:
        return self.source, self.target, self.type, self.mode


@dataclass(frozen=True, slots=True)
class Report:
    """A day on which an expectation is told: ``stage`` is ``expected``, ``possible`` or ``withdrawn``."""

    day: dt.date
    stage: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is announced for the half-open window [start, end), told as ``told`` ("month", "early", "date" …)."""

    id: str
    type: str
    mode: str
    source: str
    target: str
    start: dt.date
    end: dt.date
    told: str
    topic: int
    number: int
    course: str
    reports: tuple[Report, ...]
    outcome: str
    event: str | None = None
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Blocs:
    """The partition, and the one state that changes sides on ``day``."""

    members: Mapping[str, str]
    switcher: str
    since: str
    until: str
    day: dt.date

    def of(self, code: str, day: dt.date) -> str:
        """Return the bloc of a state on a day; ``""`` for a broker."""
        if code == self.switcher:
            return self.until if day >= self.day else self.since
        return self.members.get(code, "")


@dataclass(frozen=True, slots=True)
class Plan:
    """All that happens: the truth before a word is written."""

    start: dt.date
    end: dt.date
    blocs: Blocs
    events: tuple[Event, ...]
    expectations: tuple[Expectation, ...]


@cache
def settings() -> dict[str, Any]:
    """Return ``world.toml``, read once."""
    return tomllib.loads((Path(__file__).parent / "world.toml").read_text("utf-8"))


def lay_over(name: str) -> None:
    """Let the settings of another file of this folder, such as ``crowded.toml``, replace those of ``world.toml``."""
    settings().update(tomllib.loads((Path(__file__).parent / name).read_text("utf-8")))


def planted_blocs(rng: Random) -> Blocs:
    given = settings()
    members = {code: bloc for bloc, codes in given["blocs"].items() for code in codes if bloc != "brokers"}
    members |= {code: organisation["leans"] for code, organisation in given["organisations"].items()}
    switcher = rng.choice(given["switch"]["candidates"])
    others = sorted({bloc for bloc in members.values() if bloc} - {members[switcher]})
    share = rng.uniform(given["switch"]["earliest"], given["switch"]["latest"])
    day = given["start"] + dt.timedelta(days=round(share * (given["end"] - given["start"]).days))
    return Blocs(members, switcher, members[switcher], rng.choice(others), day)


def states() -> list[str]:
    return [code for codes in settings()["blocs"].values() for code in codes]


def relation(blocs: Blocs, first: str, second: str, day: dt.date) -> str:
    """Return ``same``, ``across`` or ``broker``: how two actors stand to one another on a day."""
    one, two = blocs.of(first, day), blocs.of(second, day)
    if not one or not two:
        return "broker"
    return "same" if one == two else "across"


def _act(rng: Random, table: str, allowed: list[str] | None = None) -> tuple[str, str]:
    """Draw a type and mode by weight, of the allowed ones."""
    weights = {a: w for a, w in settings()[table].items() if allowed is None or a in allowed}
    kind, mode = rng.choices(list(weights), list(weights.values()))[0].split()
    return kind, "" if mode == "-" else mode


@dataclass(slots=True)
class _Draw:
    """Draws dyads, acts and days, and sees to it that what is two is told apart."""

    rng: Random
    blocs: Blocs
    taken: dict[tuple[str, ...], list[tuple[dt.date, dt.date]]] = field(default_factory=dict)
    _pairs: list[tuple[str, str]] = field(default_factory=list)
    _weights: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        given = settings()
        weight = given["weights"]
        self._pairs = list(permutations(states(), 2))
        self._pairs += [(o, s) for o in given["organisations"] for s in states()]
        self._weights = [
            weight.get(a, 1) * weight.get(b, 1) * given["relations"][relation(self.blocs, a, b, given["start"])]["rate"]
            for a, b in self._pairs
        ]

    def day(self) -> dt.date:
        given = settings()
        return given["start"] + dt.timedelta(days=self.rng.randrange((given["end"] - given["start"]).days))  # type: ignore[no-any-return]

    def pair(self) -> tuple[str, str]:
        return self.rng.choices(self._pairs, self._weights)[0]

    def act(self, source: str, target: str, day: dt.date) -> tuple[str, str] | None:
        """Draw what one does to the other on a day; None where an organisation does nothing of the kind."""
        given = settings()
        share = given["relations"][relation(self.blocs, source, target, day)]["cooperation"]
        table = "cooperation" if self.rng.random() < share else "conflict"
        does = given["organisations"].get(source, {}).get("does")
        if does is not None and not set(does) & set(given[table]):
            return None
        return _act(self.rng, table, does)

    def free(self, act: tuple[str, str, str, str], start: dt.date, end: dt.date) -> bool:
        """Reserve the days for the act's type, in either direction and any mode, if nobody has."""
        key = (*sorted(act[:2]), act[2])
        known = self.taken.setdefault(key, [])
        if any(start < e and s < end for s, e in known):
            return False
        known.append((start, end))
        return True


def _number(rng: Random, kind: str) -> int:
    most: int = settings()["numbers"].get(kind, _NUMBERS[-1])
    return rng.choice([n for n in _NUMBERS if n <= most])


def _reports(rng: Random) -> int:
    """How many independent articles report an event: 1 to 6."""
    return min(6, 1 + int(rng.expovariate(0.8)))


def _place(kind: str, mode: str, source: str, target: str) -> str:
    abroad = mode == "visit" or kind in ("AID", "ASSAULT") or mode == "withdraw"
    organisations = settings()["organisations"]
    place = target if abroad or source in organisations else source
    return "" if place in organisations else place


def _events(draw: _Draw, reports: int) -> list[Event]:
    """Draw events until they have so many reports."""
    found: list[Event] = []
    left = reports
    while left > 0:
        day, (source, target) = draw.day(), draw.pair()
        act = draw.act(source, target, day)
        apart = dt.timedelta(days=settings()["apart"])
        if act is None or not draw.free((source, target, *act), day - apart, day + apart):
            continue
        rng = draw.rng
        place = _place(*act, source, target)
        count = min(left, _reports(rng))
        found.append(Event("", *act, source, target, day, place, rng.randrange(_TOPICS), _number(rng, act[0]), count))
        left -= count
    return found


def _month(day: dt.date, months: int = 0) -> dt.date:
    index = day.year * 12 + day.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


def _window(rng: Random, first: dt.date) -> tuple[dt.date, dt.date, str]:
    """Return [start, end) of what is awaited when it is first told of, and how it is told."""
    month = _month(first, rng.randint(1, 3))
    after = _month(month, 1)
    told = rng.choice(("month", "month", "early", "late", "date"))
    if told == "early":
        return month, month.replace(day=11), told
    if told == "late":
        return month.replace(day=21), after, told
    if told == "date":
        day = month + dt.timedelta(days=rng.randrange((after - month).days))
        return day, day + dt.timedelta(days=1), told
    return month, after, told


def _stages(rng: Random, course: str, count: int) -> list[str]:
    order = {"hardened": ("possible", "expected"), "softened": ("expected", "possible")}
    if course not in order:
        return [course.removeprefix("steady ")] * count
    turn = rng.randint(1, count - 1)
    return [order[course][0]] * turn + [order[course][1]] * (count - turn)


def _expectation(draw: _Draw, number: int) -> tuple[Expectation, Event | None] | None:
    """Draw one expectation and, where it comes true, its event; None where dyad and days are taken."""
    rng, (source, target), first = draw.rng, draw.pair(), draw.day()
    given = settings()
    if source in given["organisations"]:
        return None
    table = "cooperation" if relation(draw.blocs, source, target, first) != "across" else "conflict"
    kind, mode = _act(rng, "expectations", [a for a in given["expectations"] if a in given[table]])
    start, end, told = _window(rng, first)
    if not draw.free((source, target, kind, mode), first - dt.timedelta(days=8), end + dt.timedelta(days=_AFTER)):
        return None
    last = min(start, given["end"])
    days = sorted({first, *(first + (last - first) * rng.random() for _ in range(rng.randint(1, 4)))})
    course = rng.choice(("hardened", "softened", "steady expected", "steady possible"))
    course = course if len(days) > 1 else "steady expected"
    stages = _stages(rng, course, len(days))
    reports = [Report(d, s) for d, s in zip(days, stages, strict=True)]
    event = None
    fate = rng.choices(("fulfilled", "lapsed", "withdrawn"), (0.55, 0.25, 0.2))[0]
    happens = _happens(rng, days[-1], start, end)
    if fate == "withdrawn" and days[-1] + dt.timedelta(days=2) < min(start, given["end"]):
        reports.append(Report(days[-1] + dt.timedelta(days=2), "withdrawn"))
    elif fate == "fulfilled" and happens < given["end"]:
        place, topic = _place(kind, mode, source, target), rng.randrange(_TOPICS)
        event = Event("", kind, mode, source, target, happens, place, topic, _number(rng, kind), rng.randint(2, 5))
    elif end + _LATE > given["end"]:
        fate = "open"  # what comes true may come so late
    else:
        fate = "lapsed"
    topic, amount = (event.topic, event.number) if event else (rng.randrange(_TOPICS), _number(rng, kind))
    expectation = Expectation(
        f"x{number:04}", kind, mode, source, target, start, end, told, topic, amount, course, tuple(reports), fate,
        offset=None if event is None else _offset(happens, start, end),
    )  # fmt: skip
    return expectation, event


def _happens(rng: Random, told: dt.date, start: dt.date, end: dt.date) -> dt.date:
    """Return a day: in the window mostly, else up to ten days beside it, and after the last that was told of it."""
    day = start + dt.timedelta(days=rng.randrange((end - start).days))
    if rng.random() < 0.25:
        day = rng.choice((start - dt.timedelta(days=rng.randint(1, 10)), end + dt.timedelta(days=rng.randint(0, 9))))
    return max(day, told + dt.timedelta(days=1))


def _offset(day: dt.date, start: dt.date, end: dt.date) -> int:
    """Days from the window: 0 inside, negative before, positive after."""
    if day < start:
        return (day - start).days
    return max(0, (day - end).days + 1)


def world_of(seed: int, articles: int) -> Plan:
    """Draw a world that so many independent articles report; the same for the same seed and number."""
    rng = Random(seed)
    draw = _Draw(rng, planted_blocs(rng))
    expectations: list[Expectation] = []
    planted: list[Event] = []
    while len(expectations) < max(4, articles // 14):
        drawn = _expectation(draw, len(expectations) + 1)
        if drawn is not None:
            expectations.append(drawn[0])
            if drawn[1] is not None:
                planted.append(replace(drawn[1], expectation=drawn[0].id))
    told = sum(len(x.reports) for x in expectations) + sum(e.reports for e in planted)
    events = sorted([*planted, *_events(draw, articles - told)], key=lambda e: (e.day, e.act))
    events = [replace(event, id=f"e{n:04}") for n, event in enumerate(events, 1)]
    fulfils = {e.expectation: e.id for e in events if e.expectation is not None}
    expectations = [replace(x, event=fulfils.get(x.id)) for x in expectations]
    given = settings()
    return Plan(given["start"], given["end"], draw.blocs, tuple(events), tuple(expectations))
