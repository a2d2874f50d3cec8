"""The store: articles, claims and quotes as append-only Delta tables, each record once, whatever crashes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from dragoman.errors import StoreError
from dragoman.records import Article, Claim, Document, Quote
from dragoman.serial import loads
from dragoman.store.check import Checked, Problem, without_damaged_files
from dragoman.store.check import check as _check
from dragoman.store.export import FORMATS, Format
from dragoman.store.export import export as _export
from dragoman.store.queries import Day, Filter, claim_filter, connect, fetch, quote_filter
from dragoman.store.schema import article_of
from dragoman.store.tables import Tables
from dragoman.store.writer import Added
from dragoman.store.writer import add as _add

__all__ = ["FORMATS", "Added", "Checked", "Format", "Problem", "Store"]

_CLAIMS = "SELECT c.record FROM claims c JOIN articles a ON a.id = c.article"
_CLAIM_ORDER = "ORDER BY a.date_start, c.article, c.sentence_start, c.id"
_QUOTES = "SELECT q.record FROM quotes q JOIN articles a ON a.id = q.article"
_QUOTE_ORDER = "ORDER BY a.date_start, q.article, q.quote_start, q.id"


class Store:
    """A folder of tables. It is created by the first ``add``; each query reads the newest version.

    Args:
        path: the store's folder.
        version: read it as it was at this version (see ``Store.version``), and add nothing.

    Raises:
        StoreError: from any method, where the store is missing, damaged or was asked for nonsense.
    """

    def __init__(self, path: str | Path, version: str | None = None) -> None:
        self._tables = Tables(path, version)

    def __repr__(self) -> str:
        return f"Store({str(self.path)!r})"

    @property
    def path(self) -> Path:
        return self._tables.path

    @property
    def version(self) -> str:
        """What to cite, such as ``12.9.12``; ``Store(path, version=…)`` reads the same again."""
        return self._tables.snapshot().version

    @property
    def pinned(self) -> bool:
        """Whether the store was opened as it was at one version."""
        return self._tables.pinned is not None

    def exists(self) -> bool:
        """Say whether there is a store at the path."""
        return self._tables.exist()

    def add(self, documents: Iterable[Document], *, on_commit: Callable[[Added], None] | None = None) -> Added:
        """Add documents in batches; a record that is there already adds nothing.

        ``on_commit`` is called after each batch with the sum so far. If ``documents`` raises (Ctrl-C too), what it
        gave before is committed. Several processes may add at once.
        """
        return _add(self._tables, documents, on_commit)

    def articles(self) -> list[Article]:
        """Return all articles by date."""
        return list(self._articles(Filter()))

    def article(self, id: str) -> Article:
        """Return the article whose id is, or begins with, ``id``; its ``b2:`` may be left out."""
        start = id if id.startswith("b2:") else f"b2:{id}"
        chosen = Filter()
        chosen.add("starts_with(id, ?)", start)
        found = list(self._articles(chosen, limit=2))
        if not found:
            raise StoreError(f"no article of {self.path} has an id that begins with {id}")
        if len(found) > 1:
            raise StoreError(f"several articles have ids that begin with {id}: give more of it")
        return found[0]

    def known(self, ids: Collection[str]) -> set[str]:
        """Return those of the article ids that the store holds."""
        if not self.exists():
            return set()
        query = "SELECT id FROM articles WHERE id IN (SELECT unnest(?))"
        return {row["id"] for row in self.sql(query, [list(ids)])}

    def document(self, id: str) -> Document:
        """Return an article, by its id or the beginning of it, with its claims and quotes."""
        article = self.article(id)
        (row,) = self.sql("SELECT problems FROM articles WHERE id = ?", [article.id])
        return Document(
            article,
            tuple(self.claims(article=article.id)),
            tuple(self.quotes(article=article.id)),
            tuple(row["problems"]),
        )

    def claims(
        self,
        *,
        source: str | None = None,
        target: str | None = None,
        type: str | Sequence[str] | None = None,
        since: Day | None = None,
        until: Day | None = None,
        polarity: str | None = None,
        modality: str | None = None,
        article: str | None = None,
        limit: int | None = None,
    ) -> list[Claim]:
        """Return the claims that fit, by their articles' dates and their places in them.

        ``source`` and ``target`` are actor codes; the sides of AGREE, CONSULT and COOPERATE are interchangeable.
        ``since`` and ``until`` (that day or period included) ask when it happened, or may; where that is
        unknown, when it was published. All statuses are given unless ``polarity`` or ``modality`` say which.
        """
        chosen = claim_filter(
            source=source,
            target=target,
            types=_listed(type),
            since=since,
            until=until,
            polarity=polarity,
            modality=modality,
            article=article,
        )
        rows = self.sql(f"{_CLAIMS} {chosen.where()} {_CLAIM_ORDER} {_limited(limit)}", chosen.values)
        return [loads(Claim, row["record"]) for row in rows]

    def quotes(
        self, *, speaker: str | None = None, article: str | None = None, limit: int | None = None
    ) -> list[Quote]:
        """Return the quotes of a speaker (a code, or part of a name), of an article, or all."""
        chosen = quote_filter(speaker=speaker, article=article)
        rows = self.sql(f"{_QUOTES} {chosen.where()} {_QUOTE_ORDER} {_limited(limit)}", chosen.values)
        return [loads(Quote, row["record"]) for row in rows]

    def sql(self, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Return the rows of a DuckDB query over the views ``articles``, ``claims`` and ``quotes``.

        It reads the store and nothing else. ``values`` fill the ``?`` of the query.
        """
        with closing(self.connect()) as connection:
            return fetch(connection, query, values)

    def connect(self, *also: Path) -> duckdb.DuckDBPyConnection:
        """Return a DuckDB connection that reads the store as it is now: for data frames and long results.

        It reads the store's files and those named in ``also``, and nothing else.
        """
        return self._connect(locked=True, also=also)

    def size(self) -> int:
        """Return how many records the tables hold, by their own account: no file is read."""
        return self._tables.count()

    def check(self, *, on_record: Callable[[], None] | None = None) -> Checked:
        """Derive every id and offset again, and report what does not hold."""
        snapshot, damaged = without_damaged_files(self._tables.snapshot())
        with closing(connect(snapshot)) as connection:
            return _check(connection, damaged, on_record)

    def export(self, table: str, path: str | Path, format: Format | None = None) -> int:
        """Write ``articles``, ``claims`` or ``quotes`` to a file and return how many rows.

        ``format`` is ``jsonl``, ``csv`` or ``parquet``, by default what the file's name ends in.
        """
        with closing(self._connect(locked=False)) as connection:
            return _export(connection, table, path, format)

    def _connect(self, *, locked: bool, also: Sequence[Path] = ()) -> duckdb.DuckDBPyConnection:
        try:
            return connect(self._tables.snapshot(), locked=locked, also=also)
        except duckdb.Error as error:
            raise StoreError(f"the store {self.path} is damaged: {str(error).splitlines()[0]}") from error

    def _articles(self, chosen: Filter, limit: int | None = None) -> Iterator[Article]:
        query = f"SELECT record, text FROM articles {chosen.where()} ORDER BY date_start, id {_limited(limit)}"
        for row in self.sql(query, chosen.values):
            yield article_of(row["record"], row["text"])


def _listed(names: str | Sequence[str] | None) -> Sequence[str]:
    if names is None:
        return ()
    return (names,) if isinstance(names, str) else names


def _limited(limit: int | None) -> str:
    return "" if limit is None else f"LIMIT {int(limit)}"
