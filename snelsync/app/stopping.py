"""Ending a run between two documents: when somebody asks, or its time is up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from snelsync.app.ports import Clock
from snelsync.errors import StoppedError


class Stopping:
    """A clock whose waiting ends when the run must, and a checkpoint between documents.

    Args:
        clock: the time.
        asked: says whether somebody asked the run to stop.
        minutes: how long the run may take; None for as long as it takes.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        asked: Callable[[], bool],
        minutes: float | None = None,
    ) -> None:
        self._clock = clock
        self._asked = asked
        self._until = (
            None if minutes is None else clock.now() + timedelta(minutes=minutes)
        )

    def now(self) -> datetime:
        """Tell the present moment."""
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        """Wait, unless the run would have to end meanwhile.

        Raises:
            StoppedError: it must end now.
        """
        self.check(ahead=timedelta(seconds=seconds))
        self._clock.sleep(seconds)
        self.check()

    def check(self, *, ahead: timedelta = timedelta(0)) -> None:
        """Go on, or end the run.

        Raises:
            StoppedError: it must end now.
        """
        if self._asked():
            raise StoppedError(
                "stopped; what was begun is booked and recorded", interrupted=True
            )
        if self._until is not None and self.now() + ahead >= self._until:
            raise StoppedError("the run has had its minutes", interrupted=False)
