"""Runs the commands of docs/world.md again and puts what they print under them; run the notebook too: ``make docs``.

A block is refreshed where it has one command and its output. A last line ``…`` keeps as many lines as there are.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "world.md"
BLOCK = re.compile(r"^```console\n\$ dragoman (?P<command>[^\n]+)\n(?P<printed>(?!\$)[^`]+?)\n```$", re.MULTILINE)
WIDTH = 110


def printed(command: str, folder: Path) -> list[str]:
    """Return the lines that a command prints for people, on the store of the examples in ``folder``."""
    arguments = [sys.executable, "-m", "dragoman", *shlex.split(command)]
    settings = {"COLUMNS": str(WIDTH), "DRAGOMAN_STORE": "demo-store", "PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run(
        [*arguments, "--text"],
        cwd=folder, env={**os.environ, **settings}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [line.rstrip() for line in run.stdout.rstrip().splitlines()]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
        printed("read examples --store demo-store", folder)

        def again(block: re.Match[str]) -> str:
            before, lines = block["printed"].splitlines(), printed(block["command"], folder)
            if before[-1] == "…":
                lines = [*lines[: len(before) - 1], "…"]
            return "\n".join(["```console", f"$ dragoman {block['command']}", *lines, "```"])

        text, count = BLOCK.subn(again, DOCUMENT.read_text(encoding="utf-8"))
    DOCUMENT.write_text(text, encoding="utf-8")
    print(f"{count} commands of {DOCUMENT.relative_to(ROOT)} run again")


if __name__ == "__main__":
    main()
