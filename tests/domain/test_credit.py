"""From a refund to its credit: exactly what goes back, or not at all and why."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from snelsync.domain.booking import Booking
from snelsync.domain.mapping import LineStyle, Mapping
from snelsync.domain.order import Order, Refund
from snelsync.domain.problem import Code
from snelsync.domain.translate import (
    Held,
    Skipped,
    Translated,
    Translation,
    Waiting,
    translate_sale,
)

from .builders import (
    accounts,
    amounts,
    charge,
    codes,
    credit_key,
    fee,
    mapping,
    order,
    per_account,
    per_kind,
    refund,
    refund_line,
    sale_of,
    shipping,
    tax_line,
    vat,
)
from .charts import chart
from .credits import credit_after

MUGS = charge("21.40", "4.50", quantity="2", line_id=11)
BOOK = charge("22.93", "2.06", rate=2, line_id=12, code="BOEK-9")
POST = shipping("4.09", "0.86")
ORDER = order(MUGS, BOOK, POST)


def credit(
    back: Refund,
    one: Order = ORDER,
    *,
    sale: Translation | None = None,
    earlier: Sequence[Refund] = (),
    said: Mapping | None = None,
) -> Translation:
    """Translate a refund of an order that is booked by the example mapping."""
    return credit_after(
        back,
        one,
        earlier,
        sale=sale or translate_sale(one, mapping=mapping(), chart=chart()),
        said=said,
    )


def booked(result: Translation) -> Booking:
    """Take the booking of a refund that must become one."""
    assert isinstance(result, Translated), result
    return result.booking


def test_a_full_refund_takes_back_exactly_the_sale() -> None:
    """Sale and full refund are zero per account and per rate, lines or no lines."""
    sale = sale_of(ORDER).booking
    with_lines = refund(
        "55.84",
        refund_line("21.40", "4.50", of=MUGS),
        refund_line("22.93", "2.06", of=BOOK, rate=2),
        refund_line("4.09", "0.86", of=POST),
    )
    for back in (with_lines, refund("55.84")):
        made = booked(credit(back))
        assert str(made.total) == "-55.84"
        assert per_account(sale, made) == {}
        assert per_kind(sale, made) == {}


def test_a_credit_names_itself_and_its_sale() -> None:
    """A credit has its own key, number, day and text, and the sale's customer."""
    made = booked(credit(refund("55.84")))
    assert made.key == credit_key(270)
    assert (made.number, made.order_id, made.order_number) == ("173-R270", 173, "173")
    assert made.day == date(2026, 10, 2)
    assert made.description == "Credit 270 op factuur 173"
    assert made.customer == sale_of(ORDER).booking.customer
    assert made.payment_term == sale_of(ORDER).booking.payment_term


def test_a_full_refund_takes_rounding_back_too() -> None:
    """The cent of rounding that was booked goes back with the rest."""
    one = order(total="12.96")
    made = booked(credit(refund("12.96"), one))
    assert amounts(made) == [(8100, "-10.70"), (4756, "-0.01")]


def test_a_refund_of_a_line_takes_that_line_back() -> None:
    """Only what was returned goes back, on its own account and rate."""
    made = booked(
        credit(refund("24.99", refund_line("22.93", "2.06", of=BOOK, rate=2)))
    )
    assert amounts(made) == [(8110, "-22.93")]
    assert vat(made) == {"low": "-2.06"}
    assert str(made.total) == "-24.99"


def test_a_refund_of_a_piece_takes_a_piece_back() -> None:
    """One of two mugs goes back for what the refund says, with its quantity."""
    made = booked(credit(refund("12.95", refund_line("10.70", "2.25", of=MUGS))))
    assert amounts(made) == [(8100, "-10.70")]
    assert made.lines[0].description == "1 x MOK-001"


def test_a_refund_of_an_amount_of_a_line_is_booked() -> None:
    """A price reduction afterwards has quantity 0 and still says which line."""
    line = refund_line("2.48", "0.52", of=MUGS, quantity=Decimal(0))
    made = booked(credit(refund("3.00", line)))
    assert amounts(made) == [(8100, "-2.48")]
    assert vat(made) == {"high": "-0.52"}


def test_shipping_and_fees_go_back_on_their_own_accounts() -> None:
    """What is returned of shipping or a fee is no return of goods."""
    extra = fee("0.50", "0.11")
    one = order(MUGS, POST, extra)
    back = refund(
        "5.56",
        refund_line("4.09", "0.86", of=POST),
        refund_line("0.50", "0.11", of=extra),
    )
    made = booked(credit(back, one))
    assert amounts(made) == [(8101, "-4.09"), (8106, "-0.50")]
    assert vat(made) == {"high": "-0.97"}


def test_lines_are_found_by_kind_and_id() -> None:
    """An item and a shipping line with the same id are not mixed up."""
    same = shipping("4.09", "0.86", line_id=11)
    one = order(MUGS, same)
    made = booked(credit(refund("4.95", refund_line("4.09", "0.86", of=same)), one))
    assert amounts(made) == [(8101, "-4.09")]


def test_a_fee_over_two_rates_goes_back_over_both() -> None:
    """A negative fee that was spread is taken back spread the same way."""
    discount = fee("-5.00", taxes={1: "-0.55", 2: "-0.21"}, tax="-0.76")
    one = order(
        charge("25.00", "5.25", line_id=11),
        charge("25.00", "2.25", rate=2, line_id=12),
        discount,
        total="51.74",
        tax_lines=(tax_line(1, "21", goods="4.70"), tax_line(2, "9", goods="2.04")),
    )
    item = one.charges[0]
    back = refund(
        "24.49",
        refund_line("25.00", "5.25", of=item),
        refund_line("-5.00", "-0.76", of=discount),
    )
    made = booked(credit(back, one))
    assert amounts(made) == [(8100, "-25.00"), (8106, "2.64"), (8116, "2.36")]
    assert vat(made) == {"high": "-4.70", "low": "0.21"}


def test_a_zero_rated_line_goes_back_without_vat() -> None:
    """What was sold at 0 % goes back at 0 %."""
    zero = charge("27.30", rate=3, line_id=13)
    one = order(MUGS, zero)
    made = booked(credit(refund("27.30", refund_line("27.30", of=zero, rate=3)), one))
    assert (amounts(made), vat(made)) == ([(8140, "-27.30")], {})


def test_a_line_of_nothing_takes_nothing_back() -> None:
    """A returned quantity without money adds no line to the credit."""
    back = refund(
        "24.99",
        refund_line("0.00", "0.00", of=MUGS),
        refund_line("22.93", "2.06", of=BOOK, rate=2),
    )
    assert amounts(booked(credit(back))) == [(8110, "-22.93")]


@pytest.mark.parametrize(
    ("amount", "left"), [("24.94", "0.05"), ("25.04", "-0.05"), ("24.98", "0.01")]
)
def test_a_small_difference_is_booked_as_rounding(amount: str, left: str) -> None:
    """Up to the tolerance, amount and lines may differ, visibly."""
    back = refund(amount, refund_line("22.93", "2.06", of=BOOK, rate=2))
    assert amounts(booked(credit(back))) == [(8110, "-22.93"), (4756, left)]


@pytest.mark.parametrize("amount", ["24.93", "25.05", "20.00"])
def test_a_refund_that_does_not_add_up_is_held(amount: str) -> None:
    """One cent over the tolerance is unexplained."""
    back = refund(amount, refund_line("22.93", "2.06", of=BOOK, rate=2))
    assert codes(credit(back)) == {Code.REFUND_MISMATCH}


def test_a_refund_whose_lines_are_worth_nothing_is_held() -> None:
    """Not even within the tolerance is a credit booked that is rounding alone."""
    crumb = refund_line("0.004", "0.00", of=BOOK, rate=2)
    assert codes(credit(refund("0.04", crumb))) == {Code.REFUND_MISMATCH}


def test_a_refund_without_lines_is_held() -> None:
    """An amount that is not everything and says nothing of lines has unknown VAT."""
    assert codes(credit(refund("7.50"))) == {Code.REFUND_WITHOUT_LINES}


def test_a_refund_of_tax_only_is_held() -> None:
    """VAT going back without turnover needs a reason."""
    back = refund("4.50", refund_line("0.00", "4.50", of=MUGS))
    assert codes(credit(back)) == {Code.REFUND_TAX_ONLY}


@pytest.mark.parametrize("line_id", [0, 99])
def test_a_refund_of_an_unknown_line_is_held(line_id: int) -> None:
    """What the order no longer has cannot say how it was sold."""
    back = refund("12.95", refund_line("10.70", "2.25", refunded_line_id=line_id))
    assert codes(credit(back)) == {Code.REFUND_LINE_UNKNOWN}


def test_a_refund_of_a_free_line_is_held() -> None:
    """Money going back of what was given away is not explained."""
    free = charge("0.00", rate=None, line_id=14)
    one = order(MUGS, free)
    back = refund("1.00", refund_line("1.00", of=free))
    assert codes(credit(back, one)) == {Code.REFUND_LINE_UNKNOWN}


def test_more_than_was_paid_does_not_go_back() -> None:
    """A refund larger than its order is held."""
    assert codes(credit(refund("55.85"))) == {Code.REFUND_TOO_LARGE}


def test_earlier_refunds_leave_less_to_go_back() -> None:
    """Refunds together never take back more than the order."""
    before = refund("12.95", refund_line("10.70", "2.25", of=MUGS), refund_id=268)
    book = refund_line("22.93", "2.06", of=BOOK, rate=2)
    fits = refund("24.99", book)
    assert booked(credit(fits, earlier=[before])).number == "173-R270"
    more = replace(before, amount=Decimal("30.86"))
    assert codes(credit(fits, earlier=[more])) == {Code.REFUND_TOO_LARGE}
    exactly = replace(before, amount=Decimal("30.85"))
    assert booked(credit(fits, earlier=[exactly])).number == "173-R270"


def test_a_full_refund_after_another_is_held() -> None:
    """The sale is never taken back twice."""
    first = refund("55.84", refund_id=268)
    assert codes(credit(refund("55.84"), earlier=[first])) == {Code.REFUND_TOO_LARGE}


def test_a_refund_of_nothing_is_skipped() -> None:
    """A refund of EUR 0.00 has nothing to book."""
    assert isinstance(credit(refund("0.00")), Skipped)


def test_a_refund_of_nothing_that_names_money_is_held() -> None:
    """An amount of EUR 0.00 over lines that say otherwise needs a person."""
    back = refund("0.00", refund_line("10.70", "2.25", of=MUGS))
    assert codes(credit(back)) == {Code.REFUND_MISMATCH}


def test_a_refund_before_the_start_is_skipped() -> None:
    """An old refund was booked another way, by its own Dutch date."""
    old = datetime(2025, 12, 31, 22, 59, tzinfo=UTC)
    new = datetime(2025, 12, 31, 23, 0, tzinfo=UTC)
    assert isinstance(credit(refund("55.84", created=old)), Skipped)
    assert booked(credit(refund("55.84", created=new))).day == date(2026, 1, 1)


def test_a_refund_of_a_waiting_order_waits() -> None:
    """There is nothing to credit before there is a sale."""
    result = credit(refund("12.95"), sale=Waiting("status pending: not sold yet"))
    assert isinstance(result, Waiting)
    assert "pending" in result.reason


@pytest.mark.parametrize("sale", [Held(()), Skipped("status cancelled")])
def test_a_refund_of_an_order_that_is_not_booked_is_held(sale: Translation) -> None:
    """A credit without its sale would be a loss that never was."""
    result = credit(refund("12.95"), sale=sale)
    assert codes(result) == {Code.ORDER_NOT_BOOKED}


def test_a_credit_goes_where_its_sale_went() -> None:
    """The sale's accounts are used although the mapping has changed since."""
    changed = mapping(
        revenue=accounts(high=8200, low=8110, zero=8140),
        shipping=accounts(high=8200, low=8111, zero=8140),
    )
    back = refund(
        "17.90",
        refund_line("10.70", "2.25", of=MUGS),
        refund_line("4.09", "0.86", of=POST),
    )
    made = booked(credit(back, said=changed))
    assert amounts(made) == [(8100, "-10.70"), (8101, "-4.09")]
    full = booked(credit(refund("55.84"), said=changed))
    assert {line.account for line in full.lines} == {8100, 8110, 8101}


def test_a_credit_of_a_grouped_sale_goes_where_its_sale_went() -> None:
    """Grouping hides no line from its credit."""
    one = order(MUGS, replace(MUGS, line_id=15), POST)
    grouped = mapping(invoices={"lines": LineStyle.GROUPED})
    sale = sale_of(one, mapping=grouped)
    back = refund("12.95", refund_line("10.70", "2.25", of=MUGS, refunded_line_id=15))
    changed = mapping(revenue=accounts(high=8200))
    assert amounts(booked(credit(back, one, sale=sale, said=changed))) == [
        (8100, "-10.70")
    ]


def test_a_number_too_long_holds_the_credit() -> None:
    """A credit's number follows the same rule as a sale's: 25 fits, 26 does not."""
    fits = order(number="1" * 20)
    assert len(booked(credit(refund("12.95"), fits)).number) == 25
    too_long = order(number="1" * 21)
    assert codes(credit(refund("12.95"), too_long)) == {Code.NUMBER_TOO_LONG}


def test_vat_that_does_not_fit_what_goes_back_is_held() -> None:
    """A refund line with far too much VAT is not believed."""
    back = refund("12.95", refund_line("9.95", "3.00", of=MUGS))
    assert codes(credit(back)) == {Code.VAT_IMPLAUSIBLE}


@pytest.mark.parametrize("numbers", [{"high": 8199}, {"low": 8110}])
def test_a_credit_needs_no_account_of_today(numbers: dict[str, int]) -> None:
    """A line goes back to its sale's account, whatever the mapping names now."""
    back = refund("12.95", refund_line("10.70", "2.25", of=MUGS))
    result = credit(back, said=mapping(revenue=accounts(**numbers)))
    assert amounts(booked(result)) == [(8100, "-10.70")]


def test_an_order_that_became_unclear_holds_its_partial_credit() -> None:
    """When the order's rates are no longer there, its lines cannot go back."""
    sale = sale_of(ORDER)
    lost = replace(ORDER, tax_lines=())
    back = refund("12.95", refund_line("10.70", "2.25", of=MUGS))
    assert codes(credit(back, lost, sale=sale)) == {Code.RATE_UNKNOWN}


def test_text_of_a_credit_is_cut() -> None:
    """A credit's text has at most 250 characters."""
    said = mapping(invoices={"credit_text": "x" * 300})
    assert len(booked(credit(refund("55.84"), said=said)).description) == 250


def test_three_single_refunds_take_back_what_each_says() -> None:
    """Refunding 3 x 9.99 one by one leaves nothing: the last takes the remainder."""
    three = charge("24.768595", "5.201405", quantity="3")
    one = order(three, total="29.97", tax_lines=(tax_line(1, "21", goods="5.201405"),))
    earlier: list[Refund] = []
    made: list[Booking] = []
    for number in (1, 2, 3):
        back = refund("9.99", refund_line("8.26", "1.73", of=three), refund_id=number)
        made.append(booked(credit(back, one, earlier=earlier)))
        earlier.append(back)
    assert sum(one.total for one in made) == Decimal("-29.97")
    assert {str(kind): str(sum_) for kind, sum_ in per_kind(*made).items()} == {
        "high": "-5.20"
    }
    assert [amounts(one)[0][1] for one in made] == ["-8.26", "-8.26", "-8.25"]
    assert [vat(one)["high"] for one in made] == ["-1.73", "-1.73", "-1.74"]
    fourth = refund("9.99", refund_line("8.26", "1.73", of=three))
    assert codes(credit(fourth, one, earlier=earlier)) == {Code.REFUND_TOO_LARGE}
