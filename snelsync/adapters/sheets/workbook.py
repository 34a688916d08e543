"""Tables as one Excel workbook: a sheet each, sums as formulas, the same every time."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from snelsync.adapters.private_files import write_private
from snelsync.adapters.sheets.cells import is_risky, one_line
from snelsync.app.ports import Cell, CellKind, Column, Sheet
from snelsync.errors import UsageError

_Page = Any
"""A sheet of openpyxl's, which has no types."""
_Made = Any
"""A cell of openpyxl's."""

_FORMATS = {
    CellKind.AMOUNT: "#,##0.00",
    CellKind.PERCENT: "0.##",
    CellKind.COUNT: "#,##0",
    CellKind.DAY: "yyyy-mm-dd",
    CellKind.TEXT: "@",
}
_BOLD = Font(bold=True)
_SHADE = PatternFill("solid", fgColor="E8EBEF")
_LONGEST = 32_767
"""Characters a cell holds (Excel's own limit)."""

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_FIXED = (1980, 1, 1, 0, 0, 0)
"""The time of every part of the file: ZIP knows none before it."""


def write_workbook(path: Path, sheets: Iterable[Sheet], *, made: datetime) -> None:
    """Write a workbook, over one that is there.

    Args:
        path: the file.
        sheets: in the order they shall stand.
        made: what the file says of when it was made; nothing else in it tells time.

    Raises:
        UsageError: it cannot be written there.
    """
    content = workbook_bytes(sheets, made=made)
    try:
        write_private(path, content)
    except OSError as error:
        raise UsageError(
            f"the workbook cannot be written to {path}: {error.strerror}",
            hint="name a file in a folder that is there with --xlsx",
        ) from error


def workbook_bytes(sheets: Iterable[Sheet], *, made: datetime) -> bytes:
    """Give the workbook as the file will have it."""
    book = Workbook(write_only=True)
    moment = made.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.creator = "snelsync"
    book.properties.created = moment
    for sheet in sheets:
        _add(book.create_sheet(sheet.title), sheet)
    raw = BytesIO()
    book.save(raw)
    return _settled(raw, f"{moment.isoformat()}Z".encode())


def _add(on: _Page, sheet: Sheet) -> None:
    """Write one sheet: a head that stays in sight, the rows, and their sums."""
    last = get_column_letter(len(sheet.columns))
    on.freeze_panes = "A2"
    on.print_title_rows = "1:1"
    on.page_setup.orientation = "landscape"
    on.page_setup.paperSize = 9  # A4
    on.page_setup.fitToHeight = 0
    on.sheet_properties.pageSetUpPr.fitToPage = True
    for place, column in enumerate(sheet.columns, start=1):
        on.column_dimensions[get_column_letter(place)].width = column.width
    on.append([_head(on, column) for column in sheet.columns])
    pens = [_Pen(on, column.kind) for column in sheet.columns]
    for row in sheet.rows:
        on.append([pen.cell(cell) for pen, cell in zip(pens, row, strict=True)])
    if sheet.rows:
        on.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
    if sheet.rows and any(column.summed for column in sheet.columns):
        on.append(_sums(on, sheet.columns, len(sheet.rows)))


def _head(on: _Page, column: Column) -> _Made:
    cell = WriteOnlyCell(on, value=column.title)
    cell.font = _BOLD
    cell.fill = _SHADE
    amount = column.kind in {CellKind.AMOUNT, CellKind.PERCENT, CellKind.COUNT}
    cell.alignment = Alignment(
        horizontal="right" if amount else "left", vertical="top", wrap_text=True
    )
    return cell


class _Pen:
    """Writes the cells of one column: each is written at once, so one cell serves all.

    Styling a cell is what takes time; here it happens once a column.
    """

    def __init__(self, on: _Page, kind: CellKind) -> None:
        self._value = self._styled(on, _FORMATS[kind], wrap=kind is CellKind.TEXT)
        self._risky = self._styled(on, _FORMATS[CellKind.TEXT], wrap=True)
        self._risky.quotePrefix = True

    def cell(self, value: Cell) -> _Made | None:
        """Give the cell of a value; a text is always a text, however it begins."""
        if value is None:
            return None
        if not isinstance(value, str):
            self._value.value = value
            return self._value
        text = one_line(value)[:_LONGEST]
        cell = self._risky if is_risky(text) else self._value
        cell.value = text
        cell.data_type = "s"
        return cell

    @staticmethod
    def _styled(on: _Page, form: str, *, wrap: bool) -> _Made:
        cell = WriteOnlyCell(on)
        cell.number_format = form
        cell.alignment = Alignment(vertical="top", wrap_text=wrap)
        return cell


def _sums(on: _Page, columns: Sequence[Column], rows: int) -> list[_Made | None]:
    """Write the row of sums: formulas, which a person can follow and change."""
    cells: list[_Made | None] = []
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        if column.summed:
            cell = WriteOnlyCell(on, value=f"=SUM({letter}2:{letter}{rows + 1})")
            cell.number_format = _FORMATS[column.kind]
        elif place == 1:
            cell = WriteOnlyCell(on, value="total")
        else:
            cells.append(None)
            continue
        cell.font = _BOLD
        cells.append(cell)
    return cells


def _settled(raw: BytesIO, moment: bytes) -> bytes:
    """Pack the file anew without the clock of the machine: equal data, equal bytes."""
    settled = BytesIO()
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(settled, "w") as packed:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, date_time=_FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if name == "docProps/core.xml":
                told = _MODIFIED.sub(rb"\g<1>" + moment + rb"\g<2>", made.read(name))
                packed.writestr(entry, told)
            else:
                # A sheet of a big shop is long: it is never whole in memory.
                with made.open(name) as part, packed.open(entry, "w") as put:
                    shutil.copyfileobj(part, put)
    return settled.getvalue()
