"""Whether the runs nobody watches have stopped: the last good one is too long ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from snelsync.domain.problem import Code, Problem, Severity

USUAL_HOURS = 36
"""A run a day may come late by half a day before somebody is told."""

_SETTING = "[alerts] silent_after_hours"


@dataclass(frozen=True, slots=True)
class Attendance:
    """How the runs of one command fared.

    Attributes:
        command: as it is typed.
        first: when it first began.
        last_good: when it last ended with all done that could be; None if it never did.
    """

    command: str
    first: datetime
    last_good: datetime | None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long it may be quiet: hours as set, None where nobody said; 0 is for ever."""

    hours: int | None

    def watched(
        self, sync: Attendance | None, push: Attendance | None
    ) -> Attendance | None:
        """Say which command is watched: sync, and push only where somebody set hours.

        Who never ran a sync and set nothing books by hand, as it suits.
        """
        return sync or (push if self.hours else None)

    def problem(
        self, runs: Attendance, now: datetime, *, zone: tzinfo
    ) -> Problem | None:
        """Tell that the runs have stopped, if they have."""
        hours = USUAL_HOURS if self.hours is None else self.hours
        since = runs.last_good or runs.first
        quiet = now - since
        if not hours or abs(quiet) <= timedelta(hours=hours):
            return None
        day = f"{since.astimezone(zone):%Y-%m-%d %H:%M}"
        if quiet < timedelta(0):
            return _ahead(runs.command, day)
        ago = f"{quiet // timedelta(hours=1)} hours ago ({day})"
        said = (
            f"the last `{runs.command}` that ended well was {ago}"
            if runs.last_good
            else f"no `{runs.command}` has ended well since the first one, {ago}"
        )
        return Problem(
            Code.RUNS_STOPPED,
            f"{said}; allowed are {hours} hours",
            f"look whether its timer or cron still runs, and why it fails; then run"
            f" `{runs.command}` by hand; how long it may be quiet is"
            " `silent_after_hours` under [alerts]",
            where=_SETTING,
            severity=Severity.WARN,
        )


def _ahead(command: str, day: str) -> Problem:
    """Tell that no silence can be found, because the clock was ahead."""
    return Problem(
        Code.RUNS_STOPPED,
        f"the last `{command}` that ended well is noted at {day}, which is still to"
        " come: the clock of this machine was ahead, or is behind now",
        f"set the clock (`timedatectl set-ntp true`), and run `{command}` by hand;"
        " until one ends well nobody can say whether runs have stopped",
        where=_SETTING,
        severity=Severity.WARN,
    )
