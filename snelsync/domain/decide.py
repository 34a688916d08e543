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
from snelsync.domain.problem import Code, Problem
from snelsync.domain.reversals import (
    planned_reversal,
    recorded_reversal,
    refund_returned,
    undrifted,
)
from snelsync.domain.sales import GONE, MARKED, decide_sales
from snelsync.domain.translate import Held, Skipped, Translation
from snelsync.domain.whole_credits import decide_whole_credit, known_whole_credits


def decide(case: Case) -> list[Decision]:
    """Decide about one order and its refunds, the sale first."""
    whole = known_whole_credits(case)
    instead = whole.instead_of_refunds
    sales = decide_sales(case, undone_in_books=instead is not None)
    decisions = sales.decisions
    before = Before(sale=sales.translation)
    for refund in case.refunds:
        never_sold = case.sold.gone and sales.current.outcome is Outcome.SKIPPED
        gone = refund.refund_id in case.sold.gone_refunds or never_sold
        translation = instead or _of_refund(case, refund, before)
        found = _decide_credit(case, refund, Skipped(GONE) if gone else translation)
        decisions += found
        before = _after(before, found, refund, gone=gone)
    decisions += whole.earlier
    undone = decide_whole_credit(case, whole, sales.current, before)
    if undone:
        place = decisions.index(sales.current)
        decisions[place] = undrifted(case, sales.current)
        decisions += undone
    return decisions


def _of_refund(case: Case, refund: Refund, before: Before) -> Translation:
    if refund.refund_id in case.sold.marked_refunds:
        return Skipped(MARKED)
    if case.credited_whole:
        return Held((_credited_whole(case),))
    return translate_credit(
        refund,
        case.order,
        before=before,
        mapping=case.mapping,
        chart=case.chart,
        now=case.now,
    )


def _credited_whole(case: Case) -> Problem:
    number = whole_credit_number(case.order, 0, case.mapping)
    return Problem(
        code=Code.ADOPTION_CONFLICT,
        message=(
            f"SnelStart has invoice {number}, the credit of the whole order, and our"
            " record does not know of it: this refund would be credited twice"
        ),
        remedy=(
            "put the newest state file back, or see in SnelStart what was credited and"
            " book this refund by hand"
        ),
    )


def _decide_credit(
    case: Case, refund: Refund, translation: Translation
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
        whole_number=whole_credit_number(case.order, 0, case.mapping),
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
