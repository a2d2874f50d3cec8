"""The gate: no language and no event type falls below what it has reached.

    python -m evals.gate            fails where a score is under its floor
    python -m evals.gate --raise    raises floors to what is measured now, and takes in a changed corpus

Floors stand in ``evals/floors.json`` with a hash of each gold corpus. The gate fails too where the corpus is
not the one the floors were measured on, and where there is nothing to check. Floors are never lowered by it:
who must lower one edits the file and says why.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
from pathlib import Path
from typing import Any

from dragoman.lexicon.tables import languages
from dragoman.ontology import EVENT_TYPES
from dragoman.pipeline import Dragoman
from evals.score import SETS, Tally, languages_of, score

__all__ = ["FLOORS", "SETS", "corpus_hash", "faults", "measured", "raised"]

FLOORS = Path(__file__).parent / "floors.json"
#: Points below the measured score at which a floor is set: room for a rounding, not for a loss.
MARGIN = 1.0
_FEWEST = 5  # gold claims of a type, in all languages, for a floor to mean something

Scores = dict[str, dict[str, float]]  # "language nl" or "type AID" → measure → percent


def corpus_hash(folder: Path) -> str:
    """A hash of all gold files of a set: names and bytes."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:32]


def measured(folder: Path, dragoman: Dragoman) -> Scores:
    """The scores of a set: each language, and each type over all languages."""
    every, scores = Tally(), dict[str, dict[str, float]]()
    for lang in languages_of(folder):
        tally = score(lang, dragoman, folder=folder)
        every.add(tally)
        scores[f"language {lang}"] = {"f1": tally.f1(), "status": tally.status_right()}
        if tally.quotes_gold:
            scores[f"language {lang}"]["speaker"] = tally.speakers_right()
    for code in EVENT_TYPES:
        if every.gold[code] >= _FEWEST:
            scores[f"type {code}"] = {"f1": every.f1(code)}
    return scores


def faults(name: str, floors: dict[str, Any], now: Scores, corpus: str) -> list[str]:
    """What is wrong with a set, in words: nothing to check, another corpus, a score under its floor."""
    wanted: Scores = floors.get("floors", {}).get(name, {})
    if not wanted or not now:
        return [f"{name}: nothing to check"]
    found = []
    if floors.get("corpus", {}).get(name) != corpus:
        found.append(f"{name}: the gold corpus is not the one the floors stand on; look at the scores, then --raise")
    for what, measures in wanted.items():
        for measure, floor in measures.items():
            value = now.get(what, {}).get(measure)
            if value is None:
                found.append(f"{name}: {what} is gone, its floor of {measure} was {floor}")
            elif value < floor:
                found.append(f"{name}: {what} has {measure} {value:.1f}, under its floor of {floor}")
    return found


def raised(old: Scores, now: Scores) -> Scores:
    """Floors after a measurement: the higher of the old floor and what was measured, less the margin."""
    new: Scores = {what: dict(measures) for what, measures in old.items()}
    for what, measures in now.items():
        for measure, value in measures.items():
            floor = max(0.0, math.floor((value - MARGIN) * 10) / 10)
            new.setdefault(what, {})[measure] = max(floor, new.get(what, {}).get(measure, 0.0))
    return dict(sorted(new.items()))


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", action="store_true", dest="raise_", help="raise the floors to what is measured")
    options = parser.parse_args(argv)
    floors: dict[str, Any] = json.loads(FLOORS.read_text()) if FLOORS.exists() else {"corpus": {}, "floors": {}}
    dragoman, found = Dragoman(), []
    for name, folder in SETS.items():
        if missing := sorted(set(languages()) - set(languages_of(folder))):
            found.append(f"{name}: no gold sentences for {' '.join(missing)}")
        now = measured(folder, dragoman)
        if options.raise_:
            floors["floors"][name] = raised(floors["floors"].get(name, {}), now)
            floors["corpus"][name] = corpus_hash(folder)
        found += faults(name, floors, now, corpus_hash(folder))
        print(f"{name}: {sum(map(len, now.values()))} scores, {len(floors['floors'].get(name, {}))} with a floor")
    if options.raise_:
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n")
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
