"""What a language tells the reader before any word is read: abbreviations and elided prefixes."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from dragoman.reading.words import Cutter

__all__ = ["cutter_for"]


@cache
def cutter_for(lang: str) -> Cutter:
    """Return the word cutter of a language; without data for it, one that knows no abbreviations."""
    path = files("dragoman.lexicon").joinpath(lang, "words.toml")
    if not path.is_file():
        return Cutter()
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Cutter(data.get("abbreviations", ()), data.get("elided", ()))
