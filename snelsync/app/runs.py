"""Noting that a command ran, and how it ended, however it ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from snelsync.app.ports import Clock, Recording
from snelsync.errors import ExitCode
from snelsync.events import Event, tell


@dataclass(slots=True)
class OpenRun:
    """A run that is going on; set its exit code before it ends."""

    run_id: int
    exit_code: int = ExitCode.DONE


@contextmanager
def recorded_run(
    state: Recording, command: str, *, clock: Clock, mapping_digest: str
) -> Iterator[OpenRun]:
    """Note a run in the state, with the code it ends with."""
    run_id = state.begin_run(command, at=clock.now(), mapping_digest=mapping_digest)
    run = OpenRun(run_id)
    tell(Event.RUN_BEGAN, run=run_id)
    try:
        yield run
    except KeyboardInterrupt:
        run.exit_code = ExitCode.INTERRUPTED
        raise
    except Exception as error:
        run.exit_code = int(getattr(error, "exit_code", ExitCode.BUG))
        raise
    finally:
        state.end_run(run_id, at=clock.now(), exit_code=run.exit_code)
        tell(Event.RUN_ENDED, run=run_id, exit_code=run.exit_code)
