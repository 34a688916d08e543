"""From one order and what is known of it, to what shall be done: its decisions.

A booked document is frozen: what was sent is what counts, and a later change in the
shop is drift, which a person is told about and nothing acts on.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import replace
from datetime import datetime

from snelsync.domain.booking import DocumentKey, DocumentKind, Outcome
from snelsync.domain.chart import Chart
from snelsync.domain.credit import (
    Before,
    translate_cancellation,
    translate_credit,
)
from snelsync.domain.dates import booking_day, refund_day
from snelsync.domain.decision import Decision, Known, as_recorded, as_translated, frozen
from snelsync.domain.drifted import DELETED, REFUND_DELETED, gone_from_shop
from snelsync.domain.fingerprint import order_fingerprint, refund_fingerprint
from snelsync.domain.mapping import Choice, Mapping
from snelsync.domain.money import to_cents
from snelsync.domain.order import Order, Refund, Sold
from snelsync.domain.problem import Problem
from snelsync.domain.translate import (
    Skipped,
    Translated,
    Translation,
    Waiting,
    translate_sale,
)


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
    if (undo := frozen(known.get(undoing))) is not None:
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
    record = frozen(known.get(key))
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
    record = frozen(known.get(key))
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
        return as_recorded(blank, record, ())
    return as_translated(
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
    return as_translated(blank, translation)


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
    record = frozen(known.get(key))
    if record is None:
        return as_translated(blank, translation)
    drift: tuple[Problem, ...] = ()
    if refund.refund_id in sold.gone_refunds:
        drift = (gone_from_shop(record.booking.number, REFUND_DELETED),)
    return as_recorded(blank, record, drift)


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
    return as_recorded(blank, record, _sale_drift(record, sold, mapping))


def _sale_drift(record: Known, sold: Sold, mapping: Mapping) -> tuple[Problem, ...]:
    order = sold.order
    if sold.gone:
        return (gone_from_shop(record.booking.number, DELETED),)
    if order.status not in mapping.shop.book:
        what = f"its status became '{order.status}'"
        return (gone_from_shop(record.booking.number, what),)
    return ()
