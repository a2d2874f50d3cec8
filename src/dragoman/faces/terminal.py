"""Where output goes: people get text and tables on a terminal, programs get JSON Lines, errors go to stderr."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import orjson
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from dragoman.errors import DragomanError
from dragoman.serial import Record, dumps

__all__ = ["Output", "clean", "complain", "counting", "note", "write_file"]

_WIDTH_OFF_TERMINAL = 120
# Everything that could move the cursor or change colours; tabs and line ends stay.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def clean(text: str) -> str:
    """Return text from outside as it is safe to print: control characters become ``�``."""
    return _CONTROL.sub("\ufffd", text)


class Output:
    """Standard output, as JSON Lines or for people; by default as who reads it suggests."""

    def __init__(self, as_json: bool | None) -> None:
        self.as_json = not sys.stdout.isatty() if as_json is None else as_json
        self.console = _console(sys.stdout)

    def show(self, *parts: RenderableType) -> None:
        """Print for people."""
        for part in parts:
            self.console.print(part)

    def record(self, record: Record) -> None:
        """Write one line of JSON at once, so that a reader down the pipe need not wait."""
        self._line(dumps(record))

    def row(self, row: dict[str, Any]) -> None:
        self._line(orjson.dumps(row, default=str).decode("utf-8"))

    def records(self, records: Iterable[Record]) -> None:
        for record in records:
            self.record(record)

    def _line(self, line: str) -> None:
        sys.stdout.buffer.write(line.encode("utf-8") + b"\n")
        sys.stdout.buffer.flush()


def note(text: str) -> None:
    """Tell people something on stderr that is no error."""
    _console(sys.stderr).print(Text(clean(text), style="dim"), soft_wrap=True)


def complain(error: DragomanError | str) -> None:
    """Print an error on stderr."""
    message = Text.assemble(("error: ", "bold red"), clean(str(error)))
    _console(sys.stderr).print(message, soft_wrap=True)


@contextmanager
def counting(what: str, total: int | None = None) -> Iterator[Progress]:
    """Show how far long work is on stderr, where that is a terminal; the one task has id 0."""
    measure = (BarColumn(), MofNCompleteColumn()) if total is not None else (TextColumn("{task.completed:,}"),)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), *measure, TimeElapsedColumn())
    console = _console(sys.stderr)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        progress.add_task(what, total=total)
        yield progress


def write_file(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise DragomanError(f"cannot write {path}: {error.strerror}") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def _console(stream: IO[str]) -> Console:
    wide = None if stream.isatty() or "COLUMNS" in os.environ else _WIDTH_OFF_TERMINAL
    return Console(file=stream, width=wide, highlight=False, markup=False, emoji=False)
