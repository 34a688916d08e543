"""Taking back the lines a refund names, at the rates and accounts they were sold on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from snelsync.domain.accounts import Placed, place_parts
from snelsync.domain.booking import Booking, BookingLine, ForeignVat, VatLine
from snelsync.domain.chart import Chart
from snelsync.domain.classify import Part, classify
from snelsync.domain.dates import booking_day
from snelsync.domain.lines import rounding_lines, vat_plausibility, write_lines
from snelsync.domain.mapping import Mapping
from snelsync.domain.money import CENT, ZERO, allocate, eur, to_cents, total
from snelsync.domain.open_amounts import OpenRate, Taken
from snelsync.domain.order import Charge, ChargeKind, Order, Refund, RefundLine
from snelsync.domain.problem import Code, Problem
from snelsync.domain.translate import Held
from snelsync.domain.vat import Treatment, VatKind, line_kind

LineKey = tuple[ChargeKind, int]
"""A line of an order: its kind and its id."""


@dataclass(slots=True)
class _Basket:
    """What is taken back so far: parts with their nets, and VAT; all positive."""

    parts: list[Part] = field(default_factory=list)
    nets: list[Decimal] = field(default_factory=list)
    vat: dict[VatKind, Decimal] = field(default_factory=dict)
    foreign: dict[ForeignVat, Decimal] = field(default_factory=dict)

    def put(self, part: Part, net: Decimal, tax: Decimal) -> None:
        self.parts.append(part)
        self.nets.append(net)
        if not tax:
            return
        if part.foreign is not None:
            rate = part.foreign
            self.foreign[rate] = self.foreign.get(rate, ZERO) + tax
        else:
            kind = line_kind(part.treatment)
            self.vat[kind] = self.vat.get(kind, ZERO) + tax

    @property
    def gross(self) -> Decimal:
        taxes = total(self.vat.values()) + total(self.foreign.values())
        return total(self.nets) + taxes


def take_lines(
    refund: Refund,
    order: Order,
    sale: Booking,
    open_now: Sequence[OpenRate],
    *,
    mapping: Mapping,
    chart: Chart,
) -> Taken | Held:
    """Take back exactly the lines a refund names, or say why that is not possible.

    Args:
        refund: the refund, in EUR.
        order: the order as read, in EUR.
        sale: what was booked of it; its accounts are used.
        open_now: what is open of it; no more can be taken.
        mapping: the bookkeeper's decisions.
        chart: the administration.
    """
    day = booking_day(order, mapping)
    named = {(line.kind, line.refunded_line_id) for line in refund.lines}
    booked = _by_source(sale)
    sold: dict[LineKey, list[Part]] = {}
    problems: tuple[Problem, ...] = ()
    for charge in order.charges:
        line_key = (charge.kind, charge.line_id)
        if line_key not in named:
            continue
        part = _as_booked(charge, order, booked)
        if part is not None:
            sold.setdefault(line_key, []).append(part)
            continue
        parts, more = classify(
            replace(order, charges=(charge,)), mapping=mapping, chart=chart, day=day
        )
        sold.setdefault(line_key, []).extend(parts)
        problems += more
    if problems:
        return Held(problems)
    basket = _Basket()
    for line in refund.lines:
        if line.net or line.tax:
            problem = _take(line, sold, basket, mapping)
            if problem is not None:
                return Held((problem,))
    placed, problems = _placed(basket, sale, mapping=mapping, chart=chart)
    residual = to_cents(refund.amount) - basket.gross
    problems += _mismatch(refund, basket, residual, mapping)
    problems += _beyond_open(basket, open_now)
    if problems:
        return Held(problems)
    lines = _written(placed, basket, residual, mapping=mapping)
    vat = {kind: -amount for kind, amount in basket.vat.items() if amount}
    problems = vat_plausibility(lines, vat, chart=chart, day=day)
    foreign = {rate: -amount for rate, amount in basket.foreign.items()}
    if problems:
        return Held(problems)
    rows = tuple(VatLine(kind, amount) for kind, amount in sorted(vat.items()))
    return Taken(lines, rows, foreign)


def _by_source(sale: Booking) -> dict[str, list[BookingLine]]:
    """Find a sale's lines by what they were sold as; an order may have thousands."""
    found: dict[str, list[BookingLine]] = {}
    for line in sale.lines:
        if line.treatment is not None and not line.is_vat:
            for source in line.source.split(", "):
                found.setdefault(source, []).append(line)
    return found


def _as_booked(
    charge: Charge, order: Order, booked: dict[str, list[BookingLine]]
) -> Part | None:
    """Treat a charge as its sale did, whatever rules, products and numbers say by now.

    None where the sale has no line of it, or several: then it is classified anew.
    """
    lines = booked.get(f"{charge.kind} {charge.line_id}", [])
    rates = [order.tax_line(share.rate_id) for share in charge.taxes]
    percents = [rate.percent if rate else None for rate in rates] or [Decimal(0)]
    if len({(line.treatment, line.foreign) for line in lines}) != 1:
        return None
    if len(percents) != 1 or percents[0] is None:
        return None
    line = lines[0]
    assert line.treatment is not None  # noqa: S101 - lines without one are left out
    return Part(
        charge=charge,
        net=charge.net,
        rounded=to_cents(charge.net),
        treatment=line.treatment,
        percent=percents[0],
        reason=line.reason,
        foreign=line.foreign,
    )


def _take(
    line: RefundLine,
    sold: dict[LineKey, list[Part]],
    basket: _Basket,
    mapping: Mapping,
) -> Problem | None:
    """Put what a refund line takes back in the basket."""
    parts = sold.get((line.kind, line.refunded_line_id), [])
    if not parts:
        return _line_unknown(line)
    if not line.net:
        return _take_tax(line, parts, basket, mapping)
    weights = [part.net for part in parts]
    taxes = _taxes(line, parts)
    if taxes is None or not sum(weights):
        return _tax_without_rate(line)
    cents = allocate(to_cents(line.net), weights)
    for part, net, tax in zip(parts, cents, taxes, strict=True):
        taken = replace(part, charge=replace(part.charge, quantity=line.quantity))
        basket.put(taken, net, tax)
    return None


def _taxes(line: RefundLine, parts: Sequence[Part]) -> Sequence[Decimal] | None:
    """Divide a refund line's VAT over its parts, by net x rate; None if none fits."""
    weights = [part.net * part.percent for part in parts]
    if sum(weights):
        return allocate(to_cents(line.tax), weights)
    return None if to_cents(line.tax) else [ZERO] * len(parts)


def _tax_without_rate(line: RefundLine) -> Problem:
    return Problem(
        code=Code.REFUND_MISMATCH,
        message=f"{eur(to_cents(line.tax))} VAT goes back of a line sold without VAT",
        remedy="correct the refund in the shop, or book it by hand",
        where=f"{line.kind} {line.code}".strip(),
    )


def _take_tax(
    line: RefundLine, parts: Sequence[Part], basket: _Basket, mapping: Mapping
) -> Problem | None:
    """Turn a sale into an untaxed one: its turnover moves, its VAT goes back."""
    becomes = mapping.refunds.tax_only
    at_home = not any(part.foreign for part in parts)
    if becomes is None or not at_home:
        return Problem(
            code=Code.REFUND_TAX_ONLY,
            message=f"only VAT goes back: {eur(to_cents(line.tax))} without turnover",
            remedy=(
                "find out why; if a domestic sale turned out to be untaxed, say as what"
                ' with `tax_only = "export"` (or another) under [refunds]; correct a'
                " foreign one by hand"
            ),
            about="refunds.tax_only" if becomes is None and at_home else "",
            where=f"{line.kind} {line.code}".strip(),
        )
    taxes = _taxes(line, parts)
    if taxes is None:
        return _tax_without_rate(line)
    for part, tax in zip(parts, taxes, strict=True):
        whole = tax == to_cents(part.charge.tax)
        base = (
            part.rounded
            if whole or not part.percent
            else to_cents(tax * 100 / part.percent)
        )
        basket.put(part, base, tax)
        basket.put(_untaxed(part, becomes), -base, ZERO)
    return None


def _untaxed(part: Part, becomes: Treatment) -> Part:
    return replace(
        part,
        treatment=becomes,
        percent=Decimal(0),
        foreign=None,
        reason=f"its VAT was refunded, which [refunds] tax_only calls {becomes}",
    )


def _line_unknown(line: RefundLine) -> Problem:
    return Problem(
        code=Code.REFUND_LINE_UNKNOWN,
        message=(
            f"{eur(to_cents(line.net + line.tax))} goes back of a line the order does"
            " not have (any more)"
        ),
        remedy="find out what was returned, and book this refund by hand",
        where=f"{line.kind} {line.code}".strip(),
    )


def _mismatch(
    refund: Refund, basket: _Basket, residual: Decimal, mapping: Mapping
) -> tuple[Problem, ...]:
    if abs(residual) <= mapping.limits.rounding_tolerance:
        return ()
    return (
        Problem(
            code=Code.REFUND_MISMATCH,
            message=(
                f"{eur(to_cents(refund.amount))} goes back, but its lines add up to"
                f" {eur(basket.gross)}: {eur(residual)} is unexplained"
            ),
            remedy="correct the refund in the shop, or book it by hand",
        ),
    )


def _beyond_open(basket: _Basket, open_now: Sequence[OpenRate]) -> tuple[Problem, ...]:
    """Refuse to take more of a rate than is open, give or take a cent a line."""
    problems = []
    for rate in open_now:
        nets = [
            net
            for part, net in zip(basket.parts, basket.nets, strict=True)
            if (part.treatment, part.foreign) == (rate.key.treatment, rate.key.foreign)
        ]
        over = total(nets) - rate.net
        if over > CENT * len(nets) and rate.net >= 0:
            problems.append(
                Problem(
                    code=Code.REFUND_TOO_LARGE,
                    message=(
                        f"{eur(total(nets))} of {rate.key.treatment} goes back, and"
                        f" only {eur(rate.net)} of it is open"
                    ),
                    remedy="correct the refunds in the shop, or book this one by hand",
                )
            )
    return tuple(problems)


def _written(
    placed: tuple[Placed, ...],
    basket: _Basket,
    residual: Decimal,
    *,
    mapping: Mapping,
) -> tuple[BookingLine, ...]:
    """Write the lines; rounding as in a sale."""
    nets = [-net for net in basket.nets]
    if residual and basket.foreign:
        largest = max(range(len(nets)), key=lambda index: abs(nets[index]))
        nets[largest] -= residual
        residual = ZERO
    lines = write_lines(placed, nets, mapping=mapping)
    return lines + rounding_lines(-residual, mapping)


def _placed(
    basket: _Basket, sale: Booking, *, mapping: Mapping, chart: Chart
) -> tuple[tuple[Placed, ...], tuple[Problem, ...]]:
    """Use the accounts of the sale, should the mapping have changed since."""
    accounts = {
        (source, line.treatment): (line.account, line.cost_centre)
        for line in sale.lines
        for source in line.source.split(", ")
    }
    placed: list[Placed] = []
    problems: tuple[Problem, ...] = ()
    for part in basket.parts:
        sold_on = accounts.get((part.source, part.treatment))
        if sold_on is not None:
            placed.append(Placed(part, *sold_on))
            continue
        found, more = place_parts((part,), mapping=mapping, chart=chart)
        placed += found
        problems += more
    return tuple(placed), problems
