"""Foreign VAT through SnelStart's OSS: which rate code, which account, and purity.

Once an administration invoices foreign VAT, a sale to an EU consumer holds nothing but
distance-sales lines and their VAT, on one account, without VAT rows (SnelStart portal,
OSS page, 2026-05). So discounts and rounding go inside the lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from snelsync.domain.booking import BookingLine, Customer, ForeignVat
from snelsync.domain.chart import Chart
from snelsync.domain.mapping import Mapping
from snelsync.domain.money import CENT, eur, to_cents, total
from snelsync.domain.order import TaxLine
from snelsync.domain.problem import Code, Problem
from snelsync.domain.territory import EU, in_eu
from snelsync.domain.vat import Treatment, VatKind


def foreign_vat(
    tax_line: TaxLine, *, mapping: Mapping, chart: Chart, day: date
) -> ForeignVat | Problem:
    """Find SnelStart's rate code for one of an order's foreign rates."""
    percent = tax_line.percent or Decimal(0)
    label = f"{percent.normalize():f} % of {tax_line.country or '?'}"
    if not in_eu(tax_line.country):
        return Problem(
            code=Code.FOREIGN_VAT,
            message=f"VAT of {label} is not of an EU country",
            remedy="correct the tax rate in the shop, or book this order by hand",
        )
    if not chart.company.foreign_vat or not mapping.oss.accounts:
        return _off(label, chart)
    owed = chart.owed_abroad()
    if owed is None or not owed.active:
        return Problem(
            code=Code.FOREIGN_VAT,
            message=f"SnelStart has no active account that VAT of {label} is owed on",
            remedy="choose an active account for foreign VAT in SnelStart's settings",
        )
    code = chart.rate_code(tax_line.country, percent, day)
    if code is None:
        return Problem(
            code=Code.RATE_UNKNOWN,
            message=f"SnelStart knows no VAT rate of {label} on {day.isoformat()}",
            remedy="correct the tax rate in the shop, or book this order by hand",
        )
    return ForeignVat(country=tax_line.country, percent=percent, rate_code=code)


def _off(label: str, chart: Chart) -> Problem:
    side = "[oss] in the mapping" if chart.company.foreign_vat else "SnelStart"
    return Problem(
        code=Code.FOREIGN_VAT,
        message=f"the shop charged VAT of {label}, and OSS is off in {side}",
        remedy=(
            "if the shop is registered for OSS: switch foreign VAT on in SnelStart and"
            " fill [oss.accounts]; if not, the shop should charge domestic VAT: book"
            " this order by hand"
        ),
        about="oss.accounts" if chart.company.foreign_vat else "",
    )


def purity_problem(treatments: Sequence[Treatment]) -> Problem | None:
    """Refuse a sale that is partly OSS and partly not."""
    kinds = set(treatments)
    if Treatment.OSS not in kinds or kinds == {Treatment.OSS}:
        return None
    others = ", ".join(sorted(kinds - {Treatment.OSS}))
    return Problem(
        code=Code.OSS_MIXED,
        message=f"part of the order carries foreign VAT and part does not ({others})",
        remedy=(
            "give every product a rate of the destination in the shop (0 % too), or"
            " book this order by hand"
        ),
    )


def unexpected_at_home(
    customer: Customer, treatments: Sequence[Treatment], *, home: str, chart: Chart
) -> Problem | None:
    """Hold what SnelStart would refuse: a sale to an EU consumer that is not OSS.

    With foreign VAT switched on, SnelStart takes every customer in another EU country
    without a VAT number for a consumer whose sale is OSS, whatever the shop charged.
    """
    country = customer.country
    if not chart.company.foreign_vat or customer.vat_number or country == home:
        return None
    if country not in EU or set(treatments) <= {Treatment.OSS}:
        return None
    return Problem(
        code=Code.FOREIGN_VAT,
        message=(
            f"SnelStart has OSS switched on and takes a sale to {country} for OSS only,"
            " and the shop charged no VAT of that country"
        ),
        remedy="correct the tax rates of that country in the shop, or book by hand",
    )


def foreign_vat_lines(
    vat: dict[ForeignVat, Decimal], *, chart: Chart, text: str
) -> tuple[BookingLine, ...]:
    """Write the VAT of an OSS booking: a line per rate on SnelStart's own account."""
    owed = chart.owed_abroad()
    number = owed.number if owed else 0
    return tuple(
        BookingLine(
            account=number,
            description=text.format(rate=str(rate)),
            amount=amount,
            treatment=Treatment.OSS,
            vat_kind=VatKind.NONE,
            reason=f"VAT of {rate}, as the shop charged it",
            source="foreign VAT",
            foreign=rate,
            is_vat=True,
        )
        for rate, amount in vat.items()
        if amount
    )


def implausible_foreign_vat(lines: Sequence[BookingLine]) -> tuple[Problem, ...]:
    """Find rates whose VAT is more than a cent per line from turnover x rate.

    SnelStart refuses those (its documented tolerance; portal, OSS page, 2026-05).
    """
    problems = []
    for rate in dict.fromkeys(line.foreign for line in lines if line.foreign):
        of_rate = [line for line in lines if line.foreign == rate]
        base = [line.amount for line in of_rate if not line.is_vat]
        charged = total(line.amount for line in of_rate if line.is_vat)
        expected = to_cents(total(base) * rate.percent / 100)
        if abs(charged - expected) > CENT * len(base):
            problems.append(
                Problem(
                    code=Code.VAT_IMPLAUSIBLE,
                    message=(
                        f"the shop charged {eur(charged)} VAT of {rate} over"
                        f" {eur(total(base))}, where {eur(expected)} is expected"
                    ),
                    remedy="recalculate the order in the shop, or book it by hand",
                )
            )
    return tuple(problems)
