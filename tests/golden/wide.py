"""A mapping in which everything is decided, as a bookkeeper might for these shops."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from snelsync.domain.mapping import (
    Accounts,
    BusinessCards,
    Choice,
    GiftCardKind,
    Mapping,
    Rule,
)
from snelsync.domain.vat import Treatment
from snelsync.domain.vat_number import Validity, VatCheck

MARGIN_ACCOUNT = 8198
RULES = (
    Rule("second-hand", sku="MARGE-*", treatment=Treatment.MARGIN),
    Rule("tip", fee="Fooi", treatment=Treatment.OUTSIDE_SCOPE, account=1751),
    Rule("tip as product", sku="FOOI", treatment=Treatment.OUTSIDE_SCOPE, account=1751),
    Rule("untaxed surcharge", fee="Toeslag onbelast", treatment=Treatment.EXEMPT),
    Rule("cheese", sku="KAAS-*", cost_centre=1),
)


def wide(example: Mapping) -> Mapping:
    """Decide everything the example mapping leaves open."""
    return replace(
        example,
        shop=replace(example.shop, book=example.shop.book | {"verzonden"}),
        invoices=replace(example.invoices, number_keys=("_wcpdf_invoice_number",)),
        customers=replace(example.customers, businesses=BusinessCards.CARD),
        revenue=with_margin(example.revenue),
        shipping=with_margin(example.shipping),
        rules=(*example.rules, *RULES),
        refunds=replace(
            example.refunds,
            without_lines=Choice.BOOK,
            tax_only=Treatment.EXPORT,
            cancelled=Choice.BOOK,
            trashed=Choice.BOOK,
        ),
        gift_cards=replace(
            example.gift_cards, kind=GiftCardKind.MULTI, unexplained=Choice.BOOK
        ),
    )


def with_margin(accounts: Accounts) -> Accounts:
    """Add an account for the margin scheme."""
    return Accounts((*accounts.by_treatment, (Treatment.MARGIN, MARGIN_ACCOUNT)))


def valid(number: str) -> VatCheck:
    """Record that VIES called a number valid in the month of the sales."""
    asked = datetime(2026, 10, 10, 12, 0, tzinfo=UTC)
    return VatCheck(number, Validity.VALID, asked, asked, f"WAPI-{number[:2]}")


CHECKS = tuple(map(valid, ("BE0477472701", "DE136695976")))
