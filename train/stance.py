"""Train the stance regression on the stance corpus, over what the shipped relation head makes of a sentence.

    python -m train.stance check        problems by line, and counts
    python -m train.stance fit          weights into src/dragoman/world/data
    python -m train.stance compare      kinds of features side by side, ten folds by idea

A file is ``train/stance/<lang>.tsv`` with the columns of `COLUMNS`. In the sentence ``<t>…</t>`` is whom it is
about and ``<s>…</s>``, which may be missing, who says it. The stance is the speaker's toward the target: praise,
thanks, trust, support and sympathy are warm; blame, threats (with a condition too), mockery and distrust are hostile;
facts, requests, appeals to both sides, polite refusals and what is said of others are neutral. A sentence with two
targets stands twice. Sentences that say the same of the same actors in other languages share their idea, which
names who speaks and of whom, so that translations never sit on both sides of a split.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import dragoman.world.stance as scorer
from dragoman.reading.model import Model
from dragoman.reading.relations import RelationHead
from dragoman.world.stance import CLASSES, Asked, Encoder
from train.codebook import strip_marks

FOLDER = Path(__file__).parent / "stance"
OUT = Path(scorer.__file__).with_name("data")
COLUMNS = ("idea", "stance", "sentence")
FOLDS = 10
PENALTY = 0.1  # of the squared weights, on features of unit variance

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence without its marks, what to ask of it, and the answer."""

    idea: str
    stance: str
    asked: Asked

    @property
    def fold(self) -> int:
        """A number below ten by a hash of the idea, the same as the codebook corpus is split by."""
        return hashlib.sha256(self.idea.encode()).digest()[0] % FOLDS

    @property
    def part(self) -> str:
        """``train``, ``dev`` or ``test``: a tenth of the ideas each for the last two."""
        return {0: "dev", 1: "test"}.get(self.fold, "train")


def parse_row(lang: str, row: dict[str, str]) -> Example:
    """An example from a row of the file. Raises ValueError saying what is wrong with it."""
    if None in row.values() or None in row:
        raise ValueError("not three columns")
    if row["stance"] not in CLASSES:
        raise ValueError(f"unknown stance {row['stance']!r}")
    text, spans = strip_marks(row["sentence"])
    if text != unicodedata.normalize("NFC", text):
        raise ValueError("not NFC")
    if len(spans["t"]) != 1 or len(spans["s"]) > 1 or spans["p"]:
        raise ValueError("needs one <t>, at most one <s>, and no <p>")
    if any(end <= start for group in spans.values() for start, end in group):
        raise ValueError("an empty mark")
    return Example(row["idea"], row["stance"], Asked(text, lang, spans["t"][0], next(iter(spans["s"]), None)))


def load(lang: str) -> list[Example]:
    """All examples of a language. Raises ValueError with file and line on a bad row, or one that is there twice."""
    path, examples = FOLDER / f"{lang}.tsv", []
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path}: the columns are {reader.fieldnames}, not {list(COLUMNS)}")
        for row in reader:
            try:
                examples.append(parse_row(lang, row))
            except ValueError as error:
                raise ValueError(f"{path}:{reader.line_num}: {error}") from None
    twice = [a.text for a, n in Counter(e.asked for e in examples).items() if n > 1]
    if twice:
        raise ValueError(f"{path}: twice: {twice[0]}")
    return examples


def languages() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.tsv"))


def corpus() -> list[Example]:
    return [example for lang in languages() for example in load(lang)]


def answers(examples: Sequence[Example]) -> Ints:
    return np.array([CLASSES.index(e.stance) for e in examples], np.int64)


def unnamed(examples: Sequence[Example]) -> list[Asked]:
    """The questions with the speaker's mark taken away."""
    return [replace(e.asked, speaker=None) for e in examples]


def fitted(x: Floats, y: Ints, penalty: float = PENALTY) -> Floats:
    """Weights (1 + width, classes) of a multinomial logistic regression, the constant first, not penalised."""
    import torch

    middle, spread = x.mean(0), x.std(0) + 1e-6
    features, wanted = torch.tensor((x - middle) / spread), torch.tensor(y)
    weights = torch.zeros(x.shape[1], len(CLASSES), requires_grad=True)
    constant = torch.zeros(len(CLASSES), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights, constant], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = features @ weights + constant
        value = torch.nn.functional.cross_entropy(scores, wanted) + penalty * (weights**2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    slopes = weights.detach().numpy() / spread[:, None]
    return np.vstack([constant.detach().numpy() - middle @ slopes, slopes]).astype(np.float32)


def scores(weights: Floats, x: Floats) -> Floats:
    found: Floats = x @ weights[1:] + weights[0]
    return found


def crossed(x: Floats, y: Ints, folds: Ints, also: Floats | None = None) -> Ints:
    """The class of each example from a fit on the other folds; ``also`` are the same examples seen otherwise."""
    found = np.zeros(len(y), np.int64)
    for fold in range(FOLDS):
        seen, asked = folds != fold, folds == fold
        found[asked] = scores(fitted(*_stacked(x, y, seen, also)), x[asked]).argmax(1)
    return found


def _stacked(x: Floats, y: Ints, chosen: NDArray[np.bool_], also: Floats | None) -> tuple[Floats, Ints]:
    if also is None:
        return x[chosen], y[chosen]
    return np.vstack([x[chosen], also[chosen]]), np.concatenate([y[chosen], y[chosen]])


def check() -> None:
    """Print counts of each language; a bad row raises."""
    for lang in languages():
        examples = load(lang)
        ideas = len({e.idea for e in examples})
        print(lang, len(examples), "rows,", ideas, "ideas,", dict(Counter(e.stance for e in examples)))
    every = corpus()
    print("all", len(every), "rows,", len({e.idea for e in every}), "ideas,", dict(Counter(e.part for e in every)))


def fit() -> None:
    """Fit on the parts ``train`` and ``dev``, with and without the speaker's mark, and write the weights."""
    encoder = Encoder(Model())
    examples = [e for e in corpus() if e.part != "test"]
    x = np.vstack([encoder.features([e.asked for e in examples]), encoder.features(unnamed(examples))])
    weights = fitted(x, np.tile(answers(examples), 2))
    np.save(OUT / "stance.npy", weights.astype(np.float16))
    about = {"made_for": encoder.made_for, "classes": list(CLASSES), "examples": len(examples)}
    (OUT / "stance.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    print(f"{len(examples)} examples, {(OUT / 'stance.npy').stat().st_size} bytes of weights")


def compare() -> None:
    """Print accuracy and macro-F1 over ten folds of kinds of features."""
    from evals.stance import accuracy, macro_f1

    model, examples = Model(), corpus()
    y, folds = answers(examples), np.array([e.fold for e in examples])
    x = Encoder(model).features([e.asked for e in examples])
    bare = Encoder(model).features(unnamed(examples))
    third = x.shape[1] // 3
    types = _types(model, examples)
    kinds: dict[str, tuple[Floats, Floats | None]] = {
        "probabilities of the types": (types, None),
        "unmarked means (text, target)": (x[:, :third], None),
        "marked means (four roles)": (x[:, third:], None),
        "marked and types": (np.hstack([x[:, third:], types]), None),
        "unmarked and marked": (x, None),
        "... speaker unmarked in half": (x, bare),
    }
    for name, (values, also) in kinds.items():
        found = crossed(values, y, folds, also)
        print(f"{name:32} accuracy {100 * accuracy(y, found):.1f}  macro-F1 {100 * macro_f1(y, found):.1f}")


def _types(model: Model, examples: Sequence[Example]) -> Floats:
    """The relation head's probabilities of the seventeen types, shape (N, 17)."""
    head, encoder = RelationHead(model), Encoder(model)
    verdicts = head.judge([encoder.mark(e.asked) for e in examples])
    return np.array([list(v.types.values()) for v in verdicts], np.float32)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("check", "fit", "compare"))
    steps: dict[str, Callable[[], None]] = {"check": check, "fit": fit, "compare": compare}
    steps[parser.parse_args(argv).what]()


if __name__ == "__main__":
    main()
