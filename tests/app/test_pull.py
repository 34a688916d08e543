"""Fetching: everything once, then only what changed, and nothing lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from snelsync.adapters.state.recording import StateRecorder
from snelsync.app.ports import Seen, Unreadable
from snelsync.app.pull import ORDERS, OVERLAP, pull
from snelsync.domain.order import Sold
from snelsync.domain.problem import Code, Problem
from snelsync.errors import ShopError
from snelsync.sandbox.shop import Fault
from tests.app.shops import LATE, World
from tests.contract.fake_shop import BrokenShop, FakeShop, changed
from tests.contract.samples import a_refund, an_order
from tests.contract.wiring import Capped, Wsgi, open_shop
from tests.fakes import FakeClock, FakeState

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Open the first orders of the shop with prices including VAT."""
    return World(tmp_path)


@pytest.fixture
def whole(tmp_path: Path) -> World:
    """Open all of that shop."""
    return World(tmp_path, below=999)


def test_a_first_pull_reads_everything_in_five_calls(whole: World) -> None:
    """Who, which version, two pages of orders, and the refunds: no other call."""
    report = whole.pull()

    assert report.full
    assert (report.orders_read, report.refunds_read) == (117, 22)
    assert report.changed == 139
    assert report.seen == whole.state.seen() == Seen(117, 22, 0)
    assert sorted(whole.asked) == sorted(
        ["wp-json", "system_status", "orders", "orders", "refunds"]
    )


def test_a_pull_without_changes_takes_five_calls(world: World) -> None:
    """Nothing new is read, nothing is written anew, and little is asked."""
    world.pull()
    world.clock.sleep(2 * 86_400)

    report = world.pull()

    assert not report.full
    assert (report.orders_read, report.changed, report.gone) == (0, 0, ())
    assert world.asked == ["wp-json", "system_status", "orders", "orders", "refunds"]


def test_an_old_shop_gives_the_same(tmp_path: Path) -> None:
    """WooCommerce 8.9 without a list of refunds ends in the same orders and refunds."""
    (tmp_path / "old").mkdir()
    new = World(tmp_path, below=999)
    old = World(tmp_path / "old", below=999, version="8.9.2")
    new.pull()
    report = old.pull()

    refunded = [one for one in old.state.everything() if one.refunds]
    assert old.state.live_order_ids() == new.state.live_order_ids()
    assert old.state.refund_ids() == new.state.refund_ids()
    assert report.refunds_read == len(old.state.refund_ids())
    assert [one.refunds for one in old.state.everything()] == [
        one.refunds for one in new.state.everything()
    ]
    assert old.asked.count("refunds") == len(refunded)


def test_an_increment_has_what_is_new_and_changed(world: World) -> None:
    """A new order, a changed one and a refund come; the rest is not read."""
    world.pull()
    world.clock.sleep(30 * 86_400)
    world.practice.copy_order(174, 9001)
    world.practice.change_order(173, status="completed")
    refund_id = world.practice.add_refund(175, {"amount": "1.00"})

    report = world.pull()

    assert (report.orders_read, report.refunds_read, report.changed) == (3, 1, 4)
    assert world.sold(9001).order.number == "9001"
    assert world.sold(173).order.status == "completed"
    assert [one.refund_id for one in world.sold(175).refunds] == [refund_id]


def test_an_increment_reaches_back_a_day(world: World) -> None:
    """An order whose date lies a little before the last pull is read all the same."""
    world.pull()
    late = (LATE - OVERLAP + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
    world.practice.change_order(173, status="completed", date_modified_gmt=late)
    world.clock.sleep(3600)

    world.pull()

    assert world.sold(173).order.status == "completed"


def test_a_trashed_and_a_deleted_order_are_noticed(world: World) -> None:
    """Both silently leave the list of changes, and both are found out."""
    world.pull()
    world.clock.sleep(86_400 * 3)
    world.practice.trash_order(173)
    world.practice.delete_order(174)

    report = world.pull()

    assert report.gone == (173, 174)
    assert world.sold(173).gone
    assert world.sold(174).gone
    assert report.seen.orders == 30
    assert world.pull().gone == ()


def test_an_order_that_comes_back_lives_again(world: World) -> None:
    """Taken out of the trash, an order is live, whether its date moved or not."""
    world.pull()
    world.practice.trash_order(173)
    world.pull()
    old = "2026-01-01T00:00:00"
    world.practice.change_order(173, status="processing", date_modified_gmt=old)

    report = world.pull()

    assert not world.sold(173).gone
    assert report.gone == ()
    assert world.state.live_order_ids() >= {173}


def test_a_deletion_beside_a_new_order_is_noticed(world: World) -> None:
    """One order gone and one come is no standstill."""
    world.pull()
    world.clock.sleep(86_400 * 3)
    world.practice.delete_order(173)
    world.practice.copy_order(174, 9001)

    assert world.pull().gone == (173,)


def test_a_deleted_refund_is_noticed_when_its_order_is_read(world: World) -> None:
    """Deleting a refund moves no date, so a full pull is what finds it."""
    world.pull()
    refund_id = world.practice.add_refund(173, {"amount": "1.00"})
    world.pull()
    world.practice.delete_refund(173, refund_id)

    world.pull(full=True)

    assert world.sold(173).gone_refunds == {refund_id}


def test_a_crashing_order_is_told_and_tried_again(world: World) -> None:
    """All but the crashing order are read; when it is mended it comes by itself."""
    world.practice.faults.add(Fault("crashing_order", order_id=200))

    report = world.pull()

    assert len(report.unreadable) == 1
    assert world.state.unreadable() == report.unreadable
    assert report.seen.orders == 31
    assert world.state.cursor(ORDERS) is None
    world.practice.faults.clear()
    report = world.pull()
    assert report.unreadable == world.state.unreadable() == ()
    assert world.sold(200).order.order_id == 200
    assert world.state.cursor(ORDERS) == world.clock.now()


def test_an_order_without_sense_is_tried_again_by_its_number(world: World) -> None:
    """What cannot be read stays listed, and is asked for in each later pull."""
    world.practice.copy_order(
        174, 9001, currency=None, date_modified_gmt="2026-01-01T00:00:00"
    )
    first = world.pull()
    world.clock.sleep(86_400 * 3)
    second = world.pull()

    assert [one.shop_id for one in first.unreadable] == [9001]
    assert second.unreadable == first.unreadable == world.state.unreadable()
    world.practice.change_order(
        9001, currency="EUR", date_modified_gmt="2026-01-01T00:00:00"
    )
    assert world.pull().unreadable == world.state.unreadable() == ()
    assert world.sold(9001).order.currency == "EUR"


class Failing:
    """A shop that is gone from the nth request on."""

    def __init__(self, app: Wsgi, nth: int) -> None:
        self._app, self._left = app, nth

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer, or fail."""
        self._left -= 1
        if self._left < 0:
            start_response("418 I'm a teapot", [])
            return [b""]
        answer: Iterable[bytes] = self._app(environ, start_response)
        return answer


def snapshot(state: StateRecorder) -> list[Sold]:
    """Give everything that is in a record."""
    return list(state.everything())


@cache
def uncut() -> tuple[list[Sold], datetime | None]:
    """Tell what a pull that nothing cut off leaves in the record."""
    with TemporaryDirectory() as folder:
        whole = World(Path(folder))
        whole.pull()
        found = snapshot(whole.state), whole.state.cursor(ORDERS)
        whole.state._engine.dispose()
    return found


@pytest.mark.parametrize("nth", range(5))
def test_an_interrupted_pull_repeated_is_a_whole_pull(tmp_path: Path, nth: int) -> None:
    """Cut off after any request and run again, the record is the same as without."""
    cut = World(tmp_path)
    broken = open_shop(Failing(Capped(cut.practice, 30), nth), cut.clock)

    with pytest.raises(ShopError):
        pull(broken.shop, cut.state, clock=cut.clock)
    assert cut.state.cursor(ORDERS) is None
    cut.pull()

    assert (snapshot(cut.state), cut.state.cursor(ORDERS)) == uncut()


@pytest.mark.parametrize("fails_at", range(1, 8))
def test_an_interrupted_increment_loses_nothing(fails_at: int) -> None:
    """An increment that fails at any call leaves the point to go on from."""
    clock = FakeClock()
    shop, state = BrokenShop(clock, fails_at=999), FakeState()
    shop.put(*(an_order(order_id) for order_id in range(1, 6)))
    pull(shop, state, clock=clock)
    point = state.cursor(ORDERS)
    clock.sleep(86_400)
    shop.remove(1)
    shop.put(*(changed(an_order(n, refunds=(100 + n,)), clock) for n in (2, 3, 9)))
    shop.put_refund(*(a_refund(100 + n, an_order(n)) for n in (2, 3, 9)))
    shop._left = fails_at

    try:
        pull(shop, state, clock=clock)
    except ShopError:
        assert state.cursor(ORDERS) == point
    shop._left = 999
    pull(shop, state, clock=clock)

    assert state.live_order_ids() == {2, 3, 4, 5, 9}
    assert state.refund_ids() == {102, 103, 109}


def test_progress_is_told(world: World) -> None:
    """The reader of a long pull hears how far it is, of how many."""
    told: list[tuple[int, int]] = []

    def progress(done: int, of: int, /) -> None:
        told.append((done, of))

    pull(world.opened.shop, world.state, clock=world.clock, progress=progress)

    assert told[-1][0] == 32
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_the_point_is_the_shops_time_before_reading(world: World) -> None:
    """What changes while we read is read next time."""
    started = world.clock.now()
    moved: list[Callable[[], None]] = [lambda: world.clock.sleep(600)]

    def slow(done: int, of: int, /) -> None:
        del done, of
        if moved:
            moved.pop()()

    pull(world.opened.shop, world.state, clock=world.clock, progress=slow)

    assert world.state.cursor(ORDERS) == started


def test_an_order_known_and_now_unreadable_keeps_what_was_known() -> None:
    """A plugin that breaks an order does not make us forget it."""
    clock = FakeClock()
    shop, state = FakeShop(clock), FakeState()
    shop.put(an_order(1), an_order(2))
    pull(shop, state, clock=clock)
    problem = Problem(code=Code.ORDER_UNREADABLE, message="no", remedy="look")
    shop.broken[1] = Unreadable(1, problem)
    shop.put(changed(an_order(1), clock))

    report = pull(shop, state, clock=clock)

    assert [one.shop_id for one in report.unreadable] == [1]
    assert state.live_order_ids() == {1, 2}
