"""Our own record in memory, with the promises of the one on disk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from snelsync.app.ports import (
    JournalEntry,
    Run,
    Seen,
    Sending,
    ShopInfo,
    Unreadable,
    Verdict,
)
from snelsync.domain.booking import DocumentKey, DocumentKind, Outcome
from snelsync.domain.chart import Chart
from snelsync.domain.decision import Decision, Known
from snelsync.domain.order import Order, Product, Refund, Sold
from snelsync.domain.problem import Problem
from snelsync.domain.vat_number import VatCheck
from tests.contract.fake_drift import FakeDocument, FakeDrift


class FakeState(FakeDrift):
    """The record of one shop, lost when the test ends."""

    def __init__(self, *, shop: str = "shop.test") -> None:
        self._shop = shop
        super().__init__()
        self._cursors: dict[str, datetime] = {}
        self._unreadable: tuple[Unreadable, ...] = ()
        self._journal: list[tuple[DocumentKey, JournalEntry]] = []
        self._customers: dict[str, str] = {}
        self._products: dict[int, Product] = {}
        self._checks: dict[tuple[str, datetime], VatCheck] = {}
        self._runs: list[Run] = []
        self._marked: set[DocumentKey] = set()
        self._info: tuple[datetime, ShopInfo] | None = None
        self._chart: tuple[datetime, Chart] | None = None

    def cursor(self, name: str) -> datetime | None:
        """Tell how far a reading got."""
        return self._cursors.get(name)

    def set_cursor(self, name: str, at: datetime) -> None:
        """Note how far a reading got."""
        self._cursors[name] = at

    def shop_info(
        self, *, since: datetime, until: datetime | None = None
    ) -> ShopInfo | None:
        """Tell what the shop said of itself."""
        at, info = self._info or (since, None)
        return info if since <= at <= (until or at) else None

    def keep_shop_info(self, info: ShopInfo, *, at: datetime) -> None:
        """Keep what the shop said of itself."""
        self._info = (at, info)

    def chart(self, *, since: datetime, until: datetime | None = None) -> Chart | None:
        """Tell what SnelStart said of itself."""
        at, chart = self._chart or (since, None)
        return chart if since <= at <= (until or at) else None

    def keep_chart(self, chart: Chart, *, at: datetime) -> None:
        """Keep what SnelStart said of itself."""
        self._chart = (at, chart)

    def live_order_ids(self) -> frozenset[int]:
        """List the orders not gone."""
        return frozenset(self._orders) - self._gone

    def refund_ids(self) -> frozenset[int]:
        """List the refunds we have."""
        return frozenset(self._refunds)

    def orders_to_watch(self) -> frozenset[int]:
        """List orders with a refund that is neither in the books nor skipped."""
        decided = {
            key.shop_id
            for key, one in self._documents.items()
            if key.kind is DocumentKind.CREDIT
            and (
                one.verdict.outcome.in_the_books
                or one.verdict.outcome is Outcome.SKIPPED
            )
        }
        open_refunds = set(self._refunds) - self._gone_refunds - decided
        orders = {self._refunds[one].order_id for one in open_refunds}
        return frozenset(orders) & self.live_order_ids()

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
        marked = {(one.kind, one.shop_id) for one in self._marked}
        return Sold(
            known,
            tuple(refunds),
            order_id in self._gone,
            gone,
            (DocumentKind.SALE, order_id) in marked,
            frozenset(
                one.refund_id
                for one in refunds
                if (DocumentKind.CREDIT, one.refund_id) in marked
            ),
        )

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

    def known(
        self, *, first: int = 0, last: int | None = None
    ) -> dict[DocumentKey, Known]:
        """Tell what was sent."""
        return {
            key: Known(
                key=key,
                outcome=one.verdict.outcome,
                booking=one.sending.booking,
                fingerprint=one.fingerprint,
                remote_id=one.verdict.remote_id,
                problems=one.verdict.problems,
                customer_id=one.sending.customer_id,
                booked=one.sending.since,
            )
            for key, one in self._documents.items()
            if one.sending
            and first <= one.verdict.order_id
            and (last is None or one.verdict.order_id <= last)
        }

    def verdicts(self) -> Iterator[Verdict]:
        """Tell where every document stood, the sale before its credits."""
        rows = [one.verdict for one in self._documents.values()]
        yield from sorted(
            rows,
            key=lambda one: (
                one.order_id,
                one.key.kind.startswith("credit"),
                one.key.revision,
                one.key.shop_id,
                one.key.kind,
            ),
        )

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
        self._documents[sending.key] = FakeDocument(
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
        there = self._documents.values()
        found = [one.sending for one in there if one.sending and one.is_open]
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
        one = self._documents[key]
        one.sending = None
        one.verdict = replace(one.verdict, outcome=Outcome.WAITING, remote_id="")
        self._journal.append((key, JournalEntry(at, run_id, "taken out", "")))

    def drop_idle(self, wanted: Collection[DocumentKey]) -> None:
        """Forget extra documents that were only considered, and no longer are."""
        for key, one in list(self._documents.items()):
            order_id = one.verdict.order_id
            extra = key.undoes(order_id) or key.corrects(order_id)
            if extra and one.may_be_sent and key not in wanted:
                del self._documents[key]

    def mark(self, keys: Iterable[DocumentKey], *, at: datetime, run_id: int) -> None:
        """Keep that documents were booked another way."""
        for key in keys:
            self._marked.add(key)
            self._note(key, at, run_id, "marked", "")

    def unmark(self, keys: Iterable[DocumentKey], *, at: datetime, run_id: int) -> None:
        """Forget that they were."""
        for key in keys:
            self._marked.discard(key)
            self._note(key, at, run_id, "unmarked", "")

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
            self._documents[one.key] = FakeDocument(verdict, one.fingerprint)

    def _note(
        self, key: DocumentKey, at: datetime, run_id: int, event: str, detail: str
    ) -> None:
        self._journal.append((key, JournalEntry(at, run_id, event, detail)))
