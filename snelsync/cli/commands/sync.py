"""``snelsync sync``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from snelsync.adapters.mapping_file import Settings
    from snelsync.app.ports import Recording
    from snelsync.app.stages import Synced, Terms
    from snelsync.app.stopping import Stopping
    from snelsync.app.telling import Telling
    from snelsync.cli.session import Session


def sync(
    ctx: typer.Context,
    *,
    limit: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Book at most N documents now."),
    ] = None,
    max_minutes: Annotated[
        float | None,
        typer.Option(
            min=0.01, metavar="M", help="Stop booking after M minutes; go on later."
        ),
    ] = None,
    max_documents: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Allow N documents at most."),
    ] = None,
    accept_gone: Annotated[
        bool,
        typer.Option(
            "--accept-gone", help="Believe it when many orders at once have vanished."
        ),
    ] = False,
    accept_refusals: Annotated[
        bool,
        typer.Option("--accept-refusals", help="Go on though most are refused."),
    ] = False,
    accept_closed: Annotated[
        bool,
        typer.Option("--accept-closed", help="Closed periods are no reason for 40."),
    ] = False,
) -> None:
    """Pull, check, push and look back, in one run. Made for cron: it never asks.

    Books what is surely right, as the mapping says. Ends with the worst that needs a
    person. Whatever stops it, the next run goes on from there.

    [bold]Examples[/bold]

      snelsync sync

      snelsync sync --quiet --max-minutes 50
    """
    from snelsync.app.push import Manner  # noqa: PLC0415
    from snelsync.app.stages import Terms  # noqa: PLC0415
    from snelsync.app.stopping import Stopping  # noqa: PLC0415
    from snelsync.app.telling import told  # noqa: PLC0415
    from snelsync.cli import syncing, wiring, wiring_unattended  # noqa: PLC0415
    from snelsync.cli.commands.push import AT_ONCE  # noqa: PLC0415
    from snelsync.cli.stopping import graceful  # noqa: PLC0415
    from snelsync.cli.watching import shout  # noqa: PLC0415

    session = ctx.obj
    output, world = session.output, session.world
    chosen = wiring.settings(session)
    asked = world.stop.is_set
    clock = Stopping(world.clock, asked=asked, minutes=max_minutes)
    terms = Terms(
        most=max_documents or chosen.mapping.limits.documents,
        manner=Manner(
            limit=limit,
            at_once=AT_ONCE,
            checkpoint=clock.check,
            accept_refusals=accept_refusals,
        ),
        checkpoint=Stopping(world.clock, asked=asked).check,
        watch=output.progress,
        accept_gone=accept_gone,
        accept_closed=accept_closed,
    )
    with (
        wiring.only_run(session, chosen, "sync"),
        graceful(world.stop, output.note),
        told(
            wiring_unattended.alerts(session, chosen),
            "sync",
            clock=world.clock,
            warn=output.warning,
        ) as telling,
        wiring.open_recording(session, chosen) as state,
    ):
        shout(session, chosen, state)
        done = _run(session, chosen, state, telling, clock=clock, terms=terms)
    syncing.tell(output, done, telling)
    if done.code:
        raise typer.Exit(done.code)


def _run(
    session: Session,
    chosen: Settings,
    state: Recording,
    telling: Telling,
    *,
    clock: Stopping,
    terms: Terms,
) -> Synced:
    """Open both sides, and go through all of it, noted in the record."""
    from snelsync.app.runs import recorded_run  # noqa: PLC0415
    from snelsync.app.stages import Sides  # noqa: PLC0415
    from snelsync.app.sync import sync as through  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415
    from snelsync.cli.commands.push import LONGEST_WAIT  # noqa: PLC0415

    mapping, now = chosen.mapping, session.world.clock
    with recorded_run(state, "sync", clock=now, mapping_digest=mapping.digest) as run:
        telling.begin(run.run_id)
        wiring.need_keys(session, chosen)
        with (
            wiring.open_shop(session, chosen) as shop,
            wiring.open_register(session, chosen) as register,
            wiring.open_administration(
                session, chosen, clock=clock, longest_wait=LONGEST_WAIT
            ) as administration,
        ):
            done = through(
                Sides(shop, administration, register),
                state,
                mapping=mapping,
                clock=clock,
                run_id=run.run_id,
                terms=terms,
            )
        run.exit_code = telling.code = done.code
        telling.status = done.status
    return done
