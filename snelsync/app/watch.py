"""Watching over the runs nobody sees: have they stopped, and does a key end soon?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from snelsync.app.ports import Clock, KeyUse, RunHistory
from snelsync.domain.chart_checks import KeyAge
from snelsync.domain.mapping import KeyKind, Mapping
from snelsync.domain.problem import Code, Problem
from snelsync.domain.silence import Attendance, Patience

SYNC = "sync"
PUSH = "push"


@dataclass(frozen=True, slots=True)
class Watched:
    """What is to be said of the runs.

    Attributes:
        runs: those of the command that is watched, else of any that books.
        problems: what somebody should hear, whatever command was typed.
    """

    runs: Attendance | None
    problems: tuple[Problem, ...]

    @property
    def last_good(self) -> datetime | None:
        """Tell when the last good run ended."""
        return self.runs.last_good if self.runs else None

    @property
    def stopped(self) -> bool:
        """Say whether the runs have stopped."""
        return any(one.code is Code.RUNS_STOPPED for one in self.problems)


def watch(
    state: RunHistory,
    *,
    mapping: Mapping,
    hours: int | None,
    key: KeyKind,
    clock: Clock,
) -> Watched:
    """Look at the runs and at the key, from our own record alone.

    Args:
        state: our record.
        mapping: for the zone in which days are told.
        hours: how long no run may have ended well; None as usual, 0 for ever.
        key: the kind of subscription key.
        clock: what time it is.
    """
    now, zone = clock.now(), mapping.shop.zone
    sync, push = state.attendance(SYNC), state.attendance(PUSH)
    patience = Patience(hours)
    watched = patience.watched(sync, push)
    found = [patience.problem(watched, now, zone=zone)] if watched else []
    if key is KeyKind.DEVELOPMENT:
        found.append(key_age(state).problem(now.astimezone(zone).date()))
    problems = tuple(one for one in found if one)
    return Watched(watched or push, problems)


def key_age(state: KeyUse) -> KeyAge:
    """Tell what our record knows of a key's age."""
    first = state.first_booking_run()
    return KeyAge(first.date() if first else None)
