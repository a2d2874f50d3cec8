"""The same text twice: exact and near-duplicate articles of one language.

Overlapping runs of words ("shingles", of characters where a text is written without spaces) are compared by
containment, the share of the smaller set that the larger one holds, because a cut copy is contained in the long
one (Broder 1997, "On the resemblance and containment of documents"). Candidates come from MinHash signatures cut
into bands (Indyk and Motwani 1998, "Approximate nearest neighbors"), so no text is compared with all others.

Assumes that copies are printed within days of each other and keep the order of most words. What many otherwise
different articles share (a footer, a request to subscribe) is left out of the comparison, and an article that
holds two others which have nothing in common is a round-up, not a copy of either.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dragoman.reading.words import SPACELESS, is_spaceless
from dragoman.records import DateSpan
from dragoman.world.results import needs

__all__ = ["CopyGroup", "CopyKind", "Text", "Whole", "containment", "days_between", "find_copies", "shingles"]

CopyKind = Literal["original", "exact", "near"]
Hashes = NDArray[np.uint32]
Whole = NDArray[np.int64]

_WORDS = 4  # of one shingle
_CHARACTERS = 4  # that stand for a word in scripts written without spaces
_FEWEST = 30  # shingles that two copies share: shorter texts are compared whole
_CONTAINED = 0.4  # share of the smaller one's shingles from which it is a copy
_DAYS = 7  # between the days of two copies that are not the same word for word
_COMMON, _COVERED = 8, 0.5  # boilerplate: in so many articles, of which runs so common make up less than this
_SIZE, _SEED, _ROWS = 128, 42, 2  # numbers of a signature, and how many of them make a band
_UNLIKE = 0.08  # estimated resemblance below which candidates are not compared
_CROWD, _BESIDE = 40, 12  # in a crowded band each text is compared with this many beside it
_SMALLER, _DISJOINT = 0.9, 0.15  # a part's size in the whole, and what two parts of a round-up share at most
_WHOLE = 0.8  # share from which a text that holds a round-up's stories is that round-up
_PRINT = 16  # bytes of a fingerprint
_BATCH = 4096
_MOST_REMEMBERED = 1_000_000
_MIX = np.uint64(0x9E3779B97F4A7C15)
_FAR = 10_000_000  # days: sorts what has no date last
_EMPTY = hashlib.blake2b(b"", digest_size=_PRINT).digest()
_SPACELESS = re.compile(f"([{SPACELESS}]+)")


@dataclass(frozen=True, slots=True)
class Text:
    """An article as far as copying goes."""

    id: str
    text: str
    date: DateSpan | None = None


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Two articles or more that print one text; ``kinds`` gives each member's relation to the original."""

    original: str
    kinds: tuple[tuple[str, CopyKind], ...]

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(id for id, _ in self.kinds)


class _Shingler:
    """Text to hashes of its shingles, and to a fingerprint that spacing, case and punctuation leave alone."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def __call__(self, text: str) -> tuple[Hashes, bytes]:
        plain = unicodedata.normalize("NFKC", text).casefold()
        words = re.findall(r"\w+", plain)
        print_ = hashlib.blake2b(" ".join(words).encode(), digest_size=_PRINT).digest()
        if _SPACELESS.search(plain):
            # Where no spaces stand between words, one begins at every character.
            words = [unit for word in words for unit in _units(word)]
        return _runs(np.frombuffer(array("Q", map(self._hash, words)), np.uint64)), print_

    def _hash(self, word: str) -> int:
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            found = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")
            self._known[word] = found
        return found


def _units(word: str) -> Iterator[str]:
    """Cut what is written without spaces into overlapping runs of characters; leave the rest whole."""
    for run in _SPACELESS.split(word):
        if run and not is_spaceless(run[0]):
            yield run
        else:
            yield from (run[i : i + _CHARACTERS] for i in range(len(run)))


def _runs(units: NDArray[np.uint64]) -> Hashes:
    """Hash each run of ``_WORDS`` units; (units,) → sorted, each once."""
    if len(units) < _WORDS:
        return np.zeros(0, np.uint32)
    length = len(units) - _WORDS + 1
    mixed = np.zeros(length, np.uint64)
    for k in range(_WORDS):
        mixed = (mixed ^ units[k : length + k]) * _MIX
        mixed ^= mixed >> np.uint64(29)
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))


def shingles(text: str) -> Hashes:
    """Return the hashes of a text's shingles, sorted, each once."""
    return _Shingler()(text)[0]


def containment(one: Hashes, other: Hashes) -> float:
    """Return the share of the smaller set that the other holds, 0..1; 0 where they share too little to tell."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / min(len(one), len(other)) if shared >= _FEWEST else 0.0


def days_between(one: DateSpan | None, other: DateSpan | None) -> int | None:
    """Return the fewest days that may lie between two dates, 0 where they overlap; None where one is unknown."""
    if one is None or other is None or one.start is None or other.start is None:
        return None
    (first, after), (other_first, other_after) = _bounds(one), _bounds(other)
    return max(0, first - other_after + 1, other_first - after + 1)


def _bounds(date: DateSpan | None) -> tuple[int, int]:
    """The half-open days of a date as ordinals."""
    if date is None or date.start is None:
        return _FAR, _FAR + 1
    start = date.start.toordinal()
    return start, max(start + 1, date.end.toordinal() if date.end is not None else 0)


@dataclass(frozen=True)
class _Corpus:
    """Texts in order of id; the shingles of text ``i`` are ``flat[offsets[i]:offsets[i + 1]]``."""

    ids: list[str]
    dates: list[DateSpan | None]
    prints: list[bytes]
    flat: Hashes
    offsets: Whole

    def __getitem__(self, i: int) -> Hashes:
        return self.flat[self.offsets[i] : self.offsets[i + 1]]

    @property
    def sizes(self) -> Whole:
        return np.diff(self.offsets)


def find_copies(texts: Iterable[Text]) -> list[CopyGroup]:
    """Return the groups of two and more articles that print one text, in whatever order they come.

    The original is the earliest, the longest of that day, then the first by id. An article without a date may be a
    copy of any. Memory grows with the words: about 2 GiB, texts included, for 100,000 articles of 400 words.

    Raises:
        DragomanError: where rensa is not installed.
    """
    corpus = _read(texts)
    links = _Links(len(corpus.ids))
    whole = _exact(corpus, links)
    corpus = _without_boilerplate(corpus, whole)
    alike = {(a, b): share for a, b in _candidates(corpus, whole) if (share := _share(corpus, a, b)) >= _CONTAINED}
    for a, b in _without_round_ups(corpus, alike):
        if (days_between(corpus.dates[a], corpus.dates[b]) or 0) <= _DAYS:
            links.join(a, b)
    return sorted((_group(corpus, members) for members in links.groups()), key=lambda group: group.original)


def _read(texts: Iterable[Text]) -> _Corpus:
    shingler = _Shingler()
    rows = sorted(((t.id, t.date, *shingler(t.text)) for t in texts), key=lambda row: row[0])
    hashes = [row[2] for row in rows]
    offsets = np.concatenate([[0], np.cumsum([len(h) for h in hashes])]).astype(np.int64)
    flat = np.concatenate(hashes) if hashes else np.zeros(0, np.uint32)
    return _Corpus([row[0] for row in rows], [row[1] for row in rows], [row[3] for row in rows], flat, offsets)


def _exact(corpus: _Corpus, links: _Links) -> Whole:
    """Join what is the same word for word; return the first of each text. The very short must share their day."""
    first: dict[tuple[bytes, str], int] = {}
    for i, (print_, size) in enumerate(zip(corpus.prints, corpus.sizes, strict=True)):
        day = str(corpus.dates[i]) if corpus.dates[i] is not None and print_ != _EMPTY else corpus.ids[i]
        known = first.setdefault((print_, day if size < _FEWEST else ""), i)
        links.join(known, i)
    return np.array([i for i in first.values() if corpus.sizes[i] >= _FEWEST], np.int64)


def _without_boilerplate(corpus: _Corpus, whole: Whole) -> _Corpus:
    """Leave out shingles of many articles that have little else in common, a sixteenth of all hashes at a time."""
    chosen = np.zeros(len(corpus.ids), bool)
    chosen[whole] = True
    of = np.repeat(np.arange(len(corpus.ids), dtype=np.int32), corpus.sizes)
    level = np.zeros(len(corpus.flat), np.uint8)  # the logarithm of how many texts hold it, 255 for none
    for part in range(16):
        at = np.flatnonzero((corpus.flat >> np.uint32(28) == part) & chosen[of])
        _, back, count = np.unique(corpus.flat[at], return_inverse=True, return_counts=True)
        level[at] = np.log2(count).astype(np.uint8)[back]
    highest = int(level.max(initial=0))
    if 2**highest < _COMMON:
        return corpus
    covered = np.zeros((highest + 1, len(corpus.ids)), np.float32)
    for k in range(highest + 1):
        common = np.bincount(of[level >= k], minlength=len(corpus.ids))
        covered[k] = common / np.maximum(corpus.sizes, 1)
    keep = np.ones(len(corpus.flat), bool)
    for part in range(16):
        at = np.flatnonzero((corpus.flat >> np.uint32(28) == part) & (level >= int(np.log2(_COMMON))) & chosen[of])
        _, back, count = np.unique(corpus.flat[at], return_inverse=True, return_counts=True)
        mean = np.bincount(back, covered[level[at] - 1, of[at]], len(count)) / count
        keep[at] = mean[back] >= _COVERED
    sizes = np.bincount(of[keep], minlength=len(corpus.ids))
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return _Corpus(corpus.ids, corpus.dates, corpus.prints, corpus.flat[keep], offsets)


def _candidates(corpus: _Corpus, whole: Whole) -> Iterator[tuple[int, int]]:
    """Yield pairs whose signatures agree in a band and are not all too unlike, each once, in order."""
    sizes = corpus.sizes
    rows = whole[sizes[whole] >= _FEWEST]
    # Longest first: in a crowded band a text stands beside those of its size.
    rows = rows[np.argsort(-sizes[rows], kind="stable")]
    signatures = _signatures(corpus, rows)
    pairs = np.zeros(0, np.int64)
    for band in range(0, _SIZE, _ROWS):
        keys = signatures[:, band].astype(np.uint64) << np.uint64(32) | signatures[:, band + 1]
        pairs = np.union1d(pairs, _agreeing(keys))
    one, other = pairs // max(1, len(rows)), pairs % max(1, len(rows))
    for start in range(0, len(pairs), _BATCH):
        a, b = one[start : start + _BATCH], other[start : start + _BATCH]
        alike = (signatures[a] == signatures[b]).mean(1) >= _UNLIKE
        yield from zip(rows[a[alike]].tolist(), rows[b[alike]].tolist(), strict=True)


def _signatures(corpus: _Corpus, rows: Whole) -> Hashes:
    """MinHash signatures of texts (rows,) → (rows, _SIZE)."""
    minhash = needs("rensa", "copies of articles").RMinHash
    found = np.zeros((len(rows), _SIZE), np.uint32)
    for start in range(0, len(rows), _BATCH):
        parts = [corpus[i] for i in rows[start : start + _BATCH]]
        flat = np.concatenate(parts).astype(np.uint64)
        offsets = np.concatenate([[0], np.cumsum([len(p) for p in parts])]).astype(np.uint64)
        matrix: Any = minhash.digest_matrix_from_flat_token_hashes(flat, offsets, _SIZE, _SEED)
        found[start : start + _BATCH] = np.array(matrix.to_rows(), np.uint32)
    return found


def _agreeing(keys: NDArray[np.uint64]) -> Whole:
    """Pairs of places (a < b) with the same key, as ``a * len(keys) + b``."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(keys) else order
    lengths = np.diff(np.append(starts, len(keys)))
    left = np.repeat(lengths, lengths)  # the size of the crowd that each stands in
    end = np.repeat(starts + lengths, lengths)
    found = []
    for step in range(1, min(_CROWD, int(lengths.max(initial=1)))):
        at = np.arange(len(keys) - step)
        near = (at + step < end[: len(at)]) & ((left[: len(at)] <= _CROWD) | (step <= _BESIDE))
        found.append(order[at[near]] * len(keys) + order[at[near] + step])
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def _share(corpus: _Corpus, a: int, b: int) -> float:
    return containment(corpus[a], corpus[b])


def _without_round_ups(corpus: _Corpus, alike: dict[tuple[int, int], float]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of copies: not a text and its parts, where two of the parts have nothing in common."""
    parts: dict[int, list[int]] = defaultdict(list)
    for pair in alike:
        small, large = sorted(pair, key=lambda i: (corpus.sizes[i], i))
        if corpus.sizes[small] < _SMALLER * corpus.sizes[large]:
            parts[large].append(small)
    round_ups = {i for i, inside in parts.items() if _nothing_in_common(corpus, inside)}
    for (a, b), share in alike.items():
        # A copy of the round-up itself holds nearly all of it.
        if share >= _WHOLE or not {a, b} & round_ups:
            small, large = sorted((a, b), key=lambda i: (corpus.sizes[i], i))
            if large not in round_ups or small not in parts[large]:
                yield a, b


def _nothing_in_common(corpus: _Corpus, parts: Sequence[int]) -> bool:
    largest = max(parts, key=lambda i: (corpus.sizes[i], i))
    return any(containment(corpus[largest], corpus[i]) < _DISJOINT for i in parts if i != largest)


def _group(corpus: _Corpus, members: Sequence[int]) -> CopyGroup:
    first = min(members, key=lambda i: (_bounds(corpus.dates[i])[0], -corpus.sizes[i], corpus.ids[i]))

    def kind(i: int) -> CopyKind:
        if i == first:
            return "original"
        return "exact" if corpus.prints[i] == corpus.prints[first] else "near"

    return CopyGroup(corpus.ids[first], tuple((corpus.ids[i], kind(i)) for i in members))


class _Links:
    """Union of what is joined."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def _top(self, i: int) -> int:
        while self._above[i] != i:
            self._above[i] = self._above[self._above[i]]
            i = self._above[i]
        return i

    def join(self, a: int, b: int) -> None:
        a, b = sorted((self._top(a), self._top(b)))
        self._above[b] = a

    def groups(self) -> Iterator[list[int]]:
        """Yield the groups of two and more, each in order."""
        found: dict[int, list[int]] = defaultdict(list)
        for i in range(len(self._above)):
            found[self._top(i)].append(i)
        return (members for members in found.values() if len(members) > 1)
