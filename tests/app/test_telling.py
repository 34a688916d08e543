"""Those who want to know are told of a run, however it ends."""

from __future__ import annotations

from datetime import datetime

import pytest

from snelsync.app.ports import RunSummary
from snelsync.app.status import read_status
from snelsync.app.telling import Telling, told
from snelsync.domain.booking import Outcome
from snelsync.errors import ExitCode, ShopError, StateError
from tests.app.syncs import Night
from tests.fakes import NOON, FakeClock


class Listening:
    """Somebody who is told, and cannot always be reached."""

    def __init__(self) -> None:
        self.began: list[tuple[str, int, datetime]] = []
        self.ends: list[RunSummary] = []

    def started(self, command: str, run_id: int, *, at: datetime) -> tuple[str, ...]:
        """Hear of a beginning."""
        self.began.append((command, run_id, at))
        return ("not reached",)

    def ended(self, summary: RunSummary) -> tuple[str, ...]:
        """Hear of an end."""
        self.ends.append(summary)
        return ()


def test_it_is_told_with_counts_codes_and_numbers() -> None:
    """And who could not be told is a warning, once."""
    night, heard, clock = Night(), Listening(), FakeClock()
    night.sell(2, status="unheard-of")
    done = night.sync()
    warned: list[str] = []

    with told(heard, "sync", clock=clock, warn=warned.append) as telling:
        telling.begin(7)
        clock.sleep(60)
        telling.code, telling.status = done.code, done.status

    assert heard.began == [("sync", 7, NOON)]
    assert heard.ends == [
        RunSummary(
            command="sync",
            run_id=7,
            started=NOON,
            ended=clock.now(),
            exit_code=3,
            counts={"booked": 1, "held": 1},
            codes={"status_unknown": 1},
            orders=("2",),
        )
    ]
    assert warned == telling.warnings == ["not reached"]
    assert read_status(night.state, mapping=night.mapping).counts[Outcome.HELD] == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (StateError("damaged"), ExitCode.STATE),
        (ShopError("down"), ExitCode.SHOP),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED),
        (RuntimeError("a bug"), ExitCode.BUG),
    ],
)
def test_a_run_that_breaks_off_is_told_with_its_code(
    error: BaseException, code: ExitCode
) -> None:
    """Also before it has a number; what broke it off goes on."""
    heard = Listening()

    def run(_telling: Telling) -> None:
        raise error

    with (
        pytest.raises(type(error)),
        told(heard, "sync", clock=FakeClock(), warn=print) as telling,
    ):
        run(telling)

    assert [(one.run_id, one.exit_code) for one in heard.ends] == [(0, code)]
