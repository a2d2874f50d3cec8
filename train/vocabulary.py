"""Prune the encoder's vocabulary to the scripts that the supported languages are written in."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

SCRIPTS = (
    "LATIN",
    "CYRILLIC",
    "GREEK",
    "ARABIC",
    "HEBREW",
    "DEVANAGARI",
    "CJK",
    "HIRAGANA",
    "KATAKANA",
    "KATAKANA-HIRAGANA",
    "HANGUL",
    "IDEOGRAPHIC",
    "FULLWIDTH",
    "HALFWIDTH",
)
SPECIAL = 4  # <s> <pad> </s> <unk>


@cache
def _kept(character: str) -> bool:
    if not unicodedata.category(character).startswith(("L", "M")):
        return True
    return unicodedata.name(character, "").startswith((*SCRIPTS, "COMBINING", "ZERO WIDTH"))


def prune(pieces: list[tuple[str, float]]) -> tuple[list[tuple[str, float]], NDArray[np.int64]]:
    """Return the pieces kept and the rows of the embedding table they came from."""
    rows = [i for i, (piece, _) in enumerate(pieces) if i < SPECIAL or all(map(_kept, piece))]
    return [pieces[i] for i in rows], np.asarray(rows, np.int64)
