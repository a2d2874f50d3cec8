"""Which Windows code page a text without Unicode is in: the one whose reading looks most like a language.

Each candidate's reading is scored by the letters beyond ASCII (how usual in the languages of that page, in their
right place in a word) and by the language of the words that are plain ASCII. Too little evidence is no answer.
"""

from __future__ import annotations

import codecs
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from dragoman.intake.tables import rows

__all__ = ["best_page"]

SAMPLE = 20_000  # bytes that are looked at
FLOOR = -5.2  # least mean log score of a character beyond ASCII; right readings score -1.5 to -4, wrong ones -6 to -10
MARGIN = 1.5  # log score by which the best reading must beat a different one
_STRANGE, _ODD, _MIXED = math.log(1e-4), math.log(1e-3), math.log(1e-3)
_OPENING, _CLOSING, _FREE = "“‘„«‚‹", "”’»“›‘", "–—…•°€£§·©®™\u00a0\u00ad"
_MARK = math.log(0.05)
_EAST_MARKS = "，。、“”‘’：；？！「」『』（）《》…—·・\u3000"
_EVERYDAY = {  # the first bytes, and the least second byte, of the usual signs
    "cp936": (0xB0, 0xD7, 0xA1),
    "cp949": (0xB0, 0xC8, 0xA1),
    "cp950": (0xA4, 0xC6, 0x40),
}
_BEYOND = re.compile(rb"[\x80-\xff]")
_DOUBLE = ("cp932", "cp936", "cp949", "cp950")


@cache
def _weights(letters: str) -> Mapping[str, float]:
    """Return the log probability of each letter by its rank (Zipf), upper case a little rarer than lower."""
    total = sum(1 / (rank + 2) for rank in range(len(letters)))
    lower = {letter: math.log(1 / (rank + 2) / total) for rank, letter in enumerate(letters)}
    upper = {letter.upper(): weight - 1.5 for letter, weight in lower.items() if letter.upper() != letter}
    return {**upper, **lower, "İ": math.log(0.01)} if "ı" in lower else {**upper, **lower}


@cache
def _pages() -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for page, lang, letters in rows("pages.tsv"):
        found.setdefault(page, []).append((lang, letters))
    return {page: tuple(langs) for page, langs in found.items()}


def _script(char: str) -> int:
    """Return a number for the script of a letter: Latin 0, else the block of 256 it stands in; -1 for no letter."""
    if not char.isalpha():
        return -1
    return 0 if ord(char) < 0x250 else ord(char) >> 8


def _in_place(char: str, before: str, after: str) -> bool:
    """Say whether a mark stands where such marks stand: an opening one before a word, a closing one after it."""
    if char == "’" and before.isalpha() and after.isalpha():
        return True
    opens = char in _OPENING and not before.isalnum() and (after.isalnum() or after in "…\u00a0¿¡“‘«„")
    closes = char in _CLOSING and not before.isspace() and not after.isalnum()
    spaced = char in "«»" and (before == "\u00a0" or after == "\u00a0" or before == " " or after == " ")
    return opens or closes or spaced


def _contexts(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield each character beyond ASCII with the one before and the one after."""
    padded = f" {text} "
    for i in range(1, len(padded) - 1):
        if padded[i] > "\x7f":
            yield padded[i - 1], padded[i], padded[i + 1]


def _shape(before: str, char: str, after: str) -> float:
    """Return the penalty for a letter that does not suit its neighbours: another script, or a capital within."""
    own, penalty = _script(char), 0.0
    for other in (before, after):
        if own >= 0 and _script(other) not in (-1, own):
            penalty += _MIXED
    if char.isupper() and before.islower():
        penalty += _ODD
    if char.islower() and before.isupper() and after.isupper():
        penalty += _ODD
    return penalty


def _score(text: str, letters: str) -> tuple[float, int]:
    """Return the log score of all characters beyond ASCII for a language with those letters, and their number."""
    weights, total, count = _weights(letters), 0.0, 0
    for before, char, after in _contexts(text):
        count += 1
        if char in weights:
            total += weights[char] + _shape(before, char, after)
        elif char in _OPENING or char in _CLOSING:
            total += _MARK if _in_place(char, before, after) else _ODD
        elif char in _FREE:
            total += _MARK
        elif char.isalpha():
            total += _STRANGE + _shape(before, char, after)
        else:
            total += _ODD
    return total, count


def _out_of_place(text: str, letters: str) -> int:
    """Count the signs that stand before a letter though they are none of the language's and no marks."""
    allowed = letters + _OPENING + _CLOSING + _FREE
    return sum(
        after.isalpha() and not char.isalpha() and unicodedata.category(char)[0] != "M" and char not in allowed
        for _, char, after in _contexts(text)
    )


def _chances(text: str, lang: str | None) -> Mapping[str, float]:
    """Return how likely each language is that a reading is in; the one that the caller says, if it says one."""
    from dragoman.intake.language import ranking

    return {lang: 1.0} if lang else dict(ranking(text[:2000], everything=True))


def _readings(data: bytes, lang: str | None) -> dict[str, tuple[float, str]]:
    """Return each different reading that looks like a language, with its score and its first page."""
    found: dict[str, tuple[float, str]] = {}
    for page, langs in _pages().items():
        if page in _DOUBLE:
            continue
        try:
            text = data.decode(page)
        except UnicodeDecodeError:
            continue
        if any("\x80" <= c < "\xa0" for c in text):
            continue
        chances: Mapping[str, float] | None = None
        for its_lang, letters in langs:
            total, count = _score(text, letters)
            if count and total / count >= FLOOR and _out_of_place(text, letters) <= 0.01 * count:
                chances = _chances(text, lang) if chances is None else chances
                total += math.log(max(chances.get(its_lang, 0.0), 1e-3))
                if text not in found or found[text][0] < total:
                    found[text] = total, page
    return found


def _usual_share(text: str, page: str) -> float:
    """Return the share of the characters beyond ASCII that are usual in the language of a double-byte page."""
    beyond = [c for c in text if c > "\x7f"]
    if len(beyond) < 4:
        return 0.0
    if page == "cp932":
        kana = sum("\u3041" <= c <= "\u30ff" for c in beyond)
        return float(kana >= 0.2 * len(beyond) and not any("｡" <= c <= "ﾟ" for c in beyond))
    first, last, least = _EVERYDAY[page]
    pairs = [(c, c.encode(page)) for c in beyond]
    return sum(c in _EAST_MARKS or (first <= b[0] <= last and b[1] >= least) for c, b in pairs) / len(pairs)


def _double_byte(data: bytes) -> str | None:
    """Return the double-byte page whose signs the data has, by the commonest of them where two pages fit."""
    found: dict[str, int] = {}
    for page in _DOUBLE:
        try:
            text = codecs.getincrementaldecoder(page)().decode(data)  # it may end within a sign
            share = _usual_share(text, page)
        except UnicodeError:
            continue
        if share >= 0.9:
            found[page] = sum(text.count(sign) for _, letters in _pages()[page] for sign in letters)
    most = max(found.values(), default=0)
    best = [page for page in found if found[page] == most]
    return best[0] if len(best) == 1 else None


def _sample(data: bytes) -> bytes:
    """Return what is enough to judge, from the line (or a little) before the first byte that is not ASCII."""
    first = _BEYOND.search(data)
    if len(data) <= SAMPLE or first is None:
        return data
    start = max(data.rfind(b"\n", 0, first.start()) + 1, first.start() - SAMPLE // 10)
    return data[start : start + SAMPLE]


def best_page(data: bytes, lang: str | None = None) -> tuple[str | None, str]:
    """Return the code page of the data, or None and why none can be told; ``lang`` is its language where known."""
    sample = _sample(data)
    ranked = sorted(((score, page) for score, page in _readings(sample, lang).values()), reverse=True)
    if not ranked:
        page = _double_byte(sample)
        return (page, "") if page else (None, "in no Windows code page does it read like a language")
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN:
        return None, f"it reads as well in {ranked[0][1]} as in {ranked[1][1]}"
    return ranked[0][1], ""
