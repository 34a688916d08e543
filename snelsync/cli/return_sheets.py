"""The figures for the returns as tables to hand over: their columns keep their names.

VAT numbers are among them, since the ICP listing consists of them; nothing else is of
a customer.
"""

from __future__ import annotations

from collections.abc import Iterable

from snelsync.app.ports import Cell, CellKind, Column, Sheet
from snelsync.domain.icp import IcpRow
from snelsync.domain.oss_return import OssReturn
from snelsync.domain.vat_return import BoxFigures, OnNoBox

CONTENTS = {
    "1a": "sales at home at the high rate",
    "1b": "sales at home at the low rate",
    "1c": "sales at home at other rates",
    "1e": "sales at home at 0 %, or reverse charged",
    "3a": "sales to outside the EU",
    "3b": "sales to businesses in the EU",
}
"""What is in each box, in words."""


def boxes_sheet(boxes: Iterable[BoxFigures], outside: Iterable[OnNoBox]) -> Sheet:
    """Lay out the boxes, and below them what is in none."""
    rows: list[tuple[Cell, ...]] = [
        (
            str(one.box),
            CONTENTS[one.box],
            one.net,
            one.vat if one.box.has_vat else None,
            one.whole_net,
            one.whole_vat if one.box.has_vat else None,
            one.documents,
        )
        for one in boxes
    ]
    rows += [
        (
            "none",
            str(one.treatment or "rounding and the like"),
            one.net,
            one.vat,
            None,
            None,
            one.documents,
        )
        for one in outside
    ]
    return Sheet(
        "vat",
        "VAT return",
        (
            Column("box", "Box", width=7),
            Column("contents", "Contents", width=42),
            Column("net", "EUR excl. VAT", CellKind.AMOUNT, summed=True),
            Column("vat", "EUR VAT", CellKind.AMOUNT, summed=True),
            Column("whole_net", "On the form", CellKind.COUNT),
            Column("whole_vat", "VAT on the form", CellKind.COUNT),
            Column("documents", "Documents", CellKind.COUNT),
        ),
        tuple(rows),
    )


def icp_sheets(listing: Iterable[IcpRow]) -> tuple[Sheet, Sheet]:
    """Lay out the listing, and the bookings behind it with their evidence."""
    rows = tuple(listing)
    return (
        Sheet(
            "icp",
            "ICP",
            (
                Column("country", "Country", width=9),
                Column("vat_number", "VAT number", width=18),
                Column("goods", "EUR goods", CellKind.AMOUNT, summed=True),
                Column("services", "EUR services", CellKind.AMOUNT, summed=True),
                Column("total", "EUR total", CellKind.AMOUNT, summed=True),
                Column("documents", "Documents", CellKind.COUNT, summed=True),
                Column("proven", "Proven", width=10),
            ),
            tuple(
                (
                    one.country,
                    one.vat_number,
                    one.goods,
                    one.services,
                    one.total,
                    len(one.evidence),
                    "yes" if one.proven else "no",
                )
                for one in rows
            ),
        ),
        Sheet(
            "icp-evidence",
            "ICP evidence",
            (
                Column("vat_number", "VAT number", width=18),
                Column("number", "Invoice", width=18),
                Column("order_number", "Order", width=12),
                Column("date", "Booked on", CellKind.DAY, width=12),
                Column("sale_date", "Sold on", CellKind.DAY, width=12),
                Column("goods", "EUR goods", CellKind.AMOUNT, summed=True),
                Column("services", "EUR services", CellKind.AMOUNT, summed=True),
                Column("consultation", "Consultation number", width=24),
                Column("checked", "Asked VIES on", CellKind.DAY, width=14),
                Column("lacks", "Lacks", width=44),
            ),
            tuple(
                (
                    row.vat_number,
                    one.number,
                    one.order_number,
                    one.day,
                    one.sale_day,
                    one.goods,
                    one.services,
                    one.check.consultation if one.check else "",
                    one.check.checked.date() if one.check else None,
                    one.lacks if row.vat_number else "a VAT number",
                )
                for row in rows
                for one in row.evidence
            ),
        ),
    )


def oss_sheets(found: OssReturn) -> tuple[Sheet, Sheet]:
    """Lay out the sales per country and rate, and the corrections."""
    return (
        Sheet(
            "oss",
            "OSS",
            (
                Column("country", "Country", width=9),
                Column("percent", "Rate %", CellKind.PERCENT, width=9),
                Column("rate_code", "Rate code", width=11),
                Column("net", "EUR excl. VAT", CellKind.AMOUNT, summed=True),
                Column("vat", "EUR VAT", CellKind.AMOUNT, summed=True),
                Column("expected_vat", "Turnover x rate", CellKind.AMOUNT, summed=True),
                Column("documents", "Documents", CellKind.COUNT),
            ),
            tuple(
                (
                    one.rate.country,
                    one.rate.percent,
                    one.rate.rate_code,
                    one.net,
                    one.vat,
                    one.expected,
                    one.documents,
                )
                for one in found.rows
            ),
        ),
        Sheet(
            "oss-corrections",
            "OSS corrections",
            (
                Column("country", "Country", width=9),
                Column("quarter", "Quarter of the sale", width=14),
                Column("net", "EUR excl. VAT", CellKind.AMOUNT, summed=True),
                Column("vat", "EUR VAT", CellKind.AMOUNT, summed=True),
                Column("documents", "Documents", CellKind.COUNT),
            ),
            tuple(
                (one.country, one.quarter, one.net, one.vat, one.documents)
                for one in found.corrections
            ),
        ),
    )
