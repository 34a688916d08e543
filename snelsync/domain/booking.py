"""What goes into the books: documents, their keys, and bookings that balance."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from snelsync.domain.money import ZERO, to_cents, total
from snelsync.domain.order import Business
from snelsync.domain.vat import Treatment, VatKind


def folded(number: str) -> str:
    """Give an invoice number as SnelStart compares them: no case, no outer spaces.

    As far as is known; seen in practice by others, not documented (2026-11).
    """
    return number.strip().casefold()


class DocumentKind(StrEnum):
    """The kinds of document: an order gives a sale, a refund a credit.

    And what was booked is taken back, when somebody asks for it, by a reversal.
    """

    SALE = "sale"
    CREDIT = "credit"
    SALE_REVERSAL = "sale_reversal"
    CREDIT_REVERSAL = "credit_reversal"

    @property
    def is_reversal(self) -> bool:
        """Say whether it takes another document back."""
        return self in {DocumentKind.SALE_REVERSAL, DocumentKind.CREDIT_REVERSAL}

    @property
    def is_of_sale(self) -> bool:
        """Say whether it is a sale, or takes one back."""
        return self in {DocumentKind.SALE, DocumentKind.SALE_REVERSAL}


@dataclass(frozen=True, slots=True, order=True)
class DocumentKey:
    """Who a document is, for ever: shop, kind, and the order's or refund's id.

    Never a hash of contents and never the invoice number: both can change.

    Attributes:
        revision: 0, and one more each time it was taken back and booked anew; of a
            reversal, that of the document it takes back.
    """

    shop: str
    kind: DocumentKind
    shop_id: int
    revision: int = 0

    def undoes(self, order_id: int) -> bool:
        """Say whether this is the credit of a whole order, which has no refund."""
        return self.kind is DocumentKind.CREDIT and self.shop_id == order_id

    def of_refund(self, order_id: int) -> bool:
        """Say whether this is the credit of a refund."""
        return self.kind is DocumentKind.CREDIT and not self.undoes(order_id)

    def corrects(self, order_id: int) -> bool:
        """Say whether it is part of a correction: more than the shop itself has."""
        anew = self.revision > 0 and not self.undoes(order_id)
        return self.kind.is_reversal or anew

    @property
    def reversal(self) -> DocumentKey:
        """Give the key of the document that takes this one back."""
        kind = (
            DocumentKind.SALE_REVERSAL
            if self.kind is DocumentKind.SALE
            else DocumentKind.CREDIT_REVERSAL
        )
        return replace(self, kind=kind)

    @property
    def next(self) -> DocumentKey:
        """Give the key of what is booked in its place, once it was taken back."""
        return replace(self, revision=self.revision + 1)

    def __str__(self) -> str:
        """Write the key as one word."""
        again = f"/{self.revision}" if self.revision else ""
        return f"{self.shop}/{self.kind}/{self.shop_id}{again}"


class Outcome(StrEnum):
    """Where a document stands; exactly one at any time."""

    BOOKED = "booked"
    ADOPTED = "adopted"
    HELD = "held"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    CONFLICT = "conflict"
    SKIPPED = "skipped"
    WAITING = "waiting"
    DRIFTED = "drifted"
    PLANNED = "planned"

    @property
    def in_the_books(self) -> bool:
        """Say whether SnelStart has this document as far as we know."""
        return self in {Outcome.BOOKED, Outcome.ADOPTED, Outcome.DRIFTED}

    @property
    def needs_person(self) -> bool:
        """Say whether somebody must look."""
        return self in {
            Outcome.HELD,
            Outcome.REFUSED,
            Outcome.CONFLICT,
            Outcome.DRIFTED,
        }


@dataclass(frozen=True, slots=True)
class ForeignVat:
    """A foreign rate, as SnelStart's OSS knows it."""

    country: str
    percent: Decimal
    rate_code: str

    def __str__(self) -> str:
        """Write it in short: ``DE 19 % (SR)``."""
        return f"{self.country} {self.percent.normalize():f} % ({self.rate_code})"


@dataclass(frozen=True, slots=True)
class BookingLine:
    """One line: EUR excluding VAT, positive for a sale, negative for a credit.

    Attributes:
        reason: why it has this treatment, in words; shown, not sent.
        source: the order's charges it stands for, e.g. ``item 12``.
        foreign: the foreign rate it falls under, in an OSS booking.
        is_vat: it is itself the foreign VAT, not turnover.
    """

    account: int
    description: str
    amount: Decimal
    treatment: Treatment | None
    vat_kind: VatKind
    reason: str
    source: str = ""
    cost_centre: int | None = None
    foreign: ForeignVat | None = None
    is_vat: bool = False


@dataclass(frozen=True, slots=True)
class VatLine:
    """The VAT of one kind: EUR, negative for a credit."""

    kind: VatKind
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Customer:
    """Whose card it is booked on: a destination country's collective one, or its own.

    Attributes:
        business: the business whose own card it is; None for a collective card.
        vat_number: normalised, of a business.
    """

    country: str
    name: str
    vat_number: str = ""
    business: Business | None = None

    @property
    def card(self) -> str:
        """Name the card, the same every time: by VAT number, or country and name."""
        return self.vat_number or f"{self.country} {self.name}"

    @property
    def nameless(self) -> Customer:
        """Give the card without whose it is, but for the VAT number; it is the same.

        A collective card is nobody's.
        """
        if self.business is None:
            return self
        return replace(self, name="", business=self.business.nameless)


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking as it will be sent. It cannot exist out of balance.

    Attributes:
        total: EUR including VAT; negative for a credit.
        exchange: the rate another currency was converted at, and its source.
        factor: EUR for one of that currency; None where the order was in EUR, and for
            bookings of before this was kept.

    Raises:
        ValueError: lines and VAT do not add up to the total, a line is zero, an
            amount has parts of cents, or there are no lines.
    """

    key: DocumentKey
    order_id: int
    order_number: str
    number: str
    day: date
    customer: Customer
    description: str
    payment_term: int
    lines: tuple[BookingLine, ...]
    vat: tuple[VatLine, ...]
    total: Decimal
    exchange: str = ""
    factor: Decimal | None = None

    def __post_init__(self) -> None:
        """Refuse what no bookkeeper would sign."""
        amounts = [line.amount for line in self.lines]
        amounts += [row.amount for row in self.vat]
        if not self.lines or ZERO in [line.amount for line in self.lines]:
            msg = f"booking {self.number} has no lines, or a line of zero"
            raise ValueError(msg)
        if any(to_cents(amount) != amount for amount in (*amounts, self.total)):
            msg = f"booking {self.number} has parts of cents"
            raise ValueError(msg)
        if total(amounts) != self.total:
            msg = f"booking {self.number} does not balance"
            raise ValueError(msg)

    @property
    def nameless(self) -> Booking:
        """Give the booking without the name and address of a business."""
        return replace(self, customer=self.customer.nameless)

    @property
    def net(self) -> Decimal:
        """Give the turnover, EUR excluding VAT."""
        return total(line.amount for line in self.lines if not line.is_vat)

    @property
    def digest(self) -> str:
        """Fingerprint what would be in the books, to the cent."""
        parts = [
            str(self.key),
            self.number,
            self.day.isoformat(),
            self.customer.card,
            self.description,
            str(self.payment_term),
            str(self.total),
            *(_line_text(line) for line in self.lines),
            *(f"{row.kind}={row.amount}" for row in self.vat),
        ]
        return fingerprint(parts)


def _line_text(line: BookingLine) -> str:
    centre = line.cost_centre or ""
    return (
        f"{line.account}|{line.description}|{line.amount}|{line.vat_kind}"
        f"|{line.treatment}|{centre}|{line.foreign or ''}|{line.is_vat}"
    )


def fingerprint(parts: Iterable[str]) -> str:
    """Hash a list of texts; equal lists give equal fingerprints, on any machine."""
    joined = "\x1f".join(parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:32]


def long_fingerprint(parts: Iterable[str]) -> str:
    """Hash a list that is too long to be in memory whole; the same as ``fingerprint``.

    Of a few texts this is the slower of the two.
    """
    found = hashlib.sha256()
    between = ""
    for part in parts:
        found.update((between + part).encode())
        between = "\x1f"
    return found.hexdigest()[:32]
