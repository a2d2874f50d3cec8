"""Codes of actors as people type them."""

from __future__ import annotations

from difflib import get_close_matches

from dragoman.errors import InputError
from dragoman.lexicon.world import world

__all__ = ["code_of"]


def code_of(text: str | None) -> str | None:
    """Return the code of an actor in capitals, None for None.

    Raises:
        InputError: where no state or organisation has it; it names what comes near.
    """
    if text is None:
        return None
    code, known = text.strip().upper(), world()
    if known.kind(code) != "unknown":
        return code
    letters = [territory.code for territory in known.territories.values() if territory.alpha2 == code]
    near = letters or get_close_matches(code, [*known.territories, *known.organisations], n=3)
    hint = f"; near it are {', '.join(near)}" if near else ""
    raise InputError(f"no state or organisation has the code {text!r}{hint}: give a code such as RUS or NATO")
