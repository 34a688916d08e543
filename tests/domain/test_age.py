"""Ages are read as people say them."""

from __future__ import annotations

from datetime import date

import pytest

from snelsync.domain.age import day_before

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("7y", date(2019, 11, 30)),
        (" 18M ", date(2025, 5, 30)),
        ("9m", date(2026, 2, 28)),
        ("12m", date(2025, 11, 30)),
        ("11m", date(2025, 12, 30)),
        ("90d", date(2026, 9, 1)),
        ("0d", TODAY),
        ("2020-01-01", date(2020, 1, 1)),
    ],
)
def test_an_age_is_the_day_so_long_ago(text: str, day: date) -> None:
    """Years and months are whole ones; a shorter month gives its last day."""
    assert day_before(text, today=TODAY) == day


@pytest.mark.parametrize(
    "text", ["", "7", "y", "-1y", "2020-02-30", "9999y", "99999d" * 2]
)
def test_what_is_no_age_is_told_with_the_forms(text: str) -> None:
    """The message says what may be typed."""
    with pytest.raises(ValueError, match="is no age; write 7y, 18m, 90d"):
        day_before(text, today=TODAY)
