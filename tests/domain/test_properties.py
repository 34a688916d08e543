"""What holds for every order: as shops make them, and as nobody would."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from snelsync.domain.booking import Booking
from snelsync.domain.credit import Before, translate_credit
from snelsync.domain.mapping import LineStyle, Mapping
from snelsync.domain.order import Order, Refund, Sold
from snelsync.domain.plan import make_plan
from snelsync.domain.problem import Code
from snelsync.domain.translate import (
    Held,
    Skipped,
    Translated,
    Waiting,
    translate_sale,
)
from snelsync.domain.vat import VatKind

from .builders import (
    AFTERWARDS,
    HIGH,
    LOW,
    ZERO_RATE,
    cents,
    mapping,
    per_account,
    per_kind,
)
from .charts import chart
from .credits import sequence
from .generated import (
    WEIRD_ORDERS,
    WEIRD_REFUNDS,
    full_refund,
    realistic_orders,
)

GROUPED = mapping(invoices={"lines": LineStyle.GROUPED})
PER_LINE = mapping()
CHART = chart()
KIND = {HIGH: VatKind.HIGH, LOW: VatKind.LOW}


def balances(booking: Booking) -> bool:
    """Add lines and VAT up without the booking's own check."""
    lines = sum((line.amount for line in booking.lines), start=Decimal(0))
    return lines + sum((row.amount for row in booking.vat), start=Decimal(0)) == (
        booking.total
    )


def charged(one: Order) -> dict[VatKind, Decimal]:
    """Give the VAT the shop says it charged, per kind."""
    found = {
        KIND[row.rate_id]: row.goods_tax + row.shipping_tax
        for row in one.tax_lines
        if row.rate_id != ZERO_RATE
    }
    return {kind: amount for kind, amount in found.items() if amount}


@given(realistic_orders())
def test_what_a_shop_charged_is_booked_to_the_cent(one: Order) -> None:
    """Every order a shop can compute is booked: its total, its VAT, in balance."""
    result = translate_sale(one, mapping=PER_LINE, chart=CHART)
    if not one.total and isinstance(result, Skipped):
        return
    assert isinstance(result, Translated), result
    assert result.booking.total == one.total
    assert per_kind(result.booking) == charged(one)
    assert balances(result.booking)


@given(realistic_orders())
def test_turnover_stays_within_rounding_of_what_was_sold(one: Order) -> None:
    """Each account has the nets that were sold on it, but for the cents of rounding."""
    result = translate_sale(one, mapping=PER_LINE, chart=CHART)
    if not isinstance(result, Translated):
        return
    by_source = {line.source: line.amount for line in result.booking.lines}
    rounding = by_source.pop("rounding", Decimal(0))
    assert abs(rounding) <= Decimal("0.05")
    for charge in one.charges:
        booked = by_source.pop(f"{charge.kind} {charge.line_id}", Decimal(0))
        assert abs(booked - charge.net) <= Decimal("0.02")
    assert not by_source


@given(realistic_orders())
def test_grouping_changes_no_sum(one: Order) -> None:
    """Per line or grouped: the same total, the same VAT, the same turnover."""
    per_line = translate_sale(one, mapping=PER_LINE, chart=CHART)
    grouped = translate_sale(one, mapping=GROUPED, chart=CHART)
    if isinstance(grouped, Held):
        assert {p.code for p in grouped.problems} == {Code.VAT_IMPLAUSIBLE}
        return
    assert type(grouped) is type(per_line)
    if isinstance(grouped, Translated) and isinstance(per_line, Translated):
        assert grouped.booking.total == per_line.booking.total
        assert per_kind(grouped.booking) == per_kind(per_line.booking)
        assert per_account(grouped.booking) == per_account(per_line.booking)
        assert len(grouped.booking.lines) <= len(per_line.booking.lines)


@given(realistic_orders(), st.booleans(), st.sampled_from([PER_LINE, GROUPED]))
def test_a_sale_and_its_full_refund_are_zero(
    one: Order,
    with_lines: bool,  # noqa: FBT001
    said: Mapping,
) -> None:
    """Nothing is left on any account or in any VAT row after a full refund."""
    sale = translate_sale(one, mapping=said, chart=CHART)
    if not isinstance(sale, Translated):
        return
    credit = translate_credit(
        full_refund(one, with_lines=with_lines),
        one,
        before=Before(sale),
        mapping=said,
        chart=CHART,
        now=AFTERWARDS,
    )
    assert isinstance(credit, Translated), credit
    assert credit.booking.total == -one.total
    assert per_account(sale.booking, credit.booking) == {}
    assert per_kind(sale.booking, credit.booking) == {}


@given(realistic_orders())
def test_refunding_line_by_line_takes_back_each_line(one: Order) -> None:
    """Each line refunded on its own goes back for what it cost, or is held."""
    sale = translate_sale(one, mapping=PER_LINE, chart=CHART)
    if not isinstance(sale, Translated):
        return
    whole = full_refund(one, with_lines=True)
    paid = [line for line in whole.lines if line.net or line.tax]
    refunds = [
        replace(
            whole,
            refund_id=number,
            amount=cents(line.net) + cents(line.tax),
            lines=(line,),
        )
        for number, line in enumerate(paid, start=1)
    ]
    before, results = sequence(one, refunds, sale=sale)
    for back, credit in zip(refunds, results, strict=True):
        if isinstance(credit, Held):
            assert {p.code for p in credit.problems} <= {Code.REFUND_TOO_LARGE}
        elif isinstance(credit, Translated):
            assert credit.booking.total == -back.amount
            assert balances(credit.booking)
    if not before.held and before.refunded == one.total:
        assert per_account(sale.booking, *before.credits) == {}
        assert per_kind(sale.booking, *before.credits) == {}


# --- nothing makes it stumble --------------------------------------------------------


@settings(max_examples=60)
@given(WEIRD_ORDERS)
def test_no_order_makes_a_sale_stumble(one: Order) -> None:
    """Any order gives a booking in balance, a reason, or problems: never a crash."""
    result = translate_sale(one, mapping=PER_LINE, chart=CHART)
    assert isinstance(result, Translated | Held | Skipped | Waiting)
    if isinstance(result, Translated):
        assert balances(result.booking)
        assert result.booking.total == cents(one.total)
    elif isinstance(result, Held):
        assert result.problems
        assert all(problem.remedy for problem in result.problems)
    else:
        assert result.reason


@settings(max_examples=60)
@given(st.one_of(WEIRD_ORDERS, realistic_orders()), WEIRD_REFUNDS)
def test_no_refund_makes_a_credit_stumble(one: Order, back: Refund) -> None:
    """Any refund of any order gives a credit in balance, a reason, or problems."""
    result = translate_credit(
        back,
        one,
        before=Before(translate_sale(one, mapping=PER_LINE, chart=CHART)),
        mapping=PER_LINE,
        chart=CHART,
        now=AFTERWARDS,
    )
    if isinstance(result, Translated):
        assert balances(result.booking)
        assert result.booking.total == -cents(back.amount)
    if isinstance(result, Held):
        assert result.problems


def each_once(orders: Iterable[Order], refunds: Iterable[Refund]) -> list[Sold]:
    """Put orders and refunds together, each id once, as a record has them."""
    by_id = {one.order_id: one for one in orders}
    by_refund = {one.refund_id: one for one in refunds if one.order_id in by_id}
    return [
        Sold(one, tuple(r for r in by_refund.values() if r.order_id == one.order_id))
        for one in by_id.values()
    ]


@given(
    st.lists(st.one_of(WEIRD_ORDERS, realistic_orders()), max_size=5),
    st.lists(WEIRD_REFUNDS, max_size=4),
)
def test_no_shop_makes_a_plan_stumble(
    orders: list[Order], refunds: list[Refund]
) -> None:
    """Any shop gives a plan with every document once, and the same plan again."""
    everything = each_once(orders, refunds)
    made = make_plan(
        everything, known={}, mapping=PER_LINE, chart=CHART, now=AFTERWARDS
    )
    documents = len(everything) + sum(len(one.refunds) for one in everything)
    assert sum(made.counts.values()) == documents == len(made.decisions)
    assert len({one.key for one in made.decisions}) == documents
    numbers = [one.number.strip().casefold() for one in made.to_book]
    assert len(set(numbers)) == len(numbers)
    again = make_plan(
        everything, known={}, mapping=PER_LINE, chart=CHART, now=AFTERWARDS
    )
    assert made == again
