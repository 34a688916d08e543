"""Rules by category and tag: what it takes to know where a product is filed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from snelsync.domain.booking import Outcome
from snelsync.domain.mapping import Rule
from snelsync.domain.problem import Code
from tests.app.businesses import CONSUMER, World, outcomes, sale

MUGS = {"categories": [{"id": 1, "name": "Mokken & meer", "slug": "mokken"}]}
RULE = Rule("mugs", category="mokken", account=8101)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Give a shop with a consumer's order, and a rule for mugs."""
    world = World(tmp_path, (CONSUMER,))
    world.mapping = replace(world.mapping, rules=(RULE,), digest="rules")
    return world


def product_of(world: World) -> int:
    """Find the product of the consumer's order."""
    line = world.practice._state.orders[CONSUMER]["line_items"][0]
    return int(line["product_id"])


def paths(world: World) -> Counter[str]:
    """Count what the shop was asked."""
    return Counter(one.path.rpartition("/")[2] for one in world.practice.requests)


def test_a_rule_by_category_is_applied(world: World) -> None:
    """The category is read with the orders, and the turnover lands where it says."""
    world.practice.change_product(product_of(world), **MUGS)

    plan = world.booked()

    assert outcomes(plan, [CONSUMER]) == [Outcome.BOOKED]
    assert world.accounts(str(CONSUMER))[0] == 8101


def test_another_category_is_another_account(world: World) -> None:
    """A product that is filed elsewhere is booked as always."""
    world.booked()

    assert world.accounts(str(CONSUMER))[0] == 8100


def test_products_take_one_call_and_only_for_such_rules(world: World) -> None:
    """A hundred products a call; none where no rule asks."""
    world.pull()
    assert paths(world)["products"] == 1
    world.mapping = replace(world.mapping, rules=(Rule("r", sku="*", account=8101),))
    world.pull(full=True)
    assert paths(world)["products"] == 1


def test_a_rule_that_is_new_needs_the_products_once(world: World) -> None:
    """Orders pulled before are held with the command that reads their products."""
    rules, world.mapping = world.mapping, replace(world.mapping, rules=())
    world.pull()
    world.mapping = rules

    decision = sale(world.push(), CONSUMER)

    assert decision.outcome is Outcome.HELD
    (problem,) = decision.problems
    assert problem.code is Code.PRODUCT_UNKNOWN
    assert "pull-orders --full" in problem.remedy
    world.pull(full=True)
    assert outcomes(world.push(), [CONSUMER]) == [Outcome.BOOKED]


def test_a_product_deleted_before_it_was_read_holds_its_order(world: World) -> None:
    """Nobody can say any more where it was filed, so a person decides."""
    world.practice.delete_product(product_of(world))

    decision = sale(world.booked(), CONSUMER)

    assert [one.code for one in decision.problems] == [Code.PRODUCT_UNKNOWN]


def test_a_product_that_was_read_may_be_deleted(world: World) -> None:
    """What was known of the order's lines is kept: it is booked as it was sold."""
    world.practice.change_product(product_of(world), **MUGS)
    world.pull()
    world.practice.delete_product(product_of(world))
    world.pull(full=True)

    assert outcomes(world.push(), [CONSUMER]) == [Outcome.BOOKED]
    assert world.accounts(str(CONSUMER))[0] == 8101


@pytest.mark.parametrize("what", ["deleted", "filed elsewhere"])
def test_a_refund_goes_by_its_sale(world: World, what: str) -> None:
    """Whatever became of the product since: the accounts are those of the sale."""
    product_id = product_of(world)
    world.practice.change_product(product_id, **MUGS)
    world.booked()
    line = world.practice._state.orders[CONSUMER]["line_items"][0]
    back = line | {
        "id": 99_001,
        "quantity": -1,
        "total": "-1.00",
        "total_tax": "-0.21",
        "taxes": [one | {"total": "-0.21"} for one in line["taxes"]],
        "meta_data": [{"id": 5, "key": "_refunded_item_id", "value": str(line["id"])}],
    }
    refund_id = world.practice.add_refund(
        CONSUMER, {"amount": "1.21", "line_items": [back]}
    )
    if what == "deleted":
        world.practice.delete_product(product_id)
    else:
        world.practice.change_product(product_id, categories=[{"slug": "boeken"}])
    world.clock.sleep(86_400)

    world.pull(full=True)
    world.push()

    number = f"{CONSUMER}-R{refund_id}"
    assert world.accounts(number) == [8101]


def test_a_product_deleted_after_booking_is_no_drift(world: World) -> None:
    """The SKU goes from the order; what was booked is still what was sold."""
    world.booked()
    world.practice.delete_product(product_of(world))

    world.pull(full=True)

    assert outcomes(world.push(), [CONSUMER]) == [Outcome.BOOKED]
