"""One document: what our record says of it, and what shall be done about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from snelsync.domain.booking import Booking, DocumentKey, Outcome
from snelsync.domain.drifted import changed_in_shop
from snelsync.domain.problem import Problem
from snelsync.domain.translate import (
    Held,
    Skipped,
    Translated,
    Translation,
    Waiting,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What our record says of a document that was sent, or begun to be sent.

    Attributes:
        customer_id: the card in SnelStart it was sent for; "" when not kept.
        booked: when it was first sent; None when not kept.
    """

    key: DocumentKey
    outcome: Outcome
    booking: Booking
    fingerprint: str
    remote_id: str = ""
    problems: tuple[Problem, ...] = ()
    customer_id: str = ""
    booked: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Where one document stands, and what shall be done about it.

    Attributes:
        outcome: ``planned`` when it shall be booked now.
        total: EUR including VAT, negative for a credit; of the order or refund when
            there is no booking.
        reason: why it is skipped or waits.
        fingerprint: of the order or refund as it is in the shop.
        contrary: of a credit: the invoice numbers of what takes the same back. One that
            SnelStart has, and our record not, is reason to hold it.
    """

    key: DocumentKey
    order_id: int
    order_number: str
    number: str
    day: date
    total: Decimal
    outcome: Outcome
    fingerprint: str
    booking: Booking | None = None
    reason: str = ""
    problems: tuple[Problem, ...] = ()
    remote_id: str = ""
    contrary: tuple[str, ...] = ()

    @property
    def refund_id(self) -> int | None:
        """Give the refund's id, None for a sale."""
        return None if self.key.kind.is_of_sale else self.key.shop_id


def frozen(record: Known | None) -> Known | None:
    """Pass a record that may not be decided anew.

    A refusal may, every time, and so may a number that is somebody else's booking:
    nothing of ours is in the books, and the cause may be gone.
    """
    if record is None or record.outcome is Outcome.REFUSED:
        return None
    if record.outcome is Outcome.CONFLICT and not record.remote_id:
        return None
    return record


def as_translated(blank: Decision, translation: Translation) -> Decision:
    """Take over what an order or refund translates into."""
    match translation:
        case Translated(booking, warnings):
            return replace(
                blank,
                number=booking.number,
                day=booking.day,
                total=booking.total,
                outcome=Outcome.PLANNED,
                booking=booking,
                problems=warnings,
            )
        case Held(problems):
            return replace(blank, outcome=Outcome.HELD, problems=problems)
        case Skipped(reason):
            return replace(blank, outcome=Outcome.SKIPPED, reason=reason)
        case Waiting(reason):
            return replace(blank, outcome=Outcome.WAITING, reason=reason)


def as_recorded(blank: Decision, record: Known, drift: tuple[Problem, ...]) -> Decision:
    """Take over what is recorded: a booked document is frozen."""
    if not drift and blank.fingerprint != record.fingerprint:
        order_id, number = record.booking.order_id, record.booking.order_number
        drift = (changed_in_shop(number, of_refund=record.key.of_refund(order_id)),)
    outcome = record.outcome
    if outcome in {Outcome.BOOKED, Outcome.ADOPTED} and drift:
        outcome = Outcome.DRIFTED
    return replace(
        blank,
        number=record.booking.number,
        day=record.booking.day,
        total=record.booking.total,
        outcome=outcome,
        booking=record.booking,
        problems=record.problems + (drift if outcome is Outcome.DRIFTED else ()),
        remote_id=record.remote_id,
    )
