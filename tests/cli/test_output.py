"""The two streams: what stays in one piece where nobody has a window."""

from __future__ import annotations

import pytest

from snelsync.app.ports import Seen
from snelsync.app.stages import Stage, StageName, Synced
from snelsync.app.status import StatusReport
from snelsync.cli.output import Output
from snelsync.cli.syncing import in_one_line
from snelsync.errors import ExitCode


def test_one_line_stays_one_in_a_mail(capsys: pytest.CaptureFixture[str]) -> None:
    """Cron mails what is said: a line that is broken reads as two runs."""
    said = "27 need a person; " * 20

    Output(quiet=True).summary(said)

    assert capsys.readouterr().out == f"{said}\n"


def test_the_line_of_a_run_that_was_stopped_says_so() -> None:
    """Cron mails no exit code: why nothing was done must be in the line itself."""
    status = StatusReport(Seen(0, 0, 0), 0, 0, 0, {}, (), (), ())
    stopped = Stage(StageName.PULL, ExitCode.INTERRUPTED, left_out="stopped")
    run = Synced((stopped,), None, 0, (), None, None, False, None, status)  # noqa: FBT003

    assert in_one_line(run) == (
        "0 booked now; interrupted: the next run goes on from here; not done: pull"
    )
