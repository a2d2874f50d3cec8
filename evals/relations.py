"""Score the relation head on marked pairs.

    python -m evals.relations --shared ../shared       the public PLOVER development set, never trained on
    python -m evals.relations --codebook test          our own corpus, the part that training leaves out

Macro-F1 over root types (CONCEDE and RETREAT merged as YIELD) and over quad classes, in percent. On the
development set every pair has a type, so NONE is no answer there: the best of the others is taken.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from train.codebook import NONE, languages, load, strip_marks

from dragoman.ontology import EVENT_TYPES
from dragoman.pipeline import Dragoman

ROOTS = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}


def f1_by_class(pairs: Iterable[tuple[str, str]]) -> dict[str, float]:
    """F1 in percent of each class that occurs in gold, from (gold, found) pairs."""
    found, gold, made = Counter[str](), Counter[str](), Counter[str]()
    for g, m in pairs:
        gold[g] += 1
        made[m] += 1
        found[g] += g == m
    return {c: 200 * found[c] / (gold[c] + made[c]) for c in sorted(gold)}


def mean(values: Iterable[float]) -> float:
    values = list(values)
    return sum(values) / max(1, len(values))


def root_of(probabilities: dict[str, float]) -> tuple[str, str]:
    """The likeliest root and quad class, NONE left out; classes collect the probability of their types."""
    roots: dict[str, float] = defaultdict(float)
    quads: dict[str, float] = defaultdict(float)
    for name, p in probabilities.items():
        if name != NONE:
            roots[ROOTS.get(name, name)] += p
            quads[_quad_name(name)] += p
    return max(roots, key=roots.__getitem__), max(quads, key=quads.__getitem__)


def _quad_name(name: str) -> str:
    """Quad classes as the development set has them: its YIELD is material cooperation."""
    return "2" if name in ROOTS else str(EVENT_TYPES[name].quad)


def development_set(shared: Path, dragoman: Dragoman, kind: str) -> Iterator[tuple[str, str, str, str, str]]:
    """(gold root, found root, gold quad, found quad, sentence) of each row."""
    path = shared / "data" / "plover_dev" / "relations.tsv"
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
            text, spans = strip_marks(row["marked_sentence"])
            source, target = (next(iter(spans[name]), None) for name in "st")
            verdict = dragoman.relate(text, source, target, lang="en")
            root, quad = root_of(verdict.plover if kind == "plover" else verdict.types)
            yield row["root"], root, row["quad"], quad, row["marked_sentence"]


def show_development_set(shared: Path, dragoman: Dragoman, kind: str, show: bool) -> None:
    rows = list(development_set(shared, dragoman, kind))
    roots, quads = f1_by_class((r[0], r[1]) for r in rows), f1_by_class((r[2], r[3]) for r in rows)
    print(f"{len(rows)} pairs")
    for name, value in roots.items():
        print(f"  {name:10} {value:5.1f}   of {sum(r[0] == name for r in rows)}")
    print(f"root macro-F1 {mean(roots.values()):.1f}, quad macro-F1 {mean(quads.values()):.1f}")
    confused = Counter((r[0], r[1]) for r in rows if r[0] != r[1])
    print("most confused:", "; ".join(f"{g} taken for {m} {n}" for (g, m), n in confused.most_common(12)))
    if show:
        for gold, found, _, _, sentence in rows:
            if gold != found:
                print(f"{gold:10} {found:10} {sentence}")


def show_codebook(part: str, dragoman: Dragoman) -> None:
    print(f"{'lang':5} {'rows':>5} {'type F1':>8} {'NONE F1':>8} {'accuracy':>9}")
    every: list[tuple[str, str]] = []
    for lang in languages():
        pairs = []
        for e in load(lang):
            if e.part == part:
                types = dragoman.relate(e.text, e.source, e.target, lang=lang).types
                pairs.append((e.event_type, max(types, key=types.__getitem__)))
        every += pairs
        if pairs:
            print(_line(lang, pairs))
    print(_line("all", every))


def _line(name: str, pairs: list[tuple[str, str]]) -> str:
    scores = f1_by_class(pairs)
    typed = mean(v for k, v in scores.items() if k != NONE)
    right = 100 * sum(g == m for g, m in pairs) / len(pairs)
    return f"{name:5} {len(pairs):5} {typed:8.1f} {scores.get(NONE, 0.0):8.1f} {right:9.1f}"


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--model", type=Path)
    parser.add_argument("--codebook", choices=("dev", "test"), help="score on our own corpus instead")
    parser.add_argument("--underlying", action="store_true", help="score the underlying type, without mood rules")
    parser.add_argument("--show", action="store_true", help="print the sentences that are not right")
    options = parser.parse_args(argv)
    dragoman = Dragoman(options.model)
    if options.codebook:
        show_codebook(options.codebook, dragoman)
    else:
        show_development_set(options.shared, dragoman, "types" if options.underlying else "plover", options.show)


if __name__ == "__main__":
    main()
