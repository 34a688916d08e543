"""The OSS return: sales to consumers in other member states, per country and rate.

Per calendar quarter. What goes back to a sale of an earlier quarter is no part of this
quarter's sales: it is a correction, per country and quarter of the sale (Directive
2006/112/EC art. 369g).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from snelsync.domain.booking import Booking, ForeignVat
from snelsync.domain.money import ZERO, to_cents, total
from snelsync.domain.origins import origin


@dataclass(frozen=True, slots=True)
class OssRow:
    """One country and rate: EUR, credits taken off.

    Attributes:
        vat: as the shop charged it.
        lines: how many lines of turnover; each may be a cent from the rate.
    """

    rate: ForeignVat
    net: Decimal
    vat: Decimal
    lines: int
    documents: int

    @property
    def expected(self) -> Decimal:
        """Give turnover x rate, which the form works out itself."""
        return to_cents(self.net * self.rate.percent / 100)


@dataclass(frozen=True, slots=True)
class OssCorrection:
    """What this period takes off, or adds to, the return of an earlier quarter.

    Attributes:
        quarter: of the sale, ``2026-Q3``.
    """

    country: str
    quarter: str
    net: Decimal
    vat: Decimal
    documents: int


@dataclass(frozen=True, slots=True)
class OssReturn:
    """The figures of a period: rows and corrections are all that was booked."""

    rows: tuple[OssRow, ...]
    corrections: tuple[OssCorrection, ...]

    @property
    def net(self) -> Decimal:
        """Give all turnover, corrections included: what the accounts moved by."""
        sold = total(row.net for row in self.rows)
        return sold + total(row.net for row in self.corrections)

    @property
    def vat(self) -> Decimal:
        """Give all VAT, corrections included: what the account for it moved by."""
        sold = total(row.vat for row in self.rows)
        return sold + total(row.vat for row in self.corrections)


def quarter_of(day: date) -> str:
    """Name a day's quarter: ``2026-Q4``."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


@dataclass(slots=True)
class _Sum:
    """Adds up what falls under one rate, or one earlier quarter."""

    net: Decimal = ZERO
    vat: Decimal = ZERO
    lines: int = 0
    documents: int = 0

    def add(self, booking: Booking, rates: set[ForeignVat]) -> None:
        """Take a booking's lines of these rates in."""
        self.documents += 1
        for line in booking.lines:
            if line.foreign in rates:
                if line.is_vat:
                    self.vat += line.amount
                else:
                    self.net += line.amount
                    self.lines += 1


def oss_of(bookings: Iterable[Booking], *, days: Mapping[int, date]) -> OssReturn:
    """Add up the OSS bookings of a period.

    Args:
        bookings: those of the period.
        days: of the sales, by order id; see ``origins``.
    """
    sold: dict[ForeignVat, _Sum] = {}
    corrected: dict[tuple[str, str], _Sum] = {}
    for booking in bookings:
        rates = {one.foreign for one in booking.lines if one.foreign is not None}
        quarter = quarter_of(origin(booking, days))
        if quarter == quarter_of(booking.day):
            for rate in rates:
                sold.setdefault(rate, _Sum()).add(booking, {rate})
        else:
            for country in {rate.country for rate in rates}:
                there = {rate for rate in rates if rate.country == country}
                corrected.setdefault((country, quarter), _Sum()).add(booking, there)
    rows = sorted(sold.items(), key=lambda item: _order(item[0]))
    return OssReturn(
        rows=tuple(
            OssRow(
                rate=rate,
                net=one.net,
                vat=one.vat,
                lines=one.lines,
                documents=one.documents,
            )
            for rate, one in rows
        ),
        corrections=tuple(
            OssCorrection(
                country=country,
                quarter=quarter,
                net=one.net,
                vat=one.vat,
                documents=one.documents,
            )
            for (country, quarter), one in sorted(corrected.items())
        ),
    )


def _order(rate: ForeignVat) -> tuple[str, Decimal, str]:
    """Put countries by name, and in each the highest rate first."""
    return rate.country, -rate.percent, rate.rate_code
