"""A copy of the state file: whole, alone, private, and never over anything."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from snelsync.adapters.state import backup
from snelsync.adapters.state.backup import back_up
from snelsync.adapters.state.engine import NEWEST, open_state
from snelsync.adapters.state.recording import StateRecorder
from snelsync.errors import SnelsyncError, StateError, UsageError
from tests.adapters.filled import fill
from tests.adapters.test_state_past import dumped, known_to
from tests.adapters.test_state_place import damaged
from tests.contract.samples import SHOP, an_order
from tests.contract.wiring import open_record
from tests.fakes import NOON


def test_a_copy_has_everything_while_a_run_writes(tmp_path: Path) -> None:
    """What is in the log, too; and a change under way is in it whole or not at all."""
    path, target = tmp_path / "state.sqlite3", tmp_path / "copy.sqlite3"
    state = open_record(path)
    fill(state)
    with state._writer.begin() as under_way:
        under_way.exec_driver_sql("UPDATE orders SET number = 'half'")
        made = back_up(path, target)
        under_way.rollback()

    assert [one.name for one in tmp_path.glob("*copy*")] == ["copy.sqlite3"]
    assert target.stat().st_mode & 0o777 == 0o600
    assert (made.version, made.rows["orders"]) == (NEWEST, 3)
    assert dumped(target) == dumped(path)
    # As a record it says the same, and goes on from there.
    again = StateRecorder(open_state(target, readonly=False), shop=SHOP)
    assert known_to(again) == known_to(state)


def test_a_copy_can_be_read_where_nothing_may_be_written(tmp_path: Path) -> None:
    """It has no log that would have to be made beside it."""
    path, target = tmp_path / "state.sqlite3", tmp_path / "copy.sqlite3"
    open_record(path).save_orders([an_order()], at=NOON)
    back_up(path, target)

    file = sqlite3.connect(f"{target.as_uri()}?mode=ro&immutable=1", uri=True)
    assert file.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert file.execute("SELECT count(*) FROM orders").fetchone() == (1,)
    file.close()


def test_a_copy_overwrites_nothing(tmp_path: Path) -> None:
    """A file, a folder, and a link that leads nowhere: each is left as it is."""
    path = tmp_path / "state.sqlite3"
    open_record(path)
    file, folder, link = (tmp_path / name for name in ("file", "folder", "link"))
    file.write_text("mine", encoding="utf-8")
    folder.mkdir()
    link.symlink_to(tmp_path / "nowhere")

    for target in (file, folder, link, path):
        with pytest.raises(UsageError):
            back_up(path, target)

    assert file.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "nowhere").exists()
    assert not list(tmp_path.glob(".*"))


def test_who_takes_the_name_meanwhile_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking whether the name is free is not enough: it may be taken after that."""
    path, target = tmp_path / "state.sqlite3", tmp_path / "copy"
    open_record(path)
    checked = backup._checked

    def taken(*words: object) -> None:
        checked(*words)  # type: ignore[arg-type]
        target.write_text("mine", encoding="utf-8")

    monkeypatch.setattr(backup, "_checked", taken)
    with pytest.raises(UsageError, match="never overwrites"):
        back_up(path, target)

    assert target.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("where", "swap"),
    [("refunds", None), ("documents_by_number", (b"175", b"999"))],
)
def test_a_damaged_file_gives_no_copy(
    tmp_path: Path, where: str, swap: tuple[bytes, bytes] | None
) -> None:
    """A backup that could not be put back is worse than none: it is told.

    Also when an index says something else, which counting rows does not meet.
    """
    path, target = tmp_path / "state.sqlite3", tmp_path / "copy"
    damaged(path, ended=True, where=where, swap=swap)

    with pytest.raises(StateError, match=r"damaged|malformed") as raised:
        back_up(path, target)

    assert str(path) in raised.value.what
    assert "put back a copy" in raised.value.hint
    assert {one.name for one in tmp_path.iterdir()} <= {
        f"state.sqlite3{end}" for end in ("", "-wal", "-shm")
    }


def test_a_copy_with_fewer_rows_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rows are counted against those that were there when it was made."""
    path, target = tmp_path / "state.sqlite3", tmp_path / "copy"
    fill(open_record(path))
    written = backup._written

    def fewer(source: Path, part: Path) -> dict[str, int]:
        rows = written(source, part)
        with sqlite3.connect(part) as file:
            file.execute("DELETE FROM journal")
        file.close()
        return rows

    monkeypatch.setattr(backup, "_written", fewer)
    with pytest.raises(StateError, match="not all of its rows"):
        back_up(path, target)

    assert not target.exists()


def test_what_is_written_after_the_moment_is_not_in_the_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are counted and copied at one moment: a run that goes on harms neither."""
    path, target = tmp_path / "state.sqlite3", tmp_path / "copy"
    state = open_record(path)
    rows = backup._rows
    ids = iter(range(1, 9))

    def meanwhile(connection: sqlite3.Connection) -> dict[str, int]:
        counted = rows(connection)
        state.save_orders([an_order(next(ids))], at=NOON)
        return counted

    monkeypatch.setattr(backup, "_rows", meanwhile)

    assert back_up(path, target).rows["orders"] == 0


def test_a_place_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A folder that does not exist is not made: it may be a disk that is not there."""
    path = tmp_path / "state.sqlite3"
    open_record(path)

    with pytest.raises(SnelsyncError, match="cannot be written") as raised:
        back_up(path, tmp_path / "usb" / "copy")

    assert raised.value.exit_code == 12
