"""Cut text into orthographic words: the units that the reader tags and that evidence points at.

A word is what a reader of the script would call one: a run of letters with its inner hyphens and
apostrophes, a number with its separators, an abbreviation with its dot, one punctuation mark, and,
in scripts written without spaces, a single character (the reader's boundary head joins those).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

__all__ = ["SPACELESS", "Cutter", "is_spaceless"]

#: Characters of scripts written without spaces between words (Han, Kana).
SPACELESS = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"

#: Signs that belong to the letter before: combining accents, Arabic and Devanagari vowels, the soft hyphen.
_SIGNS = "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u00ad"
_LETTER = rf"(?:(?![{SPACELESS}_])[^\W\d]|[{_SIGNS}])"
_JOINER = "['\u2019\u02bc\u00b7\\-\u2010\u2011\u200c\u200d&\u05f3\u05f4]"
_NUMBER = r"\d+(?:[.,:/\-\u2013\u066b\u066c]\d+)*"

_TOKEN = re.compile(
    rf"""(?P<address>(?:https?://|www\.)[^\s<>"\u201d\u00bb]+[^\s<>"\u201d\u00bb.,;:!?)\]]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    |(?P<initials>(?:(?<!\w){_LETTER}\.){{2,}}(?:{_LETTER}(?!\w))?)
    |(?P<word>(?:{_LETTER}|\d+(?={_LETTER}))(?:{_LETTER}|\d|{_JOINER}(?=[\w])|-(?=\s))*|{_NUMBER}(?:{_JOINER}{_LETTER}+|{_LETTER}+)*)
    |(?P<spaceless>[{SPACELESS}])
    |(?P<run>''|,,|``|(?P<sign>[.!?*_=~-])(?P=sign)+)
    |(?P<mark>\S)""",
    re.VERBOSE,
)
_INITIAL = re.compile(rf"{_LETTER}$")


@lru_cache(maxsize=64)
def _elision(prefixes: tuple[str, ...]) -> re.Pattern[str] | None:
    if not prefixes:
        return None
    longest_first = "|".join(sorted(map(re.escape, prefixes), key=len, reverse=True))
    return re.compile(rf"(?:{longest_first})['\u2019](?=[\w\s])", re.IGNORECASE)


class Cutter:
    """Cuts text into words, with a language's abbreviations and elided prefixes.

    Parameters
    ----------
    abbreviations:
        Words that keep their dot ("Mr", "bijv"), without it, any case.
    elided:
        Prefixes that end in an apostrophe and stand apart from what follows ("l", "qu", "dell").
    clipped:
        Words that begin with an apostrophe, written without it (Dutch "'t", "'s").
    """

    def __init__(
        self, abbreviations: Iterable[str] = (), elided: Iterable[str] = (), clipped: Iterable[str] = ()
    ) -> None:
        self._abbreviations = frozenset(word.casefold().rstrip(".") for word in abbreviations)
        self._elision = _elision(tuple(elided))
        words = "|".join(map(re.escape, clipped))
        self._clipped = re.compile(rf"['\u2019](?:{words})(?!\w)") if words else None

    def __call__(self, text: str) -> list[tuple[int, int]]:
        """Return the (start, end) of each word in ``text``, in code points, in order."""
        spans: list[tuple[int, int]] = []
        position, length = 0, len(text)
        while position < length:
            match = _TOKEN.search(text, position)
            if match is None:
                break
            start, end = match.span()
            if match.lastgroup == "word":
                end = self._word_end(text, start, end)
            elif self._clipped is not None and (clipped := self._clipped.match(text, start)) is not None:
                end = clipped.end()
            spans.append((start, end))
            position = end
        return spans

    def _word_end(self, text: str, start: int, end: int) -> int:
        if self._elision is not None:
            prefix = self._elision.match(text, start)
            if prefix is not None and prefix.end() <= end + 1:
                return prefix.end()
        if text[end : end + 1] == "." and self._keeps_dot(text, start, end):
            return end + 1
        return end

    def _keeps_dot(self, text: str, start: int, end: int) -> bool:
        word = text[start:end]
        if word.casefold() in self._abbreviations:
            return True
        following = text[end + 1 : end + 3]
        is_initial = len(word) == 1 and word.isupper() and _INITIAL.match(word) is not None
        return is_initial and following[:1] == " " and following[1:].isupper()


_IS_SPACELESS = re.compile(f"[{SPACELESS}]")


def is_spaceless(character: str) -> bool:
    """Whether a character belongs to a script written without spaces between words."""
    return _IS_SPACELESS.match(character) is not None
