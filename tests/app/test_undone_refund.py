"""A sale that was taken back whole is not credited again."""

from pathlib import Path

import pytest

from tests.app.businesses import CONSUMER, World


@pytest.mark.parametrize("amount", ["12.95", "5.00"])
def test_a_refund_after_a_credited_cancellation_credits_nothing_more(
    tmp_path: Path, amount: str
) -> None:
    """Money paid back after a cancellation was credited whole is not credited twice."""
    world = World(tmp_path, (CONSUMER,))
    world.booked()
    world.clock.sleep(3600)
    world.practice.change_order(CONSUMER, status="cancelled")
    world.booked()
    world.practice.add_refund(CONSUMER, {"amount": amount})
    world.clock.sleep(3600)
    world.booked()
    assert sum(row["factuurbedrag"] for row in world.books.bookings.values()) == 0


@pytest.mark.parametrize("then", ["cancelled", "refunded again"])
def test_a_booked_credit_counts_though_its_refund_was_deleted(
    tmp_path: Path, then: str
) -> None:
    """The books still have it, so no more goes back than was sold."""
    world = World(tmp_path, (CONSUMER,))
    world.booked()
    world.clock.sleep(3600)
    refund_id = world.practice.add_refund(CONSUMER, {"amount": "12.95"})
    world.clock.sleep(3600)
    world.booked()
    world.practice.delete_refund(CONSUMER, refund_id)
    if then == "cancelled":
        world.practice.change_order(CONSUMER, status="cancelled")
    else:
        world.practice.add_refund(CONSUMER, {"amount": "12.95"})
    world.clock.sleep(3600)

    world.booked()

    assert sum(row["factuurbedrag"] for row in world.books.bookings.values()) == 0
