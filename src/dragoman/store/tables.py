"""The Delta tables of a store: one folder each, opened at their newest version or at a cited one.

Claims and quotes are committed before their articles, and tables are opened articles first: whatever
article is seen, its claims and quotes are seen too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from dragoman.errors import StoreError
from dragoman.store.schema import TABLES, TableName, arrow_schema

__all__ = ["Snapshot", "Tables", "failures"]

# No version may ever be cleaned away: a cited one must stay readable.
_CONFIGURATION = {"delta.appendOnly": "true", "delta.enableExpiredLogCleanup": "false"}
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
# The tables' library takes a path for a URL, and DuckDB takes it for a pattern.
_UNUSABLE = set("[]|^%*?\\")


@contextmanager
def failures(what: str) -> Iterator[None]:
    """Turn what the tables' library raises into a ``StoreError`` that begins with ``what``."""
    try:
        yield
    except (DeltaError, OSError) as error:
        cause = str(error).strip().splitlines()
        raise StoreError(f"{what}: {cause[0] if cause else type(error).__name__}") from error


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files of each table at one version of the store; ``version`` names it."""

    root: Path
    files: Mapping[TableName, tuple[str, ...]]
    version: str


class Tables:
    """The three tables under ``path``; ``version`` fixes them as they were (``"12.12.9"``)."""

    def __init__(self, path: str | Path, version: str | None = None) -> None:
        self.path = Path(path).expanduser().resolve()
        self.pinned = None if version is None else _parse_version(version)
        self._open: dict[TableName, DeltaTable] = {}
        self._lock = Lock()
        if self.path.exists() and not self.path.is_dir():
            raise StoreError(f"{self.path} is a file; a store is a folder")
        if found := _UNUSABLE & set(str(self.path)):
            raise StoreError(f"{self.path}: a store's path cannot hold {' '.join(sorted(found))}")

    def exist(self) -> bool:
        """Say whether the store has been created, wholly."""
        return all(self._has(name) for name in TABLES)

    def create(self) -> None:
        """Create what is missing of the tables; nothing happens to those that are there."""
        if self.pinned is not None:
            raise StoreError(f"the store was opened at version {_words(self.pinned)}, to be read: open it without one")
        if self.exist():
            return
        self._refuse_foreign_folder()
        with failures(f"cannot create a store in {self.path}"):
            for name in TABLES:
                (self.path / name).mkdir(parents=True, exist_ok=True)
                DeltaTable.create(self.path / name, arrow_schema(name), mode="ignore", configuration=_CONFIGURATION)

    def newest(self, name: TableName) -> DeltaTable:
        """Return one table at its newest version."""
        with self._lock, failures(f"cannot read the {name} of {self.path}"):
            table = self._open.get(name)
            if table is None:
                table = self._open[name] = DeltaTable(self.path / name)
            else:
                table.update_incremental()
            return table

    def files(self, name: TableName, table: DeltaTable) -> tuple[str, ...]:
        """Return the paths of the table's files; the library's own are percent-encoded."""
        return tuple(str(self.path / name / uri.rpartition("/")[2]) for uri in table.file_uris())

    def snapshot(self) -> Snapshot:
        """Return the files of the tables, articles first, at the fixed version or else the newest."""
        if not self.exist():
            raise StoreError(
                f"there is no store at {self.path}: make one with `dragoman read FILE --store {self.path.name}`"
            )
        names = tuple(reversed(TABLES))
        if self.pinned is None:
            tables = {name: self.newest(name) for name in names}
        else:
            tables = {name: self._at(name, number) for name, number in zip(names, self.pinned, strict=True)}
        files = {name: self.files(name, table) for name, table in tables.items()}
        return Snapshot(self.path, files, _words(tuple(table.version() for table in tables.values())))

    def count(self) -> int:
        """Return how many rows the tables' logs count."""
        self.snapshot()
        return sum(table.count() for table in self._open.values())

    def _has(self, name: TableName) -> bool:
        return name in self._open or DeltaTable.is_deltatable(str(self.path / name))

    def _at(self, name: TableName, number: int) -> DeltaTable:
        if name not in self._open:
            newest = self._newest_number(name)
            if number > newest:
                raise StoreError(f"the {name} of {self.path} have no version {number}: the newest is {newest}")
            with failures(f"cannot read version {number} of the {name} of {self.path}"):
                self._open[name] = DeltaTable(self.path / name, version=number)
        return self._open[name]

    def _newest_number(self, name: TableName) -> int:
        with failures(f"cannot read the {name} of {self.path}"):
            return DeltaTable(self.path / name).version()

    def _refuse_foreign_folder(self) -> None:
        if not self.path.exists():
            return
        with failures(f"cannot read {self.path}"):
            found = {entry.name for entry in self.path.iterdir()}
        if found and not found & set(TABLES):
            raise StoreError(f"{self.path} holds other things and is not a store: name a new or empty folder")


def _parse_version(version: str) -> tuple[int, ...]:
    match = _VERSION.fullmatch(version.strip())
    if match is None:
        raise StoreError(f"no store version reads {version!r}: it is three numbers such as 12.9.12")
    return tuple(map(int, match.groups()))


def _words(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))
