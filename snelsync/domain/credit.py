"""From a refund to the credit booking, or to the reason there is none.

A credit is a new booking with negative amounts, at the sale's own treatment and rates,
dated on the day of the refund: an old booking is never edited. A refund of everything
takes back exactly what the sale booked; a refund of lines takes back those lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from snelsync.domain.accounts import Placed, place_parts
from snelsync.domain.booking import (
    Booking,
    BookingLine,
    DocumentKey,
    DocumentKind,
    VatLine,
)
from snelsync.domain.chart import Chart
from snelsync.domain.classify import Part, classify
from snelsync.domain.lines import (
    TEXT_LENGTH,
    rounding_lines,
    vat_plausibility,
    write_lines,
)
from snelsync.domain.mapping import Mapping
from snelsync.domain.money import ZERO, allocate, eur, to_cents, total
from snelsync.domain.order import Charge, Order, Refund, RefundLine
from snelsync.domain.problem import Code, Problem
from snelsync.domain.translate import (
    Held,
    Skipped,
    Translated,
    Translation,
    Waiting,
    booking_day,
    invoice_number,
    number_problems,
)
from snelsync.domain.vat import VatKind, line_kind


def refund_day(refund: Refund, mapping: Mapping) -> date:
    """Give the day a refund is booked on, in the shop's zone."""
    return refund.created.astimezone(mapping.shop.zone).date()


def translate_credit(
    refund: Refund,
    order: Order,
    *,
    sale: Translation,
    earlier: Sequence[Refund],
    mapping: Mapping,
    chart: Chart,
) -> Translation:
    """Translate a refund into its credit booking.

    Args:
        refund: the refund.
        order: the order it belongs to.
        sale: the order's booking as it stands in the books, or as it would be made,
            or why there is none.
        earlier: the order's refunds made before this one.
        mapping: the bookkeeper's decisions.
        chart: the administration.
    """
    passed = _passed_over(refund, sale=sale, mapping=mapping)
    if passed is not None:
        return passed
    if not isinstance(sale, Translated):
        return Held((_order_not_booked(order, sale),))
    number = invoice_number(
        mapping.invoices.credit_number, order=order, refund_id=refund.refund_id
    )
    problems = number_problems(number) + _too_large(refund, order, earlier)
    if problems:
        return Held(problems)
    amounts = _amounts(refund, order, sale.booking, mapping=mapping, chart=chart)
    if isinstance(amounts, Held):
        return amounts
    lines, vat = amounts
    text = mapping.invoices.credit_text.format(
        order_number=order.number,
        order_id=order.order_id,
        refund_id=refund.refund_id,
        invoice=sale.booking.number,
    )
    booking = Booking(
        key=DocumentKey(mapping.shop.name, DocumentKind.CREDIT, refund.refund_id),
        order_id=order.order_id,
        order_number=order.number,
        number=number,
        day=refund_day(refund, mapping),
        customer=sale.booking.customer,
        description=text[:TEXT_LENGTH],
        payment_term=sale.booking.payment_term,
        lines=lines,
        vat=vat,
        total=-to_cents(refund.amount),
    )
    return Translated(booking)


def _passed_over(
    refund: Refund, *, sale: Translation, mapping: Mapping
) -> Skipped | Waiting | None:
    day = refund_day(refund, mapping)
    if day < mapping.shop.start:
        return Skipped(
            f"dated {day.isoformat()}, before the start {mapping.shop.start}"
        )
    if not refund.amount and not refund.lines:
        return Skipped("refund of EUR 0.00: there is nothing to book")
    if isinstance(sale, Waiting):
        return Waiting(f"its order is not booked yet ({sale.reason})")
    return None


def _order_not_booked(order: Order, sale: Held | Skipped | Waiting) -> Problem:
    if isinstance(sale, Held):
        return Problem(
            code=Code.ORDER_NOT_BOOKED,
            message=f"order {order.number} is itself held: there is no sale to credit",
            remedy=f"mend the order first: `snelsync show {order.number}`",
        )
    return Problem(
        code=Code.ORDER_NOT_BOOKED,
        message=(
            f"order {order.number} is not in the books ({sale.reason}), so there is no"
            " sale to credit"
        ),
        remedy="find out where the sale was booked, and book this refund by hand",
    )


def _too_large(
    refund: Refund, order: Order, earlier: Sequence[Refund]
) -> tuple[Problem, ...]:
    before = total(to_cents(other.amount) for other in earlier)
    room = to_cents(order.total) - before
    if to_cents(refund.amount) <= room:
        return ()
    return (
        Problem(
            code=Code.REFUND_TOO_LARGE,
            message=(
                f"{eur(to_cents(refund.amount))} goes back while {eur(room)} of the"
                f" order's {eur(to_cents(order.total))} is left"
            ),
            remedy="find out what was paid back; correct the refunds or book by hand",
        ),
    )


def _amounts(
    refund: Refund, order: Order, sale: Booking, *, mapping: Mapping, chart: Chart
) -> tuple[tuple[BookingLine, ...], tuple[VatLine, ...]] | Held:
    if to_cents(refund.amount) == sale.total:
        return _mirror(sale)
    if not refund.lines:
        return Held((_without_lines(refund),))
    return _by_lines(refund, order, sale, mapping=mapping, chart=chart)


def _mirror(sale: Booking) -> tuple[tuple[BookingLine, ...], tuple[VatLine, ...]]:
    """Take back exactly what the sale booked, per account and rate."""
    lines = tuple(replace(line, amount=-line.amount) for line in sale.lines)
    return lines, tuple(replace(row, amount=-row.amount) for row in sale.vat)


def _without_lines(refund: Refund) -> Problem:
    return Problem(
        code=Code.REFUND_WITHOUT_LINES,
        message=(
            f"{eur(to_cents(refund.amount))} goes back without saying of which lines,"
            " so its VAT is unknown"
        ),
        remedy="make the refund again in the shop per line, or book it by hand",
    )


def _by_lines(
    refund: Refund, order: Order, sale: Booking, *, mapping: Mapping, chart: Chart
) -> tuple[tuple[BookingLine, ...], tuple[VatLine, ...]] | Held:
    day = booking_day(order, mapping)
    sold, problems = classify(order, mapping=mapping, rates=chart.rates, day=day)
    if problems:
        return Held(problems)
    parts: list[Part] = []
    vat: dict[VatKind, Decimal] = {}
    for line in refund.lines:
        if not line.net and not line.tax:
            continue
        found = _taken_back(line, order, sold)
        if isinstance(found, Problem):
            return Held((found,))
        parts += found
        for part, tax in _tax_of(line, found):
            kind = line_kind(part.treatment)
            vat[kind] = vat.get(kind, ZERO) - tax
    placed, problems = place_parts(tuple(parts), mapping=mapping, chart=chart)
    mismatch = _mismatch(refund, mapping)
    if problems or mismatch:
        return Held(problems + mismatch)
    nets = [-part.rounded for part in parts]
    vat = {kind: amount for kind, amount in vat.items() if amount}
    residual = -to_cents(refund.amount) - total(nets) - total(vat.values())
    lines = write_lines(_as_sold(placed, sale), nets, mapping=mapping)
    lines += rounding_lines(residual, mapping)
    implausible = vat_plausibility(lines, vat, chart=chart, day=day)
    if implausible:
        return Held(implausible)
    return lines, tuple(VatLine(kind, amount) for kind, amount in sorted(vat.items()))


def _taken_back(
    line: RefundLine, order: Order, sold: tuple[Part, ...]
) -> list[Part] | Problem:
    """Find the sold parts a refund line takes back, with the amounts it takes."""
    charge = order.charge(line.kind, line.refunded_line_id)
    of_charge = [
        part
        for part in sold
        if part.charge.kind is line.kind
        and part.charge.line_id == line.refunded_line_id
    ]
    if charge is None or not of_charge:
        return Problem(
            code=Code.REFUND_LINE_UNKNOWN,
            message=(
                f"{eur(to_cents(line.net + line.tax))} goes back of a line the order"
                " does not have (any more)"
            ),
            remedy="find out what was returned, and book this refund by hand",
            where=f"{line.kind} {line.code}".strip(),
        )
    if not line.net:
        return Problem(
            code=Code.REFUND_TAX_ONLY,
            message=f"only VAT goes back: {eur(to_cents(line.tax))} without turnover",
            remedy="find out why (exempt, export?), and book this refund by hand",
            where=f"{line.kind} {line.code}".strip(),
        )
    return _scaled(line, charge, of_charge)


def _as_sold(placed: tuple[Placed, ...], sale: Booking) -> tuple[Placed, ...]:
    """Use the accounts of the sale, should the mapping have changed since."""
    accounts = {
        (source, line.treatment): line.account
        for line in sale.lines
        for source in line.source.split(", ")
    }
    return tuple(
        replace(
            item,
            account=accounts.get((item.part.source, item.part.treatment), item.account),
        )
        for item in placed
    )


def _scaled(line: RefundLine, charge: Charge, sold: list[Part]) -> list[Part]:
    weights = [part.net for part in sold]
    cents = allocate(to_cents(line.net), weights)
    taken = replace(charge, quantity=line.quantity)
    return [
        replace(
            part,
            charge=taken,
            net=line.net * part.net / sum(weights),
            rounded=amount,
        )
        for part, amount in zip(sold, cents, strict=True)
    ]


def _tax_of(line: RefundLine, parts: list[Part]) -> list[tuple[Part, Decimal]]:
    """Divide a refund line's VAT over its parts, by net x rate."""
    weights = [part.net * part.percent for part in parts]
    if not sum(weights):
        return [(part, ZERO) for part in parts]
    shares = allocate(to_cents(line.tax), weights)
    return list(zip(parts, shares, strict=True))


def _mismatch(refund: Refund, mapping: Mapping) -> tuple[Problem, ...]:
    lines = total(to_cents(line.net) + to_cents(line.tax) for line in refund.lines)
    residual = to_cents(refund.amount) - lines
    if abs(residual) <= mapping.limits.rounding_tolerance:
        return ()
    return (
        Problem(
            code=Code.REFUND_MISMATCH,
            message=(
                f"{eur(to_cents(refund.amount))} goes back, but its lines add up to"
                f" {eur(lines)}: {eur(residual)} is unexplained"
            ),
            remedy="correct the refund in the shop, or book it by hand",
        ),
    )
