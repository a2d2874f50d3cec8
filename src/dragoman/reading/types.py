"""What reading gives: sentences of words in a dependency tree, with mentions. Universal Dependencies labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from dragoman.records import Article

__all__ = ["Mention", "Reading", "Sentence", "Word"]

MentionKind = Literal["PER", "ORG", "LOC", "MISC"]


@dataclass(frozen=True, slots=True)
class Word:
    """An orthographic word. ``head`` is the index of its head in the sentence, -1 for the root."""

    index: int
    start: int
    end: int
    form: str
    lemma: str
    upos: str
    feats: dict[str, str]
    head: int
    deprel: str
    attached: tuple[str, ...] = ()  # words written onto its front: prepositions, a mark of the future

    @property
    def relation(self) -> str:
        """The universal part of the relation: ``nsubj`` of ``nsubj:pass``."""
        return self.deprel.split(":", 1)[0]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words [first, last] that name a person, organisation or place."""

    first: int
    last: int
    kind: MentionKind


@dataclass(frozen=True)
class Sentence:
    """One sentence; offsets of words count into the article's text."""

    start: int
    end: int
    words: tuple[Word, ...]
    mentions: tuple[Mention, ...] = ()
    prose: bool = True  # False for headers, titles, bylines
    children: tuple[tuple[int, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        below: list[list[int]] = [[] for _ in self.words]
        for word in self.words:
            if word.head >= 0:
                below[word.head].append(word.index)
        object.__setattr__(self, "children", tuple(map(tuple, below)))

    def dependents(self, word: Word) -> Iterator[Word]:
        """Yield the words that depend on ``word``, in text order."""
        return (self.words[i] for i in self.children[word.index])

    def head_of(self, word: Word) -> Word | None:
        return self.words[word.head] if word.head >= 0 else None

    def subtree(self, word: Word) -> list[Word]:
        """Return ``word`` and all below it, in text order."""
        found, stack = [], [word.index]
        while stack:
            index = stack.pop()
            found.append(index)
            stack.extend(self.children[index])
        return [self.words[i] for i in sorted(found)]


@dataclass(frozen=True)
class Reading:
    """An article with its sentences."""

    article: Article
    sentences: tuple[Sentence, ...]
