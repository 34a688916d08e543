"""Orders as WooCommerce computes them, and orders as nobody would.

The model is WooCommerce's own: nets unrounded to six decimals, VAT in whole cents per
line or per rate, half a cent down in a shop that types prices with VAT (recorded on
11.0.1). It is written without the code under test.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from hypothesis import strategies as st

from snelsync.domain.order import (
    Charge,
    ChargeKind,
    Order,
    Refund,
    RefundLine,
    TaxLine,
    TaxShare,
)

from .builders import CENT, HIGH, LOW, PERCENT, ZERO_RATE, order, refund, tax_line

SIX = Decimal("0.000001")
Draw = st.DrawFn


@dataclass(frozen=True)
class Shop:
    """How a shop types prices and rounds VAT."""

    prices_include_tax: bool
    at_subtotal: bool

    def cents(self, amount: Decimal) -> Decimal:
        """Round VAT as this shop does."""
        half = ROUND_HALF_DOWN if self.prices_include_tax else ROUND_HALF_UP
        return amount.quantize(CENT, rounding=half)

    def line_tax(self, tax: Decimal) -> Decimal:
        """Give a line's VAT as this shop keeps it."""
        return tax if self.at_subtotal else self.cents(tax)


SHOPS = st.builds(Shop, st.booleans(), st.booleans())


@st.composite
def realistic_orders(draw: Draw) -> Order:
    """Make an order of 1 to 120 lines at 21, 9 and 0 %, as a shop computes it."""
    shop = draw(SHOPS)
    coupon = draw(st.sampled_from([Decimal(0), Decimal("0.10"), Decimal("0.3333")]))
    decimals = draw(st.sampled_from([2, 2, 4]))
    most = draw(st.sampled_from([3, 30, 120]))
    charges = [
        _item(draw, shop, coupon=coupon, line_id=number, decimals=decimals)
        for number in range(1, draw(st.integers(1, most)) + 1)
    ]
    if draw(st.booleans()):
        rate = draw(st.sampled_from([HIGH, LOW, ZERO_RATE]))
        net = draw(st.sampled_from(["4.09", "4.090909", "0.00", "12.5"]))
        charges.append(
            _net_charge(ChargeKind.SHIPPING, Decimal(net), rate, shop=shop, line_id=990)
        )
    if draw(st.booleans()):
        net = draw(st.sampled_from(["0.50", "3.00", "-0.25"]))
        charges.append(
            _net_charge(ChargeKind.FEE, Decimal(net), HIGH, shop=shop, line_id=991)
        )
    tax_lines = tuple(
        _tax_line(rate, charges, shop)
        for rate in (HIGH, LOW, ZERO_RATE)
        if any(share.rate_id == rate for one in charges for share in one.taxes)
    )
    charged = sum((one.net for one in charges), start=Decimal(0)) + sum(
        (row.goods_tax + row.shipping_tax for row in tax_lines), start=Decimal(0)
    )
    return order(
        *charges,
        total=charged.quantize(CENT, rounding=ROUND_HALF_UP),
        tax_lines=tax_lines,
        prices_include_tax=shop.prices_include_tax,
    )


def _item(
    draw: Draw, shop: Shop, *, coupon: Decimal, line_id: int, decimals: int
) -> Charge:
    rate = draw(st.sampled_from([HIGH, LOW, ZERO_RATE]))
    quantity = draw(st.integers(1, 20))
    unit = Decimal(10) ** decimals
    least, most = unit // 100, 250 * unit
    typed = Decimal(draw(st.integers(int(least), int(most)))) / unit * quantity
    discount = (typed * coupon).quantize(CENT, rounding=ROUND_HALF_UP)
    paid = typed - discount
    if not shop.prices_include_tax:
        return _net_charge(
            ChargeKind.ITEM, paid, rate, shop=shop, line_id=line_id, quantity=quantity
        )
    percent = PERCENT[rate]
    tax = (paid * percent / (100 + percent)).quantize(SIX)
    return _charge(
        ChargeKind.ITEM,
        paid - tax,
        shop.line_tax(tax),
        rate,
        line_id=line_id,
        quantity=quantity,
    )


def _net_charge(
    kind: ChargeKind,
    net: Decimal,
    rate: int,
    *,
    shop: Shop,
    line_id: int,
    quantity: int = 1,
) -> Charge:
    tax = (net * PERCENT[rate] / 100).quantize(SIX)
    return _charge(
        kind, net, shop.line_tax(tax), rate, line_id=line_id, quantity=quantity
    )


def _charge(
    kind: ChargeKind,
    net: Decimal,
    tax: Decimal,
    rate: int,
    *,
    line_id: int,
    quantity: int,
) -> Charge:
    return Charge(
        kind=kind,
        line_id=line_id,
        name="Iets",
        code=f"SKU-{line_id}",
        quantity=Decimal(quantity),
        net=net,
        tax=tax,
        taxes=(TaxShare(rate, tax),),
    )


def _tax_line(rate: int, charges: list[Charge], shop: Shop) -> TaxLine:
    """Add a rate up: goods and shipping are each rounded on their own."""
    sides = {True: Decimal(0), False: Decimal(0)}
    for one in charges:
        if any(share.rate_id == rate for share in one.taxes):
            sides[one.kind is ChargeKind.SHIPPING] += one.tax
    return tax_line(
        rate,
        str(PERCENT[rate]),
        goods=str(shop.cents(sides[False])),
        shipping=str(shop.cents(sides[True])),
    )


def full_refund(one: Order, *, with_lines: bool) -> Refund:
    """Refund everything of an order, per line or as an amount."""
    lines = [
        RefundLine(
            kind=charge.kind,
            refunded_line_id=charge.line_id,
            name=charge.name,
            code=charge.code,
            quantity=charge.quantity,
            net=charge.net,
            tax=charge.tax,
            taxes=charge.taxes,
        )
        for charge in one.charges
    ]
    return refund(str(one.total), *(lines if with_lines else ()))


# --- orders as nobody would make them ----------------------------------------------

AMOUNTS = st.one_of(
    st.sampled_from(["0", "0.00", "0.01", "-0.01", "10.70", "2.25", "-10.70"]).map(
        Decimal
    ),
    st.decimals(-10_000, 10_000, places=6),
    st.decimals(-(10**12), 10**12, places=2),
)
RATE_IDS = st.integers(0, 4)
TEXTS = st.text(max_size=30)
COUNTRIES = st.sampled_from(["NL", "BE", "DE", "US", "XX", ""])
MOMENTS = st.datetimes(
    min_value=datetime(2025, 12, 30),  # noqa: DTZ001 - the zone is given below
    max_value=datetime(2027, 1, 2),  # noqa: DTZ001 - the zone is given below
    timezones=st.just(UTC),
)
SHARES = st.lists(st.builds(TaxShare, RATE_IDS, AMOUNTS), max_size=3).map(tuple)
KINDS = st.sampled_from(ChargeKind)
LINE_IDS = st.integers(0, 4)
CHARGES = st.builds(
    Charge,
    kind=KINDS,
    line_id=LINE_IDS,
    name=TEXTS,
    code=TEXTS,
    quantity=AMOUNTS,
    net=AMOUNTS,
    tax=AMOUNTS,
    taxes=SHARES,
)
TAX_LINES = st.builds(
    TaxLine,
    rate_id=RATE_IDS,
    rate_code=TEXTS,
    percent=st.sampled_from([None, *map(Decimal, ("21", "9", "0", "5.5", "-21"))]),
    country=COUNTRIES,
    goods_tax=AMOUNTS,
    shipping_tax=AMOUNTS,
)
WEIRD_ORDERS = st.builds(
    Order,
    order_id=st.integers(1, 5),
    number=TEXTS,
    status=st.sampled_from(["processing", "refunded", "pending", "failed", "x", ""]),
    currency=st.sampled_from(["EUR", "EUR", "EUR", "USD", ""]),
    total=AMOUNTS,
    total_tax=AMOUNTS,
    created=MOMENTS,
    modified=MOMENTS,
    paid=st.none() | MOMENTS,
    completed=st.none() | MOMENTS,
    prices_include_tax=st.booleans(),
    ship_country=COUNTRIES,
    bill_country=COUNTRIES,
    payment_method=st.sampled_from(["bacs", "", "bitcoin"]),
    parent_id=st.sampled_from([0, 0, 0, 1]),
    charges=st.lists(CHARGES, max_size=4).map(tuple),
    tax_lines=st.lists(TAX_LINES, max_size=4).map(tuple),
)
WEIRD_REFUNDS = st.builds(
    Refund,
    refund_id=st.integers(1, 4),
    order_id=st.integers(1, 5),
    created=MOMENTS,
    amount=AMOUNTS,
    lines=st.lists(
        st.builds(
            RefundLine,
            kind=KINDS,
            refunded_line_id=LINE_IDS,
            name=TEXTS,
            code=TEXTS,
            quantity=AMOUNTS,
            net=AMOUNTS,
            tax=AMOUNTS,
            taxes=SHARES,
        ),
        max_size=3,
    ).map(tuple),
)
