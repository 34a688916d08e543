"""Adding up a period's documents: what the books should have, to the cent.

One order after the other goes by and is not kept: a big shop fits in little memory.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from snelsync.domain.booked_numbers import BookedNumber
from snelsync.domain.booking import (
    Booking,
    DocumentKey,
    DocumentKind,
    Outcome,
    folded,
)
from snelsync.domain.chart import Chart
from snelsync.domain.dates import booking_day
from snelsync.domain.decision import Decision, Known
from snelsync.domain.drifted import DELETED, gone_from_shop
from snelsync.domain.ledger import Ledger
from snelsync.domain.mapping import Mapping
from snelsync.domain.money import CENT, ZERO, to_cents
from snelsync.domain.order import Sold
from snelsync.domain.origins import sale_days
from snelsync.domain.oss_return import quarter_of
from snelsync.domain.period import Period
from snelsync.domain.problem import Code
from snelsync.domain.proof import Row
from snelsync.domain.threshold import distance_sales
from snelsync.domain.translate import Translated, sale_number, translate_sale
from snelsync.domain.vat import DOMESTIC, Treatment, VatKind
from snelsync.domain.vat_return import BoxFigures, OnNoBox, boxes_of, outside_of

BUSINESSES = "businesses"
"""The cards of businesses, spoken of together: their names are nobody's business."""

_ICP = frozenset({Treatment.INTRA_EU_GOODS, Treatment.INTRA_EU_SERVICES})


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of the period; its booking was added up and let go.

    Attributes:
        shop: what the shop says it should be, EUR including VAT; None when the shop has
            no such document any more.
        in_shop: the order or refund is in the shop.
        unpaid: the shop waits for its money.
        customer_id, card: the card in SnelStart it was booked on, and whose it is.
        booked: when it was sent to SnelStart; None when it was not, or is not known.
    """

    decision: Decision
    shop: Decimal | None
    in_shop: bool
    unpaid: bool = False
    customer_id: str = ""
    card: str = ""
    booked: datetime | None = None


@dataclass(slots=True)
class Tally:
    """What a period should have in the books, added up as the orders go by.

    Attributes:
        elsewhere: the days of our documents outside the period, by folded number.
        ids_elsewhere: the bookings of those.
        unbooked: what became of orders that are not in the books, and why, by the
            number they have or would get.
        by_month: what should be in the books per month and account.
        net: turnover per month and treatment, of what should be in the books; an
            account of several treatments counts under the first that it had.
        treatments: that first one, by account.
        special: bookings that the ICP listing and the OSS return are made of.
        numbers: the VAT numbers that the ICP listing was booked with.
        by_year: distance sales per calendar year, EUR excluding VAT.
    """

    period: Period
    mapping: Mapping
    chart: Chart
    entries: list[Entry] = field(default_factory=list)
    elsewhere: dict[str, date] = field(default_factory=dict)
    ids_elsewhere: set[str] = field(default_factory=set)
    unbooked: dict[str, tuple[Outcome, str]] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    by_month: dict[tuple[date, int], Decimal] = field(default_factory=dict)
    vat: dict[tuple[date, VatKind], Decimal] = field(default_factory=dict)
    net: dict[tuple[date, Treatment], Decimal] = field(default_factory=dict)
    foreign_vat: dict[date, Decimal] = field(default_factory=dict)
    vat_accounts: dict[VatKind, int] = field(default_factory=dict)
    treatments: dict[int, Treatment] = field(default_factory=dict)
    foreign_vat_accounts: set[int] = field(default_factory=set)
    expected_vat: dict[VatKind, Decimal] = field(default_factory=dict)
    vat_rows: dict[VatKind, int] = field(default_factory=dict)
    implausible: list[tuple[VatKind, Row]] = field(default_factory=list)
    special: list[Booking] = field(default_factory=list)
    numbers: list[BookedNumber] = field(default_factory=list)
    days: dict[int, date] = field(default_factory=dict)
    by_year: dict[int, Decimal] = field(default_factory=dict)
    cut_off: list[Row] = field(default_factory=list)
    moved: list[Row] = field(default_factory=list)
    boxes: tuple[BoxFigures, ...] = ()
    outside: tuple[OnNoBox, ...] = ()
    _waiting: list[Booking] = field(default_factory=list)
    _cards: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the accounts that VAT is owed on."""
        for account in self.chart.accounts:
            if account.owed is not None and account.active:
                self.vat_accounts.setdefault(account.owed, account.number)
        self.boxes = boxes_of(())

    def take(
        self,
        sold: Sold,
        decided: Sequence[Decision],
        known: MappingOf[DocumentKey, Known],
        anew: MappingOf[DocumentKey, Booking] | None = None,
    ) -> None:
        """Take in one order with everything decided about it, its sale first.

        Args:
            sold: the order.
            decided: the decisions about it.
            known: what our record has of it.
            anew: what would be booked where the record has another amount than the
                shop; see ``rewritten``.
        """
        bookings = [one.booking for one in decided if one.booking is not None]
        kept = {one.order_id: one for one in bookings if _is_special(one)}
        if kept:
            self.days |= sale_days(bookings)
        for year in distance_sales(decided, home=self.mapping.shop.home):
            self.by_year[year.year] = self.by_year.get(year.year, ZERO) + year.net
        for one in decided:
            if one.day in self.period:
                self._one(sold, one, known.get(one.key), (anew or {}).get(one.key))
            elif one.outcome.in_the_books:
                self.elsewhere[folded(one.number)] = one.day
                self.ids_elsewhere.add(one.remote_id)
        sale = decided[0]
        if not sale.outcome.in_the_books:
            number = sale.number or sale_number(sold.order, self.mapping)
            self.unbooked[folded(number)] = (sale.outcome, sale.reason)
        self._cut_off(sold, sale)
        self._moved(sold, sale)

    def _moved(self, sold: Sold, sale: Decision) -> None:
        """Notice a booked sale that the shop dates in another quarter now."""
        if not sale.outcome.in_the_books or sale.day not in self.period or sold.gone:
            return
        now = booking_day(sold.order, self.mapping)
        if quarter_of(now) != quarter_of(sale.day):
            self.moved.append(
                Row(
                    order_number=sale.order_number,
                    number=sale.number,
                    day=sale.day,
                    reason=f"booked on {sale.day}, the shop says {now} now",
                    remedy=f"compare with `snelsync show {sale.order_number}`",
                )
            )

    def orphan(self, record: Known) -> None:
        """Take in what our record booked of an order that is nowhere else."""
        booking = record.booking
        gone = gone_from_shop(
            booking.number, DELETED, order_number=booking.order_number
        )
        decision = Decision(
            key=record.key,
            order_id=booking.order_id,
            order_number=booking.order_number,
            number=booking.number,
            day=booking.day,
            total=booking.total,
            outcome=Outcome.DRIFTED,
            fingerprint=record.fingerprint,
            problems=(gone,),
            remote_id=record.remote_id,
        )
        self.entries.append(Entry(decision, shop=None, in_shop=False))

    def _one(
        self,
        sold: Sold,
        decision: Decision,
        record: Known | None,
        anew: Booking | None,
    ) -> None:
        wanted, amount, in_shop = self._should(sold, decision)
        booking = decision.booking
        if anew is not None:
            wanted, amount, booking = anew, anew.total, anew
        card, on = "", record.customer_id if record else ""
        if booking is not None:
            customer = booking.customer
            card = BUSINESSES if customer.business else customer.country
        self.entries.append(
            Entry(
                decision=replace(decision, booking=None, fingerprint=""),
                shop=amount,
                in_shop=in_shop,
                unpaid=sold.order.paid is None,
                customer_id=self._cards.setdefault(on, on),
                card=card,
                booked=record.booked if record else None,
            )
        )
        if wanted is not None:
            self._add(wanted, decision)
        if decision.outcome.in_the_books and booking is not None:
            self._waiting.append(booking)
            if len(self._waiting) >= 500:
                self.flush()
            if _is_special(booking):
                self.special.append(booking)
                self._numbered(booking, sold, record)

    def _numbered(self, booking: Booking, sold: Sold, record: Known | None) -> None:
        """Keep the VAT number that a booking on the ICP listing was booked with."""
        number = booking.customer.vat_number
        if number and any(line.treatment in _ICP for line in booking.lines):
            self.numbers.append(
                BookedNumber(
                    order_number=booking.order_number,
                    number=booking.number,
                    day=booking.day,
                    vat_number=number,
                    in_shop=sold.order.vat_number,
                    card=record.customer_id if record else "",
                )
            )

    def _should(
        self, sold: Sold, decision: Decision
    ) -> tuple[Booking | None, Decimal | None, bool]:
        """Tell what should be booked of a document, its amount, and if it is there."""
        booking, key = decision.booking, decision.key
        if decision.outcome in {Outcome.SKIPPED, Outcome.WAITING}:
            return None, None, True
        if decision.outcome is not Outcome.DRIFTED:
            return booking, decision.total, self._there(sold, decision)
        gone = decision.problems[-1].code is Code.GONE_FROM_SHOP
        if gone or key.kind.is_reversal or key.undoes(decision.order_id):
            return None, None, self._there(sold, decision)
        if key.kind is DocumentKind.SALE:
            found = translate_sale(sold.order, mapping=self.mapping, chart=self.chart)
            if isinstance(found, Translated):
                return found.booking, found.booking.total, True
            return booking, to_cents(sold.order.total), True
        refunds = {one.refund_id: one.amount for one in sold.refunds}
        amount = to_cents(-refunds[key.shop_id])
        return (booking if amount == decision.total else None), amount, True

    def _there(self, sold: Sold, decision: Decision) -> bool:
        key = decision.key
        if key.corrects(decision.order_id) or key.undoes(decision.order_id):
            return True
        if key.kind is DocumentKind.CREDIT:
            return not sold.gone and key.shop_id not in sold.gone_refunds
        return not sold.gone

    def _add(self, booking: Booking, decision: Decision) -> None:
        month = decision.day.replace(day=1)
        number = folded(decision.number)
        for line in booking.lines:
            self._expect(line.account, number, line.amount, month)
            if line.is_vat:
                self.foreign_vat_accounts.add(line.account)
                before = self.foreign_vat.get(month, ZERO)
                self.foreign_vat[month] = before + line.amount
            elif line.treatment is not None:
                # A mutation tells its account only: both sides go by that.
                treatment = self.treatments.setdefault(line.account, line.treatment)
                at = (month, treatment)
                self.net[at] = self.net.get(at, ZERO) + line.amount
        for row in booking.vat:
            at_kind = (month, row.kind)
            self.vat[at_kind] = self.vat.get(at_kind, ZERO) + row.amount
            account = self.vat_accounts.get(row.kind)
            if account is not None:
                self._expect(account, number, row.amount, month)
            if row.kind in DOMESTIC:
                self._plausible(booking, decision, row.kind, row.amount)

    def _expect(self, account: int, number: str, amount: Decimal, month: date) -> None:
        self.ledger.expect(account, number, amount)
        at = (month, account)
        self.by_month[at] = self.by_month.get(at, ZERO) + amount

    def _plausible(
        self, booking: Booking, decision: Decision, kind: VatKind, amount: Decimal
    ) -> None:
        lines = [line.amount for line in booking.lines if line.vat_kind is kind]
        percent = self.chart.rates.percent_of(kind, booking.day)
        if percent is None:
            return
        expected = sum(lines, start=ZERO) * percent / 100
        self.expected_vat[kind] = self.expected_vat.get(kind, ZERO) + expected
        self.vat_rows[kind] = self.vat_rows.get(kind, 0) + len(lines)
        if abs(amount - expected) > CENT * max(len(lines), 1):
            row = Row(
                order_number=decision.order_number,
                number=decision.number,
                day=decision.day,
                left=amount,
                right=to_cents(expected),
                reason=f"VAT {amount} where {percent} % of its lines is expected",
                remedy=f"look at its rates: `snelsync show {decision.order_number}`",
            )
            self.implausible.append((kind, row))

    def _cut_off(self, sold: Sold, sale: Decision) -> None:
        order, zone = sold.order, self.mapping.shop.zone
        if order.paid is None or order.completed is None or sold.gone:
            return
        paid = order.paid.astimezone(zone).date()
        done = order.completed.astimezone(zone).date()
        if (paid in self.period) == (done in self.period):
            return
        self.cut_off.append(
            Row(
                order_number=order.number,
                number=sale.number,
                day=sale.day,
                reason=f"paid on {paid}, completed on {done}, booked on {sale.day}",
            )
        )

    def flush(self) -> None:
        """Add up the boxes of what waits for it."""
        more = boxes_of(self._waiting)
        self.boxes = tuple(
            BoxFigures(
                box=one.box,
                net=one.net + new.net,
                vat=one.vat + new.vat,
                documents=one.documents + new.documents,
            )
            for one, new in zip(self.boxes, more, strict=True)
        )
        sums = {one.treatment: one for one in self.outside}
        for new_one in outside_of(self._waiting):
            old = sums.get(new_one.treatment)
            sums[new_one.treatment] = (
                new_one
                if old is None
                else OnNoBox(
                    treatment=old.treatment,
                    net=old.net + new_one.net,
                    vat=old.vat + new_one.vat,
                    documents=old.documents + new_one.documents,
                )
            )
        order = [*Treatment, None]
        self.outside = tuple(
            sorted(sums.values(), key=lambda one: order.index(one.treatment))
        )
        self._waiting.clear()


def _is_special(booking: Booking) -> bool:
    return any(line.foreign or line.treatment in _ICP for line in booking.lines)
