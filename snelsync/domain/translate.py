"""From an order to the booking of its sale, or to the reason there is none.

What the shop charged is booked, never recomputed: VAT per rate is the order's own,
the total is the order's own, and what rounding leaves between them is booked as such
when it is within the tolerance, and holds the order when it is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from snelsync.domain.accounts import place_parts, rounding_problems
from snelsync.domain.booking import (
    Booking,
    BookingLine,
    DocumentKey,
    DocumentKind,
    VatLine,
)
from snelsync.domain.chart import Chart
from snelsync.domain.classify import classify
from snelsync.domain.closing import close_sale, vat_charged
from snelsync.domain.currency import conversion_of, order_in_eur
from snelsync.domain.customers import customer_of, customer_remarks
from snelsync.domain.dates import booking_day
from snelsync.domain.discounts import discount_problems
from snelsync.domain.gift_cards import coupon_problem
from snelsync.domain.lines import ROUNDING, shipping_warnings, vat_plausibility
from snelsync.domain.mapping import Mapping, PaymentMeaning
from snelsync.domain.money import ZERO, to_cents, total
from snelsync.domain.order import Order
from snelsync.domain.oss import (
    foreign_vat_lines,
    implausible_foreign_vat,
    purity_problem,
    unexpected_at_home,
)
from snelsync.domain.problem import Code, Problem, Severity
from snelsync.domain.vat import Treatment, VatKind

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


def translate_sale(order: Order, *, mapping: Mapping, chart: Chart) -> Translation:
    """Translate an order into the booking of its sale.

    Total: any order gives a booking, a reason to skip or wait, or problems.
    """
    day = booking_day(order, mapping)
    passed = _passed_over(order, mapping=mapping, day=day)
    if passed is not None:
        return passed
    conversion = conversion_of(order, mapping)
    if isinstance(conversion, Problem):
        return Held((conversion, *_circumstances(order, mapping=mapping, chart=chart)))
    order = order_in_eur(order, conversion)
    parts, problems = classify(order, mapping=mapping, chart=chart, day=day)
    placed, more = place_parts(parts, mapping=mapping, chart=chart)
    problems += more + discount_problems(placed, mapping=mapping, chart=chart)
    problems += _circumstances(order, mapping=mapping, chart=chart)
    treatments = [part.treatment for part in parts]
    mixed = purity_problem(treatments)
    problems += (mixed,) if mixed else ()
    customer = customer_of(order, treatments, mapping)
    if isinstance(customer, Problem):
        problems += (customer,)
    elif not problems:
        refused = unexpected_at_home(
            customer, treatments, home=mapping.shop.home, chart=chart
        )
        problems += (refused,) if refused else ()
    number = sale_number(order, mapping)
    problems += number_problems(number)
    charged = vat_charged(order, mapping=mapping, chart=chart, day=day)
    problems += tuple(p for p in charged.problems if not _told(p, problems))
    if problems or isinstance(customer, Problem):
        return _stopped(problems)
    lines = close_sale(order, placed=placed, charged=charged, mapping=mapping)
    if isinstance(lines, Problem):
        return Held((lines,))
    lines += foreign_vat_lines(
        charged.foreign, chart=chart, text=mapping.invoices.foreign_vat_text
    )
    problems = _last_look(
        lines, charged.domestic, mapping=mapping, chart=chart, day=day
    )
    if problems:
        return Held(problems)
    description = mapping.invoices.sale_text.format(
        order_number=order.number, order_id=order.order_id, invoice=number
    )
    vat = [VatLine(kind, amount) for kind, amount in sorted(charged.domestic.items())]
    if any(line.treatment is Treatment.REVERSE_CHARGED for line in lines):
        vat.append(VatLine(VatKind.REVERSE_CHARGED, ZERO))
    booking = Booking(
        key=DocumentKey(mapping.shop.name, DocumentKind.SALE, order.order_id),
        order_id=order.order_id,
        order_number=order.number,
        number=number,
        day=day,
        customer=customer,
        description=description[:TEXT_LENGTH],
        payment_term=_payment_term(order, mapping),
        lines=lines,
        vat=tuple(vat),
        total=to_cents(order.total),
        exchange=conversion.source if conversion else "",
        factor=conversion.factor if conversion else None,
    )
    remarks = shipping_warnings(parts) + customer_remarks(order, customer, mapping)
    return Translated(booking, remarks)


def _stopped(problems: tuple[Problem, ...]) -> Held | Waiting:
    """Wait when waiting is all there is to do; else a person must look."""
    if all(problem.severity is Severity.WAIT for problem in problems):
        return Waiting(problems[0].message)
    return Held(problems)


def _last_look(
    lines: tuple[BookingLine, ...],
    vat: dict[VatKind, Decimal],
    *,
    mapping: Mapping,
    chart: Chart,
    day: date,
) -> tuple[Problem, ...]:
    """Check what only the finished lines show."""
    problems: tuple[Problem, ...] = ()
    if all(line.source == ROUNDING for line in lines):
        return (_nothing_left(),)
    if not total(line.amount for line in lines) + total(vat.values()):
        return (_zero_total(),)
    if any(line.source == ROUNDING for line in lines):
        problems += rounding_problems(mapping, chart)
    treatments = {line.treatment for line in lines}
    if Treatment.REVERSE_CHARGED in treatments and vat:
        problems += (_mixed_reverse_charge(),)
    problems += implausible_foreign_vat(lines)
    return problems + vat_plausibility(lines, vat, chart=chart, day=day)


def _nothing_left() -> Problem:
    return Problem(
        code=Code.AMOUNTS_DO_NOT_ADD_UP,
        message="no line is worth a cent, so there is nothing to book but rounding",
        remedy="look at the order in the shop, and book it by hand",
    )


def _zero_total() -> Problem:
    return Problem(
        code=Code.ZERO_TOTAL,
        message="something was sold and the total is EUR 0.00: SnelStart may refuse it",
        remedy="book this order by hand: the sale, and what it was paid with",
    )


def _mixed_reverse_charge() -> Problem:
    return Problem(
        code=Code.VAT_IMPLAUSIBLE,
        message="reverse charge may not stand beside other VAT (SnelStart: BOE-0062)",
        remedy="split the order in the shop, or book it by hand",
    )


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
            about=order.status,
        )
        return Held((problem,))
    empty = not any(to_cents(c.net) or to_cents(c.tax) for c in order.charges)
    if empty and not to_cents(order.total):
        return Skipped("total is EUR 0.00: there is nothing to book")
    return None


def _circumstances(
    order: Order, *, mapping: Mapping, chart: Chart
) -> tuple[Problem, ...]:
    """Check what does not depend on the lines: gateway, country, gift cards."""
    problems: list[Problem] = []
    if order.parent_id:
        problems.append(
            Problem(
                code=Code.SUB_ORDER,
                message=f"it is part of order {order.parent_id}: both would be double",
                remedy="book either the parent or its parts by hand",
            )
        )
    problems.extend(_payment_problems(order, mapping))
    card = coupon_problem(order, mapping)
    problems += [card] if card else []
    country = order.country or mapping.shop.home
    if chart.country(country) is None:
        problems.append(
            Problem(
                code=Code.COUNTRY_UNKNOWN,
                message=f"SnelStart knows no country '{country}'",
                remedy="correct the country of the order's address in the shop",
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
                about=method,
            )
        )
    return problems


def _payment_term(order: Order, mapping: Mapping) -> int:
    payment = mapping.payment(order.payment_method)
    paid = payment is not None and payment.meaning is PaymentMeaning.PAID
    return 0 if paid else mapping.invoices.payment_term


def sale_number(order: Order, mapping: Mapping) -> str:
    """Give a sale's invoice number: an invoice plugin's own, else by the template."""
    for key in mapping.invoices.number_keys:
        found = order.meta_value(key).strip()
        if found:
            return found
    return invoice_number(mapping.invoices.number, order=order)


def invoice_number(template: str, *, order: Order, refund_id: int = 0) -> str:
    """Make the invoice number, the same every time for the same order or refund."""
    return template.format(
        order_number=order.number.strip(),
        order_id=order.order_id,
        refund_id=refund_id,
    ).strip()


def number_problems(
    number: str, *, settings: str = "`number` and `credit_number`"
) -> tuple[Problem, ...]:
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
            remedy=f"shorten {settings} under [invoices]",
        ),
    )


def _told(problem: Problem, problems: tuple[Problem, ...]) -> bool:
    return any(problem.message == other.message for other in problems)
