"""Plain makers of orders, refunds, mappings and charts, with sensible defaults."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from snelsync.domain.booking import (
    Booking,
    BookingLine,
    Customer,
    DocumentKey,
    DocumentKind,
    VatLine,
)
from snelsync.domain.mapping import (
    Accounts,
    BookingDate,
    Customers,
    Invoices,
    Limits,
    LineStyle,
    Mapping,
    Payment,
    PaymentMeaning,
    Shop,
    ZeroVat,
)
from snelsync.domain.order import (
    Charge,
    ChargeKind,
    Order,
    Refund,
    RefundLine,
    Sold,
    TaxLine,
    TaxShare,
)
from snelsync.domain.problem import Code
from snelsync.domain.translate import (
    Held,
    Translated,
    Translation,
    translate_sale,
)
from snelsync.domain.vat import Treatment, VatKind

from .charts import chart

SHOP = "shop.test"
NOON = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
AFTERWARDS = datetime(2100, 1, 1, 12, 0, tzinfo=UTC)
"""When every refund has been quiet for long."""
DAY = date(2026, 10, 1)
HIGH, LOW, ZERO_RATE = 1, 2, 3
PERCENT = {HIGH: Decimal(21), LOW: Decimal(9), ZERO_RATE: Decimal(0)}
CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """Round as a person does; on purpose not the code under test."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def tax_line(
    rate_id: int = HIGH,
    percent: str | None = "21",
    *,
    goods: str = "0.00",
    shipping: str = "0.00",
    country: str = "NL",
    code: str = "",
) -> TaxLine:
    """Make one of an order's rates."""
    return TaxLine(
        rate_id=rate_id,
        rate_code=code or f"{country}-BTW-1",
        percent=None if percent is None else Decimal(percent),
        country=country,
        goods_tax=Decimal(goods),
        shipping_tax=Decimal(shipping),
    )


def charge(
    net: str,
    tax: str = "0.00",
    *,
    rate: int | None = HIGH,
    kind: ChargeKind = ChargeKind.ITEM,
    line_id: int = 11,
    code: str = "MOK-001",
    quantity: str = "1",
    taxes: MappingOf[int, str] | None = None,
    product_id: int = 7,
    tax_class: str = "",
    discount: str = "0",
) -> Charge:
    """Make a charge under one rate, or under those of ``taxes``, or under none."""
    if taxes is None:
        taxes = {} if rate is None else {rate: tax}
    return Charge(
        kind=kind,
        line_id=line_id,
        name="Mok",
        code=code,
        quantity=Decimal(quantity),
        net=Decimal(net),
        tax=Decimal(tax),
        taxes=tuple(TaxShare(one, Decimal(amount)) for one, amount in taxes.items()),
        product_id=product_id,
        tax_class=tax_class,
        discount=Decimal(discount),
    )


def shipping(net: str, tax: str = "0.00", **fields: Any) -> Charge:  # noqa: ANN401
    """Make a shipping line."""
    settings = {"line_id": 21, "code": "flat_rate", **fields}
    return charge(net, tax, kind=ChargeKind.SHIPPING, **settings)


def fee(net: str, tax: str = "0.00", **fields: Any) -> Charge:  # noqa: ANN401
    """Make a fee."""
    settings = {"line_id": 31, "code": "Toeslag", **fields}
    return charge(net, tax, kind=ChargeKind.FEE, **settings)


def tax_lines_of(charges: Iterable[Charge]) -> tuple[TaxLine, ...]:
    """Add up the charges' taxes per rate, as a shop that rounds per line does."""
    goods: dict[int, Decimal] = {}
    shipped: dict[int, Decimal] = {}
    for one in charges:
        side = shipped if one.kind is ChargeKind.SHIPPING else goods
        for share in one.taxes:
            goods.setdefault(share.rate_id, Decimal(0))
            side[share.rate_id] = side.get(share.rate_id, Decimal(0)) + share.amount
    return tuple(
        tax_line(
            rate_id,
            str(PERCENT.get(rate_id, Decimal(21))),
            goods=str(amount),
            shipping=str(shipped.get(rate_id, Decimal(0))),
        )
        for rate_id, amount in goods.items()
    )


def order(*charges: Charge, **fields: Any) -> Order:  # noqa: ANN401
    """Make a Dutch order, paid with Mollie; it adds up unless told otherwise."""
    lines = charges or (charge("10.70", "2.25"),)
    gross = sum((cents(one.net) + cents(one.tax) for one in lines), start=Decimal(0))
    total = Decimal(fields.pop("total", cents(gross)))
    settings: dict[str, Any] = {
        "order_id": 173,
        "number": "173",
        "status": "processing",
        "currency": "EUR",
        "total_tax": sum((one.tax for one in lines), start=Decimal(0)),
        "created": NOON,
        "modified": NOON,
        "paid": NOON,
        "completed": None,
        "prices_include_tax": True,
        "ship_country": "NL",
        "bill_country": "NL",
        "payment_method": "mollie_wc_gateway_ideal",
        "parent_id": 0,
        "tax_lines": tax_lines_of(lines),
    }
    return Order(total=total, charges=lines, **(settings | fields))


def refund_line(
    net: str,
    tax: str = "0.00",
    *,
    of: Charge | None = None,
    rate: int | None = HIGH,
    **fields: Any,  # noqa: ANN401
) -> RefundLine:
    """Make what goes back of a charge; of the default order's only one."""
    sold = of or charge("10.70", "2.25")
    settings: dict[str, Any] = {
        "kind": sold.kind,
        "refunded_line_id": sold.line_id,
        "name": sold.name,
        "code": sold.code,
        "quantity": Decimal(1),
        "taxes": () if rate is None else (TaxShare(rate, Decimal(tax)),),
    }
    return RefundLine(net=Decimal(net), tax=Decimal(tax), **(settings | fields))


def refund(amount: str, *lines: RefundLine, **fields: Any) -> Refund:  # noqa: ANN401
    """Make a refund, a day after the default order."""
    settings: dict[str, Any] = {
        "refund_id": 270,
        "order_id": 173,
        "created": datetime(2026, 10, 2, 12, 0, tzinfo=UTC),
    }
    return Refund(amount=Decimal(amount), lines=lines, **(settings | fields))


def sold(one: Order, *refunds: Refund, **fields: Any) -> Sold:  # noqa: ANN401
    """Put an order and its refunds together."""
    return Sold(order=one, refunds=refunds, **fields)


def accounts(**numbers: int) -> Accounts:
    """Choose ledger numbers by the mapping file's words."""
    return Accounts(tuple((Treatment(word), n) for word, n in numbers.items()))


def mapping(**fields: Any) -> Mapping:  # noqa: ANN401
    """Make the example mapping.

    ``shop``, ``invoices`` and ``limits`` take a dict of what differs.
    """
    shop: dict[str, Any] = {
        "name": SHOP,
        "zone": ZoneInfo("Europe/Amsterdam"),
        "book": frozenset({"processing", "completed", "refunded"}),
        "wait": frozenset({"pending", "on-hold"}),
        "skip": frozenset({"cancelled", "failed"}),
        "start": date(2026, 1, 1),
        "booking_date": BookingDate.PAID,
    }
    invoices: dict[str, Any] = {
        "number": "{order_number}",
        "credit_number": "{order_number}-R{refund_id}",
        "sale_text": "Webshop order {order_number}",
        "credit_text": "Credit {refund_id} op factuur {invoice}",
        "item_text": "{quantity} x {code}",
        "shipping_text": "Verzendkosten",
        "fee_text": "Toeslag of korting",
        "rounding_text": "Afronding webshop",
        "lines": LineStyle.PER_LINE,
        "payment_term": 14,
    }
    settings: dict[str, Any] = {
        "administration": "",
        "customers": Customers(collective_name="Webshop particulieren {country}"),
        "revenue": accounts(high=8100, low=8110, zero=8140),
        "shipping": accounts(high=8101, low=8111, zero=8140),
        "fees": accounts(high=8106, low=8116, zero=8140),
        "rounding": 4756,
        "zero_vat": ZeroVat(domestic_zero_rate=Treatment.ZERO),
        "payments": (
            Payment("mollie_wc_gateway_*", PaymentMeaning.PAID),
            Payment("mollie_wc_gateway_banktransfer", PaymentMeaning.OPEN),
            Payment("bacs", PaymentMeaning.OPEN),
            Payment("", PaymentMeaning.OPEN),
        ),
        "digest": "mapping-1",
    }
    return Mapping(
        shop=Shop(**(shop | fields.pop("shop", {}))),
        invoices=Invoices(**(invoices | fields.pop("invoices", {}))),
        limits=Limits(**fields.pop("limits", {"rounding_tolerance": Decimal("0.05")})),
        **(settings | fields),
    )


def sale_of(one: Order, **fields: Any) -> Translated:  # noqa: ANN401
    """Translate an order that must become a booking."""
    result = translate_sale(
        one,
        mapping=fields.get("mapping", mapping()),
        chart=fields.get("chart", chart()),
    )
    assert isinstance(result, Translated), result
    return result


def codes(result: Translation) -> set[Code]:
    """Give why a document is held."""
    assert isinstance(result, Held), result
    return {problem.code for problem in result.problems}


def amounts(booking: Booking) -> list[tuple[int, str]]:
    """Give a booking's lines as account and amount."""
    return [(line.account, str(line.amount)) for line in booking.lines]


def vat(booking: Booking) -> dict[str, str]:
    """Give a booking's VAT per kind."""
    return {str(row.kind): str(row.amount) for row in booking.vat}


def per_account(*bookings: Booking) -> dict[tuple[int, Treatment | None], Decimal]:
    """Add up turnover per account and treatment; what comes to zero is left out."""
    found: dict[tuple[int, Treatment | None], Decimal] = {}
    for booking in bookings:
        for line in booking.lines:
            key = (line.account, line.treatment)
            found[key] = found.get(key, Decimal(0)) + line.amount
    return {key: amount for key, amount in found.items() if amount}


def per_kind(*bookings: Booking) -> dict[VatKind, Decimal]:
    """Add up VAT per kind; what comes to zero is left out."""
    found: dict[VatKind, Decimal] = {}
    for booking in bookings:
        for row in booking.vat:
            found[row.kind] = found.get(row.kind, Decimal(0)) + row.amount
    return {kind: amount for kind, amount in found.items() if amount}


def booking(**fields: Any) -> Booking:  # noqa: ANN401
    """Make a booking of one mug."""
    line = BookingLine(
        account=8100,
        description="1 x MOK-001",
        amount=Decimal("10.70"),
        treatment=Treatment.HIGH,
        vat_kind=VatKind.HIGH,
        reason="21 % of NL",
        source="item 11",
    )
    settings: dict[str, Any] = {
        "key": sale_key(173),
        "order_id": 173,
        "order_number": "173",
        "number": "173",
        "day": DAY,
        "customer": Customer("NL", "Webshop particulieren NL"),
        "description": "Webshop order 173",
        "payment_term": 0,
        "lines": (line,),
        "vat": (VatLine(VatKind.HIGH, Decimal("2.25")),),
        "total": Decimal("12.95"),
    }
    return Booking(**(settings | fields))


def with_line(one: Booking, **fields: Any) -> Booking:  # noqa: ANN401
    """Change something of a booking's first line."""
    first, *rest = one.lines
    return replace(one, lines=(replace(first, **fields), *rest))


def sale_key(order_id: int = 173) -> DocumentKey:
    """Name an order's sale."""
    return DocumentKey(SHOP, DocumentKind.SALE, order_id)


def credit_key(refund_id: int = 270) -> DocumentKey:
    """Name a refund's credit."""
    return DocumentKey(SHOP, DocumentKind.CREDIT, refund_id)
