"""Opening the state file: made private, brought up to date, or refused.

SQLite with a write-ahead log: one writer, many readers. ``synchronous=FULL``, because
"about to be sent" must be on the disk before the first byte leaves.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from snelsync.errors import LockedError, StateError

WRITES = "snelsync_writes"
"""The execution option of connections that write: they take the lock at once, so that
what they read first is still true when they write."""

NEWEST = "0005"
"""The migration this snelsync knows last; a test compares it with the steps."""


def open_state(path: Path, *, readonly: bool) -> sa.Engine:
    """Open a state file; for writing it is made and brought up to date as needed.

    Raises:
        StateError: it is missing, damaged, not ours, or of a newer snelsync.
        LockedError: another run is writing to it.
    """
    if readonly and not path.exists():
        raise StateError(
            f"there is no state file {path}: nothing was pulled yet",
            hint="run `snelsync pull-orders`",
        )
    if path.is_dir():
        raise StateError(
            f"state file {path} is a folder",
            hint="name a file with --state or SNELSYNC_STATE",
        )
    if not readonly:
        _make_private(path)
        _guarded(path, lambda: _look_first(path))
    engine = _engine(path, readonly=readonly)
    _guarded(path, lambda: _bring_up_to_date(engine, path, readonly=readonly))
    return engine


def _make_private(path: Path) -> None:
    """Make the file for its owner only, before anything is written to it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise StateError(
            f"state file {path} cannot be made: {error.strerror}",
            hint="choose another place with --state or SNELSYNC_STATE",
        ) from error
    if not os.access(path, os.W_OK):
        raise StateError(
            f"state file {path} may not be written",
            hint="choose another place with --state or SNELSYNC_STATE",
        )


def _engine(path: Path, *, readonly: bool) -> sa.Engine:
    mode = "ro" if readonly else "rw"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=10,
            check_same_thread=False,
        )

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.QueuePool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        if not readonly:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            # What is wiped must not be read back from the file's free space.
            cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _look_first(path: Path) -> None:
    """Refuse what is not ours before a byte of it is changed."""
    engine = _engine(path, readonly=True)
    try:
        with engine.connect() as connection:
            _refuse_newer(_version(connection), path)
    finally:
        engine.dispose()


def _refuse_newer(found: str, path: Path) -> None:
    if found > NEWEST:
        raise StateError(
            f"state file {path} was made by a newer snelsync (version {found})",
            hint="update snelsync: `pipx upgrade snelsync`",
        )


def _bring_up_to_date(engine: sa.Engine, path: Path, *, readonly: bool) -> None:
    with engine.connect() as connection:
        found = _version(connection)
    if found == NEWEST:
        return
    _refuse_newer(found, path)
    if readonly:
        raise StateError(
            f"state file {path} is of an older snelsync",
            hint="run `snelsync pull-orders` once: it brings the file up to date",
        )
    _migrate(engine)


def _version(connection: sa.Connection) -> str:
    """Tell which migration a file is at: "" for an empty file."""
    tables = set(sa.inspect(connection).get_table_names())
    if not tables:
        return ""
    if "alembic_version" not in tables:
        raise sqlite3.DatabaseError("it is another program's database")
    row = connection.execute(sa.text("SELECT version_num FROM alembic_version")).first()
    return str(row[0]) if row else ""


def _migrate(engine: sa.Engine) -> None:
    from alembic import command  # noqa: PLC0415 - slow to import, rarely needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.execution_options(**{WRITES: True}).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    _empty_log(engine)


def _empty_log(engine: sa.Engine) -> None:
    """Write the file anew, and empty its log: both still have what was wiped."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM")
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


def _guarded(path: Path, action: Callable[[], Any]) -> None:
    """Turn SQLite's troubles into ours."""
    try:
        action()
    except (sa.exc.DatabaseError, sqlite3.DatabaseError) as error:
        raise explain(error, path) from error


def explain(error: Exception, path: Path) -> StateError:
    """Say what a SQLite error means for the person at the keyboard."""
    cause = getattr(error, "orig", None) or error
    if "locked" in str(cause):
        return LockedError(f"another run is writing to {path}")
    return StateError(
        f"state file {path} cannot be used: {cause}",
        hint=(
            "put back a copy of it, or move it away and run `snelsync pull-orders`:"
            " what was booked is found again by its number and not booked twice"
        ),
    )
