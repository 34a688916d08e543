"""``snelsync retry``."""

from __future__ import annotations

from typing import Annotated

import typer


def retry(
    ctx: typer.Context,
    orders: Annotated[
        list[str] | None,
        typer.Argument(
            help="Order numbers or ids; none for all.", metavar="[ORDER]..."
        ),
    ] = None,
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask; for scripts and cron.")
    ] = False,
) -> None:
    """Try again what was held, refused or in conflict, after its cause is gone.

    A push that books only the orders named, or without any, those that needed a person
    at the last push. Every push tries these again too; this leaves all else alone.

    [bold]Examples[/bold]

      snelsync retry 1042

      snelsync retry --yes
    """
    from snelsync.cli import wiring  # noqa: PLC0415
    from snelsync.cli.commands.push import Wish, book  # noqa: PLC0415

    session = ctx.obj
    chosen = wiring.settings(session)
    wish = Wish(yes=yes, only=tuple(orders or ()))
    code = book(session, chosen, wish)
    if code:
        raise typer.Exit(code)
