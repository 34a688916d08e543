"""Ages as people say them: ``7y``, ``18m``, ``90d``, or the day itself."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_FORMS = "7y, 18m, 90d, or a day like 2020-01-01"


def day_before(text: str, *, today: date) -> date:
    """Read an age as typed: the day that was so long ago.

    Raises:
        ValueError: the text is no age; the message lists the forms.
    """
    said = text.strip().lower()
    found = re.fullmatch(r"(\d{1,5})([ymd])", said)
    try:
        if found is None:
            return date.fromisoformat(said)
        count, unit = int(found[1]), found[2]
        if unit == "d":
            return today - timedelta(days=count)
        return _months_before(today, count * (12 if unit == "y" else 1))
    except (ValueError, OverflowError):
        msg = f"'{text}' is no age; write {_FORMS}"
        raise ValueError(msg) from None


def _months_before(today: date, months: int) -> date:
    """Count back whole months; a month without that day gives its last."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(today.day, last))
