"""Learns how much each thing that two claims share speaks for their telling of one happening.

    python -m train.events runs/stream-1 runs/stream-2

A logistic regression (ridge, Newton's method) over the features of ``dragoman.world.merging`` on pairs of claims from
synthetic streams, whose truth is known; then the constant is moved to where B³ on the same streams is best. It writes
``src/dragoman/world/data/events.toml``. Measure with other streams: ``python -m evals.events``.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from evals.events import b_cubed, read_stream, truth_of
from numpy.typing import NDArray

from dragoman.store import Store
from dragoman.world import merging
from dragoman.world.events import acts_of, likeness_of
from dragoman.world.ground import Ground
from dragoman.world.stories import story_table

WEIGHTS = Path(merging.__file__).parent / "data" / "events.toml"
_RIDGE = 1.0
_HEAD = """# How much each thing that two claims share speaks for (above zero) or against (below) their telling of one
# happening: a logistic regression learned on synthetic streams. Written by: python -m train.events
[weights]
"""

Reals = NDArray[np.float64]


class Learned:
    """A stream with the pairs of its claims and whether each is of one event (1), of two (0) or unknown (-1)."""

    def __init__(self, folder: Path) -> None:
        store = Store(folder / "store")
        read_stream(folder, store)
        self.truth = truth_of(folder, store)
        with Ground(store, {"stories": story_table(store)}) as ground:
            self.acts, self.ids = acts_of(ground)
            self.pairs = merging.neighbours(self.acts)
            likeness = likeness_of(ground, self.ids)(self.pairs.left, self.pairs.right)
        self.features = merging.features(self.acts, self.pairs, likeness).astype(np.float64)
        told = [self.truth.get(claim) for claim in self.ids]
        sides = zip(self.pairs.left.tolist(), self.pairs.right.tolist(), strict=True)
        self.labels = np.array([-1 if told[a] is None or told[b] is None else told[a] == told[b] for a, b in sides])

    def b_cubed(self, weights: Reals) -> float:
        groups = merging.grouped(self.acts, self.pairs, self.features @ weights)
        found = {claim: str(group) for claim, group in zip(self.ids, groups.tolist(), strict=True)}
        return b_cubed(found, {c: e for c, e in self.truth.items() if c in found}).f1


def regression(x: Reals, y: Reals) -> Reals:
    """Return the weights, shape (features,), of a ridge logistic regression of ``y`` (0 or 1) on ``x``."""
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        share = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (y - share) - _RIDGE * weights
        curve = (x * (share * (1 - share))[:, None]).T @ x + _RIDGE * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stream", type=Path, nargs="+")
    options = parser.parse_args(argv)
    streams = [Learned(folder) for folder in options.stream]
    x = np.concatenate([s.features[s.labels >= 0] for s in streams])
    y = np.concatenate([s.labels[s.labels >= 0] for s in streams]).astype(np.float64)
    weights = regression(x, y)
    right = ((x @ weights > 0) == (y > 0.5)).mean()
    print(f"{len(y)} pairs, {int(y.sum())} of one event; told apart rightly: {100 * right:.1f} %")
    weights = _moved(weights, streams)
    lines = [f"{name} = {weight:.3f}" for name, weight in zip(merging.FEATURES, weights, strict=True)]
    WEIGHTS.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def _moved(weights: Reals, streams: list[Any]) -> Reals:
    """Return the weights with the constant at which the mean B³ is best."""
    shifts = np.arange(-3, 3.5, 0.5)
    scores = [np.mean([s.b_cubed(weights + shift * _constant()) for s in streams]) for shift in shifts]
    for shift, score in zip(shifts, scores, strict=True):
        print(f"constant {shift:+.1f}: B³ {score:.1f}")
    return weights + float(shifts[int(np.argmax(scores))]) * _constant()


def _constant() -> Reals:
    return np.array([float(name == "constant") for name in merging.FEATURES])


if __name__ == "__main__":
    main()
