"""Which words of a sentence tell an act, and who stands in its slots (DESIGN section 4.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dragoman.coding.actors import UNRESOLVED, Resolver
from dragoman.coding.arguments import Arguments
from dragoman.coding.discourse import Discourse
from dragoman.coding.patterns import case_of, matches
from dragoman.lexicon.language import Language, Predicate
from dragoman.ontology import EVENT_TYPES
from dragoman.reading.relations import Verdict
from dragoman.reading.types import Reading, Word
from dragoman.records import Actor, Quote, Span

__all__ = ["Candidate", "CandidateFinder", "without_echoes"]

#: Acts that stand without a target: nobody need be named for troops to be raised or a plea to be made.
_ALONE = {"AGREE", "REQUEST", "MOBILIZE", "PROTEST", "REJECT", "CONCEDE", "RETREAT", "THREATEN"}
#: Acts whose target may be known only by where they struck.
_PLACED = {"ASSAULT"}
#: Acts that people of a country often turn against their own state, or one body of it against another.
_DOMESTIC = {"PROTEST", "REQUEST", "ACCUSE"}
#: Acts that need a target (PLOVER: recipient required) and are aimed at one's own state where no other is named.
_AGAINST_OWN = {"PROTEST"}
#: Travel is a visit of state only where somebody of the state travels, not its people.
_PRIVATE = {"demonym", "adjective"}


@dataclass(frozen=True)
class Candidate:
    """A predicate with its row of the lexicon, the words its pattern took, and its actors."""

    word: Word
    row: Predicate
    filled: tuple[Word, ...]
    sources: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    certain: float  # share of the actors that are resolved
    verdict: Verdict | None = None  # what the relation head says of it


class CandidateFinder:
    """Finds the candidates of one article."""

    def __init__(
        self, reading: Reading, lang: Language, resolver: Resolver, discourse: Discourse, quotes: list[Quote]
    ) -> None:
        self.reading, self.lang, self.resolver, self.discourse, self.quotes = reading, lang, resolver, discourse, quotes

    def find(self, s: int, arguments: Arguments) -> list[Candidate]:
        """Return the candidates of a sentence, in text order."""
        words = arguments.sentence.words
        innocent = self._innocent(arguments)
        found = [self._candidate(s, arguments, word) for word in words if word.index not in innocent]
        return without_echoes([candidate for candidate in found if candidate is not None])

    def _innocent(self, arguments: Arguments) -> set[int]:
        """Words that a reading of type NONE takes: "keep a promise" tells no promise."""
        taken: set[int] = set()
        for word in arguments.sentence.words:
            best = next(matches(arguments.sentence, word, self.lang.predicates, self.lang.times), None)
            if best is not None and best[0].type not in EVENT_TYPES:
                taken.update(w.index for w in best[1])
        return taken

    def _candidate(self, s: int, arguments: Arguments, word: Word) -> Candidate | None:
        if word.upos in ("PUNCT", "PRON", "DET", "NUM", "SYM"):
            return None
        fits = next(matches(arguments.sentence, word, self.lang.predicates, self.lang.times), None)
        if fits is None:
            return None
        row, filled = fits
        cue = next(matches(arguments.sentence, word, self.lang.cues, self.lang.times), None)
        if row.type not in EVENT_TYPES or (cue is not None and len(cue[0].pattern) > len(row.pattern)):
            return None
        sources, slot = self._fill(s, arguments, word, filled, row.source, ())
        if not sources:
            return None
        if "both" in row.target and len(sources) > 1:
            targets, other = self._fill(
                s, arguments, word, filled, tuple(t for t in row.target if t != "both"), sources
            )
            if not targets or other == slot:
                sources, targets = sources[:1], sources[1:]
        else:
            targets, _ = self._fill(s, arguments, word, filled, row.target, sources)
        if EVENT_TYPES[row.type].reciprocal and len(targets) > 1 and all(a.code == UNRESOLVED for a in sources):
            sources, targets = targets[:1], targets[1:]  # a title parsed as the subject: "Presidents | Biden and Xi"
        if not targets and row.type in _DOMESTIC:
            own, _ = self._fill(s, arguments, word, filled, row.target, ())
            targets = tuple(a for a in own if self._somebody_else(a, sources, row.type))
        if not targets and row.type in _AGAINST_OWN:
            targets = tuple(own_state(a) for a in sources if a.country is not None)[:1]
        if not targets and row.type in _PLACED:
            targets = self._placed(s, arguments, word, filled, sources)
        if not targets and row.type not in _ALONE and not (row.type == "CONSULT" and len(sources) > 1):
            return None
        if row.mode == "visit" and word.upos == "VERB":
            sources = tuple(a for a in sources if a.resolved_by not in _PRIVATE or a.sectors)
            if not sources or {a.code for a in sources} == {a.code for a in targets}:
                return None
        codes = {a.code for a in (*sources, *targets)}
        if codes == {UNRESOLVED}:
            return None
        resolved = sum(a.code != UNRESOLVED for a in (*sources, *targets)) / max(1, len(sources) + len(targets))
        return Candidate(word, row, filled, sources, targets, resolved)

    def _somebody_else(self, actor: Actor, sources: tuple[Actor, ...], type_: str) -> bool:
        """Whether an actor of the source's own country is another one: other words, and another person or body."""
        if any(actor.span == source.span for source in sources):
            return False
        named = type_ == "PROTEST" or bool(actor.person or actor.sectors)
        return named and all((actor.person, actor.sectors) != (s.person, s.sectors) for s in sources)

    def _placed(
        self, s: int, arguments: Arguments, word: Word, filled: tuple[Word, ...], sources: tuple[Actor, ...]
    ) -> tuple[Actor, ...]:
        """The country where villages were shelled, where the villages belong to nobody that is named."""
        heads = [word, *filled, *arguments.object(word)]
        below = [
            d
            for head in heads
            for d in arguments.sentence.dependents(head)
            if d.relation in ("obl", "nmod") and case_of(arguments.sentence, d) in self.lang.grammar.at
        ]
        for place in below:
            actor = self.discourse.actor(s, place, place_too=True)
            found = [actor] if actor is not None else self.resolver.owned(s, place)
            found = [replace(a, resolved_by="place") for a in found if a.kind == "state"]
            if found:
                return tuple(self._distinct(found[:1], sources))
        return ()

    def _fill(
        self,
        s: int,
        arguments: Arguments,
        word: Word,
        filled: tuple[Word, ...],
        slots: tuple[str, ...],
        taken: tuple[Actor, ...],
    ) -> tuple[tuple[Actor, ...], str]:
        """The actors of the first slot that yields any; an unresolved one only where no slot does better."""
        fallback: tuple[tuple[Actor, ...], str] = ((), "")
        for slot in slots:
            actors = self._slot(s, arguments, word, filled, slot, taken)
            named = tuple(a for a in actors if a.code != UNRESOLVED)
            if named:
                return named, slot
            if actors and not fallback[0]:
                fallback = (tuple(actors), slot)
        return fallback

    def _slot(
        self, s: int, arguments: Arguments, word: Word, filled: tuple[Word, ...], slot: str, taken: tuple[Actor, ...]
    ) -> list[Actor]:
        owner = slot.startswith("owner(")
        name = slot[6:-1] if owner else slot
        as_target = bool(taken)
        if name == "comp":
            return self._distinct(self._within_complement(s, arguments, word), taken)[:1]
        found: list[Actor] = []
        for head in arguments.slot(name, word, filled):
            if head.index == word.index and name != "poss":
                continue
            actor = None if owner else self._speaker_of(head) or self.discourse.actor(s, head, place_too=as_target)
            if actor is not None:
                found.extend(self.resolver.sides(s, head, actor))
                continue
            inside = self._doers(s, arguments, head) if as_target else []
            if not inside and (as_target or owner or name in ("subj", "poss")):
                inside = self.resolver.owned(s, head)
            inside = self._owner_only(inside, as_target)
            if inside:
                found.extend(inside)
            elif head.upos in ("NOUN", "PROPN") and self.resolver.is_somebody(s, head):
                found.append(self.resolver.unresolved(s, head))
        return self._distinct(found, taken)

    def _doers(self, s: int, arguments: Arguments, head: Word) -> list[Actor]:
        """Who does the act that a noun names: "condemn the invasion of A **by B**" is aimed at B."""
        best = next(matches(arguments.sentence, head, self.lang.predicates, self.lang.times), None)
        if best is None or head.upos != "NOUN" or best[0].type not in EVENT_TYPES:
            return []
        for slot in (slot for slot in best[0].source if slot != "subj"):
            heads = arguments.slot(slot, head, best[1])
            found = [a for h in heads if (a := self.discourse.actor(s, h)) is not None]
            if found:
                return found
        return []

    def _speaker_of(self, head: Word) -> Actor | None:
        """Whom "we" and "I" mean inside a quotation: who speaks."""
        if self.lang.grammar.pronoun(head.form.casefold()) != "first":
            return None
        for quote in self.quotes:
            if quote.speaker is not None and any(span.start <= head.start < span.end for span in quote.spans):
                return replace(
                    quote.speaker,
                    words=head.form,
                    span=Span(head.start, head.end),
                    resolved_by=f"coreference > {quote.speaker.resolved_by}",
                )
        return None

    def _owner_only(self, inside: list[Actor], as_target: bool) -> list[Actor]:
        """A subject that is no actor acts for its owner ("Russian jets"), not for whatever it mentions."""
        return inside if as_target else [a for a in inside if a.resolved_by == "owner"]

    def _within_complement(self, s: int, arguments: Arguments, word: Word) -> list[Actor]:
        """The actors that take part in the clauses that the predicate governs, in order."""
        found: list[Actor] = []
        for clause in arguments.complements(word):
            if clause.relation == "advcl" and clause.feats.get("VerbForm") != "Inf":
                continue
            for part in (
                *arguments.slot("subj", clause, ()),
                *arguments.slot("obj", clause, ()),
                *(d for d in arguments.sentence.dependents(clause) if d.relation in ("iobj", "obl", "nmod")),
            ):
                actor = self.discourse.actor(s, part)
                found += [actor] if actor is not None else self.resolver.owned(s, part)[:1]
        return found

    def _distinct(self, actors: list[Actor], taken: tuple[Actor, ...]) -> list[Actor]:
        used = {(a.code, a.person) for a in taken}
        codes = {a.code for a in taken if a.code != UNRESOLVED}
        found: dict[tuple[str, str | None, str], Actor] = {}
        for actor in actors:
            same_side = (actor.code, actor.person) in used or (
                actor.code in codes and (actor.person is None or actor.resolved_by != "name")
            )
            if not same_side or actor.code == UNRESOLVED:
                found.setdefault((actor.code, actor.person, actor.words if actor.code == UNRESOLVED else ""), actor)
        return list(found.values())


def own_state(people: Actor) -> Actor:
    """The government of the country that people belong to."""
    assert people.country is not None
    return replace(
        people, code=people.country, sectors=("GOV",), person=None, kind="state", resolved_by="context > own state"
    )


def without_echoes(candidates: list[Candidate]) -> list[Candidate]:
    """Drop what says the same twice: a noun that a light verb took, one act told by verb and noun."""
    taken = {(w.index, c.row.type) for c in candidates for w in c.filled}
    threatened = {w.index for c in candidates if c.row.type == "THREATEN" for w in c.filled}
    kept: list[Candidate] = []
    for c in sorted(candidates, key=lambda c: (c.word.upos not in ("VERB", "AUX"), c.word.index)):
        sides = ({a.code for a in c.sources}, {a.code for a in c.targets})
        echo = any(
            k.row.type == c.row.type
            and ({a.code for a in k.sources}, {a.code for a in k.targets}) == sides
            and (abs(k.word.index - c.word.index) <= 4)
            for k in kept
        )
        if (c.word.index, c.row.type) not in taken and c.word.index not in threatened and not echo:
            kept.append(c)
    return sorted(kept, key=lambda c: c.word.index)
