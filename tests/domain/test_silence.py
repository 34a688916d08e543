"""Runs that nobody watches: after how long a silence somebody is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from snelsync.domain.problem import Code, Severity
from snelsync.domain.silence import Attendance, Patience

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def runs(
    hours_ago: int | None, *, command: str = "sync", first: int = 500
) -> Attendance:
    """Give runs of which the last good one was so long ago."""
    good = None if hours_ago is None else NOW - hours_ago * HOUR
    return Attendance(command, NOW - first * HOUR, good)


@pytest.mark.parametrize(
    ("hours", "ago", "told"),
    [
        (None, 36, False),
        (None, 37, True),
        (10, 10, False),
        (10, 11, True),
        (0, 10_000, False),
        (10, -5, False),
    ],
)
def test_a_silence_is_told_when_it_is_longer_than_allowed(
    hours: int | None, ago: int, *, told: bool
) -> None:
    """36 hours unless set, 0 for never; a clock that went back is no silence."""
    problem = Patience(hours).problem(runs(ago), NOW, zone=UTC)
    assert bool(problem) is told
    if problem:
        assert (problem.code, problem.severity) == (Code.RUNS_STOPPED, Severity.WARN)
        assert f"was {ago} hours ago (2026-11-" in problem.message
        assert "`silent_after_hours` under [alerts]" in problem.remedy


def test_a_clock_that_was_ahead_does_not_hide_a_silence() -> None:
    """By a run of next year no silence would be found for a year."""
    problem = Patience(None).problem(runs(-37), NOW, zone=UTC)
    assert problem
    assert problem.code is Code.RUNS_STOPPED
    assert "2026-11-23 01:00, which is still to come" in problem.message


def test_runs_that_never_ended_well_are_silent_since_the_first() -> None:
    """A sync that has failed from its first day on is found too."""
    assert Patience(None).problem(runs(None, first=36), NOW, zone=UTC) is None
    problem = Patience(None).problem(runs(None, first=37), NOW, zone=UTC)
    assert problem
    assert "no `sync` has ended well since the first one, 37 hours" in problem.message


def test_who_books_by_hand_is_left_in_peace() -> None:
    """A push is watched only where hours are set and no sync was ever run."""
    sync, push = runs(1), runs(1, command="push")
    assert Patience(None).watched(None, push) is None
    assert Patience(0).watched(None, push) is None
    assert Patience(48).watched(None, push) is push
    assert Patience(48).watched(sync, push) is sync
    assert Patience(48).watched(None, None) is None
