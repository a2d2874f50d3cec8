"""The codebook corpus: our own sentences with a marked source, target and predicate.

    python -m train.codebook check [LANG ...]     problems by line, and counts
    python -m train.codebook gold [LANG ...]      the form of the held-out gold items

A file is ``train/codebook/<lang>.tsv`` with the columns of `COLUMNS`. In the sentence ``<s>…</s>`` is the
source, ``<t>…</t>`` the target and ``<p>…</p>`` the predicate, which may stand in several pieces. Rows of
one scenario share their ``idea``; the corpus is split by idea, so that variants never sit on both sides.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.lexicon.world import world
from dragoman.ontology import EVENT_TYPES

FOLDER = Path(__file__).parent / "codebook"
GOLD = Path(__file__).parent.parent / "evals" / "gold"
COLUMNS = ("idea", "type", "mode", "polarity", "modality", "sentence")
POLARITIES = ("positive", "negative")
MODALITIES = ("actual", "expected", "possible", "conditional", "unreal")
NONE = "NONE"

_MARK = re.compile(r"<(/?)([stp])>")

Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """One marked sentence; offsets are character offsets into ``text``, the sentence without marks."""

    lang: str
    idea: str
    event_type: str
    mode: str | None
    polarity: str
    modality: str
    text: str
    source: Offsets
    target: Offsets
    predicate: tuple[Offsets, ...]

    @property
    def part(self) -> str:
        """``train``, ``dev`` or ``test``: a tenth of the ideas each for the last two, by a hash of the idea."""
        bucket = hashlib.sha256(self.idea.encode()).digest()[0] % 10
        return {0: "dev", 1: "test"}.get(bucket, "train")


def strip_marks(marked: str) -> tuple[str, dict[str, list[Offsets]]]:
    """The bare text and the character offsets of each mark. Raises ValueError on a mark that does not close."""
    text, at = "", 0
    spans: dict[str, list[Offsets]] = {"s": [], "t": [], "p": []}
    opened: dict[str, int] = {}
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        closing, name = match.group(1), match.group(2)
        if bool(closing) != (name in opened):
            raise ValueError(f"mark {match.group()} does not fit")
        if closing:
            spans[name].append((opened.pop(name), len(text)))
        else:
            opened[name] = len(text)
    if opened:
        raise ValueError(f"not closed: {', '.join(opened)}")
    return text + marked[at:], spans


def parse_row(lang: str, row: dict[str, str]) -> Example:
    """An example from a row of the file. Raises ValueError saying what is wrong with it."""
    kind, mode = row["type"], row["mode"] or None
    if kind != NONE and kind not in EVENT_TYPES:
        raise ValueError(f"unknown type {kind!r}")
    if mode is not None and (kind == NONE or mode not in EVENT_TYPES[kind].modes):
        raise ValueError(f"{kind} has no mode {mode!r}")
    if row["polarity"] not in POLARITIES or row["modality"] not in MODALITIES:
        raise ValueError(f"unknown status {row['polarity']!r} {row['modality']!r}")
    if not row["idea"].startswith(lang):
        raise ValueError(f"the idea {row['idea']!r} does not begin with {lang}")
    text, spans = strip_marks(row["sentence"])
    if text != unicodedata.normalize("NFC", text):
        raise ValueError("not NFC")
    if len(spans["s"]) != 1 or len(spans["t"]) != 1:
        raise ValueError("needs one <s> and one <t>")
    if (kind == NONE) == bool(spans["p"]):
        raise ValueError("needs <p>, or has one although the type is NONE")
    if any(end <= start for group in spans.values() for start, end in group):
        raise ValueError("an empty mark")
    return Example(
        lang, row["idea"], kind, mode, row["polarity"], row["modality"], text,
        spans["s"][0], spans["t"][0], tuple(spans["p"]),
    )  # fmt: skip


def read_rows(path: Path) -> Iterator[tuple[int, Example | str]]:
    """Line number and example, or what is wrong with that line."""
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            yield 1, f"the columns are {reader.fieldnames}, not {list(COLUMNS)}"
            return
        for row in reader:
            if None in row or None in row.values():
                yield reader.line_num, "not six columns"
                continue
            try:
                yield reader.line_num, parse_row(path.stem.split("_")[0], row)
            except ValueError as error:
                yield reader.line_num, str(error)


def languages() -> list[str]:
    return sorted({path.stem.split("_")[0] for path in FOLDER.glob("*.tsv")})


def load(lang: str) -> list[Example]:
    """All examples of a language, from ``<lang>.tsv`` and ``<lang>_*.tsv``.

    Raises ValueError with file and line on a bad row.
    """
    examples = []
    for path in (FOLDER / f"{lang}.tsv", *sorted(FOLDER.glob(f"{lang}_*.tsv"))):
        for line, row in read_rows(path):
            if isinstance(row, str):
                raise ValueError(f"{path}:{line}: {row}")
            examples.append(row)
    return examples


def check(lang: str) -> int:
    """Print problems and counts of a file; return the number of problems."""
    problems, examples, seen = 0, [], set()
    for line, row in read_rows(FOLDER / f"{lang}.tsv"):
        key = row if isinstance(row, str) else (row.text, row.source, row.target, row.predicate)
        if not isinstance(row, str) and key not in seen:
            seen.add(key)
            examples.append(row)
            continue
        problems += 1
        print(f"{lang}:{line}: {row if isinstance(row, str) else 'the same marked sentence again'}")
    types = Counter(e.event_type for e in examples)
    print(
        lang,
        len(examples),
        "rows,",
        len({e.text for e in examples}),
        "sentences,",
        len({e.idea for e in examples}),
        "ideas",
    )
    print("  " + " ".join(f"{t} {types[t]}" for t in (*EVENT_TYPES, NONE)))
    print("  negative", sum(e.polarity == "negative" for e in examples), dict(Counter(e.modality for e in examples)))
    missing = [
        f"{t}/{m}"
        for t, kind in EVENT_TYPES.items()
        for m in kind.modes
        if not any(e.mode == m and e.event_type == t for e in examples)
    ]
    print("  modes without an example:", " ".join(missing) or "none")
    return problems


def gold_problems(item: dict[str, object], known: set[str]) -> Iterator[str]:
    """What is wrong with the form of a gold item; ``known`` are the codes that exist."""
    text = str(item.get("text", ""))
    for claim in item.get("claims", ()):  # type: ignore[attr-defined]
        kind = EVENT_TYPES.get(claim.get("type"))
        if kind is None:
            yield f"unknown type {claim.get('type')!r}"
        elif claim.get("mode") and claim["mode"] not in kind.modes:
            yield f"{claim['type']} has no mode {claim['mode']!r}"
        if claim.get("polarity") not in POLARITIES or claim.get("modality") not in MODALITIES:
            yield f"unknown status {claim.get('polarity')} {claim.get('modality')}"
        for code in [*claim.get("source", []), *claim.get("target", [])]:
            if code not in known:
                yield f"unknown code {code!r}"
    for quote in item.get("quotes", ()):  # type: ignore[attr-defined]
        if quote.get("kind") not in ("direct", "partial", "indirect"):
            yield f"unknown kind of quote {quote.get('kind')!r}"
        if quote.get("speaker") not in known:
            yield f"unknown speaker {quote.get('speaker')!r}"
        for words in quote.get("words", []):
            if words not in text:
                yield f"not in the text: {words!r}"


def check_gold(lang: str) -> int:
    known = {*world().territories, *world().organisations, "---"}
    items, problems = [], 0
    for number, line in enumerate((GOLD / f"{lang}.jsonl").read_text(encoding="utf-8").splitlines(), 1):
        item = json.loads(line)
        items.append(item)
        for problem in gold_problems(item, known):
            problems += 1
            print(f"{lang}:{number}: {problem}")
    claims = [c for item in items for c in item.get("claims", ())]
    print(
        lang,
        len(items),
        "items,",
        len(claims),
        "claims,",
        sum(len(i.get("quotes", ())) for i in items),
        "quotes,",
        sum(not i.get("claims") for i in items),
        "without a claim;",
        dict(Counter(c["type"] for c in claims)),
    )
    return problems


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("check", "gold"))
    parser.add_argument("lang", nargs="*")
    options = parser.parse_args(argv)
    tester = {"check": check, "gold": check_gold}[options.what]
    return 1 if sum(tester(lang) for lang in options.lang or languages()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
