"""From the words of a noun phrase to the actors it names (DESIGN section 4.1).

A phrase is resolved by what stands in it: a name; a role with an owner ("the Chinese leader", "Russian
troops"), its holder looked up at the article's date; a person introduced by either. What names nobody
by itself is looked for in the discourse (:mod:`dragoman.coding.discourse`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dragoman.coding.names import Named, find_names
from dragoman.lexicon.language import Language, Role
from dragoman.lexicon.world import Person, world
from dragoman.reading.types import Mention, Reading, Sentence, Word
from dragoman.records import Actor, Span

__all__ = ["UNRESOLVED", "Phrase", "Resolver", "day_of"]

UNRESOLVED = "---"
#: Relations inside one noun phrase: its names, titles and adjectives.
_CORE = {"flat", "appos", "compound", "amod", "nummod", "det", "goeswith", "fixed", "name"}
_OWNER = {"amod", "nmod", "compound", "det", "flat", "appos", "obl"}
#: Sectors of bodies and people that belong where they are.
_LOCAL = {"COP", "JUD", "LEG", "CVL", "LAB", "EDU", "OPP"}
_OWNING_KINDS = {"name", "adjective", "demonym", "capital", "metonym", "org-name", "org-abbreviation", "org-metonym"}


@dataclass(frozen=True)
class Phrase:
    """A noun phrase: its head, the words of its core, and what stands in it."""

    head: Word
    words: tuple[Word, ...]
    named: tuple[Named, ...]
    role: tuple[Role, int, int] | None  # with its first and last word
    person: Mention | None

    @property
    def span(self) -> Span:
        return Span(self.words[0].start, self.words[-1].end)


def day_of(reading: Reading) -> dt.date | None:
    """The day of the article for looking up office holders: the middle of its date's span."""
    date = reading.article.date
    if date is None or date.start is None:
        return None
    return date.start if date.end is None else date.start + (date.end - date.start) // 2


class Resolver:
    """Resolves the phrases of one article by what stands in them."""

    def __init__(self, reading: Reading, lang: Language) -> None:
        self.reading = reading
        self.lang = lang
        self.day = day_of(reading)
        self.names = self._decided([find_names(sentence, lang) for sentence in reading.sentences])
        self._name_at = [{i: n for n in found for i in range(n.first, n.last + 1)} for found in self.names]
        self._mentioned = {n.options[0].entity for found in self.names for n in found if not n.is_person}
        self._in_full = {n.options[0].entity for found in self.names for n in found if n.kind == "person"}
        self._surnames = {
            s.words[m.last].form for s in reading.sentences for m in s.mentions if m.kind == "PER" and m.last > m.first
        }

    def _decided(self, found: list[tuple[Named, ...]]) -> list[tuple[Named, ...]]:
        """Names that two states share go to the one named elsewhere in the article, or to neither."""
        sure = {n.options[0].entity for names in found for n in names if not n.is_person and len(_entities(n)) == 1}

        def decide(named: Named) -> Named | None:
            entities = _entities(named)
            if named.is_person or len(entities) < 2:
                return named
            left = entities & sure
            if len(left) != 1:
                return None
            return replace(named, options=tuple(o for o in named.options if o.entity in left))

        return [tuple(d for n in names if (d := decide(n)) is not None) for names in found]

    def name_at(self, s: int, word: Word) -> Named | None:
        return self._name_at[s].get(word.index)

    def phrase(self, s: int, head: Word) -> Phrase:
        """Return the phrase that ``head`` heads (or stands in, where it is part of a name)."""
        sentence = self.reading.sentences[s]
        head = self._top(sentence, head)
        words = self._core(sentence, head, s)
        inside = {w.index for w in words}
        named = tuple(n for n in self.names[s] if n.first in inside or n.last in inside)
        person = next(
            (m for m in sentence.mentions if m.kind == "PER" and (m.first in inside or m.last in inside)), None
        )
        return Phrase(head, words, named, self._role(words, sentence), person)

    def _top(self, sentence: Sentence, head: Word) -> Word:
        for _ in range(4):
            above = sentence.head_of(head)
            if above is None or head.relation not in ("flat", "goeswith", "fixed"):
                break
            head = above
        return head

    def _core(self, sentence: Sentence, head: Word, s: int) -> tuple[Word, ...]:
        found, stack = {head.index}, [head]
        while stack:
            word = stack.pop()
            for below in sentence.dependents(word):
                keeps = below.relation in _CORE or (below.relation == "nmod" and self._caseless(sentence, below))
                if keeps and below.upos not in ("VERB", "AUX", "PUNCT"):
                    found.add(below.index)
                    stack.append(below)
        for i in list(found):
            named = self._name_at[s].get(i)
            if named is not None and not named.partial:
                found.update(range(named.first, named.last + 1))
        return _run(sentence, sorted(found), head.index)

    def _caseless(self, sentence: Sentence, word: Word) -> bool:
        return not any(d.relation == "case" for d in sentence.dependents(word))

    def _role(self, words: tuple[Word, ...], sentence: Sentence) -> tuple[Role, int, int] | None:
        best: tuple[Role, int, int] | None = None
        for word in words:
            if word.upos not in ("NOUN", "PROPN", "X") and (word.upos != "ADJ" or word.relation == "amod"):
                continue
            for form in (word.lemma.casefold(), word.form.casefold()):
                for role in self.lang.roles.get(form, ()):
                    last = word.index + len(role.form) - 1
                    if last < len(sentence.words) and self._spells(sentence, word.index, role):
                        if best is None or len(role.form) > len(best[0].form):
                            best = (role, word.index, last)
                        break
        return best

    def _spells(self, sentence: Sentence, at: int, role: Role) -> bool:
        return all(
            token in (sentence.words[at + i].lemma.casefold(), sentence.words[at + i].form.casefold())
            for i, token in enumerate(role.form)
        )

    # -- who it is ---------------------------------------------------------------------------------

    def by_itself(self, s: int, head: Word, *, place_too: bool = False) -> Actor | None:
        """Return the actor that a phrase names by its own words, or None."""
        phrase = self.phrase(s, head)
        direct = self.name_at(s, head)
        owner = self.owner(s, phrase)
        role = phrase.role[0] if phrase.role is not None else None
        if (
            phrase.role is not None
            and direct is not None
            and direct.first <= phrase.role[1]
            and phrase.role[2] <= direct.last
        ):
            role = None  # a word of the name itself: the "Union" of the European Union
        for named in phrase.named:
            if named.is_person and (phrase.role is not None or self._covers(named, head, phrase)):
                actor = self._person(named, phrase, owner, role)
                if actor is not None:
                    return actor
        if direct is not None and direct.kind in _OWNING_KINDS - {"adjective", "demonym"} and role is None:
            return self.named(direct, role)
        if phrase.person is not None and (role is not None or phrase.person.first <= head.index <= phrase.person.last):
            return self._stranger(s, phrase, owner, role)
        if role is not None and owner is not None and (direct is None or direct.kind == "adjective"):
            return self._office(phrase, role, owner)
        if (
            direct is not None
            and not direct.partial
            and direct.kind in _OWNING_KINDS | ({"city"} if place_too else set())
        ):
            return self.named(direct, role)
        return None

    def _covers(self, named: Named, head: Word, phrase: Phrase) -> bool:
        near = {w.index for w in phrase.words if w.relation in ("flat", "appos", "compound", "nmod") or w is head}
        return named.first <= head.index <= named.last or bool(near & set(range(named.first, named.last + 1)))

    def owner(self, s: int, phrase: Phrase) -> Named | None:
        """Return the state or organisation that a phrase belongs to: an adjective, a possessor, "of X"."""
        sentence = self.reading.sentences[s]
        for inside in phrase.named:
            if inside.kind in _OWNING_KINDS and inside.first != phrase.head.index:
                return inside
        within = sentence.words[phrase.role[1] : phrase.role[2] + 1] if phrase.role is not None else ()
        below = [phrase.head, *(w for w in (*phrase.words, *within) if w is not phrase.head)]
        for word in below:
            for dependent in sentence.dependents(word):
                named = self._name_at[s].get(dependent.index)
                if named is None or named.kind not in _OWNING_KINDS or dependent.relation not in _OWNER:
                    continue
                if self._marker(sentence, dependent) <= self.lang.grammar.of:
                    return named
        own = self.name_at(s, phrase.head)
        return own if own is not None and own.partial else self._seat(s, phrase)

    def _seat(self, s: int, phrase: Phrase) -> Named | None:
        """Where bodies and people of a place sit: "police in Minsk" are of Belarus, an embassy in Minsk is not."""
        if phrase.role is None or not set(phrase.role[0].sectors) & _LOCAL:
            return None
        sentence = self.reading.sentences[s]
        for dependent in sentence.dependents(phrase.head):
            named = self._name_at[s].get(dependent.index)
            if named is None or named.kind not in ("name", "capital", "city"):
                continue
            if dependent.relation in ("nmod", "obl") and self._marker(sentence, dependent) & self.lang.grammar.at:
                return named
        return None

    def _marker(self, sentence: Sentence, word: Word) -> set[str]:
        return {d.form.casefold() for d in sentence.dependents(word) if d.relation == "case"} - {
            e.casefold() for e in self.lang.grammar.possessive
        }

    def named(self, named: Named, role: Role | None = None) -> Actor:
        """Return the actor that a name of a state or organisation stands for."""
        name = named.options[0]
        kind = world().kind(name.entity)
        how = {
            "org-name": "name",
            "org-abbreviation": "abbreviation",
            "org-metonym": "metonym",
            "capital": "metonym",
        }.get(name.kind, name.kind)
        country = name.entity if kind == "state" else _country_of(name.entity)
        sectors = role.sectors if role is not None else ()
        if not sectors and name.kind in ("metonym", "capital") and kind == "state":
            sectors = ("GOV",)
        return Actor(name.entity, self._words(named.span), named.span, country, sectors, None, kind, how)

    def _person(self, named: Named, phrase: Phrase, owner: Named | None, role: Role | None) -> Actor | None:
        person = self._which(named, owner)
        if person is None:
            return None
        terms = world().offices(person.id, self.day)
        term = next((t for t in terms if t.country in world().territories), terms[0] if terms else None)
        code = (_country_of(term.country) or term.country) if term is not None else person.country
        state = code in world().territories
        sectors = (
            role.sectors if role is not None and role.sectors else (("GOV",) if term is not None and state else ())
        )
        return Actor(
            code,
            self._words(phrase.span),
            phrase.span,
            person.country,
            sectors,
            person.name,
            "person",
            "name > term" if term is not None else "name",
        )

    def _which(self, named: Named, owner: Named | None) -> Person | None:
        """The person meant: by the country named beside him, his term at the date, countries in the article."""
        scored = []
        for option in dict.fromkeys(o.entity for o in named.options if o.kind in ("person", "surname")):
            person = world().persons[option]
            places = {person.country, *(t.country for t in world().terms.get(option, ()))}
            score = 4.0 * (owner is not None and owner.options[0].entity in places)
            score -= 4.0 * (owner is not None and owner.options[0].entity not in places)
            score += 2.0 * (self.day is not None and bool(world().offices(option, self.day)))
            score += 1.0 * bool(places & self._mentioned)
            scored.append((score, person))
        if not scored:
            return None
        top = max(score for score, _ in scored)
        best = [person for score, person in scored if score == top]
        if len(best) > 1 or (named.kind == "surname" and not self._evident(best[0], named, top)):
            return None
        return best[0]

    def _evident(self, person: Person, named: Named, score: float) -> bool:
        """Whether a bare surname may stand for a known person.

        He is named in full elsewhere, or a country beside the name is his, or he holds an office that
        day while nobody else of that name is introduced in the article.
        """
        if person.id in self._in_full or score >= 4:
            return True
        if named.options[0].tokens[-1] in self._surnames or score < 2:
            return False
        return score >= 3 or len({o.entity for o in named.options}) == 1

    def _stranger(self, s: int, phrase: Phrase, owner: Named | None, role: Role | None) -> Actor:
        """A person that no list knows: the country comes from an adjective or an owner beside the name."""
        assert phrase.person is not None
        words = self.reading.sentences[s].words
        span = Span(words[phrase.person.first].start, words[phrase.person.last].end)
        code = owner.options[0].entity if owner is not None else UNRESOLVED
        kind = world().kind(code)
        return Actor(
            code,
            self._words(phrase.span),
            phrase.span,
            code if kind == "state" else None,
            role.sectors if role is not None else (),
            self._words(span),
            "person",
            "title" if owner is not None else "unresolved",
        )

    def _office(self, phrase: Phrase, role: Role, owner: Named) -> Actor:
        """A role with its owner: the holder at the date where it is an office of one, else the body."""
        code = owner.options[0].entity
        state = code in world().territories
        holder = None
        one = phrase.head.feats.get("Number") != "Plur"
        if self.day is not None and role.kind == "person" and one:
            holder = next((p for o in role.offices if (p := world().holder(code, o, self.day)) is not None), None)
        return Actor(
            code,
            self._words(phrase.span),
            phrase.span,
            code if state else _country_of(code),
            role.sectors,
            holder.name if holder is not None else None,
            "person" if role.kind == "person" else world().kind(code),
            "office holder" if holder is not None else "role",
        )

    def sides(self, s: int, head: Word, actor: Actor) -> list[Actor]:
        """The actors of a phrase that names several: "the leaders of Turkey and Germany", "Russian-Turkish"."""
        pair = [n for n in self.names[s] if n.partial and n.first == head.index]
        if len(pair) > 1:
            return [self.named(n) for n in pair]
        if actor.resolved_by != "role" or head.feats.get("Number") != "Plur":
            return [actor]
        owner = self.owner(s, self.phrase(s, head))
        if owner is None:
            return [actor]
        sentence = self.reading.sentences[s]
        others = [self.name_at(s, d) for d in sentence.dependents(sentence.words[owner.first]) if d.relation == "conj"]
        more = [n for n in others if n is not None and n.kind in _OWNING_KINDS]
        return [actor, *(replace(self.named(n), sectors=actor.sectors, resolved_by="role") for n in more)]

    def unresolved(self, s: int, head: Word) -> Actor:
        """The words of a phrase that names nobody known."""
        phrase = self.phrase(s, head)
        sectors = phrase.role[0].sectors if phrase.role is not None else ()
        return Actor(UNRESOLVED, self._words(phrase.span), phrase.span, None, sectors, None, "unknown", "unresolved")

    def is_somebody(self, s: int, head: Word) -> bool:
        """Whether words that are not resolved may still name an actor: a name, or a word for people."""
        named = any(
            m.first <= head.index <= m.last and m.kind in ("PER", "ORG", "LOC")
            for m in self.reading.sentences[s].mentions
        )
        return named or self.phrase(s, head).role is not None

    def owned(self, s: int, head: Word) -> list[Actor]:
        """The actors inside a phrase that is none itself: its owner, else all named in it, in order."""
        phrase = self.phrase(s, head)
        owner = self.owner(s, phrase)
        if owner is not None:
            return [replace(self.named(owner), resolved_by="owner")]
        sentence = self.reading.sentences[s]
        below = {w.index for w in self._nominal(sentence, head)}
        found = []
        for named in self.names[s]:
            if named.first in below and named.kind in _OWNING_KINDS | {"city"}:
                found.append(replace(self.named(named), resolved_by="within"))
        return found

    def _nominal(self, sentence: Sentence, head: Word) -> Iterator[Word]:
        """``head`` and what depends on it, without entering clauses or places."""
        yield head
        for word in sentence.dependents(head):
            place = word.upos == "PROPN" and self._marker(sentence, word) & self.lang.grammar.at
            if word.relation not in ("acl", "advcl", "ccomp", "xcomp", "parataxis", "csubj") and not place:
                yield from self._nominal(sentence, word)

    def _words(self, span: Span) -> str:
        return span.of(self.reading.article.text)


def _run(sentence: Sentence, found: list[int], head: int) -> tuple[Word, ...]:
    """The words around the head with no verb between them: a noun phrase does not reach across one."""
    kept = [head]
    for way in (-1, 1):
        for i in sorted((i for i in found if (i - head) * way > 0), key=lambda i: abs(i - head)):
            near = kept[-1] if way > 0 else kept[0]
            if any(sentence.words[j].upos in ("VERB", "AUX") for j in range(min(i, near) + 1, max(i, near))):
                break
            kept.insert(len(kept) if way > 0 else 0, i)
    return tuple(sentence.words[i] for i in kept)


def _entities(named: Named) -> set[str]:
    """What a name may stand for; a city only where nothing else does."""
    acting = {o.entity for o in named.options if o.kind != "city"}
    return acting or {o.entity for o in named.options}


def _country_of(code: str) -> str | None:
    organisation = world().organisations.get(code)
    return organisation.country or None if organisation is not None else None
