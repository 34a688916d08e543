"""A shop, which is only ever read, and the register of VAT numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from snelsync.domain.order import Order, Product, Refund
from snelsync.domain.problem import Problem
from snelsync.domain.vat_number import VatCheck

if TYPE_CHECKING:
    from snelsync.domain.shop_setup import ShopSetup


@dataclass(frozen=True, slots=True)
class ShopInfo:
    """What a shop says of itself.

    Attributes:
        version: of WooCommerce, ``11.0.1``; "" when the key may not know.
        zone: the shop's time zone name, ``Europe/Amsterdam``; "" when it has an offset
            only.
        now: the shop's own clock, which filters by date are held against.
    """

    name: str
    version: str
    zone: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An order or refund the shop could not give, or that makes no sense.

    Attributes:
        shop_id: its id where that could be found out, else 0.
        problem: what is wrong with it and what to do.
        refund_of: for a refund, its order's id where that could be found out.
        is_refund: it is a refund, not an order.
    """

    shop_id: int
    problem: Problem
    refund_of: int = 0
    is_refund: bool = False

    @property
    def can_be_asked_again(self) -> bool:
        """Say whether it can be asked for by itself, later."""
        return bool(self.refund_of if self.is_refund else self.shop_id)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A stretch of the shop's orders.

    Attributes:
        expected: how many orders the shop says the whole list has; for progress only.
    """

    orders: tuple[Order, ...]
    unreadable: tuple[Unreadable, ...]
    expected: int


@dataclass(frozen=True, slots=True)
class RefundPage:
    """A stretch of the shop's refunds."""

    refunds: tuple[Refund, ...]
    unreadable: tuple[Unreadable, ...]


class Shop(Protocol):
    """A WooCommerce shop, read only."""

    def info(self) -> ShopInfo:
        """Ask who the shop is; proves address and keys."""

    def recall(self, info: ShopInfo) -> None:
        """Go by what the shop said of itself before, in place of asking it."""

    def time(self) -> datetime | None:
        """Tell the shop's clock at its first answer since; None where it told none."""

    def setup(self) -> ShopSetup:
        """Read how the shop is set up; what is closed to us is named, not an error."""

    def orders(self, *, modified_after: datetime | None) -> Iterator[OrderPage]:
        """Read all live orders, or those changed since; drafts and trash left out.

        No order that exists throughout is missed, whatever else moves meanwhile.
        """

    def orders_made(self, first: datetime, until: datetime) -> Iterator[OrderPage]:
        """Read the live orders made in a stretch of time, by ascending id."""

    def orders_by_id(self, order_ids: Iterable[int]) -> Iterator[OrderPage]:
        """Read these orders; those that are gone are simply not among the answers."""

    def order_ids(self) -> Iterator[int]:
        """List the ids of all live orders, drafts left out; 0 for one that crashes."""

    def count(self) -> int | None:
        """Count the live orders, drafts left out; None where the shop cannot."""

    def refunds(self, *, created_after: datetime | None) -> Iterator[RefundPage] | None:
        """Read all refunds, or those made since; None where the shop is too old."""

    def refunds_of(self, order_id: int) -> RefundPage:
        """Read the refunds of one order."""

    def products(self, product_ids: Iterable[int]) -> Iterator[tuple[Product, ...]]:
        """Read where these products are filed; deleted ones are left out."""


class VatRegister(Protocol):
    """Whoever knows whether a VAT number is valid: VIES."""

    def check(self, number: str, *, before: VatCheck | None = None) -> VatCheck:
        """Ask whether a normalised number is valid; never fails, may not know."""
