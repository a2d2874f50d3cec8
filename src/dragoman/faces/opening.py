"""What a command works on: files, standard input, or a store, as its arguments say."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import typer

from dragoman.faces.reading import Reading
from dragoman.faces.terminal import complain
from dragoman.store import Store

__all__ = ["existing", "opened", "reading", "sources"]


def sources(files: Sequence[str] | None) -> list[str]:
    """Return what to read: standard input where no file is named and something is piped in."""
    if files:
        return list(files)
    if sys.stdin is None or sys.stdin.isatty():
        raise typer.BadParameter("name a file or a folder, or - for standard input", param_hint="FILE…")
    return ["-"]


def reading(store: Path | None = None) -> Reading:
    """Return a run that tells its failures on stderr and passes over the articles that ``store`` holds."""
    from dragoman.pipeline import Dragoman

    known: set[str] = set()
    if store is not None and (held := Store(store)).exists():
        known = {row["id"] for row in held.sql("SELECT id FROM articles")}
    return Reading(Dragoman().read_article, complain, known)


def existing(path: Path | None, at: str | None, why: str = "") -> Store:
    """Return the named store at the version asked for; ``why`` says why a store is looked for at all."""
    if path is None:
        reason = f"{why}, and " if why else ""
        raise typer.BadParameter(f"{reason}no store is named: use --store DIR or set DRAGOMAN_STORE")
    return Store(path, version=at)


def opened(stack: ExitStack, path: Path | None, files: Sequence[str] | None, at: str | None) -> Store:
    """Return the named store, or one of what the files hold, gone when ``stack`` closes."""
    if not files:
        return existing(path, at)
    from dragoman.intake import articles

    run = reading()
    held = Store(stack.enter_context(tempfile.TemporaryDirectory(prefix="dragoman-")))
    held.add(run.documents(articles(files)))
    if run.failed:
        stack.callback(_fail)
    return held


def _fail() -> None:
    raise typer.Exit(1)
