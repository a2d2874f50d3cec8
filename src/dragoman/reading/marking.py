"""A sentence with a source, a target and a predicate marked, as pieces with roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.reading.pieces import BEGIN, END, Pieces

__all__ = ["PREDICATE", "ROLES", "SOURCE", "TARGET", "Marked", "mark"]

Offsets = tuple[int, int]

#: Roles of a piece, by number.
ROLES = ("", "source", "target", "predicate")
_NO_ROLE, SOURCE, TARGET, PREDICATE = range(4)
_MOST_PIECES = 160  # what is further than this from the marked words says little about them


@dataclass(frozen=True, slots=True)
class Marked:
    """Piece ids and the role of each, of equal length; the first and last piece open and close the text."""

    ids: tuple[int, ...]
    roles: tuple[int, ...]


def mark(
    pieces: Pieces,
    text: str,
    units: Sequence[Offsets],
    source: Sequence[Offsets],
    target: Sequence[Offsets],
    predicate: Sequence[Offsets] = (),
) -> Marked:
    """Mark what stands inside the given character offsets; of a long text keep the pieces around the marks.

    ``units`` are the words, as (start, end) offsets into ``text``. A word inside two spans takes the role
    of the predicate before that of the source, and that before the target's.
    """
    ids: list[int] = []
    roles: list[int] = []
    spans = [(p, PREDICATE) for p in predicate] + [(s, SOURCE) for s in source] + [(t, TARGET) for t in target]
    for start, end in units:
        role = next((r for (a, b), r in spans if a < end and start < b), _NO_ROLE)
        cut = pieces(text[start:end], start == 0 or text[start - 1].isspace())
        ids += cut
        roles += [role] * len(cut)
    first, last = _window(roles)
    return Marked((BEGIN, *ids[first:last], END), (_NO_ROLE, *roles[first:last], _NO_ROLE))


def _window(roles: list[int]) -> Offsets:
    """The stretch of at most ``_MOST_PIECES`` pieces with the marks in its middle."""
    marked = [i for i, role in enumerate(roles) if role != _NO_ROLE]
    if len(roles) <= _MOST_PIECES or not marked:
        return 0, min(len(roles), _MOST_PIECES)
    middle = (marked[0] + marked[-1]) // 2
    first = max(0, min(middle - _MOST_PIECES // 2, len(roles) - _MOST_PIECES))
    return first, first + _MOST_PIECES
