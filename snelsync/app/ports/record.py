"""Our own record: for looking, and for the commands that write it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from snelsync.app.ports.shop import ShopInfo, Unreadable
from snelsync.domain.booking import Booking, DocumentKey, Outcome
from snelsync.domain.chart import Chart
from snelsync.domain.decision import Decision, Known
from snelsync.domain.order import Order, Product, Refund, Sold
from snelsync.domain.problem import Problem
from snelsync.domain.silence import Attendance
from snelsync.domain.vat_number import VatCheck


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One thing that happened to a document, for the accountant."""

    at: datetime
    run_id: int
    event: str
    detail: str


@dataclass(frozen=True, slots=True)
class Run:
    """One use of a command that wrote something."""

    run_id: int
    command: str
    started: datetime
    ended: datetime | None
    exit_code: int | None


@dataclass(frozen=True, slots=True)
class Sending:
    """A document that is about to be sent, or may have been.

    Attributes:
        payload: the exact text that is sent.
        since: when it was first recorded as being sent.
    """

    key: DocumentKey
    booking: Booking
    payload: str
    customer_id: str
    fingerprint: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a document stood when it was last looked at by a push."""

    key: DocumentKey
    order_id: int
    order_number: str
    number: str
    day: date
    total: str
    outcome: Outcome
    reason: str
    problems: tuple[Problem, ...]
    remote_id: str


@dataclass(frozen=True, slots=True)
class Seen:
    """How much was seen in the shop, refunds of unknown orders left out.

    Attributes:
        orders, refunds: still there.
        gone: orders and refunds that were there and are no longer.
    """

    orders: int
    refunds: int
    gone: int


class Reading(Protocol):
    """Our own record, for commands that only look."""

    def cursor(self, name: str) -> datetime | None:
        """Tell how far a reading of the shop got."""

    def shop_info(
        self, *, since: datetime, until: datetime | None = None
    ) -> ShopInfo | None:
        """Tell what the shop said of itself, where that was in a stretch of time.

        What was kept while the clock of this machine was ahead is after ``until``.
        """

    def chart(self, *, since: datetime, until: datetime | None = None) -> Chart | None:
        """Tell what SnelStart said of itself, where that was in a stretch of time."""

    def live_order_ids(self) -> frozenset[int]:
        """List the orders that were in the shop when last seen."""

    def refund_ids(self) -> frozenset[int]:
        """List the refunds we have."""

    def orders_to_watch(self) -> frozenset[int]:
        """List orders with a refund that is neither in the books nor skipped.

        The shop does not touch an order when its refund is deleted.
        """

    def everything(self) -> Iterator[Sold]:
        """Go over all orders with their refunds, by id."""

    def find(self, order: str) -> Sold | None:
        """Find an order by its number, else by its id."""

    def unreadable(self) -> tuple[Unreadable, ...]:
        """List what the shop could not give."""

    def vat_checks(self) -> dict[str, tuple[VatCheck, ...]]:
        """Tell what was found out about VAT numbers, by number, oldest first."""

    def known(
        self, *, first: int = 0, last: int | None = None
    ) -> dict[DocumentKey, Known]:
        """Tell what was sent, or begun to be sent, by document.

        Args:
            first: of orders from this id on only.
            last: of orders up to and with this id only; None for all.
        """

    def verdicts(self) -> Iterator[Verdict]:
        """Tell where every document stood at the last push."""

    def drifted(
        self, *, book: frozenset[str], skip: frozenset[str]
    ) -> dict[DocumentKey, Verdict]:
        """Tell which booked documents are no longer what the shop says.

        Args:
            book: the order statuses that are booked; a booked order in any other
                status has drifted.
            skip: those of an order that was undone; one that was credited whole and
                is in any other status has drifted.
        """

    def count_new(self) -> int:
        """Count the documents no push has looked at yet."""

    def journal(self, key: DocumentKey) -> tuple[JournalEntry, ...]:
        """Tell what happened to a document, oldest first."""

    def last_runs(self) -> tuple[Run, ...]:
        """Give the last run of each command that wrote."""

    def seen(self) -> Seen:
        """Count what was seen in the shop."""


class KeyUse(Protocol):
    """When the keys were first used, for who wonders how old they are."""

    def first_booking_run(self) -> datetime | None:
        """Tell when a command first reached SnelStart with success."""


class RunHistory(KeyUse, Protocol):
    """How the runs of a command fared, for who watches over them."""

    def attendance(self, command: str) -> Attendance | None:
        """Tell when a command first ran and last ended well; None if it never ran."""


class Recording(Reading, Protocol):
    """Our own record, for the commands that write it."""

    def begin_run(self, command: str, *, at: datetime, mapping_digest: str) -> int:
        """Note that a command began; gives the run's id."""

    def end_run(self, run_id: int, *, at: datetime, exit_code: int) -> None:
        """Note how a run ended."""

    def save_orders(self, orders: Iterable[Order], *, at: datetime) -> int:
        """Keep orders as last seen; gives how many are new or changed."""

    def save_refunds(self, refunds: Iterable[Refund], *, at: datetime) -> int:
        """Keep refunds as last seen; gives how many are new or changed."""

    def save_products(self, products: Iterable[Product]) -> None:
        """Keep where products are filed, as last seen."""

    def set_gone(self, order_ids: Iterable[int]) -> None:
        """Note that orders are no longer in the shop."""

    def save_unreadable(self, found: Iterable[Unreadable]) -> None:
        """Keep what the shop could not give, until it can."""

    def set_cursor(self, name: str, at: datetime) -> None:
        """Note how far a reading of the shop got."""

    def keep_shop_info(self, info: ShopInfo, *, at: datetime) -> None:
        """Keep what the shop said of itself, in place of before."""

    def keep_chart(self, chart: Chart, *, at: datetime) -> None:
        """Keep what SnelStart said of itself, in place of before."""

    def save_vat_check(self, check: VatCheck) -> None:
        """Keep what was found out about a VAT number: it is evidence, for ever.

        Only a question that was asked at the same moment and had no answer yet is
        replaced.
        """

    def customer_id(self, card: str) -> str | None:
        """Tell which SnelStart customer a card of ours is."""

    def save_customer(self, card: str, customer_id: str) -> None:
        """Remember which SnelStart customer a card of ours is."""

    def forget_customer(self, card: str) -> None:
        """Forget a card that SnelStart no longer takes."""

    def begin_sending(self, sending: Sending, *, run_id: int) -> bool:
        """Record, on disk, that a document is about to be sent.

        Returns:
            False when it is already being sent or is booked: then do not send.
        """

    def unsettled(self) -> tuple[Sending, ...]:
        """List what was begun and has no outcome, or an uncertain one."""

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
        """Record what became of a document that was being sent."""

    def forget_sending(self, key: DocumentKey, *, at: datetime, run_id: int) -> None:
        """Record that a document was certainly not sent, so that it may be again."""

    def take_out(self, key: DocumentKey, *, at: datetime, run_id: int) -> None:
        """Record that a booking was taken out of SnelStart, and may be made again."""

    def drop_idle(self, wanted: Collection[DocumentKey]) -> None:
        """Forget extra documents that were only considered, and no longer are.

        Extra is what the shop has no order or refund for: the credit of a whole order,
        and corrections. What was sent is never forgotten.
        """

    def mark(self, keys: Iterable[DocumentKey], *, at: datetime, run_id: int) -> None:
        """Keep that documents were booked another way, as somebody said."""

    def unmark(self, keys: Iterable[DocumentKey], *, at: datetime, run_id: int) -> None:
        """Forget that somebody said so."""

    def save_verdicts(self, decisions: Iterable[Decision], *, run_id: int) -> None:
        """Keep where the documents stand that were not sent."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How much what is personal was taken out of."""

    orders: int = 0
    refunds: int = 0
    documents: int = 0
    journal: int = 0


class Purging(Recording, Protocol):
    """Our own record, for taking out of it what is personal."""

    def purge(self, order_ids: Collection[int], *, at: datetime, run_id: int) -> Purged:
        """Take what is personal out of orders, their refunds, documents and journal.

        Keys, numbers, amounts, outcomes and evidence stay. It is gone from the file
        when this returns; what was taken out of an order stays out of it.
        """
