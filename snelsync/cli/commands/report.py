"""``snelsync report``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from snelsync.cli.return_kinds import Return
from snelsync.errors import ExitCode

if TYPE_CHECKING:
    from snelsync.cli.session import Session
    from snelsync.domain.mapping import Mapping
    from snelsync.domain.period import Period


def report(
    ctx: typer.Context,
    kind: Annotated[
        Return, typer.Argument(help="vat, icp or oss.", metavar="vat|icp|oss")
    ],
    period: Annotated[
        str, typer.Argument(help="As for reconcile: 2026-Q4.", metavar="PERIOD")
    ],
    *,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="DIR", help="Write the tables as CSV files."),
    ] = None,
    csv_dutch: Annotated[
        bool,
        typer.Option("--csv-dutch", help="Semicolons and decimal commas."),
    ] = False,
) -> None:
    """Give the figures of a period for a return, from what was booked.

    vat: the boxes of the Dutch VAT return. icp: the listing of sales to businesses in
    the EU, with the evidence. oss: foreign VAT per country and rate. Reads our own
    record only: what is held or not pushed yet is not in it, and that is said. Exit 3:
    something of the period needs a person first.

    [bold]Examples[/bold]

      snelsync report vat 2026-Q4

      snelsync report icp 2026-Q4 --csv quarter

      snelsync report oss 2026-Q4 --json
    """
    from snelsync.app.returns import read_booked  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415
    from snelsync.cli.returns import figures_of  # noqa: PLC0415

    if csv_dutch and csv is None:
        raise typer.BadParameter("--csv-dutch says how; --csv DIR must say where")
    session = ctx.obj
    chosen = wiring.settings(session)
    wanted = _period(session, chosen.mapping, period)
    with wiring.open_reading(session, chosen) as state:
        booked = read_booked(state, mapping=chosen.mapping, period=wanted)
    found = figures_of(kind, booked, mapping=chosen.mapping)
    code = ExitCode.NEEDS_PERSON if found.needs_person else ExitCode.DONE
    if csv is not None:
        wiring.write_csv(csv, found.sheets, dutch=csv_dutch)
    found.show(session.output, code)
    if code:
        raise typer.Exit(code)


def _period(session: Session, mapping: Mapping, text: str) -> Period:
    from snelsync.domain.period import parse_period  # noqa: PLC0415

    today = session.world.clock.now().astimezone(mapping.shop.zone).date()
    try:
        return parse_period(text, today=today)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
