"""What came of expectations: how far off, how firm their telling grew, on whose word, and how often that holds.

An outcome is judged as of a day, by what was published until then:

=========  ==========================================================================================
fulfilled  a like act of the same actors (turned round only where either may act) was reported done after the
           expectation was first told, in its window or as near as ``data/expectations.toml`` allows; also if it
           had been called off or given up before
withdrawn  the last word was that it will not be
lapsed     the window, and some days more, went by; without a window, a long time without a word of it
open       otherwise
=========  ==========================================================================================
"""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from dragoman.lexicon.names import names
from dragoman.lexicon.tables import languages
from dragoman.lexicon.world import world
from dragoman.world.ledger import rules

__all__ = ["Outcome", "Voice", "Window", "days_off", "hardening", "party", "same_voice", "speaker", "wilson"]

Outcome = Literal["open", "fulfilled", "lapsed", "withdrawn"]
_SHORTEST = 2  # words that a voice's name must have to be found inside a longer one
_NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Window:
    """The half-open days that ``stories`` independent reports await something in, told first on ``since``."""

    first: dt.date
    after: dt.date
    stories: int
    since: dt.date

    def __str__(self) -> str:
        last = self.after - dt.timedelta(days=1)
        return str(self.first) if last <= self.first else f"{self.first}/{last}"


@dataclass(frozen=True, slots=True)
class Voice:
    """On whose word: the chain, outermost first; ``party`` is the code of the actor concerned who says so himself.

    An empty chain is the article's own voice; ``outlet`` printed it. ``first`` and ``after`` are the half-open days it
    gave last, None where it gave none.
    """

    chain: tuple[str, ...]
    outlet: str
    party: str | None
    lang: str
    claims: int
    first: dt.date | None = None
    after: dt.date | None = None

    def __str__(self) -> str:
        return " < ".join(self.chain) or self.outlet or "the article"


def days_off(day: dt.date, first: dt.date, after: dt.date) -> int:
    """Return by how many days a day misses the window [first, after): 0 inside, negative before, positive after."""
    if day < first:
        return (day - first).days
    return max(0, (day - after).days + 1)


def hardening(path: Sequence[tuple[dt.date, str]]) -> Literal["hardened", "softened", "steady"]:
    """Say how firm the last telling is beside the first."""
    firm = rules()["firmness"]
    first, last = (firm[modality] for _, modality in (path[0], path[-1]))
    return "hardened" if last > first else "softened" if last < first else "steady"


def wilson(hits: int, trials: int, z: float = _NORMAL_95) -> tuple[float, float]:
    """Return the score interval of a share, 0..1; of no trials, the whole of it.

    Wilson (1927), "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22, 209-212. It takes the trials for independent and equally likely.
    """
    if trials == 0:
        return 0.0, 1.0
    share, square = hits / trials, z * z / trials
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * math.sqrt(share * (1 - share) / trials + square / (4 * trials))
    return max(0.0, middle - half), min(1.0, middle + half)


def speaker(words: str, lang: str) -> str:
    """Return the code of the actor that speaks in a link of a chain of attribution; else its words."""
    return next(iter(_named(words, lang)), words)


def party(chain: Iterable[str], lang: str, codes: Iterable[str]) -> str | None:
    """Return which of the actors speaks in a chain of attribution; None where none of them does."""
    actors = frozenset(codes)
    return next((code for words in chain for code in _named(words, lang) if code in actors), None)


@cache
def _named(words: str, lang: str) -> tuple[str, ...]:
    """Return the codes of the actors that the words name: of countries, organisations, and persons' countries."""
    if lang not in languages() or not _press().isdisjoint(_plain(words).split()):
        return ()
    known, tokens = names(lang), words.split()
    found = []
    for at, token in enumerate(tokens):
        for name in known.find(token):
            if tuple(tokens[at : at + len(name.tokens)]) == name.tokens:
                found.append(_code(name.entity))
                break
    return tuple(found)


@cache
def _press() -> frozenset[str]:
    return frozenset(rules()["press"]["words"])


def _code(entity: str) -> str:
    person = world().persons.get(entity)
    return entity if person is None else person.country


def same_voice(voices: Iterable[str]) -> dict[str, str]:
    """Return one name for each voice: the shortest that stands, as whole words, in the longer ones.

    "newspaper The Wall Street Journal" and "The Wall Street Journal" are one voice where both occur.
    """
    given = sorted(set(voices), key=lambda voice: (len(voice.split()), voice))
    spelled = {voice: tuple(_plain(voice).split()) for voice in given}
    chosen: dict[tuple[str, ...], str] = {}
    found = {}
    for voice in given:
        words = spelled[voice]
        spans = (words[a:b] for a in range(len(words)) for b in range(a + _SHORTEST, len(words) + 1))
        name = chosen.get(words) or next((chosen[span] for span in spans if span in chosen), None)
        found[voice] = chosen.setdefault(words, voice) if name is None else name
    return found


def _plain(words: str) -> str:
    kept = (c if c.isalnum() else " " for c in unicodedata.normalize("NFKC", words).casefold())
    return "".join(kept)
