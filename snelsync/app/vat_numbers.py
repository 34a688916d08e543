"""Asking VIES about the VAT numbers of buyers, and keeping what it says as evidence."""

from __future__ import annotations

from dataclasses import replace

from snelsync.app.ports import Clock, Recording, VatRegister
from snelsync.domain.dates import booking_day
from snelsync.domain.mapping import BusinessCards, Mapping
from snelsync.domain.order import Order
from snelsync.domain.vat_number import Validity, VatCheck


def check_vat_numbers(
    state: Recording, register: VatRegister, *, mapping: Mapping, clock: Clock
) -> int:
    """Ask about every number an order needs and no fresh answer is known of.

    Each number is asked about once. Asked soon after the sale, because only then does
    the answer prove anything about the sale.

    Returns:
        How many numbers VIES did not answer about.
    """
    if mapping.customers.businesses is BusinessCards.COLLECTIVE:
        return 0
    known = state.vat_checks()
    to_ask: dict[str, Order] = {}
    for sold in state.everything():
        typed = sold.order.vat_number
        if typed and not sold.gone and _needed(sold.order, known.get(typed), mapping):
            to_ask.setdefault(typed, sold.order)
    unanswered = 0
    for typed, order in to_ask.items():
        check = _ask(order, register, before=known.get(typed), clock=clock)
        state.save_vat_check(typed, check)
        unanswered += check.validity is Validity.UNAVAILABLE
    return unanswered


def _needed(order: Order, known: VatCheck | None, mapping: Mapping) -> bool:
    """Say whether an order still lacks an answer that holds for its day."""
    if order.status not in mapping.shop.book | mapping.shop.wait:
        return False
    if known is None or known.validity is Validity.UNAVAILABLE:
        return True
    day = booking_day(order, mapping)
    return known.checked.date() < day and not known.fresh_for(day)


def _ask(
    order: Order, register: VatRegister, *, before: VatCheck | None, clock: Clock
) -> VatCheck:
    country = order.bill_country or order.country
    number = register.normalise(order.vat_number, country)
    now = clock.now()
    if number is None:
        return VatCheck(
            number="", validity=Validity.MALFORMED, checked=now, first_asked=now
        )
    still_waiting = before is not None and before.validity is Validity.UNAVAILABLE
    check = register.check(number, before=before if still_waiting else None)
    return replace(check, number=number)
