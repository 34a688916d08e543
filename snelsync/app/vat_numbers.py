"""Asking VIES about the VAT numbers of buyers, and keeping what it says as evidence."""

from __future__ import annotations

from datetime import date

from snelsync.app.ports import Clock, Recording, VatRegister
from snelsync.domain.dates import booking_day
from snelsync.domain.mapping import BusinessCards, Mapping
from snelsync.domain.order import Order
from snelsync.domain.vat_number import PATIENCE, Validity, VatCheck


def check_vat_numbers(
    state: Recording, register: VatRegister, *, mapping: Mapping, clock: Clock
) -> int:
    """Ask about every number an order needs and no answer of its time is known of.

    Each number is asked about once. Asked soon after the sale, because only then does
    the answer prove anything about the sale. A new answer stands beside earlier ones.

    Returns:
        How many numbers VIES did not answer about.
    """
    if mapping.customers.businesses is BusinessCards.COLLECTIVE:
        return 0
    to_ask: dict[str, VatCheck | None] = {}
    for sold in state.everything():
        if not sold.gone and _needed(sold.order, mapping):
            to_ask.setdefault(sold.order.vat_number, _open(sold.order, clock))
    unanswered = 0
    for number, before in to_ask.items():
        check = register.check(number, before=before)
        state.save_vat_check(check)
        unanswered += not check.answered
    return unanswered


def _needed(order: Order, mapping: Mapping) -> bool:
    """Say whether an order still lacks an answer that holds for its day.

    An answer from after the sale that comes too late is not asked for again: it would
    only be later.
    """
    if not order.vat_number:
        return False
    if order.status not in mapping.shop.book | mapping.shop.wait:
        return False
    day = booking_day(order, mapping)
    return not any(_settles(check, day) for check in order.vat_checks)


def _settles(check: VatCheck, day: date) -> bool:
    """Say whether an answer makes another question about a sale of that day idle."""
    if not check.answered:
        return False
    after = check.checked.date() >= day
    return after or (check.validity is Validity.VALID and check.fresh_for(day))


def _open(order: Order, clock: Clock) -> VatCheck | None:
    """Find the question about an order's number that waits for an answer.

    One that was given up (its order was cancelled, say) has had its patience.
    """
    newest = order.vat_checks[-1] if order.vat_checks else None
    if newest is None or newest.answered:
        return None
    return newest if clock.now() - newest.checked <= PATIENCE else None
