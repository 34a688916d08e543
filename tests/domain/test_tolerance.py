"""What a bookkeeper lets pass: it warns, and no row of it disappears."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from snelsync.domain.proof import Check, Row, Standing, Unit
from snelsync.domain.tolerance import let_pass

from .proofs import check

FIVE_CENTS = Decimal("0.05")


def row(left: str, right: str) -> Row:
    """Make a row of two amounts."""
    return Row(
        order_number="173",
        number="173",
        day=date(2026, 10, 1),
        left=Decimal(left),
        right=Decimal(right),
        reason="SnelStart has another amount",
    )


OFF = check("C2", "100.00", "99.97", row("10.00", "9.97"))


def test_a_difference_within_it_warns_and_says_so() -> None:
    """Verdict and note alone change: both sides and every row stay as they were."""
    found = let_pass(OFF, FIVE_CENTS)
    assert found.verdict is Standing.WARN
    assert found.note == "EUR 0.03 in all, within the tolerance of EUR 0.05"
    assert replace(found, verdict=OFF.verdict, note="") == OFF
    assert let_pass(replace(OFF, note="see C1"), FIVE_CENTS).note.startswith("see C1; ")


@pytest.mark.parametrize(
    "one",
    [
        check("C2", "100.00", "99.94", row("10.00", "9.94")),
        check("C2", "9.02", "9.00", row("2.06", "2.00"), row("2.00", "2.04")),
        check("C2", "9.00", "8.97", row("1.00", "0.97"), row("8.00", "8.00")),
        check("C3", "9.00", "8.94"),
        replace(OFF, unit=Unit.DOCUMENTS),
        check("C15", "1.00", "1.00", verdict=Standing.FAIL),
    ],
    ids=[
        "more than it",
        "two that make up for each other",
        "another day beside it",
        "unexplained",
        "a document is missing",
        "no amounts at all",
    ],
)
def test_what_is_more_or_something_else_fails_as_before(one: Check) -> None:
    """All rows count without their signs; a day or a document is no amount."""
    one = replace(one, verdict=Standing.FAIL)
    assert let_pass(one, FIVE_CENTS) == one


def test_a_cent_that_no_row_explains_may_be_within_it() -> None:
    """What is unexplained counts too, and stays unexplained."""
    found = let_pass(check("C11", "9.00", "8.96"), FIVE_CENTS)
    assert (found.verdict, found.unexplained) == (Standing.WARN, Decimal("0.04"))


@pytest.mark.parametrize("stands", sorted(set(Standing) - {Standing.FAIL}))
def test_only_a_failure_is_softened(stands: Standing) -> None:
    """A warning stays one, and what is well stays well; without it nothing changes."""
    one = replace(OFF, verdict=stands)
    assert let_pass(one, FIVE_CENTS) == one
    assert let_pass(OFF, Decimal(0)) == OFF
