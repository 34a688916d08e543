"""A list that moves while it is read: no order that stays is missed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snelsync.adapters.woocommerce.paging import (
    PAGE,
    PATIENCE,
    Row,
    Stretch,
    careful,
    read_all,
)
from snelsync.adapters.woocommerce.refusals import PageCrashError
from snelsync.app.ports import OrderPage
from snelsync.errors import ShopError
from snelsync.sandbox.shop import Fault, PracticeShop
from tests.contract.wiring import (
    Between,
    Capped,
    OpenShop,
    Wsgi,
    open_shop,
    practice_shop,
    thinned,
)
from tests.fakes import FakeClock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ORDERS = "/wc/v3/orders"


class MovingList:
    """A list of ids that a host gives in small pieces, and that changes meanwhile."""

    def __init__(self, ids: list[int], cap: int) -> None:
        self.ids = ids
        self.cap = cap
        self.calls = 0
        self.changes: dict[int, Callable[[list[int]], list[int]]] = {}
        self._lock = Lock()

    def __call__(self, offset: int, size: int) -> Stretch:
        """Give rows, after whatever happens at this call."""
        with self._lock:
            self.calls += 1
            change = self.changes.get(self.calls)
            if change:
                self.ids = change(self.ids)
            rows = self.ids[offset : offset + min(size, self.cap)]
            return Stretch(tuple(Row(one, {"id": one}) for one in rows), len(self.ids))

    def read(self) -> set[int]:
        """Read it all."""
        return {row.row_id or 0 for part in read_all(self) for row in part.rows}


CHANGE = st.tuples(
    st.integers(2, 12), st.lists(st.integers(0, 99), max_size=6), st.integers(0, 3)
)


@settings(max_examples=60, deadline=None)
@given(
    length=st.integers(0, 90),
    cap=st.integers(3, 20),
    changes=st.lists(CHANGE, max_size=4),
)
def test_no_row_that_stays_is_missed(
    length: int, cap: int, changes: list[tuple[int, list[int], int]]
) -> None:
    """Rows deleted and added between any two pages hide none that was always there."""
    moving = MovingList(list(range(1, length + 1)), cap)
    deleted: set[int] = set()
    for at, positions, added in changes:

        def change(
            ids: list[int], positions: list[int] = positions, added: int = added
        ) -> list[int]:
            lost = {ids[place] for place in positions if place < len(ids)}
            deleted.update(lost)
            top = max([*ids, *deleted, length]) + 1
            return [one for one in ids if one not in lost] + [
                top + extra for extra in range(added)
            ]

        moving.changes[at] = change

    found = moving.read()

    assert set(range(1, length + 1)) - deleted <= found


@pytest.mark.parametrize("length", [0, 1, 2, 99, 100, 101, 199, 200, 298, 299, 500])
def test_a_list_that_stands_still_is_read_with_few_calls(length: int) -> None:
    """Each page begins on the last row of the one before, and no call is wasted."""
    moving = MovingList(list(range(1, length + 1)), PAGE)

    assert moving.read() == set(range(1, length + 1))
    assert moving.calls == max(1, -(-(length - 1) // (PAGE - 1)))


def test_a_list_that_never_stands_still_is_given_up() -> None:
    """When rows keep leaving from the front, we say so, and never go round for ever."""
    moving = MovingList(list(range(1, 2000)), 10)
    moving.changes = {at: lambda ids: ids[1:] for at in range(2, 5000)}

    with pytest.raises(ShopError, match="keeps moving") as raised:
        moving.read()

    assert "quiet" in raised.value.hint
    assert moving.calls < 100 * PATIENCE


def test_a_list_that_shrinks_under_us_hides_nothing() -> None:
    """When more leaves than is left to read, the rest is still read."""
    moving = MovingList(list(range(1, 302)), 100)
    moving.changes[4] = lambda ids: ids[10:]

    assert set(range(11, 302)) <= moving.read()


@pytest.mark.parametrize("kept", [None, "0"])
def test_a_host_that_drops_the_total_hides_nothing(kept: str | None) -> None:
    """Without a total, or with one of 0, a full first page is not the whole list."""
    shop = practice_shop(FakeClock(NOW))

    def without(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:  # noqa: ANN401
            rest = [one for one in headers if one[0].lower() != "x-wp-total"]
            told = [("X-WP-Total", kept)] if kept else []
            return start(status, [*rest, *told], *more)

        return shop(environ, begin)

    _, pages = reading(without)

    assert ids_of(pages) == live(shop)


@cache
def full_shop() -> PracticeShop:
    """Fill a shop with copies, once: the recorded orders are copied, not changed."""
    shop = practice_shop(FakeClock(NOW))
    for number in range(200):
        shop.copy_order(173, 10_001 + number)
    return shop


def stocked() -> PracticeShop:
    """Open a shop of more than three pages of a hundred."""
    shop = practice_shop(FakeClock(NOW))
    shop._state.orders = dict(full_shop()._state.orders)
    return shop


def ids_of(pages: list[OrderPage]) -> set[int]:
    """List the orders of pages."""
    return {order.order_id for page in pages for order in page.orders}


def reading(app: Wsgi) -> tuple[OpenShop, list[OrderPage]]:
    """Read all orders of a shop."""
    opened = open_shop(app, FakeClock(NOW))
    return opened, list(opened.shop.orders(modified_after=None))


def live(shop: PracticeShop) -> set[int]:
    """List what is in the shop now."""
    return {key for key, one in shop._state.orders.items() if one["status"] != "trash"}


def _trash(shop: PracticeShop) -> None:
    for order_id in (173, 174, 230):
        shop.trash_order(order_id)


def _delete(shop: PracticeShop) -> None:
    for order_id in (175, 176, 180, 181):
        shop.delete_order(order_id)


def _add(shop: PracticeShop) -> None:
    for order_id in (20_001, 20_002):
        shop.copy_order(173, order_id)


def _touch(shop: PracticeShop) -> None:
    for order_id in (173, 220, 230):
        shop.change_order(order_id, status="completed")


def _delete_the_seam(shop: PracticeShop) -> None:
    """Delete the very rows on which the second and third page begin."""
    ids = sorted(live(shop))
    for place in (19, 38):
        shop.delete_order(ids[place])


@pytest.mark.parametrize("nth", [2, 3, 4])
@pytest.mark.parametrize("act", [_trash, _delete, _add, _touch, _delete_the_seam])
def test_a_busy_shop_hides_no_order(
    act: Callable[[PracticeShop], None], nth: int
) -> None:
    """Whatever happens between two pages, every order that stays is read."""
    shop = thinned(practice_shop(FakeClock(NOW)), below=240)
    before = live(shop)

    moving = Between(shop, path=ORDERS, nth=nth, act=lambda: act(shop))
    _, pages = reading(Capped(moving, 20))

    assert before & live(shop) <= ids_of(pages)


@pytest.mark.parametrize("rows", [50])
def test_a_host_that_gives_less_than_asked_is_read_whole(rows: int) -> None:
    """A host with a smaller largest page hides nothing."""
    shop = stocked()

    opened, pages = reading(Capped(shop, rows))

    assert ids_of(pages) == live(shop)
    assert len(opened.wire.sent) > len(live(shop)) // rows
    assert pages[0].expected == len(live(shop))


@pytest.mark.parametrize("place", [0, 1, 10, 57, 98, 116])
def test_one_crashing_order_costs_no_other(place: int) -> None:
    """All others are read, and the crash is told with its neighbour's number."""
    shop = practice_shop(FakeClock(NOW))
    ids = sorted(live(shop))
    shop.faults.add(Fault("crashing_order", order_id=ids[place]))

    opened, pages = reading(shop)

    assert ids_of(pages) == set(ids) - {ids[place]}
    (unreadable,) = {one for page in pages for one in page.unreadable}
    near = f"after order {ids[place - 1]}" if place else "first in the list"
    assert unreadable.shop_id == 0
    assert unreadable.problem.message.endswith(near)
    assert "PHP error log" in unreadable.problem.remedy
    assert len(opened.wire.sent) <= 45


def test_crashing_orders_far_apart_are_all_told() -> None:
    """Each of several crashing orders is told, and only they are not read."""
    shop = practice_shop(FakeClock(NOW))
    ids = sorted(live(shop))
    bad = {ids[5], ids[37], ids[110]}
    for order_id in bad:
        shop.faults.add(Fault("crashing_order", order_id=order_id))

    _, pages = reading(shop)

    assert ids_of(pages) == set(ids) - bad
    assert len({one for page in pages for one in page.unreadable}) == 3


def test_a_crashing_order_asked_by_id_is_told() -> None:
    """Asked for itself, a crashing order is unreadable and not gone."""
    shop = practice_shop(FakeClock(NOW))
    shop.faults.add(Fault("crashing_order", order_id=174))

    pages = list(open_shop(shop, FakeClock(NOW)).shop.orders_by_id([174, 175]))

    assert ids_of(pages) == {175}
    assert sum(len(page.unreadable) for page in pages) == 1


def test_a_database_that_goes_down_half_way_ends_the_reading() -> None:
    """A shop that crashes on everything is given up after a handful of calls."""
    shop = stocked()
    fault = Fault("database_down", path="/orders", nth=3, times=9999)
    shop.faults.add(fault)

    opened = open_shop(shop, FakeClock(NOW))
    with pytest.raises(PageCrashError):
        list(opened.shop.orders(modified_after=None))

    # Two pages are under way at once, and each gives up by itself.
    assert len(opened.wire.sent) <= 28


def test_a_crash_is_narrowed_down_in_tens() -> None:
    """A hundred rows with one crash are read in ten parts and one part in ones."""
    asked: list[tuple[int, int]] = []

    def fetch(offset: int, size: int) -> Stretch:
        asked.append((offset, size))
        if offset <= 42 < offset + size:
            raise PageCrashError("42")
        rows = range(offset, min(offset + size, 100))
        return Stretch(tuple(Row(one + 1, {}) for one in rows), 100)

    found = careful(fetch, 0, 100)

    assert [row.row_id for row in found.rows] == [
        None if one == 42 else one + 1 for one in range(100)
    ]
    assert found.total == 100
    assert len(asked) <= 24


def test_many_refunds_of_one_order_are_read_page_by_page() -> None:
    """An order with more refunds than a page holds loses none."""
    shop = practice_shop(FakeClock(NOW))
    made = {shop.add_refund(174, {"amount": "0.01"}) for _ in range(45)}

    page = open_shop(Capped(shop, 10), FakeClock(NOW)).shop.refunds_of(174)

    found = [one.refund_id for one in page.refunds]
    assert made <= set(found)
    assert len(found) == len(set(found))


def test_a_host_that_gives_one_row_a_page_is_refused() -> None:
    """Pages of one row cannot overlap: it is told, and nothing is left out unseen."""
    moving = MovingList([1, 2, 3], 1)
    with pytest.raises(ShopError, match="one row a page") as raised:
        moving.read()
    assert "per_page" in raised.value.hint
    assert MovingList([1], 1).read() == {1}
    assert MovingList([1, 2, 3], 2).read() == {1, 2, 3}
