"""Every command explains itself, with an example, in a window of 80 columns."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from snelsync.cli.main import app

AGREED = {
    "alert-test",
    "auth login",
    "auth rotate",
    "auth logout",
    "auth status",
    "backup",
    "demo",
    "init",
    "install-service",
    "map-check",
    "pull-orders",
    "purge",
    "push",
    "rebuild",
    "reconcile",
    "report",
    "retry",
    "sandbox",
    "show",
    "status",
    "support-bundle",
    "sync",
}
GLOBAL = {
    "--mapping",
    "--state",
    "--json",
    "--quiet",
    "--verbose",
    "--log-json",
    "--log-file",
    "--version",
}


def walk(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """List a command and all below it, by what one types."""
    yield name, command
    for word, below in getattr(command, "commands", {}).items():
        yield from walk(below, f"{name} {word}".strip())


COMMANDS = dict(walk(get_command(app)))
LEAVES = sorted(name for name, one in COMMANDS.items() if not hasattr(one, "commands"))


def test_the_commands_are_the_agreed_ones() -> None:
    """Every command that exists is known here, and the other way round."""
    assert set(LEAVES) == AGREED


def test_the_global_options_are_the_agreed_ones() -> None:
    """The design's global options are there, by these names."""
    options = {word for one in COMMANDS[""].params for word in one.opts}
    assert options >= GLOBAL


@pytest.mark.parametrize("name", LEAVES)
def test_every_command_has_examples_of_itself(name: str) -> None:
    """The help ends with commands one can copy, for that very command."""
    text = COMMANDS[name].help or ""
    head, _, examples = text.partition("[bold]Examples[/bold]")
    typed = [line.strip() for line in examples.splitlines() if line.strip()]
    assert head.strip()
    assert typed
    assert all(line.startswith(f"snelsync {name}") for line in typed)


@pytest.mark.parametrize("name", LEAVES)
def test_every_option_and_argument_has_a_help(name: str) -> None:
    """Nothing can be typed that is not explained."""
    for one in COMMANDS[name].params:
        assert getattr(one, "help", None) or "--help" in one.opts, one.name


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_fits_80_columns(name: str) -> None:
    """In the narrowest usual window no line is cut off or too long."""
    words = [*name.split(), "--help"]
    plain = {"FORCE_COLOR": None, "GITHUB_ACTIONS": None}
    ran = CliRunner().invoke(
        app, words, env={"TERMINAL_WIDTH": "80", "COLUMNS": "80", **plain}
    )
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert max(len(line) for line in ran.stdout.splitlines()) <= 80
    assert "…" not in ran.stdout
    assert re.search(r"Usage: \S+", ran.stdout)


@pytest.mark.parametrize("name", LEAVES)
def test_examples_name_only_options_that_exist(name: str) -> None:
    """An option in an example can be typed."""
    known = {word for one in COMMANDS[name].params for word in one.opts} | GLOBAL
    examples = (COMMANDS[name].help or "").partition("Examples")[2]
    assert set(re.findall(r"(--[a-z-]+)", examples)) <= known
