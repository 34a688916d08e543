"""``snelsync map-check``."""

from __future__ import annotations

import typer


def map_check(ctx: typer.Context) -> None:
    """Translate every order and refund, without booking or writing anything.

    Reads the mapping file, the chart of accounts and all orders that were pulled, and
    reports every problem in one go. Exit 0: all is well. 3: some documents are held.
    10: the mapping itself has faults.

    [bold]Examples[/bold]

      snelsync map-check

      snelsync map-check --json
    """
    from snelsync.app.check import check  # noqa: PLC0415
    from snelsync.cli import checking, wiring  # noqa: PLC0415
    from snelsync.domain.threshold import distance_sales  # noqa: PLC0415

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
    code = checking.code_of(report)
    if output.as_json:
        output.document("map-check", code, **checking.report_json(report, years))
    checking.show_report(output, report)
    checking.note_faults(output, report, years)
    checking.sum_up(output, report)
    if code:
        raise typer.Exit(code)
