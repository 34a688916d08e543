"""Why a charge carries no VAT: by where it went and what the mapping says, or unknown.

WooCommerce shows no tax in the same way for an export, a reverse charge, an exempt
product, a voucher and a mistake (recorded on 11.0.1, 2026-11-20). So there is no
default: a reason somebody chose, or the order is held.
"""

from __future__ import annotations

from datetime import date

from snelsync.domain.dates import booking_day
from snelsync.domain.mapping import BusinessCards, Mapping
from snelsync.domain.money import eur, to_cents
from snelsync.domain.order import Charge, Order
from snelsync.domain.problem import Code, Problem, Severity
from snelsync.domain.territory import in_eu
from snelsync.domain.vat import Treatment
from snelsync.domain.vat_number import PATIENCE, Validity, VatCheck


def untaxed(
    order: Order, charge: Charge | None, mapping: Mapping
) -> tuple[Treatment, str] | Problem:
    """Find the treatment of an untaxed charge, with the reason in words.

    Args:
        order: the order; its destination decides.
        charge: the charge; None for a foreign 0 % rate.
        mapping: the reasons somebody chose.
    """
    reasons = mapping.zero_vat
    if reasons.small_business is not None:
        return reasons.small_business, "no VAT: the small-business scheme (KOR)"
    home = mapping.shop.home
    to = order.destination or home
    if to == home:
        return _at_home(charge, mapping)
    if not in_eu(to):
        return _outside(charge, to, mapping)
    return _to_a_business(order, charge, to, mapping)


def _to_a_business(
    order: Order, charge: Charge | None, to: str, mapping: Mapping
) -> tuple[Treatment, str] | Problem:
    """Treat a sale to the EU without VAT: with evidence of a valid number, or not."""
    sent = f"sent to {to} without VAT, and"
    if not order.vat_number and not order.unusable_vat_number:
        return _hold(
            charge,
            f"{sent} the order has no VAT number of the buyer",
            "find out why; if the buyer has a number, put it in the order, and its meta"
            " key in vat_number_keys under [customers]",
        )
    if mapping.customers.businesses is BusinessCards.COLLECTIVE:
        return _hold(
            charge,
            f"{sent} SnelStart takes that only for a business with a card of its own",
            'set `businesses = "card"` under [customers]',
        )
    if order.unusable_vat_number:
        message = f"{sent} the VAT number makes no sense"
        return Problem(code=Code.VAT_NUMBER, message=message, remedy=_WRONG_NUMBER)
    day = booking_day(order, mapping)
    check = order.vat_check(day)
    if check is None or _may_still_answer(check):
        return Problem(
            code=Code.VAT_NUMBER,
            message=f"{sent} VIES has not said yet whether the VAT number is valid",
            remedy="run `snelsync pull-orders` again: it asks VIES",
            severity=Severity.WAIT,
        )
    objection = _objection(check, to, day)
    if objection is not None:
        why, remedy = objection
        return Problem(code=Code.VAT_NUMBER, message=f"{sent} {why}", remedy=remedy)
    evidence = check.consultation or "without a consultation number"
    asked = check.checked.date()
    return (
        Treatment.INTRA_EU_GOODS,
        f"to a business in {to}: VAT number valid at VIES on {asked} ({evidence})",
    )


def _may_still_answer(check: VatCheck) -> bool:
    waited = check.checked - check.first_asked
    return check.validity is Validity.UNAVAILABLE and waited < PATIENCE


_WRONG_NUMBER = "ask the buyer for the right number; if there is none, VAT is due"
_LATE = (
    "look for the evidence of a check made at the time of the sale, and book this order"
    " by hand; pull orders at least every month from now on"
)


def _objection(check: VatCheck, to: str, day: date) -> tuple[str, str] | None:
    """Say what is wrong with the evidence and what to do; None when nothing is."""
    asked = check.checked.date()
    match check.validity:
        case Validity.INVALID:
            return f"VIES says the VAT number is not valid (on {asked})", _WRONG_NUMBER
        case Validity.UNAVAILABLE:
            return "VIES did not answer for two days", (
                "ask VIES by hand, and book this order by hand; or pull again later"
            )
        case Validity.VALID if check.country() != to:
            return f"the VAT number is of {check.country()}", (
                "ask your bookkeeper (goods for another country), and book by hand"
            )
        case Validity.VALID if not check.fresh_for(day):
            told = (
                f"the VAT number was checked on {asked}, too far from the sale of {day}"
            )
            return told, _LATE
        case Validity.VALID:
            return None


def _at_home(
    charge: Charge | None, mapping: Mapping
) -> tuple[Treatment, str] | Problem:
    chosen = mapping.zero_vat.domestic_untaxed
    if chosen is not None:
        return chosen, f"no VAT at home, which [zero_vat] calls {chosen}"
    return _hold(
        charge,
        "nothing says why",
        "find out why (exempt, a voucher, a deposit, a mistake); then add a [[rules]]"
        " row with its `treatment`, or correct the product in the shop",
        about=f"{charge.kind} {charge.code}" if charge and charge.code else "",
    )


def _outside(
    charge: Charge | None, to: str, mapping: Mapping
) -> tuple[Treatment, str] | Problem:
    chosen = mapping.zero_vat.outside_eu
    if chosen is not None:
        return chosen, f"no VAT: sent to {to}, outside the EU's VAT area"
    return _hold(
        charge,
        f"sent to {to}, outside the EU, and nobody said that is an export",
        'set `outside_eu = "export"` under [zero_vat]',
        about="zero_vat.outside_eu",
    )


def _hold(charge: Charge | None, why: str, remedy: str, about: str = "") -> Problem:
    what = "goods at 0 %" if charge is None else eur(to_cents(charge.net))
    return Problem(
        code=Code.ZERO_WITHOUT_REASON,
        message=f"{what} without any VAT: {why}",
        remedy=remedy,
        about=about,
    )
