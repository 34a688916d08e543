"""The house's own rules: rooms stay small, names say something, the domain is pure."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.meta.layers import REPOSITORY, SOURCE, modules

DOMAIN = SOURCE / "domain"
FILES = [*SOURCE.rglob("*.py"), *REPOSITORY.glob("tests/**/*.py")]
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}
IMPURE = {"float", "open", "print", "input", "eval", "exec"}
CLOCKS = {"now", "today", "utcnow", "time", "sleep", "perf_counter"}
NOT_FOR_THE_DOMAIN = {
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "sys",
    "threading",
    "time",
    "urllib",
    "uuid",
}


def impurities(text: str) -> Iterator[str]:
    """List what a pure room may not do: floats, clocks, files and the outside."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Constant(value=float()):
                yield f"line {node.lineno}: a float"
            case ast.Name(id=name) if name in IMPURE:
                yield f"line {node.lineno}: {name}"
            case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCKS:
                yield f"line {node.lineno}: {name}()"
            case ast.Import(names=names):
                for alias in names:
                    if alias.name.partition(".")[0] in NOT_FOR_THE_DOMAIN:
                        yield f"line {node.lineno}: {alias.name}"
            case ast.ImportFrom(module=str(name)):
                if name.partition(".")[0] in NOT_FOR_THE_DOMAIN:
                    yield f"line {node.lineno}: {name}"
            case _:
                pass


@pytest.mark.parametrize(
    "path", sorted(DOMAIN.glob("*.py")), ids=lambda path: path.stem
)
def test_the_domain_is_pure(path: Path) -> None:
    """No float, no clock, no file, no logging: the same input gives the same books."""
    assert list(impurities(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        "x = 0.5",
        "x = float('1')",
        "x = open('f')",
        "x = datetime.now(UTC)",
        "x = date.today()",
        "import logging",
        "from os import environ",
        "import time",
    ],
)
def test_an_impurity_is_found(line: str) -> None:
    """The search finds each of what it searches for."""
    assert list(impurities(line))


def test_no_module_has_a_name_that_says_nothing() -> None:
    """A module is named for what it knows."""
    named = [name for path in FILES for name in (path.stem, path.parent.name)]
    assert NAMELESS.isdisjoint(named)
    assert len(FILES) > 100


def test_no_file_is_two_rooms() -> None:
    """A file that passes 400 lines is split."""
    long = [
        f"{path}: {count}"
        for path in FILES
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    ]
    assert long == []


def test_every_module_says_what_it_is_for() -> None:
    """The first line of a module is a sentence."""
    silent = [
        name
        for name, path in modules(SOURCE)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_every_test_states_its_promise() -> None:
    """A test's docstring is the promise it keeps."""
    silent = [
        f"{path.relative_to(REPOSITORY)}: {node.name}"
        for path in REPOSITORY.glob("tests/**/test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_test_mocks_or_sleeps() -> None:
    """Tests use fakes and the sandbox, and no test waits for time to pass."""
    for path in REPOSITORY.glob("tests/**/*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(import|from)\b.*mock", text, re.MULTILINE), path
        assert not re.search(r"(?<![.\w])time\.sleep\(", text), path
