"""Telling those who want to know that a run began, and how it ended, however it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from snelsync.app.ports import Alerts, Clock, RunSummary
from snelsync.app.status import StatusReport
from snelsync.errors import ExitCode

Warn = Callable[[str], None]


@dataclass(slots=True)
class Telling:
    """A run that others are told of.

    Attributes:
        warnings: who could not be told, in words.
        run_id: its number in the record; 0 while it has none.
        code: what it ends with, and ``status`` where everything stands then: set
            before it ends.
    """

    alerts: Alerts
    command: str
    clock: Clock
    warn: Warn
    began: datetime
    run_id: int = 0
    code: ExitCode = ExitCode.BUG
    status: StatusReport | None = None
    warnings: list[str] = field(default_factory=list)

    def begin(self, run_id: int) -> None:
        """Tell that it began."""
        self.run_id = run_id
        self._heard(self.alerts.started(self.command, run_id, at=self.began))

    def end(self) -> None:
        """Tell how it ended: counts, codes and order numbers."""
        attention = self.status.attention if self.status else ()
        counts = self.status.counts if self.status else {}
        codes = Counter(
            code for one in attention for code in {str(p.code) for p in one.problems}
        )
        summary = RunSummary(
            command=self.command,
            run_id=self.run_id,
            started=self.began,
            ended=self.clock.now(),
            exit_code=int(self.code),
            counts={str(outcome): count for outcome, count in counts.items()},
            codes=dict(codes),
            orders=tuple(dict.fromkeys(one.order_number for one in attention)),
        )
        self._heard(self.alerts.ended(summary))

    def _heard(self, warnings: tuple[str, ...]) -> None:
        self.warnings += warnings
        for one in warnings:
            self.warn(one)


@contextmanager
def told(
    alerts: Alerts, command: str, *, clock: Clock, warn: Warn
) -> Iterator[Telling]:
    """Tell of a run, also when it fails or is interrupted.

    Args:
        alerts: those who are told.
        command: the command, as it is typed.
        clock: the time.
        warn: is given what could not be told.
    """
    telling = Telling(alerts, command, clock, warn, began=clock.now())
    try:
        yield telling
    except KeyboardInterrupt:
        telling.code = ExitCode.INTERRUPTED
        raise
    except Exception as error:
        telling.code = getattr(error, "exit_code", ExitCode.BUG)
        raise
    finally:
        telling.end()
