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

from dragoman.reading.model import FORMAT, checksum
from train.codebook import MODALITIES, POLARITIES
from train.relations import RelationNetwork, load_network
from train.rows import TYPES

NAMES = ("plain.onnx", "pairs.onnx")


class PlainGraph(nn.Module):
    def __init__(self, network: RelationNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, embedded: Tensor, present: Tensor) -> Tensor:
        return self.network.below(embedded, present)


class PairsGraph(nn.Module):
    def __init__(self, network: RelationNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, plain: Tensor, present: Tensor, roles: Tensor) -> tuple[Tensor, ...]:
        return tuple(self.network.above(plain, present, roles))


def export_graphs(network: RelationNetwork, folder: Path) -> None:
    """Write both graphs in float32."""
    vectors, present = torch.zeros(2, 7, network.roles.weight.shape[1]), torch.ones(2, 7)
    roles = torch.zeros(2, 7, dtype=torch.long)
    axes = {0: "b", 1: "p"}
    outputs = ["types", "plover", "polarity", "modality"]
    graphs: list[tuple[str, nn.Module, dict[str, Tensor], list[str]]] = [
        ("plain.onnx", PlainGraph(network), {"embedded": vectors, "present": present}, ["plain"]),
        ("pairs.onnx", PairsGraph(network), {"plain": vectors, "present": present, "roles": roles}, outputs),
    ]
    for name, module, inputs, names in graphs:
        torch.onnx.export(
            module.eval(),
            tuple(inputs.values()),
            str(folder / name),
            input_names=list(inputs),
            output_names=names,
            dynamic_axes=dict.fromkeys(inputs, axes) | ({"plain": axes} if name == "plain.onnx" else {}),
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
    with tempfile.TemporaryDirectory() as scratch:
        export_graphs(load_network(options.run), Path(scratch))
        for name in NAMES:
            plain = Path(scratch) / name
            onnx.save(onnx.load(plain) if options.float else quantized(plain), options.out / name)
    path = options.out / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["format"] = FORMAT
    config["pairs"] = [list(TYPES), list(TYPES), list(POLARITIES), list(MODALITIES)]
    for name in NAMES:
        part = options.out / name
        config["files"][name] = {"bytes": part.stat().st_size, "blake2b": checksum(part)}
    config["id"] = f"{config['id'].split('+')[0]}+pairs-{config['files']['pairs.onnx']['blake2b'][:8]}"
    path.write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
