"""Is a confidence of 0.8 right four times in five? The reliability table, and the fit of the weights.

    python -m evals.calibration             the table
    python -m evals.calibration --fit       fits src/dragoman/coding/confidence.toml first

Weights are fitted on the items of the held-out set with even numbers, the table is made on those with odd ones:
on the development set, which the lexicons were corrected against, claims are right far more often than in news.
A claim is right where the gold sentence has one of its type with the same codes on both sides. The expected
calibration error is the mean gap between confidence and share right, over ten bins, weighted by their size
(Naeini, Cooper and Hauskrecht 2015).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import dragoman.coding.coder as coder_module
from dragoman.coding.candidates import Candidate
from dragoman.coding.confidence import confidence, features
from dragoman.intake import from_text
from dragoman.pipeline import Dragoman
from evals.score import SETS, gold_rows, key_of, languages_of

WEIGHTS = Path(coder_module.__file__).with_name("confidence.toml")
Floats = NDArray[np.float64]


def judged(folder: Path, dragoman: Dragoman, remainder: int) -> Iterator[tuple[Candidate, bool]]:
    """Each candidate that became a claim in every second item of a gold set, and whether it is right."""
    made: list[Candidate] = []

    def noting(candidate: Candidate) -> float:
        made.append(candidate)
        return confidence(candidate)

    plain, coder_module.confidence = coder_module.confidence, noting
    try:
        for lang in languages_of(folder):
            for row in list(gold_rows(lang, folder))[remainder::2]:
                made.clear()
                dragoman.read_article(from_text(row["text"], lang=lang, date=row.get("date")))
                wanted = {key_of(g["type"], g["source"], g.get("target") or []) for g in row["claims"]}
                for c in made:
                    key = key_of(c.row.type, [a.code for a in c.sources], [a.code for a in c.targets])
                    yield c, key in wanted
    finally:
        coder_module.confidence = plain


def fitted(x: Floats, y: Floats, penalty: float = 1.0) -> Floats:
    """Weights of a logistic regression by Newton's method; the constant, in column 0, is not penalised."""
    ridge = penalty * np.eye(x.shape[1])
    ridge[0, 0] = 1e-6
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + ridge, x.T @ (y - p) - ridge @ weights)
        weights = weights + step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def fit(pairs: list[tuple[Candidate, bool]]) -> None:
    names = list(features(pairs[0][0]))
    x = np.array([[features(c)[name] for name in names] for c, _ in pairs])
    weights = fitted(x, np.array([float(right) for _, right in pairs]))
    head = WEIGHTS.read_text(encoding="utf-8").split("[weights]")[0]
    lines = [f"{name} = {value:.3f}" for name, value in zip(names, weights, strict=True)]
    WEIGHTS.write_text(head + "[weights]\n" + "\n".join(lines) + "\n", encoding="utf-8")


def table(values: Floats, right: Floats) -> Iterator[str]:
    bins = np.minimum((values * 10).astype(int), 9)
    error = 0.0
    yield f"{'confidence':>12} {'claims':>7} {'mean':>6} {'right':>6}"
    for b in range(10):
        inside = bins == b
        if inside.any():
            mean, share = float(values[inside].mean()), float(right[inside].mean())
            error += inside.mean() * abs(mean - share)
            yield f"{b / 10:6.1f}–{(b + 1) / 10:3.1f}   {int(inside.sum()):7} {mean:6.2f} {share:6.2f}"
    yield f"expected calibration error {error:.3f} on {len(values)} claims, {100 * right.mean():.1f} % right"


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--model", type=Path)
    options = parser.parse_args(argv)
    dragoman = Dragoman(options.model)
    if options.fit:
        fit(list(judged(SETS["held-out"], dragoman, 0)))
        print(WEIGHTS.read_text(encoding="utf-8"))
        confidence.__globals__["_weights"].cache_clear()
    pairs = list(judged(SETS["held-out"], dragoman, 1))
    values = np.array([confidence(c) for c, _ in pairs])
    for line in table(values, np.array([float(right) for _, right in pairs])):
        print(line)


if __name__ == "__main__":
    main()
