"""What was booked in a period, for the returns: from our own record, no network."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import date

from snelsync.app.ports import Reading, Verdict
from snelsync.domain.booking import Booking, Outcome
from snelsync.domain.mapping import Mapping
from snelsync.domain.origins import sale_days
from snelsync.domain.period import Period
from snelsync.domain.vat_number import VatCheck


@dataclass(frozen=True, slots=True)
class BookedPeriod:
    """What is in the books of a period, and what stands in the way of a return.

    Attributes:
        bookings: by day and number; corrections are among them, on their own day.
        days: the day of the sale of every order, whenever that was.
        checks: what VIES said, by number.
        attention: documents of the period that need a person or are in doubt: most
            are not in the books.
        new: documents that were pulled and no push has looked at, of any period.
    """

    period: Period
    bookings: tuple[Booking, ...]
    days: dict[int, date]
    checks: MappingOf[str, tuple[VatCheck, ...]]
    attention: tuple[Verdict, ...]
    new: int


def read_booked(state: Reading, *, mapping: Mapping, period: Period) -> BookedPeriod:
    """Read what was booked in a period; what is only planned does not count."""
    every = [one.booking for one in state.known().values() if one.outcome.in_the_books]
    drifted = state.drifted(book=mapping.shop.book, skip=mapping.shop.skip)
    verdicts = (drifted.get(one.key, one) for one in state.verdicts())
    return BookedPeriod(
        period=period,
        bookings=tuple(
            sorted(
                (one for one in every if one.day in period),
                key=lambda one: (one.day, one.number),
            )
        ),
        days=sale_days(every),
        checks=state.vat_checks(),
        attention=tuple(one for one in verdicts if _stands_out(one, period)),
        new=state.count_new(),
    )


def _stands_out(verdict: Verdict, period: Period) -> bool:
    doubtful = verdict.outcome is Outcome.UNCERTAIN
    return verdict.day in period and (doubtful or verdict.outcome.needs_person)
