"""Small orders, refunds and bookings that are right to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from snelsync.app.ports import Sending
from snelsync.domain.booking import (
    Booking,
    BookingLine,
    Customer,
    DocumentKey,
    DocumentKind,
    VatLine,
)
from snelsync.domain.order import (
    Business,
    Charge,
    ChargeKind,
    Order,
    Refund,
    RefundLine,
    RefundPointer,
    TaxLine,
    TaxShare,
)
from snelsync.domain.vat import Treatment, VatKind

SHOP = "shop.test"
SOLD_ON = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
NL = Customer(country="NL", name="Webshop particulieren NL")
BELGIAN = Customer(
    country="BE",
    name="Peeters & Zonen BVBA",
    vat_number="BE0477472701",
    business=Business(
        name="Peeters & Zonen BVBA",
        vat_number="BE0477472701",
        kvk="",
        street="Meir 24",
        postcode="2000",
        city="Antwerpen",
        email="",
    ),
)


def an_order(order_id: int = 173, *, refunds: tuple[int, ...] = ()) -> Order:
    """Give a mug of EUR 12.10 with 21 % VAT in it."""
    return Order(
        order_id=order_id,
        number=str(order_id),
        status="processing",
        currency="EUR",
        total=Decimal("12.10"),
        total_tax=Decimal("2.10"),
        created=SOLD_ON,
        modified=SOLD_ON,
        paid=SOLD_ON,
        completed=None,
        prices_include_tax=True,
        ship_country="NL",
        bill_country="NL",
        payment_method="mollie_wc_gateway_ideal",
        parent_id=0,
        charges=(
            Charge(
                kind=ChargeKind.ITEM,
                line_id=order_id * 10,
                name="Mok",
                code="MOK-1",
                quantity=Decimal(1),
                net=Decimal("10.00"),
                tax=Decimal("2.10"),
                taxes=(TaxShare(1, Decimal("2.10")),),
            ),
        ),
        tax_lines=(
            TaxLine(1, "NL-BTW-1", Decimal(21), "NL", Decimal("2.10"), Decimal(0)),
        ),
        refunds=tuple(RefundPointer(one, Decimal("12.10")) for one in refunds),
    )


def a_refund(refund_id: int, order: Order) -> Refund:
    """Give all of an order back."""
    charge = order.charges[0]
    return Refund(
        refund_id=refund_id,
        order_id=order.order_id,
        created=SOLD_ON.replace(day=5),
        amount=Decimal("12.10"),
        lines=(
            RefundLine(
                kind=ChargeKind.ITEM,
                refunded_line_id=charge.line_id,
                name=charge.name,
                code=charge.code,
                quantity=Decimal(1),
                net=charge.net,
                tax=charge.tax,
                taxes=charge.taxes,
            ),
        ),
    )


def a_booking(
    order_id: int = 173,
    *,
    number: str = "",
    kind: DocumentKind = DocumentKind.SALE,
    shop: str = SHOP,
) -> Booking:
    """Give the booking of such an order, or of its refund."""
    sign = 1 if kind is DocumentKind.SALE else -1
    return Booking(
        key=DocumentKey(shop, kind, order_id),
        order_id=order_id,
        order_number=str(order_id),
        number=number or str(order_id),
        day=date(2026, 10, 1),
        customer=NL,
        description=f"Webshop order {order_id}",
        payment_term=0,
        lines=(
            BookingLine(
                account=8100,
                description="1 x MOK-1",
                amount=sign * Decimal("10.00"),
                treatment=Treatment.HIGH,
                vat_kind=VatKind.HIGH,
                reason="21 %",
            ),
        ),
        vat=(VatLine(VatKind.HIGH, sign * Decimal("2.10")),),
        total=sign * Decimal("12.10"),
    )


def at_total(booking: Booking, gross: str) -> Booking:
    """Give the booking with another total, on an untaxed line of its own."""
    line = replace(
        booking.lines[0],
        account=8140,
        amount=Decimal(gross),
        treatment=Treatment.ZERO,
        vat_kind=VatKind.NONE,
    )
    return replace(booking, lines=(line,), vat=(), total=Decimal(gross))


def a_sending(booking: Booking, *, payload: str = "{}", since: datetime) -> Sending:
    """Give the booking as it is about to be sent."""
    return Sending(
        key=booking.key,
        booking=booking,
        payload=payload,
        customer_id="card-1",
        fingerprint="f" * 32,
        since=since,
    )
