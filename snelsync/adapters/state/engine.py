"""Opening the state file: made private, brought up to date, or refused.

SQLite with a write-ahead log: one writer, many readers. ``synchronous=FULL``, because
"about to be sent" must be on the disk before the first byte leaves.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from snelsync.adapters.state.backup import clear_out, copy_before
from snelsync.adapters.state.place import look_at, make_private
from snelsync.adapters.state.tables import metadata, runs
from snelsync.adapters.state.trouble import explain, guarded, is_of_file
from snelsync.errors import StateError
from snelsync.events import Event, tell

WRITES = "snelsync_writes"
"""The execution option of connections that write: they take the lock at once, so that
what they read first is still true when they write."""

NEWEST = "0006"
"""The migration this snelsync knows last; a test compares it with the steps."""


def open_state(path: Path, *, readonly: bool) -> sa.Engine:
    """Open a state file; for writing it is made and brought up to date as needed.

    Raises:
        StateError: it is missing, damaged, not ours, of a newer snelsync, or in a
            place where it is not safe.
        LockedError: another run is writing to it.
    """
    look_at(path)
    if readonly and not path.exists():
        raise StateError(
            f"there is no state file {path}: nothing was pulled yet",
            hint="run `snelsync pull-orders`",
        )
    if not readonly:
        make_private(path)
        guarded(path, lambda: _look_first(path))
    engine = _engine(path, readonly=readonly)
    guarded(path, lambda: _bring_up_to_date(engine, path, readonly=readonly))
    return engine


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

    engine = sa.create_engine(
        "sqlite://",
        creator=connect,
        poolclass=sa.QueuePool,
        # What a statement was given is orders and bookings: never in a message.
        hide_parameters=True,
    )

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

    @event.listens_for(engine, "handle_error")
    def _tell(failed: sa.ExceptionContext) -> StateError | None:
        error = failed.original_exception
        return explain(error, path) if is_of_file(error, readonly=readonly) else None

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
            _check(connection, readonly=readonly)
            return
    _refuse_newer(found, path)
    if readonly:
        raise StateError(
            f"state file {path} is of an older snelsync",
            hint="run `snelsync pull-orders` once: it brings the file up to date",
        )
    if found:
        copy_before(path, found)
    _migrate(engine)
    tell(Event.STATE_MIGRATED, version=NEWEST)
    clear_out(path)


def _check(connection: sa.Connection, *, readonly: bool) -> None:
    """Look whether the file is whole: quickly, or page by page where there is reason.

    Every opening holds tables, columns and indexes against those the code works with,
    which takes no longer with many orders. After a run that did not end, the next that
    writes reads the whole file once.
    """
    query = sa.text(
        "SELECT made.name AS made, had.name AS had FROM sqlite_master AS made"
        " LEFT JOIN pragma_table_info(made.name) AS had ON made.type = 'table'"
        " WHERE made.type IN ('table', 'index')"
    )
    found = {(row.made, row.had) for row in connection.execute(query)}
    wanted = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
    } | {
        (str(index.name), None)
        for table in metadata.tables.values()
        for index in table.indexes
    }
    lacking = sorted(f"{made} {had or ''}".strip() for made, had in wanted - found)
    if lacking:
        raise sqlite3.DatabaseError(f"it lacks {', '.join(lacking[:5])}")
    if not readonly and not _ended_well(connection):
        told = connection.scalar(sa.text("PRAGMA quick_check(1)"))
        if told != "ok":
            raise sqlite3.DatabaseError(f"it is damaged: {told}")


def _ended_well(connection: sa.Connection) -> bool:
    """Say whether the last run noted its end; a machine that fell over did not."""
    last = sa.select(runs.c.ended).order_by(runs.c.run_id.desc()).limit(1)
    row = connection.execute(last).first()
    return row is None or row.ended is not None


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
    wipe(engine)


def wipe(engine: sa.Engine) -> bool:
    """Write the file anew, and empty its log: both still have what was wiped.

    Returns:
        False when somebody was reading, so that the log is not empty.
    """
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM")
        told = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not told[0]
    finally:
        raw.close()
