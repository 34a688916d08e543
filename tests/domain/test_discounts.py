"""Net and gross: the same total and VAT, told in two ways."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from snelsync.domain.accounts import place_parts
from snelsync.domain.classify import classify
from snelsync.domain.discounts import split_discounts
from snelsync.domain.mapping import DiscountMethod, Discounts, LineStyle
from snelsync.domain.order import Charge, Order
from snelsync.domain.problem import Code
from snelsync.domain.translate import Translated, translate_sale

from .builders import (
    DAY,
    accounts,
    amounts,
    charge,
    codes,
    fee,
    order,
    per_kind,
    refund,
    refund_line,
    sale_of,
    shipping,
    tax_line,
)
from .charts import full_chart
from .credits import booking_of, credit_after
from .decided import decided

CHART = full_chart(oss=True)
NET = decided()
GROSS = decided(
    discounts=Discounts(DiscountMethod.GROSS, accounts(high=8105, low=8115, zero=8140))
)
MUG = charge("43.93", "9.22", discount="-6.07")
BOOK = charge("17.57", "1.58", rate=2, line_id=12, code="BOEK-9", discount="-2.43")
ORDER = order(MUG, BOOK, shipping("4.09", "0.86"))


def test_gross_is_turnover_before_and_the_discount_apart() -> None:
    """Each rate has its own discount line, on its own account."""
    made = sale_of(ORDER, mapping=GROSS, chart=CHART).booking
    assert amounts(made) == [
        (8100, "50.00"),
        (8110, "20.00"),
        (8101, "4.09"),
        (8105, "-6.07"),
        (8115, "-2.43"),
    ]
    assert [line.description for line in made.lines[3:]] == ["Korting", "Korting"]


def test_net_is_what_was_paid() -> None:
    """By default a discount only lowers its line."""
    made = sale_of(ORDER, mapping=NET, chart=CHART).booking
    assert amounts(made) == [(8100, "43.93"), (8110, "17.57"), (8101, "4.09")]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 20_000), st.integers(0, 5_000), st.sampled_from([1, 2, 3])
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from([LineStyle.PER_LINE, LineStyle.GROUPED]),
)
def test_gross_and_net_have_one_total_and_one_vat(
    rows: list[tuple[int, int, int]], style: LineStyle
) -> None:
    """Whatever the discounts, total and VAT per rate do not depend on the method."""
    percent = {1: 21, 2: 9, 3: 0}
    lines: list[Charge] = []
    for number, (net, off, rate) in enumerate(rows, start=1):
        tax = (Decimal(net) * percent[rate] / 10_000).quantize(Decimal("0.01"))
        lines.append(
            charge(
                str(Decimal(net) / 100),
                str(tax),
                rate=rate,
                line_id=number,
                discount=str(-Decimal(off) / 100),
            )
        )
    one = order(*lines)
    results = [
        translate_sale(
            one,
            mapping=decided(discounts=said.discounts, invoices={"lines": style}),
            chart=CHART,
        )
        for said in (NET, GROSS)
    ]
    booked = [result.booking for result in results if isinstance(result, Translated)]
    if len(booked) < 2:
        return
    net_way, gross_way = booked
    assert net_way.total == gross_way.total == one.total
    assert per_kind(net_way) == per_kind(gross_way)
    assert net_way.net == gross_way.net


def test_foreign_sales_stay_net() -> None:
    """An OSS booking has no room for a discount line."""
    one = order(
        charge("45.00", "8.55", discount="-5.00"),
        tax_lines=(tax_line(1, "19", goods="8.55", country="DE"),),
        ship_country="DE",
    )
    made = sale_of(one, mapping=GROSS, chart=CHART).booking
    assert amounts(made) == [(8180, "45.00"), (1700, "8.55")]


def test_discounts_of_one_rate_are_one_line() -> None:
    """Two discounted mugs at 21 % have one discount line between them."""
    other = charge("8.00", "1.68", line_id=13, discount="-2.00")
    made = sale_of(order(MUG, other), mapping=GROSS, chart=CHART).booking
    assert amounts(made) == [(8100, "50.00"), (8100, "10.00"), (8105, "-8.07")]


def test_what_is_no_discount_gets_no_line() -> None:
    """A price without discount, a fee and a surcharge stay as they are."""
    one = order(
        charge("10.00", "2.10"),
        charge("10.00", "2.10", line_id=12, discount="1.00"),
        fee("-1.00", "-0.21", discount="-1.00"),
    )
    made = sale_of(one, mapping=GROSS, chart=CHART).booking
    assert [number for number, _ in amounts(made)] == [8100, 8100, 8106]


def test_a_discount_without_an_account_is_held() -> None:
    """The gross method needs an account for each treatment that has a discount."""
    bare = decided(discounts=Discounts(DiscountMethod.GROSS, accounts(high=8105)))
    result = translate_sale(ORDER, mapping=bare, chart=CHART)
    assert codes(result) == {Code.ACCOUNT_MISSING}
    wrong = decided(
        discounts=Discounts(DiscountMethod.GROSS, accounts(high=8105, low=8105))
    )
    result = translate_sale(ORDER, mapping=wrong, chart=CHART)
    assert codes(result) == {Code.ACCOUNT_MISFIT}


def test_without_an_account_turnover_stays_net() -> None:
    """Turnover never goes up by a discount that is booked nowhere."""
    bare = decided(discounts=Discounts(DiscountMethod.GROSS, accounts()))
    parts, _ = classify(ORDER, mapping=bare, chart=CHART, day=DAY)
    placed, _ = place_parts(parts, mapping=bare, chart=CHART)
    nets = [part.rounded for part in parts]
    assert split_discounts(placed, nets, bare) == (placed, nets)


def fully_refunded(one: Order) -> list[tuple[int, str]]:
    """Refund everything and give the credit's lines."""
    back = refund(str(one.total))
    return amounts(booking_of(credit_after(back, one, said=GROSS, known=CHART)))


def test_a_full_refund_takes_the_discount_back_too() -> None:
    """Turnover before discounts and the discount both go back."""
    assert dict(fully_refunded(ORDER)) == {
        8100: "-50.00",
        8101: "-4.09",
        8105: "6.07",
        8110: "-20.00",
        8115: "2.43",
    }


def test_a_line_goes_back_for_what_was_paid() -> None:
    """A refund of a discounted line is of what it cost after the discount."""
    back = refund("53.15", refund_line("43.93", "9.22", of=MUG))
    made = booking_of(credit_after(back, ORDER, said=GROSS, known=CHART))
    assert amounts(made) == [(8100, "-43.93")]
