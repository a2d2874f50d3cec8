"""``python -m evals.synthetic.claims --claims 1000000 --out runs/million``: a store of many claims, unread.

The claims follow the same planted world (blocs, rates, acts), but are made by hand as documents, with short texts
and many claims an article, to measure how fast the store and what is derived from it answer.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from random import Random

import numpy as np

from dragoman.records import Actor, Article, Claim, DateSpan, Document, Evidence, Modality, Polarity, Span
from dragoman.store import Added, Store
from evals.synthetic.phrases import tongue
from evals.synthetic.world import Blocs, planted_blocs, relation, settings, states

__all__ = ["documents", "main"]

AN_ARTICLE = 40  # claims
MADE_BY = "synthetic claims 1"
_LANG = "en"
_HASH_BYTES = 10
_VERB = "acted on"
_STATUS: tuple[tuple[Modality, Polarity], ...] = (
    ("actual", "positive"), ("expected", "positive"), ("possible", "positive"), ("actual", "negative"),
)  # fmt: skip
_STATUS_SHARES = (0.84, 0.08, 0.05, 0.03)

_Pairs = list[tuple[str, str]]
_Row = tuple[int, int, int, str, str]  # pair, day, status, type, mode


def _pairs() -> _Pairs:
    codes = [*states(), *settings()["organisations"]]
    return [(a, b) for a in codes for b in codes if a != b]


def _acts(table: str) -> tuple[list[tuple[str, str]], np.ndarray]:
    weights = settings()[table]
    names = [(name.split()[0], name.split()[1].replace("-", "") if name.endswith(" -") else name.split()[1])
             for name in weights]  # fmt: skip
    shares = np.array(list(weights.values()), float)
    return names, shares / shares.sum()


def _shares(blocs: Blocs, pairs: _Pairs, day: dt.date) -> tuple[np.ndarray, np.ndarray]:
    """Return each dyad's share of all claims, and its share of cooperation, on a day."""
    given = settings()
    weight = given["weights"]
    kinds = [given["relations"][relation(blocs, a, b, day)] for a, b in pairs]
    rates = np.array([weight.get(a, 1) * weight.get(b, 1) * k["rate"] for (a, b), k in zip(pairs, kinds, strict=True)])
    return rates / rates.sum(), np.array([k["cooperation"] for k in kinds])


def _rows(rng: np.random.Generator, blocs: Blocs, pairs: _Pairs, day: int, count: int) -> list[_Row]:
    """Draw so many happenings around a day of the period."""
    date = settings()["start"] + dt.timedelta(days=day)
    rates, cooperation = _shares(blocs, pairs, date)
    pair = rng.choice(len(pairs), count, p=rates)
    warm = rng.random(count) < cooperation[pair]
    (good, good_shares), (bad, bad_shares) = _acts("cooperation"), _acts("conflict")
    goods, bads = rng.choice(len(good), count, p=good_shares), rng.choice(len(bad), count, p=bad_shares)
    days = np.maximum(0, day - rng.integers(0, 4, count))
    status = rng.choice(len(_STATUS), count, p=_STATUS_SHARES)
    rows = zip(pair.tolist(), days.tolist(), status.tolist(), warm.tolist(), goods.tolist(), bads.tolist(), strict=True)
    return [(p, d, s, *(good[g] if w else bad[b])) for p, d, s, w, g, b in rows]


@lru_cache(maxsize=4096)
def _span_of(day: int) -> DateSpan:
    start = settings()["start"] + dt.timedelta(days=day)
    return DateSpan(start, start + dt.timedelta(days=1), "day", str(start))


@lru_cache(maxsize=65536)
def _actor(code: str, start: int) -> Actor:
    words = tongue(_LANG).forms[code]["nom"]
    state = code in _states()
    span = Span(start, start + len(words))
    return Actor(code, words, span, code if state else None, ("GOV",) if state else (), None,
                 "state" if state else "organisation", "name")  # fmt: skip


@lru_cache(maxsize=1)
def _states() -> frozenset[str]:
    return frozenset(states())


def _json(span: Span) -> str:
    return f'{{"start":{span.start},"end":{span.end}}}'


def _id(article: str, kind: str, source: Actor, target: Actor, sentence: Span, predicate: Span) -> str:
    """Return what ``Claim.derive_id`` would, without taking the records apart."""
    text = (
        f'["claim","{article}","{kind}",[["{source.code}",null]],[["{target.code}",null]],{_json(sentence)},'
        f"{_json(predicate)},[{_json(source.span)}],[{_json(target.span)}]]"
    )
    return "b2:" + hashlib.blake2b(text.encode(), digest_size=_HASH_BYTES).hexdigest()


def _claim(article: str, row: _Row, names: tuple[str, str], start: int, end: int) -> Claim:
    _, day, status, kind, mode = row
    source = _actor(names[0], start)
    verb = source.span.end + 1
    predicate, sentence = Span(verb, verb + len(_VERB)), Span(start, end)
    target = _actor(names[1], predicate.end + 1)
    modality, polarity = _STATUS[status]
    return Claim(
        article,
        kind,
        (source,),
        (target,),
        Evidence(sentence, predicate, (source.span,), (target.span,)),
        mode=mode or None,
        polarity=polarity,
        modality=modality,
        when=_span_of(day),
        confidence=0.9,
        made_by=MADE_BY,
        id=_id(article, kind, source, target, sentence, predicate),
    )


def _document(number: int, day: int, rows: list[_Row], pairs: _Pairs) -> Document:
    """Write one article: a line for each claim."""
    forms = tongue(_LANG).forms
    lines, bounds, at = [], [], 0
    for n, row in enumerate(rows):
        a, b = pairs[row[0]]
        line = f"{forms[a]['nom']} {_VERB} {forms[b]['nom']} ({number}.{n})."
        bounds.append((at, at + len(line)))
        lines.append(line)
        at += len(line) + 1
    outlets = tongue(_LANG).outlets
    outlet = outlets[number % len(outlets)]
    url = f"https://synthetic.example/{number}"
    article = Article("\n".join(lines), _LANG, title=f"Report {number}", date=_span_of(day), source=outlet, url=url)
    claims = [_claim(article.id, row, pairs[row[0]], s, e) for row, (s, e) in zip(rows, bounds, strict=True)]
    return Document(article, tuple(claims))


def documents(claims: int, seed: int = 7) -> Iterator[Document]:
    """Yield documents with so many claims in all, by date over the planted period; the same for the same seed."""
    given = settings()
    blocs, rng, pairs = planted_blocs(Random(seed)), np.random.default_rng(seed), _pairs()
    days = (given["end"] - given["start"]).days
    number = 0
    for day in range(days):
        count = claims * (day + 1) // days - claims * day // days
        rows = _rows(rng, blocs, pairs, day, count)
        for at in range(0, count, AN_ARTICLE):
            yield _document(number, day, rows[at : at + AN_ARTICLE], pairs)
            number += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    start = time.perf_counter()

    def tell(added: Added) -> None:
        print(f"{time.perf_counter() - start:7.1f} s  {added}", flush=True)

    Store(given.out).add(documents(given.claims, given.seed), on_commit=tell)


if __name__ == "__main__":
    main()
