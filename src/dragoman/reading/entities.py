"""Entity spans from tag scores: the best path that IOB2 allows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dragoman.reading.types import Mention

__all__ = ["best_path", "mentions_of"]


def _allowed(tags: Sequence[str]) -> NDArray[np.float32]:
    table = np.zeros((len(tags), len(tags)), np.float32)
    for j, tag in enumerate(tags):
        if tag.startswith("I-"):
            for i, before in enumerate(tags):
                if before[2:] != tag[2:]:
                    table[i, j] = -np.inf
    return table


def best_path(scores: NDArray[np.float32], tags: Sequence[str]) -> list[int]:
    """Return the best tag numbers for (words, tags) scores (Viterbi; an I- tag continues its own kind)."""
    moves = _allowed(tags)
    opening = np.array([-np.inf if tag.startswith("I-") else 0.0 for tag in tags], np.float32)
    total = scores[0] + opening
    back = np.zeros(scores.shape, np.int64)
    for i in range(1, len(scores)):
        reach = total[:, None] + moves
        back[i] = reach.argmax(0)
        total = reach.max(0) + scores[i]
    path = [int(total.argmax())]
    for i in range(len(scores) - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return path[::-1]


def mentions_of(path: Sequence[int], tags: Sequence[str]) -> tuple[Mention, ...]:
    """Return the mentions that a tag path spells."""
    found: list[Mention] = []
    first, kind = -1, ""
    for i, tag in enumerate([*(tags[t] for t in path), "O"]):
        if first >= 0 and not tag.startswith("I-"):
            found.append(Mention(first, i - 1, kind))  # type: ignore[arg-type]
            first = -1
        if tag.startswith("B-"):
            first, kind = i, tag[2:]
    return tuple(found)
