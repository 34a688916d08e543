"""Makers of added-up periods: what the checks of a reconciliation are made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from snelsync.domain.booking import (
    Booking,
    BookingLine,
    Customer,
    ForeignVat,
    Outcome,
    VatLine,
)
from snelsync.domain.chart import AccountFunction, Chart
from snelsync.domain.decision import Decision
from snelsync.domain.money import total
from snelsync.domain.period import Period
from snelsync.domain.proof import Check, Mutation
from snelsync.domain.tally import Tally
from snelsync.domain.vat import Treatment, VatKind, line_kind

from .builders import DAY, booking, order, sale_key, sold
from .charts import account, full_chart
from .decided import decided

QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31), "2026-Q4")
GERMAN = ForeignVat("DE", Decimal(19), "SR")
VAT_HIGH, VAT_LOW = 1671, 1672
VAT_ACCOUNTS = (
    account(VAT_HIGH, AccountFunction.VAT, owed=VatKind.HIGH),
    account(VAT_LOW, AccountFunction.VAT, owed=VatKind.LOW),
)


def chart_with_vat() -> Chart:
    """Make a chart that says which accounts high and low VAT are owed on."""
    plain = full_chart()
    return full_chart(accounts=(*plain.accounts, *VAT_ACCOUNTS))


def line(
    number: int,
    amount: str,
    treatment: Treatment | None = Treatment.HIGH,
    **fields: Any,  # noqa: ANN401
) -> BookingLine:
    """Make a line on a ledger account."""
    return BookingLine(
        account=number,
        description="1 x MOK-001",
        amount=Decimal(amount),
        treatment=treatment,
        vat_kind=line_kind(treatment) if treatment else VatKind.NONE,
        reason="",
        **fields,
    )


def booked(
    order_id: int, *lines: BookingLine, day: date = DAY, number: str = "", **vat: str
) -> Booking:
    """Make the booking of an order; VAT by its kind: ``high="21.00"``."""
    rows = tuple(VatLine(VatKind(kind), Decimal(text)) for kind, text in vat.items())
    return booking(
        key=sale_key(order_id),
        order_id=order_id,
        order_number=str(order_id),
        number=number or str(order_id),
        day=day,
        customer=Customer("NL", "Webshop particulieren NL"),
        lines=lines,
        vat=rows,
        total=total([*(one.amount for one in lines), *(row.amount for row in rows)]),
    )


def mug(order_id: int = 173, **fields: Any) -> Booking:  # noqa: ANN401
    """Make the booking of one mug of EUR 100.00 with high VAT."""
    return booked(order_id, line(8100, "100.00"), high="21.00", **fields)


def to_germany(order_id: int, net: str, vat: str) -> Booking:
    """Make an OSS booking under the German standard rate."""
    return booked(
        order_id,
        line(8180, net, Treatment.OSS, foreign=GERMAN),
        line(1700, vat, Treatment.OSS, foreign=GERMAN, is_vat=True),
    )


def summed(
    *bookings: Booking,
    chart: Chart | None = None,
    outcome: Outcome = Outcome.BOOKED,
    **fields: Any,  # noqa: ANN401
) -> Tally:
    """Add up bookings of the last quarter of 2026, all of them in the books."""
    tally = Tally(
        period=QUARTER,
        mapping=fields.pop("mapping", decided()),
        chart=chart or chart_with_vat(),
    )
    for one in bookings:
        sale = Decision(
            key=one.key,
            order_id=one.order_id,
            order_number=one.order_number,
            number=one.number,
            day=one.day,
            total=one.total,
            outcome=outcome,
            fingerprint="f",
            booking=one,
            remote_id=f"b-{one.number}",
        )
        shop = order(
            order_id=one.order_id,
            number=one.order_number,
            vat_number=one.customer.vat_number,
        )
        tally.take(sold(shop), [sale], {})
    tally.flush()
    return tally


def mutation(number: int, amount: str, invoice: str, day: date = DAY) -> Mutation:
    """Make a mutation on an account."""
    return Mutation(number, day, Decimal(amount), invoice)


def mutations_of(*bookings: Booking) -> list[Mutation]:
    """Make what SnelStart has of bookings when nobody touched them."""
    owed = {VatKind.HIGH: VAT_HIGH, VatKind.LOW: VAT_LOW}
    found = []
    for one in bookings:
        found += [
            Mutation(part.account, one.day, part.amount, one.number)
            for part in one.lines
        ]
        found += [
            Mutation(owed[row.kind], one.day, row.amount, one.number)
            for row in one.vat
            if row.kind in owed
        ]
    return found


def sides(check: Check) -> list[tuple[str, str | None, str | None]]:
    """Give a check's rows as number and both sides."""
    return [
        (
            row.number,
            None if row.left is None else str(row.left),
            None if row.right is None else str(row.right),
        )
        for row in check.rows
    ]


def by_about(checks: Sequence[Check]) -> dict[str, Check]:
    """Find checks by what they are about."""
    assert len({one.about for one in checks}) == len(checks)
    return {one.about: one for one in checks}
