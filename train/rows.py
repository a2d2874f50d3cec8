"""The rows that the relation head is trained on: marked sentences as numbers, and how they are varied.

They come from the codebook corpus, from its stock phrases, from the gold standard records of the PLOVER codebook,
and from pairs of names in the same sentences that have nothing between them. Needs no torch.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dragoman.ontology import EVENT_TYPES, plover_type_of
from dragoman.reading.language import cutter_for
from dragoman.reading.marking import PREDICATE, SOURCE, TARGET, Marked, mark
from dragoman.reading.model import Model
from dragoman.reading.pieces import Pieces
from dragoman.reading.reader import Cut, Reader
from dragoman.reading.types import Sentence
from train.codebook import FOLDER, MODALITIES, NONE, POLARITIES, Example, Offsets, languages, load
from train.phrases import expanded

TYPES = (*EVENT_TYPES, NONE)
_FILLED = 3  # times that a stock phrase is filled with actors
_MUTUAL = {name for name, kind in EVENT_TYPES.items() if kind.reciprocal}


@dataclass(frozen=True)
class Row:
    """A marked sentence with the numbers of its labels."""

    marked: Marked
    lang: str
    kind: int
    plover: int
    polarity: int
    modality: int


def row_of(example: Example, pieces: Pieces) -> Row:
    units = cutter_for(example.lang)(example.text)
    marked = mark(pieces, example.text, units, [example.source], [example.target], example.predicate)
    kind = example.event_type
    plover = kind if kind == NONE else plover_type_of(kind, example.modality) or kind
    return Row(
        marked, example.lang, TYPES.index(kind), TYPES.index(plover),
        POLARITIES.index(example.polarity), MODALITIES.index(example.modality),
    )  # fmt: skip


class Names:
    """The names in sentences, each sentence read once; what was read is kept in a file for the next run."""

    def __init__(self, model: Model, path: Path) -> None:
        self._reader, self._path = Reader(model), path
        rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        self._known = {(lang, text): [(a, b) for a, b in spans] for lang, text, spans in rows}

    def learn(self, texts: Iterable[tuple[str, str]]) -> None:
        """Read the (language, text) pairs that are new."""
        new = [key for key in dict.fromkeys(texts) if key not in self._known]
        cuts = [Cut(text, tuple(cutter_for(lang)(text)), lang) for lang, text in new]
        for key, sentence in zip(new, self._reader.parse(cuts), strict=True):
            self._known[key] = names_of(sentence)
        if new:
            rows = [(*key, spans) for key, spans in self._known.items()]
            self._path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")

    def of(self, lang: str, text: str) -> list[Offsets]:
        return self._known[lang, text]


def strangers(examples: list[Example], names: Names, rng: random.Random) -> list[Example]:
    """Pairs with nothing between them, from the names of a sentence that no row of it marks.

    The source with a name that is neither its target nor beside it, or such a name with the target. Names joined
    to a marked one by "and" may share its part, and are left alone.
    """
    marked: dict[tuple[str, str], list[Offsets]] = {}
    for e in examples:
        marked.setdefault((e.lang, e.text), []).extend((e.source, e.target, *e.predicate))
    kept, found = {(e.lang, e.text): e for e in examples if e.event_type != NONE}, []
    names.learn(kept)
    for (lang, text), e in kept.items():
        spans = marked[lang, text]
        others = [name for name in names.of(lang, text) if not any(a < name[1] and name[0] < b for a, b in spans)]
        if others:
            other = rng.choice(others)
            source, target = (e.source, other) if rng.random() < 0.65 else (other, e.target)
            found.append(replace(e, event_type=NONE, mode=None, source=source, target=target, predicate=()))
    return found


def names_of(sentence: Sentence) -> list[Offsets]:
    """Character offsets of the names of a sentence that stand in no coordination."""
    words = sentence.words
    return [
        (words[m.first].start, words[m.last].end)
        for m in sentence.mentions
        if m.kind != "MISC"
        and all(w.relation != "conj" for w in words[m.first : m.last + 1])
        and not any(d.relation == "conj" for w in words[m.first : m.last + 1] for d in sentence.dependents(w))
    ]


def gold_records(shared: Path) -> Iterator[Example]:
    """The codebook's own gold standard records whose type still exists, where source, target and event are marked."""
    for number, record in enumerate(json.loads((shared / "data" / "plover_dev" / "gold_records.json").read_text())):
        info = record.get("textInfo")
        markup = info.get("markup", "") if isinstance(info, dict) else ""
        text, spans, at = "", {"SRC": [], "TAR": [], "EVT": []}, 0  # type: ignore[var-annotated]
        for match in re.finditer(r"\((SRC|TAR|EVT): ([^()]*)\)", markup):
            text += markup[at : match.start()]
            spans[match.group(1)].append((len(text), len(text) + len(match.group(2))))
            text, at = text + match.group(2), match.end()
        text += markup[at:]
        if record["event"] in EVENT_TYPES and all(spans.values()):
            yield Example(
                "en", f"gold-{number}", record["event"], None, "positive", "actual", text,
                spans["SRC"][0], spans["TAR"][0], tuple(spans["EVT"]),
            )  # fmt: skip


def altered(row: Row, others: list[Row], rng: random.Random) -> Row:
    """Vary a row: hide the predicate's mark, lend it another's actors, or turn a one-way act around."""
    marked, kind, plover = row.marked, row.kind, row.plover
    if rng.random() < 0.25:
        return _joined(row, rng.choice(others), rng)
    if rng.random() < 0.2:
        marked = _lend(marked, rng.choice(others).marked, SOURCE)
    if rng.random() < 0.2:
        marked = _lend(marked, rng.choice(others).marked, TARGET)
    roles = list(marked.roles)
    if TYPES[kind] != NONE and TYPES[kind] not in _MUTUAL and TYPES[kind] != "AGREE" and rng.random() < 0.06:
        turned = {SOURCE: TARGET, TARGET: SOURCE}
        roles = [turned.get(r, r) for r in roles]
        kind = plover = TYPES.index(NONE)
    for role, share in ((PREDICATE, 0.45), (TARGET, 0.07), (SOURCE, 0.02)):
        if rng.random() < share and TYPES[kind] != NONE:
            roles = [0 if r == role else r for r in roles]
    return replace(row, marked=Marked(marked.ids, tuple(roles)), kind=kind, plover=plover)


def _joined(row: Row, other: Row, rng: random.Random) -> Row:
    """Two sentences as one text: the row as it was, or its source with the other's target, between which is nothing."""
    if len(row.marked.ids) + len(other.marked.ids) > 160:
        return row
    crossed = rng.random() < 0.5
    parts = [
        (row.marked, (SOURCE,) if crossed else (SOURCE, TARGET, PREDICATE)),
        (other.marked, (TARGET,) if crossed else ()),
    ]
    if rng.random() < 0.5:
        parts.reverse()
    ids = [i for part, _ in parts for i in part.ids[1:-1]]
    roles = [r if r in keep else 0 for part, keep in parts for r in part.roles[1:-1]]
    marked = Marked((row.marked.ids[0], *ids, row.marked.ids[-1]), (0, *roles, 0))
    nothing = TYPES.index(NONE)
    return replace(row, marked=marked, kind=nothing, plover=nothing) if crossed else replace(row, marked=marked)


def _lend(marked: Marked, other: Marked, role: int) -> Marked:
    """The sentence with the other's words in the place of its own actor."""
    lent = [i for i, r in zip(other.ids, other.roles, strict=True) if r == role]
    at = [n for n, r in enumerate(marked.roles) if r == role]
    if not lent or not at or len(marked.ids) + len(lent) > 200:
        return marked
    keep = [n for n, r in enumerate(marked.roles) if r != role]
    before, after = [n for n in keep if n < at[0]], [n for n in keep if n > at[0]]
    ids = [*(marked.ids[n] for n in before), *lent, *(marked.ids[n] for n in after)]
    roles = [*(marked.roles[n] for n in before), *[role] * len(lent), *(marked.roles[n] for n in after)]
    return Marked(tuple(ids), tuple(roles))


class Rows:
    """The rows of all languages, by part; files that grow during a run are read again at each round."""

    def __init__(self, langs: list[str] | None, shared: Path, model: Model, names: Names) -> None:
        self._langs, self._shared, self._model, self._names = langs, shared, model, names
        self._sizes: tuple[tuple[str, int], ...] = ()
        self.train: list[Row] = []
        self.dev: list[Row] = []
        self._by_lang: dict[str, list[Row]] = {}
        self._load()

    def _load(self) -> None:
        sizes = tuple(sorted((p.name, p.stat().st_size) for p in FOLDER.glob("**/*.tsv")))
        if sizes == self._sizes:
            return
        self._sizes = sizes
        examples = [e for lang in self._langs or languages() for e in load(lang)] + list(gold_records(self._shared))
        examples += strangers(examples, self._names, random.Random(7))
        examples += [e for lang in languages() for e in expanded(lang, _FILLED, random.Random(7))]
        self.train = [row_of(e, self._model.pieces) for e in examples if e.part == "train"]
        self.dev = [row_of(e, self._model.pieces) for e in examples if e.part == "dev"]
        self._by_lang = {}
        for row in self.train:
            self._by_lang.setdefault(row.lang, []).append(row)

    def drawn(self, rng: random.Random) -> list[Row]:
        """One round: every row of the part ``train``, varied."""
        self._load()
        return [altered(r, self._by_lang[r.lang], rng) for r in self.train]


def batches(rows: list[Row], pieces: int, rng: random.Random) -> Iterator[list[Row]]:
    """Shuffled batches of like length that hold about ``pieces`` pieces."""
    order = sorted(rows, key=lambda r: len(r.marked.ids) + rng.random() * 8)
    found: list[list[Row]] = [[]]
    for row in order:
        if found[-1] and (len(found[-1]) + 1) * len(row.marked.ids) > pieces:
            found.append([])
        found[-1].append(row)
    rng.shuffle(found)
    yield from found
