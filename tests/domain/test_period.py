"""Periods as people say them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snelsync.domain.period import parse_period

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-q2", "2026-04-01", "2026-06-30"),
        ("2026-Q3", "2026-07-01", "2026-09-30"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2026-10-01", "2026-10-01", "2026-10-01"),
        ("2026-10-01..2026-10-15", "2026-10-01", "2026-10-15"),
        ("2026-Q1..2026-Q2", "2026-01-01", "2026-06-30"),
        ("2025..2026-03", "2025-01-01", "2026-03-31"),
        ("yesterday", "2026-02-28", "2026-02-28"),
        ("Yesterday", "2026-02-28", "2026-02-28"),
        ("today", "2026-03-01", "2026-03-01"),
        ("  2026-10 ", "2026-10-01", "2026-10-31"),
    ],
)
def test_every_form_is_understood(text: str, first: str, last: str) -> None:
    """A period begins and ends on the days its words mean."""
    period = parse_period(text, today=TODAY)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "october",
        "2026-13",
        "2026-00",
        "2026-Q5",
        "2026-Q0",
        "2026-02-30",
        "2026-1",
        "26-10",
        "0000",
        "9999-12",
        "2026-10-01..",
        "..2026",
        "2026..2026..2026",
        "2026-10-01 2026-10-02",
        "yesterday..today",
    ],
)
def test_what_is_no_period_is_refused_with_the_forms(text: str) -> None:
    """A period is never guessed: the refusal quotes it and lists the forms."""
    with pytest.raises(ValueError, match="2026-Q4") as refused:
        parse_period(text, today=TODAY)
    assert f"'{text}'" in str(refused.value)


def test_a_period_cannot_end_before_it_begins() -> None:
    """Two ends the wrong way round are refused, not swapped."""
    with pytest.raises(ValueError, match="ends before it begins"):
        parse_period("2026-10-15..2026-10-01", today=TODAY)


def test_a_period_holds_both_its_ends() -> None:
    """The first and the last day are in, the days around them are not."""
    october = parse_period("2026-10", today=TODAY)
    assert date(2026, 10, 1) in october
    assert date(2026, 10, 31) in october
    assert date(2026, 9, 30) not in october
    assert date(2026, 11, 1) not in october


@pytest.mark.parametrize(
    ("text", "label"),
    [("2026-q4", "2026-Q4"), ("yesterday", "2026-02-28"), ("2026..2027", "2026..2027")],
)
def test_a_period_is_called_what_was_said(text: str, label: str) -> None:
    """A period's label is its own words, or the day that was meant."""
    assert parse_period(text, today=TODAY).label == label


@given(st.integers(2000, 2100))
def test_the_quarters_make_the_year(year: int) -> None:
    """Four quarters, or twelve months, are the year without a gap."""
    whole = parse_period(str(year), today=TODAY)
    for names in (
        [f"{year}-Q{n}" for n in range(1, 5)],
        [f"{year}-{n:02}" for n in range(1, 13)],
    ):
        parts = [parse_period(name, today=TODAY) for name in names]
        assert parts[0].first == whole.first
        assert parts[-1].last == whole.last
        for one, following in pairwise(parts):
            assert one.last + timedelta(days=1) == following.first
