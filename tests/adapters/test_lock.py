"""One run at a time: who comes second is told who is first."""

from __future__ import annotations

import multiprocessing
import os
from datetime import UTC, datetime
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from snelsync.adapters.state.lock import only_run
from snelsync.errors import LockedError, StateError

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def hold(path: str, held: Event) -> None:
    """Hold the lock until killed."""
    with only_run(Path(path), "push", now=NOW):
        held.set()
        while True:
            held.wait()
            os.sched_yield()


def test_a_second_run_is_told_who_is_first(tmp_path: Path) -> None:
    """Command, process and moment; nothing is waited for."""
    state = tmp_path / "new" / "state.sqlite3"
    with only_run(state, "pull-orders", now=NOW):
        with (
            pytest.raises(LockedError) as raised,
            only_run(state, "push", now=NOW),
        ):
            pass
        assert (state.parent / "state.sqlite3.lock").stat().st_mode & 0o077 == 0
    assert raised.value.exit_code == 42
    assert "snelsync pull-orders" in raised.value.what
    assert f"process {os.getpid()}" in raised.value.what
    assert f"{NOW.astimezone():%H:%M:%S}" in raised.value.what


def test_another_state_file_is_another_lock(tmp_path: Path) -> None:
    """Two shops may be pushed at once."""
    with (
        only_run(tmp_path / "a", "push", now=NOW),
        only_run(tmp_path / "b", "push", now=NOW),
    ):
        pass
    with only_run(tmp_path / "a", "push", now=NOW):
        pass


def test_a_run_that_was_killed_locks_nobody_out(tmp_path: Path) -> None:
    """The operating system lets go; what was written down decides nothing."""
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    state = tmp_path / "state"
    process = context.Process(target=hold, args=(str(state), held))
    process.start()
    assert held.wait(30)
    with pytest.raises(LockedError, match=f"process {process.pid}"):
        only_run(state, "push", now=NOW).__enter__()

    process.kill()
    process.join()

    assert (tmp_path / "state.run").exists()
    with only_run(state, "push", now=NOW):
        pass


def test_a_holder_that_cannot_be_read_is_told_of_all_the_same(tmp_path: Path) -> None:
    """Between taking the lock and writing who has it there is a moment."""
    state = tmp_path / "state"
    with only_run(state, "push", now=NOW):
        (tmp_path / "state.run").write_text("{", encoding="utf-8")
        with pytest.raises(LockedError, match="just begun"):
            only_run(state, "push", now=NOW).__enter__()


def test_a_place_where_no_lock_can_be_made_is_told(tmp_path: Path) -> None:
    """A folder that is a file."""
    (tmp_path / "file").touch()
    with pytest.raises(StateError, match="cannot be made"):
        only_run(tmp_path / "file" / "state", "push", now=NOW).__enter__()


def test_that_nobody_can_be_named_stops_no_run(tmp_path: Path) -> None:
    """Who holds the lock is for people: a full disk is told by the state file."""
    state = tmp_path / "state"
    (tmp_path / "state.run").mkdir()

    with only_run(state, "sync", now=NOW), pytest.raises(LockedError):
        only_run(state, "push", now=NOW).__enter__()
