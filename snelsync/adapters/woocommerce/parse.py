"""From WooCommerce's JSON to the domain's orders and refunds, or to a problem."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pydantic import ValidationError

from snelsync.adapters.vat_numbers import is_an_attempt, normalise
from snelsync.adapters.woocommerce.wire import (
    LARGEST_ID,
    WireFee,
    WireLine,
    WireMeta,
    WireOrder,
    WireProduct,
    WireRefund,
    WireShipping,
    WireTax,
    WireTaxLine,
)
from snelsync.app.ports import Unreadable
from snelsync.domain.order import (
    Business,
    Charge,
    ChargeKind,
    Order,
    Product,
    Refund,
    RefundLine,
    RefundPointer,
    TaxLine,
    TaxShare,
)
from snelsync.domain.problem import Code, Problem
from snelsync.domain.territory import vat_area

DRAFTS = frozenset({"auto-draft", "checkout-draft", "draft"})
"""Abandoned carts; up to WooCommerce 9.9 they are in the list of orders."""

KVK_DIGITS = 8
"""A number of the Dutch trade register has eight digits (kvk.nl, read 2026-11)."""

_ORIGINAL_LINE = "_refunded_item_id"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the mapping wants to know of an order beyond its amounts.

    Attributes:
        meta_keys: the plugin keys to keep; everything else is dropped.
        vat_number_keys, kvk_keys: where a business's numbers are kept.
        businesses: keep the company, address and e-mail of a buyer with a VAT number.
    """

    meta_keys: tuple[str, ...] = ()
    vat_number_keys: tuple[str, ...] = ()
    kvk_keys: tuple[str, ...] = ()
    businesses: bool = False

    @property
    def all_keys(self) -> tuple[str, ...]:
        """Give every meta key the shop is asked for."""
        keys = {*self.meta_keys, *self.vat_number_keys, *self.kvk_keys}
        return tuple(sorted(keys))


NOTHING_MORE = Wanted()


def parse_order(row: object, *, wanted: Wanted = NOTHING_MORE) -> Order | Unreadable:
    """Read one order of a list; what was not wanted is dropped."""
    try:
        wire = WireOrder.model_validate(row)
    except ValidationError as error:
        return Unreadable(_id_of(row), _senseless("order", _id_of(row), error))
    return _order(wire, wanted)


def parse_refund(row: object, *, order_id: int = 0) -> Refund | Unreadable:
    """Read one refund; a list of one order's refunds does not say which order."""
    try:
        wire = WireRefund.model_validate(row)
    except ValidationError as error:
        return Unreadable(
            _id_of(row),
            _senseless("refund", _id_of(row), error),
            refund_of=order_id or _id_of(row, "parent_id"),
            is_refund=True,
        )
    lines = [
        *(_back(ChargeKind.ITEM, line, line.sku) for line in wire.line_items),
        *(_back(ChargeKind.SHIPPING, line, "") for line in wire.shipping_lines),
        *(_back(ChargeKind.FEE, line, line.name) for line in wire.fee_lines),
    ]
    return Refund(
        refund_id=wire.id,
        order_id=wire.parent_id or order_id,
        created=wire.date_created_gmt,
        amount=abs(wire.amount),
        lines=tuple(line for line in lines if line.net or line.tax or line.quantity),
    )


def parse_product(row: object) -> Product | None:
    """Read where a product is filed; None when it makes no sense."""
    try:
        wire = WireProduct.model_validate(row)
    except ValidationError:
        return None
    return Product(
        product_id=wire.id,
        categories=tuple(term.slug for term in wire.categories if term.slug),
        tags=tuple(term.slug for term in wire.tags if term.slug),
    )


def _id_of(row: object, name: str = "id") -> int:
    found = row.get(name) if isinstance(row, dict) else None
    return found if type(found) is int and 0 < found < LARGEST_ID else 0


def _senseless(what: str, shop_id: int, error: ValidationError) -> Problem:
    """Say which fields make no sense; never their values, which may be personal."""
    fields = sorted({".".join(map(str, fault["loc"])) for fault in error.errors()})
    return Problem(
        code=Code.ORDER_UNREADABLE,
        message=f"{what} {shop_id or '?'}: no sense in {', '.join(fields[:5])}",
        remedy="look for a plugin that changes what the REST API says of orders",
    )


def _order(wire: WireOrder, wanted: Wanted) -> Order:
    charges = [
        *(_item(line) for line in wire.line_items),
        *(_shipping(line) for line in wire.shipping_lines),
        *(_fee(line) for line in wire.fee_lines),
    ]
    number = _vat_number(wire, wanted.vat_number_keys)
    return Order(
        order_id=wire.id,
        number=wire.number,
        status=wire.status,
        currency=wire.currency,
        total=wire.total,
        total_tax=wire.total_tax,
        created=wire.date_created_gmt,
        modified=wire.date_modified_gmt or wire.date_created_gmt,
        paid=wire.date_paid_gmt,
        completed=wire.date_completed_gmt,
        prices_include_tax=wire.prices_include_tax,
        ship_country=wire.shipping.country.strip().upper(),
        bill_country=wire.billing.country.strip().upper(),
        payment_method=wire.payment_method,
        parent_id=wire.parent_id,
        charges=tuple(charges),
        tax_lines=tuple(_tax_line(row) for row in wire.tax_lines),
        coupons=tuple(row.code for row in wire.coupon_lines),
        refunds=tuple(RefundPointer(row.id, abs(row.total)) for row in wire.refunds),
        meta=_meta(wire.meta_data, frozenset(wanted.meta_keys)),
        area=_area(wire),
        vat_number=number or "",
        unusable_vat_number=number is None,
        business=_business(wire, number, wanted) if number else None,
    )


def _vat_number(wire: WireOrder, keys: tuple[str, ...]) -> str | None:
    """Find the buyer's VAT number in its official form, under the first key with one.

    Returns:
        "" when there is none; None when what was typed is none: that is not kept.
    """
    country = wire.billing.country or wire.shipping.country
    tried = [text for text in _typed(wire.meta_data, keys) if is_an_attempt(text)]
    found = (normalise(text, country) for text in tried)
    return next((number for number in found if number), None if tried else "")


def _typed(rows: tuple[WireMeta, ...], keys: tuple[str, ...]) -> Iterator[str]:
    """Go over what stands under the keys, in the order of the keys."""
    for key in keys:
        for row in rows:
            if row.key == key and isinstance(row.value, str | int):
                yield str(row.value)


def _business(wire: WireOrder, vat_number: str, wanted: Wanted) -> Business | None:
    """Read a buyer with a VAT number, where cards are wanted."""
    if not wanted.businesses:
        return None
    at = wire.billing
    kvk = (re.sub(r"\D", "", text) for text in _typed(wire.meta_data, wanted.kvk_keys))
    return Business(
        name=at.company.strip(),
        vat_number=vat_number,
        kvk=next((digits for digits in kvk if len(digits) == KVK_DIGITS), ""),
        street=" ".join(part for part in (at.address_1, at.address_2) if part).strip(),
        postcode=at.postcode.strip(),
        city=at.city.strip(),
        email=at.email.strip(),
    )


def _area(wire: WireOrder) -> str:
    """Find the VAT area of the destination, "" where it is the country itself."""
    address = wire.shipping if wire.shipping.country else wire.billing
    country = address.country.strip().upper()
    area = vat_area(country, address.postcode)
    return "" if area == country else area


def _meta(
    rows: tuple[WireMeta, ...], keys: frozenset[str]
) -> tuple[tuple[str, str], ...]:
    """Keep plain values of the keys that were asked for."""
    return tuple(
        (row.key, str(row.value))
        for row in rows
        if row.key in keys and isinstance(row.value, str | int)
    )


def _item(line: WireLine) -> Charge:
    return Charge(
        kind=ChargeKind.ITEM,
        line_id=line.id,
        name=line.name,
        code=line.sku,
        quantity=line.quantity,
        net=line.total,
        tax=line.total_tax,
        taxes=_shares(line.taxes),
        tax_class=line.tax_class,
        product_id=line.product_id,
        discount=line.total - (line.total if line.subtotal is None else line.subtotal),
    )


def _shipping(line: WireShipping) -> Charge:
    return Charge(
        kind=ChargeKind.SHIPPING,
        line_id=line.id,
        name=line.method_title,
        code=line.method_id,
        quantity=Decimal(1),
        net=line.total,
        tax=line.total_tax,
        taxes=_shares(line.taxes),
    )


def _fee(line: WireFee) -> Charge:
    return Charge(
        kind=ChargeKind.FEE,
        line_id=line.id,
        name=line.name,
        code=line.name,
        quantity=Decimal(1),
        net=line.total,
        tax=line.total_tax,
        taxes=_shares(line.taxes),
        tax_class=line.tax_class,
    )


def _shares(taxes: tuple[WireTax, ...]) -> tuple[TaxShare, ...]:
    return tuple(TaxShare(rate_id=tax.id, amount=tax.total) for tax in taxes)


def _tax_line(row: WireTaxLine) -> TaxLine:
    """Read a rate; 0 % with a tax is a rate the shop lost, not a zero rate."""
    taxed = bool(row.tax_total or row.shipping_tax_total)
    lost = row.rate_percent is None or (taxed and not row.rate_percent)
    country, dash, _ = row.rate_code.partition("-")
    return TaxLine(
        rate_id=row.rate_id,
        rate_code=row.rate_code,
        percent=None if lost else row.rate_percent,
        country=country.upper() if dash and len(country) == 2 else "",
        goods_tax=row.tax_total,
        shipping_tax=row.shipping_tax_total,
    )


def _back(
    kind: ChargeKind, line: WireLine | WireShipping | WireFee, code: str
) -> RefundLine:
    """Turn a refund line's signs around, and find the line it takes back."""
    original = next(
        (row.value for row in line.meta_data if row.key == _ORIGINAL_LINE), None
    )
    text = str(original)
    return RefundLine(
        kind=kind,
        refunded_line_id=int(text) if text.isdecimal() else 0,
        name=line.method_title if isinstance(line, WireShipping) else line.name,
        code=line.method_id if isinstance(line, WireShipping) else code,
        quantity=-line.quantity if isinstance(line, WireLine) else Decimal(0),
        net=-line.total,
        tax=-line.total_tax,
        taxes=tuple(TaxShare(rate_id=tax.id, amount=-tax.total) for tax in line.taxes),
    )
