"""Find the names of states, organisations, persons and cities in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.lexicon.language import Language, Name
from dragoman.lexicon.names import Names, names
from dragoman.reading.types import Mention, Sentence, Word
from dragoman.records import Span

__all__ = ["Named", "find_names"]

_HYPHEN = re.compile("[-\u2010\u2011\u2013/]")


@dataclass(frozen=True, slots=True)
class Named:
    """Words [first, last] that spell a known name. Several ``options`` where it may be more than one."""

    first: int
    last: int
    span: Span
    options: tuple[Name, ...]
    partial: bool = False  # a part of a hyphenated word

    @property
    def kind(self) -> str:
        return self.options[0].kind

    @property
    def is_person(self) -> bool:
        return self.kind in ("person", "surname")


def find_names(sentence: Sentence, lang: Language) -> tuple[Named, ...]:
    """Return the names in a sentence, in order, the longest at each place."""
    index = names(lang.code)
    found: list[Named] = []
    position, words = 0, sentence.words
    while position < len(words):
        named = _longest(sentence, position, index, lang)
        if named is not None:
            if named.kind != "not":
                found.append(named)
            position = named.last + 1
            continue
        found.extend(_inside(words[position], index))
        position += 1
    return tuple(found)


def _variants(word: Word, lang: Language) -> list[str]:
    """The forms under which a word may be known: as written, without its possessive ending, its lemma."""
    forms = [word.form]
    for ending in lang.grammar.possessive:
        stem = word.form.removesuffix(ending)
        if stem != word.form and len(stem) > 1 and not (ending.isalpha() and len(stem) < 4):
            forms.append(stem)
    forms.append(word.lemma)
    if word.form[:1].isupper() and word.lemma[:1].islower():
        forms.append(word.lemma[:1].upper() + word.lemma[1:])
    if len(word.form) > 3 and word.form.isupper():
        forms.append(word.form.capitalize())
    if word.index == 0:
        forms.append(word.form[:1].lower() + word.form[1:])
    return list(dict.fromkeys(forms))


def _longest(sentence: Sentence, at: int, index: Names, lang: Language) -> Named | None:
    words = sentence.words
    best: tuple[int, list[Name]] = (0, [])
    for variant in _variants(words[at], lang):
        for name in index.find(variant):
            size = len(name.tokens)
            if size < best[0] or at + size > len(words) or not _follows(words, at, name, lang):
                continue
            if not _plausible(sentence, at, name, lang):
                continue
            best = (size, [*best[1], name] if size == best[0] else [name])
    size, options = best
    if not size:
        return None
    last = at + size - 1
    ranked = sorted(dict.fromkeys(options), key=lambda n: n.kind in ("surname", "city"))
    if any(name.kind == "not" for name in ranked):
        ranked = [Name(ranked[0].tokens, "", "not")]
    start, end = words[at].start, words[last].end
    for ending in lang.grammar.possessive:
        if words[last].form.endswith(ending) and words[last].form not in {n.tokens[-1] for n in ranked}:
            end -= len(ending)
            break
    return Named(at, last, Span(start, end), tuple(ranked))


def _follows(words: tuple[Word, ...], at: int, name: Name, lang: Language) -> bool:
    return all(token in _variants(words[at + i], lang) for i, token in enumerate(name.tokens[1:], 1))


def _plausible(sentence: Sentence, at: int, name: Name, lang: Language) -> bool:
    """Whether the context lets these words be that name."""
    word = sentence.words[at]
    mention = _mention_at(sentence, at)
    if name.kind == "surname":
        return (
            (word.upos == "PROPN" or mention is not None)
            and not word.form[:1].islower()
            and _fits_given_name(sentence, at, name, mention)
        )
    if name.tokens[0][:1].isupper() and word.form[:1].islower():
        return False
    inside_person = mention is not None and mention.kind == "PER" and mention.first < mention.last
    if name.kind in ("name", "capital", "city") and inside_person:
        return False
    against = lang.against.get((" ".join(name.tokens), name.entity))
    return against is None or not any(w.form in against or w.lemma in against for w in sentence.words)


def _mention_at(sentence: Sentence, at: int) -> Mention | None:
    return next((m for m in sentence.mentions if m.first <= at <= m.last), None)


def _fits_given_name(sentence: Sentence, at: int, name: Name, mention: Mention | None) -> bool:
    """A surname after a given name that is not the known person's is somebody else."""
    if mention is not None and mention.kind == "PER" and mention.last >= at + len(name.tokens):
        return False  # "Elizabeth Warren" is not the queen
    if mention is None or mention.kind != "PER" or mention.first == at:
        return mention is None or mention.kind in ("PER", "MISC") or mention.first == mention.last
    before = sentence.words[mention.first].form
    from dragoman.lexicon.world import world

    known = world().persons[name.entity].name.split()
    return before[:1] == known[0][:1] or before in known


def _inside(word: Word, index: Names) -> Iterator[Named]:
    """Names that are a part of a hyphenated word: "US-led", "Rusland-beleid"."""
    if not _HYPHEN.search(word.form):
        return
    start = 0
    for part in _HYPHEN.split(word.form):
        options = [n for n in index.find(part) if len(n.tokens) == 1 and n.kind not in ("surname", "city")]
        if options and len(part) > 1:
            span = Span(word.start + start, word.start + start + len(part))
            yield Named(word.index, word.index, span, tuple(options), partial=True)
        start += len(part) + 1
