"""``snelsync push --mark-booked``, ``--unmark``: history that is not ours to book."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from snelsync.cli.output import printable
from snelsync.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from snelsync.adapters.mapping_file import Settings
    from snelsync.cli.session import Session
    from snelsync.domain.decision import Decision


def mark_period(
    session: Session, chosen: Settings, period: str, *, yes: bool, back: bool
) -> ExitCode:
    """Show what of a period would be marked, ask, and mark it (or take that back)."""
    from snelsync.app.marking import mark, markable, marked, unmark  # noqa: PLC0415
    from snelsync.app.push import prepare  # noqa: PLC0415
    from snelsync.app.runs import recorded_run  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415
    from snelsync.domain.period import parse_period  # noqa: PLC0415

    clock, mapping = session.world.clock, chosen.mapping
    today = clock.now().astimezone(mapping.shop.zone).date()
    try:
        of_period = parse_period(period, today=today)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    command = "push --unmark" if back else "push --mark-booked"
    with (
        wiring.only_run(session, chosen, command),
        wiring.open_recording(session, chosen) as state,
        wiring.open_administration(session, chosen) as administration,
    ):
        plan = prepare(state, administration, mapping=mapping, clock=clock).plan
        found = (marked if back else markable)(plan, of_period)
        if found and not yes:
            _ask(session, found, period, back=back)
        with recorded_run(
            state, command, clock=clock, mapping_digest=mapping.digest
        ) as run:
            if back:
                unmark(found, state, clock=clock, run_id=run.run_id)
            else:
                mark(found, state, clock=clock, run_id=run.run_id)
            run.exit_code = ExitCode.DONE
    _tell(session, found, period, back=back)
    return ExitCode.DONE


def _ask(
    session: Session, found: tuple[Decision, ...], period: str, *, back: bool
) -> None:
    from snelsync.cli import tables  # noqa: PLC0415

    as_what = "not marked any more" if back else "booked another way, never by snelsync"
    question = f"Keep {_count(found)} of {period} as {as_what}?"
    if not session.world.stdin_is_terminal or session.output.as_json:
        raise UsageError(
            f"{question} There is no terminal to ask on",
            hint="add --yes to mark without asking, or --dry-run to look only",
        )
    session.output.show(tables.listed(found))
    if not typer.confirm(printable(question), err=True):
        session.output.note("nothing was marked")
        raise typer.Exit(ExitCode.DONE)


def _count(found: tuple[Decision, ...]) -> str:
    from snelsync.domain.money import eur, total  # noqa: PLC0415

    amount = eur(total(one.total for one in found))
    return f"{len(found)} document{'' if len(found) == 1 else 's'}, {amount} in all,"


def _tell(
    session: Session, found: tuple[Decision, ...], period: str, *, back: bool
) -> None:
    what = "unmarked" if back else "marked"
    session.output.document(
        "push",
        ExitCode.DONE,
        period=period,
        counts={what: len(found)},
        orders=sorted({one.order_number for one in found}),
    )
    then = (
        "the next push decides about them anew"
        if back
        else "snelsync will not book them; nothing was sent to SnelStart"
    )
    told = f"{_count(found)} of {period} {what}: {then}"
    session.output.summary(told if found else f"nothing of {period} to be {what}")
