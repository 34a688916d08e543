"""``snelsync map-check``."""

from __future__ import annotations

import typer

from snelsync.errors import ExitCode


def map_check(ctx: typer.Context) -> None:
    """Translate every order and refund, without booking or writing anything.

    Reads the mapping file, the chart of accounts and all orders that were pulled, and
    reports every problem in one go. Exit 0: all is well. 3: some documents are held.
    10: the mapping itself has faults.

    [bold]Examples[/bold]

      snelsync map-check

      snelsync map-check --json
    """
    from snelsync.app.check import check, needs_person, totals  # noqa: PLC0415
    from snelsync.cli import tables, wiring  # noqa: PLC0415
    from snelsync.cli.documents import documents_json, problem_json  # noqa: PLC0415
    from snelsync.domain.money import eur  # noqa: PLC0415
    from snelsync.domain.threshold import THRESHOLD, distance_sales  # noqa: PLC0415

    session = ctx.obj
    output = session.output
    chosen = wiring.settings(session)
    with (
        wiring.open_reading(session, chosen) as state,
        wiring.open_administration(session, chosen) as administration,
    ):
        report = check(
            state, administration, mapping=chosen.mapping, clock=session.world.clock
        )
    years = distance_sales(report.plan.decisions, home=chosen.mapping.shop.home)
    code = ExitCode.DONE
    if needs_person(report.plan) or report.unreadable:
        code = ExitCode.NEEDS_PERSON
    if report.mapping_problems:
        code = ExitCode.SETTINGS
    output.document(
        "map-check",
        code,
        counts={str(key): count for key, count in report.plan.counts.items()},
        administration=report.chart.company.name,
        mapping_problems=[problem_json(one) for one in report.mapping_problems],
        problems=[
            {
                "code": str(group.code),
                "documents": len(group.documents),
                "gross": str(group.gross),
                "orders": [one.order_number for one in group.documents],
                "remedy": group.remedy,
            }
            for group in report.groups
        ],
        unreadable=[one.problem.message for one in report.unreadable],
        distance_sales=[
            {"year": year.year, "net": str(year.net), "above_threshold": year.above}
            for year in years
        ],
        documents=documents_json(report.plan.decisions),
    )
    output.show(
        tables.plain(f"administration: {report.chart.company.name}"),
        tables.outcomes(report.plan.counts, totals(report.plan)),
    )
    if report.groups:
        output.show(
            tables.heading("What holds documents back, the most money first"),
            tables.problems(report.groups),
        )
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
    held = sum(decision.outcome.needs_person for decision in report.plan.decisions)
    faults = len(report.mapping_problems)
    output.summary(
        f"{len(report.plan.decisions)} documents checked: {len(report.plan.to_book)}"
        f" can be booked, {held} need a person,"
        f" {faults} fault{'' if faults == 1 else 's'} in the mapping"
    )
    if code:
        raise typer.Exit(code)
