"""What map-check tells: its JSON document, its tables, and its exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from snelsync.errors import ExitCode

if TYPE_CHECKING:
    from snelsync.app.check import CheckReport
    from snelsync.cli.output import Output
    from snelsync.domain.threshold import YearOfDistanceSales


def code_of(report: CheckReport) -> ExitCode:
    """Give the exit code: faults in the mapping go before held documents."""
    from snelsync.app.check import needs_person  # noqa: PLC0415

    if report.mapping_problems:
        return ExitCode.SETTINGS
    if needs_person(report.plan) or report.unreadable:
        return ExitCode.NEEDS_PERSON
    return ExitCode.DONE


def report_json(
    report: CheckReport, years: tuple[YearOfDistanceSales, ...]
) -> dict[str, Any]:
    """Write everything a check found."""
    from snelsync.cli.documents import documents_json, problem_json  # noqa: PLC0415

    return {
        "counts": {str(key): count for key, count in report.plan.counts.items()},
        "administration": report.chart.company.name,
        "mapping_problems": [problem_json(one) for one in report.mapping_problems],
        "problems": [
            {
                "code": str(group.code),
                "documents": len(group.documents),
                "gross": str(group.gross),
                "orders": [one.order_number for one in group.documents],
                "remedy": group.remedy,
            }
            for group in report.groups
        ],
        "unreadable": [one.problem.message for one in report.unreadable],
        "distance_sales": [
            {"year": year.year, "net": str(year.net), "above_threshold": year.above}
            for year in years
        ],
        "documents": documents_json(report.plan.decisions),
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


def note_faults(
    output: Output, report: CheckReport, years: tuple[YearOfDistanceSales, ...]
) -> None:
    """Say what a person must know beside the documents."""
    from snelsync.domain.money import eur  # noqa: PLC0415
    from snelsync.domain.threshold import THRESHOLD  # noqa: PLC0415

    for year in years:
        if year.near:
            told = "above" if year.above else "near"
            output.note(
                f"warning: sales to consumers in other EU countries in {year.year}:"
                f" {eur(year.net)}, {told} the OSS threshold of {eur(THRESHOLD)}\n"
                "hint: ask your bookkeeper about OSS; the shop then charges foreign VAT"
            )
    for problem in report.mapping_problems:
        output.note(f"error: {problem.message}\nhint: {problem.remedy}\n")
    for one in report.unreadable:
        output.note(f"warning: {one.problem.message}\nhint: {one.problem.remedy}\n")


def sum_up(output: Output, report: CheckReport) -> None:
    """Say the one line that is said even when quiet."""
    held = sum(decision.outcome.needs_person for decision in report.plan.decisions)
    faults = len(report.mapping_problems)
    output.summary(
        f"{len(report.plan.decisions)} documents checked: {len(report.plan.to_book)}"
        f" can be booked, {held} need a person,"
        f" {faults} fault{'' if faults == 1 else 's'} in the mapping"
    )
