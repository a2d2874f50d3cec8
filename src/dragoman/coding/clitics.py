"""Words written as one: what is cut off the front and the end of a form before it is looked up.

Arabic writes "and", "by", "to", "will" and its pronouns onto the next word. ``grammar.toml`` names them
(``proclitics``, ``enclitics``). A form that the lexicon does not know as it stands takes as its lemma the
first rest that the lexicon knows; the words cut off stay with it, so that a preposition still marks what
follows it and a cue is still one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dragoman.lexicon.language import Grammar, Language
from dragoman.lexicon.names import Names, names
from dragoman.reading.types import Reading, Sentence, Word

__all__ = ["cuts", "taken_apart"]

_SHORTEST = 3
_MOST = 3  # proclitics on one word: "and" + "to" + the article


def cuts(form: str, grammar: Grammar) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what may be left of a form with the words cut off in front, least cut first."""
    level: list[tuple[str, tuple[str, ...]]] = [(form, ())]
    for _ in range(_MOST + 1):
        yield from level[1:] if level[0][0] == form else level
        for stem, before in level:
            for ending, instead in grammar.enclitics:
                if stem.endswith(ending) and len(stem) - len(ending) + len(instead) >= _SHORTEST:
                    yield stem[: len(stem) - len(ending)] + instead, before
        level = [shorter for stem, before in level for shorter in _fronts(stem, before, grammar)]
        if not level:
            return


def _fronts(stem: str, before: tuple[str, ...], grammar: Grammar) -> Iterator[tuple[str, tuple[str, ...]]]:
    for written, word, instead in grammar.proclitics:
        rest = instead + stem[len(written) :]
        if stem.startswith(written) and len(rest) >= _SHORTEST:
            yield rest, (*before, word) if word else before


def taken_apart(reading: Reading, lang: Language) -> Reading:
    """Return a reading whose words carry what is written onto them, and lemmas that the lexicon knows."""
    if not lang.grammar.proclitics and not lang.grammar.enclitics:
        return reading
    index = names(lang.code)
    sentences = tuple(_sentence(sentence, lang, index) for sentence in reading.sentences)
    return replace(reading, sentences=sentences)


def _sentence(sentence: Sentence, lang: Language, index: Names) -> Sentence:
    return replace(sentence, words=tuple(_word(word, lang, index) for word in sentence.words))


def _word(word: Word, lang: Language, index: Names) -> Word:
    if word.upos in ("PUNCT", "ADP", "SCONJ", "CCONJ", "SYM"):
        return word
    listed = {name.entity for name in index.find(word.form)}
    known = bool(listed) or word.form in lang.known or word.lemma in lang.known or bool(index.find(word.lemma))
    for stem, attached in cuts(word.form, lang.grammar):
        same_name = bool(listed & {name.entity for name in index.find(stem)})
        if stem == word.lemma or same_name:
            return replace(word, attached=attached)
        if not known and (stem in lang.known or index.find(stem)):
            return replace(word, lemma=stem, attached=attached)
    return word
