"""Expectations as an iCalendar file (RFC 5545), for any calendar program.

Each expectation with a window is an all-day event over it; one without is a task (VTODO) without a due date, so that
nothing is left out and no date is invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman._version import __version__
from dragoman.lexicon.world import world
from dragoman.store.queries import fetch
from dragoman.world.ledger import rules
from dragoman.world.results import needs

if TYPE_CHECKING:
    from dragoman.world.expectations import Expectation, Expectations

__all__ = ["summary", "to_icalendar"]

_QUOTED = 5  # reports of one expectation that are quoted
_EVENT = {"fulfilled": "CONFIRMED", "lapsed": "CANCELLED", "withdrawn": "CANCELLED"}
_TASK = {"open": "NEEDS-ACTION", "fulfilled": "COMPLETED", "lapsed": "CANCELLED", "withdrawn": "CANCELLED"}


@dataclass(frozen=True, slots=True)
class _Report:
    sentence: str
    title: str
    outlet: str
    url: str
    date: str
    attribution: tuple[str, ...]

    def __str__(self) -> str:
        where = ", ".join(filter(None, (self.outlet, self.date, self.title and f"“{self.title}”", self.url)))
        voice = f"{' < '.join(self.attribution)}: " if self.attribution else ""
        return f"{voice}{' '.join(self.sentence.split())} ({where})"


def to_icalendar(expectations: Expectations) -> bytes:
    """Return the expectations as an iCalendar file.

    An open one is TENTATIVE, or CONFIRMED where it was last told as expected; a fulfilled one CONFIRMED; one that
    lapsed or was withdrawn CANCELLED. Its UID is its id, so that importing again brings it up to date.

    Raises:
        DragomanError: where the library icalendar is not installed.
    """
    library = needs("icalendar", "calendars")
    calendar = library.Calendar()
    calendar.add("prodid", f"-//dragoman//dragoman {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Expectations as of {expectations.as_of}")
    stamp = dt.datetime.combine(expectations.as_of, dt.time(), dt.UTC)
    reports = _reports(expectations)
    for row in expectations:
        calendar.add_component(_component(library, row, stamp, reports))
    found: bytes = calendar.to_ical()
    return found


def summary(row: Expectation) -> str:
    """Return an expectation in a few words: who, to whom, what, and what came of it."""
    words = rules()["words"][row.event_type]
    what = words if row.mode is None else f"{words} ({row.mode})"
    sides = " – ".join(", ".join(map(_name, side)) for side in (row.sources, row.targets) if side)
    return f"{sides}: {what}, {_came_of(row)}"


def _came_of(row: Expectation) -> str:
    if row.outcome != "fulfilled":
        return row.modality if row.outcome == "open" else row.outcome
    off = row.days_off or 0
    days = f"{abs(off)} day{'' if abs(off) == 1 else 's'}"
    late = "" if off == 0 else f", {days} before the window" if off < 0 else f", {days} after the window"
    return f"fulfilled on {row.happened}{late}"


def _name(code: str) -> str:
    from babel import Locale

    territory = world().territories.get(code)
    found = None if territory is None else Locale("en").territories.get(territory.alpha2)
    return code if found is None else str(found)


def _component(library: Any, row: Expectation, stamp: dt.datetime, reports: Mapping[str, _Report]) -> Any:
    if row.first is None or row.after is None:
        made = library.Todo()
        made.add("status", _TASK[row.outcome])
        if row.outcome == "fulfilled" and row.happened is not None:
            made.add("completed", dt.datetime.combine(row.happened, dt.time(), dt.UTC))
    else:
        made = library.Event()
        made.add("dtstart", row.first)
        made.add("dtend", row.after)
        made.add("transp", "TRANSPARENT")
        made.add("status", _EVENT.get(row.outcome) or ("CONFIRMED" if row.modality == "expected" else "TENTATIVE"))
    made.add("uid", row.id)
    made.add("dtstamp", stamp)
    made.add("summary", summary(row))
    made.add("description", _description(row, reports))
    made.add("categories", [row.event_type, row.outcome])
    return made


def _description(row: Expectation, reports: Mapping[str, _Report]) -> str:
    path = ", ".join(f"{modality} since {day}" for day, modality in row.modality_path)
    told = f"{row.articles} articles, {row.stories} of them independent"
    lines = [f"Told {row.told} to {row.last_told} in {told}: {path}."]
    if len(row.windows) > 1:
        lines.append("Windows: " + "; ".join(map(str, row.windows)) + ".")
    if row.condition:
        lines.append(f"Condition: {row.condition}")
    lines += [str(reports[claim]) for claim in row.claims[:_QUOTED] if claim in reports]
    if len(row.claims) > _QUOTED:
        lines.append(f"and {len(row.claims) - _QUOTED} more.")
    if row.outcome in ("fulfilled", "withdrawn"):
        lines.append(f"{row.outcome.capitalize()}, as reported {row.decided}:")
        lines += [str(reports[claim]) for claim in row.deciding[:1] if claim in reports]
    return "\n".join(lines)


def _reports(rows: Expectations) -> dict[str, _Report]:
    """Return the claims to quote, by id."""
    ids = [claim for row in rows for claim in (*row.claims[:_QUOTED], *row.deciding[:1])]
    query = """SELECT c.id, c.sentence, c.attribution, a.title, a.source, a.url, a.date
        FROM claims c JOIN articles a ON a.id = c.article WHERE c.id IN (SELECT unnest(?))"""
    with closing(rows.store.connect()) as connection:
        found = fetch(connection, query, [ids])
    return {
        row["id"]: _Report(
            row["sentence"], row["title"] or "", row["source"] or "", row["url"] or "", row["date"] or "",
            tuple(row["attribution"] or ()),
        )
        for row in found
    }  # fmt: skip
