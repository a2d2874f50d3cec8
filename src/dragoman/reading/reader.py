"""From an article to its reading: one forward pass a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dragoman.lexicon.wordlist import known_words
from dragoman.reading.entities import best_path, mentions_of
from dragoman.reading.joining import join_units
from dragoman.reading.language import cutter_for, lemma_corrections, verb_endings
from dragoman.reading.lemma import lemma_of
from dragoman.reading.model import Model
from dragoman.reading.pieces import BEGIN, END, PAD
from dragoman.reading.sentences import split
from dragoman.reading.tree import best_tree
from dragoman.reading.types import Reading, Sentence, Word
from dragoman.reading.words import is_spaceless
from dragoman.records import Article

__all__ = ["Cut", "Reader"]

_MOST_PIECES = 500  # of one pass: the encoder has 512 places
_BATCH = 3000  # pieces of one pass, padding included: more at once is no faster
_UNEVEN = 1.3  # how much longer than the shortest a sentence of the same pass may be: padding costs as much as text

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Cut:
    """A stretch of text cut into units, ready for the encoder. ``units`` are offsets into ``text``."""

    text: str
    units: tuple[tuple[int, int], ...]
    lang: str
    prose: bool = True
    style: int | None = None


@dataclass(frozen=True)
class _Encoded:
    cut: Cut
    ids: list[int]
    first: list[int]  # first piece of each unit
    last: list[int]


class Reader:
    """Reads articles with a model.

    Parameters
    ----------
    model:
        A loaded model; the one that ships with the package where None.
    """

    def __init__(self, model: Model | None = None) -> None:
        self.model = model if model is not None else Model()

    def read(self, article: Article) -> Reading:
        """Read an article; offsets of all words count into its text."""
        cutter = cutter_for(article.lang)
        cuts = []
        for start, end, prose in _titled(article, split(article.text, article.body, article.lang)):
            units = tuple((a + start, b + start) for a, b in cutter(article.text[start:end]))
            if units:
                cuts.append(Cut(article.text, units, article.lang, prose))
        return Reading(article, tuple(self.parse(cuts)))

    def parse(self, cuts: Sequence[Cut]) -> list[Sentence]:
        """Read stretches of text that are cut already; a very long one comes back in parts."""
        encoded = [part for cut in cuts for part in self._encode(cut)]
        sentences: list[Sentence | None] = [None] * len(encoded)
        for batch in _batches([len(e.ids) for e in encoded]):
            for i, sentence in zip(batch, self._pass([encoded[i] for i in batch]), strict=True):
                sentences[i] = sentence
        return [s for s in sentences if s is not None]

    def _encode(self, cut: Cut) -> Iterator[_Encoded]:
        ids, begun = [BEGIN], 0
        first: list[int] = []
        last: list[int] = []
        for number, (start, end) in enumerate(cut.units):
            spaced = start == 0 or cut.text[start - 1].isspace()
            pieces = self.model.pieces(cut.text[start:end], spaced)
            if len(ids) + len(pieces) > _MOST_PIECES:
                yield _Encoded(_part(cut, begun, number), [*ids, END], first, last)
                ids, first, last, begun = [BEGIN], [], [], number
            first.append(len(ids))
            ids.extend(pieces)
            last.append(len(ids) - 1)
        if first:
            yield _Encoded(_part(cut, begun, len(cut.units)), [*ids, END], first, last)

    def _pass(self, batch: list[_Encoded]) -> Iterator[Sentence]:
        ids = np.full((len(batch), max(len(e.ids) for e in batch)), PAD, np.int64)
        for row, e in enumerate(batch):
            ids[row, : len(e.ids)] = e.ids
        styles = np.array([self.model.style(e.cut.lang) if e.cut.style is None else e.cut.style for e in batch])
        encoded, boundary = self.model.encode(ids, styles)
        joined = [
            join_units(e.cut.text, e.cut.units, boundary[row, e.first], known_words(e.cut.lang, is_spaceless))
            for row, e in enumerate(batch)
        ]
        most = max(len(words) for words in joined)
        vectors = np.zeros((len(batch), most, 2 * encoded.shape[2]), np.float32)
        for row, (e, words) in enumerate(zip(batch, joined, strict=True)):
            firsts = [e.first[a] for a, _ in words]
            lasts = [e.last[b] for _, b in words]
            vectors[row, : len(words)] = np.concatenate([encoded[row, firsts], encoded[row, lasts]], axis=1)
        upos, feats, lemmas, entity, arcs = self.model.heads(vectors)
        heads = [best_tree(arcs[row, : len(words), : len(words) + 1]) for row, words in enumerate(joined)]
        relations = self._relations(vectors, heads)
        for row, (e, words) in enumerate(zip(batch, joined, strict=True)):
            yield self._sentence(
                e.cut, words, upos[row], feats[row], lemmas[row], entity[row], heads[row], relations[row]
            )

    def _relations(self, vectors: Floats, heads: list[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
        """The relation of every word with a head; the root's place holds -1."""
        found = [np.full(len(h), -1, np.int64) for h in heads]
        places = [(row, d, int(h) - 1) for row, hs in enumerate(heads) for d, h in enumerate(hs) if h > 0]
        if places:
            rows, dependents, governors = (np.array(column) for column in zip(*places, strict=True))
            values = self.model.relations(vectors[rows, dependents], vectors[rows, governors])
            for row, dependent, value in zip(rows, dependents, values, strict=True):
                found[row][dependent] = value
        return found

    def _sentence(
        self,
        cut: Cut,
        words: list[tuple[int, int]],
        upos: NDArray[np.int64],
        feats: NDArray[np.int64],
        lemmas: NDArray[np.int64],
        entity: Floats,
        heads: NDArray[np.int64],
        relations: NDArray[np.int64],
    ) -> Sentence:
        labels = self.model.labels
        read = []
        endings, corrections = verb_endings(cut.lang), lemma_corrections(cut.lang)
        for i, (a, b) in enumerate(words):
            start, end = cut.units[a][0], cut.units[b][1]
            form, script = cut.text[start:end], labels.lemmas[lemmas[i]]
            values = {
                name: value
                for k, (name, options) in enumerate(labels.feats.items())
                if (value := options[feats[i, k]]) != "_"
            }
            relation = labels.relations[relations[i]] if heads[i] > 0 else "root"
            read.append(
                Word(
                    i,
                    start,
                    end,
                    form,
                    corrections.get(lemma := lemma_of(form, labels.upos[upos[i]], script, cut.lang, endings), lemma),
                    labels.upos[upos[i]],
                    values,
                    int(heads[i]) - 1,
                    relation,
                )
            )
        path = best_path(entity[: len(words)], labels.tags)
        return Sentence(read[0].start, read[-1].end, tuple(read), mentions_of(path, labels.tags), cut.prose)


def _titled(article: Article, spans: Sequence[tuple[int, int, bool]]) -> Iterator[tuple[int, int, bool]]:
    """Cut a title free from a header that is glued to it ("date 2023-02 Ties are …")."""
    title = article.text.find(article.title, 0, article.body) if article.title else -1
    for start, end, prose in spans:
        if start < title < end <= article.body:
            yield start, title, prose
            yield title, end, prose
        else:
            yield start, end, prose


def _part(cut: Cut, first: int, end: int) -> Cut:
    if first == 0 and end == len(cut.units):
        return cut
    return Cut(cut.text, cut.units[first:end], cut.lang, cut.prose, cut.style)


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Group sentences of like length so that a batch holds at most ``_BATCH`` pieces with its padding."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        uneven = bool(batch) and lengths[i] > lengths[batch[0]] * _UNEVEN + 1
        if batch and (uneven or lengths[i] * (len(batch) + 1) > _BATCH):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch
