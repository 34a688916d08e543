"""Documents as JSON: stable names, money as text, never a person's data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from snelsync.app.ports import Verdict
from snelsync.domain.booking import Booking
from snelsync.domain.decision import Decision
from snelsync.domain.problem import Problem


def problem_json(problem: Problem) -> dict[str, Any]:
    """Write a problem."""
    return {
        "code": str(problem.code),
        "severity": str(problem.severity),
        "where": problem.where,
        "message": problem.message,
        "remedy": problem.remedy,
    }


def lines_json(booking: Booking | None) -> list[dict[str, Any]]:
    """Write the lines of a booking; amounts exclude VAT."""
    if booking is None:
        return []
    return [
        {
            "account": line.account,
            "description": line.description,
            "amount": str(line.amount),
            "treatment": str(line.treatment) if line.treatment else None,
            "vat_kind": str(line.vat_kind),
            "cost_centre": line.cost_centre,
            "foreign_vat": str(line.foreign) if line.foreign else None,
            "is_vat": line.is_vat,
            "source": line.source,
            "reason": line.reason,
        }
        for line in booking.lines
    ]


def vat_json(booking: Booking | None) -> list[dict[str, str]]:
    """Write the VAT of a booking, per kind."""
    rows = booking.vat if booking else ()
    return [{"kind": str(row.kind), "amount": str(row.amount)} for row in rows]


def decision_json(decision: Decision) -> dict[str, Any]:
    """Write one document."""
    booking = decision.booking
    return {
        "kind": str(decision.key.kind),
        "order_id": decision.order_id,
        "order_number": decision.order_number,
        "refund_id": decision.refund_id,
        "revision": decision.key.revision,
        "number": decision.number or None,
        "date": decision.day.isoformat(),
        "total": str(decision.total),
        "outcome": str(decision.outcome),
        "reason": decision.reason or None,
        "snelstart_id": decision.remote_id or None,
        "customer": booking.customer.name if booking else None,
        "description": booking.description if booking else None,
        "exchange": booking.exchange or None if booking else None,
        "lines": lines_json(booking),
        "vat": vat_json(booking),
        "problems": [problem_json(problem) for problem in decision.problems],
    }


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """Write where a document stood at the last push."""
    return {
        "kind": str(verdict.key.kind),
        "order_id": verdict.order_id,
        "order_number": verdict.order_number,
        "refund_id": None if verdict.key.kind.is_of_sale else verdict.key.shop_id,
        "revision": verdict.key.revision,
        "number": verdict.number or None,
        "date": verdict.day.isoformat(),
        "total": verdict.total,
        "outcome": str(verdict.outcome),
        "reason": verdict.reason or None,
        "snelstart_id": verdict.remote_id or None,
        "lines": [],
        "problems": [problem_json(problem) for problem in verdict.problems],
    }


def documents_json(decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    """Write documents."""
    return [decision_json(decision) for decision in decisions]
