"""Which invoice in SnelStart is which document, and what becomes of the rest."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import TypeVar

from snelsync.domain.booking import Outcome, folded
from snelsync.domain.compare import Finding, Invoice, Verdict, foreign, judge
from snelsync.domain.money import CENT, ZERO, eur
from snelsync.domain.mutation_sums import untouched
from snelsync.domain.proof import Row, three_way
from snelsync.domain.tally import Entry

T = TypeVar("T")


@dataclass(slots=True)
class OnCard:
    """What was booked on a kind of card: EUR including VAT, both sides.

    Attributes:
        ours, theirs: all of it, as we booked it and as it is there.
        owed, still_open: what of it the shop waits for, and what is open there.
        others: what is open on these cards of invoices that are not ours.
        told: what differs and is told of by itself: which document, what the shop
            waits for, and how.
        young: how many differ and may still be on their way.
        young_owed, young_open: both sides of those.
        ids: the cards themselves.
    """

    ours: Decimal = ZERO
    theirs: Decimal = ZERO
    owed: Decimal = ZERO
    still_open: Decimal = ZERO
    others: Decimal = ZERO
    told: list[tuple[int, Decimal, Row]] = field(default_factory=list)
    young: int = 0
    young_owed: Decimal = ZERO
    young_open: Decimal = ZERO
    ids: set[str] = field(default_factory=set)

    def owes(
        self, index: int, owed: Decimal, invoice: Invoice, told: Row | None
    ) -> None:
        """Take in what the shop waits for of an invoice, and what is open of it."""
        self.owed += owed
        self.still_open += invoice.open_amount
        if owed == invoice.open_amount:
            return
        if told is not None:
            self.told.append((index, owed, told))
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
        late_rows: invoices that are open there and paid in the shop, where payments
            are booked at all; late: how many there are in any case.
        paid: how many are paid there: they tell whether payments are booked at all.
        aliases: our numbers by the folded ones that SnelStart has instead.
        doubtful: the months of documents that may not be in the books as we booked
            them, by folded number: their mutations are not taken for granted.
        look: the numbers, as SnelStart has them, of invoices whose mutations must be
            read, by folded number.
        booked_last: when the last one was booked that is taken for granted.
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
    late: int = 0
    paid: int = 0
    aliases: dict[str, str] = field(default_factory=dict)
    open_total: Decimal = ZERO
    doubtful: dict[str, date] = field(default_factory=dict)
    look: dict[str, set[str]] = field(default_factory=dict)
    booked_last: datetime | None = None
    _by_id: dict[str, int] = field(default_factory=dict)
    _judged: list[Finding | None] = field(default_factory=list)
    _trusted: bytearray = field(default_factory=bytearray)
    _strangers: list[Invoice] = field(default_factory=list)
    _twins: dict[str, list[int]] = field(default_factory=dict)
    _open_at: list[tuple[int, Row]] = field(default_factory=list)
    _late_at: array[int] = field(default_factory=lambda: array("q"))
    _moved_at: list[tuple[int, tuple[str, Row]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Sort the documents by the booking each one is."""
        self._judged = [None] * len(self.entries)
        self._trusted = bytearray(len(self.entries))
        for index, one in enumerate(self.entries):
            booking_id = one.decision.remote_id
            if booking_id and self._by_id.setdefault(booking_id, index) != index:
                self._twins.setdefault(booking_id, []).append(index)

    def add(self, invoice: Invoice) -> None:
        """Take in an invoice of the period, or one that was looked up.

        It is judged at once and let go: a hundred thousand take much memory.
        """
        index = self._by_id.get(invoice.booking_id)
        if index is None:
            self.doubt(invoice.number)
            if invoice.booking_id not in self.ids_elsewhere:
                self._strangers.append(invoice)
            return
        for twin in self._twins.get(invoice.booking_id, ()):
            number = self.entries[twin].decision.number
            index = twin if folded(number) == folded(invoice.number) else index
        if self._judged[index] is None:
            self._judged[index] = self._judge(index, invoice)

    def add_ours(self, invoice: Invoice) -> None:
        """Take in an invoice that was looked up, when it is one of the period."""
        if invoice.booking_id in self._by_id:
            self.add(invoice)

    @property
    def missing(self) -> list[str]:
        """List the numbers of what we booked and no invoice was found of."""
        return [
            entry.decision.number
            for entry, found in zip(self.entries, self._judged, strict=True)
            if found is None and entry.decision.outcome.in_the_books
        ]

    def finish(self) -> list[Finding]:
        """Judge every document, and every invoice that is none of ours."""
        by_number = {folded(one.number): one for one in self._strangers}
        for index, entry in enumerate(self.entries):
            found = self._judged[index]
            if found is None:
                number = folded(entry.decision.number)
                invoice = by_number.pop(number, None) if number else None
                found = self._judge(index, invoice)
            self.findings.append(found)
        self.findings += [foreign(one) for one in by_number.values()]
        for stranger in by_number.values():
            for card in self.cards.values():
                if stranger.customer_id in card.ids:
                    card.others += stranger.open_amount
        self.open_rows = _in_order(self._open_at)
        if self.payments_booked:
            self.late_rows = _in_order(self._late())
        for card in self.cards.values():
            card.told.sort(key=itemgetter(0))
        self.moved = _in_order(self._moved_at)
        for done in (self._judged, self._strangers, self._by_id):
            done.clear()
        return self.findings

    def doubt(self, number: str) -> None:
        """Have the mutations of an invoice read: somebody changed them."""
        self.look.setdefault(folded(number), set()).add(number)

    def doubts(self) -> dict[str, date]:
        """Give the months of all documents that are not taken for granted.

        An invoice that is read is read with all others of its number.
        """
        for index, entry in enumerate(self.entries):
            number = folded(entry.decision.number)
            if self._trusted[index] and number in self.doubtful:
                self.doubt(entry.decision.number)
            elif number in self.look:
                self.doubtful[number] = entry.decision.day.replace(day=1)
        return self.doubtful

    def _trust(self, index: int, invoice: Invoice | None) -> None:
        """Say whether a booking's mutations can be taken to be what we booked."""
        entry = self.entries[index]
        decision = entry.decision
        if (
            invoice is not None
            and decision.outcome in {Outcome.BOOKED, Outcome.ADOPTED}
            and untouched(invoice.changed, entry.booked)
            and (invoice.booking_id, folded(invoice.number))
            == (decision.remote_id, folded(decision.number))
            and (invoice.total, invoice.day) == (decision.total, decision.day)
            and entry.shop == decision.total
        ):
            before = self.booked_last or entry.booked
            self.booked_last = max(filter(None, (before, entry.booked)))
            self._trusted[index] = True
            return
        if decision.number:
            self.doubtful[folded(decision.number)] = decision.day.replace(day=1)
        if invoice is not None:
            self.doubt(invoice.number)

    def _judge(self, index: int, invoice: Invoice | None) -> Finding:
        entry = self.entries[index]
        decision = entry.decision
        self._trust(index, invoice)
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
            self._on_card(index, invoice)
            found = _against_shop(entry, invoice, _as_booked(entry, invoice, found))
            if folded(invoice.number) != folded(decision.number):
                self.aliases[folded(invoice.number)] = folded(decision.number)
        shop = entry.shop if decision.outcome.in_the_books else found.shop
        return replace(found, place=place.name, shop=shop)

    def _on_card(self, index: int, invoice: Invoice) -> None:
        entry = self.entries[index]
        if not entry.customer_id or not invoice.customer_id:
            self._open(index, invoice, None)
            return
        card = self.cards.setdefault(entry.card, OnCard())
        card.ours += invoice.total
        card.ids.add(entry.customer_id)
        if invoice.customer_id == entry.customer_id:
            card.theirs += invoice.total
            self._open(index, invoice, card)
            return
        self._open(index, invoice, None)
        decision = entry.decision
        row = Row(
            order_number=decision.order_number,
            number=decision.number,
            day=invoice.day,
            left=invoice.total,
            reason="SnelStart has it on another customer card than it was booked on",
            remedy="put the booking back on its card in SnelStart",
        )
        self._moved_at.append((index, (entry.card, row)))

    def _open(self, index: int, invoice: Invoice, card: OnCard | None) -> None:
        """Notice money that should be looked at, and what is open on the card."""
        entry = self.entries[index]
        open_amount, whole = invoice.open_amount, invoice.total
        self.paid += not open_amount
        self.open_total += open_amount
        age = (self.today - invoice.day).days
        reason = ""
        if open_amount and (open_amount > 0) != (whole > 0):
            reason = f"more was paid than its {eur(whole)}"
        elif not open_amount and entry.unpaid and whole > 0:
            reason = "paid in SnelStart, and the shop still waits for the money"
        elif open_amount and age > self.open_days:
            if not entry.unpaid:
                # Where no payments are booked these are all there are: kept small.
                self.late += 1
                day, cents = invoice.day.toordinal(), int(open_amount / CENT)
                self._late_at.extend((index, cents, day, card is not None))
                if card is not None:
                    card.still_open += open_amount
                return
            reason = f"{eur(open_amount)} is open after {age} days"
        told = None
        if reason:
            told = self._open_row(index, invoice.day, open_amount, reason)
            told = replace(told, number=invoice.number)
            self._open_at.append((index, told))
        if card is not None:
            owed = entry.shop if entry.unpaid else None
            card.owes(index, owed or ZERO, invoice, told)

    def _late(self) -> Iterator[tuple[int, Row]]:
        for index, cents, ordinal, on in zip(*[iter(self._late_at)] * 4, strict=True):
            day, open_amount = date.fromordinal(ordinal), cents * CENT
            age = (self.today - day).days
            reason = f"{eur(open_amount)} is open after {age} days"
            row = self._open_row(index, day, open_amount, reason)
            if on:
                self.cards[self.entries[index].card].told.append((index, ZERO, row))
            yield index, row

    def _open_row(
        self, index: int, day: date, open_amount: Decimal, reason: str
    ) -> Row:
        decision = self.entries[index].decision
        return Row(
            order_number=decision.order_number,
            number=decision.number,
            day=day,
            right=open_amount,
            reason=reason,
            remedy="match the payment in SnelStart, or ask the customer",
        )

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


def _in_order(rows: Iterable[tuple[int, T]]) -> list[T]:
    return [row for _, row in sorted(rows, key=itemgetter(0))]


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
