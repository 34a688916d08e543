"""A mapping in which everything is decided, and what goes with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from snelsync.domain.mapping import (
    BusinessCards,
    Choice,
    Customers,
    ExchangeKey,
    ExchangeWay,
    GiftCardKind,
    GiftCards,
    Mapping,
    Oss,
    Refunds,
    ZeroVat,
)
from snelsync.domain.order import Business
from snelsync.domain.vat import Treatment
from snelsync.domain.vat_number import Validity, VatCheck

from .builders import NOON, accounts, mapping

RATE_KEY = "_woocs_order_rate"
UNTAXED = {
    "zero": 8140,
    "exempt": 8199,
    "reverse_charged": 8150,
    "export": 8160,
    "intra_eu_goods": 8170,
    "margin": 8197,
}


def decided(**fields: Any) -> Mapping:  # noqa: ANN401
    """Make a mapping that leaves nothing open, with what differs."""
    settings: dict[str, Any] = {
        "customers": Customers("Webshop particulieren {country}", BusinessCards.CARD),
        "revenue": accounts(high=8100, low=8110, **UNTAXED),
        "shipping": accounts(high=8101, low=8111, **UNTAXED),
        "fees": accounts(high=8106, low=8116, **UNTAXED),
        "zero_vat": ZeroVat(
            domestic_zero_rate=Treatment.ZERO, outside_eu=Treatment.EXPORT
        ),
        "refunds": Refunds(
            without_lines=Choice.BOOK,
            tax_only=Treatment.EXPORT,
            cancelled=Choice.BOOK,
            trashed=Choice.BOOK,
        ),
        "oss": Oss((("SR", 8180), ("RRL", 8181))),
        "gift_cards": cards(),
        "exchange": (ExchangeKey(RATE_KEY, ExchangeWay.DIVIDE),),
    }
    return mapping(**(settings | fields))


def cards(**fields: Any) -> GiftCards:  # noqa: ANN401
    """Make the settings of multi-purpose gift cards."""
    settings: dict[str, Any] = {
        "kind": GiftCardKind.MULTI,
        "account": 1750,
        "products": ("BON-*",),
        "fees": ("Cadeaubon *",),
        "coupons": ("tegoed-*",),
        "unexplained": Choice.BOOK,
    }
    return GiftCards(**(settings | fields))


BUSINESS = Business(
    name="Peeters & Zonen BVBA",
    vat_number="BE0477472701",
    kvk="",
    street="Grote Markt 1",
    postcode="2000",
    city="Antwerpen",
    email="boekhouding@peeters.example",
)


def check(validity: Validity = Validity.VALID, **fields: Any) -> VatCheck:  # noqa: ANN401
    """Make what VIES said of the Belgian business on the day of the sale."""
    settings: dict[str, Any] = {
        "number": BUSINESS.vat_number,
        "checked": NOON,
        "first_asked": NOON,
        "consultation": "WAPIAAAAX",
    }
    return VatCheck(validity=validity, **(settings | fields))


TO_BELGIUM: dict[str, Any] = {
    "ship_country": "BE",
    "bill_country": "BE",
    "vat_number": BUSINESS.vat_number,
    "business": BUSINESS,
    "vat_checks": (check(),),
}
"""What makes an order one of a Belgian business with a valid number."""

IN_2018 = datetime(2018, 12, 20, 12, 0, tzinfo=UTC)


def dutch(business: Business = BUSINESS) -> Business:
    """Move a business to the Netherlands."""
    return replace(business, vat_number="NL858617951B01", kvk="69599084")
