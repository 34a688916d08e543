"""A state file of every snelsync there has been: up to date, and nothing lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

import snelsync.adapters.state
from snelsync.adapters.state.backup import KEPT, LAST_WIPE, copies_beside, left_over
from snelsync.adapters.state.engine import NEWEST, open_state
from snelsync.adapters.state.recording import StateRecorder
from snelsync.app.ports import Reading
from tests.adapters.filled import NUMBER, fill
from tests.contract.samples import SHOP
from tests.contract.wiring import open_record

PAST = {
    one.stem: one.read_text(encoding="utf-8")
    for one in sorted((Path(__file__).parent / "past").glob("*.sql"))
}
"""What SQLite told of a file that each version filled with its own code."""

STEPS = sorted(
    one.revision
    for one in ScriptDirectory(
        str(Path(snelsync.adapters.state.__file__).parent / "migrations")
    ).walk_revisions()
)


def past(path: Path, version: str) -> Path:
    """Make a file as that version left it."""
    with sqlite3.connect(path) as connection:
        connection.executescript(PAST[version])
    connection.close()
    return path


def dumped(path: Path) -> list[str]:
    """Tell everything that is in a file."""
    with sqlite3.connect(path) as connection:
        told = list(connection.iterdump())
    connection.close()
    return told


def known_to(state: StateRecorder) -> dict[str, Any]:
    """Read back all that our code reads, each fact by its own question."""
    asked: Reading = state
    sold = [
        replace(one, marked=False, marked_refunds=frozenset())
        for one in asked.everything()
    ]
    keys = [one.key for one in asked.verdicts()]
    return {
        "sold": sold,
        "known": asked.known(),
        "verdicts": list(asked.verdicts()),
        "journal": {key: asked.journal(key) for key in keys},
        "checks": asked.vat_checks(),
        "unreadable": asked.unreadable(),
        "runs": asked.last_runs(),
        "card": state.customer_id(NUMBER),
        "unsettled": state.unsettled(),
    }


def test_a_file_of_each_version_is_kept() -> None:
    """Whoever adds a migration adds a file of the version before."""
    assert set(STEPS) - {NEWEST} <= set(PAST)


@pytest.mark.parametrize("version", PAST)
def test_what_an_older_snelsync_knew_is_known(tmp_path: Path, version: str) -> None:
    """Read by today's code it is what today's code would have written itself."""
    today = open_record(tmp_path / "today.sqlite3")
    fill(today)
    path = past(tmp_path / "old.sqlite3", version)

    state = StateRecorder(open_state(path, readonly=False), shop=SHOP)

    assert known_to(state) == known_to(today)
    if version >= LAST_WIPE:
        assert state.cursor("orders") == today.cursor("orders")
    if version >= "0003":
        assert state.products() == today.products()
    if version >= "0005":
        assert list(state.everything()) == list(today.everything())
    assert len(known_to(state)["unsettled"]) == 1


class CutOffError(Exception):
    """The machine fell over."""


@contextmanager
def cut_off(before: int) -> Iterator[None]:
    """Fall over when the nth step is about to note that it is done."""
    seen = 0

    def count(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:  # noqa: ANN401
        nonlocal seen
        seen += statement.startswith("UPDATE alembic_version")
        if seen == before:
            raise CutOffError

    sa.event.listen(sa.Engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", count)


def test_a_step_that_is_cut_off_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """Each step is done whole or not at all; the next opening goes on from there."""
    whole = past(tmp_path / "whole.sqlite3", "0001")
    open_state(whole, readonly=False).dispose()
    path = past(tmp_path / "old.sqlite3", "0001")
    for version in STEPS[:-1]:
        before = dumped(path)
        assert f"""INSERT INTO "alembic_version" VALUES('{version}');""" in before

        with cut_off(1), pytest.raises(CutOffError):
            open_state(path, readonly=False)
        assert dumped(path) == before

        with cut_off(2):
            try:
                open_state(path, readonly=False).dispose()
            except CutOffError:
                continue
    assert dumped(path) == dumped(whole)


def test_a_copy_is_made_before_a_step(tmp_path: Path) -> None:
    """Beside the file, for its owner only, with the version it is of; and whole."""
    path = past(tmp_path / "state.sqlite3", LAST_WIPE)
    before = dumped(path)

    open_state(path, readonly=False).dispose()

    (copy,) = copies_beside(path)
    assert copy.name.startswith(f"state.sqlite3.{LAST_WIPE}-20")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert dumped(copy) == before


def test_copies_are_few_and_have_nothing_that_was_wiped(tmp_path: Path) -> None:
    """The oldest go, those cut off, and one of before a step that wiped what it has."""
    path = tmp_path / "state.sqlite3"
    for _ in range(KEPT + 2):
        path.unlink(missing_ok=True)
        past(path, LAST_WIPE)
        open_state(path, readonly=False).dispose()
    kept = copies_beside(path)
    assert len(kept) == KEPT

    cut_off = path.with_name(f".{kept[0].name}.a1_b2c3.part")
    other = path.with_name(".copy.sqlite3.a1_b2c3.part")
    for one in (cut_off, other):
        one.touch()
    assert left_over(path) == (cut_off,)

    path.unlink()
    past(path, "0001")
    open_state(path, readonly=False).dispose()

    assert copies_beside(path) == kept
    assert (cut_off.exists(), other.exists()) == (False, True)


def test_without_room_for_the_copy_nothing_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that cannot be copied first is left at its version."""
    path = past(tmp_path / "state.sqlite3", LAST_WIPE)
    before = dumped(path)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    with pytest.raises(Exception, match="No space left"):
        open_state(path, readonly=False)

    assert dumped(path) == before
