"""Read the lexicon's tab-separated files, and say what is wrong with a row."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from importlib.resources import files

from dragoman.errors import LexiconError

__all__ = ["exists", "languages", "rows", "text_of"]

_ROOT = files("dragoman.lexicon")


def exists(name: str) -> bool:
    return _ROOT.joinpath(name).is_file()


def languages() -> tuple[str, ...]:
    """Return the languages that can be coded: those with a predicate file on disk."""
    return tuple(sorted(d.name for d in _ROOT.iterdir() if d.is_dir() and d.joinpath("predicates.tsv").is_file()))


def text_of(name: str) -> str:
    """Return a lexicon file's text; LexiconError where there is none."""
    try:
        return _ROOT.joinpath(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"lexicon file {name}: {error}") from error


def rows(name: str, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a file, one string a column; nothing where the file is absent.

    Raises
    ------
    LexiconError
        Where the header or a row does not have ``columns``, or is not in NFC.
    """
    if not exists(name):
        return
    lines = ((n, line) for n, line in enumerate(text_of(name).splitlines(), 1) if line.strip() and line[0] != "#")
    header = next(lines, (0, ""))[1].split("\t")
    if tuple(header[: len(columns)]) != columns:
        raise LexiconError(f"lexicon file {name}: the header is {header}, not {list(columns)}")
    for number, line in lines:
        cells = line.split("\t")
        if len(cells) > len(header):
            raise LexiconError(f"lexicon file {name}, line {number}: {len(cells)} cells, not {len(header)}")
        if not unicodedata.is_normalized("NFC", line):
            raise LexiconError(f"lexicon file {name}, line {number}: not in NFC")
        cells += [""] * (len(columns) - len(cells))
        yield tuple(cell.strip() for cell in cells[: len(columns)])
