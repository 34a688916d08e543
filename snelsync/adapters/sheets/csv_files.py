"""Tables as CSV files: for programs, or as a Dutch Excel opens them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path

from snelsync.adapters.private_files import make_folder, put_in_place
from snelsync.adapters.sheets.cells import harmless
from snelsync.app.ports import Cell, CellKind, Sheet
from snelsync.errors import UsageError


def write_csv(
    folder: Path, sheets: Iterable[Sheet], *, dutch: bool = False
) -> tuple[Path, ...]:
    """Write a file per table into a folder, over those of the same name.

    Args:
        folder: made when it is not there, for its owner only.
        sheets: the tables.
        dutch: semicolons, decimal commas, and the mark at the start by which Excel
            knows UTF-8; else commas, decimal points and no mark.

    Raises:
        UsageError: it cannot be written there.
    """
    written = []
    try:
        make_folder(folder)
        for sheet in sheets:
            path = folder / f"{sheet.name}.csv"
            _write(path, sheet, dutch=dutch)
            written.append(path)
    except OSError as error:
        raise UsageError(
            f"the tables cannot be written to {folder}: {error.strerror}",
            hint="name a folder that you may write in with --csv",
        ) from error
    return tuple(written)


def _write(path: Path, sheet: Sheet, *, dutch: bool) -> None:
    encoding = "utf-8-sig" if dutch else "utf-8"
    with (
        put_in_place(path) as raw,
        TextIOWrapper(raw, encoding=encoding, newline="") as file,
    ):
        rows = csv.writer(file, delimiter=";" if dutch else ",", lineterminator="\r\n")
        rows.writerow([column.name for column in sheet.columns])
        kinds = [column.kind for column in sheet.columns]
        for row in sheet.rows:
            rows.writerow(
                [
                    _text(cell, kind, dutch=dutch)
                    for cell, kind in zip(row, kinds, strict=True)
                ]
            )


def _text(cell: Cell, kind: CellKind, *, dutch: bool) -> str:
    match cell:
        case None:
            return ""
        case Decimal():
            places = ".2f" if kind is CellKind.AMOUNT else "f"
            number = cell if kind is CellKind.AMOUNT else cell.normalize()
            text = format(number, places)
            return text.replace(".", ",") if dutch else text
        case int():
            return str(cell)
        case date():
            return cell.isoformat()
        case str():
            return harmless(cell)
