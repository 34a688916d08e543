"""Our own record in memory, with the promises of the one on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from snelsync.app.ports import JournalEntry, Run, Seen, Sending, Unreadable, Verdict
from snelsync.domain.booking import DocumentKey, DocumentKind, Outcome
from snelsync.domain.decision import Decision, Known
from snelsync.domain.drifted import (
    DELETED,
    REFUND_DELETED,
    changed_in_shop,
    gone_from_shop,
)
from snelsync.domain.fingerprint import order_fingerprint, refund_fingerprint
from snelsync.domain.order import Order, Product, Refund, Sold
from snelsync.domain.problem import Problem
from snelsync.domain.vat_number import VatCheck

_FREE = {Outcome.HELD, Outcome.SKIPPED, Outcome.WAITING, Outcome.REFUSED}


@dataclass(slots=True)
class _Document:
    verdict: Verdict
    fingerprint: str
    sending: Sending | None = None

    @property
    def may_be_sent(self) -> bool:
        """Say whether nothing of ours is in the books under it."""
        verdict = self.verdict
        foreign = verdict.outcome is Outcome.CONFLICT and not verdict.remote_id
        return foreign or verdict.outcome in _FREE

    @property
    def is_open(self) -> bool:
        """Say whether it still is to be found out what became of it."""
        return self.sending is not None and self.verdict.outcome is Outcome.UNCERTAIN


class FakeState:
    """The record of one shop, lost when the test ends."""

    def __init__(self, *, shop: str = "shop.test") -> None:
        self._shop = shop
        self._cursors: dict[str, datetime] = {}
        self._orders: dict[int, Order] = {}
        self._refunds: dict[int, Refund] = {}
        self._gone: set[int] = set()
        self._gone_refunds: set[int] = set()
        self._unreadable: tuple[Unreadable, ...] = ()
        self._documents: dict[DocumentKey, _Document] = {}
        self._journal: list[tuple[DocumentKey, JournalEntry]] = []
        self._customers: dict[str, str] = {}
        self._products: dict[int, Product] = {}
        self._checks: dict[tuple[str, datetime], VatCheck] = {}
        self._runs: list[Run] = []

    def cursor(self, name: str) -> datetime | None:
        """Tell how far a reading got."""
        return self._cursors.get(name)

    def set_cursor(self, name: str, at: datetime) -> None:
        """Note how far a reading got."""
        self._cursors[name] = at

    def live_order_ids(self) -> frozenset[int]:
        """List the orders not gone."""
        return frozenset(self._orders) - self._gone

    def refund_ids(self) -> frozenset[int]:
        """List the refunds we have."""
        return frozenset(self._refunds)

    def everything(self) -> Iterator[Sold]:
        """Go over all orders by id."""
        for order_id in sorted(self._orders):
            yield self._sold(order_id)

    def _sold(self, order_id: int) -> Sold:
        refunds = [one for one in self._refunds.values() if one.order_id == order_id]
        refunds.sort(key=lambda one: one.refund_id)
        gone = frozenset(one.refund_id for one in refunds) & self._gone_refunds
        order = self._orders[order_id]
        known = replace(
            order,
            vat_checks=self.vat_checks().get(order.vat_number, ()),
            charges=tuple(
                replace(one, product=self._products.get(one.product_id))
                for one in order.charges
            ),
        )
        return Sold(known, tuple(refunds), order_id in self._gone, gone)

    def find(self, order: str) -> Sold | None:
        """Find by number, else by id."""
        named = [key for key, one in self._orders.items() if one.number == order]
        if named:
            return self._sold(max(named))
        if order.isdecimal() and int(order) in self._orders:
            return self._sold(int(order))
        return None

    def unreadable(self) -> tuple[Unreadable, ...]:
        """List what could not be read."""
        return self._unreadable

    def save_unreadable(self, found: Iterable[Unreadable]) -> None:
        """Keep what could not be read, in place of before."""
        self._unreadable = tuple(found)

    def vat_checks(self) -> dict[str, tuple[VatCheck, ...]]:
        """Tell what was found out about VAT numbers."""
        numbers = sorted({number for number, _ in self._checks})
        return {
            number: tuple(
                self._checks[key] for key in sorted(self._checks) if key[0] == number
            )
            for number in numbers
        }

    def save_vat_check(self, check: VatCheck) -> None:
        """Keep what was found out about a VAT number."""
        self._checks[check.number, check.first_asked] = check

    def save_products(self, products: Iterable[Product]) -> None:
        """Keep where products are filed."""
        self._products |= {one.product_id: one for one in products}

    def known(self) -> dict[DocumentKey, Known]:
        """Tell what was sent."""
        return {
            key: Known(
                key=key,
                outcome=one.verdict.outcome,
                booking=one.sending.booking,
                fingerprint=one.fingerprint,
                remote_id=one.verdict.remote_id,
                problems=one.verdict.problems,
            )
            for key, one in self._documents.items()
            if one.sending
        }

    def verdicts(self) -> Iterator[Verdict]:
        """Tell where every document stood, the sale before its credits."""
        rows = [one.verdict for one in self._documents.values()]
        yield from sorted(
            rows,
            key=lambda one: (
                one.order_id,
                one.key.kind is DocumentKind.CREDIT,
                one.key.shop_id,
            ),
        )

    def drifted(
        self, *, book: frozenset[str], skip: frozenset[str]
    ) -> dict[DocumentKey, Verdict]:
        """Tell which booked documents changed."""
        found: dict[DocumentKey, Verdict] = {}
        for key, document in self._documents.items():
            problem = self._drift(key, document, book, skip)
            if problem and document.verdict.outcome.in_the_books:
                found[key] = replace(
                    document.verdict, outcome=Outcome.DRIFTED, problems=(problem,)
                )
        return found

    def _drift(
        self,
        key: DocumentKey,
        document: _Document,
        statuses: frozenset[str],
        skip: frozenset[str],
    ) -> Problem | None:
        number = document.verdict.number
        if key.undoes(document.verdict.order_id):
            restored = (
                key.shop_id not in self._gone
                and self._orders[key.shop_id].status not in skip
            )
            number = document.verdict.order_number
            return changed_in_shop(number) if restored else None
        if key.kind is DocumentKind.CREDIT:
            if key.shop_id not in self._refunds:
                return None
            if key.shop_id in self._gone_refunds:
                return gone_from_shop(number, REFUND_DELETED)
            now = refund_fingerprint(self._refunds[key.shop_id])
        else:
            order = self._orders[key.shop_id]
            undone = key.shop_id in self._gone or order.status in skip
            if self._taken_back(key, undone=undone):
                return None
            if key.shop_id in self._gone:
                return gone_from_shop(number, DELETED)
            if order.status not in statuses:
                return gone_from_shop(number, f"its status became '{order.status}'")
            now = order_fingerprint(order)
        if now == document.fingerprint:
            return None
        return changed_in_shop(document.verdict.order_number)

    def _taken_back(self, sale: DocumentKey, *, undone: bool) -> bool:
        key = replace(sale, kind=DocumentKind.CREDIT)
        credit = self._documents.get(key)
        return credit is not None and (undone or credit.verdict.outcome.in_the_books)

    def count_new(self) -> int:
        """Count what no push has looked at."""
        sales = {key.shop_id for key in self._documents if key.kind == "sale"}
        credited = {key.shop_id for key in self._documents if key.kind == "credit"}
        refunds = {
            one.refund_id
            for one in self._refunds.values()
            if one.order_id in self._orders
        }
        return len(set(self._orders) - sales) + len(refunds - credited)

    def journal(self, key: DocumentKey) -> tuple[JournalEntry, ...]:
        """Tell what happened to a document."""
        return tuple(entry for of, entry in self._journal if of == key)

    def last_runs(self) -> tuple[Run, ...]:
        """Give the last run of each command."""
        newest = {run.command: run for run in self._runs}
        return tuple(sorted(newest.values(), key=lambda run: run.run_id))

    def seen(self) -> Seen:
        """Count what was seen."""
        ours = [one for one in self._refunds.values() if one.order_id in self._orders]
        refunds = {one.refund_id for one in ours}
        gone = len(self._gone) + len(refunds & self._gone_refunds)
        return Seen(len(self.live_order_ids()), len(refunds - self._gone_refunds), gone)

    def begin_run(self, command: str, *, at: datetime, mapping_digest: str) -> int:
        """Note that a command began."""
        del mapping_digest
        run = Run(len(self._runs) + 1, command, at, None, None)
        self._runs.append(run)
        return run.run_id

    def end_run(self, run_id: int, *, at: datetime, exit_code: int) -> None:
        """Note how a run ended."""
        run = self._runs[run_id - 1]
        self._runs[run_id - 1] = replace(run, ended=at, exit_code=exit_code)

    def save_orders(self, orders: Iterable[Order], *, at: datetime) -> int:
        """Keep orders as last seen."""
        del at
        changed = 0
        for seen in orders:
            before = self._orders.get(seen.order_id)
            order = seen.with_products_of(before) if before else seen
            changed += self._orders.get(order.order_id) != order
            self._orders[order.order_id] = order
            self._gone.discard(order.order_id)
            present = {pointer.refund_id for pointer in order.refunds}
            for refund in self._refunds.values():
                if refund.order_id == order.order_id:
                    (
                        self._gone_refunds.discard
                        if refund.refund_id in present
                        else self._gone_refunds.add
                    )(refund.refund_id)
        return changed

    def save_refunds(self, refunds: Iterable[Refund], *, at: datetime) -> int:
        """Keep refunds as last seen."""
        del at
        changed = 0
        for refund in refunds:
            changed += self._refunds.get(refund.refund_id) != refund
            self._refunds[refund.refund_id] = refund
            self._gone_refunds.discard(refund.refund_id)
        return changed

    def set_gone(self, order_ids: Iterable[int]) -> None:
        """Note that orders are gone."""
        self._gone |= set(order_ids)

    def customer_id(self, card: str) -> str | None:
        """Tell which customer a card is."""
        return self._customers.get(card)

    def save_customer(self, card: str, customer_id: str) -> None:
        """Remember which customer a card is."""
        self._customers[card] = customer_id

    def forget_customer(self, card: str) -> None:
        """Forget a card."""
        self._customers.pop(card, None)

    def begin_sending(self, sending: Sending, *, run_id: int) -> bool:
        """Record that a document is about to be sent; the number must be free."""
        before = self._documents.get(sending.key)
        if before and not before.may_be_sent:
            return False
        booking = sending.booking
        self._documents[sending.key] = _Document(
            Verdict(
                key=sending.key,
                order_id=booking.order_id,
                order_number=booking.order_number,
                number=booking.number,
                day=booking.day,
                total=str(booking.total),
                outcome=Outcome.UNCERTAIN,
                reason="",
                problems=(),
                remote_id="",
            ),
            sending.fingerprint,
            sending,
        )
        detail = f"invoice {booking.number}, EUR {booking.total}"
        self._note(sending.key, sending.since, run_id, "sending", detail)
        return True

    def unsettled(self) -> tuple[Sending, ...]:
        """List what has no outcome."""
        found = [
            one.sending
            for one in self._documents.values()
            if one.sending and one.is_open
        ]
        return tuple(sorted(found, key=lambda one: one.booking.order_id))

    def settle(
        self,
        key: DocumentKey,
        outcome: Outcome,
        *,
        at: datetime,
        run_id: int,
        remote_id: str = "",
        problems: tuple[Problem, ...] = (),
    ) -> None:
        """Record what became of a document."""
        document = self._documents[key]
        if not document.is_open:
            return
        document.verdict = replace(
            document.verdict, outcome=outcome, remote_id=remote_id, problems=problems
        )
        parts = [f"SnelStart id {remote_id}"] if remote_id else []
        parts += [problem.message for problem in problems]
        self._note(key, at, run_id, str(outcome), "; ".join(parts))

    def forget_sending(self, key: DocumentKey, *, at: datetime, run_id: int) -> None:
        """Record that a document was not sent."""
        document = self._documents[key]
        if not document.is_open:
            return
        document.sending = None
        document.verdict = replace(
            document.verdict, outcome=Outcome.WAITING, reason="not sent yet"
        )
        self._note(key, at, run_id, "not sent", "")

    def take_out(self, key: DocumentKey, *, at: datetime, run_id: int) -> None:
        """Record that a booking was taken out of SnelStart."""
        self._documents[key].verdict = replace(
            self._documents[key].verdict, outcome=Outcome.WAITING, remote_id=""
        )
        self._documents[key].sending = None
        self._journal.append((key, JournalEntry(at, run_id, "taken out", "")))

    def save_verdicts(self, decisions: Iterable[Decision], *, run_id: int) -> None:
        """Keep where the unsent documents stand."""
        del run_id
        for one in decisions:
            before = self._documents.get(one.key)
            if before and not before.may_be_sent:
                continue
            verdict = Verdict(
                key=one.key,
                order_id=one.order_id,
                order_number=one.order_number,
                number=one.number,
                day=one.day,
                total=str(one.total),
                outcome=one.outcome,
                reason=one.reason,
                problems=one.problems,
                remote_id="",
            )
            self._documents[one.key] = _Document(verdict, one.fingerprint)

    def _note(
        self, key: DocumentKey, at: datetime, run_id: int, event: str, detail: str
    ) -> None:
        self._journal.append((key, JournalEntry(at, run_id, event, detail)))
