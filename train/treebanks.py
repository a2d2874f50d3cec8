"""Treebanks and named-entity files as training sentences over orthographic words.

Tokens that a treebank splits inside one orthographic word ("don't", Arabic clitics) are folded into
it: the word takes the tag and head of the token that heads the others, and the union of features.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dragoman.reading.words import SPACELESS, Cutter

FEATURES = ("Voice", "Tense", "Mood", "VerbForm", "Polarity", "Person", "Number", "Definite", "Case")
CONTENT = {"VERB", "NOUN", "PROPN", "ADJ", "NUM", "ADV", "PRON"}
_SPACELESS = re.compile(f"[{SPACELESS}]")
_DIACRITICS = re.compile("[\u064b-\u0652\u0670\u0640]")
_NO_SPACE_BEFORE = re.compile(r"^[,.;:!?%)\]\u2019\u201d\u00bb\u2026]+$")


@dataclass(slots=True)
class Sentence:
    """One training sentence. Word lists are parallel; heads count words from 1, 0 is the root."""

    lang: str
    source: str
    units: list[tuple[str, bool]]  # form, preceded by a space (or first)
    word_of_unit: list[int]
    forms: list[str]
    upos: list[str] = field(default_factory=list)
    feats: list[dict[str, str]] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    deprels: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)  # IOB2
    has_misc: bool = True

    @property
    def spaceless(self) -> bool:
        return any(_SPACELESS.match(form) for form, _ in self.units)


@dataclass(slots=True)
class Token:
    form: str
    space_after: bool
    lemma: str = ""
    upos: str = "X"
    feats: dict[str, str] = field(default_factory=dict)
    head: int = 0
    deprel: str = "dep"
    tag: str = "O"
    group: int = -1  # tokens of one multiword token share a group


def _blocks(path: Path) -> Iterator[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        block: list[str] = []
        for line in lines:
            if line.strip():
                block.append(line.rstrip("\n"))
            elif block:
                yield block
                block = []
        if block:
            yield block


def _conllu_tokens(block: list[str]) -> list[Token]:
    tokens: list[Token] = []
    group, group_end, group_form, group_space = -1, 0, "", True
    for line in block:
        if line.startswith("#"):
            continue
        columns = line.split("\t")
        space = "SpaceAfter=No" not in columns[9]
        if "-" in columns[0]:
            first, last = map(int, columns[0].split("-"))
            group, group_end, group_form, group_space = first, last, columns[1], space
            continue
        if "." in columns[0]:
            continue
        number = int(columns[0])
        in_group = group > 0 and number <= group_end
        feats = dict(pair.split("=", 1) for pair in columns[5].split("|") if "=" in pair)
        token = Token(
            columns[1], space, columns[2], columns[3], feats, int(columns[6]) if columns[6] != "_" else 0, columns[7]
        )
        if in_group:
            token.group, token.form, token.space_after = group, group_form, group_space
        tokens.append(token)
    return tokens


def _text_and_spans(tokens: list[Token], respace: bool) -> tuple[str, list[tuple[int, int]]]:
    text, spans, group = "", [], -1
    for i, token in enumerate(tokens):
        if token.group > 0 and token.group == group:
            spans.append(spans[-1])
            continue
        group = token.group
        if respace and text.endswith(" ") and _NO_SPACE_BEFORE.match(token.form):
            text = text[:-1]
        spans.append((len(text), len(text) + len(token.form)))
        text += token.form
        opens = respace and token.form in "([\u201c\u00ab"
        if token.space_after and not opens and i + 1 < len(tokens):
            text += " "
    return text, spans


def _components(spans: list[tuple[int, int]], units: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Number the overlap components of tokens and units, in text order."""
    edges = sorted({*spans, *units})
    starts: list[int] = []
    reach = -1
    for start, end in edges:
        if start >= reach:
            starts.append(start)
        reach = max(reach, end)

    def component(start: int) -> int:
        low, high = 0, len(starts)
        while low < high:
            middle = (low + high) // 2
            if starts[middle] <= start:
                low = middle + 1
            else:
                high = middle
        return low - 1

    return [component(a) for a, _ in spans], [component(a) for a, _ in units]


def _fold(tokens: list[Token], lang: str, source: str, cutter: Cutter, respace: bool) -> Sentence | None:
    text, spans = _text_and_spans(tokens, respace)
    units = cutter(text)
    if not units or not spans:
        return None
    word_of_token, word_of_unit = _components(spans, units)
    n = max(max(word_of_token), max(word_of_unit)) + 1
    if set(word_of_unit) != set(range(n)) or set(word_of_token) != set(range(n)):
        return None
    members: list[list[int]] = [[] for _ in range(n)]
    for index, word in enumerate(word_of_token):
        members[word].append(index)
    forms = [""] * n
    for (start, end), word in zip(units, word_of_unit, strict=True):
        forms[word] = text[start:end] if not forms[word] else forms[word] + text[start:end]
    for word in range(n):
        first, last = spans[members[word][0]][0], max(spans[i][1] for i in members[word])
        forms[word] = text[first:last]
    unit_forms = [(text[a:b], a == 0 or text[a - 1].isspace()) for a, b in units]
    sentence = Sentence(lang, source, unit_forms, word_of_unit, forms)
    for word in range(n):
        chief = _chief(tokens, members[word])
        token = tokens[chief]
        feats: dict[str, str] = {}
        for i in [chief, *members[word]]:
            for key, value in tokens[i].feats.items():
                feats.setdefault(key, value)
        sentence.upos.append(token.upos)
        sentence.feats.append(feats)
        sentence.lemmas.append(_clean_lemma(token.lemma, token.form, lang))
        head = token.head
        sentence.heads.append(0 if head == 0 else word_of_token[head - 1] + 1)
        sentence.deprels.append(token.deprel)
        tags = [tokens[i].tag for i in members[word] if tokens[i].tag != "O"]
        sentence.tags.append(tags[0] if tags else "O")
    return sentence


def _chief(tokens: list[Token], members: list[int]) -> int:
    outside = [i for i in members if tokens[i].head - 1 not in members]
    content = [i for i in outside if tokens[i].upos in CONTENT]
    return (content or outside or members)[0]


def _clean_lemma(lemma: str, form: str, lang: str) -> str:
    lemma = _DIACRITICS.sub("", lemma).replace("\u0671", "\u0627")
    if lang == "ko":
        lemma = lemma.split("+")[0]
    if "_" in lemma and "_" not in form:
        lemma = lemma.replace("_", "")
    return lemma if lemma and lemma != "_" else form


def read_ud(path: Path, cutter: Cutter) -> list[Sentence]:
    """Read one ``.conllu.gz`` file; sentences whose trees break in folding are dropped."""
    lang, source = path.parent.name, path.name.split(".")[0]
    respace = source.removeprefix("tr_") in {"kenet", "penn", "framenet", "tourism"}
    sentences = []
    for block in _blocks(path):
        sentence = _fold(_conllu_tokens(block), lang, source, cutter, respace)
        if sentence is not None and sum(h == 0 for h in sentence.heads) == 1:
            sentences.append(sentence)
    return sentences


def read_ner(path: Path, cutter: Cutter, has_misc: bool, unit_is_character: bool) -> list[Sentence]:
    """Read one ``.iob2.gz`` file of (form, tag, original tag) rows."""
    lang, source = path.parent.name, path.name.split(".")[0]
    sentences = []
    for block in _blocks(path):
        text = next((line[len("# text = ") :] for line in block if line.startswith("# text = ")), None)
        rows = [line.split("\t")[:2] for line in block if not line.startswith("# ") and "\t" in line]
        tokens = [Token(form, True, form, tag=tag) for form, tag in rows]
        if text is not None:
            _respace(tokens, text)
        elif unit_is_character:
            continue
        sentence = _fold(tokens, lang, source, cutter, respace=text is None)
        if sentence is not None:
            sentence.upos, sentence.heads = [], []
            sentence.has_misc = has_misc
            sentences.append(sentence)
    return sentences


def _respace(tokens: list[Token], text: str) -> None:
    position = 0
    for token in tokens:
        found = text.find(token.form, position)
        if found < 0:
            return
        position = found + len(token.form)
        token.space_after = text[position : position + 1].isspace()
