"""On what an act depends: the clauses that "if", "once" and "as soon as" open.

The parser often hangs such a clause on the wrong word, so the opening word is looked for in the
sentence, its clause's verb behind it, and the verb that it conditions is the nearest one before it
(or, where the clause opens the sentence, the first one after it).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.coding.patterns import match
from dragoman.lexicon.language import Language
from dragoman.reading.types import Sentence, Word
from dragoman.records import Span

__all__ = ["Condition", "conditions"]

_OPENING = {"SCONJ", "ADP", "ADV", "CCONJ", "PART"}
_VERBAL = {"VERB", "AUX"}


@dataclass(frozen=True, slots=True)
class Condition:
    """A clause that a word opens; ``kind`` is ``once`` or ``conditional``, ``verb`` what it conditions."""

    kind: str
    span: Span
    opening: Span
    inside: frozenset[int]
    verb: int


def conditions(sentence: Sentence, lang: Language) -> tuple[Condition, ...]:
    """Return the conditions of a sentence, in text order."""
    return tuple(_find(sentence, lang))


def _find(sentence: Sentence, lang: Language) -> Iterator[Condition]:
    words = sentence.words
    for word in words:
        kind = _opens(sentence, word, lang)
        if kind is None:
            continue
        first = words[word.index - kind[1] + 1]
        if first.index and words[first.index - 1].head == first.index and words[first.index - 1].upos in _OPENING:
            first = words[first.index - 1]  # the first "as" of "as soon as"
        verb = _verb_behind(sentence, word)
        if verb is None:
            continue
        inside = {w.index for w in sentence.subtree(verb) if w.index >= first.index}
        inside |= set(range(first.index, verb.index + 1))
        last = max(inside)
        while words[last].upos == "PUNCT" and last > verb.index:
            last -= 1
        governor = _governor(sentence, first, verb, inside)
        if governor is None:
            continue
        yield Condition(
            kind[0], Span(first.start, words[last].end), Span(first.start, word.end), frozenset(inside), governor.index
        )


def _opens(sentence: Sentence, word: Word, lang: Language) -> tuple[str, int] | None:
    """The kind of clause that a word opens and how many words open it, whatever tag the parser gave it."""
    if word.upos not in _OPENING:
        return None
    for cue in lang.cues.get(word.form.casefold(), ()):
        # "as" and "if" are one word in many languages: as a condition it must mark a clause.
        marks = word.relation == "mark" or cue.kind == "once" or len(cue.pattern.head) > 1
        fits = cue.kind in ("once", "conditional") and cue.pos in ("SCONJ", "ADV", "ADP") and marks
        if fits and match(sentence, word, cue.pattern, lang.times) is not None:
            return cue.kind, len(cue.pattern.head)
    return None


def _verb_behind(sentence: Sentence, word: Word) -> Word | None:
    """The verb of the clause that a word opens: the one it hangs on, else the next one."""
    at = sentence.head_of(word)
    for _ in range(3):
        if at is None:
            break
        if at.index > word.index and (at.upos in _VERBAL or word.relation == "mark"):
            return at
        at = sentence.head_of(at)
    behind = (w for w in sentence.words[word.index + 1 :] if w.upos == "VERB")
    return next(behind, None)


def _governor(sentence: Sentence, first: Word, verb: Word, inside: set[int]) -> Word | None:
    above = sentence.head_of(verb)
    if verb.relation == "advcl" and above is not None and above.index not in inside and above.upos in _VERBAL:
        return above
    before = [w for w in sentence.words[: first.index] if w.upos == "VERB"]
    if before:
        return before[-1]
    return next((w for w in sentence.words if w.index not in inside and w.upos == "VERB"), None)
