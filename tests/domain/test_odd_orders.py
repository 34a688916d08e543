"""Orders and refunds that must not stop everybody else's from being booked."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from snelsync.domain.booking import Outcome
from snelsync.domain.fingerprint import order_fingerprint
from snelsync.domain.mapping import LineStyle, Mapping
from snelsync.domain.order import Charge, Order, Refund, TaxLine
from snelsync.domain.plan import make_plan
from snelsync.domain.problem import Code
from snelsync.domain.translate import (
    Held,
    Skipped,
    Translated,
    Translation,
    translate_sale,
)

from .builders import (
    AFTERWARDS,
    amounts,
    charge,
    codes,
    fee,
    mapping,
    order,
    refund,
    refund_line,
    sale_of,
    sold,
    tax_line,
)
from .charts import chart
from .credits import credit_after
from .generated import WEIRD_ORDERS
from .test_properties import balances


def credit(back: Refund, one: Order, said: Mapping | None = None) -> Translation:
    """Translate a refund of an order that is booked by the example mapping."""
    return credit_after(back, one, sale=sale_of(one), said=said)


TAX_ONLY = order(charge("10.70", "2.25"), charge("0.00", "2.10", line_id=12))
CANCELS = order(
    charge("10.00", "2.10"), fee("0.00", "0.12", taxes={1: "0.21", 2: "-0.09"})
)
CRUMBS = order(charge("0.004", "0.00"), total="0.00")
SUB_CENT = replace(order(), charges=(), tax_lines=(), total=Decimal("0.001"))


@pytest.mark.parametrize("one", [TAX_ONLY, CANCELS], ids=["tax only", "cancels"])
def test_a_line_of_tax_only_is_held(one: Order) -> None:
    """VAT without turnover on an order line holds the order instead of crashing."""
    assert isinstance(translate_sale(one, mapping=mapping(), chart=chart()), Held)


@pytest.mark.parametrize("one", [CRUMBS, SUB_CENT], ids=["crumbs", "sub-cent"])
def test_what_rounds_to_nothing_is_skipped(one: Order) -> None:
    """An order whose every amount rounds to EUR 0.00 has nothing to book."""
    assert isinstance(translate_sale(one, mapping=mapping(), chart=chart()), Skipped)


def test_a_returned_gift_of_nothing_is_skipped() -> None:
    """A refund of EUR 0.00 with a returned quantity is nothing to book."""
    back = refund("0.00", refund_line("0.00", "0.00"))
    assert isinstance(credit(back, order()), Skipped)


@pytest.mark.parametrize(
    ("one", "back"),
    [
        (TAX_ONLY, None),
        (CRUMBS, None),
        (order(), refund("0.00", refund_line("0.00", "0.00"))),
    ],
)
def test_one_odd_order_does_not_stop_the_others(
    one: Order, back: Refund | None
) -> None:
    """A plan is made whatever one order looks like."""
    shop = [
        sold(one, *([back] if back else [])),
        sold(order(order_id=9, number="9")),
    ]
    made = make_plan(shop, known={}, mapping=mapping(), chart=chart(), now=AFTERWARDS)
    assert made.decisions[-1].outcome is Outcome.PLANNED


def test_tax_of_a_zero_rated_line_is_never_called_rounding() -> None:
    """VAT that goes back of a line without VAT is held, not booked as rounding."""
    zero = charge("10.00", rate=3, line_id=11)
    one = order(zero, charge("100.00", "21.00", line_id=12))
    back = refund("12.10", refund_line("10.00", "2.10", of=zero, rate=3))
    assert isinstance(credit(back, one), Held)


def test_rounding_per_rate_moves_cents_only() -> None:
    """Closing per rate never moves more than a cent per line between accounts."""
    one = order(
        charge("50.003", "10.50", line_id=11),
        charge("50.003", "10.50", line_id=12),
        fee("-99.00", "-20.79"),
        total="1.22",
        tax_lines=(tax_line(1, "21", goods="0.21"),),
    )
    for (_, booked), exact in zip(
        amounts(sale_of(one).booking), ("50.003", "50.003", "-99.00"), strict=True
    ):
        assert abs(Decimal(booked) - Decimal(exact)) < Decimal("0.02")


def test_rounding_of_a_credit_needs_its_account_too() -> None:
    """A credit with a rounding line is held when the rounding account is faulty."""
    mugs = charge("21.40", "4.50", quantity="2")
    one = order(mugs)
    back = refund("12.97", refund_line("10.70", "2.25", of=mugs))
    result = credit(back, one, mapping(rounding=4999))
    assert codes(result) == {Code.ACCOUNT_UNKNOWN}


@pytest.mark.parametrize("total", ["0.05", "-0.05"])
def test_an_order_is_never_rounding_alone(total: str) -> None:
    """A total that no line explains is held, however small."""
    one = order(charge("0.00", "0.00"), total=total)
    result = translate_sale(one, mapping=mapping(), chart=chart())
    assert codes(result) == {Code.AMOUNTS_DO_NOT_ADD_UP}


def test_minus_nothing_is_nothing() -> None:
    """-0.00 and 0.00 are the same money."""
    assert order_fingerprint(order(charge("0.00", "-0.00"))) == order_fingerprint(
        order(charge("0.00", "0.00"))
    )


def test_many_lines_that_cannot_be_grouped_say_so() -> None:
    """Grouping that leaves more cents than SnelStart takes is held, and says how."""
    mugs: list[Charge] = [
        charge("10.702479", "2.25", line_id=number) for number in range(30)
    ]
    rate: TaxLine = tax_line(1, "21", goods="67.50")
    one = order(*mugs, total="388.50", tax_lines=(rate,))
    assert sale_of(one).booking.total == Decimal("388.50")
    grouped = mapping(invoices={"lines": LineStyle.GROUPED})
    result = translate_sale(one, mapping=grouped, chart=chart())
    assert codes(result) == {Code.VAT_IMPLAUSIBLE}
    assert isinstance(result, Held)
    assert "per_line" in result.problems[0].remedy


def normal_but(one: Order) -> Order:
    """Take an order's charges and rates, with nothing else that could hold it."""
    dutch = tuple(replace(row, country="NL") for row in one.tax_lines)
    return replace(order(), total=one.total, charges=one.charges, tax_lines=dutch)


@settings(max_examples=60)
@given(WEIRD_ORDERS)
def test_no_amounts_make_a_sale_stumble(one: Order) -> None:
    """An otherwise ordinary order with senseless amounts is booked right or held."""
    result = translate_sale(normal_but(one), mapping=mapping(), chart=chart())
    if isinstance(result, Translated):
        assert balances(result.booking)
