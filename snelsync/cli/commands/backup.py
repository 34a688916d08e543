"""``snelsync backup``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from snelsync.errors import ExitCode


def backup(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A new file; none is overwritten.")
    ],
) -> None:
    """Copy the state file to another file, whole and checked.

    May be done while another run writes. The copy is read back before it counts.

    [bold]Examples[/bold]

      snelsync backup /backup/shop-2026-11-21.sqlite3
    """
    from snelsync.cli import wiring  # noqa: PLC0415

    session = ctx.obj
    output = session.output
    chosen = wiring.settings(session)
    made = wiring.back_up(session, chosen, file)
    output.document(
        "backup",
        ExitCode.DONE,
        counts=made.rows,
        file=str(made.path),
        bytes=made.size,
        version=made.version,
    )
    rows = sum(made.rows.values())
    output.summary(
        f"{made.path}: {made.rows.get('orders', 0)} orders,"
        f" {made.rows.get('documents', 0)} documents, {rows} rows in all, read back and"
        " whole"
    )
    output.note("it has what the state file has, of businesses too: keep it as safely")
