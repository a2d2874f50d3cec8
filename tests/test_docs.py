"""The documents tell the truth: what they say to type works, and their examples run.

A Python block of README.md that is marked as runnable (```` ```python runnable ````) is executed: with its
outputs compared where it has prompts (``>>>``), as it stands otherwise. The blocks of one document run in
one folder, in order, and share their names.
"""

from __future__ import annotations

import doctest
import importlib.util
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import dragoman
from dragoman.cli import app

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCUMENTS = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")})
SHIPPED = [*DOCUMENTS, *ROOT.glob("*.lock"), *ROOT.glob("*.toml"), ROOT / "Makefile", ROOT / ".ci" / "run"]
RUNNABLE = "runnable"
#: Hosts of package registries, in pieces so that this file names none of them.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("crates", "io"),
        ("anaconda", "org"),
        ("golang", "org"),
        ("rubygems", "org"),
    )
]
FENCE = re.compile(
    r"^(?P<indent> *)(?P<marks>`{3,}|~{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)(?P=marks)[ ]*$",
    re.MULTILINE | re.DOTALL,
)
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
REDIRECTION = re.compile(r"\d?(>>?|<)(&\d)?")


@dataclass(frozen=True)
class Block:
    """A fenced block: the words after the fence, and its lines with those that end in a backslash joined."""

    document: Path
    line: int
    info: tuple[str, ...]
    body: str

    @property
    def lines(self) -> list[str]:
        return self.body.replace("\\\n", " ").splitlines()

    def __str__(self) -> str:
        return f"{self.document.name}:{self.line}"


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _blocks(path: Path) -> Iterator[Block]:
    text = _text(path)
    for match in FENCE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Block(path, line, tuple(match["info"].split()), match["body"])


ALL_BLOCKS = [block for path in DOCUMENTS for block in _blocks(path)]


def _code(path: Path) -> str:
    """Return what a document sets as code, fenced and in its lines."""
    fenced = [line for block in _blocks(path) for line in block.lines]
    return "\n".join([*fenced, *INLINE.findall(FENCE.sub("", _text(path)))])


def test_there_is_a_readme() -> None:
    assert _text(README).strip()


# -- make --------------------------------------------------------------------------------------------


def _targets() -> set[str]:
    return set(re.findall(r"^([\w-]+):(?!=)", _text(ROOT / "Makefile"), re.MULTILINE))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_exists(path: Path) -> None:
    named = re.findall(r"(?:^|[\s;&])make((?: +[A-Z_]+=\S+)*)((?: +[a-z][\w-]*)+)", _code(path))
    targets = {target for _, words in named for target in words.split()}
    assert targets <= _targets()


# -- the command line --------------------------------------------------------------------------------


def _commands(block: Block) -> Iterator[list[str]]:
    """Yield the arguments of each ``dragoman …`` in the block, through pipes and lists of commands."""
    for line in block.lines:
        if "dragoman" not in line:
            continue
        lexer = shlex.shlex(line.strip().removeprefix("$ "), posix=True, punctuation_chars="|;&")
        lexer.whitespace_split = True
        try:
            tokens = list(lexer)
        except ValueError:  # a sentence of output, not a command
            continue
        command: list[str] = []
        for token in [*tokens, ";"]:
            if token and set(token) <= set("|;&"):
                if command and Path(command[0]).name == "dragoman":
                    yield list(_without_redirections(command[1:]))
                command = []
            else:
                command.append(token)


def _without_redirections(tokens: list[str]) -> Iterator[str]:
    rest = iter(tokens)
    for token in rest:
        match = REDIRECTION.match(token)
        if match is None:
            yield token
        elif match.end() == len(token) and match[2] is None:
            next(rest, None)


COMMANDS = [
    pytest.param(arguments, id=f"{block} dragoman {' '.join(arguments)}"[:90])
    for block in ALL_BLOCKS
    if not block.info or block.info[0] in ("sh", "bash", "console", "shell", "text")
    for arguments in _commands(block)
]


@cache
def _group() -> Any:
    return typer.main.get_command(app)


@pytest.mark.parametrize("arguments", COMMANDS)
def test_every_command_parses(arguments: list[str]) -> None:
    """Options, their values and the number of arguments are checked; nothing runs."""
    group = _group()
    options = [argument for argument in arguments if argument.startswith("-")]
    name = next((argument for argument in arguments if not argument.startswith("-")), None)
    if name is None:
        assert set(options) <= {flag for option in group.params for flag in option.opts} | {"-h", "--help"}
        return
    assert name in group.commands
    asked = CliRunner().invoke(app, [name, "--help"])
    assert asked.exit_code == 0
    command = group.commands[name]
    rest = arguments[arguments.index(name) + 1 :]
    if not {"-h", "--help"} & set(rest):
        command.make_context(name, rest)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_subcommand_named_in_a_sentence_exists(path: Path) -> None:
    inline = INLINE.findall(FENCE.sub("", _text(path)))
    named = {match[1] for words in inline if (match := re.match(r"dragoman ([a-z][\w-]*)", words))}
    assert named <= set(_group().commands)


# -- Python ------------------------------------------------------------------------------------------


RUNNABLES = [block for block in ALL_BLOCKS if block.info[:1] == ("python",) and RUNNABLE in block.info]


def test_the_readme_reads_an_article() -> None:
    readme = [block.body for block in RUNNABLES if block.document == README]
    assert any("dragoman.read(" in body for body in readme)


def test_the_readme_relates_a_pair() -> None:
    readme = [block.body for block in RUNNABLES if block.document == README]
    assert any("dragoman.relate(" in body for body in readme)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_python_block_is_run(path: Path) -> None:
    blocks = [block for block in ALL_BLOCKS if block.document == path and block.info[:1] == ("python",)]
    assert [str(block) for block in blocks if RUNNABLE not in block.info] == []


def _run(block: Block, names: dict[str, Any]) -> None:
    if ">>>" not in block.body:
        exec(compile(block.body, str(block), "exec"), names)
        return
    test = doctest.DocTestParser().get_doctest(block.body, names, str(block), str(block.document), block.line)
    said: list[str] = []
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    failed = doctest.DocTestRunner(optionflags=flags).run(test, out=said.append, clear_globs=False).failed
    names.update(test.globs)
    assert not failed, "".join(said)


@pytest.mark.parametrize("path", sorted({block.document for block in RUNNABLES}), ids=lambda path: path.name)
def test_python_blocks_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in RUNNABLES:
        if block.document == path:
            _run(block, names)


@pytest.mark.parametrize("path", [*DOCUMENTS, ROOT / "Makefile"], ids=lambda path: path.name)
def test_every_module_to_run_exists(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    modules = set(re.findall(r"(?:python[\d.]*|\$\(PYTHON\)) -m ([A-Za-z_][\w.]*\w)", _text(path)))
    assert {module for module in modules if importlib.util.find_spec(module) is None} == set()


# -- versions and hosts ------------------------------------------------------------------------------


def test_the_changelog_starts_with_this_version() -> None:
    versions = re.findall(r"^## \[?v?(\d+\.\d+[\w.]*)", _text(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert versions[:1] == [dragoman.__version__]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_names_no_package_registry(path: Path) -> None:
    assert [host for host in REGISTRIES if host in _text(path).casefold()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_files_that_exist(path: Path) -> None:
    prose = INLINE.sub("", FENCE.sub("", _text(path)))
    linked = re.findall(r"\]\(([^)\s#]+)(?:#[^)\s]*)?\)", prose)
    local = [target for target in linked if not re.match(r"[a-z]+:", target)]
    assert [target for target in local if not (path.parent / target).exists()] == []


# -- what the checks above would see -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        ("dragoman read examples --store record", [["read", "examples", "--store", "record"]]),
        ("$ cat a.txt | .venv/bin/dragoman read - --json | jq .claims", [["read", "-", "--json"]]),
        ("dragoman export claims --format csv > claims.csv 2>&1", [["export", "claims", "--format", "csv"]]),
        (
            'dragoman sql "SELECT 1 | 2" --store record; dragoman --version',
            [["sql", "SELECT 1 | 2", "--store", "record"], ["--version"]],
        ),
        ("pip install dragoman", []),
    ],
)
def test_finds_the_commands_of_a_line(line: str, arguments: list[list[str]]) -> None:
    assert list(_commands(Block(README, 1, ("sh",), line))) == arguments
