"""The tables' looks."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

__all__ = ["grid", "right"]


def grid(*columns: str, title: str | None = None) -> Table:
    """Return an empty table; a column whose name ends in ``>`` is of numbers, and set to the right."""
    table = Table(
        box=SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True, header_style="bold",
        title=title, title_justify="left", title_style="bold",
    )  # fmt: skip
    for column in columns:
        name = column.removesuffix(">")
        table.add_column(Text(name), overflow="fold", vertical="top", justify="right" if column != name else "left")
    return table


def right(value: object) -> Text:
    """Return a cell of a number."""
    return Text(str(value), justify="right")
