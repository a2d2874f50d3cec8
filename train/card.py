"""Write the model card and docs/model.md from measured scores.

python -m evals.reader --json scores.json && python -m train.card --scores scores.json
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import Any

from train.corpus import SERVED

CARD = """# Dragoman's reader

One multilingual network that reads sentences: word boundaries (Chinese, Japanese), part of speech, features,
lemmas, dependency trees (Universal Dependencies) and named entities (PER, ORG, LOC, MISC).

- Base: multilingual-e5-small (MIT), its vocabulary pruned to the scripts of the languages below, its
  embedding table frozen and kept in the 4 bits it is published in.
- Trained on CPU with `python -m train.run` ({minutes} minutes of training on 2 cores), exported with
  `python -m train.export` to ONNX, int8 (dynamic, per channel).
- Licence of the weights: CC BY-SA 4.0. Credits below.

## Scores on held-out text

Measured by `make eval-reader` on the int8 graphs, from each sentence's text: words are cut by the reader and a
word must span the gold word's characters. UAS and LAS are F1 over all words, punctuation included; LAS
compares the universal relation, `full` its subtype too. Entities are exact spans and types. The split is
ours: these are not official UD scores. `train` counts training sentences with trees.

{table}

Mean LAS over the {n} served languages with 1,500 or more training sentences: **{mean:.1f}**.

{notes}
## Data and credits

Trained on the `train` parts only; the held-out parts were never trained on. Licences by set:

{credits}
"""


def rows(shared: Path) -> list[dict[str, str]]:
    with open(shared / "data" / "MANIFEST.tsv", encoding="utf-8") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


def table_of(scores: dict[str, Any], trained: dict[str, int]) -> str:
    lines = [
        "| language | train | words | UPOS | lemma | UAS | LAS | full | entity F1 |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    trees, entities = scores["trees"], scores["entities"]
    codes = [*SERVED, *sorted(k for k in {*trees, *entities} if "_" not in k and "/" not in k and k not in SERVED)]
    for code in codes:
        t, e = trees.get(code), entities.get(code)
        cells = [f"{t[c]:.1f}" if t else "–" for c in ("words", "upos", "lemma", "uas", "las", "full")]
        cells.append(f"{e['f1']:.1f}" if e else "–")
        lines.append(f"| {code} | {trained.get(code, 0)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--scores", type=Path, required=True)
    parser.add_argument("--minutes", type=int, required=True)
    parser.add_argument("--notes", type=Path, help="a file of further measurements for docs/model.md")
    parser.add_argument("--model", type=Path, default=Path("src/dragoman/reading/model"))
    parser.add_argument("--docs", type=Path, default=Path("docs/model.md"))
    options = parser.parse_args(argv)
    manifest, scores = rows(options.shared), json.loads(options.scores.read_text())
    trained: dict[str, int] = {}
    for row in manifest:
        if row["kind"] == "ud":
            trained[row["lang"]] = trained.get(row["lang"], 0) + int(row["sent_train"])
    counted = [code for code in SERVED if trained.get(code, 0) >= 1500]
    mean = sum(scores["trees"][code]["las"] for code in counted) / len(counted)
    used = [r for r in manifest if r["kind"] in ("ud", "ner") and r["treebank"] != "stockmark_wikipedia"]
    credits = "\n".join(f"- {r['treebank']} ({r['kind']}, {r['licence']}): {r['source_repo']}" for r in used)
    notes = options.notes.read_text() + "\n" if options.notes else ""
    card = CARD.format(
        minutes=options.minutes,
        table=table_of(scores, trained),
        n=len(counted),
        mean=mean,
        notes=notes,
        credits=credits,
    )
    (options.model / "README.md").write_text(card, encoding="utf-8")
    options.docs.write_text(card, encoding="utf-8")
    print(f"mean LAS {mean:.2f} over {' '.join(counted)}")


if __name__ == "__main__":
    sys.exit(main())
