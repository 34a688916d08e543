"""From a charge to its treatment, and the reason; or to the problem that holds it.

The rate of a charge is the order's own: joined by rate id with the order's tax lines,
never the shop's present table, and never by percentage alone (21 % of Belgium is not
21 % of the Netherlands). A charge without any tax is never guessed at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from snelsync.domain.mapping import Mapping
from snelsync.domain.money import allocate, eur, to_cents
from snelsync.domain.order import Charge, ChargeKind, Order, TaxLine
from snelsync.domain.problem import Code, Problem
from snelsync.domain.vat import DOMESTIC, Treatment, VatRates

_CENT_OF_TAX = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a charge that falls under one rate.

    Attributes:
        net: EUR excluding VAT, unrounded; ``rounded`` is the same in whole cents, and
            the parts of a charge add up to the charge's rounded net.
        percent: the rate charged; 0 for a zero rate.
    """

    charge: Charge
    net: Decimal
    rounded: Decimal
    treatment: Treatment
    percent: Decimal
    reason: str

    @property
    def source(self) -> str:
        """Name the charge it comes from: ``item 12``."""
        return f"{self.charge.kind} {self.charge.line_id}"


def place(charge: Charge, position: int) -> str:
    """Say which charge a problem is about: ``item 2 (MOK-001)``."""
    label = f" ({charge.code})" if charge.code else ""
    return f"{charge.kind} {position}{label}"


def classify(
    order: Order, *, mapping: Mapping, rates: VatRates, day: date
) -> tuple[tuple[Part, ...], tuple[Problem, ...]]:
    """Give every charge of an order its treatment, or say why not.

    Charges of nothing (a free product, free shipping) are left out.

    Args:
        order: as read from the shop.
        mapping: the bookkeeper's decisions.
        rates: the administration's own rates.
        day: the day the rates are looked up on.
    """
    parts: list[Part] = []
    problems: list[Problem] = []
    counters = dict.fromkeys(ChargeKind, 0)
    for charge in order.charges:
        counters[charge.kind] += 1
        if not charge.net and not charge.tax:
            continue
        where = place(charge, counters[charge.kind])
        found = _classify_charge(order, charge, mapping=mapping, rates=rates, day=day)
        for result in found:
            if isinstance(result, Problem):
                problems.append(_at(result, where))
            else:
                parts.append(result)
    return tuple(parts), tuple(problems)


def _at(problem: Problem, where: str) -> Problem:
    return Problem(
        code=problem.code,
        message=problem.message,
        remedy=problem.remedy,
        where=where,
        severity=problem.severity,
    )


def _classify_charge(
    order: Order, charge: Charge, *, mapping: Mapping, rates: VatRates, day: date
) -> list[Part | Problem]:
    if not charge.taxes:
        return [_untaxed(charge)]
    shares = _split(order, charge)
    if isinstance(shares, Problem):
        return [shares]
    results: list[Part | Problem] = []
    rounded = allocate(to_cents(charge.net), [net for _, net in shares])
    for (tax_line, net), cents in zip(shares, rounded, strict=True):
        treated = treat(tax_line, mapping=mapping, rates=rates, day=day)
        if isinstance(treated, Problem):
            results.append(treated)
            continue
        treatment, reason = treated
        results.append(
            Part(
                charge=charge,
                net=net,
                rounded=cents,
                treatment=treatment,
                percent=tax_line.percent or Decimal(0),
                reason=reason,
            )
        )
    return results


def _untaxed(charge: Charge) -> Problem:
    return Problem(
        code=Code.ZERO_WITHOUT_REASON,
        message=(
            f"{eur(to_cents(charge.net))} was sold without any VAT, and nothing says"
            " why"
        ),
        remedy=(
            "find out why (export, reverse charge, exempt, a voucher, a mistake); give"
            " the product a tax class with a 0 % rate, or book this order by hand"
        ),
    )


def _split(order: Order, charge: Charge) -> list[tuple[TaxLine, Decimal]] | Problem:
    """Divide a charge's net over the rates it fell under.

    WooCommerce spreads a negative fee over the rates in the cart and shows one line
    with several taxes: each rate's base is its tax / percent (recorded on 11.0.1).
    """
    shares: list[tuple[TaxLine, Decimal]] = []
    for share in charge.taxes:
        tax_line = order.tax_line(share.rate_id)
        if tax_line is None or tax_line.percent is None:
            return _rate_lost(share.rate_id)
        shares.append((tax_line, share.amount))
    if len(shares) == 1:
        return [(shares[0][0], charge.net)]
    shares = [(line, tax) for line, tax in shares if tax]
    bases = [_base(tax_line, tax) for tax_line, tax in shares]
    known = [base for base in bases if base is not None]
    slack = sum(
        (_CENT_OF_TAX * 100 / line.percent for line, _ in shares if line.percent),
        start=Decimal("0.01"),
    )
    if len(known) != len(bases) or abs(sum(known) - charge.net) > slack or not known:
        return Problem(
            code=Code.TAX_SPLIT,
            message=(
                f"{eur(to_cents(charge.net))} carries {len(charge.taxes)} taxes that do"
                " not divide it between them"
            ),
            remedy="book this order by hand, or correct the taxes in the shop",
        )
    whole = sum(known)
    return [
        (tax_line, charge.net * base / whole)
        for (tax_line, _), base in zip(shares, known, strict=True)
    ]


def _base(tax_line: TaxLine, tax: Decimal) -> Decimal | None:
    return tax * 100 / tax_line.percent if tax_line.percent else None


def _rate_lost(rate_id: int) -> Problem:
    return Problem(
        code=Code.RATE_UNKNOWN,
        message=f"the order no longer says what tax rate {rate_id} was",
        remedy="restore the tax rate in the shop and recalculate, or book by hand",
    )


def treat(
    tax_line: TaxLine, *, mapping: Mapping, rates: VatRates, day: date
) -> tuple[Treatment, str] | Problem:
    """Decide the treatment of one of the order's rates, with the reason in words."""
    percent = tax_line.percent
    if percent is None:
        return _rate_lost(tax_line.rate_id)
    label = f"{percent.normalize():f} % of {tax_line.country or '?'}"
    if tax_line.country != mapping.shop.home:
        return Problem(
            code=Code.FOREIGN_VAT,
            message=(
                f"VAT of {label} is not {mapping.shop.home} VAT; foreign VAT is not"
                " booked yet"
            ),
            remedy="book this order by hand in SnelStart (OSS)",
        )
    if percent == 0:
        reason = mapping.zero_vat.domestic_zero_rate
        if reason is None:
            return Problem(
                code=Code.ZERO_WITHOUT_REASON,
                message=f"goods at {label}: nobody said what that rate means",
                remedy='set `domestic_zero_rate = "zero"` under [zero_vat]',
            )
        return reason, f"{label}, which [zero_vat] calls {reason}"
    kind = rates.kind_of(percent, day)
    if kind is None:
        return Problem(
            code=Code.RATE_UNKNOWN,
            message=(f"{label} is no rate of the administration on {day.isoformat()}"),
            remedy="correct the tax rate in the shop, or book this order by hand",
        )
    return DOMESTIC[kind], f"{label} is the {kind} rate on {day.isoformat()}"
