"""How warmly a text speaks of one actor: warm, neutral or hostile, as the speaker puts it.

The relation head (:mod:`dragoman.reading.relations`) reads the text with the target marked, and the speaker where he
stands in it; a multinomial logistic regression over what the head makes of it gives three probabilities. It was
trained on our own sentences in nineteen languages by ``train/stance.py``; ``python -m evals.stance`` says how well
it does. A plain fact, a request, a polite refusal, and words about somebody else are neutral.

The weights, ``data/stance.npy`` of shape (1 + width, 3), the constant first, fit one relation head only:
``data/stance.json`` names it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.errors import InputError, ModelError
from dragoman.reading.language import cutter_for
from dragoman.reading.marking import TARGET, Marked, mark
from dragoman.reading.model import Model
from dragoman.reading.pieces import PAD

__all__ = ["CLASSES", "Asked", "Encoder", "Stance", "Verdict", "recipe"]

CLASSES = ("warm", "neutral", "hostile")
GRAPH = "pairs.onnx"
_POOLED = "/Flatten_output_0"  # the graph's means over all pieces, source, target and predicate, side by side
_BATCH = 3000  # pieces of one pass, padding included

Offsets = tuple[int, int]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Asked:
    """A text in one language, and where in it the target and, if he is named there, the speaker stand."""

    text: str
    lang: str
    target: Offsets
    speaker: Offsets | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Three probabilities that sum to 1."""

    warm: float
    neutral: float
    hostile: float

    @property
    def score(self) -> float:
        """Return the expected stance, from -1 (hostile) over 0 to 1 (warm)."""
        return self.warm - self.hostile


class Stance:
    """Judges how warmly texts speak of their targets.

    Args:
        model: a model folder, loaded; the one that ships with the package where None.

    Raises:
        ModelError: the weights were not made for that model's relation head.
    """

    def __init__(self, model: Model | None = None) -> None:
        self._encoder = Encoder(model or Model())
        self._weights = _weights(self._encoder.made_for)

    def judge(self, asked: Sequence[Asked]) -> list[Verdict]:
        """Return a verdict for each, in their order."""
        return [Verdict(*map(float, row)) for row in self.probabilities(asked)]

    def probabilities(self, asked: Sequence[Asked]) -> Floats:
        """Return probabilities of ``CLASSES``, shape (N, 3)."""
        scores = self._encoder.features(asked) @ self._weights[1:] + self._weights[0]
        return softmax(scores)


class Encoder:
    """What the relation head makes of texts with a target marked, as numbers."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def made_for(self) -> str:
        """Return the checksum of the relation head whose numbers these are."""
        return str(self._model.config["files"][GRAPH]["blake2b"])

    @cached_property
    def _pairs(self) -> Any:
        """The relation head's upper graph, with the pooled vectors among its outputs."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        graph = with_output((self._model.folder / GRAPH).read_bytes(), _POOLED)
        try:
            return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ModelError(f"{self._model.folder / GRAPH} has no {_POOLED}: {error}") from error

    def features(self, asked: Sequence[Asked]) -> Floats:
        """Return, shape (N, 6H): means of the unmarked reading (text, target) and of the marked one (four roles).

        Raises:
            InputError: a target or speaker lies outside its text.
        """
        marked = [self.mark(one) for one in asked]
        found: list[Floats] = [np.empty(0, np.float32)] * len(marked)
        for rows in _batches(marked):
            for row, values in zip(rows, self._pass([marked[i] for i in rows]), strict=True):
                found[row] = values
        width = 6 * self._model.embed(np.zeros((1, 1), np.int64)).shape[-1]
        return np.stack(found) if found else np.empty((0, width), np.float32)

    def mark(self, asked: Asked) -> Marked:
        """Return the text as the relation head takes it."""
        for start, end in filter(None, (asked.target, asked.speaker)):
            if not 0 <= start < end <= len(asked.text):
                raise InputError(f"({start}, {end}) does not lie inside the text of {len(asked.text)} characters")
        units = cutter_for(asked.lang)(asked.text)
        speaker = [] if asked.speaker is None else [asked.speaker]
        return mark(self._model.pieces, asked.text, units, speaker, [asked.target])

    def _pass(self, batch: Sequence[Marked]) -> Floats:
        """Read some marked texts together, shape (B, 6H)."""
        width = max(len(m.ids) for m in batch)
        ids = np.full((len(batch), width), PAD, np.int64)
        roles = np.zeros((len(batch), width), np.int64)
        for row, m in enumerate(batch):
            ids[row, : len(m.ids)], roles[row, : len(m.roles)] = m.ids, m.roles
        present = (ids != PAD).astype(np.float32)
        plain = self._model.plain(ids)
        (pooled,) = self._pairs.run([_POOLED], {"plain": plain, "present": present, "roles": roles})
        target = (roles == TARGET).astype(np.float32)
        return np.concatenate([_mean(plain, present), _mean(plain, target), pooled], axis=1).astype(np.float32)


def with_output(graph: bytes, name: str) -> bytes:
    """Return a serialised ONNX model that gives one more of its inner values as an output.

    Protocol buffers merge what is appended into the message before it ("last one wins", lists grow), so a model with
    nothing but that output, written behind, adds it without a library for the format.
    """
    output = _field(12, _field(1, name.encode()))  # GraphProto.output, ValueInfoProto.name
    return graph + _field(7, output)  # ModelProto.graph


def softmax(scores: Floats) -> Floats:
    """Return probabilities along the last axis."""
    shifted = np.exp(scores - scores.max(-1, keepdims=True))
    shares: Floats = shifted / shifted.sum(-1, keepdims=True)
    return shares


def _field(number: int, data: bytes) -> bytes:
    """Return a length-delimited protocol buffer field of fewer than 128 bytes."""
    assert len(data) < 128
    return bytes((number << 3 | 2, len(data))) + data


def _mean(values: Floats, weights: Floats) -> Floats:
    """(B, P, H) and (B, P) → weighted means (B, H); zeros where nothing has weight."""
    total = np.maximum(weights.sum(1, keepdims=True), 1.0)
    means: Floats = np.einsum("bph,bp->bh", values, weights / total)
    return means


def _batches(marked: Sequence[Marked]) -> Iterator[list[int]]:
    """Yield the indices of texts of like length, so many that a pass stays small."""
    order = sorted(range(len(marked)), key=lambda i: len(marked[i].ids))
    while order:
        take = order[-max(1, _BATCH // len(marked[order[-1]].ids)) :]
        order = order[: -len(take)]
        yield take


def recipe() -> str:
    """Return what tells these weights from others."""
    return hashlib.blake2b((files(__package__) / "data" / "stance.npy").read_bytes(), digest_size=8).hexdigest()


def _weights(made_for: str) -> Floats:
    folder = files(__package__) / "data"
    known = json.loads((folder / "stance.json").read_text(encoding="utf-8"))
    if known["made_for"] != made_for:
        raise ModelError(
            f"stance was trained for the relation head {known['made_for']}, and this model has {made_for}: "
            "train it again with `python -m train.stance fit`"
        )
    with as_file(folder / "stance.npy") as path:
        found: Floats = np.load(path, allow_pickle=False).astype(np.float32)
    return found
