"""Which of SnelStart's VAT returns together are a period."""

from __future__ import annotations

from datetime import date

import pytest

from snelsync.domain.period import Period, parse_period
from snelsync.domain.told_returns import ToldReturn, VatReturn, told_of
from snelsync.domain.vat_return import Box

TODAY = date(2026, 11, 21)


def period(text: str) -> Period:
    """Read a period."""
    return parse_period(text, today=TODAY)


def returned(text: str, net: int, vat: int) -> VatReturn:
    """Make a return with something in box 1a, and but for October in 1b."""
    of = period(text)
    low = {} if of.first.month == 10 else {Box.LOW: (1, 0)}
    return VatReturn(of, {Box.HIGH: (net, vat)} | low)


MONTHS = [
    returned("2026-12", 300, 63),
    returned("2026-10", 100, 21),
    returned("2026-11", 200, 42),
]
QUARTER = returned("2026-Q4", 601, 126)


def test_the_return_of_the_period_is_it() -> None:
    """Of exactly these days, whatever months there are besides."""
    for returns in ([*MONTHS, QUARTER], [QUARTER, *MONTHS]):
        assert told_of(period("2026-Q4"), returns) == ToldReturn(QUARTER.boxes, 1)


def test_of_two_of_the_same_days_the_later_one_counts() -> None:
    """A return that was made again."""
    again = returned("2026-Q4", 700, 147)
    assert told_of(period("2026-Q4"), [QUARTER, again]).boxes == again.boxes


def test_returns_that_together_are_the_period_are_added_up() -> None:
    """Box by box; how many it are is said, and another year's month is no part."""
    found = told_of(period("2026-Q4"), [*MONTHS, returned("2027-01", 9, 9)])
    assert found.boxes[Box.HIGH] == (600, 126)
    assert found.boxes[Box.LOW] == (2, 0)
    assert (found.parts, found.note) == (3, "SnelStart's side is the sum of 3 returns")
    mixed = [returned("2026-01..2026-09", 1, 1), *MONTHS, QUARTER]
    assert told_of(period("2026"), mixed).boxes[Box.HIGH] == (602, 127)


@pytest.mark.parametrize(
    ("wanted", "returns", "note"),
    [
        (
            "2026-Q4",
            [],
            "SnelStart has no VAT return of 2026-Q4, nor of its months",
        ),
        (
            "2026-Q4",
            MONTHS[1:],
            (
                "SnelStart has no VAT return of a part of 2026-Q4:"
                " 2026-12-01 to 2026-12-31"
            ),
        ),
        (
            "2026",
            [returned("2026-10", 1, 1), returned("2026-12", 1, 1)],
            (
                "SnelStart has no VAT return of a part of 2026:"
                " 2026-01-01 to 2026-09-30, 2026-11-01 to 2026-11-30"
            ),
        ),
        (
            "2026-10..2026-11-01",
            MONTHS,
            "SnelStart has no VAT return of a part of 2026-10..2026-11-01: 2026-11-01",
        ),
        (
            "2026-11",
            [QUARTER],
            (
                "SnelStart has no VAT return of 2026-11 alone: reconcile"
                " 2026-10-01..2026-12-31 to compare with the one it is in"
            ),
        ),
        (
            "2026-09..2026-11",
            [QUARTER],
            "SnelStart has no VAT return of 2026-09..2026-11, nor of its months",
        ),
    ],
)
def test_where_none_covers_the_period_it_says_what_lacks(
    wanted: str, returns: list[VatReturn], note: str
) -> None:
    """Nothing is compared with a part: the days without a return are named."""
    assert told_of(period(wanted), returns) == ToldReturn(note=note)
