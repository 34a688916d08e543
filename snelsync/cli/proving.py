"""What reconcile tells: its JSON document, and one page for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from snelsync.cli import tables
from snelsync.cli.proof_words import told_once
from snelsync.domain.compare import Finding, Verdict
from snelsync.domain.money import ZERO, eur, total
from snelsync.domain.proof import Check, Proof, Row, ShopSide, Standing, Unit

if TYPE_CHECKING:
    from rich.console import RenderableType

ROWS = 40
"""Rows of one check that a terminal shows; --json has them all."""

FEW = 2
"""Checks of one code in order that have a line each; more of them share one."""


def counts_of(proof: Proof) -> dict[str, int]:
    """Count the documents per verdict."""
    found: dict[str, int] = {}
    for row in proof.documents:
        found[str(row.verdict)] = found.get(str(row.verdict), 0) + 1
    return found


def both_totals(proof: Proof) -> tuple[Decimal, Decimal]:
    """Give what the shop charged and what the books have, foreign left out."""
    ours = [one for one in proof.documents if one.verdict is not Verdict.FOREIGN]
    shop = total(one.shop for one in ours if one.shop is not None)
    return shop, total(one.books for one in ours if one.books is not None)


def proof_json(proof: Proof) -> dict[str, Any]:
    """Write a proof as JSON: stable names, money as text, no personal data."""
    shop, books = both_totals(proof)
    period = proof.period
    return {
        "counts": counts_of(proof),
        "period": {
            "label": period.label,
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
        },
        "totals": {
            "shop": str(shop),
            "books": str(books),
            "difference": str(shop - books),
        },
        "verdict": str(proof.verdict),
        "unexplained": str(proof.unexplained),
        "tolerance": str(proof.tolerance),
        "administration": proof.administration,
        "shop": proof.shop,
        "made": proof.made.isoformat(),
        "shop_side": str(proof.shop_side),
        "shop_note": proof.shop_note or None,
        "notes": list(proof.notes),
        "checks": [_check_json(one) for one in proof.checks],
        "places": dict(proof.places),
        "outcomes": {str(outcome): count for outcome, count in proof.outcomes},
        "months": [plain(asdict(one)) for one in proof.months],
        "boxes": [plain(asdict(one)) for one in proof.boxes],
        "outside": [plain(asdict(one)) for one in proof.outside],
        "icp": [plain(asdict(one)) for one in proof.icp],
        "oss": plain(asdict(proof.oss)),
        "foreign": [plain(asdict(one)) for one in proof.foreign],
        "documents": [finding_json(row) for row in proof.documents],
    }


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever a dataclass holds
    """Write what a dataclass holds with JSON's own kinds."""
    match value:
        case dict():
            return {str(key): plain(one) for key, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
        case None | bool() | int():
            return value
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)


def _check_json(check: Check) -> dict[str, Any]:
    return {
        "code": check.code,
        "about": check.about or None,
        "title": check.title,
        "verdict": str(check.verdict),
        "unit": str(check.unit),
        "left_is": check.left_is,
        "right_is": check.right_is,
        "left": plain(check.left),
        "right": plain(check.right),
        "difference": str(check.difference),
        "explained": str(check.explained),
        "unexplained": str(check.unexplained),
        "foreign": str(check.foreign),
        "note": check.note or None,
        "rows": [_row_json(row) for row in check.rows],
    }


def _row_json(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = plain(asdict(row))
    return found | {"difference": str(row.difference)}


def finding_json(row: Finding) -> dict[str, Any]:
    """Write how one document, or one invoice, stands."""
    return {
        "kind": str(row.kind) if row.kind else None,
        "order_id": row.order_id,
        "order_number": row.order_number or None,
        "number": row.number or None,
        "date": row.day.isoformat(),
        "verdict": str(row.verdict),
        "place": row.place or None,
        "shop": None if row.shop is None else str(row.shop),
        "books": None if row.books is None else str(row.books),
        "difference": str(row.difference),
        "explanation": row.explanation,
        "remedy": row.remedy or None,
    }


def page(proof: Proof) -> Iterator[RenderableType]:
    """Show a proof: the verdict first, then the checks, then what explains them."""
    period = proof.period
    shop, books = both_totals(proof)
    yield tables.plain_lines(
        [
            f"{period.first} to {period.last}: {verdict_line(proof)}",
            f"shop {eur(shop)}, books {eur(books)}, difference {eur(shop - books)}",
        ]
    )
    if proof.shop_side is ShopSide.RECORD:
        yield tables.plain(f"the shop was not read anew: {proof.shop_note}")
    if proof.notes:
        yield tables.plain_lines([f"note: {one}" for one in proof.notes])
    yield tables.checks(_in_short(proof.checks))
    telling = [one for one in proof.checks if _needs_rows(one)]
    for check, rows in told_once(telling, most=ROWS):
        yield tables.heading(f"{check.code} {check.title}{_about(check)}")
        sides = [f"left: {check.left_is}", f"right: {check.right_is}"]
        yield tables.plain("; ".join(one for one in sides if not one.endswith(": ")))
        yield tables.check_rows(rows, amounts=check.unit is Unit.EUR)
        more = len(check.rows) - ROWS
        if more > 0:
            yield tables.plain(f"and {more} more: see --json")
        if check.unexplained:
            yield tables.plain(f"unexplained: {eur(check.unexplained)}")
    aside = list(_left_alone(proof))
    if aside:
        yield tables.plain_lines(["", *aside])


def _left_alone(proof: Proof) -> Iterator[str]:
    """Say what others booked, which is no difference."""
    if proof.foreign:
        sums = eur(total(one.amount for one in proof.foreign))
        many = _many(len(proof.foreign), "mutation", "on our accounts")
        yield f"{many} not ours ({sums}): left alone, no difference"
    strangers = counts_of(proof).get("foreign", 0)
    if strangers:
        many = _many(strangers, "invoice", "in SnelStart")
        yield f"{many} not ours: left alone"


def _many(count: int, what: str, where: str) -> str:
    return f"1 {what} {where} is" if count == 1 else f"{count} {what}s {where} are"


def _in_short(checks: Iterable[Check]) -> Iterator[Check]:
    """Put those of one code that are in order on one line, from the third on.

    A shop has many accounts and rates; what a page is for is the rest.
    """
    for _, same in groupby(checks, key=lambda one: one.code):
        some = list(same)
        fine = [one for one in some if one.verdict is Standing.OK and not one.note]
        together = fine if len(fine) > FEW else []
        yield from (one for one in some if one not in together)
        if together:
            yield replace(
                together[0],
                title=f"{len(together)} checks in order:"
                f" {', '.join(one.about or 'all' for one in together)}",
                about="",
                left=total(one.left or ZERO for one in together),
                right=total(one.right or ZERO for one in together),
                rows=(),
            )


def _needs_rows(check: Check) -> bool:
    return check.verdict in {Standing.FAIL, Standing.WARN} and bool(check.rows)


def _about(check: Check) -> str:
    return f" ({check.about})" if check.about and check.about not in check.title else ""


def verdict_line(proof: Proof) -> str:
    """Say in a few words how the period stands."""
    fails, warns = len(proof.of(Standing.FAIL)), len(proof.of(Standing.WARN))
    rest = f"{eur(proof.unexplained)} unexplained"
    match proof.verdict:
        case Standing.FAIL:
            return f"{fails} checks fail, {warns} warn, {rest}"
        case Standing.WARN:
            return f"no check fails, {warns} warn, {rest}"
        case _:
            return f"proven: shop, record and SnelStart agree, {rest}"
