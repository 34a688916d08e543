"""Which invoice numbers are missing, and what is known of each."""

from __future__ import annotations

from dataclasses import replace

from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.decision import Decision
from snelsync.domain.number_gaps import FOLLOWS_IDS, Gaps, gaps_of, known_numbers

from .builders import sale_key
from .tallied import decision


def numbered(*numbers: str) -> list[Decision]:
    """Make a booked sale for each number; no id is anywhere near."""
    return [decision(number=one, order_id=9000 + at) for at, one in enumerate(numbers)]


def reasons(gaps: Gaps) -> list[str]:
    """List what is said of numbers that are accounted for."""
    return [one.reason for one in gaps.explained]


def test_a_number_that_nobody_accounts_for_is_told() -> None:
    """One, or a stretch of them, as the series writes its numbers; each once."""
    gaps = gaps_of(numbered("F2026-0042", "F2026-0044", "f2026-0099"), {})
    assert [one.number for one in gaps.unexplained] == [
        "F2026-0043",
        "F2026-0045 to F2026-0098",
    ]
    assert gaps.unexplained[0].reason.startswith("no order of the shop has this number")
    assert "any of these 54 numbers" in gaps.unexplained[1].reason
    assert all(one.remedy for one in gaps.unexplained)
    assert (gaps.explained, gaps.note) == ([], "")


def test_a_series_that_lacks_nothing_has_no_row() -> None:
    """In any order, and each series by itself: what stands around the digits counts."""
    whole = numbered("7/26", "WC-12", "5/26", "6/26", "WC-13", "1/25", "no digits")
    assert gaps_of(whole, {}) == Gaps()
    assert gaps_of([], {"43": "held, see C1"}) == Gaps()


def test_what_is_known_of_a_number_is_told_once_for_each_reason() -> None:
    """Skipped, held, booked elsewhere or by others: no gap, whatever lies between."""
    told = known_numbers(
        {
            "wc-102": (Outcome.SKIPPED, "its status is 'cancelled'"),
            "wc-103": (Outcome.SKIPPED, "its status is 'cancelled'"),
            "wc-104": (Outcome.HELD, ""),
            "wc-300": (Outcome.HELD, ""),
        },
        ["wc-106", "WC-110"],
        ["WC-107", "something"],
    )
    gaps = gaps_of(numbered("WC-101", "WC-105", "WC-108", "WC-110"), told)
    assert reasons(gaps) == [
        "1 number booked in SnelStart by others: WC-107",
        "1 number booked on a day outside the period: WC-106",
        "1 number held, see C1: WC-104",
        "2 numbers skipped: its status is 'cancelled': WC-102 to WC-103",
    ]
    assert [one.number for one in gaps.unexplained] == ["WC-109"]


def test_a_long_list_of_numbers_is_cut() -> None:
    """A shop in which every other order was cancelled does not fill the page."""
    told = {f"wc-{one}": "skipped: cancelled" for one in range(101, 141, 2)}
    (said,) = reasons(
        gaps_of(numbered(*(f"WC-{one}" for one in range(100, 142, 2))), told)
    )
    assert said.startswith("20 numbers skipped: cancelled: WC-101, WC-103, ")
    assert said.endswith("WC-123 and 8 more")


def test_numbers_that_follow_the_ids_are_no_series() -> None:
    """Products and refunds have ids too; the odd number among them is no series."""
    ids = [decision(number=str(one), order_id=one) for one in (173, 180, 190)]
    assert gaps_of([*ids, *numbered("218")], {}) == Gaps(note=FOLLOWS_IDS)
    chance = decision(number="1002", order_id=1002)
    mixed = gaps_of([*ids[:1], chance, *numbered("1001", "1003", "1005")], {})
    assert [one.number for one in mixed.unexplained] == ["1004"]
    assert mixed.note == ""


def test_only_sales_are_numbered_in_a_row() -> None:
    """Credits, reversals and corrections are numbered after what they belong to."""
    credit = decision(number="F-9", key=replace(sale_key(), kind=DocumentKind.CREDIT))
    again = decision(number="F-7", key=replace(sale_key(), revision=1))
    assert gaps_of([*numbered("F-1", "F-2"), credit, again], {}) == Gaps()
