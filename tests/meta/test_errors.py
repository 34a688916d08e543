"""The exit codes and the exceptions that lead to them."""

import re
from collections.abc import Iterator

import pytest

from snelsync import errors
from snelsync.errors import WORST_FIRST, ExitCode, SnelsyncError, worst
from tests.meta.layers import REPOSITORY, SOURCE

AGREED = {
    "DONE": 0,
    "BUG": 1,
    "USAGE": 2,
    "NEEDS_PERSON": 3,
    "DIFFERENCES": 4,
    "SETTINGS": 10,
    "CREDENTIALS": 11,
    "STATE": 12,
    "SHOP": 20,
    "ADMINISTRATION": 30,
    "UNCERTAIN": 34,
    "BREAKER": 40,
    "PLAN_CHANGED": 41,
    "LOCKED": 42,
    "INTERRUPTED": 130,
}


def _below(kind: type[SnelsyncError]) -> Iterator[type[SnelsyncError]]:
    for sub in kind.__subclasses__():
        yield sub
        yield from _below(sub)


ERRORS = sorted(set(_below(SnelsyncError)), key=lambda kind: kind.__name__)


def test_exit_codes_are_the_agreed_ones() -> None:
    """Scripts rely on the numbers: none changes its meaning, none is used again."""
    assert {code.name: code.value for code in ExitCode} == AGREED
    assert len(ExitCode.__members__) == len(set(ExitCode))


def test_every_exit_code_has_a_meaning_of_its_own() -> None:
    """Each number says one thing, and each thing has one number."""
    assert len({code.meaning for code in ExitCode}) == len(ExitCode)


def test_the_worst_of_several_codes_is_decided_for_every_pair() -> None:
    """Each code has one place in the order; the page about them has the same order."""
    assert sorted(WORST_FIRST) == sorted(ExitCode)
    assert worst([]) is ExitCode.DONE
    # A run that did not do all is never told as one that did.
    assert worst([ExitCode.NEEDS_PERSON, ExitCode.SHOP]) is ExitCode.SHOP
    assert worst([ExitCode.DIFFERENCES, ExitCode.UNCERTAIN]) is ExitCode.UNCERTAIN
    assert worst([ExitCode.BREAKER, ExitCode.ADMINISTRATION]) is ExitCode.BREAKER
    page = (REPOSITORY / "docs/reference/exit-codes.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"^Worst first: (.*)\.$", page, re.MULTILINE)
    assert told == ", ".join(str(int(code)) for code in WORST_FIRST)


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_has_an_exit_code_and_a_hint(kind: type[SnelsyncError]) -> None:
    """Whatever is raised ends in a number and in something to do."""
    assert kind.exit_code in set(ExitCode) - {ExitCode.DONE, ExitCode.BUG}
    assert kind.exit_code.meaning
    assert kind.default_hint
    assert not kind.default_hint.endswith(".")
    assert kind.__doc__


def test_an_error_has_a_hint_of_its_own_or_that_of_its_kind() -> None:
    """Who raises an error may say better what to do; somebody always says it."""
    assert errors.ShopError("it").hint == errors.ShopError.default_hint
    assert errors.ShopError("it", hint="wait").hint == "wait"
    assert errors.RefusedError("it", refusals=()).hint


def test_the_tree_in_the_first_lines_is_the_tree() -> None:
    """The picture in the module names every error with its number."""
    drawn = re.findall(r"(\w+Error)\s+(\d+)", errors.__doc__ or "")
    ours = [kind for kind in ERRORS if kind.__module__ == "snelsync.errors"]
    tree = {(kind.__name__, str(int(kind.exit_code))) for kind in ours}
    assert set(drawn) == tree | {("SnelsyncError", "1")}


def test_hints_name_commands_that_exist() -> None:
    """A command in a message can be typed."""
    from snelsync.cli.main import app  # noqa: PLC0415

    names = {one.name for one in app.registered_commands} | {"auth"}
    told: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        if "sandbox" not in path.parts:
            text = re.sub(r'"\s*\n\s*f?"', "", path.read_text(encoding="utf-8"))
            told |= set(re.findall(r"`snelsync ([a-z][a-z-]*)", text))
    assert told - {"command"} <= names
    assert told
