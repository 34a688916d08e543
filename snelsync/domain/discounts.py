"""The gross method: turnover before discounts, and the discounts on their own accounts.

Total and VAT are the same as with the net method; only the reporting differs. In an OSS
sale there is no room for a discount line (SnelStart portal, OSS page, 2026-05).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from snelsync.domain.accounts import Placed, account_problems
from snelsync.domain.chart import Chart
from snelsync.domain.mapping import DiscountMethod, Mapping
from snelsync.domain.money import ZERO, to_cents
from snelsync.domain.order import ChargeKind
from snelsync.domain.problem import Code, Problem
from snelsync.domain.vat import Treatment


def discounted(item: Placed, mapping: Mapping) -> bool:
    """Say whether an item's discount gets a line of its own."""
    part = item.part
    return (
        mapping.discounts.method is DiscountMethod.GROSS
        and part.charge.kind is ChargeKind.ITEM
        and part.treatment is not Treatment.OSS
        and to_cents(part.charge.discount) < 0
    )


def discount_problems(
    placed: Sequence[Placed], *, mapping: Mapping, chart: Chart
) -> tuple[Problem, ...]:
    """Check the discount accounts that an order needs."""
    needed = {item.part.treatment for item in placed if discounted(item, mapping)}
    problems: list[Problem] = []
    for treatment in sorted(needed):
        number = mapping.discounts.accounts.number(treatment)
        if number is None:
            problems.append(
                Problem(
                    code=Code.ACCOUNT_MISSING,
                    message=f"no ledger account chosen for discounts at {treatment}",
                    remedy=f"add `{treatment} = …` under [discounts.accounts]",
                    about=f"discounts.accounts.{treatment}",
                )
            )
            continue
        problems += account_problems(
            number, treatment, chart=chart, setting=f"[discounts.accounts] {treatment}"
        )
    return tuple(problems)


def split_discounts(
    placed: Sequence[Placed], nets: Sequence[Decimal], mapping: Mapping
) -> tuple[tuple[Placed, ...], list[Decimal]]:
    """Book turnover before discounts, and one discount line per treatment.

    Args:
        placed: the parts with their accounts.
        nets: EUR excluding VAT in whole cents, after discounts.
        mapping: says whether, and on which accounts.

    Returns:
        The same with the discounts apart; it adds up to the same.
    """
    before: list[Placed] = list(placed)
    amounts = list(nets)
    if mapping.discounts.method is not DiscountMethod.GROSS:
        return tuple(before), amounts
    discounts: dict[Treatment, Decimal] = {}
    example: dict[Treatment, tuple[int, Placed]] = {}
    for index, item in enumerate(placed):
        treatment = item.part.treatment
        number = mapping.discounts.accounts.number(treatment)
        if number is None or not discounted(item, mapping):
            continue
        off = to_cents(item.part.charge.discount)
        amounts[index] -= off
        discounts[treatment] = discounts.get(treatment, ZERO) + off
        example.setdefault(treatment, (number, item))
    for treatment, off in discounts.items():
        number, item = example[treatment]
        charge = replace(item.part.charge, line_id=0, code="", quantity=Decimal(1))
        reason = f"discounts on goods at {treatment}"
        before.append(
            replace(
                item,
                account=number,
                cost_centre=None,
                part=replace(
                    item.part, charge=charge, rule=None, reason=reason, discount=True
                ),
            )
        )
        amounts.append(off)
    return tuple(before), amounts
