"""``python -m evals.synthetic --seed 7 --articles 600 --out runs/stream``: write articles.jsonl and truth.json."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from evals.synthetic.stream import record, stream_of
from evals.synthetic.truth import truth_of
from evals.synthetic.world import lay_over

__all__ = ["main", "write"]


def write(seed: int, articles: int, folder: Path) -> None:
    """Write the two files of a stream into a folder, which is made."""
    stream = stream_of(seed, articles)
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(record(article), ensure_ascii=False) for article in stream.articles]
    (folder / "articles.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    truth = json.dumps(truth_of(stream, seed), ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(truth + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--crowded", action="store_true", help="much between few: see crowded.toml")
    given = parser.parse_args()
    if given.crowded:
        lay_over("crowded.toml")
    write(given.seed, given.articles, given.out)


if __name__ == "__main__":
    main()
