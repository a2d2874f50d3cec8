"""Who "he", "it", "the president" and "the minister" are: the actors met so far, the last ones first."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from dragoman.coding.actors import UNRESOLVED, Resolver
from dragoman.coding.marks import quoted_spans
from dragoman.lexicon.world import world
from dragoman.reading.types import Sentence, Word
from dragoman.records import Actor, Span

__all__ = ["Discourse"]

_SUBJECT = {"nsubj", "csubj"}
_PARTS = re.compile(r"[\s\u00b7\u30fb]+")  # between the parts of a name
_BODIES = ("state", "organisation", "group")
_REACH = 4  # sentences back
_FAR = 1000  # for an office: its holder is named once


@dataclass(frozen=True, slots=True)
class _Met:
    actor: Actor
    sentence: int
    word: int
    subject: bool
    offices: frozenset[str]
    plural: bool
    quoted: bool
    role: tuple[str, ...]


class Discourse:
    """Resolves any noun phrase or pronoun of an article, in text order."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self._lang = resolver.lang
        self._sentences = resolver.reading.sentences
        self._marked = quoted_spans(resolver.reading.article.text, resolver.lang.grammar.marks)
        self._met: list[_Met] = []
        self._strangers: dict[str, Actor] = {}
        for s, sentence in enumerate(self._sentences):
            self._meet(s, sentence)

    def _meet(self, s: int, sentence: Sentence) -> None:
        for word in sentence.words:
            if word.upos not in ("NOUN", "PROPN", "PRON", "ADJ", "X") or word.relation in ("amod", "flat", "compound"):
                continue
            actor = self.resolver.by_itself(s, word)
            if actor is None:
                if word.relation not in _SUBJECT:
                    continue
                actor = self._described(s, word) or self._pronoun(s, word)
                if actor is None:
                    continue
            actor = self._introduce(actor)
            role = self.resolver.phrase(s, word).role
            offices = frozenset(role[0].offices if role is not None else ()) | self._offices(actor)
            self._met.append(
                _Met(
                    actor,
                    s,
                    word.index,
                    word.relation in _SUBJECT,
                    offices,
                    self._plural(word),
                    self._quoted(word.start),
                    role[0].form if role is not None else (),
                )
            )

    def _plural(self, word: Word) -> bool:
        return word.feats.get("Number") == "Plur" and word.upos != "PROPN"

    def _offices(self, actor: Actor) -> frozenset[str]:
        person = next((p for p in world().persons.values() if p.name == actor.person), None) if actor.person else None
        return (
            frozenset(t.office for t in world().offices(person.id, self.resolver.day))
            if person is not None
            else frozenset()
        )

    def _introduce(self, actor: Actor) -> Actor:
        """Remember a person that no list knows; a later bare surname is the same person."""
        if actor.kind != "person" or actor.person is None:
            return actor
        surname = actor.person.split()[-1]
        known = self._strangers.get(surname)
        if actor.code != UNRESOLVED:
            self._strangers.setdefault(surname, actor)
            return actor
        if known is None:
            return actor
        return replace(known, words=actor.words, span=actor.span, resolved_by=f"coreference > {known.resolved_by}")

    # -- public ------------------------------------------------------------------------------------

    def actor(self, s: int, head: Word, *, place_too: bool = False) -> Actor | None:
        """Return the actor that ``head``'s phrase means, or None where it is no actor."""
        actor = self.resolver.by_itself(s, head, place_too=place_too)
        if actor is not None:
            return self._introduce(actor)
        return self._pronoun(s, head) or self._described(s, head)

    def last_state(self, s: int, at: int) -> Actor | None:
        """The state last met before a word, subjects first."""
        return self._latest(s, at, lambda m: m.actor.code in world().territories and not m.quoted)

    def last_actor(self, s: int, at: int) -> Actor | None:
        """Whoever last acted before a word: a subject, else any person."""
        return self._latest(s, at, lambda m: m.subject) or self.last_person(s, at)

    def another(self, actor: Actor, start: int, end: int) -> bool:
        """Whether another person than ``actor`` is a subject between two offsets of the text, outside quotations."""
        name = (actor.person or actor.words).split()[-1:]
        for met in self._met:
            if not met.subject or met.quoted or met.plural or met.actor.kind != "person":
                continue
            word = self._sentences[met.sentence].words[met.word]
            if word.upos == "PRON" or self._second(met.sentence, word):
                continue
            at = word.start
            other = (met.actor.person or met.actor.words).split()[-1:]
            if start < at < end and other != name and met.actor.person is not None:
                return True
        return False

    def _second(self, s: int, word: Word) -> bool:
        """Whether a verb has a subject before this one: then this is an object that the parser mistook."""
        above = self._sentences[s].head_of(word)
        return above is not None and any(
            d.relation in _SUBJECT and d.index < word.index for d in self._sentences[s].dependents(above)
        )

    def namesake(self, words: tuple[Word, ...]) -> Actor | None:
        """The person met under a longer name that one of the words is a part of ("Mr **Ri**", after "Ri Yong Ho")."""
        forms = {w.form for w in words if w.upos == "PROPN"}
        for met in reversed(self._met):
            name = met.actor.person if met.actor.kind == "person" else None
            if name is not None and forms & set(_PARTS.split(name)[:: max(1, len(_PARTS.split(name)) - 1)]):
                return met.actor
        return None

    def last_person(self, s: int, at: int) -> Actor | None:
        """The person last met before a word, subjects first."""
        return self._latest(s, at, lambda m: m.actor.kind == "person")

    # -- how ---------------------------------------------------------------------------------------

    def _pronoun(self, s: int, word: Word) -> Actor | None:
        if word.upos not in ("PRON", "DET"):
            return None
        kind = self._lang.grammar.pronoun(word.form.casefold())
        if kind == "relative" and word.upos == "PRON":
            return self._antecedent(s, word)
        if kind == "reflexive":
            return None
        if kind in ("person", "plural"):
            kind = self._number(s, word) or kind  # "zij" is she and they: the verb says which
        if kind == "person":
            found = self._latest(s, word.index, lambda m: m.actor.kind == "person" and not m.plural)
        elif kind == "thing":
            found = self._latest(s, word.index, lambda m: m.actor.kind in _BODIES and not self._media(m.actor))
        elif kind == "plural":
            found = self._latest(s, word.index, lambda m: m.plural or (m.actor.kind in _BODIES and m.subject))
        else:
            return None
        return self._again(found, word)

    def _number(self, s: int, word: Word) -> str:
        """Whether the verb of a subject pronoun is singular or plural, where it shows."""
        above = self._sentences[s].head_of(word) if word.relation in _SUBJECT else None
        if above is None or self._lang.grammar.pronoun(word.form.casefold()) not in ("person", "plural"):
            return ""
        verbs = [above, *(d for d in self._sentences[s].dependents(above) if d.relation in ("aux", "cop"))]
        numbers = {v.feats.get("Number") for v in verbs if v.feats.get("VerbForm") == "Fin"}
        return {"Sing": "person", "Plur": "plural"}.get(numbers.pop() or "", "") if len(numbers) == 1 else ""

    def _media(self, actor: Actor) -> bool:
        organisation = world().organisations.get(actor.code)
        return organisation is not None and organisation.kind == "media"

    def _again(self, found: Actor | None, word: Word) -> Actor | None:
        if found is None:
            return None
        how = found.resolved_by.removeprefix("coreference > ")
        return replace(found, words=word.form, span=Span(word.start, word.end), resolved_by=f"coreference > {how}")

    def meant(self, s: int, word: Word) -> Word:
        """The noun that a relative pronoun stands for; any other word itself."""
        if word.upos != "PRON" or self._lang.grammar.pronoun(word.form.casefold()) != "relative":
            return word
        at: Word | None = word
        for _ in range(6):
            if at is None or at.relation == "acl":
                break
            at = self._sentences[s].head_of(at)
        above = self._sentences[s].head_of(at) if at is not None else None
        return above if above is not None else word

    def _antecedent(self, s: int, word: Word) -> Actor | None:
        """The actor that a relative clause belongs to."""
        noun = self.meant(s, word)
        found = self.resolver.by_itself(s, noun) if noun is not word else None
        if found is None and noun is not word and self.resolver.phrase(s, noun).role is not None:
            found = self.resolver.unresolved(s, noun)
        return replace(found, resolved_by=f"coreference > {found.resolved_by}") if found is not None else None

    def _described(self, s: int, head: Word) -> Actor | None:
        """A definite role without an owner: "the minister", "the president said"."""
        phrase = self.resolver.phrase(s, head)
        if phrase.role is None:
            return None
        role, first, last = phrase.role
        if not first <= head.index <= last or not self._definite(s, phrase.words, first):
            return None
        if role.kind == "person" and self._plural(head):
            return None
        offices = set(role.offices)
        found = None
        if role.kind == "person":
            if offices:
                found = self._latest(s, head.index, lambda m: bool(m.offices & offices), reach=_FAR)
            if found is None:
                found = self._latest(s, head.index, lambda m: m.role == role.form and m.actor.kind == "person")
            if found is None:  # not another one whose office is known
                found = self._latest(
                    s, head.index, lambda m: m.actor.kind == "person" and m.subject and not (offices and m.offices)
                )
        elif "GOV" in role.sectors:
            found = self._latest(s, head.index, lambda m: m.role == role.form and m.actor.kind == "state")
            found = found or self._latest(s, head.index, lambda m: m.actor.kind == "state")
            if found is not None:
                found = replace(found, sectors=role.sectors)
        if found is None:
            return None
        how = found.resolved_by.removeprefix("coreference > ")
        return replace(
            found, words=self.resolver._words(phrase.span), span=phrase.span, resolved_by=f"coreference > {how}"
        )

    def _definite(self, s: int, words: tuple[Word, ...], first: int) -> bool:
        articles = self._lang.grammar.definite
        if not articles:
            return True
        before = self._sentences[s].words[max(0, first - 3) : first]
        return any(w.form.casefold() in articles for w in (*words, *before) if w.index < first)

    def _latest(self, s: int, at: int, fits: Callable[[_Met], bool], reach: int = _REACH) -> Actor | None:
        """The best antecedent before a word.

        Subjects first, of this sentence and the one before, then whoever else stands in them, then further
        back. What stands inside a quotation is no antecedent for what stands outside.
        """
        inside = self._quoted(self._sentences[s].words[min(at, len(self._sentences[s].words) - 1)].start)
        met = [m for m in self._met if s - reach < m.sentence <= s and (m.sentence < s or m.word < at) and fits(m)]
        met = [m for m in met if inside or not m.quoted] or met
        if not met:
            return None

        def rank(m: _Met) -> tuple[int, int, int]:
            back = s - m.sentence
            return (back + (0 if m.subject else 2), back, -m.word)

        return min(met, key=rank).actor

    def _quoted(self, at: int) -> bool:
        return any(span.start <= at < span.end for span in self._marked)
