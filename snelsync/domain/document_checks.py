"""The checks that go document by document: is each there, once, and as it should be?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from snelsync.domain.booking import Outcome
from snelsync.domain.compare import Finding, Verdict
from snelsync.domain.mapping import Reconciling
from snelsync.domain.matching import Matching, sum_of
from snelsync.domain.money import eur
from snelsync.domain.proof import Check, Row, Standing, Unit
from snelsync.domain.tally import Entry

ONE = Decimal(1)

_INCOMPLETE = frozenset(
    {
        Verdict.NOT_BOOKED,
        Verdict.NEEDS_PERSON,
        Verdict.MISSING_IN_BOOKS,
        Verdict.NOT_IN_RECORD,
        Verdict.OTHER_BOOKING,
    }
)
_NOT_AS_BOOKED = frozenset(
    {
        Verdict.AMOUNT_DIFFERS,
        Verdict.RECORD_DIFFERS,
        Verdict.DATE_DIFFERS,
        Verdict.NUMBER_DIFFERS,
    }
)
_NO_INVOICE = _INCOMPLETE - {Verdict.NOT_IN_RECORD, Verdict.OTHER_BOOKING}


def standing(code: str, found: Standing, settings: Reconciling) -> Standing:
    """Give how a check stands, with what the settings make of it."""
    if found is Standing.FAIL and code in settings.warn:
        return Standing.WARN
    if found is Standing.WARN and code in settings.fail:
        return Standing.FAIL
    return found


def completeness(findings: Sequence[Finding], settings: Reconciling) -> Check:
    """C1: every document that is due is in the books, once."""
    due = [
        one
        for one in findings
        if one.verdict not in {Verdict.NOTHING_DUE, Verdict.FOREIGN}
    ]
    rows = tuple(
        Row(
            order_number=one.order_number,
            number=one.number,
            day=one.day,
            left=ONE,
            right=None if one.verdict in _NO_INVOICE else ONE,
            reason=one.explanation,
            remedy=one.remedy,
        )
        for one in due
        if one.verdict in _INCOMPLETE
    )
    there = len(due) - sum(1 for one in due if one.verdict in _NO_INVOICE)
    found = Standing.FAIL if rows else Standing.OK
    return Check(
        code="C1",
        title="every order and refund is booked, or has a reason",
        left_is="documents that should be booked",
        right_is="invoices in SnelStart",
        left=Decimal(len(due)),
        right=Decimal(there),
        unit=Unit.DOCUMENTS,
        verdict=standing("C1", found, settings),
        rows=rows,
    )


def amounts(findings: Sequence[Finding], settings: Reconciling) -> Check:
    """C2: each invoice has the amount and day it should have."""
    ours = [one for one in findings if one.verdict is not Verdict.FOREIGN]
    rows = tuple(
        Row(
            order_number=one.order_number,
            number=one.number,
            day=one.day,
            left=one.shop,
            right=one.books,
            reason=one.explanation,
            remedy=one.remedy,
        )
        for one in ours
        if one.difference or one.verdict in _NOT_AS_BOOKED
    )
    return Check(
        code="C2",
        title="amounts including VAT",
        left_is="orders and refunds",
        right_is="invoices in SnelStart",
        left=sum_of(one.shop for one in ours),
        right=sum_of(one.books for one in ours),
        verdict=standing("C2", Standing.FAIL if rows else Standing.OK, settings),
        rows=rows,
    )


def open_items(matching: Matching, settings: Reconciling) -> Check:
    """C8: what is still to be paid, and should be looked at."""
    rows = tuple(matching.open_rows)
    note = f"{eur(matching.open_total)} of the period is open in SnelStart"
    if matching.payments_booked:
        rows += tuple(matching.late_rows)
    elif matching.late:
        note += f"; {matching.late} of them paid in the shop, not booked yet"
    return Check(
        code="C8",
        title="invoices still open",
        left_is="payment in the shop",
        right_is="open in SnelStart",
        right=matching.open_total,
        verdict=standing("C8", Standing.WARN if rows else Standing.OK, settings),
        rows=rows,
        note=note,
    )


def late_changes(
    entries: Iterable[Entry], unpulled: Sequence[Row], settings: Reconciling
) -> Check:
    """C15: what changed in the shop after it was booked, or after it was pulled."""
    changed = [
        one.decision for one in entries if one.decision.outcome is Outcome.DRIFTED
    ]
    rows = tuple(
        Row(
            order_number=one.order_number,
            number=one.number,
            day=one.day,
            reason=one.problems[-1].message,
            remedy=one.problems[-1].remedy,
        )
        for one in changed
    )
    stands = Standing.FAIL if rows else Standing.WARN if unpulled else Standing.OK
    return Check(
        code="C15",
        title="changed in the shop afterwards",
        left_is="the shop now",
        right_is="our record",
        verdict=standing("C15", stands, settings),
        rows=(*rows, *unpulled),
    )


def cut_off(rows: Sequence[Row], moved: Sequence[Row], settings: Reconciling) -> Check:
    """C16: paid in one period and completed in another, or moved there since."""
    found = Standing.WARN if moved else Standing.INFO if rows else Standing.OK
    return Check(
        code="C16",
        title="paid in one period, completed in another",
        left_is="the shop's days",
        right_is="day of booking",
        verdict=standing("C16", found, settings),
        rows=(*moved, *rows),
    )
