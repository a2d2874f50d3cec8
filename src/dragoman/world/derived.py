"""Derived tables on disk: Parquet files beside the store's tables, named for what they were made from.

A file's name holds the store's version and the maker's recipe; a new version of either makes a new file, and the
old one goes. Where the folder cannot be written (a store on a read-only disk) the table is made for the occasion.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from dragoman.store import Store

__all__ = ["FOLDER", "derived"]

FOLDER = "derived"


def derived(store: Store, name: str, recipe: str, make: Callable[[Path], None]) -> Path:
    """Return the path of the derived table ``name`` of the store as it is, made now if it is not there.

    Args:
        recipe: what the making depends on beside the store (a method's version, its weights): any text.
        make: writes the table to the path it is given. It is written whole or not at all.
    """
    mark = hashlib.blake2b(recipe.encode(), digest_size=4).hexdigest()
    folder = _folder(store)
    path = folder / f"{name}-{store.version}-{mark}.parquet"
    if path.exists():
        return path
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        make(partial)
        partial.replace(path)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    if not store.pinned:
        _forget(folder, name, keep=path)
    return path


def _folder(store: Store) -> Path:
    folder = store.path / FOLDER
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
    if os.access(folder, os.W_OK):
        return folder
    return Path(tempfile.mkdtemp(prefix="dragoman-"))


def _forget(folder: Path, name: str, keep: Path) -> None:
    """Remove what an older version of the store or recipe left."""
    for old in folder.glob(f"{name}-*.parquet"):
        if old != keep:
            with suppress(OSError):
                old.unlink()
