"""Showing a plan, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snelsync.app.push import Done, Planned
    from snelsync.cli.output import Output
    from snelsync.domain.plan import Plan
    from snelsync.errors import ExitCode

AT_ONCE = 500
"""Bookings in one table: it is made whole before it is shown, cell by cell, and the
cells of one booking take more memory than the booking."""


def tell_plan(
    output: Output, plan: Plan, code: ExitCode, *, dry_run: bool, stopped: str = ""
) -> None:
    """Write the JSON document of a push."""
    if not output.as_json:
        return
    from snelsync.cli.documents import documents_json  # noqa: PLC0415

    output.document(
        "push",
        code,
        dry_run=dry_run,
        plan=plan.digest,
        stopped=stopped or None,
        counts={str(outcome): count for outcome, count in plan.counts.items()},
        documents=documents_json(plan.decisions),
    )


def show_plan(output: Output, planned: Planned) -> None:
    """Show what would be booked, line by line, and what would not."""
    if not output.shows:
        return
    from snelsync.app.check import group_problems  # noqa: PLC0415
    from snelsync.cli import tables  # noqa: PLC0415

    plan = planned.plan
    held = [one for one in plan.decisions if one.outcome.needs_person]
    to_book = plan.to_book
    if to_book:
        output.show(tables.heading(f"To book in '{planned.chart.company.name}'"))
    for first in range(0, len(to_book), AT_ONCE):
        output.show(tables.bookings(to_book[first : first + AT_ONCE]))
    remarked = [one for one in to_book if one.problems]
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


def show_result(output: Output, planned: Planned, result: Done) -> None:
    """Show what became of a plan."""
    from snelsync.cli import tables  # noqa: PLC0415
    from snelsync.domain.booking import Outcome  # noqa: PLC0415

    done = result.plan
    left = {str(one.key) for one in done.decisions if one.outcome is Outcome.PLANNED}
    tried = {str(decision.key) for decision in planned.plan.to_book} - left
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
    ended = f"; {len(left)} left: {result.stopped}" if result.stopped else ""
    output.summary(f"{booked} booked now{found}{ended}{more}")
