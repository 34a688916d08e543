"""What map-check tells: its JSON document, its tables, and its exit code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from snelsync.domain.coverage import Coverage, CoverageRow, Dimension
from snelsync.domain.money import eur
from snelsync.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

    from snelsync.app.advice import Advice
    from snelsync.app.check import CheckReport
    from snelsync.cli.file_check import Told
    from snelsync.cli.output import Output
    from snelsync.domain.threshold import YearOfDistanceSales


def code_of(report: CheckReport) -> ExitCode:
    """Give the exit code, faults in the mapping left aside."""
    from snelsync.app.check import needs_person  # noqa: PLC0415

    if needs_person(report.plan) or report.unreadable:
        return ExitCode.NEEDS_PERSON
    return ExitCode.DONE


def report_json(
    report: CheckReport,
    years: tuple[YearOfDistanceSales, ...],
    told: Told,
    notes: Iterable[str],
) -> dict[str, Any]:
    """Write everything a check found."""
    from snelsync.cli.documents import documents_json  # noqa: PLC0415

    return {
        "counts": {str(key): count for key, count in report.plan.counts.items()},
        "administration": report.chart.company.name,
        "mapping_problems": told.json(told.faults),
        "remarks": told.json(told.remarks),
        "notes": list(notes),
        "problems": [
            {
                "code": str(group.code),
                "documents": len(group.documents),
                "gross": str(group.gross),
                "orders": [one.order_number for one in group.documents],
                "remedy": group.remedy,
                "suggestions": [line_json(one) for one in report.advice_for(group)],
            }
            for group in report.groups
        ],
        "unreadable": [one.problem.message for one in report.unreadable],
        "distance_sales": [
            {"year": year.year, "net": str(year.net), "above_threshold": year.above}
            for year in years
        ],
        "coverage": {
            str(dimension): [row_json(row) for row in rows]
            for dimension, rows in report.coverage.items()
        },
        "suggestions": [line_json(one) for one in report.advice],
        "documents": documents_json(report.plan.decisions),
    }


def line_json(advice: Advice) -> dict[str, Any]:
    """Write a line for the mapping."""
    line = advice.suggestion
    return {
        "section": line.header,
        "line": line.line,
        "safe": line.safe,
        "why": line.why,
        "documents": len(advice.documents),
        "gross": str(advice.gross),
    }


def row_json(row: CoverageRow) -> dict[str, Any]:
    """Write a value of a dimension."""
    return {
        "value": row.value,
        "orders": row.orders,
        "refunds": row.refunds,
        "gross": str(row.gross),
        "mapped_to": list(row.mapped_to),
        "held": row.held,
        "codes": [str(code) for code in row.codes],
        "remark": row.remark or None,
    }


def show_report(output: Output, report: CheckReport) -> None:
    """Show the outcomes, and what holds documents back."""
    from snelsync.app.check import totals  # noqa: PLC0415
    from snelsync.cli import tables  # noqa: PLC0415

    output.show(
        tables.plain(f"administration: {report.chart.company.name}"),
        tables.outcomes(report.plan.counts, totals(report.plan)),
    )
    if report.groups:
        output.show(
            tables.heading("What holds documents back, the most money first"),
            tables.problems(report.groups),
        )
    show_coverage(output, report.coverage)


TITLES = {
    Dimension.RATE: ("VAT rates and destinations", "rate"),
    Dimension.TAX_CLASS: ("Tax classes", "tax class"),
    Dimension.GATEWAY: ("Payment methods", "gateway"),
    Dimension.SHIPPING_METHOD: ("Shipping methods", "method"),
    Dimension.FEE: ("Fees", "fee"),
    Dimension.COUPON: ("Coupons", "code"),
    Dimension.SKU: ("Products", "SKU"),
    Dimension.VAT_NUMBER: ("VAT numbers of buyers", "VAT number"),
    Dimension.CURRENCY: ("Currencies", "currency"),
    Dimension.STATUS: ("Order statuses", "status"),
}
"""What each table is called, and what its values are."""

_NONE = {
    Dimension.GATEWAY: "(made by hand)",
    Dimension.TAX_CLASS: "(standard)",
}


def shown(dimension: Dimension, value: str) -> str:
    """Write a value for a person: an empty one has a name too."""
    return value or _NONE.get(dimension, "(none)")


SHOWN = 8
"""Values of a dimension that a terminal shows: those that matter most by money."""


def show_coverage(output: Output, coverage: Coverage) -> None:
    """Show what the shop uses, and what the mapping makes of it."""
    from snelsync.cli import tables  # noqa: PLC0415

    for dimension, rows in coverage.items():
        told = rows
        if dimension is Dimension.SKU:
            told = tuple(row for row in rows if row.held or row.remark)
        if not told:
            continue
        title, column = TITLES[dimension]
        named = [(shown(dimension, row.value), row) for row in told[:SHOWN]]
        output.show(tables.heading(title), tables.coverage(column, named))
        if len(told) > SHOWN:
            output.show(
                tables.plain(f"{len(told) - SHOWN} more: --json and --html have all")
            )


def show_lines(output: Output, advice: Iterable[Advice]) -> None:
    """Print lines for the mapping as TOML, with the documents that wait for them."""
    from snelsync.cli import tables  # noqa: PLC0415

    by_header: dict[str, list[Advice]] = {}
    rows = 0
    for one in advice:
        rows += one.suggestion.is_row
        # Each row needs its header again; settings of a table stand below one.
        key = one.suggestion.header + f" {rows}" * one.suggestion.is_row
        by_header.setdefault(key, []).append(one)
    for found in by_header.values():
        output.show(tables.toml(found[0].suggestion.header))
        for one in found:
            numbers = list(dict.fromkeys(two.order_number for two in one.documents))
            orders = ", ".join(numbers[:8]) + " …" * (len(numbers) > 8)
            count = len(one.documents)
            safe = "safe (--fix writes it)" if one.suggestion.safe else "look first"
            if count:
                many = f"{count} document{'s' * (count != 1)}"
                output.show(tables.toml(f"# {many}, {eur(one.gross)}: orders {orders}"))
            output.show(
                tables.toml(f"# {safe}: {one.suggestion.why}"),
                tables.toml(one.suggestion.line),
            )
        output.show(tables.toml(""))


def note_faults(
    output: Output, report: CheckReport, years: tuple[YearOfDistanceSales, ...]
) -> None:
    """Say what a person must know beside the documents."""
    from snelsync.domain.threshold import THRESHOLD  # noqa: PLC0415

    for year in years:
        if year.near:
            told = "above" if year.above else "near"
            output.note(
                f"warning: sales to consumers in other EU countries in {year.year}:"
                f" {eur(year.net)}, {told} the OSS threshold of {eur(THRESHOLD)}\n"
                "hint: ask your bookkeeper about OSS; the shop then charges foreign VAT"
            )
    for one in report.unreadable:
        output.note(f"warning: {one.problem.message}\nhint: {one.problem.remedy}\n")


def note_advice(output: Output, report: CheckReport) -> None:
    """Say where the lines are that would mend what is held."""
    if report.advice:
        output.note(
            "hint: `snelsync map-check --suggest` prints what to write in the mapping\n"
        )


def sum_up(
    output: Output, report: CheckReport, faults: str, *, shop_stops: bool
) -> None:
    """Say the one line that is said even when quiet."""
    held = sum(decision.outcome.needs_person for decision in report.plan.decisions)
    output.summary(
        f"{len(report.plan.decisions)} documents checked: {len(report.plan.to_book)}"
        f" can be booked, {held} need a person,"
        f" {faults} in the mapping"
        + (", and the shop must be mended first" if shop_stops else "")
    )


def note_suggested(output: Output, report: CheckReport) -> None:
    """Say how much the lines are about, and what no line mends."""
    without = sum(not report.advice_for(group) for group in report.groups)
    safe = sum(one.suggestion.safe for one in report.advice)
    output.note(
        f"{len(report.advice)} lines, {safe} of them safe;"
        f" {without} kinds of problems are not mended by a line of the mapping"
    )


def note_written(output: Output, path: Path, written: Iterable[Advice]) -> None:
    """Say what was written into the mapping file."""
    for one in written:
        line = one.suggestion.line.replace("\n", ", ")
        output.note(f"written to {path}: {one.suggestion.header} {line}")
