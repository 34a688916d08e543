"""Whose card an order is booked on: collective per country, or a business's own.

SnelStart decides from the card what a sale abroad is: a card in another EU country
without a VAT number is a consumer, one with a valid number a business (portal, OSS
page, 2026-05). So a business gets a card of its own only where it is a business sale:
at home, or to the EU without VAT.
"""

from __future__ import annotations

from collections.abc import Iterable

from snelsync.domain.booking import Customer
from snelsync.domain.mapping import BusinessCards, Mapping
from snelsync.domain.order import Business, Order
from snelsync.domain.problem import Code, Problem, Severity
from snelsync.domain.vat import Treatment
from snelsync.domain.vat_number import PATIENCE, Validity

_INTRA_EU = frozenset({Treatment.INTRA_EU_GOODS, Treatment.INTRA_EU_SERVICES})
NAME_LENGTH = 50
POSTCODE_LENGTH = 25


def collective(order: Order, mapping: Mapping) -> Customer:
    """Give the collective card of an order's destination country."""
    country = order.country or mapping.shop.home
    return Customer(
        country=country, name=mapping.customers.collective_name.format(country=country)
    )


def customer_of(
    order: Order, treatments: Iterable[Treatment], mapping: Mapping
) -> Customer | Problem:
    """Give the card an order is booked on, or what keeps it from being known."""
    if mapping.customers.businesses is BusinessCards.COLLECTIVE or not order.vat_number:
        return collective(order, mapping)
    intra_eu = bool(_INTRA_EU & set(treatments))
    at_home = (order.country or mapping.shop.home) == mapping.shop.home
    if not intra_eu and not at_home:
        return collective(order, mapping)
    check = order.vat_check
    if check is None:
        return _not_checked_yet()
    match check.validity:
        case Validity.VALID:
            return _own_card(order, check.number, mapping)
        case Validity.UNAVAILABLE if check.checked - check.first_asked < PATIENCE:
            return _not_checked_yet()
        case _:
            # VAT was charged, so whether the buyer is a business changes nothing.
            return collective(order, mapping)


def customer_remarks(
    order: Order, customer: Customer, mapping: Mapping
) -> tuple[Problem, ...]:
    """Say what a bookkeeper should know of a business buyer that was booked."""
    cards = mapping.customers.businesses is BusinessCards.CARD
    check = order.vat_check
    if not cards or check is None:
        return ()
    if customer.vat_number and not check.consultation:
        return (
            Problem(
                code=Code.VAT_NUMBER,
                message="VIES gave no consultation number: the check cannot be proven",
                remedy="set own_vat_number under [customers] to your own VAT number",
                severity=Severity.WARN,
            ),
        )
    at_home = customer.country == mapping.shop.home
    if not customer.vat_number and at_home and check.validity is not Validity.VALID:
        return (
            Problem(
                code=Code.VAT_NUMBER,
                message=(
                    f"the buyer's VAT number is {check.validity}: booked on the"
                    " collective card"
                ),
                remedy="ask the buyer for the right number where it matters",
                severity=Severity.WARN,
            ),
        )
    return ()


def _not_checked_yet() -> Problem:
    return Problem(
        code=Code.VAT_NUMBER,
        message="VIES has not said yet whether the buyer's VAT number is valid",
        remedy="run `snelsync pull-orders` again: it asks VIES",
        severity=Severity.WAIT,
    )


def _own_card(order: Order, number: str, mapping: Mapping) -> Customer | Problem:
    business = order.business
    missing = _missing(business)
    if business is None or missing:
        return Problem(
            code=Code.CUSTOMER_INCOMPLETE,
            message=f"the business buyer's card would lack {', '.join(missing)}",
            remedy=(
                "complete the billing address in the shop, or make the customer in"
                " SnelStart with the VAT number"
            ),
        )
    return Customer(
        country=order.bill_country or order.country or mapping.shop.home,
        name=business.name,
        vat_number=number,
        business=business,
    )


def _missing(business: Business | None) -> list[str]:
    """List what a complete card needs and this one has not, or has too long."""
    if business is None:
        return ["everything"]
    fields = {
        "a company name of at most 50 characters": (business.name, NAME_LENGTH),
        "a street of at most 50 characters": (business.street, NAME_LENGTH),
        "a postcode": (business.postcode, POSTCODE_LENGTH),
        "a place of at most 50 characters": (business.city, NAME_LENGTH),
    }
    return [name for name, (text, most) in fields.items() if not 1 <= len(text) <= most]
