"""Adding documents, each record once, whatever crashes and whoever else is adding.

A commit is atomic and refused when another process committed since the table was read; then the table is
read again and what has come to be known is left out. Articles are committed last.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import duckdb
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError

from dragoman.errors import StoreError
from dragoman.records import Document
from dragoman.store.schema import TABLES, Row, TableName, arrow_table, rows_of
from dragoman.store.tables import Tables, failures

__all__ = ["Added", "add"]

_BATCH_DOCUMENTS = 64
_BATCH_CHARACTERS = 4_000_000
_BATCH_SECONDS = 20.0
_PATIENCE_SECONDS = 300.0  # others' commits may delay ours this long before it is an error
_MANY_FILES = 128  # a table of more files than this is compacted; older versions stay readable
_ONLY_IF_UNCHANGED = CommitProperties(max_commit_retries=0)


@dataclass(frozen=True, slots=True)
class Added:
    """How many records were new, and how many were ``known`` (already there, of any table)."""

    articles: int = 0
    claims: int = 0
    quotes: int = 0
    known: int = 0

    def __add__(self, other: Added) -> Added:
        return Added(
            self.articles + other.articles,
            self.claims + other.claims,
            self.quotes + other.quotes,
            self.known + other.known,
        )


def add(tables: Tables, documents: Iterable[Document], on_commit: Callable[[Added], None] | None = None) -> Added:
    """Add the documents, calling ``on_commit`` with the sum so far after each batch.

    When ``documents`` raises, Ctrl-C included, what came before is committed first.
    """
    tables.create()
    total, batch = Added(), _Batch()

    def commit() -> None:
        nonlocal total, batch
        total += _commit(tables, batch.documents)
        batch = _Batch()
        if on_commit is not None:
            on_commit(total)

    try:
        for document in documents:
            batch.take(document)
            if batch.due():
                commit()
    finally:
        if batch.documents:
            commit()
    return total


class _Batch:
    """Documents waiting to be committed together."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self._characters = 0
        self._since = time.monotonic()

    def take(self, document: Document) -> None:
        self.documents.append(document)
        self._characters += len(document.article.text)

    def due(self) -> bool:
        return (
            len(self.documents) >= _BATCH_DOCUMENTS
            or self._characters >= _BATCH_CHARACTERS
            or time.monotonic() - self._since >= _BATCH_SECONDS
        )


def _commit(tables: Tables, documents: Sequence[Document]) -> Added:
    rows: dict[TableName, dict[str, Row]] = {name: {} for name in TABLES}
    offered = 0
    for document in documents:
        for name, some in rows_of(document).items():
            offered += len(some)
            for row in some:
                rows[name].setdefault(row["id"], row)
    new = {name: _append(tables, name, rows[name]) for name in TABLES}
    return Added(new["articles"], new["claims"], new["quotes"], offered - sum(new.values()))


def _append(tables: Tables, name: TableName, rows: dict[str, Row]) -> int:
    """Append the rows (by id) that the table does not hold yet; return how many."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while rows:
        table = tables.newest(name)
        known = _known(tables.files(name, table), list(rows))
        fresh = [row for key, row in rows.items() if key not in known]
        if not fresh:
            return 0
        try:
            with failures(f"cannot add {name} to {tables.path}"):
                write_deltalake(table, arrow_table(name, fresh), mode="append", commit_properties=_ONLY_IF_UNCHANGED)
        except StoreError as error:
            if not isinstance(error.__cause__, CommitFailedError) or time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(0.005, 0.1))
        else:
            _compact(table)
            return len(fresh)
    return 0


def _known(files: Sequence[str], ids: list[str]) -> set[str]:
    if not files:
        return set()
    query = "SELECT id FROM read_parquet(?) WHERE id IN (SELECT unnest(?))"
    try:
        with duckdb.connect() as connection:
            return {key for (key,) in connection.execute(query, [list(files), ids]).fetchall()}
    except duckdb.Error as error:
        raise StoreError(f"the store is damaged: {str(error).splitlines()[0]}") from error


def _compact(table: DeltaTable) -> None:
    """Put many small files together; leave it to the next commit when someone else is at it."""
    if len(table.file_uris()) <= _MANY_FILES:
        return
    try:
        table.optimize.compact()
    except CommitFailedError:
        table.update_incremental()
