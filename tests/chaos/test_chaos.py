"""Two thousand documents, two hundred kills and a line that fails: once each.

Takes minutes, so it is asked for: ``pytest -m chaos``. The seed is printed;
SNELSYNC_CHAOS_SEED sets it. It decides what happens at which call; which call comes
first among those on their way at once it does not.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from random import Random, SystemRandom
from threading import Lock, Timer
from time import monotonic

import pytest

from snelsync.sandbox.administration import Fault, FaultKind
from snelsync.sandbox.shop import PracticeShop
from tests.chaos.stage import (
    AT_REST,
    BOOKING,
    CARD,
    KILLED,
    REFUNDED,
    SALES,
    Call,
    Stage,
    answered,
    shop_with,
    staged,
)
from tests.cli.practice import Json

DOCUMENTS = 2_000
KILLS = 200
FAULTY = 0.06
"""The share of calls at which something goes wrong."""

TRAPS = ("call", "call", "booking", "booking", "booking", "moment", "moment", "")
"""Where a process is killed: at a call, at a booking, at any moment, not at all."""

REVOKED = "expired token"
TROUBLE = (
    FaultKind.DROPPED_AFTER,
    FaultKind.TIMEOUT_AFTER,
    FaultKind.TRUNCATED,
    FaultKind.HTML_AFTER,
    FaultKind.DROPPED_BEFORE,
    FaultKind.TIMEOUT_BEFORE,
    FaultKind.HTML,
    FaultKind.RATE_LIMIT,
    FaultKind.QUOTA,
    REVOKED,
)


def _linked(lines: list[Json], new: dict[int, int]) -> list[Json]:
    """Let the lines of a copied refund point at those of the copied order."""
    return [
        line
        | {
            "meta_data": [
                one | {"value": new.get(int(one["value"]), one["value"])}
                if one["key"] == "_refunded_item_id"
                else one
                for one in line["meta_data"]
            ]
        }
        for line in lines
    ]


def copy_with_refunds(shop: PracticeShop, order_id: int, new_id: int) -> int:
    """Copy an order and its refunds under new ids; gives how many documents."""
    state = shop._state
    shop.copy_order(order_id, new_id)
    groups = ("line_items", "shipping_lines", "fee_lines")
    old, new = state.orders[order_id], state.orders[new_id]
    pairs = [
        (a["id"], b["id"])
        for group in groups
        for a, b in zip(old[group], new[group], strict=True)
    ]
    refunds = [one["id"] for one in reversed(old["refunds"])]
    for number, refund_id in enumerate(refunds, start=1):
        refund = state.refunds[refund_id]
        lines = {name: _linked(refund[name], dict(pairs)) for name in groups}
        shop.add_refund(new_id, {**refund, **lines, "id": new_id + number})
    return 1 + len(refunds)


def big_shop() -> PracticeShop:
    """Open a shop with so many documents, each as one that was recorded."""
    shop = shop_with(*SALES, *REFUNDED)
    known = [*shop._state.orders.values()]
    count = sum(1 + len(order["refunds"]) for order in known)
    new_id, nth = 100_000, 0
    while count < DOCUMENTS:
        sources = SALES if DOCUMENTS - count < 4 else SALES + REFUNDED
        count += copy_with_refunds(shop, sources[nth % len(sources)], new_id)
        new_id, nth = new_id + 10, nth + 1
    return shop


class Chaos:
    """Decides at each call what goes wrong, and when the process is killed."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - to be repeated, not to be secret
        self.faults: Counter[str] = Counter()
        self.kills: Counter[str] = Counter()
        self._stage = stage
        self._lock = Lock()
        self._timer = Timer(0, stage.processes.kill)
        self._calls: Counter[bool] = Counter()
        self._trap: tuple[str, int, bool] = ("", 0, False)

    def push(self) -> int:
        """Push once, into a trap while there are kills left; gives the exit code."""
        left = KILLS - self.kills.total()
        share = 3 * (DOCUMENTS - len(self._stage.booked())) // max(1, left)
        self._set_trap(max(1, share), left)
        words = ("--quiet", "--max-documents", str(DOCUMENTS))
        limit = ("--limit", str(max(1, share))) if left else ()
        code = self._stage.push(*words, *limit)
        self._timer.cancel()
        self.kills[self._trap[0]] += code == KILLED
        return code

    def _set_trap(self, share: int, left: int) -> None:
        """Choose where the next kill is; ``share`` is as much as one run may book."""
        rolled = self.random
        self._calls.clear()
        kind = rolled.choice(TRAPS) if left else ""
        most = 40 if kind == "call" else share
        self._trap = (kind, rolled.randint(1, most), rolled.random() < 0.5)
        self._stage.front.follow(self.meet)
        if kind == "moment":
            after = rolled.uniform(0.05, 4.0)
            self._timer = Timer(after, self._stage.processes.kill)
            self._timer.start()

    def meet(self, call: Call) -> Iterable[bytes]:
        """Let a call come in, and perhaps go wrong, and perhaps be the last."""
        with self._lock:
            self._calls[True] += 1
            self._calls[False] += call.what == BOOKING
            kind, nth, stored = self._trap
            counted = self._calls[kind == "call"]
            here = kind == "call" or (kind == "booking" and call.what == BOOKING)
            if not (here and counted == nth):
                return self._perhaps_faulty(call)
            answer = self._perhaps_faulty(call) if stored else None
            self._stage.processes.kill()
            return answer if answer is not None else call.lose()

    def _perhaps_faulty(self, call: Call) -> Iterable[bytes]:
        if self.random.random() >= FAULTY:
            return call.answer()
        kind = self.random.choice(TROUBLE)
        self.faults[str(kind)] += 1
        books = self._stage.front.books
        if kind == REVOKED:
            books.revoke_tokens()
        else:
            books.faults.clear()
            books.faults.add(Fault(kind=kind))
        return call.answer()


def planned(stage: Stage) -> tuple[list[str], Decimal]:
    """Give the numbers that would be booked, and their total, from a dry run."""
    said = stage.practice.folder / "plan.json"
    words = (*stage.practice.files, "push", "--dry-run", "--json")
    assert stage.processes.run(*words, said=said) == 0
    rows = json.loads(said.read_text(encoding="utf-8"))["documents"]
    assert {row["outcome"] for row in rows} == {"planned"}
    total = sum((Decimal(row["total"]) for row in rows), Decimal())
    return sorted(row["number"] for row in rows), total


@pytest.mark.chaos
def test_nothing_is_booked_twice_or_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever goes wrong: one booking per document, to the cent, and nobody needed."""
    seed = int(os.environ.get("SNELSYNC_CHAOS_SEED") or SystemRandom().randrange(10**9))
    began = monotonic()

    def tell(text: str) -> None:
        # Not stdout: where tests run in workers, that is the workers' own line home.
        with capsys.disabled():
            sys.stderr.write(f"\nchaos, seed {seed}: {text}\n")

    tell("begins")
    with staged(big_shop(), tmp_path) as stage:
        numbers, total = planned(stage)
        assert len(set(numbers)) == DOCUMENTS
        chaos = Chaos(stage, seed)
        codes = pushed_through(stage, chaos, tell)

        rows = stage.front.books.bookings.values()
        assert stage.booked() == numbers
        assert sum(Decimal(str(row["factuurbedrag"])) for row in rows) == total
        assert set(stage.cards().values()) == {1}

        stage.front.follow(answered)
        assert stage.push() == 0
        assert not {BOOKING, CARD} & stage.front.calls.keys()
    assert chaos.kills.total() == KILLS
    tell(
        f"{DOCUMENTS} documents, {codes.total()} runs, {monotonic() - began:.0f} s;"
        f" exit codes {dict(codes)}; kills {dict(chaos.kills)};"
        f" {chaos.faults.total()} faults {dict(chaos.faults)}"
    )


def pushed_through(
    stage: Stage, chaos: Chaos, tell: Callable[[str], None]
) -> Counter[int]:
    """Push until every kill was had and a run ends well; counts the exit codes."""
    codes: Counter[int] = Counter()
    code = KILLED
    while code != 0 or chaos.kills.total() < KILLS:
        code = chaos.push()
        codes[code] += 1
        if codes.total() % 50 == 0:
            tell(f"{codes.total()} runs, {len(stage.booked())} booked {dict(codes)}")
        assert codes.total() < 10 * KILLS
        assert code in {0, 11, 30, 34, KILLED}, stage.practice.folder
        stage.time.sleep(chaos.random.choice((0.0, 30.0, AT_REST)))
    return codes
