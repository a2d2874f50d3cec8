"""How much of a planted world does the program find again? A stream, from its articles to one table.

    python -m evals.world [--seed 12] [--articles 700] [--crowded] [--out runs/world]

It writes a synthetic stream that nothing was tuned on, unless it is there, reads it into a store, and scores events,
expectations and blocs, each beside its baseline; the last column says how many things that is of. Each measure alone,
with its errors: ``python -m evals.events``, ``evals.expectations``, ``evals.blocs``. See docs/world-accuracy.md.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.store import Store
from evals.blocs import Asked, of_stream
from evals.events import b_cubed, grouped, pairwise, read_stream, same_day, truth_of
from evals.expectations import judged, summed
from evals.synthetic.__main__ import write
from evals.synthetic.world import lay_over

_FEWEST = 5  # states of which it is worth saying that their blocs were found


@dataclass(frozen=True)
class Row:
    """One line of the table: figures in percent, or as ``unit`` says; ``baseline`` is None where there is none."""

    measure: str
    figure: float
    baseline: float | None
    of: str

    def __str__(self) -> str:
        beside = "" if self.baseline is None else f"{self.baseline:8.1f}"
        return f"{self.measure:52}{self.figure:8.1f}{beside:>10}  {self.of}"


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--articles", type=int, default=700)
    parser.add_argument("--crowded", action="store_true", help="much between few powers in three months")
    parser.add_argument("--out", type=Path, default=Path("runs/world"))
    options = parser.parse_args(argv)
    if options.crowded:
        lay_over("crowded.toml")
    if not (options.out / "truth.json").exists():
        write(options.seed, options.articles, options.out)
    began = time.perf_counter()
    read_stream(options.out, Store(options.out / "store"))
    print(f"read in {time.perf_counter() - began:.0f} s: {options.out}\n")
    print(f"{'':52}{'found':>8}{'baseline':>10}  of")
    print(*rows(options.out), sep="\n")


def rows(folder: Path) -> Iterator[Row]:
    """Yield the measures of a stream that is in its store."""
    store = Store(folder / "store")
    yield from _events(folder, store)
    yield from _expectations(folder, store)
    found = {row.name: row for row in of_stream(folder, Asked())}
    for which in ("all", "identifiable"):
        read, alone = found[f"{which}: the system as read"], found[f"{which}: baseline, cooperation alone"]
        yield Row(
            f"blocs: adjusted Rand index x 100, {which}", 100 * read.rand, 100 * alone.rand, f"{read.states} states"
        )
        yield Row(f"blocs: states placed right, {which}", 100 * read.right, 100 * alone.right, f"{read.states} states")


def _events(folder: Path, store: Store) -> Iterator[Row]:
    found = grouped(store)
    truth = {claim: event for claim, event in truth_of(folder, store).items() if claim in found}
    by_day = same_day(store, truth)
    of = f"{len(truth)} claims of {len(set(truth.values()))} events"
    yield Row("events: B³ F1", b_cubed(found, truth).f1, b_cubed(by_day, truth).f1, of)
    yield Row("events: pairwise F1", pairwise(found, truth).f1, pairwise(by_day, truth).f1, of)


def _expectations(folder: Path, store: Store) -> Iterator[Row]:
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    known = summed(judged(store, truth))
    of = f"{known.expectations} expectations"
    yield Row("expectations: found", 100 * known.recall, None, of)
    yield Row(
        "expectations: outcome right", 100 * known.accuracy, 100 * known.majority / max(1, known.expectations), of
    )
    share = 100 * known.windows_right / max(1, known.windows)
    yield Row("expectations: window right to the day", share, None, f"{known.windows} found with a window")
    yield Row(
        "expectations: days off right", 100 * known.off_right / max(1, known.come), None, f"{known.come} fulfilled"
    )


if __name__ == "__main__":
    main()
