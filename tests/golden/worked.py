"""The worked scenarios as orders and refunds, built by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from snelsync.domain.booking import Booking
from snelsync.domain.chart import Chart
from snelsync.domain.credit import translate_cancellation
from snelsync.domain.mapping import (
    DiscountMethod,
    Discounts,
    GiftCardKind,
    LineStyle,
    Mapping,
    Rule,
    ZeroVat,
)
from snelsync.domain.order import Charge, Order, Refund
from snelsync.domain.vat import Treatment
from tests.domain.builders import (
    accounts,
    charge,
    fee,
    order,
    refund,
    refund_line,
    sale_of,
    shipping,
    tax_line,
)
from tests.domain.charts import full_chart
from tests.domain.credits import booking_of, sequence
from tests.domain.decided import IN_2018, RATE_KEY, TO_BELGIUM, cards, decided

Scenario = Callable[[], list[Booking]]
CHART = full_chart(oss=False)
OSS = full_chart(oss=True)
NUMBERS = {
    "number": "WS-{order_number}",
    "credit_number": "WS-{order_number}-R{refund_id}",
}
TWO_RATES = {1: "21", 2: "9"}


def said(**fields: Any) -> Mapping:  # noqa: ANN401
    """Make the mapping, with the scenarios' numbers."""
    return decided(invoices=NUMBERS | fields.pop("invoices", {}), **fields)


def booked(
    one: Order,
    *refunds: Refund,
    by: Mapping | None = None,
    chart: Chart = CHART,
) -> list[Booking]:
    """Book a sale, then its refunds in order."""
    by = by or said()
    sale = sale_of(one, mapping=by, chart=chart)
    _, results = sequence(one, refunds, sale=sale, said=by, known=chart)
    return [sale.booking, *map(booking_of, results)]


def numbered(number: int, *charges: Charge, **fields: Any) -> Order:  # noqa: ANN401
    """Make an order with its scenario's number."""
    return order(*charges, order_id=number, number=str(number), **fields)


def low(net: str, tax: str, **fields: Any) -> Charge:  # noqa: ANN401
    """Make a line at 9 %."""
    return charge(net, tax, rate=2, line_id=12, code="BOEK-9", **fields)


EXEMPT = Rule("workshop", sku="WORKSHOP", treatment=Treatment.EXEMPT)


def s01(number: int = 1001) -> Order:
    """Two mugs."""
    return numbered(number, charge("41.24", "8.66", quantity="2"))


def s02() -> Order:
    """A book, paid in June."""
    paid = datetime(2026, 6, 20, 12, 0, tzinfo=UTC)
    return numbered(1002, low("21.09", "1.90"), paid=paid)


def s03() -> Order:
    """Three kinds of VAT."""
    return numbered(
        1003,
        charge("50.00", "10.50"),
        low("20.00", "1.80"),
        charge("15.00", rate=None, line_id=13, code="WORKSHOP"),
    )


def s04() -> Order:
    """Goods and shipping."""
    return numbered(1004, charge("41.28", "8.67"), shipping("4.09", "0.86"))


def s08() -> Order:
    """A coupon over two rates."""
    return numbered(
        1008,
        charge("43.93", "9.22", discount="-6.07"),
        low("17.57", "1.58", discount="-2.43"),
    )


def _mixed(number: int, *sent: Charge, **fields: Any) -> Order:  # noqa: ANN401
    goods = (charge("100.00", "21.00"), low("50.00", "4.50"))
    return numbered(number, *goods, *sent, **fields)


def _s05() -> list[Booking]:
    post = shipping("6.41", "1.0893", taxes={1: "0.8967", 2: "0.1926"})
    rates = (
        tax_line(1, "21", goods="21.00", shipping="0.8967"),
        tax_line(2, "9", goods="4.50", shipping="0.1926"),
    )
    return booked(_mixed(1005, post, total="183.00", tax_lines=rates))


def _s09() -> list[Booking]:
    gross = Discounts(DiscountMethod.GROSS, accounts(high=8105, low=8115))
    one = replace(s08(), order_id=1009, number="1009")
    return booked(one, by=said(discounts=gross))


def _s10() -> list[Booking]:
    pick_up = Rule("pick-up", fee="Afhaalkorting", account=8105)
    less = fee("-4.13", "-0.87", code="Afhaalkorting")
    return booked(
        numbered(1010, charge("50.00", "10.50"), less), by=said(rules=(pick_up,))
    )


def _full_refund(number: int, one: Order) -> Refund:
    lines = [
        refund_line(str(sold.net), str(sold.tax), of=sold, rate=sold.taxes[0].rate_id)
        for sold in one.charges
    ]
    return refund(str(one.total), *lines, refund_id=number)


def _s14() -> list[Booking]:
    one = s01()
    mug = refund_line("20.62", "4.33", of=one.charges[0])
    backs = [refund("24.95", mug, refund_id=number) for number in (1, 2)]
    return booked(one, *backs)


def _s16() -> list[Booking]:
    one = s02()
    later = datetime(2026, 7, 5, 9, 0, tzinfo=UTC)
    back = replace(_full_refund(1, one), created=later)
    return booked(one, back)


def _s17() -> list[Booking]:
    rate = (tax_line(2, "6", goods="0.60"),)
    one = order(low("10.00", "0.60"), number="0099", paid=IN_2018, tax_lines=rate)
    back = refund_line("10.00", "0.60", of=one.charges[0], rate=2)
    later = datetime(2019, 1, 10, 12, 0, tzinfo=UTC)
    by = said(shop={"start": datetime(2018, 1, 1, tzinfo=UTC).date()})
    return booked(one, refund("10.60", back, refund_id=1, created=later), by=by)


def _s18() -> list[Booking]:
    one = numbered(1018, charge("100.00", "21.00"), payment_method="bacs")
    (sale,) = booked(one)
    undone = translate_cancellation(
        replace(one, status="cancelled"),
        sale=sale,
        credits_made=(),
        day=sale.day,
        mapping=said(invoices={"credit_number": "WS-{order_number}-R1"}),
        chart=CHART,
    )
    return [sale, booking_of(undone)]


def _s20(total: str) -> list[Booking]:
    return booked(numbered(1020, charge("60.00", "12.60"), total=total))


def _s30() -> list[Booking]:
    pounds = numbered(
        1030,
        charge("85.00", rate=None),
        currency="GBP",
        ship_country="GB",
        bill_country="GB",
        meta=((RATE_KEY, "0.87135"),),
    )
    return booked(pounds)


def _abroad(country: str) -> dict[str, Any]:
    return {"ship_country": country, "bill_country": country}


def s33() -> Order:
    """German goods and shipping."""
    return numbered(
        1033,
        charge("50.00", "9.50"),
        shipping("4.00", "0.76"),
        tax_lines=(tax_line(1, "19", goods="9.50", shipping="0.76", country="DE"),),
        **_abroad("DE"),
    )


def _s34() -> list[Booking]:
    rates = (
        tax_line(1, "20", goods="4.00", country="FR"),
        tax_line(2, "5.5", goods="0.55", country="FR"),
    )
    one = numbered(
        1034,
        charge("20.00", "4.00"),
        low("10.00", "0.55"),
        tax_lines=rates,
        **_abroad("FR"),
    )
    return booked(one, chart=OSS)


def _s35() -> list[Booking]:
    one = s33()
    mug = refund_line("50.00", "9.50", of=one.charges[0])
    return booked(one, refund("59.50", mug, refund_id=1), chart=OSS)


def _s38() -> list[Booking]:
    rates = (tax_line(1, "19", goods="19.00", country="DE"),)
    one = numbered(1038, charge("100.00", "19.00"), tax_lines=rates, **_abroad("DE"))
    return booked(one, chart=OSS)


def _s40() -> list[Booking]:
    laptops = Rule("laptops", sku="LAPTOP-*", treatment=Treatment.REVERSE_CHARGED)
    line = charge("12000.00", rate=None, code="LAPTOP-1", quantity="20")
    return booked(numbered(1040, line), by=said(rules=(laptops,)))


def _s41() -> list[Booking]:
    kor = said(zero_vat=ZeroVat(small_business=Treatment.EXEMPT))
    one = numbered(1041, charge("25.00", rate=None))
    return booked(one, by=kor, chart=full_chart(oss=False, kor=True))


def _s44() -> list[Booking]:
    socks = charge("24.768595", "5.201405", quantity="3")
    rate = (tax_line(1, "21", goods="5.201405"),)
    one = numbered(1044, socks, total="29.97", tax_lines=rate)
    piece = refund_line("8.26", "1.73", of=socks)
    return booked(one, *(refund("9.99", piece, refund_id=n) for n in (1, 2, 3)))


def _s45() -> list[Booking]:
    one = numbered(
        1045,
        charge("37.50", "7.875"),
        charge("12.50", "2.625", line_id=12),
        total="60.50",
        tax_lines=(tax_line(1, "21", goods="10.50"),),
    )
    return booked(one)


def _s31() -> list[Booking]:
    lines = [charge("8.26", "1.733", line_id=number) for number in (1, 2, 3)]
    rate = (tax_line(1, "21", goods="5.20"),)
    return booked(numbered(1031, *lines, total="29.97", tax_lines=rate))


def _s25() -> list[Booking]:
    exempt = said(rules=(EXEMPT,))
    sales = [booked(s04()), booked(s03(), by=exempt)]
    return [*sales[0], *sales[1], *booked(s08(), refund("20.00", refund_id=1))]


SINGLE = said(gift_cards=cards(kind=GiftCardKind.SINGLE))
EXEMPTED = said(rules=(EXEMPT,))
SCENARIOS: dict[str, Scenario] = {
    "S01": lambda: booked(s01()),
    "S02": lambda: booked(s02()),
    "S03": lambda: booked(s03(), by=EXEMPTED),
    "S04": lambda: booked(s04()),
    "S05": _s05,
    "S06": lambda: booked(_mixed(1006, shipping("6.20", "1.30"))),
    "S07": lambda: booked(numbered(1007, charge("90.00", "18.90"))),
    "S08": lambda: booked(s08()),
    "S09": _s09,
    "S10": _s10,
    "S11": lambda: booked(
        numbered(1011, low("50.00", "4.50"), fee("1.00", "0.09", rate=2))
    ),
    "S12": lambda: booked(s04(), _full_refund(1, s04())),
    "S13": lambda: booked(
        s03(),
        refund(
            "21.80",
            refund_line("20.00", "1.80", of=s03().charges[1], rate=2),
            refund_id=1,
        ),
        by=EXEMPTED,
    ),
    "S14": _s14,
    "S15": lambda: booked(s08(), refund("20.00", refund_id=1)),
    "S16": _s16,
    "S17": _s17,
    "S18": _s18,
    "S19": lambda: booked(numbered(1019, charge("50.00", rate=None, code="BON-50"))),
    "S20": lambda: _s20("72.60"),
    "S20B": lambda: _s20("22.60"),
    "S21": lambda: booked(
        numbered(1021, charge("30.00", "6.30", code="BON-36")), by=SINGLE
    ),
    "S22": lambda: booked(numbered(1022, low("17.70", "1.59"), charge("8.85", "1.86"))),
    "S23": lambda: booked(
        numbered(1023, charge("50.00", "10.50"), charge("0.00", line_id=12))
    ),
    "S25": _s25,
    "S26": lambda: booked(numbered(1007, charge("90.00", "18.90"))),
    "S27": lambda: booked(s01()),
    "S28": lambda: booked(
        numbered(
            1028,
            charge("41.28", "8.67"),
            shipping("4.09", "0.86"),
            fee("2.50", "0.53"),
            payment_method="bacs",
        ),
        by=said(shipping=accounts(high=8100), invoices={"lines": LineStyle.GROUPED}),
    ),
    "S30": _s30,
    "S31": _s31,
    "S33": lambda: booked(s33(), by=said(), chart=OSS),
    "S34": _s34,
    "S35": _s35,
    "S36": lambda: booked(numbered(1036, charge("100.00", "21.00"), **_abroad("DE"))),
    "S37": lambda: booked(
        numbered(
            1037,
            charge("500.00", rate=None),
            shipping("25.00", rate=None),
            **TO_BELGIUM,
        )
    ),
    "S38": _s38,
    "S39": lambda: booked(
        numbered(
            1039,
            charge("200.00", rate=None),
            shipping("15.00", rate=None),
            **_abroad("CH"),
        )
    ),
    "S40": _s40,
    "S41": _s41,
    "S44": _s44,
    "S45": _s45,
}
"""Every scenario an order and its refunds can express; S24 is an order of nothing."""


def amounts_of(one: Booking) -> Decimal:
    """Add lines and VAT up."""
    whole = sum((line.amount for line in one.lines), start=Decimal(0))
    return whole + sum((row.amount for row in one.vat), start=Decimal(0))
