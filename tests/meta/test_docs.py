"""What the documentation says is what the code does."""

import re
from functools import cache

import pytest

import snelsync
from snelsync.domain.problem import Code
from snelsync.errors import ExitCode
from snelsync.events import FIELDS, SHAPES
from tests.meta.layers import REPOSITORY
from tests.meta.test_example_mapping import SETTINGS
from tests.meta.test_help import COMMANDS, GLOBAL, LEAVES


@cache
def _page(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def _reference(name: str) -> str:
    return _page(f"docs/reference/{name}.md")


def test_the_version_is_the_newest_of_the_changelog() -> None:
    """What the program says it is, the changelog describes first."""
    headings = re.findall(r"^## \[(\d[^\]]*)\]", _page("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == snelsync.__version__


def test_the_table_of_exit_codes_is_that_of_the_code() -> None:
    """Each number stands in the table with exactly its meaning, and no other does."""
    rows = re.findall(
        r"^\|\s*(\d+)\s*\|\s*(.+?)\s*\|", _reference("exit-codes"), re.MULTILINE
    )
    assert {int(number): told for number, told in rows} == {
        int(code): code.meaning for code in ExitCode
    }


@pytest.mark.parametrize("code", list(Code), ids=str)
def test_every_problem_is_explained(code: Code) -> None:
    """Each problem has a heading or a row of its own."""
    found = re.search(
        rf"^(?:#+ |\|\s*)`?{code}\b", _reference("problems"), re.MULTILINE
    )
    assert found


def test_no_problem_is_explained_that_there_is_not() -> None:
    """A problem that was taken out of the code leaves the page too."""
    named = re.findall(
        r"^(?:#+ |\|\s*)`?([a-z]+(?:_[a-z]+)*)`?\s*(?:\||$)",
        _reference("problems"),
        re.MULTILINE,
    )
    assert set(named) <= set(Code)
    assert named


@pytest.mark.parametrize("place", SETTINGS, ids=".".join)
def test_every_setting_is_explained(place: tuple[str, ...]) -> None:
    """Each setting's name is on the page about the mapping file."""
    assert re.search(rf"(?<![\w-]){place[-1]}(?![\w-])", _reference("mapping"))


@pytest.mark.parametrize("name", LEAVES)
def test_every_command_and_option_is_explained(name: str) -> None:
    """Each command and each of its options is on the page about the command line."""
    page = _reference("cli")
    assert f"snelsync {name}" in page
    for one in COMMANDS[name].params:
        for word in (*one.opts, *one.secondary_opts):
            if word.startswith("--") and word != "--help":
                assert word in page


@pytest.mark.parametrize("option", sorted(GLOBAL))
def test_every_global_option_is_explained(option: str) -> None:
    """Each global option is on the page about the command line."""
    assert option in _reference("cli")


def test_the_tables_of_events_and_fields_are_those_of_the_code() -> None:
    """Each event stands with its level and fields, and each field; no other does."""
    events, _, fields = _reference("logs").partition("## Fields")
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*?) ?\|", events, re.MULTILINE)
    assert {
        (name, level, tuple(re.findall(r"`(\w+)`", named)))
        for name, level, named in rows
    } == {
        (str(event), str(shape.level), shape.fields) for event, shape in SHAPES.items()
    }
    assert set(re.findall(r"^\| `(\w+)` \|", fields, re.MULTILINE)) == set(FIELDS)
