"""Orders that no shop should have: pulled, kept and decided, or told; never a bug."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snelsync.adapters.state.recording import StateRecorder
from snelsync.adapters.woocommerce.client import WooShop, shop_client
from snelsync.app.check import check
from snelsync.app.pull import pull
from snelsync.sandbox.shop import PRACTICE_CONSUMER_KEY, PRACTICE_CONSUMER_SECRET
from snelsync.secret import Secret
from tests.contract.wiring import (
    SHOP,
    WANTED,
    Wire,
    example_mapping,
    open_record,
    practice_shop,
    thinned,
)
from tests.fakes import FakeAdministration, FakeClock
from tests.hostile.mangling import Kept, Mangler
from tests.hostile.runs import CASES, tried

SAID: Kept = {}
SHOP_NOW = thinned(practice_shop(FakeClock()), below=190)
BOOKS = FakeAdministration()
MAPPING = example_mapping()


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> StateRecorder:
    """Make one record, for everything that is ever told."""
    return open_record(tmp_path_factory.mktemp("hostile") / "state.sqlite3")


@CASES
@given(st.integers(0, 2**32))
def test_orders_may_be_anything(state: StateRecorder, seed: int) -> None:
    """Whatever the shop says is kept and decided about, each document by itself."""
    clock = FakeClock()
    client = shop_client(
        f"https://{SHOP}",
        key=Secret(PRACTICE_CONSUMER_KEY),
        secret=Secret(PRACTICE_CONSUMER_SECRET),
        clock=clock,
        transport=Mangler(Wire(SHOP_NOW), SAID, Random(seed), often=3),  # noqa: S311
    )
    shop = WooShop(client, clock=clock, wanted=WANTED)
    tried(lambda: pull(shop, state, clock=clock, full=True))
    for one in state.unreadable():
        assert one.problem.message, one.problem
        assert one.problem.remedy, one.problem
    found = check(state, BOOKS, mapping=MAPPING, clock=clock)
    for decision in found.plan.decisions:
        if decision.booking is None:
            told = [one.message for one in decision.problems]
            assert decision.reason or told, decision
            assert all(one.remedy for one in decision.problems), decision
            json.dumps([decision.reason, *told])
    numbers = [one.number for one in found.plan.to_book]
    assert len(numbers) == len(set(numbers))
