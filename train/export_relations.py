"""Export a trained relation head into a model folder: ONNX with 8-bit weights, and its labels in the config.

    python -m train.export_relations --run runs/relations --out src/dragoman/reading/model

Weights are 8-bit blocks of 128 with scales of their own (MatMulNBits): what comes out for a sentence does not
depend on the sentences beside it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from torch import Tensor, nn

from dragoman.reading.model import checksum
from train.codebook import MODALITIES, POLARITIES
from train.relations import TYPES, RelationNetwork, load_network

NAME = "pairs.onnx"


class PairsGraph(nn.Module):
    def __init__(self, network: RelationNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, embedded: Tensor, present: Tensor, roles: Tensor) -> tuple[Tensor, ...]:
        return tuple(self.network(embedded, present, roles))


def export_graph(network: RelationNetwork, path: Path) -> None:
    """Write the graph in float32."""
    hidden = network.roles.weight.shape[1]
    torch.onnx.export(
        PairsGraph(network).eval(),
        (torch.zeros(2, 7, hidden), torch.ones(2, 7), torch.zeros(2, 7, dtype=torch.long)),
        str(path),
        input_names=["embedded", "present", "roles"],
        output_names=["types", "plover", "polarity", "modality"],
        dynamic_axes={name: {0: "b", 1: "p"} for name in ("embedded", "present", "roles")},
        opset_version=17,
        dynamo=False,
    )


def quantized(path: Path) -> onnx.ModelProto:
    config = DefaultWeightOnlyQuantConfig(block_size=128, is_symmetric=True, accuracy_level=4, bits=8)
    quantizer = MatMulNBitsQuantizer(onnx.load(path), algo_config=config)
    quantizer.process()
    model: onnx.ModelProto = quantizer.model.model
    return model


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, default=Path("runs/relations"))
    parser.add_argument("--out", type=Path, default=Path("src/dragoman/reading/model"))
    parser.add_argument("--float", action="store_true", help="leave the graph in float32")
    options = parser.parse_args(argv)
    target = options.out / NAME
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / NAME
        export_graph(load_network(options.run), plain)
        onnx.save(onnx.load(plain) if options.float else quantized(plain), target)
    path = options.out / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["pairs"] = [list(TYPES), list(TYPES), list(POLARITIES), list(MODALITIES)]
    config["files"][NAME] = {"bytes": target.stat().st_size, "blake2b": checksum(target)}
    config["id"] = f"{config['id'].split('+')[0]}+pairs-{config['files'][NAME]['blake2b'][:8]}"
    path.write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
