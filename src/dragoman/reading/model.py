"""The reader's model: a folder of ONNX graphs, an embedding table, a tokenizer and their config.

config.json      format, labels, languages, data and checksums of the other files
tokenizer.json   the unigram vocabulary
embeddings.npy   4-bit rows of the frozen embedding table
encoder.onnx     piece vectors → encoded pieces, word-boundary scores
heads.onnx       word vectors → tags, features, lemma scripts, entity scores, arc scores
labels.onnx      dependents and heads → relations
plain.onnx       piece vectors → what the relation head makes of a sentence before a pair is marked
pairs.onnx       that with a pair's roles → its type, PLOVER type, polarity and modality
README.md        the model card
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.errors import ModelError

__all__ = ["FORMAT", "Labels", "Model", "default_folder"]

#: The layout of the folder that this version reads.
FORMAT = 2
PARTS = ("tokenizer.json", "embeddings.npy", "encoder.onnx", "heads.onnx", "labels.onnx", "plain.onnx", "pairs.onnx")
_BIG = 8 * 2**20  # files above this are checked by size and ends only, unless asked

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Labels:
    """The label sets, by position."""

    upos: tuple[str, ...]
    feats: dict[str, tuple[str, ...]]
    lemmas: tuple[str, ...]
    relations: tuple[str, ...]
    tags: tuple[str, ...]


def default_folder() -> Path:
    """Return the folder of the model that ships with the package."""
    return Path(str(files("dragoman.reading") / "model"))


def checksum(path: Path) -> str:
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "blake2b").hexdigest()[:32]


class Model:
    """A loaded model folder.

    Parameters
    ----------
    folder:
        The folder; the one that ships with the package where None.
    threads:
        Threads for one pass; 0 leaves it to the runtime.

    Raises
    ------
    ModelError
        Where a part is missing, damaged, or of a format this version does not read.
    """

    def __init__(self, folder: str | Path | None = None, *, threads: int = 0) -> None:
        self.folder = Path(folder) if folder is not None else default_folder()
        self.config = self._read_config()
        self._check_parts()
        self._threads = threads
        labels = self.config["labels"]
        self.labels = Labels(
            upos=tuple(labels["upos"]),
            feats={name: tuple(values) for name, values in labels["feats"].items()},
            lemmas=tuple(labels["lemmas"]),
            relations=tuple(labels["relations"]),
            tags=tuple(labels["tags"]),
        )

    @property
    def id(self) -> str:
        """Name and version, with the start of the checksum of what was trained."""
        return str(self.config["id"])

    def _read_config(self) -> dict[str, Any]:
        path = self.folder / "config.json"
        try:
            config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ModelError(
                f"no model in {self.folder}: config.json is missing; install dragoman again or "
                "name a folder that holds " + ", ".join(PARTS)
            ) from None
        except (OSError, ValueError) as error:
            raise ModelError(f"{path} cannot be read: {error}") from error
        if config.get("format") != FORMAT:
            raise ModelError(f"{path}: format {config.get('format')!r}, but this version reads format {FORMAT}")
        return config

    def _check_parts(self) -> None:
        for name in PARTS:
            path, known = self.folder / name, self.config["files"].get(name)
            if not path.is_file():
                raise ModelError(f"{path} is missing: the model folder is incomplete")
            if known is None or path.stat().st_size != known["bytes"]:
                raise ModelError(
                    f"{path} has {path.stat().st_size} bytes, not {known and known['bytes']}: "
                    "it is damaged or from another version"
                )
            if path.stat().st_size <= _BIG and checksum(path) != known["blake2b"]:
                raise ModelError(f"{path} does not match its checksum: it is damaged or from another version")

    def verify(self) -> None:
        """Check every byte of every part; :class:`ModelError` where one differs (half a second)."""
        for name in PARTS:
            if checksum(self.folder / name) != self.config["files"][name]["blake2b"]:
                raise ModelError(f"{self.folder / name} does not match its checksum")

    def _session(self, name: str) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 3
        # Three graphs take turns: a pool that spins while another works would take its core.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            return onnxruntime.InferenceSession(self.folder / name, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ModelError(f"{self.folder / name} cannot be loaded: {error}") from error

    @cached_property
    def pieces(self) -> Any:
        from dragoman.reading.pieces import Pieces, Unigram

        return Pieces(Unigram(self.folder / "tokenizer.json"))

    @cached_property
    def embed(self) -> Any:
        from dragoman.reading.pieces import EmbeddingTable

        return EmbeddingTable(self.folder / "embeddings.npy")

    @cached_property
    def _encoder(self) -> Any:
        return self._session("encoder.onnx")

    @cached_property
    def _heads(self) -> Any:
        return self._session("heads.onnx")

    @cached_property
    def _labels(self) -> Any:
        return self._session("labels.onnx")

    @cached_property
    def _plain(self) -> Any:
        return self._session("plain.onnx")

    @cached_property
    def _pairs(self) -> Any:
        return self._session("pairs.onnx")

    @cached_property
    def pair_labels(self) -> tuple[tuple[str, ...], ...]:
        """The labels of the relation head: types, PLOVER types, polarities, modalities."""
        return tuple(tuple(names) for names in self.config["pairs"])

    def load(self) -> None:
        """Load every part now instead of at the first sentence."""
        _ = self.pieces, self.embed, self._encoder, self._heads, self._labels, self._plain, self._pairs

    def style(self, lang: str) -> int:
        """Return the number of the annotation style to read a language in."""
        return int(self.config["styles"].get(lang, 0))

    def encode(self, ids: Ints, styles: Ints) -> tuple[Floats, Floats]:
        """(B, P) piece ids → encoded pieces (B, P, H) and word-boundary scores (B, P, 2)."""
        present = (ids != 1).astype(np.float32)
        encoded, boundary = self._encoder.run(None, {"embedded": self.embed(ids), "present": present, "style": styles})
        return encoded, boundary

    def heads(self, words: Floats) -> list[NDArray[Any]]:
        """(B, W, 2H) → upos (B, W), feats (B, W, F), lemmas (B, W), entity scores (B, W, T), arcs (B, W, W + 1)."""
        outputs: list[NDArray[Any]] = self._heads.run(None, {"words": words})
        return outputs

    def relations(self, dependents: Floats, heads: Floats) -> Ints:
        """Two (N, 2H) → the relation of each pair (N,)."""
        found: Ints = self._labels.run(None, {"dependents": dependents, "heads": heads})[0]
        return found

    def plain(self, ids: Ints) -> Floats:
        """(B, P) piece ids → sentences as the relation head reads them before a pair is marked (B, P, H)."""
        present = (ids != 1).astype(np.float32)
        found: Floats = self._plain.run(None, {"embedded": self.embed(ids), "present": present})[0]
        return found

    def pairs(self, plain: Floats, present: Floats, roles: Ints) -> list[Floats]:
        """(N, P, H), (N, P) and roles (N, P) → scores of types, PLOVER types, polarities, modalities (N, labels)."""
        scores: list[Floats] = self._pairs.run(None, {"plain": plain, "present": present, "roles": roles})
        return scores
