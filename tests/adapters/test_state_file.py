"""The state file: private, migrated, refused when strange, untouched when only read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

import snelsync.adapters.state
from snelsync.adapters.state.codec import (
    dump_moment,
    dump_order,
    load_moment,
    load_order,
)
from snelsync.adapters.state.engine import NEWEST, open_state
from snelsync.adapters.state.reading import StateReader
from snelsync.adapters.state.recording import StateRecorder
from snelsync.adapters.state.tables import metadata
from snelsync.adapters.state.trouble import explain
from snelsync.app.ports import Seen
from snelsync.domain.booking import DocumentKey, DocumentKind, Outcome
from snelsync.errors import LockedError, StateError
from tests.contract.samples import SHOP, a_booking, a_refund, a_sending, an_order
from tests.contract.wiring import open_record
from tests.fakes import NOON


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a place for a state file."""
    return tmp_path / "state.sqlite3"


@pytest.fixture
def engine(path: Path) -> Iterator[sa.Engine]:
    """Open a new state file, made by the migrations."""
    made = open_state(path, readonly=False)
    yield made
    made.dispose()


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    """File 0600, its folder 0700, and the files SQLite puts beside it 0600 too."""
    path = tmp_path / "new" / "state.sqlite3"

    state = StateRecorder(open_state(path, readonly=False), shop=SHOP)
    state.set_cursor("orders", NOON)

    assert path.parent.stat().st_mode & 0o777 == 0o700
    modes = {one.name: one.stat().st_mode & 0o777 for one in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert "state.sqlite3-wal" in modes


def test_begun_is_on_the_disk(engine: sa.Engine) -> None:
    """A commit is on the disk before it returns: full synchronisation, with a log."""
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_the_migrations_make_exactly_the_tables(engine: sa.Engine) -> None:
    """Columns, keys, nullability and indexes are those the code works with."""
    found = sa.inspect(engine)

    assert set(found.get_table_names()) == {*metadata.tables, "alembic_version"}
    for name, table in metadata.tables.items():
        columns = {one["name"]: one for one in found.get_columns(name)}
        assert list(columns) == [column.name for column in table.columns]
        for column in table.columns:
            made = columns[column.name]
            assert str(made["type"]) == str(column.type)
            if not column.primary_key:
                assert made["nullable"] == column.nullable
        key = found.get_pk_constraint(name)["constrained_columns"]
        assert key == [column.name for column in table.primary_key]


def test_the_migrations_make_exactly_the_indexes(engine: sa.Engine) -> None:
    """Each index is there as declared, the guard of numbers with its condition."""
    ours = sa.create_engine("sqlite://")
    metadata.create_all(ours)
    query = (
        "SELECT name, lower(sql) FROM sqlite_master WHERE type = 'index' AND sql > ''"
    )

    def indexes(of: sa.Engine) -> dict[str, str]:
        with of.connect() as connection:
            rows = connection.exec_driver_sql(query).all()
        return {name: " ".join(sql.split()) for name, sql in rows}

    assert indexes(engine) == indexes(ours)
    assert "where payload is not null" in indexes(engine)["documents_by_number"]


def test_the_newest_migration_is_the_one_the_code_knows() -> None:
    """Adding a step without saying so in the engine fails here."""
    folder = Path(snelsync.adapters.state.__file__).parent / "migrations"

    assert ScriptDirectory(str(folder)).get_heads() == [NEWEST]


def test_opening_again_changes_nothing(path: Path) -> None:
    """A second opening migrates nothing and keeps what is there."""
    open_record(path).set_cursor("orders", NOON)

    assert open_record(path).cursor("orders") == NOON


def set_version(path: Path, version: str) -> None:
    """Pretend another snelsync made the file."""
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()


@pytest.mark.parametrize("readonly", [True, False])
def test_a_newer_file_is_refused(path: Path, *, readonly: bool) -> None:
    """A file of a newer snelsync is left alone, with the command that helps."""
    open_state(path, readonly=False).dispose()
    set_version(path, "9999")
    before = path.read_bytes()

    with pytest.raises(StateError, match="newer") as raised:
        open_state(path, readonly=readonly)

    assert "upgrade" in raised.value.hint
    assert path.read_bytes() == before


def test_an_older_file_is_not_changed_by_looking(path: Path) -> None:
    """Reading does not bring a file up to date; it says which command does."""
    open_state(path, readonly=False).dispose()
    set_version(path, "0000")

    with pytest.raises(StateError, match="older") as raised:
        open_state(path, readonly=True)

    assert "pull-orders" in raised.value.hint


def test_a_missing_file_is_not_made_by_looking(path: Path) -> None:
    """Looking at nothing is told, and makes nothing."""
    with pytest.raises(StateError, match="nothing was pulled yet") as raised:
        open_state(path, readonly=True)

    assert raised.value.exit_code == 12
    assert not path.exists()


@pytest.mark.parametrize("readonly", [True, False])
def test_a_damaged_file_is_told(path: Path, *, readonly: bool) -> None:
    """What is no database is told with a way out, and not overwritten."""
    path.write_bytes(b"no database at all, but long enough to be looked at" * 40)
    before = path.read_bytes()

    with pytest.raises(StateError) as raised:
        open_state(path, readonly=readonly)

    assert str(path) in raised.value.what
    assert "not booked twice" in raised.value.hint
    assert path.read_bytes() == before


@pytest.mark.parametrize("readonly", [True, False])
def test_another_programs_database_is_left_alone(path: Path, *, readonly: bool) -> None:
    """A database with tables of somebody else is not ours to change."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE photos (id INTEGER)")
    connection.close()

    with pytest.raises(StateError, match="another program"):
        open_state(path, readonly=readonly)

    with sqlite3.connect(path) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    connection.close()
    assert names == ["photos"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A folder that is a file, and a file that is a folder, are told by name."""
    (tmp_path / "file").touch()

    for path in (tmp_path / "file" / "state", tmp_path):
        with pytest.raises(StateError) as raised:
            open_state(path, readonly=False)
        assert str(path) in raised.value.what


def test_a_locked_file_has_an_exit_code_of_its_own(path: Path) -> None:
    """SQLite's own word for it becomes ours."""
    error = explain(sqlite3.OperationalError("database is locked"), path)

    assert isinstance(error, LockedError)
    assert error.exit_code == 42


def test_looking_leaves_every_byte(path: Path) -> None:
    """All readings of a file opened for reading leave it byte for byte the same."""
    state = filled(path)
    state._engine.dispose()
    before = path.read_bytes()

    reader = StateReader(open_state(path, readonly=True), shop=SHOP)
    list(reader.everything())
    list(reader.verdicts())
    reader.known()
    reader.drifted(book=frozenset({"processing"}), skip=frozenset())
    assert reader.count_new() == 1
    assert reader.seen() == Seen(1, 1, 0)
    reader._engine.dispose()

    assert path.read_bytes() == before


def test_what_is_opened_for_reading_cannot_write(path: Path) -> None:
    """SQLite itself refuses a write through a reader's engine."""
    filled(path)
    state = StateRecorder(open_state(path, readonly=True), shop=SHOP)

    with pytest.raises(sa.exc.OperationalError, match="readonly"):
        state.set_cursor("orders", NOON)


def filled(path: Path) -> StateRecorder:
    """Make a record with an order, its refund, and one booked sale."""
    state = open_record(path)
    order = an_order(173, refunds=(9,))
    state.save_orders([order], at=NOON)
    state.save_refunds([a_refund(9, order)], at=NOON)
    booking = a_booking()
    state.begin_sending(a_sending(booking, since=NOON), run_id=1)
    state.settle(booking.key, Outcome.BOOKED, at=NOON, run_id=1, remote_id="b-1")
    return state


def test_of_two_who_begin_at_once_one_may(path: Path) -> None:
    """Two threads with files of their own open: one is told to send, one is not."""
    records = [open_record(path) for _ in range(2)]
    for order_id in range(1, 21):
        gate = Barrier(2)

        def begin(
            state: StateRecorder, order_id: int = order_id, gate: Barrier = gate
        ) -> bool:
            gate.wait(10)
            sending = a_sending(a_booking(order_id), since=NOON)
            return state.begin_sending(sending, run_id=1)

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(begin, records)) == [False, True]


@pytest.mark.parametrize("number", ["173", " 173", "173 "])
def test_the_last_guard_of_numbers(path: Path, number: str) -> None:
    """The file itself refuses a second document under one number, spaces or not."""
    state = open_record(path)
    state.begin_sending(a_sending(a_booking(), since=NOON), run_id=1)

    with pytest.raises(sa.exc.IntegrityError):
        state.begin_sending(
            a_sending(a_booking(174, number=number), since=NOON), run_id=1
        )

    assert [one.key.shop_id for one in state.verdicts()] == [173]


def test_case_does_not_make_a_number_another(path: Path) -> None:
    """``web-1`` and ``WEB-1`` are one number."""
    state = open_record(path)
    state.begin_sending(a_sending(a_booking(1, number="web-1"), since=NOON), run_id=1)

    with pytest.raises(sa.exc.IntegrityError):
        state.begin_sending(
            a_sending(a_booking(2, number="WEB-1"), since=NOON), run_id=1
        )


def test_two_shops_in_one_file_may_have_the_same_numbers(path: Path) -> None:
    """Numbers are unique within a shop; SnelStart itself tells when two collide."""
    for shop in (SHOP, "two.test"):
        sending = a_sending(a_booking(shop=shop), since=NOON)
        assert open_record(path, shop=shop).begin_sending(sending, run_id=1)


def test_looking_while_going_over_everything_does_not_lock(path: Path) -> None:
    """A record may be asked something while its orders are gone over."""
    state = open_record(path)
    state.save_orders([an_order(1), an_order(2)], at=NOON)

    assert [state.known() for _ in state.everything()] == [{}, {}]


@pytest.mark.parametrize("mode", [0o644, 0o666, 0o640])
def test_a_loose_file_is_made_private(path: Path, mode: int) -> None:
    """A state file that others may read is closed to them."""
    path.touch()
    path.chmod(mode)

    open_state(path, readonly=False).dispose()

    assert path.stat().st_mode & 0o077 == 0


def test_a_number_that_was_not_sent_is_free(path: Path) -> None:
    """After forgetting a sending, another document may have its number."""
    state = open_record(path)
    booking = a_booking()
    state.begin_sending(a_sending(booking, since=NOON), run_id=1)

    state.forget_sending(booking.key, at=NOON, run_id=1)

    other = a_sending(a_booking(174, number="173"), since=NOON)
    assert state.begin_sending(other, run_id=1)


def test_two_shops_in_one_file_do_not_mix(path: Path) -> None:
    """What is known of one shop is nothing to the other."""
    filled(path)
    other = open_record(path, shop="other.test")

    assert list(other.everything()) == []
    assert list(other.verdicts()) == []
    assert other.known() == {}
    assert other.seen() == Seen(0, 0, 0)
    assert other.live_order_ids() == other.refund_ids() == frozenset()
    other.save_orders([replace(an_order(173), number="X")], at=NOON)
    assert other.count_new() == 1
    first = open_record(path).find("173")
    assert first is not None
    assert first.order.number == "173"


def test_the_mapping_of_a_run_is_kept_with_what_it_sent(path: Path) -> None:
    """Every document tells which mapping it was booked with."""
    state = open_record(path)
    run = state.begin_run("push", at=NOON, mapping_digest="digest-1")
    state.begin_sending(a_sending(a_booking(), since=NOON), run_id=run)

    with state._engine.connect() as connection:
        row = connection.exec_driver_sql(
            "SELECT mapping_digest, run_id FROM documents"
        ).one()

    assert tuple(row) == ("digest-1", run)


def test_values_survive_the_file_exactly() -> None:
    """Decimals keep their digits, moments their instant, in UTC and in text order."""
    order = replace(an_order(), total=Decimal("0.100000"), total_tax=Decimal("-0.00"))
    assert str(load_order(dump_order(order)).total) == "0.100000"
    assert load_order(dump_order(order)) == order
    zoned = datetime.fromisoformat("2026-10-25T02:30:00+02:00")
    assert load_moment(dump_moment(zoned)) == zoned
    assert dump_moment(zoned).endswith("+00:00")
    assert dump_moment(zoned) < dump_moment(
        datetime(2026, 10, 25, 0, 30, 1, tzinfo=UTC)
    )


def test_many_orders_are_read_in_pieces(path: Path) -> None:
    """More than a piece of five hundred comes back whole, in order, with refunds."""
    state = open_record(path)
    orders = [an_order(n, refunds=(10_000 + n,)) for n in range(1, 602)]
    state.save_orders(orders, at=NOON)
    state.save_refunds([a_refund(10_000 + o.order_id, o) for o in orders], at=NOON)

    found = list(state.everything())

    assert [one.order.order_id for one in found] == list(range(1, 602))
    assert all(
        [r.refund_id for r in one.refunds] == [10_000 + one.order.order_id]
        for one in found
    )


def test_a_key_is_one_word() -> None:
    """A document's key is written as shop, kind and id."""
    assert str(DocumentKey(SHOP, DocumentKind.SALE, 7)) == f"{SHOP}/sale/7"


def test_an_error_does_not_quote_what_was_written(engine: sa.Engine) -> None:
    """A statement that fails says what it was, not what it was given."""
    failing = sa.text("INSERT INTO nowhere VALUES (:name)")
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError) as caught:
        connection.execute(failing, {"name": "Wilhelmina Zorgvliet"})
    assert "nowhere" in str(caught.value)
    assert "Zorgvliet" not in str(caught.value)
