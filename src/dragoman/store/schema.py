"""The three tables: their columns, and how a record becomes a row.

A row holds flat columns for SQL and, in ``record``, the record itself as JSON, from which it is read back
exactly (an article's ``record`` leaves out its text, which is a column). Every flat column can be derived
from the record and the article's text; ``check`` does so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from arro3.core import Array, DataType, Field, Schema, Table, list_array

from dragoman import ontology
from dragoman.errors import InputError
from dragoman.records import Actor, Article, Claim, DateSpan, Document, Quote
from dragoman.serial import dumps, loads

__all__ = ["COLUMNS", "TABLES", "Kind", "TableName", "arrow_schema", "arrow_table", "article_of", "rows_of", "sql_type"]

TableName = Literal["articles", "claims", "quotes"]
Kind = Literal["text", "list", "day", "whole", "real"]
Row = dict[str, Any]

#: In the order in which they are committed: an article that is present has its claims and quotes.
TABLES: tuple[TableName, ...] = ("claims", "quotes", "articles")

COLUMNS: dict[TableName, dict[str, Kind]] = {
    "articles": {
        "id": "text",
        "lang": "text",
        "title": "text",
        "date": "text",
        "date_start": "day",
        "date_end": "day",
        "date_precision": "text",
        "source": "text",
        "url": "text",
        "name": "text",
        "body": "whole",
        "text": "text",
        "problems": "list",
        "record": "text",
    },
    "claims": {
        "id": "text",
        "article": "text",
        "event_type": "text",
        "mode": "text",
        "quad": "whole",
        "intensity": "real",
        "cameo": "text",
        "polarity": "text",
        "modality": "text",
        "sources": "list",
        "targets": "list",
        "source_persons": "list",
        "target_persons": "list",
        "source_words": "list",
        "target_words": "list",
        "about": "list",
        "when_start": "day",
        "when_end": "day",
        "when_precision": "text",
        "when_words": "text",
        "where_words": "text",
        "where_country": "text",
        "latitude": "real",
        "longitude": "real",
        "condition": "text",
        "attribution": "list",
        "confidence": "real",
        "sentence": "text",
        "predicate": "text",
        "sentence_start": "whole",
        "sentence_end": "whole",
        "made_by": "text",
        "record": "text",
    },
    "quotes": {
        "id": "text",
        "article": "text",
        "kind": "text",
        "speaker": "text",
        "speaker_person": "text",
        "speaker_words": "text",
        "addressees": "list",
        "about": "list",
        "words": "list",
        "cue": "text",
        "attribution": "list",
        "confidence": "real",
        "quote_start": "whole",
        "quote_end": "whole",
        "made_by": "text",
        "record": "text",
    },
}

_SQL = {"text": "VARCHAR", "list": "VARCHAR[]", "day": "DATE", "whole": "BIGINT", "real": "DOUBLE"}
_EPOCH = dt.date(1970, 1, 1)


def sql_type(kind: Kind) -> str:
    """Return DuckDB's name of a column's type."""
    return _SQL[kind]


@dataclass(frozen=True, slots=True)
class _When:
    start: dt.date | None = None
    end: dt.date | None = None
    precision: str | None = None
    words: str | None = None

    @classmethod
    def of(cls, span: DateSpan | None) -> _When:
        return cls() if span is None else cls(span.start, span.end, span.precision, span.words)


def _codes(actors: Sequence[Actor]) -> list[str]:
    return [actor.code for actor in actors]


def _persons(actors: Sequence[Actor]) -> list[str]:
    return [actor.person for actor in actors if actor.person is not None]


def _words(actors: Sequence[Actor]) -> list[str]:
    return [actor.words for actor in actors]


def article_row(article: Article, problems: Sequence[str] = ()) -> Row:
    """Return the row of an article."""
    when = _When.of(article.date)
    return {
        "id": article.id,
        "lang": article.lang,
        "title": article.title,
        "date": None if article.date is None else str(article.date),
        "date_start": when.start,
        "date_end": when.end,
        "date_precision": when.precision,
        "source": article.source,
        "url": article.url,
        "name": article.name,
        "body": article.body,
        "text": article.text,
        "problems": list(problems),
        "record": dumps(replace(article, text="")),
    }


def article_of(record: str, text: str) -> Article:
    """Return the article whose row holds ``record`` and ``text``."""
    return replace(loads(Article, record), text=text)


def claim_row(claim: Claim, text: str) -> Row:
    """Return the row of a claim of the article with this text."""
    when, where, sentence = _When.of(claim.when), claim.where, claim.evidence.sentence
    return {
        "id": claim.id,
        "article": claim.article,
        "event_type": claim.event_type,
        "mode": claim.mode,
        **graded(claim),
        "polarity": claim.polarity,
        "modality": claim.modality,
        "sources": _codes(claim.sources),
        "targets": _codes(claim.targets),
        "source_persons": _persons(claim.sources),
        "target_persons": _persons(claim.targets),
        "source_words": _words(claim.sources),
        "target_words": _words(claim.targets),
        "about": _codes(claim.about),
        "when_start": when.start,
        "when_end": when.end,
        "when_precision": when.precision,
        "when_words": when.words,
        "where_words": None if where is None else where.words,
        "where_country": None if where is None else where.country,
        "latitude": None if where is None else where.latitude,
        "longitude": None if where is None else where.longitude,
        "condition": claim.condition,
        "attribution": list(claim.attribution),
        "confidence": claim.confidence,
        "sentence": sentence.of(text),
        "predicate": claim.evidence.predicate.of(text),
        "sentence_start": sentence.start,
        "sentence_end": sentence.end,
        "made_by": claim.made_by,
        "record": dumps(claim),
    }


def graded(claim: Claim) -> Row:
    """Return the columns that the ontology adds to a claim, as this version has it; absent where it knows none."""
    try:
        return {
            "quad": ontology.quad(claim.event_type),
            "intensity": ontology.intensity(claim.event_type, claim.mode),
            "cameo": ontology.cameo(claim.event_type, claim.mode),
        }
    except InputError:
        return {"quad": None, "intensity": None, "cameo": None}


def quote_row(quote: Quote) -> Row:
    """Return the row of a quote."""
    speaker = quote.speaker
    return {
        "id": quote.id,
        "article": quote.article,
        "kind": quote.kind,
        "speaker": None if speaker is None else speaker.code,
        "speaker_person": None if speaker is None else speaker.person,
        "speaker_words": None if speaker is None else speaker.words,
        "addressees": _codes(quote.addressees),
        "about": _codes(quote.about),
        "words": list(quote.words),
        "cue": quote.cue,
        "attribution": list(quote.attribution),
        "confidence": quote.confidence,
        "quote_start": min((span.start for span in quote.spans), default=0),
        "quote_end": max((span.end for span in quote.spans), default=0),
        "made_by": quote.made_by,
        "record": dumps(quote),
    }


def rows_of(document: Document) -> dict[TableName, list[Row]]:
    """Return the rows that a document gives each table."""
    text = document.article.text
    return {
        "claims": [claim_row(claim, text) for claim in document.claims],
        "quotes": [quote_row(quote) for quote in document.quotes],
        "articles": [article_row(document.article, document.problems)],
    }


_LIST_TYPE = DataType.list(Field("element", DataType.utf8(), nullable=True))
_TYPES: dict[Kind, DataType] = {
    "text": DataType.utf8(),
    "list": _LIST_TYPE,
    "day": DataType.date32(),
    "whole": DataType.int64(),
    "real": DataType.float64(),
}


@cache
def arrow_schema(table: TableName) -> Schema:
    """Return the Arrow schema of a table; only its id may never be absent."""
    return Schema([Field(name, _TYPES[kind], nullable=name != "id") for name, kind in COLUMNS[table].items()])


def arrow_table(table: TableName, rows: Sequence[Row]) -> Table:
    """Return the rows as an Arrow table."""
    columns = [_ARRAYS[kind]([row[name] for row in rows]) for name, kind in COLUMNS[table].items()]
    return Table.from_arrays(columns, schema=arrow_schema(table))


def _plain(kind: DataType) -> Callable[[list[Any]], Array]:
    return lambda values: Array(values, type=kind)


def _days(values: list[dt.date | None]) -> Array:
    numbers = [None if day is None else (day - _EPOCH).days for day in values]
    return Array(numbers, type=DataType.int32()).cast(DataType.date32())


def _lists(values: list[list[str]]) -> Array:
    ends = [0]
    for value in values:
        ends.append(ends[-1] + len(value))
    items = Array([item for value in values for item in value], type=DataType.utf8())
    return list_array(Array(ends, type=DataType.int32()), items, type=_LIST_TYPE)


_ARRAYS: dict[Kind, Callable[[list[Any]], Array]] = {
    "text": _plain(DataType.utf8()),
    "list": _lists,
    "day": _days,
    "whole": _plain(DataType.int64()),
    "real": _plain(DataType.float64()),
}
