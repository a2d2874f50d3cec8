"""The tables' looks."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Column, Table
from rich.text import Text

__all__ = ["grid", "right"]


class Grid(Table):
    """A table that leaves out columns which can be spared, the last first, where a terminal is too narrow for all."""

    spared: tuple[Column, ...] = ()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        columns = self.columns
        for column in reversed(self.spared):
            if self.__rich_measure__(console, options).minimum <= options.max_width:
                break
            self.columns = [kept for kept in self.columns if kept is not column]
        yield from super().__rich_console__(console, options)
        self.columns = columns


def grid(*columns: str, title: str | None = None) -> Table:
    """Return an empty table.

    A column whose name ends in ``>`` is of numbers, set to the right and never broken; one whose name ends in ``:10``
    is at least so many characters wide, so that a narrow terminal breaks no date; one whose name begins with ``?``
    can be spared.
    """
    table = Grid(
        box=SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True, header_style="bold",
        title=title, title_justify="left", title_style="bold",
    )  # fmt: skip
    for column in columns:
        name, _, least = column.removeprefix("?").partition(":")
        if name.endswith(">"):
            table.add_column(Text(name[:-1]), vertical="top", justify="right", no_wrap=True, min_width=len(name) - 1)
        else:
            table.add_column(Text(name), overflow="fold", vertical="top", min_width=int(least) if least else None)
    table.spared = tuple(made for made, column in zip(table.columns, columns, strict=True) if column.startswith("?"))
    return table


def right(value: object) -> Text:
    """Return a cell of a number."""
    return Text(str(value), justify="right")
