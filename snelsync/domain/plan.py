"""From everything the shop has to the plan: each document once, and a digest.

A pure decision over values: the same orders, record, mapping and chart give the same
plan, with the same digest. Nothing is done here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from snelsync.domain.booking import (
    DocumentKey,
    Outcome,
    folded,
    long_fingerprint,
)
from snelsync.domain.case import Case
from snelsync.domain.chart import Chart
from snelsync.domain.decide import decide
from snelsync.domain.decision import Decision, Known
from snelsync.domain.mapping import Mapping
from snelsync.domain.order import Sold
from snelsync.domain.problem import Code, Problem

Watch = Callable[[Sold, Sequence[Decision]], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """Every document once, and the digest of what would be booked."""

    decisions: tuple[Decision, ...]
    digest: str

    @property
    def to_book(self) -> tuple[Decision, ...]:
        """Give what shall be booked, sales before the credits that name them."""
        return tuple(d for d in self.decisions if d.outcome is Outcome.PLANNED)

    def only(self, wanted: Callable[[Decision], bool], reason: str) -> Plan:
        """Give the plan with nothing to book but what is wanted; the rest waits.

        What comes after something left of the same order is left too: a credit is of
        its sale, and counts on the credits before it.
        """
        left: set[int] = set()
        decisions: list[Decision] = []
        for one in self.decisions:
            if one.outcome is Outcome.PLANNED and (
                one.order_id in left or not wanted(one)
            ):
                left.add(one.order_id)
                decisions.append(
                    replace(one, outcome=Outcome.WAITING, booking=None, reason=reason)
                )
            else:
                decisions.append(one)
        return replace(self, decisions=tuple(decisions))

    @property
    def counts(self) -> dict[Outcome, int]:
        """Count documents per outcome; they add up to everything seen."""
        found = Counter(decision.outcome for decision in self.decisions)
        return {outcome: found[outcome] for outcome in Outcome if found[outcome]}


def make_plan(  # noqa: PLR0913 - all of them decide
    everything: Iterable[Sold],
    *,
    known: MappingOf[DocumentKey, Known],
    mapping: Mapping,
    chart: Chart,
    now: datetime,
    correct: frozenset[int] = frozenset(),
    unknown: frozenset[str] = frozenset(),
    watch: Watch | None = None,
) -> Plan:
    """Decide about every order and refund.

    Args:
        everything: orders with their refunds, as last read from the shop.
        known: what our record says, by document.
        mapping: the bookkeeper's decisions.
        chart: the administration.
        now: the present moment: refunds must be quiet first.
        correct: the orders of which somebody asked to have the bookings corrected.
        unknown: invoice numbers that SnelStart has and ``known`` has not.
        watch: is shown each order with what was decided about it alone, as it goes by.
    """
    decisions: list[Decision] = []
    for sold in everything:
        order_id = sold.order.order_id
        case = Case(
            sold=sold,
            known=known,
            mapping=mapping,
            chart=chart,
            now=now,
            correct=order_id in correct,
            unknown=unknown,
        )
        decided = decide(case)
        if watch is not None:
            watch(sold, decided)
        decisions += decided
    decisions = _without_orphans(_without_collisions(decisions, known))
    digest = long_fingerprint(
        chain(
            (mapping.digest, chart.digest),
            (d.booking.digest for d in decisions if d.booking),
            (f"{d.key}={d.outcome}={d.fingerprint}" for d in decisions),
        )
    )
    return Plan(tuple(decisions), digest)


def _without_collisions(
    decisions: list[Decision], known: MappingOf[DocumentKey, Known]
) -> list[Decision]:
    """Hold every document whose number another document has or wants.

    SnelStart compares numbers without regard to case or outer spaces, as far as is
    known; so do we.
    """
    taken = {folded(record.booking.number): key for key, record in known.items()}
    wanted = Counter(
        folded(decision.number)
        for decision in decisions
        if decision.outcome is Outcome.PLANNED
    )
    return [
        _collided(decision)
        if decision.outcome is Outcome.PLANNED
        and (
            wanted[folded(decision.number)] > 1
            or taken.get(folded(decision.number), decision.key) != decision.key
        )
        else decision
        for decision in decisions
    ]


def _without_orphans(decisions: list[Decision]) -> list[Decision]:
    """Hold what goes with something that a collision has just held.

    The credits and the reversal of a sale go with the sale that is held, and the sale
    that is booked anew goes with the reversal of the one before.
    """
    held = {
        decision.order_id
        for decision in decisions
        if decision.outcome is Outcome.HELD and decision.key.kind.is_of_sale
    }
    return [
        _orphaned(decision)
        if decision.outcome is Outcome.PLANNED and decision.order_id in held
        else decision
        for decision in decisions
    ]


def _orphaned(decision: Decision) -> Decision:
    problem = Problem(
        code=Code.ORDER_NOT_BOOKED,
        message=f"order {decision.order_number} is itself held",
        remedy="mend the order first: `snelsync show` tells what holds it",
    )
    return replace(decision, outcome=Outcome.HELD, booking=None, problems=(problem,))


def _collided(decision: Decision) -> Decision:
    problem = Problem(
        code=Code.NUMBER_TAKEN,
        message=f"invoice number '{decision.number}' is also another document's",
        remedy=(
            "make numbers unique: use {order_id} in `number` under [invoices], or"
            " correct the order numbers in the shop"
        ),
    )
    return replace(decision, outcome=Outcome.HELD, booking=None, problems=(problem,))
