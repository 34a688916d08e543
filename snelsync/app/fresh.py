"""Reading a period's orders anew, beside our record, which is not touched.

Few calls: the orders made around the period page by page, and by id only those our
record has in it or the shop says changed. A refund is read only when its order mentions
one we do not have, or another amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import islice

from snelsync.app.ports import OrderPage, Reading, Shop, Unreadable
from snelsync.app.pull import ORDERS, OVERLAP
from snelsync.domain.fingerprint import order_fingerprint
from snelsync.domain.mapping import Mapping
from snelsync.domain.order import Order, Refund, Sold
from snelsync.domain.period import Period
from snelsync.domain.proof import Row

REACH = timedelta(days=31)
"""How long before the period an order may be made that is paid in it, unknown to us."""

AT_A_TIME = 500


@dataclass(slots=True)
class FreshShop:
    """Goes over all orders we have, those of the period as they are in the shop now.

    Attributes:
        stale: what differs from our record, a row each.
        unreadable: what the shop could not give.
    """

    shop: Shop
    state: Reading
    period: Period
    mapping: Mapping
    stale: list[Row] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)

    def everything(self) -> Iterator[Sold]:
        """Give all orders by ascending id."""
        asked = self._changed()
        both = _side_by_side(self.state.everything(), self._made())
        while chunk := list(islice(both, AT_A_TIME)):
            yield from self._chunk(chunk, asked)
        # An order that is neither in our record nor made around the period.
        for page in self.shop.orders_by_id(sorted(asked)):
            for order in page.orders:
                if order.order_id in asked:
                    asked.discard(order.order_id)
                    yield self._renewed(None, order)

    def _chunk(
        self, chunk: Sequence[tuple[Sold | None, Order | None]], asked: set[int]
    ) -> Iterator[Sold]:
        wanted = {
            sold.order.order_id
            for sold, fresh in chunk
            if sold is not None
            and fresh is None
            and (self._touches(sold) or sold.order.order_id in asked)
        }
        found: dict[int, Order] = {}
        crashed: set[int] = set()
        if wanted:
            for page in self.shop.orders_by_id(sorted(wanted)):
                found |= {one.order_id: one for one in page.orders}
                crashed |= {one.shop_id for one in page.unreadable}
                self.unreadable += page.unreadable
        for sold, made in chunk:
            fresh = made
            if sold is None:
                if made is not None:
                    asked.discard(made.order_id)
                    yield self._renewed(None, made)
                continue
            order_id = sold.order.order_id
            asked.discard(order_id)
            fresh = made or found.get(order_id)
            if fresh is not None:
                yield self._renewed(sold, fresh)
            elif order_id in wanted and order_id not in crashed:
                yield self._gone(sold)
            else:
                yield sold

    def _made(self) -> Iterator[Order]:
        first = datetime.combine(self.period.first, time.min, tzinfo=UTC)
        last = datetime.combine(self.period.last, time.min, tzinfo=UTC)
        pages = self.shop.orders_made(first - REACH, last + timedelta(days=2))
        before = 0
        for page in pages:
            self.unreadable += page.unreadable
            for order in page.orders:
                if order.order_id > before:
                    before = order.order_id
                    yield order

    def _changed(self) -> set[int]:
        """List orders that changed since we pulled, and those of unknown refunds."""
        asked: set[int] = set()
        since = self.state.cursor(ORDERS)
        if since is not None:
            asked |= _ids(self.shop.orders(modified_after=since - OVERLAP))
        first = datetime.combine(self.period.first, time.min, tzinfo=UTC)
        known = self.state.refund_ids()
        pages = self.shop.refunds(created_after=first - timedelta(days=1)) or ()
        for page in pages:
            asked |= {
                one.order_id for one in page.refunds if one.refund_id not in known
            }
        return asked

    def _touches(self, sold: Sold) -> bool:
        zone, order = self.mapping.shop.zone, sold.order
        moments = [order.created, order.paid, order.completed]
        moments += [one.created for one in sold.refunds]
        return any(
            one.astimezone(zone).date() in self.period
            for one in moments
            if one is not None
        )

    def _renewed(self, sold: Sold | None, fresh: Order) -> Sold:
        if sold is None:
            new = Sold(fresh, self._refunds_of(fresh) if fresh.refunds else ())
            self._tell(new, "in the shop, and not in our record yet")
            return new
        known = {one.refund_id: one for one in sold.refunds}
        mentioned = {one.refund_id: one.amount for one in fresh.refunds}
        refunds = sold.refunds
        other = {
            refund_id
            for refund_id, amount in mentioned.items()
            if refund_id not in known or known[refund_id].amount != amount
        }
        if other:
            read = {one.refund_id: one for one in self._refunds_of(fresh)}
            refunds = tuple((known | read).values())
        order = _with_what_we_know(fresh, sold.order)
        new = replace(
            sold,
            order=order,
            refunds=refunds,
            gone=False,
            gone_refunds=frozenset(known) - frozenset(mentioned),
        )
        self._compare(sold, new, other)
        return new

    def _refunds_of(self, order: Order) -> tuple[Refund, ...]:
        page = self.shop.refunds_of(order.order_id)
        self.unreadable += page.unreadable
        return page.refunds

    def _compare(self, was: Sold, new: Sold, other: set[int]) -> None:
        if was.gone:
            self._tell(new, "it is in the shop again")
        elif order_fingerprint(was.order) != order_fingerprint(new.order):
            self._tell(new, "it changed in the shop since it was pulled")
        elif was.order.status != new.order.status:
            self._tell(new, f"its status became '{new.order.status}' since the pull")
        elif other:
            self._tell(new, "it has a refund that was not pulled yet")
        elif was.gone_refunds != new.gone_refunds:
            self._tell(new, "a refund of it was deleted since the pull")

    def _gone(self, sold: Sold) -> Sold:
        if not sold.gone:
            self._tell(sold, "it was trashed or deleted in the shop since the pull")
        return replace(sold, gone=True)

    def _tell(self, sold: Sold, reason: str) -> None:
        self.stale.append(
            Row(
                order_number=sold.order.number,
                number="",
                day=None,
                reason=reason,
                remedy="`snelsync pull-orders`",
            )
        )


def _with_what_we_know(fresh: Order, before: Order) -> Order:
    """Keep what our record adds to an order: products and what VIES said."""
    order = fresh.with_products_of(before)
    if before.vat_number == fresh.vat_number:
        order = replace(order, vat_checks=before.vat_checks)
    filed = {one.product_id: one.product for one in before.charges if one.product}
    return replace(
        order,
        charges=tuple(
            replace(one, product=filed.get(one.product_id)) for one in order.charges
        ),
    )


def _ids(pages: Iterable[OrderPage]) -> set[int]:
    return {order.order_id for page in pages for order in page.orders}


def _side_by_side(
    ours: Iterator[Sold], theirs: Iterator[Order]
) -> Iterator[tuple[Sold | None, Order | None]]:
    """Go over two lists by ascending id at once."""
    sold, order = next(ours, None), next(theirs, None)
    while sold is not None or order is not None:
        if order is None or (sold is not None and sold.order.order_id < order.order_id):
            yield sold, None
            sold = next(ours, None)
        elif sold is None or order.order_id < sold.order.order_id:
            yield None, order
            order = next(theirs, None)
        else:
            yield sold, order
            sold, order = next(ours, None), next(theirs, None)
