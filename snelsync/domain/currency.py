"""Orders in another currency: EUR at a rate somebody recorded or published, or held.

VAT must be stated in EUR (Directive 2006/112/EC art. 91 and 230; read 2026-11). The
rate and where it came from are kept with the booking, and what goes back of a sale is
converted at the rate of the sale.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from snelsync.domain.booking import Booking
from snelsync.domain.dates import booking_day
from snelsync.domain.mapping import ExchangeWay, Mapping
from snelsync.domain.money import to_cents
from snelsync.domain.order import Charge, Order, Refund, TaxLine, TaxShare
from snelsync.domain.problem import Code, Problem

EUR = "EUR"
_SMALLEST = Decimal("0.000001")
"""What a plugin wrote beyond this is no rate."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """How amounts of an order become EUR.

    Attributes:
        factor: EUR for one of the order's currency.
        source: amount, rate and whose rate, in words.
    """

    factor: Decimal
    source: str = ""


def conversion_of(order: Order, mapping: Mapping) -> Conversion | Problem | None:
    """Find how an order becomes EUR; None when it is in EUR.

    What the shop's own plugin wrote down goes before a rate of the day.
    """
    if order.currency == EUR:
        return None
    found = _recorded(order, mapping) or _published(order, mapping)
    return _no_rate(order, mapping) if found is None else found


def conversion_of_sale(sale: Booking) -> Conversion | Problem | None:
    """Find how a sale became EUR; None when it was in EUR.

    The booking knows, whatever order and mapping say by now. One that was booked before
    bookings kept the factor has it in the words it was told in.
    """
    if not sale.exchange:
        return None
    if sale.factor is not None:
        return Conversion(sale.factor)
    told = _TOLD.search(sale.exchange)
    if told is None:
        return Problem(
            code=Code.CURRENCY,
            message=f"the rate of its sale is not known any more: {sale.exchange}",
            remedy="book this credit by hand, at the rate of the sale",
        )
    rate = Decimal(told["rate"])
    divides = told["way"] == ExchangeWay.DIVIDE
    return Conversion(1 / rate if divides else rate)


_TOLD = re.compile(r" at (?P<rate>\d+(?:\.\d+)?) \((?P<way>divide|multiply)\), ")


def order_in_eur(order: Order, conversion: Conversion | None) -> Order:
    """Give the order in EUR.

    The total is converted and rounded; lines stay unrounded, so that what is left
    between them is seen as rounding.
    """
    if conversion is None:
        return order
    factor = conversion.factor
    return replace(
        order,
        currency=EUR,
        total=to_cents(order.total * factor),
        total_tax=to_cents(order.total_tax * factor),
        charges=tuple(_charge(charge, factor) for charge in order.charges),
        tax_lines=tuple(_tax_line(row, factor) for row in order.tax_lines),
    )


def refund_in_eur(refund: Refund, conversion: Conversion | None) -> Refund:
    """Give a refund in EUR, at the rate of its sale."""
    if conversion is None:
        return refund
    factor = conversion.factor
    return replace(
        refund,
        amount=to_cents(refund.amount * factor),
        lines=tuple(
            replace(line, net=line.net * factor, tax=to_cents(line.tax * factor))
            for line in refund.lines
        ),
    )


def _recorded(order: Order, mapping: Mapping) -> Conversion | None:
    """Find the rate a plugin wrote down, as what to multiply by."""
    for row in mapping.exchange:
        text = order.meta_value(row.key)
        try:
            rate = Decimal(text)
        except InvalidOperation:
            continue
        if not rate.is_finite() or not _SMALLEST <= rate <= 1 / _SMALLEST:
            continue
        match row.way:
            case ExchangeWay.MULTIPLY:
                factor = rate
            case ExchangeWay.DIVIDE:
                factor = 1 / rate
        return Conversion(factor, f"{_amount(order)} at {rate} ({row.way}), {row.key}")
    return None


def _published(order: Order, mapping: Mapping) -> Conversion | None:
    """Find the rate of the day of the sale in the file of rates."""
    rates = mapping.rates
    found = rates.on(order.currency, booking_day(order, mapping)) if rates else None
    if rates is None or found is None:
        return None
    day, rate = found
    source = f"{_amount(order)} at {rate} (divide), {rates.source} of {day}"
    return Conversion(1 / rate, source)


def _amount(order: Order) -> str:
    return f"{order.currency} {order.total:.2f}"


def _no_rate(order: Order, mapping: Mapping) -> Problem:
    told = f"the order is in {order.currency}, SnelStart books in EUR, and"
    if mapping.rates is not None:
        day = booking_day(order, mapping)
        return Problem(
            code=Code.CURRENCY,
            message=f"{told} {mapping.rates.source} has no rate of {day}",
            remedy=(
                "download the file of rates again (`rates_file` under [currency]), or"
                " book this order by hand"
            ),
        )
    return Problem(
        code=Code.CURRENCY,
        message=f"{told} the shop recorded no rate",
        remedy=(
            "name the meta key of your currency plugin in `recorded`, or the European"
            " Central Bank's file in `rates_file`, both under [currency]"
        ),
    )


def _charge(charge: Charge, factor: Decimal) -> Charge:
    return replace(
        charge,
        net=charge.net * factor,
        tax=to_cents(charge.tax * factor),
        discount=charge.discount * factor,
        taxes=tuple(
            TaxShare(share.rate_id, share.amount * factor) for share in charge.taxes
        ),
    )


def _tax_line(row: TaxLine, factor: Decimal) -> TaxLine:
    return replace(
        row, goods_tax=row.goods_tax * factor, shipping_tax=row.shipping_tax * factor
    )
