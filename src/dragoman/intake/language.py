"""The language of a text: by its script first, then by a trained identifier, trusted as far as the length allows."""

from __future__ import annotations

import bisect
import importlib
import re
from collections import Counter
from functools import cache
from typing import Any

from dragoman.intake.tables import rows

__all__ = ["UNKNOWN", "identify", "language_code", "ranking", "scripts_of"]

UNKNOWN = "und"
SHORT = 40  # letters below which the identifier's probability is held for less than it says
SAMPLE = 4000  # code points looked at
FOREIGN = 0.9  # probability from which a text is said to be in a language that Dragoman does not read

_BLOCKS = (  # first code point of each range and its script; a range ends where the next starts
    (0x0000, ""),
    (0x0041, "Latin"),
    (0x02B0, ""),
    (0x0370, "Greek"),
    (0x0400, "Cyrillic"),
    (0x0530, "other"),
    (0x0600, "Arabic"),
    (0x0700, "other"),
    (0x0750, "Arabic"),
    (0x0780, "other"),
    (0x08A0, "Arabic"),
    (0x0900, "Devanagari"),
    (0x0980, "other"),
    (0x1100, "Hangul"),
    (0x1200, "other"),
    (0x1E00, "Latin"),
    (0x1F00, "Greek"),
    (0x2000, ""),
    (0x3041, "Kana"),
    (0x3100, ""),
    (0x3130, "Hangul"),
    (0x3190, ""),
    (0x31F0, "Kana"),
    (0x3200, ""),
    (0x3400, "Han"),
    (0xA000, "other"),
    (0xAC00, "Hangul"),
    (0xD7B0, ""),
    (0xF900, "Han"),
    (0xFB00, ""),
    (0xFB50, "Arabic"),
    (0xFE00, ""),
    (0xFE70, "Arabic"),
    (0xFF00, ""),
    (0xFF21, "Latin"),
    (0xFF66, "Kana"),
    (0xFFA0, "Hangul"),
    (0xFFE0, ""),
    (0x10000, "other"),
    (0x20000, "Han"),
    (0x32000, ""),
)
_STARTS = [start for start, _ in _BLOCKS]


def scripts_of(text: str) -> Counter[str]:
    """Count the letters of each script."""
    return Counter(
        script
        for char in text
        if char.isalpha() and (script := _BLOCKS[bisect.bisect_right(_STARTS, ord(char)) - 1][1])
    )


@cache
def _identifier(everything: bool) -> Any:
    langid: Any = importlib.import_module("py3langid.langid")  # it has no types
    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    if not everything:
        identifier.set_languages([row[0] for row in rows("languages.tsv")])
    return identifier


def ranking(text: str, *, everything: bool = False) -> list[tuple[str, float]]:
    """Return languages with the identifier's probability, best first: those Dragoman reads, or all it knows."""
    return [(str(lang), float(p)) for lang, p in _identifier(everything).rank(text)]


def _script_of(counts: Counter[str]) -> str:
    """Return the script that decides: kana or hangul among Chinese characters outweigh them."""
    total = counts.total()
    for script in ("Kana", "Hangul"):
        if counts[script] >= 0.05 * total and counts[script] + counts["Han"] > 0.5 * total:
            return script
    return counts.most_common(1)[0][0]


def _by_letters(text: str, langs: dict[str, str]) -> str | None:
    """Return the one language whose own letters stand in the text, if there is one."""
    present = set(text.casefold())
    found = [lang for lang, letters in langs.items() if present & set(letters)]
    return found[0] if len(found) == 1 else None


def _by_identifier(sample: str, langs: dict[str, str], letters: int) -> tuple[str, float]:
    best, chance = next(iter(ranking(sample, everything=True)), (UNKNOWN, 0.0))
    if best not in langs and letters >= SHORT and chance >= FOREIGN:
        return best, chance
    ranked = [(lang, p) for lang, p in ranking(sample) if lang in langs]
    total = sum(p for _, p in ranked)
    if not ranked or total <= 0:
        return UNKNOWN, 0.0
    lang, chance = ranked[0]
    return lang, chance / total * min(1.0, (letters / SHORT) ** 0.25)


def identify(text: str) -> tuple[str, float]:
    """Return the language of a text and how far to trust it, from 0 to 1; ``und`` and 0 where nothing tells.

    A language that Dragoman does not read is named only if the text is long enough and the evidence strong.
    """
    sample = text[:SAMPLE]
    counts = scripts_of(sample)
    if not counts:
        return UNKNOWN, 0.0
    script, letters = _script_of(counts), counts.total()
    langs = {lang: own for lang, its_script, own in rows("languages.tsv") if its_script == script}
    if not langs:
        best = ranking(sample, everything=True)[0] if letters >= SHORT else (UNKNOWN, 0.0)
        return best if best[1] >= FOREIGN else (UNKNOWN, 0.0)
    if len(langs) == 1 and script != "Devanagari":
        return next(iter(langs)), min(1.0, 0.7 + 0.05 * letters)
    lang, trust = _by_identifier(sample, langs, letters)
    telling = _by_letters(sample, langs)
    if telling and (lang == telling or letters < SHORT):
        return telling, max(trust, 0.8)
    return lang, trust


@cache
def language_code(words: str) -> str | None:
    """Return the code of a language given by code (``nl``, ``nld``, ``pt-BR``, ``en_US``), or None if it is none."""
    match = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*", words.strip())
    if match is None:
        return None
    from babel import Locale
    from babel.core import get_global

    code = match.group(1).lower()
    code = str(get_global("language_aliases").get(code, code)).split("_")[0]
    return code if code != UNKNOWN and code in Locale.parse("en").languages else None
