"""What a reconciliation found, as what a page to send round needs to know."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from snelsync import __version__
from snelsync.cli.proof_pictures import pictures
from snelsync.cli.proof_words import facts, told_of, told_once, verdict_text
from snelsync.domain.icp import IcpRow
from snelsync.domain.mapping import Mapping
from snelsync.domain.money import ZERO
from snelsync.domain.proof import (
    THREE_WAYS,
    Check,
    Proof,
    ReturnBox,
    Row,
    Standing,
    Unit,
)

MOST = 100
"""Rows of one table on the page; the files have all of them."""

TONES = {
    Standing.OK: "good",
    Standing.INFO: "soft",
    Standing.WARN: "look",
    Standing.FAIL: "bad",
    Standing.NOT_LOOKED_AT: "soft",
}


def page_content(proof: Proof, *, mapping: Mapping) -> dict[str, Any]:
    """Gather what the page tells; but for the time, the same proof gives the same."""
    telling = [one for one in proof.checks if _tells(one)]
    made = proof.made.astimezone(mapping.shop.zone).strftime("%Y-%m-%d %H:%M")
    return {
        "version": __version__,
        "made": made,
        "shop": proof.shop,
        "administration": proof.administration,
        "period": proof.period.label,
        "first": proof.period.first.isoformat(),
        "last": proof.period.last.isoformat(),
        "facts": facts(proof),
        "verdict": {"tone": TONES[proof.verdict], **verdict_text(proof)},
        "checks": _checks(proof.checks),
        "telling": [_telling(*one) for one in told_once(telling, most=MOST)],
        "places": _places(proof),
        "boxes": [_box(one) for one in proof.boxes],
        "outside": [
            {
                "treatment": told_of(one.treatment),
                "net": one.net,
                "vat": one.vat,
                "documents": one.documents,
            }
            for one in proof.outside
        ],
        "icp": [_customer(one) for one in proof.icp],
        "oss": [
            {"rate": str(one.rate), "net": one.net, "vat": one.vat}
            for one in proof.oss.rows
        ],
        "corrections": [
            {
                "country": one.country,
                "quarter": one.quarter,
                "net": one.net,
                "vat": one.vat,
            }
            for one in proof.oss.corrections
        ],
        "foreign": [
            {
                "account": one.account,
                "day": one.day.isoformat(),
                "number": one.number,
                "amount": one.amount,
            }
            for one in proof.foreign[:MOST]
        ],
        "more_foreign": max(len(proof.foreign) - MOST, 0),
        "foreign_total": sum((one.amount for one in proof.foreign), start=ZERO),
        **pictures(proof),
    }


def _tells(check: Check) -> bool:
    """Say whether a check has more to show than its line."""
    return bool(check.rows) or bool(check.unexplained)


def _checks(checks: Iterable[Check]) -> list[dict[str, Any]]:
    """Tell each check; what the one above said of its sides is not said again."""
    told: list[dict[str, Any]] = []
    said: set[tuple[str, str]] = set()
    for one in checks:
        more = (_sides(one), one.note)
        fresh = [part for part in more if part and (one.code, part) not in said]
        said = {(one.code, part) for part in more}
        told.append({**_check(one), "more": fresh})
    return told


def _sides(check: Check) -> str:
    both = [side for side in (check.left_is, check.right_is) if side]
    return " against ".join(both)


def _check(check: Check) -> dict[str, Any]:
    return {
        "code": check.code,
        "title": check.title,
        "about": "" if check.about in check.title else check.about,
        "left": side(check.left, check.unit),
        "right": side(check.right, check.unit),
        "difference": _difference(check),
        "unexplained": side(check.unexplained, check.unit) if check.unexplained else "",
        "verdict": str(check.verdict).replace("_", " "),
        "tone": TONES[check.verdict],
    }


def _difference(check: Check) -> str:
    if check.left is None or check.right is None:
        return ""
    return side(check.difference, check.unit)


def side(amount: Decimal | None, unit: Unit) -> str:
    """Write an amount in the unit of its check; "" where there is none."""
    if amount is None:
        return ""
    if unit is Unit.DOCUMENTS:
        return f"{amount:.0f}"
    return f"{amount:,.2f}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def _telling(check: Check, shown: Iterable[Row]) -> dict[str, Any]:
    """Tell of a check with its rows; what is cut off is still in the sum."""
    cut = check.rows[MOST:]
    rest = sum((row.difference for row in cut), start=ZERO)
    return {
        **_check(check),
        "rows": [_row(row, check.unit) for row in shown],
        "more": len(cut),
        "more_difference": side(rest, check.unit),
        "explained": side(check.explained, check.unit),
        "unexplained": side(check.unexplained, check.unit),
        "two_sided": check.left is not None and check.right is not None,
    }


def _row(row: Row, unit: Unit) -> dict[str, str]:
    return {
        "order": row.order_number,
        "number": row.number,
        "day": row.day.isoformat() if row.day else "",
        "left": side(row.left, unit),
        "right": side(row.right, unit),
        "difference": side(row.difference, unit),
        "reason": row.reason,
        "remedy": row.remedy,
    }


def _places(proof: Proof) -> list[dict[str, Any]]:
    counted = dict(proof.places)
    return [
        {
            "in_shop": one.in_shop,
            "in_record": one.in_record,
            "in_books": one.in_books,
            "meaning": one.meaning,
            "remedy": one.remedy,
            "documents": counted[one.name],
            "tone": TONES[one.severity],
        }
        for one in THREE_WAYS
        if counted.get(one.name)
    ]


def _box(one: ReturnBox) -> dict[str, Any]:
    ours = one.ours
    has_vat = ours.box.has_vat
    return {
        "box": str(ours.box),
        "net": ours.net,
        "vat": ours.vat if has_vat else None,
        "whole_net": ours.whole_net,
        "whole_vat": ours.whole_vat if has_vat else None,
        "return_net": one.return_net,
        "return_vat": one.return_vat,
    }


def _customer(one: IcpRow) -> dict[str, Any]:
    return {
        "vat_number": one.vat_number or "none",
        "goods": one.goods,
        "services": one.services,
        "total": one.total,
        "proven": one.proven,
        "consultations": list(
            dict.fromkeys(
                f"{row.check.consultation} of {row.check.checked.date().isoformat()}"
                for row in one.evidence
                if row.check and row.check.consultation
            )
        ),
        "lacks": list(dict.fromkeys(row.lacks for row in one.evidence if row.lacks)),
    }
