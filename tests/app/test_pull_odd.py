"""Fetching from a shop where orders crash, make no sense, or come and go."""

from __future__ import annotations

from pathlib import Path

import pytest

from snelsync.app.pull import pull
from snelsync.app.push import execute, prepare
from snelsync.app.status import read_status
from snelsync.errors import ShopError
from snelsync.sandbox.shop import Fault
from tests.app.pushes import MAPPING
from tests.app.shops import World
from tests.contract.wiring import open_shop
from tests.fakes import FakeAdministration

OLD = "2026-01-02T10:00:00"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Open the first orders of the shop with prices including VAT."""
    return World(tmp_path)


@pytest.fixture
def whole(tmp_path: Path) -> World:
    """Open all of that shop."""
    return World(tmp_path, below=999)


def crash(world: World, *order_ids: int) -> None:
    """Let a plugin crash over orders."""
    for order_id in order_ids:
        world.practice.faults.add(Fault("crashing_order", order_id=order_id))


def test_an_unreadable_order_does_not_hide_a_trashed_one(world: World) -> None:
    """One order we cannot read and one that was trashed do not cancel out."""
    world.practice.copy_order(174, 9001, currency=None)
    world.pull()
    world.practice.trash_order(173)

    assert world.pull().gone == (173,)


def test_a_crashing_order_does_not_hide_a_trashed_one(world: World) -> None:
    """A new order the shop crashes over stands in for none that left."""
    world.pull()
    world.practice.trash_order(173)
    world.practice.copy_order(174, 9001, date_created="2026-10-01T10:00:00")
    crash(world, 9001)

    assert world.pull().gone == (173,)


def test_an_unreadable_order_that_leaves_is_forgotten(world: World) -> None:
    """What could not be read and was deleted is no longer complained of."""
    world.practice.copy_order(174, 9001, currency=None)
    world.pull()
    world.practice.delete_order(9001)

    report = world.pull()

    assert report.unreadable == world.state.unreadable() == ()
    assert report.gone == ()


def test_an_imported_order_comes_with_its_refunds(world: World) -> None:
    """An order with old dates, found by counting, is read with its refunds."""
    world.pull()
    dates = {"date_modified_gmt": OLD, "date_created_gmt": OLD}
    world.practice.copy_order(174, 9001, **dates)
    refund = {"amount": "5.00", "date_created_gmt": OLD}
    refund_id = world.practice.add_refund(9001, refund)
    world.practice.change_order(9001, date_modified_gmt=OLD)

    world.pull()

    assert [one.refund_id for one in world.sold(9001).refunds] == [refund_id]


def test_a_refund_without_sense_stays_listed_until_it_is_read(world: World) -> None:
    """A refund we cannot read is told in every pull, not only in the first."""
    refund = {"amount": "5.00", "date_created": OLD, "date_created_gmt": None}
    refund_id = world.practice.add_refund(174, refund)
    world.practice.change_order(174, date_modified_gmt=OLD)

    for _ in range(3):
        (told,) = world.pull().unreadable
        assert (told.shop_id, told.refund_of, told.is_refund) == (refund_id, 174, True)
    world.practice._state.refunds[refund_id]["date_created_gmt"] = OLD

    assert world.pull().unreadable == world.state.unreadable() == ()
    assert [one.refund_id for one in world.sold(174).refunds] == [refund_id]


def test_a_known_order_that_crashes_is_not_gone(world: World) -> None:
    """A plugin that crashes over an order does not make it trashed."""
    world.pull()
    world.practice.trash_order(200)
    crash(world, 174)

    assert world.pull().gone == (200,)
    assert not world.sold(174).gone


def test_a_crash_of_the_newest_order_costs_no_other(world: World) -> None:
    """Counting orders survives the crash of the order that comes first in the list."""
    rows = world.practice._state.orders.values()
    newest = max(rows, key=lambda one: str(one["date_created"]))
    crash(world, newest["id"])

    assert world.opened.shop.count() is None
    assert world.pull().seen.orders == 31


@pytest.mark.parametrize("places", [(0, 1), (10, 11), (40, 41)])
def test_two_crashing_neighbours_cost_no_other(
    whole: World, places: tuple[int, int]
) -> None:
    """Two crashing orders next to each other are two, not a dead database."""
    ids = sorted(set(whole.opened.shop.order_ids()))
    crash(whole, *(ids[place] for place in places))

    pages = list(whole.opened.shop.orders(modified_after=None))

    assert sum(len(page.unreadable) for page in pages) == 2
    assert sum(len(page.orders) for page in pages) == len(ids) - 2


def test_a_crash_on_a_seam_is_told_once(whole: World) -> None:
    """The row two pages share is one order, also when the shop crashes over it."""
    ids = sorted(set(whole.opened.shop.order_ids()))
    crash(whole, ids[99])

    assert len(whole.pull().unreadable) == 1


def test_refunds_of_a_trashed_order_are_not_new_for_ever(world: World) -> None:
    """An order trashed before the first pull leaves no refund that is always new."""
    world.practice.add_refund(174, {"amount": "1.00"})
    world.practice.trash_order(174)
    world.pull()
    books = FakeAdministration()
    planned = prepare(world.state, books, mapping=MAPPING, clock=world.clock)

    execute(planned, world.state, books, clock=world.clock, run_id=1)

    assert read_status(world.state, mapping=MAPPING).new == 0


def test_an_order_trashed_before_it_was_booked_is_skipped(world: World) -> None:
    """What left the shop before the first push is not booked, nor are its refunds."""
    world.practice.add_refund(174, {"amount": "1.00"})
    world.pull()
    world.practice.trash_order(174)
    world.pull()
    books = FakeAdministration()
    planned = prepare(world.state, books, mapping=MAPPING, clock=world.clock)

    mine = [one for one in planned.plan.decisions if one.order_id == 174]

    assert {str(one.outcome) for one in mine} == {"skipped"}


def test_a_shop_that_fails_leaves_the_point_where_it_was(world: World) -> None:
    """A pull that ends in an error is repeated from the same point."""
    world.pull()
    before = world.state.cursor("orders")
    world.clock.sleep(3600)
    world.practice.faults.add(Fault("html_in_200", path="/refunds", times=99))
    opened = open_shop(world.practice, world.clock)

    with pytest.raises(ShopError):
        pull(opened.shop, world.state, clock=world.clock)

    assert world.state.cursor("orders") == before
