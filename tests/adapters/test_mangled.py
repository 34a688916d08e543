"""Orders as no shop should tell them: a booking or a problem, never an exception.

The recorded orders and refunds, with anything in any place of them replaced, left out
or doubled, from the JSON up to the decision.
"""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from snelsync.adapters.state.codec import dump_order, load_order
from snelsync.adapters.woocommerce.parse import Wanted, parse_order, parse_refund
from snelsync.app.ports import Unreadable
from snelsync.domain.case import Case
from snelsync.domain.decide import decide
from snelsync.domain.decision import Decision
from snelsync.domain.fingerprint import order_fingerprint, refund_fingerprint
from snelsync.domain.mapping import BusinessCards, Mapping
from snelsync.domain.order import Sold
from tests.contract.wiring import example_mapping
from tests.domain.charts import full_chart
from tests.golden.wide import wide
from tests.hostile.mangling import ODD, mangled
from tests.recorded.oracle import RATE_KEYS, SHOPS, packed_shop

Json = dict[str, Any]
NOW = datetime(2026, 11, 21, tzinfo=UTC)
CHART = full_chart(oss=True)
WANTED = Wanted(
    meta_keys=(*RATE_KEYS, "_mollie_payment_mode", "_wcpdf_invoice_number"),
    vat_number_keys=("_vat_number", "_billing_vat_number", "vat_number"),
    kvk_keys=("_billing_kvk",),
    businesses=True,
)
ANYTHING: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(ODD), st.text(max_size=12), st.integers(), st.floats()
)


@cache
def mapping() -> Mapping:
    """Decide everything that the example mapping leaves open."""
    said = wide(example_mapping())
    assert said.customers.businesses is BusinessCards.CARD
    return said


@cache
def recorded(shop: str) -> tuple[tuple[Json, tuple[Json, ...]], ...]:
    """Give every recorded order with its refunds."""
    packed = packed_shop(shop)
    refunds: dict[int, list[Json]] = {}
    for row in packed["refunds.dp6"]:
        refunds.setdefault(row["parent_id"], []).append(row)
    rows = [*packed["orders.dp6"], *packed["trash.dp6"]]
    return tuple((row, tuple(refunds.get(row["id"], ()))) for row in rows)


def decided(body: object, refunds: list[object]) -> list[Decision]:
    """Read, keep, and decide, as pull and push do; nothing when it makes no sense."""
    order = parse_order(body, wanted=WANTED)
    if isinstance(order, Unreadable):
        assert order.problem.message
        return []
    kept = load_order(dump_order(order))
    assert order_fingerprint(kept) == order_fingerprint(order)
    read = [parse_refund(row, order_id=order.order_id) for row in refunds]
    backs = tuple(one for one in read if not isinstance(one, Unreadable))
    for back in backs:
        assert refund_fingerprint(back)
    sold = Sold(kept, backs)
    made = decide(Case(sold=sold, known={}, mapping=mapping(), chart=CHART, now=NOW))
    again = decide(Case(sold=sold, known={}, mapping=mapping(), chart=CHART, now=NOW))
    assert made == again
    return made


@pytest.mark.parametrize("shop", SHOPS)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_json_makes_it_stumble(shop: str, data: st.DataObject) -> None:
    """Whatever stands in an order or refund: one outcome each, and a reason to read."""
    order, refunds = data.draw(st.sampled_from(recorded(shop)), label="recorded")
    by = data.draw(st.randoms(use_true_random=False), label="chance")
    body = mangled(order, by)
    backs = [mangled(row, by) for row in refunds]
    for decision in decided(body, list(backs)):
        if decision.booking is None:
            told = decision.reason or [one.message for one in decision.problems]
            assert told
            json.dumps(told)


@settings(max_examples=100)
@given(ANYTHING)
def test_what_is_no_order_at_all_is_told(body: object) -> None:
    """A row of a list may be anything."""
    assert isinstance(parse_order(body, wanted=WANTED), Unreadable)
    assert isinstance(parse_refund(body, order_id=7), Unreadable)


def test_half_characters_and_control_characters_are_taken_out() -> None:
    """They would stop the state file, or make a terminal do what a customer typed."""
    body = copy.deepcopy(recorded("incl")[0][0])
    bad = "a\ud800b\x1b[31mc\n"
    body["line_items"][0]["name"] = body["line_items"][0]["sku"] = bad
    body["number"] = bad
    body["billing"]["company"] = bad
    body["meta_data"] = [{"key": "vat_number", "value": "BE0477472701\ud800"}]

    order = parse_order(json.loads(json.dumps(body)), wanted=WANTED)

    assert not isinstance(order, Unreadable)
    clean = "a?b [31mc "
    assert order.number == order.charges[0].name == order.charges[0].code == clean
    assert order.business is not None
    assert order.business.name == clean.strip()
    assert load_order(dump_order(order)) == order
