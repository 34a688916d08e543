"""From a refund to the credit booking, or to the reason there is none.

A credit is a new booking with negative amounts, at the sale's own treatment and rates,
dated on the day of the refund: an old booking is never edited. The refund that empties
an order takes exactly what is left, per account and rate; a refund of lines takes those
lines; an amount without lines is spread over what is open, where that was chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from snelsync.domain.accounts import rounding_problems
from snelsync.domain.booking import (
    Booking,
    BookingLine,
    DocumentKey,
    DocumentKind,
    VatLine,
)
from snelsync.domain.chart import Chart
from snelsync.domain.correct import corrected_number
from snelsync.domain.currency import (
    conversion_of_sale,
    order_in_eur,
    refund_in_eur,
)
from snelsync.domain.dates import refund_day
from snelsync.domain.lines import ROUNDING, TEXT_LENGTH
from snelsync.domain.mapping import Choice, Mapping
from snelsync.domain.money import eur, to_cents, total
from snelsync.domain.open_amounts import (
    OpenRate,
    RateKey,
    Taken,
    open_rates,
    take_amount,
    take_everything,
)
from snelsync.domain.order import Order, Refund
from snelsync.domain.oss import foreign_vat_lines
from snelsync.domain.problem import Code, Problem, Severity
from snelsync.domain.refund_lines import take_lines
from snelsync.domain.translate import (
    Held,
    Skipped,
    Translated,
    Translation,
    Waiting,
    invoice_number,
    number_problems,
)


@dataclass(frozen=True, slots=True)
class Before:
    """What was done about an order before the refund at hand.

    Attributes:
        sale: the order's booking as it stands in the books, or as it would be made,
            or why there is none.
        credits: the credit bookings of its earlier refunds.
        held: an earlier refund has no booking, so what is open is not known.
        refunded: what all earlier refunds gave back, booked or not, in the order's
            own currency.
    """

    sale: Translation
    credits: tuple[Booking, ...] = ()
    held: bool = False
    refunded: Decimal = Decimal("0.00")


def translate_credit(
    refund: Refund,
    order: Order,
    *,
    before: Before,
    mapping: Mapping,
    chart: Chart,
    now: datetime,
) -> Translation:
    """Translate a refund into its credit booking.

    Args:
        refund: the refund.
        order: the order it belongs to.
        before: what was done about the order before.
        mapping: the bookkeeper's decisions.
        chart: the administration.
        now: the present moment; a refund made just now waits.
    """
    passed = _passed_over(refund, sale=before.sale, mapping=mapping, now=now)
    if passed is not None:
        return passed
    sale = before.sale
    if not isinstance(sale, Translated):
        return Held((_order_not_booked(order, sale),))
    number = invoice_number(
        mapping.invoices.credit_number, order=order, refund_id=refund.refund_id
    )
    problems = number_problems(number) + _too_large(refund, order, sale.booking, before)
    if problems:
        return Held(problems)
    found = _amounts(refund, order, before, sale.booking, mapping=mapping, chart=chart)
    if isinstance(found, Held):
        return found
    taken, warnings = found
    return _credit(
        _Head(refund.refund_id, number, refund_day(refund, mapping)),
        order,
        sale.booking,
        taken=taken,
        warnings=warnings,
        mapping=mapping,
        chart=chart,
    )


def translate_cancellation(
    order: Order,
    *,
    sale: Booking,
    credits_made: Sequence[Booking],
    day: date,
    mapping: Mapping,
    chart: Chart,
    revision: int = 0,
) -> Translation:
    """Take back all that is open of a sale whose order was cancelled or deleted."""
    number = whole_credit_number(order, revision, mapping)
    problems = number_problems(number)
    if problems:
        return Held(problems)
    open_now = open_rates(sale, credits_made)
    taken = take_everything(
        open_now,
        _percents(open_now, chart, sale.day),
        reason="the order was cancelled: all of it back",
    )
    if not taken.lines:
        return Skipped("cancelled, and nothing of it is open")
    return _credit(
        _Head(order.order_id, number, day, revision),
        order,
        sale,
        taken=taken,
        warnings=(),
        mapping=mapping,
        chart=chart,
    )


def whole_credit_number(order: Order, revision: int, mapping: Mapping) -> str:
    """Give the invoice number of the credit of a whole order."""
    number = invoice_number(
        mapping.invoices.credit_number, order=order, refund_id=order.order_id
    )
    return corrected_number(number, revision, mapping)


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above a credit: whose id it has, its number and its day."""

    credit_id: int
    number: str
    day: date
    revision: int = 0


def _credit(
    head: _Head,
    order: Order,
    sale: Booking,
    *,
    taken: Taken,
    warnings: tuple[Problem, ...],
    mapping: Mapping,
    chart: Chart,
) -> Translation:
    text = mapping.invoices.credit_text.format(
        order_number=order.number,
        order_id=order.order_id,
        refund_id=head.credit_id,
        invoice=sale.number,
    )
    lines = taken.lines
    if taken.by_account:
        lines = tuple(replace(one, description=text[:TEXT_LENGTH]) for one in lines)
    lines += foreign_vat_lines(
        taken.foreign, chart=chart, text=mapping.invoices.foreign_vat_text
    )
    problems = credit_problems(lines, mapping=mapping, chart=chart)
    if problems:
        return Held(problems)
    vat: tuple[VatLine, ...] = taken.vat
    amounts = total(line.amount for line in lines) + total(row.amount for row in vat)
    booking = Booking(
        key=DocumentKey(
            mapping.shop.name, DocumentKind.CREDIT, head.credit_id, head.revision
        ),
        order_id=order.order_id,
        order_number=order.number,
        number=head.number,
        day=head.day,
        customer=sale.customer,
        description=text[:TEXT_LENGTH],
        payment_term=sale.payment_term,
        lines=lines,
        vat=vat,
        total=amounts,
        exchange=sale.exchange,
        factor=sale.factor,
    )
    return Translated(booking, warnings)


def credit_problems(
    lines: tuple[BookingLine, ...], *, mapping: Mapping, chart: Chart
) -> tuple[Problem, ...]:
    """Check what only the finished lines of a credit show."""
    if all(line.source == ROUNDING for line in lines):
        return (
            Problem(
                code=Code.REFUND_MISMATCH,
                message="the refund's lines are worth nothing, and the refund is not",
                remedy="correct the refund in the shop, or book it by hand",
            ),
        )
    if any(line.source == ROUNDING for line in lines):
        return rounding_problems(mapping, chart)
    return ()


def _passed_over(
    refund: Refund, *, sale: Translation, mapping: Mapping, now: datetime
) -> Skipped | Waiting | None:
    day = refund_day(refund, mapping)
    if day < mapping.shop.start:
        return Skipped(
            f"dated {day.isoformat()}, before the start {mapping.shop.start}"
        )
    if not to_cents(refund.amount) and not any(
        line.net or line.tax for line in refund.lines
    ):
        return Skipped("refund of EUR 0.00: there is nothing to book")
    quiet = timedelta(minutes=mapping.refunds.quiet_minutes)
    if now - refund.created < quiet:
        return Waiting(
            f"made less than {mapping.refunds.quiet_minutes} minutes ago: a refund that"
            " fails at the bank vanishes again"
        )
    if isinstance(sale, Waiting):
        return Waiting(f"its order is not booked yet ({sale.reason})")
    return None


def _order_not_booked(order: Order, sale: Held | Skipped | Waiting) -> Problem:
    if isinstance(sale, Held):
        return Problem(
            code=Code.ORDER_NOT_BOOKED,
            message=f"order {order.number} is itself held: there is no sale to credit",
            remedy="mend the order first: `snelsync show` tells what holds it",
        )
    return Problem(
        code=Code.ORDER_NOT_BOOKED,
        message=(
            f"order {order.number} is not in the books ({sale.reason}), so there is no"
            " sale to credit"
        ),
        remedy="find out where the sale was booked, and book this refund by hand",
    )


def _whole(order: Order, sale: Booking) -> Decimal:
    """Give what was sold, in the order's own currency: converting it rounds.

    As it was booked, which the order may no longer say.
    """
    return to_cents(order.total) if sale.exchange else sale.total


def _too_large(
    refund: Refund, order: Order, sale: Booking, before: Before
) -> tuple[Problem, ...]:
    room = _whole(order, sale) - before.refunded
    if to_cents(refund.amount) <= room:
        return ()
    return (
        Problem(
            code=Code.REFUND_TOO_LARGE,
            message=(
                f"{order.currency} {to_cents(refund.amount)} goes back while"
                f" {order.currency} {room} of the order's"
                f" {order.currency} {_whole(order, sale)} is left"
            ),
            remedy="find out what was paid back; correct the refunds or book by hand",
        ),
    )


def _amounts(
    refund: Refund,
    order: Order,
    before: Before,
    sale: Booking,
    *,
    mapping: Mapping,
    chart: Chart,
) -> tuple[Taken, tuple[Problem, ...]] | Held:
    empties = to_cents(refund.amount) + before.refunded == _whole(order, sale)
    open_now = open_rates(sale, before.credits)
    percents = _percents(open_now, chart, sale.day)
    if empties and not before.held:
        reason = "the refund that empties the order takes all that is left"
        return take_everything(open_now, percents, reason=reason), ()
    conversion = conversion_of_sale(sale)
    if isinstance(conversion, Problem):
        return Held((conversion,))
    refund = refund_in_eur(refund, conversion)
    amount = to_cents(refund.amount)
    if refund.lines:
        order = order_in_eur(order, conversion)
        taken = take_lines(refund, order, sale, open_now, mapping=mapping, chart=chart)
        return taken if isinstance(taken, Held) else (taken, ())
    if mapping.refunds.without_lines is Choice.HOLD:
        return Held((_without_lines(amount),))
    if before.held:
        return Held((_after_held(amount),))
    reason = "an amount without lines: pro rata over what is open per rate"
    spread = take_amount(amount, open_now, percents, reason=reason)
    if spread is None:
        return Held((_nothing_open(amount),))
    several = len(spread.vat) + len(spread.foreign) > 1
    return spread, (_pro_rata(amount),) if several else ()


def _percents(
    open_now: Sequence[OpenRate], chart: Chart, day: date
) -> dict[RateKey, Decimal]:
    return {rate.key: _percent(rate.key, chart, day) for rate in open_now}


def _percent(key: RateKey, chart: Chart, day: date) -> Decimal:
    if key.foreign is not None:
        return key.foreign.percent
    return chart.rates.percent_of(key.vat_kind, day) or Decimal(0)


def _nothing_open(amount: Decimal) -> Problem:
    return Problem(
        code=Code.REFUND_TOO_LARGE,
        message=f"{eur(amount)} goes back, and not that much turnover is open",
        remedy="find out what was paid back; correct the refunds or book by hand",
    )


def _pro_rata(amount: Decimal) -> Problem:
    return Problem(
        code=Code.REFUND_PRO_RATA,
        message=(
            f"{eur(amount)} goes back without saying of which lines: its VAT was"
            " divided pro rata over what is open per rate"
        ),
        remedy="make refunds per line in the shop where the division matters",
        severity=Severity.WARN,
    )


def _without_lines(amount: Decimal) -> Problem:
    return Problem(
        code=Code.REFUND_WITHOUT_LINES,
        message=(
            f"{eur(amount)} goes back without saying of which lines, so its VAT is"
            " unknown"
        ),
        remedy=(
            'set `without_lines = "book"` under [refunds] to divide it pro rata, or'
            " make the refund again in the shop per line"
        ),
        about="refunds.without_lines",
    )


def _after_held(amount: Decimal) -> Problem:
    return Problem(
        code=Code.REFUND_AFTER_HELD,
        message=(
            f"{eur(amount)} goes back after a refund that is itself held, or was"
            " booked another way, so what is open is not known"
        ),
        remedy="mend the earlier refund of this order first, or book this one by hand",
    )
