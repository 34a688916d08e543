"""A later push puts right what an earlier one could not do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from snelsync.domain.booking import Outcome
from snelsync.domain.compare import Invoice
from snelsync.errors import CredentialsError, NotSentError, RefusedError
from snelsync.sandbox.administration import ALL_SCOPES
from tests.app.books import World as Books
from tests.app.businesses import (
    BELGIAN,
    BELGIAN_NUMBER,
    CONSUMER,
    CONSUMERS_CARD,
    GERMAN,
    World,
    outcomes,
)
from tests.app.pushes import World as Pushes
from tests.contract.samples import an_order
from tests.fakes import FakeAdministration, Loss

NOBODY = "00000000-1111-2222-3333-444444444444"


def test_a_look_up_that_is_refused_stops_no_other() -> None:
    """One booking is gone between the list and the look: the other is settled."""

    class Gone(FakeAdministration):
        def holds_same(self, booking_id: str, payload: str) -> tuple[bool, str]:
            if '"1"' in payload:
                raise RefusedError("it is not there", refusals=())
            return super().holds_same(booking_id, payload)

    world = Pushes(books=Gone([Loss("lost_after", 1), Loss("lost_after", 2)]))
    world.push(pauses=())
    outcomes_then = [one.outcome for one in world.state.known().values()]
    assert outcomes_then.count(Outcome.UNCERTAIN) == 2

    world.push(pauses=())

    told = {one.key.shop_id: one for one in world.state.known().values()}
    assert told[1].outcome is Outcome.UNCERTAIN
    assert "cannot be looked up" in told[1].problems[0].message
    assert Outcome.UNCERTAIN not in {
        one.outcome for key, one in told.items() if key > 1
    }


def test_a_look_up_that_fails_does_not_hide_the_uncertain_one() -> None:
    """When the line is down after a lost answer, the report still tells everything."""

    class Down(FakeAdministration):
        def find_invoices(self, number: str) -> tuple[Invoice, ...]:
            raise NotSentError(f"cannot be reached for {number}")

    world = Pushes(books=Down([Loss("lost_after", 1)]))

    assert world.push().counts[Outcome.UNCERTAIN] == 1


def test_a_remembered_card_that_is_gone_is_looked_for_anew(tmp_path: Path) -> None:
    """Collective or a business's: at most one order each is refused, once."""
    world = World(tmp_path)
    world.practice.copy_order(CONSUMER, 9001)
    world.practice.copy_order(BELGIAN, 9002)
    world.pull()
    for card in (f"NL {CONSUMERS_CARD}", BELGIAN_NUMBER):
        world.state.save_customer(card, NOBODY)
    ours = [CONSUMER, 9001, BELGIAN, 9002]

    first = outcomes(world.push(), ours)
    again = outcomes(world.push(), ours)

    assert sorted(first) == [*[Outcome.BOOKED] * 2, *[Outcome.REFUSED] * 2]
    assert again == [Outcome.BOOKED] * 4
    assert len([row for row in world.cards() if row["naam"] == CONSUMERS_CARD]) == 1
    assert world.state.customer_id(BELGIAN_NUMBER) == world.card_of("9002")["id"]


def test_a_card_that_was_made_inactive_is_replaced(tmp_path: Path) -> None:
    """An inactive card refuses one order once, and the next push makes another."""
    world = World(tmp_path, (BELGIAN, GERMAN))
    world.booked()
    old = world.card_of(str(BELGIAN))
    old["nonactief"] = True
    world.practice.copy_order(BELGIAN, 9001)
    world.clock.sleep(3600)

    assert outcomes(world.booked(), [9001]) == [Outcome.REFUSED]
    assert outcomes(world.push(), [9001]) == [Outcome.BOOKED]

    assert world.card_of("9001")["id"] != old["id"]
    assert world.card_of("9001")["btwNummer"] == BELGIAN_NUMBER


def test_another_name_for_the_card_is_another_card() -> None:
    """Changing collective_name is not ignored because a card is remembered."""
    world = Pushes()
    world.push()
    customers = replace(world.mapping.customers, collective_name="Nieuw {country}")
    world.mapping = replace(world.mapping, customers=customers)
    world.state.save_orders([an_order(7)], at=world.clock.now())

    world.push()

    assert "Nieuw NL" in world.books.cards.values()


def test_a_refused_key_under_a_write_leaves_nothing_uncertain(tmp_path: Path) -> None:
    """A 403 was not carried out: the document is not left as being sent."""
    world = Books(tmp_path, below=180)
    world.practice.tokens.scopes = tuple(
        one for one in ALL_SCOPES if one != "boekhouden:write"
    )

    with pytest.raises(CredentialsError, match="may not use"):
        world.push()

    assert world.state.unsettled() == ()
    world.practice.tokens.scopes = ALL_SCOPES
    world.practice.revoke_tokens()
    assert set(world.push().counts) == {Outcome.BOOKED}


@pytest.mark.parametrize("pushes", [1, 2])
def test_a_conflict_that_is_cleared_is_booked_at_the_next_push(
    tmp_path: Path, pushes: int
) -> None:
    """A number somebody else used holds that order until they give it back."""
    world = World(tmp_path, (CONSUMER, BELGIAN))
    theirs = world.books.add_booking_by_hand(str(CONSUMER), "99.00")

    for _ in range(pushes):
        plan = world.booked()
        assert outcomes(plan, [CONSUMER, BELGIAN]) == [
            Outcome.CONFLICT,
            Outcome.BOOKED,
        ]
    assert world.booking(str(CONSUMER))["id"] == theirs["id"]
    world.books.delete_booking(theirs["id"])

    assert outcomes(world.push(), [CONSUMER]) == [Outcome.BOOKED]
    assert str(world.booking(str(CONSUMER))["factuurbedrag"]) == "12.95"
    assert outcomes(world.push(), [CONSUMER]) == [Outcome.BOOKED]
    assert len(world.books.bookings) == 2


def test_a_deleted_record_finds_business_bookings_back(tmp_path: Path) -> None:
    """With the state file gone a business's booking is adopted, on the same card."""
    world = World(tmp_path, (BELGIAN, GERMAN))
    world.booked()
    cards, bookings = world.cards(), set(world.books.bookings)
    (tmp_path / "anew").mkdir()
    again = World(tmp_path / "anew", (BELGIAN, GERMAN))
    again.books, again.opened = world.books, world.opened

    plan = again.booked()

    assert outcomes(plan, [BELGIAN, GERMAN]) == [Outcome.ADOPTED] * 2
    assert (again.cards(), set(again.books.bookings)) == (cards, bookings)
