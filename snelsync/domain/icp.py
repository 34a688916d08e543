"""The ICP listing: sales without VAT to businesses in other member states, per number.

Its total is box 3b of the return. The evidence is what VIES said near the day of the
sale (Dutch tax office on the listing of intra-Community supplies; read 2026-11).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from snelsync.domain.booking import Booking
from snelsync.domain.money import ZERO, total
from snelsync.domain.origins import origin
from snelsync.domain.vat import Treatment
from snelsync.domain.vat_number import Validity, VatCheck, check_for


@dataclass(frozen=True, slots=True)
class Evidence:
    """One booking on the listing, with the check that stands behind it.

    Attributes:
        day: the day it is booked on, and counts.
        sale_day: the day of the sale it belongs to, which the check is of.
        check: what VIES said near that day; None when it was never asked.
    """

    number: str
    order_number: str
    day: date
    sale_day: date
    goods: Decimal
    services: Decimal
    check: VatCheck | None

    @property
    def lacks(self) -> str:
        """Say what is missing for it to be proven; "" when nothing is."""
        if self.check is None:
            return "VIES was never asked"
        asked = self.check.checked.date().isoformat()
        match self.check.validity:
            case Validity.INVALID:
                return f"VIES said on {asked} that the number is not valid"
            case Validity.UNAVAILABLE:
                return "VIES has not answered"
            case Validity.VALID if not self.check.fresh_for(self.sale_day):
                return f"checked on {asked}, too far from the sale"
            case Validity.VALID if not self.check.consultation:
                return f"VIES said yes on {asked}, without a consultation number"
            case Validity.VALID:
                return ""


@dataclass(frozen=True, slots=True)
class IcpRow:
    """One customer on the listing: EUR excluding VAT, credits taken off.

    Attributes:
        vat_number: with its prefix; "" for a booking without one, which the listing
            cannot have.
    """

    vat_number: str
    goods: Decimal
    services: Decimal
    evidence: tuple[Evidence, ...]

    @property
    def country(self) -> str:
        """Give the prefix as the listing has it: EL for Greece, XI for Belfast."""
        return self.vat_number[:2]

    @property
    def total(self) -> Decimal:
        """Give goods and services together."""
        return self.goods + self.services

    @property
    def proven(self) -> bool:
        """Say whether every booking has its evidence."""
        return bool(self.vat_number) and not any(one.lacks for one in self.evidence)


def icp_of(
    bookings: Iterable[Booking],
    *,
    checks: Mapping[str, tuple[VatCheck, ...]],
    days: Mapping[int, date],
) -> tuple[IcpRow, ...]:
    """List the customers by VAT number, each with its bookings in order of day.

    Args:
        bookings: those of the period.
        checks: what VIES said, by number, oldest first.
        days: of the sales, by order id; see ``origins``.
    """
    found: dict[str, list[Evidence]] = {}
    for booking in bookings:
        goods = _of(booking, Treatment.INTRA_EU_GOODS)
        services = _of(booking, Treatment.INTRA_EU_SERVICES)
        if goods or services:
            number = booking.customer.vat_number
            sale_day = origin(booking, days)
            row = Evidence(
                number=booking.number,
                order_number=booking.order_number,
                day=booking.day,
                sale_day=sale_day,
                goods=goods,
                services=services,
                check=check_for(checks.get(number, ()), sale_day),
            )
            found.setdefault(number, []).append(row)
    return tuple(
        IcpRow(
            vat_number=number,
            goods=total(one.goods for one in rows),
            services=total(one.services for one in rows),
            evidence=tuple(sorted(rows, key=lambda one: (one.day, one.number))),
        )
        for number, rows in sorted(found.items())
    )


def icp_total(rows: Iterable[IcpRow]) -> Decimal:
    """Add the listing up: it equals box 3b."""
    return sum((row.total for row in rows), start=ZERO)


def _of(booking: Booking, treatment: Treatment) -> Decimal:
    return total(one.amount for one in booking.lines if one.treatment is treatment)
