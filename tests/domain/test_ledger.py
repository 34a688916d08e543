"""What should be on an account against what is, kept only where it differs."""

from decimal import Decimal

import pytest

from snelsync.domain.ledger import Gap, Ledger

D = Decimal


def _ledger(expected: dict[str, str], *found: tuple[str, str]) -> Ledger:
    """Make a ledger of one account."""
    ledger = Ledger()
    for number, amount in expected.items():
        ledger.expect(8100, number, D(amount))
    for number, amount in found:
        ledger.find(8100, number, D(amount))
    return ledger


def test_gaps_add_up_to_the_difference_of_the_account() -> None:
    """Too much, too little, missing and unexpected: by number, to the cent."""
    ledger = _ledger(
        {"a": "10.00", "b": "-20.05", "c": "5.00", "d": "7.10"},
        ("d", "7.11"),
        ("b", "-20.00"),
        ("z", "3.00"),
        ("a", "10.00"),
    )
    gaps = list(ledger.gaps(8100))
    assert gaps == [
        Gap("b", D("-20.05"), D("-20.00")),
        Gap("c", D("5.00"), D("0.00")),
        Gap("d", D("7.10"), D("7.11")),
        Gap("z", D("0.00"), D("3.00")),
    ]
    expected, found, foreign = ledger.sides(8100)
    assert (expected, found, foreign) == (D("2.05"), D("0.11"), D("0.00"))
    assert sum(one.expected - one.found for one in gaps) == expected - found


@pytest.mark.parametrize("parts", [("30.00", "-20.00"), ("4.00", "3.00", "3.00")])
def test_one_invoice_may_come_in_parts(parts: tuple[str, ...]) -> None:
    """SnelStart has a mutation per line: equal in all is equal, and leaves nothing."""
    ledger = _ledger({"a": "10.00"}, *(("a", part) for part in parts))
    assert list(ledger.gaps(8100)) == []
    assert ledger.sides(8100) == (D(10), D(10), D(0))


def test_what_comes_after_an_equal_amount_is_a_gap_all_the_same() -> None:
    """A line added to a booking is told by how much; what was equal is forgotten."""
    ledger = _ledger({"a": "10.00"}, ("a", "10.00"), ("a", "3.00"))
    (gap,) = ledger.gaps(8100)
    assert (gap.number, gap.expected - gap.found) == ("a", D("-3.00"))
    assert ledger.sides(8100) == (D(10), D(13), D(0))


def test_a_watched_account_keeps_what_it_has() -> None:
    """Looking at an account again changes nothing; what others booked is apart."""
    ledger = _ledger({"a": "10.00"})
    ledger.find_foreign(8100, D("-2.50"))
    ledger.watch(8100)
    ledger.watch(8101)
    assert ledger.sides(8100) == (D(10), D(0), D("-2.50"))
    assert ledger.sides(8101) == (D(0), D(0), D(0))
    assert list(ledger.gaps(8101)) == []
    assert ledger.sides(9999) == (D(0), D(0), D(0))


def test_a_sale_and_what_takes_it_back_expect_nothing() -> None:
    """Under one number both sum to nought: nothing has to be there."""
    ledger = _ledger({"a": "10.00"})
    ledger.expect(8100, "a", D("-10.00"))
    assert list(ledger.gaps(8100)) == []
    assert ledger.sides(8100) == (D(0), D(0), D(0))
