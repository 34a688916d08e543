"""Calls to SnelStart: never more than the key allows, over all runs together."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from snelsync.adapters.snelstart.pace import ALLOWED, SHARE, Allowed, Pace
from snelsync.domain.mapping import KeyKind
from snelsync.sandbox.administration.limits import Limits, Turnstile
from tests.fakes import FakeClock

SMALL = Allowed(per_minute=50, per_hour=200, at_once=1)


@pytest.fixture
def clock() -> FakeClock:
    """Give a clock that moves by waiting alone."""
    return FakeClock()


def calls(pace: Pace, count: int) -> None:
    """Make some calls."""
    for _ in range(count):
        pace.wait()


def test_within_the_limit_nobody_waits(clock: FakeClock) -> None:
    """A few calls are made at once."""
    calls(Pace(None, SMALL, clock=clock), 49)

    assert clock.slept == []


@pytest.mark.parametrize("kind", KeyKind)
def test_a_long_push_uses_what_is_allowed_and_no_more(
    kind: KeyKind, clock: FakeClock
) -> None:
    """Over more than an hour at least 97 % of the quota is used, and none refused."""
    allowed = ALLOWED[kind]
    gate = Turnstile(Limits(per_minute=allowed.per_minute, per_hour=allowed.per_hour))
    pace = Pace(None, allowed, clock=clock)
    began = clock.now()
    count = 0
    while clock.now() - began < timedelta(hours=2):
        pace.wait()
        gate.pass_through("ours", now=clock.now())
        count += 1

    assert count >= 2 * allowed.per_hour * 0.97
    pace.close()


def test_a_minute_is_used_for_97_percent_too(clock: FakeClock) -> None:
    """As long as the hour lasts, the minute is the limit."""
    allowed = ALLOWED[KeyKind.PRODUCTION]
    pace = Pace(None, allowed, clock=clock)
    began = clock.now()
    count = 0
    while clock.now() - began < timedelta(minutes=5):
        pace.wait()
        count += 1

    assert count >= 5 * allowed.per_minute * 0.97
    pace.close()


def test_the_next_run_knows_what_this_one_used(
    tmp_path: Path, clock: FakeClock
) -> None:
    """The calls of the last hour are in a file that is its owner's alone."""
    path = tmp_path / "calls"
    first = Pace(path, SMALL, clock=clock)
    calls(first, 49)
    first.close()
    assert path.stat().st_mode & 0o777 == 0o600

    second = Pace(path, SMALL, clock=clock)
    second.wait()

    assert sum(clock.slept) == pytest.approx(60, abs=0.1)
    second.close()


def test_what_is_an_hour_ago_is_forgotten(tmp_path: Path, clock: FakeClock) -> None:
    """The file does not grow, and a clock that was wrong blocks nobody."""
    path = tmp_path / "calls"
    for move in (timedelta(days=400), timedelta(days=-400), timedelta(hours=2)):
        clock.moment += move
        pace = Pace(path, SMALL, clock=clock)
        calls(pace, 49)
        pace.close()

    assert clock.slept == []
    assert path.stat().st_size < 20_000


def test_a_damaged_file_is_made_anew(tmp_path: Path, clock: FakeClock) -> None:
    """Losing it costs a refusal at most, so it stops nobody."""
    path = tmp_path / "calls"
    path.write_bytes(b"no database" * 100)

    pace = Pace(path, SMALL, clock=clock)
    pace.wait()

    pace.close()
    assert path.read_bytes().startswith(b"SQLite")


def test_a_file_that_cannot_be_used_stops_no_run(
    tmp_path: Path, clock: FakeClock
) -> None:
    """Neither from the start (a folder in its place), nor from one call to the next."""
    (tmp_path / "folder").mkdir()
    nowhere = Pace(tmp_path / "folder", SMALL, clock=clock)
    calls(nowhere, 49)
    failing = Pace(tmp_path / "calls", SMALL, clock=clock)
    failing.wait()
    with sqlite3.connect(tmp_path / "calls") as connection:
        connection.execute("DROP TABLE calls")
    connection.close()

    calls(failing, 49)

    assert clock.slept == []
    nowhere.close()
    failing.close()


def test_a_long_wait_is_told(clock: FakeClock) -> None:
    """Somebody who looks on is told why nothing happens, and for how long."""
    told: list[float] = []
    pace = Pace(None, SMALL, clock=clock, tell=told.append)
    calls(pace, 200)

    hour = 3600 - sum(clock.slept[:-1])
    assert told[-1] == pytest.approx(hour, abs=1)
    assert 0.97 <= SHARE < 1
    pace.close()
