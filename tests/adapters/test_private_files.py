"""Files where others may write in too: nobody reads along, nobody leads them astray."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from snelsync.adapters.logs import in_file
from snelsync.adapters.pages.page import write_page
from snelsync.adapters.plan_file import write_plan
from snelsync.adapters.private_files import make_folder, put_in_place, write_private
from snelsync.adapters.service_writing import Installer
from snelsync.adapters.sheets.csv_files import write_csv
from snelsync.adapters.sheets.workbook import write_workbook
from snelsync.adapters.snelstart.pace import Allowed, Pace
from snelsync.adapters.state.lock import only_run
from snelsync.adapters.state.place import look_at
from snelsync.errors import StateError, UsageError
from tests.adapters.test_page import empty_page
from tests.adapters.test_sheets import MADE, SHEET
from tests.domain.test_approval import APPROVED
from tests.fakes import FakeClock

Write = Callable[[Path], object]
WRITERS: dict[str, Write] = {
    "plan": lambda path: write_plan(path, APPROVED),
    "page": lambda path: write_page(path, "check", empty_page()),
    "workbook": lambda path: write_workbook(path, (SHEET,), made=MADE),
    "rows.csv": lambda path: write_csv(path.parent, (SHEET,)),
}


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """Let the machine give everybody every right, unless one says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def rights(path: Path) -> int:
    """Give who may do what with a file."""
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.mark.parametrize("name", WRITERS)
def test_a_new_file_is_its_owners_and_a_link_is_not_followed(
    name: str, tmp_path: Path
) -> None:
    """A link would write over another file; one's own file keeps its rights."""
    path, victim = tmp_path / name, tmp_path / "victim"
    WRITERS[name](path)
    assert rights(path) == 0o600
    path.chmod(0o640)
    WRITERS[name](path)
    assert rights(path) == 0o640
    assert [one.name for one in tmp_path.iterdir()] == [name]

    path.unlink()
    victim.write_text("mine", encoding="utf-8")
    path.symlink_to(victim)
    with pytest.raises(UsageError, match="it is a link"):
        WRITERS[name](path)
    assert victim.read_text(encoding="utf-8") == "mine"


def test_a_file_is_private_before_anything_is_in_it(tmp_path: Path) -> None:
    """Also while it is written; and cut off, the old one is still whole."""
    path = tmp_path / "report"
    write_private(path, b"old")
    with suppress(ZeroDivisionError), put_in_place(path) as file:
        file.write(b"half")
        assert {rights(one) for one in tmp_path.iterdir()} == {0o600}
        raise ZeroDivisionError
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_pipe_that_was_laid_ready_is_refused(tmp_path: Path) -> None:
    """Who reads at its other end gets nothing, and nobody waits for him for ever."""
    os.mkfifo(tmp_path / "report")
    with pytest.raises(OSError, match="no plain file"):
        write_private(tmp_path / "report", b"")
    assert write_private(Path("/dev/null"), b"gone") is None  # type: ignore[func-returns-value]
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_log_to_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    """Whether somebody reads it or nobody does: nothing waits, nothing is told."""
    pipe = tmp_path / "runs.log"
    os.mkfifo(pipe)
    why: list[OSError] = []
    assert in_file(pipe, why.append) is None
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert in_file(pipe, why.append) is None
    assert os.read(reading, 10) == b""
    os.close(reading)
    assert len(why) == 2
    assert why[1].strerror == "it is no plain file"


def test_folders_that_are_made_are_their_owners(tmp_path: Path) -> None:
    """Those in between too: who may write in one may put another in its place."""
    folder = tmp_path / "new" / "folder"
    make_folder(folder)
    handler = in_file(tmp_path / "log" / "of" / "runs.log", lambda _error: None)
    assert handler
    handler.close()
    made = [one for one in tmp_path.rglob("*") if one.is_dir()]
    assert len(made) == 4
    assert {rights(one) for one in made} == {0o700}
    Installer().write(tmp_path / "units", {"a.timer": ""}, force=False)
    assert rights(tmp_path / "units") == 0o755


def test_what_stands_beside_the_state_file_is_no_way_in(tmp_path: Path) -> None:
    """Links under the names that a run uses lead nowhere, and are not written to."""
    state, victim = tmp_path / "state", tmp_path / "victim"
    victim.write_bytes(b"mine")
    for name in ("state.run", "state.calls", "state-journal"):
        (tmp_path / name).symlink_to(victim)
    with only_run(state, "push", now=MADE):
        assert rights(tmp_path / "state.run") == 0o600
    pace = Pace(tmp_path / "state.calls", Allowed(5, 50, 1), clock=FakeClock())
    pace.wait()
    pace.close()
    assert victim.read_bytes() == b"mine"
    with pytest.raises(StateError, match="state-journal is not of the owner"):
        look_at(state)
    (tmp_path / "state-journal").unlink()
    look_at(state)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file away")
def test_a_log_that_somebody_else_laid_ready_is_refused(tmp_path: Path) -> None:
    """SQLite would take it over, and write all that is kept into it."""
    state, log = tmp_path / "state", tmp_path / "state-wal"
    state.touch(mode=0o600)
    log.touch()
    look_at(state)
    os.chown(log, 12345, 12345)
    with pytest.raises(StateError, match="state-wal is not of the owner"):
        look_at(state)
    log.unlink()

    calls = tmp_path / "state.calls"
    calls.touch()
    os.chown(calls, 12345, 12345)
    why: list[OSError] = []
    assert in_file(calls, why.append) is None
    assert why[0].strerror == "it is somebody else's"
    Pace(calls, Allowed(5, 50, 1), clock=FakeClock()).close()
    assert calls.stat().st_uid == os.geteuid()
