"""The file of rates of currencies: the central bank's own, or one's own like it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from snelsync.adapters.rates_file import RatesFileError, read_rates

ALL_DAYS = """Date,USD,JPY,CYP,GBP,
2026-10-02,1.1698,164.52,N/A,0.8612,
2026-10-01,1.1742,165.01,N/A,0.8645,
"""
LAST_DAY = "Date, USD, JPY, \n02 October 2026, 1.1698, 164.52, \n"
FIRST, SECOND = date(2026, 10, 1), date(2026, 10, 2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a place for the file."""
    return tmp_path / "eurofxref-hist.csv"


def test_the_banks_file_of_all_days_is_read(path: Path) -> None:
    """Days in any order, N/A for a currency that is no more, a comma at the end."""
    path.write_text(ALL_DAYS, encoding="utf-8")

    rates = read_rates(path)

    assert rates.source == "eurofxref-hist.csv"
    assert rates.on("USD", FIRST) == (FIRST, Decimal("1.1742"))
    assert rates.on("GBP", date(2026, 10, 4)) == (SECOND, Decimal("0.8612"))
    assert rates.on("CYP", FIRST) is rates.on("XXX", FIRST) is None


def test_the_banks_file_of_the_last_day_is_read(path: Path) -> None:
    """With spaces and the month as a word."""
    path.write_text(LAST_DAY, encoding="utf-8")

    assert read_rates(path).on("JPY", SECOND) == (SECOND, Decimal("164.52"))


def test_a_file_of_ones_own_is_read(path: Path) -> None:
    """As a spreadsheet writes it: a mark at the start, an empty line at the end."""
    path.write_bytes(b"\xef\xbb\xbfDate,USD\r\n2026-10-01,1.25\r\n\r\n")

    assert read_rates(path).on("USD", FIRST) == (FIRST, Decimal("1.25"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "first line"),
        ("Datum;USD\n", "first line"),
        ("Date,\n", "first line"),
        ("Date,USD\n1 okt 2026,1.2\n", "line 2: '1 okt 2026' is no day"),
        ('Date,USD\n2026-10-01,"1,25"\n', "line 2: '1,25' is no rate of USD"),
        ("Date,USD\n2026-10-01,1,1742\n", "'1742' stands under no currency"),
        ("Date,USD,GBP\n2026-10-01,1,1742,0,8731\n", "under no currency"),
        ("Date,,USD\n2026-10-01,5,1\n", "under no currency"),
        ("Date,USD\n2026-10-01,1_1742\n", "is no rate"),
        ("Date,USD\n2026-10-01,1e-99\n", "is no rate"),
        ("Date,USD\n2026-10-01,0.00\n", "is no rate"),
        ("Date,USD\n2026-10-01,0\n", "is no rate"),
        ("Date,USD\n2026-10-01,NaN\n", "is no rate"),
        ("Date,USD\n2026-10-01,-1\n", "is no rate"),
        ("Date,USD\n2026-10-01,1.2\n2026-10-01,1.3\n", "line 3: USD of 2026-10-01"),
    ],
)
def test_what_is_no_such_table_is_told(path: Path, text: str, words: str) -> None:
    """With the line and the faulty text; no rate is guessed."""
    path.write_text(text, encoding="utf-8")

    with pytest.raises(RatesFileError) as raised:
        read_rates(path)

    assert words in str(raised.value)
    assert str(path) in str(raised.value)


def test_a_file_that_is_not_there_or_no_text_is_told(path: Path) -> None:
    """A wrong name, a folder, and a picture."""
    with pytest.raises(RatesFileError, match="there is no file"):
        read_rates(path)
    with pytest.raises(RatesFileError, match="cannot be read"):
        read_rates(path.parent)
    path.write_bytes(b"Date,USD\n\xff\xfe\n")
    with pytest.raises(RatesFileError, match="no table of text"):
        read_rates(path)
