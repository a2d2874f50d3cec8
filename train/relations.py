"""Train the relation head on the codebook corpus.

    python -m train.relations --shared ../shared --out runs/relations

The defaults are the recipe of the head that ships. ``--trunk own`` reads the sentence once more with an encoder of
its own (the first ``--layers`` layers of the base model), ``--trunk reader`` puts fresh layers on what the reader's
encoder has read already. The pair is marked from layer ``--mark-at`` on. Resumes from ``OUT/checkpoint.pt``. Trains
on the part ``train`` of the corpus, and on the gold standard records of the PLOVER codebook; measures on the part
``dev``. The rows and their variation are in ``train/rows.py``.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from dragoman.reading.marking import PREDICATE, ROLES, SOURCE, TARGET, Marked
from dragoman.reading.model import Model
from dragoman.reading.pieces import PAD
from train.codebook import MODALITIES, NONE
from train.network import Encoder, Sizes, load_pretrained
from train.rows import TYPES, Names, Row, Rows, batches
from train.run import load_tool, pad


class RelationNetwork(nn.Module):
    """Piece vectors with roles in; scores of type, PLOVER type, polarity and modality out.

    The layers below ``mark_at`` read the sentence as it is, once for all its pairs; those above read it with
    one pair marked. Shapes: B sentences, P pieces, H = 384. ``embedded`` is (B, P, H): the embedding table's
    vectors for the trunk ``own``, the reader's encoded pieces for ``reader``.
    """

    def __init__(self, trunk: str, layers: int, mark_at: int, hidden: int = 384) -> None:
        super().__init__()
        self.trunk, self.mark_at = trunk, mark_at
        sizes = Sizes(upos=1, feats=1, lemmas=1, labels=1, tags=1, styles=1, layers=layers, hidden=hidden)
        self.roles = nn.Embedding(len(ROLES), hidden)
        nn.init.normal_(self.roles.weight, std=0.05 if mark_at == 0 else 0.3)
        self.encoder = Encoder(sizes)
        self.between, self.dropout = nn.Dropout(0.08), nn.Dropout(0.2)
        self.mix = nn.Linear(4 * hidden, 256)
        self.heads = nn.ModuleList(nn.Linear(256, n) for n in (len(TYPES), len(TYPES), 2, len(MODALITIES)))

    def below(self, embedded: Tensor, present: Tensor) -> Tensor:
        """(B, P, H) vectors of pieces → what the layers below the marks make of them."""
        x = embedded
        if self.trunk == "own":
            places = torch.arange(embedded.shape[1], device=embedded.device)
            x = self.encoder.norm(embedded + self.encoder.position(places)[None])
        for layer in self.encoder.layers[: self.mark_at]:
            x = self.between(layer(x, _mask(present, x)))
        return x

    def above(self, x: Tensor, present: Tensor, roles: Tensor) -> list[Tensor]:
        """Read with a pair marked, and score it."""
        x = x + self.roles(roles)
        for layer in self.encoder.layers[self.mark_at :]:
            x = self.between(layer(x, _mask(present, x)))
        pools = [present, *((roles == r).to(present.dtype) for r in (SOURCE, TARGET, PREDICATE))]
        weights = torch.stack(pools, 1)
        weights = weights / weights.sum(-1, keepdim=True).clamp(min=1.0)
        pooled = (weights.to(x.dtype) @ x).flatten(1)
        shared = F.gelu(self.mix(self.dropout(pooled)))
        return [head(self.dropout(shared)) for head in self.heads]

    def forward(self, embedded: Tensor, present: Tensor, roles: Tensor) -> list[Tensor]:
        return self.above(self.below(embedded, present), present, roles)


def _mask(present: Tensor, x: Tensor) -> Tensor:
    return ((1.0 - present) * -10000.0)[:, None, None, :].to(x.dtype)


class Feed:
    """Batches of rows as tensors."""

    def __init__(self, table: Tensor, reader: Encoder | None) -> None:
        self.table, self.reader = table, reader

    def tensors(self, rows: list[Row]) -> tuple[Tensor, Tensor, Tensor]:
        ids = pad([list(r.marked.ids) for r in rows], PAD)
        roles = pad([list(r.marked.roles) for r in rows], 0)
        present = (ids != PAD).float()
        embedded = F.embedding(ids, self.table).float()
        if self.reader is not None:
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                embedded = self.reader(embedded, present, torch.zeros_like(ids[:, 0])).float()
        return embedded, present, roles


def loss_of(network: RelationNetwork, feed: Feed, rows: list[Row]) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        kind, plover, polarity, modality = (x.float() for x in network(*feed.tensors(rows)))
    gold = torch.tensor([(r.kind, r.plover, r.polarity, r.modality) for r in rows])
    told = gold[:, 0] != TYPES.index(NONE)
    loss = F.cross_entropy(kind, gold[:, 0], label_smoothing=0.05)
    loss = loss + F.cross_entropy(plover, gold[:, 1], label_smoothing=0.05)
    if told.any():
        loss = loss + 0.3 * F.cross_entropy(polarity[told], gold[told, 2])
        loss = loss + 0.3 * F.cross_entropy(modality[told], gold[told, 3])
    return loss


@torch.no_grad()
def measure(network: RelationNetwork, feed: Feed, rows: list[Row], hide: bool) -> dict[str, float]:
    """Accuracy of each head in percent; with ``hide`` the predicate is not marked."""
    network.eval()
    right, total = np.zeros(4), np.zeros(4)
    for at in range(0, len(rows), 64):
        part = rows[at : at + 64]
        if hide:
            part = [
                replace(r, marked=Marked(r.marked.ids, tuple(0 if x == PREDICATE else x for x in r.marked.roles)))
                for r in part
            ]
        with torch.autocast("cpu", torch.bfloat16):
            scores = network(*feed.tensors(part))
        for k, score in enumerate(scores):
            for row, best in zip(part, score.float().argmax(-1).tolist(), strict=True):
                if k < 2 or TYPES[row.kind] != NONE:
                    right[k] += (row.kind, row.plover, row.polarity, row.modality)[k] == best
                    total[k] += 1
    network.train()
    names = ("type", "plover", "polarity", "modality")
    return dict(zip(names, np.round(100 * right / np.maximum(1, total), 1).tolist(), strict=True))


def load_network(run: Path) -> RelationNetwork:
    saved = torch.load(run / "checkpoint.pt", map_location="cpu", weights_only=True)
    network = RelationNetwork(saved["trunk"], saved["layers"], saved["mark_at"])
    network.load_state_dict(saved["model"])
    return network.eval()


def optimizer_of(network: RelationNetwork) -> torch.optim.AdamW:
    """Two groups with rates of their own: the encoder's weights, and those that start from nothing."""
    slow = [p for n, p in network.named_parameters() if n.startswith("encoder.")]
    fast = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    return torch.optim.AdamW([{"params": slow, "lr": 0.0}, {"params": fast, "lr": 0.0}], weight_decay=0.02, fused=True)


def save(
    checkpoint: Path, network: RelationNetwork, optimizer: torch.optim.Optimizer, state: dict[str, object]
) -> None:
    """Write a checkpoint in one step: a killed run leaves the one before it."""
    temporary = checkpoint.with_suffix(".tmp")
    torch.save({"model": network.state_dict(), "optimizer": optimizer.state_dict(), **state}, temporary)
    temporary.replace(checkpoint)


def arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("runs/relations"))
    parser.add_argument("--reader", type=Path, default=Path("runs/final"), help="the reader's run, for --trunk reader")
    parser.add_argument("--trunk", choices=("own", "reader"), default="own")
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--mark-at", type=int, default=3, help="the layer from which on the pair is marked")
    parser.add_argument("--minutes", type=float, default=37)
    parser.add_argument("--pieces", type=int, default=2000, help="pieces a batch")
    parser.add_argument("--rate", type=float, default=1.2e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--lang", action="append", help="train on these languages only")
    options = parser.parse_args(argv)
    if not 0 <= options.mark_at < options.layers:
        parser.error(f"--mark-at {options.mark_at} leaves none of {options.layers} layers to read the marked pair")
    return options


def main(argv: list[str] | None = None) -> None:
    options = arguments(argv)
    options.out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(20230222)
    torch.manual_seed(20230222)
    say = lambda text: print(time.strftime("%H:%M:%S"), text, flush=True)  # noqa: E731

    model = Model()
    _, tensors, _ = load_tool(options.shared / "tools" / "e5.py").read_model()
    table = torch.from_numpy(model.embed(np.arange(len(model.embed)))).half()
    names = Names(model, options.out.parent / "names.json")
    rows = Rows(options.lang, options.shared, model, names)
    say(f"{len(rows.train)} rows to train on, {len(rows.dev)} to measure with")

    network = RelationNetwork(options.trunk, options.layers, options.mark_at)
    reader: Encoder | None = None
    if options.trunk == "own":
        load_pretrained(network.encoder, {k: torch.from_numpy(np.ascontiguousarray(v)) for k, v in tensors.items()})
    else:
        from train.export import load_trained

        reader = load_trained(options.reader)[0].encoder
    feed = Feed(table, reader)
    peaks = [options.rate, options.head_rate if options.trunk == "own" else options.head_rate / 3]
    optimizer = optimizer_of(network)
    step, spent, seen, running = 0, 0.0, 0, 0.0
    checkpoint = options.out / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
        network.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        step, spent = saved["step"], saved["spent"]
        rng.seed(step)
        say(f"resumed at step {step}, {spent / 60:.1f} minutes spent")
    budget, saved_at = options.minutes * 60, time.time()
    network.train()
    while spent < budget:
        for part in batches(rows.drawn(rng), options.pieces, rng):
            began = time.time()
            factor = min(1.0, (step + 1) / 100) * (0.5 * (1 + math.cos(math.pi * spent / budget)) * 0.98 + 0.02)
            for group, peak in zip(optimizer.param_groups, peaks, strict=True):
                group["lr"] = peak * factor
            loss = loss_of(network, feed, part)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            step, seen = step + 1, seen + len(part)
            running = 0.97 * running + 0.03 * loss.item() if running else loss.item()
            spent += time.time() - began
            if spent >= budget:
                break
        scores = measure(network, feed, rows.dev, True)
        say(f"{spent / 60:5.1f} min · {seen} rows · loss {running:.3f} · dev {scores}")
        if time.time() - saved_at > 120 or spent >= budget:
            shape = {"trunk": options.trunk, "layers": options.layers, "mark_at": options.mark_at}
            save(checkpoint, network, optimizer, {"step": step, "spent": spent, **shape})
            saved_at = time.time()
    say(f"with the predicate marked: {measure(network, feed, rows.dev, False)}")


if __name__ == "__main__":
    main()
