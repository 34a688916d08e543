"""The OSS threshold: sales to consumers in other EU countries, per calendar year.

Above EUR 10,000 a year excluding VAT, for all other member states together, in this or
the preceding year, VAT of the destination is due (Directive 2006/112/EC art. 59c; read
2026-11).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from snelsync.domain.booking import Outcome
from snelsync.domain.decision import Decision
from snelsync.domain.money import ZERO
from snelsync.domain.territory import EU
from snelsync.domain.vat import Treatment

THRESHOLD = Decimal("10000.00")
WARN_FROM = Decimal("8000.00")

_COUNTED = frozenset({Treatment.HIGH, Treatment.LOW, Treatment.OTHER, Treatment.OSS})


@dataclass(frozen=True, slots=True)
class YearOfDistanceSales:
    """What was sold to consumers in other EU countries: EUR excluding VAT."""

    year: int
    net: Decimal

    @property
    def above(self) -> bool:
        """Say whether the threshold was passed."""
        return self.net > THRESHOLD

    @property
    def near(self) -> bool:
        """Say whether it is time to think about it."""
        return self.net >= WARN_FROM


def distance_sales(
    decisions: Iterable[Decision], *, home: str
) -> tuple[YearOfDistanceSales, ...]:
    """Add up distance sales per calendar year, credits taken off.

    Sales with VAT to other member states count, of whichever country the VAT is;
    business sales without VAT and held orders do not.
    """
    years: dict[int, Decimal] = {}
    for decision in decisions:
        booking = decision.booking
        counted = decision.outcome.in_the_books or decision.outcome is Outcome.PLANNED
        if booking is None or not counted:
            continue
        customer = booking.customer
        if (
            customer.country == home
            or customer.country not in EU
            or customer.vat_number
        ):
            continue
        net = sum(
            (
                line.amount
                for line in booking.lines
                if line.treatment in _COUNTED and not line.is_vat
            ),
            start=ZERO,
        )
        years[booking.day.year] = years.get(booking.day.year, ZERO) + net
    return tuple(YearOfDistanceSales(year, net) for year, net in sorted(years.items()))
