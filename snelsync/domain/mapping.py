"""What the bookkeeper decided: which account, status, gateway and text goes where.

Built from ``mapping.toml`` by ``adapters.mapping_file``; here it is data to look up in.
Accounts are ledger numbers as SnelStart shows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import Decimal
from enum import StrEnum
from fnmatch import fnmatchcase

from snelsync.domain.vat import Treatment


class BookingDate(StrEnum):
    """Which of an order's dates is the booking date; the next is the fallback."""

    PAID = "paid"
    COMPLETED = "completed"
    CREATED = "created"


class LineStyle(StrEnum):
    """One booking line per order line, or one per account and treatment."""

    PER_LINE = "per_line"
    GROUPED = "grouped"


class PaymentMeaning(StrEnum):
    """What a gateway's name says about the money."""

    PAID = "paid"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Shop:
    """``[shop]``: which orders are booked, and on which day.

    Attributes:
        name: what documents are keyed on: the host of the shop's address.
        zone: the zone of booking dates.
        home: the country whose VAT is domestic.
        book: statuses that are booked; wait: not yet; skip: never. Any other
            status holds the order, because nobody said what it means.
        start: orders dated before it are skipped.
    """

    name: str
    zone: tzinfo
    book: frozenset[str]
    wait: frozenset[str]
    skip: frozenset[str]
    start: date
    booking_date: BookingDate
    home: str = "NL"


@dataclass(frozen=True, slots=True)
class Invoices:
    """``[invoices]``: numbers and texts of bookings."""

    number: str
    credit_number: str
    sale_text: str
    credit_text: str
    item_text: str
    shipping_text: str
    fee_text: str
    rounding_text: str
    lines: LineStyle
    payment_term: int


@dataclass(frozen=True, slots=True)
class Payment:
    """One row of ``[[payments]]``: a gateway pattern and what it means."""

    gateway: str
    meaning: PaymentMeaning


@dataclass(frozen=True, slots=True)
class Accounts:
    """Ledger numbers per treatment, for one kind of charge."""

    by_treatment: tuple[tuple[Treatment, int], ...]

    def number(self, treatment: Treatment) -> int | None:
        """Find the ledger number for a treatment, None when nobody chose one."""
        return dict(self.by_treatment).get(treatment)


@dataclass(frozen=True, slots=True)
class ZeroVat:
    """``[zero_vat]``: the reason each kind of untaxed line has; None is no reason."""

    domestic_zero_rate: Treatment | None


@dataclass(frozen=True, slots=True)
class Customers:
    """``[customers]``: the collective card per destination country."""

    collective_name: str


@dataclass(frozen=True, slots=True)
class Limits:
    """``[limits]``: what may be off before a person must look."""

    rounding_tolerance: Decimal


@dataclass(frozen=True, slots=True)
class Mapping:
    """The whole mapping file.

    Attributes:
        digest: fingerprint of the file's decisions, kept with every booking.
    """

    shop: Shop
    administration: str
    invoices: Invoices
    customers: Customers
    revenue: Accounts
    shipping: Accounts
    fees: Accounts
    rounding: int
    zero_vat: ZeroVat
    payments: tuple[Payment, ...]
    limits: Limits
    digest: str = ""

    def payment(self, gateway: str) -> Payment | None:
        """Find what a gateway means: the longest pattern that fits wins."""
        fitting = [row for row in self.payments if fnmatchcase(gateway, row.gateway)]
        return max(fitting, key=lambda row: len(row.gateway), default=None)
