"""What checking an order costs: 10,000 are to take seconds, in little memory."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

from snelsync.app.check import check
from snelsync.domain.order import Charge, Order
from tests.app.books import MAPPING, World

CALLS = 1_300
"""Calls of Python functions for an order, at most. 1,012 were counted, the reading of
the chart among them (2026-11)."""


def alive() -> int:
    """Count the orders and charges in memory; those of other tests are among them."""
    gc.collect()
    # A list, not a generator: each step of one would be a call that is counted.
    return len([one for one in gc.get_objects() if isinstance(one, Order | Charge)])


def test_an_order_is_read_once_and_soon_forgotten(tmp_path: Path) -> None:
    """One pass with progress, so many calls an order, and none is kept for tables."""
    world = World(tmp_path)
    counted: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: Any) -> None:  # noqa: ANN401
        if event == "call":
            counted["all"] += 1
            counted[frame.f_code.co_name] += 1

    kept = alive()
    told: list[tuple[int, int]] = []
    held_at_last: list[int] = []

    def watch(done: int, of: int, /) -> None:
        told.append((done, of))
        if done == of:
            held_at_last.append(alive() - kept)

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        report = check(
            world.state,
            world.opened.administration,
            mapping=MAPPING,
            clock=world.clock,
            progress=watch,
        )
    finally:
        sys.setprofile(before)

    orders = world.state.seen().orders
    assert counted["decide"] == counted["load_order"] == orders
    assert told == [(done, orders) for done in range(1, orders + 1)]
    assert counted["all"] / orders < CALLS
    assert report.coverage
    assert held_at_last[0] < 50
