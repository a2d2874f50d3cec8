"""Who could be doing something to whom: the parties of a sentence, by twos, and the word that joins them.

The lexicon's rows find an act by its words; this finds the pairs that the relation head is asked about where
no row fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from dragoman.coding.actors import UNRESOLVED, Resolver
from dragoman.coding.arguments import Arguments
from dragoman.coding.discourse import Discourse
from dragoman.coding.patterns import matches
from dragoman.lexicon.language import Language
from dragoman.lexicon.world import world
from dragoman.ontology import EVENT_TYPES
from dragoman.reading.types import Sentence, Word
from dragoman.records import Actor, Span

__all__ = ["Joining", "Pair", "Party", "joining", "pairs", "parties"]

_MOST = 6  # parties of a sentence: what names more is a list
_NOMINAL = {"NOUN", "PROPN", "PRON"}
_INSIDE = {"flat", "goeswith", "fixed"}
_ACTS = {"VERB", "NOUN", "ADJ"}


@dataclass(frozen=True)
class Party:
    """An actor at its place in the sentence; ``span`` are the words to mark."""

    head: Word
    actor: Actor
    span: Span


@dataclass(frozen=True)
class Pair:
    source: Party
    target: Party

    @property
    def turned(self) -> Pair:
        return Pair(self.target, self.source)


def parties(s: int, sentence: Sentence, resolver: Resolver, discourse: Discourse) -> list[Party]:
    """The actors of a sentence, in text order: those that phrases name, and owners of what is no actor."""
    found: list[Party] = []
    for word in sentence.words:
        if word.upos not in _NOMINAL or word.relation in _INSIDE:
            continue
        actor = discourse.actor(s, word)
        if actor is None and word.upos == "NOUN":
            owners = (a for a in resolver.owned(s, word) if a.resolved_by == "owner")
            actor = next((a for a in owners if _adjectival(sentence, word, a)), None)
        if actor is None or actor.span is None or _reports_only(actor):
            continue
        span = actor.span if word.upos == "PRON" else _wider(actor.span, resolver.phrase(s, word).span)
        if not any(p.span.start <= span.start and span.end <= p.span.end for p in found):
            found.append(Party(word, actor, span))
    return found


def _reports_only(actor: Actor) -> bool:
    """A newspaper stands in a sentence because it reports it."""
    organisation = world().organisations.get(actor.code)
    return organisation is not None and organisation.kind == "media"


def _adjectival(sentence: Sentence, word: Word, owner: Actor) -> bool:
    """Whether the owner is an adjective of the noun ("a Syrian convoy"): other owners are parties themselves."""
    return any(
        d.relation == "amod" and owner.span is not None and owner.span.start <= d.start < owner.span.end
        for d in sentence.dependents(word)
    )


def _wider(first: Span, second: Span) -> Span:
    return second if second.start <= first.start and first.end <= second.end else first


def pairs(found: Sequence[Party]) -> Iterator[Pair]:
    """Pairs of parties with different codes, in text order; both are known."""
    if len(found) <= _MOST:
        for first, second in combinations(found, 2):
            codes = {first.actor.code, second.actor.code}
            if len(codes) == 2 and UNRESOLVED not in codes:
                yield Pair(first, second)


@dataclass(frozen=True)
class Joining:
    """The words that may tell an act between two parties: those with a row, by its type, and else a verb."""

    by_type: dict[str, Word]
    verb: Word | None

    def word(self, event_type: str) -> Word | None:
        return self.by_type.get(event_type, self.verb)

    def __bool__(self) -> bool:
        return bool(self.by_type) or self.verb is not None


def joining(arguments: Arguments, lang: Language, pair: Pair) -> Joining:
    """The words that may tell the act between two parties, of those on the way from one to the other.

    One that has a row of the act's type, else the verb where the two ways meet, or what stands below it where
    that only reports, plans or refuses.
    """
    sentence = arguments.sentence
    first, second = _upward(sentence, pair.source.head), _upward(sentence, pair.target.head)
    meeting = next((i for i in first if i in second), None)
    if meeting is None:
        return Joining({}, None)
    way = [*first[1 : first.index(meeting)], meeting, *reversed(second[1 : second.index(meeting)])]
    if meeting == first[0] and sentence.words[second[0]].relation == "conj":
        way = first[1:2]  # "A and B have signed": the word that both depend on
    inside = {pair.source.head.index, pair.target.head.index}
    words = [sentence.words[i] for i in way if i not in inside and sentence.words[i].upos in _ACTS]
    by_type: dict[str, Word] = {}
    for word in words:
        row = next(matches(sentence, word, lang.predicates, lang.times), None)
        if row is not None:
            by_type.setdefault(row[0].type, word)
    verbs = [w for w in words if w.upos == "VERB" and not _only_governs(sentence, w, lang)]
    top = sentence.words[meeting]
    return Joining(by_type, top if top in verbs else next(iter(verbs), None))


def _upward(sentence: Sentence, word: Word) -> list[int]:
    found = [word.index]
    while sentence.words[found[-1]].head >= 0 and len(found) < 40:
        found.append(sentence.words[found[-1]].head)
    return found


def _only_governs(sentence: Sentence, word: Word, lang: Language) -> bool:
    """Whether a word only reports, plans or refuses what another tells."""
    row = next(matches(sentence, word, lang.predicates, lang.times), None)
    if row is not None and row[0].type in EVENT_TYPES:
        return False
    return next(matches(sentence, word, lang.cues, lang.times), None) is not None
