"""What a language tells the reader before any word is read: abbreviations, elided prefixes, dotted ordinals."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from dragoman.reading.words import Cutter

__all__ = [
    "abbreviations_for",
    "cutter_for",
    "dots_ordinals",
    "final_abbreviations_for",
    "lemma_corrections",
    "verb_endings",
]


@cache
def _data(lang: str) -> dict[str, Any]:
    path = files("dragoman.lexicon").joinpath(lang, "words.toml")
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


@cache
def cutter_for(lang: str) -> Cutter:
    """Return the word cutter of a language; without data for it, one that knows no abbreviations."""
    data = _data(lang)
    return Cutter(data.get("abbreviations", ()), data.get("elided", ()), data.get("clipped", ()))


@cache
def abbreviations_for(lang: str) -> frozenset[str]:
    """Return the words of a language that keep their dot: case-folded, without it."""
    return frozenset(word.casefold().rstrip(".") for word in _data(lang).get("abbreviations", ()))


@cache
def final_abbreviations_for(lang: str) -> frozenset[str]:
    """Return those abbreviations that often end a sentence ("etc", "enz"): the optional key ``final``."""
    return frozenset(word.casefold().rstrip(".") for word in _data(lang).get("final", ()))


@cache
def verb_endings(lang: str) -> tuple[str, ...]:
    """Return the endings of a verb's lemma in a language (Dutch "n"); empty where they tell nothing."""
    return tuple(_data(lang).get("verb_endings", ()))


@cache
def lemma_corrections(lang: str) -> dict[str, str]:
    """Return lemmas that a language's dictionary has wrong, with the right ones: the optional table ``lemmas``."""
    return dict(_data(lang).get("lemmas", {}))


@cache
def dots_ordinals(lang: str) -> bool:
    """Say whether ordinals carry a dot ("am 3. März"): the key ``ordinal_dot``, else CLDR's long date."""
    given = _data(lang).get("ordinal_dot")
    if given is not None:
        return bool(given)
    from babel import Locale, UnknownLocaleError  # here, because few callers need it and it loads slowly

    try:
        return "d. " in str(Locale.parse(lang).date_formats["long"])
    except (UnknownLocaleError, ValueError, TypeError):
        return False
