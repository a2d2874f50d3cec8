"""Which claims tell of one happening: a learned judgement of pairs, and clusters that agree with it on the whole.

Pairs are judged by a logistic regression over what two claims share (record linkage after Fellegi & Sunter, 1969,
"A theory for record linkage", JASA 64), with the weights of ``data/events.toml``. Clusters are grown by joining the
likeliest pairs first, as long as the judged pairs between two clusters speak for it on average (average linkage on
a sparse graph). Only claims of one pair of actors and one half of PLOVER's types (cooperation, conflict) are
compared, and of those only neighbours in time.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

__all__ = ["FEATURES", "Acts", "Likeness", "Pairs", "clusters", "features", "grouped", "neighbours", "weights"]

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]
#: Gives the cosines, shape (pairs,), of the sentences of acts by their indices.
Likeness = Callable[[Ints, Ints], Reals]

#: What two acts share, each 0..1 (``apart`` and ``told_apart`` grow with the days).
FEATURES = (
    "constant", "same_type", "same_mode", "other_mode", "turned",
    "same_day", "next_day", "same_week", "apart", "one_undated", "both_undated", "wide", "told_apart",
    "same_place", "other_place", "same_person", "other_person", "same_story", "same_sentence", "same_article",
    "one_denied", "violent_next_day", "likeness",
)  # fmt: skip
_REACH = 31  # days: happenings further apart are never one
_LAGS = 12  # neighbours looked at on each side
_MATERIAL_CONFLICT = 4
_NO = -1


@dataclass(frozen=True, slots=True)
class Acts:
    """One entry an act of one source and one target; all arrays of shape (n,), codes as whole numbers, -1 unknown.

    ``first`` and ``after`` are half-open days as numbers, ``published`` too; ``pair`` numbers the two actors without
    order, ``turned`` says which way round they stand.
    """

    claim: Ints
    pair: Ints
    turned: NDArray[np.bool_]
    type: Ints
    quad: Ints
    mode: Ints
    first: Ints
    after: Ints
    dated: NDArray[np.bool_]
    published: Ints
    place: Ints
    person: Ints
    story: Ints
    sentence: Ints
    article: Ints
    denied: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.claim)

    @property
    def block(self) -> Ints:
        """Acts of different blocks are never one: pair of actors, and cooperation or conflict."""
        return self.pair * 2 + (self.quad > 2)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of acts by their indices, each once, ``left`` < ``right``; shape (pairs,)."""

    left: Ints
    right: Ints


@cache
def weights() -> Mapping[str, float]:
    """Return the weight of each feature."""
    text = files(__package__).joinpath("data", "events.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)["weights"]
    return {name: float(found.get(name, 0.0)) for name in FEATURES}


def neighbours(acts: Acts) -> Pairs:
    """Return the pairs worth judging: of one block, near in time, of different claims."""
    block = acts.block
    orders = (
        np.lexsort((acts.published, acts.first, block)),
        np.lexsort((acts.published, acts.first, acts.place, acts.type, block)),
    )
    found: list[Ints] = []
    for order in orders:
        for lag in range(1, min(_LAGS, len(order) - 1) + 1):
            one, two = order[:-lag], order[lag:]
            fits = (block[one] == block[two]) & (acts.claim[one] != acts.claim[two])
            one, two = one[fits], two[fits]
            near = _gap(acts, one, two) <= _REACH
            if not fits.any():
                break
            low, high = np.minimum(one[near], two[near]), np.maximum(one[near], two[near])
            found.append(low * len(acts) + high)
    keys = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
    return Pairs(keys // max(1, len(acts)), keys % max(1, len(acts)))


def features(acts: Acts, pairs: Pairs, likeness: Reals | None = None) -> NDArray[np.float32]:
    """Return what the pairs share, shape (pairs, features), in the order of ``FEATURES``.

    ``likeness`` is the cosine of the two sentences' vectors, shape (pairs,); 0 where None.
    """
    one, two = pairs.left, pairs.right
    gap = _gap(acts, one, two)
    dated = acts.dated[one].astype(np.int64) + acts.dated[two]
    width = np.maximum(acts.after[one] - acts.first[one], acts.after[two] - acts.first[two])
    told = np.abs(acts.published[one] - acts.published[two])
    same_article = acts.article[one] == acts.article[two]
    violent = (acts.quad[one] == _MATERIAL_CONFLICT) & (acts.quad[two] == _MATERIAL_CONFLICT)
    found = {
        "constant": np.ones(len(one)),
        "same_type": acts.type[one] == acts.type[two],
        "turned": acts.turned[one] != acts.turned[two],
        "same_day": gap == 0,
        "next_day": gap == 1,
        "same_week": (gap > 1) & (gap <= 7),
        "apart": np.log1p(gap),
        "one_undated": dated == 1,
        "both_undated": dated == 0,
        "wide": width > 2,
        "told_apart": np.log1p(told),
        "same_story": _same(acts.story, one, two),
        "same_sentence": same_article & (acts.sentence[one] == acts.sentence[two]),
        "same_article": same_article,
        "one_denied": acts.denied[one] != acts.denied[two],
        "violent_next_day": violent & (gap == 1),
        "likeness": np.zeros(len(one)) if likeness is None else likeness,
    }
    for name, values in (("mode", acts.mode), ("place", acts.place), ("person", acts.person)):
        found[f"same_{name}"] = _same(values, one, two)
        found[f"other_{name}"] = _other(values, one, two)
    return np.stack([found[name] for name in FEATURES], axis=1).astype(np.float32)


def clusters(acts: Acts, likeness: Likeness) -> Ints:
    """Return the number of the event that each act's claim belongs to, shape (n,); the acts of a claim share one.

    ``likeness`` is asked only about pairs that it could make one happening: it reads their sentences.
    """
    pairs, known = neighbours(acts), weights()
    scores = (features(acts, pairs) @ np.array([known[name] for name in FEATURES], np.float32)).astype(np.float64)
    open_ = np.flatnonzero(scores > -max(0.0, known["likeness"]))
    scores[open_] += known["likeness"] * likeness(pairs.left[open_], pairs.right[open_])
    return grouped(acts, pairs, scores)


def grouped(acts: Acts, pairs: Pairs, scores: Reals) -> Ints:
    """Return the clusters, shape (n,), that the pairs' scores (above zero: one happening) speak for."""
    return _joined_by_claim(acts.claim, _grow(len(acts), pairs, scores))


def _gap(acts: Acts, one: Ints, two: Ints) -> Ints:
    """Return the days between two happenings, 0 where their days overlap."""
    apart = np.maximum(acts.first[one], acts.first[two]) - np.minimum(acts.after[one], acts.after[two]) + 1
    return np.asarray(np.maximum(0, apart))


def _same(values: Ints, one: Ints, two: Ints) -> NDArray[np.bool_]:
    return np.asarray((values[one] == values[two]) & (values[one] != _NO))


def _other(values: Ints, one: Ints, two: Ints) -> NDArray[np.bool_]:
    return np.asarray((values[one] != values[two]) & (values[one] != _NO) & (values[two] != _NO))


def _grow(count: int, pairs: Pairs, scores: Reals) -> Ints:
    """Join clusters by their likeliest pairs, where the scores between two clusters sum to more than zero."""
    likely = np.flatnonzero(scores > 0)
    reach = _reachable(count, pairs.left[likely].tolist(), pairs.right[likely].tolist())
    weighed = np.flatnonzero(reach[pairs.left] == reach[pairs.right])
    links: list[dict[int, float]] = [{} for _ in range(count)]
    home = list(range(count))
    sides = (pairs.left[weighed].tolist(), pairs.right[weighed].tolist(), scores[weighed].tolist())
    for one, two, score in zip(*sides, strict=True):
        links[one][two] = links[two][one] = score
    for index in likely[np.argsort(-scores[likely], kind="stable")].tolist():
        one, two = _root(home, int(pairs.left[index])), _root(home, int(pairs.right[index]))
        if one == two or links[one].get(two, 0.0) <= 0:
            continue
        if len(links[one]) < len(links[two]):
            one, two = two, one
        home[two] = one
        _absorb(links, one, two)
    return np.array([_root(home, index) for index in range(count)], np.int64)


def _reachable(count: int, left: list[int], right: list[int]) -> Ints:
    """Return for each of ``count`` the same number as for all that a chain of pairs leads to."""
    home = list(range(count))
    for one, two in zip(left, right, strict=True):
        home[_root(home, one)] = _root(home, two)
    return np.array([_root(home, index) for index in range(count)], np.int64)


def _absorb(links: list[dict[int, float]], one: int, two: int) -> None:
    """Give cluster ``one`` the links of ``two``; a link of both counts their sum."""
    links[one].pop(two, None)
    for other, score in links[two].items():
        if other == one:
            continue
        total = links[one].get(other, 0.0) + score
        links[one][other] = links[other][one] = total
        links[other].pop(two, None)
    links[two] = {}


def _root(home: list[int], index: int) -> int:
    while home[index] != index:
        home[index] = home[home[index]]
        index = home[index]
    return index


def _joined_by_claim(claim: Ints, event: Ints) -> Ints:
    """Return one event a claim: events that share a claim become one."""
    home: dict[int, int] = {}
    whose: dict[int, int] = {}

    def root(index: int) -> int:
        while home.setdefault(index, index) != index:
            home[index] = home[home[index]]
            index = home[index]
        return index

    for one, of in zip(claim.tolist(), event.tolist(), strict=True):
        here = root(of)
        if one in whose:
            home[here] = root(whose[one])
        whose[one] = here
    return np.array([root(of) for of in event.tolist()], np.int64)
