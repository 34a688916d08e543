"""``snelsync map-check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from snelsync.errors import ExitCode

if TYPE_CHECKING:
    from snelsync.adapters.mapping_file import Settings
    from snelsync.app.advice import Advice
    from snelsync.app.check import CheckReport
    from snelsync.app.survey import Survey
    from snelsync.cli.session import Session


def map_check(
    ctx: typer.Context,
    *,
    suggest: Annotated[
        bool,
        typer.Option("--suggest", help="Print the lines that mend it, and no tables."),
    ] = False,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Write the safe lines into the mapping file."),
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a page for the accountant, too."),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Check the mapping file alone.")
    ] = False,
    schema: Annotated[
        bool,
        typer.Option("--schema", help="Print a JSON Schema of it, for an editor."),
    ] = False,
) -> None:
    """Translate every order and refund, without booking anything.

    Reads the mapping file, the chart of accounts and all orders that were pulled, and
    reports every problem in one go, with what the shop uses and what the mapping makes
    of it, and how shop and SnelStart are set up. Exit 0: all is well. 3: some documents
    are held. 10: the mapping itself has faults, or shop or SnelStart is not set up for
    it.

    [bold]Examples[/bold]

      snelsync map-check

      snelsync map-check --suggest

      snelsync map-check --fix

      snelsync map-check --html check.html

      snelsync map-check --offline

      snelsync map-check --json
    """
    from snelsync.cli import checking, file_check, wiring  # noqa: PLC0415
    from snelsync.cli.shop_section import (  # noqa: PLC0415
        look_at_shop,
        shop_json,
        show_shop,
        stops,
    )
    from snelsync.domain.threshold import distance_sales  # noqa: PLC0415

    session = ctx.obj
    output = session.output
    if schema or offline:
        file_check.without_systems(session, schema=schema)
        return
    report, survey, chosen, written = _checked(
        session, wiring.settings(session), fix=fix
    )
    told = file_check.Told((*report.mapping_problems, *survey.problems), chosen)
    shop = look_at_shop(
        lambda: wiring.open_shop(session, chosen),
        mapping=chosen.mapping,
        chart=report.chart,
        clock=session.world.clock,
    )
    years = distance_sales(report.plan.decisions, home=chosen.mapping.shop.home)
    faults = bool(told.faults) or stops(shop)
    code = ExitCode.SETTINGS if faults else checking.code_of(report)
    if html is not None:
        from snelsync.cli.check_page import page_content  # noqa: PLC0415

        now = session.world.clock.now()
        content = page_content(report, years, mapping=chosen.mapping, now=now)
        wiring.write_page(html, "check", content)
    if output.as_json:
        fixed = [checking.line_json(one) for one in written]
        found = checking.report_json(report, years, told, survey.notes)
        output.document("map-check", code, fixed=fixed, shop=shop_json(shop), **found)
    elif suggest:
        checking.show_lines(output, report.advice)
        checking.note_suggested(output, report)
    else:
        checking.show_report(output, report)
        show_shop(output, shop)
        checking.note_faults(output, report, years)
        told.show(output, survey.notes)
        checking.note_advice(output, report)
        checking.sum_up(output, report, told.counted, shop_stops=stops(shop))
    if code:
        raise typer.Exit(code)


def _checked(
    session: Session, chosen: Settings, *, fix: bool
) -> tuple[CheckReport, Survey, Settings, tuple[Advice, ...]]:
    """Check; where that is wanted, write what is safe and check again."""
    from snelsync.app.check import check  # noqa: PLC0415
    from snelsync.app.survey import survey  # noqa: PLC0415
    from snelsync.cli import checking, wiring  # noqa: PLC0415

    clock, output = session.world.clock, session.output
    with (
        wiring.open_reading(session, chosen) as state,
        wiring.open_administration(session, chosen) as administration,
    ):

        def checked(now: Settings) -> CheckReport:
            with output.progress("orders") as told:
                return check(
                    state,
                    administration,
                    mapping=now.mapping,
                    clock=clock,
                    progress=told,
                )

        def surveyed(now: Settings, report: CheckReport) -> Survey:
            return survey(
                state,
                administration,
                mapping=now.mapping,
                report=report,
                key=now.snelstart.key,
                clock=clock,
            )

        report = checked(chosen)
        safe = tuple(one for one in report.advice if one.suggestion.safe)
        if fix and safe:
            chosen = wiring.add_lines(chosen, [one.suggestion for one in safe])
            checking.note_written(output, chosen.path, safe)
            report = checked(chosen)
        return report, surveyed(chosen, report), chosen, safe if fix else ()
