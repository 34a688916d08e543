"""Copies of the state file: whole, checked, and never over another file."""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from snelsync.adapters.state.trouble import RESTORE, explain
from snelsync.errors import StateError, UsageError

KEPT = 2
"""So many copies made before a migration stay beside the file; older ones go."""

LAST_WIPE = "0002"
"""The last migration that wiped what should not have been kept: a copy from before it
has that still, so it goes once the migration is done."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was made, read back, and found whole.

    Attributes:
        size: in bytes.
        version: the migration it is at.
        rows: how many there are, by table.
    """

    path: Path
    size: int
    version: str
    rows: dict[str, int]


def back_up(source: Path, target: Path) -> Copied:
    """Copy a state file as it is at one moment, also while a run writes to it.

    The copy is one file, for its owner only, and needs nothing beside it.

    Raises:
        UsageError: there is something under the name of the copy.
        StateError: it cannot be read or written whole.
    """
    _refuse_taken(target)
    part = _begun(target)
    try:
        rows = _written(source, part)
        _checked(source, part, rows)
        _put(part, target)
        return Copied(
            path=target,
            size=target.stat().st_size,
            version=_version(target),
            rows=rows,
        )
    except OSError as error:
        raise _not_written(target, error) from error
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
            raise _not_written(target, error) from error
        raise explain(error, source) from error
    finally:
        part.unlink(missing_ok=True)


def _refuse_taken(target: Path) -> None:
    if target.is_dir():
        raise UsageError(f"{target} is a folder", hint="name a file in it")
    if os.path.lexists(target):
        raise UsageError(
            f"{target} is there already, and a backup never overwrites",
            hint="name a new file, for example with the date in its name",
        )


def _begun(target: Path) -> Path:
    """Make the file it is written to first, which is nobody else's to read."""
    try:
        number, name = tempfile.mkstemp(
            dir=target.parent, prefix=f".{target.name}.", suffix=".part"
        )
    except OSError as error:
        raise _not_written(target, error) from error
    os.close(number)
    return Path(name)


def _not_written(target: Path, error: Exception) -> StateError:
    return StateError(
        f"backup {target} cannot be written:"
        f" {getattr(error, 'strerror', None) or error}",
        hint="choose a folder that is there, may be written and has room",
    )


def _written(source: Path, part: Path) -> dict[str, int]:
    """Copy at one moment, and count what was there at that moment."""
    with (
        closing(_opened(source, "ro")) as old,
        closing(_opened(part, "rw")) as new,
    ):
        old.execute("BEGIN")
        rows = _rows(old)
        old.backup(new)
        # A copy without a log of its own can be read from a disk nobody may write.
        new.execute("PRAGMA journal_mode=DELETE")
        return rows


def _checked(source: Path, part: Path, rows: dict[str, int]) -> None:
    with closing(_opened(part, "ro")) as copy:
        told = [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]
        if told != ["ok"]:
            raise StateError(
                f"state file {source} is damaged, and was not copied",
                hint=RESTORE,
                details=tuple(told),
            )
        if _rows(copy) != rows:
            raise StateError(
                f"the copy of {source} has not all of its rows, and was not kept",
                hint="try again; look whether the disk of the copy is sound",
            )


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        " AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    counted = (
        (name, connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608
        for (name,) in names.fetchall()
    )
    return dict(counted)


def _version(path: Path) -> str:
    with closing(_opened(path, "ro")) as copy:
        row = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10)


def _put(part: Path, target: Path) -> None:
    """Give the copy its name, unless somebody else took it meanwhile."""
    try:
        os.link(part, target)
    except FileExistsError:
        _refuse_taken(target)
        raise
    except OSError:
        # Some disks know no second name for a file.
        _refuse_taken(target)
        part.rename(target)


def copy_before(path: Path, version: str) -> Path:
    """Copy a file before it is brought up to date, beside it.

    Its name has the version it is at, and the day it was last changed.
    """
    beside = (path, path.with_name(f"{path.name}-wal"))
    changed = max(one.stat().st_mtime for one in beside if one.exists())
    day = datetime.fromtimestamp(changed, UTC).date()
    name, again = f"{path.name}.{version}-{day}", 1
    while os.path.lexists(path.with_name(f"{name}.bak")):
        again += 1
        name = f"{path.name}.{version}-{day}-{again}"
    target = path.with_name(f"{name}.bak")
    back_up(path, target)
    return target


def copies_beside(path: Path) -> tuple[Path, ...]:
    """List the copies that were made beside a file before migrations, oldest first."""
    form = re.compile(re.escape(path.name) + r"\.\d{4}-\d{4}-\d\d-\d\d(-\d+)?\.bak")
    found = [one for one in path.parent.iterdir() if form.fullmatch(one.name)]
    return tuple(sorted(found, key=lambda one: (one.stat().st_mtime_ns, one.name)))


def left_over(path: Path) -> tuple[Path, ...]:
    """List what a copy that was cut off left beside a file: it was never put in place.

    Only of those before migrations, which nobody else makes meanwhile.
    """
    form = re.compile(rf"\.{re.escape(path.name)}\.\d{{4}}-[\d-]+\.bak\.\w+\.part")
    return tuple(
        sorted(one for one in path.parent.iterdir() if form.fullmatch(one.name))
    )


def clear_out(path: Path) -> None:
    """Remove copies that are too many, or have what a migration had to wipe."""
    found = copies_beside(path)
    wiped = [
        one
        for one in found
        if one.name.removeprefix(f"{path.name}.").partition("-")[0] < LAST_WIPE
    ]
    rest = [one for one in found if one not in wiped]
    for one in (*wiped, *rest[:-KEPT], *left_over(path)):
        one.unlink(missing_ok=True)
