"""Export a trained reader as a model folder: ONNX, int8, with its config.

    python -m train.export --run runs/reader --out src/dragoman/reading/model --version 1

The embedding table and the tokenizer are written once and stay the same for a retrained reader.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from dragoman.reading.model import FORMAT, PARTS, checksum
from dragoman.reading.pieces import pack_rows
from train.corpus import TAGS, Inventory
from train.network import Heads, Reader
from train.run import load_tool, sizes_of
from train.vocabulary import prune


class EncoderGraph(nn.Module):
    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.encoder, self.boundary = reader.encoder, reader.boundary

    def forward(self, embedded: Tensor, present: Tensor, style: Tensor) -> tuple[Tensor, Tensor]:
        encoded = self.encoder(embedded, present, style)
        return encoded, self.boundary(encoded)


class HeadsGraph(nn.Module):
    """The heads, choosing the best value where nothing downstream needs the scores."""

    def __init__(self, heads: Heads, widths: list[int]) -> None:
        super().__init__()
        self.heads, self.widths = heads, widths

    def forward(self, words: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        upos, feats, lemma, entity, arcs = self.heads(words)
        best = torch.stack([block.argmax(-1) for block in feats.split(self.widths, -1)], -1)
        return upos.argmax(-1), best, lemma.argmax(-1), entity, arcs


class LabelsGraph(nn.Module):
    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.labels = reader.labels

    def forward(self, dependents: Tensor, heads: Tensor) -> Tensor:
        return self.labels(dependents, heads).argmax(-1)  # type: ignore[no-any-return]


def load_trained(run: Path) -> tuple[Reader, Inventory]:
    inventory = Inventory(**json.loads((run / "inventory.json").read_text()))
    reader = Reader(sizes_of(inventory))
    reader.load_state_dict(torch.load(run / "checkpoint.pt", map_location="cpu", weights_only=True)["model"])
    return reader.eval(), inventory


def export_graphs(reader: Reader, inventory: Inventory, folder: Path) -> None:
    """Write the three graphs, float32."""
    widths = [len(values) for values in inventory.feats.values()]
    hidden = reader.encoder.norm.weight.shape[0]
    graphs: list[tuple[str, nn.Module, tuple[Tensor, ...], list[str], list[str], dict[str, dict[int, str]]]] = [
        (
            "encoder",
            EncoderGraph(reader),
            (torch.zeros(2, 7, hidden), torch.ones(2, 7), torch.zeros(2, dtype=torch.long)),
            ["embedded", "present", "style"],
            ["encoded", "boundary"],
            {"embedded": {0: "b", 1: "p"}, "present": {0: "b", 1: "p"}, "style": {0: "b"}},
        ),
        (
            "heads",
            HeadsGraph(reader.heads, widths),
            (torch.zeros(2, 5, 2 * hidden),),
            ["words"],
            ["upos", "feats", "lemmas", "entity", "arcs"],
            {"words": {0: "b", 1: "w"}},
        ),
        (
            "labels",
            LabelsGraph(reader),
            (torch.zeros(6, 2 * hidden), torch.zeros(6, 2 * hidden)),
            ["dependents", "heads"],
            ["relations"],
            {"dependents": {0: "n"}, "heads": {0: "n"}},
        ),
    ]
    for name, module, example, inputs, outputs, axes in graphs:
        torch.onnx.export(
            module.eval(),
            example,
            str(folder / f"{name}.onnx"),
            input_names=inputs,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, default=Path("runs/reader"))
    parser.add_argument("--out", type=Path, default=Path("src/dragoman/reading/model"))
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--version", default="1")
    parser.add_argument("--float", action="store_true", help="leave the graphs in float32")
    options = parser.parse_args(argv)
    options.out.mkdir(parents=True, exist_ok=True)
    reader, inventory = load_trained(options.run)
    if not (options.out / "embeddings.npy").exists():
        _, tensors, pieces = load_tool(options.shared / "tools" / "e5.py").read_model()
        _, rows = prune(pieces)
        np.save(options.out / "embeddings.npy", pack_rows(tensors["embeddings.word_embeddings.weight"][rows]))
    shutil.copy(options.run / "tokenizer.json", options.out / "tokenizer.json")
    with tempfile.TemporaryDirectory() as scratch:
        export_graphs(reader, inventory, Path(scratch))
        for name in ("encoder", "heads", "labels"):
            source, target = Path(scratch) / f"{name}.onnx", options.out / f"{name}.onnx"
            if options.float:
                shutil.copy(source, target)
            else:
                quantize_dynamic(source, target, weight_type=QuantType.QInt8, per_channel=True)
    write_config(options.out, inventory, options.version)
    print("now export the relation head: python -m train.export_relations")


def write_config(folder: Path, inventory: Inventory, version: str) -> None:
    styles_path = Path(__file__).with_name("styles.json")
    chosen = json.loads(styles_path.read_text()) if styles_path.exists() else {}
    parts = [folder / name for name in PARTS if (folder / name).exists()]
    sums = {part.name: {"bytes": part.stat().st_size, "blake2b": checksum(part)} for part in parts}
    config = {
        "format": FORMAT,
        "id": f"reader-{version}-{sums['encoder.onnx']['blake2b'][:8]}",
        "version": version,
        "base": "multilingual-e5-small",
        "languages": sorted({name.split("_")[0] for name in inventory.styles if name}),
        "styles": {lang: inventory.styles.index(name) for lang, name in chosen.items()},
        "style_names": inventory.styles,
        "labels": {
            "upos": inventory.upos,
            "feats": inventory.feats,
            "lemmas": inventory.lemmas,
            "relations": inventory.labels,
            "tags": list(TAGS),
        },
        "files": sums,
    }
    (folder / "config.json").write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
