"""A lost record is restored from SnelStart, and an order's bookings taken out again."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from snelsync.app.marking import markable
from snelsync.app.push import prepare
from snelsync.app.rebuild import Rebuilt, rebuild
from snelsync.app.retrying import keys_again
from snelsync.app.undo import Undone, undo
from snelsync.domain.booking import Outcome
from snelsync.domain.period import parse_period
from snelsync.errors import UncertainError, UsageError
from snelsync.sandbox.administration import Fault
from tests.app.businesses import BELGIAN, CONSUMER, DUTCH, World, outcomes, sale
from tests.app.test_correcting import correct, kept_record, make_dearer, put_back
from tests.contract.wiring import open_record

BOOKINGS = "/v2/verkoopboekingen"
INVOICES = "/v2/verkoopfacturen"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Give a consumer's order that was refunded partly, and two businesses, booked."""
    world = World(tmp_path, (CONSUMER, BELGIAN, DUTCH))
    world.practice.add_refund(CONSUMER, {"amount": "5.00"})
    world.clock.sleep(3600)
    world.booked()
    return world


def lose_the_record(world: World) -> None:
    """Lose the state file, and pull everything again."""
    world.state = open_record(world.path.with_name("new.sqlite3"))
    world.pull()


def restore(world: World) -> Rebuilt:
    """Do as the command does."""
    books = world.opened.administration
    planned = prepare(world.state, books, mapping=world.mapping, clock=world.clock)
    return rebuild(planned, world.state, books, clock=world.clock, run_id=1)


def taken_out(world: World, order_id: int) -> Undone:
    """Do as the command does."""
    return undo(
        order_id,
        world.state,
        world.opened.administration,
        mapping=world.mapping,
        clock=world.clock,
        run_id=1,
    )


def writes(world: World) -> list[str]:
    """List what was not only read."""
    return [one for one in world.calls() if not one.startswith("GET")]


def test_a_lost_record_is_restored_by_reading_alone(world: World) -> None:
    """Every document is there again as booked; nothing is sent, now or later."""
    lose_the_record(world)
    before, ids = writes(world), set(world.books.bookings)

    found = restore(world)

    assert (len(found.adopted), found.different, found.absent) == (4, (), ())
    plan = world.push()
    assert plan.counts == {Outcome.ADOPTED: 4}
    assert {one.remote_id for one in plan.decisions} == ids
    assert writes(world) == before


def test_restoring_takes_few_calls(world: World) -> None:
    """The chart, two lists of invoices, a look at each booking and at each card."""
    lose_the_record(world)
    before = len(world.calls())

    restore(world)

    made = world.calls()[before:]
    assert len(made) <= 5 + 2 + 4 + 3 * 3
    assert sum(one.startswith("GET verkoopfacturen") for one in made) == 2


@pytest.mark.parametrize("what", ["amount", "absent", "card"])
def test_what_is_not_equal_is_never_taken_over(world: World, what: str) -> None:
    """Another booking, none, or a card that is not found: told, and left alone."""
    lose_the_record(world)
    row = world.booking(str(BELGIAN))
    if what == "amount":
        row["boekingsregels"][0]["omschrijving"] = "anders"
        row["boekingsregels"][0]["bedrag"] += Decimal("1.00")
    elif what == "absent":
        world.opened.administration.delete(row["id"])
    else:
        for card in world.cards():
            card["nonactief"] = card["id"] == row["klant"]["id"] or card["nonactief"]

    found = restore(world)

    assert len(found.adopted) == 3
    if what == "absent":
        assert [one.order_id for one in found.absent] == [BELGIAN]
    else:
        (different,) = found.different
        assert different.decision.order_id == BELGIAN
        assert different.why
    assert sale(world.push(), BELGIAN).outcome in {Outcome.BOOKED, Outcome.CONFLICT}
    numbers = [one["factuurnummer"] for one in world.books.bookings.values()]
    assert numbers.count(str(BELGIAN)) == 1


def test_an_order_is_taken_out_credit_first_and_booked_anew(world: World) -> None:
    """By the mapping as it is by then; never is there more than one of anything."""
    done = taken_out(world, CONSUMER)

    assert done.kept is None
    first, last = (one.booking.number for one in done.taken_out)
    assert (first.startswith(f"{CONSUMER}-R"), last) == (True, str(CONSUMER))
    assert len(world.books.bookings) == 2
    plan = world.push()
    assert plan.counts == {Outcome.BOOKED: 4}
    numbers = [one["factuurnummer"] for one in world.books.bookings.values()]
    assert len(numbers) == len(set(numbers)) == 4
    events = [one.event for one in world.state.journal(sale(plan, CONSUMER).key)]
    assert events == ["sending", "booked", "taken out", "sending", "booked"]


def test_what_snelstart_keeps_is_told(world: World) -> None:
    """With a payment on it the sale stays; the credit before it is out already."""
    booking_id = world.booking(str(CONSUMER))["id"]
    world.books.add_payment_by_hand(booking_id, Decimal("1.00"))

    done = taken_out(world, CONSUMER)

    assert done.kept is not None
    assert done.kept.booking.number == str(CONSUMER)
    assert "BOE-0083" in done.why
    assert done.hint
    assert len(done.taken_out) == 1
    assert world.push().counts == {Outcome.BOOKED: 4}


@pytest.mark.parametrize("kind", ["dropped_before", "dropped_after"])
def test_a_lost_answer_to_a_deletion_is_looked_up(world: World, kind: str) -> None:
    """It is out when it is not there any more; else that is said, and no more."""
    fault = Fault(kind=kind, method="DELETE", path=f"{BOOKINGS}/*", times=1)
    world.books.faults.add(fault)
    if kind == "dropped_before":
        with pytest.raises(UncertainError):
            taken_out(world, BELGIAN)
        assert outcomes(world.push(), [BELGIAN]) == [Outcome.BOOKED]
        assert len(world.books.bookings) == 4
        return

    assert len(taken_out(world, BELGIAN).taken_out) == 1
    assert len(world.books.bookings) == 3


def test_an_order_of_which_something_is_uncertain_is_left_alone(world: World) -> None:
    """What may still arrive would stand there without its sale."""
    refund_id = world.practice.add_refund(CONSUMER, {"amount": "1.00"})
    world.clock.sleep(3600)
    world.pull()
    fault = Fault(kind="dropped_before", method="POST", path=BOOKINGS)
    unseen = Fault(kind="unavailable", method="GET", path=INVOICES, nth=2, times=None)
    world.books.faults.add(fault)
    world.books.faults.add(unseen)
    world.push()
    world.books.faults.clear()
    (sending,) = world.state.unsettled()
    assert sending.key.shop_id == refund_id
    before = len(world.books.bookings)
    world.clock.moment = sending.since

    with pytest.raises(UncertainError, match="not known yet"):
        taken_out(world, CONSUMER)

    assert len(world.books.bookings) == before


def test_an_older_record_undoes_nothing_it_does_not_know_whole(world: World) -> None:
    """A correction that it forgot would stay behind: nothing is taken out."""
    kept = kept_record(world)
    make_dearer(world, CONSUMER)
    world.pull()
    correct(world, CONSUMER)
    put_back(world, kept)
    before = dict(world.books.bookings)

    done = taken_out(world, CONSUMER)

    assert (done.taken_out, world.books.bookings) == ((), before)
    assert "has invoice 173-T" in done.why
    assert "newest state file" in done.hint


def test_what_was_deleted_in_snelstart_can_be_booked_anew(world: World) -> None:
    """As the remedy says: undo what our record still has, then push."""
    booked = {row["factuurnummer"] for row in world.books.bookings.values()}
    row = world.booking(str(CONSUMER))
    world.opened.administration.delete(row["id"])
    world.push()
    assert str(CONSUMER) not in {
        row["factuurnummer"] for row in world.books.bookings.values()
    }

    done = taken_out(world, CONSUMER)
    world.push()

    assert done.taken_out
    assert done.kept is None
    assert {row["factuurnummer"] for row in world.books.bookings.values()} == booked


def test_a_correction_books_nothing_else(world: World) -> None:
    """An order that is new waits for a push that somebody approves."""
    before = {row["factuurnummer"] for row in world.books.bookings.values()}
    world.practice.copy_order(CONSUMER, 9001)
    make_dearer(world, CONSUMER)
    world.pull()

    correct(world, CONSUMER)

    after = {row["factuurnummer"] for row in world.books.bookings.values()}
    assert after - before == {"173-T", "173-C1"}


def test_a_correction_that_is_half_made_is_not_history(world: World) -> None:
    """What is left of it is booked by the next push, and never marked away."""
    make_dearer(world, CONSUMER)
    world.pull()
    correct(world, CONSUMER, limit=1)
    books = world.opened.administration
    plan = prepare(world.state, books, mapping=world.mapping, clock=world.clock).plan
    assert [one.number for one in plan.to_book] == ["173-C1"]

    ever = parse_period("2026", today=world.clock.now().date())

    assert markable(plan, ever) == ()


def test_a_retry_looks_at_what_needed_a_person(tmp_path: Path) -> None:
    """Named or not; what is new waits for a push."""
    world = World(tmp_path, (CONSUMER, BELGIAN))
    billing = world.practice._state.orders[BELGIAN]["billing"]
    world.practice.change_order(BELGIAN, billing=billing | {"city": ""})
    world.booked()
    world.practice.change_order(BELGIAN, billing=billing)
    world.practice.copy_order(CONSUMER, 9001)
    world.pull()
    plan = prepare(
        world.state,
        world.opened.administration,
        mapping=world.mapping,
        clock=world.clock,
    ).plan

    held = sale(plan, BELGIAN).key
    assert keys_again(world.state, plan, ()) == {held}
    assert keys_again(world.state, plan, (str(BELGIAN),)) == {held}
    with pytest.raises(UsageError, match="order 77"):
        keys_again(world.state, plan, (str(BELGIAN), "77"))
    again = plan.only(lambda one: one.key == held, "not now")
    assert [one.order_id for one in again.to_book] == [BELGIAN]
    assert sale(again, 9001).reason == "not now"
