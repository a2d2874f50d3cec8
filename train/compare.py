"""Compare the exported int8 graphs with PyTorch, word by word.

    python -m train.compare --run runs/reader --model src/dragoman/reading/model --shared ../shared [--limit 60]

Both read the same held-out sentences with the same words; a word agrees where its tag, head, relation
and entity tag are the same.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from evals.reader import text_of
from numpy.typing import NDArray

from dragoman.reading.language import cutter_for
from dragoman.reading.model import Model
from dragoman.reading.reader import Cut, Reader
from train.corpus import load_ud
from train.export import HeadsGraph, load_trained


class TorchModel(Model):
    """A model folder whose graphs are run by PyTorch from a checkpoint."""

    def __init__(self, folder: Path, run: Path) -> None:
        super().__init__(folder)
        self.reader, inventory = load_trained(run)
        self._graph = HeadsGraph(self.reader.heads, [len(v) for v in inventory.feats.values()])

    @torch.no_grad()
    def encode(self, ids: NDArray[Any], styles: NDArray[Any]) -> Any:
        present = torch.from_numpy((ids != 1).astype(np.float32))
        encoded = self.reader.encoder(torch.from_numpy(self.embed(ids)), present, torch.from_numpy(styles))
        return encoded.numpy(), self.reader.boundary(encoded).numpy()

    @torch.no_grad()
    def heads(self, words: NDArray[Any]) -> Any:
        return [output.numpy() for output in self._graph(torch.from_numpy(words))]

    @torch.no_grad()
    def relations(self, dependents: NDArray[Any], heads: NDArray[Any]) -> Any:
        return self.reader.labels(torch.from_numpy(dependents), torch.from_numpy(heads)).argmax(-1).numpy()


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, default=Path("runs/reader"))
    parser.add_argument("--model", type=Path, default=Path("src/dragoman/reading/model"))
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--limit", type=int, default=20, help="sentences a treebank")
    options = parser.parse_args(argv)
    seen: dict[str, int] = {}
    cuts = []
    for s in load_ud(options.shared / "data", "heldout", cutter_for):
        seen[s.source] = seen.get(s.source, 0) + 1
        if seen[s.source] <= options.limit:
            text, _, _ = text_of(s)
            cuts.append(Cut(text, tuple(cutter_for(s.lang)(text)), s.lang))
    ours = Reader(Model(options.model)).parse(cuts)
    theirs = Reader(TorchModel(options.model, options.run)).parse(cuts)
    total = 0
    same = dict.fromkeys(("words", "upos", "head", "relation"), 0)
    entities = [0, 0]
    for a, b in zip(ours, theirs, strict=True):
        entities[0] += len(set(a.mentions) & set(b.mentions))
        entities[1] += len(set(a.mentions) | set(b.mentions))
        at = {(w.start, w.end): w for w in b.words}
        for word in a.words:
            total += 1
            other = at.get((word.start, word.end))
            if other is None:
                continue
            same["words"] += 1
            same["upos"] += word.upos == other.upos
            head = a.words[word.head].start if word.head >= 0 else -1
            same["head"] += head == (b.words[other.head].start if other.head >= 0 else -1)
            same["relation"] += word.deprel == other.deprel
    print(f"{len(cuts)} sentences, {total} words")
    for name, count in same.items():
        print(f"{name:9} {100 * count / max(1, total):.2f} %")
    print(f"entities  {100 * entities[0] / max(1, entities[1]):.2f} % of spans in either")


if __name__ == "__main__":
    sys.exit(main())
