"""Learn the projection of ``dragoman.world.embedding`` and write it to its data folder (3 minutes, numpy).

    python -m train.embedding [--shared ../shared]

Only ``.train`` files are read. Classes are the sentences of the parallel PUD treebanks; what differs within a
class is noise, and so is what differs between the means of the languages.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dragoman.reading.language import cutter_for
from dragoman.reading.model import Model
from dragoman.reading.pieces import UNKNOWN
from dragoman.world.embedding import unit

DIMENSIONS = 128
SHRINK = 0.3  # share of the noise taken to be alike in all directions
COMMON = -6.0  # log-probability of a piece from which it weighs nothing
STEP = 10  # weights are kept in tenths
PER_LANGUAGE = 300
Floats = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    shared = parser.parse_args().shared
    model, randomly = Model(), random.Random(1)
    weights = piece_weights(model)
    folders = sorted((shared / "data" / "ud").iterdir())
    languages = []
    for folder in folders:
        texts = [t for path in sorted(folder.glob("*.train.conllu.gz")) for _, t in sentences(path) if len(t) > 40]
        randomly.shuffle(texts)
        languages.append(bags(model, weights, texts[:PER_LANGUAGE], folder.name).mean(0))
    ids, langs, vectors = [], [], []
    for folder in folders:
        for path in folder.glob("*_pud.train.conllu.gz"):
            found = dict(sentences(path))
            ids += list(found)
            langs += [folder.name] * len(found)
            vectors.append(bags(model, weights, list(found.values()), folder.name))
    mean, matrix = discriminants(np.concatenate(vectors), np.array(ids), np.array(langs), np.array(languages))
    target = Path(__file__).parents[1] / "src" / "dragoman" / "world" / "data" / "embedding.npz"
    stored = np.rint(weights * STEP).astype(np.uint8)
    np.savez_compressed(target, weights=stored, mean=mean.astype(np.float32), matrix=matrix.astype(np.float16))
    print(f"{target}: {target.stat().st_size} bytes, from {len(ids)} sentences in {len(set(langs))} languages")


def sentences(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the id and text of each sentence of a treebank."""
    name = ""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# sent_id ="):
                name = line.split("=", 1)[1].strip()
            elif line.startswith("# text ="):
                yield name, line.split("=", 1)[1].strip()


def piece_weights(model: Model) -> Floats:
    """The weight of each piece: how rare the tokenizer holds it to be, 0 for the commonest."""
    vocabulary = json.loads((model.folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    weights = np.clip(COMMON - np.array([score for _, score in vocabulary], np.float32), 0, 25)
    weights[: UNKNOWN + 1] = 0
    return weights.astype(np.float32)


def bags(model: Model, weights: Floats, texts: list[str], lang: str) -> Floats:
    """(texts,) → weighted sums of their pieces, of length 1: (texts, width)."""
    rows = []
    for text in texts:
        ids = [
            i
            for start, end in cutter_for(lang)(text)
            for i in model.pieces(text[start:end], start == 0 or text[start - 1].isspace())
        ]
        rows.append(weights[ids] @ model.embed(np.array(ids, np.int64)))
    return unit(np.array(rows, np.float32))


def discriminants(
    vectors: Floats, ids: NDArray[np.str_], langs: NDArray[np.str_], languages: Floats
) -> tuple[Floats, Floats]:
    """Return the mean (width,) and the matrix (width, DIMENSIONS) that set sentences apart, whatever the language."""
    mean = languages.mean(0)
    _, which = np.unique(ids, return_inverse=True)
    plain = (vectors - mean).astype(np.float64)
    for lang in np.unique(langs):
        plain[langs == lang] -= plain[langs == lang].mean(0)
    centres = np.zeros((which.max() + 1, plain.shape[1]))
    np.add.at(centres, which, plain)
    centres /= np.bincount(which)[:, None]
    within = plain - centres[which]
    noise = within.T @ within / len(within)
    noise = noise * (1 - SHRINK) + np.eye(len(noise)) * np.trace(noise) / len(noise) * SHRINK + np.cov(languages.T)
    # The directions of most spread between sentences once the noise is round.
    spread, axes = np.linalg.eigh(noise)
    whiten = axes / np.sqrt(spread)
    _, turns = np.linalg.eigh(whiten.T @ np.cov(centres.T) @ whiten)
    matrix = whiten @ turns[:, ::-1][:, :DIMENSIONS]
    return mean.astype(np.float32), matrix.astype(np.float32)


if __name__ == "__main__":
    main()
