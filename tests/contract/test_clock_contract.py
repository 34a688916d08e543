"""What every clock promises, fake or real."""

from __future__ import annotations

from datetime import UTC

import pytest

from snelsync.app.ports import Clock
from snelsync.cli.wiring import SystemClock
from tests.fakes import FakeClock


@pytest.mark.parametrize("clock", [FakeClock(), SystemClock()], ids=["fake", "system"])
def test_a_clock_is_in_utc_and_never_runs_back(clock: Clock) -> None:
    """The time has a zone, UTC, and waiting moves it on."""
    before = clock.now()
    clock.sleep(0.001)

    assert before.tzinfo is UTC
    assert clock.now() > before
