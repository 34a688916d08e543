"""Which of the bookkeeper's exceptions fits a charge: the most specific one."""

from __future__ import annotations

from snelsync.domain.mapping import Rule
from snelsync.domain.order import Charge, ChargeKind, Order
from snelsync.domain.patterns import fits
from snelsync.domain.problem import Code, Problem

_WILD = frozenset("*?[]")


def rule_for(
    rules: tuple[Rule, ...], order: Order, charge: Charge
) -> Rule | Problem | None:
    """Find the rule for a charge.

    The rule with the most conditions wins; of those the one with the fewest wildcards;
    of those the first in the file.

    Returns:
        A problem when the rule that would win asks where a product is filed, and that
        is not known: the product was deleted, or never read.
    """
    fitting = [rule for rule in rules if _fits(rule, order, charge)]
    winner = max(fitting, key=_specificity, default=None)
    if winner is not None and winner.asks_product and charge.product is None:
        return _unknown_product(winner, charge)
    return winner


def _unknown_product(rule: Rule, charge: Charge) -> Problem:
    what = f"product {charge.product_id}" if charge.product_id else "a deleted product"
    return Problem(
        code=Code.PRODUCT_UNKNOWN,
        message=(
            f"rule {rule.name} goes by category or tag, and those of {what} are not"
            " known"
        ),
        remedy=(
            "run `snelsync pull-orders --full`; if the product is gone from the shop,"
            " book this order by hand"
        ),
    )


def _specificity(rule: Rule) -> tuple[int, int]:
    conditions = _conditions(rule)
    wild = sum(char in _WILD for text in conditions for char in text)
    return len(conditions), -wild


def _conditions(rule: Rule) -> list[str]:
    texts = [
        rule.sku,
        rule.fee,
        rule.shipping_method,
        rule.country,
        rule.coupon,
        rule.payment,
        rule.category,
        rule.tag,
    ]
    given = [text for text in texts if text]
    if rule.product is not None:
        given.append(str(rule.product))
    if rule.tax_class is not None:
        given.append(rule.tax_class or "standard")
    return given


def _fits(rule: Rule, order: Order, charge: Charge) -> bool:
    """Say whether every condition of a rule holds."""
    # Whether it has any is asked last: most rules have fallen out by then.
    return (
        _fits_charge(rule, charge)
        and _fits_order(rule, order)
        and bool(_conditions(rule))
    )


def _fits_charge(rule: Rule, charge: Charge) -> bool:
    for kind, pattern in (
        (ChargeKind.ITEM, rule.sku),
        (ChargeKind.FEE, rule.fee),
        (ChargeKind.SHIPPING, rule.shipping_method),
    ):
        if pattern and not (charge.kind is kind and fits(charge.code, pattern)):
            return False
    if rule.product is not None and charge.product_id != rule.product:
        return False
    if rule.asks_product and not _filed(rule, charge):
        return False
    return rule.tax_class is None or (
        charge.kind is not ChargeKind.SHIPPING and charge.tax_class == rule.tax_class
    )


def _filed(rule: Rule, charge: Charge) -> bool:
    """Say whether a product is filed so, or may be: of an unknown one it may."""
    if charge.kind is not ChargeKind.ITEM or charge.product is None:
        return charge.kind is ChargeKind.ITEM
    asked = (
        (rule.category, charge.product.categories),
        (rule.tag, charge.product.tags),
    )
    return all(
        any(fits(slug, pattern) for slug in slugs)
        for pattern, slugs in asked
        if pattern
    )


def _fits_order(rule: Rule, order: Order) -> bool:
    if rule.country and order.country != rule.country:
        return False
    if rule.payment and not fits(order.payment_method, rule.payment):
        return False
    return not rule.coupon or any(fits(code, rule.coupon) for code in order.coupons)
