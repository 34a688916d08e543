"""One run at a time: a lock that the operating system lets go when its holder dies.

Who holds it is written beside it for people to read; what is written there decides
nothing, so a holder that was killed leaves nothing that must be cleared away.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import filelock

from snelsync.adapters.private_files import make_folder
from snelsync.adapters.state.trouble import ELSEWHERE
from snelsync.errors import LockedError, StateError
from snelsync.events import Event, tell


@contextmanager
def only_run(state: Path, command: str, *, now: datetime) -> Iterator[None]:
    """Keep every other run that writes to a state file out meanwhile.

    Raises:
        LockedError: another run goes on; says which, since when.
        StateError: the lock cannot be made.
    """
    path = state.with_name(f"{state.name}.lock")
    holder = state.with_name(f"{state.name}.run")
    lock = filelock.FileLock(path, timeout=0, mode=0o600)
    try:
        make_folder(state.parent)
        lock.acquire()
    except filelock.Timeout as error:
        tell(Event.LOCK_HELD)
        raise LockedError(f"another run is using {state}: {_told(holder)}") from error
    except OSError as error:
        raise StateError(
            f"{path} cannot be made: {error.strerror}",
            hint=(
                f"look whether {path.parent} is a folder with room, and whether it and"
                f" the files of {state.name} in it are yours; for a new state file,"
                f" {ELSEWHERE}"
            ),
        ) from error
    try:
        _tell(holder, command, now)
        tell(Event.LOCK_TAKEN)
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _tell(holder: Path, command: str, now: datetime) -> None:
    """Write down who holds the lock, in place of whatever stands there.

    A full disk is told where it matters: when the state file itself is opened, and
    those who are told of the run can hear of it.
    """
    body = {"pid": os.getpid(), "command": command, "since": now.isoformat()}
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with suppress(OSError):
        holder.unlink(missing_ok=True)
        with os.fdopen(os.open(holder, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(json.dumps(body))


def _told(holder: Path) -> str:
    """Say who holds the lock, as far as is known."""
    try:
        body = json.loads(holder.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(body["since"]).astimezone()
        return (
            f"`snelsync {body['command']}`, process {int(body['pid'])}, since"
            f" {since:%Y-%m-%d %H:%M:%S}"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return "it has just begun"
