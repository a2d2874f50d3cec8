"""Sentences of real news that the coder codes by itself, to begin the relation head's training with.

    python -m train.silver --shared ../shared --out runs/silver.jsonl

Reads the training files of ``../shared/data`` and its news, without the parallel texts that agreement is
measured on. Each claim with both sides in its sentence becomes a row. The labels are the lexicons',
right more often than not: good enough to begin with,
not to end with. The sentences are others' and stay out of the repository.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from dragoman.errors import DragomanError
from dragoman.intake import from_text
from dragoman.lexicon.tables import languages
from dragoman.pipeline import Dragoman
from dragoman.records import Document
from train.codebook import Example

_LONGEST = 420  # characters of a sentence


def texts(shared: Path, most: int, known: set[str]) -> Iterator[tuple[str, str]]:
    """(language, text): news articles, then up to ``most`` sentences a training file, joined in portions."""
    with (shared / "data" / "news" / "articles.jsonl").open(encoding="utf-8") as handle:
        for line in handle:
            article = json.loads(line)
            if article["lang"] in known and not article["id"].startswith("ntrex"):
                yield article["lang"], article["text"]
    for path in sorted((shared / "data").glob("*/*/*.train.*.gz")):
        lang = path.parent.name
        if lang in known:
            yield from ((lang, text) for text in _portions(path, most))


def _portions(path: Path, most: int) -> Iterator[str]:
    """The sentences of a treebank or entity set that come with their text, twenty paragraphs a portion."""
    marker = "# text = "
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        sentences = list(islice((line[len(marker) :].strip() for line in handle if line.startswith(marker)), most))
    for at in range(0, len(sentences), 20):
        yield "\n\n".join(sentences[at : at + 20])


def rows_of(document: Document) -> Iterator[Example]:
    """The claims whose sides and predicate all stand in the claim's sentence, as examples."""
    for claim in document.claims:
        at = claim.evidence.sentence
        spans = [claim.sources[0].span, claim.targets[0].span if claim.targets else None, claim.evidence.predicate]
        inside = [s for s in spans if s is not None and at.start <= s.start < s.end <= at.end]
        if len(inside) == 3 and at.end - at.start <= _LONGEST:
            source, target, predicate = ((s.start - at.start, s.end - at.start) for s in inside)
            yield Example(
                document.article.lang, f"silver-{claim.id}", claim.event_type, claim.mode, claim.polarity,
                claim.modality, document.article.text[at.start : at.end], source, target, (predicate,),
            )  # fmt: skip


def load_silver(path: Path) -> list[Example]:
    examples = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        source, target, (predicate,) = row.pop("source"), row.pop("target"), row.pop("predicate")
        examples.append(Example(**row, source=tuple(source), target=tuple(target), predicate=(tuple(predicate),)))
    return examples


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("runs/silver.jsonl"))
    parser.add_argument("--most", type=int, default=3000, help="sentences a training file")
    parser.add_argument("--lang", action="append", help="these languages only")
    options = parser.parse_args(argv)
    dragoman, began, made = Dragoman(), time.time(), 0
    with options.out.open("w", encoding="utf-8") as out:
        for number, (lang, text) in enumerate(texts(options.shared, options.most, set(options.lang or languages()))):
            try:
                document = dragoman.read_article(from_text(text, lang=lang))
            except DragomanError as error:
                print(f"text {number}: {error}")
                continue
            for row in rows_of(document):
                out.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
                made += 1
            if number % 500 == 0:
                print(f"{time.time() - began:6.0f} s · {number} texts · {made} rows", flush=True)


if __name__ == "__main__":
    main()
