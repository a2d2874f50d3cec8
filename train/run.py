"""Train the reader.

    python -m train.run --shared ../shared --out runs/reader --minutes 95

Resumes from ``OUT/checkpoint.pt`` where there is one. Learning rates follow the time spent, so that a
run ends when it is told to on any machine. Uses CUDA where there is one, else bfloat16 on the CPU.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import random
import sys
import time
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from dragoman.reading.language import cutter_for
from dragoman.reading.pieces import Pieces, Unigram
from train.corpus import TAGS, Example, Inventory, batches, encode, indexes, load_ner, load_ud, make_tokenizer, rounds
from train.network import Reader, Sizes, load_pretrained, word_vectors
from train.treebanks import FEATURES
from train.vocabulary import prune


def load_tool(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sizes_of(inv: Inventory) -> Sizes:
    return Sizes(
        upos=len(inv.upos),
        feats=sum(map(len, inv.feats.values())),
        lemmas=len(inv.lemmas),
        labels=len(inv.labels),
        tags=len(TAGS),
        styles=len(inv.styles),
    )


def pad(rows: list[list[int]], value: int) -> Tensor:
    width = max(map(len, rows))
    out = np.full((len(rows), width), value, np.int64)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
    return torch.from_numpy(out)


class Batch:
    """Examples as padded tensors."""

    def __init__(
        self, examples: list[Example], table: Tensor, device: str, rng: random.Random, train: bool = True
    ) -> None:
        self.examples = examples
        ids = pad([e.pieces for e in examples], 1)
        self.present = (ids != 1).float().to(device)
        self.embedded = F.embedding(ids, table).float().to(device)
        styles = [0 if train and rng.random() < 0.3 else e.style for e in examples]
        self.style = torch.tensor(styles, device=device)
        self.first = pad([e.first for e in examples], 0).to(device)
        self.last = pad([e.last for e in examples], 0).to(device)
        self.words = pad([[1] * len(e.first) for e in examples], 0).bool().to(device)


def loss_of(model: Reader, batch: Batch, inv: Inventory, device: str) -> Tensor:
    with torch.autocast(device, torch.bfloat16):
        encoded = model.encoder(batch.embedded, batch.present, batch.style)
    encoded = encoded.float()
    words = word_vectors(encoded, batch.first, batch.last)
    examples = batch.examples
    with torch.autocast(device, torch.bfloat16):
        if examples[0].tags is not None:
            return entity_loss(model, words, examples, batch.words, device)
        upos, feats, lemma, _, arcs = model.heads(words)
    keep = batch.words
    gold_heads = pad([e.heads for e in examples], -100).to(device)  # type: ignore[misc]
    gold_labels = pad([e.labels for e in examples], -100).to(device)  # type: ignore[misc]
    allowed = torch.cat([torch.ones_like(keep[:, :1]), keep], 1)
    arcs = arcs.float().masked_fill(~allowed[:, None, :], -1e4)
    total = F.cross_entropy(arcs[keep], gold_heads[keep])
    with torch.autocast(device, torch.bfloat16):
        with_root = model.heads.with_root(words)
        rows = torch.arange(words.shape[0], device=device)[:, None].expand_as(gold_heads)
        heads = with_root[rows[keep], gold_heads[keep]]
        scores = model.labels(words[keep], heads)
    total = total + F.cross_entropy(scores.float(), gold_labels[keep])
    gold_upos = pad([e.upos for e in examples], -100).to(device)  # type: ignore[misc]
    total = total + 0.7 * F.cross_entropy(upos[keep].float(), gold_upos[keep])
    gold_lemmas = pad([e.lemmas for e in examples], -100).to(device)[keep]  # type: ignore[misc]
    total = total + 0.5 * F.cross_entropy(lemma[keep].float(), gold_lemmas)
    gold_feats = torch.tensor([row for e in examples for row in e.feats], device=device)  # type: ignore[union-attr]
    flat = feats[keep].float()
    offset = 0
    for i, name in enumerate(FEATURES):
        width = len(inv.feats[name])
        total = total + 0.15 * F.cross_entropy(flat[:, offset : offset + width], gold_feats[:, i])
        offset += width
    return total + boundary_loss(model, encoded, examples, device)


def boundary_loss(model: Reader, encoded: Tensor, examples: list[Example], device: str) -> Tensor:
    spots = [
        (i, place, join)
        for i, e in enumerate(examples)
        if e.unit_joins is not None
        for place, join in zip(e.unit_first, e.unit_joins, strict=True)
    ]
    if not spots:
        return torch.zeros((), device=device)
    where = torch.tensor(spots, device=device)
    scores = model.boundary(encoded[where[:, 0], where[:, 1]])
    return F.cross_entropy(scores.float(), where[:, 2])


def entity_loss(model: Reader, words: Tensor, examples: list[Example], keep: Tensor, device: str) -> Tensor:
    scores = model.heads.entity(model.heads.dropout(words)).float()[keep]
    gold = pad([e.tags for e in examples], -100).to(device)[keep]  # type: ignore[misc]
    has_misc = torch.tensor([e.has_misc for e in examples for _ in e.first], device=device)
    log_p = scores.log_softmax(-1)
    chosen = log_p.gather(1, gold[:, None]).squeeze(1)
    # A set that does not annotate MISC says nothing against it: its O is "O or MISC".
    either = log_p[:, [TAGS.index("O"), TAGS.index("B-MISC"), TAGS.index("I-MISC")]].logsumexp(-1)
    chosen = torch.where((gold == 0) & ~has_misc, either, chosen)
    return -2.0 * chosen.mean()


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("runs/reader"))
    parser.add_argument("--minutes", type=float, default=95)
    parser.add_argument("--pieces", type=int, default=2000, help="pieces a batch")
    parser.add_argument("--encoder-rate", type=float, default=1.2e-4)
    parser.add_argument("--head-rate", type=float, default=1.5e-3)
    parser.add_argument("--limit", type=int, default=0, help="sentences a file, for a trial")
    options = parser.parse_args(argv)
    options.out.mkdir(parents=True, exist_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    rng = random.Random(20230222)
    torch.manual_seed(20230222)

    say = lambda text: print(time.strftime("%H:%M:%S"), text, flush=True)  # noqa: E731
    _, tensors, pieces = load_tool(options.shared / "tools" / "e5.py").read_model()
    pieces, rows = prune(pieces)
    table = torch.from_numpy(tensors["embeddings.word_embeddings.weight"][rows]).half()
    tokenizer = make_tokenizer(pieces)
    tokenizer.save(str(options.out / "tokenizer.json"))
    say(f"{len(pieces)} pieces")
    data = options.shared / "data"
    ud, ner = load_ud(data, "train", cutter_for), load_ner(data, "train", cutter_for)
    say(f"{len(ud)} sentences with trees, {len(ner)} with entities")
    known = options.out / "inventory.json"
    resumes = (options.out / "checkpoint.pt").exists() and known.exists()
    inv = Inventory(**json.loads(known.read_text())) if resumes else Inventory.of(ud)
    (options.out / "inventory.json").write_text(json.dumps(asdict(inv), ensure_ascii=False))
    index, cut = indexes(inv), Pieces(Unigram(options.out / "tokenizer.json"))
    streams = []
    for sentences, is_ner in ((ud, False), (ner, True)):
        examples, groups = [], {}
        for s in sentences:
            example = encode(s, cut, index)
            if example is not None:
                groups.setdefault((s.source, s.lang), []).append(len(examples))
                examples.append(example)
        if options.limit:
            groups = {k: v[: options.limit] for k, v in groups.items()}
        streams.append((examples, groups, is_ner))
    del ud, ner
    say(
        f"labels: {len(inv.upos)} upos, {len(inv.labels)} relations, {len(inv.lemmas)} lemma scripts, "
        f"{len(inv.styles)} styles"
    )

    model = Reader(sizes_of(inv))
    load_pretrained(model.encoder, {k: torch.from_numpy(np.ascontiguousarray(v)) for k, v in tensors.items()})
    del tensors
    model.to(device).train()
    encoder = list(model.encoder.parameters())
    others = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": options.encoder_rate}, {"params": others, "lr": options.head_rate}],
        weight_decay=0.01,
        fused=True,
    )
    peaks = [options.encoder_rate, options.head_rate]
    step, spent = 0, 0.0
    checkpoint = options.out / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location=device, weights_only=True)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        step, spent = saved["step"], saved["spent"]
        rng.seed(step)
        say(f"resumed at step {step}, {spent / 60:.1f} minutes spent")

    def endless(which: int):  # type: ignore[no-untyped-def]
        examples, groups, is_ner = streams[which]
        while True:
            yield from batches(examples, rounds(groups, is_ner, rng), options.pieces, rng)

    feeds = [endless(0), endless(1)]
    budget, saved_at, seen, running = options.minutes * 60, time.time(), 0, [0.0, 0.0]
    while spent < budget:
        began = time.time()
        which = 1 if step % 10 in (2, 5, 8) else 0
        progress = spent / budget
        factor = min(1.0, (step + 1) / 300) * (0.5 * (1 + math.cos(math.pi * progress)) * 0.98 + 0.02)
        for group, peak in zip(optimizer.param_groups, peaks, strict=True):
            group["lr"] = peak * factor
        examples = next(feeds[which])
        loss = loss_of(model, Batch(examples, table, device, rng), inv, device)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimizer.step()
        step += 1
        seen += len(examples)
        running[which] = 0.98 * running[which] + 0.02 * loss.item() if running[which] else loss.item()
        spent += time.time() - began
        if step % 100 == 0:
            say(
                f"step {step} · {spent / 60:.1f} min · tree loss {running[0]:.3f} · entity loss {running[1]:.3f} · "
                f"{seen} sentences"
            )
        if time.time() - saved_at > 240 or spent >= budget:
            temporary = checkpoint.with_suffix(".tmp")
            torch.save(
                {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "spent": spent},
                temporary,
            )
            temporary.replace(checkpoint)
            saved_at = time.time()
    say(f"done: {step} steps")


if __name__ == "__main__":
    sys.exit(main())
