"""Money: rounding to cents, and splitting without losing one."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from snelsync.domain.money import allocate, eur, to_cents, total

CENTS = st.integers(-10_000_000, 10_000_000).map(lambda n: Decimal(n) / 100)
WEIGHTS = st.lists(
    st.decimals(-100_000, 100_000, places=6, allow_nan=False), min_size=1, max_size=30
)
POSITIVE = st.lists(st.decimals("0.000001", 100_000, places=6), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("1.005", "1.01"),
        ("-1.005", "-1.01"),
        ("1.004999", "1.00"),
        ("2.675", "2.68"),
        ("0.125", "0.13"),
        ("12.950000", "12.95"),
        ("7", "7.00"),
    ],
)
def test_half_a_cent_is_rounded_away_from_zero(amount: str, rounded: str) -> None:
    """Half a cent goes up, of either sign, and the result always has two decimals."""
    assert str(to_cents(Decimal(amount))) == rounded


@pytest.mark.parametrize("amount", ["-0.004", "-0.00", "0"])
def test_there_is_no_minus_zero(amount: str) -> None:
    """What rounds to nothing is 0.00, never -0.00."""
    assert str(to_cents(Decimal(amount))) == "0.00"


def test_adding_up_nothing_gives_nothing() -> None:
    """The sum of no amounts is EUR 0.00."""
    assert str(total([])) == "0.00"


def test_adding_up_keeps_every_cent() -> None:
    """A sum of amounts is exact."""
    assert total([Decimal("0.10")] * 3) == Decimal("0.30")


@given(CENTS, WEIGHTS)
def test_the_parts_add_up_exactly(amount: Decimal, weights: list[Decimal]) -> None:
    """Whatever is split, not one cent is lost or made."""
    assume(sum(weights))
    parts = allocate(amount, weights)
    assert sum(parts) == amount
    assert len(parts) == len(weights)
    assert all(part == to_cents(part) for part in parts)


@given(CENTS, WEIGHTS)
def test_each_part_is_within_a_cent_of_its_share(
    amount: Decimal, weights: list[Decimal]
) -> None:
    """No part is a cent or more away from what its weight deserves."""
    whole = sum(Fraction(weight) for weight in weights)
    assume(whole)
    for part, weight in zip(allocate(amount, weights), weights, strict=True):
        share = Fraction(amount) * Fraction(weight) / whole
        assert abs(Fraction(part) - share) < Fraction(1, 100)


@given(CENTS, POSITIVE)
def test_no_part_has_the_wrong_sign(amount: Decimal, weights: list[Decimal]) -> None:
    """Splitting what is owed never makes a part that is owed back."""
    for part in allocate(amount, weights):
        assert part * amount >= 0


@given(CENTS, POSITIVE)
def test_splitting_twice_gives_the_same(
    amount: Decimal, weights: list[Decimal]
) -> None:
    """A split is decided by its inputs alone."""
    assert allocate(amount, weights) == allocate(amount, list(weights))


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        ("0.01", "1 1 1", "0.01 0.00 0.00"),
        ("0.02", "1 1 1", "0.01 0.01 0.00"),
        ("-0.01", "1 1 1", "0.00 0.00 -0.01"),
        ("10.00", "1 2", "3.33 6.67"),
        ("-5.00", "-2.62 -2.34", "-2.64 -2.36"),
        ("0.00", "1 1", "0.00 0.00"),
        ("5.00", "1 0", "5.00 0.00"),
        ("1.00", "3 -1", "1.50 -0.50"),
    ],
)
def test_the_largest_remainder_gets_the_cent(
    amount: str, weights: str, parts: str
) -> None:
    """The cent left over goes to who lost most by rounding, ties to the first."""
    found = allocate(Decimal(amount), [Decimal(weight) for weight in weights.split()])
    assert " ".join(map(str, found)) == parts


@pytest.mark.parametrize("weights", [[], ["0"], ["1", "-1"]])
def test_without_weight_nothing_is_split(weights: list[str]) -> None:
    """An amount is never spread over weights that say nothing."""
    with pytest.raises(ValueError, match="zero"):
        allocate(Decimal("1.00"), [Decimal(weight) for weight in weights])


def test_parts_of_cents_are_not_split() -> None:
    """Only whole cents are split."""
    with pytest.raises(ValueError, match="cents"):
        allocate(Decimal("1.001"), [Decimal(1)])


@pytest.mark.parametrize(
    ("amount", "said"),
    [("12.95", "EUR 12.95"), ("-5", "EUR -5.00"), ("0", "EUR 0.00")],
)
def test_money_is_written_with_its_currency(amount: str, said: str) -> None:
    """A person sees the currency and two decimals."""
    assert eur(Decimal(amount)) == said


@given(st.decimals(-100_000, 100_000, places=6))
def test_rounding_is_what_a_tax_office_does(amount: Decimal) -> None:
    """Rounding is half up at the third decimal for every amount."""
    assert to_cents(amount) == amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
