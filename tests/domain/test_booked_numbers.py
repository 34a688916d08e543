"""Whether the VAT numbers on the ICP listing are still what was booked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from snelsync.domain.booked_numbers import BookedNumber, changed_numbers

NUMBER = "DE136695976"
ONE = BookedNumber("173", "WC-173", date(2026, 10, 1), NUMBER, NUMBER, "c-1")
THERE = {NUMBER: frozenset({"c-1", "c-2"})}


@pytest.mark.parametrize(
    ("in_shop", "cards", "reason"),
    [
        ("DE999999999", THERE, "has another VAT number now than was booked"),
        ("", THERE, "has no VAT number any more"),
        (NUMBER, {NUMBER: frozenset({"c-2"})}, "card in SnelStart no longer has"),
        (NUMBER, {}, "card in SnelStart no longer has"),
    ],
)
def test_a_number_that_was_changed_is_told_with_what_mends_it(
    in_shop: str, cards: dict[str, frozenset[str]], reason: str
) -> None:
    """In the shop or on the card, by the booking's numbers and no buyer's own."""
    (row,) = changed_numbers([replace(ONE, in_shop=in_shop)], cards)
    assert reason in row.reason
    assert (row.order_number, row.number, row.day) == ("173", "WC-173", ONE.day)
    assert "`snelsync show 173`" in row.remedy
    assert "DE" not in row.reason + row.remedy


@pytest.mark.parametrize(("card", "cards"), [("c-1", THERE), ("", {}), ("c-1", None)])
def test_a_number_that_stayed_is_no_row(
    card: str, cards: dict[str, frozenset[str]] | None
) -> None:
    """Nor is a card that nobody noted, or that may not be read."""
    assert list(changed_numbers([replace(ONE, card=card)], cards)) == []


def test_both_sides_are_told_apart() -> None:
    """Changed in the shop and on the card: two rows, each with its own remedy."""
    assert len(list(changed_numbers([replace(ONE, in_shop="")], {}))) == 2
