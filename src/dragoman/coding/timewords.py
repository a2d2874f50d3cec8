"""A language's words for time, from ``lexicon/<lang>/time.toml``, ready to be matched token by token."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Generic, TypeVar
from unicodedata import digit

from dragoman.coding.calendar import HALVES, SEASONS
from dragoman.errors import LexiconError
from dragoman.reading.words import SPACELESS

__all__ = ["NUMBER", "UNIT", "Phrases", "TimeWords", "Token", "time_words", "tokens"]

#: Placeholders in the patterns of ``[ago]``.
NUMBER, UNIT = "{n}", "{unit}"

V = TypeVar("V")
_MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c"
_TOKEN = re.compile(rf"\{{\w+\}}|\d+|(?![{SPACELESS}])[^\W\d_](?:(?![{SPACELESS}])[^\W\d_]|[{_MARKS}])*|\S")
_PARTS = {
    "early": "early",
    "begin": "early",
    "mid": "middle",
    "middle": "middle",
    "half": "middle",
    "late": "late",
    "end": "late",
    **{half: half for half in HALVES},
}


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters, a run of digits or one other character."""

    start: int
    end: int
    form: str
    fold: str


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of ``text[start:end]``, with offsets into ``text``."""
    found = _TOKEN.finditer(text, start, len(text) if end is None else end)
    return [Token(m.start(), m.end(), m.group(), _folded(m.group())) for m in found]


def _folded(form: str) -> str:
    """A token in small letters, and its digits, of whatever script, as 0 to 9."""
    if form.isascii() or not form.isdecimal():
        return form.casefold()
    return "".join(str(digit(mark)) for mark in form)


class Phrases(Generic[V]):
    """Phrases of one or more tokens and what each means; the longest that fits wins."""

    def __init__(self, entries: Iterable[tuple[str, V]] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], V]]] = {}
        for phrase, value in entries:
            folds = tuple(token.fold for token in tokens(phrase))
            if folds:
                self._by_first.setdefault(folds[0], []).append((folds, value))
        for options in self._by_first.values():
            options.sort(key=lambda option: -len(option[0]))

    def match(self, found: list[Token], at: int) -> tuple[int, V] | None:
        """Return where the phrase that starts at token ``at`` ends and what it means, or None."""
        if at >= len(found):
            return None
        for folds, value in self._by_first.get(found[at].fold, ()):
            if tuple(token.fold for token in found[at : at + len(folds)]) == folds:
                return at + len(folds), value
        return None

    def __bool__(self) -> bool:
        return bool(self._by_first)


@dataclass(frozen=True)
class TimeWords:
    """The tables of ``time.toml``; ``capitals`` and ``month_first`` come from CLDR."""

    weekdays: Phrases[int]
    months: Phrases[int]
    days: Phrases[int]
    units: Phrases[str]
    singular: frozenset[str]
    directions: Phrases[str]
    steps: tuple[tuple[tuple[str, ...], str], ...]  # patterns with ago, ahead, within, lasting or then
    parts: Phrases[str]
    seasons: Phrases[str]
    ordinals: frozenset[str]
    numbers: Phrases[int | None]
    since: Phrases[str]
    opening: Phrases[str]
    until: Phrases[str]
    cues: Phrases[str]  # words that make a number a year: "in", "of"
    inside: Phrases[str]
    weekend: Phrases[str]
    lengths: Phrases[str]  # behind a number of days: how long, not when
    capitals: bool = False
    behind: bool = False  # whether a direction stands behind its word
    month_first: bool = False

    @classmethod
    def parse(
        cls, data: Mapping[str, Any], lang: str = "", of: Iterable[str] = (), grammar: Mapping[str, Any] | None = None
    ) -> TimeWords:
        """Build the tables from parsed TOML; LexiconError where a value is not what its table holds.

        A word of ``[since]`` that also means "of" (``of`` in the language's grammar) opens windows only.
        """
        units = _table(data, "units")
        first_of_unit: dict[str, str] = {}
        for word, unit in units.items():
            first_of_unit.setdefault(str(unit), word.casefold())
        directions = [(word, name) for name in ("past", "this", "future") for word in _table(data, name)]
        capitals, month_first = _cldr(lang)
        owners = frozenset(word.casefold() for word in of)
        since = [word for word in _table(data, "since") if word.casefold() not in owners]
        opening = [word for word in _table(data, "since") if word.casefold() in owners] + [*_table(data, "between")]
        words = {key: Phrases((word, key) for word in _table(data, key)) for key in ("until", "weekend")}
        return cls(
            weekdays=_numbers(data, "weekdays", range(1, 8)),
            months=_numbers(data, "months", range(1, 13)),
            days=_numbers(data, "days", range(-400, 401)),
            units=Phrases((w, str(u)) for w, u in units.items()),
            singular=frozenset(first_of_unit.values()),
            directions=Phrases(directions),
            steps=_patterns(data),
            parts=_names(data, "parts", _PARTS),
            seasons=_names(data, "seasons", {name: name for name in SEASONS}),
            ordinals=frozenset(suffix.casefold() for suffix in _table(data, "ordinals")),
            numbers=_vague_numbers(data),
            since=Phrases((word, "since") for word in since),
            until=words["until"],
            opening=Phrases((word, "between") for word in opening),
            cues=Phrases((word, "year") for word in (*_table(data, "in"), *owners)),
            inside=Phrases((word, "in") for word in _table(data, "in")),
            weekend=words["weekend"],
            lengths=Phrases((word, "length") for word in (grammar or {}).get("lengths", ())),
            behind=bool((grammar or {}).get("behind")),
            capitals=capitals,
            month_first=month_first,
        )


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return a table as word → value, whether written so, as value → list of words, or as a bare list."""
    table = data.get(key, {})
    if isinstance(table, list):
        return {str(word): key for word in table}
    flat: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, list):
            flat.update({str(word): name for word in value})
        else:
            flat[str(name)] = value
    return flat


def _numbers(data: Mapping[str, Any], key: str, allowed: range) -> Phrases[int]:
    entries: list[tuple[str, int]] = []
    for word, value in _table(data, key).items():
        try:
            number = int(value)
        except (TypeError, ValueError):
            number = allowed.stop
        if number not in allowed:
            raise LexiconError(f"time.toml [{key}]: {word!r} is {value!r}, not one of {allowed[0]} … {allowed[-1]}")
        entries.append((word, number))
    return Phrases(entries)


def _vague_numbers(data: Mapping[str, Any]) -> Phrases[int | None]:
    """Return number words; a vague one ("several"), given as no positive whole number, means None."""
    table = _table(data, "numbers").items()
    return Phrases((word, value if isinstance(value, int) and value > 0 else None) for word, value in table)


def _names(data: Mapping[str, Any], key: str, allowed: Mapping[str, str]) -> Phrases[str]:
    for word, value in (table := _table(data, key)).items():
        if value not in allowed:
            raise LexiconError(f"time.toml [{key}]: {word!r} is {value!r}, not one of {' '.join(allowed)}")
    return Phrases((word, allowed[value]) for word, value in table.items())


def _patterns(data: Mapping[str, Any]) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the patterns that count units from publication, each with its table's name, longest first."""
    found = [
        (tuple(token.fold for token in tokens(pattern)), key)
        for key in ("ago", "ahead", "within", "lasting", "then")
        for pattern in _table(data, key)
    ]
    return tuple(sorted(found, key=lambda entry: -len(entry[0])))


def _cldr(lang: str) -> tuple[bool, bool]:
    """Return whether month names have a capital, and whether dates are written month first."""
    from babel import Locale, UnknownLocaleError  # here, because it loads slowly

    try:
        locale = Locale.parse(lang)
    except (UnknownLocaleError, ValueError, TypeError):
        return False, False
    pattern = str(locale.date_formats["long"])
    return locale.months["format"]["wide"][5][0].isupper(), 0 <= pattern.find("M") < pattern.find("d")


@cache
def time_words(lang: str) -> TimeWords:
    """Return a language's words for time; without a file, only what every language writes in digits."""
    grammar = _toml(lang, "grammar.toml")
    return TimeWords.parse(_toml(lang, "time.toml"), lang, grammar.get("of", ()), grammar)


def _toml(lang: str, name: str) -> dict[str, Any]:
    path = files("dragoman.lexicon").joinpath(lang, name)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(f"lexicon file {lang}/{name}: {error}") from error
