"""The cue words of a sentence: negation, modality, reporting, conditions (docs/lexicon.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.coding.patterns import matches
from dragoman.lexicon.language import Cue, Language
from dragoman.reading.types import Sentence, Word

__all__ = ["CueFinder"]


@dataclass(frozen=True)
class CueFinder:
    """Finds the cues that a word of one sentence is."""

    sentence: Sentence
    lang: Language

    def hits(self, word: Word) -> Iterator[tuple[Cue, tuple[Word, ...]]]:
        """Yield the most specific cue that fits, with the words it took; several where it has several classes."""
        best = None
        for cue, filled in matches(self.sentence, word, self.lang.cues, self.lang.times):
            if best is None:
                best = cue.pattern
            if cue.pattern == best:
                yield cue, filled

    def of(self, word: Word) -> Iterator[Cue]:
        return (cue for cue, _ in self.hits(word))

    def has(self, word: Word, *kinds: str) -> bool:
        return any(cue.kind in kinds for cue in self.of(word))

    def opens_condition(self, clause: Word) -> bool:
        """Whether a clause carries a mark such as "if" or "once"."""
        marks = (d for d in self.sentence.dependents(clause) if d.relation == "mark")
        return any(self.has(mark, "once", "conditional") for mark in marks)

    def speech(self) -> list[Word]:
        """Return the words of the sentence that report speech."""
        return [w for w in self.sentence.words if w.upos != "PUNCT" and self.has(w, "say")]
