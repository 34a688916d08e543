"""A return's figures, straight from the recorded JSON: boxes, ICP, and OSS by rate.

Nothing of the code under test is used: lines and taxes are read as WooCommerce shows
them with two decimals, put in the box that the law gives them, and added up. What a
person would decide of these shops (which orders are held, what is no turnover) stands
here once more, in words of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from tests.recorded.oracle import (
    RATE_KEYS,
    given_back_on,
    recorded_orders,
    recorded_refunds,
    sold_on,
)

Json = dict[str, Any]
CENT = Decimal("0.01")
LINES = ("line_items", "shipping_lines", "fee_lines")
SOLD = {"processing", "completed", "refunded", "verzonden"}
EU = {"BE", "DE", "FR"}
"""Of the countries these shops sent goods to, those of the EU that are not home."""
NO_TURNOVER = ("STATIE", "MARGE-", "BON-", "FOOI")
"""Deposits, second-hand goods, vouchers and tips: on no box."""
NO_TURNOVER_FEES = ("Fooi", "Toeslag onbelast")
BOXES = {"21": "1a", "9": "1b", "0": "1e"}
VAT_NUMBERS = ("_billing_vat_number", "_vat_number", "vat_number")
TAX_ONLY = 281
"""The refund of VAT alone: its turnover becomes an export, as the mapping says."""
HELD_SALES = {
    209: "a line to Belgium has no VAT at all, and the buyer has no number",
    216: "a gift card was spent as a negative fee with VAT",
    217: "a gift card was spent as a coupon, which took VAT off",
    292: "a business in Belgium without an address for its card",
    294: "a business in Germany without an address for its card",
}
HELD_REFUNDS = {
    296: "its order was cancelled, and never booked",
    298: "a line was refunded and then taken out: more goes back than is left",
}


@dataclass(slots=True)
class Amount:
    """EUR: turnover without VAT, and VAT."""

    net: Decimal = Decimal(0)
    vat: Decimal = Decimal(0)

    def add(self, net: Decimal, vat: Decimal) -> None:
        """Add turnover and VAT."""
        self.net += net
        self.vat += vat


@dataclass(slots=True)
class Figures:
    """What a period's returns must say.

    Attributes:
        boxes: by the number of the box.
        oss: by country and percentage.
        icp: turnover by VAT number.
    """

    boxes: defaultdict[str, Amount] = field(default_factory=lambda: defaultdict(Amount))
    oss: defaultdict[tuple[str, str], Amount] = field(
        default_factory=lambda: defaultdict(Amount)
    )
    icp: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def put(self, place: str, net: Decimal, vat: Decimal) -> None:
        """Add turnover and VAT where they belong: a box, a country's rate, or none."""
        kind, _, rest = place.partition(":")
        if kind == "box":
            self.boxes[rest].add(net, vat)
        elif kind == "oss":
            country, _, percent = rest.partition(" ")
            self.oss[country, percent].add(net, vat)
        elif kind == "icp":
            self.boxes["3b"].add(net, vat)
            self.icp[rest] += net
        elif kind != "none":
            raise LookupError(place)


Shares = dict[str, Amount]
"""Turnover and VAT of one order or refund, by place."""


def figures(shop: str, first: str, last: str) -> Figures:
    """Work out a period's figures, both days included (``2026-10-01``)."""
    found = Figures()
    for shares in _of_period(shop, first, last):
        for place, amount in shares.items():
            found.put(place, amount.net, amount.vat)
    return found


def documents(shop: str, first: str, last: str) -> int:
    """Count the sales and refunds of a period that are to be booked."""
    return sum(1 for _ in _of_period(shop, first, last))


def _of_period(shop: str, first: str, last: str) -> Iterator[Shares]:
    for order_id in booked_sales(shop):
        if first <= sold_on(shop, order_id) <= last:
            yield sold(shop, order_id)
    for refund_id in booked_refunds(shop):
        if first <= given_back_on(shop, refund_id) <= last:
            yield given_back(shop, refund_id)


def booked_sales(shop: str) -> Iterable[int]:
    """Give the orders that are to be booked."""
    return [
        number
        for number, row in recorded_orders(shop).items()
        if row["status"] in SOLD and Decimal(row["total"]) and number not in HELD_SALES
    ]


def booked_refunds(shop: str) -> Iterable[int]:
    """Give the refunds that are to be booked."""
    sales = set(booked_sales(shop))
    return [
        number
        for number, row in recorded_refunds(shop).items()
        if Decimal(row["amount"])
        and row["parent_id"] in sales
        and number not in HELD_REFUNDS
    ]


def sold(shop: str, order_id: int) -> Shares:
    """Divide an order over where it belongs."""
    row = recorded_orders(shop)[order_id]
    places = {
        tax["rate_id"]: _place_of_rate(tax["rate_code"][:2], tax["rate_percent"])
        for tax in row["tax_lines"]
    }
    shares = _shares(row, places, untaxed=_untaxed(row))
    return {
        place: Amount(_euros(row, one.net), _euros(row, one.vat))
        for place, one in shares.items()
    }


def given_back(shop: str, refund_id: int) -> Shares:
    """Divide a refund over where it belongs; what goes back is negative."""
    row = recorded_refunds(shop)[refund_id]
    order = recorded_orders(shop)[row["parent_id"]]
    whole = sold(shop, row["parent_id"])
    amount = Decimal(row["amount"])
    if refund_id == TAX_ONLY:
        return _tax_only(whole)
    if amount == Decimal(order["total"]):
        return {place: Amount(-one.net, -one.vat) for place, one in whole.items()}
    if any(row[kind] for kind in LINES):
        places = {
            tax["rate_id"]: _place_of_rate(tax["rate_code"][:2], tax["rate_percent"])
            for tax in order["tax_lines"]
        }
        return _shares(row, places, untaxed=_untaxed(order))
    return _pro_rata(whole, amount)


def _shares(row: Json, places: dict[int, str], *, untaxed: str) -> Shares:
    found: defaultdict[str, Amount] = defaultdict(Amount)
    for kind in LINES:
        for line in row[kind]:
            net = Decimal(line["total"])
            if len(line["taxes"]) > 1:
                for place, part in _divided(row, line, places).items():
                    found[place].net += part
            elif line["taxes"]:
                found[places[line["taxes"][0]["id"]]].net += net
            elif net and not _is_no_turnover(line):
                found[untaxed].net += net
    for tax in row["tax_lines"]:
        found[places[tax["rate_id"]]].vat += sum(
            Decimal(tax[side]) for side in ("tax_total", "shipping_tax_total")
        )
    return dict(found)


def _divided(row: Json, line: Json, places: dict[int, str]) -> dict[str, Decimal]:
    """Divide a negative fee over rates as WooCommerce does: by the lines' turnover.

    ``WC_Order_Item_Fee::calculate_taxes`` on 11.0.1; its VAT is then of these parts.
    """
    costs: defaultdict[str, Decimal] = defaultdict(Decimal)
    for kind in LINES:
        for one in row[kind]:
            if Decimal(one["total"]) > 0:
                costs[places[one["taxes"][0]["id"]]] += Decimal(one["total"])
    net = Decimal(line["total"])
    largest, *others = sorted(costs, key=lambda place: -costs[place])
    parts = {
        place: (net * costs[place] / sum(costs.values())).quantize(CENT, ROUND_HALF_UP)
        for place in others
    }
    return {largest: net - sum(parts.values()), **parts}


def _is_no_turnover(line: Json) -> bool:
    code = line.get("sku") or ""
    return code.startswith(NO_TURNOVER) or line.get("name") in NO_TURNOVER_FEES


def _place_of_rate(country: str, percent: float) -> str:
    said = str(percent)
    return f"box:{BOXES[said]}" if country == "NL" else f"oss:{country} {said}"


def _untaxed(row: Json) -> str:
    country = row["shipping"]["country"] or row["billing"]["country"] or "NL"
    if any((one["sku"] or "").startswith("MARGE-") for one in row["line_items"]):
        return "none: what is sent with second-hand goods is of their margin"
    if country == "NL":
        return "nothing says why there is no VAT"
    if country not in EU:
        return "box:3a"
    meta = {one["key"]: one["value"] for one in row["meta_data"]}
    numbers = [meta[key] for key in VAT_NUMBERS if meta.get(key)]
    return f"icp:{numbers[0]}" if numbers else "nothing says why there is no VAT"


def _tax_only(whole: Shares) -> Shares:
    """Move the turnover of VAT that went back to exports; all of the VAT did."""
    found = {
        place: Amount(-one.net, -one.vat) for place, one in whole.items() if one.vat
    }
    moved = -sum((one.net for one in found.values()), Decimal(0))
    found["box:3a"] = Amount(moved)
    return found


def _pro_rata(whole: Shares, amount: Decimal) -> Shares:
    """Give each rate its share in whole cents; the VAT in it is what is left over."""
    all_of_it = sum((one.net + one.vat for one in whole.values()), Decimal(0))
    exact = {
        place: amount * (one.net + one.vat) / all_of_it for place, one in whole.items()
    }
    shares = {place: one.quantize(CENT, ROUND_FLOOR) for place, one in exact.items()}
    left = int((amount - sum(shares.values())) / CENT)
    for place in sorted(shares, key=lambda one: shares[one] - exact[one])[:left]:
        shares[place] += CENT
    return {
        place: Amount(-net, net - share)
        for place, share in shares.items()
        for net in [(share * 100 / (100 + _percent(place))).quantize(CENT)]
    }


def _percent(place: str) -> Decimal:
    if place.startswith("oss:"):
        return Decimal(place.rpartition(" ")[2])
    return {"box:1a": Decimal(21), "box:1b": Decimal(9)}.get(place, Decimal(0))


def _euros(row: Json, amount: Decimal) -> Decimal:
    rates = [
        Decimal(one["value"]) for one in row["meta_data"] if one["key"] in RATE_KEYS
    ]
    return (amount / (rates[0] if rates else 1)).quantize(CENT, ROUND_HALF_UP)
