"""On whose word: reporting verbs, "according to", and the sources that a reporter cites."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.coding.arguments import Arguments
from dragoman.coding.cues import CueFinder
from dragoman.reading.types import Word

__all__ = ["Attributions", "Said"]

#: The verb or marker that attributes, and the heads of the phrases that name who says so.
Said = tuple[Word, list[Word]]
#: What a reporting verb governs; adjuncts ("during a meeting", "arriving in Moscow") are the article's own.
_REPORTED = ("ccomp", "xcomp", "parataxis", "obj", "acl", "csubj")
_CITES = ("advcl", "obl", "xcomp", "ccomp", "parataxis", "acl")


@dataclass(frozen=True)
class Attributions:
    """Finds who says so around one word of a sentence; each method gives what is found, innermost first."""

    arguments: Arguments
    cues: CueFinder

    def marked(self, word: Word) -> list[Said]:
        """ "according to X", "in the words of X"."""
        sentence = self.arguments.sentence
        case = next((d for d in sentence.dependents(word) if d.relation == "case"), None)
        if case is not None and self.cues.has(case, "source"):
            return [(case, [word])]
        if word.upos == "NOUN" and self.cues.has(word, "source"):
            return [(word, self.arguments.slot("poss", word, ()))]
        return []

    def beside(self, word: Word) -> list[Said]:
        """A reporting verb that hangs beside what it reports: "…, Putin said"."""
        sentence = self.arguments.sentence
        found: list[Said] = []
        for below in sentence.dependents(word):
            if below.relation != "parataxis" or below.upos not in ("VERB", "AUX"):
                continue
            if any(d.relation in ("ccomp", "xcomp", "obj") for d in sentence.dependents(below)):
                continue
            if self.cues.has(below, "say"):
                found += [*self.cited(below), (below, self.arguments.subject(below))]
        return found

    def above(self, word: Word, governor: Word, hung: bool = False) -> list[Said]:
        """A reporting verb that governs a word.

        ``hung`` says that the way up passed a clause that hangs on a noun: where the verb has no clause of
        its own, that one is its clause ("reported on the authority of insiders **that** …").
        """
        adjunct = word.relation == "obl" and hung and not self._has_clause(governor)
        if (word.relation not in _REPORTED and not adjunct) or not self.cues.has(governor, "say", "denial"):
            return []
        if word.relation == "obj" and governor.upos not in ("VERB", "AUX"):
            return []
        return [*self.cited(governor), (governor, self.arguments.subject(governor))]

    def _has_clause(self, verb: Word) -> bool:
        return any(d.relation in ("ccomp", "parataxis") for d in self.arguments.sentence.dependents(verb))

    def cited(self, verb: Word) -> list[Said]:
        """ "reported, **citing officials**": whom the reporter has it from stands inside his word."""
        sentence = self.arguments.sentence
        found: list[Said] = []
        for below in sentence.dependents(verb):
            if below.relation not in _CITES or not self.cues.has(below, "source"):
                continue
            if below.upos == "VERB":
                found.append((below, self.arguments.object(below)))
            elif below.upos == "NOUN":  # "on the authority of insiders"
                own = [d for d in sentence.dependents(below) if d.relation == "nmod"]
                found.append((below, own or self.arguments.beside(below, tuple(self.arguments.lang.grammar.of))))
        return found
