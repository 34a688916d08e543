"""Holding a period's documents against our record and SnelStart. Only reads."""

from __future__ import annotations

from collections.abc import Iterator

from snelsync.app.check import read_chart
from snelsync.app.ports import Administration, Clock, Reading
from snelsync.domain.compare import Invoice, Reconciliation, compare
from snelsync.domain.decision import Decision
from snelsync.domain.mapping import Mapping
from snelsync.domain.period import Period
from snelsync.domain.plan import make_plan


def reconcile(
    state: Reading,
    administration: Administration,
    *,
    mapping: Mapping,
    period: Period,
    clock: Clock,
) -> Reconciliation:
    """Compare the three sides for one period; every document gets a verdict."""
    chart = read_chart(administration, mapping)
    plan = make_plan(
        state.everything(),
        known=state.known(),
        mapping=mapping,
        chart=chart,
        now=clock.now(),
    )
    of_period = [decision for decision in plan.decisions if decision.day in period]
    found = list(administration.invoices(period.first, period.last))
    found += _dated_elsewhere(of_period, found, administration)
    ours_elsewhere = {
        decision.remote_id
        for decision in plan.decisions
        if decision.remote_id and decision.day not in period
    }
    return compare(
        of_period,
        [one for one in found if one.booking_id not in ours_elsewhere],
    )


def _dated_elsewhere(
    decisions: list[Decision], found: list[Invoice], administration: Administration
) -> Iterator[Invoice]:
    """Look up what we booked in the period and SnelStart does not have in it."""
    present = {invoice.booking_id for invoice in found}
    for decision in decisions:
        if decision.outcome.in_the_books and decision.remote_id not in present:
            for invoice in administration.find_invoices(decision.number):
                if invoice.booking_id == decision.remote_id:
                    yield invoice
