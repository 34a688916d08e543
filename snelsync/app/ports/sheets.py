"""A table to hand over: named columns with a kind, and rows of plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

Cell = str | Decimal | int | date | None
"""What a cell holds; None is an empty one."""


class CellKind(StrEnum):
    """How a column is written: each kind in the way of its file."""

    TEXT = "text"
    AMOUNT = "amount"
    PERCENT = "percent"
    COUNT = "count"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: stable, for who reads the file with a program.
        title: for a person.
        width: in characters, for a workbook.
        summed: a row below adds it up, where the file can hold formulas.
    """

    name: str
    title: str
    kind: CellKind = CellKind.TEXT
    width: int = 14
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table.

    Attributes:
        name: names the file.
        title: names the sheet in a workbook; at most 31 characters (Excel's limit).
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
