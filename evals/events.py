"""Are claims of one happening merged, and others kept apart? Measured on synthetic streams with known truth.

    python -m evals.events runs/stream [--store runs/stream/store] [--show 20]

``runs/stream`` is what ``python -m evals.synthetic`` wrote; its articles are read into the store first, unless it is
there. A claim counts where its sentence tells a known event and the claim names that event's two sides, whatever its
type. Pairwise scores, and B³ (Bagga & Baldwin 1998, "Algorithms for scoring coreference chains"), in percent.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.intake import articles
from dragoman.pipeline import Dragoman
from dragoman.store import Store
from dragoman.store.queries import fetch
from dragoman.world.events import event_tables
from dragoman.world.ground import Ground


@dataclass(frozen=True)
class Score:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        return f"P {self.precision:5.1f}  R {self.recall:5.1f}  F1 {self.f1:5.1f}"


def b_cubed(found: Mapping[str, str], truth: Mapping[str, str]) -> Score:
    """B³ of the grouping ``found`` of items against ``truth``; both by item, of the same items."""
    both = Counter((found[item], truth[item]) for item in truth)
    made, real = Counter(found[item] for item in truth), Counter(truth.values())
    precision = sum(n * n / made[a] for (a, _), n in both.items())
    recall = sum(n * n / real[b] for (_, b), n in both.items())
    return Score(100 * precision / max(1, len(truth)), 100 * recall / max(1, len(truth)))


def pairwise(found: Mapping[str, str], truth: Mapping[str, str]) -> Score:
    """Precision and recall of the pairs of items put together."""

    def pairs(groups: Counter[Any]) -> int:
        return sum(n * (n - 1) // 2 for n in groups.values())

    right = pairs(Counter((found[item], truth[item]) for item in truth))
    made, real = pairs(Counter(found[item] for item in truth)), pairs(Counter(truth.values()))
    return Score(100 * right / max(1, made), 100 * right / max(1, real))


def read_stream(folder: Path, store: Store) -> None:
    """Read the stream's articles into the store, where it is not there yet."""
    if store.exists():
        return
    dragoman = Dragoman()
    found = articles([folder / "articles.jsonl"])
    store.add(dragoman.read_article(a) for a in found if not isinstance(a, Exception))


def truth_of(folder: Path, store: Store) -> dict[str, str]:
    """Return the event that each claim tells, by the claim's id, of the claims that count."""
    told: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for event in json.loads((folder / "truth.json").read_text(encoding="utf-8"))["events"]:
        for claim in event["claims"]:
            told[claim["article"], claim["sentence"]].append(event)
    query = """SELECT c.id, c.sentence, c.sources, c.targets, c.modality, a.url
        FROM claims c JOIN articles a ON a.id = c.article ORDER BY c.id"""
    with closing(store.connect()) as connection:
        rows = fetch(connection, query)
    found = {}
    for row in rows:
        sides = {*row["sources"], *row["targets"]}
        if row["modality"] not in ("actual", "unreal"):
            continue
        for event in told.get((row["url"], row["sentence"].strip()), ()):
            if {*event["actors"]["source"], *event["actors"]["target"]} <= sides:
                found[row["id"]] = event["id"]
    return found


def grouped(store: Store) -> dict[str, str]:
    """Return the event that each claim of the store was put in."""
    with Ground(store, event_tables(store)) as ground:
        return {row["claim"]: row["event"] for row in ground.rows("FROM reports")}


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stream", type=Path)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--show", type=int, default=0, help="print so many groups that are wrong")
    options = parser.parse_args(argv)
    store = Store(options.store or options.stream / "store")
    read_stream(options.stream, store)
    truth, found = truth_of(options.stream, store), grouped(store)
    truth = {claim: event for claim, event in truth.items() if claim in found}
    print(f"{len(truth)} claims of {len(set(truth.values()))} events, in {len({found[c] for c in truth})} groups")
    print(f"pairwise  {pairwise(found, truth)}")
    print(f"B³        {b_cubed(found, truth)}")
    by_day = same_day(store, truth)
    print(f"B³ of the baseline: same actors, same half, same day  {b_cubed(by_day, truth)}")
    _show(store, found, truth, options.show)


def same_day(store: Store, truth: Mapping[str, str]) -> dict[str, str]:
    """Group claims by actors, cooperation or conflict, and first day."""
    with Ground(store) as ground:
        rows = ground.rows("SELECT claim, sources, targets, quad > 2 AS conflict, first FROM told")
    key = {r["claim"]: str((sorted({*r["sources"], *r["targets"]}), r["conflict"], r["first"])) for r in rows}
    return {claim: key[claim] for claim in truth}


def _show(store: Store, found: Mapping[str, str], truth: Mapping[str, str], count: int) -> None:
    if not count:
        return
    query = "SELECT t.*, c.sentence FROM told t JOIN claims c ON c.id = t.claim"
    with Ground(store) as ground:
        rows = {r["claim"]: r for r in ground.rows(query)}
    for name, whole, parts in (("mixed", found, truth), ("split", truth, found)):
        groups: dict[str, list[str]] = defaultdict(list)
        for claim in truth:
            groups[whole[claim]].append(claim)
        wrong = [claims for claims in groups.values() if len({parts[c] for c in claims}) > 1]
        print(f"-- {name}: {len(wrong)}")
        for claims in wrong[:count]:
            for c in claims:
                r = rows[c]
                print(parts[c][:9], r["event_type"], r["first"], r["dated"], r["published"], r["sentence"][:150])
            print()


if __name__ == "__main__":
    main()
