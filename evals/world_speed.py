"""Measure how fast the world layer answers on a large store, and what making its tables takes.

    python -m evals.synthetic.claims --claims 1000000 --out runs/million
    python -m evals.world_speed runs/million [--repeats 3]

The first answer of each kind makes the derived tables it needs (``cold``); then each is asked again in a process that
has read nothing yet but the libraries (``warm``: the best and the worst of the repeats, in seconds of the wall clock).
Peak memory is that of the process, in GiB.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dragoman import Store

Ask = Callable[[Store], Any]

ANSWERS: dict[str, Ask] = {
    "events, the last hundred": lambda s: s.events(limit=100),
    "events between two": lambda s: s.events(actor="RUS", other="CHN"),
    "events contradicted": lambda s: s.events(contradicted=True, limit=100),
    "expectations of one": lambda s: s.expectations(actor="CHN"),
    "expectations open": lambda s: s.expectations(open=True),
    "dyad by month": lambda s: s.dyad("RUS", "CHN"),
    "dyad by week": lambda s: s.dyad("RUS", "CHN", by="week"),
    "system of a month": lambda s: s.world("2023-03"),
    "system of a year": lambda s: s.world("2023"),
    "statements of one": lambda s: s.statements(speaker="CHN"),
    "statements": lambda s: s.statements(),
    "every event": lambda s: s.events(),
}


def asked(path: Path, name: str, answer: multiprocessing.Queue[tuple[float, int, float]]) -> None:
    began = time.perf_counter()
    found = ANSWERS[name](Store(path))
    took = time.perf_counter() - began
    size = len(found) if hasattr(found, "__len__") else 1
    answer.put((took, size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20))


def once(path: Path, name: str) -> tuple[float, int, float]:
    """Ask in a process of its own; return seconds, rows and peak memory in GiB."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["dragoman.store", "dragoman.world.events", "dragoman.world.system"])
    answer: multiprocessing.Queue[tuple[float, int, float]] = context.Queue()
    process = context.Process(target=asked, args=(path, name, answer))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"{name}: the answer failed")
    return answer.get()


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args(argv)
    print(f"{'answer':26} {'rows':>8} {'cold':>7} {'best':>6} {'worst':>6} {'memory':>7}")
    for name in ANSWERS:
        cold, rows, memory = once(options.store, name)
        warm = [once(options.store, name)[0] for _ in range(options.repeats)]
        print(f"{name:26} {rows:8} {cold:7.1f} {min(warm):6.2f} {max(warm):6.2f} {memory:7.2f}", flush=True)


if __name__ == "__main__":
    main()
