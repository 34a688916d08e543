"""Whose card an order is booked on: collective per country, or a business's own.

SnelStart decides from the card what a sale abroad is: a card in another EU country
without a VAT number is a consumer, one with a valid number a business (portal, OSS
page, 2026-05). So a business gets a card of its own only where it is a business sale:
at home, or to the EU without VAT.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from snelsync.domain.booking import Customer
from snelsync.domain.dates import booking_day
from snelsync.domain.mapping import BusinessCards, Mapping
from snelsync.domain.order import Business, Order
from snelsync.domain.problem import Code, Problem, Severity
from snelsync.domain.vat import Treatment
from snelsync.domain.vat_number import PATIENCE, Validity, VatCheck

_INTRA_EU = frozenset({Treatment.INTRA_EU_GOODS, Treatment.INTRA_EU_SERVICES})
NAME_LENGTH = 50
POSTCODE_LENGTH = 25


def collective(order: Order, mapping: Mapping) -> Customer:
    """Give the collective card of an order's destination country."""
    country = order.country or mapping.shop.home
    return _collective(country, mapping.customers.collective_name)


@lru_cache(maxsize=1_000)
def _collective(country: str, template: str) -> Customer:
    """Make a card once for all orders to a country: it is the same for each."""
    return Customer(country=country, name=template.format(country=country))


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
    check = order.vat_check(booking_day(order, mapping))
    if check is None:
        return _not_checked_yet()
    fits = check.fits_address(_address_country(order, mapping))
    match check.validity:
        case Validity.VALID if intra_eu or fits:
            return _own_card(order, check, mapping)
        case Validity.UNAVAILABLE if check.checked - check.first_asked < PATIENCE:
            return _not_checked_yet()
        case _:
            # VAT was charged, so whether the buyer is a business changes nothing.
            return collective(order, mapping)


def customer_remarks(
    order: Order, customer: Customer, mapping: Mapping
) -> tuple[Problem, ...]:
    """Say what a bookkeeper should know of a business buyer that was booked."""
    if mapping.customers.businesses is not BusinessCards.CARD:
        return ()
    check = order.vat_check(booking_day(order, mapping))
    at_home = customer.country == mapping.shop.home
    if order.unusable_vat_number and at_home:
        return (_on_collective("what the buyer gave as VAT number makes no sense"),)
    if check is None:
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
    if customer.vat_number or not at_home:
        return ()
    if check.validity is Validity.VALID:
        what = f"the buyer's VAT number is of {check.country()}, the address is not"
    else:
        what = f"the buyer's VAT number is {check.validity}"
    return (_on_collective(what),)


def _on_collective(what: str) -> Problem:
    """Remark on a business at home without a card of its own: VAT does not change."""
    return Problem(
        code=Code.VAT_NUMBER,
        message=f"{what}: booked on the collective card",
        remedy="ask the buyer for the right number where it matters",
        severity=Severity.WARN,
    )


def _not_checked_yet() -> Problem:
    return Problem(
        code=Code.VAT_NUMBER,
        message="VIES has not said yet whether the buyer's VAT number is valid",
        remedy="run `snelsync pull-orders` again: it asks VIES",
        severity=Severity.WAIT,
    )


def _address_country(order: Order, mapping: Mapping) -> str:
    return order.bill_country or order.country or mapping.shop.home


def _own_card(order: Order, check: VatCheck, mapping: Mapping) -> Customer | Problem:
    country = _address_country(order, mapping)
    if not check.fits_address(country):
        return Problem(
            code=Code.CUSTOMER_INCOMPLETE,
            message=(
                f"the VAT number is of {check.country()} and the billing address is"
                " elsewhere: SnelStart takes no such card (REL-0087)"
            ),
            remedy=(
                "put the billing address of the number in the order in the shop, or"
                " book this order by hand"
            ),
        )
    business = order.business
    missing = _missing(business)
    # Of what was purged only the number is left: its card is there, or it is held.
    if business is None or (missing and not order.purged):
        return Problem(
            code=Code.CUSTOMER_INCOMPLETE,
            message=f"the business buyer's card would lack {', '.join(missing)}",
            remedy=(
                "complete the billing address in the shop, or make the customer in"
                " SnelStart with the VAT number"
            ),
        )
    return Customer(
        country=country,
        name=business.name,
        vat_number=check.number,
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
