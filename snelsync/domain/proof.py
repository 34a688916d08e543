"""What a reconciliation proves: its checks, each with the rows that explain it.

Amounts are EUR. A difference is the left side minus the right one; the rows of a check
add up to it, and what they do not explain is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from snelsync.domain.booking import Outcome
from snelsync.domain.compare import Finding
from snelsync.domain.icp import IcpRow
from snelsync.domain.money import ZERO, total
from snelsync.domain.oss_return import OssReturn
from snelsync.domain.period import Period
from snelsync.domain.vat_return import BoxFigures, OnNoBox


class Standing(StrEnum):
    """How a check stands, or the whole proof."""

    OK = "ok"
    INFO = "info"
    WARN = "warn"
    FAIL = "fail"
    NOT_LOOKED_AT = "not_looked_at"


class Unit(StrEnum):
    """What a check counts."""

    EUR = "EUR"
    DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One document, or one thing, that explains a part of a difference.

    Attributes:
        order_number, number: of the order and of the invoice; "" where there is none.
        day: the day it is booked on, or should be; None where there is none.
        left, right: its part of both sides, in the unit of its check; None where that
            side does not have it.
        reason: why they differ, in words.
        remedy: the command or the step that mends it; "" when nothing has to be done.
    """

    order_number: str
    number: str
    day: date | None
    left: Decimal | None = None
    right: Decimal | None = None
    reason: str
    remedy: str = ""

    @property
    def difference(self) -> Decimal:
        """Give how much of the difference it explains."""
        return (self.left or ZERO) - (self.right or ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of the reconciliation.

    Attributes:
        code: ``C1`` to ``C16``, as the page on reconciling explains them.
        about: what of it this is: an account, a box, a country and rate; "" for all.
        title: what is checked, in a few words.
        left_is, right_is: where both sides come from.
        left, right: None where that side was not read, or has no amount.
        rows: what explains the difference, or what a person should see.
        foreign: what others booked on the same account, which neither side has.
        note: what else there is to say: why it was not looked at.
    """

    code: str
    title: str
    left_is: str
    right_is: str
    left: Decimal | None = None
    right: Decimal | None = None
    verdict: Standing
    rows: tuple[Row, ...] = ()
    about: str = ""
    unit: Unit = Unit.EUR
    foreign: Decimal = ZERO
    note: str = ""

    @property
    def difference(self) -> Decimal:
        """Give the left side minus the right one; 0 unless both are there."""
        if self.left is None or self.right is None:
            return ZERO
        return self.left - self.right

    @property
    def explained(self) -> Decimal:
        """Give what the rows add up to."""
        return total(row.difference for row in self.rows)

    @property
    def unexplained(self) -> Decimal:
        """Give what is left of the difference; 0 where there are no two sides."""
        if self.left is None or self.right is None:
            return ZERO
        return self.difference - self.explained


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """One of the eight ways a document can be in three places, or not.

    Attributes:
        name: stable, for scripts.
        severity: how bad it is where the document should be booked.
        meaning, remedy: in words; the remedy is "" when nothing has to be done.
    """

    name: str
    in_shop: bool
    in_record: bool
    in_books: bool
    severity: Standing
    meaning: str
    remedy: str = ""

    @property
    def places(self) -> tuple[bool, bool, bool]:
        """Give all three answers: shop, record, books."""
        return self.in_shop, self.in_record, self.in_books


THREE_WAYS = (
    ThreeWay(
        name="everywhere",
        in_shop=True,
        in_record=True,
        in_books=True,
        severity=Standing.OK,
        meaning="in the shop, in our record and in SnelStart",
    ),
    ThreeWay(
        name="gone_from_books",
        in_shop=True,
        in_record=True,
        in_books=False,
        severity=Standing.FAIL,
        meaning="we booked it, and SnelStart no longer has it",
        remedy="find out who deleted it in SnelStart; `snelsync show` has what it was",
    ),
    ThreeWay(
        name="not_in_record",
        in_shop=True,
        in_record=False,
        in_books=True,
        severity=Standing.FAIL,
        meaning="SnelStart has its number, and our record does not know of it",
        remedy="`snelsync push` adopts it when it is equal, and says so when it is not",
    ),
    ThreeWay(
        name="not_booked",
        in_shop=True,
        in_record=False,
        in_books=False,
        severity=Standing.FAIL,
        meaning="in the shop, and nowhere in the books",
        remedy="`snelsync push`",
    ),
    ThreeWay(
        name="gone_from_shop",
        in_shop=False,
        in_record=True,
        in_books=True,
        severity=Standing.FAIL,
        meaning="booked, and trashed or deleted in the shop since",
        remedy="find out what happened; `snelsync push --correct` takes it back",
    ),
    ThreeWay(
        name="only_in_record",
        in_shop=False,
        in_record=True,
        in_books=False,
        severity=Standing.FAIL,
        meaning="only our record has it: neither the shop nor SnelStart does",
        remedy="find out who deleted it on both sides; `snelsync show` has what it was",
    ),
    ThreeWay(
        name="foreign",
        in_shop=False,
        in_record=False,
        in_books=True,
        severity=Standing.INFO,
        meaning="booked by hand or by another tool; no document of ours",
    ),
    ThreeWay(
        name="nowhere",
        in_shop=False,
        in_record=False,
        in_books=False,
        severity=Standing.OK,
        meaning="nothing there",
    ),
)


def three_way(*, in_shop: bool, in_record: bool, in_books: bool) -> ThreeWay:
    """Name where a document is."""
    wanted = (in_shop, in_record, in_books)
    return next(one for one in THREE_WAYS if one.places == wanted)


@dataclass(frozen=True, slots=True)
class RateOfMonth:
    """One rate in one month, shop against books: EUR.

    Attributes:
        rate: ``high``, ``low`` … or ``oss``: a treatment.
        shop_net, shop_vat: what the shop's documents should have booked.
        books_net, books_vat: what SnelStart has of it on those accounts, what others
            booked there left out; None where the mutations were not read.
    """

    rate: str
    shop_net: Decimal
    shop_vat: Decimal
    books_net: Decimal | None
    books_vat: Decimal | None


@dataclass(frozen=True, slots=True)
class Month:
    """The turnover and VAT of one month, per rate.

    Attributes:
        first: the first day of the month.
    """

    first: date
    rates: tuple[RateOfMonth, ...]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One mutation on a ledger account: EUR, positive for credit.

    Attributes:
        number: the invoice number it belongs to; "" when it has none.
    """

    account: int
    day: date
    amount: Decimal
    number: str = ""


@dataclass(frozen=True, slots=True)
class ReturnBox:
    """One box, ours and as SnelStart's VAT return has it, in whole euros.

    Attributes:
        return_net, return_vat: None where the return is not made or not readable.
    """

    ours: BoxFigures
    return_net: int | None = None
    return_vat: int | None = None


class ShopSide(StrEnum):
    """Where the shop's side came from."""

    FRESH = "fresh"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything a reconciliation found about one period.

    Attributes:
        shop: the shop's name: its host.
        shop_side: whether the shop was read anew, or what was pulled last was used.
        shop_note: why it was not read anew; "" when it was.
        documents: every document and invoice of the period, with its verdict and place.
        places: how many documents are in each of the eight ways, by name.
        months: turnover and VAT, for who would rather look at a picture.
        boxes: of the VAT return; outside: what is booked and in none of them.
        foreign: what others booked on the accounts we book on, listed apart.
        outcomes: how many documents of the period have each outcome.
        tolerance: EUR that the rows of one check may be off together and only warn.
        notes: what else there is to say of how it was proven.
    """

    period: Period
    administration: str
    shop: str
    made: datetime
    shop_side: ShopSide
    shop_note: str
    checks: tuple[Check, ...]
    documents: tuple[Finding, ...]
    places: tuple[tuple[str, int], ...]
    months: tuple[Month, ...]
    boxes: tuple[ReturnBox, ...]
    outside: tuple[OnNoBox, ...]
    icp: tuple[IcpRow, ...]
    oss: OssReturn
    foreign: tuple[Mutation, ...]
    outcomes: tuple[tuple[Outcome, int], ...]
    tolerance: Decimal = ZERO
    notes: tuple[str, ...] = ()

    @property
    def verdict(self) -> Standing:
        """Give the worst of all checks; what was not looked at does not count."""
        return worst(check.verdict for check in self.checks)

    @property
    def unexplained(self) -> Decimal:
        """Give what no row explains, over all checks in EUR, signs left aside."""
        return total(
            abs(check.unexplained) for check in self.checks if check.unit is Unit.EUR
        )

    def of(self, verdict: Standing) -> tuple[Check, ...]:
        """Give the checks that stand like this."""
        return tuple(check for check in self.checks if check.verdict is verdict)


def worst(verdicts: Iterable[Standing]) -> Standing:
    """Give the worst of several; ok when there is nothing worse."""
    found = set(verdicts)
    for one in (Standing.FAIL, Standing.WARN):
        if one in found:
            return one
    return Standing.OK
