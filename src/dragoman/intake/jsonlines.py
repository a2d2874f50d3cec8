"""JSON Lines: one object on each line with ``text`` and, as they are known, ``id title date source url lang``.

Read line by line; a bad line is an InputError that names it, and the next line goes on.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from dragoman.errors import InputError
from dragoman.intake.article import as_date, as_language, build
from dragoman.intake.decode import DecodeError, decode, encoding_of_start
from dragoman.records import Article, DateSpan

__all__ = ["MOST_BYTES", "Defaults", "looks_like_json_lines", "read_json_lines"]

MOST_BYTES = 64 << 20  # of one text, or one line
_FIELDS = ("text", "id", "title", "date", "source", "url", "lang")
_NUMBERS = ("id", "date")  # fields that may be a whole number


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the caller says of all articles that do not say it themselves."""

    lang: str | None = None
    date: DateSpan | None = None


def _start_of(head: bytes) -> str:
    encoding, skip = encoding_of_start(head)
    return head[skip:].decode(encoding or "utf-8", "ignore").lstrip()


def looks_like_json_lines(head: bytes) -> bool:
    """Say whether the first bytes of a stream are an object on one line, or the start of a very long one."""
    start = _start_of(head)
    line, newline, _ = start.partition("\n")
    if not line.startswith("{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return not newline and '"text"' in line


def _long_line(stream: IO[Any]) -> None:
    """Read on to the end of a line that is too long to keep."""
    while (part := stream.readline(1 << 20)) and part[-1:] not in ("\n", b"\n"):
        pass


def _decoded(line: bytes, unicode_only: bool) -> str | InputError:
    """Return the text of a line, or why it is none."""
    try:
        text, encoding = decode(line)
    except DecodeError as error:
        return InputError(f"byte {error.offset} of the line: {error.cause}")
    if unicode_only and encoding != "utf-8":
        return InputError("not UTF-8, as the lines before it are")
    return text


def _lines(stream: IO[bytes], head: bytes) -> Iterator[str | InputError]:
    """Yield each line as text, or why it is none. Lines of UTF-8 are decoded one by one.

    Once a line of UTF-8 has shown what the stream is in, no later line is taken for another encoding.
    """
    encoding, _ = encoding_of_start(head)
    wide = encoding is not None and encoding != "utf-8"
    if encoding is None and b"\0" in head:
        yield InputError("a zero byte: binary data, not text")
        return
    source: IO[Any] = io.TextIOWrapper(stream, encoding, newline="\n") if wide and encoding else stream
    unicode_only = False
    while line := source.readline(MOST_BYTES):
        if len(line) >= MOST_BYTES:
            _long_line(source)
            yield InputError(f"longer than {MOST_BYTES >> 20} MiB")
        elif isinstance(line, str):
            yield line
        elif line.isspace():
            yield ""
        else:
            decoded = _decoded(line, unicode_only)
            shown = isinstance(decoded, str) and not decoded.isascii() and decoded.encode() == line
            unicode_only = unicode_only or shown
            yield decoded


def _words(record: dict[str, Any], key: str) -> str:
    """Return a field's words, empty where it is absent or null. Raises InputError if it is of another type."""
    value = record.get(key)
    if value is None:
        return ""
    if key in _NUMBERS and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise InputError(f"“{key}” must be words, not {type(value).__name__}")
    return value


def _record(line: str) -> dict[str, str]:
    """Return the fields of a line. Raises InputError if it is no such object."""
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg} (column {error.colno})") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}") from None
    if not isinstance(record, dict):
        raise InputError("not an object: a line must be {“text”: …}")
    if record.get("text") is None:
        raise InputError("“text” is missing")
    fields = {key: _words(record, key) for key in _FIELDS}
    for key, value in fields.items():
        if not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
            raise InputError(f"“{key}” holds half of a surrogate pair: it was cut or damaged")
    return fields


def _article(fields: dict[str, str], name: str, defaults: Defaults) -> tuple[Article, list[str]]:
    """Return the article and what is not understood about it."""
    problems: list[str] = []
    date, lang = defaults.date, defaults.lang
    try:
        date = as_date(fields["date"]) or date
    except InputError as error:
        problems.append(f"date: {error}")
    try:
        lang = as_language(fields["lang"]) or lang
    except InputError as error:
        problems.append(f"lang: {error}")
    article, more = build(
        fields["text"],
        lang=lang,
        date=date,
        title=fields["title"].strip() or None,
        source=fields["source"].strip(),
        url=fields["url"].strip(),
        name=fields["id"] or name,
    )
    return article, [*problems, *more]


def read_json_lines(stream: IO[bytes], head: bytes, name: str, defaults: Defaults) -> Iterator[Article | InputError]:
    """Yield the articles of a stream that starts with ``head``, and an InputError for each line that has none."""
    number, some = 0, False
    lines = _lines(stream, head)
    while True:
        number += 1
        try:
            line = next(lines, None)
        except UnicodeDecodeError as error:
            yield InputError(f"{name}, line {number}: not {error.encoding} ({error.reason}); the rest is not read")
            return
        if line is None:
            break
        if isinstance(line, str) and not line.strip():
            continue
        some = True
        try:
            if isinstance(line, InputError):
                raise line
            article, problems = _article(_record(line.removeprefix("\ufeff")), f"{name}:{number}", defaults)
        except InputError as error:
            yield InputError(f"{name}, line {number}: {error}")
            continue
        yield article
        yield from (InputError(f"{name}, line {number}: {problem}") for problem in problems)
    if not some:
        yield InputError(f"{name}: the file is empty")
