"""From WooCommerce's JSON to the domain's orders and refunds, or to a problem."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from pydantic import ValidationError

from snelsync.adapters.woocommerce.wire import (
    WireFee,
    WireLine,
    WireMeta,
    WireOrder,
    WireRefund,
    WireShipping,
    WireTax,
    WireTaxLine,
)
from snelsync.app.ports import Unreadable
from snelsync.domain.order import (
    Charge,
    ChargeKind,
    Order,
    Refund,
    RefundLine,
    RefundPointer,
    TaxLine,
    TaxShare,
)
from snelsync.domain.problem import Code, Problem

DRAFTS = frozenset({"auto-draft", "checkout-draft", "draft"})
"""Abandoned carts; up to WooCommerce 9.9 they are in the list of orders."""

_ORIGINAL_LINE = "_refunded_item_id"


def parse_order(row: object, *, meta_keys: Collection[str] = ()) -> Order | Unreadable:
    """Read one order of a list.

    Args:
        row: the decoded JSON.
        meta_keys: the plugin keys to keep; everything else is dropped.
    """
    try:
        wire = WireOrder.model_validate(row)
    except ValidationError as error:
        return Unreadable(_id_of(row), _senseless("order", _id_of(row), error))
    return _order(wire, frozenset(meta_keys))


def parse_refund(row: object, *, order_id: int = 0) -> Refund | Unreadable:
    """Read one refund; a list of one order's refunds does not say which order."""
    try:
        wire = WireRefund.model_validate(row)
    except ValidationError as error:
        return Unreadable(_id_of(row), _senseless("refund", _id_of(row), error))
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


def _id_of(row: object) -> int:
    found = row.get("id") if isinstance(row, dict) else None
    return found if isinstance(found, int) else 0


def _senseless(what: str, shop_id: int, error: ValidationError) -> Problem:
    """Say which fields make no sense; never their values, which may be personal."""
    fields = sorted({".".join(map(str, fault["loc"])) for fault in error.errors()})
    return Problem(
        code=Code.ORDER_UNREADABLE,
        message=f"{what} {shop_id or '?'}: no sense in {', '.join(fields[:5])}",
        remedy="look for a plugin that changes what the REST API says of orders",
    )


def _order(wire: WireOrder, meta_keys: frozenset[str]) -> Order:
    charges = [
        *(_item(line) for line in wire.line_items),
        *(_shipping(line) for line in wire.shipping_lines),
        *(_fee(line) for line in wire.fee_lines),
    ]
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
        transaction_id=wire.transaction_id,
        created_via=wire.created_via,
        parent_id=wire.parent_id,
        charges=tuple(charges),
        tax_lines=tuple(_tax_line(row) for row in wire.tax_lines),
        coupons=tuple(row.code for row in wire.coupon_lines),
        refunds=tuple(RefundPointer(row.id, abs(row.total)) for row in wire.refunds),
        meta=_meta(wire.meta_data, meta_keys),
    )


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
