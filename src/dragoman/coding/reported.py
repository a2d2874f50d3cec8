"""Indirect speech: the words of a clause that a reporting verb or noun governs, or that it hangs beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.coding.cues import CueFinder
from dragoman.reading.types import Sentence, Word

__all__ = ["ReportedClauses"]

_PREDICATES = ("VERB", "AUX", "ADJ", "NOUN")
_UNDER_NOUN = ("ccomp", "acl", "xcomp", "parataxis")
_BESIDE = ("advcl", "acl", "obl", "ccomp")
_OPENS = ("mark", "cc", "case", "fixed")


@dataclass(frozen=True)
class ReportedClauses:
    """Finds what the reporting words of one sentence report."""

    sentence: Sentence
    cues: CueFinder

    def of(self, cue: Word) -> list[list[Word]]:
        """Return the reported words in runs, without "that"; two where the cue stands amid them, none where none."""
        if self._denied(cue):
            return []
        clause = next(self._below(cue), None)
        if clause is not None:
            words = [w for w in self.sentence.subtree(clause) if w.index != cue.index]
            return [run] if len(run := self._trimmed(words, clause)) > 1 else []
        above = self.sentence.head_of(cue)
        if cue.relation != "parataxis" or above is None or above.upos not in (*_PREDICATES, "PROPN", "PRON"):
            return []
        own = {w.index for w in self.sentence.subtree(cue)}
        words = [w for w in self.sentence.subtree(above) if w.index not in own]
        runs = [[w for w in words if w.index < min(own)], [w for w in words if w.index > max(own)]]
        if above.index > max(own) and len(runs[0]) < 2:
            runs = runs[1:]
        elif above.index < min(own):
            runs = runs[:1]
        trimmed = [self._trimmed(run, above) for run in runs]
        return [run for run in trimmed if run] if sum(map(len, trimmed)) > 2 else []

    def _denied(self, cue: Word) -> bool:
        """ "did not say that" reports nothing."""
        return any(self.cues.has(d, "negation") for d in self.sentence.dependents(cue) if d.relation != "ccomp")

    def _below(self, cue: Word) -> Iterator[Word]:
        """The clauses that a cue governs, by itself or through the words it took ("let it be **known** that")."""
        taken = next((filled for _, filled in self.cues.hits(cue)), ())
        for word in (cue, *taken):
            for below in self.sentence.dependents(word):
                if below.upos in (*_PREDICATES, "PROPN") and self._reported(cue, below):
                    yield below

    def _reported(self, cue: Word, clause: Word) -> bool:
        if clause.relation in _BESIDE and self._quotative(cue, clause):
            return True
        if cue.upos != "NOUN":
            return clause.relation == "ccomp"
        opened = any(d.relation == "mark" and d.upos == "SCONJ" for d in self.sentence.dependents(clause))
        return clause.relation in _UNDER_NOUN and clause.index > cue.index and opened

    def _quotative(self, cue: Word, clause: Word) -> bool:
        """A clause before the cue that a quotative closes: a particle, or an ending of its verb."""
        closers = self.cues.lang.grammar.quotative
        if not closers or clause.index > cue.index or clause.upos not in ("VERB", "ADJ", "AUX", "NOUN"):
            return False
        below = [d.relation for d in self.sentence.dependents(clause)]
        if clause.upos == "NOUN" and not {"cop", "aux", "nsubj"} & set(below):
            return False
        if any(d.index > clause.index and d.form.casefold() in closers for d in self.sentence.dependents(clause)):
            return True
        return clause.form.casefold().endswith(tuple(closers))

    def _trimmed(self, words: list[Word], clause: Word) -> list[Word]:
        """Without punctuation at the edges, without what joins the clause to the rest."""
        while words and self._joins(words[0], clause, first=True):
            words = words[1:]
        while words and self._joins(words[-1], clause, first=False):
            words = words[:-1]
        return words

    def _joins(self, word: Word, clause: Word, *, first: bool) -> bool:
        if word.upos == "PUNCT":
            return True
        if word.relation not in _OPENS:
            return False
        if not first:
            return word.head == clause.index and word.relation in ("case", "mark") and word.index > clause.index
        particle = (
            word.upos in ("SCONJ", "ADP", "CCONJ", "PART") and word.relation != "case"
        ) or word.head == clause.index
        return particle and not self.cues.has(word, "conditional", "question", "once", "negation")
