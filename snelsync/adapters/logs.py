"""Writing down what happens: for a person, as JSON lines, or to a file that rotates.

The handlers are the standard library's, and are kept apart from its tree of loggers:
what other libraries log (httpx whole addresses, with a signature in them) has no way
to get here.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, TextIO

from snelsync.adapters.private_files import make_folder
from snelsync.app.ports import Clock
from snelsync.events import (
    FIELDS,
    SHAPES,
    Event,
    Fields,
    Level,
    Value,
    fitted,
    heard_by,
)

LARGEST = 5_000_000
"""Bytes; then a file is put aside and a new one begun."""

KEPT = 4
"""Files put aside; the oldest goes: 25 MB in all."""

_LEVELS = {
    Level.INFO: logging.INFO,
    Level.WARNING: logging.WARNING,
    Level.ERROR: logging.ERROR,
}

_HEAD = {
    "at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?\+\d\d:\d\d"),
    "level": re.compile("info|warning|error"),
    "use": re.compile("[0-9a-f]{8}"),
}
"""What stands at the beginning of each line, and in which form."""

Line = dict[str, Value]


class Log:
    """Hears events and hands each, as a line, to its handlers.

    Args:
        handlers: where lines go.
        clock: when it is.
        use: tells apart the uses of the command line, before there is a run.
    """

    def __init__(
        self, handlers: tuple[logging.Handler, ...], *, clock: Clock, use: str
    ) -> None:
        self._handlers = handlers
        self._clock = clock
        self._use = use
        self._run: Value | None = None

    def __call__(self, event: Event, fields: Fields) -> None:
        """Write an event down; from the run's beginning on with its number."""
        told = fitted(event, fields)
        if event is Event.RUN_BEGAN:
            self._run = told.get("run")
        level = SHAPES[event].level
        line: Line = {
            "at": self._clock.now().isoformat(timespec="milliseconds"),
            "level": str(level),
            "event": str(event),
            "use": self._use,
        }
        if self._run is not None:
            line["run"] = self._run
        record = logging.makeLogRecord(
            {"levelno": _LEVELS[level], "msg": "", "line": line | told}
        )
        for handler in self._handlers:
            handler.handle(record)

    def close(self) -> None:
        """Write everything out, and let go of the file."""
        for handler in self._handlers:
            with suppress(OSError):
                handler.flush()
            handler.close()


class _Json(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(record.__dict__["line"])


class _Plain(logging.Formatter):
    """A line for a person: the time, the event, and its fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: Line = dict(record.__dict__["line"])
        at, event = str(line.pop("at")), line.pop("event")
        del line["level"], line["use"]
        told = " ".join(f"{name}={_plain(value)}" for name, value in line.items())
        return f"{at[11:23]} {event} {told}".rstrip()


def _plain(value: Value) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)


def on_stream(stream: TextIO, *, as_json: bool) -> logging.Handler:
    """Make a handler that writes to a stream."""
    handler = _Stream(stream)
    handler.setFormatter(_Json() if as_json else _Plain())
    return handler


class _Stream(logging.StreamHandler[TextIO]):
    """A stream that may be closed at the other end: then nobody looks on any more."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Say nothing of it: the standard library would, on that same stream."""


class _OwnersFile(RotatingFileHandler):
    """A file that only its owner can read, and that stops rather than break a run."""

    def __init__(self, path: Path, failed: Callable[[OSError], None]) -> None:
        self._failed = failed
        self._broken = False
        super().__init__(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8")

    def _open(self) -> Any:  # noqa: ANN401 - as the standard library has it
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
        # Without waiting: a pipe that nobody reads would keep the run for ever.
        number = os.open(self.baseFilename, flags | os.O_NONBLOCK, 0o600)
        try:
            _make_own(number)
        except OSError:
            os.close(number)
            raise
        return os.fdopen(number, "a", encoding="utf-8")

    def emit(self, record: logging.LogRecord) -> None:
        if not self._broken:
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, ARG002
        """Go on without a log; the standard library would print what it was given."""
        self._broken = True
        error = sys.exc_info()[1]
        stream: TextIO | None = self.stream
        self.stream = None
        with suppress(OSError):  # what was not written out yet cannot be either
            if stream is not None:
                stream.close()
        self._failed(error if isinstance(error, OSError) else OSError())


def _make_own(number: int) -> None:
    """Take a file for its owner only; refuse a pipe, and what is somebody else's."""
    found = os.fstat(number)
    if stat.S_ISFIFO(found.st_mode):
        raise OSError(errno.EINVAL, "it is no plain file")
    if stat.S_ISREG(found.st_mode):
        if found.st_uid != os.geteuid():
            raise PermissionError(errno.EPERM, "it is somebody else's")
        os.fchmod(number, 0o600)


def in_file(path: Path, failed: Callable[[OSError], None]) -> logging.Handler | None:
    """Make a handler that writes to a file of bounded size; None where that fails.

    Args:
        path: the file; its folder is made when it is not there, for its owner only.
        failed: told why the log cannot be written: a run goes on without one.
    """
    try:
        make_folder(path.parent)
        handler = _OwnersFile(path, failed)
    except OSError as error:
        failed(error)
        return None
    handler.setFormatter(_Json())
    return handler


@contextmanager
def logged(log: Log) -> Iterator[None]:
    """Write down what happens meanwhile."""
    try:
        with heard_by(log):
            yield
    finally:
        log.close()


def last_lines(path: Path, most: int) -> tuple[Line, ...]:
    """Read the last lines of a log again; what could not be ours is left out.

    The oldest part, put aside, is read too where the newest has too few.
    """
    texts: list[str] = []
    for one in (path, path.with_name(f"{path.name}.1")):
        if len(texts) < most and one.is_file():
            found = one.read_text(encoding="utf-8", errors="replace").splitlines()
            texts = [*found[-(most - len(texts)) :], *texts]
    lines = (_reread(text) for text in texts)
    return tuple(one for one in lines if one is not None)


def _reread(text: str) -> Line | None:
    """Check a line by the rules it was written by: the file may have been changed."""
    try:
        body = json.loads(text)
        event = Event(body["event"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    names = ("run", *SHAPES[event].fields)
    told = {name: FIELDS[name].reread(body[name]) for name in names if name in body}
    return _head(body) | {"event": str(event)} | told


def _head(body: dict[str, Any]) -> Line:
    head: Line = {}
    for name, form in _HEAD.items():
        value = str(body.get(name, ""))
        if form.fullmatch(value):
            head[name] = value
    return head
