"""Checking a store: every id and offset is derived again, and what does not hold is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from dragoman.errors import DragomanError
from dragoman.records import Actor, Article, Claim, Quote, Span
from dragoman.serial import loads
from dragoman.store.schema import COLUMNS, TABLES, Row, TableName, article_of, article_row, claim_row, quote_row
from dragoman.store.tables import Snapshot

__all__ = ["Checked", "Problem", "check", "without_damaged_files"]

_AT_ONCE = 500
# The ontology may grade an event otherwise in another version of Dragoman: no fault of the store.
_GRADED = {"quad", "intensity", "cameo"}


@dataclass(frozen=True, slots=True)
class Problem:
    """What does not hold, of which record of which table."""

    table: TableName
    id: str
    what: str


@dataclass(frozen=True, slots=True)
class Checked:
    """How many records were checked, and the problems found.

    ``unfinished`` counts claims and quotes whose article was not committed: an interrupted adding leaves
    them, no query shows them, and adding the article again takes them up.
    """

    articles: int
    claims: int
    quotes: int
    unfinished: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


def without_damaged_files(snapshot: Snapshot) -> tuple[Snapshot, list[Problem]]:
    """Return the snapshot with those files only that can be opened, and what is wrong with the others."""
    sound: dict[TableName, tuple[str, ...]] = {}
    problems = []
    with duckdb.connect() as connection:
        for name, files in snapshot.files.items():
            faults = {file: _file_fault(connection, file) for file in files}
            sound[name] = tuple(file for file, fault in faults.items() if fault is None)
            problems += [Problem(name, "", fault) for fault in faults.values() if fault is not None]
    return replace(snapshot, files=sound), problems


def _file_fault(connection: duckdb.DuckDBPyConnection, file: str) -> str | None:
    try:
        connection.execute("SELECT count(*) FROM read_parquet(?)", [file])
    except duckdb.Error as error:
        return f"file {Path(file).name}: {str(error).splitlines()[0]}"
    return None


def check(
    connection: duckdb.DuckDBPyConnection, found: Sequence[Problem] = (), on_record: Callable[[], None] | None = None
) -> Checked:
    """Check all records that the connection of a store shows, calling ``on_record`` after each.

    ``found`` are problems known beforehand, reported with the others.
    """
    counts: dict[str, int] = dict.fromkeys(TABLES, 0)
    unfinished, problems = 0, list(found)
    for name in TABLES:
        try:
            problems += _repeated(connection, name)
            for row in _rows(connection, name):
                counts[name] += 1
                unfinished += row["article_text"] is None
                problems += [Problem(name, row["id"], what) for what in _faults(name, row)]
                if on_record is not None:
                    on_record()
        except duckdb.Error as error:
            problems.append(Problem(name, "", f"cannot be read: {str(error).splitlines()[0]}"))
    return Checked(counts["articles"], counts["claims"], counts["quotes"], unfinished, tuple(problems))


def _repeated(connection: duckdb.DuckDBPyConnection, name: TableName) -> list[Problem]:
    query = f"SELECT id, count(*) FROM {_raw(name)} GROUP BY id HAVING count(*) > 1 ORDER BY id"
    return [Problem(name, key, f"stored {times} times") for key, times in connection.execute(query).fetchall()]


def _rows(connection: duckdb.DuckDBPyConnection, name: TableName) -> Iterator[Row]:
    """Yield the rows of a table with ``article_text``, None where the article is not committed."""
    if name == "articles":
        query = "SELECT *, text AS article_text FROM articles"
    else:
        query = f"SELECT r.*, a.text AS article_text FROM {_raw(name)} r LEFT JOIN articles a ON a.id = r.article"
    cursor = connection.cursor().execute(query)
    names = [column[0] for column in cursor.description or ()]
    while rows := cursor.fetchmany(_AT_ONCE):
        for row in rows:
            yield dict(zip(names, row, strict=True))


def _raw(name: TableName) -> str:
    return name if name == "articles" else f"all_{name}"


def _faults(name: TableName, row: Row) -> Iterator[str]:
    try:
        match name:
            case "articles":
                yield from _article_faults(article_of(row["record"], row["text"]), row)
            case "claims":
                yield from _claim_faults(loads(Claim, row["record"]), row)
            case "quotes":
                yield from _quote_faults(loads(Quote, row["record"]), row)
    except DragomanError as error:
        yield f"record: {error}"


def _article_faults(article: Article, row: Row) -> Iterator[str]:
    derived = replace(article, id="").id
    if derived != row["id"]:
        yield f"its content gives the id {derived}"
    if not 0 <= article.body <= len(article.text):
        yield f"body starts at {article.body}, in a text of {len(article.text)} characters"
    yield from _columns("articles", row, article_row(article, row["problems"]))


def _claim_faults(claim: Claim, row: Row) -> Iterator[str]:
    if claim.derive_id() != row["id"]:
        yield f"its content gives the id {claim.derive_id()}"
    text: str | None = row["article_text"]
    if text is None:
        return
    evidence = claim.evidence
    yield from _outside("sentence", evidence.sentence, text)
    yield from _outside("predicate", evidence.predicate, text)
    for what, spans in (("source", evidence.sources), ("target", evidence.targets), ("cue", evidence.cues)):
        for span in spans:
            yield from _outside(what, span, text)
    if evidence.time is not None:
        yield from _outside("time", evidence.time, text)
    if claim.where is not None:
        yield from _differs("where", claim.where.span, claim.where.words, text)
    for actor in (*claim.sources, *claim.targets, *claim.about):
        yield from _actor_faults(actor, text)
    yield from _columns("claims", row, claim_row(claim, text))


def _quote_faults(quote: Quote, row: Row) -> Iterator[str]:
    if quote.derive_id() != row["id"]:
        yield f"its content gives the id {quote.derive_id()}"
    text: str | None = row["article_text"]
    if text is None:
        return
    if len(quote.spans) != len(quote.words):
        yield f"{len(quote.spans)} spans with {len(quote.words)} words"
    for span, words in zip(quote.spans, quote.words, strict=False):
        yield from _differs("words", span, words, text)
    if quote.cue_span is not None:
        yield from _outside("cue", quote.cue_span, text)
    speakers = () if quote.speaker is None else (quote.speaker,)
    for actor in (*speakers, *quote.addressees, *quote.about):
        yield from _actor_faults(actor, text)
    yield from _columns("quotes", row, quote_row(quote))


def _actor_faults(actor: Actor, text: str) -> Iterator[str]:
    yield from _differs(f"actor {actor.code}", actor.span, actor.words, text)


def _differs(what: str, span: Span, words: str, text: str) -> Iterator[str]:
    if faults := list(_outside(what, span, text)):
        yield from faults
    elif span.of(text) != words:
        yield f"{what}: the text reads {span.of(text)!r} at {span.start}:{span.end}, the record {words!r}"


def _outside(what: str, span: Span, text: str) -> Iterator[str]:
    if not 0 <= span.start < span.end <= len(text):
        yield f"{what}: {span.start}:{span.end} is no place in a text of {len(text)} characters"


def _columns(name: TableName, row: Row, derived: dict[str, Any]) -> Iterator[str]:
    for column in COLUMNS[name]:
        if column not in _GRADED and row[column] != derived[column]:
            yield f"column {column} reads {row[column]!r}, its record gives {derived[column]!r}"
