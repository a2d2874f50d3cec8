"""What the world's commands do alike: wait in sight, name a row, show why, draw."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from dragoman.errors import InputError
from dragoman.faces.terminal import Output, note
from dragoman.faces.world.why import reasons
from dragoman.records import Claim, Quote
from dragoman.serial import dumps
from dragoman.store import Store
from dragoman.world.expectations import Expectations

if TYPE_CHECKING:
    import altair

__all__ = ["draw", "drawable", "explain", "index_of", "lines", "working", "write_calendar"]


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show on stderr, where that is a terminal, that work goes on and for how long."""
    console = Console(file=sys.stderr)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        progress.add_task(what, total=None)
        yield


def index_of(why: str, labels: Sequence[str]) -> int:
    """Return the place, from 0, of the row that ``why`` names: by its label, its number from 1, or its id's beginning.

    Raises:
        InputError: where no row is named so, or several are.
    """
    if why in labels:
        return labels.index(why)
    if why.isdecimal() and 1 <= int(why) <= len(labels):
        return int(why) - 1
    start = why.split(":")[-1].casefold()
    found = [place for place, label in enumerate(labels) if start and label.split(":")[-1].casefold().startswith(start)]
    if len(found) == 1:
        return found[0]
    if not labels:
        raise InputError(f"there is no row {why}: there are none")
    rows = f"the rows are 1 to {len(labels)}" if len(labels) > 1 else "there is one row, 1"
    raise InputError(f"several rows begin with {why}: give more of it" if found else f"there is no row {why}: {rows}")


def explain(out: Output, store: Store, records: Sequence[Claim | Quote]) -> None:
    """Print the claims or quotes behind a row, for people each with its sentence."""
    if out.as_json:
        out.records(records)
    elif records:
        out.show(*reasons(store, records))
    else:
        note("no claims are behind it")


def drawable(path: Path | None) -> None:
    """Before the work begins, see that a picture can be written to a file of this name.

    Raises:
        InputError: where no picture has such an ending, or the folder is not there.
        DragomanError: where what draws is not installed.
    """
    if path is None:
        return
    from dragoman.world.figures import SUFFIXES

    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path}: a figure is written as one of {', '.join(SUFFIXES)}; choose one of these endings")
    if not path.parent.is_dir():
        raise InputError(f"{path}: there is no folder {path.parent}")


def draw(path: Path | None, picture: Callable[[], altair.TopLevelMixin]) -> None:
    """Write the picture of an answer to a file, if there is one to write."""
    if path is None:
        return
    from dragoman.world.figures import save

    save(picture(), path)
    note(f"wrote {path}")


def write_calendar(found: Expectations, path: Path | None) -> None:
    """Write expectations as an iCalendar file, if there is one to write; ``-`` is standard output."""
    if path is None:
        return
    from dragoman.world.calendar import to_icalendar

    made = to_icalendar(found)
    if path == Path("-"):
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
        return
    try:
        path.write_bytes(made)
    except OSError as error:
        raise InputError(f"{path}: the calendar cannot be written: {error.strerror}") from error
    note(f"wrote {path}")


def lines(out: Output, rows: Iterable[Any], kind: str | None = None) -> None:
    """Write rows as JSON Lines.

    ``kind`` says what each is, where an answer has rows of several kinds; the store's own records are then whole
    under its name: ``{"kind": "claim", "claim": {…}}``.
    """
    for row in rows:
        plain = _plain(row)
        if kind is not None:
            plain = {"kind": kind, kind: plain} if isinstance(row, Claim | Quote) else {"kind": kind, **plain}
        out.row(plain)


def _plain(row: Any) -> dict[str, Any]:
    if isinstance(row, dict):
        return row
    found: dict[str, Any] = orjson.loads(dumps(row)) if isinstance(row, Claim | Quote) else asdict(row)
    return found
