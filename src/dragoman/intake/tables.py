"""The intake's own data files: tab-separated, ``#`` comments, one header row."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["rows"]


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a data file beside this module, each as wide as the header."""
    lines = files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    width = len(cells[0])
    return tuple(tuple(row + [""] * (width - len(row))) for row in cells[1:])
