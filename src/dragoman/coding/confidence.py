"""How likely a claim is right: a logistic regression on its candidate, calibrated by evals/calibration.py."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from dragoman.coding.candidates import Candidate

__all__ = ["confidence", "features"]

_MOST = 6.0  # log-odds beyond which the head's sureness says no more


def features(candidate: Candidate) -> dict[str, float]:
    """What the confidence of a candidate depends on, by name."""
    p = candidate.verdict.types[candidate.row.type] if candidate.verdict is not None else 0.5
    odds = math.log(max(p, 1e-9) / max(1 - p, 1e-9))
    sides = (*candidate.sources, *candidate.targets)
    return {
        "constant": 1.0,
        "head": max(-_MOST, min(_MOST, odds)),
        "told": float(not candidate.row.source),
        "inferred": float(sum(a.resolved_by.startswith(("coreference", "within")) for a in sides)),
        "stranger": float(candidate.certain < 1),
        "pattern": float(len(candidate.row.pattern) > 1),
        "verb": float(candidate.word.upos == "VERB"),
    }


def confidence(candidate: Candidate) -> float:
    """The probability that type and both sides of a candidate are right, between 0.01 and 0.99."""
    weights = _weights()
    score = sum(weights[name] * value for name, value in features(candidate).items())
    return round(min(0.99, max(0.01, 1 / (1 + math.exp(-score)))), 2)


@cache
def _weights() -> Mapping[str, float]:
    text = files("dragoman.coding").joinpath("confidence.toml").read_text(encoding="utf-8")
    weights: dict[str, float] = tomllib.loads(text)["weights"]
    return weights
