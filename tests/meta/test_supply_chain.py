"""What snelsync is made of, and what it never does: run, load or fetch by surprise."""

import ast
import importlib.util
import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.meta.layers import REPOSITORY, SOURCE, modules

NEVER_IMPORTED = {
    *("subprocess", "multiprocessing", "pty", "ctypes", "cffi"),
    *("pickle", "marshal", "shelve", "dbm", "dill", "joblib"),
    *("yaml", "xml", "lxml", "xmlrpc", "plistlib"),
    *("runpy", "code", "codeop", "imp", "zipimport", "pkgutil"),
    *("ftplib", "telnetlib", "pip", "setuptools"),
}
"""Other programs, data that is code, and readers of what we never read."""
NEVER_CALLED = {
    *("eval", "exec", "compile", "__import__", "import_module"),
    *("system", "popen", "mktemp", "load_workbook", "extractall"),
    *("execv", "execve", "execvp", "spawnl", "spawnv", "posix_spawn", "startfile"),
}
NEVER_SAID = {"shell": True, "verify": False, "check_hostname": False}
"""Words of a call that open a door: a shell, and TLS with anybody."""
TELLING = re.compile(
    rf"^\s*(?:import|from) (?:{'|'.join(sorted(NEVER_IMPORTED))})\b"
    rf"|(?<!re\.)\b(?:{'|'.join(sorted(NEVER_CALLED))})\("
    rf"|\b(?:{'|'.join(NEVER_SAID)})=",
    re.MULTILINE,
)
"""What a file must have to be looked at closely: most have nothing like it."""


def dangers(text: str) -> Iterator[str]:
    """List what would run, load or trust something that came from outside."""
    if not TELLING.search(text):
        return
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                for one in names:
                    if one.name.partition(".")[0] in NEVER_IMPORTED:
                        yield f"line {node.lineno}: {one.name}"
            case ast.ImportFrom(module=str(name)):
                if name.partition(".")[0] in NEVER_IMPORTED:
                    yield f"line {node.lineno}: {name}"
            case ast.Call(func=func, keywords=words):
                yield from _called(node.lineno, func, words)
            case _:
                pass


def _called(line: int, func: ast.expr, words: list[ast.keyword]) -> Iterator[str]:
    match func:
        case ast.Name(id=name) if name in NEVER_CALLED:
            yield f"line {line}: {name}"
        case ast.Attribute(value=value, attr=name) if name in NEVER_CALLED:
            if ast.unparse(value) not in {"re", "platform"}:
                yield f"line {line}: {name}"
        case _:
            pass
    for word in words:
        match word:
            case ast.keyword(arg=str(name), value=ast.Constant(value=bool(said))):
                if NEVER_SAID.get(name) is said:
                    yield f"line {line}: {name}={said}"
            case _:
                pass


def test_no_module_runs_or_loads_what_came_from_outside() -> None:
    """No shell, no other program, no data that is code, no XML, no TLS with anybody."""
    found = {
        name: told
        for name, path in modules(SOURCE)
        if (told := list(dangers(path.read_text(encoding="utf-8"))))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "import pickle",
        "from xml.etree import ElementTree",
        "import subprocess as s",
        "import yaml",
        "eval('1')",
        "exec(text)",
        "os.system('ls')",
        "tempfile.mktemp()",
        "run(words, shell=True)",
        "httpx.Client(verify=False)",
        "importlib.import_module(name)",
        "openpyxl.load_workbook(path)",
    ],
)
def test_a_danger_is_found(line: str) -> None:
    """The search finds each of what it searches for."""
    assert list(dangers(line))


DIRECT = [
    Requirement(line)
    for line in tomllib.loads(
        (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    )["project"]["dependencies"]
]


def test_every_dependency_says_its_lowest_version_first() -> None:
    """What ``.ci/lowest`` installs can be read from the bounds."""
    for one in DIRECT:
        assert re.fullmatch(r"[\w-]+>=[\d.]+(,<[\d.]+)?", _as_written(one)), one


def _as_written(one: Requirement) -> str:
    text = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    (found,) = re.findall(rf'^  "({one.name}[<>=!~][^"]*)",', text, re.MULTILINE)
    return str(found)


PAGE = (REPOSITORY / "docs/explanation/dependencies.md").read_text(encoding="utf-8")
LICENCES = dict(re.findall(r"^\| ([a-z0-9-]+) \| ([\w.-]+) \|", PAGE, re.MULTILINE))
FAMILIES = {
    "MIT": r"\bMIT\b",
    "BSD": r"\bBSD\b",
    "Apache-2.0": r"\bApache\b",
    "ISC": r"\bISC\b",
    "PSF-2.0": r"\bPSF|Python Software Foundation",
    "MPL-2.0": r"\bMPL|Mozilla Public License 2",
    "LGPL-2.1": r"\bLGPL|Lesser General Public",
    "ZPL-2.1": r"\bZPL|Zope",
    "Unlicense": r"\bUnlicense\b",
}


def _families(name: str) -> set[str]:
    """Read under which licences a library says that it may be used."""
    about = metadata.metadata(name)
    said = [
        *(about.get_all("License-Expression") or ()),
        *(text[:60] for text in about.get_all("License") or ()),
        *(one for one in about.get_all("Classifier") or () if "License" in one),
    ]
    return {
        family for family, form in FAMILIES.items() if re.search(form, "\n".join(said))
    }


def _installed_below(name: str, seen: dict[str, None]) -> dict[str, None]:
    """List a library and all it brings along, on this machine."""
    name = canonicalize_name(name)
    if name in seen:
        return seen
    seen[name] = None
    for line in metadata.requires(name) or ():
        one = Requirement(line)
        if one.marker is None or one.marker.evaluate({"extra": ""}):
            _installed_below(one.name, seen)
    return seen


def test_the_table_of_licences_is_what_the_libraries_say() -> None:
    """Each library that is asked for has a row with the licence it comes under."""
    assert list(LICENCES) == sorted(one.name for one in DIRECT)
    for name, licence in LICENCES.items():
        # filelock was in the public domain before it came under MIT.
        assert _families(name) & {licence, "Unlicense"}, name


def test_what_libraries_bring_along_is_as_free() -> None:
    """Nothing that is installed with snelsync has a licence nobody looked at."""
    installed: dict[str, None] = {}
    for one in DIRECT:
        _installed_below(one.name, installed)
    assert len(installed) > len(DIRECT)
    assert [name for name in installed if not _families(name)] == []


THREATS = (REPOSITORY / "SECURITY.md").read_text(encoding="utf-8")


def test_every_test_that_the_threat_model_names_exists() -> None:
    """Each line about what stops an attacker leads to the test that shows it."""
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", THREATS))
    assert len(named) > 50
    assert len(named) == len(set(re.findall(r"`(tests/[^`]+)`", THREATS)))
    missing = [
        f"{path}::{test}"
        for path, test in sorted(named)
        if not re.search(
            rf"^def {test}\(",
            (REPOSITORY / path).read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    ]
    assert missing == []


def test_every_protection_of_the_threat_model_has_its_test() -> None:
    """A row without a test would be a promise that nobody keeps."""
    model = THREATS.partition("## Who could do what")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in model.splitlines() if line.startswith("|")]
    assert {len(row) for row in rows} == {5}
    shown = [row[3] for row in rows if "---" not in row and "Shown by" not in row[3]]
    assert len(shown) > 25
    assert [row for row in shown if "`tests/" not in row] == []


def _advisories() -> ModuleType:
    path = REPOSITORY / ".ci" / "advisories.py"
    spec = importlib.util.spec_from_file_location("advisories", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WEAK = {
    "name": "jinja2",
    "version": "2.4.1",
    "vulns": [{"id": "X-1", "fix_versions": ["2.7.3"]}],
}
SOUND = {"name": "httpx", "version": "1", "vulns": []}
UNSEEN = {"name": "rich", "skip_reason": "not found"}


def _answers(text: bytes) -> Any:  # noqa: ANN401
    return lambda _: text


def _out_of_reach(_: str) -> bytes:
    raise OSError


@pytest.mark.parametrize(
    "fetch",
    [_out_of_reach, _answers(b"<html>"), _answers(b"{}"), _answers(b"[]")],
    ids=["unreachable", "not JSON", "no advisories", "nonsense"],
)
def test_without_advisories_nothing_is_looked_at_and_that_is_said(
    fetch: Any,  # noqa: ANN401
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Only an index that tells of no known weakness at all is passed over."""
    assert _advisories().main("python", fetch=fetch, audit=_out_of_reach) == 0
    assert capsys.readouterr().out.startswith("skipped:")


@pytest.mark.parametrize(
    ("libraries", "code"),
    [([SOUND], 0), ([SOUND, WEAK], 1), ([SOUND, UNSEEN], 1), ([], 1)],
    ids=["sound", "weak", "one not looked at", "nothing"],
)
def test_a_weakness_never_passes(libraries: list[Any], code: int) -> None:
    """Once advisories can be read, a weakness or a gap ends the run as a failure."""
    can_be_read = _answers(b'{"vulnerabilities": [{"id": "X"}]}')
    told = {"dependencies": libraries}
    assert _advisories().main("p", fetch=can_be_read, audit=lambda _: told) == code


def test_an_audit_that_fails_is_no_skip() -> None:
    """A line that breaks while looking hides nothing."""
    can_be_read = _answers(b'{"vulnerabilities": [{"id": "X"}]}')
    with pytest.raises(OSError, match=r"^$"):
        _advisories().main("python", fetch=can_be_read, audit=_out_of_reach)
