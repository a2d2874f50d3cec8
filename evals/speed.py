"""Measure speed and memory: import, model load, reading, coding.

    python -m evals.speed [--shared ../shared] [--sentences 1000]

Sentences of 22 to 28 words from held-out treebanks are read as one article after another; the same are
then coded. Peak memory is that of this process.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sentences", type=int, default=1000)
    options = parser.parse_args(argv)
    print(f"import dragoman       {_import_time():6.2f} s")

    from dragoman.coding.coder import Coder
    from dragoman.coding.witness import Witness
    from dragoman.reading.model import Model
    from dragoman.reading.reader import Reader
    from dragoman.records import Article

    began = time.perf_counter()
    reader = Reader(Model())
    reader.model.load()
    print(f"model load            {time.perf_counter() - began:6.2f} s")
    articles = [Article(" ".join(texts), lang) for lang, texts in _texts(options.shared, options.sentences)]
    reader.read(articles[0])
    Coder("", Witness(reader.model)).code(reader.read(articles[1]))
    began = time.perf_counter()
    readings = [reader.read(article) for article in articles]
    took = time.perf_counter() - began
    count = sum(len(reading.sentences) for reading in readings)
    words = sum(len(s.words) for reading in readings for s in reading.sentences)
    print(f"reading               {count / took:6.0f} sentences/s ({words / count:.1f} words each, {count} sentences)")
    began = time.perf_counter()
    for reading in readings:
        Coder("", Witness(reader.model)).code(reading)
    coding = time.perf_counter() - began
    print(f"text to claims        {count / (took + coding):6.0f} sentences/s")
    print(f"peak memory           {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:6.2f} GiB")


def _import_time() -> float:
    """The time that ``import dragoman`` adds to starting Python: the best of five."""

    def run(code: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - began

    return min(run("import dragoman") for _ in range(5)) - min(run("pass") for _ in range(5))


def _texts(shared: Path, wanted: int) -> list[tuple[str, list[str]]]:
    from train.treebanks import read_ud

    from dragoman.reading.language import cutter_for
    from evals.reader import text_of

    articles = []
    for lang, name in (("nl", "nl_lassysmall"), ("en", "en_ewt"), ("nl", "nl_alpino"), ("en", "en_pud")):
        path = shared / "data" / "ud" / lang / f"{name}.heldout.conllu.gz"
        texts = [text_of(s)[0] for s in read_ud(path, cutter_for(lang)) if 22 <= len(s.forms) <= 28]
        articles += [(lang, texts[i : i + 20]) for i in range(0, len(texts), 20)]
    return articles[: max(2, wanted // 20)]


if __name__ == "__main__":
    main()
