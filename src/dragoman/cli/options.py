"""Options that several commands share, and how much of an answer a terminal gets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import typer

__all__ = ["AT_ONCE", "All", "AsJson", "At", "Limit", "Plot", "StoreAt", "VersionAt", "Why", "at_most", "some"]

T = TypeVar("T")

AT_ONCE = 100  # rows shown on a terminal unless --limit or --all says otherwise

StoreAt = Annotated[
    Path | None, typer.Option("--store", "-s", metavar="DIR", envvar="DRAGOMAN_STORE", help="The store's folder.")
]
At = Annotated[
    str | None, typer.Option("--version-at", "--at", metavar="VERSION", help="The store as it was, such as 12.9.12.")
]
VersionAt = Annotated[
    str | None, typer.Option("--version-at", metavar="VERSION", help="The store as it was, such as 12.9.12.")
]
AsJson = Annotated[
    bool | None, typer.Option("--json/--text", help="JSON Lines, or for people. [default: as stdout is a pipe or not]")
]
Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="At most so many.")]
All = Annotated[bool, typer.Option("--all", "-a", help=f"All of them, on a terminal too (otherwise {AT_ONCE}).")]
Why = Annotated[str | None, typer.Option(metavar="N", help="Instead: the claims behind row N, with their sentences.")]
Plot = Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it too: .svg, .png or .html, and .json.")]


def at_most(as_json: bool, limit: int | None, all: bool) -> int | None:
    """Return how many to ask for: on a terminal one more than are shown, to know whether there are more."""
    if limit is not None:
        return limit
    return None if all or as_json else AT_ONCE + 1


def some(found: Sequence[T], limit: int | None, all: bool, what: str) -> dict[str, T]:
    """Return by number what is shown on a terminal, and tell where that is not all, or nothing."""
    from dragoman.faces.terminal import note

    if not found:
        note(f"no {what} fit")
    elif limit is None and not all and len(found) > AT_ONCE:
        found = found[:AT_ONCE]
        note(f"the first {AT_ONCE} {what}: --all shows all")
    return {str(number): record for number, record in enumerate(found, start=1)}
