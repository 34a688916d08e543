"""The days documents are booked on, in the shop's own zone."""

from __future__ import annotations

from datetime import date, datetime

from snelsync.domain.mapping import BookingDate, Mapping
from snelsync.domain.order import Order, Refund


def booking_day(order: Order, mapping: Mapping) -> date:
    """Give the day an order is booked on, in the shop's zone."""
    moment: datetime | None
    match mapping.shop.booking_date:
        case BookingDate.PAID:
            moment = order.paid or order.completed
        case BookingDate.COMPLETED:
            moment = order.completed or order.paid
        case BookingDate.CREATED:
            moment = None
    return (moment or order.created).astimezone(mapping.shop.zone).date()


def refund_day(refund: Refund, mapping: Mapping) -> date:
    """Give the day a refund is booked on, in the shop's zone."""
    return refund.created.astimezone(mapping.shop.zone).date()
