"""Reading a store with DuckDB: views over the tables' files, and the filters of claims and quotes."""

from __future__ import annotations

import datetime as dt
import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from dragoman import ontology
from dragoman.errors import StoreError
from dragoman.store.schema import COLUMNS, TABLES, TableName, sql_type
from dragoman.store.tables import Snapshot

__all__ = ["Day", "Filter", "between", "bounds", "claim_filter", "connect", "fetch", "keeping", "quote_filter"]

#: A day, or a period as ``2023``, ``2023-04`` or ``2023-04-12``.
Day = dt.date | str

_PERIOD = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


def connect(snapshot: Snapshot, *, locked: bool = True, also: Sequence[Path] = ()) -> duckdb.DuckDBPyConnection:
    """Return a connection with the views ``articles``, ``claims`` and ``quotes``.

    Claims and quotes whose article is not committed (an interrupted adding) are in ``all_claims`` and
    ``all_quotes`` only. A ``locked`` connection reads the store's files and those of ``also``, and writes none.
    """
    connection = duckdb.connect()
    connection.execute("SET autoinstall_known_extensions = false")
    for name in reversed(TABLES):
        files = snapshot.files[name]
        raw = name if name == "articles" else f"all_{name}"
        connection.execute(f"CREATE VIEW {raw} AS {_select(name, files)}")
        if name != "articles":
            connection.execute(f"CREATE VIEW {name} AS FROM {raw} WHERE article IN (SELECT id FROM articles)")
    if locked:
        own = (path for files in snapshot.files.values() for path in files)
        paths = ", ".join(map(_quoted, (*own, *map(str, also))))
        connection.execute(f"SET allowed_paths = [{paths}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    return connection


@contextmanager
def keeping() -> Iterator[None]:
    """Look for no garbage while many rows are made that all stay: looking takes as long as making them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def fetch(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Return the rows of a query by column name; what is wrong with it is a ``StoreError``."""
    try:
        cursor = connection.execute(query, list(values))
        names = [column[0] for column in cursor.description or ()]
        with keeping():
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    except duckdb.Error as error:
        raise StoreError(str(error).strip()) from error


def _select(name: TableName, files: Sequence[str]) -> str:
    columns = COLUMNS[name]
    if not files:
        absent = ", ".join(f'NULL::{sql_type(kind)} AS "{column}"' for column, kind in columns.items())
        return f"SELECT {absent} WHERE false"
    names = ", ".join(f'"{column}"' for column in columns)
    return f"SELECT {names} FROM read_parquet([{', '.join(map(_quoted, files))}], union_by_name = true)"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@dataclass
class Filter:
    """Conditions of a WHERE clause with their values."""

    conditions: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, condition: str, *values: Any) -> None:
        self.conditions.append(f"({condition})")
        self.values.extend(values)

    def where(self) -> str:
        return f"WHERE {' AND '.join(self.conditions)}" if self.conditions else ""


def claim_filter(
    *,
    source: str | None = None,
    target: str | None = None,
    types: Sequence[str] = (),
    since: Day | None = None,
    until: Day | None = None,
    polarity: str | None = None,
    modality: str | None = None,
    article: str | None = None,
) -> Filter:
    """Return the conditions on claims ``c`` joined with their articles ``a``."""
    chosen = Filter()
    _add_sides(chosen, source, target)
    if types:
        chosen.add("list_contains(?, c.event_type)", [ontology.event_type(name.upper()).code for name in types])
    _add_period(chosen, since, until)
    for column, value in (("polarity", polarity), ("modality", modality), ("article", article)):
        if value is not None:
            chosen.add(f"c.{column} = ?", value)
    return chosen


def quote_filter(*, speaker: str | None = None, article: str | None = None) -> Filter:
    """Return the conditions on quotes ``q``; a speaker is a code, or part of a person's name or words."""
    chosen = Filter()
    if speaker is not None:
        chosen.add(
            "q.speaker = ? OR contains(lower(q.speaker_person), lower(?)) "
            "OR contains(lower(q.speaker_words), lower(?))",
            speaker.upper(),
            speaker,
            speaker,
        )
    if article is not None:
        chosen.add("q.article = ?", article)
    return chosen


def _add_sides(chosen: Filter, source: str | None, target: str | None) -> None:
    """Ask for the actors; of a reciprocal type either may be on either side."""
    sides = [("c.sources", source), ("c.targets", target)]
    named = [(column, code.upper()) for column, code in sides if code is not None]
    if not named:
        return
    straight = " AND ".join(f"list_contains({column}, ?)" for column, _ in named)
    either = " AND ".join("list_contains(list_concat(c.sources, c.targets), ?)" for _ in named)
    codes = [code for _, code in named]
    chosen.add(f"({straight}) OR (list_contains(?, c.event_type) AND {either})", *codes, _reciprocal(), *codes)


def _reciprocal() -> list[str]:
    return [code for code, known in ontology.EVENT_TYPES.items() if known.reciprocal]


def _add_period(chosen: Filter, since: Day | None, until: Day | None) -> None:
    """Ask that the happening may lie within; where its time is unknown, that its article does."""
    dated = "c.when_start IS NOT NULL OR c.when_end IS NOT NULL"
    begin, end = between(since, until)
    if begin is not None:
        last = f"CASE WHEN {dated} THEN coalesce(c.when_end, 'infinity'::DATE) ELSE a.date_end END"
        chosen.add(f"{last} > ?", begin)
    if end is not None:
        first = f"CASE WHEN {dated} THEN coalesce(c.when_start, '-infinity'::DATE) ELSE a.date_start END"
        chosen.add(f"{first} < ?", end)


def between(since: Day | None, until: Day | None) -> tuple[dt.date | None, dt.date | None]:
    """Return the first day of ``since`` and the first day after ``until``, None where it is open on that side.

    Raises:
        StoreError: nothing can lie between them, or one of them does not read.
    """
    first = None if since is None else bounds(since)[0]
    after = None if until is None else bounds(until)[1]
    if first is not None and after is not None and first >= after:
        raise StoreError(f"since {since} is later than until {until}, and nothing lies between: exchange the two")
    return first, after


def bounds(day: Day) -> tuple[dt.date, dt.date]:
    """Return the first day of a period and the first day after it."""
    if isinstance(day, dt.date):
        return day, day + dt.timedelta(days=1)
    match = _PERIOD.fullmatch(day.strip())
    if match is None:
        raise StoreError(f"no date reads {day!r}: write 2023, 2023-04 or 2023-04-12")
    year, month, number = (None if part is None else int(part) for part in match.groups())
    assert year is not None
    try:
        if month is None:
            return dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
        if number is None:
            after = dt.date(year + month // 12, month % 12 + 1, 1)
            return dt.date(year, month, 1), after
        first = dt.date(year, month, number)
        return first, first + dt.timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise StoreError(f"there is no such date as {day}: {error}") from error
