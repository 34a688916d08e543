"""What WooCommerce computed, straight from the recorded JSON.

Nothing of the code under test is used here: amounts are read, added up, and that is
all. Scenario files say gross and VAT per rate; where two rates shared one code the
scenario lost one of them, and the recorded order's own tax lines are read instead.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Vat = dict[str, Decimal]
"""EUR per percentage, written as a number: ``21``; without what is zero."""

SHOPS = ("incl", "excl")
RELEASES = ("11.0.1", "8.9.2")

_HERE = Path(__file__).parent
_SCENARIOS = _HERE.parent / "recordings"
_PACKED = _HERE.parents[1] / "snelsync" / "sandbox" / "shop" / "recorded"


@dataclass(frozen=True)
class Charged:
    """What a shop charged, or gave back, of one order."""

    gross: Decimal
    vat: Vat


@cache
def scenarios(shop: str) -> dict[str, Json]:
    """Read a shop's scenarios by name."""
    path = _SCENARIOS / f"scenarios-{shop}.json"
    found: dict[str, Json] = json.loads(path.read_text("utf-8"))["scenarios"]
    return found


@cache
def _packed(shop: str) -> Json:
    found: Json = json.loads((_PACKED / f"{shop}.json").read_text("utf-8"))
    return found


@cache
def recorded_orders(shop: str) -> dict[int, Json]:
    """Read a shop's live orders, as shown with two decimals."""
    return {row["id"]: row for row in _packed(shop)["orders.dp2"]}


@cache
def recorded_refunds(shop: str) -> dict[int, Json]:
    """Read a shop's refunds, as shown with two decimals."""
    return {row["id"]: row for row in _packed(shop)["refunds.dp2"]}


@cache
def names(shop: str) -> dict[int, str]:
    """Give every live order's scenario."""
    live = recorded_orders(shop)
    return {
        scenario["order_id"]: name
        for name, scenario in scenarios(shop).items()
        if scenario["order_id"] in live
    }


def charged(shop: str, order_id: int) -> Charged:
    """Tell what the shop charged for an order."""
    scenario = scenarios(shop)[names(shop)[order_id]]
    if "same_rate_code_twice" in scenario:
        vat = _of_tax_lines(recorded_orders(shop)[order_id]["tax_lines"])
    else:
        vat = _added(
            (row["percent"], row["tax"]) for row in scenario["vat_per_rate"].values()
        )
    return Charged(Decimal(scenario["gross_total"]), vat)


def given_back(shop: str, refund_id: int) -> Charged:
    """Tell what the shop gave back: of everything, or of the refund's own lines."""
    row = recorded_refunds(shop)[refund_id]
    amount = Decimal(row["amount"])
    whole = charged(shop, row["parent_id"])
    vat = whole.vat if amount == whole.gross else _of_tax_lines(row["tax_lines"])
    return Charged(-amount, {percent: -abs(tax) for percent, tax in vat.items()})


def sold_on(shop: str, order_id: int) -> str:
    """Tell the day of a sale on the shop's own clock: paid, completed or made."""
    row = recorded_orders(shop)[order_id]
    moment: str = row["date_paid"] or row["date_completed"] or row["date_created"]
    return moment[:10]


def given_back_on(shop: str, refund_id: int) -> str:
    """Tell the day of a refund on the shop's own clock."""
    moment: str = recorded_refunds(shop)[refund_id]["date_created"]
    return moment[:10]


def _of_tax_lines(rows: list[Json]) -> Vat:
    return _added(
        (row["rate_percent"], row[side])
        for row in rows
        for side in ("tax_total", "shipping_tax_total")
    )


def _added(rows: Any) -> Vat:  # noqa: ANN401
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for percent, tax in rows:
        found[str(percent)] += Decimal(tax)
    return {percent: tax for percent, tax in found.items() if tax}


def added_up(rows: list[Charged]) -> Charged:
    """Add up what was charged over many documents."""
    vat: defaultdict[str, Decimal] = defaultdict(Decimal)
    for one in rows:
        for percent, tax in one.vat.items():
            vat[percent] += tax
    return Charged(sum((one.gross for one in rows), start=Decimal(0)), dict(vat))
