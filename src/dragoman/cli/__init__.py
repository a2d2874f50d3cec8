"""The command line: each command is a few lines over the Python API.

Exit codes: 0 all went well; 1 something failed, and stderr says what; 2 the command was not understood;
130 Ctrl-C, and what was stored stays stored.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from dragoman.cli import record, world
from dragoman.errors import DragomanError

__all__ = ["app", "main"]

app = typer.Typer(
    name="dragoman",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Read news in many languages and keep a sourced record of who did or said what to whom.",
)
app.add_typer(record.commands)
app.add_typer(world.commands, rich_help_panel="The world")


def _version(wanted: bool) -> None:
    if wanted:
        from dragoman._version import __version__

        typer.echo(f"dragoman {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; the one place where errors become exit codes."""
    from dragoman.faces.terminal import complain

    try:
        app()
    except DragomanError as error:
        complain(error)
        sys.exit(1)
    except BrokenPipeError:
        _hush()
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _hush() -> None:
    """Let nothing more be written to a pipe that no one reads."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
