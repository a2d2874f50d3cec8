"""The words of a language: sentence patterns, forms of names, and ways to tell a day or a window.

Everything is read from ``patterns/<lang>.tsv``, ``<lang>.actors.tsv`` and ``<lang>.toml``: a language that has the
three files is spoken.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from dragoman.errors import LexiconError

__all__ = ["Pattern", "Tongue", "languages", "tongue"]

_FOLDER = Path(__file__).parent / "patterns"
_SLOT = re.compile(r"\{(A|B)(?:\.(\w+))?\}|\{(\w+)\}")
_NONE = "-"
_FIRST_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence with slots. ``needs`` are its (side, column) pairs, ``has`` its other slots."""

    text: str
    needs: frozenset[tuple[str, str]]
    has: frozenset[str]


def _pattern(text: str) -> Pattern:
    slots = list(_SLOT.finditer(text))
    needs = frozenset((m[1], m[2] or "nom") for m in slots if m[1])
    return Pattern(text, needs, frozenset(m[3].lower() for m in slots if m[3]))


def _rows(path: Path) -> list[list[str]]:
    """Return the rows of a tab-separated file, header first. Raises LexiconError where a row is too short."""
    lines = [line for line in path.read_text("utf-8").split("\n") if line and not line.startswith("#")]
    rows = [line.split("\t") for line in lines]
    for row in rows:
        if len(row) != len(rows[0]):
            raise LexiconError(f"{path.name}: {len(rows[0])} columns wanted: {row}")
    return rows


class Tongue:
    """One language: ``choose`` a pattern, ``fill`` it, and tell a ``day`` or a ``window``."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._patterns: dict[tuple[str, str, str], list[Pattern]] = defaultdict(list)
        for kind, mode, form, text in _rows(_FOLDER / f"{lang}.tsv")[1:]:
            self._patterns[kind, mode, form].append(_pattern(text))
        head, *rows = _rows(_FOLDER / f"{lang}.actors.tsv")
        self.forms: dict[str, dict[str, str]] = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
        self._told = tomllib.loads((_FOLDER / f"{lang}.toml").read_text("utf-8"))
        self._fixes = [(re.compile(a), b) for a, b in self._told["fixes"]]
        self.topics: list[str] = self._told["topics"]
        self.labels: dict[str, str] = self._told["labels"]
        self.outlets: list[str] = self._told["outlets"]
        self.agencies: list[str] = self._told["agencies"]
        self.prefixes: list[str] = self._told["prefix"]
        self.edits: list[tuple[str, str]] = [(a, b) for a, b in self._told["edits"]]

    def patterns(self, kind: str, mode: str = "", form: str = "actual") -> Sequence[Pattern]:
        return self._patterns.get((kind, mode, form), ())

    def fitting(
        self, key: tuple[str, str, str], source: str, target: str, has: frozenset[str] = frozenset()
    ) -> list[Pattern]:
        """Return the patterns whose forms both actors have and that hold the slots ``has``."""
        actors = {"A": self.forms[source], "B": self.forms[target]}
        found = self._patterns.get(key, [])
        fit = [p for p in found if all(actors[side].get(column, _NONE) != _NONE for side, column in p.needs)]
        return [p for p in fit if has <= p.has]

    def choose(
        self, rng: Random, key: tuple[str, str, str], source: str, target: str, has: frozenset[str] = frozenset()
    ) -> Pattern:
        """Choose a fitting pattern. Raises LexiconError where there is none."""
        fit = self.fitting(key, source, target, has)
        if not fit:
            raise LexiconError(f"{self.lang}: no pattern for {key} of {source} and {target} with {sorted(has)}")
        return rng.choice(fit)

    def fill(self, pattern: Pattern, source: str, target: str, slots: Mapping[str, str]) -> str:
        """Return the sentence, with a capital at its start."""
        actors = {"A": self.forms[source], "B": self.forms[target]}

        def one(match: re.Match[str]) -> str:
            return actors[match[1]][match[2] or "nom"] if match[1] else slots[match[3].lower()]

        text = " ".join(_SLOT.sub(one, pattern.text).split())
        for wrong, right in self._fixes:
            text = wrong.sub(right, text)
        return capital(text)

    def date(self, day: dt.date) -> str:
        return str(self._told["date"]).format(day=day.day, month=self._of_date(day))

    def month(self, day: dt.date, part: str = "month") -> str:
        """Return "in March"; ``part`` may be ``early`` or ``late``."""
        names = self._told["months_in"] if part == "month" and "months_in" in self._told else None
        return str(self._told[part]).format(month=names[day.month - 1] if names else self._of_date(day))

    def _of_date(self, day: dt.date) -> str:
        return str(self._told["months"][day.month - 1])

    def weekday(self, day: dt.date, last: bool = False) -> str:
        return str(self._told["last" if last else "weekdays"][day.weekday()])

    def yesterday(self) -> str:
        return str(self._told["yesterday"])


def capital(text: str) -> str:
    """Return the text with its first letter, whatever marks stand before it, in upper case."""
    found = _FIRST_LETTER.search(text)
    if found is None or any(c.isdigit() for c in text[: found.start()]):
        return text
    return text[: found.start()] + found[0].upper() + text[found.end() :]


def languages() -> list[str]:
    """Return the languages that have all their files, sorted."""
    names = {path.name for path in _FOLDER.iterdir()}
    return sorted(n[:-5] for n in names if n.endswith(".toml") and {f"{n[:-5]}.tsv", f"{n[:-5]}.actors.tsv"} <= names)


@cache
def tongue(lang: str) -> Tongue:
    """Return a language, read once."""
    return Tongue(lang)
