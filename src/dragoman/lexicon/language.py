"""What is known of one language: names, roles, predicates, cues, grammar. Read once, when first met."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from dragoman.errors import LexiconError
from dragoman.lexicon.tables import exists, languages, rows, text_of

__all__ = ["Cue", "Grammar", "Language", "Pattern", "Predicate", "Role", "language"]


#: Keys of ``grammar.toml`` that hold a set of words.
_WORDS = (
    "agent",
    "of",
    "at",
    "definite",
    "matter",
    "object",
    "quotative",
    "verbal",
    "particles",
    "oblique",
    "postpositions",
    "bound",
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A head lemma and the words that must depend on it; each place may have alternatives."""

    head: tuple[str, ...]
    required: tuple[frozenset[str], ...]

    @classmethod
    def parse(cls, text: str) -> Pattern:
        head: list[str] = []
        required = []
        for token in text.split():
            if token.startswith("+") and len(token) > 1:
                required.append(frozenset(token[1:].casefold().split("/")))
            else:
                head.append(token.casefold())
        return cls(tuple(head), tuple(required))

    def __len__(self) -> int:
        return len(self.head) + len(self.required)


@dataclass(frozen=True, slots=True)
class Predicate:
    pattern: Pattern
    pos: str
    type: str
    mode: str | None
    source: tuple[str, ...]
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    pattern: Pattern
    pos: str
    kind: str


@dataclass(frozen=True, slots=True)
class Role:
    """A word for people or bodies that act for a state: "president", "troops", "foreign minister"."""

    form: tuple[str, ...]
    kind: str
    sectors: tuple[str, ...]
    offices: tuple[str, ...]


@dataclass(frozen=True)
class Grammar:
    """``grammar.toml``: the closed-class words that the engine needs by name."""

    agent: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()
    at: frozenset[str] = frozenset()
    possessive: tuple[str, ...] = ()
    definite: frozenset[str] = frozenset()
    proclitics: tuple[tuple[str, str, str], ...] = ()  # as written, the word it is, what the rest has lost
    enclitics: tuple[tuple[str, str], ...] = ()  # as written, what stands there in the lexicon
    verbal_nouns: bool = False  # whether a noun after a verb of wanting, refusing … is a clause
    prodrop: bool = False  # whether a finite verb may leave its subject out
    concord: bool = False  # whether several negations make one
    pronouns: dict[str, str] | None = None  # form → person, thing, plural, relative, reflexive, first …
    marks: tuple[tuple[str, str], ...] = ()
    matter: frozenset[str] = frozenset()  # marks what somebody is asked for or accused of
    object: frozenset[str] = frozenset()  # marks an object
    quotative: frozenset[str] = frozenset()  # words, or endings of a verb, that close what is said
    verbal: frozenset[str] = frozenset()  # lemmas of auxiliaries that make a verb of a noun
    chained: bool = False  # whether clauses before a verb share its subject and its mood
    particles: frozenset[str] = frozenset()  # written onto a phrase's last word
    oblique: frozenset[str] = frozenset()  # those of them that mark neither subject nor object
    postpositions: frozenset[str] = frozenset()  # verb forms that only mark the phrase before them
    bound: frozenset[str] = frozenset()  # nouns that only carry the mood of the verb before them
    relations: dict[str, str] = field(default_factory=dict)  # "UPOS relation" of the parse → what it stands for
    endings: dict[str, str] = field(default_factory=dict)  # ending of a verb → the row of cues.tsv that it is

    def pronoun(self, form: str) -> str:
        return (self.pronouns or {}).get(form, "")


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write the name of something: ``entity`` is a code, or a person's id for ``person``."""

    tokens: tuple[str, ...]
    entity: str
    kind: str  # name adjective demonym capital metonym city | org-name org-abbreviation org-metonym | person surname


class Language:
    """The lexicon of one language, indexed for matching."""

    def __init__(self, code: str) -> None:
        if code not in languages():
            raise LexiconError(f"no lexicon for language {code!r}; there is one for: {' '.join(languages())}")
        self.code = code
        self.grammar = self._grammar()
        self.roles = self._roles()
        self.predicates: dict[str, list[Predicate]] = defaultdict(list)
        for pattern, pos, type_, mode, source, target in rows(
            f"{code}/predicates.tsv", ("predicate", "pos", "type", "mode", "source", "target")
        ):
            parsed = Pattern.parse(pattern)
            self.predicates[parsed.head[-1]].append(
                Predicate(parsed, pos, type_, mode or None, _slots(source), _slots(target))
            )
        self.cues: dict[str, list[Cue]] = defaultdict(list)
        for pattern, pos, kind in rows(f"{code}/cues.tsv", ("cue", "pos", "class")):
            cue = Pattern.parse(pattern)
            self.cues[cue.head[-1]].append(Cue(cue, pos, kind))
        for table in (self.predicates, self.cues):
            for found in table.values():
                found.sort(key=lambda row: -len(row.pattern))
        self.times = self._times()
        self.known = self._known()
        self.against = {
            (form, entity): frozenset(words.split())
            for form, entity, words in rows(f"{code}/ambiguous.tsv", ("form", "code", "against"))
        }

    def _known(self) -> frozenset[str]:
        """Every word that a predicate, a cue or a role is written with."""
        patterns = [row.pattern for table in (self.predicates, self.cues) for rows_ in table.values() for row in rows_]
        words = {w for p in patterns for w in (*p.head, *(x for r in p.required for x in r))}
        return frozenset(words | {t for options in self.roles.values() for role in options for t in role.form})

    def _times(self) -> frozenset[str]:
        """The names of weekdays and months: what they stand with is when, not whom."""
        if not exists(f"{self.code}/time.toml"):
            return frozenset()
        data = tomllib.loads(text_of(f"{self.code}/time.toml"))
        return frozenset(word.casefold() for table in ("weekdays", "months", "days") for word in data.get(table, ()))

    def _roles(self) -> dict[str, list[Role]]:
        found: dict[str, list[Role]] = defaultdict(list)
        for form, kind, sector, office in rows(f"{self.code}/roles.tsv", ("form", "kind", "sector", "office")):
            tokens = tuple(form.casefold().split())
            role = Role(tokens, kind, tuple(filter(None, sector.split("|"))), tuple(filter(None, office.split("|"))))
            found[tokens[0]].append(role)
        for options in found.values():
            options.sort(key=lambda role: -len(role.form))
        return found

    def _grammar(self) -> Grammar:
        name = f"{self.code}/grammar.toml"
        if not exists(name):
            return Grammar()
        data: dict[str, Any] = tomllib.loads(text_of(name))
        pronouns = {form: kind for kind, forms in data.get("pronouns", {}).items() for form in forms}
        words = {key: frozenset(data.get(key, ())) for key in _WORDS}
        marks = tuple((pair[0], pair[1]) for pair in data.get("quotation", ()))
        return Grammar(
            **words,
            relations=dict(data.get("relations", {})),
            endings=dict(data.get("endings", {})),
            chained=bool(data.get("chained")),
            prodrop=bool(data.get("prodrop")),
            verbal_nouns=bool(data.get("verbal_nouns")),
            proclitics=tuple((p[0], p[1], p[2]) for p in data.get("proclitics", ())),
            enclitics=tuple((e[0], e[1]) for e in data.get("enclitics", ())),
            concord=bool(data.get("concord")),
            possessive=tuple(data.get("possessive", ())),
            pronouns=pronouns,
            marks=marks,
        )


def _slots(text: str) -> tuple[str, ...]:
    return tuple(slot for slot in text.split("|") if slot not in ("", "-"))


@cache
def language(code: str) -> Language:
    """Return the lexicon of a language, read once; LexiconError where there is none."""
    return Language(code)
