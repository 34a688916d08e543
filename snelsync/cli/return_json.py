"""The figures for the returns as JSON: stable names, money as text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from snelsync.domain.icp import Evidence, IcpRow
from snelsync.domain.oss_return import OssReturn
from snelsync.domain.vat_return import BoxFigures, OnNoBox, vat_due


def boxes_json(
    boxes: Iterable[BoxFigures], outside: Iterable[OnNoBox]
) -> dict[str, Any]:
    """Write the boxes, and what is in none."""
    every = tuple(boxes)
    return {
        "boxes": [
            {
                "box": str(one.box),
                "net": str(one.net),
                "vat": str(one.vat) if one.box.has_vat else None,
                "whole_net": one.whole_net,
                "whole_vat": one.whole_vat if one.box.has_vat else None,
                "documents": one.documents,
            }
            for one in every
        ],
        "vat_due": vat_due(every),
        "on_no_box": [
            {
                "treatment": str(one.treatment) if one.treatment else None,
                "net": str(one.net),
                "vat": str(one.vat),
                "documents": one.documents,
            }
            for one in outside
        ],
    }


def icp_json(listing: Iterable[IcpRow]) -> list[dict[str, Any]]:
    """Write the listing, each customer with the evidence."""
    return [
        {
            "country": row.country,
            "vat_number": row.vat_number or None,
            "goods": str(row.goods),
            "services": str(row.services),
            "total": str(row.total),
            "proven": row.proven,
            "evidence": [_evidence_json(one) for one in row.evidence],
        }
        for row in listing
    ]


def _evidence_json(one: Evidence) -> dict[str, Any]:
    check = one.check
    return {
        "number": one.number,
        "order_number": one.order_number,
        "date": one.day.isoformat(),
        "sale_date": one.sale_day.isoformat(),
        "goods": str(one.goods),
        "services": str(one.services),
        "validity": str(check.validity) if check else None,
        "checked": check.checked.isoformat() if check else None,
        "consultation": check.consultation or None if check else None,
        "lacks": one.lacks or None,
    }


def oss_json(found: OssReturn) -> dict[str, Any]:
    """Write the sales per country and rate, and the corrections."""
    return {
        "rates": [
            {
                "country": one.rate.country,
                "percent": str(one.rate.percent),
                "rate_code": one.rate.rate_code,
                "net": str(one.net),
                "vat": str(one.vat),
                "expected_vat": str(one.expected),
                "documents": one.documents,
            }
            for one in found.rows
        ],
        "corrections": [
            {
                "country": one.country,
                "quarter": one.quarter,
                "net": str(one.net),
                "vat": str(one.vat),
                "documents": one.documents,
            }
            for one in found.corrections
        ],
        "totals": {"net": str(found.net), "vat": str(found.vat)},
    }
