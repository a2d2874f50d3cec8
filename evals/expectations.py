"""Does the ledger know what came of each expectation? Measured on a synthetic stream with known truth.

    python -m evals.expectations runs/stream [--store runs/stream/store] [--show 20]

``runs/stream`` is what ``python -m evals.synthetic`` wrote. Outcomes are judged twice: from the stream's own claims,
coded as the truth says (the ledger alone), and from its articles as they are read (end to end). An expectation counts
as found in that entry of the ledger that holds most of its reports; one that is not found counts as wrong. Its window
is compared with the one that was planted, by its first and last day.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

from dragoman.intake import articles
from dragoman.lexicon.world import world
from dragoman.records import Actor, Article, Claim, DateSpan, Document, Evidence, Modality, Polarity, Span
from dragoman.store import Store
from dragoman.store.queries import fetch
from dragoman.world.expectations import Expectation, expectations
from evals.events import read_stream

_Truth = Mapping[str, Any]


@dataclass(frozen=True)
class Judged:
    """One expectation of the truth, and the entry of the ledger that it was found in."""

    truth: _Truth
    found: Expectation | None
    reports: int  # of the truth that lie in the entry
    alien: int  # claims of the entry that tell of something else

    @property
    def right(self) -> bool:
        return self.found is not None and self.found.outcome == self.truth["outcome"]


@dataclass(frozen=True)
class Summary:
    """How many expectations of the truth were found, with the right outcome, window and days off; and baselines.

    ``by_outcome`` gives for each true outcome how many were judged rightly, of how many. ``majority`` is how many are
    right where all get the commonest outcome, ``last`` the share where each gets that of the one before. ``windows``
    are those found with a window, ``window_days`` by how many days their first and last days are wrong on average.
    ``come`` were rightly taken for fulfilled.
    """

    expectations: int
    found: int
    right: int
    by_outcome: Mapping[str, tuple[int, int]]
    majority: int
    last: float
    windows: int
    windows_right: int
    window_days: float
    come: int
    off_right: int
    course: int

    @property
    def recall(self) -> float:
        return self.found / max(1, self.expectations)

    @property
    def accuracy(self) -> float:
        return self.right / max(1, self.expectations)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stream", type=Path)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--show", type=int, default=0, help="print so many that are wrong")
    options = parser.parse_args(argv)
    truth = json.loads((options.stream / "truth.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        perfect = Store(Path(folder) / "store")
        perfect.add(coded(options.stream, truth))
        _print("claims as the truth codes them", judged(perfect, truth), options.show)
    store = Store(options.store or options.stream / "store")
    read_stream(options.stream, store)
    _print("end to end, articles as they are read", judged(store, truth), options.show)


def judged(store: Store, truth: _Truth) -> list[Judged]:
    """Look up each expectation of the truth in the ledger of a store."""
    told: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in truth["expectations"]:
        for report in one["reports"]:
            if report["polarity"] == "positive":
                told[report["article"]].append((report["sentence"], one["id"]))
    by_id = {one["id"]: one for one in truth["expectations"]}
    entries = list(expectations(store))
    keys = _sentences(store)
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for number, entry in enumerate(entries):
        sides = {*entry.sources, *entry.targets}
        for claim in entry.claims:
            article, words = keys[claim]
            for sentence, id in told.get(article, ()):
                if sentence not in words:  # a dateline may stand before it
                    continue
                if sides >= set(by_id[id]["dyad"]) and entry.event_type == by_id[id]["type"]:
                    found[id][number] += 1
    return [_judged(one, found.get(one["id"]), entries) for one in truth["expectations"] if one["reports"]]


def _judged(truth: _Truth, found: Counter[int] | None, entries: list[Expectation]) -> Judged:
    if not found:
        return Judged(truth, None, 0, 0)
    ((number, reports),) = found.most_common(1)
    return Judged(truth, entries[number], reports, len(entries[number].claims) - reports)


def _sentences(store: Store) -> dict[str, tuple[str, str]]:
    query = "SELECT c.id, a.url, c.sentence FROM claims c JOIN articles a ON a.id = c.article"
    with closing(store.connect()) as connection:
        return {row["id"]: (row["url"], row["sentence"].strip()) for row in fetch(connection, query)}


def summed(rows: list[Judged]) -> Summary:
    """Sum up how well outcomes, windows and days were found."""
    found = [(row.truth, row.found) for row in rows if row.found is not None]
    right = [(truth, entry) for truth, entry in found if entry.outcome == truth["outcome"]]
    outcomes = Counter(row.truth["outcome"] for row in rows)
    wrong = [_window_error(truth, entry) for truth, entry in found]
    known = [days for days in wrong if days is not None]
    come = [(truth, entry) for truth, entry in right if truth["outcome"] == "fulfilled"]
    return Summary(
        expectations=len(rows),
        found=len(found),
        right=len(right),
        by_outcome={o: (sum(t["outcome"] == o for t, _ in right), n) for o, n in sorted(outcomes.items())},
        majority=max(outcomes.values(), default=0),
        last=_same_as_last(rows),
        windows=len(known),
        windows_right=sum(days == 0 for days in known),
        window_days=fmean(known) if known else 0.0,
        come=len(come),
        off_right=sum((entry.days_off or 0) == truth["offset"] for truth, entry in come),
        course=sum(entry.course == truth["course"].split()[0] for truth, entry in found),
    )


def _window_error(truth: _Truth, entry: Expectation) -> float | None:
    """Return by how many days the first and the last day of a window are wrong, the mean; None where none is told."""
    if entry.first is None or entry.after is None:
        return None
    first, after = map(dt.date.fromisoformat, truth["window"])
    return (abs((entry.first - first).days) + abs((entry.after - after).days)) / 2


def _print(title: str, rows: list[Judged], show: int) -> None:
    known = summed(rows)
    print(f"{title}: {known.expectations} expectations, {known.found} found ({known.recall:.3f})")
    print(f"  outcome right {known.right} of {known.expectations}: {known.accuracy:.3f}", end="")
    print(f"; of those found {known.right / max(1, known.found):.3f}")
    print("  by outcome: " + ", ".join(f"{name} {n} of {all_}" for name, (n, all_) in known.by_outcome.items()))
    most = Counter(row.truth["outcome"] for row in rows).most_common(1)[0]
    print(f"  baseline, all {most[0]}: {most[1] / len(rows):.3f}; same as the last: {known.last:.3f}")
    print(f"  window right {known.windows_right} of {known.windows}, days wrong on average {known.window_days:.2f}")
    print(f"  days off right {known.off_right} of {known.come}")
    print(f"  course right {known.course} of {known.found}; reports together {_share(rows)}")
    matrix = Counter((row.truth["outcome"], row.found.outcome if row.found else "not found") for row in rows)
    print("  " + ", ".join(f"{a} → {b} {n}" for (a, b), n in sorted(matrix.items())))
    for row in [row for row in rows if not row.right][:show]:
        print("   ", row.truth["id"], row.truth["type"], row.truth["dyad"], row.truth["window"], row.truth["stages"])
        print("      truth", row.truth["outcome"], row.truth["offset"], [r["sentence"] for r in row.truth["reports"]])
        print("      found", row.found)


def _same_as_last(rows: list[Judged]) -> float:
    """Return how often the outcome is that of the expectation whose window began before."""
    outcomes = [str(row.truth["outcome"]) for row in sorted(rows, key=lambda row: row.truth["window"])]
    return sum(a == b for a, b in pairwise(outcomes)) / max(1, len(rows) - 1)


def _share(rows: list[Judged]) -> str:
    found = [row for row in rows if row.found is not None]
    told = sum(sum(r["polarity"] == "positive" for r in row.truth["reports"]) for row in found)
    return f"{sum(row.reports for row in found)} of {told}, with {sum(row.alien for row in found)} others"


def coded(folder: Path, truth: _Truth) -> Iterator[Document]:
    """Yield the stream's articles with the claims that the truth says are in them, and no others."""
    claims: dict[str, list[tuple[_Truth, _Truth, DateSpan | None]]] = defaultdict(list)
    for event in truth["events"]:
        sides = {**event, "dyad": [event["actors"]["source"][0], event["actors"]["target"][0]]}
        for claim in event["claims"]:
            claims[claim["article"]].append((sides, claim, _span(claim["day"], claim["precision"])))
    for one in truth["expectations"]:
        first, after = map(dt.date.fromisoformat, one["window"])
        for report in one["reports"]:
            window = DateSpan(first, after, "range", "then") if report["polarity"] == "positive" else None
            claims[report["article"]].append((one, report, window))
    for article in articles([folder / "articles.jsonl"]):
        if isinstance(article, Article):
            yield Document(article, tuple(_claim(article, *given) for given in claims[article.url]))


def _span(day: str | None, precision: str | None) -> DateSpan | None:
    if day is None or precision is None:
        return None
    first = dt.date.fromisoformat(day)
    if precision == "month":
        first = first.replace(day=1)
        return DateSpan(first, (first + dt.timedelta(days=31)).replace(day=1), "month", "then")
    return DateSpan(first, first + dt.timedelta(days=1), "day", "then")


def _claim(article: Article, act: _Truth, told: _Truth, when: DateSpan | None) -> Claim:
    start = article.text.index(told["sentence"])
    sentence = Span(start, start + len(told["sentence"]))
    source, target = (_actor(code, sentence) for code in act["dyad"])
    modality: Modality = told["modality"]
    polarity: Polarity = told["polarity"]
    return Claim(
        article.id,
        act["type"],
        (source,),
        (target,),
        Evidence(sentence, sentence, (source.span,), (target.span,)),
        mode=act["mode"],
        modality=modality,
        polarity=polarity,
        when=when,
        confidence=1.0,
        made_by="truth",
    )


def _actor(code: str, span: Span) -> Actor:
    kind = world().kind(code)
    return Actor(code, code, span, code if kind == "state" else None, kind=kind, resolved_by="truth")


if __name__ == "__main__":
    main()
