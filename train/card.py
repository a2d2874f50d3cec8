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

CARD = """# Dragoman's reader and relation head

The reader is one multilingual network that reads sentences: word boundaries (Chinese, Japanese), part of speech,
features, lemmas, dependency trees (Universal Dependencies) and named entities (PER, ORG, LOC, MISC). The relation
head is a smaller network that says what one marked party of a sentence does to another.

- Base: multilingual-e5-small (MIT), its vocabulary pruned to the scripts of the languages below, its
  embedding table frozen and kept in the 4 bits it is published in.
- Trained on CPU with `python -m train.run` ({minutes} minutes of training on 2 cores), exported with
  `python -m train.export` to ONNX, int8 (dynamic, per channel).
- The relation head has a recipe and an export of its own: see below.
- Licence of the weights: CC BY-SA 4.0. Credits below.

## The reader's scores on held-out text

Measured by `make eval-reader` on the int8 graphs, from each sentence's text: words are cut by the reader and a
word must span the gold word's characters. UAS and LAS are F1 over all words, punctuation included; LAS
compares the universal relation, `full` its subtype too. Entities are exact spans and types. The split is
ours: these are not official UD scores. `train` counts training sentences with trees.

{table}

Mean LAS over the {n} served languages with 1,500 or more training sentences: **{mean:.1f}**.

{notes}
{relations}
## Data and credits

Trained on the `train` parts only; the held-out parts were never trained on. Licences by set:

{credits}
- PLOVER gold standard records (relation head, CC BY-SA 4.0): the PLOVER codebook
"""

RELATIONS = """## The relation head

`plain.onnx` and `pairs.onnx`: the first six layers of multilingual-e5-small, over the same embedding table, trained
further. `plain.onnx`, the lower three, reads a sentence once; `pairs.onnx`, the upper three, reads it with one pair's
source, target and predicate marked, and gives probabilities of the event type, of PLOVER's type after its mood rules
(both with `NONE`), of polarity and of modality.

- Trained on CPU with `python -m train.relations` (75 minutes on 2 cores; its defaults: `--layers 6 --mark-at 3
  --rate 1.2e-4`), on the part `train` of `train/codebook`: sentences of our own in nineteen languages, stock phrases
  filled with actors, and pairs of names in the same sentences with nothing between them; and on the gold standard
  records of the PLOVER codebook (`../shared/data/plover_dev/gold_records.json`, CC BY-SA 4.0).
- From 19,693 rows the network saw 244,991, sentences coming back with other actors and other pairs marked; the
  corpora are those of today (`train.codebook check LANG`, `LANG_2`, `LANG_3` count them).
- Exported with `python -m train.export_relations`: 8-bit weights in blocks of 128 with scales of their own
  (MatMulNBits), so what comes out for a sentence does not depend on the sentences beside it.

| measure | score |
|---|--:|
| root macro-F1, 15 classes: 1,050 English pairs of the public PLOVER development set, never trained on | 68.0 |
| quad macro-F1, the same pairs | 79.2 |
| types right on the part `dev` of our own corpus, the predicate not marked | 74 % |
| the same, the predicate marked | 79 % |

The first two are of the 8-bit graphs (`python -m evals.relations`), the others of the network in training, whose
length was watched on that part. The aims were 85 and 94. By type, and against what is published: `docs/accuracy.md`,
which also says what the head does to whole articles and how many sentences a second are left with it.
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
    notes = options.notes.read_text(encoding="utf-8").rstrip("\n") + "\n" if options.notes else ""
    card = CARD.format(
        minutes=options.minutes,
        table=table_of(scores, trained),
        n=len(counted),
        mean=mean,
        notes=notes,
        relations=RELATIONS,
        credits=credits,
    )
    (options.model / "README.md").write_text(card, encoding="utf-8")
    options.docs.write_text(card, encoding="utf-8")
    print(f"mean LAS {mean:.2f} over {' '.join(counted)}")


if __name__ == "__main__":
    sys.exit(main())
