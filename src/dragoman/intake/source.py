"""Files, folders and standard input to articles. Bad input comes out as an InputError among them, never raised."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from dragoman.errors import InputError
from dragoman.intake.article import DateLike, as_date, as_language, build
from dragoman.intake.decode import DecodeError, decode
from dragoman.intake.jsonlines import MOST_BYTES, Defaults, looks_like_json_lines, read_json_lines
from dragoman.records import Article

__all__ = ["articles"]

TEXT_SUFFIXES = (".txt", ".md", ".text")
JSON_SUFFIXES = (".jsonl", ".ndjson")
_HEAD = 1 << 16
_READ_ERRORS = (OSError, EOFError, zlib.error, ValueError)


class _Joined(io.RawIOBase):
    """The bytes already read from a stream, then the rest of it."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def _shown(path: str | Path) -> str:
    """Return a path as it can be printed."""
    return os.fsencode(path).decode("utf-8", "replace")


def _cause(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"not {error.encoding} ({error.reason})"
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def _plain(stream: IO[bytes], name: str, defaults: Defaults) -> Iterator[Article | InputError]:
    """Yield the one article of a plain text."""
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        yield InputError(f"{name}: larger than {MOST_BYTES >> 20} MiB: too large for one article; use JSON Lines")
        return
    try:
        text = decode(data, defaults.lang)[0]
        article, problems = build(text, lang=defaults.lang, date=defaults.date, name=name)
    except DecodeError as error:
        yield InputError(f"{name}, line {error.line} (byte {error.offset}): {error.cause}")
    except InputError as error:
        yield InputError(f"{name}: {error}")
    else:
        yield article
        yield from (InputError(f"{name}, header: {problem}") for problem in problems)


def _entries(
    stream: IO[bytes], name: str, suffix: str, defaults: Defaults, packed: bool = True
) -> Iterator[Article | InputError]:
    """Yield what a stream of either kind holds; a suffix that says nothing leaves it to the first bytes.

    It may be packed with gzip, once.
    """
    head = stream.read(_HEAD)
    if packed and head.startswith(b"\x1f\x8b"):
        joined = io.BufferedReader(_Joined(head, stream))
        with gzip.GzipFile(fileobj=joined) as unpacked:
            yield from _entries(cast(IO[bytes], unpacked), name, suffix, defaults, False)
        return
    whole = cast(IO[bytes], io.BufferedReader(_Joined(head, stream)))
    if suffix in JSON_SUFFIXES or (suffix not in TEXT_SUFFIXES and looks_like_json_lines(head)):
        yield from read_json_lines(whole, head, name, defaults)
    elif suffix == ".json":
        yield InputError(f"{name}, line 1: not JSON Lines, which has one object on each line")
    else:
        yield from _plain(whole, name, defaults)


def _guarded(entries: Iterator[Article | InputError], name: str) -> Iterator[Article | InputError]:
    """Yield the entries; what fails while reading becomes the last one."""
    while True:
        try:
            entry = next(entries)
        except StopIteration:
            return
        except _READ_ERRORS as error:
            yield InputError(f"{name}: {_cause(error)}")
            return
        yield entry


def _file(path: Path, defaults: Defaults) -> Iterator[Article | InputError]:
    name = _shown(path)
    suffix = path.with_suffix("").suffix if path.suffix.lower() == ".gz" else path.suffix
    try:
        stream = path.open("rb")
    except _READ_ERRORS as error:
        yield InputError(f"{name}: {_cause(error)}")
        return
    with stream:
        yield from _guarded(_entries(stream, name, suffix.lower(), defaults), name)


def _is_ours(file: str) -> bool:
    plain = file.lower().removesuffix(".gz")
    return not file.startswith(".") and plain.endswith(TEXT_SUFFIXES + JSON_SUFFIXES)


def _folder(folder: Path, defaults: Defaults) -> Iterator[Article | InputError]:
    """Yield what the text files below a folder hold, in the order of their names. Links to folders are not followed."""
    failed: list[OSError] = []
    some = False
    for place, folders, files in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for file in sorted(filter(_is_ours, files)):
            some = True
            yield from _file(Path(place, file), defaults)
    yield from (InputError(f"{_shown(error.filename or folder)}: {_cause(error)}") for error in failed)
    if not some and not failed:
        known = " ".join(TEXT_SUFFIXES + JSON_SUFFIXES)
        yield InputError(f"{_shown(folder)}: no file in this folder ends in one of {known} (or those with .gz)")


def _standard_input(stdin: IO[bytes] | IO[str] | None) -> IO[bytes]:
    stream = sys.stdin if stdin is None else stdin
    stream = getattr(stream, "buffer", stream)
    if isinstance(stream, io.TextIOBase):
        return io.BytesIO(stream.read().encode("utf-8", "surrogatepass"))
    return cast(IO[bytes], stream)


def _all(
    sources: Iterable[str | Path], defaults: Defaults, stdin: IO[bytes] | IO[str] | None
) -> Iterator[Article | InputError]:
    for source in sources:
        if str(source) == "-":
            name = "standard input"
            yield from _guarded(_entries(_standard_input(stdin), name, "", defaults), name)
        elif Path(source).is_dir():
            yield from _folder(Path(source), defaults)
        else:
            yield from _file(Path(source), defaults)


def articles(
    sources: Iterable[str | Path],
    *,
    lang: str | None = None,
    date: DateLike | None = None,
    stdin: IO[bytes] | IO[str] | None = None,
) -> Iterator[Article | InputError]:
    """Yield the articles of files, folders (with all below them) and ``-``, standard input, as they are read.

    A plain text is one article; JSON Lines has one on each line. What cannot be read comes as an InputError, not
    raised, that names file, line and cause, and the rest goes on. An article whose date or language is not
    understood comes first, then the InputError about it. ``lang`` and ``date`` hold for all articles that are not
    given their own in JSON Lines; they win over headers. Raises InputError if they are not understood themselves.
    """
    defaults = Defaults(as_language(lang), as_date(date))
    listed = [sources] if isinstance(sources, str | Path) else sources
    return _all(listed, defaults, stdin)
