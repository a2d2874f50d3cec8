"""From a reading to claims and quotes: one chain of small steps (DESIGN section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dragoman.coding.actors import UNRESOLVED, Resolver
from dragoman.coding.arguments import Arguments
from dragoman.coding.discourse import Discourse
from dragoman.coding.patterns import case_of, matches
from dragoman.coding.quotes import QuoteFinder
from dragoman.coding.status import Status, StatusReader
from dragoman.coding.time import TimeHit, times
from dragoman.lexicon.language import Language, Predicate, language
from dragoman.lexicon.world import world
from dragoman.ontology import EVENT_TYPES
from dragoman.reading.types import Reading, Sentence, Word
from dragoman.records import Actor, Claim, Evidence, Modality, Place, Quote, Span, spans_of

__all__ = ["Coder"]

#: Acts that stand without a target: nobody need be named for troops to be raised or a plea to be made.
_ALONE = {"AGREE", "CONSULT", "REQUEST", "MOBILIZE", "PROTEST", "REJECT", "CONCEDE", "RETREAT", "THREATEN"}
#: Acts whose target may be known only by where they struck.
_PLACED = {"ASSAULT"}
_FUTURE = {"expected", "possible", "conditional"}


@dataclass(frozen=True)
class _Candidate:
    word: Word
    row: Predicate
    filled: tuple[Word, ...]
    sources: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    certain: float


class Coder:
    """Codes the articles of any language that has a lexicon."""

    def __init__(self, made_by: str = "") -> None:
        self.made_by = made_by

    def code(self, reading: Reading) -> tuple[list[Claim], list[Quote]]:
        """Return the claims and quotes of a reading, in text order."""
        return _ArticleCoder(reading, language(reading.article.lang), self.made_by).code()


class _ArticleCoder:
    def __init__(self, reading: Reading, lang: Language, made_by: str) -> None:
        self.reading, self.lang, self.made_by = reading, lang, made_by
        self.text = reading.article.text
        self.resolver = Resolver(reading, lang)
        self.discourse = Discourse(self.resolver)
        self.quotes: list[Quote] = []
        self._known_hits: dict[tuple[int, bool], list[TimeHit]] = {}

    def code(self) -> tuple[list[Claim], list[Quote]]:
        self.quotes = [
            replace(q, made_by=self.made_by, id="") for q in QuoteFinder(self.reading, self.lang, self.discourse).find()
        ]
        claims: dict[str, Claim] = {}
        for s, sentence in enumerate(self.reading.sentences):
            for claim in self._sentence(s, sentence):
                claims.setdefault(claim.id, claim)
        return list(claims.values()), self.quotes

    def _sentence(self, s: int, sentence: Sentence) -> Iterator[Claim]:
        arguments = Arguments(sentence, self.lang)
        status_of = StatusReader(sentence, self.lang, arguments)
        candidates = [c for word in sentence.words if (c := self._candidate(s, arguments, word)) is not None]
        for candidate in _without_echoes(candidates):
            status = status_of.status(
                candidate.word, candidate.filled, about_noun=self._about_noun(sentence, candidate)
            )
            if status.asked or status.history:
                continue
            yield self._claim(s, sentence, candidate, status, self._hits(sentence, status.modality in _FUTURE))

    def _hits(self, sentence: Sentence, future: bool) -> list[TimeHit]:
        key = (sentence.start, future)
        if key not in self._known_hits:
            self._known_hits[key] = times(
                self.text, Span(sentence.start, sentence.end), self.lang.code, self.reading.article.date, future=future
            )
        return self._known_hits[key]

    def _about_noun(self, sentence: Sentence, candidate: _Candidate) -> bool:
        """Whether a noun that the pattern took is an act of the same type by itself ("expect a **visit**")."""
        return any(
            row.type == candidate.row.type and row.pos == "NOUN"
            for word in candidate.filled
            if word.upos == "NOUN"
            for row, _ in matches(sentence, word, self.lang.predicates, self.lang.times)
        )

    # -- candidates --------------------------------------------------------------------------------

    def _candidate(self, s: int, arguments: Arguments, word: Word) -> _Candidate | None:
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
        if "both" in row.target and len(sources) > 1 and slot in ("subj", "@tussen", "@between", slot):
            targets, other = self._fill(
                s, arguments, word, filled, tuple(t for t in row.target if t != "both"), sources
            )
            if not targets or other == slot:
                sources, targets = sources[:1], sources[1:]
        else:
            targets, _ = self._fill(s, arguments, word, filled, row.target, sources)
        if not targets and row.type in _PLACED:
            targets = self._placed(s, arguments, word, filled, sources)
        if not targets and row.type not in _ALONE:
            return None
        codes = {a.code for a in (*sources, *targets)}
        if codes == {UNRESOLVED}:
            return None
        resolved = sum(a.code != UNRESOLVED for a in (*sources, *targets)) / max(1, len(sources) + len(targets))
        return _Candidate(word, row, filled, sources, targets, resolved)

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
                found.append(actor)
                continue
            inside = self.resolver.owned(s, head) if as_target or owner or name in ("subj", "poss") else []
            inside = self._owner_only(inside, as_target)
            if inside:
                found.extend(inside)
            elif head.upos in ("NOUN", "PROPN") and self._is_somebody(s, head):
                found.append(self.resolver.unresolved(s, head))
        return self._distinct(found, taken)

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

    def _is_somebody(self, s: int, head: Word) -> bool:
        """Whether words that are not resolved may still name an actor: a name, or a word for people."""
        phrase = self.resolver.phrase(s, head)
        sentence = self.reading.sentences[s]
        named = any(m.first <= head.index <= m.last and m.kind in ("PER", "ORG", "LOC") for m in sentence.mentions)
        return named or phrase.role is not None

    def _within_complement(self, s: int, arguments: Arguments, word: Word) -> list[Actor]:
        """The actors that take part in the clauses that the predicate governs, in order."""
        found: list[Actor] = []
        for clause in arguments.complements(word):
            if clause.relation == "advcl" and clause.feats.get("VerbForm") != "Inf":
                continue
            for part in (
                *arguments.slot("subj", clause, ()),
                *arguments.slot("obj", clause, ()),
                *(d for d in arguments.sentence.dependents(clause) if d.relation in ("iobj", "obl")),
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

    # -- the record --------------------------------------------------------------------------------

    def _claim(self, s: int, sentence: Sentence, c: _Candidate, status: Status, hits: list[TimeHit]) -> Claim:
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
            (),
            self._confidence(c),
            self.made_by,
        )

    def _modality(self, c: _Candidate, status: Status, hit: TimeHit | None) -> Modality:
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

    def _where(self, s: int, sentence: Sentence, c: _Candidate) -> Place | None:
        taken = {a.span for a in (*c.sources, *c.targets)}
        heads: list[Word] = [c.word, *c.filled]
        above = sentence.head_of(c.word)
        if c.word.upos == "NOUN" and above is not None and c.word.relation in ("obj", "obl", "nsubj"):
            heads.append(above)
        for head in heads:
            for below in sentence.dependents(head):
                if below.relation not in ("obl", "nmod") or case_of(sentence, below) not in self.lang.grammar.at:
                    continue
                named = self.resolver.name_at(s, below)
                if named is None or named.is_person or named.kind.startswith("org") or named.span in taken:
                    continue
                code = named.options[0].entity
                return Place(named.span.of(self.text), named.span, code if code in world().territories else None)
        return None

    def _attribution(self, s: int, c: _Candidate, status: Status) -> tuple[str, ...]:
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
        for head in holders:
            actor = self.discourse.actor(s, head)
            if actor is not None:
                return _label(actor)
            if head.upos in ("NOUN", "PROPN"):
                return self.resolver.unresolved(s, head).words
        return verb.form if not holders and verb.upos in ("ADV", "ADJ") else ""

    def _confidence(self, c: _Candidate) -> float:
        value = 0.55 + 0.1 * min(2, len(c.row.pattern) - 1) + 0.1 * (c.word.upos == "VERB") + 0.15 * c.certain
        inferred = sum(a.resolved_by.startswith(("coreference", "within")) for a in (*c.sources, *c.targets))
        return round(max(0.05, min(0.95, value - 0.12 * inferred)), 2)


def _label(actor: Actor) -> str:
    return actor.person or actor.words


def _close(words: list[Word]) -> bool:
    return words[-1].index - words[0].index <= 6


def _without_echoes(candidates: list[_Candidate]) -> list[_Candidate]:
    """Drop what says the same twice: a noun that a light verb took, one act told by verb and noun."""
    taken = {(w.index, c.row.type) for c in candidates for w in c.filled}
    kept: list[_Candidate] = []
    for c in sorted(candidates, key=lambda c: (c.word.upos not in ("VERB", "AUX"), c.word.index)):
        sides = ({a.code for a in c.sources}, {a.code for a in c.targets})
        echo = any(
            k.row.type == c.row.type
            and ({a.code for a in k.sources}, {a.code for a in k.targets}) == sides
            and (abs(k.word.index - c.word.index) <= 4)
            for k in kept
        )
        if (c.word.index, c.row.type) not in taken and not echo:
            kept.append(c)
    return sorted(kept, key=lambda c: c.word.index)
