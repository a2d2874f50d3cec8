"""The ground that every figure stands on: a store's claims as one row an act and pair of actors.

The view ``acts`` has one row for each claim, source and target of which one at least is resolved; ``dealings``
has those between two different resolved actors:

=================  ======================================================================================
claim, article     ids
event_type, mode   PLOVER; ``quad`` 1..4 and ``intensity`` -10..10 with them
source, target     codes; ``---`` where not resolved or nobody is named
first, after       the half-open days of the happening; of the article where the claim gives no time
dated              whether the claim itself gives the time
published          first day of the article's date
outlet, lang       the article's source and language
place              country code, or the words in lower case, or null
polarity, modality as in the claim; ``status`` sums them up: happened, denied or awaited
confidence         0..1
=================  ======================================================================================

Claims are counted by these rows in DuckDB or numpy; records are made of the few that are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any

from dragoman.records import Claim
from dragoman.serial import loads
from dragoman.store import Store
from dragoman.store.queries import fetch

__all__ = ["STATUS", "UNKNOWN", "Ground", "claims_by_id"]

#: The code of an actor that is not resolved.
UNKNOWN = "---"

#: A claim's polarity and modality in one word.
STATUS = """CASE
    WHEN modality = 'unreal' THEN 'denied'
    WHEN modality <> 'actual' THEN 'awaited'
    WHEN polarity = 'negative' THEN 'denied'
    ELSE 'happened' END"""

_TOLD = f"""
CREATE TEMP VIEW told AS
SELECT c.id AS claim, c.article, c.event_type, c.mode, c.quad, c.intensity,
    list_distinct(c.sources) AS sources, list_distinct(c.targets) AS targets,
    list_sort(list_distinct(list_concat(c.source_persons, c.target_persons))) AS persons,
    coalesce(c.when_start, c.when_end - 1, a.date_start) AS first,
    coalesce(c.when_end, c.when_start + 1, a.date_end) AS after,
    c.when_start IS NOT NULL OR c.when_end IS NOT NULL AS dated,
    a.date_start AS published, a.source AS outlet, a.lang,
    coalesce(c.where_country, lower(c.where_words)) AS place, c.latitude, c.longitude, c.sentence_start,
    c.polarity, c.modality, {STATUS} AS status, c.condition, c.attribution, c.confidence
FROM claims c JOIN articles a ON a.id = c.article"""

_ACTS = f"""
CREATE TEMP VIEW acts AS
SELECT * EXCLUDE (sources, targets) FROM (
    SELECT *, unnest(CASE WHEN len(targets) = 0 THEN ['{UNKNOWN}'] ELSE targets END) AS target
    FROM (SELECT *, unnest(CASE WHEN len(sources) = 0 THEN ['{UNKNOWN}'] ELSE sources END) AS source FROM told))
WHERE source <> '{UNKNOWN}' OR target <> '{UNKNOWN}'"""

_DEALINGS = f"""
CREATE TEMP VIEW dealings AS
FROM acts WHERE source <> target AND source <> '{UNKNOWN}' AND target <> '{UNKNOWN}'"""


class Ground:
    """A store opened for counting; use it in a ``with`` block.

    Args:
        store: what to count.
        tables: derived Parquet files to see as views, by name.
        writes: the one file that it may write.
    """

    def __init__(self, store: Store, tables: dict[str, Path] | None = None, *, writes: Path | None = None) -> None:
        self.store = store
        self.connection = store.connect(*(tables or {}).values(), *([] if writes is None else [writes]))
        for statement in (_TOLD, _ACTS, _DEALINGS, *(_view(name, path) for name, path in (tables or {}).items())):
            self.connection.execute(statement)

    def __enter__(self) -> Ground:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Return the rows of a query by column name."""
        return fetch(self.connection, query, values)

    def columns(self, query: str, values: Sequence[Any] = ()) -> dict[str, Any]:
        """Return the columns of a query as numpy arrays (masked where null), each of shape (rows,)."""
        found: dict[str, Any] = self.connection.execute(query, list(values)).fetchnumpy()
        return found

    def write(self, query: str, path: Path) -> None:
        """Write the rows of a query to a Parquet file, one of those the ground was told it writes."""
        self.connection.execute(f"COPY ({query}) TO {_quoted(path)} (FORMAT parquet)")


def _view(name: str, path: Path) -> str:
    return f"CREATE TEMP VIEW {name} AS FROM read_parquet({_quoted(path)})"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def claims_by_id(store: Store, ids: Sequence[str]) -> list[Claim]:
    """Return the claims of these ids, by date of article and place in it."""
    query = """SELECT c.record FROM claims c JOIN articles a ON a.id = c.article
        WHERE c.id IN (SELECT unnest(?)) ORDER BY a.date_start, c.article, c.sentence_start, c.id """
    with closing(store.connect()) as connection:
        rows = fetch(connection, query, [list(ids)])
    return [loads(Claim, row["record"]) for row in rows]
