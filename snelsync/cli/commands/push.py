"""``snelsync push``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from snelsync.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from snelsync.adapters.mapping_file import Settings
    from snelsync.app.push import Planned
    from snelsync.cli.output import Output
    from snelsync.cli.session import Session
    from snelsync.domain.plan import Plan


def push(
    ctx: typer.Context,
    *,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Show every booking line, and book nothing."),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask; for scripts and cron.")
    ] = False,
) -> None:
    """Book in SnelStart what was pulled and is surely right.

    Shows the plan, asks once, and books. What is not surely right is held, with the
    reason and what to do. Pushing again books nothing twice.

    [bold]Examples[/bold]

      snelsync push --dry-run

      snelsync push --yes --quiet
    """
    from snelsync.cli import wiring  # noqa: PLC0415

    session = ctx.obj
    chosen = wiring.settings(session)
    code = _look(session, chosen) if dry_run else _book(session, chosen, yes=yes)
    if code:
        raise typer.Exit(code)


def _look(session: Session, chosen: Settings) -> ExitCode:
    """Make the plan and show it; nothing is written, here or there."""
    from snelsync.app.push import prepare  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415

    with (
        wiring.open_reading(session, chosen) as state,
        wiring.open_administration(session, chosen) as administration,
    ):
        planned = prepare(
            state, administration, mapping=chosen.mapping, clock=session.world.clock
        )
    code = _code_of(planned.plan)
    _tell(session.output, planned.plan, code, dry_run=True)
    _show_plan(session.output, planned)
    count = len(planned.plan.to_book)
    session.output.summary(
        f"dry run: {count} document{'' if count == 1 else 's'} would be booked, nothing"
        f" was; plan {planned.plan.digest[:12]}"
    )
    return code


def _book(session: Session, chosen: Settings, *, yes: bool) -> ExitCode:
    from snelsync.app.push import execute, prepare, settle  # noqa: PLC0415
    from snelsync.app.runs import recorded_run  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415

    output, clock = session.output, session.world.clock
    with (
        wiring.open_recording(session, chosen) as state,
        wiring.open_administration(session, chosen) as administration,
        recorded_run(
            state, "push", clock=clock, mapping_digest=chosen.mapping.digest
        ) as run,
    ):
        run_id = run.run_id
        settle(state, administration, clock=clock, run_id=run_id)
        planned = prepare(
            state, administration, mapping=chosen.mapping, clock=session.world.clock
        )
        if planned.plan.to_book and not yes:
            _show_plan(output, planned)
            _ask(session, planned)
        with output.progress("bookings") as told:
            done = execute(
                planned,
                state,
                administration,
                clock=clock,
                run_id=run_id,
                progress=told,
            )
        code = run.exit_code = _code_of(done)
    _tell(output, done, code, dry_run=False)
    _show_result(output, planned, done)
    return code


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
    if not typer.confirm(question, err=True):
        session.output.note("nothing was booked")
        raise typer.Exit(ExitCode.DONE)


def _code_of(plan: Plan) -> ExitCode:
    """Give the worst thing that needs a person."""
    from snelsync.domain.booking import Outcome  # noqa: PLC0415

    outcomes = {decision.outcome for decision in plan.decisions}
    if Outcome.UNCERTAIN in outcomes:
        return ExitCode.UNCERTAIN
    if any(outcome.needs_person for outcome in outcomes):
        return ExitCode.NEEDS_PERSON
    return ExitCode.DONE


def _tell(output: Output, plan: Plan, code: ExitCode, *, dry_run: bool) -> None:
    from snelsync.cli.documents import documents_json  # noqa: PLC0415

    output.document(
        "push",
        code,
        dry_run=dry_run,
        plan=plan.digest,
        counts={str(outcome): count for outcome, count in plan.counts.items()},
        documents=documents_json(plan.decisions),
    )


def _show_plan(output: Output, planned: Planned) -> None:
    from snelsync.app.check import group_problems  # noqa: PLC0415
    from snelsync.cli import tables  # noqa: PLC0415

    plan = planned.plan
    held = [one for one in plan.decisions if one.outcome.needs_person]
    if plan.to_book:
        output.show(
            tables.heading(f"To book in '{planned.chart.company.name}'"),
            tables.bookings(plan.to_book),
        )
    remarked = [one for one in plan.to_book if one.problems]
    if remarked:
        output.show(
            tables.heading("To be booked, with a remark"),
            tables.problems(group_problems(remarked)),
        )
    if held:
        output.show(
            tables.heading("Not to be booked: a person must look"),
            tables.needing_a_person(held),
        )
    output.show(tables.heading("Documents"), tables.outcomes(plan.counts))


def _show_result(output: Output, planned: Planned, done: Plan) -> None:
    from snelsync.cli import tables  # noqa: PLC0415
    from snelsync.domain.booking import Outcome  # noqa: PLC0415

    tried = {str(decision.key) for decision in planned.plan.to_book}
    failed = [
        decision
        for decision in done.decisions
        if str(decision.key) in tried and not decision.outcome.in_the_books
    ]
    if failed:
        output.show(tables.heading("Not booked"), tables.needing_a_person(failed))
    output.show(tables.heading("Documents"), tables.outcomes(done.counts))
    adopted = sum(
        str(one.key) in tried and one.outcome is Outcome.ADOPTED
        for one in done.decisions
    )
    booked = len(tried) - len(failed) - adopted
    person = sum(decision.outcome.needs_person for decision in done.decisions)
    more = f"; {person} need a person: `snelsync status`" if person else ""
    found = f", {adopted} were in SnelStart already" if adopted else ""
    output.summary(f"{booked} booked now{found}{more}")
