"""Who speaks of whom, and how warmly: a derived table with one row a quote and an actor it speaks of.

Spoken of are the quote's ``about`` and ``addressees``, and the actors of claims that are named inside its words; never
the speaker's own state or organisation, and nobody unresolved. The text that is judged is the sentence in which
the actor is named; for an actor named outside the words, the sentences from there to the words.

Scoring reads each sentence with the model (some 20 ms), so a row is scored once: when the store grows, what the
last table has is taken over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arro3.core import Array, DataType, Table

from dragoman.reading.sentences import split
from dragoman.records import Actor, Claim, Quote, Span
from dragoman.serial import loads
from dragoman.store import Store
from dragoman.world.derived import derived
from dragoman.world.ground import UNKNOWN, Ground
from dragoman.world.stance import CLASSES, Asked, Stance, recipe

__all__ = ["NAME", "spoken_table", "targets_of"]

NAME = "spoken"
_METHOD = "1"  # another one when the making changes
_ARTICLES = 200  # read from the store at a time

_TEXTS = f"""
SELECT a.id, a.text, a.body, a.lang, a.source AS outlet, a.date_start AS published, q.quotes, c.claims
FROM articles a
JOIN (SELECT article, list(record ORDER BY quote_start, id) AS quotes FROM quotes
      WHERE speaker <> '{UNKNOWN}' GROUP BY article) q ON q.article = a.id
LEFT JOIN (SELECT article, list(record ORDER BY sentence_start, id) AS claims FROM claims GROUP BY article) c
       ON c.article = a.id
ORDER BY a.id"""


@dataclass(frozen=True, slots=True)
class _Mention:
    """An actor spoken of in a quote, and what to ask of the model about it."""

    quote: Quote
    target: Actor
    asked: Asked
    outlet: str
    published: dt.date | None

    @property
    def key(self) -> tuple[str, str, int, int]:
        return self.quote.id, self.target.code, self.target.span.start, self.target.span.end


_COLUMNS: dict[str, tuple[Any, Callable[[_Mention], Any]]] = {
    "quote": (DataType.utf8(), lambda m: m.quote.id),
    "article": (DataType.utf8(), lambda m: m.quote.article),
    "speaker": (DataType.utf8(), lambda m: m.quote.speaker.code if m.quote.speaker else UNKNOWN),
    "person": (DataType.utf8(), lambda m: m.quote.speaker.person if m.quote.speaker else None),
    "target": (DataType.utf8(), lambda m: m.target.code),
    "target_start": (DataType.int64(), lambda m: m.target.span.start),
    "target_end": (DataType.int64(), lambda m: m.target.span.end),
    "outlet": (DataType.utf8(), lambda m: m.outlet),
    "lang": (DataType.utf8(), lambda m: m.asked.lang),
    "published": (DataType.utf8(), lambda m: None if m.published is None else m.published.isoformat()),
}


def spoken_table(store: Store, stance: Callable[[], Stance] = Stance) -> Path:
    """Return the path of the derived table ``spoken``, made now if it is not there.

    Its columns are ``quote``, ``article``, ``speaker``, ``person``, ``target``, the target's offsets, ``outlet``,
    ``lang``, ``published`` (a day) and the probabilities ``warm``, ``neutral`` and ``hostile``.

    Args:
        stance: makes the scorer; it is asked for only where there is something new to score.
    """
    return derived(store, NAME, f"{_METHOD} {recipe()}", lambda path: _write(store, stance, path))


def targets_of(quote: Quote, claims: Sequence[Claim]) -> list[Actor]:
    """Return whom a quote speaks of, each once, in the order of the text; ``claims`` are those of its article."""
    if quote.speaker is None:
        return []
    named = [*quote.about, *quote.addressees]
    for claim in claims:
        sides = (*claim.sources, *claim.targets, *claim.about)
        named += [actor for actor in sides if any(_within(actor.span, words) for words in quote.spans)]
    found: dict[str, Actor] = {}
    for actor in named:
        if actor.code not in (UNKNOWN, quote.speaker.code):
            found.setdefault(actor.code, actor)
    return sorted(found.values(), key=lambda actor: (actor.span, actor.code))


def _write(store: Store, stance: Callable[[], Stance], path: Path) -> None:
    last = _last(path)
    with Ground(store, last, writes=path) as ground:
        known = _known(ground) if last else {}
        mentions = list(_mentions(ground))
        new = [m for m in mentions if m.key not in known]
        if new:
            scores = stance().probabilities([m.asked for m in new]).tolist()
            known |= dict(zip((m.key for m in new), scores, strict=True))
        columns: dict[str, Any] = {
            name: Array([value(m) for m in mentions], type=kind) for name, (kind, value) in _COLUMNS.items()
        }
        for number, name in enumerate(CLASSES):
            columns[name] = Array([known[m.key][number] for m in mentions], type=DataType.float64())
        ground.connection.register("scored", Table.from_pydict(columns))
        ground.write("SELECT * REPLACE (published::DATE AS published) FROM scored", path)


def _last(path: Path) -> dict[str, Path]:
    """Return the newest older table of the same recipe, by the name of its view; empty where there is none.

    ``path`` is the unfinished file, ``.spoken-VERSION-RECIPE.parquet.PID.part``.
    """
    made_by = path.name.partition(".parquet")[0].rpartition("-")[2]
    older = sorted(path.parent.glob(f"{NAME}-*-{made_by}.parquet"), key=lambda found: found.stat().st_mtime)
    return {"last": older[-1]} if older else {}


def _known(ground: Ground) -> dict[tuple[str, str, int, int], list[float]]:
    names = ", ".join(("quote", "target", "target_start", "target_end", *CLASSES))
    rows = ground.connection.execute(f"SELECT {names} FROM last").fetchall()
    return {row[:4]: list(row[4:]) for row in rows}


def _mentions(ground: Ground) -> Iterator[_Mention]:
    """Yield whom the quotes of the store speak of, by article, quote and place."""
    cursor = ground.connection.execute(_TEXTS)
    names = [column[0] for column in cursor.description or ()]
    while batch := cursor.fetchmany(_ARTICLES):
        for values in batch:
            row = dict(zip(names, values, strict=True))
            claims = [loads(Claim, record) for record in row["claims"] or ()]
            sentences = [Span(start, end) for start, end, _ in split(row["text"], row["body"], row["lang"])]
            for quote in (loads(Quote, record) for record in row["quotes"]):
                for target in targets_of(quote, claims):
                    asked = _asked(row["text"], row["lang"], sentences, quote, target)
                    yield _Mention(quote, target, asked, row["outlet"], row["published"])


def _asked(text: str, lang: str, sentences: Sequence[Span], quote: Quote, target: Actor) -> Asked:
    """Return what to ask about a target: the sentence that names it, or all from there to the quote's words."""
    inside = any(_within(target.span, words) for words in quote.spans)
    wanted = [target.span] if inside else [target.span, *quote.spans]
    start, end = min(span.start for span in wanted), max(span.end for span in wanted)
    around = [s for s in sentences if s.start < end and start < s.end]
    start, end = min([start, *(s.start for s in around)]), max([end, *(s.end for s in around)])
    passage = Span(start, end)
    speaker = None if quote.speaker is None else quote.speaker.span
    if speaker is not None and (not _within(speaker, passage) or _overlap(speaker, target.span)):
        speaker = None
    return Asked(
        passage.of(text),
        lang,
        (target.span.start - start, target.span.end - start),
        None if speaker is None else (speaker.start - start, speaker.end - start),
    )


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start < inner.end <= outer.end


def _overlap(one: Span, two: Span) -> bool:
    return one.start < two.end and two.start < one.end
