"""Fetching orders and refunds into our record; the shop is only read.

The first time everything is read by ascending id; afterwards what changed since, with
a day of overlap (dates of a shop are not to be trusted to the hour). A count of the
shop's orders, compared with ours, shows whether any was trashed or deleted, because
such an order silently leaves the list of changes. A refund that is deleted does not
touch its order's date of change, so orders with a refund that is still to be booked are
read each time; and now and then everything is, which trusts no date at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from snelsync.app.breakers import check_gone
from snelsync.app.ports import (
    Clock,
    OrderPage,
    Progress,
    Recording,
    RefundPage,
    Seen,
    Shop,
    ShopInfo,
    Unreadable,
    unwatched,
)

OVERLAP = timedelta(hours=24)
"""How far back an increment reaches: more than any zone or summer-time mistake."""

ORDERS = "orders"
EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class PullReport:
    """What a pull found.

    Attributes:
        full: everything was read, not only what changed.
        changed: orders and refunds that are new, or differ from what we had.
        gone: orders that left the shop (trashed or deleted), by id.
        seen: orders and refunds now in our record and not gone.
    """

    shop: ShopInfo
    full: bool
    orders_read: int
    refunds_read: int
    changed: int
    gone: tuple[int, ...]
    unreadable: tuple[Unreadable, ...]
    seen: Seen


def pull(  # noqa: PLR0913 - each is a choice of its own
    shop: Shop,
    state: Recording,
    *,
    clock: Clock,
    full: bool = False,
    full_after: timedelta | None = None,
    products: bool = False,
    accept_gone: bool = False,
    remembered: timedelta = timedelta(0),
    progress: Progress = unwatched,
) -> PullReport:
    """Read the shop into our record; safe to interrupt and to repeat.

    What was read is kept page by page. The point up to which everything was read moves
    only when nothing failed.

    Args:
        shop: where orders are read.
        state: our record.
        clock: when they were seen.
        full: read everything, not only what changed.
        full_after: read everything when that was last done so long ago; None for never.
        products: read where the products of the orders read are filed, too.
        accept_gone: believe it when many orders at once have left the shop.
        remembered: go by what the shop said of itself so shortly ago, and do not ask
            again; to read everything it is always asked.
        progress: told how far it is.

    Raises:
        ShopError: the shop failed; what was fetched is kept.
        BreakerError: that many orders at once have left the shop is not believed.
    """
    began = clock.now()
    whole = full or _due(state, began, full_after)
    since = None if whole else state.cursor(ORDERS)
    lately = remembered if since else timedelta(0)
    info, asked = _introduced(shop, state, lately, now=began)
    reading = _Reading(shop, state, clock=clock, progress=progress)
    after = since - OVERLAP if since else None
    reading.orders(after)
    gone = reading.notice_gone(accept=accept_gone)
    reading.refunds(after)
    if products:
        reading.products()
    unreadable = tuple(dict.fromkeys(reading.unreadable))
    state.save_unreadable(unreadable)
    if all(one.can_be_asked_again for one in unreadable):
        state.set_cursor(ORDERS, info.now if asked else shop.time() or began)
        if since is None:
            state.set_cursor(EVERYTHING, clock.now())
    return PullReport(
        shop=info,
        full=since is None,
        orders_read=reading.orders_read,
        refunds_read=reading.refunds_read,
        changed=reading.changed,
        gone=gone,
        unreadable=unreadable,
        seen=state.seen(),
    )


def _introduced(
    shop: Shop, state: Recording, lately: timedelta, *, now: datetime
) -> tuple[ShopInfo, bool]:
    """Learn who the shop is: from our record where it said so lately, or by asking.

    Returns:
        Also whether it was asked, so that its clock is known.
    """
    kept = state.shop_info(since=now - lately, until=now) if lately else None
    if kept is not None:
        shop.recall(kept)
        return kept, False
    info = shop.info()
    state.keep_shop_info(info, at=now)
    return info, True


def _due(state: Recording, now: datetime, after: timedelta | None) -> bool:
    """Say whether everything was last read longer ago than wished."""
    if after is None:
        return False
    last = state.cursor(EVERYTHING)
    return last is None or now - last >= after


class _Reading:
    """One reading of the shop, and what it came across."""

    def __init__(
        self, shop: Shop, state: Recording, *, clock: Clock, progress: Progress
    ) -> None:
        self._shop = shop
        self._state = state
        self._clock = clock
        self._progress = progress
        self._mentioned: dict[int, frozenset[int]] = {}
        self.unreadable: list[Unreadable] = []
        self._read: set[int] = set()
        self._read_refunds: set[int] = set()
        self._product_ids: set[int] = set()
        self._counted = 0
        self.changed = 0

    def orders(self, after: datetime | None) -> None:
        """Read all orders, or those changed since and those that failed before."""
        for page in self._shop.orders(modified_after=after):
            self._keep_orders(page)
            if after is None:
                # The last page says how many there are as well as asking would.
                self._counted = page.expected
        if after is None:
            return
        failed = [
            one.shop_id
            for one in self._state.unreadable()
            if one.shop_id and not one.is_refund
        ]
        again = (self._state.orders_to_watch() | set(failed)) - self._read
        for page in self._shop.orders_by_id(sorted(again)):
            self._keep_orders(page)

    def refunds(self, after: datetime | None) -> None:
        """Read refunds from their own list, and those only their order mentions.

        A shop before WooCommerce 9.0 has no such list: there all are read per order.
        """
        for page in self._shop.refunds(created_after=after) or ():
            self._keep_refunds(page)
        known = self._state.refund_ids()
        again = {one.refund_of for one in self._state.unreadable() if one.refund_of}
        missing = {
            order_id
            for order_id, mentioned in self._mentioned.items()
            if not mentioned <= known
        }
        for order_id in sorted(missing | again):
            self._keep_refunds(self._shop.refunds_of(order_id))

    def products(self) -> None:
        """Read where the products of the orders just read are filed."""
        for page in self._shop.products(self._product_ids):
            self._state.save_products(page)

    def notice_gone(self, *, accept: bool) -> tuple[int, ...]:
        """Find orders that left the shop, and read any that were missed.

        Raises:
            BreakerError: that many at once are not believed.
        """
        known = self._state.live_order_ids()
        failed = [one for one in self.unreadable if not one.is_refund]
        unread = {one.shop_id for one in failed if one.shop_id} - known
        nameless = any(not one.shop_id for one in failed)
        there = self._counted or self._shop.count()
        if not nameless and there == len(known) + len(unread):
            return ()
        present = frozenset(self._shop.order_ids())
        gone = sorted(known - present)
        if 0 in present:
            gone = [one for one in gone if not self._still_there(one)]
        if not accept:
            check_gone(gone, known)
        self._state.set_gone(gone)
        for page in self._shop.orders_by_id(sorted(present - known - unread - {0})):
            self._keep_orders(page)
        return tuple(gone)

    def _still_there(self, order_id: int) -> bool:
        """Ask for one order: the shop may crash over it, and then it is there."""
        pages = list(self._shop.orders_by_id([order_id]))
        return any(page.orders or page.unreadable for page in pages)

    @property
    def orders_read(self) -> int:
        """Count the orders read; a page begins on the last order of the one before."""
        return len(self._read)

    @property
    def refunds_read(self) -> int:
        """Count the refunds read."""
        return len(self._read_refunds)

    def _keep_orders(self, page: OrderPage) -> None:
        self.changed += self._state.save_orders(page.orders, at=self._clock.now())
        self._read |= {order.order_id for order in page.orders}
        self.unreadable += page.unreadable
        for order in page.orders:
            self._product_ids |= order.product_ids
            if order.refunds:
                self._mentioned[order.order_id] = frozenset(
                    pointer.refund_id for pointer in order.refunds
                )
        self._progress(self.orders_read, page.expected)

    def _keep_refunds(self, page: RefundPage) -> None:
        self.changed += self._state.save_refunds(page.refunds, at=self._clock.now())
        self._read_refunds |= {refund.refund_id for refund in page.refunds}
        self.unreadable += page.unreadable
