"""From one order and what is known of it, to what shall be done: its decisions.

A booked document is frozen: what was sent is what counts, and a later change in the
shop is drift, which a person is told about and nothing acts on.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from snelsync.domain.booking import Booking, DocumentKey, DocumentKind, Outcome
from snelsync.domain.chart import Chart
from snelsync.domain.credit import (
    Before,
    translate_cancellation,
    translate_credit,
)
from snelsync.domain.dates import booking_day, refund_day
from snelsync.domain.fingerprint import order_fingerprint, refund_fingerprint
from snelsync.domain.mapping import Choice, Mapping
from snelsync.domain.money import to_cents
from snelsync.domain.order import Order, Refund, Sold
from snelsync.domain.problem import Code, Problem
from snelsync.domain.translate import (
    Held,
    Skipped,
    Translated,
    Translation,
    Waiting,
    translate_sale,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What our record says of a document that was sent, or begun to be sent."""

    key: DocumentKey
    outcome: Outcome
    booking: Booking
    fingerprint: str
    remote_id: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Where one document stands, and what shall be done about it.

    Attributes:
        outcome: ``planned`` when it shall be booked now.
        total: EUR including VAT, negative for a credit; of the order or refund when
            there is no booking.
        reason: why it is skipped or waits.
        fingerprint: of the order or refund as it is in the shop.
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

    @property
    def refund_id(self) -> int | None:
        """Give the refund's id, None for a sale."""
        return self.key.shop_id if self.key.kind is DocumentKind.CREDIT else None


def decide(
    sold: Sold,
    *,
    known: MappingOf[DocumentKey, Known],
    mapping: Mapping,
    chart: Chart,
    now: datetime,
) -> list[Decision]:
    """Decide about one order and its refunds, the sale first.

    Args:
        sold: the order with its refunds, as last read from the shop.
        known: what our record says, by document.
        mapping: the bookkeeper's decisions.
        chart: the administration.
        now: the present moment: refunds must be quiet first.
    """
    sale, translation = _decide_sale(sold, known=known, mapping=mapping, chart=chart)
    decisions = [sale]
    undoing = DocumentKey(mapping.shop.name, DocumentKind.CREDIT, sold.order.order_id)
    if (undo := _frozen(known.get(undoing))) is not None:
        translation = _taken_back(undo)
    before = Before(sale=_settled(sale, translation))
    for refund in sorted(sold.refunds, key=lambda one: (one.created, one.refund_id)):
        never_sold = sold.gone and sale.outcome is Outcome.SKIPPED
        gone = refund.refund_id in sold.gone_refunds or never_sold
        credit = translation
        if gone:
            credit = _gone()
        elif undo is None:
            credit = translate_credit(
                refund,
                sold.order,
                before=before,
                mapping=mapping,
                chart=chart,
                now=now,
            )
        decision = _credit_decision(
            refund, sold, known=known, translation=credit, mapping=mapping
        )
        decisions.append(decision)
        before = _after(before, decision, refund, gone=gone)
    undone = _undo(
        sold, sale, before, known=known, mapping=mapping, chart=chart, now=now
    )
    if undone is not None:
        decisions[0] = replace(sale, outcome=_as_recorded(sale, known), problems=())
        decisions.append(undone)
    return decisions


def _decide_sale(
    sold: Sold, *, known: MappingOf[DocumentKey, Known], mapping: Mapping, chart: Chart
) -> tuple[Decision, Translation]:
    order = sold.order
    key = DocumentKey(mapping.shop.name, DocumentKind.SALE, order.order_id)
    record = _frozen(known.get(key))
    if record is not None:
        return _recorded_sale(record, sold, mapping), Translated(record.booking)
    translation = (
        _gone() if sold.gone else translate_sale(order, mapping=mapping, chart=chart)
    )
    return _sale_decision(key, order, translation, mapping), translation


def _settled(sale: Decision, translation: Translation) -> Translation:
    """Let credits wait for a sale of which it is not known whether it was booked."""
    if sale.outcome in {Outcome.UNCERTAIN, Outcome.CONFLICT}:
        return Waiting(f"its sale is {sale.outcome}")
    return translation


def _after(before: Before, decision: Decision, refund: Refund, *, gone: bool) -> Before:
    """Take note of a refund that was just decided about."""
    # A booked credit stays counted though its refund was deleted: the books have it.
    if decision.outcome is Outcome.SKIPPED or (gone and decision.booking is None):
        return before
    booking = decision.booking
    return replace(
        before,
        credits=(*before.credits, *((booking,) if booking else ())),
        held=before.held or booking is None,
        refunded=before.refunded + to_cents(refund.amount),
    )


def _undo(
    sold: Sold,
    sale: Decision,
    before: Before,
    *,
    known: MappingOf[DocumentKey, Known],
    mapping: Mapping,
    chart: Chart,
    now: datetime,
) -> Decision | None:
    """Take a booked sale back whose order was cancelled or deleted, if so chosen."""
    order = sold.order
    key = DocumentKey(mapping.shop.name, DocumentKind.CREDIT, order.order_id)
    record = _frozen(known.get(key))
    cancelled = order.status in mapping.shop.skip
    choice = mapping.refunds.trashed if sold.gone else mapping.refunds.cancelled
    wanted = (sold.gone or cancelled) and choice is Choice.BOOK
    booked = sale.booking if sale.outcome.in_the_books else None
    if booked is None or (record is None and (not wanted or before.held)):
        return None
    # When an order was deleted the shop does not tell: the day it is noticed counts.
    moment = now if sold.gone else order.modified
    blank = Decision(
        key=key,
        order_id=order.order_id,
        order_number=order.number,
        number="",
        day=moment.astimezone(mapping.shop.zone).date(),
        total=-booked.total,
        outcome=Outcome.HELD,
        fingerprint=_UNDONE if sold.gone or cancelled else "restored",
    )
    if record is not None:
        return _with_record(blank, record, ())
    return _with(
        blank,
        translate_cancellation(
            order,
            sale=booked,
            credits_made=before.credits,
            day=blank.day,
            mapping=mapping,
            chart=chart,
        ),
    )


_UNDONE = "undone"


def _as_recorded(sale: Decision, known: MappingOf[DocumentKey, Known]) -> Outcome:
    """Give the sale's own outcome: its undoing is a document of its own."""
    record = known.get(sale.key)
    return record.outcome if record else sale.outcome


def _frozen(record: Known | None) -> Known | None:
    """Pass a record that may not be decided anew.

    A refusal may, every time, and so may a number that is somebody else's booking:
    nothing of ours is in the books, and the cause may be gone.
    """
    if record is None or record.outcome is Outcome.REFUSED:
        return None
    if record.outcome is Outcome.CONFLICT and not record.remote_id:
        return None
    return record


def _taken_back(undo: Known) -> Translation:
    """Credit no refund of a sale that was credited whole: that would be twice."""
    if undo.outcome.in_the_books:
        return Skipped("its sale was already credited whole when it was cancelled")
    return Waiting(f"the credit of its whole sale is {undo.outcome}")


def _gone() -> Translation:
    return Skipped("trashed or deleted in the shop before it was booked")


def _sale_decision(
    key: DocumentKey, order: Order, translation: Translation, mapping: Mapping
) -> Decision:
    blank = Decision(
        key=key,
        order_id=order.order_id,
        order_number=order.number,
        number="",
        day=booking_day(order, mapping),
        total=to_cents(order.total),
        outcome=Outcome.HELD,
        fingerprint=order_fingerprint(order),
    )
    return _with(blank, translation)


def _credit_decision(
    refund: Refund,
    sold: Sold,
    *,
    known: MappingOf[DocumentKey, Known],
    translation: Translation,
    mapping: Mapping,
) -> Decision:
    key = DocumentKey(mapping.shop.name, DocumentKind.CREDIT, refund.refund_id)
    blank = Decision(
        key=key,
        order_id=sold.order.order_id,
        order_number=sold.order.number,
        number="",
        day=refund_day(refund, mapping),
        total=-to_cents(refund.amount),
        outcome=Outcome.HELD,
        fingerprint=refund_fingerprint(refund),
    )
    record = _frozen(known.get(key))
    if record is None:
        return _with(blank, translation)
    drift: tuple[Problem, ...] = ()
    if refund.refund_id in sold.gone_refunds:
        drift = (gone_from_shop(record.booking.number, REFUND_DELETED),)
    return _with_record(blank, record, drift)


def _with(blank: Decision, translation: Translation) -> Decision:
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


def _recorded_sale(record: Known, sold: Sold, mapping: Mapping) -> Decision:
    order = sold.order
    blank = Decision(
        key=record.key,
        order_id=order.order_id,
        order_number=order.number,
        number=record.booking.number,
        day=record.booking.day,
        total=record.booking.total,
        outcome=record.outcome,
        fingerprint=order_fingerprint(order),
    )
    return _with_record(blank, record, _sale_drift(record, sold, mapping))


def _with_record(
    blank: Decision, record: Known, drift: tuple[Problem, ...]
) -> Decision:
    """Take over what is recorded: a booked document is frozen."""
    if not drift and blank.fingerprint != record.fingerprint:
        drift = (changed_in_shop(record.booking.order_number),)
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


def changed_in_shop(order_number: str) -> Problem:
    """Say that a booked document is no longer what the shop says."""
    return Problem(
        code=Code.DRIFTED,
        message="it was changed in the shop after it was booked",
        remedy=(
            f"compare with `snelsync show {order_number}`; correct the difference in"
            " SnelStart by hand"
        ),
    )


def _sale_drift(record: Known, sold: Sold, mapping: Mapping) -> tuple[Problem, ...]:
    order = sold.order
    if sold.gone:
        return (gone_from_shop(record.booking.number, DELETED),)
    if order.status not in mapping.shop.book:
        what = f"its status became '{order.status}'"
        return (gone_from_shop(record.booking.number, what),)
    return ()


REFUND_DELETED = "the refund was deleted in the shop"
DELETED = "it was trashed or deleted in the shop"


def gone_from_shop(number: str, what: str) -> Problem:
    """Say that a booked document was undone in the shop."""
    return Problem(
        code=Code.GONE_FROM_SHOP,
        message=f"{what} after it was booked",
        remedy=(
            f"find out what happened, and take invoice {number} back in SnelStart by"
            " hand if it was undone"
        ),
    )
