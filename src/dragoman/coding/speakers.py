"""Who says it: the subject of the reporting verb, "according to", the one who spoke before.

Syntax comes first: what governs the words, then what stands beside them; then the discourse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dragoman.coding.discourse import Discourse
from dragoman.coding.patterns import case_of, matches
from dragoman.coding.status import StatusReader
from dragoman.lexicon.language import Language
from dragoman.reading.types import Reading, Sentence, Word
from dragoman.records import Actor, Span

__all__ = ["Said", "Speakers"]

#: Acts that are done with words: whoever does them may say what stands between marks in the same clause.
_VERBAL = {"AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"}
_JUDGES = ("say", "denial", "refusal", "wish", "ask")
_STATELY = {"GOV", "MIL", "LEG", "JUD"}
_NOMINAL = ("NOUN", "PROPN", "ADJ", "DET", "NUM")
_CLIMB = 15


@dataclass(frozen=True, slots=True)
class Said:
    """Who said something: ``sentence`` and ``end`` place the words; ``sure`` is 0 to 1."""

    speaker: Actor | None
    cue: Word | None
    sure: float
    sentence: int
    end: int


class Speakers:
    """Finds the speakers of one article. ``spans`` is what stands between quotation marks."""

    def __init__(
        self,
        reading: Reading,
        lang: Language,
        discourse: Discourse,
        readers: Sequence[StatusReader],
        spans: Sequence[Span],
    ) -> None:
        self._text, self._sentences = reading.article.text, reading.sentences
        self._lang, self._discourse, self._readers, self._spans = lang, discourse, readers, spans
        self._resolver = discourse.resolver

    # -- of a reporting word -----------------------------------------------------------------------

    def of_cue(
        self, s: int, cue: Word, last: Said | None, *, strict: bool, outside: Span | None = None
    ) -> Actor | None:
        """The one whom a reporting word names as speaker. ``strict``: only words for people and bodies speak."""
        heads = [h for h in self._subjects(s, cue) if outside is None or not _within(h, outside)]
        for head in heads:
            meant = self._discourse.meant(s, head)
            actor = self._continued(head, last, outside) or self._person_beside(s, head)
            actor = actor or self._discourse.actor(s, head) or self.named(s, meant, strict=strict)
            if actor is not None:
                return self._placed(s, meant, actor)
        return None if heads else self._without_subject(s, cue, last)

    def _subjects(self, s: int, cue: Word) -> list[Word]:
        """Who speaks: of two subjects the pronoun, of a participle the subject of the verb above it."""
        sentence, personal = self._sentences[s], ("person", "plural", "thing")
        own = [d for d in sentence.dependents(cue) if d.deprel == "nsubj"]
        pronouns = [d for d in own if self._lang.grammar.pronoun(d.form.casefold()) in personal]
        if len(own) > 1 and pronouns:
            return pronouns[:1]
        above = sentence.head_of(cue)
        if not own and cue.relation == "advcl" and above is not None and above.upos == "VERB":
            subjects = [d for d in sentence.dependents(above) if d.relation == "nsubj"]
            if subjects and cue.feats.get("VerbForm") != "Fin":
                return subjects[:1]
        return self._readers[s].arguments.subject(cue)

    def _continued(self, head: Word, last: Said | None, outside: Span | None) -> Actor | None:
        """ "he said" right after somebody's words: the one who spoke, unless another came between."""
        kind = self._lang.grammar.pronoun(head.form.casefold())
        if kind not in ("person", "plural", "thing") or head.upos != "PRON":
            return None
        if last is None or last.speaker is None or not self._right_after(last, outside or _span(head)):
            return None
        speaker = last.speaker
        person = speaker.kind == "person" or (speaker.kind == "unknown" and "BUS" not in speaker.sectors)
        if person != (kind == "person") and not (kind == "plural" and speaker.kind != "person"):
            return None
        if kind == "person" and self._discourse.another(speaker, last.end, head.start):
            return None
        return _again(speaker, head)

    def _right_after(self, last: Said, span: Span) -> bool:
        """Whether no whole sentence lies between somebody's words and the next ones."""
        return sum(last.end <= sentence.start < span.start for sentence in self._sentences) <= 1

    def _person_beside(self, s: int, head: Word) -> Actor | None:
        """A second subject that names the person whose title is the first ("Foreign Minister / Ri Yong Ho says")."""
        sentence = self._sentences[s]
        beside = [
            d
            for above in [sentence.head_of(head)]
            if above is not None and head.upos in ("NOUN", "PROPN") and head.relation == "nsubj"
            for d in sentence.dependents(above)
            if d.relation == "nsubj" and d.upos == "PROPN" and d.index == head.index + 1
        ]
        for name in beside:
            person = self._discourse.actor(s, name)
            title = self._discourse.actor(s, head) or self.named(s, head, strict=True)
            if person is None or person.kind != "person":
                continue
            if person.code == "---" and title is not None:
                return replace(person, code=title.code, country=title.country, sectors=title.sectors)
            return person
        return None

    def named(self, s: int, head: Word, *, strict: bool) -> Actor | None:
        """A speaker that names nobody known: a name, a word for people and bodies, or any noun."""
        if head.upos not in ("NOUN", "PROPN", "X", "ADJ", "NUM"):
            return None
        mentioned = any(m.first <= head.index <= m.last for m in self._sentences[s].mentions)
        role = self._resolver.phrase(s, head).role
        owners = list({a.code: a for a in self._resolver.owned(s, head)}.values())
        if not mentioned and role is None and strict and not owners:
            return None
        known = self._discourse.namesake(self._resolver.phrase(s, head).words)
        if known is not None:
            return _again(known, head)
        actor = self._resolver.unresolved(s, head)
        if len(owners) == 1 and owners[0].resolved_by == "owner":
            return replace(actor, code=owners[0].code, country=owners[0].country, resolved_by="owner")
        return actor

    def _placed(self, s: int, head: Word, actor: Actor) -> Actor:
        """Someone in office whose state is not said acts for the one that the text is about just then."""
        if actor.code != "---" or actor.resolved_by.startswith("coreference"):
            return actor
        role = self._resolver.phrase(s, head).role
        theirs = self._represented(s, head) if role is not None else None
        if theirs is not None:
            return replace(actor, code=theirs.code, country=theirs.country, resolved_by="owner")
        if role is None or role[0].kind == "group" or not (_STATELY & set(role[0].sectors)):
            return actor
        state = self._discourse.last_state(s, head.index)
        if state is None:
            return actor
        return replace(actor, code=state.code, country=state.country, sectors=role[0].sectors, resolved_by="context")

    def _represented(self, s: int, head: Word) -> Actor | None:
        """Whom a role speaks for, by whatever adposition: "the spokesman **for the Houthis**"."""
        sentence, role = self._sentences[s], self._resolver.phrase(s, head).role
        body = role is not None and role[0].kind == "body"  # "the ministry **in Moscow**"
        found = [
            actor
            for below in sentence.dependents(head)
            if below.relation == "nmod"
            and (body or case_of(sentence, below) not in self._lang.grammar.at)
            and (actor := self._resolver.by_itself(s, below)) is not None
        ]
        return found[0] if len({a.code for a in found}) == 1 and found[0].kind != "person" else None

    def _without_subject(self, s: int, cue: Word, last: Said | None) -> Actor | None:
        sentence = self._sentences[s]
        if cue.upos not in ("VERB", "AUX") or self._readers[s].arguments.passive(cue):
            return None
        if cue.feats.get("Number") == "Plur":  # "they said in the Kremlin"
            for below in sentence.dependents(cue):
                if below.relation == "obl" and case_of(sentence, below) in self._lang.grammar.at:
                    actor = self._resolver.by_itself(s, below)
                    if actor is not None and actor.resolved_by in ("metonym", "role", "abbreviation", "title"):
                        return actor
        finite = cue.feats.get("VerbForm", "Fin") == "Fin" or any(d.relation == "aux" for d in sentence.dependents(cue))
        if not self._lang.grammar.prodrop or not finite:
            return None
        near = last is not None and self._right_after(last, _span(cue))
        if near and last is not None and last.speaker is not None:
            return _again(last.speaker, cue)
        found = self._discourse.last_actor(s, cue.index)
        return _again(found, cue) if found is not None else None

    # -- of words between marks --------------------------------------------------------------------

    def by_syntax(self, s: int, span: Span, last: Said | None) -> tuple[Actor | None, Word | None, float]:
        """The speaker that the sentence itself names: by a governing verb, "according to", a verb beside."""
        for cue, sure in self._governing(s, span):
            actor = self.of_cue(s, cue, last, strict=False, outside=span)
            if actor is not None:
                return actor, cue, sure
        actor, cue_found = self._according(s, span)
        if actor is not None:
            return actor, cue_found, 0.85
        beside = self._beside(s, span)
        for cue in beside:
            actor = self.of_cue(s, cue, last, strict=True, outside=span)
            if actor is not None:
                return actor, cue, 0.75
        verbs = [c for c in beside if c.upos in ("VERB", "AUX")]
        return (self._name_beside(s, verbs[0], span), verbs[0], 0.6) if verbs else (None, None, 0.0)

    def _governing(self, s: int, span: Span) -> Iterator[tuple[Word, float]]:
        """The verbs above the words that say or judge, innermost first, and reporting verbs that hang beside."""
        sentence, reader = self._sentences[s], self._readers[s]
        inner = [w for w in sentence.words if _within(w, span) and w.upos != "PUNCT"]
        tops = [w for w in inner if (above := sentence.head_of(w)) is None or not _within(above, span)]
        for top in tops:
            at: Word | None = top
            for _ in range(_CLIMB):
                if at is None:
                    break
                outer = not _within(at, span)
                if outer and at.upos in ("VERB", "AUX") and self._judges(s, at, top):
                    yield at, 0.9
                for below in sentence.dependents(at):
                    beside = below.relation == "parataxis" and not self.in_marks(below)
                    if beside and not _within(below, span) and reader.cues.has(below, "say"):
                        yield below, 0.9
                if outer and at.upos == "NOUN" and reader.cues.has(at, "say"):
                    yield at, 0.7
                at = sentence.head_of(at)

    def by_any_verb(self, s: int, span: Span, *, whole: bool) -> Actor | None:
        """Whoever does what the quoted words stand under or beside: "quipped", "put it bluntly", "thanke for"."""
        sentence = self._sentences[s]
        inner = [w for w in sentence.words if _within(w, span) and w.upos != "PUNCT"]
        above = [a for w in inner for a in self._upwards(sentence, w) if not _within(a, span)]
        beside = [
            d for w in inner for d in sentence.dependents(w) if whole and d.relation in ("parataxis", "ccomp", "conj")
        ]
        for verb in (*above, *beside):
            if verb.upos not in ("VERB", "AUX") or _within(verb, span) or self.in_marks(verb):
                continue
            for head in self._subjects(s, verb):
                actor = None if _within(head, span) else self._discourse.actor(s, head)
                if actor is None and whole and not _within(head, span):
                    actor = self._authors(s, head)
                if actor is not None:
                    return self._placed(s, head, actor)
        return None

    def _upwards(self, sentence: Sentence, word: Word) -> Iterator[Word]:
        at = sentence.head_of(word)
        for _ in range(_CLIMB):
            if at is None:
                return
            yield at
            at = sentence.head_of(at)

    def _judges(self, s: int, verb: Word, top: Word) -> bool:
        """Whether a verb is one of speech or judgement, or gives its object the quoted words as a name."""
        reader, sentence = self._readers[s], self._sentences[s]
        if self.in_marks(verb):
            return False
        if reader.cues.has(verb, *_JUDGES):
            return True
        found = next(matches(sentence, verb, self._lang.predicates, self._lang.times), None)
        if found is not None and found[0].type in _VERBAL:
            return True
        names = top.head == verb.index and top.relation == "xcomp" and top.upos in ("NOUN", "ADJ", "PROPN")
        return names and any(d.relation == "obj" for d in sentence.dependents(verb))

    def _beside(self, s: int, span: Span) -> list[Word]:
        """Reporting words of the sentence outside the marks: verbs first, nearest first."""
        found = [w for w in self._readers[s].cues.speech() if not _within(w, span) and not self.in_marks(w)]
        return sorted(found, key=lambda w: (w.upos == "NOUN", min(abs(w.start - span.end), abs(span.start - w.end))))

    def _name_beside(self, s: int, cue: Word, span: Span) -> Actor | None:
        """A person named right beside the cue word, where the grammar is broken: "… Putin added."."""
        near = [w for w in self._sentences[s].words if abs(w.index - cue.index) <= 3 and not _within(w, span)]
        for word in sorted(near, key=lambda w: abs(w.index - cue.index)):
            actor = self._resolver.by_itself(s, word) if word.upos in ("PROPN", "NOUN") else None
            if actor is not None and actor.kind == "person":
                return self._discourse.actor(s, word)
        return self._discourse.last_person(s, cue.index)

    def _according(self, s: int, span: Span) -> tuple[Actor | None, Word | None]:
        """ "according to X": the phrase that such a word marks, or that stands right behind it."""
        sentence, reader = self._sentences[s], self._readers[s]
        for word in sentence.words:
            if _within(word, span) or self.in_marks(word) or not reader.cues.has(word, "source"):
                continue
            if word.upos == "NOUN" and word.relation not in ("case", "fixed"):  # "in the words of X"
                head = next((d for d in sentence.dependents(word) if d.relation == "nmod"), None)
            else:
                head = sentence.head_of(word) if word.relation == "case" else self._behind(sentence, word)
            if head is None or _within(head, span):
                continue
            known = self._discourse.actor(s, head)
            if known is None and (inner := self._authors(s, head)) is not None:
                return inner, word
            actor = known or self.named(s, head, strict=False)
            if actor is not None:
                return self._placed(s, head, actor), word
        return None, None

    def _authors(self, s: int, head: Word) -> Actor | None:
        """Whose paper it is: "according to a statement **from the Jordanian ministry**"."""
        if self._resolver.phrase(s, head).role is not None:
            return None
        for below in self._sentences[s].dependents(head):
            actor = self._resolver.by_itself(s, below) if below.relation == "nmod" else None
            if actor is not None:
                return actor
        return None

    def _behind(self, sentence: Sentence, word: Word) -> Word | None:
        """The head of the noun phrase that follows an adverb of report behind a comma ("…“, so Pelosi")."""
        before = sentence.words[word.index - 1] if word.index else None
        if before is None or before.upos != "PUNCT" or word.relation == "fixed":
            return None
        at = next((w for w in sentence.words[word.index + 1 :] if w.upos not in ("DET", "ADJ", "NUM")), None)
        if at is None or at.upos not in ("NOUN", "PROPN"):
            return None
        above = sentence.head_of(at)
        while above is not None and above.index > word.index and above.upos in ("NOUN", "PROPN"):
            at, above = above, sentence.head_of(above)
        return at

    # -- by what stands around ---------------------------------------------------------------------

    def by_neighbour(self, first: int, end: int, span: Span, last: Said | None) -> Actor | None:
        """A quote that is sentences of its own, first … end: introduced before, continued, or named after."""
        introduced = self._text[: span.start - 1].rstrip()[-1:] in (":", "\uff1a")
        for t in (first - 1,) if introduced and first else ():
            actor = self._speaks(t, last) or self._discourse.last_person(first, 0)
            if actor is not None:
                return actor
        if last is not None and last.speaker is not None and first - last.sentence <= 1:
            return last.speaker
        for t in (first - 1, end + 1):
            if 0 <= t < len(self._sentences) and self._together(min(t, end), max(t, first)):
                actor = self._speaks(t, last)
                if actor is not None:
                    return actor
        if last is not None and last.speaker is not None and self._one_paragraph(last.end, span.start):
            return last.speaker
        return self._discourse.last_person(first, 0)

    def _speaks(self, s: int, last: Said | None) -> Actor | None:
        for cue in self._readers[s].cues.speech():
            if not self.in_marks(cue):
                actor = self.of_cue(s, cue, last, strict=True)
                if actor is not None:
                    return actor
        return None

    def _together(self, before: int, after: int) -> bool:
        return self._one_paragraph(self._sentences[before].end, self._sentences[after].start)

    def nearby(self, s: int, span: Span, last: Said | None) -> Actor | None:
        """For words quoted without any reporting word: the speaker of the quote beside, if they judge."""
        if last is None or last.speaker is None or s - last.sentence > 1:
            return None
        sentence = self._sentences[s]
        inner = [w for w in sentence.words if _within(w, span) and w.upos != "PUNCT"]
        judging = any(d.relation == "cop" for w in inner for d in sentence.dependents(w))
        if last.sentence == s or judging or len(inner) > 2:
            return last.speaker
        return None

    def in_marks(self, word: Word) -> bool:
        return any(_within(word, span) for span in self._spans)

    def _one_paragraph(self, start: int, end: int) -> bool:
        return re.search(r"\n\s*\n", self._text[start:end]) is None


def _span(word: Word) -> Span:
    return Span(word.start, word.end)


def _within(word: Word, span: Span) -> bool:
    return span.start <= word.start < span.end


def _again(actor: Actor, word: Word) -> Actor:
    """The same actor meant again by another word, or by a verb that leaves its subject out."""
    how = actor.resolved_by.removeprefix("coreference > ")
    return replace(actor, words=word.form, span=Span(word.start, word.end), resolved_by=f"coreference > {how}")
