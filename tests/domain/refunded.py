"""Orders refunded in pieces, in any order, until nothing is left."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from snelsync.domain.booking import Booking, ForeignVat
from snelsync.domain.order import Charge, ChargeKind, Order, Refund, RefundLine

from .builders import CENT, cents, charge, order, refund, tax_line
from .generated import Draw, realistic_orders

PERCENTS = {"DE": ("19", "7"), "FR": ("20", "5.5"), "BE": ("21", "6")}


@st.composite
def oss_orders(draw: Draw) -> Order:
    """Make an order of a consumer in another member state, with its VAT."""
    country = draw(st.sampled_from(sorted(PERCENTS)))
    percents = dict(enumerate(map(Decimal, PERCENTS[country]), start=1))
    charges: list[Charge] = []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        rate = draw(st.sampled_from([1, 2]))
        net = Decimal(draw(st.integers(1, 30_000))) / 100
        tax = cents(net * percents[rate] / 100)
        kind = ChargeKind.SHIPPING if number == 8 else ChargeKind.ITEM
        charges.append(_charge(kind, number, net, tax, rate))
    rates = tuple(
        tax_line(
            rate,
            str(percent),
            goods=str(_tax(charges, rate, shipped=False)),
            shipping=str(_tax(charges, rate, shipped=True)),
            country=country,
        )
        for rate, percent in percents.items()
    )
    whole = sum((one.net + one.tax for one in charges), start=Decimal(0))
    if whole > 1:
        whole += Decimal(draw(st.sampled_from(["0.00", "0.00", "0.01", "-0.02"])))
    return order(
        *charges,
        total=whole,
        tax_lines=rates,
        ship_country=country,
        bill_country=country,
    )


def _charge(
    kind: ChargeKind, number: int, net: Decimal, tax: Decimal, rate: int
) -> Charge:
    return charge(
        str(net), str(tax), kind=kind, line_id=number, rate=rate, code=f"SKU-{number}"
    )


def _tax(charges: list[Charge], rate: int, *, shipped: bool) -> Decimal:
    return sum(
        (
            one.tax
            for one in charges
            if one.taxes[0].rate_id == rate
            and (one.kind is ChargeKind.SHIPPING) is shipped
        ),
        start=Decimal(0),
    )


@st.composite
def refunded_orders(draw: Draw) -> tuple[Order, list[Refund]]:
    """Make an order and refunds that add up to it, per line or as an amount."""
    one = draw(st.one_of(realistic_orders(), oss_orders()))
    left = one.total
    refunds: list[Refund] = []
    charges = [sold for sold in one.charges if sold.net > 0]
    for number in range(1, draw(st.integers(0, 4)) + 1):
        if left <= CENT or not charges:
            break
        back = (
            _of_a_line(draw, charges)
            if draw(st.booleans())
            else refund(str(Decimal(draw(st.integers(1, int(left * 100)))) / 100))
        )
        if not 0 < back.amount < left:
            continue
        left -= back.amount
        refunds.append(replace(back, refund_id=number))
    if left > 0:
        refunds.append(refund(str(left), refund_id=99))
    return one, refunds


def _of_a_line(draw: Draw, charges: list[Charge]) -> Refund:
    """Refund a line, or a part of it, for what that part cost; never one twice."""
    sold = charges.pop(draw(st.integers(0, len(charges) - 1)))
    part = draw(st.sampled_from(["1", "0.5", "0.3333"]))
    net, tax = cents(sold.net * Decimal(part)), cents(sold.tax * Decimal(part))
    line = RefundLine(
        kind=sold.kind,
        refunded_line_id=sold.line_id,
        name=sold.name,
        code=sold.code,
        quantity=Decimal(0),
        net=net,
        tax=tax,
        taxes=sold.taxes,
    )
    return refund(str(net + tax), line)


def foreign_vat(*bookings: Booking) -> dict[ForeignVat | None, Decimal]:
    """Add foreign VAT up per rate; what comes to zero is left out."""
    found: dict[ForeignVat | None, Decimal] = {}
    for booking in bookings:
        for line in booking.lines:
            if line.is_vat:
                found[line.foreign] = found.get(line.foreign, Decimal(0)) + line.amount
    return {rate: amount for rate, amount in found.items() if amount}
