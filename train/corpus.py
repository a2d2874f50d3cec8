"""From treebank files to batches of tensors: vocabularies of labels, pieces of words, sampling."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers

from dragoman.reading.lemma import KEEP, derive_script
from dragoman.reading.pieces import Pieces
from dragoman.reading.words import Cutter
from train.treebanks import FEATURES, Sentence, read_ner, read_ud

TAGS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC")
#: The languages Dragoman codes; the others of the pack are there for transfer.
SERVED = tuple("nl en de fr es pt it ru uk pl tr ar fa hi id zh ja ko sv".split())  # noqa: SIM905
#: How much of a file one round sees, where not 1: far from news, or more than its share.
SHARE = {
    "tr_tourism": 0.3,
    "tr_framenet": 0.5,
    "tr_kenet": 0.7,
    "it_twittiro": 0.5,
    "pt_dantestocks": 0.3,
    "fr_rhapsodie": 0.6,
    "pt_bosque": 0.5,
    "pt_gsd": 0.45,
    "pt_petrogold": 0.5,
    "ja_gsd_2021train": 0.6,
    "ko_kaist": 0.7,
    "ko_gsd_2022train": 0.7,
    "ru_taiga_2020train": 0.6,
    "zh_hk": 0.6,
    "vi_vtb": 0.3,
    "nl_alpino": 2.0,
    "nl_lassysmall": 2.0,
    "en_ewt": 0.9,
    "en_pud": 2.0,
    "de_gsd": 1.5,
    "de_pud": 1.5,
    "es_gsd": 1.5,
    "es_pud": 1.5,
    "ar_pud": 2.0,
    "hi_pud": 2.0,
    "pl_pud": 2.0,
    "uk_parlamint": 1.3,
}
NER_SHARE = {"en": 1.5, "europeana": 0.25, "europeana_bnf": 0.15, "europeana_kb": 0.25}
OTHERS_SHARE = 0.3


@dataclass
class Inventory:
    """Label sets, by position. Written into the model's config."""

    upos: list[str] = field(default_factory=list)
    feats: dict[str, list[str]] = field(default_factory=dict)
    lemmas: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, sentences: list[Sentence]) -> Inventory:
        upos: Counter[str] = Counter()
        labels: Counter[str] = Counter()
        lemmas: Counter[str] = Counter()
        feats: dict[str, Counter[str]] = {name: Counter() for name in FEATURES}
        for s in sentences:
            upos.update(s.upos)
            labels.update(s.deprels)
            for form, lemma, values in zip(s.forms, s.lemmas, s.feats, strict=True):
                lemmas[derive_script(form, lemma)] += 1
                for name in FEATURES:
                    feats[name][values.get(name, "_")] += 1
        return cls(
            upos=sorted(upos),
            feats={name: sorted(v for v, n in c.items() if n >= 100 or v == "_") for name, c in feats.items()},
            lemmas=[KEEP, *sorted(s for s, n in lemmas.items() if n >= 8 and s != KEEP)],
            labels=sorted(label for label, n in labels.items() if n >= 100 or ":" not in label),
            styles=["", *sorted({s.source for s in sentences})],
        )


def make_tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.NFKC()
    return tokenizer


@dataclass(slots=True)
class Example:
    pieces: list[int]
    unit_first: list[int]
    unit_joins: list[int] | None
    first: list[int]
    last: list[int]
    style: int
    upos: list[int] | None = None
    feats: list[list[int]] | None = None
    lemmas: list[int] | None = None
    heads: list[int] | None = None
    labels: list[int] | None = None
    tags: list[int] | None = None
    has_misc: bool = True


def encode(s: Sentence, pieces: Pieces, index: dict[str, dict[str, int]], limit: int = 220) -> Example | None:
    ids, unit_first, unit_last = [0], [], []
    for form, spaced in s.units:
        unit_first.append(len(ids))
        ids.extend(pieces(form, spaced))
        unit_last.append(len(ids) - 1)
    ids.append(2)
    if len(ids) > limit:
        return None
    n = len(s.forms)
    first, last, joins = [-1] * n, [0] * n, []
    for u, word in enumerate(s.word_of_unit):
        joins.append(int(first[word] >= 0))
        if first[word] < 0:
            first[word] = unit_first[u]
        last[word] = unit_last[u]
    spaceless = s.spaceless and bool(s.upos)
    example = Example(ids, unit_first, joins if spaceless else None, first, last, index["styles"].get(s.source, 0))
    if s.upos:
        example.upos = [index["upos"][u] for u in s.upos]
        example.feats = [[index[name].get(f.get(name, "_"), index[name]["_"]) for name in FEATURES] for f in s.feats]
        example.lemmas = [
            index["lemmas"].get(derive_script(f, lemma), -100) for f, lemma in zip(s.forms, s.lemmas, strict=True)
        ]
        example.heads = s.heads
        example.labels = [index["labels"].get(d, index["labels"].get(d.split(":")[0], -100)) for d in s.deprels]
    else:
        example.tags = [TAGS.index(t) if t in TAGS else 0 for t in s.tags]
        example.has_misc = s.has_misc
    return example


def indexes(inv: Inventory) -> dict[str, dict[str, int]]:
    lists = {"upos": inv.upos, "lemmas": inv.lemmas, "labels": inv.labels, "styles": inv.styles, **inv.feats}
    return {name: {value: i for i, value in enumerate(values)} for name, values in lists.items()}


def load_ud(data: Path, part: str, cutter_of: Callable[[str], Cutter]) -> list[Sentence]:
    paths = sorted((data / "ud").glob(f"*/*.{part}.conllu.gz"))
    return [s for path in paths for s in read_ud(path, cutter_of(path.parent.name))]


def load_ner(data: Path, part: str, cutter_of: Callable[[str], Cutter]) -> list[Sentence]:
    with open(data / "MANIFEST.tsv", encoding="utf-8") as handle:
        rows = [r for r in csv.DictReader(handle, delimiter="\t") if r["kind"] == "ner"]
    sentences = []
    for row in rows:
        if row["treebank"] == "stockmark_wikipedia":  # characters only: no words to tag
            continue
        path = data / f"{row['path']}.{part}.iob2.gz"
        is_char = "one character per row" in row["note"]
        sentences.extend(read_ner(path, cutter_of(row["lang"]), "MISC" in row["genre_or_types"], is_char))
    return sentences


def share(source: str, lang: str, ner: bool) -> float:
    if ner:
        base = NER_SHARE.get(source, NER_SHARE.get(lang, 1.0))
    else:
        base = SHARE.get(source, 1.0)
    return base * (1.0 if lang in SERVED else OTHERS_SHARE)


def rounds(sizes: dict[tuple[str, str], list[int]], ner: bool, rng: random.Random) -> list[int]:
    """One round of sentence numbers: each file by its share, fractions drawn by chance."""
    chosen: list[int] = []
    for (source, lang), members in sizes.items():
        portion = share(source, lang, ner) * len(members)
        whole, rest = divmod(portion, len(members))
        chosen.extend(members * int(whole))
        chosen.extend(rng.sample(members, int(rest)))
    rng.shuffle(chosen)
    return chosen


def batches(examples: list[Example], order: list[int], budget: int, rng: random.Random) -> Iterator[list[Example]]:
    """Batches of about ``budget`` pieces of sentences of like length, in random order."""
    ready: list[list[Example]] = []
    for start in range(0, len(order), 4000):
        chunk = sorted((examples[i] for i in order[start : start + 4000]), key=lambda e: len(e.pieces))
        batch: list[Example] = []
        for example in chunk:
            if batch and len(example.pieces) * (len(batch) + 1) > budget:
                ready.append(batch)
                batch = []
            batch.append(example)
        if batch:
            ready.append(batch)
    rng.shuffle(ready)
    yield from ready
