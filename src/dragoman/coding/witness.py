"""The relation head as a witness: it vouches for what a row of the lexicon found, and tells what no row fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dragoman.coding.actors import UNRESOLVED
from dragoman.coding.arguments import Arguments
from dragoman.coding.candidates import Candidate
from dragoman.coding.pairs import Joining, Pair, Party, joining, pairs
from dragoman.lexicon.language import Pattern, Predicate
from dragoman.ontology import EVENT_TYPES
from dragoman.reading.language import cutter_for
from dragoman.reading.marking import Marked, mark
from dragoman.reading.model import Model
from dragoman.reading.relations import NONE, RelationHead, Verdict
from dragoman.reading.types import Reading, Sentence
from dragoman.records import Actor, Span

__all__ = ["Witness", "told"]

#: What the head must be sure of, twice, to tell an act that no row of the lexicon fits: more likely than not.
_SURE = 0.5
#: The act of a row of one word is dropped where the head gives its type less than this.
_DOUBT = 0.005

#: What it must be sure of to name the other side of an act that a row found with one side.
_SIDED = 0.9

Found = tuple[int, Candidate]  # with the number of its sentence


class Witness:
    """Asks the relation head of a model about the sentences of one article after another."""

    def __init__(self, model: Model) -> None:
        self._model, self._head = model, RelationHead(model)

    def hear(
        self,
        reading: Reading,
        arguments: Sequence[Arguments],
        found: list[Found],
        present: Sequence[Sequence[Party]],
    ) -> list[Found]:
        """Return what the head lets stand of ``found``, completed, and what it tells of other pairs, in text order.

        ``present`` are the parties of each sentence.
        """
        asked = list(_open(arguments, found, present))
        alone = [(n, s, c) for n, (s, c) in enumerate(found) if not c.targets]
        sided = [(n, replace(c, targets=(p.actor,))) for n, s, c in alone for p in others(c, present[s])]
        marked = [self._of_candidate(reading, arguments[s].sentence, c) for s, c in found]
        marked += [self._of_candidate(reading, arguments[found[n][0]].sentence, c) for n, c in sided]
        for s, pair, _ in asked:
            marked += [self._of_pair(reading, arguments[s].sentence, p) for p in (pair, pair.turned)]
        verdicts = iter(self._head.judge(marked))
        heard = [replace(c, verdict=next(verdicts)) for _, c in found]
        for (n, c), verdict in zip(sided, verdicts, strict=False):
            act = replace(c, verdict=verdict)
            if _sureness(act) >= max(_SIDED, _sureness(heard[n]) if heard[n].targets else 0.0):
                heard[n] = act
        kept = [(s, c) for (s, _), c in zip(found, heard, strict=True) if _stands(c)]
        new = self._told(found, asked, verdicts)
        return sorted([*kept, *self._upheld(reading, arguments, new)], key=lambda f: (f[0], f[1].word.index))

    def _upheld(self, reading: Reading, arguments: Sequence[Arguments], acts: list[Found]) -> list[Found]:
        """The acts that the head is still sure of when it is shown the word that should tell them."""
        again = self._head.judge([self._of_candidate(reading, arguments[s].sentence, c) for s, c in acts])
        heard = [(s, replace(c, verdict=verdict)) for (s, c), verdict in zip(acts, again, strict=True)]
        return [(s, c) for s, c in heard if _sureness(c) >= _SURE]

    def _told(
        self, found: list[Found], asked: list[tuple[int, Pair, Joining]], verdicts: Iterator[Verdict]
    ) -> list[Found]:
        """The acts that no row found; one word tells one act, the surest."""
        taken = {(s, w.index) for s, c in found for w in (c.word, *c.filled)}
        acts: dict[tuple[int, int], Candidate] = {}
        for s, pair, words in asked:
            act = told(words, pair, (next(verdicts), next(verdicts)))
            if act is None or (s, act.word.index) in taken:
                continue
            rival = acts.get((s, act.word.index))
            if rival is None or _sureness(act) > _sureness(rival):
                acts[s, act.word.index] = act
        return [(s, act) for (s, _), act in acts.items()]

    def _of_candidate(self, reading: Reading, sentence: Sentence, c: Candidate) -> Marked:
        predicate = [Span(w.start, w.end) for w in (c.word, *c.filled)]
        return self._mark(reading, sentence, _spans(c.sources), _spans(c.targets), predicate)

    def _of_pair(self, reading: Reading, sentence: Sentence, pair: Pair) -> Marked:
        return self._mark(reading, sentence, [pair.source.span], [pair.target.span], [])

    def _mark(
        self, reading: Reading, sentence: Sentence, source: list[Span], target: list[Span], predicate: list[Span]
    ) -> Marked:
        text = reading.article.text[sentence.start : sentence.end]
        units = cutter_for(reading.article.lang)(text)
        inside = [
            [(s.start - sentence.start, s.end - sentence.start) for s in spans] for spans in (source, target, predicate)
        ]
        return mark(self._model.pieces, text, units, *inside)


def _open(
    arguments: Sequence[Arguments], found: list[Found], present: Sequence[Sequence[Party]]
) -> Iterator[tuple[int, Pair, Joining]]:
    """The pairs that no row found an act between, with the words that could tell one."""
    for s, argument in enumerate(arguments):
        for pair in pairs(present[s]):
            if not _covered(found, s, pair) and (words := joining(argument, argument.lang, pair)):
                yield s, pair, words


def _covered(found: list[Found], s: int, pair: Pair) -> bool:
    """Whether a row found an act between the two."""
    codes = {pair.source.actor.code, pair.target.actor.code}
    return any(t == s and codes <= {a.code for a in (*c.sources, *c.targets)} for t, c in found)


def others(c: Candidate, present: Sequence[Party]) -> list[Party]:
    """The known parties of a sentence that have no part in a candidate yet."""
    codes = {a.code for a in c.sources} | {UNRESOLVED}
    inside = {w.index for w in (c.word, *c.filled)}
    return [p for p in present if p.actor.code not in codes and p.head.index not in inside]


def _stands(c: Candidate) -> bool:
    """Whether a row's act is kept: one of several words is trusted, one of a single word needs the head."""
    return len(c.row.pattern) > 1 or _sureness(c) >= _DOUBT


def _sureness(act: Candidate) -> float:
    return act.verdict.types[act.row.type] if act.verdict is not None else 0.0


def _spans(actors: tuple[Actor, ...]) -> list[Span]:
    return [a.span for a in actors if a.span is not None]


@dataclass(frozen=True)
class _Best:
    type: str
    pair: Pair
    p: float


def told(words: Joining, pair: Pair, verdicts: tuple[Verdict, Verdict]) -> Candidate | None:
    """The act between two parties that the head is sure of, from its verdicts for the pair and the turned pair."""
    options = [
        _Best(name, p, verdict.types[name])
        for p, verdict in zip((pair, pair.turned), verdicts, strict=True)
        for name in verdict.types
        if name != NONE
    ]
    best = max(options, key=lambda b: b.p)
    if best.p < _SURE:
        return None
    if EVENT_TYPES[best.type].reciprocal and best.pair is not pair and verdicts[0].types[best.type] > 0.5 * best.p:
        best = _Best(best.type, pair, best.p)  # mutual: in text order
    word = words.word(best.type)
    if word is None:
        return None
    row = Predicate(Pattern((word.lemma.casefold(),), ()), word.upos, best.type, None, (), ())
    sides = (best.pair.source.actor,), (best.pair.target.actor,)
    return Candidate(word, row, (), *sides, 1.0, verdicts[best.pair is not pair])
