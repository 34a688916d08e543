"""Keys as somebody gives them: typed unseen at a terminal, or piped in, a line each."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from snelsync.errors import CredentialsError, UsageError
from snelsync.secret import Secret

if TYPE_CHECKING:
    from snelsync.adapters.credentials import Key
    from snelsync.cli.session import Session

LONGEST = 16_384
"""Characters of a line; a key is far shorter."""


def asked(
    session: Session, keys: Iterable[Key], *, piped: bool, left: bool = False
) -> dict[Key, Secret]:
    """Get keys from a person or a pipe; never from the command line.

    Args:
        session: this use of the command line.
        keys: which, in the order in which they are asked for.
        piped: they come on standard input, one on each line.
        left: an empty answer leaves a key as it is, and out of what is given.

    Raises:
        CredentialsError: there is nobody to ask, or the pipe ends too early.
        UsageError: standard input is a terminal, where what is typed would show.
    """
    if piped and session.world.stdin_is_terminal:
        raise UsageError(
            "--stdin is for a pipe or a file, and this is a terminal",
            hint="leave --stdin out, and the keys are asked for without showing",
        )
    if not piped and not session.world.stdin_is_terminal:
        raise CredentialsError(
            "there is no terminal to ask for the keys on",
            hint=(
                "pipe them in, a line each, with --stdin; or set"
                f" {', '.join(key.variable for key in keys)}, each with _FILE"
            ),
        )
    read = _line if piped else _typed
    given = {key: read(key, left) for key in keys}
    return {key: secret for key, secret in given.items() if secret or not left}


def _typed(key: Key, left: bool) -> Secret:  # noqa: FBT001 - a reader's own form
    if not left:
        return Secret(typer.prompt(key.label, hide_input=True, err=True))
    told = f"{key.label} (Enter leaves it)"
    typed = typer.prompt(told, "", hide_input=True, err=True, show_default=False)
    return Secret(typed)


def _line(key: Key, left: bool) -> Secret:  # noqa: FBT001 - a reader's own form
    line = sys.stdin.readline(LONGEST)
    if not line.strip() and not (left and line):
        raise CredentialsError(
            f"standard input has no line with the {key.label}",
            hint="give one key on each line, in the order `snelsync auth status` has",
        )
    return Secret(line)
