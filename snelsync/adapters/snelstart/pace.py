"""Calling SnelStart no more often than the key allows, over all runs together.

SnelStart's limits are per minute and per hour (portal, 2026-05), and a run must know
what the run before it used. pyrate-limiter keeps the calls of the last hour in a small
file beside the state file. Losing that file costs at most a refusal, which tells how
long to wait: so one that cannot be used stops no run, and is made anew or left alone.
"""

from __future__ import annotations

import math
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from pyrate_limiter import Duration, Rate, RateItem, SQLiteBucket

from snelsync.app.ports import Clock
from snelsync.domain.mapping import KeyKind
from snelsync.events import Event, tell

SHARE = 0.98
"""How much of what is allowed is used: SnelStart's clock is not ours."""

WORTH_TELLING = 20.0
"""Seconds; a longer wait is told to whoever looks on."""

_TABLE = "calls"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a kind of key allows: calls per minute and per hour, and at once."""

    per_minute: int
    per_hour: int
    at_once: int


ALLOWED = {
    KeyKind.PRODUCTION: Allowed(500, 5000, 50),
    KeyKind.DEVELOPMENT: Allowed(100, 1000, 5),
}
"""SnelStart's portal, 2026-05; per administration."""


def _silent(_seconds: float, /) -> None:
    """Tell nobody."""


class Pace:
    """Waits before a call until it is allowed, and remembers the call.

    Args:
        path: where calls are remembered; None for this run only.
        allowed: what the key allows.
        clock: the time, and waiting for it.
        tell: told how many seconds a long wait takes.
    """

    def __init__(
        self,
        path: Path | None,
        allowed: Allowed,
        *,
        clock: Clock,
        tell: Callable[[float], None] = _silent,
    ) -> None:
        self._clock = clock
        self._tell = tell
        self._lock = Lock()
        self._rates = [
            Rate(math.floor(allowed.per_minute * SHARE), Duration.MINUTE),
            Rate(math.floor(allowed.per_hour * SHARE), Duration.HOUR),
        ]
        self._bucket = self._remembering(path)

    def close(self) -> None:
        """Close the file."""
        self._bucket.conn.close()

    def wait(self) -> None:
        """Wait until a call is allowed, and count it.

        Raises:
            StoppedError: the run must end before that.
        """
        while (seconds := self._seconds()) > 0:
            if seconds >= WORTH_TELLING:
                self._tell(seconds)
            tell(Event.PACE_WAITED, ms=round(seconds * 1000))
            self._clock.sleep(seconds)

    def _seconds(self) -> float:
        """Count a call when it is allowed; else give how long it takes until then."""
        with self._lock:
            item = RateItem(_TABLE, self._now())
            if self._put(item):
                return 0.0
            waiting = self._bucket.waiting(item)
            assert isinstance(waiting, int)  # noqa: S101 - SQLite's is never awaited
            return max(0.001, waiting / 1000)

    def _put(self, item: RateItem) -> bool:
        """Count a call; for this run only from where the file fails (a full disk)."""
        try:
            return bool(self._bucket.put(item))
        except sqlite3.Error:
            self._bucket = self._opened(":memory:")
            return bool(self._bucket.put(item))

    def _remembering(self, path: Path | None) -> SQLiteBucket:
        """Open the file; one that is damaged or another user's is made anew."""
        if path is not None:
            with suppress(OSError, sqlite3.Error):
                if not _is_usable(path):
                    _remove(path)
                _make(path)
                return self._opened(str(path))
        return self._opened(":memory:")

    def _opened(self, place: str) -> SQLiteBucket:
        bucket = SQLiteBucket.init_from_file(self._rates, table=_TABLE, db_path=place)
        # Not to wait for the disk at every call: should the machine lose its power, the
        # calls of the last moments are forgotten, and the file is still whole.
        bucket.conn.execute("PRAGMA journal_mode=WAL")
        bucket.conn.execute("PRAGMA synchronous=NORMAL")
        self._tidy(bucket)
        return bucket

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

    def _tidy(self, bucket: SQLiteBucket) -> None:
        """Forget calls of before the last hour, and those of a clock that was wrong."""
        now = self._now()
        bucket.leak(now)
        connection = bucket.conn
        connection.execute(f"DELETE FROM {_TABLE} WHERE item_timestamp > ?", (now,))  # noqa: S608
        connection.commit()


def _is_usable(path: Path) -> bool:
    """Say whether a file is not there yet, or can be read and written by us."""
    files = [one for one in _files(path) if one.exists()]
    if not all(os.access(one, os.R_OK | os.W_OK) for one in files):
        return False
    try:
        _make(path)
        connection = sqlite3.connect(path)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.close()
    except (sqlite3.DatabaseError, OSError):
        return False
    return True


def _make(path: Path) -> None:
    """Make the file; refuse a link, and a file of somebody else."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
    handle = os.open(path, flags, 0o600)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
            raise PermissionError
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    for one in _files(path):
        one.unlink(missing_ok=True)


def _files(path: Path) -> tuple[Path, ...]:
    """List the file, and those that SQLite puts beside it."""
    return (path, *(path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm")))
