"""Measure the reader on held-out treebanks and entity files.

    python -m evals.reader --shared ../shared [--model FOLDER] [--style own|default|none] [--limit N] [--json OUT]

Each sentence is read from its text: words are cut by the reader, and a word counts as right only where
it spans the same characters as the gold word (tokens that a treebank splits inside an orthographic
word are folded into it first). UAS and LAS are F1 over words, punctuation included; LAS compares the
universal relation, as the CoNLL 2018 shared task did, and ``full`` also its subtype. Entities are exact
spans and types. The split of the files is ours: these are not official UD scores.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from train.corpus import SERVED, load_ner, load_ud
from train.treebanks import Sentence

from dragoman.reading.language import cutter_for
from dragoman.reading.model import Model
from dragoman.reading.reader import Cut, Reader
from dragoman.reading.types import Sentence as Read


@dataclass
class Score:
    gold: int = 0
    read: int = 0
    words: int = 0
    upos: int = 0
    lemma: int = 0
    uas: int = 0
    las: int = 0
    full: int = 0
    sentences: int = 0

    def f1(self, right: int) -> float:
        return 200.0 * right / max(1, self.gold + self.read)

    def row(self) -> dict[str, float]:
        return {
            name: round(self.f1(getattr(self, name)), 1) for name in ("words", "upos", "lemma", "uas", "las", "full")
        }


def text_of(sentence: Sentence) -> tuple[str, list[tuple[int, int]], list[tuple[int, int]]]:
    """The text of a training sentence, its units and its gold words as character spans."""
    text, units = "", []
    for form, spaced in sentence.units:
        if spaced and text:
            text += " "
        units.append((len(text), len(text) + len(form)))
        text += form
    words: dict[int, tuple[int, int]] = {}
    for (start, end), word in zip(units, sentence.word_of_unit, strict=True):
        first = words.get(word, (start, end))[0]
        words[word] = (first, end)
    return text, units, [words[i] for i in range(len(words))]


def parse_all(
    reader: Reader, sentences: list[Sentence], style: str
) -> Iterable[tuple[Sentence, list[tuple[int, int]], Read]]:
    names = reader.model.config["style_names"]
    for start in range(0, len(sentences), 512):
        chunk, cuts, golds = sentences[start : start + 512], [], []
        for s in chunk:
            text, _, words = text_of(s)
            own = names.index(s.source) if s.source in names else 0
            units = tuple(cutter_for(s.lang)(text))
            cuts.append(Cut(text, units, s.lang, style={"own": own, "none": 0, "default": None}[style]))
            golds.append(words)
        read = reader.parse(cuts)
        if len(read) == len(chunk):
            yield from zip(chunk, golds, read, strict=True)


def score_tree(score: Score, gold: Sentence, spans: list[tuple[int, int]], read: Read) -> None:
    at = {span: i for i, span in enumerate(spans)}
    score.gold += len(spans)
    score.read += len(read.words)
    score.sentences += 1
    for word in read.words:
        i = at.get((word.start, word.end))
        if i is None:
            continue
        score.words += 1
        score.upos += word.upos == gold.upos[i]
        score.lemma += word.lemma == gold.lemmas[i]
        head = spans[gold.heads[i] - 1] if gold.heads[i] else None
        found = (read.words[word.head].start, read.words[word.head].end) if word.head >= 0 else None
        if head == found:
            score.uas += 1
            score.las += word.relation == gold.deprels[i].split(":")[0]
            score.full += word.deprel == gold.deprels[i]


def spans_of(tags: list[str], spans: list[tuple[int, int]]) -> set[tuple[int, int, str]]:
    found, first, kind = set(), -1, ""
    for i, tag in enumerate([*tags, "O"]):
        if first >= 0 and not tag.startswith("I-"):
            found.add((spans[first][0], spans[i - 1][1], kind))
            first = -1
        if tag.startswith("B-"):
            first, kind = i, tag[2:]
    return found


def measure(reader: Reader, shared: Path, style: str, limit: int) -> dict[str, object]:
    data = shared / "data"
    trees: dict[str, Score] = defaultdict(Score)
    seen: dict[str, int] = defaultdict(int)
    ud = [s for s in load_ud(data, "heldout", cutter_for) if not limit or _count(seen, s.source) <= limit]
    for gold, spans, read in parse_all(reader, ud, style):
        for key in (gold.lang, gold.source):
            score_tree(trees[key], gold, spans, read)
    entities: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    seen.clear()
    ner = [s for s in load_ner(data, "heldout", cutter_for) if not limit or _count(seen, s.lang + s.source) <= limit]
    for gold, spans, read in parse_all(reader, ner, "default"):
        wanted = spans_of(gold.tags, spans)
        found = {(read.words[m.first].start, read.words[m.last].end, m.kind) for m in read.mentions}
        if not gold.has_misc:
            found = {f for f in found if f[2] != "MISC"}
        for key in (gold.lang, f"{gold.lang}/{gold.source}"):
            counts = entities[key]
            counts[0] += len(wanted & found)
            counts[1] += len(wanted)
            counts[2] += len(found)
    return {
        "trees": {key: {**score.row(), "sentences": score.sentences} for key, score in sorted(trees.items())},
        "entities": {
            key: {"f1": round(200 * c[0] / max(1, c[1] + c[2]), 1), "gold": c[1]} for key, c in sorted(entities.items())
        },
    }


def _count(seen: dict[str, int], key: str) -> int:
    seen[key] += 1
    return seen[key]


def print_table(result: dict[str, object]) -> None:
    trees, entities = result["trees"], result["entities"]
    assert isinstance(trees, dict)
    assert isinstance(entities, dict)
    columns = ("words", "UPOS", "lemma", "UAS", "LAS", "full")
    print(f"{'language':10} {'sentences':>9} {' '.join(f'{c:>6}' for c in columns)} {'entity F1':>10}")
    for key in [*SERVED, *sorted(k for k in {*trees, *entities} if k not in SERVED and "_" not in k and "/" not in k)]:
        t, e = trees.get(key), entities.get(key)
        cells = [f"{t[c]:6.1f}" if t else "     -" for c in ("words", "upos", "lemma", "uas", "las", "full")]
        entity = f"{e['f1']:10.1f}" if e else f"{'-':>10}"
        print(f"{key:10} {t['sentences'] if t else 0:9} {' '.join(cells)} {entity}")


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--model", type=Path)
    parser.add_argument("--style", choices=("own", "default", "none"), default="default")
    parser.add_argument("--limit", type=int, default=0, help="sentences a file, for a quick look")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(argv)
    began = time.time()
    result = measure(Reader(Model(options.model)), options.shared, options.style, options.limit)
    print_table(result)
    print(f"{time.time() - began:.0f} s", file=sys.stderr)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
