"""A plan that was approved is applied as it was shown, or not at all."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from snelsync.domain.approval import Approval, approve
from snelsync.domain.booking import Outcome
from snelsync.domain.chart import Chart
from snelsync.domain.mapping import Mapping
from snelsync.domain.order import Order
from snelsync.domain.plan import Plan, make_plan

from .builders import AFTERWARDS, charge, mapping, order, sold
from .charts import chart

FIRST, SECOND = order(), order(order_id=174, number="174")
CHART, SAID = chart(), mapping(digest="m-1")


def plan(*orders: Order, said: Mapping = SAID, known: Chart = CHART) -> Plan:
    """Plan some orders."""
    return make_plan(
        [sold(one) for one in orders],
        known={},
        mapping=said,
        chart=known,
        now=AFTERWARDS,
    )


APPROVED = approve(plan(FIRST, SECOND), mapping=SAID, chart=CHART)


def changes(now: Plan, said: Mapping = SAID, known: Chart = CHART) -> str:
    """Say what changed, in one text."""
    return "; ".join(APPROVED.changes(now, mapping=said, chart=known))


def test_what_did_not_change_may_be_booked() -> None:
    """The same orders, mapping and chart are the same plan, in any order read."""
    assert changes(plan(FIRST, SECOND)) == ""
    turned = replace(CHART, accounts=CHART.accounts[::-1])
    assert changes(plan(FIRST, SECOND, known=turned), known=turned) == ""
    assert turned.digest == CHART.digest


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (plan(FIRST), "order 174: invoice 174, EUR 12.95, is no longer in the record"),
        (
            plan(FIRST, replace(SECOND, status="cancelled")),
            "order 174: invoice 174, EUR 12.95, is now skipped",
        ),
        (
            plan(FIRST, order(charge("20.00", "4.20"), order_id=174, number="174")),
            "order 174: invoice 174, EUR 12.95, would now be EUR 24.20",
        ),
        (
            plan(FIRST, replace(SECOND, payment_method="bacs")),
            "order 174: invoice 174, EUR 12.95, would now be booked otherwise",
        ),
        (plan(FIRST, replace(SECOND, payment_method="?")), "is now held"),
    ],
)
def test_an_order_that_changed_is_named(now: Plan, words: str) -> None:
    """Number, amount, and how it differs."""
    assert words in changes(now)
    assert "173" not in changes(now).replace("174", "")


@pytest.mark.parametrize(
    "touched",
    [
        {"key": replace(APPROVED.documents[0].key, shop_id=999)},
        {"order_number": "1"},
        {"number": "1"},
        {"day": date(2026, 1, 1)},
        {"total": Decimal("1.00")},
        {"booking": "0" * 32},
    ],
    ids=str,
)
def test_a_plan_is_compared_and_not_believed(touched: dict[str, Any]) -> None:
    """Who rewrites a plan and its digest with it gets nothing else booked."""
    first, *rest = APPROVED.documents
    other = replace(APPROVED, documents=(replace(first, **touched), *rest))
    assert len(other.changes(plan(FIRST, SECOND), mapping=SAID, chart=CHART)) == 1


def test_another_mapping_or_chart_is_named() -> None:
    """Even where the bookings would come out the same."""
    other = replace(SAID, digest="m-2")
    assert changes(plan(FIRST, SECOND), said=other) == "the mapping was changed"
    company = replace(CHART.company, name="Andere BV")
    elsewhere = replace(CHART, company=company)
    assert "SnelStart" in changes(plan(FIRST, SECOND), known=elsewhere)
    assert plan(FIRST).digest != plan(FIRST, known=elsewhere).digest


def test_what_came_later_is_left() -> None:
    """Only what was approved is booked; the rest waits, and says why."""
    third = order(order_id=175, number="175")
    now = plan(FIRST, SECOND, third)
    assert changes(now) == ""
    applied = APPROVED.applied_to(now)
    assert [one.order_id for one in applied.to_book] == [173, 174]
    left = applied.decisions[-1]
    assert (left.outcome, left.reason) == (
        Outcome.WAITING,
        "it is not in the approved plan",
    )


def test_what_was_booked_meanwhile_as_approved_is_no_change() -> None:
    """A plan that was half carried out can be carried out further."""
    now = plan(FIRST, SECOND)
    booked = replace(now.decisions[0], outcome=Outcome.BOOKED)
    again = replace(now, decisions=(booked, now.decisions[1]))
    assert changes(again) == ""
    assert [one.order_id for one in APPROVED.applied_to(again).to_book] == [174]


def test_a_digest_covers_everything() -> None:
    """No part of what was approved can change under it."""
    one = APPROVED.documents[0]
    for other in (
        replace(APPROVED, mapping="x"),
        replace(APPROVED, chart="x"),
        replace(APPROVED, documents=(replace(one, booking="x"),)),
        Approval(APPROVED.mapping, APPROVED.chart, ()),
    ):
        assert other.digest != APPROVED.digest
    assert one.total == Decimal("12.95")
