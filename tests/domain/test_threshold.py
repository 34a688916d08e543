"""The threshold of distance sales: what counts, per year."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from snelsync.domain.booking import Booking, Customer, Outcome
from snelsync.domain.decision import Decision
from snelsync.domain.threshold import YearOfDistanceSales, distance_sales
from snelsync.domain.vat import Treatment

from .builders import booking, credit_key, sale_key, with_line

BELGIAN = Customer("BE", "Webshop particulieren BE")


def decision(one: Booking | None, outcome: Outcome = Outcome.BOOKED) -> Decision:
    """Make a decision with a booking."""
    return Decision(
        key=one.key if one else sale_key(),
        order_id=173,
        order_number="173",
        number="173",
        day=date(2026, 10, 1),
        total=Decimal("12.95"),
        outcome=outcome,
        fingerprint="f",
        booking=one,
    )


def net(*decisions: Decision) -> dict[int, str]:
    """Give what counted, per year."""
    return {row.year: str(row.net) for row in distance_sales(decisions, home="NL")}


ABROAD = booking(customer=BELGIAN)


@pytest.mark.parametrize(
    "outcome", [Outcome.BOOKED, Outcome.ADOPTED, Outcome.DRIFTED, Outcome.PLANNED]
)
def test_what_is_or_will_be_in_the_books_counts(outcome: Outcome) -> None:
    """Turnover excluding VAT to a consumer in another member state counts."""
    assert net(decision(ABROAD, outcome)) == {2026: "10.70"}


@pytest.mark.parametrize(
    "outcome", [Outcome.HELD, Outcome.REFUSED, Outcome.UNCERTAIN, Outcome.CONFLICT]
)
def test_what_is_not_in_the_books_does_not_count(outcome: Outcome) -> None:
    """A sale that is held or refused is not counted yet."""
    assert net(decision(ABROAD, outcome), decision(None)) == {}


@pytest.mark.parametrize(
    "customer",
    [
        Customer("NL", "Webshop particulieren NL"),
        Customer("US", "Webshop particulieren US"),
        Customer("GB", "Webshop particulieren GB"),
        Customer("BE", "Peeters", vat_number="BE0477472701"),
    ],
)
def test_home_export_and_businesses_do_not_count(customer: Customer) -> None:
    """Only consumers in other member states are distance sales."""
    assert net(decision(booking(customer=customer))) == {}


def test_years_stand_apart_and_credits_come_off() -> None:
    """Each calendar year has its own sum, less what went back in it."""
    last_year = replace(ABROAD, day=date(2025, 12, 31))
    line = replace(ABROAD.lines[0], amount=Decimal("-10.70"))
    back = replace(
        ABROAD, key=credit_key(), lines=(line,), vat=(), total=Decimal("-10.70")
    )
    assert net(
        decision(ABROAD), decision(ABROAD), decision(back), decision(last_year)
    ) == {2025: "10.70", 2026: "10.70"}


def test_foreign_vat_is_no_turnover() -> None:
    """Of an OSS booking the turnover counts and the VAT line does not."""
    line = replace(ABROAD.lines[0], treatment=Treatment.OSS)
    tax = replace(line, amount=Decimal("2.25"), is_vat=True)
    assert net(decision(replace(ABROAD, lines=(line, tax), vat=()))) == {2026: "10.70"}


@pytest.mark.parametrize(
    "treatment", [Treatment.EXPORT, Treatment.OUTSIDE_SCOPE, Treatment.INTRA_EU_GOODS]
)
def test_only_taxed_sales_count(treatment: Treatment) -> None:
    """A deposit, a gift card or a business sale is no distance sale."""
    one = with_line(ABROAD, treatment=treatment)
    assert set(net(decision(one)).values()) <= {"0.00"}


@pytest.mark.parametrize(
    ("amount", "near", "above"),
    [
        ("7999.99", False, False),
        ("8000.00", True, False),
        ("10000.00", True, False),
        ("10000.01", True, True),
    ],
)
def test_the_threshold_is_ten_thousand(
    amount: str,
    near: bool,  # noqa: FBT001
    above: bool,  # noqa: FBT001
) -> None:
    """EUR 10,000 is allowed and a cent more is above; from 8,000 it is near."""
    row = YearOfDistanceSales(2026, Decimal(amount))
    assert (row.near, row.above) == (near, above)
