"""One story in many papers: exact copies, and copies cut, re-headlined, shortened, re-labelled or lightly edited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from random import Random

from evals.synthetic.articles import Printed, Sentence, Story, prefix, title
from evals.synthetic.phrases import Tongue, tongue

__all__ = ["KINDS", "copy"]

_FEWEST = 3  # sentences of a copy

_Change = Callable[[Random, Printed, Story, Tongue], Printed | None]


def _exact(_rng: Random, printed: Printed, _story: Story, _words: Tongue) -> Printed:
    return printed


def _cut(rng: Random, printed: Printed, _story: Story, _words: Tongue) -> Printed | None:
    """Keep the beginning."""
    count = len(printed.sentences)
    if count <= _FEWEST:
        return None
    return replace(printed, sentences=printed.sentences[: rng.randint(max(_FEWEST, count // 2), count - 1)])


def _headline(rng: Random, printed: Printed, story: Story, words: Tongue) -> Printed:
    return replace(printed, title=title(rng, words, story, "RETITLE"))


def _dropped(rng: Random, printed: Printed, _story: Story, _words: Tongue) -> Printed | None:
    """Leave out one sentence, not the lead."""
    count = len(printed.sentences)
    if count <= _FEWEST:
        return None
    out = rng.randrange(1, count)
    breaks = frozenset(n if n <= out else n - 1 for n in printed.breaks)
    return replace(printed, sentences=printed.sentences[:out] + printed.sentences[out + 1 :], breaks=breaks)


def _prefix(rng: Random, printed: Printed, story: Story, words: Tongue) -> Printed | None:
    for _ in range(8):
        new = prefix(rng, words, story)
        if new != printed.prefix:
            return replace(printed, prefix=new)
    return None


def _edited(_rng: Random, printed: Printed, _story: Story, words: Tongue) -> Printed | None:
    """Replace some words by others that say the same."""
    sentences = tuple(Sentence(_reworded(s.text, words), s.tells) for s in printed.sentences)
    return replace(printed, sentences=sentences) if sentences != printed.sentences else None


def _reworded(text: str, words: Tongue) -> str:
    padded = f" {text} "
    for old, new in words.edits:
        padded = padded.replace(f" {old} ", f" {new} ")
    return padded[1:-1]


_CHANGES: dict[str, _Change] = {
    "exact": _exact,
    "cut": _cut,
    "headline": _headline,
    "dropped": _dropped,
    "prefix": _prefix,
    "edited": _edited,
}
KINDS = tuple(_CHANGES)


def copy(rng: Random, kind: str, printed: Printed, story: Story) -> Printed | None:
    """Return the story as another paper prints it, the day after at the latest; None where the kind cannot be."""
    words = tongue(printed.lang)
    made = _CHANGES[kind](rng, printed, story, words)
    if made is None:
        return None
    others = [outlet for outlet in words.outlets if outlet != printed.outlet]
    return replace(made, outlet=rng.choice(others), day=printed.day + dt.timedelta(days=0))
