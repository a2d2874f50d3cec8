"""The notebook of the documents runs from top to bottom, and what it is read for is in what it prints.

Run as a program (``make docs``) this file runs it and stores it with its outputs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[1] / "docs" / "pivot.ipynb"


def executed(path: Path) -> Any:
    """Return a notebook, run in its folder by this Python; nbclient raises where a cell does."""
    notebook: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        notebook, timeout=60, resources={"metadata": {"path": str(path.parent)}}, record_timing=False
    )
    return client.execute()


def outputs(notebook: Any) -> dict[str, str]:
    """Return by its id what each cell of code has shown as text, or the kinds of what else it has shown."""
    return {
        cell.id: "".join(
            output.text if output.output_type == "stream" else " ".join([*output.data, output.data["text/plain"]])
            for output in cell.outputs
        )
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


@pytest.fixture(scope="module")
def notebook() -> Any:
    return executed(NOTEBOOK)


def test_each_cell_shows_something(notebook: Any) -> None:
    assert [id for id, shown in outputs(notebook).items() if not shown.strip()] == []


def test_it_tells_the_story_of_the_visit(notebook: Any) -> None:
    shown = "\n".join(outputs(notebook).values())
    assert "14 articles in de en nl ru" in shown
    assert "fulfilled on 2023-03-20: -12 days" in shown
    assert "withdrawn" in shown
    assert "De Chinese president Xi Jinping is maandag in Moskou aangekomen" in shown
    assert "all holds" in shown


def test_it_draws_events_expectations_the_dyad_and_the_blocs(notebook: Any) -> None:
    assert sum(shown.startswith("image/svg+xml") for shown in outputs(notebook).values()) == 4


def test_it_is_stored_with_its_outputs_and_without_the_traces_of_a_machine() -> None:
    stored: Any = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(stored)
    assert [id for id, shown in outputs(stored).items() if not shown.strip()] == []
    assert [cell.id for cell in stored.cells if "execution" in cell.metadata] == []
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert str(Path.home()) not in text
    assert str(NOTEBOOK.parents[1]) not in text
    assert "/tmp" not in text


if __name__ == "__main__":
    nbformat.write(executed(NOTEBOOK), NOTEBOOK)  # type: ignore[no-untyped-call]
