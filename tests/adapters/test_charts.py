"""Pictures: a bar is as long as its amount, and the grid is readable."""

from decimal import Decimal

import pytest

from snelsync.adapters.pages.charts import Row, Series, columns, rows, scale


def numbers(*texts: str) -> list[Decimal]:
    """Read amounts."""
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("amounts", "low", "high", "step"),
    [
        (["18204.11", "9120.00"], "0", "20000", "5000"),
        (["-310.00", "18204.11"], "-5000", "20000", "5000"),
        (["-3", "-9"], "-10", "0", "5"),
        (["0.07"], "0", "0.08", "0.02"),
        (["0.00"], "0", "1", "1"),
        ([], "0", "1", "1"),
    ],
)
def test_the_grid_has_round_steps_and_zero(
    amounts: list[str], low: str, high: str, step: str
) -> None:
    """Few lines, at amounts a person would choose, and every amount within them."""
    assert list(scale(numbers(*amounts))) == numbers(low, high, step)


def test_columns_are_as_high_as_their_amounts() -> None:
    """From zero upwards or downwards; a side without a figure has no bar."""
    picture = columns(
        "x",
        "Title",
        ("2026-10", "2026-11"),
        [
            Series("shop", "shop", numbers("100", "-50")),
            Series("books", "books", [Decimal(50), None]),
        ],
    )
    shop, books, minus = picture.bars
    for half in (books, minus):
        assert abs(shop.height - half.height * 2) <= Decimal("0.2")
    assert shop.y + shop.height == minus.y == picture.zero
    assert shop.told == "2026-10, shop: EUR 100.00"
    assert picture.told == "2026-10: shop 100.00, books 50.00; 2026-11: shop -50.00"
    assert [mark.text for mark in picture.names] == ["2026-10", "2026-11"]


def test_rows_are_as_long_as_their_amounts() -> None:
    """To the right of zero, or to the left of it where negative."""
    picture = rows(
        "x",
        "Title",
        [
            Row("C3", Decimal(40), "40.00", "bad"),
            Row("C4", Decimal(-20), "-20.00", "look"),
        ],
    )
    more, less = picture.bars
    assert abs(more.width - 2 * less.width) <= Decimal("0.2")
    assert more.x == less.x + less.width == picture.zero
    assert picture.told == "C3: 40.00; C4: -20.00"
    assert rows("x", "Title", []).told == "nothing"
