"""``snelsync push --undo``: an order's bookings out of SnelStart again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from snelsync.cli.output import printable
from snelsync.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from snelsync.adapters.mapping_file import Settings
    from snelsync.app.undo import Undone
    from snelsync.cli.session import Session
    from snelsync.domain.order import Order


def undo_order(
    session: Session, chosen: Settings, order: str, *, yes: bool
) -> ExitCode:
    """Ask, delete the order's bookings, and tell what became of each."""
    from snelsync.app.check import read_chart  # noqa: PLC0415
    from snelsync.app.runs import recorded_run  # noqa: PLC0415
    from snelsync.app.story import find_order  # noqa: PLC0415
    from snelsync.app.undo import undo  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415

    clock = session.world.clock
    with (
        wiring.only_run(session, chosen, "push --undo"),
        wiring.open_recording(session, chosen) as state,
        wiring.open_administration(session, chosen) as administration,
    ):
        found = find_order(state, order).order
        chart = read_chart(administration, chosen.mapping)
        if not yes:
            _ask(session, found.number, chart.company.name)
        with recorded_run(
            state, "push --undo", clock=clock, mapping_digest=chosen.mapping.digest
        ) as run:
            done = undo(
                found.order_id,
                state,
                administration,
                mapping=chosen.mapping,
                clock=clock,
                run_id=run.run_id,
            )
            code = ExitCode.NEEDS_PERSON if done.kept else ExitCode.DONE
            run.exit_code = code
    _tell(session, found, done, code)
    return code


def _ask(session: Session, number: str, company: str) -> None:
    question = f"Delete the bookings of order {number} in '{company}'?"
    if not session.world.stdin_is_terminal or session.output.as_json:
        raise UsageError(
            f"{question} There is no terminal to ask on",
            hint="add --yes to delete without asking",
        )
    if not typer.confirm(printable(question), err=True):
        session.output.note("nothing was deleted")
        raise typer.Exit(ExitCode.DONE)


def _tell(session: Session, order: Order, done: Undone, code: ExitCode) -> None:
    output = session.output
    output.document(
        "push",
        code,
        undone=[one.booking.number for one in done.taken_out],
        kept=done.kept.booking.number if done.kept else None,
        reason=done.why or None,
        counts={"undone": len(done.taken_out)},
    )
    numbers = ", ".join(f"invoice {one.booking.number}" for one in done.taken_out)
    told = (
        f"{numbers} taken out of SnelStart; the next push books the order anew, as it"
        " is then"
        if numbers
        else "nothing was taken out of SnelStart"
    )
    if done.kept is not None:
        # Said when quiet too: it is why the exit code is not 0.
        told += f"; invoice {done.kept.booking.number} was kept: {done.why}"
        output.note(f"hint: {done.hint}")
    output.summary(f"order {order.number}: {told}")
