"""Orders in another currency: EUR at the rate the shop's own plugin recorded, or held.

VAT must be stated in EUR (Directive 2006/112/EC art. 91 and 230; read 2026-11). The
rate and where it came from are kept with the booking.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from snelsync.domain.mapping import ExchangeWay, Mapping
from snelsync.domain.money import to_cents
from snelsync.domain.order import Charge, Order, Refund, TaxLine, TaxShare
from snelsync.domain.problem import Code, Problem

EUR = "EUR"


def to_eur(order: Order, mapping: Mapping) -> tuple[Order, str] | Problem:
    """Give the order in EUR, with the rate and its source in words; "" when it was.

    The total is converted and rounded; lines stay unrounded, so that what is left
    between them is seen as rounding.
    """
    if order.currency == EUR:
        return order, ""
    found = _recorded(order, mapping)
    if found is None:
        return Problem(
            code=Code.CURRENCY,
            message=(
                f"the order is in {order.currency}, SnelStart books in EUR, and the"
                " shop recorded no rate"
            ),
            remedy=(
                "name the meta key of your currency plugin in a [[currency.recorded]]"
                " row, or book this order by hand at the rate of the day"
            ),
        )
    factor, source = found
    return _converted(order, factor), source


def refund_to_eur(refund: Refund, order: Order, mapping: Mapping) -> Refund:
    """Give a refund in EUR, at the rate its order was converted at."""
    found = None if order.currency == EUR else _recorded(order, mapping)
    if found is None:
        return refund
    factor, _ = found
    return replace(
        refund,
        amount=to_cents(refund.amount * factor),
        lines=tuple(
            replace(
                line,
                net=line.net * factor,
                tax=to_cents(line.tax * factor),
            )
            for line in refund.lines
        ),
    )


def _recorded(order: Order, mapping: Mapping) -> tuple[Decimal, str] | None:
    """Find the rate a plugin wrote down, as what to multiply by."""
    for row in mapping.exchange:
        text = order.meta_value(row.key)
        try:
            rate = Decimal(text)
        except InvalidOperation:
            continue
        if not rate.is_finite() or rate <= 0:
            continue
        match row.way:
            case ExchangeWay.MULTIPLY:
                factor = rate
            case ExchangeWay.DIVIDE:
                factor = 1 / rate
        source = f"{order.currency} {order.total:.2f} at {rate} ({row.way}), {row.key}"
        return factor, source
    return None


def _converted(order: Order, factor: Decimal) -> Order:
    return replace(
        order,
        currency=EUR,
        total=to_cents(order.total * factor),
        total_tax=to_cents(order.total_tax * factor),
        charges=tuple(_charge(charge, factor) for charge in order.charges),
        tax_lines=tuple(_tax_line(row, factor) for row in order.tax_lines),
    )


def _charge(charge: Charge, factor: Decimal) -> Charge:
    return replace(
        charge,
        net=charge.net * factor,
        tax=to_cents(charge.tax * factor),
        taxes=tuple(
            TaxShare(share.rate_id, share.amount * factor) for share in charge.taxes
        ),
    )


def _tax_line(row: TaxLine, factor: Decimal) -> TaxLine:
    return replace(
        row, goods_tax=row.goods_tax * factor, shipping_tax=row.shipping_tax * factor
    )
