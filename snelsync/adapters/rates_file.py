"""The file of rates of currencies: the European Central Bank's, or one's own like it.

A comma-separated table: a column of days and one for each currency, in it how much of
the currency one EUR is. Facts: eurofxref-hist.csv and eurofxref.csv of the European
Central Bank, whose rows end on a comma and have N/A where there is no rate.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path

from snelsync.domain.exchange import DailyRates

LARGEST = 64 * 1024 * 1024
"""Bytes; all days of the European Central Bank since 1999 take one or two million."""
_NONE = frozenset({"", "N/A"})
_RATE = re.compile(r"\d{1,9}(\.\d{1,12})?")
_FORMS = ("%Y-%m-%d", "%d %B %Y")
"""2026-10-01 in the file of all days, 01 October 2026 in that of the last one."""


class RatesFileError(Exception):
    """The file of rates cannot be used; says why, with its place."""


def read_rates(path: Path) -> DailyRates:
    """Read a file of rates.

    Raises:
        RatesFileError: it is not there, or is no such table.
    """
    try:
        endless = path.exists() and not (path.is_file() or path.is_dir())
        if endless or (path.is_file() and path.stat().st_size > LARGEST):
            raise RatesFileError(f"{path} is too large to be a file of rates")
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return DailyRates(path.name, _by_currency(lines))
    except FileNotFoundError as error:
        raise RatesFileError(f"there is no file {path}") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or "it is no table of text"
        raise RatesFileError(f"{path} cannot be read: {reason}") from error
    except ValueError as error:
        raise RatesFileError(f"{path}: {error}") from error


def _by_currency(
    lines: Iterable[str],
) -> dict[str, tuple[tuple[date, Decimal], ...]]:
    rows = csv.reader(lines)
    heading = [name.strip() for name in next(rows, [])]
    if not heading or heading[0].casefold() != "date" or not any(heading[1:]):
        raise ValueError("the first line must be like: Date,USD,GBP")
    found: dict[str, dict[date, Decimal]] = {name: {} for name in heading[1:] if name}
    for line, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        day = _day(row[0].strip(), line)
        for currency, rate in _cells(heading, row, line):
            if found[currency].setdefault(day, rate) != rate:
                raise ValueError(f"line {line}: {currency} of {day} stands there twice")
    return {name: tuple(sorted(rates.items())) for name, rates in found.items()}


def _cells(
    heading: list[str], row: list[str], line: int
) -> Iterator[tuple[str, Decimal]]:
    for currency, cell in zip_longest(heading[1:], row[1:], fillvalue=""):
        text = cell.strip()
        if text in _NONE:
            continue
        if not currency:
            raise ValueError(
                f"line {line}: '{text}' stands under no currency (a decimal comma?)"
            )
        if not _RATE.fullmatch(text) or not Decimal(text):
            raise ValueError(f"line {line}: '{text}' is no rate of {currency}")
        yield currency, Decimal(text)


def _day(text: str, line: int) -> date:
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day only
        except ValueError:
            continue
    raise ValueError(f"line {line}: '{text}' is no day like 2026-10-01")
