"""Which invoice in SnelStart is which document, and what becomes of the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from snelsync.domain.booking import Outcome, folded
from snelsync.domain.compare import Finding, Invoice, Verdict, foreign, judge
from snelsync.domain.money import ZERO, eur
from snelsync.domain.proof import Row, three_way
from snelsync.domain.tally import Entry


@dataclass(slots=True)
class OnCard:
    """What was booked on a kind of card: EUR including VAT, both sides."""

    ours: Decimal = ZERO
    theirs: Decimal = ZERO


@dataclass(slots=True)
class Matching:
    """Takes SnelStart's invoices one by one, and holds them against the documents.

    Attributes:
        entries: the documents of the period.
        ids_elsewhere: our bookings that belong to other periods.
        today: what an unpaid invoice's age is counted from.
        open_days: how old it may be.
        cards: what is on which kind of card.
        moved: documents that are on another card than they were booked on.
        open_rows: invoices of which the money should be looked at.
        any_paid: SnelStart has payments at all, so that open amounts tell something.
    """

    entries: list[Entry]
    ids_elsewhere: set[str]
    today: date
    open_days: int
    findings: list[Finding] = field(default_factory=list)
    cards: dict[str, OnCard] = field(default_factory=dict)
    moved: list[tuple[str, Row]] = field(default_factory=list)
    open_rows: list[Row] = field(default_factory=list)
    any_paid: bool = False
    open_total: Decimal = ZERO
    _by_id: dict[str, int] = field(default_factory=dict)
    _found: list[Invoice | None] = field(default_factory=list)
    _strangers: list[Invoice] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Sort the documents by the booking each one is."""
        self._found = [None] * len(self.entries)
        self._by_id = {
            one.decision.remote_id: index
            for index, one in enumerate(self.entries)
            if one.decision.remote_id
        }

    def add(self, invoice: Invoice) -> None:
        """Take in an invoice of the period, or one that was looked up."""
        index = self._by_id.get(invoice.booking_id)
        if index is not None:
            self._found[index] = invoice
        elif invoice.booking_id not in self.ids_elsewhere:
            self._strangers.append(invoice)

    def add_ours(self, invoice: Invoice) -> None:
        """Take in an invoice that was looked up, when it is one of the period."""
        if invoice.booking_id in self._by_id:
            self.add(invoice)

    @property
    def missing(self) -> list[str]:
        """List the numbers of what we booked and no invoice was found of."""
        return [
            entry.decision.number
            for entry, found in zip(self.entries, self._found, strict=True)
            if found is None and entry.decision.outcome.in_the_books
        ]

    def finish(self) -> list[Finding]:
        """Judge every document, and every invoice that is none of ours."""
        by_number = {folded(one.number): one for one in self._strangers}
        for index, entry in enumerate(self.entries):
            number = folded(entry.decision.number)
            if self._found[index] is None and number:
                self._found[index] = by_number.pop(number, None)
            self.findings.append(self._judged(entry, self._found[index]))
            self._found[index] = None
        self.findings += [foreign(one) for one in by_number.values()]
        self._strangers.clear()
        return self.findings

    def _judged(self, entry: Entry, invoice: Invoice | None) -> Finding:
        decision = entry.decision
        found = judge(decision, invoice)
        if found.verdict is Verdict.NOTHING_DUE:
            return found
        recorded = decision.outcome.in_the_books or (
            decision.outcome is Outcome.CONFLICT and bool(decision.remote_id)
        )
        place = three_way(
            in_shop=entry.in_shop, in_record=recorded, in_books=invoice is not None
        )
        if invoice is not None and decision.outcome.in_the_books:
            self._on_card(entry, invoice)
            self._open(entry, invoice)
        if decision.outcome is Outcome.DRIFTED:
            found = replace(found, shop=entry.shop)
        return replace(found, place=place.name)

    def _on_card(self, entry: Entry, invoice: Invoice) -> None:
        if not entry.customer_id or not invoice.customer_id:
            return
        card = self.cards.setdefault(entry.card, OnCard())
        card.ours += invoice.total
        if invoice.customer_id == entry.customer_id:
            card.theirs += invoice.total
            return
        decision = entry.decision
        row = Row(
            order_number=decision.order_number,
            number=decision.number,
            day=invoice.day,
            left=invoice.total,
            right=None,
            reason="SnelStart has it on another customer card than it was booked on",
            remedy="put the booking back on its card in SnelStart",
        )
        self.moved.append((entry.card, row))

    def _open(self, entry: Entry, invoice: Invoice) -> None:
        open_amount, whole = invoice.open_amount, invoice.total
        self.any_paid = self.any_paid or open_amount != whole
        self.open_total += open_amount
        age = (self.today - invoice.day).days
        reason = ""
        if open_amount and (open_amount > 0) != (whole > 0):
            reason = f"more was paid than its {eur(whole)}"
        elif not open_amount and entry.unpaid and whole > 0:
            reason = "paid in SnelStart, and the shop still waits for the money"
        elif open_amount and age > self.open_days:
            still = "the shop waits for it too" if entry.unpaid else "the shop has it"
            reason = f"{eur(open_amount)} is open after {age} days; {still}"
        if reason:
            self.open_rows.append(
                Row(
                    order_number=entry.decision.order_number,
                    number=invoice.number,
                    day=invoice.day,
                    left=None,
                    right=open_amount,
                    reason=reason,
                    remedy="match the payment in SnelStart, or ask the customer",
                )
            )


def sum_of(rows: Iterable[Decimal | None]) -> Decimal:
    """Add up amounts of which some are not there."""
    return sum((one for one in rows if one is not None), start=ZERO)
