"""From a reading to claims and quotes: one chain of small steps (DESIGN section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dragoman.coding.actors import Resolver
from dragoman.coding.arguments import Arguments
from dragoman.coding.candidates import Candidate, CandidateFinder
from dragoman.coding.clitics import taken_apart
from dragoman.coding.confidence import confidence
from dragoman.coding.discourse import Discourse
from dragoman.coding.names import Named
from dragoman.coding.pairs import parties
from dragoman.coding.particles import with_particles
from dragoman.coding.patterns import case_of, matches
from dragoman.coding.quotes import QuoteFinder
from dragoman.coding.status import Status, StatusReader
from dragoman.coding.time import TimeHit, times
from dragoman.coding.witness import Witness
from dragoman.lexicon.language import Language, language
from dragoman.lexicon.world import world
from dragoman.reading.types import Reading, Sentence, Word
from dragoman.records import Actor, Claim, Evidence, Modality, Place, Quote, Span, spans_of

__all__ = ["Coder"]

#: Relations that open a clause.
CLAUSES = {"acl", "advcl", "ccomp", "csubj", "parataxis"}
_FUTURE = {"expected", "possible", "conditional"}


class Coder:
    """Codes the articles of any language that has a lexicon."""

    def __init__(self, made_by: str = "", witness: Witness | None = None) -> None:
        self.made_by, self.witness = made_by, witness

    def code(self, reading: Reading) -> tuple[list[Claim], list[Quote]]:
        """Return the claims and quotes of a reading, in text order."""
        return _ArticleCoder(reading, language(reading.article.lang), self.made_by, self.witness).code()


class _ArticleCoder:
    def __init__(self, reading: Reading, lang: Language, made_by: str, witness: Witness | None) -> None:
        reading = with_particles(taken_apart(reading, lang), lang)
        self.reading, self.lang, self.made_by, self.witness = reading, lang, made_by, witness
        self.text = reading.article.text
        self.resolver = Resolver(reading, lang)
        self.discourse = Discourse(self.resolver)
        self.quotes: list[Quote] = []
        self.finder = CandidateFinder(reading, lang, self.resolver, self.discourse, self.quotes)
        self._known_hits: dict[tuple[int, bool], list[TimeHit]] = {}

    def code(self) -> tuple[list[Claim], list[Quote]]:
        found = QuoteFinder(self.reading, self.lang, self.discourse).find()
        self.quotes.extend(replace(quote, made_by=self.made_by, id="") for quote in found)
        claims: dict[str, Claim] = {}
        arguments = [Arguments(sentence, self.lang) for sentence in self.reading.sentences]
        for s, candidate in self._candidates(arguments):
            claim = self._told(s, arguments[s], candidate)
            if claim is not None:
                claims.setdefault(claim.id, claim)
        return list(claims.values()), self.quotes

    def _candidates(self, arguments: list[Arguments]) -> list[tuple[int, Candidate]]:
        """What rows of the lexicon find, and what the relation head adds and takes away."""
        found = [(s, c) for s, a in enumerate(arguments) for c in self.finder.find(s, a)]
        if self.witness is None:
            return found
        present = [parties(s, a.sentence, self.resolver, self.discourse) for s, a in enumerate(arguments)]
        return self.witness.hear(self.reading, arguments, found, present)

    def _told(self, s: int, arguments: Arguments, candidate: Candidate) -> Claim | None:
        sentence = arguments.sentence
        reader = StatusReader(sentence, self.lang, arguments)
        status = reader.status(candidate.word, candidate.filled, about_noun=self._about_noun(sentence, candidate))
        if status.asked or status.history:
            return None
        return self._claim(s, sentence, candidate, status, self._hits(sentence, status.modality in _FUTURE))

    def _hits(self, sentence: Sentence, future: bool) -> list[TimeHit]:
        key = (sentence.start, future)
        if key not in self._known_hits:
            self._known_hits[key] = times(
                self.text, Span(sentence.start, sentence.end), self.lang.code, self.reading.article.date, future=future
            )
        return self._known_hits[key]

    def _about_noun(self, sentence: Sentence, candidate: Candidate) -> bool:
        """Whether a noun that the pattern took is an act of the same type by itself ("expect a **visit**")."""
        return any(
            row.type == candidate.row.type and row.pos == "NOUN"
            for word in candidate.filled
            if word.upos == "NOUN"
            for row, _ in matches(sentence, word, self.lang.predicates, self.lang.times)
        )

    # -- the record --------------------------------------------------------------------------------

    def _claim(self, s: int, sentence: Sentence, c: Candidate, status: Status, hits: list[TimeHit]) -> Claim:
        words = sorted((c.word, *c.filled), key=lambda w: w.index)
        predicate = Span(words[0].start, words[-1].end) if _close(words) else Span(c.word.start, c.word.end)
        hit = self._time(sentence, c.word, hits)
        evidence = Evidence(
            Span(sentence.start, sentence.end),
            predicate,
            spans_of(c.sources),
            spans_of(c.targets),
            hit.span if hit is not None else None,
            tuple(sorted(set(status.cues))),
        )
        condition = status.condition.of(self.text) if status.condition is not None else None
        return Claim(
            self.reading.article.id,
            c.row.type,
            c.sources,
            c.targets,
            evidence,
            c.row.mode,
            status.polarity,
            self._modality(c, status, hit),
            hit.when if hit is not None else None,
            self._where(s, sentence, c),
            condition,
            self._attribution(s, c, status),
            self._about(s, sentence, c),
            confidence(c),
            self.made_by,
        )

    def _modality(self, c: Candidate, status: Status, hit: TimeHit | None) -> Modality:
        """A present tense with a time after publication is an announcement: "meets next week"."""
        published = self.reading.article.date
        if (
            status.modality != "actual"
            or hit is None
            or hit.when.start is None
            or published is None
            or published.end is None
        ):
            return status.modality
        later = hit.when.start >= published.end and c.word.feats.get("Tense") != "Past"
        return "expected" if later else "actual"

    def _time(self, sentence: Sentence, word: Word, hits: list[TimeHit]) -> TimeHit | None:
        """The time that stands nearest in the predicate's own clause, then in the clauses above it."""
        at: Word | None = word
        for _ in range(4):
            if at is None:
                return None
            own = [
                w
                for w in sentence.dependents(at)
                if w.relation not in ("ccomp", "xcomp", "acl", "conj", "parataxis", "advcl")
            ]
            spans = [(min(x.start for x in sub), max(x.end for x in sub)) for w in own if (sub := sentence.subtree(w))]
            near = [h for h in hits if any(a <= h.span.start < b for a, b in spans)]
            if near:
                return min(near, key=lambda h: abs(h.span.start - word.start))
            if at.relation in ("ccomp", "parataxis", "acl"):
                return None
            at = sentence.head_of(at)
        return None

    def _where(self, s: int, sentence: Sentence, c: Candidate) -> Place | None:
        """The named place nearest behind the predicate, in its own phrase or that of its arguments."""
        taken = {a.span for a in (*c.sources, *c.targets)}
        heads: list[Word] = [c.word, *c.filled]
        above = sentence.head_of(c.word)
        if c.word.upos == "NOUN" and above is not None and c.word.relation in ("obj", "obl", "nsubj"):
            heads.append(above)
        for head in heads:
            for below in _phrases(sentence, head, 3 if head.upos == "NOUN" else 1):
                if below.relation not in ("obl", "nmod") or case_of(sentence, below) not in self.lang.grammar.at:
                    continue
                named = self.resolver.name_at(s, below)
                if named is None or named.is_person or named.kind.startswith("org") or named.span in taken:
                    continue
                return self._place(named)
        return None

    def _place(self, named: Named) -> Place:
        words, found = named.span.of(self.text), world().territories.get(named.options[0].entity)
        if found is None:
            return Place(words, named.span)
        return Place(words, named.span, found.code, found.latitude, found.longitude)

    def _about(self, s: int, sentence: Sentence, c: Candidate) -> tuple[Actor, ...]:
        """States and organisations named in the predicate's own clause that are neither side of it."""
        used = {a.code for a in (*c.sources, *c.targets)}
        clause = _clause_of(sentence, c.word)
        found: dict[str, Actor] = {}
        for named in self.resolver.names[s]:
            if named.is_person or named.kind == "city" or _clause_of(sentence, sentence.words[named.first]) != clause:
                continue
            if named.options[0].entity not in used:
                actor = self.resolver.named(named)
                found.setdefault(actor.code, actor)
        return tuple(found.values())

    def _attribution(self, s: int, c: Candidate, status: Status) -> tuple[str, ...]:
        """Who says so, outermost first; a quotation's speaker stands outside what he says."""
        chain: list[str] = []
        for verb, holders in status.said:
            name = self._holder(s, verb, holders)
            if name and (not chain or chain[-1] != name):
                chain.append(name)
        for quote in self.quotes:
            inside = any(span.start <= c.word.start < span.end for span in quote.spans)
            if inside and quote.speaker is not None and quote.kind != "indirect":
                name = _label(quote.speaker)
                if name not in chain:
                    chain.append(name)
        return tuple(reversed(chain))

    def _holder(self, s: int, verb: Word, holders: list[Word]) -> str:
        for head in (self.discourse.meant(s, holder) for holder in holders):
            actor = self.discourse.actor(s, head)
            if actor is not None:
                return _label(actor)
            if head.upos != "PRON":
                return self.resolver.unresolved(s, head).words
        return verb.form if not holders and verb.upos in ("ADV", "ADJ") else ""


def _label(actor: Actor) -> str:
    return actor.person or actor.words


def _close(words: list[Word]) -> bool:
    return words[-1].index - words[0].index <= 6


def _phrases(sentence: Sentence, head: Word, depth: int) -> Iterator[Word]:
    """What depends on a word, level by level, without entering clauses."""
    level = [head]
    for _ in range(depth):
        below = [d for w in level for d in sentence.dependents(w) if d.relation not in CLAUSES]
        yield from below
        level = below


def _clause_of(sentence: Sentence, word: Word) -> int:
    """The index of the head of the clause that a word stands in."""
    at = word
    while at.relation not in CLAUSES and at.head >= 0:
        at = sentence.words[at.head]
    return at.index
