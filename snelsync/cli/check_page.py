"""What map-check found, as what a page to send round needs to know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from snelsync import __version__
from snelsync.app.check import totals
from snelsync.cli.checking import TITLES, line_json, shown
from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.money import ZERO, eur
from snelsync.domain.problem import Problem, in_short

if TYPE_CHECKING:
    from datetime import datetime

    from snelsync.app.advice import Advice
    from snelsync.app.check import CheckReport, ProblemGroup
    from snelsync.domain.decision import Decision
    from snelsync.domain.mapping import Mapping
    from snelsync.domain.threshold import YearOfDistanceSales

TOP = 10
"""Problems that are told at length: those that hold the most money."""

_ORDERS = 12
_LINES = 3

_MEANINGS = {
    Outcome.BOOKED: "SnelStart took it",
    Outcome.ADOPTED: "SnelStart had it already, equal in all that is compared",
    Outcome.HELD: "not surely right; not booked until somebody looked",
    Outcome.REFUSED: "SnelStart said no",
    Outcome.UNCERTAIN: "sent, and the answer was lost; looked up at the next push",
    Outcome.CONFLICT: "SnelStart has something else under its number",
    Outcome.SKIPPED: "nothing has to be booked",
    Outcome.WAITING: "nothing has to be booked yet",
    Outcome.DRIFTED: "booked, and changed in the shop afterwards",
    Outcome.PLANNED: "would be booked at the next push",
}


def page_content(
    report: CheckReport,
    years: Iterable[YearOfDistanceSales],
    *,
    mapping: Mapping,
    now: datetime,
) -> dict[str, Any]:
    """Gather what the page tells; but for the time, the same check gives the same."""
    amounts = totals(report.plan)
    needing = [one for one in report.plan.decisions if one.outcome.needs_person]
    return {
        "version": __version__,
        "made": now.astimezone(mapping.shop.zone).strftime("%Y-%m-%d %H:%M"),
        "shop": mapping.shop.name,
        "administration": report.chart.company.name,
        "verdict": _verdict(report, needing),
        "outcomes": [
            {
                "outcome": str(outcome),
                "meaning": _MEANINGS[outcome],
                "documents": count,
                "total": amounts[outcome],
                "needs_person": outcome.needs_person,
            }
            for outcome, count in report.plan.counts.items()
        ],
        "faults": [_fault(one, report) for one in report.mapping_problems],
        "problems": _problems(report),
        "more_problems": max(len(report.groups) - TOP, 0),
        "notes": _notes(report, years),
        "coverage": _coverage(report),
        "held": [_held(one, report.groups[:TOP]) for one in needing],
    }


def _verdict(report: CheckReport, needing: list[Decision]) -> dict[str, str]:
    faults = len(report.mapping_problems)
    to_book = report.plan.to_book
    amount = sum((one.total for one in to_book), start=ZERO)
    more = f"{len(to_book)} documents can be booked, {eur(amount)} including VAT."
    if faults:
        text = f"The mapping has {faults} fault{'s' * (faults != 1)}"
        if needing:
            text += f", and {len(needing)} documents need a person"
        return {"tone": "bad", "text": f"{text}.", "more": more}
    if needing:
        held = eur(sum((abs(one.total) for one in needing), start=ZERO))
        text = (
            f"{len(needing)} of {len(report.plan.decisions)} documents need a person:"
            f" {held} including VAT."
        )
        return {"tone": "look", "text": text, "more": more}
    if report.unreadable:
        text = "The shop could not give some orders; all others are in order."
        return {"tone": "look", "text": text, "more": more}
    return {"tone": "good", "text": "Nothing needs a person.", "more": more}


def _problems(report: CheckReport) -> list[dict[str, Any]]:
    found = []
    for group in report.groups[:TOP]:
        numbers = list(dict.fromkeys(one.order_number for one in group.documents))
        found.append(
            {
                "code": str(group.code),
                "message": group.message,
                "remedy": group.remedy,
                "documents": len(group.documents),
                "gross": group.gross,
                "orders": numbers[:_ORDERS],
                "more": len(numbers) > _ORDERS,
                "lines": _lines(report.advice_for(group)[:_LINES]),
                "more_lines": max(len(report.advice_for(group)) - _LINES, 0),
            }
        )
    return found


def _fault(problem: Problem, report: CheckReport) -> dict[str, Any]:
    lines = [one for one in report.advice if (problem.code, problem.about) in one.mends]
    return {
        "message": problem.message,
        "remedy": problem.remedy,
        "lines": _lines(lines),
    }


def _lines(advice: Iterable[Advice]) -> list[dict[str, Any]]:
    return [line_json(one) for one in advice]


def _notes(report: CheckReport, years: Iterable[YearOfDistanceSales]) -> list[str]:
    notes = [
        f"Sales to consumers in other EU countries in {year.year}: {eur(year.net)}"
        " excluding VAT; the OSS threshold is EUR 10000.00."
        for year in years
        if year.near
    ]
    return notes + [
        f"{one.problem.message}: {one.problem.remedy}." for one in report.unreadable
    ]


def _coverage(report: CheckReport) -> list[dict[str, Any]]:
    return [
        {
            "title": TITLES[dimension][0],
            "column": _headed(TITLES[dimension][1]),
            "rows": [
                {
                    "value": shown(dimension, row.value),
                    "orders": row.orders,
                    "refunds": row.refunds,
                    "gross": row.gross,
                    "mapped_to": row.mapped_to,
                    "held": row.held,
                    "codes": [str(code) for code in row.codes],
                    "remark": row.remark,
                }
                for row in rows
            ],
        }
        for dimension, rows in report.coverage.items()
        if rows
    ]


def _headed(word: str) -> str:
    """Write a column's head: only its first letter changes."""
    return word[:1].upper() + word[1:]


def _held(decision: Decision, told: Iterable[ProblemGroup]) -> dict[str, Any]:
    """Tell of a document; what to do is said once, where the problem is explained."""
    known = {group.remedy for group in told}
    key = decision.key
    credit = key.kind is DocumentKind.CREDIT
    return {
        "order": decision.order_number,
        "document": f"credit {key.shop_id}" if credit else "sale",
        "day": decision.day.isoformat(),
        "outcome": str(decision.outcome),
        "total": decision.total,
        "why": [
            {"message": message, "remedy": "" if remedy in known else remedy}
            for message, remedy in in_short(decision.problems)
        ],
    }
