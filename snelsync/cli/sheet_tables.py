"""The tables that can be handed over, for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from rich import box
from rich.table import Table
from rich.text import Text

from snelsync.app.ports import Cell, CellKind, Column, Sheet
from snelsync.cli.tables import plain
from snelsync.domain.icp import IcpRow
from snelsync.domain.money import total


def _table(columns: Iterable[Column]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        text = column.kind in {CellKind.TEXT, CellKind.DAY}
        table.add_column(
            column.title, justify="left" if text else "right", overflow="fold"
        )
    return table


def sheet(what: Sheet) -> Table:
    """Show a table that can be handed over, with the sums below it."""
    table = _table(what.columns)
    kinds = [column.kind for column in what.columns]
    for row in what.rows:
        cells = zip(row, kinds, strict=True)
        table.add_row(*(plain(_shown(cell, kind)) for cell, kind in cells))
    if what.rows and any(column.summed for column in what.columns):
        table.add_section()
        sums = [
            _shown(_sum(what, place), column.kind) if column.summed else ""
            for place, column in enumerate(what.columns)
        ]
        table.add_row(plain("total"), *(plain(one) for one in sums[1:]))
    return table


def _sum(what: Sheet, place: int) -> Cell:
    amounts = [row[place] for row in what.rows]
    if what.columns[place].kind is CellKind.COUNT:
        return sum(one for one in amounts if isinstance(one, int))
    return total(one for one in amounts if isinstance(one, Decimal))


def _shown(cell: Cell, kind: CellKind) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:.2f}" if kind is CellKind.AMOUNT else f"{cell.normalize():f}"
    return str(cell)


_EVIDENCE = (
    Column("vat_number", "VAT number"),
    Column("number", "Invoice"),
    Column("sale_date", "Sold on", CellKind.DAY),
    Column("amount", "EUR", CellKind.AMOUNT),
    Column("evidence", "What VIES said"),
)


def evidence(listing: Iterable[IcpRow]) -> Table:
    """Show what VIES said for every booking of the ICP listing."""
    table = _table(_EVIDENCE)
    for row in listing:
        head = plain(row.vat_number or "none")
        for one in row.evidence:
            check = one.check
            told = f"{check.consultation} of {check.checked.date()}" if check else ""
            lacks = one.lacks if row.vat_number else "no VAT number"
            table.add_row(
                head,
                plain(one.number),
                plain(str(one.sale_day)),
                plain(f"{one.goods + one.services:.2f}"),
                Text(lacks, style="yellow") if lacks else plain(told),
            )
            head = Text("")
        table.add_section()
    return table
