"""Match the lexicon's patterns on a dependency tree: a head lemma and words that depend on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

from dragoman.lexicon.language import Pattern
from dragoman.reading.types import Sentence, Word

__all__ = ["case_of", "keys", "match", "matches"]

_NOT_BELOW = {"acl", "advcl", "ccomp", "csubj", "parataxis", "conj", "punct"}
_DEPTH = 3
_VERBAL = {"VERB", "AUX"}
_LIGHT = 6  # less than one more required word weighs


class _Row(Protocol):
    @property
    def pattern(self) -> Pattern: ...
    @property
    def pos(self) -> str: ...


Row = TypeVar("Row", bound=_Row)


def keys(sentence: Sentence, word: Word) -> list[str]:
    """The lemmas under which a word may be known: its own, and with a particle that belongs to it."""
    lemma = word.lemma.casefold()
    # A row for one form ("zou") says more than the row of its lemma ("zullen").
    found = list(dict.fromkeys((word.form.casefold(), lemma)))
    for particle in particles(sentence, word):
        for stem in (word.form.casefold(), lemma):
            if not lemma.startswith(particle):
                found.insert(0, particle + stem)
    return found


def particles(sentence: Sentence, word: Word) -> list[str]:
    """Separable particles of a verb, and stray adpositions behind it that mark no noun and may be one."""
    found = [d.form.casefold() for d in sentence.dependents(word) if d.deprel == "compound:prt" and d.upos != "PART"]
    if found or word.upos != "VERB":
        return found
    for stray in sentence.words[word.index + 1 :]:
        above = sentence.head_of(stray)
        if stray.upos != "ADP" or above is None or stray.relation not in ("case", "mark", "advmod"):
            continue
        following = sentence.words[stray.index + 1] if stray.index + 1 < len(sentence.words) else None
        stacked = following is not None and following.relation == "case" and following.head == stray.head
        if above.upos in ("ADJ", "VERB") or stacked:
            return [stray.form.casefold()]
    return []


def case_of(sentence: Sentence, word: Word) -> str:
    """The adposition that marks a word ("in", "according to"), or an empty string."""
    parts = [w for w in sentence.dependents(word) if w.relation == "case"]
    if not parts:
        return word.attached[-1] if word.attached and word.upos not in _VERBAL else ""
    marker = [parts[0], *(w for w in sentence.dependents(parts[0]) if w.relation == "fixed")]
    return " ".join(w.form.casefold() for w in sorted(marker, key=lambda w: w.index))


def _below(sentence: Sentence, word: Word, depth: int = _DEPTH) -> Iterator[Word]:
    for dependent in sentence.dependents(word):
        if dependent.relation in _NOT_BELOW:
            continue
        yield dependent
        if depth > 1 and dependent.relation != "nsubj":
            yield from _below(sentence, dependent, depth - 1)


def _marks_a_time(sentence: Sentence, word: Word, times: frozenset[str]) -> bool:
    """Whether an adposition marks a day or a number: "called Putin **on** Monday" is no "call on"."""
    above = sentence.head_of(word) if word.relation == "case" else None
    return above is not None and (
        above.upos == "NUM" or above.form.casefold() in times or above.lemma.casefold() in times
    )


def _spellings(word: Word) -> set[str]:
    """How a required word may stand in the lexicon; of a hyphenated one also its last part."""
    lemma, form = word.lemma.casefold(), word.form.casefold()
    return {lemma, form, lemma.rpartition("-")[2]}


def _near(sentence: Sentence, head: Word, hit: Word, found: list[Word]) -> bool:
    """An adposition counts where it marks what depends on the head or on a word already matched."""
    if hit.relation != "case":
        return True
    marked = sentence.head_of(hit)
    if marked is None or marked.head not in {head.index, *(w.index for w in found)}:
        return False
    # "For a calm world, he called it …" is no "call for": what is put in front lets the subject follow the verb.
    subject = next((d for d in sentence.dependents(head) if d.relation == "nsubj"), None)
    return subject is None or not marked.index < subject.index < head.index


def match(
    sentence: Sentence, word: Word, pattern: Pattern, times: frozenset[str] = frozenset()
) -> tuple[Word, ...] | None:
    """Return the words that fill a pattern's required places, or None; the head's lemma is taken as matched."""
    for back, token in enumerate(reversed(pattern.head[:-1]), 1):
        before = sentence.words[word.index - back] if word.index >= back else None
        if before is None or token not in (before.lemma.casefold(), before.form.casefold()):
            return None
    if not pattern.required:
        return ()
    below = list(_below(sentence, word))
    found: list[Word] = []
    for wanted in pattern.required:
        hit = next((w for w in below if w not in found and not wanted.isdisjoint(_spellings(w))), None)
        if hit is None or _marks_a_time(sentence, hit, times) or not _near(sentence, word, hit, found):
            return None
        found.append(hit)
    return tuple(found)


def matches(
    sentence: Sentence, word: Word, table: Mapping[str, Iterable[Row]], times: frozenset[str] = frozenset()
) -> Iterator[tuple[Row, tuple[Word, ...]]]:
    """Yield the rows of a table that fit a word, the most specific first."""
    fitting: list[tuple[int, Row, tuple[Word, ...]]] = []
    apart = {d.form.casefold() for d in sentence.dependents(word) if d.deprel == "compound:prt" and d.upos == "ADP"}
    bare = {word.form.casefold(), word.lemma.casefold()}
    for order, key in enumerate(keys(sentence, word)):
        for row in table.get(key, ()):
            if not _pos_fits(word, row.pos):
                continue
            # With its particle a verb is another verb: "rule out" is not "rule".
            whole = any(word.lemma.casefold().startswith(p) for p in apart)
            asked = any(apart & wanted for wanted in row.pattern.required)
            if apart and key in bare and not whole and not asked:
                continue
            filled = match(sentence, word, row.pattern, times)
            if filled is not None:
                light = any(w.deprel == "compound:lvc" for w in filled)  # the noun that a light verb has
                rank = len(row.pattern) * 10 - order + 5 * (row.pos == word.upos) + _LIGHT * light
                fitting.append((rank, row, filled))
    for _, row, filled in sorted(fitting, key=lambda item: -item[0]):
        yield row, filled


def _pos_fits(word: Word, pos: str) -> bool:
    if pos == "VERB":
        return word.upos in _VERBAL or (word.upos in ("ADJ", "NOUN") and "VerbForm" in word.feats)
    if pos == "NOUN":
        return word.upos in ("NOUN", "PROPN")
    if pos == "AUX":
        return word.upos in _VERBAL
    if pos == "SCONJ":
        return word.relation in ("mark", "advmod", "cc", "fixed", "dep")
    if pos in ("ADV", "PART", "ADP", "CCONJ", "DET", "PRON", "INTJ"):
        return word.upos not in ("VERB", "AUX", "PROPN", "PUNCT")
    if pos == "ADJ":
        return word.upos in ("ADJ", "ADV", "VERB", "NOUN")
    return True
