"""What a booking made by hand teaches about accounts."""

from decimal import Decimal

import pytest

from snelsync.domain.chart import Account, AccountFunction
from snelsync.domain.learned import Booked, BookedLine, Lesson, learn

from .charts import account, chart

HIGH = AccountFunction.REVENUE_HIGH
UNTAXED = AccountFunction.REVENUE_UNTAXED
GENERAL = AccountFunction.GENERAL


def taught(
    *rows: tuple[Account, str], reversed_vat: bool = False, told: str = ""
) -> Lesson:
    """Learn from lines on these accounts, with their amounts."""
    lines = tuple(
        BookedLine(one.account_id, Decimal(amount), told) for one, amount in rows
    )
    accounts = tuple(one for one, _ in rows if one.number)
    booked = Booked(lines, reversed_vat=reversed_vat)
    return learn(booked, invoice="7", chart=chart(accounts=accounts))


def numbers(lesson: Lesson) -> dict[str, int]:
    """Give the number for each setting."""
    return {".".join(place): told[0] for place, told in lesson.accounts.items()}


def test_goods_shipping_discounts_and_rounding_are_told_apart() -> None:
    """The function gives the treatment, the names of accounts the section."""
    lesson = taught(
        (account(1, HIGH, description="Omzet"), "100"),
        (account(2, HIGH, description="Verzendkosten"), "4"),
        (account(3, AccountFunction.REVENUE_LOW, description="Korting"), "-2"),
        (account(4, GENERAL, description="Afronding"), "0.01"),
        (account(5, AccountFunction.EXPORT), "9"),
        (account(6, AccountFunction.DISTANCE_SALES, oss_rate_code="SR"), "8"),
    )
    assert numbers(lesson) == {
        "revenue.high": 1,
        "shipping.high": 2,
        "discounts.accounts.low": 3,
        "rounding.account": 4,
        "revenue.export": 5,
        "oss.accounts.SR": 6,
    }
    assert lesson.accounts["revenue", "high"] == (1, "learned from invoice 7")
    assert lesson.passed_over == ()


def test_the_largest_amount_counts() -> None:
    """A second account for the same is passed over, and told."""
    lesson = taught((account(1, HIGH), "5"), (account(2, HIGH), "100"))
    assert numbers(lesson) == {"revenue.high": 2}
    assert lesson.passed_over == ((1, "2 has a larger amount"),)


@pytest.mark.parametrize(
    ("words", "reversed_vat", "setting"),
    [
        ("", False, "revenue.zero"),
        ("Vrijgesteld", False, "revenue.exempt"),
        ("", True, "revenue.reverse_charged"),
        ("Verzendkosten verlegd", False, "revenue.reverse_charged"),
    ],
)
def test_untaxed_turnover_is_told_apart_by_its_vat_and_its_name(
    words: str,
    reversed_vat: bool,  # noqa: FBT001
    setting: str,
) -> None:
    """Zero-rated, exempt and reverse-charged share one function."""
    lesson = taught((account(1, UNTAXED), "5"), reversed_vat=reversed_vat, told=words)
    assert numbers(lesson) == {setting: 1}


def test_what_tells_nothing_is_passed_over() -> None:
    """A general account without a telling name, a journal, an account that is gone."""
    lesson = taught(
        (account(1, GENERAL), "5"),
        (account(2, AccountFunction.JOURNAL), "5"),
        (account(0, HIGH), "5"),
    )
    assert lesson.accounts == {}
    assert [number for number, _ in lesson.passed_over] == [1, 2]
