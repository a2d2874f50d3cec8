"""Who fills a predicate's slots: argument finding over the parse, as the lexicon's frames ask.

The slots are described in docs/lexicon.md. Passives, relative clauses, control, coordination and
nominalisations are undone here, so that a frame says only "who does it" and "to whom".
"""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.coding.patterns import case_of, matches
from dragoman.coding.phrases import OBLIQUE, VERBAL, Phrases
from dragoman.reading.types import Word

__all__ = ["Arguments"]

#: Classes of cues that a verbal noun may stand under as their clause.
_CONTROLS = {"negation", "refusal", "failure", "denial", "expected", "possible", "wish", "attempt", "actual", "say"}
#: Classes of cues whose noun has a clause: "the plan to visit", "the possibility that …".
_CLAUSE_NOUNS = {"expected", "possible", "wish", "attempt", "refusal", "failure"}
#: Acts that are put to somebody, who is then the one to do what is asked, or the one who did it.
_PUT_TO = {"REQUEST", "ACCUSE"}
#: Acts that say what oneself will do: "threatened **B** to attack" is no attack by B.
_OWN_ACTS = {"THREATEN", "AGREE", "REJECT"}


@dataclass(frozen=True)
class Arguments(Phrases):
    """Finds argument heads of predicates in one sentence."""

    def slot(self, name: str, verb: Word, filled: tuple[Word, ...]) -> list[Word]:
        """Return the heads of the phrases in a slot, coordinated ones included."""
        if name == "subj":
            found = self.subject(verb, filled=filled)
        elif name == "obj":
            found = self.object(verb, filled)
        elif name == "iobj":
            found = self._recipients(verb)
        elif name.startswith("@"):
            found = self._marked(verb, filled, name[1:].replace("_", " ").casefold())
        elif name == "poss":
            found = [d for w in (verb, *filled) for d in self._possessors(w)]
            if self.controller(verb) is not None:  # its possessor is its object
                found = [d for d in found if d.relation == "amod"]
        elif name.startswith("Case="):
            found = [
                d
                for w in (verb, *filled)
                for d in self.sentence.dependents(w)
                if d.feats.get("Case") == name[5:] and d.relation in OBLIQUE and not case_of(self.sentence, d)
            ]
        elif name == "comp.subj":
            found = [s for clause in self.complements(verb) for s in self._own_subject(clause)]
        else:
            found = []
        return [w for head in found for w in self.coordinated(head)]

    def complements(self, verb: Word) -> list[Word]:
        """The heads of the clauses a predicate governs."""
        below = list(self.sentence.dependents(verb))
        clauses = [d for d in below if d.relation in ("xcomp", "ccomp", "advcl", "acl", "csubj")]
        if not clauses:  # of the noun that a light verb has: "give an order to"
            best = self._row(verb)
            nouns = [w for w in best[1] if w.upos == "NOUN" and w.head == verb.index] if best is not None else []
            clauses = [c for noun in nouns for c in self.sentence.dependents(noun) if self.clause_of_noun(c, noun)]
        return clauses + [d for d in below if d not in clauses and self.controller(d) is not None]

    def _own_subject(self, verb: Word) -> list[Word]:
        subjects = [d for d in self.sentence.dependents(verb) if d.relation == "nsubj" and d.deprel != "nsubj:pass"]
        if not self.passive(verb):
            return subjects[:1] or self._mistaken_subject(verb)
        agents = [d for d in self.sentence.dependents(verb) if d.deprel == "obl:agent"]
        return agents or [
            d
            for d in self.sentence.dependents(verb)
            if d.relation in ("obl", "nmod") and case_of(self.sentence, d) in self.lang.grammar.agent
        ]

    def _mistaken_subject(self, verb: Word) -> list[Word]:
        """A reflexive verb takes no object: a pronoun that the parser calls one is its subject ("het zich")."""
        below = list(self.sentence.dependents(verb))
        reflexive = any(self.lang.grammar.pronoun(d.form.casefold()) == "reflexive" for d in below)
        personal = ("person", "thing", "plural")
        return [
            d
            for d in below
            if reflexive and d.relation == "obj" and self.lang.grammar.pronoun(d.form.casefold()) in personal
        ]

    # -- subjects ----------------------------------------------------------------------------------

    def subject(self, verb: Word, depth: int = 6, filled: tuple[Word, ...] = ()) -> list[Word]:
        """Who does it: the subject, the passive agent, or whoever a governing clause supplies."""
        if verb.upos in ("NOUN", "PROPN") and "VerbForm" not in verb.feats:
            return self._noun_subject(verb, depth, filled)
        own = self._own_subject(verb)
        if own or self.passive(verb) or depth == 0:
            return own
        return self._of_chain(verb) or self._inherited(verb, depth)

    def _of_chain(self, verb: Word) -> list[Word]:
        """The subject that the first clause of a chain names: "A visited X, met B" with A in the first clause."""
        if not self.lang.grammar.chained:
            return []
        for clause in self.sentence.dependents(verb):
            if self.chained(clause):
                found = self._own_subject(clause) or self._of_chain(clause)
                if found:
                    return found
        return []

    def chained(self, clause: Word) -> bool:
        """Whether a clause only stands before another in a chain, and shares its subject and its mood."""
        above = self.sentence.head_of(clause)
        return (
            self.lang.grammar.chained
            and above is not None
            and clause.index < above.index
            and clause.upos in VERBAL
            and above.upos in VERBAL
            and clause.relation in ("advcl", "acl", "conj")
            and not any(d.relation in ("mark", "case", "cc") for d in self.sentence.dependents(clause))
        )

    def _inherited(self, verb: Word, depth: int) -> list[Word]:
        above = self.sentence.head_of(verb)
        if above is None:
            return []
        if verb.relation == "conj":
            return self.subject(above, depth - 1) if not self.passive(above) else self._surface_subject(above, depth)
        if verb.relation == "xcomp" and above.upos not in ("NOUN", "PROPN"):
            controllers = [d for d in self.object(above) or self._recipients(above) if self._may_act(d)]
            if self.type_of(above) in _OWN_ACTS:
                return self._own_subject(above) or self.subject(above, depth - 1)
            return controllers or self._addressee(above, verb) or self._surface_subject(above, depth)
        if self.clause_of_noun(verb, above):
            found = self._around(above, verb, depth)
            if found:
                return found
        if verb.relation in ("advcl", "acl") and above.upos in ("NOUN", "PROPN", "PRON"):
            participle = verb.relation == "acl" and verb.feats.get("VerbForm") != "Inf"
            if verb.deprel == "acl:relcl" or (participle and above.relation not in ("obj", "obl")):
                return [above]
            return self._noun_subject(above, depth - 1) or [above]
        dropped = self.lang.grammar.prodrop and verb.relation == "ccomp"
        if verb.relation in ("advcl", "ccomp", "obl", "parataxis") and (dropped or not self._marked_finite(verb)):
            asked = self._asked(above, verb) if verb.relation in ("ccomp", "advcl") else []
            return asked or self._surface_subject(above, depth)
        if above.upos in ("VERB", "AUX") and verb.relation in ("dep", "aux"):
            return self._surface_subject(above, depth)
        return []

    def clause_of_noun(self, verb: Word, noun: Word) -> bool:
        """Whether a verb is the clause of a noun such as plan, hope or possibility, and not said of it."""
        if noun.upos != "NOUN" or verb.deprel == "acl:relcl" or verb.relation not in ("acl", "xcomp", "ccomp", "nmod"):
            return False
        if verb.feats.get("VerbForm", "Inf") not in ("Inf", "Vnoun"):
            return False
        return any(cue.kind in _CLAUSE_NOUNS for cue, _ in self._cues(noun))

    def _around(self, noun: Word, clause: Word, depth: int) -> list[Word]:
        """Who has the plan, or of whom it is possible: the noun's owner, else who stands with it in its clause."""
        owners = [d for d in self._possessors(noun) if d.index != clause.index and self._may_act(d)]
        above = self.sentence.head_of(noun)
        if owners or above is None or above.upos not in (*VERBAL, "ADJ") or depth == 0:
            return owners
        asked = self._asked(above, clause)
        if asked:
            return asked
        subjects = [d for d in self._surface_subject(above, depth) if d.index != noun.index]
        subjects += [d for d in self.sentence.dependents(above) if d.relation == "nsubj" and d.index != noun.index]
        return subjects[:1] or [
            d
            for d in self.sentence.dependents(above)
            if d.relation == "obl" and case_of(self.sentence, d) in self.lang.grammar.agent
        ]

    def _addressee(self, verb: Word, clause: Word) -> list[Word]:
        """Whom a wish is put to, by an adposition: "called **on Russia** to withdraw"."""
        cue = next(self._cues(verb), None)
        if cue is None or cue[0].kind != "wish":
            return []
        between = range(verb.index, clause.index)
        return [d for d in self.sentence.dependents(verb) if d.relation == "obl" and d.index in between][:1]

    def _asked(self, verb: Word, below: Word) -> list[Word]:
        """Who is asked or accused: the one who is to do, or is said to have done, what ``below`` names."""
        best = self._row(verb)
        if best is None or best[0].type not in _PUT_TO:
            return []
        inside = {w.index for w in self.sentence.subtree(below)}
        for slot in best[0].target:
            if slot in ("obj", "iobj") or slot[0] == "@" or slot.startswith("Case="):
                found = [d for d in self.slot(slot, verb, best[1]) if d.index not in inside]
                found = [d for d in found if slot != "obj" or self._may_act(d)]  # it may be what is asked for
                if found:
                    return found
        return []

    def _marked_finite(self, verb: Word) -> bool:
        finite = verb.feats.get("VerbForm") == "Fin" or any(
            d.relation in ("aux", "cop") and d.feats.get("VerbForm") == "Fin" for d in self.sentence.dependents(verb)
        )
        return finite and verb.relation in ("ccomp", "advcl", "parataxis")

    def _surface_subject(self, verb: Word, depth: int) -> list[Word]:
        """The grammatical subject, whatever the voice: the one that controls infinitives and participles."""
        subjects = [d for d in self.sentence.dependents(verb) if d.relation in ("nsubj", "csubj")]
        return subjects or (self.subject(verb, depth - 1) if depth else [])

    def controller(self, noun: Word) -> Word | None:
        """The verb of wanting, refusing, promising … whose clause a verbal noun is: "refuse the **sending** of"."""
        if not self.lang.grammar.verbal_nouns or noun.upos != "NOUN" or noun.relation not in ("obj", "obl", "xcomp"):
            return None
        above = self.sentence.head_of(noun)
        if above is None or above.upos != "VERB":
            return None
        found = matches(self.sentence, above, self.lang.cues, self.lang.times)
        return above if any(cue.kind in _CONTROLS for cue, _ in found) else None

    def _noun_subject(self, noun: Word, depth: int, filled: tuple[Word, ...] = ()) -> list[Word]:
        """For an event noun: its possessor, else the subject of the clause it stands in."""
        verb = self.controller(noun)
        if verb is not None and depth:
            return self._controlling(verb, noun, depth)
        own = [d for d in self.sentence.dependents(noun) if d.relation == "nsubj"]
        own = own or [d for d in self._possessors(noun) if d not in filled and self._may_own(d)]
        above = self.sentence.head_of(noun)
        if not own and above is not None and case_of(self.sentence, noun) in self.lang.grammar.matter:
            own = self._asked(above, noun) if above.upos == "VERB" else []
        direct = noun.relation in ("obj", "obl") and above is not None and above.upos == "VERB"
        if own or depth == 0 or (self.lang.grammar.verbal_nouns and direct):  # under other verbs the act is another's
            return own
        at = noun
        for _ in range(3):
            above = self.sentence.head_of(at)
            if above is None or at.relation in ("nsubj", "acl", "appos", "ccomp", "advcl", "parataxis"):
                return []
            if above.upos in ("VERB", "AUX"):
                return [w for w in self.subject(above, depth - 1) if w.index != noun.index]
            at = above
        return []

    def _controlling(self, verb: Word, noun: Word, depth: int) -> list[Word]:
        """Who would do what a governed noun names: whom the wish is put to, else the verb's own subject."""
        cue = next(matches(self.sentence, verb, self.lang.cues, self.lang.times), None)
        if cue is not None and cue[0].kind in ("wish", "say"):
            asked = [d for d in self.object(verb) if d.index != noun.index and self._may_act(d)]
            if asked:
                return asked
        return self.subject(verb, depth - 1)

    # -- objects -----------------------------------------------------------------------------------

    def object(self, verb: Word, filled: tuple[Word, ...] = ()) -> list[Word]:
        """Whom it is done to: the object, the passive subject, or what a participle modifies."""
        if self.passive(verb):
            own = [d for d in self.sentence.dependents(verb) if d.relation == "nsubj"]
            return own or self._modified(verb)
        objects = [d for d in self.sentence.dependents(verb) if d.relation == "obj"]
        if not objects and verb.upos in ("NOUN", "PROPN"):
            marked = self._marked(verb, (), *self.lang.grammar.of)
            if marked or self.controller(verb) is None:
                return marked
            return [d for d in self._possessors(verb) if d.relation != "amod"]
        # A second "subject" of an active verb is an object that the parser mistook.
        second = [d for d in self.sentence.dependents(verb) if d.relation == "nsubj"][1:]
        own = [d for d in objects if d not in filled]
        return own or second or self._recipients(verb) or self._beside_subject(verb) or objects

    def _modified(self, verb: Word) -> list[Word]:
        above = self.sentence.head_of(verb)
        if above is None:
            return []
        if verb.relation in ("acl", "amod") and above.upos in ("NOUN", "PROPN", "PRON"):
            return [above]
        if verb.relation in ("conj", "xcomp", "advcl"):
            return [d for d in self.sentence.dependents(above) if d.relation == "nsubj"]
        return []
