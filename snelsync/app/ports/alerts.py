"""Telling somebody that a run began and ended: counts, codes and order numbers only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How a run ended, as far as it may be told outside.

    Attributes:
        command: the command that ran, as it is typed.
        run_id: its number in the record.
        started: when it began, in UTC.
        ended: when it ended, in UTC.
        exit_code: the worst thing that needs a person.
        counts: how many documents have each outcome.
        codes: how many documents have each problem code.
        orders: the numbers of the orders that need a person.
    """

    command: str
    run_id: int
    started: datetime
    ended: datetime
    exit_code: int
    counts: Mapping[str, int]
    codes: Mapping[str, int]
    orders: tuple[str, ...]


class Alerts(Protocol):
    """Those who are told of runs. What cannot be told is a warning, never a failure."""

    def started(self, command: str, run_id: int, *, at: datetime) -> tuple[str, ...]:
        """Tell that a run began; gives what could not be told, in words."""

    def ended(self, summary: RunSummary) -> tuple[str, ...]:
        """Tell how a run ended; gives what could not be told, in words."""


class Nobody:
    """There is nobody who is told of runs."""

    def started(self, command: str, run_id: int, *, at: datetime) -> tuple[str, ...]:
        """Tell nobody."""
        del command, run_id, at
        return ()

    def ended(self, summary: RunSummary) -> tuple[str, ...]:
        """Tell nobody."""
        del summary
        return ()
