"""Making the lines add up to what the customer was charged, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from snelsync.domain.accounts import Placed
from snelsync.domain.booking import BookingLine, ForeignVat
from snelsync.domain.chart import Chart
from snelsync.domain.classify import Part, Treated, treat
from snelsync.domain.discounts import split_discounts
from snelsync.domain.gift_cards import unexplained_card
from snelsync.domain.lines import rounding_lines, write_lines
from snelsync.domain.mapping import Mapping
from snelsync.domain.money import ZERO, eur, round_together, to_cents, total
from snelsync.domain.order import Order
from snelsync.domain.problem import Code, Problem
from snelsync.domain.vat import Treatment, VatKind, line_kind


@dataclass(frozen=True, slots=True)
class VatCharged:
    """The VAT the shop charged, EUR: domestic per kind, foreign per rate."""

    domestic: dict[VatKind, Decimal]
    foreign: dict[ForeignVat, Decimal]
    problems: tuple[Problem, ...]

    @property
    def total(self) -> Decimal:
        """Add everything up."""
        return total(self.domestic.values()) + total(self.foreign.values())


def vat_charged(
    order: Order, *, mapping: Mapping, chart: Chart, day: date
) -> VatCharged:
    """Add up the VAT the shop charged, as it shows it: in whole cents per rate."""
    domestic: dict[VatKind, Decimal] = {}
    foreign: dict[ForeignVat, Decimal] = {}
    problems: list[Problem] = []
    for tax_line in order.tax_lines:
        amount = to_cents(tax_line.goods_tax) + to_cents(tax_line.shipping_tax)
        if not amount:
            continue
        treated = treat(order, tax_line, mapping=mapping, chart=chart, day=day)
        if isinstance(treated, Problem):
            problems.append(treated)
        elif treated.foreign is not None:
            foreign[treated.foreign] = foreign.get(treated.foreign, ZERO) + amount
        else:
            kind = _taxed_kind(treated)
            domestic[kind] = domestic.get(kind, ZERO) + amount
    return VatCharged(
        domestic={kind: amount for kind, amount in domestic.items() if amount},
        foreign={rate: amount for rate, amount in foreign.items() if amount},
        problems=tuple(problems),
    )


def _taxed_kind(treated: Treated) -> VatKind:
    return line_kind(treated.treatment)


def close_sale(
    order: Order, *, placed: tuple[Placed, ...], charged: VatCharged, mapping: Mapping
) -> tuple[BookingLine, ...] | Problem:
    """Make the lines add up to the order's total, by the shop's way of rounding.

    A shop that rounds per line closes on rounded nets, one that rounds at subtotal on
    the rounded sum per rate; the way that closes is the way the shop rounds. What is
    left is rounding when small, and a reason to stop when not.
    """
    parts = tuple(item.part for item in placed)
    due = to_cents(order.total) - charged.total
    nets = [part.rounded for part in parts]
    residual = due - total(nets)
    if residual:
        per_rate = _rounded_per_rate(parts)
        left = due - total(per_rate)
        nets, residual = min(
            ((nets, residual), (per_rate, left)), key=lambda way: abs(way[1])
        )
    if abs(residual) <= mapping.limits.rounding_tolerance:
        return _with_rounding(placed, nets, residual, mapping)
    pure = any(part.treatment is Treatment.OSS for part in parts)
    card = None if pure else unexplained_card(residual, mapping)
    if card is not None:
        return (*_with_rounding(placed, nets, ZERO, mapping), card)
    return _unexplained(order, nets, charged.total, residual)


def _with_rounding(
    placed: tuple[Placed, ...], nets: list[Decimal], residual: Decimal, mapping: Mapping
) -> tuple[BookingLine, ...]:
    """Put rounding on its own account, or inside an OSS sale in its largest line."""
    if residual and any(item.part.treatment is Treatment.OSS for item in placed):
        largest = max(range(len(nets)), key=lambda index: abs(nets[index]))
        nets = [
            net + residual if index == largest else net
            for index, net in enumerate(nets)
        ]
        residual = ZERO
    apart, amounts = split_discounts(placed, nets, mapping)
    lines = write_lines(apart, amounts, mapping=mapping)
    return lines + rounding_lines(residual, mapping)


def _unexplained(
    order: Order, nets: list[Decimal], vat: Decimal, residual: Decimal
) -> Problem:
    return Problem(
        code=Code.AMOUNTS_DO_NOT_ADD_UP,
        message=(
            f"lines {eur(total(nets))} + VAT {eur(vat)} = {eur(total(nets) + vat)}, but"
            f" the order's total is {eur(to_cents(order.total))}: {eur(residual)} is"
            " unexplained"
        ),
        remedy=(
            "look for a gift card, a deposit or a plugin that changed the total; for"
            ' gift cards the shop does not show, set `unexplained = "book"` under'
            " [gift_cards]; else book this order by hand"
        ),
    )


def _rounded_per_rate(parts: tuple[Part, ...]) -> list[Decimal]:
    """Round the sum of each rate once, and share it out over that rate's parts."""
    nets = [ZERO] * len(parts)
    groups: dict[object, list[int]] = {}
    for index, part in enumerate(parts):
        key = (part.percent, part.foreign, part.treatment)
        groups.setdefault(key, []).append(index)
    for chosen in groups.values():
        together = round_together([parts[index].net for index in chosen])
        for index, amount in zip(chosen, together, strict=True):
            nets[index] = amount
    return nets
