"""What one marked party does to another: the relation head's probabilities.

The head reads the sentence with source, target and predicate marked, and was trained on the codebook corpus
(``train/codebook``). It sees no lexicon, so it is a second witness beside the lexicon's rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.reading.marking import Marked
from dragoman.reading.model import Model
from dragoman.reading.pieces import PAD

__all__ = ["NONE", "RelationHead", "Verdict"]

NONE = "NONE"  # nothing between the two
_BATCH = 3000  # pieces of one pass, padding included


@dataclass(frozen=True)
class Verdict:
    """Probabilities for one marked pair, each mapping summing to 1."""

    types: dict[str, float]  # the underlying type or NONE
    plover: dict[str, float]  # the type that PLOVER's mood rules give, or NONE
    polarity: dict[str, float]
    modality: dict[str, float]


class RelationHead:
    """Judges marked pairs with a model's relation graph."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def judge(self, marked: Sequence[Marked]) -> list[Verdict]:
        """Return a verdict for each marked pair, in their order."""
        found: list[Verdict | None] = [None] * len(marked)
        order = sorted(range(len(marked)), key=lambda i: len(marked[i].ids))
        while order:
            longest = len(marked[order[-1]].ids)
            take = order[-max(1, _BATCH // longest) :]
            order = order[: -len(take)]
            for i, verdict in zip(take, self._pass([marked[i] for i in take]), strict=True):
                found[i] = verdict
        return [v for v in found if v is not None]

    def _pass(self, batch: list[Marked]) -> list[Verdict]:
        """One reading of each sentence, then all its pairs."""
        sentences = {ids: row for row, ids in enumerate(dict.fromkeys(m.ids for m in batch))}
        width = max(map(len, sentences))
        ids = np.full((len(sentences), width), PAD, np.int64)
        roles = np.zeros((len(batch), width), np.int64)
        for known, row in sentences.items():
            ids[row, : len(known)] = known
        for row, m in enumerate(batch):
            roles[row, : len(m.roles)] = m.roles
        which = [sentences[m.ids] for m in batch]
        present = (ids != PAD).astype(np.float32)
        scores = self._model.pairs(self._model.plain(ids)[which], present[which], roles)
        labels, shares = self._model.pair_labels, [_softmax(x) for x in scores]
        return [
            Verdict(*({n: float(p) for n, p in zip(labels[k], shares[k][row], strict=True)} for k in range(4)))
            for row in range(len(batch))
        ]


def _softmax(scores: NDArray[Any]) -> NDArray[Any]:
    shifted = np.exp(scores - scores.max(-1, keepdims=True))
    normal: NDArray[Any] = shifted / shifted.sum(-1, keepdims=True)
    return normal
