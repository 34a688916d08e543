"""``snelsync reconcile``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from snelsync.errors import CredentialsError, ExitCode

if TYPE_CHECKING:
    from snelsync.adapters.mapping_file import Settings
    from snelsync.app.ports import Shop
    from snelsync.cli.session import Session
    from snelsync.domain.mapping import Mapping


def reconcile(  # noqa: PLR0913 - one for each option
    ctx: typer.Context,
    period: Annotated[
        str,
        typer.Argument(
            help="2026-10, 2026-Q4, 2026, 2026-10-01..2026-10-15 or yesterday.",
            metavar="PERIOD",
        ),
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
    xlsx: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a workbook for Excel."),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a page with pictures."),
    ] = None,
    offline_shop: Annotated[
        bool,
        typer.Option(
            "--offline-shop",
            help="Go by what was pulled last; the shop is not called.",
        ),
    ] = False,
    tolerance: Annotated[
        str | None,
        typer.Option(
            metavar="AMOUNT",
            help="EUR that one check may be off and only warn; every row is shown.",
        ),
    ] = None,
) -> None:
    """Prove a period: shop, our record and SnelStart agree to the cent. Only reads.

    The shop's orders and refunds of the period are read anew, SnelStart's invoices and
    ledger mutations too, and each difference is explained row by row, with what would
    mend it. Exit 0: proven, perhaps with warnings. 4: a check fails.

    [bold]Examples[/bold]

      snelsync reconcile 2026-Q4

      snelsync reconcile 2026-Q4 --html proof.html --xlsx proof.xlsx

      snelsync reconcile yesterday --json

      snelsync reconcile 2026-Q4 --tolerance 0.05
    """
    from snelsync.app.proving import prove  # noqa: PLC0415
    from snelsync.cli import proving, wiring  # noqa: PLC0415
    from snelsync.cli.proof_files import ReportFiles, write_reports  # noqa: PLC0415
    from snelsync.domain.period import parse_period  # noqa: PLC0415
    from snelsync.domain.proof import Standing  # noqa: PLC0415

    if csv_dutch and csv is None:
        raise typer.BadParameter("--csv-dutch says how; --csv DIR must say where")
    session = ctx.obj
    output = session.output
    chosen = wiring.settings(session)
    today = session.world.clock.now().astimezone(chosen.mapping.shop.zone).date()
    try:
        wanted = parse_period(period, today=today)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    mapping = _with_tolerance(chosen.mapping, tolerance)
    with (
        wiring.open_reading(session, chosen) as state,
        wiring.open_administration(session, chosen) as administration,
        _shop(session, chosen, offline=offline_shop) as (shop, why),
        output.progress("orders") as progress,
    ):
        proof = prove(
            shop,
            state,
            administration,
            mapping=mapping,
            period=wanted,
            clock=session.world.clock,
            why_offline=why,
            progress=progress,
        )
    files = ReportFiles(csv=csv, csv_dutch=csv_dutch, xlsx=xlsx, html=html)
    write_reports(files, proof, mapping=chosen.mapping)
    failed = proof.verdict is Standing.FAIL
    code = ExitCode.DIFFERENCES if failed else ExitCode.DONE
    if output.as_json:
        output.document("reconcile", code, **proving.proof_json(proof))
    output.show(*proving.page(proof))
    same = proving.counts_of(proof).get("same", 0)
    differences = sum(1 for one in proof.documents if one.verdict.is_difference)
    output.summary(
        f"{wanted.label}: {same} documents equal, {differences} differences;"
        f" {proving.verdict_line(proof)}"
    )
    if code:
        raise typer.Exit(code)


def _with_tolerance(mapping: Mapping, typed: str | None) -> Mapping:
    """Take the tolerance that was typed in place of the mapping's."""
    from decimal import Decimal  # noqa: PLC0415

    if typed is None:
        return mapping
    if re.fullmatch(r"\d{1,6}([.,]\d{1,2})?", typed) is None:
        raise typer.BadParameter(
            f"'{typed}' is no amount: write 0.05 for five cents",
            param_hint="--tolerance",
        )
    amount = Decimal(typed.replace(",", "."))
    return replace(mapping, reconcile=replace(mapping.reconcile, tolerance=amount))


@contextmanager
def _shop(
    session: Session, chosen: Settings, *, offline: bool
) -> Iterator[tuple[Shop | None, str]]:
    """Open the shop; without its keys what was pulled has to do."""
    from snelsync.cli import wiring  # noqa: PLC0415

    if offline:
        yield None, "--offline-shop was given"
        return
    try:
        wiring.need_shop_keys(session, chosen)
    except CredentialsError as error:
        yield None, error.what
        return
    with wiring.open_shop(session, chosen) as shop:
        yield shop, ""
