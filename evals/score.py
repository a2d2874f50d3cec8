"""Score claims and quotes against gold sentences.

    python -m evals.score [--lang nl] [--model FOLDER] [--show]

Gold files are ``tests/gold/<lang>.jsonl``: one sentence a line with its claims and quotes. A claim is
found where one of the same type has the same codes on each side (either way round for AGREE, CONSULT and
COOPERATE); an unresolved actor is ``---``. Status is measured on the claims found. Precision, recall and F1.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.intake import from_text
from dragoman.ontology import EVENT_TYPES
from dragoman.pipeline import Dragoman
from dragoman.records import Claim, Document

GOLD = Path(__file__).parent.parent / "tests" / "gold"


def key_of(event_type: str, sources: list[str], targets: list[str]) -> tuple[str, Any, Any]:
    """What makes two claims the same dyad and type."""
    left, right = tuple(sorted(set(sources))), tuple(sorted(set(targets)))
    if EVENT_TYPES[event_type].reciprocal:
        return event_type, tuple(sorted({*left, *right})), ()
    return event_type, left, right


def key_of_claim(claim: Claim) -> tuple[str, Any, Any]:
    return key_of(claim.event_type, [a.code for a in claim.sources], [a.code for a in claim.targets])


@dataclass
class Tally:
    found: int = 0
    gold: int = 0
    made: int = 0
    status: int = 0
    quotes: int = 0
    quotes_gold: int = 0
    speakers: int = 0
    types: Counter[str] = field(default_factory=Counter)

    def f1(self) -> float:
        return 200 * self.found / max(1, self.gold + self.made)


def gold_rows(lang: str) -> Iterator[dict[str, Any]]:
    for line in (GOLD / f"{lang}.jsonl").read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def score_row(row: dict[str, Any], document: Document, tally: Tally) -> list[str]:
    """Add one sentence to the tally; return what is wrong with it, in words."""
    wrong = []
    made = {key_of_claim(c): c for c in document.claims}
    wanted = {key_of(g["type"], g["source"], g.get("target") or []): g for g in row["claims"]}
    tally.gold += len(wanted)
    tally.made += len(made)
    for key, gold in wanted.items():
        claim = made.get(key)
        if claim is None:
            wrong.append(f"missing {key}")
            continue
        tally.found += 1
        status = (gold.get("polarity", "positive"), gold.get("modality", "actual"))
        if (claim.polarity, claim.modality) == status:
            tally.status += 1
        else:
            wrong.append(f"status {key[0]}: {claim.polarity} {claim.modality}, not {' '.join(status)}")
    wrong += [f"extra {key}" for key in made if key not in wanted]
    for gold in row.get("quotes", []):
        tally.quotes_gold += 1
        words = [w.strip(" .,!?") for w in gold["words"]]
        quote = next((q for q in document.quotes if any(w.strip(" .,!?") in words for w in q.words)), None)
        if quote is None:
            wrong.append(f"no quote {gold['words']}")
            continue
        tally.quotes += 1
        speaker = quote.speaker.code if quote.speaker is not None else None
        if speaker == gold.get("speaker"):
            tally.speakers += 1
        else:
            wrong.append(f"speaker {speaker}, not {gold.get('speaker')}: {gold['words']}")
    return wrong


def score(lang: str, dragoman: Dragoman, show: bool = False) -> Tally:
    tally = Tally()
    for row in gold_rows(lang):
        document = dragoman.read_article(from_text(row["text"], lang=lang, date=row.get("date")))
        wrong = score_row(row, document, tally)
        if show and wrong:
            print(f"{lang} | {row['text']}\n" + "\n".join(f"      {w}" for w in wrong))
    return tally


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang", action="append")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--show", action="store_true", help="print every sentence that is not right")
    options = parser.parse_args(argv)
    dragoman = Dragoman(options.model)
    print(f"{'lang':5} {'gold':>5} {'made':>5} {'P':>6} {'R':>6} {'F1':>6} {'status':>7} {'quotes':>7} {'speaker':>8}")
    for lang in options.lang or sorted(p.stem for p in GOLD.glob("*.jsonl")):
        t = score(lang, dragoman, options.show)
        precision, recall = 100 * t.found / max(1, t.made), 100 * t.found / max(1, t.gold)
        status, speaker = 100 * t.status / max(1, t.found), 100 * t.speakers / max(1, t.quotes_gold)
        print(
            f"{lang:5} {t.gold:5} {t.made:5} {precision:6.1f} {recall:6.1f} {t.f1():6.1f} {status:7.1f} "
            f"{t.quotes:3}/{t.quotes_gold:3} {speaker:8.1f}"
        )


if __name__ == "__main__":
    main()
