"""Sentences made of stock phrases: what the codebook corpus, which never says a thing twice, says too seldom.

``train/codebook/phrases/<lang>.tsv`` holds clauses with places for source and target, ``<lang>.fillers.tsv``
what may stand in them. Each phrase is filled a few times with actors drawn by chance. Phrases belong to the
training part: the parts that scores are measured on hold written sentences only.
"""

from __future__ import annotations

import csv
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from train.codebook import FOLDER, Example, parse_row

PHRASES = FOLDER / "phrases"
_PLACE = re.compile(r"\{([st])(?::(\w+))?\}")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)


def expanded(lang: str, times: int, rng: random.Random) -> list[Example]:
    """Every phrase of a language filled ``times`` times; an empty list where it has none."""
    path = PHRASES / f"{lang}.tsv"
    if not path.exists():
        return []
    fillers: dict[str, list[str]] = defaultdict(list)
    for row in _rows(PHRASES / f"{lang}.fillers.tsv"):
        fillers[row["kind"]].append(row["text"])
    examples = []
    for number, row in enumerate(_rows(path)):
        for _ in range(times):
            sentence = _filled(row["phrase"], fillers, rng)
            if sentence.count("<s>") == sentence.count("<t>") == 1:
                examples.append(parse_row(lang, {**row, "idea": f"{lang}-phrase-{number}", "sentence": sentence}))
    return [e for e in examples if e.part == "train"]


def _filled(phrase: str, fillers: dict[str, list[str]], rng: random.Random) -> str:
    def put(match: re.Match[str]) -> str:
        mark, kind = match.groups()
        words = rng.choice(fillers[kind or "any"])
        if match.start() > 0 and words.split()[0] in ("The", "A", "An"):
            words = words[0].lower() + words[1:]
        return f"<{mark}>{words}</{mark}>"

    text = _PLACE.sub(put, phrase)
    if rng.random() < 0.35:
        text = f"{rng.choice(fillers['before'])} {text}"
    if rng.random() < 0.45:
        after = rng.choice(fillers["after"])
        text = f"{text}{after}" if after.startswith(",") else f"{text} {after}"
    first = re.match(r"(?:<\w>)?(\w)", text)
    if first is not None:
        text = text[: first.start(1)] + first.group(1).upper() + text[first.end(1) :]
    return f"{text}."
