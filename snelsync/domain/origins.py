"""The day of the sale that a credit, a reversal or a correction belongs to.

A booking counts on its own day. What it goes back to matters twice: the evidence for a
sale without VAT is of the day of the sale, and an OSS return has what belongs to an
earlier quarter apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from snelsync.domain.booking import Booking, DocumentKind


def sale_days(bookings: Iterable[Booking]) -> dict[int, date]:
    """Give the day each order was first booked on, by the order's id."""
    days: dict[int, date] = {}
    for one in bookings:
        if one.key.kind is DocumentKind.SALE:
            days[one.order_id] = min(one.day, days.get(one.order_id, one.day))
    return days


def origin(booking: Booking, days: Mapping[int, date]) -> date:
    """Give the day of a booking's sale; its own where no sale of it is known."""
    return days.get(booking.order_id, booking.day)
