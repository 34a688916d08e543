"""Watching over runs, on a real record: when the last good one was, and the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from snelsync.adapters.state.recording import StateRecorder
from snelsync.app.watch import Watched, watch
from snelsync.domain.mapping import KeyKind
from snelsync.domain.problem import Code
from tests.contract.wiring import example_mapping, open_record
from tests.fakes import FakeClock

HOUR = 3600


@pytest.fixture
def clock() -> FakeClock:
    """Give a clock."""
    return FakeClock()


@pytest.fixture
def state(tmp_path: Path) -> StateRecorder:
    """Open a new record."""
    return open_record(tmp_path / "state.sqlite3")


def ran(state: StateRecorder, clock: FakeClock, command: str, code: int | None) -> None:
    """Note a run that took an hour; None for one that was cut off."""
    run = state.begin_run(command, at=clock.now(), mapping_digest="")
    clock.sleep(HOUR)
    if code is not None:
        state.end_run(run, at=clock.now(), exit_code=code)


def look(
    state: StateRecorder,
    clock: FakeClock,
    *,
    hours: int | None = None,
    key: KeyKind = KeyKind.PRODUCTION,
) -> Watched:
    """Look at the runs."""
    return watch(state, mapping=example_mapping(), hours=hours, key=key, clock=clock)


def test_a_good_run_did_all_it_could(state: StateRecorder, clock: FakeClock) -> None:
    """0, 3 and 4 are good; a failure, a breaker and a run that was cut off are not."""
    assert look(state, clock) == Watched(None, ())
    for code in (0, 4, 3):
        ran(state, clock, "sync", code)
        assert look(state, clock).last_good == clock.now()
    good = clock.now()
    for bad in (1, 11, 20, 30, 34, 40, 130, None):
        ran(state, clock, "sync", bad)
        assert look(state, clock).last_good == good
    clock.sleep(27 * HOUR)
    assert not look(state, clock).stopped
    clock.sleep(2 * HOUR)
    assert look(state, clock).stopped
    assert not look(state, clock, hours=0).stopped
    ran(state, clock, "sync", 0)
    assert look(state, clock).problems == ()


def test_a_clock_that_was_ahead_is_told_until_a_run_is_good(
    state: StateRecorder, clock: FakeClock
) -> None:
    """What counts is the last good run, not the one with the latest moment."""
    clock.sleep(9000 * HOUR)
    ran(state, clock, "sync", 0)
    clock.sleep(-9000 * HOUR)
    assert look(state, clock).stopped

    ran(state, clock, "sync", 0)

    assert look(state, clock).last_good == clock.now()
    assert not look(state, clock).stopped


def test_a_push_is_watched_only_where_hours_are_set(
    state: StateRecorder, clock: FakeClock
) -> None:
    """Who books by hand is told when the last push was, and of no silence."""
    ran(state, clock, "push", 3)
    clock.sleep(100 * HOUR)
    assert look(state, clock).last_good is not None
    assert look(state, clock).problems == ()
    assert look(state, clock, hours=99).stopped
    assert not look(state, clock, hours=101).stopped


def test_a_development_key_is_told_of_two_weeks_before_it_ends(
    state: StateRecorder, clock: FakeClock
) -> None:
    """By the estimate of map-check; a sync is a first use of the key as a push is."""
    ran(state, clock, "sync", 4)
    codes = []
    for days in (75, 1, 14, 1):
        clock.sleep(days * 24 * HOUR)
        found = look(state, clock, hours=0, key=KeyKind.DEVELOPMENT)
        codes.append([one.code for one in found.problems])
    assert codes == [[], [Code.KEY_ENDS], [Code.KEY_ENDS], []]
    assert look(state, clock, hours=0).problems == ()
