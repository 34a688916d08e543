"""What goes wrong with a state file, in words a person can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from snelsync.errors import LockedError, StateError

ELSEWHERE = "choose another place with --state or SNELSYNC_STATE"
RESTORE = (
    "put back a copy of it, or move it away and run `snelsync pull-orders`: what was"
    " booked is found again by its number and not booked twice"
)
AGAIN = (
    "then run the same command again: what was being sent is looked up in SnelStart"
    " before anything else"
)

_OF_THE_PLACE = ("FULL", "IOERR", "CANTOPEN", "READONLY", "PERM", "BUSY", "LOCKED")
_OF_THE_FILE = ("CORRUPT", "NOTADB")


def guarded(path: Path, action: Callable[[], Any]) -> None:
    """Turn SQLite's troubles into ours."""
    try:
        action()
    except (sa.exc.DatabaseError, sqlite3.DatabaseError) as error:
        raise explain(error, path) from error


def is_of_file(error: BaseException, *, readonly: bool) -> bool:
    """Say whether it is disk or file that failed, and not what was asked of it.

    Args:
        error: what SQLite raised.
        readonly: the file was opened for reading: refusing to write is no trouble.
    """
    name = _name_of(error)
    if readonly and name == "READONLY":
        return False
    return name.startswith((*_OF_THE_PLACE, *_OF_THE_FILE))


def _name_of(error: BaseException) -> str:
    """Give SQLite's own name of an error, as ``FULL`` or ``IOERR_WRITE``."""
    cause = getattr(error, "orig", None) or error
    return str(getattr(cause, "sqlite_errorname", "")).removeprefix("SQLITE_")


def explain(error: BaseException, path: Path) -> StateError:
    """Say what a SQLite error means for the person at the keyboard."""
    cause = getattr(error, "orig", None) or error
    name = _name_of(error)
    if name.startswith(("BUSY", "LOCKED")) or "locked" in str(cause):
        return LockedError(f"another run is writing to {path}")
    if name == "FULL":
        return StateError(
            f"no room is left on the disk for state file {path}",
            hint=f"make room on that disk, {AGAIN}",
        )
    if name.startswith("IOERR"):
        return StateError(
            f"the disk of state file {path} does not read or write ({name})",
            hint=f"look whether it is full, over a quota or failing, {AGAIN}",
        )
    if name.startswith(("CANTOPEN", "READONLY", "PERM")):
        return StateError(
            f"state file {path} cannot be opened here: {cause}",
            hint=(
                "run snelsync as the owner of the file, on a disk that may be written;"
                f" or copy it and {ELSEWHERE}"
            ),
        )
    return StateError(f"state file {path} cannot be used: {cause}", hint=RESTORE)
