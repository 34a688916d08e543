"""The shop's side: orders, their charges and taxes, and refunds, as read.

Amounts are in the order's own currency, excluding VAT unless a name says ``gross``.
Line amounts keep the shop's unrounded decimals (WooCommerce stores about six and shows
two; recorded on WooCommerce 11.0.1, 2026-11-20). Refund amounts here are *positive*
for money going back to the customer: WooCommerce's signs differ per field.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from snelsync.domain.vat_number import VatCheck, check_for


class ChargeKind(StrEnum):
    """What a customer is charged for."""

    ITEM = "item"
    SHIPPING = "shipping"
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class TaxShare:
    """The part of a charge's VAT that fell under one of the order's rates."""

    rate_id: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Product:
    """What rules may ask about a product: where the shop has it filed.

    Attributes:
        categories, tags: slugs, as in the shop's addresses; only those the product
            itself is filed under, not their parents.
    """

    product_id: int
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Charge:
    """One line, shipping line or fee of an order, after discounts.

    Attributes:
        line_id: the shop's id of the line, which refunds refer to.
        net: excluding VAT, unrounded, may be negative (a discount as a fee).
        tax: the line's VAT as the shop rounded it.
        taxes: which rates it fell under; empty means the shop charged no tax at all.
        name: the shop's own words; only shown, never stored in the books.
        code: SKU, shipping method or fee name: what a mapping can go by.
        product_id: 0 for a line typed by hand, and where the product was deleted.
        discount: what was taken off to come to ``net``; zero or negative.
        product: where the shop has it filed; from our record, None when unknown.
    """

    kind: ChargeKind
    line_id: int
    name: str
    code: str
    quantity: Decimal
    net: Decimal
    tax: Decimal
    taxes: tuple[TaxShare, ...]
    tax_class: str = ""
    product_id: int = 0
    discount: Decimal = Decimal(0)
    product: Product | None = None


@dataclass(frozen=True, slots=True)
class TaxLine:
    """The order's VAT under one rate, frozen when the order was made.

    Attributes:
        percent: 21, 9, 5.5, 0; None where the shop lost it (a rate recalculated after
            it was deleted shows 0 % with a tax: that is unknown, not zero).
        country: ISO-2 from the rate's code, "" when unknown.
        goods_tax: VAT on lines and fees; shipping_tax: on shipping. EUR, unrounded.
    """

    rate_id: int
    rate_code: str
    percent: Decimal | None
    country: str
    goods_tax: Decimal
    shipping_tax: Decimal


@dataclass(frozen=True, slots=True)
class RefundPointer:
    """A refund as the order itself mentions it: id and gross amount, positive."""

    refund_id: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Business:
    """A business buyer, read only where the mapping wants cards for businesses.

    Attributes:
        vat_number: in its official form, with its prefix.
        kvk: the Dutch trade register's number, "" when unknown.
    """

    name: str
    vat_number: str
    kvk: str
    street: str
    postcode: str
    city: str
    email: str

    @property
    def nameless(self) -> Business:
        """Give only what proves that no VAT was due: the VAT number."""
        return Business("", self.vat_number, "", "", "", "", "")


@dataclass(frozen=True, slots=True)
class Order:
    """One WooCommerce order, with the fields the books need and no personal data.

    Attributes:
        total: what the customer was charged, including VAT.
        total_tax: the VAT the shop says is in it; informational, can be a cent off.
        created, paid, completed, modified: aware datetimes in UTC.
        ship_country, bill_country: ISO-2, "" when the order has no address.
        meta: the plugin keys the mapping asked for, as text.
        area: the VAT area of the destination where that is not its country.
        vat_number: the buyer's, in its official form with its prefix; "" when none.
        unusable_vat_number: the buyer typed a number that is no VAT number; what was
            typed is not kept, since it may be a citizen's.
        business: the buyer, where the mapping wants cards for businesses.
        vat_checks: what VIES said of the number, oldest first; from our record, not
            from the shop.
        purged: what is personal was taken out, and stays out when it is read again.
    """

    order_id: int
    number: str
    status: str
    currency: str
    total: Decimal
    total_tax: Decimal
    created: datetime
    modified: datetime
    paid: datetime | None
    completed: datetime | None
    prices_include_tax: bool
    ship_country: str
    bill_country: str
    payment_method: str
    parent_id: int
    charges: tuple[Charge, ...]
    tax_lines: tuple[TaxLine, ...]
    coupons: tuple[str, ...] = ()
    refunds: tuple[RefundPointer, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    area: str = ""
    vat_number: str = ""
    unusable_vat_number: bool = False
    business: Business | None = None
    vat_checks: tuple[VatCheck, ...] = ()
    purged: bool = False

    @property
    def nameless(self) -> Order:
        """Give the order without who bought it, and what it was called in the shop.

        What the books rest on stays: numbers, amounts, rates, country, SKUs, coupons,
        and the buyer's VAT number, which proves why a sale had no VAT.
        """
        charges = (
            replace(one, name="") if one.kind is ChargeKind.ITEM else one
            for one in self.charges
        )
        business = self.business.nameless if self.business else None
        return replace(self, business=business, charges=tuple(charges), purged=True)

    def with_products_of(self, before: Order) -> Order:
        """Keep what a line was of, where the shop has deleted the product since."""
        known = {(one.kind, one.line_id): one for one in before.charges}
        charges = tuple(
            replace(one, product_id=was.product_id, code=one.code or was.code)
            if not one.product_id and (was := known.get((one.kind, one.line_id)))
            else one
            for one in self.charges
        )
        return replace(self, charges=charges)

    def vat_check(self, day: date) -> VatCheck | None:
        """Give what is known of the buyer's VAT number on the day of the sale."""
        return check_for(self.vat_checks, day)

    @property
    def lost_products(self) -> bool:
        """Say whether a line is of no product: typed by hand, or one that is gone."""
        return any(
            one.kind is ChargeKind.ITEM and not one.product_id for one in self.charges
        )

    @property
    def product_ids(self) -> frozenset[int]:
        """List the products in the order, deleted ones left out."""
        return frozenset(one.product_id for one in self.charges if one.product_id)

    @property
    def destination(self) -> str:
        """Give the VAT area the goods went to; "" when there is no address."""
        return self.area or self.country

    @property
    def country(self) -> str:
        """Where the goods went, else where the bill went; "" when neither is known."""
        return self.ship_country or self.bill_country

    def meta_value(self, key: str) -> str:
        """Give a plugin's value, "" when the order has none."""
        return dict(self.meta).get(key, "")

    def tax_line(self, rate_id: int) -> TaxLine | None:
        """Find the order's own rate by id: codes are not unique, ids are."""
        for tax_line in self.tax_lines:
            if tax_line.rate_id == rate_id:
                return tax_line
        return None

    def charge(self, kind: ChargeKind, line_id: int) -> Charge | None:
        """Find the charge a refund line refers to."""
        for charge in self.charges:
            if charge.kind is kind and charge.line_id == line_id:
                return charge
        return None


@dataclass(frozen=True, slots=True)
class RefundLine:
    """What goes back of one charge: positive amounts; quantity may be 0.

    Attributes:
        refunded_line_id: the charge of the order it takes back; 0 when unknown.
    """

    kind: ChargeKind
    refunded_line_id: int
    name: str
    code: str
    quantity: Decimal
    net: Decimal
    tax: Decimal
    taxes: tuple[TaxShare, ...]


@dataclass(frozen=True, slots=True)
class Refund:
    """One WooCommerce refund; ``amount`` is gross, positive, and leading.

    The shop forces nothing about its lines: there may be none, and they may add up to
    something else. Currency and customer are the order's.
    """

    refund_id: int
    order_id: int
    created: datetime
    amount: Decimal
    lines: tuple[RefundLine, ...]

    @property
    def nameless(self) -> Refund:
        """Give the refund without what its lines are called in the shop."""
        lines = (
            replace(one, name="") if one.kind is ChargeKind.ITEM else one
            for one in self.lines
        )
        return replace(self, lines=tuple(lines))


@dataclass(frozen=True, slots=True)
class Sold:
    """An order with everything that belongs to it, as last seen in the shop.

    Attributes:
        gone: the order was trashed or deleted.
        gone_refunds: ids of refunds that were deleted.
        marked: the sale was booked another way, as somebody said.
        marked_refunds: ids of refunds of which somebody said the same.
    """

    order: Order
    refunds: tuple[Refund, ...]
    gone: bool = False
    gone_refunds: frozenset[int] = frozenset()
    marked: bool = False
    marked_refunds: frozenset[int] = frozenset()
