"""Taking booked documents back: what was taken back already, and what shall be now."""

from __future__ import annotations

from dataclasses import replace

from snelsync.domain.booking import DocumentKey, Outcome
from snelsync.domain.case import Case
from snelsync.domain.correct import reversal_of
from snelsync.domain.decision import Decision, Known, as_recorded, as_translated
from snelsync.domain.drifted import back_in_shop
from snelsync.domain.problem import Problem

_ASKED = "reversal"


def recorded_reversal(
    case: Case, key: DocumentKey, drift: tuple[Problem, ...] = ()
) -> Decision | None:
    """Give what is recorded of the reversal of a document; None when there is none."""
    record = case.record(key.reversal)
    if record is None:
        return None
    return as_recorded(_blank(case, record), record, drift)


def refund_returned(case: Case, key: DocumentKey, *, gone: bool) -> tuple[Problem, ...]:
    """Say that a refund is there again of which the credit was taken back."""
    if gone or not case.taken_back(key):
        return ()
    return (back_in_shop(case.order.number),)


def planned_reversal(case: Case, booked: Decision) -> Decision:
    """Decide to take a booked document back."""
    if booked.booking is None:
        msg = f"{booked.key} has no booking to take back"
        raise ValueError(msg)
    record = Known(booked.key, booked.outcome, booked.booking, _ASKED)
    translation = reversal_of(booked.booking, mapping=case.mapping, now=case.now)
    blank = replace(
        _blank(case, record), key=booked.key.reversal, total=-booked.booking.total
    )
    return as_translated(blank, translation)


def undrifted(case: Case, decision: Decision) -> Decision:
    """Show a booked document as it was recorded: another one says what changed."""
    return replace(
        decision, outcome=case.outcome(decision.key, decision.outcome), problems=()
    )


def _blank(case: Case, record: Known) -> Decision:
    return Decision(
        key=record.key,
        order_id=case.order.order_id,
        order_number=case.order.number,
        number="",
        day=record.booking.day,
        total=record.booking.total,
        outcome=Outcome.HELD,
        fingerprint=_ASKED,
    )
