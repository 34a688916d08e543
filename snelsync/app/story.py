"""The whole story of one order: from the shop's lines to what happened in SnelStart."""

from __future__ import annotations

from dataclasses import dataclass

from snelsync.app.ports import Clock, JournalEntry, Reading
from snelsync.domain.booking import DocumentKey
from snelsync.domain.case import Case
from snelsync.domain.chart import Chart
from snelsync.domain.classify import Part, classify
from snelsync.domain.dates import booking_day
from snelsync.domain.decide import decide
from snelsync.domain.decision import Decision
from snelsync.domain.mapping import Mapping
from snelsync.domain.order import Sold
from snelsync.errors import UsageError


@dataclass(frozen=True, slots=True)
class Story:
    """One order's story.

    Attributes:
        parts: the order's charges with their treatment and the reason.
        decisions: its documents, the sale first.
        journal: what happened to each document.
    """

    sold: Sold
    parts: tuple[Part, ...]
    decisions: tuple[Decision, ...]
    journal: dict[DocumentKey, tuple[JournalEntry, ...]]


def find_order(state: Reading, order: str) -> Sold:
    """Find an order by its number or id.

    Raises:
        UsageError: it was not pulled.
    """
    sold = state.find(order)
    if sold is None:
        raise unknown_order(order)
    return sold


def unknown_order(order: str) -> UsageError:
    """Say that an order is not there, and what to do."""
    return UsageError(
        f"order {order}: not among the orders that were pulled",
        hint="check the number, or run `snelsync pull-orders` first",
    )


def tell_story(
    sold: Sold, state: Reading, *, mapping: Mapping, chart: Chart, clock: Clock
) -> Story:
    """Gather everything there is to say about an order."""
    day = booking_day(sold.order, mapping)
    parts, _ = classify(sold.order, mapping=mapping, chart=chart, day=day)
    decisions = decide(
        Case(
            sold=sold,
            known=state.known(),
            mapping=mapping,
            chart=chart,
            now=clock.now(),
        )
    )
    return Story(
        sold=sold,
        parts=parts,
        decisions=tuple(decisions),
        journal={one.key: state.journal(one.key) for one in decisions},
    )
