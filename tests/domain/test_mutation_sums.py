"""Mutations added up: what is taken for granted, and what has to be read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from snelsync.domain.ledger import Gap, Ledger
from snelsync.domain.mutation_sums import (
    SLACK,
    MutationSum,
    disagreeing,
    own_journal,
    shares,
    untouched,
)
from snelsync.domain.proof import Mutation

BOOKED = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
DAY = date(2026, 10, 1)
D = Decimal


def ledger() -> Ledger:
    """Expect two invoices on an account of turnover, one of them on VAT too."""
    made = Ledger()
    made.expect(8100, "a", D("10.00"))
    made.expect(8100, "b", D("5.00"))
    made.expect(1671, "a", D("2.10"))
    made.watch(8110)
    return made


@pytest.mark.parametrize(
    ("changed", "booked", "nobody"),
    [
        (BOOKED, BOOKED, True),
        (BOOKED - timedelta(days=9), BOOKED, True),
        (BOOKED + SLACK, BOOKED, True),
        (BOOKED + SLACK + timedelta(seconds=1), BOOKED, False),
        (None, BOOKED, False),
        (BOOKED, None, False),
    ],
)
def test_what_may_have_been_changed_is_not_taken_for_granted(
    changed: datetime | None, booked: datetime | None, *, nobody: bool
) -> None:
    """Later than the booking by more than clocks differ, or not known: perhaps."""
    assert untouched(changed, booked) is nobody


def test_our_journal_is_the_one_that_is_nearest_to_what_we_expect() -> None:
    """A closing entry takes back as much as we booked: it is not ours for that."""
    sums = [
        MutationSum(8100, "closing", D("-15.00")),
        MutationSum(1671, "closing", D("-2.10")),
        MutationSum(8100, "sales", D("14.00")),
        MutationSum(1671, "sales", D("2.10")),
    ]
    assert own_journal(sums, ledger()) == "sales"
    assert own_journal([], ledger()) == ""


def test_an_account_is_proven_when_sums_are_what_was_booked_and_read() -> None:
    """All journals together, over what is taken for granted and what was read."""
    sums = [
        MutationSum(8100, "sales", D("16.00")),
        MutationSum(8100, "general", D("-1.00")),
        MutationSum(1671, "sales", D("2.10")),
        MutationSum(1300, "sales", D("-18.10")),
    ]
    rows = [Mutation(8100, DAY, D("6.00"), "b"), Mutation(8100, DAY, D("-1.00"))]
    rows.append(Mutation(1300, DAY, D("7.00"), "b"))
    assert disagreeing(sums, ledger(), rows, but={"b"}) == frozenset()
    assert disagreeing(sums, ledger(), rows[1:], but={"b"}) == {8100}
    assert disagreeing(sums[:2], ledger(), rows, but={"b"}) == {1671}
    foreign = MutationSum(8110, "sales", D("0.01"))
    assert disagreeing([*sums, foreign], ledger(), rows, but={"b"}) == {8110}


def test_what_is_taken_for_granted_leaves_nothing_but_the_rest() -> None:
    """Then the rest is found, or not, as if all had been read."""
    made = ledger()
    assert made.supposed(8100, {"b", "z"}) == D("10.00")
    assert shares(made, 8100, {"b": 1, "z": 1, "a": 2}) == {1: D("5.00"), 2: D(10)}
    made.suppose(8100, {"b", "z"})
    made.suppose(1671, {"b", "z"})
    assert list(made.gaps(1671)) == []
    made.find(8100, "b", D("4.00"))
    assert list(made.gaps(8100)) == [Gap("b", D("5.00"), D("4.00"))]
    assert made.sides(8100) == (D("15.00"), D("14.00"), D("0.00"))
