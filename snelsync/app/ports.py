"""What the use cases need from outside, as protocols.

The words: a *shop* has orders and refunds and is only read. An *administration* has a
chart, customers and invoices, and takes bookings. The *state* is our own record. The
*clock* tells the time and waits. Every implementation, fake or real, passes the same
contract suite (tests/contract).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from snelsync.domain.booking import Booking, Customer, DocumentKey, Outcome
from snelsync.domain.chart import Chart, Company
from snelsync.domain.compare import Invoice
from snelsync.domain.decide import Decision, Known
from snelsync.domain.order import Order, Product, Refund, Sold
from snelsync.domain.problem import Problem
from snelsync.domain.vat_number import VatCheck


class Progress(Protocol):
    """Told how much is done, of how much as far as is known."""

    def __call__(self, done: int, of: int, /) -> None:
        """Take notice."""


def unwatched(_done: int, _of: int, /) -> None:
    """Take no notice of progress."""


Checkpoint = Callable[[], None]
"""Asked where a run may end with everything recorded: then it raises a StoppedError."""


def unhindered() -> None:
    """Go on."""


class Clock(Protocol):
    """The time, and waiting for it, which a StoppedError may cut short."""

    def now(self) -> datetime:
        """Tell the present moment, aware, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


@dataclass(frozen=True, slots=True)
class ShopInfo:
    """What a shop says of itself.

    Attributes:
        version: of WooCommerce, ``11.0.1``; "" when the key may not know.
        zone: the shop's time zone name, ``Europe/Amsterdam``; "" when it has an offset
            only.
        now: the shop's own clock, which filters by date are held against.
    """

    name: str
    version: str
    zone: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An order or refund the shop could not give, or that makes no sense.

    Attributes:
        shop_id: its id where that could be found out, else 0.
        problem: what is wrong with it and what to do.
        refund_of: for a refund, its order's id where that could be found out.
        is_refund: it is a refund, not an order.
    """

    shop_id: int
    problem: Problem
    refund_of: int = 0
    is_refund: bool = False

    @property
    def can_be_asked_again(self) -> bool:
        """Say whether it can be asked for by itself, later."""
        return bool(self.refund_of if self.is_refund else self.shop_id)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A stretch of the shop's orders.

    Attributes:
        expected: how many orders the shop says the whole list has; for progress only.
    """

    orders: tuple[Order, ...]
    unreadable: tuple[Unreadable, ...]
    expected: int


@dataclass(frozen=True, slots=True)
class RefundPage:
    """A stretch of the shop's refunds."""

    refunds: tuple[Refund, ...]
    unreadable: tuple[Unreadable, ...]


class Shop(Protocol):
    """A WooCommerce shop, read only."""

    def info(self) -> ShopInfo:
        """Ask who the shop is; proves address and keys."""

    def orders(self, *, modified_after: datetime | None) -> Iterator[OrderPage]:
        """Read all live orders, or those changed since; drafts and trash left out.

        No order that exists throughout is missed, whatever else moves meanwhile.
        """

    def orders_by_id(self, order_ids: Iterable[int]) -> Iterator[OrderPage]:
        """Read these orders; those that are gone are simply not among the answers."""

    def order_ids(self) -> Iterator[int]:
        """List the ids of all live orders, drafts left out; 0 for one that crashes."""

    def count(self) -> int | None:
        """Count the live orders, drafts left out; None where the shop cannot."""

    def refunds(self, *, created_after: datetime | None) -> Iterator[RefundPage] | None:
        """Read all refunds, or those made since; None where the shop is too old."""

    def refunds_of(self, order_id: int) -> RefundPage:
        """Read the refunds of one order."""

    def products(self, product_ids: Iterable[int]) -> Iterator[tuple[Product, ...]]:
        """Read where these products are filed; deleted ones are left out."""


class VatRegister(Protocol):
    """Whoever knows whether a VAT number is valid: VIES."""

    def check(self, number: str, *, before: VatCheck | None = None) -> VatCheck:
        """Ask whether a normalised number is valid; never fails, may not know."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What SnelStart answered to a booking it took."""

    booking_id: str
    invoice: Invoice


class Administration(Protocol):
    """A SnelStart administration."""

    def company(self) -> Company:
        """Ask which administration this is; proves both keys."""

    def chart(self) -> Chart:
        """Read everything that deciding a booking needs."""

    def find_customer(self, customer: Customer) -> tuple[str, ...]:
        """Find the cards that are this customer, by id.

        A collective card by its name, which is ours alone; a business by its VAT
        number, then its trade-register number, then its e-mail, never by name.
        """

    def create_customer(self, customer: Customer, chart: Chart) -> str:
        """Make a card, complete; gives its id."""

    def encode(self, booking: Booking, *, customer_id: str, chart: Chart) -> str:
        """Write a booking as the exact text that ``book`` will send."""

    def book(self, payload: str) -> Receipt:
        """Send an encoded booking, once.

        Raises:
            NotSentError: it certainly did not arrive.
            RefusedError: SnelStart said no.
            UncertainError: it may have been booked.
        """

    def find_invoices(self, number: str) -> tuple[Invoice, ...]:
        """Find the invoices with this number, whatever case it was typed in."""

    def invoices(self, first: date, last: date) -> Iterator[Invoice]:
        """Read the invoices dated within a period, both ends included."""

    def holds_same(self, booking_id: str, payload: str) -> tuple[bool, str]:
        """Compare a booking SnelStart has with one we would send.

        Returns:
            Whether customer, date, total and lines are equal, and if not, how they
            differ, in words.
        """


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

    def live_order_ids(self) -> frozenset[int]:
        """List the orders that were in the shop when last seen."""

    def refund_ids(self) -> frozenset[int]:
        """List the refunds we have."""

    def everything(self) -> Iterator[Sold]:
        """Go over all orders with their refunds, by id."""

    def find(self, order: str) -> Sold | None:
        """Find an order by its number, else by its id."""

    def unreadable(self) -> tuple[Unreadable, ...]:
        """List what the shop could not give."""

    def vat_checks(self) -> dict[str, tuple[VatCheck, ...]]:
        """Tell what was found out about VAT numbers, by number, oldest first."""

    def known(self) -> dict[DocumentKey, Known]:
        """Tell what was sent, or begun to be sent, by document."""

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

    def save_verdicts(self, decisions: Iterable[Decision], *, run_id: int) -> None:
        """Keep where the documents stand that were not sent."""
