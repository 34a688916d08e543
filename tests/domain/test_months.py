"""Turnover and VAT per month and rate, shop against books: for pictures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from snelsync.domain.booking import Booking
from snelsync.domain.months import MonthsOfBooks, count_by, months_of
from snelsync.domain.proof import Month, Mutation
from snelsync.domain.tally import Tally
from snelsync.domain.vat import Treatment

from .summed import (
    VAT_HIGH,
    booked,
    line,
    mug,
    mutation,
    mutations_of,
    summed,
    to_germany,
)

NOVEMBER = date(2026, 11, 5)


def pictured(tally: Tally, there: Iterable[Mutation], *ours: str) -> tuple[Month, ...]:
    """Put SnelStart's mutations of ours beside what was added up."""
    books = MonthsOfBooks(tally, frozenset(ours))
    for one in there:
        books.add(one)
    return months_of(tally, books)


def untouched(*bookings: Booking) -> tuple[Month, ...]:
    """Picture bookings that are in SnelStart as they were made."""
    numbers = [one.number for one in bookings]
    return pictured(summed(*bookings), mutations_of(*bookings), *numbers)


def told(months: Iterable[Month]) -> list[tuple[int, str, list[str | None]]]:
    """Give each rate as month, name, and the shop's and the books' net and VAT."""
    return [
        (
            month.first.month,
            one.rate,
            [
                None if amount is None else str(amount)
                for amount in (one.shop_net, one.shop_vat, one.books_net, one.books_vat)
            ],
        )
        for month in months
        for one in month.rates
    ]


def test_months_and_rates_are_in_order_and_equal_when_nobody_touched_them() -> None:
    """By month, then high, low, untaxed and OSS; rounding is no turnover."""
    found = untouched(
        mug(3, day=NOVEMBER),
        to_germany(2, "100.00", "19.00"),
        booked(
            1,
            line(8160, "40.00", Treatment.EXPORT),
            line(8110, "50.00", Treatment.LOW),
            line(8100, "10.00"),
            line(4756, "0.01", None),
            low="4.50",
            high="2.10",
        ),
    )
    assert [one.first for one in found] == [date(2026, 10, 1), date(2026, 11, 1)]
    assert told(found) == [
        (10, "high", ["10.00", "2.10"] * 2),
        (10, "low", ["50.00", "4.50"] * 2),
        (10, "export", ["40.00", "0.00"] * 2),
        (10, "oss", ["100.00", "19.00"] * 2),
        (11, "high", ["100.00", "21.00"] * 2),
    ]


def test_a_reverse_charge_is_turnover_without_vat() -> None:
    """Its row of 0.00 in the booking makes no rate of its own."""
    found = untouched(
        booked(1, line(8150, "9.00", Treatment.REVERSE_CHARGED), reverse_charged="0.00")
    )
    assert told(found) == [(10, "reverse_charged", ["9.00", "0.00"] * 2)]


def test_without_the_books_there_is_only_the_shop() -> None:
    """What was not read is no nought."""
    found = months_of(summed(mug()), None)
    assert told(found) == [(10, "high", ["100.00", "21.00", None, None])]


def test_what_is_booked_in_another_month_shows_in_both() -> None:
    """The shop has it in October, SnelStart in November: each in its own place."""
    there = [
        mutation(8100, "100.00", "173", NOVEMBER),
        mutation(VAT_HIGH, "21.00", "173", NOVEMBER),
    ]
    assert told(pictured(summed(mug()), there, "173")) == [
        (10, "high", ["100.00", "21.00", "0.00", "0.00"]),
        (11, "high", ["0.00", "0.00", "100.00", "21.00"]),
    ]


def test_what_others_booked_is_in_no_picture() -> None:
    """Only documents of ours count, those of another period that came here too."""
    later = mug(180, day=date(2027, 1, 3))
    there = [
        *mutations_of(mug()),
        mutation(8100, "7.00", "WS-1"),
        mutation(8100, "8.00", ""),
        mutation(8100, "1.00", "180", NOVEMBER),
    ]
    assert told(pictured(summed(mug(), later), there, "173")) == [
        (10, "high", ["100.00", "21.00"] * 2),
        (11, "high", ["0.00", "0.00", "1.00", "0.00"]),
    ]


def test_names_are_counted_and_sorted() -> None:
    """How many documents are in each place, by the place's name."""
    assert count_by(["foreign", "everywhere", "foreign"]) == (
        ("everywhere", 1),
        ("foreign", 2),
    )
    assert count_by([]) == ()


def test_one_account_for_several_treatments_makes_no_difference_of_its_own() -> None:
    """A mutation does not tell its treatment: both sides go by its account."""
    found = untouched(
        booked(1, line(8140, "9.00", Treatment.ZERO)),
        booked(2, line(8140, "30.00", Treatment.REVERSE_CHARGED)),
    )
    assert told(found) == [(10, "zero", ["39.00", "0.00"] * 2)]
