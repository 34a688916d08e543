"""A shop in memory: what pulling is tried on, proved by the contract suite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from snelsync.app.ports import OrderPage, RefundPage, ShopInfo, Unreadable
from snelsync.domain.order import Order, Product, Refund
from snelsync.domain.shop_setup import (
    Gateway,
    OrderStatus,
    Plugin,
    ShippingMethod,
    ShopSetup,
    ShopTaxRate,
    TaxClass,
)
from snelsync.errors import ShopError
from tests.fakes import FakeClock

SETUP = ShopSetup(
    version="11.0.1",
    time_zone="Europe/Amsterdam",
    currency="EUR",
    country="NL",
    price_decimals=2,
    prices_include_tax=True,
    rounds_at_subtotal=False,
    calculates_tax=True,
    order_tables=True,
    tax_classes=(TaxClass("standard", "Standard"), TaxClass("reduced-rate", "Low")),
    tax_rates=(
        ShopTaxRate(1, "NL", Decimal(21), "BTW 21%", "standard", shipping=True),
        ShopTaxRate(2, "NL", Decimal(9), "BTW 9%", "reduced-rate", shipping=True),
    ),
    gateways=(Gateway("bacs", "Bank", enabled=True),),
    shipping_methods=(ShippingMethod("flat_rate", "Flat rate"),),
    statuses=(OrderStatus("processing", "Processing"),),
    plugins=(Plugin("woocommerce/woocommerce.php", "WooCommerce", "11.0.1"),),
    meta_keys=("is_vat_exempt",),
)


class FakeShop:
    """A shop of orders and refunds in two dicts, read a few at a time."""

    def __init__(
        self, clock: FakeClock, *, page: int = 2, has_refund_list: bool = True
    ) -> None:
        self._clock = clock
        self._page = page
        self._has_refund_list = has_refund_list
        self.orders_now: dict[int, Order] = {}
        self.products_now: dict[int, Product] = {}
        self.refunds_now: dict[int, Refund] = {}
        self.broken: dict[int, Unreadable] = {}
        self.setup_now = SETUP

    def products(self, product_ids: Iterable[int]) -> Iterator[tuple[Product, ...]]:
        """Read where these products are filed."""
        wanted = set(product_ids)
        yield tuple(one for key, one in self.products_now.items() if key in wanted)

    def put(self, *orders: Order) -> None:
        """Put orders in the shop, or change them."""
        self.orders_now |= {order.order_id: order for order in orders}

    def put_refund(self, *refunds: Refund) -> None:
        """Put refunds in the shop; their orders must mention them."""
        self.refunds_now |= {refund.refund_id: refund for refund in refunds}

    def remove(self, order_id: int) -> None:
        """Trash an order: it and its refunds are no longer listed."""
        del self.orders_now[order_id]
        self.refunds_now = {
            key: one
            for key, one in self.refunds_now.items()
            if one.order_id != order_id
        }

    def info(self) -> ShopInfo:
        """Say who we are."""
        return ShopInfo("Fake", "11.0.1", "Europe/Amsterdam", self._clock.now())

    def recall(self, info: ShopInfo) -> None:
        """Go by what was said before."""
        del info

    def time(self) -> datetime | None:
        """Tell our clock."""
        return self._clock.now()

    def setup(self) -> ShopSetup:
        """Read how the shop is set up."""
        return self.setup_now

    def orders(self, *, modified_after: datetime | None) -> Iterator[OrderPage]:
        """Read all live orders, or those changed since."""
        since = modified_after
        return self._pages(
            one
            for one in self.orders_now.values()
            if since is None or one.modified > since
        )

    def orders_made(self, first: datetime, until: datetime) -> Iterator[OrderPage]:
        """Read the live orders made in a stretch of time."""
        return self._pages(
            one for one in self.orders_now.values() if first < one.created < until
        )

    def orders_by_id(self, order_ids: Iterable[int]) -> Iterator[OrderPage]:
        """Read these orders."""
        wanted = set(order_ids)
        return self._pages(one for key, one in self.orders_now.items() if key in wanted)

    def _pages(self, orders: Iterable[Order]) -> Iterator[OrderPage]:
        found = sorted(orders, key=lambda one: one.order_id)
        for start in range(0, max(1, len(found)), self._page):
            rows = found[start : start + self._page]
            yield OrderPage(
                tuple(one for one in rows if one.order_id not in self.broken),
                tuple(self.broken[one.order_id] for one in rows if self._bad(one)),
                len(found),
            )

    def _bad(self, order: Order) -> bool:
        return order.order_id in self.broken

    def order_ids(self) -> Iterator[int]:
        """List the ids of all live orders."""
        yield from sorted(self.orders_now)

    def count(self) -> int:
        """Count the live orders."""
        return len(self.orders_now)

    def refunds(self, *, created_after: datetime | None) -> Iterator[RefundPage] | None:
        """Read all refunds, or those made since; None for an old shop."""
        if not self._has_refund_list:
            return None
        found = sorted(self.refunds_now.values(), key=lambda one: one.refund_id)
        since = created_after
        rows = [one for one in found if since is None or one.created > since]
        return iter([RefundPage(tuple(rows), ())])

    def refunds_of(self, order_id: int) -> RefundPage:
        """Read the refunds of one order."""
        rows = [one for one in self.refunds_now.values() if one.order_id == order_id]
        return RefundPage(tuple(sorted(rows, key=lambda one: one.refund_id)), ())


class BrokenShop(FakeShop):
    """A shop that fails at its nth call."""

    def __init__(self, clock: FakeClock, *, fails_at: int) -> None:
        super().__init__(clock)
        self._left = fails_at

    def _tick(self) -> None:
        self._left -= 1
        if not self._left:
            raise ShopError("the shop fails")

    def _pages(self, orders: Iterable[Order]) -> Iterator[OrderPage]:
        for page in super()._pages(orders):
            self._tick()
            yield page

    def refunds_of(self, order_id: int) -> RefundPage:
        """Fail perhaps."""
        self._tick()
        return super().refunds_of(order_id)

    def count(self) -> int:
        """Fail perhaps."""
        self._tick()
        return super().count()


def changed(order: Order, clock: FakeClock, **changes: Any) -> Order:  # noqa: ANN401
    """Give an order with changes, touched now."""
    return replace(order, **({"modified": clock.now()} | changes))
