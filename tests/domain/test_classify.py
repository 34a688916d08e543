"""From a charge to its treatment, by the order's own rates."""

from dataclasses import replace
from decimal import Decimal

import pytest

from snelsync.domain.classify import Part, classify
from snelsync.domain.mapping import ZeroVat
from snelsync.domain.order import Order
from snelsync.domain.problem import Code, Problem
from snelsync.domain.vat import Treatment

from .builders import DAY, charge, fee, mapping, order, shipping, tax_line
from .charts import chart


def classified(one: Order) -> tuple[tuple[Part, ...], tuple[Problem, ...]]:
    """Classify by the example mapping."""
    return classify(one, mapping=mapping(), chart=chart(), day=DAY)


def parts_of(one: Order) -> tuple[Part, ...]:
    """Classify an order without problems."""
    parts, problems = classified(one)
    assert not problems
    return parts


def codes_of(one: Order) -> list[Code]:
    """Classify an order with problems."""
    return [problem.code for problem in classified(one)[1]]


def test_the_rate_is_joined_by_id() -> None:
    """Three rates that share one code are told apart by their ids."""
    one = order(
        charge("10.70", "2.25", rate=1),
        charge("22.93", "2.06", rate=2, line_id=12),
        charge("27.30", rate=3, line_id=13),
        tax_lines=(
            tax_line(3, "0"),
            tax_line(2, "9", goods="2.06"),
            tax_line(1, "21", goods="2.25"),
        ),
    )
    assert [part.treatment for part in parts_of(one)] == [
        Treatment.HIGH,
        Treatment.LOW,
        Treatment.ZERO,
    ]


def test_a_belgian_21_percent_is_not_dutch() -> None:
    """A foreign rate is held although its percentage is the Dutch one."""
    one = order(
        charge("10.70", "2.25"),
        tax_lines=(tax_line(1, "21", goods="2.25", country="BE"),),
    )
    assert codes_of(one) == [Code.FOREIGN_VAT]


@pytest.mark.parametrize("country", ["", "DE", "GB"])
def test_a_rate_that_is_not_surely_dutch_is_held(country: str) -> None:
    """A rate of another or of no known country is never taken for a Dutch one."""
    one = order(tax_lines=(tax_line(1, "21", goods="2.25", country=country),))
    assert codes_of(one) == [Code.FOREIGN_VAT]


def test_a_foreign_zero_rate_is_held() -> None:
    """A German 0 % has not the reason that a Dutch 0 % has."""
    one = order(charge("10.00", rate=3), tax_lines=(tax_line(3, "0", country="DE"),))
    assert codes_of(one) == [Code.ZERO_WITHOUT_REASON]
    abroad = replace(one, ship_country="DE", bill_country="DE")
    assert codes_of(abroad) == [Code.ZERO_WITHOUT_REASON]


def test_a_charge_without_tax_is_held() -> None:
    """What was sold without any VAT is never guessed at, and says which line."""
    one = order(charge("10.70", "2.25"), charge("2.50", rate=None, code="FOOI"))
    parts, problems = classified(one)
    assert len(parts) == 1
    assert [(p.code, p.where) for p in problems] == [
        (Code.ZERO_WITHOUT_REASON, "item 2 (FOOI)")
    ]


def test_a_zero_rate_without_a_reason_is_held() -> None:
    """A Dutch 0 % rate is held until somebody said what it means."""
    one = order(charge("10.00", rate=3))
    silent = mapping(zero_vat=ZeroVat(domestic_zero_rate=None))
    _, problems = classify(one, mapping=silent, chart=chart(), day=DAY)
    assert [p.code for p in problems] == [Code.ZERO_WITHOUT_REASON]


def test_a_zero_rate_has_the_reason_that_was_given() -> None:
    """What the mapping calls a Dutch 0 % is the line's treatment."""
    said = mapping(zero_vat=ZeroVat(domestic_zero_rate=Treatment.EXEMPT))
    parts, _ = classify(
        order(charge("10.00", rate=3)), mapping=said, chart=chart(), day=DAY
    )
    assert [part.treatment for part in parts] == [Treatment.EXEMPT]


def test_a_rate_the_order_lost_is_held() -> None:
    """A charge whose rate is not among the order's is held."""
    assert codes_of(order(tax_lines=())) == [Code.RATE_UNKNOWN]


def test_a_percentage_the_shop_lost_is_held() -> None:
    """A tax under 0 % is a lost rate, not a zero rate."""
    one = order(tax_lines=(tax_line(1, None, goods="2.25"),))
    assert codes_of(one) == [Code.RATE_UNKNOWN]


@pytest.mark.parametrize("percent", ["19", "5.5", "20.9"])
def test_a_percentage_the_administration_has_not_is_held(percent: str) -> None:
    """A Dutch rate that the administration does not know that day is held."""
    one = order(tax_lines=(tax_line(1, percent, goods="2.25"),))
    assert codes_of(one) == [Code.RATE_UNKNOWN]


def test_the_rate_of_the_day_counts() -> None:
    """6 % is the low rate in 2018 and no rate in 2026."""
    one = order(tax_lines=(tax_line(1, "6", goods="2.25"),))
    parts, _ = classify(
        one, mapping=mapping(), chart=chart(), day=DAY.replace(year=2018)
    )
    assert [part.treatment for part in parts] == [Treatment.LOW]
    assert codes_of(one) == [Code.RATE_UNKNOWN]


def test_what_costs_nothing_is_left_out() -> None:
    """A free product and free shipping need no treatment."""
    one = order(charge("10.70", "2.25"), charge("0.00", rate=None), shipping("0.00"))
    assert len(parts_of(one)) == 1


def test_a_free_line_still_counts_for_its_place() -> None:
    """A problem names the position in the order, free lines included."""
    one = order(charge("0.00", rate=None), charge("5.00", rate=None, code=""))
    assert [p.where for p in classified(one)[1]] == ["item 2"]


def test_each_kind_of_charge_is_counted_apart() -> None:
    """The second charge of a problem's kind is called the second."""
    one = order(
        charge("10.70", "2.25"), shipping("4.95", rate=None), fee("1.00", rate=None)
    )
    assert [p.where for p in classified(one)[1]] == [
        "shipping 1 (flat_rate)",
        "fee 1 (Toeslag)",
    ]


def split_order(net: str = "-5.00", high: str = "-0.55", low: str = "-0.21") -> Order:
    """Make a recorded case: one negative fee over two rates."""
    return order(
        charge("25.00", "5.25"),
        charge("25.00", "2.25", rate=2, line_id=12),
        fee(net, taxes={1: high, 2: low}),
        tax_lines=(tax_line(1, "21", goods="4.70"), tax_line(2, "9", goods="2.04")),
    )


def test_a_fee_over_two_rates_is_divided_by_its_taxes() -> None:
    """A negative fee that WooCommerce spread lands on both rates, to the cent."""
    high, low = parts_of(split_order())[2:]
    assert (high.treatment, low.treatment) == (Treatment.HIGH, Treatment.LOW)
    assert (str(high.rounded), str(low.rounded)) == ("-2.64", "-2.36")
    assert abs(high.net + low.net - Decimal("-5.00")) < Decimal("1e-20")
    assert high.source == low.source == "fee 31"


def test_a_split_with_a_share_of_nothing_is_no_split() -> None:
    """A second tax of zero takes no part of the charge."""
    assert [str(part.rounded) for part in parts_of(split_order("-2.62", low="0"))][
        2:
    ] == ["-2.62"]


def test_taxes_on_top_of_each_other_are_held() -> None:
    """Two taxes over the same amount do not divide it, and are not guessed at."""
    stacked = order(
        charge("100.00", "30.00", taxes={1: "21.00", 2: "9.00"}),
        tax_lines=(tax_line(1, "21", goods="21"), tax_line(2, "9", goods="9")),
    )
    assert codes_of(stacked) == [Code.TAX_SPLIT]


@pytest.mark.parametrize(
    ("net", "fits"),
    [("-5.00", True), ("-5.04", True), ("-5.05", False), ("-4.87", True)],
)
def test_a_split_is_believed_within_the_cents_of_its_taxes(
    net: str,
    fits: bool,  # noqa: FBT001
) -> None:
    """A split fits when the rounding of its taxes can explain the difference."""
    found = codes_of(split_order(net))
    assert found == ([] if fits else [Code.TAX_SPLIT])


def test_two_taxes_of_nothing_divide_nothing() -> None:
    """Without any tax there is nothing to divide by."""
    one = order(
        charge("10.00", taxes={1: "0.00", 2: "0.00"}),
        tax_lines=(tax_line(1, "21"), tax_line(2, "9")),
    )
    assert codes_of(one) == [Code.TAX_SPLIT]


def test_a_split_with_a_tax_under_a_zero_rate_is_held() -> None:
    """A tax under 0 % has no base to divide by."""
    one = order(
        charge("10.00", taxes={1: "1.00", 3: "0.10"}),
        tax_lines=(tax_line(1, "21"), tax_line(3, "0")),
    )
    assert codes_of(one) == [Code.TAX_SPLIT]


def test_a_split_with_a_lost_rate_is_held() -> None:
    """One lost rate of two is enough to hold the order."""
    one = replace(split_order(), tax_lines=(tax_line(1, "21", goods="4.70"),))
    assert set(codes_of(one)) == {Code.RATE_UNKNOWN}


def test_the_parts_of_a_split_may_have_problems_of_their_own() -> None:
    """A split over a Dutch and a German rate is held for the German one."""
    one = replace(
        split_order(),
        tax_lines=(
            tax_line(1, "21", goods="4.70"),
            tax_line(2, "9", goods="2.04", country="DE"),
        ),
    )
    assert set(codes_of(one)) == {Code.FOREIGN_VAT}
    assert len(classified(one)[0]) == 2


def test_a_problem_says_which_of_the_charges_of_a_kind_it_is_about() -> None:
    """Counted within the kind, as the shop shows them; what comes after counts not."""
    one = order(
        charge("10.70", "2.25"),
        shipping("4.09", "0.86"),
        charge("5.00", rate=None, line_id=12, code="BON"),
        charge("10.70", "2.25", line_id=13),
    )

    assert [problem.where for problem in classified(one)[1]] == ["item 2 (BON)"]
