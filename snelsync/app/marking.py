"""Taking over a history that was booked by hand or by another tool: it is marked.

What is marked is not booked. Nothing is sent to SnelStart, and nothing is read of what
is there: that it was booked is what a person says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from snelsync.app.ports import Clock, Recording
from snelsync.domain.booking import Outcome
from snelsync.domain.decision import Decision
from snelsync.domain.period import Period
from snelsync.domain.plan import Plan
from snelsync.domain.sales import MARKED

_NOT_OURS_YET = {
    Outcome.PLANNED,
    Outcome.HELD,
    Outcome.WAITING,
    Outcome.REFUSED,
    Outcome.CONFLICT,
}


def markable(plan: Plan, period: Period) -> tuple[Decision, ...]:
    """List the sales and credits of a period that are not in the books through us."""
    return tuple(
        one
        for one in plan.decisions
        if one.day in period
        and one.outcome in _NOT_OURS_YET
        and not one.remote_id
        and not one.key.corrects(one.order_id)
        and not one.key.undoes(one.order_id)
    )


def marked(plan: Plan, period: Period) -> tuple[Decision, ...]:
    """List what of a period was marked before."""
    return tuple(
        one
        for one in plan.decisions
        if one.day in period and one.outcome is Outcome.SKIPPED and one.reason == MARKED
    )


def mark(
    decisions: Iterable[Decision], state: Recording, *, clock: Clock, run_id: int
) -> None:
    """Keep that these were booked another way."""
    chosen = list(decisions)
    state.mark([one.key for one in chosen], at=clock.now(), run_id=run_id)
    state.save_verdicts(
        (
            replace(
                one, outcome=Outcome.SKIPPED, reason=MARKED, booking=None, problems=()
            )
            for one in chosen
        ),
        run_id=run_id,
    )


def unmark(
    decisions: Iterable[Decision], state: Recording, *, clock: Clock, run_id: int
) -> None:
    """Take that back: the next push decides about them anew."""
    state.unmark([one.key for one in decisions], at=clock.now(), run_id=run_id)
