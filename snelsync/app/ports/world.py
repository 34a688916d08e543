"""The time, and being told or stopped meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol


class Progress(Protocol):
    """Told how much is done, of how much as far as is known."""

    def __call__(self, done: int, of: int, /) -> None:
        """Take notice."""


def unwatched(_done: int, _of: int, /) -> None:
    """Take no notice of progress."""


Checkpoint = Callable[[], None]
"""Asked where a run may end with everything recorded: then it raises a StoppedError."""


def unhindered() -> None:
    """Go on."""


class Clock(Protocol):
    """The time, and waiting for it, which a StoppedError may cut short."""

    def now(self) -> datetime:
        """Tell the present moment, aware, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Wait."""
