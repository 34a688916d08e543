"""What WooCommerce computed, straight from the recorded JSON.

Nothing of the code under test is used here: amounts are read, added up, and that is
all. Scenario files say gross and VAT per rate; where two rates shared one code the
scenario lost one of them, and the recorded order's own tax lines are read instead.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import snelsync

Json = dict[str, Any]
Vat = dict[str, Decimal]
"""EUR per percentage, written as a number: ``21``; without what is zero."""

RATE_KEYS = ("_woocs_order_rate", "_wcpay_multi_currency_order_exchange_rate")
SHOPS = ("incl", "excl")
RELEASES = ("11.0.1", "8.9.2")

_HERE = Path(__file__).parent
_SCENARIOS = _HERE.parent / "recordings"
_PACKED = Path(snelsync.__file__).parent / "sandbox" / "shop" / "recorded"


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
def packed_shop(shop: str) -> Json:
    """Read everything that was recorded of a shop."""
    found: Json = json.loads((_PACKED / f"{shop}.json").read_text("utf-8"))
    return found


@cache
def recorded_orders(shop: str) -> dict[int, Json]:
    """Read a shop's live orders, as shown with two decimals."""
    return {row["id"]: row for row in packed_shop(shop)["orders.dp2"]}


@cache
def recorded_refunds(shop: str) -> dict[int, Json]:
    """Read a shop's refunds, as shown with two decimals."""
    return {row["id"]: row for row in packed_shop(shop)["refunds.dp2"]}


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
    rate = _rate(shop, order_id)
    return Charged(
        _cents(Decimal(scenario["gross_total"]) / rate),
        {percent: _cents(tax / rate) for percent, tax in vat.items()},
    )


def _rate(shop: str, order_id: int) -> Decimal:
    """Read how much of the order's currency a euro was."""
    rates = [
        Decimal(row["value"])
        for row in recorded_orders(shop)[order_id]["meta_data"]
        if row["key"] in RATE_KEYS
    ]
    return rates[0] if rates else Decimal(1)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _pro_rata(shop: str, order_id: int, amount: Decimal) -> Vat:
    """Divide an amount over the rates of an order as a person would, by hand.

    Each rate gets its share of the amount in whole cents, the cents left over going to
    the largest remainders; the VAT in it is what is left after the turnover.
    """
    order = recorded_orders(shop)[order_id]
    percents = {
        row["rate_id"]: Decimal(str(row["rate_percent"])) for row in order["tax_lines"]
    }
    per_rate: defaultdict[int, Decimal] = defaultdict(Decimal)
    for kind in ("line_items", "shipping_lines", "fee_lines"):
        for line in order[kind]:
            (tax,) = line["taxes"]
            per_rate[tax["id"]] += Decimal(line["total"]) + Decimal(tax["total"])
    rates = [(percents[rate_id], gross) for rate_id, gross in per_rate.items()]
    whole = sum((gross for _, gross in rates), start=Decimal(0))
    exact = [amount * gross / whole for _, gross in rates]
    shares = [one.quantize(Decimal("0.01"), rounding=ROUND_FLOOR) for one in exact]
    left = int((amount - sum(shares)) * 100)
    for index in sorted(range(len(rates)), key=lambda i: shares[i] - exact[i])[:left]:
        shares[index] += Decimal("0.01")
    return _added(
        (percent.normalize(), share - _cents(share * 100 / (100 + percent)))
        for (percent, _), share in zip(rates, shares, strict=True)
    )


def given_back(shop: str, refund_id: int) -> Charged:
    """Tell what the shop gave back: of everything, or of the refund's own lines."""
    row = recorded_refunds(shop)[refund_id]
    amount = Decimal(row["amount"])
    whole = charged(shop, row["parent_id"])
    if amount == whole.gross:
        vat = whole.vat
    elif any(row[kind] for kind in ("line_items", "shipping_lines", "fee_lines")):
        vat = _of_tax_lines(row["tax_lines"])
    else:
        vat = _pro_rata(shop, row["parent_id"], amount)
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
