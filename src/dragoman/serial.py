"""Records to JSON and back, exactly: what is written and read again is equal to what was.

The JSON follows the dataclasses of ``records`` field by field: dates are ISO days, tuples are lists, an
absent value is null. Reading is strict: a missing, unknown or ill-typed field is an ``InputError`` that
names its place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import orjson

from dragoman.errors import InputError
from dragoman.records import Article, Claim, Document, Quote

__all__ = ["Record", "dumps", "from_dict", "loads", "to_dict"]

Record = Article | Claim | Quote | Document
R = TypeVar("R", Article, Claim, Quote, Document)
Decoder = Callable[[Any, str], Any]


def dumps(record: Record) -> str:
    """Return the record as one line of JSON."""
    try:
        return orjson.dumps(record).decode("utf-8")
    except TypeError as error:
        raise InputError(f"{type(record).__name__} {_id_of(record)} cannot be written as JSON: {error}") from error


def to_dict(record: Record) -> dict[str, Any]:
    """Return the record as plain JSON values: what ``dumps`` writes."""
    plain: dict[str, Any] = orjson.loads(dumps(record))
    return plain


def loads(kind: type[R], text: str | bytes) -> R:
    """Return the record of type ``kind`` that ``dumps`` wrote as ``text``."""
    try:
        plain = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InputError(f"not the JSON of a {kind.__name__}: {error}") from error
    return from_dict(kind, plain)


def from_dict(kind: type[R], plain: Any) -> R:
    """Return the record of type ``kind`` that ``to_dict`` gave as ``plain``."""
    decoder: Callable[[Any], Decoder] = _decoder
    record = decoder(kind)(plain, kind.__name__)
    assert isinstance(record, kind)
    return record


def _id_of(record: Record) -> str:
    return record.article.id if isinstance(record, Document) else record.id


@cache
def _decoder(hint: Any) -> Decoder:
    """Return what turns JSON values into values of the annotated type ``hint``."""
    if is_dataclass(hint):
        return _dataclass_decoder(hint)
    origin, args = get_origin(hint), get_args(hint)
    if origin is tuple:
        return _tuple_decoder(_decoder(args[0]))
    if origin is Literal:
        return _literal_decoder(args)
    if origin in (Union, UnionType) and len(args) == 2 and args[1] is NoneType:
        return _optional_decoder(_decoder(args[0]))
    if hint is dt.date:
        return _decode_date
    if hint in (str, int, float):
        return _scalar_decoder(hint)
    raise TypeError(f"records hold a type that serial cannot read: {hint}")


def _dataclass_decoder(kind: Any) -> Decoder:
    hints = get_type_hints(kind)
    decoders = {part.name: _decoder(hints[part.name]) for part in fields(kind)}
    required = {p.name for p in fields(kind) if p.default is MISSING and p.default_factory is MISSING}

    def decode(value: Any, place: str) -> Any:
        if not isinstance(value, dict):
            raise InputError(f"{place}: expected an object, found {_words(value)}")
        if missing := required - value.keys():
            raise InputError(f"{place}: missing {', '.join(sorted(missing))}")
        if unknown := value.keys() - decoders.keys():
            raise InputError(f"{place}: unknown {', '.join(sorted(unknown))}; was it written by a newer version?")
        return kind(**{name: decoders[name](part, f"{place}.{name}") for name, part in value.items()})

    return decode


def _tuple_decoder(item: Decoder) -> Decoder:
    def decode(value: Any, place: str) -> Any:
        if not isinstance(value, list):
            raise InputError(f"{place}: expected a list, found {_words(value)}")
        return tuple(item(part, f"{place}[{index}]") for index, part in enumerate(value))

    return decode


def _optional_decoder(item: Decoder) -> Decoder:
    return lambda value, place: None if value is None else item(value, place)


def _literal_decoder(allowed: tuple[Any, ...]) -> Decoder:
    def decode(value: Any, place: str) -> Any:
        if value not in allowed:
            raise InputError(f"{place}: expected one of {', '.join(map(str, allowed))}, found {_words(value)}")
        return value

    return decode


def _scalar_decoder(kind: type) -> Decoder:
    def decode(value: Any, place: str) -> Any:
        if kind is float and type(value) is int:
            return float(value)
        if type(value) is not kind:
            raise InputError(f"{place}: expected {kind.__name__}, found {_words(value)}")
        return value

    return decode


def _decode_date(value: Any, place: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise InputError(f"{place}: expected a day such as 2023-02-22, found {_words(value)}") from error


def _words(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
