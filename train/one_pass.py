"""What one forward pass is worth: pair types read off the reader's own pass, against the marked second pass.

    python -m train.one_pass --shared ../shared

The reader's encoder stays as it ships and sees the sentence once, without marks; the states of source, target and
sentence are pooled, and a network of one hidden layer names the PLOVER type. It is trained on the same codebook
examples as the relation head, without predicates marked, and prints what ``python -m evals.relations`` prints of the
head: macro-F1 over root types and quads on the public development set, and accuracy on our own ``dev``.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
import torch
from evals.relations import f1_by_class, mean, root_of, strip_marks
from torch import Tensor, nn

from dragoman.reading.language import cutter_for
from dragoman.reading.marking import SOURCE, TARGET, Marked, mark
from dragoman.reading.model import Model
from dragoman.reading.pieces import PAD
from train.codebook import languages, load
from train.rows import TYPES, Row, row_of

_BATCH, _EPOCHS, _HIDDEN = 64, 30, 512


def pooled(model: Model, marked: list[tuple[Marked, str]]) -> Tensor:
    """Return a row a pair: the mean states of source, target and sentence, and the first two multiplied."""
    found: list[Tensor] = [torch.empty(0)] * len(marked)
    order = sorted(range(len(marked)), key=lambda i: len(marked[i][0].ids))
    for at in range(0, len(order), _BATCH):
        part = order[at : at + _BATCH]
        ids = np.full((len(part), len(marked[part[-1]][0].ids)), PAD, np.int64)
        for row, i in enumerate(part):
            ids[row, : len(marked[i][0].ids)] = marked[i][0].ids
        states = model.encode(ids, np.array([model.style(marked[i][1]) for i in part]))[0]
        for row, i in enumerate(part):
            found[i] = _pooled(torch.from_numpy(states[row]), marked[i][0])
    return torch.stack(found)


def _pooled(states: Tensor, marked: Marked) -> Tensor:
    roles = torch.tensor(marked.roles)
    states = states[: len(roles)].float()
    source, target = (states[roles == r].mean(0) if (roles == r).any() else 0 * states[0] for r in (SOURCE, TARGET))
    return torch.cat([source, target, source * target, states.mean(0)])


def trained(features: Tensor, kinds: Tensor) -> nn.Module:
    torch.manual_seed(0)
    network = nn.Sequential(
        nn.LayerNorm(features.shape[1]), nn.Dropout(0.2), nn.Linear(features.shape[1], _HIDDEN),
        nn.GELU(), nn.Dropout(0.3), nn.Linear(_HIDDEN, len(TYPES)),
    )  # fmt: skip
    steps = _EPOCHS * (len(kinds) // 256 + 1)
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-3, total_steps=steps)
    for _ in range(steps):
        rows = torch.randint(len(kinds), (256,))
        loss = nn.functional.cross_entropy(network(features[rows]), kinds[rows], label_smoothing=0.05)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return network.eval()


def codebook(model: Model, part: str) -> list[Row]:
    return [row_of(e, model.pieces) for lang in languages() for e in load(lang) if e.part == part]


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    shared = parser.parse_args(argv).shared
    model = Model()
    train, dev = codebook(model, "train"), codebook(model, "dev")
    network = trained(pooled(model, [(r.marked, r.lang) for r in train]), torch.tensor([r.plover for r in train]))
    with torch.no_grad():
        best = network(pooled(model, [(r.marked, r.lang) for r in dev])).argmax(-1)
    right = (best == torch.tensor([r.plover for r in dev])).float().mean().item()
    print(f"codebook: {len(train)} pairs learnt; of {len(dev)} others {100 * right:.1f} % right")
    gold, marked = [], []
    with (shared / "data" / "plover_dev" / "relations.tsv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
            text, spans = strip_marks(row["marked_sentence"])
            gold.append((row["root"], row["quad"]))
            marked.append((mark(model.pieces, text, cutter_for("en")(text), spans["s"], spans["t"]), "en"))
    with torch.no_grad():
        shares = network(pooled(model, marked)).softmax(-1).tolist()
    made = [root_of(dict(zip(TYPES, row, strict=True))) for row in shares]
    root, quad = (mean(f1_by_class((g[k], m[k]) for g, m in zip(gold, made, strict=True)).values()) for k in (0, 1))
    print(f"{len(gold)} pairs of the public development set: root macro-F1 {root:.1f}, quad macro-F1 {quad:.1f}")


if __name__ == "__main__":
    main()
