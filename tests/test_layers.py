"""The direction of flow: a package imports only what comes before it, and the engine knows no language by name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "src" / "dragoman"
MODULES = sorted(ROOT.rglob("*.py"))
LONGEST = 400  # lines of a module

#: From the bottom up. The names of one row belong to one layer; ``__init__`` is the package's own face.
ORDER = (
    ("records", "errors", "_version"),
    ("serial",),
    ("ontology",),
    ("lexicon",),
    ("intake",),
    ("reading",),
    ("coding",),
    ("pipeline",),
    ("store",),
    ("world",),
    ("scale",),
    ("faces",),
    ("web",),
    ("cli",),
    ("__init__", "__main__"),
)
RANK = {name: rank for rank, row in enumerate(ORDER) for name in row}
#: Arrows that the order allows and the design does not.
NEVER = {("store", "pipeline")}
LANGUAGE_NAMES = {"lang", "language", "lang_code", "language_code"}
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT.parent))


def _layer(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _imported(tree: ast.Module, path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and layer of each import of ours, wherever it stands in the module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _of_dotted(alias.name, (), node.lineno)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                package = ("dragoman", *path.relative_to(ROOT).parts[:-1])
                module = ".".join([*package[: len(package) - node.level + 1], *filter(None, [module])])
            yield from _of_dotted(module, tuple(alias.name for alias in node.names), node.lineno)


def _of_dotted(module: str, names: tuple[str, ...], line: int) -> Iterator[tuple[int, str]]:
    parts = module.split(".")
    if parts[0] != "dragoman":
        return
    inner = parts[1:2] or [name if name in RANK else "__init__" for name in names] or ["__init__"]
    for layer in inner:
        yield line, layer


def test_every_module_has_a_place_in_the_order() -> None:
    assert {_layer(path) for path in MODULES} <= set(RANK)


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_imports_only_what_comes_before(path: Path) -> None:
    own = _layer(path)
    wrong = [
        f"{_name(path)}:{line} imports {layer}, which comes after {own}"
        for line, layer in _imported(_parse(path), path)
        if layer != own and (RANK[layer] >= RANK[own] or (own, layer) in NEVER)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ORDER[0])
def test_the_bottom_imports_nothing_of_ours(name: str) -> None:
    path = ROOT / f"{name}.py"
    assert list(_imported(_parse(path), path)) == []


@pytest.mark.parametrize("name", ["train", "evals", "tests"])
def test_the_package_imports_no_tool_that_imports_it(name: str) -> None:
    roots = {
        alias.split(".")[0]
        for path in MODULES
        for node in ast.walk(_parse(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in ([a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""])
    }
    assert name not in roots


# -- no language in the engine -----------------------------------------------------------------------


def _is_language(node: ast.expr) -> bool:
    """Say whether an expression is called lang or language, or is a part of what is (``lang.code``)."""
    while True:
        if isinstance(node, ast.Name):
            return node.id in LANGUAGE_NAMES
        if isinstance(node, ast.Attribute):
            if node.attr in LANGUAGE_NAMES:
                return True
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            return False


def _has_code(node: ast.AST) -> bool:
    return any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) and LANGUAGE_CODE.fullmatch(part.value)
        for part in ast.walk(node)
    )


def _asks_for_start(call: ast.Call) -> bool:
    """Say whether a call is ``lang.startswith("pt")`` or its like."""
    method = call.func
    return (
        isinstance(method, ast.Attribute)
        and method.attr in ("startswith", "endswith", "removeprefix")
        and _is_language(method.value)
        and any(map(_has_code, call.args))
    )


def _language_tests(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that compare a language with the name of one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(_is_language, sides)) and any(_has_code(side) for side in sides if not _is_language(side)):
                yield node.lineno
        elif isinstance(node, ast.Match) and _is_language(node.subject):
            yield from (case.pattern.lineno for case in node.cases if _has_code(case.pattern))
        elif isinstance(node, ast.Call) and _asks_for_start(node):
            yield node.lineno


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_asks_for_no_language_by_name(path: Path) -> None:
    assert [f"{_name(path)}:{line}" for line in _language_tests(_parse(path))] == []


@pytest.mark.parametrize(
    "code",
    [
        'if lang == "nl": pass',
        'x = 1 if "de" == self.language else 2',
        'if article.lang in ("zh", "ja"): pass',
        'match lang:\n    case "nl": pass',
        'if lang.code != "en": pass',
        'if lang.startswith("pt"): pass',
    ],
)
def test_sees_a_language_asked_for_by_name(code: str) -> None:
    assert list(_language_tests(ast.parse(code)))


@pytest.mark.parametrize("code", ["if lang == other: pass", 'if name == "nl": pass', "if lang is None: pass"])
def test_leaves_other_comparisons_alone(code: str) -> None:
    assert not list(_language_tests(ast.parse(code)))


# -- size --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_is_no_longer_than_a_module_may_be(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST
