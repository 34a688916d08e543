"""Three sides held against each other: the shop, our record, and SnelStart's books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.decision import Decision
from snelsync.domain.money import ZERO, eur
from snelsync.domain.problem import in_short


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as SnelStart's books have it: EUR including VAT.

    Attributes:
        booking_id: the booking it belongs to.
        open_amount: what is still to be paid.
        changed: when it was last changed in SnelStart; None when it does not say.
    """

    invoice_id: str
    booking_id: str
    number: str
    day: date
    total: Decimal
    open_amount: Decimal
    customer_id: str = ""
    changed: datetime | None = None


class Verdict(StrEnum):
    """How one document, or one invoice, stands on the three sides."""

    SAME = "same"
    NOTHING_DUE = "nothing_due"
    NOT_BOOKED = "not_booked"
    NEEDS_PERSON = "needs_person"
    MISSING_IN_BOOKS = "missing_in_books"
    AMOUNT_DIFFERS = "amount_differs"
    RECORD_DIFFERS = "record_differs"
    DATE_DIFFERS = "date_differs"
    NOT_IN_RECORD = "not_in_record"
    CHANGED_IN_SHOP = "changed_in_shop"
    FOREIGN = "foreign"
    NUMBER_DIFFERS = "number_differs"
    CUSTOMER_DIFFERS = "customer_differs"
    LINES_DIFFER = "lines_differ"
    OTHER_BOOKING = "other_booking"

    @property
    def is_difference(self) -> bool:
        """Say whether somebody must do something about it."""
        return self not in {Verdict.SAME, Verdict.NOTHING_DUE, Verdict.FOREIGN}


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of a reconciliation, explained, with what would mend it.

    Attributes:
        shop: what the shop charged; None when it has no such document.
        books: what SnelStart has; None when it has no such invoice.
        difference: shop minus books: what this row explains.
        place: where it is and where not: one of the eight ways, by name.
    """

    verdict: Verdict
    kind: DocumentKind | None
    order_id: int | None
    order_number: str
    number: str
    day: date
    shop: Decimal | None
    books: Decimal | None
    explanation: str
    remedy: str = ""
    place: str = ""

    @property
    def difference(self) -> Decimal:
        """Give what the shop says more than the books."""
        return (self.shop or ZERO) - (self.books or ZERO)


def judge(decision: Decision, invoice: Invoice | None) -> Finding:
    """Hold one document against the invoice that was found for it."""
    if decision.outcome.in_the_books:
        return _judge_booked(decision, invoice)
    if invoice is not None:
        return _row(
            decision,
            invoice,
            Verdict.NOT_IN_RECORD,
            "SnelStart has an invoice with this number that our record does not",
            "`snelsync push` adopts it when it is equal, and says so when it is not",
        )
    match decision.outcome:
        case Outcome.SKIPPED | Outcome.WAITING:
            return _row(decision, None, Verdict.NOTHING_DUE, decision.reason)
        case Outcome.PLANNED:
            return _row(
                decision,
                None,
                Verdict.NOT_BOOKED,
                "its order was undone in the shop, and the credit is not booked yet"
                if decision.key.undoes(decision.order_id)
                else "it is in the shop and not in the books",
                "`snelsync push`",
            )
        case _:
            short = in_short(decision.problems)
            told = "; ".join(message for message, _ in short)
            remedies = [remedy for _, remedy in short]
            return _row(
                decision,
                None,
                Verdict.NEEDS_PERSON,
                f"{decision.outcome}: {told}",
                (remedies or [""])[0],
            )


def _judge_booked(decision: Decision, invoice: Invoice | None) -> Finding:
    show = f"`snelsync show {decision.order_number}`"
    if invoice is None:
        return _row(
            decision,
            None,
            Verdict.MISSING_IN_BOOKS,
            f"we booked it as {decision.number}, and SnelStart no longer has it",
            f"find out who deleted it in SnelStart ({show} has what was booked); to"
            f" book the order anew: `snelsync push --undo {decision.order_number}`,"
            " then `snelsync push`",
        )
    if invoice.total != decision.total:
        return _row(
            decision,
            invoice,
            Verdict.AMOUNT_DIFFERS,
            f"we booked {eur(decision.total)}, SnelStart has {eur(invoice.total)}",
            f"correct the booking in SnelStart; {show} has what was booked",
        )
    if invoice.day != decision.day:
        return _row(
            decision,
            invoice,
            Verdict.DATE_DIFFERS,
            f"we booked it on {decision.day}, SnelStart has it on {invoice.day}",
            f"correct the date in SnelStart; {show} has what was booked",
        )
    if decision.outcome is Outcome.DRIFTED:
        problem = decision.problems[-1]
        return _row(
            decision, invoice, Verdict.CHANGED_IN_SHOP, problem.message, problem.remedy
        )
    return _row(decision, invoice, Verdict.SAME, "equal in shop, record and SnelStart")


def _row(
    decision: Decision,
    invoice: Invoice | None,
    verdict: Verdict,
    explanation: str,
    remedy: str = "",
) -> Finding:
    due = verdict is not Verdict.NOTHING_DUE
    books = invoice.total if invoice else None
    return Finding(
        verdict=verdict,
        kind=decision.key.kind,
        order_id=decision.order_id,
        order_number=decision.order_number,
        number=decision.number,
        day=decision.day,
        shop=decision.total if due else None,
        # One amount of many documents is kept once.
        books=decision.total if books == decision.total else books,
        explanation=explanation,
        remedy=remedy,
    )


def foreign(invoice: Invoice) -> Finding:
    """Show an invoice that is no document of ours."""
    return Finding(
        verdict=Verdict.FOREIGN,
        kind=None,
        order_id=None,
        order_number="",
        number=invoice.number,
        day=invoice.day,
        shop=None,
        books=invoice.total,
        explanation="booked by hand or by another tool; no document of ours",
        place="foreign",
    )
