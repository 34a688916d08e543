"""What a page of SnelStart's invoices tells of our newest bookings."""

from __future__ import annotations

from datetime import date, timedelta

from snelsync.domain.booking import Outcome
from snelsync.domain.compare import Verdict
from snelsync.domain.decision import Decision
from snelsync.domain.recent import DAYS, MOST, Comparing, Newest, newest

from .builders import DAY, sale_key
from .tallied import decision, invoice, money

TODAY = DAY + timedelta(days=3)


def booked(order_id: int, day: date = DAY) -> Decision:
    """Make an order that was booked."""
    return decision(
        key=sale_key(order_id),
        order_id=order_id,
        order_number=str(order_id),
        number=str(order_id),
        day=day,
        remote_id=f"b-{order_id}",
    )


def chosen(*bookings: Decision) -> Newest:
    """Choose the newest, of which there must be one."""
    found = newest(bookings, TODAY)
    assert found is not None
    return found


def test_without_a_young_booking_there_is_nothing_to_look_at() -> None:
    """What is older than a month and some days is left to a whole reconciliation."""
    assert newest([], TODAY) is None
    assert newest([booked(1, TODAY - timedelta(days=DAYS + 1))], TODAY) is None
    assert chosen(booked(1, TODAY - timedelta(days=DAYS))).last == TODAY


def test_as_many_whole_days_are_chosen_as_a_page_holds() -> None:
    """A day is looked at whole or not at all; the last one always."""
    before = DAY - timedelta(days=1)
    half = [booked(one) for one in range(MOST // 2)]
    rest = [booked(1000 + one, before) for one in range(MOST - len(half))]

    assert chosen(*rest, *half) == Newest((*rest, *half), before, TODAY)
    more = booked(2000, before)
    assert chosen(more, *rest, *half) == Newest(tuple(half), DAY, TODAY)
    many = [booked(one) for one in range(MOST + 1)]
    assert chosen(more, *many).bookings == tuple(many)


def test_a_booking_of_tomorrow_is_looked_at_too() -> None:
    """A clock that is ahead hides nothing."""
    day = TODAY + timedelta(days=1)
    assert chosen(booked(1, day)).last == day


def test_what_differs_is_told_and_what_others_booked_is_not() -> None:
    """Missing, moved and changed; a foreign invoice is none of our business."""
    comparing = Comparing([booked(one) for one in (1, 2, 3, 4)], TODAY)
    comparing.add(
        [
            invoice(booking_id="b-1", number="1"),
            invoice(booking_id="b-2", number="2", total=money("1.00")),
            invoice(booking_id="by hand", number="2026-1"),
        ]
    )
    assert comparing.missing == ["3", "4"]
    comparing.add_found([invoice(booking_id="b-3", number="3", day=TODAY)])
    comparing.add_found([invoice(booking_id="another", number="4")])

    assert [(one.number, one.verdict) for one in comparing.finish()] == [
        ("2", Verdict.AMOUNT_DIFFERS),
        ("3", Verdict.DATE_DIFFERS),
        ("4", Verdict.MISSING_IN_BOOKS),
    ]


def test_what_was_adopted_is_looked_at_as_what_was_booked() -> None:
    """It is ours since."""
    adopted = decision(Outcome.ADOPTED, remote_id="b-1")
    comparing = Comparing([adopted], TODAY)
    comparing.add([invoice()])
    assert comparing.finish() == ()
