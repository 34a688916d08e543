"""From an order to the booking of its sale, or to the reason there is none.

What the shop charged is booked, never recomputed: VAT per rate is the order's own,
the total is the order's own, and what rounding leaves between them is booked as such
when it is within the tolerance, and holds the order when it is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from snelsync.domain.accounts import Placed, place_parts, rounding_problems
from snelsync.domain.booking import (
    Booking,
    BookingLine,
    Customer,
    DocumentKey,
    DocumentKind,
    VatLine,
)
from snelsync.domain.chart import Chart
from snelsync.domain.classify import Part, classify, treat
from snelsync.domain.lines import rounding_lines, vat_plausibility, write_lines
from snelsync.domain.mapping import BookingDate, Mapping, PaymentMeaning
from snelsync.domain.money import ZERO, allocate, eur, to_cents, total
from snelsync.domain.order import Order
from snelsync.domain.problem import Code, Problem
from snelsync.domain.vat import (
    EU_COUNTRIES,
    VatKind,
    line_kind,
)

NUMBER_LENGTH = 25
TEXT_LENGTH = 250


@dataclass(frozen=True, slots=True)
class Translated:
    """The booking a document becomes, with what a person may want to know."""

    booking: Booking
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """The document cannot be booked surely right; every reason is here."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """Nothing has to be booked, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing has to be booked yet, and why."""

    reason: str


Translation = Translated | Held | Skipped | Waiting


def booking_day(order: Order, mapping: Mapping) -> date:
    """Give the day an order is booked on, in the shop's zone."""
    moment: datetime | None
    match mapping.shop.booking_date:
        case BookingDate.PAID:
            moment = order.paid or order.completed
        case BookingDate.COMPLETED:
            moment = order.completed or order.paid
        case BookingDate.CREATED:
            moment = None
    return (moment or order.created).astimezone(mapping.shop.zone).date()


def translate_sale(order: Order, *, mapping: Mapping, chart: Chart) -> Translation:
    """Translate an order into the booking of its sale.

    Total: any order gives a booking, a reason to skip or wait, or problems.
    """
    day = booking_day(order, mapping)
    passed = _passed_over(order, mapping=mapping, day=day)
    if passed is not None:
        return passed
    parts, problems = classify(order, mapping=mapping, rates=chart.rates, day=day)
    placed, more = place_parts(parts, mapping=mapping, chart=chart)
    problems += more + _circumstances(order, mapping=mapping, chart=chart)
    number = invoice_number(mapping.invoices.number, order=order)
    problems += number_problems(number)
    vat, vat_problems = _vat_of(order, mapping=mapping, chart=chart, day=day)
    problems += tuple(p for p in vat_problems if not _told(p, problems))
    if problems:
        return Held(problems)
    lines = _close(order, placed=placed, vat=vat, mapping=mapping)
    if isinstance(lines, Problem):
        return Held((lines,))
    if lines[-1:] and lines[-1].account == mapping.rounding:
        problems = rounding_problems(mapping, chart)
        if problems:
            return Held(problems)
    implausible = vat_plausibility(lines, vat, chart=chart, day=day)
    if implausible:
        return Held(implausible)
    description = mapping.invoices.sale_text.format(
        order_number=order.number, order_id=order.order_id, invoice=number
    )
    booking = Booking(
        key=DocumentKey(mapping.shop.name, DocumentKind.SALE, order.order_id),
        order_id=order.order_id,
        order_number=order.number,
        number=number,
        day=day,
        customer=customer_of(order, mapping),
        description=description[:TEXT_LENGTH],
        payment_term=_payment_term(order, mapping),
        lines=lines,
        vat=tuple(VatLine(kind, amount) for kind, amount in sorted(vat.items())),
        total=to_cents(order.total),
    )
    return Translated(booking)


def _passed_over(
    order: Order, *, mapping: Mapping, day: date
) -> Skipped | Waiting | Held | None:
    shop = mapping.shop
    if day < shop.start:
        return Skipped(f"dated {day.isoformat()}, before the start {shop.start}")
    if order.status in shop.wait:
        return Waiting(f"status {order.status}: not sold yet")
    if order.status in shop.skip:
        paid = ", although it was paid: see where the money is" if order.paid else ""
        return Skipped(f"status {order.status}: nothing was sold{paid}")
    if order.status not in shop.book:
        problem = Problem(
            code=Code.STATUS_UNKNOWN,
            message=f"nobody said what status '{order.status}' means for the books",
            remedy=(
                f'add "{order.status}" to `book`, `wait` or `skip` under'
                " [shop.statuses]"
            ),
        )
        return Held((problem,))
    empty = not any(charge.net or charge.tax for charge in order.charges)
    if empty and not order.total:
        return Skipped("total is EUR 0.00: there is nothing to book")
    return None


def _circumstances(
    order: Order, *, mapping: Mapping, chart: Chart
) -> tuple[Problem, ...]:
    """Check what does not depend on the lines: currency, gateway, country."""
    problems: list[Problem] = []
    if order.currency != "EUR":
        problems.append(
            Problem(
                code=Code.CURRENCY,
                message=f"the order is in {order.currency}, SnelStart books in EUR",
                remedy="book this order by hand at the rate of the day",
            )
        )
    if order.parent_id:
        problems.append(
            Problem(
                code=Code.SUB_ORDER,
                message=f"it is part of order {order.parent_id}: both would be double",
                remedy="book either the parent or its parts by hand",
            )
        )
    problems.extend(_payment_problems(order, mapping))
    country = order.country or mapping.shop.home
    if chart.country(country) is None:
        problems.append(
            Problem(
                code=Code.COUNTRY_UNKNOWN,
                message=f"SnelStart knows no country '{country}'",
                remedy="correct the country of the order's address in the shop",
            )
        )
    abroad = country in EU_COUNTRIES - {mapping.shop.home}
    if abroad and chart.company.foreign_vat:
        problems.append(
            Problem(
                code=Code.FOREIGN_VAT,
                message=(
                    f"the administration has OSS switched on, so a sale to {country}"
                    f" with {mapping.shop.home} VAT would be refused"
                ),
                remedy="find out which country's VAT is due, and book by hand",
            )
        )
    return tuple(problems)


_TEST_MODE = {"_mollie_payment_mode": "test", "_ppcp_paypal_payment_mode": "sandbox"}


def _payment_problems(order: Order, mapping: Mapping) -> list[Problem]:
    problems = []
    if any(order.meta_value(key) == value for key, value in _TEST_MODE.items()):
        problems.append(
            Problem(
                code=Code.TEST_PAYMENT,
                message="it was paid in the payment provider's test mode",
                remedy="delete the test order in the shop, or set it to cancelled",
            )
        )
    if mapping.payment(order.payment_method) is None:
        method = order.payment_method
        problems.append(
            Problem(
                code=Code.GATEWAY_UNKNOWN,
                message=f"nobody said what payment method '{method}' means",
                remedy=f'add a [[payments]] row with gateway = "{method}"',
            )
        )
    return problems


def _payment_term(order: Order, mapping: Mapping) -> int:
    payment = mapping.payment(order.payment_method)
    paid = payment is not None and payment.meaning is PaymentMeaning.PAID
    return 0 if paid else mapping.invoices.payment_term


def customer_of(order: Order, mapping: Mapping) -> Customer:
    """Give the collective card an order is booked on: one per destination country."""
    country = order.country or mapping.shop.home
    return Customer(
        country=country,
        name=mapping.customers.collective_name.format(country=country),
    )


def invoice_number(template: str, *, order: Order, refund_id: int = 0) -> str:
    """Make the invoice number, the same every time for the same order or refund."""
    return template.format(
        order_number=order.number.strip(),
        order_id=order.order_id,
        refund_id=refund_id,
    ).strip()


def number_problems(number: str) -> tuple[Problem, ...]:
    """Check a number against what SnelStart takes: 1 to 25 characters (BOE-0058)."""
    if 1 <= len(number) <= NUMBER_LENGTH:
        return ()
    return (
        Problem(
            code=Code.NUMBER_TOO_LONG,
            message=(
                f"invoice number '{number}' has {len(number)} characters, SnelStart"
                f" takes 1 to {NUMBER_LENGTH}"
            ),
            remedy="shorten `number` and `credit_number` under [invoices]",
        ),
    )


def _vat_of(
    order: Order, *, mapping: Mapping, chart: Chart, day: date
) -> tuple[dict[VatKind, Decimal], tuple[Problem, ...]]:
    """Add up the VAT the shop charged per kind, as it shows it: in whole cents."""
    vat: dict[VatKind, Decimal] = {}
    problems: list[Problem] = []
    for tax_line in order.tax_lines:
        amount = to_cents(tax_line.goods_tax) + to_cents(tax_line.shipping_tax)
        if not amount:
            continue
        treated = treat(tax_line, mapping=mapping, rates=chart.rates, day=day)
        if isinstance(treated, Problem):
            problems.append(treated)
            continue
        kind = line_kind(treated[0])
        vat[kind] = vat.get(kind, ZERO) + amount
    return {kind: amount for kind, amount in vat.items() if amount}, tuple(problems)


def _told(problem: Problem, problems: tuple[Problem, ...]) -> bool:
    return any(problem.message == other.message for other in problems)


def _close(
    order: Order,
    *,
    placed: tuple[Placed, ...],
    vat: dict[VatKind, Decimal],
    mapping: Mapping,
) -> tuple[BookingLine, ...] | Problem:
    """Make the lines add up to the order's total, by the shop's way of rounding.

    A shop that rounds per line closes on rounded nets, one that rounds at subtotal on
    the rounded sum per rate; the way that closes is the way the shop rounds. What is
    left is rounding when small, and a reason to stop when not.
    """
    parts = tuple(item.part for item in placed)
    due = to_cents(order.total) - total(vat.values())
    per_line = [part.rounded for part in parts]
    per_rate = _rounded_per_rate(parts)
    nets = min((per_line, per_rate), key=lambda way: abs(due - total(way)))
    residual = due - total(nets)
    if abs(residual) > mapping.limits.rounding_tolerance:
        return Problem(
            code=Code.AMOUNTS_DO_NOT_ADD_UP,
            message=(
                f"lines {eur(total(nets))} + VAT {eur(total(vat.values()))} ="
                f" {eur(total(nets) + total(vat.values()))}, but the order's total is"
                f" {eur(to_cents(order.total))}: {eur(residual)} is unexplained"
            ),
            remedy=(
                "look for a gift card, a deposit or a plugin that changed the total;"
                " book this order by hand"
            ),
        )
    return write_lines(placed, nets, mapping=mapping) + rounding_lines(
        residual, mapping
    )


def _rounded_per_rate(parts: tuple[Part, ...]) -> list[Decimal]:
    nets = [ZERO] * len(parts)
    for percent in {part.percent for part in parts}:
        chosen = [i for i, part in enumerate(parts) if part.percent == percent]
        base = to_cents(sum((parts[i].net for i in chosen), start=Decimal(0)))
        weights = [parts[i].net for i in chosen]
        if not sum(weights):
            continue
        for index, amount in zip(chosen, allocate(base, weights), strict=True):
            nets[index] = amount
    return nets
