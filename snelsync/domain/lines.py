"""Writing booking lines, and checking that their VAT is believable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from snelsync.domain.accounts import Placed
from snelsync.domain.booking import BookingLine
from snelsync.domain.chart import Chart
from snelsync.domain.classify import Part
from snelsync.domain.mapping import Invoices, LineStyle, Mapping
from snelsync.domain.money import ZERO, eur, to_cents, total
from snelsync.domain.order import ChargeKind
from snelsync.domain.problem import Code, Problem, Severity
from snelsync.domain.vat import Treatment, VatKind, line_kind

ROUNDING = "rounding"
"""The source of a line that no charge of the order stands for."""

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
            reason=_reason(item.part),
            source=item.part.source,
            cost_centre=item.cost_centre,
            foreign=item.part.foreign,
        )
        for item, net in zip(placed, nets, strict=True)
    ]
    if mapping.invoices.lines is LineStyle.GROUPED:
        lines = _grouped(lines)
    return tuple(line for line in lines if line.amount)


def _reason(part: Part) -> str:
    """Say why, and which rule fired."""
    fired = f" (rule {part.rule.name})" if part.rule else ""
    named = part.rule is not None and f"rule {part.rule.name}" in part.reason
    return part.reason if named else part.reason + fired


def line_text(part: Part, invoices: Invoices) -> str:
    """Describe a line for the books, without personal data."""
    charge = part.charge
    if part.discount:
        return invoices.discount_text
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
    groups: dict[object, list[BookingLine]] = {}
    for line in lines:
        key = (line.account, line.treatment, line.cost_centre, line.foreign)
        groups.setdefault(key, []).append(line)
    return [
        replace(
            members[0],
            amount=total(line.amount for line in members),
            source=", ".join(line.source for line in members),
        )
        for members in groups.values()
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
            source=ROUNDING,
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
        if not of_kind and kind not in vat:
            continue
        percent = chart.rates.percent_of(kind, day) or Decimal(0)
        expected = total(of_kind) * percent / 100
        charged = vat.get(kind, ZERO)
        off = abs(charged - expected)
        if off > Decimal("0.01") * len(of_kind):
            sold = sum(
                len(line.source.split(", ")) for line in lines if line.vat_kind is kind
            )
            problems.append(
                Problem(
                    code=Code.VAT_IMPLAUSIBLE,
                    message=(
                        f"the shop charged {eur(charged)} VAT at the {kind} rate over"
                        f" {eur(total(of_kind))}, where {percent.normalize():f} % is"
                        f" {eur(to_cents(expected))}"
                    ),
                    remedy=(
                        'set `lines = "per_line"` under [invoices]: SnelStart allows'
                        " a cent for each line"
                        if off <= Decimal("0.01") * sold
                        else "recalculate the order in the shop, or book it by hand"
                    ),
                )
            )
    return tuple(problems)


def shipping_warnings(parts: Sequence[Part]) -> tuple[Problem, ...]:
    """Warn when shipping of goods at several rates was charged at one of them.

    Delivery follows the goods, in proportion (tax advisers, read 2026-11), and a shop
    puts it all at one rate. VAT on an order is owed as charged, so it is booked so.
    """
    goods = {p.percent for p in parts if p.charge.kind is ChargeKind.ITEM}
    shipping = {p.percent for p in parts if p.charge.kind is ChargeKind.SHIPPING}
    if len(goods) < 2 or len(shipping) != 1 or max(shipping) < max(goods):
        return ()
    return (
        Problem(
            code=Code.SHIPPING_VAT,
            message="shipping of goods at several rates was charged all at the highest",
            remedy="booked as charged; ask your bookkeeper whether to divide it",
            severity=Severity.WARN,
        ),
    )
