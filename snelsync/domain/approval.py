"""A plan that somebody approved: applied exactly as it was shown, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from snelsync.domain.booking import DocumentKey, fingerprint
from snelsync.domain.chart import Chart
from snelsync.domain.decision import Decision
from snelsync.domain.mapping import Mapping
from snelsync.domain.money import eur
from snelsync.domain.plan import Plan


@dataclass(frozen=True, slots=True)
class ApprovedDocument:
    """One document of an approved plan.

    Attributes:
        total: EUR including VAT; negative for a credit.
        booking: fingerprint of every line that was shown.
    """

    key: DocumentKey
    order_number: str
    number: str
    day: date
    total: Decimal
    booking: str


@dataclass(frozen=True, slots=True)
class Approval:
    """What was approved: the documents, and the mapping and chart they follow from."""

    mapping: str
    chart: str
    documents: tuple[ApprovedDocument, ...]

    @property
    def digest(self) -> str:
        """Fingerprint the whole of it."""
        return fingerprint(
            [
                self.mapping,
                self.chart,
                *(f"{one.key}={one.booking}" for one in self.documents),
            ]
        )

    def changes(self, plan: Plan, *, mapping: Mapping, chart: Chart) -> tuple[str, ...]:
        """Say what is no longer as it was approved; nothing when all is."""
        found = list(self._ground(mapping, chart))
        decisions = {one.key: one for one in plan.decisions}
        for one in self.documents:
            told = _change(one, decisions.get(one.key))
            if told:
                found.append(f"order {one.order_number}: {told}")
        return tuple(found)

    def _ground(self, mapping: Mapping, chart: Chart) -> Iterator[str]:
        if self.mapping != mapping.digest:
            yield "the mapping was changed"
        if self.chart != chart.digest:
            yield "SnelStart's accounts, rates or settings were changed"

    def applied_to(self, plan: Plan) -> Plan:
        """Give the plan with nothing to book but what was approved."""
        approved = {one.key for one in self.documents}
        return plan.only(
            lambda one: one.key in approved, "it is not in the approved plan"
        )


def approve(plan: Plan, *, mapping: Mapping, chart: Chart) -> Approval:
    """Take down what would be booked, as it stands now."""
    return Approval(
        mapping=mapping.digest,
        chart=chart.digest,
        documents=tuple(
            ApprovedDocument(
                key=one.key,
                order_number=one.order_number,
                number=one.number,
                day=one.day,
                total=one.total,
                booking=one.booking.digest,
            )
            for one in plan.to_book
            if one.booking is not None
        ),
    )


def _change(approved: ApprovedDocument, now: Decision | None) -> str:
    """Say how a document differs from what was approved; "" when it does not."""
    what = f"invoice {approved.number}, {eur(approved.total)}"
    if now is None:
        return f"{what}, is no longer in the record"
    if now.booking is None:
        why = now.reason or "; ".join(one.message for one in now.problems)
        return f"{what}, is now {now.outcome}: {why}"
    if now.total != approved.total:
        return f"{what}, would now be {eur(now.total)}"
    shown = (approved.order_number, approved.number, approved.day)
    same = (now.order_number, now.number, now.day) == shown
    if same and now.booking.digest == approved.booking:
        return ""
    return f"{what}, would now be booked otherwise"
