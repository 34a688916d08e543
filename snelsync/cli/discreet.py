"""What must not be told: what other libraries say may have anything in it.

pydantic quotes what it could not read, SQLAlchemy what it wrote, httpx logs whole
addresses. Of their errors only the kind and the place in the source are shown. And no
plug-in of pydantic is let in: it would read every key and every order along with us.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
import warnings
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TextIO

import snelsync
from snelsync.errors import SnelsyncError
from snelsync.events import Event, tell
from snelsync.secret import without_secrets

_PACKAGE = Path(snelsync.__file__).parent


def traceback_of(error: BaseException) -> str:
    """Write where an error came from, and what led to it; of others no words.

    Lines of the source, never a value: neither locals nor what an error says, unless
    it is one of ours.
    """
    return "".join(_told(error, set()))


def _told(error: BaseException, seen: set[int]) -> list[str]:
    seen.add(id(error))
    before = error.__cause__
    if before is None and not error.__suppress_context__:
        before = error.__context__
    lines = []
    if before is not None and id(before) not in seen:
        lines = [*_told(before, seen), "\nwhich led to:\n\n"]
    stack = traceback.extract_tb(error.__traceback__)
    return [
        *lines,
        "Traceback (most recent call last):\n",
        *stack.format(),
        _name(error),
    ]


def _name(error: BaseException) -> str:
    kind = type(error)
    words = f": {error.what}" if isinstance(error, SnelsyncError) else ""
    return f"{kind.__module__}.{kind.__qualname__}{words}\n"


def place_of(error: BaseException) -> str:
    """Say where in our own source an error came from; "" when nowhere in it."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE):
            within = path.relative_to(_PACKAGE.parent).as_posix()
            return f"{within}:{frame.lineno}"
    return ""


def be_discreet() -> None:
    """Let no library say anything by itself, in this process, from now on.

    Python's own last resort prints any library's warning; who asks for warnings with
    ``-W`` gets them as they are.
    """
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())
    if not sys.warnoptions:
        warnings.showwarning = _warned
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _in_thread
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "1"


def _warned(
    message: Warning | str,  # noqa: ARG001
    category: type[Warning],
    filename: str,  # noqa: ARG001
    lineno: int,  # noqa: ARG001
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    tell(Event.WARNED, error=category)


def _uncaught(
    kind: type[BaseException],
    error: BaseException,
    _traceback: TracebackType | None,
) -> None:
    tell(Event.BUG, error=kind, place=place_of(error))
    _write(error)


def _in_thread(lost: threading.ExceptHookArgs) -> None:
    """Tell of an error that ended a thread; Python itself would print its words."""
    if lost.exc_value is not None and not isinstance(lost.exc_value, SystemExit):
        _uncaught(lost.exc_type, lost.exc_value, lost.exc_traceback)


def _unraisable(lost: sys.UnraisableHookArgs) -> None:
    """Tell of an error that nobody can catch, as in a destructor."""
    if lost.exc_value is not None:
        _uncaught(lost.exc_type, lost.exc_value, lost.exc_traceback)


def _write(error: BaseException) -> None:
    # At the very end of the program there may be no stream left.
    with suppress(AttributeError, OSError, ValueError):
        sys.stderr.write(without_secrets(traceback_of(error)))
