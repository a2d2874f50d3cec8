"""Train the relation head on the codebook corpus.

    python -m train.relations --shared ../shared --out runs/relations --minutes 25

``--trunk own`` reads the sentence once more with an encoder of its own (the first ``--layers`` layers of the
base model), ``--trunk reader`` puts fresh layers on what the reader's encoder has read already. The pair is
marked from layer ``--mark-at`` on. Resumes from ``OUT/checkpoint.pt``. Trains on the part ``train`` of the
corpus, and on the gold standard records of the PLOVER codebook; measures on the part ``dev``.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from dragoman.ontology import EVENT_TYPES, plover_type_of
from dragoman.reading.language import cutter_for
from dragoman.reading.marking import PREDICATE, ROLES, SOURCE, TARGET, Marked, mark
from dragoman.reading.model import Model
from dragoman.reading.pieces import PAD, Pieces
from dragoman.reading.reader import Cut, Reader
from dragoman.reading.types import Sentence
from train.codebook import FOLDER, MODALITIES, NONE, POLARITIES, Example, Offsets, languages, load
from train.network import Encoder, Sizes, load_pretrained
from train.phrases import expanded
from train.run import load_tool, pad

TYPES = (*EVENT_TYPES, NONE)
_FILLED = 3  # times that a stock phrase is filled with actors
_MUTUAL = {name for name, kind in EVENT_TYPES.items() if kind.reciprocal}


@dataclass(frozen=True)
class Row:
    """A marked sentence with the numbers of its labels."""

    marked: Marked
    lang: str
    kind: int
    plover: int
    polarity: int
    modality: int


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


def row_of(example: Example, pieces: Pieces) -> Row:
    units = cutter_for(example.lang)(example.text)
    marked = mark(pieces, example.text, units, [example.source], [example.target], example.predicate)
    kind = example.event_type
    plover = kind if kind == NONE else plover_type_of(kind, example.modality) or kind
    return Row(
        marked, example.lang, TYPES.index(kind), TYPES.index(plover),
        POLARITIES.index(example.polarity), MODALITIES.index(example.modality),
    )  # fmt: skip


class Names:
    """The names in sentences, each sentence read once; what was read is kept in a file for the next run."""

    def __init__(self, model: Model, path: Path) -> None:
        self._reader, self._path = Reader(model), path
        rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        self._known = {(lang, text): [(a, b) for a, b in spans] for lang, text, spans in rows}

    def learn(self, texts: Iterable[tuple[str, str]]) -> None:
        """Read the (language, text) pairs that are new."""
        new = [key for key in dict.fromkeys(texts) if key not in self._known]
        cuts = [Cut(text, tuple(cutter_for(lang)(text)), lang) for lang, text in new]
        for key, sentence in zip(new, self._reader.parse(cuts), strict=True):
            self._known[key] = names_of(sentence)
        if new:
            rows = [(*key, spans) for key, spans in self._known.items()]
            self._path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")

    def of(self, lang: str, text: str) -> list[Offsets]:
        return self._known[lang, text]


def strangers(examples: list[Example], names: Names, rng: random.Random) -> list[Example]:
    """Pairs with nothing between them, from the names of a sentence that no row of it marks.

    The source with a name that is neither its target nor beside it, or such a name with the target. Names joined
    to a marked one by "and" may share its part, and are left alone.
    """
    marked: dict[tuple[str, str], list[Offsets]] = {}
    for e in examples:
        marked.setdefault((e.lang, e.text), []).extend((e.source, e.target, *e.predicate))
    kept, found = {(e.lang, e.text): e for e in examples if e.event_type != NONE}, []
    names.learn(kept)
    for (lang, text), e in kept.items():
        spans = marked[lang, text]
        others = [name for name in names.of(lang, text) if not any(a < name[1] and name[0] < b for a, b in spans)]
        if others:
            other = rng.choice(others)
            source, target = (e.source, other) if rng.random() < 0.65 else (other, e.target)
            found.append(replace(e, event_type=NONE, mode=None, source=source, target=target, predicate=()))
    return found


def names_of(sentence: Sentence) -> list[Offsets]:
    """Character offsets of the names of a sentence that stand in no coordination."""
    words = sentence.words
    return [
        (words[m.first].start, words[m.last].end)
        for m in sentence.mentions
        if m.kind != "MISC"
        and all(w.relation != "conj" for w in words[m.first : m.last + 1])
        and not any(d.relation == "conj" for w in words[m.first : m.last + 1] for d in sentence.dependents(w))
    ]


def gold_records(shared: Path) -> Iterator[Example]:
    """The codebook's own gold standard records whose type still exists, where source, target and event are marked."""
    for number, record in enumerate(json.loads((shared / "data" / "plover_dev" / "gold_records.json").read_text())):
        info = record.get("textInfo")
        markup = info.get("markup", "") if isinstance(info, dict) else ""
        text, spans, at = "", {"SRC": [], "TAR": [], "EVT": []}, 0  # type: ignore[var-annotated]
        for match in re.finditer(r"\((SRC|TAR|EVT): ([^()]*)\)", markup):
            text += markup[at : match.start()]
            spans[match.group(1)].append((len(text), len(text) + len(match.group(2))))
            text, at = text + match.group(2), match.end()
        text += markup[at:]
        if record["event"] in EVENT_TYPES and all(spans.values()):
            yield Example(
                "en", f"gold-{number}", record["event"], None, "positive", "actual", text,
                spans["SRC"][0], spans["TAR"][0], tuple(spans["EVT"]),
            )  # fmt: skip


def altered(row: Row, others: list[Row], rng: random.Random) -> Row:
    """Vary a row: hide the predicate's mark, lend it another's actors, or turn a one-way act around."""
    marked, kind, plover = row.marked, row.kind, row.plover
    if rng.random() < 0.25:
        return _joined(row, rng.choice(others), rng)
    if rng.random() < 0.2:
        marked = _lend(marked, rng.choice(others).marked, SOURCE)
    if rng.random() < 0.2:
        marked = _lend(marked, rng.choice(others).marked, TARGET)
    roles = list(marked.roles)
    if TYPES[kind] != NONE and TYPES[kind] not in _MUTUAL and TYPES[kind] != "AGREE" and rng.random() < 0.06:
        turned = {SOURCE: TARGET, TARGET: SOURCE}
        roles = [turned.get(r, r) for r in roles]
        kind = plover = TYPES.index(NONE)
    for role, share in ((PREDICATE, 0.45), (TARGET, 0.07), (SOURCE, 0.02)):
        if rng.random() < share and TYPES[kind] != NONE:
            roles = [0 if r == role else r for r in roles]
    return replace(row, marked=Marked(marked.ids, tuple(roles)), kind=kind, plover=plover)


def _joined(row: Row, other: Row, rng: random.Random) -> Row:
    """Two sentences as one text: the row as it was, or its source with the other's target, between which is nothing."""
    if len(row.marked.ids) + len(other.marked.ids) > 160:
        return row
    crossed = rng.random() < 0.5
    parts = [
        (row.marked, (SOURCE,) if crossed else (SOURCE, TARGET, PREDICATE)),
        (other.marked, (TARGET,) if crossed else ()),
    ]
    if rng.random() < 0.5:
        parts.reverse()
    ids = [i for part, _ in parts for i in part.ids[1:-1]]
    roles = [r if r in keep else 0 for part, keep in parts for r in part.roles[1:-1]]
    marked = Marked((row.marked.ids[0], *ids, row.marked.ids[-1]), (0, *roles, 0))
    nothing = TYPES.index(NONE)
    return replace(row, marked=marked, kind=nothing, plover=nothing) if crossed else replace(row, marked=marked)


def _lend(marked: Marked, other: Marked, role: int) -> Marked:
    """The sentence with the other's words in the place of its own actor."""
    lent = [i for i, r in zip(other.ids, other.roles, strict=True) if r == role]
    at = [n for n, r in enumerate(marked.roles) if r == role]
    if not lent or not at or len(marked.ids) + len(lent) > 200:
        return marked
    keep = [n for n, r in enumerate(marked.roles) if r != role]
    before, after = [n for n in keep if n < at[0]], [n for n in keep if n > at[0]]
    ids = [*(marked.ids[n] for n in before), *lent, *(marked.ids[n] for n in after)]
    roles = [*(marked.roles[n] for n in before), *[role] * len(lent), *(marked.roles[n] for n in after)]
    return Marked(tuple(ids), tuple(roles))


class Rows:
    """The rows of all languages, by part; files that grow during a run are read again at each round."""

    def __init__(self, langs: list[str] | None, shared: Path, model: Model, names: Names) -> None:
        self._langs, self._shared, self._model, self._sizes = langs, shared, model, ()
        self._names = names
        self.train: list[Row] = []
        self.dev: list[Row] = []
        self._by_lang: dict[str, list[Row]] = {}
        self._load()

    def _load(self) -> None:
        sizes = tuple(sorted((p.name, p.stat().st_size) for p in FOLDER.glob("**/*.tsv")))
        if sizes == self._sizes:
            return
        self._sizes = sizes
        examples = [e for lang in self._langs or languages() for e in load(lang)] + list(gold_records(self._shared))
        examples += strangers(examples, self._names, random.Random(7))
        examples += [e for lang in languages() for e in expanded(lang, _FILLED, random.Random(7))]
        self.train = [row_of(e, self._model.pieces) for e in examples if e.part == "train"]
        self.dev = [row_of(e, self._model.pieces) for e in examples if e.part == "dev"]
        self._by_lang = {}
        for row in self.train:
            self._by_lang.setdefault(row.lang, []).append(row)

    def drawn(self, rng: random.Random) -> list[Row]:
        """One round: every row of the part ``train``, varied."""
        self._load()
        return [altered(r, self._by_lang[r.lang], rng) for r in self.train]


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


def batches(rows: list[Row], pieces: int, rng: random.Random) -> Iterator[list[Row]]:
    """Shuffled batches of like length that hold about ``pieces`` pieces."""
    order = sorted(rows, key=lambda r: len(r.marked.ids) + rng.random() * 8)
    found: list[list[Row]] = [[]]
    for row in order:
        if found[-1] and (len(found[-1]) + 1) * len(row.marked.ids) > pieces:
            found.append([])
        found[-1].append(row)
    rng.shuffle(found)
    yield from found


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


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("runs/relations"))
    parser.add_argument("--reader", type=Path, default=Path("runs/final"), help="the reader's run, for --trunk reader")
    parser.add_argument("--trunk", choices=("own", "reader"), default="own")
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--mark-at", type=int, default=0, help="the layer from which on the pair is marked")
    parser.add_argument("--minutes", type=float, default=25)
    parser.add_argument("--pieces", type=int, default=2000, help="pieces a batch")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--lang", action="append", help="train on these languages only")
    options = parser.parse_args(argv)
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
    slow = [p for n, p in network.named_parameters() if n.startswith("encoder.")]
    fast = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    peaks = [options.rate, options.head_rate if options.trunk == "own" else options.head_rate / 3]
    optimizer = torch.optim.AdamW(
        [{"params": slow, "lr": 0.0}, {"params": fast, "lr": 0.0}], weight_decay=0.02, fused=True
    )
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
            temporary = checkpoint.with_suffix(".tmp")
            weights = {"model": network.state_dict(), "optimizer": optimizer.state_dict()}
            state = {**weights, "step": step, "spent": spent}
            shape = {"trunk": options.trunk, "layers": options.layers, "mark_at": options.mark_at}
            torch.save({**state, **shape}, temporary)
            temporary.replace(checkpoint)
            saved_at = time.time()
    say(f"with the predicate marked: {measure(network, feed, rows.dev, False)}")


if __name__ == "__main__":
    main()
