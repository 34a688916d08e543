"""Calling SnelStart no more often than the key allows, over all runs together.

SnelStart's limits are per minute and per hour (portal, 2026-05), and a run must know
what the run before it used. pyrate-limiter keeps the calls of the last hour in a small
file beside the state file. Losing that file costs at most a refusal, which tells how
long to wait.
"""

from __future__ import annotations

import math
import os
import sqlite3
import stat
from collections.abc import Callable
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
        self._bucket = SQLiteBucket.init_from_file(
            [
                Rate(math.floor(allowed.per_minute * SHARE), Duration.MINUTE),
                Rate(math.floor(allowed.per_hour * SHARE), Duration.HOUR),
            ],
            table=_TABLE,
            db_path=":memory:" if path is None else _usable(path),
        )
        # Not to wait for the disk at every call: should the machine lose its power, the
        # calls of the last moments are forgotten, and the file is still whole.
        self._bucket.conn.execute("PRAGMA journal_mode=WAL")
        self._bucket.conn.execute("PRAGMA synchronous=NORMAL")
        self._tidy()

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
            if self._bucket.put(item):
                return 0.0
            waiting = self._bucket.waiting(item)
            assert isinstance(waiting, int)  # noqa: S101 - SQLite's is never awaited
            return max(0.001, waiting / 1000)

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

    def _tidy(self) -> None:
        """Forget calls of before the last hour, and those of a clock that was wrong."""
        now = self._now()
        self._bucket.leak(now)
        connection = self._bucket.conn
        connection.execute(f"DELETE FROM {_TABLE} WHERE item_timestamp > ?", (now,))  # noqa: S608
        connection.commit()


def _usable(path: Path) -> str:
    """Make the file for its owner only, and anew when it is damaged.

    Where it cannot be one's own plain file, calls are remembered for this run only.
    """
    try:
        _make(path)
    except OSError:
        return ":memory:"
    try:
        connection = sqlite3.connect(path)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.close()
    except sqlite3.DatabaseError:
        path.unlink()
        _make(path)
    return str(path)


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
