"""``snelsync rebuild``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from snelsync.errors import ExitCode

if TYPE_CHECKING:
    from snelsync.app.rebuild import Rebuilt
    from snelsync.cli.session import Session


def rebuild(ctx: typer.Context) -> None:
    """Restore the record from SnelStart after the state file was lost.

    Run `snelsync pull-orders` first. Each order whose invoice number is in SnelStart is
    compared; what is equal is taken over as booked. SnelStart is only read.

    [bold]Examples[/bold]

      snelsync rebuild
    """
    from snelsync.app.push import prepare  # noqa: PLC0415
    from snelsync.app.rebuild import rebuild as take_over  # noqa: PLC0415
    from snelsync.app.runs import recorded_run  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415

    session = ctx.obj
    chosen = wiring.settings(session)
    clock = session.world.clock
    with (
        wiring.only_run(session, chosen, "rebuild"),
        wiring.open_recording(session, chosen) as state,
        wiring.open_administration(session, chosen) as administration,
        recorded_run(
            state, "rebuild", clock=clock, mapping_digest=chosen.mapping.digest
        ) as run,
    ):
        planned = prepare(state, administration, mapping=chosen.mapping, clock=clock)
        with session.output.progress("documents") as told:
            found = take_over(
                planned,
                state,
                administration,
                clock=clock,
                run_id=run.run_id,
                progress=told,
            )
        code = ExitCode.NEEDS_PERSON if found.different else ExitCode.DONE
        run.exit_code = code
    _tell(session, found, code)
    if code:
        raise typer.Exit(code)


def _tell(session: Session, found: Rebuilt, code: ExitCode) -> None:
    output = session.output
    output.document(
        "rebuild",
        code,
        counts={
            "adopted": len(found.adopted),
            "different": len(found.different),
            "absent": len(found.absent),
        },
        adopted=[one.number for one in found.adopted],
        different=[
            {"number": one.decision.number, "reason": one.why}
            for one in found.different
        ],
        absent=[one.number for one in found.absent],
    )
    for one in found.different:
        number = one.decision.order_number
        output.note(
            f"order {number}: SnelStart has invoice {one.decision.number}, and it is"
            f" not equal: {one.why}\nhint: compare it with `snelsync show {number}`; a"
            " push will not book it a second time"
        )
    output.summary(
        f"{len(found.adopted)} taken over from SnelStart, {len(found.different)}"
        f" different, {len(found.absent)} not there: `snelsync push` books those"
    )
