"""Are the planted blocs found again? Measured on synthetic streams, and on as many unread claims as are asked for.

    python -m evals.blocs runs/stream [runs/other …] [--at 2023]      the articles as they are read
    python -m evals.blocs --claims 2000 --seed 11 [--at 2023]         claims made of the same planted world, unread

The communities of ``dragoman.world.system`` are compared with the planted partition by the adjusted Rand index
(Hubert & Arabie 1985, "Comparing partitions", Journal of Classification 2): 1 for the same partition, about 0 for
one made at random. ``right`` is the share of states in the found bloc that best stands for theirs, one bloc for one.
Brokers belong to no bloc and are left out of both; the state that changes sides counts where it was for most of the
period. A state is *identifiable* where somebody who knew all other states' blocs, and how often members of one bloc
and of two cooperate, would give it its own with odds of 20 to 1 or better from what passes between them: few dealings
tell nobody where a state stands. Beside the system stand what the same method finds in the events that truly were,
and, as a baseline, communities of cooperation alone (greedy modularity, Clauset, Newman & Moore 2004, "Finding
community structure in very large networks", Physical Review E 70, 066111) in what was read.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import networkx as nx

from dragoman.store import Store
from dragoman.world.communities import communities
from dragoman.world.measures import RESOLUTION
from dragoman.world.periods import Period, period
from dragoman.world.system import System, system
from evals.events import read_stream
from evals.expectations import coded
from evals.synthetic.claims import documents
from evals.synthetic.world import planted_blocs, settings, states

_ODDS = 20.0
_NOBODY = "brokers"

Partition = Mapping[str, str]


@dataclass(frozen=True)
class Planted:
    """The truth: the bloc of each state through most of a period, brokers left out, and who changed sides when."""

    blocs: Partition
    switcher: str
    day: dt.date


@dataclass(frozen=True)
class Asked:
    """The period; how many dealings a state needs; the communities' resolution, None for the system's own."""

    at: str = "2023"
    minimum: int = 3
    resolution: float | None = None


@dataclass(frozen=True)
class Recovery:
    """How near a partition comes to the planted one, over ``states`` of them."""

    name: str
    rand: float
    right: float
    states: int

    def __str__(self) -> str:
        return f"{self.name:44} ARI {self.rand:5.2f}  right {100 * self.right:3.0f} %  of {self.states} states"


def adjusted_rand(found: Sequence[str], truth: Sequence[str]) -> float:
    """Adjusted Rand index of two partitions of the same things; 1.0 where both put all together, or all apart."""

    def pairs(labels: Iterable[Any]) -> int:
        return sum(math.comb(n, 2) for n in Counter(labels).values())

    both = pairs(zip(found, truth, strict=True))
    one, other, all_ = pairs(found), pairs(truth), math.comb(len(truth), 2)
    by_chance = one * other / all_ if all_ else 0.0
    most = (one + other) / 2
    return 1.0 if most == by_chance else (both - by_chance) / (most - by_chance)


def placed_right(found: Sequence[str], truth: Sequence[str]) -> float:
    """Share of the things in the group that stands for their own: one for each, chosen so that it is largest."""
    both = Counter(zip(found, truth, strict=True))
    real = sorted(set(truth))
    made = [name for name, _ in Counter(found).most_common(8)]
    made += [""] * max(0, len(real) - len(made))
    best = max(sum(both[m, r] for m, r in zip(chosen, real, strict=True)) for chosen in permutations(made, len(real)))
    return best / max(1, len(truth))


def recovery(name: str, found: Partition, truth: Partition) -> Recovery:
    """Compare two partitions on the states that both have."""
    codes = sorted(found.keys() & truth.keys())
    one, other = [found[c] for c in codes], [truth[c] for c in codes]
    return Recovery(name, adjusted_rand(one, other), placed_right(one, other), len(codes))


def planted(truth: Mapping[str, Any], over: Period) -> Planted:
    """Return what the ``blocs`` of a stream's truth say of a period."""
    switch = truth["blocs"]["switch"]
    day = dt.date.fromisoformat(switch["date"])
    blocs = {c: bloc for bloc, codes in truth["blocs"]["members"].items() for c in codes if bloc != _NOBODY}
    middle = over.start + (over.after - over.start) / 2
    blocs[switch["state"]] = switch["from"] if day > middle else switch["to"]
    return Planted(blocs, switch["state"], day)


def identifiable(shown: System, blocs: Partition) -> set[str]:
    """Return the states whose own dealings tell where they stand, by the rates that the world was planted with."""
    shares = {kind: given["cooperation"] for kind, given in settings()["relations"].items()}
    dealings: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    for tie in shown.ties:
        warm = tie.cooperation / (tie.cooperation + tie.conflict) if tie.cooperation + tie.conflict else 0.0
        for one, other in ((tie.first, tie.second), (tie.second, tie.first)):
            if one in blocs and other in blocs:
                dealings[one].append((blocs[other], warm * tie.events, (1 - warm) * tie.events))
    known = set()
    for code, given in dealings.items():
        odds = {}
        for bloc in set(blocs.values()):
            share = [shares["same" if other == bloc else "across"] for other, _, _ in given]
            terms = zip(given, share, strict=True)
            odds[bloc] = sum(good * math.log(p) + bad * math.log(1 - p) for (_, good, bad), p in terms)
        others = sum(math.exp(value - odds[blocs[code]]) for bloc, value in odds.items() if bloc != blocs[code])
        if others <= 1 / _ODDS:
            known.add(code)
    return known


def cooperation_alone(shown: System) -> dict[str, str]:
    """Return the communities of cooperation, conflict left out: the baseline."""
    graph = nx.Graph()
    graph.add_nodes_from(row.code for row in shown.actors)
    graph.add_weighted_edges_from((t.first, t.second, t.cooperation) for t in shown.ties if t.cooperation > 0)
    if not graph.number_of_edges():
        return {code: code for code in graph}
    groups = nx.community.greedy_modularity_communities(graph, weight="weight")
    return {code: str(number) for number, group in enumerate(groups) for code in group}


def blocs_of(shown: System, resolution: float | None = None) -> dict[str, str]:
    """Return the bloc of each actor: the system's own, or those at another resolution."""
    if resolution is None:
        return {row.code: row.bloc for row in shown.actors}
    again = communities(shown.network, resolution=resolution, reruns=0)
    return {code: str(label) for code, label in zip(again.actors, again.labels.tolist(), strict=True)}


def compared(read: Store, true: Store | None, truth: Planted, asked: Asked) -> list[Recovery]:
    """Return how well blocs are found in a store; ``true`` holds the claims as the truth codes them."""
    shown = system(read, asked.at, minimum=asked.minimum, draws=0)
    found, alone = blocs_of(shown, asked.resolution), cooperation_alone(shown)
    actual = shown if true is None else system(true, asked.at, minimum=asked.minimum, draws=0)
    sure = identifiable(actual, truth.blocs)
    clear = {code: bloc for code, bloc in truth.blocs.items() if code in sure}
    rows = []
    for which, blocs in (("all", truth.blocs), ("identifiable", clear)):
        rows.append(recovery(f"{which}: the system as read", found, blocs))
        if true is not None:
            rows.append(recovery(f"{which}: all read rightly", blocs_of(actual, asked.resolution), blocs))
        rows.append(recovery(f"{which}: baseline, cooperation alone", alone, blocs))
        rows.append(recovery(f"{which}: baseline, all in one bloc", dict.fromkeys(found, "one"), blocs))
    return rows


def changed(store: Store, truth: Planted, then: str, now: str) -> str:
    """Say who is said to have changed blocs between two periods, of the states that have one."""
    rows = system(store, now, compare=then, draws=0).changes
    said = sorted(row.code for row in rows if row.changed and row.code in truth.blocs)
    return f"changed sides between {then} and {now}: found {said or 'nobody'}, truly {truth.switcher} on {truth.day}"


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stream", type=Path, nargs="*")
    parser.add_argument("--at", default="2023")
    parser.add_argument("--minimum", type=int, default=3, help="dealings that a state needs to be counted")
    parser.add_argument("--claims", type=int, default=0, help="make so many, instead of reading a stream")
    parser.add_argument("--seed", type=int, default=11)
    own = f"of the communities; by default the system's own, {RESOLUTION:g}"
    parser.add_argument("--resolution", type=float, help=own)
    options = parser.parse_args(argv)
    asked = Asked(options.at, options.minimum, options.resolution)
    for folder in options.stream:
        print(f"{folder}, {options.at}")
        print(*of_stream(folder, asked), sep="\n")
    if options.claims:
        print(f"{options.claims} claims over eighteen months, unread, seed {options.seed}, {options.at}")
        with tempfile.TemporaryDirectory() as folder:
            store = Store(Path(folder) / "store")
            store.add(documents(options.claims, options.seed))
            truth = _of_seed(options.seed, period(options.at))
            print(*compared(store, None, truth, asked), sep="\n")
            print(changed(store, truth, "2023-Q1", "2024-Q2"))


def of_stream(folder: Path, asked: Asked) -> list[Recovery]:
    """Return how well the blocs of a stream are found, end to end and from its true events."""
    store = Store(folder / "store")
    read_stream(folder, store)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as made:
        true = Store(Path(made) / "store")
        true.add(coded(folder, truth))
        return compared(store, true, planted(truth, period(asked.at)), asked)


def _of_seed(seed: int, over: Period) -> Planted:
    blocs = planted_blocs(Random(seed))
    members: dict[str, list[str]] = defaultdict(list)
    for code in states():
        members[blocs.of(code, settings()["start"]) or _NOBODY].append(code)
    switch = {"state": blocs.switcher, "from": blocs.since, "to": blocs.until, "date": str(blocs.day)}
    return planted({"blocs": {"members": members, "switch": switch}}, over)


if __name__ == "__main__":
    main()
