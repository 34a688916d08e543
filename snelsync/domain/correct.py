"""Correcting what was booked: an old booking is taken back, and a new one made.

Never edited: a reversal takes a booking back line by line, and the order is booked anew
as it is now, under a number of its own that names the one it replaces. Both are of the
day of the correction, which is in a period that is still open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from snelsync.domain.booking import Booking, DocumentKey
from snelsync.domain.lines import TEXT_LENGTH
from snelsync.domain.mapping import Mapping
from snelsync.domain.money import ZERO, eur
from snelsync.domain.open_amounts import open_rates
from snelsync.domain.order import Order
from snelsync.domain.problem import Code, Problem
from snelsync.domain.translate import (
    Held,
    Translated,
    Translation,
    number_problems,
)

_SETTINGS = "`reversal_number` and `corrected_number`"


def reversal_of(booking: Booking, *, mapping: Mapping, now: datetime) -> Translation:
    """Take a booking back line by line: what it booked is then not in the books."""
    number = reversal_number(booking.number, mapping)
    problems = number_problems(number, settings=_SETTINGS)
    if problems:
        return Held(problems)
    text = mapping.invoices.reversal_text.format(
        invoice=booking.number,
        order_number=booking.order_number,
        order_id=booking.order_id,
    )
    return Translated(
        replace(
            booking,
            key=booking.key.reversal,
            number=number,
            day=now.astimezone(mapping.shop.zone).date(),
            description=text[:TEXT_LENGTH],
            lines=tuple(replace(one, amount=-one.amount) for one in booking.lines),
            vat=tuple(replace(one, amount=-one.amount) for one in booking.vat),
            total=-booking.total,
        )
    )


def reversal_number(number: str, mapping: Mapping) -> str:
    """Give the invoice number of what takes the booking with this number back."""
    return mapping.invoices.reversal_number.format(invoice=number)


def corrected_sale(
    translation: Translation,
    key: DocumentKey,
    *,
    replaces: Booking,
    order: Order,
    mapping: Mapping,
    now: datetime,
) -> Translation:
    """Make of an order's sale the one that replaces an earlier booking of it."""
    if not isinstance(translation, Translated):
        return translation
    booking = translation.booking
    number = corrected_number(booking.number, key.revision, mapping)
    problems = number_problems(number, settings=_SETTINGS)
    if problems:
        return Held(problems)
    text = mapping.invoices.corrected_text.format(
        order_number=order.number, order_id=order.order_id, invoice=replaces.number
    )
    return Translated(
        replace(
            booking,
            key=key,
            number=number,
            day=now.astimezone(mapping.shop.zone).date(),
            description=text[:TEXT_LENGTH],
        ),
        translation.warnings,
    )


def corrected_number(number: str, revision: int, mapping: Mapping) -> str:
    """Give the invoice number of a further booking of what had this number."""
    if not revision:
        return number
    return mapping.invoices.corrected_number.format(invoice=number, revision=revision)


def overdrawn(sale: Booking, credits_made: Sequence[Booking]) -> tuple[Problem, ...]:
    """Refuse a new sale that is less than what was credited of the old one already."""
    sold = {rate.key: rate.net for rate in open_rates(sale, ())}
    short = [
        rate
        for rate in open_rates(sale, credits_made)
        if rate.net < min(ZERO, sold.get(rate.key, ZERO))
    ]
    return tuple(
        Problem(
            code=Code.REFUND_TOO_LARGE,
            message=(
                f"{eur(-rate.net)} more was credited already than the changed order has"
                f" ({rate.example.treatment})"
            ),
            remedy="correct the refunds in the shop, or correct this order by hand",
        )
        for rate in short
    )
