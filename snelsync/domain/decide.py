"""From one order and what is known of it, to what shall be done: its decisions.

A booked document is frozen: what was sent is what counts. A later change in the shop is
drift, which a person is told about; it is corrected when that person asks for it.
"""

from __future__ import annotations

from dataclasses import replace

from snelsync.domain.booking import Outcome
from snelsync.domain.case import Case
from snelsync.domain.credit import Before, translate_credit, whole_credit_number
from snelsync.domain.dates import refund_day
from snelsync.domain.decision import Decision, as_recorded, as_translated
from snelsync.domain.drifted import REFUND_DELETED, gone_from_shop
from snelsync.domain.fingerprint import refund_fingerprint
from snelsync.domain.money import to_cents
from snelsync.domain.order import Refund
from snelsync.domain.reversals import (
    planned_reversal,
    recorded_reversal,
    refund_returned,
    undrifted,
)
from snelsync.domain.sales import GONE, MARKED, decide_sales
from snelsync.domain.translate import Held, Skipped, Translation
from snelsync.domain.whole_credits import (
    WholeCredits,
    credited_unknown,
    decide_whole_credit,
    known_whole_credits,
    reversals_of,
)


def decide(case: Case) -> list[Decision]:
    """Decide about one order and its refunds, the sale first."""
    whole = known_whole_credits(case)
    instead = whole.instead_of_refunds
    sales = decide_sales(case, undone_in_books=instead is not None)
    decisions = sales.decisions
    before = Before(sale=sales.translation)
    contrary = _contrary(case, sales.current, whole)
    for refund in case.refunds:
        never_sold = case.sold.gone and sales.current.outcome is Outcome.SKIPPED
        gone = refund.refund_id in case.sold.gone_refunds or never_sold
        translation = instead or _of_refund(case, refund, before, contrary)
        found = _decide_credit(
            case,
            refund,
            Skipped(GONE) if gone else translation,
            contrary=contrary,
        )
        decisions += found
        before = _after(before, found, refund, gone=gone)
    decisions += whole.earlier
    undone = decide_whole_credit(case, whole, sales.current, before)
    if undone:
        if not any(one.key.kind.is_reversal for one in undone):
            place = decisions.index(sales.current)
            decisions[place] = undrifted(case, sales.current)
        decisions += undone
    return decisions


def _of_refund(
    case: Case, refund: Refund, before: Before, contrary: tuple[str, ...]
) -> Translation:
    if refund.refund_id in case.sold.marked_refunds:
        return Skipped(MARKED)
    twice = case.unknown.intersection(contrary)
    if twice:
        return Held((credited_unknown(twice),))
    return translate_credit(
        refund,
        case.order,
        before=before,
        mapping=case.mapping,
        chart=case.chart,
        now=case.now,
    )


def _contrary(case: Case, sale: Decision, whole: WholeCredits) -> tuple[str, ...]:
    """Name what would take back what a credit of a refund does."""
    number = whole_credit_number(case.order, whole.revision, case.mapping)
    return (number, *reversals_of(sale, case.mapping))


def _decide_credit(
    case: Case, refund: Refund, translation: Translation, *, contrary: tuple[str, ...]
) -> list[Decision]:
    """Decide about a refund's credit, and its reversal when there is one."""
    key = case.credit_key(refund)
    blank = Decision(
        key=key,
        order_id=case.order.order_id,
        order_number=case.order.number,
        number="",
        day=refund_day(refund, case.mapping),
        total=-to_cents(refund.amount),
        outcome=Outcome.HELD,
        fingerprint=refund_fingerprint(refund),
        contrary=contrary,
    )
    record = case.record(key)
    if record is None:
        return [as_translated(blank, translation)]
    gone = refund.refund_id in case.sold.gone_refunds
    number = record.booking.number
    drift = (
        (gone_from_shop(number, REFUND_DELETED, order_number=case.order.number),)
        if gone
        else ()
    )
    credit = as_recorded(blank, record, drift)
    back = refund_returned(case, key, gone=gone)
    reversal = recorded_reversal(case, key, back)
    if reversal is not None:
        return [undrifted(case, credit), reversal]
    if case.correct and gone and credit.outcome is Outcome.DRIFTED:
        credit = undrifted(case, credit)
        return [credit, planned_reversal(case, credit)]
    return [credit]


def _after(
    before: Before, found: list[Decision], refund: Refund, *, gone: bool
) -> Before:
    """Take note of a refund that was just decided about."""
    decision, *reversal = found
    if any(_takes_back(one) for one in reversal):
        return before
    if decision.reason == MARKED:
        # The books have it, and nobody told us how it was divided.
        refunded = before.refunded + to_cents(refund.amount)
        return replace(before, held=True, refunded=refunded)
    # A booked credit stays counted though its refund was deleted: the books have it.
    if decision.outcome is Outcome.SKIPPED or (gone and decision.booking is None):
        return before
    booking = decision.booking
    return replace(
        before,
        credits=(*before.credits, *((booking,) if booking else ())),
        held=before.held or booking is None or bool(reversal),
        refunded=before.refunded + to_cents(refund.amount),
    )


def _takes_back(reversal: Decision) -> bool:
    return reversal.outcome is Outcome.PLANNED or reversal.outcome.in_the_books
