"""Periods as people say them: ``2026-10``, ``2026-Q4``, ``2026``, ``yesterday``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_FORMS = "2026-10-01, 2026-10, 2026-Q4, 2026, 2026-10-01..2026-10-15 or yesterday"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included."""

    first: date
    last: date
    label: str

    def __contains__(self, day: date) -> bool:
        """Say whether a day falls in the period."""
        return self.first <= day <= self.last


def parse_period(text: str, *, today: date) -> Period:
    """Read a period as typed.

    Raises:
        ValueError: the text is no period; the message lists the forms.
    """
    said = text.strip().lower()
    if said in {"today", "yesterday"}:
        day = today - timedelta(days=said == "yesterday")
        return Period(day, day, day.isoformat())
    first, dots, last = said.partition("..")
    if dots:
        start, end = _single(first, text), _single(last, text)
        if start.first > end.last:
            msg = f"'{text}' ends before it begins"
            raise ValueError(msg)
        return Period(start.first, end.last, text)
    return _single(said, text)


def _single(said: str, text: str) -> Period:
    found = re.fullmatch(r"(\d{4})(?:-q([1-4])|-(\d{2})(?:-(\d{2}))?)?", said)
    if found is None:
        msg = f"'{text}' is no period; write {_FORMS}"
        raise ValueError(msg)
    year, quarter, month, day = found.groups()
    try:
        if day:
            first = last = date(int(year), int(month), int(day))
        else:
            first, last = _whole_months(int(year), quarter, month)
    except ValueError:
        msg = f"'{text}' is no date; write {_FORMS}"
        raise ValueError(msg) from None
    return Period(first, last, text.strip().upper())


def _whole_months(
    year: int, quarter: str | None, month: str | None
) -> tuple[date, date]:
    if quarter:
        begin, months = 3 * int(quarter) - 2, 3
    elif month:
        begin, months = int(month), 1
    else:
        begin, months = 1, 12
    first = date(year, begin, 1)
    end = begin + months
    after = date(year + (end > 12), end - 12 if end > 12 else end, 1)
    return first, after - timedelta(days=1)
