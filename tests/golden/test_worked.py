"""The 46 worked scenarios, reproduced from orders where an order can express them."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from snelsync.domain.booking import Booking
from snelsync.domain.mapping import Rule
from snelsync.domain.problem import Code
from snelsync.domain.translate import Skipped, translate_sale
from snelsync.domain.vat import Treatment
from tests.domain.builders import (
    amounts,
    charge,
    codes,
    order,
    sale_of,
    shipping,
    vat,
)

from .worked import CHART, SCENARIOS, amounts_of, said

Json = dict[str, Any]
WORKED: dict[str, Json] = json.loads(
    Path(__file__).with_name("worked.json").read_text("utf-8")
)

NOT_A_BOOKING = {
    "S24": "nothing is booked: an order of EUR 0.00 is skipped",
}
NOT_FROM_AN_ORDER = {
    "S29": "a deposit of money with VAT on a balance account: SnelStart takes no VAT"
    " on an account of that function, so such a line is held",
    "S42": "what the goods were bought for is not in an order, so their sale is one"
    " line on the margin account and the bookkeeper splits it",
    "S43": "orders are booked one by one, not as a total per day",
}
ONLY_IN_PART = {
    "S32": "the write-off a year later is a bookkeeper's own entry",
}
"""Besides: what the scenarios say of payments, fees and payouts is no sale or credit;
those are booked from the bank or the provider's own statement."""


def entry(one: Booking) -> Json:
    """Write a booking as the scenarios do: by account, foreign VAT in one sum."""
    lines = [f"{line.account} {line.amount}" for line in one.lines if not line.is_vat]
    foreign = [line for line in one.lines if line.is_vat]
    if foreign:
        whole = sum((line.amount for line in foreign), start=Decimal(0))
        lines.append(f"{foreign[0].account} {whole}")
    return {
        "number": one.number,
        "lines": sorted(lines),
        "vat": sorted(f"{row.kind} {row.amount}" for row in one.vat),
        "total": str(one.total),
    }


def expected(name: str) -> list[Json]:
    """Read a scenario's sales and credits, lines in order of account."""
    return [
        row | {"lines": sorted(row["lines"]), "vat": sorted(row["vat"])}
        for row in WORKED[name]["bookings"]
    ]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_worked_scenario_is_booked_to_the_cent(name: str) -> None:
    """Each ledger number, each VAT row and the total are those worked out by hand."""
    bookings = SCENARIOS[name]()
    wanted = expected(name)
    assert wanted
    assert [entry(one) for one in bookings][-len(wanted) :] == wanted
    assert all(amounts_of(one) == one.total for one in bookings)


def test_every_scenario_is_accounted_for() -> None:
    """No scenario is forgotten: each is reproduced, or the reason why not is here."""
    told = {*SCENARIOS, *NOT_A_BOOKING, *NOT_FROM_AN_ORDER, *ONLY_IN_PART}
    assert told == set(WORKED)
    assert len(WORKED) == 46


def test_an_order_of_nothing_is_no_booking() -> None:
    """S24: a coupon that paid everything leaves nothing to book."""
    one = order(charge("0.00", "0.00"), coupons=("alles",))
    assert isinstance(translate_sale(one, mapping=said(), chart=CHART), Skipped)


def test_a_chargeback_leaves_the_sale_as_it_was() -> None:
    """S32: the sale is booked; what the bank takes back is no refund of the shop."""
    one = order(charge("100.00", "21.00"), order_id=1032, number="1032")
    assert entry(sale_of(one, mapping=said(), chart=CHART).booking) == {
        **expected("S32")[0],
        "number": "WS-1032",
    }


def test_a_deposit_of_money_with_vat_is_held() -> None:
    """S29: a line with VAT on a balance account is held, and never sent."""
    deposit = Rule("deposit", sku="AANBETALING", account=1751)
    one = order(charge("50.00", "10.50", code="AANBETALING"))
    result = translate_sale(one, mapping=said(rules=(deposit,)), chart=CHART)
    assert codes(result) == {Code.ACCOUNT_MISFIT}


def test_the_margin_scheme_is_one_line_of_the_whole_price() -> None:
    """S42: sold for 150.00 under the margin scheme is 150.00 on the margin account."""
    margin = Rule("second-hand", sku="MARGE-*", treatment=Treatment.MARGIN)
    one = order(charge("150.00", rate=None, code="MARGE-1"))
    made = sale_of(one, mapping=said(rules=(margin,)), chart=CHART).booking
    assert (amounts(made), vat(made)) == ([(8197, "150.00")], {})


def test_shipping_of_a_mixed_cart_at_one_rate_is_told() -> None:
    """S06: shipping charged all at the highest rate is booked so, with a warning."""
    goods = (
        charge("100.00", "21.00"),
        charge("50.00", "4.50", rate=2, line_id=12),
    )
    one = order(*goods, shipping("6.20", "1.30"))
    sale = sale_of(one, mapping=said(), chart=CHART)
    assert [problem.code for problem in sale.warnings] == [Code.SHIPPING_VAT]
    fair = order(*goods, shipping("4.27", "0.90"), shipping("2.14", "0.19", rate=2))
    assert not sale_of(fair, mapping=said(), chart=CHART).warnings
