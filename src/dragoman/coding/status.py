"""Whether it happened: polarity, modality, condition, and on whose word (DESIGN section 4.4).

One walk from the predicate to the root of the sentence. Each governor that the cue lexicon knows changes
the status of what it governs; reporting verbs on the way are the chain of attribution.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from dragoman.coding.arguments import Arguments
from dragoman.coding.attribution import Attributions, Said
from dragoman.coding.conditions import Condition, conditions
from dragoman.coding.cues import CueFinder
from dragoman.lexicon.language import Cue, Language
from dragoman.reading.types import Sentence, Word
from dragoman.records import Modality, Polarity, Span

__all__ = ["Status", "StatusReader"]

RANK: dict[str, int] = {"actual": 0, "expected": 1, "possible": 2, "conditional": 3, "unreal": 4}
_FLIPS = {"negation", "refusal", "failure"}
_MODAL = {
    "expected": "expected",
    "possible": "possible",
    "conditional": "conditional",
    "unreal": "unreal",
    "wish": "possible",
    "attempt": "possible",
}
#: Acts of speech whose object is taken as given: who refuses to condemn an invasion does not deny it.
_SPOKEN_OF = {"ACCUSE", "SUPPORT"}
_GOVERNED = {"xcomp", "ccomp", "obj", "csubj", "obl", "nmod", "acl", "iobj", "advcl"}
_NEGATING = {"advmod", "det", "aux", "advcl", "obl", "cc", "case", "nsubj", "discourse", "dep", "mark"}
_ON_CLAUSE = {"ADV", "PART", "DET", "AUX", "SCONJ", "ADP", "PRON", "ADJ", "INTJ", "CCONJ"}


@dataclass
class Status:
    """What the walk found. ``said`` lists (verb or marker, holder) pairs, innermost first."""

    negative: bool = False
    negated: bool = False  # by a word of negation
    modality: Modality = "actual"
    cues: list[Span] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    condition: Span | None = None
    asked: bool = False
    history: bool = False

    @property
    def polarity(self) -> Polarity:
        return "negative" if self.negative else "positive"

    def raise_to(self, modality: str) -> None:
        if RANK[modality] > RANK[self.modality]:
            self.modality = modality  # type: ignore[assignment]


@dataclass(frozen=True)
class StatusReader:
    """Reads the status of predicates in one sentence."""

    sentence: Sentence
    lang: Language
    arguments: Arguments

    @cached_property
    def cues(self) -> CueFinder:
        return CueFinder(self.sentence, self.lang)

    @cached_property
    def attributions(self) -> Attributions:
        return Attributions(self.arguments, self.cues)

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        return conditions(self.sentence, self.lang)

    def status(self, predicate: Word, filled: tuple[Word, ...], *, about_noun: bool = False) -> Status:
        """Return the status of a predicate; ``filled`` are the words that its pattern took.

        ``about_noun`` says that the act is in the noun ("expect a visit"): the verb is its cue too.
        """
        status = Status()
        used = {predicate.index, *(w.index for w in filled)}
        if about_noun:
            self._own_cue(predicate, filled, status)
        self._clause(predicate, status, used, own=True)
        self._conditions(predicate, status)
        self._inside_condition(predicate, status)
        for word in filled:
            self._negated_by_dependents_of_argument(word, status, used)
        self._climb(predicate, status, used)
        if self.sentence.words[-1].form in ("?", "\u061f", "\uff1f"):
            status.asked = True
        return status

    def _own_cue(self, verb: Word, filled: tuple[Word, ...], status: Status) -> None:
        """The cue that the verb is for the act in its noun; what the noun itself makes a cue is the act."""
        act = self.arguments.type_of(verb)
        acts = [word for word in filled if self.arguments.type_of(word) == act]
        others = (cue.kind for cue, taken in self.cues.hits(verb) if not any(word in acts for word in taken))
        kind = next((k for k in others if k in _FLIPS or k in _MODAL), None)
        if kind is None:
            return
        if kind in _FLIPS:
            status.negative = not status.negative
        else:
            status.raise_to(_MODAL[kind])
        status.cues.append(Span(verb.start, verb.end))

    # -- one clause --------------------------------------------------------------------------------

    def _clause(self, word: Word, status: Status, used: set[int], *, own: bool) -> None:
        """Apply the cues among a word's own dependents: negation, modals, adverbs, markers."""
        for mark in word.attached:
            for cue in self.lang.cues.get(mark, ()):
                self._apply_on_clause(cue, word, status)
        self._negated_by_dependents(word, status, used)
        self._negated_by_form(word, status, used)
        auxiliaries = []
        for below in self.sentence.dependents(word):
            if below.index in used or below.relation in ("nsubj", "obj", "iobj", "conj", "acl", "ccomp", "xcomp"):
                continue
            for cue in self.cues.of(below) if below.deprel != "aux:pass" else ():
                if cue.kind == "source" and below.relation == "case":
                    continue
                if cue.pos == "PART" and cue.kind == "possible" and word.feats.get("Tense") == "Past":
                    break  # "may" of a past tense only affirms it
                if cue.pos in _ON_CLAUSE or below.relation in ("aux", "advmod", "mark", "det", "cop"):
                    self._apply_on_clause(cue, below, status)
                    if below.relation in ("aux", "cop"):
                        auxiliaries.append(below)
                    break
            if below.relation in ("obl", "advcl", "nmod", "parataxis"):
                status.said += self.attributions.marked(below)
        if word.feats.get("Tense") == "Fut":
            status.raise_to("expected")
        if word.feats.get("Mood") == "Cnd":  # the conditional of report: "bombarderait"
            status.raise_to("possible")
        if own and not auxiliaries and word.relation == "conj":
            self._shared_auxiliaries(word, status)

    def _negated_by_dependents(self, word: Word, status: Status, used: set[int]) -> None:
        for below in self.sentence.dependents(word):
            if below.index in used:
                continue
            negates = below.relation in _NEGATING and below.upos not in ("NOUN", "PROPN")
            if negates and any(cue.kind == "negation" for cue in self.cues.of(below)):
                self._negate(below, status, used)
            elif below.relation in ("nsubj", "obl", "obj", "iobj"):
                self._negated_by_dependents_of_argument(below, status, used)

    def _negated_by_form(self, word: Word, status: Status, used: set[int]) -> None:
        """A verb, or its auxiliary, that is negative by its own ending and is no word of negation besides."""
        forms = [word, *(d for d in self.sentence.dependents(word) if d.relation in ("aux", "cop"))]
        for form in forms:
            if form.upos in ("VERB", "AUX") and form.feats.get("Polarity") == "Neg":
                if not self.cues.has(form, "negation"):
                    self._negate(form, status, used)
                return

    def _negated_by_dependents_of_argument(self, argument: Word, status: Status, used: set[int]) -> None:
        for det in self.sentence.dependents(argument):
            if det.relation == "det" and det.index not in used and any(c.kind == "negation" for c in self.cues.of(det)):
                self._negate(det, status, used)

    def _negate(self, word: Word, status: Status, used: set[int]) -> None:
        """A negation flips the polarity; where negations agree ("non … nessuno"), all of them flip it once."""
        used.add(word.index)
        if not (self.lang.grammar.concord and status.negated):
            status.negative = not status.negative
        status.negated = True
        status.cues.append(Span(word.start, word.end))

    def _apply_on_clause(self, cue: Cue, word: Word, status: Status) -> None:
        if cue.kind in _MODAL:
            status.raise_to(_MODAL[cue.kind])
        elif cue.kind == "once":
            status.raise_to("expected")
        elif cue.kind == "hearsay":
            status.said.append((word, []))
        elif cue.kind == "failure":
            status.negative = not status.negative
        elif cue.kind == "history":
            status.history = True
        else:
            return
        status.cues.append(Span(word.start, word.end))

    def _conditions(self, verb: Word, status: Status) -> None:
        """Clauses that say on what it depends: "if …", "once …", "as soon as …"."""
        for condition in self.conditions:
            if condition.verb != verb.index or status.condition is not None:
                continue
            status.condition = condition.span
            if condition.kind == "conditional":
                status.raise_to("conditional")
            elif verb.feats.get("Tense") != "Past":
                status.raise_to("expected")
            status.cues.append(condition.opening)

    def _inside_condition(self, predicate: Word, status: Status) -> None:
        for condition in self.conditions:
            if predicate.index in condition.inside:
                status.raise_to("conditional" if condition.kind == "conditional" else "expected")
                status.cues.append(condition.opening)

    def _shared_auxiliaries(self, word: Word, status: Status) -> None:
        """A coordinated verb without auxiliaries of its own shares those of the first."""
        first = self.sentence.head_of(word)
        if first is None or first.upos not in ("VERB", "AUX"):
            return
        if any(d.relation == "nsubj" for d in self.sentence.dependents(word)) or word.feats.get("VerbForm") == "Fin":
            return
        for below in self.sentence.dependents(first):
            if below.relation == "aux" and below.index < word.index:
                for cue in self.cues.of(below):
                    self._apply_on_clause(cue, below, status)
                    break

    # -- the way up --------------------------------------------------------------------------------

    def _climb(self, predicate: Word, status: Status, used: set[int]) -> None:
        word, certain, purpose, hung = predicate, True, False, False
        for _ in range(12):
            status.said += self.attributions.beside(word)
            status.history = status.history or (certain and self._long_past(word))
            above = self.sentence.head_of(word)
            if above is None:
                return
            if word.relation == "conj" and self._finite(word) and not self._finite(above):
                word = self._finite_above(above)  # a finite clause is never coordinated with an infinitive
                continue
            hung = hung or (word.relation in ("acl", "ccomp") and self._marked(word))
            status.said += self.attributions.above(word, above, hung)
            if certain:
                certain = self._governed(word, above, status, used)
                if not certain and purpose and word.relation == "obj":  # "use the stay to call for …"
                    self._clause(above, status, used, own=False)
                    certain = True
                purpose = word.relation == "acl" and word.feats.get("VerbForm") == "Inf"
            word = above

    def _marked(self, clause: Word) -> bool:
        return any(d.relation == "mark" for d in self.sentence.dependents(clause))

    def _finite(self, verb: Word) -> bool:
        forms = [verb, *(d for d in self.sentence.dependents(verb) if d.relation in ("aux", "cop"))]
        return any(w.feats.get("VerbForm") == "Fin" for w in forms)

    def _finite_above(self, word: Word) -> Word:
        """The nearest governor that is finite, or the topmost word."""
        while not self._finite(word) and word.head >= 0:
            word = self.sentence.words[word.head]
        return word

    def _long_past(self, word: Word) -> bool:
        """Whether a war or an age of history stands in the clause: "World War II began with …"."""
        return any(
            cue.kind == "history"
            for below in self.sentence.dependents(word)
            if below.relation in ("obl", "nsubj", "nmod") and below.upos in ("NOUN", "PROPN")
            for cue in self.cues.of(below)
        )

    def _governed(self, word: Word, above: Word, status: Status, used: set[int]) -> bool:
        """Apply a governor's cue to what it governs; return whether status still flows down from above."""
        if word.relation == "conj":
            return True
        if word.relation not in _GOVERNED:
            return (
                word.relation in ("compound", "flat", "appos", "nsubj")
                and above.upos in ("VERB", "AUX")
                and self._subject_of_cue(word, above, status, used)
            )
        kinds = [cue.kind for cue in self.cues.of(above)]
        kind = next((k for k in kinds if k in _FLIPS or k in _MODAL or k in ("denial", "actual", "once")), None)
        if word.relation == "advcl" and (self.cues.opens_condition(word) or self._stands_alone(word)):
            return False
        told_of = word.relation == "acl" and above.upos in ("NOUN", "PROPN", "PRON")
        if told_of and not self._complement_of_noun(word) and not self.arguments.clause_of_noun(word, above):
            return False
        if self.arguments.chained(word):
            self._shared_mood(above, status, used)
            return True
        if kind is None:
            return self._transparent(word, above, status, used)
        if (
            word.relation in ("obl", "nmod")
            and above.upos in ("VERB", "AUX")
            and kind in ("expected", "possible", "actual")
            and self.arguments.controller(word) is None
            and not self._marked_by_cue(word, above)
        ):
            return False
        if word.relation == "advcl" and kind in _FLIPS and word.feats.get("VerbForm") != "Inf":
            return False
        if word.relation in ("obl", "nmod") and kind in _FLIPS and self._has_complement(above):
            return False
        if word.relation == "obj" and kind in _FLIPS and self._has_clause(above):
            return False  # the object of the clause, which the parser hung higher: "refused to condemn the invasion"
        if kind in _FLIPS:
            status.negative = not status.negative
            status.cues.append(Span(above.start, above.end))
        elif kind == "denial":
            status.raise_to("unreal")
            status.cues.append(Span(above.start, above.end))
        elif kind in _MODAL:
            status.raise_to(_MODAL[kind])
            status.cues.append(Span(above.start, above.end))
            if word.relation == "ccomp":  # who expects that it will happen is who says so
                status.said.append((above, self.arguments.subject(above)))
            if status.condition is None:
                self._conditions(above, status)
        used.update(w.index for _, filled in self.cues.hits(above) for w in filled)
        self._clause(above, status, used, own=False)
        return True

    def _marked_by_cue(self, word: Word, above: Word) -> bool:
        """Whether a cue names the adposition of what it governs: "voted **on** the expulsion"."""
        marks = {d.index for d in self.sentence.dependents(word) if d.relation == "case"}
        return any(marks & {w.index for w in taken} for _, taken in self.cues.hits(above))

    def _shared_mood(self, above: Word, status: Status, used: set[int]) -> None:
        """A clause in a chain has the mood of the verb that ends the chain, but not its negation."""
        shared = Status()
        self._clause(above, shared, set(used), own=False)
        if RANK[shared.modality] > RANK[status.modality]:
            status.raise_to(shared.modality)
            status.cues += shared.cues

    def _stands_alone(self, clause: Word) -> bool:
        """A clause with a marker and a finite verb of its own: "while Trump promised"."""
        return self._marked(clause) and clause.feats.get("VerbForm") == "Fin"

    def _complement_of_noun(self, clause: Word) -> bool:
        """ "a plan **to visit**", "the hope **that** …", but not "a plan which Russia condemned"."""
        return self._marked(clause) or (clause.deprel != "acl:relcl" and clause.feats.get("VerbForm") == "Inf")

    def _has_clause(self, verb: Word) -> bool:
        return any(d.relation in ("xcomp", "ccomp") for d in self.sentence.dependents(verb))

    def _has_complement(self, verb: Word) -> bool:
        return any(d.relation in ("obj", "xcomp", "ccomp") for d in self.sentence.dependents(verb))

    def _transparent(self, word: Word, above: Word, status: Status, used: set[int]) -> bool:
        """Open complements and purposes share the status of their verb; other clauses stand alone."""
        infinitive = word.feats.get("VerbForm") == "Inf"
        if word.relation == "xcomp" or (word.relation in ("advcl", "acl") and infinitive):
            self._clause(above, status, used, own=False)
            return True
        if word.relation in ("obj", "obl", "nmod") and above.upos in ("NOUN", "VERB") and word.upos == "NOUN":
            return above.upos == "NOUN" and self.arguments.type_of(above) not in _SPOKEN_OF
        return False

    def _subject_of_cue(self, word: Word, above: Word, status: Status, used: set[int]) -> bool:
        """ "A visit is expected", "the visit was cancelled": the cue's passive subject is what it governs."""
        if word.relation != "nsubj":
            return False
        passive = self.arguments.passive(above)
        for cue in self.cues.of(above):
            bare = not any(d.relation in ("obj", "ccomp", "xcomp") for d in self.sentence.dependents(above))
            middle = bare and above.feats.get("Voice") in ("Mid", "Pass")
            if cue.kind in _MODAL and (passive or middle or above.upos == "ADJ"):
                status.raise_to(_MODAL[cue.kind])
                status.cues.append(Span(above.start, above.end))
                return True
            if cue.kind in _FLIPS and passive and cue.kind != "negation":
                status.negative = not status.negative
                status.cues.append(Span(above.start, above.end))
                return True
        if any(cue.kind == "actual" for cue in self.cues.of(above)):  # "the visit did not take place"
            before = len(status.cues)
            self._clause(above, status, used, own=False)
            return len(status.cues) > before
        return False
