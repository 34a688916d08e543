"""Where a state file stands, and what becomes of it when disk or file fails."""

from __future__ import annotations

import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from snelsync.adapters.state import place
from snelsync.adapters.state.engine import open_state
from snelsync.adapters.state.place import file_system, remarks
from snelsync.adapters.state.recording import StateRecorder
from snelsync.app.ports import Receipt
from snelsync.domain.booking import Outcome
from snelsync.errors import StateError
from tests.adapters.filled import fill
from tests.app.pushes import World
from tests.contract.samples import SHOP
from tests.contract.wiring import open_record
from tests.fakes import FakeAdministration

MOUNTS = r"""
21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
36 21 0:44 / /mnt/office\040share rw,relatime - cifs //nas/office rw
38 37 8:2 / /srv/local rw master:7 - xfs /dev/sdb1 rw
37 21 0:45 / /srv rw - nfs4 nas:/srv rw
39 21 0:46 / /home/me/remote rw - fuse.sshfs me@host: rw
nonsense
"""


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the machine have other disks than it has."""
    told = tmp_path / "mountinfo"
    told.write_text(MOUNTS, encoding="utf-8")
    monkeypatch.setattr(place, "MOUNTS", told)
    return told


@pytest.mark.usefixtures("mounts")
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/snelsync/state", "ext4"),
        ("/mnt/office share/state", "cifs"),
        ("/mnt/office", "ext4"),
        ("/srv/state", "nfs4"),
        ("/srv/local/deep/state", "xfs"),
        ("/home/me/remote/state", "fuse.sshfs"),
    ],
)
def test_the_disk_of_a_path_is_known(path: str, kind: str) -> None:
    """The nearest mount counts, with spaces in its name too."""
    assert file_system(Path(path)) == kind


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "smb3", "fuse.sshfs", "9p"])
def test_a_network_disk_is_refused(tmp_path: Path, mounts: Path, kind: str) -> None:
    """Two machines would not keep out of each other's way there: nothing is made."""
    mounts.write_text(f"1 1 0:4 / {tmp_path} rw - {kind} nas rw\n", encoding="utf-8")
    path = tmp_path / "state.sqlite3"

    with pytest.raises(StateError, match=f"network disk \\({kind}\\)") as raised:
        open_state(path, readonly=False)

    assert raised.value.exit_code == 12
    assert "snelsync backup" in raised.value.hint
    assert not path.exists()


def test_folders_that_are_made_are_private_all_the_way(tmp_path: Path) -> None:
    """Each folder that was not there is for its owner only; one that was, stays."""
    tmp_path.chmod(0o755)
    path = tmp_path / "share" / "snelsync" / "state.sqlite3"

    open_state(path, readonly=False).dispose()

    modes = [one.stat().st_mode & 0o777 for one in list(path.parents)[:3]]
    assert modes == [0o700, 0o700, 0o755]


@pytest.mark.parametrize(
    ("mode", "told"), [(0o700, 0), (0o755, 0), (0o770, 1), (0o1777, 0), (0o707, 1)]
)
def test_a_folder_where_others_may_write_is_told(
    tmp_path: Path, mode: int, told: int
) -> None:
    """They could put another state file in place; with the sticky bit they cannot."""
    tmp_path.chmod(mode)

    assert len(remarks(tmp_path / "state.sqlite3")) == told
    assert remarks(tmp_path / "none" / "state.sqlite3") == ()


@pytest.mark.parametrize("readonly", [True, False])
def test_a_link_is_refused(tmp_path: Path, *, readonly: bool) -> None:
    """By two names two runs would have two locks; the file's own name is told."""
    real = tmp_path / "real.sqlite3"
    open_state(real, readonly=False).dispose()
    link = tmp_path / "link.sqlite3"
    link.symlink_to(real)

    with pytest.raises(StateError, match=str(real)):
        open_state(link, readonly=readonly)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user_is_refused(tmp_path: Path) -> None:
    """What would be put beside it, its owner could not use."""
    path = tmp_path / "state.sqlite3"
    open_state(path, readonly=False).dispose()
    os.chown(path, 1, 1)

    with pytest.raises(StateError, match="belongs to user") as raised:
        open_state(path, readonly=False)

    assert "run snelsync as" in raised.value.hint


def damaged(
    path: Path,
    *,
    ended: bool,
    where: str = "refunds",
    swap: tuple[bytes, bytes] | None = None,
) -> None:
    """Fill a file, let its last run end or not, and write over a page of it.

    With something to swap the page makes sense, and says something else.
    """
    state = open_record(path)
    fill(state)
    if not ended:
        state.begin_run("push", at=state.last_runs()[0].started, mapping_digest="")
    state._engine.dispose()
    with sqlite3.connect(path) as file:
        size = file.execute("PRAGMA page_size").fetchone()[0]
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        page = file.execute(query, (where,)).fetchone()[0]
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.close()
    with path.open("r+b") as raw:
        raw.seek((page - 1) * size)
        was = raw.read(size)
        raw.seek((page - 1) * size)
        raw.write(was.replace(*swap) if swap else b"\x55" * size)


def test_after_a_run_that_did_not_end_the_whole_file_is_looked_at(
    tmp_path: Path,
) -> None:
    """A page that the power cut off is found before anything is booked."""
    path = tmp_path / "state.sqlite3"
    damaged(path, ended=False)

    with pytest.raises(StateError, match="cannot be used") as raised:
        open_state(path, readonly=False)

    assert "put back a copy" in raised.value.hint


def test_damage_that_is_met_on_the_way_is_no_bug(tmp_path: Path) -> None:
    """What is found only when it is read ends with exit code 12 and what to do."""
    path = tmp_path / "state.sqlite3"
    damaged(path, ended=True)
    state = StateRecorder(open_state(path, readonly=False), shop=SHOP)

    with pytest.raises(StateError, match="malformed") as raised:
        list(state.everything())

    assert "put back a copy" in raised.value.hint


def test_a_file_without_its_guard_is_refused(tmp_path: Path) -> None:
    """The index that keeps a number from being used twice is looked for each time."""
    path = tmp_path / "state.sqlite3"
    open_state(path, readonly=False).dispose()
    with sqlite3.connect(path) as file:
        file.execute("DROP INDEX documents_by_number")
    file.close()

    for readonly in (True, False):
        with pytest.raises(StateError, match="lacks documents_by_number"):
            open_state(path, readonly=readonly)


@contextmanager
def no_room(path: Path) -> Iterator[None]:
    """Let no file grow beyond what the log of a state file has already."""
    size = path.with_name(f"{path.name}-wal").stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class FillsTheDisk(FakeAdministration):
    """Takes a booking, and in that moment the disk is full."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.full = no_room(path)

    def book(self, payload: str) -> Receipt:
        """Book, and leave no room to note it."""
        receipt = super().book(payload)
        if len(self.bookings) == 1:
            self.full.__enter__()
        return receipt


def test_without_room_for_the_record_nothing_is_sent(tmp_path: Path) -> None:
    """A full disk ends the run before SnelStart hears of a booking."""
    path = tmp_path / "state.sqlite3"
    world = World(state=open_record(path))

    with no_room(path), pytest.raises(StateError, match="disk") as raised:
        world.push()

    assert world.books.bookings == {}
    assert raised.value.exit_code == 12
    assert "run the same command again" in raised.value.hint


def test_a_disk_that_fills_between_sending_and_noting_books_nothing_twice(
    tmp_path: Path,
) -> None:
    """The next run looks up what was on its way, and books the rest."""
    path = tmp_path / "state.sqlite3"
    books = FillsTheDisk(path)
    world = World(state=open_record(path), books=books)
    with pytest.raises(StateError, match="disk"):
        world.push()
    books.full.__exit__(None, None, None)
    assert len(books.bookings) == 1

    again = World(state=open_record(path), books=books, clock=world.clock)
    again.later()
    again.push()

    assert len(again.numbers) == len(set(again.numbers)) == 4
    assert set(again.outcomes().values()) == {Outcome.BOOKED}
