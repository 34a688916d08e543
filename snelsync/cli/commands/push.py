"""``snelsync push``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from snelsync.cli.output import printable
from snelsync.cli.plans import show_plan, show_result, tell_plan
from snelsync.errors import ExitCode, PlanChangedError, UsageError

if TYPE_CHECKING:
    from snelsync.adapters.mapping_file import Settings
    from snelsync.app.ports import Administration, Reading, Recording
    from snelsync.app.push import Done, Manner, Planned
    from snelsync.app.stopping import Stopping
    from snelsync.cli.session import Session

AT_ONCE = 4
"""Orders booked at a time: enough to use the limit of calls, and within every key's."""

LONGEST_WAIT = 3700.0
"""Seconds: a push waits for the next hour's calls; nothing else does."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed.

    Attributes:
        only: the order numbers or ids to look at again; () for all that need a person.
        correct: the order numbers or ids of which the bookings are to be corrected.
    """

    yes: bool
    plan: Path | None = None
    limit: int | None = None
    max_minutes: float | None = None
    max_documents: int | None = None
    accept_refusals: bool = False
    accept_closed: bool = False
    only: tuple[str, ...] | None = None
    correct: tuple[str, ...] = ()


def push(  # noqa: PLR0913 - each is an option
    ctx: typer.Context,
    *,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Show every booking line, and book nothing."),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask; for scripts and cron.")
    ] = False,
    plan: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="With --dry-run: save the plan. Without: book that plan, or nothing.",
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Book at most N documents now."),
    ] = None,
    max_minutes: Annotated[
        float | None,
        typer.Option(min=0.01, metavar="M", help="Stop after M minutes; go on later."),
    ] = None,
    max_documents: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="With --yes: allow N documents at most."),
    ] = None,
    accept_refusals: Annotated[
        bool,
        typer.Option("--accept-refusals", help="Go on though most are refused."),
    ] = False,
    accept_closed: Annotated[
        bool,
        typer.Option("--accept-closed", help="Closed periods are no reason for 40."),
    ] = False,
    correct: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ORDER",
            help="Take a changed order's booking back and book it as it is now.",
        ),
    ] = None,
    mark_booked: Annotated[
        str,
        typer.Option(
            metavar="PERIOD", help="Leave what was booked another way for good."
        ),
    ] = "",
    unmark: Annotated[
        str, typer.Option(metavar="PERIOD", help="Take --mark-booked back.")
    ] = "",
    undo: Annotated[
        str,
        typer.Option(
            metavar="ORDER", help="Take this order's bookings out of SnelStart again."
        ),
    ] = "",
) -> None:
    """Book in SnelStart what was pulled and is surely right.

    Shows the plan, asks once, and books. What is not surely right is held, with the
    reason and what to do. Pushing again books nothing twice.

    [bold]Examples[/bold]

      snelsync push --dry-run --plan october.json

      snelsync push --plan october.json

      snelsync push --yes --quiet --max-minutes 50
    """
    from snelsync.cli import wiring  # noqa: PLC0415

    session = ctx.obj
    _alone(
        undo=undo,
        mark=mark_booked,
        unmark=unmark,
        other=bool(dry_run or plan or limit or max_minutes or correct),
    )
    chosen = wiring.settings(session)
    wish = Wish(
        yes=yes,
        plan=plan,
        limit=limit,
        max_minutes=max_minutes,
        max_documents=max_documents,
        accept_refusals=accept_refusals,
        accept_closed=accept_closed,
        correct=tuple(correct or ()),
    )
    if mark_booked or unmark:
        from snelsync.cli.marking import mark_period  # noqa: PLC0415

        period = mark_booked or unmark
        code = mark_period(session, chosen, period, yes=yes, back=bool(unmark))
    elif undo:
        from snelsync.cli.undoing import undo_order  # noqa: PLC0415

        code = undo_order(session, chosen, undo, yes=yes)
    else:
        code = _look(session, chosen, wish) if dry_run else book(session, chosen, wish)
    if code:
        raise typer.Exit(code)


def _alone(*, undo: str, mark: str, unmark: str, other: bool) -> None:
    """Refuse options together of which only one can be meant."""
    given = [
        name
        for name, value in (
            ("--undo", undo),
            ("--mark-booked", mark),
            ("--unmark", unmark),
        )
        if value
    ]
    if len(given) > 1 or (given and other):
        raise UsageError(
            f"{given[0]} books nothing: it goes with --yes alone",
            hint=(
                f"`snelsync show {undo}` shows what it would take out"
                if undo
                else "without --yes it lists the documents, and asks first"
            ),
        )


def _look(session: Session, chosen: Settings, wish: Wish) -> ExitCode:
    """Make the plan and show it; nothing is written, here or there."""
    from snelsync.app.push import code_of  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415
    from snelsync.domain.approval import approve  # noqa: PLC0415

    with (
        wiring.open_reading(session, chosen) as state,
        wiring.open_administration(session, chosen) as administration,
    ):
        planned = _prepared(session, chosen, wish, state, administration)
    if wish.plan is not None:
        approval = approve(planned.plan, mapping=chosen.mapping, chart=planned.chart)
        wiring.write_plan(wish.plan, approval)
    code = code_of(planned.plan)
    tell_plan(session.output, planned.plan, code, dry_run=True)
    show_plan(session.output, planned)
    count = len(planned.plan.to_book)
    saved = f"; to book this and nothing else: push --plan {wish.plan}"
    session.output.summary(
        f"dry run: {count} document{'' if count == 1 else 's'} would be booked, nothing"
        f" was; plan {planned.plan.digest[:12]}{saved if wish.plan else ''}"
    )
    return code


def book(session: Session, chosen: Settings, wish: Wish) -> ExitCode:
    """Settle, plan, have it approved, book, and tell what became of it."""
    from snelsync.app.push import Manner, code_of, settle  # noqa: PLC0415
    from snelsync.app.runs import recorded_run  # noqa: PLC0415
    from snelsync.app.stopping import Stopping  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415
    from snelsync.cli.watching import shout  # noqa: PLC0415

    output, world = session.output, session.world
    clock = Stopping(world.clock, asked=world.stop.is_set, minutes=wish.max_minutes)
    with (
        wiring.only_run(session, chosen, "push"),
        wiring.open_recording(session, chosen) as state,
        wiring.open_administration(
            session, chosen, clock=clock, longest_wait=LONGEST_WAIT
        ) as administration,
        recorded_run(
            state, "push", clock=world.clock, mapping_digest=chosen.mapping.digest
        ) as run,
    ):
        shout(session, chosen, state)
        settle(state, administration, clock=clock, run_id=run.run_id)
        planned = _approved(session, chosen, wish, state, administration)
        with output.progress("bookings") as told:
            manner = Manner(
                limit=wish.limit,
                at_once=AT_ONCE,
                checkpoint=clock.check,
                progress=told,
                accept_refusals=wish.accept_refusals,
            )
            done = _execute(
                session,
                planned,
                state,
                administration,
                clock=clock,
                run_id=run.run_id,
                manner=manner,
            )
        code = code_of(done.plan, accept_closed=wish.accept_closed)
        if done.interrupted:
            code = ExitCode.INTERRUPTED
        run.exit_code = code
    tell_plan(output, done.plan, code, dry_run=False, stopped=done.stopped)
    show_result(output, planned, done)
    return code


def _prepared(
    session: Session,
    chosen: Settings,
    wish: Wish,
    state: Reading,
    administration: Administration,
) -> Planned:
    """Make the plan: of everything, or of the corrections that were asked for."""
    from snelsync.app.correcting import ids_of, only_corrections  # noqa: PLC0415
    from snelsync.app.push import prepare  # noqa: PLC0415

    orders = ids_of(state, wish.correct)
    planned = prepare(
        state,
        administration,
        mapping=chosen.mapping,
        clock=session.world.clock,
        correct=frozenset(orders),
    )
    if not orders:
        return planned
    return replace(planned, plan=only_corrections(planned.plan, orders))


def _approved(
    session: Session,
    chosen: Settings,
    wish: Wish,
    state: Recording,
    administration: Administration,
) -> Planned:
    """Make the plan, and have it approved: by a file, a person, or --yes."""
    from snelsync.app.breakers import check_many  # noqa: PLC0415
    from snelsync.app.retrying import keys_again  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415

    mapping = chosen.mapping
    approval = wiring.read_plan(wish.plan) if wish.plan else None
    planned = _prepared(session, chosen, wish, state, administration)
    plan, chart = planned.plan, planned.chart
    if wish.only is not None:
        again = keys_again(state, plan, wish.only)
        plan = plan.only(lambda one: one.key in again, "not looked at by this retry")
        planned = replace(planned, plan=plan)
    if approval is not None:
        changes = approval.changes(plan, mapping=mapping, chart=chart)
        if changes:
            raise PlanChangedError(
                f"{wish.plan} is no longer what would be booked; nothing was",
                details=changes,
            )
        return replace(planned, plan=approval.applied_to(plan))
    if plan.to_book and not wish.yes:
        show_plan(session.output, planned)
        _ask(session, planned)
    elif wish.yes:
        check_many(plan, wish.max_documents or mapping.limits.documents)
    return planned


def _execute(
    session: Session,
    planned: Planned,
    state: Recording,
    administration: Administration,
    *,
    clock: Stopping,
    run_id: int,
    manner: Manner,
) -> Done:
    """Book, with signals that stop it where everything is recorded."""
    from snelsync.app.push import execute  # noqa: PLC0415
    from snelsync.cli.stopping import graceful  # noqa: PLC0415

    with graceful(session.world.stop, session.output.note):
        return execute(
            planned, state, administration, clock=clock, run_id=run_id, manner=manner
        )


def _ask(session: Session, planned: Planned) -> None:
    """Ask once, on a terminal; anywhere else the answer must be given beforehand."""
    from snelsync.domain.money import eur, total  # noqa: PLC0415

    to_book = planned.plan.to_book
    amount = eur(total(decision.total for decision in to_book))
    question = (
        f"Book {len(to_book)} documents, {amount} in all, in"
        f" '{planned.chart.company.name}'?"
    )
    unseen = session.output.as_json or session.output.quiet
    if not session.world.stdin_is_terminal or unseen:
        terminal = session.world.stdin_is_terminal
        why = "The plan was not shown" if terminal else "There is no terminal to ask on"
        raise UsageError(
            f"{question} {why}",
            hint="add --yes to book without asking, or --dry-run to look only",
        )
    if not typer.confirm(printable(question), err=True):
        session.output.note("nothing was booked")
        raise typer.Exit(ExitCode.DONE)
