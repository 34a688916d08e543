"""Where everything stands, from our own record alone; no network."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from snelsync.app.ports import Reading, Run, Unreadable, Verdict
from snelsync.domain.booking import Outcome


@dataclass(frozen=True, slots=True)
class StatusReport:
    """Where everything stands.

    Attributes:
        new: orders and refunds pulled since the last push, not yet looked at.
        counts: documents per outcome as of the last push; with ``new`` they add up to
            everything seen.
        attention: the documents a person must look at, drifted ones included.
    """

    orders: int
    refunds: int
    new: int
    counts: dict[Outcome, int]
    attention: tuple[Verdict, ...]
    unreadable: tuple[Unreadable, ...]
    runs: tuple[Run, ...]


def read_status(state: Reading, *, booked_statuses: frozenset[str]) -> StatusReport:
    """Read where everything stands.

    Args:
        state: our record.
        booked_statuses: the order statuses that are booked; a booked order in any
            other status has drifted.
    """
    drifted = state.drifted(booked_statuses)
    counts: Counter[Outcome] = Counter()
    attention: list[Verdict] = []
    for verdict in state.verdicts():
        found = drifted.get(verdict.key, verdict)
        counts[found.outcome] += 1
        if found.outcome.needs_person or found.outcome is Outcome.UNCERTAIN:
            attention.append(found)
    orders, refunds = state.counts()
    return StatusReport(
        orders=orders,
        refunds=refunds,
        new=state.count_new(),
        counts={outcome: counts[outcome] for outcome in Outcome if counts[outcome]},
        attention=tuple(attention),
        unreadable=state.unreadable(),
        runs=state.last_runs(),
    )
