"""Corrections and marks through shop, record and administration."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from sqlite3 import connect
from typing import Any

import pytest

from snelsync.app.correcting import ids_of, only_corrections
from snelsync.app.marking import mark, markable, marked, unmark
from snelsync.app.proving import prove
from snelsync.app.push import Done, Manner, execute, prepare
from snelsync.app.status import read_status
from snelsync.app.undo import undo
from snelsync.domain.booking import Outcome
from snelsync.domain.period import parse_period
from snelsync.domain.problem import Code
from snelsync.domain.proof import Standing
from snelsync.errors import UsageError
from snelsync.sandbox.administration import Fault, FaultKind
from tests.app.businesses import BELGIAN, CONSUMER, World

OCTOBER = "2026-10"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Give a consumer's and a business's order, booked an hour ago."""
    world = World(tmp_path, (CONSUMER, BELGIAN))
    world.booked()
    world.clock.sleep(3600)
    return world


def total(world: World) -> Decimal:
    """Add up what is in the books."""
    rows = world.books.bookings.values()
    return sum((row["factuurbedrag"] for row in rows), Decimal(0))


def make_dearer(world: World, order_id: int) -> Decimal:
    """Change an order that was booked: everything in it twice as dear."""
    row = world.practice._state.orders[order_id]

    def twice(value: str) -> str:
        return f"{Decimal(value) * 2:.6f}"

    def line(one: dict[str, Any]) -> dict[str, Any]:
        money = {
            name: twice(str(one[name]))
            for name in ("total", "total_tax", "tax_total", "shipping_tax_total")
            if name in one
        }
        taxes = [
            tax | {"total": twice(tax["total"])} for tax in one.get("taxes", ()) or ()
        ]
        return one | money | ({"taxes": taxes} if "taxes" in one else {})

    groups = ("line_items", "tax_lines", "shipping_lines", "fee_lines")
    world.practice.change_order(
        order_id,
        total=twice(row["total"]),
        total_tax=twice(row["total_tax"]),
        **{group: [line(one) for one in row[group]] for group in groups},
    )
    world.clock.sleep(60)
    return Decimal(row["total"])


def correct(world: World, *orders: int, limit: int | None = None) -> Done:
    """Do as ``push --correct`` does."""
    books, state = world.opened.administration, world.state
    run = state.begin_run("push", at=world.clock.now(), mapping_digest="")
    ids = ids_of(state, map(str, orders))
    planned = prepare(
        state,
        books,
        mapping=world.mapping,
        clock=world.clock,
        correct=frozenset(ids),
    )
    only = only_corrections(planned.plan, ids)
    return execute(
        type(planned)(only, planned.chart),
        state,
        books,
        clock=world.clock,
        run_id=run,
        manner=Manner(limit),
    )


@pytest.mark.parametrize("order_id", [CONSUMER, BELGIAN])
def test_a_changed_order_is_corrected_in_the_books(world: World, order_id: int) -> None:
    """Sale, reversal and new sale on one card; books and shop are equal again."""
    before = total(world)
    more = make_dearer(world, order_id)
    world.pull()
    drifted = read_status(world.state, mapping=world.mapping)
    assert drifted.counts[Outcome.DRIFTED] == 1

    correct(world, order_id)

    assert total(world) == before + more
    found = read_status(world.state, mapping=world.mapping)
    assert found.counts == {Outcome.BOOKED: 4}
    assert (found.corrections, found.attention) == (2, ())
    number = str(order_id)
    one, two, three = (world.card_of(number + add) for add in ("", "-T", "-C1"))
    assert one == two == three
    period = parse_period("2026", today=world.clock.now().date())
    for few in (0, 100):
        compared = prove(
            None,
            world.state,
            world.opened.administration,
            mapping=world.mapping,
            period=period,
            clock=world.clock,
            few=few,
        )
        assert compared.verdict is Standing.OK
        assert compared.unexplained == 0
        assert sum(one.shop for one in compared.documents if one.shop) == total(world)
    again = world.booked()
    assert again.counts == found.counts
    assert len(world.books.bookings) == 4


def test_a_correction_is_only_made_of_what_changed(world: World) -> None:
    """Nothing to correct, an order that is not there, and one that is held: said."""
    with pytest.raises(UsageError, match="173: there is nothing to correct"):
        correct(world, CONSUMER)
    with pytest.raises(UsageError, match="order 999"):
        correct(world, 999)
    world.practice.change_order(CONSUMER, status="on-hold")
    world.pull()
    with pytest.raises(UsageError, match="cannot be corrected: as it is now"):
        correct(world, CONSUMER)
    assert len(world.books.bookings) == 2


def test_a_corrected_order_can_be_taken_out_whole(world: World) -> None:
    """The last booking goes first; the next push books the order as it is then."""
    make_dearer(world, CONSUMER)
    world.pull()
    correct(world, CONSUMER)
    now = total(world)

    done = undo(
        CONSUMER,
        world.state,
        world.opened.administration,
        mapping=world.mapping,
        clock=world.clock,
        run_id=world.state.begin_run("undo", at=world.clock.now(), mapping_digest=""),
    )

    assert [one.booking.number for one in done.taken_out] == [
        "173-C1",
        "173-T",
        "173",
    ]
    world.push()
    assert total(world) == now
    assert read_status(world.state, mapping=world.mapping).counts == {Outcome.BOOKED: 2}


def test_history_is_marked_and_never_booked(tmp_path: Path) -> None:
    """Marked documents are skipped; taken back, the next push books them."""
    world = World(tmp_path, (CONSUMER, BELGIAN))
    world.pull()
    books, state, clock = world.opened.administration, world.state, world.clock
    run = state.begin_run("push", at=clock.now(), mapping_digest="")
    period = parse_period(OCTOBER, today=clock.now().date())
    other = parse_period("2025", today=clock.now().date())

    def plan() -> tuple[int, int]:
        made = prepare(state, books, mapping=world.mapping, clock=clock).plan
        assert not markable(made, other)
        return len(markable(made, period)), len(marked(made, period))

    assert plan() == (2, 0)
    made = prepare(state, books, mapping=world.mapping, clock=clock).plan
    mark(markable(made, period), state, clock=clock, run_id=run)
    assert plan() == (0, 2)
    found = read_status(state, mapping=world.mapping)
    assert (found.counts, found.new) == ({Outcome.SKIPPED: 2}, 0)
    assert world.push().counts == {Outcome.SKIPPED: 2}
    assert not world.books.bookings

    made = prepare(state, books, mapping=world.mapping, clock=clock).plan
    unmark(marked(made, period), state, clock=clock, run_id=run)
    assert world.push().counts == {Outcome.BOOKED: 2}


def kept_record(world: World) -> Path:
    """Copy the state file."""
    kept = world.path.with_name("kept.sqlite3")
    with closing(connect(world.path)) as now, closing(connect(kept)) as copy:
        now.backup(copy)
    return kept


def put_back(world: World, kept: Path) -> None:
    """Put a copy of the state file back."""
    world.state._engine.dispose()
    for name in ("-wal", "-shm"):
        world.path.with_name(world.path.name + name).unlink(missing_ok=True)
    copyfile(kept, world.path)


@pytest.mark.parametrize("then", ["cancelled", "completed"])
def test_an_older_record_never_credits_twice(tmp_path: Path, then: str) -> None:
    """The whole was credited, the record forgot: a refund made since is not booked."""
    world = World(tmp_path, (CONSUMER,))
    world.booked()
    world.clock.sleep(3600)
    world.pull()
    kept = kept_record(world)
    world.practice.change_order(CONSUMER, status="cancelled")
    world.booked()
    assert total(world) == 0
    put_back(world, kept)
    world.practice.change_order(CONSUMER, status=then)
    world.practice.add_refund(CONSUMER, {"amount": "5.00"})
    world.clock.sleep(3600)

    plan = world.booked()

    assert total(world) == 0
    held = [one for one in plan.decisions if one.outcome is Outcome.HELD]
    assert [one.problems[0].code for one in held] == [Code.ADOPTION_CONFLICT]


@pytest.mark.parametrize("forgotten", ["correction", "deleted refund", "again"])
def test_an_older_record_never_takes_more_back_than_was_sold(
    world: World, forgotten: str
) -> None:
    """What the record forgot is in SnelStart: a credit beside it is held."""
    before = total(world)
    if forgotten == "again":
        world.practice.change_order(CONSUMER, status="cancelled")
        world.booked()
        world.practice.change_order(CONSUMER, status="completed")
        world.pull()
        correct(world, CONSUMER)
    kept = kept_record(world)
    refund_id = 0
    if forgotten == "correction":
        make_dearer(world, CONSUMER)
        world.pull()
        correct(world, CONSUMER)
    elif forgotten == "deleted refund":
        refund_id = world.practice.add_refund(CONSUMER, {"amount": "5.00"})
        world.clock.sleep(3600)
        world.booked()
    else:
        world.practice.change_order(CONSUMER, status="cancelled")
        world.booked()
    booked = dict(world.books.bookings)
    assert total(world) != before
    put_back(world, kept)
    world.pull()
    if refund_id:
        world.practice.delete_refund(CONSUMER, refund_id)
    if forgotten == "again":
        world.practice.change_order(CONSUMER, status="completed")
        world.practice.add_refund(CONSUMER, {"amount": "5.00"})
    else:
        world.practice.change_order(CONSUMER, status="cancelled")
    world.clock.sleep(3600)

    plan = world.booked()

    assert world.books.bookings == booked
    held = [one for one in plan.decisions if one.outcome is Outcome.HELD]
    assert [one.problems[0].code for one in held] == [Code.ADOPTION_CONFLICT]


def test_a_refund_marked_as_booked_is_not_credited_with_the_whole(
    world: World,
) -> None:
    """The order is cancelled afterwards: a person is told, nothing is guessed."""
    world.practice.add_refund(CONSUMER, {"amount": "5.00"})
    world.clock.sleep(3600)
    world.pull()
    books, state, clock = world.opened.administration, world.state, world.clock
    made = prepare(state, books, mapping=world.mapping, clock=clock).plan
    period = parse_period(OCTOBER, today=clock.now().date())
    run = state.begin_run("push", at=clock.now(), mapping_digest="")
    mark(markable(made, period), state, clock=clock, run_id=run)
    world.practice.change_order(CONSUMER, status="cancelled")

    plan = world.booked()

    assert len(world.books.bookings) == 2
    assert plan.counts[Outcome.DRIFTED] == 1
    assert plan.counts == read_status(state, mapping=world.mapping).counts


def test_a_correction_cut_off_and_then_cancelled_is_told(world: World) -> None:
    """The sale was taken back, its refund was not: that is not skipped in silence."""
    world.practice.add_refund(CONSUMER, {"amount": "5.00"})
    world.clock.sleep(3600)
    world.booked()
    make_dearer(world, CONSUMER)
    world.pull()
    correct(world, CONSUMER, limit=1)
    world.practice.change_order(CONSUMER, status="cancelled")

    plan = world.booked()

    held = [one for one in plan.decisions if one.outcome is Outcome.HELD]
    assert [one.problems[0].code for one in held] == [Code.ORDER_NOT_BOOKED]


def test_status_leaves_it_to_a_reversal_that_is_uncertain(world: World) -> None:
    """Its answer was lost: status and push tell of it alone, and alike."""
    make_dearer(world, CONSUMER)
    world.pull()
    path = "/v2/verkoopboekingen"
    world.books.faults.add(
        Fault(kind=FaultKind.DROPPED_BEFORE, method="POST", path=path, times=9)
    )
    plan = correct(world, CONSUMER).plan
    world.books.faults.clear()
    assert read_status(world.state, mapping=world.mapping).counts == plan.counts
    world.clock.sleep(3600)
    assert (
        world.booked().counts == read_status(world.state, mapping=world.mapping).counts
    )


def test_an_order_restored_and_changed_is_told_after_its_credit_was_taken_back(
    world: World,
) -> None:
    """What changed of the sale itself is corrected the next time."""
    world.practice.change_order(CONSUMER, status="cancelled")
    world.booked()
    make_dearer(world, CONSUMER)
    world.practice.change_order(CONSUMER, status="completed")
    world.pull()
    for left in (1, 0):
        plan = correct(world, CONSUMER).plan
        found = read_status(world.state, mapping=world.mapping)
        assert found.counts == plan.counts
        assert found.counts.get(Outcome.DRIFTED, 0) == left


def test_a_refund_deleted_before_it_was_booked_is_not_booked(world: World) -> None:
    """Its order keeps its date of change, and is read all the same."""
    refund_id = world.practice.add_refund(CONSUMER, {"amount": "5.00"})
    world.pull()
    world.clock.sleep(timedelta(days=3).total_seconds())
    world.pull()
    untouched = world.practice._state.orders[CONSUMER]["date_modified_gmt"]
    world.practice.delete_refund(CONSUMER, refund_id)
    assert world.practice._state.orders[CONSUMER]["date_modified_gmt"] == untouched

    world.booked()

    assert len(world.books.bookings) == 2


def test_everything_is_read_again_after_some_days(world: World) -> None:
    """What changed without a trace is found, and told as drifted."""
    rows = world.practice._state.orders
    rows[CONSUMER] = rows[CONSUMER] | {"number": "X1", "currency": "USD"}
    world.clock.sleep(timedelta(days=10).total_seconds())
    assert not world.pull().full
    world.clock.sleep(timedelta(days=25).total_seconds())
    assert world.pull().full
    found = read_status(world.state, mapping=world.mapping)
    assert found.counts[Outcome.DRIFTED] == 1
    world.clock.sleep(timedelta(days=5).total_seconds())
    assert not world.pull().full


def test_a_cancellation_that_is_off_leaves_no_row(world: World) -> None:
    """Held, then restored: status and push tell the same."""
    world.mapping = world.mapping_with(credit_number="{refund_id}" * 12)
    world.practice.change_order(CONSUMER, status="cancelled")
    held = world.booked()
    assert held.counts == {Outcome.BOOKED: 2, Outcome.HELD: 1}
    world.practice.change_order(CONSUMER, status="completed")
    plan = world.booked()
    found = read_status(world.state, mapping=world.mapping)
    assert plan.counts == found.counts == {Outcome.BOOKED: 2}
