"""What a reconciliation found as tables to hand over: their columns keep their names.

Numbers, days, amounts and words of our own; VAT numbers where the ICP listing is. No
names, no addresses: nothing here comes from a customer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from snelsync.app.ports import Cell, CellKind, Column, Sheet
from snelsync.cli.return_sheets import icp_sheets, oss_sheets
from snelsync.domain.compare import Finding
from snelsync.domain.proof import Check, Mutation, Proof, ReturnBox

AMOUNT, COUNT, DAY = (
    CellKind.AMOUNT,
    CellKind.COUNT,
    CellKind.DAY,
)


def csv_sheets(proof: Proof) -> tuple[Sheet, ...]:
    """Give a table per file, each whole."""
    return (
        checks_sheet(proof.checks),
        rows_sheet(proof.checks),
        documents_sheet(proof.documents),
        boxes_sheet(proof.boxes),
        *icp_sheets(proof.icp),
        *oss_sheets(proof.oss),
        foreign_sheet(proof.foreign),
    )


def workbook_sheets(
    proof: Proof, facts: Iterable[tuple[str, str]]
) -> tuple[Sheet, ...]:
    """Give the sheets of a workbook: what a person wants to see first, first.

    Args:
        proof: what was found.
        facts: what stands above all: period, administration, verdict.
    """
    return (summary_sheet(proof, facts), *csv_sheets(proof))


def summary_sheet(proof: Proof, facts: Iterable[tuple[str, str]]) -> Sheet:
    """Lay out what the whole of it comes to."""
    rows: list[tuple[Cell, ...]] = [(name, told, None) for name, told in facts]
    rows += [(f"documents {outcome}", None, count) for outcome, count in proof.outcomes]
    rows += [(f"place {name}", None, count) for name, count in proof.places]
    return Sheet(
        "summary",
        "Summary",
        (
            Column("what", "What", width=30),
            Column("told", "", width=60),
            Column("documents", "Documents", COUNT, width=12),
        ),
        tuple(rows),
    )


def checks_sheet(checks: Sequence[Check]) -> Sheet:
    """Lay out every check with both sides."""
    return Sheet(
        "checks",
        "Checks",
        (
            Column("check", "Check", width=7),
            Column("about", "About", width=16),
            Column("title", "What is checked", width=36),
            Column("verdict", "Verdict", width=13),
            Column("left_is", "Left is", width=26),
            Column("left", "Left", AMOUNT),
            Column("right_is", "Right is", width=26),
            Column("right", "Right", AMOUNT),
            Column("unit", "Unit", width=11),
            Column("difference", "Difference", AMOUNT),
            Column("explained", "Explained", AMOUNT),
            Column("unexplained", "Unexplained", AMOUNT),
            Column("foreign", "By others", AMOUNT),
            Column("note", "Note", width=50),
        ),
        tuple(
            (
                one.code,
                one.about,
                one.title,
                str(one.verdict),
                one.left_is,
                one.left,
                one.right_is,
                one.right,
                str(one.unit),
                one.difference,
                one.explained,
                one.unexplained,
                one.foreign,
                one.note,
            )
            for one in checks
        ),
    )


def rows_sheet(checks: Sequence[Check]) -> Sheet:
    """Lay out what explains the differences, row by row."""
    return Sheet(
        "rows",
        "Differences",
        (
            Column("check", "Check", width=7),
            Column("about", "About", width=16),
            Column("verdict", "Verdict", width=10),
            Column("order_number", "Order", width=12),
            Column("number", "Invoice", width=18),
            Column("date", "Date", DAY, width=12),
            Column("left", "Left", AMOUNT),
            Column("right", "Right", AMOUNT),
            Column("difference", "Difference", AMOUNT),
            Column("unit", "Unit", width=11),
            Column("reason", "Why", width=60),
            Column("remedy", "What to do", width=60),
        ),
        tuple(
            (
                check.code,
                check.about,
                str(check.verdict),
                row.order_number,
                row.number,
                row.day,
                row.left,
                row.right,
                row.difference,
                str(check.unit),
                row.reason,
                row.remedy,
            )
            for check in checks
            for row in check.rows
        ),
    )


def documents_sheet(documents: Sequence[Finding]) -> Sheet:
    """Lay out every document and invoice of the period."""
    return Sheet(
        "documents",
        "Documents",
        (
            Column("order_number", "Order", width=12),
            Column("document", "Document", width=16),
            Column("number", "Invoice", width=18),
            Column("date", "Date", DAY, width=12),
            Column("verdict", "Verdict", width=18),
            Column("place", "Place", width=18),
            Column("shop", "EUR shop", AMOUNT, summed=True),
            Column("books", "EUR books", AMOUNT, summed=True),
            Column("difference", "EUR difference", AMOUNT, summed=True),
            Column("explanation", "Why", width=60),
            Column("remedy", "What to do", width=60),
        ),
        tuple(
            (
                one.order_number,
                str(one.kind).replace("_", " ") if one.kind else "invoice of others",
                one.number,
                one.day,
                str(one.verdict),
                one.place,
                one.shop,
                one.books,
                one.difference,
                one.explanation,
                one.remedy,
            )
            for one in documents
        ),
    )


def boxes_sheet(boxes: Sequence[ReturnBox]) -> Sheet:
    """Lay out the boxes of the VAT return: ours, and SnelStart's."""
    return Sheet(
        "boxes",
        "VAT return",
        (
            Column("box", "Box", width=7),
            Column("net", "EUR excl. VAT", AMOUNT, summed=True),
            Column("vat", "EUR VAT", AMOUNT, summed=True),
            Column("whole_net", "On the form", COUNT),
            Column("whole_vat", "VAT on the form", COUNT, summed=True),
            Column("return_net", "SnelStart", COUNT),
            Column("return_vat", "SnelStart VAT", COUNT),
        ),
        tuple(
            (
                str(one.ours.box),
                one.ours.net,
                one.ours.vat if one.ours.box.has_vat else None,
                one.ours.whole_net,
                one.ours.whole_vat if one.ours.box.has_vat else None,
                one.return_net,
                one.return_vat,
            )
            for one in boxes
        ),
    )


def foreign_sheet(mutations: Sequence[Mutation]) -> Sheet:
    """Lay out what others booked on the accounts we book on."""
    return Sheet(
        "foreign",
        "By others",
        (
            Column("account", "Account", width=10),
            Column("date", "Date", DAY, width=12),
            Column("number", "Invoice", width=18),
            Column("amount", "EUR (credit +)", AMOUNT, summed=True),
        ),
        tuple((str(one.account), one.day, one.number, one.amount) for one in mutations),
    )
