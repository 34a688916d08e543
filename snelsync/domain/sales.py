"""The sale of an order: booked, to be booked, or taken back and booked anew."""

from __future__ import annotations

from dataclasses import dataclass, replace

from snelsync.domain.booking import Booking, DocumentKey, Outcome
from snelsync.domain.case import Case
from snelsync.domain.correct import corrected_sale, overdrawn
from snelsync.domain.dates import booking_day
from snelsync.domain.decision import Decision, Known, as_recorded, as_translated
from snelsync.domain.drifted import DELETED, gone_from_shop
from snelsync.domain.fingerprint import order_fingerprint
from snelsync.domain.money import to_cents
from snelsync.domain.problem import Code, Problem
from snelsync.domain.reversals import (
    planned_reversal,
    recorded_reversal,
    undrifted,
)
from snelsync.domain.translate import (
    Held,
    Skipped,
    Translated,
    Translation,
    Waiting,
    translate_sale,
)


@dataclass(frozen=True, slots=True)
class Sales:
    """The sales of one order.

    Attributes:
        earlier: those that were taken back, each with its reversal.
        current: the one that counts now.
        after: the reversal of the current one, when it is not known to be booked.
        translation: what credits of the order are of, or why there are none.
    """

    earlier: tuple[Decision, ...]
    current: Decision
    after: tuple[Decision, ...]
    translation: Translation

    @property
    def decisions(self) -> list[Decision]:
        """List them all, oldest first."""
        return [*self.earlier, self.current, *self.after]


def decide_sales(case: Case, *, undone_in_books: bool) -> Sales:
    """Decide about the sale of an order.

    Args:
        case: the order.
        undone_in_books: the whole of it was credited, or may have been.
    """
    key = case.sale_key
    earlier: list[Decision] = []
    replaces: Booking | None = None
    while True:
        record = case.record(key)
        if record is None:
            translation = _translated(case, key, replaces)
            if replaces is not None:
                translation = _unless_credited(case, translation)
            sale = _blank(case, key)
            return Sales(
                tuple(earlier), as_translated(sale, translation), (), translation
            )
        current = as_recorded(_blank(case, key), record, _drift(case, record))
        reversal = recorded_reversal(case, key)
        if reversal is None:
            break
        if not reversal.outcome.in_the_books:
            waits = Waiting(f"the reversal of its sale is {reversal.outcome}")
            current = undrifted(case, current)
            return Sales(tuple(earlier), current, (reversal,), waits)
        earlier += [undrifted(case, current), reversal]
        key, replaces = key.next, record.booking
    if case.correct and not undone_in_books and not case.undone:
        return _corrected(case, tuple(earlier), current, record)
    return Sales(tuple(earlier), current, (), _settled(current, record))


def _settled(current: Decision, record: Known) -> Translation:
    """Let credits wait for a sale of which it is not known whether it was booked."""
    if current.outcome in {Outcome.UNCERTAIN, Outcome.CONFLICT}:
        return Waiting(f"its sale is {current.outcome}")
    return Translated(record.booking)


def _corrected(
    case: Case, earlier: tuple[Decision, ...], current: Decision, record: Known
) -> Sales:
    """Take the sale back and book the order as it is now, where that can be done."""
    as_it_is = Sales(earlier, current, (), _settled(current, record))
    if current.outcome is not Outcome.DRIFTED:
        return as_it_is
    key = current.key.next
    translation = _translated(case, key, record.booking)
    problems = _why_not(case, translation)
    reversal = planned_reversal(case, undrifted(case, current))
    problems += reversal.problems if reversal.outcome is Outcome.HELD else ()
    if problems:
        return replace(
            as_it_is, current=replace(current, problems=current.problems + problems)
        )
    earlier = (*earlier, undrifted(case, current), reversal)
    sale = as_translated(_blank(case, key), translation)
    return Sales(earlier, sale, (), translation)


def _why_not(case: Case, translation: Translation) -> tuple[Problem, ...]:
    """Say why an order cannot be booked anew as it is now; nothing when it can."""
    match translation:
        case Translated(booking):
            return overdrawn(booking, case.standing_credits)
        case Held(problems):
            return problems
        case Skipped(reason) | Waiting(reason):
            return (_not_bookable(reason),)


def _unless_credited(case: Case, translation: Translation) -> Translation:
    """Hold a sale in place of one that was taken back, when its credits forbid it.

    The order may have changed again since that reversal; the credits stand.
    """
    match translation:
        case Translated(booking):
            problems = overdrawn(booking, case.standing_credits)
            return Held(problems) if problems else translation
        case Skipped(reason) | Waiting(reason) if case.standing_credits:
            return Held((_credits_alone(case, reason),))
        case _:
            return translation


def _credits_alone(case: Case, reason: str) -> Problem:
    numbers = ", ".join(one.number for one in case.standing_credits)
    return Problem(
        code=Code.ORDER_NOT_BOOKED,
        message=f"its sale was taken back and {numbers} stands: {reason}",
        remedy=f"take {numbers} back by hand, or correct the order in the shop",
    )


def _not_bookable(reason: str) -> Problem:
    return Problem(
        code=Code.DRIFTED,
        message=f"as it is now it would not be booked: {reason}",
        remedy="correct the order in the shop, or take its sale back by hand",
    )


def _translated(case: Case, key: DocumentKey, replaces: Booking | None) -> Translation:
    if case.sold.marked and replaces is None:
        return Skipped(MARKED)
    if case.sold.gone:
        return Skipped(GONE)
    translation = translate_sale(case.order, mapping=case.mapping, chart=case.chart)
    if replaces is None:
        return translation
    return corrected_sale(
        translation,
        key,
        replaces=replaces,
        order=case.order,
        mapping=case.mapping,
        now=case.now,
    )


MARKED = "marked as booked another way"
GONE = "trashed or deleted in the shop before it was booked"


def _blank(case: Case, key: DocumentKey) -> Decision:
    return Decision(
        key=key,
        order_id=case.order.order_id,
        order_number=case.order.number,
        number="",
        day=booking_day(case.order, case.mapping),
        total=to_cents(case.order.total),
        outcome=Outcome.HELD,
        fingerprint=order_fingerprint(case.order),
    )


def _drift(case: Case, record: Known) -> tuple[Problem, ...]:
    status = case.order.status
    if case.sold.gone:
        what = DELETED
    elif status not in case.mapping.shop.book:
        what = f"its status became '{status}'"
    else:
        return ()
    number = record.booking.number
    return (gone_from_shop(number, what, order_number=case.order.number),)
