"""The credit of a whole order, which was cancelled or deleted after it was booked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from snelsync.domain.booking import Outcome
from snelsync.domain.case import Case
from snelsync.domain.correct import reversal_number
from snelsync.domain.credit import Before, translate_cancellation
from snelsync.domain.decision import Decision, Known, as_recorded, as_translated
from snelsync.domain.mapping import Choice, Mapping
from snelsync.domain.problem import Code, Problem
from snelsync.domain.reversals import (
    planned_reversal,
    recorded_reversal,
    undrifted,
)
from snelsync.domain.translate import (
    Skipped,
    Translation,
    Waiting,
    invoice_number,
)


@dataclass(frozen=True, slots=True)
class WholeCredits:
    """The credits of a whole order.

    Attributes:
        earlier: those that were taken back, each with its reversal.
        revision: of the one that counts now, made or not.
        record: what is known of that one; None when nothing was sent.
        reversal: what is known of its reversal, while it is not known to be booked.
    """

    earlier: tuple[Decision, ...]
    revision: int
    record: Known | None
    reversal: Decision | None

    @property
    def instead_of_refunds(self) -> Translation | None:
        """Say why no refund of the order is credited; None when they are.

        A sale that was credited whole would be credited twice.
        """
        if self.record is None:
            return None
        if self.reversal is not None:
            return Waiting(
                f"the reversal of the credit of its whole sale is"
                f" {self.reversal.outcome}"
            )
        if self.record.outcome.in_the_books:
            return Skipped("its sale was already credited whole when it was cancelled")
        return Waiting(f"the credit of its whole sale is {self.record.outcome}")


def known_whole_credits(case: Case) -> WholeCredits:
    """Find what was booked of the credit of the whole order, and taken back."""
    key = case.whole_credit_key
    earlier: list[Decision] = []
    while True:
        record = case.record(key)
        if record is None:
            return WholeCredits(tuple(earlier), key.revision, None, None)
        reversal = recorded_reversal(case, key)
        if reversal is None or not reversal.outcome.in_the_books:
            return WholeCredits(tuple(earlier), key.revision, record, reversal)
        decision = as_recorded(_blank(case, key.revision, record), record, ())
        earlier += [undrifted(case, decision), reversal]
        key = key.next


def decide_whole_credit(
    case: Case, whole: WholeCredits, sale: Decision, before: Before
) -> tuple[Decision, ...]:
    """Take a booked sale back whose order was cancelled or deleted, if so chosen."""
    booked = sale.booking if sale.outcome.in_the_books else None
    if booked is None:
        return ()
    if whole.record is not None:
        blank = _blank(case, whole.revision, whole.record)
        decision = as_recorded(blank, whole.record, ())
        if whole.reversal is not None:
            return (undrifted(case, decision), whole.reversal)
        if case.correct and decision.outcome is Outcome.DRIFTED:
            decision = undrifted(case, decision)
            return (decision, planned_reversal(case, decision))
        return (decision,)
    if not _wanted(case) or before.held:
        return ()
    blank = replace(
        _blank(case, whole.revision, Known(sale.key, sale.outcome, booked, "")),
        contrary=(*reversals_of(sale, case.mapping), *_forgotten_credits(case)),
    )
    twice = case.unknown.intersection(blank.contrary)
    if twice:
        return (replace(blank, problems=(credited_unknown(twice),)),)
    return (
        as_translated(
            blank,
            translate_cancellation(
                case.order,
                sale=booked,
                credits_made=before.credits,
                day=blank.day,
                revision=whole.revision,
                mapping=case.mapping,
                chart=case.chart,
            ),
        ),
    )


def reversals_of(sale: Decision, mapping: Mapping) -> tuple[str, ...]:
    """Name what would take a booked sale back, when our record does not know of it."""
    if sale.booking is None or not sale.outcome.in_the_books:
        return ()
    return (reversal_number(sale.booking.number, mapping),)


def _forgotten_credits(case: Case) -> list[str]:
    """Name the credits that refunds which were deleted would have had."""
    return [
        invoice_number(
            case.mapping.invoices.credit_number,
            order=case.order,
            refund_id=refund.refund_id,
        )
        for refund in case.refunds
        if refund.refund_id in case.sold.gone_refunds
        and case.record(case.credit_key(refund)) is None
    ]


def credited_unknown(numbers: Iterable[str]) -> Problem:
    """Say that SnelStart has what would take the same back."""
    told = ", ".join(sorted(numbers))
    return Problem(
        code=Code.ADOPTION_CONFLICT,
        message=(
            f"SnelStart has invoice {told}, which takes of the same order back, and our"
            " record does not know of it: this would be credited twice"
        ),
        remedy=(
            "put the newest state file back, or see in SnelStart what was credited and"
            " book what is left by hand"
        ),
    )


def _wanted(case: Case) -> bool:
    refunds = case.mapping.refunds
    choice = refunds.trashed if case.sold.gone else refunds.cancelled
    return case.undone and (choice is Choice.BOOK or case.correct)


_UNDONE = "undone"


def _blank(case: Case, revision: int, record: Known) -> Decision:
    # When an order was deleted the shop does not tell: the day it is noticed counts.
    moment = case.now if case.sold.gone else case.order.modified
    return Decision(
        key=replace(case.whole_credit_key, revision=revision),
        order_id=case.order.order_id,
        order_number=case.order.number,
        number="",
        day=moment.astimezone(case.mapping.shop.zone).date(),
        total=-record.booking.total,
        outcome=Outcome.HELD,
        fingerprint=_UNDONE if case.undone else "restored",
    )
