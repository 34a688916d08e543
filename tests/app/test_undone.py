"""Orders undone after they were booked: credited once, or told to a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from snelsync.app.ports import Seen
from snelsync.app.proving import prove
from snelsync.app.status import StatusReport, read_status
from snelsync.app.story import tell_story
from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.mapping import Choice
from snelsync.domain.period import Period
from snelsync.domain.problem import Code
from snelsync.sandbox.administration import Fault
from tests.app.businesses import (
    BELGIAN,
    CONSUMER,
    World,
    document,
    outcomes,
    sale,
)

CREDIT = DocumentKind.CREDIT


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Give a consumer's and a business's order, booked an hour ago."""
    world = World(tmp_path, (CONSUMER, BELGIAN))
    world.booked()
    world.clock.sleep(3600)
    return world


def status(world: World) -> StatusReport:
    """Read where everything stands."""
    return read_status(world.state, mapping=world.mapping)


def balance(world: World, order_id: int) -> Decimal:
    """Add up what is in the books of an order."""
    rows = world.books.bookings.values()
    return sum(
        (
            row["factuurbedrag"]
            for row in rows
            if str(row["factuurnummer"]).startswith(str(order_id))
        ),
        Decimal(0),
    )


@pytest.mark.parametrize("order_id", [CONSUMER, BELGIAN])
def test_a_cancelled_order_is_credited_once(world: World, order_id: int) -> None:
    """The whole sale goes back on its own card, and a second push sends nothing."""
    world.practice.change_order(order_id, status="cancelled")

    plan = world.booked()
    again = world.booked()

    assert plan.counts == again.counts == {Outcome.BOOKED: 3}
    assert balance(world, order_id) == 0
    number = document(plan, CREDIT, order_id).number
    assert world.card_of(number) == world.card_of(str(order_id))
    assert set(world.accounts(number)) == set(world.accounts(str(order_id)))
    assert len(world.books.bookings) == 3


def test_a_cancellation_that_is_credited_is_no_drift(world: World) -> None:
    """Status tells sale and credit as booked, and asks for nobody."""
    world.practice.change_order(CONSUMER, status="cancelled")
    world.pull()
    before = status(world)
    assert [one.order_id for one in before.attention] == [CONSUMER]

    world.push()

    after = status(world)
    assert after.counts == {Outcome.BOOKED: 3}
    assert (after.attention, after.new) == ((), 0)


def test_a_cancellation_whose_answer_was_lost_is_credited_once(world: World) -> None:
    """The credit of a cancellation is looked up before it is sent again."""
    world.practice.change_order(CONSUMER, status="cancelled")
    world.pull()
    fault = Fault(kind="dropped_after", method="POST", path="/v2/verkoopboekingen")
    world.books.faults.add(fault)

    world.push()
    world.clock.sleep(600)

    assert world.push().counts == {Outcome.BOOKED: 3}
    assert balance(world, CONSUMER) == 0


def test_a_cancelled_order_that_was_refunded_in_part_gives_the_rest(
    world: World,
) -> None:
    """What a refund gave back is not given back again by the cancellation."""
    world.practice.add_refund(CONSUMER, {"amount": "5.00"})
    world.clock.sleep(3600)
    world.booked()
    world.practice.change_order(CONSUMER, status="cancelled")

    plan = world.booked()

    assert document(plan, CREDIT, CONSUMER).total == Decimal("-7.95")
    assert balance(world, CONSUMER) == 0
    assert set(world.push().counts) == {Outcome.BOOKED}
    assert len(world.books.bookings) == 4


def test_a_cancellation_waits_for_a_quiet_refund(world: World) -> None:
    """A refund that may yet vanish is settled before the rest is credited."""
    world.practice.add_refund(CONSUMER, {"amount": "5.00"})
    world.practice.change_order(CONSUMER, status="cancelled")

    plan = world.booked()
    assert plan.counts == {
        Outcome.BOOKED: 1,
        Outcome.WAITING: 1,
        Outcome.DRIFTED: 1,
    }
    world.clock.sleep(601)

    assert world.push().counts == {Outcome.BOOKED: 4}
    assert balance(world, CONSUMER) == 0


def test_a_cancellation_may_be_held(world: World) -> None:
    """Where the mapping says so, a person decides what a cancellation means."""
    refunds = replace(world.mapping.refunds, cancelled=Choice.HOLD)
    world.mapping = replace(world.mapping, refunds=refunds)
    world.practice.change_order(CONSUMER, status="cancelled")

    plan = world.booked()

    assert sale(plan, CONSUMER).outcome is Outcome.DRIFTED
    assert sale(plan, CONSUMER).problems[0].code is Code.GONE_FROM_SHOP
    assert len(world.books.bookings) == 2


def test_a_trashed_order_is_held(world: World) -> None:
    """Why an order was thrown away nobody knows: the books stay, a person is told."""
    world.practice.trash_order(CONSUMER)

    plan = world.booked()

    assert sale(plan, CONSUMER).outcome is Outcome.DRIFTED
    assert sale(plan, CONSUMER).problems[0].code is Code.GONE_FROM_SHOP
    assert [one.order_id for one in status(world).attention] == [CONSUMER]
    assert len(world.books.bookings) == 2


def test_a_trashed_order_may_be_credited(world: World) -> None:
    """Where the mapping says so it is credited once, on the day it was noticed."""
    refunds = replace(world.mapping.refunds, trashed=Choice.BOOK)
    world.mapping = replace(world.mapping, refunds=refunds)
    world.practice.trash_order(CONSUMER)
    noticed = world.clock.now().date()

    plan = world.booked()
    world.clock.sleep(3 * 86_400)

    assert document(plan, CREDIT, CONSUMER).day == noticed
    assert world.booked().counts == plan.counts == {Outcome.BOOKED: 3}
    assert balance(world, CONSUMER) == 0
    assert status(world).attention == ()


def test_an_order_cancelled_before_it_was_booked_is_skipped(tmp_path: Path) -> None:
    """What never was in the books is not taken out of them."""
    world = World(tmp_path, (CONSUMER, BELGIAN))
    world.practice.change_order(CONSUMER, status="cancelled")

    plan = world.booked()

    assert outcomes(plan, [CONSUMER, BELGIAN]) == [Outcome.SKIPPED, Outcome.BOOKED]
    assert len(world.books.bookings) == 1


def test_a_fresh_refund_waits_and_is_booked_later(world: World) -> None:
    """For ten minutes a refund may vanish again; then the next push books it."""
    refund_id = world.practice.add_refund(CONSUMER, {"amount": "5.00"})
    credit = document(world.booked(), CREDIT, refund_id)
    assert (credit.outcome, len(world.books.bookings)) == (Outcome.WAITING, 2)
    assert status(world).counts[Outcome.WAITING] == 1
    world.clock.sleep(599)
    assert document(world.push(), CREDIT, refund_id).outcome is Outcome.WAITING

    world.clock.sleep(2)

    assert document(world.push(), CREDIT, refund_id).outcome is Outcome.BOOKED
    assert balance(world, CONSUMER) == Decimal("7.95")


def test_a_refund_that_vanishes_is_never_booked(world: World) -> None:
    """A refund that failed at the bank leaves no trace in the books."""
    refund_id = world.practice.add_refund(CONSUMER, {"amount": "5.00"})
    world.booked()
    world.practice.delete_refund(CONSUMER, refund_id)
    world.practice.change_order(CONSUMER, status="completed")
    world.clock.sleep(3600)

    plan = world.booked()

    assert document(plan, CREDIT, refund_id).outcome is Outcome.SKIPPED
    assert len(world.books.bookings) == 2


def test_an_order_that_was_restored_is_told_alike(world: World) -> None:
    """A cancellation that was credited and then undone: status says what push says."""
    for status_ in ("cancelled", "processing"):
        world.practice.change_order(CONSUMER, status=status_)
        plan = world.booked()
        world.clock.sleep(3600)

    found = status(world)
    assert plan.counts == found.counts == {Outcome.BOOKED: 2, Outcome.DRIFTED: 1}
    (one,) = found.attention
    assert one.key == document(plan, CREDIT, CONSUMER).key
    assert one.problems == document(plan, CREDIT, CONSUMER).problems


def test_everything_seen_stands_somewhere(world: World) -> None:
    """Counts add up to orders, refunds, what is gone, and what was credited whole."""
    world.practice.add_refund(BELGIAN, {"amount": "1.00"})
    world.practice.change_order(CONSUMER, status="cancelled")
    world.practice.copy_order(BELGIAN, 9001)
    world.practice.copy_order(BELGIAN, 9002)
    world.pull()
    world.practice.trash_order(9001)
    for _ in range(3):
        found = status(world)
        seen = found.seen.orders + found.seen.refunds + found.seen.gone
        assert sum(found.counts.values()) + found.new == seen + found.taken_back
        world.booked()
        world.clock.sleep(3600)
    assert found.seen == Seen(3, 1, 1)
    assert found.taken_back == 1


def test_a_quiet_refund_is_no_difference(world: World) -> None:
    """Right after a push a refund that waits to be quiet is not called missing."""
    world.practice.add_refund(CONSUMER, {"amount": "5.00"})
    world.booked()

    found = prove(
        None,
        world.state,
        world.opened.administration,
        mapping=world.mapping,
        period=Period(date(2026, 1, 1), date(2026, 12, 31), "2026"),
        clock=world.clock,
    )
    assert not [one for one in found.documents if one.verdict.is_difference]
    sold = world.state.find(str(CONSUMER))
    assert sold is not None
    story = tell_story(
        sold,
        world.state,
        mapping=world.mapping,
        chart=world.opened.administration.chart(),
        clock=world.clock,
    )
    outcomes_told = [one.outcome for one in story.decisions]
    assert outcomes_told == [Outcome.BOOKED, Outcome.WAITING]


@pytest.mark.parametrize("how", ["cancelled", "trash", "delete", "held"])
def test_status_agrees_about_an_undoing_that_is_no_booking(
    world: World, how: str
) -> None:
    """Refunded whole before, or held: nobody is told to take the sale back again."""
    refunds = replace(world.mapping.refunds, cancelled=Choice.BOOK, trashed=Choice.BOOK)
    world.mapping = replace(world.mapping, refunds=refunds)
    if how == "held":
        invoices = replace(world.mapping.invoices, credit_number="{refund_id}" * 12)
        world.mapping = replace(world.mapping, invoices=invoices)
    else:
        total = world.practice._state.orders[CONSUMER]["total"]
        world.practice.add_refund(CONSUMER, {"amount": total})
        world.clock.sleep(86_400)
        world.booked()
    match how:
        case "trash":
            world.practice.trash_order(CONSUMER)
        case "delete":
            world.practice.delete_order(CONSUMER)
        case _:
            world.practice.change_order(CONSUMER, status="cancelled")
    world.clock.sleep(86_400)

    plan = world.booked()

    assert status(world).counts == plan.counts
    assert {one.key for one in status(world).attention} == {
        one.key for one in plan.decisions if one.outcome.needs_person
    }
