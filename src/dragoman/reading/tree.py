"""The best dependency tree under arc scores: Chu-Liu/Edmonds with one root."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_tree"]

Scores = NDArray[np.float32]
Heads = NDArray[np.int64]


def best_tree(scores: Scores) -> Heads:
    """Return the heads (1-based, 0 for the root) of the best single-rooted tree.

    ``scores`` has shape (words, words + 1): row i holds word i's scores for the root and each word.
    Method: Chu and Liu 1965, Edmonds 1967; one root as in Zmigrod et al. 2020.
    """
    n = len(scores)
    full = np.full((n + 1, n + 1), -np.inf, np.float64)
    full[1:] = scores
    np.fill_diagonal(full, -np.inf)
    heads: Heads = full[1:].argmax(1)
    roots = np.flatnonzero(heads == 0)
    if len(roots) == 1 and not _cycle(np.concatenate([[0], heads])):
        return heads
    # One root: any root arc must cost more than every other arc can gain.
    reach = np.abs(full[np.isfinite(full)]).max(initial=0.0) * 2 * (n + 1) + 1.0
    full[1:, 0] -= reach
    return _edmonds(full)[1:]


def _cycle(heads: Heads) -> list[int]:
    """Return the nodes of one cycle, or an empty list."""
    state = np.zeros(len(heads), np.int8)
    state[0] = 2
    for start in range(1, len(heads)):
        path, node = [], start
        while state[node] == 0:
            state[node] = 1
            path.append(node)
            node = int(heads[node])
        if state[node] == 1:
            return path[path.index(node) :]
        for seen in path:
            state[seen] = 2
    return []


def _edmonds(scores: NDArray[np.float64]) -> Heads:
    """Return heads of all nodes; ``scores[d, h]``, node 0 is the root and its own head."""
    heads: Heads = scores.argmax(1)
    heads[0] = 0
    cycle = _cycle(heads)
    if not cycle:
        return heads
    n = len(scores)
    inside = np.zeros(n, bool)
    inside[cycle] = True
    rest = np.flatnonzero(~inside)
    members = np.asarray(cycle)
    kept = scores[members, heads[members]]
    m = len(rest)
    smaller = np.full((m + 1, m + 1), -np.inf)
    smaller[:m, :m] = scores[np.ix_(rest, rest)]
    entering = scores[np.ix_(members, rest)] - kept[:, None]
    smaller[m, :m] = entering.max(0)
    leaving = scores[np.ix_(rest, members)]
    smaller[:m, m] = leaving.max(1)
    smaller[0, :] = -np.inf
    smaller[m, m] = -np.inf
    solved = _edmonds(smaller)
    for i, node in enumerate(rest):
        if i == 0:
            continue
        heads[node] = members[leaving[i].argmax()] if solved[i] == m else rest[solved[i]]
    entry = members[entering[:, solved[m]].argmax()]
    heads[entry] = rest[solved[m]]
    return heads
