"""Score claims and quotes against gold sentences.

    python -m evals.score [--set held-out | --folder DIR] [--lang nl] [--types] [--model FOLDER] [--show]

Two sets, one sentence or short passage a line with its claims and quotes: ``development`` (``tests/gold``),
written with the lexicons and corrected against, and ``held-out`` (``evals/gold``), written without sight of
them and never corrected against. A claim is found where one of the same type has the same codes on each side
(either way round for AGREE, CONSULT and COOPERATE); an unresolved actor is ``---``. Status is measured on the
claims found. A quote is found where its characters overlap those of the gold quote by at least half of the longer;
``speaker`` is the share of all gold quotes that are found with the right speaker. Precision, recall and F1 in
percent.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.intake import from_text
from dragoman.ontology import EVENT_TYPES
from dragoman.pipeline import Dragoman
from dragoman.records import Claim, Document, Quote, Span

GOLD = Path(__file__).parent.parent / "tests" / "gold"
SETS = {"development": GOLD, "held-out": Path(__file__).parent / "gold"}


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
    """Counts of one language, or of all."""

    found: Counter[str] = field(default_factory=Counter)  # by type
    gold: Counter[str] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)
    status: int = 0
    quotes: int = 0
    quotes_gold: int = 0
    speakers: int = 0

    def f1(self, event_type: str | None = None) -> float:
        """F1 of dyad and type in percent; of one type where one is named."""
        found, gold, made = (
            c[event_type] if event_type else c.total() for c in (self.found, self.gold, self.made)
        )  # fmt: skip
        return 200 * found / max(1, gold + made)

    def precision(self) -> float:
        return 100 * self.found.total() / max(1, self.made.total())

    def recall(self) -> float:
        return 100 * self.found.total() / max(1, self.gold.total())

    def status_right(self) -> float:
        return 100 * self.status / max(1, self.found.total())

    def speakers_right(self) -> float:
        return 100 * self.speakers / max(1, self.quotes_gold)

    def add(self, other: Tally) -> None:
        self.found.update(other.found)
        self.gold.update(other.gold)
        self.made.update(other.made)
        self.status += other.status
        self.quotes += other.quotes
        self.quotes_gold += other.quotes_gold
        self.speakers += other.speakers


def gold_rows(lang: str, folder: Path = GOLD) -> Iterator[dict[str, Any]]:
    for line in (folder / f"{lang}.jsonl").read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def score_row(row: dict[str, Any], document: Document, tally: Tally) -> list[str]:
    """Add one sentence to the tally; return what is wrong with it, in words."""
    wrong = []
    made = {key_of_claim(c): c for c in document.claims}
    wanted = {key_of(g["type"], g["source"], g.get("target") or []): g for g in row["claims"]}
    tally.gold.update(key[0] for key in wanted)
    tally.made.update(key[0] for key in made)
    for key, gold in wanted.items():
        claim = made.get(key)
        if claim is None:
            wrong.append(f"missing {key}")
            continue
        tally.found[key[0]] += 1
        status = (gold.get("polarity", "positive"), gold.get("modality", "actual"))
        if (claim.polarity, claim.modality) == status:
            tally.status += 1
        else:
            wrong.append(f"status {key[0]}: {claim.polarity} {claim.modality}, not {' '.join(status)}")
    wrong += [f"extra {key}" for key in made if key not in wanted]
    for gold in row.get("quotes", []):
        tally.quotes_gold += 1
        quote = _quote_of(gold["words"], document)
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


def _quote_of(words: list[str], document: Document) -> Quote | None:
    """The quote whose characters overlap the gold words by at least half of the longer of both, the best such."""
    text = document.article.text
    places = [[(m.start(), m.end()) for m in re.finditer(re.escape(piece), text)] for piece in words]
    length = sum(map(len, words))
    best, most = None, 0.5
    for quote in document.quotes:
        shared = sum(max((_shared(place, quote.spans) for place in found), default=0) for found in places)
        ratio = shared / max(length, sum(s.end - s.start for s in quote.spans))
        if ratio >= most:
            best, most = quote, ratio
    return best


def _shared(place: tuple[int, int], spans: tuple[Span, ...]) -> int:
    """How many characters of a place stand in the spans."""
    return sum(max(0, min(place[1], s.end) - max(place[0], s.start)) for s in spans)


def score(lang: str, dragoman: Dragoman, show: bool = False, folder: Path = GOLD) -> Tally:
    tally = Tally()
    for row in gold_rows(lang, folder):
        document = dragoman.read_article(from_text(row["text"], lang=lang, date=row.get("date")))
        wrong = score_row(row, document, tally)
        if show and wrong:
            print(f"{lang} | {row['text']}\n" + "\n".join(f"      {w}" for w in wrong))
    return tally


def languages_of(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.jsonl"))


def _line(name: str, t: Tally) -> str:
    return (
        f"{name:5} {t.gold.total():5} {t.made.total():5} {t.precision():6.1f} {t.recall():6.1f} {t.f1():6.1f} "
        f"{t.status_right():7.1f} {t.quotes:4}/{t.quotes_gold:4} {t.speakers_right():8.1f}"
    )


def _types(tallies: dict[str, Tally]) -> Iterator[str]:
    """F1 of each type by language; a dash where a language has no gold claim of it and made none."""
    yield f"{'type':10}" + "".join(f"{name:>6}" for name in tallies)
    for code in EVENT_TYPES:
        cells = (f"{t.f1(code):6.0f}" if t.gold[code] + t.made[code] else f"{'-':>6}" for t in tallies.values())
        yield f"{code:10}" + "".join(cells)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=SETS, action="append", help="both where not said")
    parser.add_argument("--folder", type=Path, help="gold of your own instead: a folder of LANG.jsonl")
    parser.add_argument("--lang", action="append")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--types", action="store_true", help="F1 of each type too")
    parser.add_argument("--show", action="store_true", help="print every sentence that is not right")
    options = parser.parse_args(argv)
    dragoman = Dragoman(options.model)
    sets = {str(options.folder): options.folder} if options.folder else SETS
    for name in options.set or sets:
        folder, tallies = sets[name], dict[str, Tally]()
        print(f"{name} set")
        print(
            f"{'lang':5} {'gold':>5} {'made':>5} {'P':>6} {'R':>6} {'F1':>6} {'status':>7} {'quotes':>9} {'speaker':>8}"
        )
        for lang in sorted(set(options.lang or languages_of(folder)) & set(languages_of(folder))):
            tallies[lang] = score(lang, dragoman, options.show, folder)
            print(_line(lang, tallies[lang]))
        tallies["all"] = Tally()
        for lang in tallies:
            if lang != "all":
                tallies["all"].add(tallies[lang])
        print(_line("all", tallies["all"]))
        if options.types:
            print("\n".join(_types(tallies)))


if __name__ == "__main__":
    main()
