"""Stories: articles that print one text, copied in a language or translated into another.

``article, story, original, kind``: each article of a store belongs to one story; ``original`` is its earliest
article; ``kind`` says what the article is to it (``original``, ``exact``, ``near`` or ``translation``; a copy of a
translation is a translation). The store keeps every article, and counting uses one of a story. A view: nothing is
changed, and the table can be thrown away and made again.

Two texts in different languages are one story where their dates are near, they name the same actors, each is the
other's nearest in its language, and their sentences find each other one by one. Independent reports of one event
share actors and date but not the run of their sentences: they stay two stories. A story has one text a language.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import duckdb
import numpy as np

from dragoman.lexicon.names import names
from dragoman.lexicon.tables import languages
from dragoman.reading.language import cutter_for
from dragoman.reading.sentences import split
from dragoman.reading.words import SPACELESS
from dragoman.records import DateSpan, content_id
from dragoman.store import Store
from dragoman.world.copies import Text, Whole, days_between, find_copies
from dragoman.world.derived import derived
from dragoman.world.embedding import Floats, embedder

__all__ = ["Report", "Story", "find_stories", "named", "stories", "story_rows", "story_table", "translation_links"]

Kind = Literal["original", "exact", "near", "translation"]

_METHOD = 1  # counts up when the making changes
_DAYS = 3  # between an article and its translation
_NEAR = 0.35  # likeness of two texts below which they are not compared further
_ALIGNED = (
    0.25  # mean likeness of the sentences of the one to their partners in the other, from which they are one text
)
_ALIGNED_ALONE = 0.35  # the same where one of them names too few actors to tell
_SHARED = 0.4  # share of the one's actors that the other must name too
_FEWEST_ACTORS = 2  # that both name, for their actors to tell anything
_SENTENCES = 12  # of each text are compared
_LEAN = 0.25  # how far from its place, as a share of the text, a sentence's partner may stand
_BLOCK = 256
_ENDING = 3  # letters that an inflected name may differ by at its end
_SHORTEST = 2  # characters of a name
_LONGEST_NAME = 12  # characters, where a name may begin at any
_SPACELESS = re.compile(f"[{SPACELESS}]+")


@dataclass(frozen=True, slots=True)
class Report:
    """An article as far as stories go; ``actors`` are codes and ids of persons that its claims name."""

    id: str
    text: str
    lang: str
    date: DateSpan | None = None
    actors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Story:
    """What an article is in its story."""

    article: str
    story: str
    original: str
    kind: Kind


def stories(store: Store) -> dict[str, str]:
    """Return the story's id of each article's id."""
    return {row.article: row.story for row in story_rows(store)}


def story_rows(store: Store) -> list[Story]:
    """Return what each article of the store is in its story, in order of article."""
    with closing(duckdb.connect()) as connection:
        query = "SELECT article, story, original, kind FROM read_parquet(?) ORDER BY article"
        return [Story(*row) for row in connection.execute(query, [str(story_table(store))]).fetchall()]


def story_table(store: Store) -> Path:
    """Return the Parquet file of :func:`story_rows`, a column a field; it is made where it is missing."""

    def make(path: Path) -> None:
        found = find_stories(_reports(store))
        columns = zip(*((s.article, s.story, s.original, s.kind) for s in found), strict=True) if found else [()] * 4
        with closing(duckdb.connect()) as connection:
            connection.execute(
                "COPY (SELECT unnest(?::VARCHAR[]) AS article, unnest(?::VARCHAR[]) AS story, "
                "unnest(?::VARCHAR[]) AS original, unnest(?::VARCHAR[]) AS kind) "
                f"TO '{str(path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)",
                [list(column) for column in columns],
            )

    return derived(store, "stories", f"stories {_METHOD}", make)


def _reports(store: Store) -> list[Report]:
    query = """
        SELECT a.id, a.title, a.text, a.body, a.lang, a.date_start, a.date_end, a.date_precision,
            (SELECT list_distinct(flatten(list(list_concat(c.sources, c.targets, c.about))))
             FROM claims c WHERE c.article = a.id) AS actors
        FROM articles a ORDER BY a.id"""
    with closing(store.connect()) as connection:
        rows = connection.execute(query).fetchall()
    found = []
    for id, _, text, body, lang, start, end, precision, actors in rows:
        date = DateSpan(start, end, precision) if start is not None else None
        # A header holds the address and hour of one printing, and a headline is each paper's own.
        found.append(Report(id, text[body:] or text, lang, date, frozenset(actors or ()) - {"---"}))
    return found


def find_stories(reports: Iterable[Report]) -> list[Story]:
    """Return what each report is in its story, in order of id, in whatever order they come."""
    known = {report.id: report for report in sorted(reports, key=lambda r: r.id)}
    groups = find_copies(Text(r.id, r.text, r.date) for r in known.values())
    kinds: dict[str, Kind] = dict.fromkeys(known, "original")
    lead = {id: id for id in known}
    for group in groups:
        for id, kind in group.kinds:
            kinds[id], lead[id] = kind, group.original
    leads = [known[id] for id in sorted(set(lead.values()))]
    original = _merged(leads, translation_links(leads))
    return [
        Story(
            id,
            content_id("story", original[lead[id]]),
            original[lead[id]],
            kinds[id] if original[lead[id]] == lead[id] else "translation",
        )
        for id in known
    ]


def translation_links(reports: Sequence[Report]) -> list[tuple[float, str, str]]:
    """Return pairs of reports in two languages that tell one text, the surest first, with their likeness 0..1."""
    dated = sorted((r for r in reports if _start(r) is not None), key=lambda r: (_start(r) or dt.date.max, r.id))
    if len({r.lang for r in dated}) < 2:
        return []
    vectors = embedder()((r.text, r.lang) for r in dated)
    pairs = _mutual(dated, vectors)
    wanted = sorted({i for pair in pairs for i in pair})
    actors = {i: dated[i].actors | named(dated[i].text, dated[i].lang) for i in wanted}
    sentences = {i: _sentence_vectors(dated[i]) for i in wanted}
    links: list[tuple[float, str, str]] = []
    for a, b in pairs:
        if (score := aligned(sentences[a], sentences[b])) >= _likeness_needed(actors[a], actors[b]):
            first, second = sorted((dated[a].id, dated[b].id))
            links.append((score, first, second))
    return sorted(links, key=lambda link: (-link[0], link[1:]))


def _start(report: Report) -> dt.date | None:
    return None if report.date is None else report.date.start


def _mutual(dated: Sequence[Report], vectors: Floats) -> list[tuple[int, int]]:
    """Pairs (a < b) of two languages, near in time, each the nearest of the other in its language."""
    codes = {lang: k for k, lang in enumerate(sorted({r.lang for r in dated}))}
    langs = np.array([codes[r.lang] for r in dated])
    best = _nearest(np.array([_days(r) for r in dated], np.int64), langs, vectors)
    pairs = []
    for a, b in np.argwhere(best >= 0).tolist():
        other = int(best[a, b])
        if a < other and best[other, langs[a]] == a:
            pairs.append((a, other))
    return pairs


def _nearest(spans: Whole, langs: Whole, vectors: Floats) -> Whole:
    """The place of the nearest text of each other language, -1 for none; spans (texts, 2) in order of first day.

    Returns (texts, languages).
    """
    best = np.full((len(langs), int(langs.max()) + 1), -1, np.int64)
    latest = np.maximum.accumulate(spans[:, 1])
    for top in range(0, len(langs), _BLOCK):
        rows = slice(top, top + _BLOCK)
        left = int(np.searchsorted(latest, spans[top, 0] - _DAYS, "right"))
        right = int(np.searchsorted(spans[:, 0], spans[rows, 1].max() + _DAYS))
        near = vectors[rows] @ vectors[left:right].T
        apart = np.maximum(
            spans[None, left:right, 0] - spans[rows, 1, None], spans[rows, 0, None] - spans[None, left:right, 1]
        )
        near[apart >= _DAYS] = -1
        for lang in np.unique(langs[left:right]):
            columns = np.flatnonzero(langs[left:right] == lang)
            chosen = near[:, columns].argmax(1)
            alike = np.take_along_axis(near[:, columns], chosen[:, None], 1)[:, 0] >= _NEAR
            found = np.where(alike & (langs[rows] != lang), left + columns[chosen], -1)
            best[rows, lang] = found
    return best


def _days(report: Report) -> tuple[int, int]:
    start = _start(report) or dt.date.max
    end = report.date.end if report.date is not None and report.date.end is not None else start
    return start.toordinal(), max(start.toordinal() + 1, end.toordinal())


def _sentence_vectors(report: Report) -> Floats:
    spans = [(a, b) for a, b, _ in split(report.text, 0, report.lang)][:_SENTENCES]
    return embedder()((report.text[a:b], report.lang) for a, b in spans)


def aligned(one: Floats, other: Floats) -> float:
    """Return the mean likeness of the shorter text's sentences to their partners, which stand about where they do."""
    if len(one) > len(other):
        one, other = other, one
    if not len(one):
        return 0.0
    likeness = one @ other.T
    # Places count from the start, because a cut is made at the end; the longer text may cut its sentences finer.
    stretch = np.arange(len(one))[:, None] * np.array([1.0, len(other) / len(one)])
    here = np.arange(len(other))[None, :]
    lean = 1 + _LEAN * len(other)
    reach = (here >= stretch.min(1)[:, None] - lean) & (here <= stretch.max(1)[:, None] + lean)
    return float(np.where(reach, likeness, 0.0).max(1).mean())


def _likeness_needed(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike the sentences of two texts must be: more where one names nobody, without end where actors differ."""
    smaller = min(len(one), len(other))
    if smaller < _FEWEST_ACTORS:
        return _ALIGNED_ALONE
    return _ALIGNED if len(one & other) >= _SHARED * smaller else math.inf


def _merged(leads: Sequence[Report], links: Sequence[tuple[float, str, str]]) -> dict[str, str]:
    """The original of each lead: the surest links first, and never two texts of one language in a story."""
    reports = {r.id: r for r in leads}
    members = {r.id: [r.id] for r in leads}
    for _, a, b in links:
        one, other = members[a], members[b]
        if one is other or {reports[i].lang for i in one} & {reports[i].lang for i in other}:
            continue
        if any((days_between(reports[i].date, reports[j].date) or 0) > _DAYS for i in one for j in other):
            continue
        one.extend(other)
        for id in other:
            members[id] = one
    earliest = {id: (_start(r) or dt.date.max, -len(r.text), id) for id, r in reports.items()}
    return {id: min(inside, key=earliest.__getitem__) for id, inside in members.items()}


def named(text: str, lang: str) -> frozenset[str]:
    """Return the codes of states and organisations, and the ids of persons, that a text may name.

    Rougher than reading: a name may end in a few other letters than it is known by, as inflected names do.
    """
    if lang not in languages():
        return frozenset()
    stems = _stems(lang)
    found: set[str] = set()
    for word in {text[a:b] for a, b in cutter_for(lang)(text)}:
        for end in range(_SHORTEST, len(word) + 1):
            found.update(entity for form, entity in stems.get(word[:end], ()) if abs(len(word) - len(form)) <= _ENDING)
    for run in _SPACELESS.findall(text):
        for start in range(len(run)):
            for end in range(start + 2, min(len(run), start + _LONGEST_NAME) + 1):
                found.update(entity for form, entity in stems.get(run[start:end], ()) if run.startswith(form, start))
    return frozenset(found)


@cache
def _stems(lang: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Names of one word by their stems, what of them stays when they are inflected: forms and whom they name."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    index = names(lang)
    for tokens in index.spellings():
        form = tokens[0]
        if len(tokens) > 1 or form[0] != form[0].upper():
            continue
        stem = form[: max(min(len(form), _SHORTEST + 2), len(form) - 2)]
        for name in index.find(form):
            if len(name.tokens) == 1 and name.kind != "not":
                found[stem].add((form, name.entity))
    return {stem: tuple(sorted(forms)) for stem, forms in found.items()}
