"""A light reconciliation: our newest bookings against SnelStart, in a call or two.

It reads invoices, no ledger and no shop. So it sees that a booking was deleted, or that
its amount, day or number was changed; not its lines, accounts or VAT, and nothing that
is older. A reconciliation of the period does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from snelsync.app.ports import Administration, Verdict
from snelsync.domain.compare import Finding
from snelsync.domain.decision import Decision
from snelsync.domain.recent import Comparing, newest

LOOKED_UP = 5
"""How many that are missing are looked for by their number, at most: a call each."""
TOO_MANY = 2500
"""Invoices of others and ours: five pages. More are left to a reconciliation."""


@dataclass(frozen=True, slots=True)
class LightReport:
    """What a light reconciliation found.

    Attributes:
        first, last: the days looked at; None when there was nothing to look at.
        looked_at: how many bookings of ours were held against SnelStart.
        findings: what is not as it was booked.
        note: why it was not looked at; "" when it was.
    """

    first: date | None = None
    last: date | None = None
    looked_at: int = 0
    findings: tuple[Finding, ...] = ()
    note: str = ""


def reconcile_lightly(
    booked: Iterable[Verdict], administration: Administration, *, today: date
) -> LightReport:
    """Hold our newest bookings against SnelStart's invoices; only reads there.

    Args:
        booked: documents in the books, as our record had them before this run: what
            SnelStart answered to a moment ago need not be in its list yet.
        administration: SnelStart.
        today: the present day, in the shop's own zone.
    """
    young = newest(map(_as_decided, booked), today)
    if young is None:
        return LightReport(note="nothing was booked on these days")
    invoices = administration.invoices(young.first, young.last)
    there = list(islice(invoices, TOO_MANY + 1))
    if len(there) > TOO_MANY:
        return LightReport(
            young.first,
            young.last,
            note=f"SnelStart has more than {TOO_MANY} invoices since {young.first}",
        )
    comparing = Comparing(young.bookings, today)
    comparing.add(there)
    for number in comparing.missing[:LOOKED_UP]:
        comparing.add_found(administration.find_invoices(number))
    return LightReport(young.first, young.last, len(young.bookings), comparing.finish())


def _as_decided(verdict: Verdict) -> Decision:
    """Take what our record says of a booking for what it should be."""
    return Decision(
        key=verdict.key,
        order_id=verdict.order_id,
        order_number=verdict.order_number,
        number=verdict.number,
        day=verdict.day,
        total=Decimal(verdict.total),
        outcome=verdict.outcome,
        fingerprint="",
        remote_id=verdict.remote_id,
    )
