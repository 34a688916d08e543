"""Tables as files: nothing in them is a formula but our sums, and equal is equal."""

import csv
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from snelsync.adapters.sheets.cells import harmless
from snelsync.adapters.sheets.csv_files import write_csv
from snelsync.adapters.sheets.workbook import workbook_bytes, write_workbook
from snelsync.app.ports import CellKind, Column, Sheet
from snelsync.errors import UsageError

MADE = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
EVIL = "=HYPERLINK(1)"
SHEET = Sheet(
    "rows",
    "Rows",
    (
        Column("order", "Order"),
        Column("day", "Day", CellKind.DAY),
        Column("amount", "EUR", CellKind.AMOUNT, summed=True),
        Column("percent", "Rate %", CellKind.PERCENT),
        Column("count", "Documents", CellKind.COUNT, summed=True),
    ),
    (
        (EVIL, date(2026, 10, 1), Decimal("-1234.50"), Decimal("5.50"), 2),
        ("café; \t=1", None, Decimal("0.05"), Decimal("21.00"), 1),
    ),
)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+31", "'+31"),
        ("-12", "'-12"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        ("\n =1", "'=1"),
        ("＝1", "'＝1"),  # noqa: RUF001 - a wide equals sign
        ("a;=1", "a;'=1"),
        ("a,@b", "a,'@b"),
        ("173-R270", "173-R270"),
        ("EUR -5.00, then 3", "EUR -5.00, then 3"),
        ("", ""),
    ],
)
def test_no_text_becomes_a_formula(text: str, written: str) -> None:
    """What starts like a formula gets an apostrophe; other texts stay as they are."""
    assert harmless(text) == written


@pytest.mark.parametrize(
    ("dutch", "first", "second"),
    [
        (False, "'=HYPERLINK(1),2026-10-01,-1234.50,5.5,2", "café;  =1,,0.05,21,1"),
        (True, "'=HYPERLINK(1);2026-10-01;-1234,50;5,5;2", '"café;  =1";;0,05;21;1'),
    ],
)
def test_csv_is_for_programs_or_for_a_dutch_excel(
    tmp_path: Path, *, dutch: bool, first: str, second: str
) -> None:
    """Commas and points, or semicolons, decimal commas and the mark of UTF-8."""
    (path,) = write_csv(tmp_path / "new", [SHEET], dutch=dutch)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") == dutch
    separator = ";" if dutch else ","
    head, *rows = content.decode("utf-8-sig").split("\r\n")
    assert head == separator.join(("order", "day", "amount", "percent", "count"))
    assert rows == [first, second, ""]
    assert len(list(csv.reader(rows[:2], delimiter=separator))[1]) == 5


def test_a_workbook_opens_with_its_sums_and_no_other_formula() -> None:
    """Heads stay in sight, texts are texts, and the formulas add up what is above."""
    book = load_workbook(BytesIO(workbook_bytes([SHEET], made=MADE)))
    page = book["Rows"]
    assert page.freeze_panes == "A2"
    assert [cell.value for cell in page[1]] == [
        "Order",
        "Day",
        "EUR",
        "Rate %",
        "Documents",
    ]
    assert (page["A2"].value, page["A2"].data_type) == (EVIL, "s")
    assert page["B2"].value == datetime(2026, 10, 1)  # noqa: DTZ001 - a day
    assert page["C2"].number_format == "#,##0.00"
    assert page["C4"].value == "=SUM(C2:C3)"
    above = [Decimal(str(page[f"C{row}"].value)) for row in (2, 3)]
    assert sum(above) == Decimal("-1234.45")
    formulas = [
        cell.coordinate for row in page for cell in row if cell.data_type == "f"
    ]
    assert formulas == ["C4", "E4"]
    assert page.column_dimensions["A"].width == 14


def test_equal_data_gives_equal_bytes() -> None:
    """Two workbooks of the same moment are the same; another moment is all that may."""
    once = workbook_bytes([SHEET], made=MADE)
    assert workbook_bytes([SHEET], made=MADE) == once
    later = workbook_bytes([SHEET], made=MADE + timedelta(days=1))
    assert later != once
    assert load_workbook(BytesIO(later)).properties.created.day == 22


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file where a folder should be is wrong usage, with the option that mends it."""
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(UsageError) as folder:
        write_csv(blocked, [SHEET])
    assert "--csv" in folder.value.hint
    with pytest.raises(UsageError) as file:
        write_workbook(blocked / "a.xlsx", [SHEET], made=MADE)
    assert "--xlsx" in file.value.hint
