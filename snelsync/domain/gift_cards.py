"""Gift cards of the shop's own: sold as a debt or as goods, redeemed as a payment.

A card that can be spent on goods of several rates or countries carries no VAT when it
is sold, and lowers none when it is spent: it is a payment. A card for one rate and
place carries VAT when sold (Dutch voucher decree, Stcrt. 2018-68657; read 2026-11).
"""

from __future__ import annotations

from decimal import Decimal

from snelsync.domain.booking import BookingLine
from snelsync.domain.mapping import Choice, GiftCardKind, Mapping
from snelsync.domain.money import eur, to_cents
from snelsync.domain.order import Charge, ChargeKind, Order
from snelsync.domain.patterns import fits
from snelsync.domain.problem import Code, Problem
from snelsync.domain.vat import Treatment, VatKind

Found = tuple[Treatment, str, int]


def classify_gift_card(
    order: Order, charge: Charge, mapping: Mapping
) -> Found | Problem | None:
    """Treat a charge that is a gift card, sold or spent; None when it is not one."""
    del order  # coupons are looked at once per order, see coupon_problem
    cards = mapping.gift_cards
    sold = charge.kind is ChargeKind.ITEM and _any(charge.code, cards.products)
    spent = charge.kind is ChargeKind.FEE and _any(charge.code, cards.fees)
    if not sold and not spent:
        return None
    if cards.kind is None:
        return _undecided()
    if cards.kind is GiftCardKind.SINGLE:
        return None if charge.taxes else _single_without_vat(charge)
    if charge.tax:
        return _multi_with_vat(charge)
    if cards.account is None:
        return _no_account()
    what = "sold: a debt, not turnover" if sold else "spent: a payment, not a discount"
    return Treatment.OUTSIDE_SCOPE, f"a gift card {what}", cards.account


def coupon_problem(order: Order, mapping: Mapping) -> Problem | None:
    """Hold an order on which a multi-purpose card was spent as a coupon.

    WooCommerce then lowers turnover and VAT as for a discount.
    """
    cards = mapping.gift_cards
    spent = [code for code in order.coupons if _any(code, cards.coupons)]
    if not spent or cards.kind is GiftCardKind.SINGLE:
        return None
    if cards.kind is None:
        return _undecided()
    return Problem(
        code=Code.GIFT_CARD,
        message="a gift card was spent as a coupon, which lowered the VAT: too little"
        " was charged",
        remedy=(
            "book this order by hand with full VAT and the card as a payment; use a"
            " gift-card plugin that pays instead of discounting"
        ),
    )


def unexplained_card(residual: Decimal, mapping: Mapping) -> BookingLine | None:
    """Book a total that is lower than its lines as paid by card, where that is chosen.

    Args:
        residual: EUR, what the lines lack to the total; negative.
        mapping: says whether an invisible card is taken for granted.
    """
    cards = mapping.gift_cards
    wanted = cards.unexplained is Choice.BOOK and cards.kind is GiftCardKind.MULTI
    if residual >= 0 or not wanted or cards.account is None:
        return None
    return BookingLine(
        account=cards.account,
        description=mapping.invoices.gift_card_text,
        amount=residual,
        treatment=Treatment.OUTSIDE_SCOPE,
        vat_kind=VatKind.NONE,
        reason="the total is lower than its lines: paid by a gift card",
        source="gift card",
    )


def _any(text: str, patterns: tuple[str, ...]) -> bool:
    return any(fits(text, pattern) for pattern in patterns)


def _undecided() -> Problem:
    return Problem(
        code=Code.GIFT_CARD,
        message="a gift card, and nobody said whether it is single- or multi-purpose",
        remedy='set `kind = "multi"` (or "single") under [gift_cards]',
        about="gift_cards.kind",
    )


def _single_without_vat(charge: Charge) -> Problem:
    return Problem(
        code=Code.GIFT_CARD,
        message=(
            f"a single-purpose gift card of {eur(to_cents(charge.net))} without VAT"
        ),
        remedy="give the card its tax rate in the shop, or book this order by hand",
    )


def _multi_with_vat(charge: Charge) -> Problem:
    return Problem(
        code=Code.GIFT_CARD,
        message=(
            f"a multi-purpose gift card changed the VAT by {eur(to_cents(charge.tax))}:"
            " it should change none"
        ),
        remedy=(
            "make the card untaxed in the shop (a payment, not a discount), and book"
            " this order by hand"
        ),
    )


def _no_account() -> Problem:
    return Problem(
        code=Code.ACCOUNT_MISSING,
        message="no ledger account chosen for gift cards",
        remedy="add `account = 1750` (a debt) under [gift_cards]",
        about="gift_cards.account",
    )
