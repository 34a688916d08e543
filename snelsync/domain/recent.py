"""Our newest bookings held against SnelStart's invoices: what one page can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from snelsync.domain.compare import Finding, Invoice
from snelsync.domain.decision import Decision
from snelsync.domain.matching import Matching
from snelsync.domain.tally import Entry

DAYS = 35
"""How far back is looked: a month, and what is dated a few days late."""
MOST = 400
"""So many bookings of ours: with those of others they mostly fit one page of 500."""


@dataclass(frozen=True, slots=True)
class Newest:
    """Our newest bookings, of whole days.

    Attributes:
        first, last: the days they are dated on.
    """

    bookings: tuple[Decision, ...]
    first: date
    last: date


def newest(booked: Iterable[Decision], today: date) -> Newest | None:
    """Choose our newest bookings, as many whole days as a page holds; one at least."""
    back = today - timedelta(days=DAYS)
    young = [one for one in booked if one.day >= back]
    if not young:
        return None
    days = Counter(one.day for one in young)
    first, many = max(days), 0
    for day in sorted(days, reverse=True):
        many += days[day]
        if many > MOST:
            break
        first = day
    bookings = tuple(one for one in young if one.day >= first)
    return Newest(bookings, first, max(today, *days))


class Comparing:
    """Takes the invoices of those days, and says what is not as it was booked."""

    def __init__(self, bookings: Iterable[Decision], today: date) -> None:
        self._matching = Matching(
            [Entry(decision=one, shop=one.total, in_shop=True) for one in bookings],
            set(),
            today=today,
            open_days=DAYS,
        )

    def add(self, invoices: Iterable[Invoice]) -> None:
        """Take in the invoices of those days."""
        for invoice in invoices:
            self._matching.add(invoice)

    @property
    def missing(self) -> list[str]:
        """List the numbers that are not there: deleted, or moved to another day."""
        return self._matching.missing

    def add_found(self, invoices: Iterable[Invoice]) -> None:
        """Take in what was found under a number that was missing."""
        for invoice in invoices:
            self._matching.add_ours(invoice)

    def finish(self) -> tuple[Finding, ...]:
        """Tell what differs; the invoices of others are none of our business."""
        return tuple(
            one for one in self._matching.finish() if one.verdict.is_difference
        )
