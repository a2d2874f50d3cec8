"""The relation head as a witness: it vouches for what a row of the lexicon found, and tells what no row fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dragoman.coding.arguments import Arguments
from dragoman.coding.candidates import Candidate
from dragoman.coding.pairs import Pair, joining_word
from dragoman.lexicon.language import Pattern, Predicate
from dragoman.ontology import EVENT_TYPES
from dragoman.reading.language import cutter_for
from dragoman.reading.marking import Marked, mark
from dragoman.reading.model import Model
from dragoman.reading.relations import NONE, RelationHead, Verdict
from dragoman.reading.types import Reading, Sentence
from dragoman.records import Actor, Span

__all__ = ["Witness", "told"]

#: What the head must be sure of to tell an act that no row of the lexicon fits.
_SURE = 0.8
#: A row's act is dropped where the head gives its type less than this.
_DOUBT = 0.003

Found = tuple[int, Candidate]  # with the number of its sentence


class Witness:
    """Asks the relation head of a model about the sentences of one article after another."""

    def __init__(self, model: Model) -> None:
        self._model, self._head = model, RelationHead(model)

    def hear(
        self, reading: Reading, arguments: Sequence[Arguments], found: list[Found], asked: list[tuple[int, Pair]]
    ) -> list[Found]:
        """Return what the head lets stand of ``found``, and what it tells of the pairs in ``asked``, in text order."""
        marked = [self._of_candidate(reading, arguments[s].sentence, c) for s, c in found]
        for s, pair in asked:
            marked += [self._of_pair(reading, arguments[s].sentence, p) for p in (pair, pair.turned)]
        verdicts = self._head.judge(marked)
        kept = [
            (s, replace(c, verdict=v))
            for (s, c), v in zip(found, verdicts, strict=False)
            if v.types[c.row.type] >= _DOUBT
        ]
        taken = {(s, w.index) for s, c in found for w in (c.word, *c.filled)}
        rest = iter(verdicts[len(found) :])
        acts: dict[tuple[int, int], Candidate] = {}
        for (s, pair), both in zip(asked, zip(rest, rest, strict=True), strict=True):
            act = told(arguments[s], pair, both)
            if act is None or (s, act.word.index) in taken:
                continue
            rival = acts.get((s, act.word.index))
            if rival is None or _sureness(act) > _sureness(rival):  # one word tells one act
                acts[s, act.word.index] = act
        kept += [(s, act) for (s, _), act in acts.items()]
        return sorted(kept, key=lambda item: (item[0], item[1].word.index))

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


def _sureness(act: Candidate) -> float:
    return act.verdict.types[act.row.type] if act.verdict is not None else 0.0


def _spans(actors: tuple[Actor, ...]) -> list[Span]:
    return [a.span for a in actors if a.span is not None]


@dataclass(frozen=True)
class _Best:
    type: str
    pair: Pair
    p: float


def told(arguments: Arguments, pair: Pair, verdicts: tuple[Verdict, Verdict]) -> Candidate | None:
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
    word = joining_word(arguments, arguments.lang, best.pair, best.type)
    if word is None:
        return None
    row = Predicate(Pattern((word.lemma.casefold(),), ()), word.upos, best.type, None, (), ())
    sides = (best.pair.source.actor,), (best.pair.target.actor,)
    return Candidate(word, row, (), *sides, 1.0, verdicts[best.pair is not pair])
