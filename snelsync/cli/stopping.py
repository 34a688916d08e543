"""Signals: the first asks a run to stop where all is recorded, the second at once."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, current_thread, main_thread
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def graceful(stop: Event, note: Callable[[str], None]) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM set ``stop`` meanwhile; a second one interrupts."""
    if current_thread() is not main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def asked(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        for number in _SIGNALS:
            signal.signal(number, interrupt)
        note("stopping after what is under way; once more to stop at once")

    for number in _SIGNALS:
        signal.signal(number, asked)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """End at once, as Ctrl-C does."""
    raise KeyboardInterrupt
