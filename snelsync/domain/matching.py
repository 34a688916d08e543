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
    """What was booked on a kind of card: EUR including VAT, both sides.

    Attributes:
        ours, theirs: all of it, as we booked it and as it is there.
        owed, still_open: what of it the shop waits for, and what is open there.
        others: what is open on these cards of invoices that are not ours.
        told: what differs and is told of by itself, with what the shop waits for.
        young: how many differ and may still be on their way.
        young_owed, young_open: both sides of those.
        ids: the cards themselves.
    """

    ours: Decimal = ZERO
    theirs: Decimal = ZERO
    owed: Decimal = ZERO
    still_open: Decimal = ZERO
    others: Decimal = ZERO
    told: list[tuple[Decimal, Row]] = field(default_factory=list)
    young: int = 0
    young_owed: Decimal = ZERO
    young_open: Decimal = ZERO
    ids: set[str] = field(default_factory=set)

    def owes(self, owed: Decimal, invoice: Invoice, told: Row | None) -> None:
        """Take in what the shop waits for of an invoice, and what is open of it."""
        self.owed += owed
        self.still_open += invoice.open_amount
        if owed == invoice.open_amount:
            return
        if told is not None:
            self.told.append((owed, told))
            return
        self.young += 1
        self.young_owed += owed
        self.young_open += invoice.open_amount


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
        late_rows: invoices that are open there and paid in the shop.
        paid: how many are paid there: they tell whether payments are booked at all.
        aliases: our numbers by the folded ones that SnelStart has instead.
    """

    entries: list[Entry]
    ids_elsewhere: set[str]
    today: date
    open_days: int
    findings: list[Finding] = field(default_factory=list)
    cards: dict[str, OnCard] = field(default_factory=dict)
    moved: list[tuple[str, Row]] = field(default_factory=list)
    open_rows: list[Row] = field(default_factory=list)
    late_rows: list[Row] = field(default_factory=list)
    paid: int = 0
    aliases: dict[str, str] = field(default_factory=dict)
    open_total: Decimal = ZERO
    _by_id: dict[str, int] = field(default_factory=dict)
    _found: list[Invoice | None] = field(default_factory=list)
    _strangers: list[Invoice] = field(default_factory=list)
    _twins: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the documents by the booking each one is."""
        self._found = [None] * len(self.entries)
        for index, one in enumerate(self.entries):
            booking_id = one.decision.remote_id
            if booking_id and self._by_id.setdefault(booking_id, index) != index:
                self._twins.setdefault(booking_id, []).append(index)

    def add(self, invoice: Invoice) -> None:
        """Take in an invoice of the period, or one that was looked up."""
        index = self._by_id.get(invoice.booking_id)
        if index is not None:
            for twin in self._twins.get(invoice.booking_id, ()):
                number = self.entries[twin].decision.number
                index = twin if folded(number) == folded(invoice.number) else index
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
        for stranger in by_number.values():
            for card in self.cards.values():
                if stranger.customer_id in card.ids:
                    card.others += stranger.open_amount
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
            self._on_card(entry, invoice, self._open(entry, invoice))
            found = _against_shop(entry, invoice, _as_booked(entry, invoice, found))
            if folded(invoice.number) != folded(decision.number):
                self.aliases[folded(invoice.number)] = folded(decision.number)
        if decision.outcome.in_the_books:
            found = replace(found, shop=entry.shop)
        return replace(found, place=place.name)

    def _on_card(self, entry: Entry, invoice: Invoice, told: Row | None) -> None:
        if not entry.customer_id or not invoice.customer_id:
            return
        card = self.cards.setdefault(entry.card, OnCard())
        card.ours += invoice.total
        card.ids.add(entry.customer_id)
        if invoice.customer_id == entry.customer_id:
            card.theirs += invoice.total
            owed = entry.shop if entry.unpaid else None
            card.owes(owed or ZERO, invoice, told)
            return
        decision = entry.decision
        row = Row(
            order_number=decision.order_number,
            number=decision.number,
            day=invoice.day,
            left=invoice.total,
            reason="SnelStart has it on another customer card than it was booked on",
            remedy="put the booking back on its card in SnelStart",
        )
        self.moved.append((entry.card, row))

    def _open(self, entry: Entry, invoice: Invoice) -> Row | None:
        """Notice money that should be looked at; gives the row that tells of it."""
        open_amount, whole = invoice.open_amount, invoice.total
        self.paid += not open_amount
        self.open_total += open_amount
        age = (self.today - invoice.day).days
        rows, reason = self.open_rows, ""
        if open_amount and (open_amount > 0) != (whole > 0):
            reason = f"more was paid than its {eur(whole)}"
        elif not open_amount and entry.unpaid and whole > 0:
            reason = "paid in SnelStart, and the shop still waits for the money"
        elif open_amount and age > self.open_days:
            reason = f"{eur(open_amount)} is open after {age} days"
            if not entry.unpaid:
                rows = self.late_rows
        if not reason:
            return None
        row = Row(
            order_number=entry.decision.order_number,
            number=invoice.number,
            day=invoice.day,
            right=open_amount,
            reason=reason,
            remedy="match the payment in SnelStart, or ask the customer",
        )
        rows.append(row)
        return row

    @property
    def payments_booked(self) -> bool:
        """Say whether so much is paid there that what is not tells something."""
        return 2 * self.paid >= len(self.entries) > 0


def _as_booked(entry: Entry, invoice: Invoice, found: Finding) -> Finding:
    """Tell what else is not as it was booked, where amount and day are."""
    decision = entry.decision
    if found.verdict is not Verdict.SAME:
        return found
    show = f"`snelsync show {decision.order_number}` has what was booked"
    if invoice.booking_id != decision.remote_id:
        return replace(
            found,
            verdict=Verdict.OTHER_BOOKING,
            explanation="SnelStart has it, but not the booking we made",
            remedy=f"find out who booked it again; {show}",
        )
    if folded(invoice.number) != folded(decision.number):
        return replace(
            found,
            verdict=Verdict.NUMBER_DIFFERS,
            explanation=f"we booked it as {decision.number}, SnelStart has it as"
            f" {invoice.number}",
            remedy=f"correct the number in SnelStart; {show}",
        )
    if entry.customer_id and invoice.customer_id not in {"", entry.customer_id}:
        return replace(
            found,
            verdict=Verdict.CUSTOMER_DIFFERS,
            explanation="SnelStart has it on another customer card",
            remedy=f"put it back on its card in SnelStart; {show}",
        )
    return found


def _against_shop(entry: Entry, invoice: Invoice, found: Finding) -> Finding:
    """Tell which of the three is the odd one out, where the shop's amount is another.

    A change in the shop has its own words, unless SnelStart has it already.
    """
    shop, record, books = entry.shop, entry.decision.total, invoice.total
    if shop is None or shop == record:
        return found
    number = entry.decision.order_number
    # SnelStart deletes no booking that was paid (BOE-0083).
    anew = f"as long as it is not paid, `snelsync push --undo {number}`, then"
    anew += " `snelsync push`"
    if shop == books:
        return replace(
            found,
            verdict=Verdict.RECORD_DIFFERS,
            explanation=f"shop and SnelStart have {eur(shop)}, our record alone has"
            f" {eur(record)}",
            remedy="nothing in SnelStart has to be mended; to have the record right,"
            f" restore the state file from a copy, or: {anew}",
        )
    if entry.decision.outcome is Outcome.DRIFTED:
        return found
    both = (
        f"our record and SnelStart have {eur(record)}"
        if record == books
        else f"our record has {eur(record)}, SnelStart {eur(books)}"
    )
    return replace(
        found,
        verdict=Verdict.AMOUNT_DIFFERS,
        explanation=f"the shop has {eur(shop)} and did not change since, {both}",
        remedy=f"compare with `snelsync show {number}`; to book it as the shop has it:"
        f" {anew}",
    )


def sum_of(rows: Iterable[Decimal | None]) -> Decimal:
    """Add up amounts of which some are not there."""
    return sum((one for one in rows if one is not None), start=ZERO)
