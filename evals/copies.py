"""Measure how well copies and translations of a text are found.

    python -m evals.copies [--shared ../shared] [--tune] [--seed 1]

Each real article is printed again: word for word, cut by 10-60 % at its end, under another headline, lightly
edited (words dropped, numbers and punctuation changed), by an agency with a footer, and all of these at once.
Hard negatives: round-ups of two stories, footers that different stories share, and the articles themselves, many of
them on one subject. Translations are the 42 NTREX texts that stand in eighteen languages. All lie in ten days.

Half of the stories (by a hash of their names) is for tuning; the numbers are those of the other half. A pair of
articles is right when both print one story: `exact` and `near` within a language, `translation` across.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from dragoman.records import DateSpan
from dragoman.world.stories import Report, find_stories

FEWEST = 300  # characters of a text that is used
SPACED = 14  # mean characters between spaces up to which words are what is dropped, else characters
FIRST_DAY = dt.date(2023, 3, 1)
FOOTERS, FOOTER = 12, 40  # how many, and of how many words or characters
KINDS = ("exact", "near", "translation")


@dataclass(frozen=True)
class Print:
    """A printing of a story: ``how`` it was made, and the words it has when case and marks are left out."""

    report: Report
    story: str
    how: str

    @property
    def plain(self) -> str:
        return " ".join(re.findall(r"\w+", self.report.text.casefold()))


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--tune", action="store_true", help="the half for tuning instead of the held-out one")
    parser.add_argument("--show", type=int, default=0, help="print so many wrong pairs of each kind")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    prints = list(build(options.shared / "data" / "news" / "articles.jsonl", tune=options.tune, seed=options.seed))
    half = "for tuning" if options.tune else "held out"
    print(f"{len(prints)} articles of {len({p.story for p in prints})} stories, the half {half}")
    began = time.perf_counter()
    found = {row.article: row.story for row in find_stories(p.report for p in prints)}
    print(f"found {len(set(found.values()))} stories in {time.perf_counter() - began:.1f} s\n")
    report(prints, found, options.show)


def build(path: Path, *, tune: bool, seed: int) -> Iterator[Print]:
    """Yield the printings of one half of the stories, in the order of the file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    by_lang: dict[str, list[dict[str, str]]] = defaultdict(list)
    strange: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if len(row["text"]) >= FEWEST and _half(_story(row)) == tune:
            by_lang[row["lang"]].append(row)
        else:
            strange[row["lang"]].append(row["text"])
    for lang, own in by_lang.items():
        chance = random.Random(f"{seed} {lang}")
        # A footer is the last words of an article of the other half: real text, but nobody's story here.
        footers = [_last(chance.choice(strange[lang]), FOOTER) for _ in range(FOOTERS)]
        for row in own:
            other = chance.choice(own)
            for how, text in _printings(row["text"], other, chance.choice(footers), chance):
                day = FIRST_DAY + dt.timedelta(days=_number(_story(row)) % 10 + chance.randint(0, 1))
                span = DateSpan(day, day + dt.timedelta(days=1), "day")
                name = f"{row['id']} {how}"
                story = f"{name}" if how == "round-up" else _story(row)
                yield Print(Report(name, text, lang, span), story, how)


def _story(row: dict[str, str]) -> str:
    """The name of a row's story: translations share theirs."""
    return row["id"].split("-", 2)[2] if row["id"].startswith("ntrex") else row["id"]


def _number(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "big")


def _half(name: str) -> bool:
    return _number(f"half {name}") % 2 == 0


def _printings(text: str, other: dict[str, str], footer: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    headline = other.get("title") or other["text"].split("\n", 1)[0][:80]
    yield "source", text
    yield "exact", re.sub(r"\n+", "\n\n", text) + "\n"
    yield "cut", _cut(text, chance)
    yield "headline", f"{headline}\n\n{text}"
    yield "edit", _edit(text, chance)
    yield "agency", f"(Agency) – {text}\n\n{footer}"
    yield "all", f"{headline}\n\n(Agency) – {_edit(_cut(text, chance), chance)}\n\n{footer}"
    if chance.random() < 0.3 and other["text"] != text and 1 / 3 < len(text) / (len(text) + len(other["text"])) < 2 / 3:
        yield "round-up", f"{text}\n\n{other['text']}"


def _units(text: str) -> list[str]:
    """Words with the space after them; characters where a text is written without spaces."""
    return re.findall(r"\S+\s*", text) if len(text) <= SPACED * len(text.split()) else list(text)


def _cut(text: str, chance: random.Random) -> str:
    units = _units(text)
    return "".join(units[: int(len(units) * (1 - chance.uniform(0.1, 0.6)))])


def _last(text: str, count: int) -> str:
    return "".join(_units(text)[-count:])


def _edit(text: str, chance: random.Random) -> str:
    rate = chance.uniform(0.01, 0.06)
    kept = "".join(unit for unit in _units(text) if chance.random() >= rate)
    kept = re.sub(r"\d", lambda found: str((int(found[0]) + 1) % 10) if chance.random() < 0.5 else found[0], kept)
    return re.sub(r"[,;:–-]", lambda found: "" if chance.random() < 0.5 else found[0], kept)


def report(prints: Sequence[Print], found: dict[str, str], show: int = 0) -> None:
    """Print precision, recall and F1 by kind and by language, and recall by how a printing was made."""
    right, told, both = Counter[str](), Counter[str](), Counter[str]()
    wrong: dict[str, list[str]] = defaultdict(list)
    for one, other in _pairs(prints, found):
        true, same = one.story == other.story, found[one.report.id] == found[other.report.id]
        kind = _kind(one, other)
        for key in (kind, *(f"{kind} {lang}" for lang in {one.report.lang, other.report.lang})):
            right[key] += true
            told[key] += same
            both[key] += true and same
        if true != same:
            wrong[f"{kind} {'not told' if true else 'false'}"].append(f"{one.report.id} | {other.report.id}")
    langs = sorted({p.report.lang for p in prints})
    print(f"{'':16}{'precision':>10}{'recall':>8}{'F1':>7}{'pairs':>9}")
    for kind in KINDS:
        for key in (kind, *(f"{kind} {lang}" for lang in langs)):
            if right[key] or told[key]:
                print(_line(key, right[key], told[key], both[key]))
    sources = {(p.story, p.report.lang): p.report.id for p in prints if p.how == "source"}
    print("\nfound again, by how it was printed")
    for how in dict.fromkeys(p.how for p in prints if p.how not in ("source", "round-up")):
        made = [p for p in prints if p.how == how]
        again = sum(found[p.report.id] == found[sources[p.story, p.report.lang]] for p in made)
        print(f"{how:16}{again / len(made):8.3f}{len(made):7}")
    for name, pairs in wrong.items():
        print(f"\n{name}: {len(pairs)}", *pairs[:show], sep="\n  ")


def _line(key: str, right: int, told: int, both: int) -> str:
    precision, recall = both / told if told else 1.0, both / right if right else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"{key:16}{precision:10.3f}{recall:8.3f}{f1:7.3f}{right:9}"


def _pairs(prints: Sequence[Print], found: dict[str, str]) -> Iterator[tuple[Print, Print]]:
    """Yield the pairs that are one story, or are said to be: each once."""
    seen: set[tuple[str, str]] = set()
    for name in (lambda p: p.story), (lambda p: found[p.report.id]):
        groups: dict[str, list[Print]] = defaultdict(list)
        for p in prints:
            groups[name(p)].append(p)
        for members in groups.values():
            for one, other in combinations(members, 2):
                key = (one.report.id, other.report.id)
                if key not in seen:
                    seen.add(key)
                    yield one, other


def _kind(one: Print, other: Print) -> str:
    if one.report.lang != other.report.lang:
        return "translation"
    return "exact" if one.plain == other.plain else "near"


if __name__ == "__main__":
    main()
