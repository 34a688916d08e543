"""Rates of currencies by day, as the European Central Bank publishes them.

The rate for VAT is that of the day of the sale, or the last one before it: no rates
are published on weekends and holidays (Directive 2006/112/EC art. 91; read 2026-11).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

LONGEST_PAUSE = timedelta(days=7)
"""No pause of the bank is longer."""

_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class DailyRates:
    """Rates by currency and day: how much of the currency one EUR is.

    Attributes:
        source: where they come from, in a word; kept with each booking.
        by_currency: ISO 4217 code to days and rates, in the order of the days.
    """

    source: str
    by_currency: MappingOf[str, tuple[tuple[date, Decimal], ...]]

    def on(self, currency: str, day: date) -> tuple[date, Decimal] | None:
        """Find the rate of a day, or the last before it; None when there is none.

        An older rate is that of the day only where the bank paused: a later one is
        there, or nothing but a weekend lies between. Else the file ends too early.
        """
        rows = self.by_currency.get(currency, ())
        place = bisect_right(rows, day, key=lambda row: row[0])
        if not place or day - rows[place - 1][0] > LONGEST_PAUSE:
            return None
        found = rows[place - 1]
        between = (day - timedelta(days=n) for n in range((day - found[0]).days))
        paused = place < len(rows) or all(one.weekday() > _FRIDAY for one in between)
        return found if paused else None
