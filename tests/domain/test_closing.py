"""How a sale closes on the order's total, per line, per rate or grouped."""

from decimal import Decimal

import pytest

from snelsync.domain.mapping import LineStyle, Mapping
from snelsync.domain.order import Order
from snelsync.domain.problem import Code
from snelsync.domain.translate import (
    Held,
    Translation,
    translate_sale,
)

from .builders import (
    amounts,
    charge,
    codes,
    mapping,
    order,
    per_account,
    sale_of,
    shipping,
    tax_line,
    vat,
)
from .charts import chart


def translate(one: Order, said: Mapping | None = None) -> Translation:
    """Translate by the example mapping, or by another."""
    return translate_sale(one, mapping=said or mapping(), chart=chart())


def test_a_shop_that_rounds_per_line_closes_per_line() -> None:
    """Three nets that each round up are booked rounded up."""
    one = order(
        *(charge("8.256", "1.734", line_id=n) for n in (1, 2, 3)),
        total="29.97",
        tax_lines=(tax_line(1, "21", goods="5.19"),),
    )
    assert amounts(sale_of(one).booking) == [(8100, "8.26")] * 3


def test_a_shop_that_rounds_at_subtotal_closes_per_rate() -> None:
    """Three nets whose sum rounds down are booked to that sum."""
    one = order(
        *(charge("8.256", "1.734", line_id=n) for n in (1, 2, 3)),
        total="29.97",
        tax_lines=(tax_line(1, "21", goods="5.20"),),
    )
    assert amounts(sale_of(one).booking) == [
        (8100, "8.26"),
        (8100, "8.26"),
        (8100, "8.25"),
    ]


def test_closing_per_rate_keeps_the_rates_apart() -> None:
    """What one rate's rounding leaves is never moved to another rate."""
    one = order(
        charge("8.256", "1.734", line_id=1),
        charge("8.256", "1.734", line_id=2),
        charge("8.256", "1.734", line_id=3),
        charge("5.006", "0.4505", rate=2, line_id=4),
        charge("5.006", "0.4505", rate=2, line_id=5),
        total="40.88",
        tax_lines=(tax_line(1, "21", goods="5.20"), tax_line(2, "9", goods="0.90")),
    )
    made = sale_of(one).booking
    assert sum(line.amount for line in made.lines if line.account == 8100) == Decimal(
        "24.77"
    )
    assert sum(line.amount for line in made.lines if line.account == 8110) == Decimal(
        "10.01"
    )


@pytest.mark.parametrize(
    ("total", "left"),
    [("12.96", "0.01"), ("12.94", "-0.01"), ("13.00", "0.05"), ("12.90", "-0.05")],
)
def test_what_rounding_leaves_is_booked_as_rounding(total: str, left: str) -> None:
    """Up to the tolerance, the difference has a line of its own, without VAT."""
    made = sale_of(order(total=total)).booking
    assert amounts(made) == [(8100, "10.70"), (4756, left)]
    assert made.lines[1].description == "Afronding webshop"
    assert str(made.lines[1].vat_kind) == "none"
    assert vat(made) == {"high": "2.25"}
    assert str(made.total) == total


@pytest.mark.parametrize("total", ["13.01", "12.89", "0.00", "-12.95", "2.95"])
def test_what_rounding_cannot_explain_is_held(total: str) -> None:
    """One cent over the tolerance is unexplained, and nothing is booked."""
    assert codes(translate(order(total=total))) == {Code.AMOUNTS_DO_NOT_ADD_UP}


def test_the_tolerance_is_the_mappings() -> None:
    """With a tolerance of nothing, one cent holds the order."""
    strict = mapping(limits={"rounding_tolerance": Decimal("0.00")})
    assert codes(translate(order(total="12.96"), strict)) == {
        Code.AMOUNTS_DO_NOT_ADD_UP
    }
    assert sale_of(order(), mapping=strict).booking.number == "173"


def test_rounding_needs_its_account() -> None:
    """A faulty rounding account holds only what needs it."""
    said = mapping(rounding=4999)
    assert codes(translate(order(total="12.96"), said)) == {Code.ACCOUNT_UNKNOWN}
    assert sale_of(order(), mapping=said).booking.number == "173"


def test_a_gift_card_the_shop_does_not_show_is_held() -> None:
    """A total of twenty less than the lines is no discount to spread over VAT."""
    one = order(charge("36.20", "7.60"), total="23.80")
    assert codes(translate(one)) == {Code.AMOUNTS_DO_NOT_ADD_UP}


def test_lines_of_less_than_half_a_cent_are_left_out() -> None:
    """A line that rounds to nothing is no booking line."""
    one = order(charge("10.70", "2.25"), charge("0.004", "0.00", line_id=12))
    assert amounts(sale_of(one).booking) == [(8100, "10.70")]


@pytest.mark.parametrize(
    ("tax", "believed"),
    [("2.24", True), ("2.25", True), ("2.23", False), ("2.26", False)],
)
def test_vat_is_believed_within_a_cent_per_line(
    tax: str,
    believed: bool,  # noqa: FBT001
) -> None:
    """One line may be a cent off its percentage, which is 2.247; not 1.3 cents."""
    result = translate(order(charge("10.70", tax)))
    if not believed:
        assert codes(result) == {Code.VAT_IMPLAUSIBLE}
    assert isinstance(result, Held) != believed


@pytest.mark.parametrize(
    ("tax", "believed"),
    [("4.51", True), ("4.48", True), ("4.47", False), ("4.52", False)],
)
def test_two_lines_may_be_two_cents_off(
    tax: str,
    believed: bool,  # noqa: FBT001
) -> None:
    """The tolerance grows with the lines of that kind: 21 % of 21.40 is 4.494."""
    one = order(
        charge("10.70", "0.00", line_id=1),
        charge("10.70", "0.00", line_id=2),
        charge("27.30", "0.00", rate=3, line_id=3),
        total=str(Decimal("48.70") + Decimal(tax)),
        tax_lines=(tax_line(1, "21", goods=tax), tax_line(3, "0")),
    )
    result = translate(one)
    if not believed:
        assert codes(result) == {Code.VAT_IMPLAUSIBLE}
    assert isinstance(result, Held) != believed


def test_turnover_without_its_vat_is_held() -> None:
    """A 21 % line for which the order has no VAT is not believed."""
    one = order(charge("10.70"), tax_lines=(tax_line(1, "21"),), total="10.70")
    assert codes(translate(one)) == {Code.VAT_IMPLAUSIBLE}


def test_grouped_lines_are_one_per_account_and_treatment() -> None:
    """Grouping adds up, keeps accounts and treatments apart, and names all sources."""
    grouped = mapping(invoices={"lines": LineStyle.GROUPED})
    one = order(
        charge("10.70", "2.25", line_id=1),
        charge("22.93", "2.06", rate=2, line_id=2),
        charge("10.70", "2.25", line_id=3),
        shipping("4.09", "0.86"),
    )
    made = sale_of(one, mapping=grouped).booking
    assert amounts(made) == [(8100, "21.40"), (8110, "22.93"), (8101, "4.09")]
    assert made.lines[0].source == "item 1, item 3"
    assert per_account(made) == per_account(sale_of(one).booking)


def test_a_group_of_nothing_is_left_out() -> None:
    """Lines that cancel each other leave no group, but VAT and total stand."""
    grouped = mapping(invoices={"lines": LineStyle.GROUPED})
    one = order(
        charge("10.70", "2.25", line_id=1),
        charge("-10.70", "-2.25", line_id=2),
        shipping("4.09", "0.86"),
    )
    made = sale_of(one, mapping=grouped).booking
    assert amounts(made) == [(8101, "4.09")]
    assert str(made.total) == "4.95"
