"""An administration: a chart, customers and invoices, and it takes bookings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from snelsync.domain.booking import Booking, Customer
from snelsync.domain.chart import Chart, Company
from snelsync.domain.chart_checks import Right
from snelsync.domain.compare import Invoice
from snelsync.domain.learned import Booked
from snelsync.domain.mutation_sums import MutationSum, Only
from snelsync.domain.period import Period
from snelsync.domain.proof import Mutation
from snelsync.domain.told_returns import VatReturn


@dataclass(frozen=True, slots=True)
class Receipt:
    """What SnelStart answered to a booking it took."""

    booking_id: str
    invoice: Invoice


class Administration(Protocol):
    """A SnelStart administration."""

    def company(self) -> Company:
        """Ask which administration this is; proves both keys."""

    def chart(self, *, cost_centres: bool = True) -> Chart:
        """Read everything that deciding a booking needs.

        Args:
            cost_centres: whether those are needed too; a call is saved if not.
        """

    def rights(self) -> frozenset[Right] | None:
        """Tell what the connection may do; None before a first call, or untold."""

    def filed_periods(self) -> tuple[Period, ...]:
        """Tell the periods whose VAT return was handed in.

        Raises:
            CredentialsError: the connection may not read them.
        """

    def vat_returns(self) -> tuple[VatReturn, ...]:
        """Tell all VAT returns there are, made or handed in, in SnelStart's order.

        Raises:
            CredentialsError: the connection may not read them.
        """

    def mutations(
        self, first: date, last: date, *, only: Only | None = None
    ) -> Iterator[Mutation]:
        """Read what was booked on ledger accounts in a period, both ends included.

        Args:
            first: the first day.
            last: the last one.
            only: which of them; None for all.
        """

    def sums(
        self, first: date, last: date, *, changed_after: datetime | None = None
    ) -> tuple[MutationSum, ...] | None:
        """Have the mutations of a period added up, per account and journal.

        Args:
            first: the first day.
            last: the last one.
            changed_after: only what was changed after this moment.

        Returns:
            A sum for each account and journal that has any mutation; None when
            SnelStart does not add up, or not so that it can be understood.
        """

    def count_cards(self, names: Iterable[str]) -> dict[str, int]:
        """Count the active customer cards of each name."""

    def cards_with(self, vat_numbers: Iterable[str]) -> dict[str, frozenset[str]]:
        """Find the customer cards that have each of these VAT numbers, by id.

        Raises:
            CredentialsError: the connection may not read them.
        """

    def find_customer(self, customer: Customer) -> tuple[str, ...]:
        """Find the cards that are this customer, by id.

        A collective card by its name, which is ours alone; a business by its VAT
        number, then its trade-register number, then its e-mail, never by name.
        """

    def find_businesses(
        self, customers: Collection[Customer]
    ) -> dict[str, tuple[str, ...]] | None:
        """Find the cards of many businesses together: ids, by the card they want.

        Reads all cards there are; None where that takes more than a call for every ten
        businesses, so that looking for each is no worse.
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

    def delete(self, booking_id: str) -> None:
        """Delete a booking; one that is gone already is no fault.

        Raises:
            NotSentError: it certainly did not arrive.
            RefusedError: SnelStart said no.
            UncertainError: it may have been deleted.
        """

    def has(self, booking_id: str) -> bool:
        """Say whether a booking is there."""

    def find_invoices(self, number: str) -> tuple[Invoice, ...]:
        """Find the invoices with this number, whatever case it was typed in."""

    def invoices_numbered(self, numbers: Iterable[str]) -> Iterator[Invoice]:
        """Find the invoices with these numbers, of any day, in few calls."""

    def numbers_there(self, numbers: Iterable[str]) -> frozenset[str]:
        """Tell which of these numbers, spelled like this, invoices have."""

    def invoices(self, first: date, last: date) -> Iterator[Invoice]:
        """Read the invoices dated within a period, both ends included."""

    def booked(self, booking_id: str) -> Booked:
        """Read the lines of a booking, whoever made it."""

    def holds_same(self, booking_id: str, payload: str) -> tuple[bool, str]:
        """Compare a booking SnelStart has with one we would send.

        Returns:
            Whether customer, date, total and lines are equal, and if not, how they
            differ, in words.
        """
