"""What stands around one word of a sentence: coordinated words, possessors, marked phrases, and its row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.coding.patterns import case_of, keys, matches
from dragoman.lexicon.language import Cue, Language, Predicate
from dragoman.reading.types import Sentence, Word

__all__ = ["OBLIQUE", "VERBAL", "Phrases"]

VERBAL = {"VERB", "AUX"}
OBLIQUE = {"obl", "nmod", "advmod", "iobj", "obj", "dep", "orphan", "appos", "acl", "advcl", "xcomp"}
_POSSESSOR = {"nmod", "amod", "compound", "det", "flat", "appos"}


@dataclass(frozen=True)
class Phrases:
    """Finds the phrases that hang on a word of one sentence."""

    sentence: Sentence
    lang: Language

    def passive(self, verb: Word) -> bool:
        below = {d.deprel for d in self.sentence.dependents(verb)}
        if below & {"nsubj:pass", "aux:pass", "csubj:pass"}:
            return True
        if verb.feats.get("VerbForm") == "Part" and "nsubj" in below and not any(d.startswith("aux") for d in below):
            return False  # a past tense that the reader takes for a participle: "Ghana called on Mali"
        return verb.feats.get("Voice") == "Pass" and not any(d.split(":")[0] == "obj" for d in below)

    def coordinated(self, head: Word) -> Iterator[Word]:
        yield head
        for below in self.sentence.dependents(head):
            if below.relation == "conj" and below.upos not in ("VERB", "AUX"):
                yield from self.coordinated(below)
            elif below.relation in ("flat", "appos"):  # the parser hangs "and B" on the last name of A
                yield from (w for w in self.coordinated(below) if w.index != below.index)

    def _recipients(self, verb: Word) -> list[Word]:
        """Indirect objects, also where the treebank calls them bare oblique arguments or second subjects."""
        below = list(self.sentence.dependents(verb))
        found = [d for d in below if d.relation == "iobj" or (d.deprel == "obl:arg" and not case_of(self.sentence, d))]
        if found or self.passive(verb) or not any(d.relation == "xcomp" for d in below):
            return found
        return [d for d in below if d.relation == "nsubj"][1:]

    def _may_act(self, word: Word) -> bool:
        """Whether an object may be the one who then acts: a name, a pronoun, a word for people ("urge **X** to")."""
        if word.upos == "PRON":
            return self.lang.grammar.pronoun(word.form.casefold()) != "reflexive"
        return word.upos == "PROPN" or word.lemma.casefold() in self.lang.roles or self.owned(word)

    def _may_own(self, word: Word) -> bool:
        """Whether what stands with an event noun may be who does it: not "**phone** call", "**drone** attack"."""
        return word.relation != "amod" and (word.relation != "compound" or self._may_act(word))

    def owned(self, word: Word) -> bool:
        return any(d.relation == "amod" and d.form[:1].isupper() for d in self.sentence.dependents(word))

    def _cues(self, word: Word) -> Iterator[tuple[Cue, tuple[Word, ...]]]:
        return matches(self.sentence, word, self.lang.cues, self.lang.times)

    def _row(self, word: Word) -> tuple[Predicate, tuple[Word, ...]] | None:
        return next(matches(self.sentence, word, self.lang.predicates, self.lang.times), None)

    def type_of(self, word: Word) -> str:
        best = self._row(word)
        return "" if best is None else best[0].type

    def _possessors(self, noun: Word) -> list[Word]:
        found = []
        for d in self.sentence.dependents(noun):
            if d.relation not in _POSSESSOR or (d.relation == "det" and not _possessive(d)):
                continue
            genitive = d.feats.get("Case", "Gen") == "Gen" or d.relation != "nmod"
            if genitive and case_of(self.sentence, d) in ("", *self.lang.grammar.possessive):
                found.append(d)
        return found

    def _beside_subject(self, verb: Word) -> list[Word]:
        """An object that the parser hung on the subject: two bare names side by side behind the verb."""
        subjects = [d for d in self.sentence.dependents(verb) if d.relation == "nsubj" and d.upos == "PROPN"]
        return [
            d
            for name in subjects
            for d in self.sentence.dependents(name)
            if d.deprel == "nmod"
            and d.upos == "PROPN"
            and name.index - 1 == verb.index == d.index - 2
            and not case_of(self.sentence, d)
        ]

    def _marked(self, verb: Word, filled: tuple[Word, ...], *markers: str) -> list[Word]:
        """Dependents of the predicate or of its required words that carry an adposition."""
        found = []
        for governor in (verb, *filled, *self._light_objects(verb, filled)):
            for d in self.sentence.dependents(governor):
                taken = d in filled and d.upos != "PROPN" and d.lemma.casefold() not in self.lang.roles
                if d.relation in OBLIQUE and case_of(self.sentence, d) in markers and not taken:
                    found.append(d)
        if not found and verb.upos in ("NOUN", "PROPN"):
            found = self._stacked(verb, markers) or self.beside(verb, markers)
        return found

    def _stacked(self, noun: Word, markers: tuple[str, ...]) -> list[Word]:
        """For a noun: a phrase that the parser attached to the one before it ("operation of A in B")."""
        return [
            d
            for first in self.sentence.dependents(noun)
            if first.relation == "nmod"
            for d in self.sentence.dependents(first)
            if d.relation == "nmod" and case_of(self.sentence, d) in markers
        ]

    def _light_objects(self, verb: Word, filled: tuple[Word, ...]) -> list[Word]:
        if verb.upos not in ("VERB", "AUX"):
            return []
        return [
            d
            for d in self.sentence.dependents(verb)
            if d.relation in ("obj", "xcomp") and d not in filled and d.upos == "NOUN"
        ]

    def beside(self, noun: Word, markers: tuple[str, ...]) -> list[Word]:
        """For a noun: a phrase that the parser attached to the verb although it stands right behind the noun."""
        above = self.sentence.head_of(noun)
        if above is None or above.upos not in ("VERB", "AUX") or noun.relation not in ("obj", "obl", "nsubj"):
            return []
        return [
            d
            for d in self.sentence.dependents(above)
            if d.relation == "obl" and d.index > noun.index and case_of(self.sentence, d) in markers
        ]

    def keys(self, word: Word) -> list[str]:
        return keys(self.sentence, word)


def _possessive(determiner: Word) -> bool:
    """Whether a determiner says whose ("their visit") and not merely which."""
    return (
        determiner.deprel == "det:poss" or determiner.upos in ("PRON", "PROPN") or determiner.feats.get("Poss") == "Yes"
    )
