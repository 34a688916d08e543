"""Booking: each document once, whatever is refused, lost, or in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from snelsync.app.ports import Receipt
from snelsync.app.push import PAUSES, Manner, execute, prepare, settle
from snelsync.app.settle import STILL_ON_ITS_WAY
from snelsync.domain.booking import DocumentKey, DocumentKind, Outcome
from snelsync.domain.problem import Code
from snelsync.errors import BreakerError, NotSentError
from tests.app.pushes import MAPPING, World
from tests.contract.samples import SHOP
from tests.fakes import FakeAdministration, FakeState, Loss


@pytest.fixture
def world() -> World:
    """Give a new world."""
    return World()


ALL = ["1", "2", "2-R9", "3"]


def test_everything_is_booked_once(world: World) -> None:
    """Sales and credits are booked, and a second push finds nothing to do."""
    plan = world.push()

    assert plan.counts == {Outcome.BOOKED: 4}
    assert world.numbers == ALL
    before = world.books.calls["book"]
    assert world.push().counts == {Outcome.BOOKED: 4}
    assert world.books.calls["book"] == before


def test_calls_are_counted(world: World) -> None:
    """One call per document, card per country, chart per run, and twenty credits."""
    world.push()

    assert dict(world.books.calls) == {
        "chart": 1,
        "numbers_there": 1,
        "find_customer": 1,
        "create_customer": 1,
        "book": 4,
    }


def test_a_credit_mirrors_its_sale_in_the_books(world: World) -> None:
    """Sale and full credit of an order add up to nothing."""
    world.push()

    totals = {str(one["number"]): one["total"] for one in world.books.bookings.values()}
    assert totals["2"] == "12.10"
    assert totals["2-R9"] == "-12.10"


def test_preparing_writes_nothing(world: World) -> None:
    """A plan is made without a booking, a card or a word in the record."""
    planned = prepare(world.state, world.books, mapping=MAPPING, clock=world.clock)

    assert planned.plan.counts == {Outcome.PLANNED: 4}
    assert world.books.cards == {}
    assert world.books.bookings == {}
    assert world.outcomes() == {}


def test_intent_is_recorded_before_the_effect(world: World) -> None:
    """While a booking is being sent, the record already says so."""
    seen: list[Outcome] = []
    book = world.books.book

    class Watching(FakeAdministration):
        def book(self, payload: str) -> Receipt:
            seen.append(world.outcomes()["sale 1"])
            return book(payload)

    watching = Watching(cards=world.books.cards)
    planned = prepare(world.state, watching, mapping=MAPPING, clock=world.clock)
    execute(planned, world.state, watching, clock=world.clock, run_id=1)

    assert seen[0] is Outcome.UNCERTAIN
    assert seen[-1] is Outcome.BOOKED


@pytest.mark.parametrize("nth", [1, 2, 3, 4])
@pytest.mark.parametrize("kind", ["lost_before", "lost_after"])
def test_a_lost_answer_ends_in_one_booking(kind: str, nth: int) -> None:
    """Whether it was booked or not is looked up, and ends in exactly one booking."""
    world = World(books=FakeAdministration([Loss(kind, nth)]))
    first = world.push()
    assert (Outcome.UNCERTAIN in first.counts) == (kind == "lost_before")
    world.later()

    second = world.push()

    assert set(second.counts) == {Outcome.BOOKED}
    assert world.numbers == ALL


@pytest.mark.parametrize("kind", ["lost_before", "lost_after"])
def test_a_lost_answer_needs_nobody(kind: str) -> None:
    """One run looks with growing pauses, and sends what surely never arrived."""
    world = World(books=FakeAdministration([Loss(kind, 1)]))

    plan = world.push(pauses=PAUSES)

    assert plan.counts == {Outcome.BOOKED: 4}
    assert world.numbers == ALL
    assert sum(world.clock.slept) <= sum(PAUSES)
    assert list(PAUSES) == sorted(PAUSES)
    assert sum(PAUSES) > STILL_ON_ITS_WAY.total_seconds()


def test_what_is_lost_twice_stays_uncertain() -> None:
    """It is sent again once; then the next run looks."""
    world = World(
        books=FakeAdministration([Loss("lost_before", 1), Loss("lost_before", 5)])
    )

    plan = world.push(pauses=PAUSES)

    assert plan.counts == {Outcome.BOOKED: 3, Outcome.UNCERTAIN: 1}
    world.later()
    assert world.push(pauses=PAUSES).counts == {Outcome.BOOKED: 4}
    assert world.numbers == ALL


def test_what_may_still_arrive_is_not_sent_again() -> None:
    """Just after a lost answer absence proves nothing: it stays uncertain."""
    world = World(books=FakeAdministration([Loss("lost_before", 1)]))
    world.push()
    calls = world.books.calls["book"]
    world.clock.sleep(STILL_ON_ITS_WAY.total_seconds() - 1)

    plan = world.push()

    assert plan.counts[Outcome.UNCERTAIN] == 1
    assert world.books.calls["book"] == calls
    assert "1" not in world.numbers
    assert timedelta(seconds=60) < STILL_ON_ITS_WAY


def test_settling_says_how_many_are_left() -> None:
    """The number still unknown is told, and each is in the journal."""
    world = World(books=FakeAdministration([Loss("lost_before", 1)]))
    world.push()

    left = settle(world.state, world.books, clock=world.clock, run_id=9)

    assert left == 1
    world.later()
    assert settle(world.state, world.books, clock=world.clock, run_id=9) == 0
    events = [one.event for one in world.state.journal(_sale(1))]
    assert events == ["sending", *["uncertain"] * 3, "not sent"]


def _sale(order_id: int) -> DocumentKey:
    return DocumentKey(SHOP, DocumentKind.SALE, order_id)


def test_a_refusal_does_not_stop_the_others() -> None:
    """One refused document is told with its reason, and the rest is booked."""
    world = World(books=FakeAdministration([Loss("refused", 1)]))

    plan = world.push()

    assert plan.counts == {Outcome.BOOKED: 3, Outcome.REFUSED: 1}
    refused = next(one for one in plan.decisions if one.outcome is Outcome.REFUSED)
    assert refused.problems[0].code is Code.REFUSED
    assert world.push().counts == {Outcome.BOOKED: 4}
    assert world.numbers == ALL


def test_days_of_a_closed_period_are_not_tried_again() -> None:
    """After one refusal of a day, what is not later spares SnelStart the call."""
    world = World(books=FakeAdministration([Loss("refused", 1, code="BOE-0046")]))

    plan = world.push()

    assert plan.counts == {Outcome.REFUSED: 1, Outcome.HELD: 2, Outcome.WAITING: 1}
    assert world.books.calls["book"] == 1
    told = {problem.code for one in plan.decisions for problem in one.problems}
    assert told == {Code.PERIOD_CLOSED}
    assert world.push().counts == {Outcome.BOOKED: 4}


def test_a_credit_waits_for_its_refused_sale() -> None:
    """A credit is not booked in the run that did not book its sale."""
    world = World(books=FakeAdministration([Loss("refused", 2)]))

    plan = world.push()

    assert plan.counts == {Outcome.BOOKED: 2, Outcome.REFUSED: 1, Outcome.WAITING: 1}
    assert world.numbers == ["1", "3"]
    assert world.outcomes()["credit 9"] is Outcome.WAITING
    world.push()
    assert world.numbers == ALL


def test_a_credit_waits_for_its_uncertain_sale() -> None:
    """As long as the sale is uncertain its credit is not booked."""
    world = World(books=FakeAdministration([Loss("lost_before", 2)]))
    world.push()
    assert world.numbers == ["1", "3"]

    plan = world.push()

    assert plan.counts[Outcome.WAITING] == plan.counts[Outcome.UNCERTAIN] == 1
    assert world.numbers == ["1", "3"]


def test_out_of_reach_stops_the_run_with_the_rest_unsent() -> None:
    """Nothing more is tried, what was booked is recorded, and the next run goes on."""
    world = World(books=FakeAdministration([Loss("not_sent", 2)]))

    with pytest.raises(NotSentError):
        world.push()

    assert world.books.calls["book"] == 2
    assert world.outcomes() == {"sale 1": Outcome.BOOKED, "sale 2": Outcome.WAITING}
    assert world.state.unsettled() == ()
    assert world.push().counts == {Outcome.BOOKED: 4}
    assert world.numbers == ALL


def test_a_lost_record_books_nothing_twice(world: World) -> None:
    """With the record deleted, everything is found by its number and adopted."""
    world.push()
    world.state = FakeState()
    world.fill(world.state)

    plan = world.push()

    assert plan.counts == {Outcome.ADOPTED: 4}
    assert world.numbers == ALL
    assert {one.remote_id for one in plan.decisions} == set(world.books.bookings)
    assert world.push().counts == {Outcome.ADOPTED: 4}


@pytest.mark.parametrize("name", ["total", "day", "card", "lines", "vat"])
def test_a_number_of_another_booking_is_a_conflict(world: World, name: str) -> None:
    """When any part differs it is not ours: nothing is overwritten or renumbered."""
    world.push()
    taken = next(one for one in world.books.bookings.values() if one["number"] == "1")
    world.books.cards["card-9"] = "Een ander"
    other = {"total": "99.00", "day": "2026-10-02", "card": "card-9"}
    taken[name] = other.get(name, [])
    world.state = FakeState()
    world.fill(world.state)

    plan = world.push()

    conflict = next(one for one in plan.decisions if one.key == _sale(1))
    assert conflict.outcome is Outcome.CONFLICT
    assert conflict.problems[0].code is Code.ADOPTION_CONFLICT
    assert plan.counts == {Outcome.CONFLICT: 1, Outcome.ADOPTED: 3}
    assert world.numbers == ALL
    assert world.push().counts == plan.counts
    taken["number"] = "1 (old)"
    assert world.push().counts == {Outcome.BOOKED: 1, Outcome.ADOPTED: 3}


def test_a_lost_answer_under_a_taken_number_is_a_conflict() -> None:
    """An uncertain booking whose number turns out another's is told, not repeated."""
    world = World(books=FakeAdministration([Loss("lost_before", 1)]))
    world.push()
    world.books.bookings["by-hand"] = {
        **next(iter(world.books.bookings.values())),
        "number": "1",
        "total": "55.00",
    }

    assert world.push().counts[Outcome.CONFLICT] == 1
    assert world.numbers.count("1") == 1


def test_a_number_that_exists_and_cannot_be_seen_is_uncertain() -> None:
    """Refused as existing and not to be found: a person is not told it is booked."""
    world = World(books=FakeAdministration([Loss("refused", 1, code="BOE-0021")]))

    assert world.push().counts[Outcome.UNCERTAIN] == 1
    assert "1" not in world.numbers


def test_two_collective_cards_hold_the_orders(world: World) -> None:
    """Which of two cards is meant is not guessed: the orders are held."""
    name = "Webshop particulieren NL"
    world.books.cards |= {"one": name, "two": name}

    plan = world.push()

    assert plan.counts == {Outcome.HELD: 3, Outcome.WAITING: 1}
    assert world.books.calls["book"] == 0
    held = next(one for one in plan.decisions if one.outcome is Outcome.HELD)
    assert held.problems[0].code is Code.CUSTOMER_AMBIGUOUS
    del world.books.cards["two"]
    assert world.push().counts == {Outcome.BOOKED: 4}


def test_an_existing_card_is_used(world: World) -> None:
    """The collective card that is there is taken, and remembered."""
    world.books.cards["there"] = "Webshop particulieren NL"

    world.push()

    assert {body["card"] for body in world.books.bookings.values()} == {"there"}
    assert world.state.customer_id("NL Webshop particulieren NL") == "there"
    assert world.books.calls["create_customer"] == 0


def test_another_run_that_is_sending_is_left_alone(world: World) -> None:
    """What another run has begun is not sent by this one."""
    planned = prepare(world.state, world.books, mapping=MAPPING, clock=world.clock)
    execute(planned, world.state, world.books, clock=world.clock, run_id=1)

    plan = execute(planned, world.state, world.books, clock=world.clock, run_id=2).plan

    assert plan.counts == {Outcome.WAITING: 4}
    assert world.numbers == ALL


def test_an_answer_with_another_total_is_a_conflict(world: World) -> None:
    """SnelStart saying it booked something else is never taken for booked."""

    class Wrong(FakeAdministration):
        def _store(self, payload: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
            receipt = FakeAdministration._store(self, payload)
            return replace(
                receipt,
                invoice=replace(receipt.invoice, total=receipt.invoice.total * 0),
            )

    world.books = Wrong()

    assert world.push().counts == {Outcome.CONFLICT: 3, Outcome.WAITING: 1}


def test_a_key_of_another_administration_stops_everything(world: World) -> None:
    """The name in the mapping is compared before anything is read or booked."""
    other = replace(MAPPING, administration="Andere BV")

    with pytest.raises(BreakerError, match="Andere BV"):
        prepare(world.state, world.books, mapping=other, clock=world.clock)

    for right in ("fake", " FAKE ", "adm-1"):
        mine = replace(MAPPING, administration=right)
        assert prepare(
            world.state, world.books, mapping=mine, clock=world.clock
        ).plan.to_book


def test_progress_is_told(world: World) -> None:
    """Each booked document is told, of how many."""
    told: list[tuple[int, int]] = []

    def progress(done: int, of: int, /) -> None:
        told.append((done, of))

    planned = prepare(world.state, world.books, mapping=MAPPING, clock=world.clock)
    execute(
        planned,
        world.state,
        world.books,
        clock=world.clock,
        run_id=1,
        manner=Manner(progress=progress),
    )

    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_journal_has_every_step(world: World) -> None:
    """The accountant reads when it was sent, and under which id it was booked."""
    world.push()

    entries = world.state.journal(_sale(1))

    assert [one.event for one in entries] == ["sending", "booked"]
    assert "EUR 12.10" in entries[0].detail
    assert "booking-1" in entries[1].detail
