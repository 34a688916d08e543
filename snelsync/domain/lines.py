"""Writing booking lines, and checking that their VAT is believable."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from snelsync.domain.accounts import Placed
from snelsync.domain.booking import BookingLine
from snelsync.domain.chart import Chart
from snelsync.domain.classify import Part
from snelsync.domain.mapping import Invoices, LineStyle, Mapping
from snelsync.domain.money import ZERO, eur, to_cents, total
from snelsync.domain.order import ChargeKind
from snelsync.domain.problem import Code, Problem
from snelsync.domain.vat import Treatment, VatKind, line_kind

TEXT_LENGTH = 250
"""SnelStart takes 250 characters of text (BOE-0071)."""


def write_lines(
    placed: Sequence[Placed], nets: Sequence[Decimal], *, mapping: Mapping
) -> tuple[BookingLine, ...]:
    """Write the booking lines: grouped where asked, zeros dropped (BOE-0028).

    Args:
        placed: the parts with their accounts.
        nets: EUR excluding VAT in whole cents, one for each part.
        mapping: the texts, and whether to group.
    """
    lines = [
        BookingLine(
            account=item.account,
            description=line_text(item.part, mapping.invoices),
            amount=net,
            treatment=item.part.treatment,
            vat_kind=line_kind(item.part.treatment),
            reason=item.part.reason,
            source=item.part.source,
        )
        for item, net in zip(placed, nets, strict=True)
    ]
    if mapping.invoices.lines is LineStyle.GROUPED:
        lines = _grouped(lines)
    return tuple(line for line in lines if line.amount)


def line_text(part: Part, invoices: Invoices) -> str:
    """Describe a line for the books, without personal data."""
    charge = part.charge
    template = {
        ChargeKind.ITEM: invoices.item_text,
        ChargeKind.SHIPPING: invoices.shipping_text,
        ChargeKind.FEE: invoices.fee_text,
    }[charge.kind]
    quantity = f"{charge.quantity.normalize():f}"
    text = template.format(quantity=quantity, code=charge.code or charge.product_id)
    return text[:TEXT_LENGTH]


def _grouped(lines: list[BookingLine]) -> list[BookingLine]:
    """Add up the lines of one account and treatment, in order of appearance."""
    groups: dict[tuple[int, Treatment | None], list[BookingLine]] = {}
    for line in lines:
        groups.setdefault((line.account, line.treatment), []).append(line)
    return [
        BookingLine(
            account=account,
            description=members[0].description,
            amount=total(line.amount for line in members),
            treatment=treatment,
            vat_kind=members[0].vat_kind,
            reason=members[0].reason,
            source=", ".join(line.source for line in members),
        )
        for (account, treatment), members in groups.items()
    ]


def rounding_lines(residual: Decimal, mapping: Mapping) -> tuple[BookingLine, ...]:
    """Book what rounding left over on the rounding account, without VAT."""
    if not residual:
        return ()
    return (
        BookingLine(
            account=mapping.rounding,
            description=mapping.invoices.rounding_text,
            amount=residual,
            treatment=Treatment.OUTSIDE_SCOPE,
            vat_kind=VatKind.NONE,
            reason="what the shop's rounding left between its lines and its total",
            source="rounding",
        ),
    )


def vat_plausibility(
    lines: tuple[BookingLine, ...],
    vat: dict[VatKind, Decimal],
    *,
    chart: Chart,
    day: date,
) -> tuple[Problem, ...]:
    """Check VAT against turnover x rate, within one cent per line of that kind.

    Only a check: what was charged is booked. SnelStart does the same check and
    refuses (BOE-0069); its tolerance is not published, one cent per line is the one
    it documents for OSS (portal, 2026-05).
    """
    problems = []
    for kind in (VatKind.HIGH, VatKind.LOW, VatKind.OTHER):
        of_kind = [line.amount for line in lines if line.vat_kind is kind]
        percent = chart.rates.percent_of(kind, day) or Decimal(0)
        expected = to_cents(total(of_kind) * percent / 100)
        charged = vat.get(kind, ZERO)
        if abs(charged - expected) > Decimal("0.01") * len(of_kind):
            problems.append(
                Problem(
                    code=Code.VAT_IMPLAUSIBLE,
                    message=(
                        f"the shop charged {eur(charged)} VAT at the {kind} rate over"
                        f" {eur(total(of_kind))}, where {percent.normalize():f} % is"
                        f" {eur(expected)}"
                    ),
                    remedy="recalculate the order in the shop, or book it by hand",
                )
            )
    return tuple(problems)
