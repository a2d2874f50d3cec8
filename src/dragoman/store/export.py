"""Writing a table to a file: JSON Lines, CSV or Parquet, in one fixed order, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from itertools import product
from pathlib import Path
from typing import Literal, cast, get_args

import duckdb

from dragoman.errors import StoreError
from dragoman.ontology import EVENT_TYPES, aux_mode, plover_type_of
from dragoman.records import Modality, Polarity
from dragoman.store.schema import COLUMNS, TableName

__all__ = ["FORMATS", "Format", "export", "format_of"]

Format = Literal["jsonl", "csv", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)

_ORDER = {
    "articles": "date_start, id",
    "claims": "article, sentence_start, id",
    "quotes": "article, quote_start, id",
}
_OPTIONS = {"jsonl": "FORMAT json", "csv": "FORMAT csv, HEADER", "parquet": "FORMAT parquet, COMPRESSION zstd"}
_SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet", ".pq": "parquet"}


def format_of(path: str | Path) -> Format:
    """Return the format that a file's name asks for."""
    suffix = Path(path).suffix.lower()
    if suffix not in _SUFFIXES:
        raise StoreError(f"{path}: end the name in .jsonl, .csv or .parquet, or say the format ({', '.join(FORMATS)})")
    return cast(Format, _SUFFIXES[suffix])


def export(connection: duckdb.DuckDBPyConnection, table: str, path: str | Path, format: Format | None = None) -> int:
    """Write a table to ``path`` and return how many rows; an unlocked connection of a store is needed.

    JSON Lines and Parquet hold every column; CSV leaves out ``record`` and joins lists with ``; ``. Claims have
    two columns more than the store, ``plover_type`` and ``aux_mode``: what plain PLOVER data calls them.
    """
    if table not in COLUMNS:
        raise StoreError(f"there is no table {table!r}: choose articles, claims or quotes")
    form = format_of(path) if format is None else format
    if form not in FORMATS:
        raise StoreError(f"there is no format {form!r}: choose {', '.join(FORMATS)}")
    path = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise StoreError(f"cannot write in {path.parent}: {error.strerror}") from error
    partial = Path(name)
    try:
        select = f"SELECT {_columns(table, form)} FROM {_source(table)} ORDER BY {_ORDER[table]}"
        target = "'" + str(partial).replace("'", "''") + "'"
        done = connection.execute(f"COPY ({select}) TO {target} ({_OPTIONS[form]})").fetchone()
        partial.chmod(0o666 & ~_umask())
        partial.replace(path)
    except (duckdb.Error, OSError) as error:
        raise StoreError(f"cannot export {table} to {path}: {error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return 0 if done is None else int(done[0])


def _source(table: TableName) -> str:
    """The table; claims with the type and auxiliary mode that PLOVER's mood rules give them."""
    if table != "claims":
        return table
    status = product(EVENT_TYPES, get_args(Modality), get_args(Polarity))
    rows = (f"('{t}', '{m}', '{p}', '{plover_type_of(t, m, p)}', '{aux_mode(t, m, p)}')" for t, m, p in status)
    mood = f"(VALUES {', '.join(rows)}) AS mood(event_type, modality, polarity, plover_type, aux_mode)"
    return f"claims LEFT JOIN {mood} USING (event_type, modality, polarity)"


def _columns(table: TableName, form: Format) -> str:
    match form:
        case "parquet":
            return "*"
        case "jsonl":
            return "* REPLACE (record::JSON AS record)"
        case "csv":
            flat = ", ".join(
                f"array_to_string({name}, '; ') AS {name}" if kind == "list" else f'"{name}"'
                for name, kind in COLUMNS[table].items()
                if name != "record"
            )
            return f"{flat}, plover_type, aux_mode" if table == "claims" else flat


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
