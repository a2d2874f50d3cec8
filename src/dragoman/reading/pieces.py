"""Words to pieces of the encoder's vocabulary, and pieces to embedding vectors."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dragoman.reading.words import is_spaceless

__all__ = ["BEGIN", "END", "PAD", "UNKNOWN", "EmbeddingTable", "Pieces", "Unigram", "pack_rows"]

BEGIN, PAD, END, UNKNOWN = 0, 1, 2, 3
_BLOCK = 32  # values that share a scale
_MOST_PIECES = 16  # of one word: what is longer is not language
_MOST_REMEMBERED = 200_000


class Unigram:
    """A unigram vocabulary: the best cut of a word into pieces by their log-probabilities.

    Method: Kudo 2018, "Subword Regularization", section 3.2 (Viterbi). Reads the ``tokenizer.json`` of the
    ``tokenizers`` library and cuts as it does, without its install size.
    """

    def __init__(self, path: Path) -> None:
        vocabulary = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
        self._pieces = {piece: (i, score) for i, (piece, score) in enumerate(vocabulary)}
        self._longest = max(map(len, self._pieces))
        self._unknown_score = min(score for _, score in vocabulary) - 10.0

    def __call__(self, text: str) -> list[int]:
        """Return the piece ids of a text; a run of unknown characters is one ``UNKNOWN``."""
        text = unicodedata.normalize("NFKC", text)
        best = [0.0] + [-1e30] * len(text)
        back: list[tuple[int, int]] = [(0, UNKNOWN)] * (len(text) + 1)
        for start in range(len(text)):
            single = False
            for end in range(start + 1, min(len(text), start + self._longest) + 1):
                known = self._pieces.get(text[start:end])
                if known is None:
                    continue
                single = single or end == start + 1
                if best[start] + known[1] > best[end]:
                    best[end], back[end] = best[start] + known[1], (start, known[0])
            if not single and best[start] + self._unknown_score > best[start + 1]:
                best[start + 1], back[start + 1] = best[start] + self._unknown_score, (start, UNKNOWN)
        ids: list[int] = []
        end = len(text)
        while end:
            end, piece = back[end]
            if piece != UNKNOWN or not ids or ids[-1] != UNKNOWN:
                ids.append(piece)
        return ids[::-1]


class Pieces:
    """Cuts one word at a time into piece ids, remembering what it cut."""

    def __init__(self, unigram: Unigram) -> None:
        self._unigram = unigram
        self._known: dict[tuple[str, bool], list[int]] = {}

    def __call__(self, form: str, spaced: bool) -> list[int]:
        """Return the ids of ``form``; ``spaced`` says that a space (or nothing) stands before it."""
        key = (form, spaced)
        ids = self._known.get(key)
        if ids is None:
            # Han and Kana words never carry the mark of a space: they are cut into characters.
            marked = "\u2581" + form if spaced and not is_spaceless(form[0]) else form
            ids = self._unigram(marked)[:_MOST_PIECES] or [UNKNOWN]
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = ids
        return ids


class EmbeddingTable:
    """The frozen embedding table, 4 bits a value, mapped from its file.

    A row is ``width / 32`` blocks of 18 bytes: a float16 scale, then 32 nibbles, the low ones first
    (the layout known as Q4_0). The base model is published so: nothing is lost here.
    """

    def __init__(self, path: Path) -> None:
        self._rows = np.load(path, mmap_mode="r", allow_pickle=False)

    def __len__(self) -> int:
        return len(self._rows)

    def __call__(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of ``ids``: shape (*ids.shape, width)."""
        unique, where = np.unique(ids, return_inverse=True)
        blocks = np.ascontiguousarray(self._rows[unique]).reshape(len(unique), -1, 2 + _BLOCK // 2)
        scale = blocks[..., :2].copy().view(np.float16).astype(np.float32)
        nibbles = blocks[..., 2:]
        values = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - 8.0
        vectors: NDArray[np.float32] = (values * scale).reshape(len(unique), -1)
        return vectors[where.reshape(ids.shape)]


def pack_rows(table: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Pack (rows, width) values that came from 4 bits into the layout of :class:`EmbeddingTable`.

    Raises ValueError where a value does not come back exactly.
    """
    blocks = table.reshape(-1, _BLOCK)
    at = np.abs(blocks).argmax(1)
    scale = (blocks[np.arange(len(blocks)), at] / -8.0).astype(np.float16)
    divisor = np.where(scale == 0, 1, scale).astype(np.float32)[:, None]
    nibbles = np.clip(np.rint(blocks / divisor) + 8, 0, 15).astype(np.uint8)
    back = (nibbles.astype(np.float32) - 8.0) * scale.astype(np.float32)[:, None]
    if not np.array_equal(back, blocks):
        raise ValueError("the table does not come from 4-bit blocks of 32 values")
    half = _BLOCK // 2
    packed = np.concatenate([scale[:, None].view(np.uint8), nibbles[:, :half] | nibbles[:, half:] << 4], axis=1)
    return packed.reshape(len(table), -1)
