"""The power fails at any call: run again, each document is booked once, none lost."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import cast

import pytest

from snelsync.adapters.state.recording import StateRecorder
from snelsync.app.ports import Administration, Receipt, Recording
from snelsync.app.push import execute, prepare, settle
from snelsync.app.settle import STILL_ON_ITS_WAY
from snelsync.domain.booking import Outcome
from snelsync.domain.plan import Plan
from tests.contract.samples import a_refund, an_order
from tests.contract.wiring import (
    example_mapping,
    open_administration,
    open_record,
    practice_administration,
)
from tests.fakes import (
    Cutting,
    FakeAdministration,
    FakeClock,
    FakeState,
    Loss,
    Meter,
    PowerCut,
)

MAPPING = example_mapping()


def push(state: Recording, books: Administration, clock: FakeClock) -> Plan:
    """Do as the command does."""
    run = state.begin_run("push", at=clock.now(), mapping_digest=MAPPING.digest)
    settle(state, books, clock=clock, run_id=run)
    planned = prepare(state, books, mapping=MAPPING, clock=clock)
    plan = execute(planned, state, books, clock=clock, run_id=run).plan
    state.end_run(run, at=clock.now(), exit_code=0)
    return plan


def fill(state: Recording, clock: FakeClock) -> None:
    """Put two orders, the first refunded, in a record."""
    orders = [an_order(1, refunds=(9,)), an_order(2)]
    state.save_orders(orders, at=clock.now())
    state.save_refunds([a_refund(9, orders[0])], at=clock.now())


class MemoryRecord:
    """A record that survives a cut: what was said to it stays said."""

    def __init__(self) -> None:
        self._state = FakeState()

    def open(self) -> Recording:
        """Give it."""
        return self._state

    def close(self) -> None:
        """Leave it."""


class DiskRecord:
    """A record in a file, left open by the cut as a dead process leaves it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: list[StateRecorder] = []

    def open(self) -> Recording:
        """Open the file anew."""
        state = open_record(self._path)
        self._open.append(state)
        return state

    def close(self) -> None:
        """Close what is open."""
        for state in self._open:
            state._engine.dispose()


Record = MemoryRecord | DiskRecord


def points(books: FakeAdministration, record: Record, cut_at: int) -> int:
    """Push with the power cut at a point, and give how many points were passed."""
    clock, meter = FakeClock(), Meter(cut_at)
    state = record.open()
    fill(state, clock)
    with suppress(PowerCut):
        push(
            cast("Recording", Cutting(state, meter=meter)),
            cast("Administration", Cutting(books, meter=meter)),
            clock,
        )
    record.close()
    return meter.points


def recovered(books: FakeAdministration, record: Record) -> Plan:
    """Push again, with the record as the cut left it, when all has come to rest."""
    clock = FakeClock()
    clock.sleep(3600 + STILL_ON_ITS_WAY.total_seconds())
    plan = push(record.open(), books, clock)
    record.close()
    return plan


def numbers(books: FakeAdministration) -> list[str]:
    """List what is in the books."""
    return sorted(str(body["number"]) for body in books.bookings.values())


LOSSES = {
    "smooth": [],
    "lost answer": [Loss("lost_after", 1)],
    "lost booking": [Loss("lost_before", 2)],
    "refused": [Loss("refused", 1)],
}


def check_cut(losses: list[Loss], record: Record, cut_at: int) -> None:
    """Cut at a point, push again, and look at the books."""
    books = FakeAdministration(list(losses))
    points(books, record, cut_at)
    books.losses.clear()

    plan = recovered(books, record)

    assert numbers(books) == ["1", "1-R9", "2"], cut_at
    assert set(plan.counts) <= {Outcome.BOOKED, Outcome.ADOPTED}, cut_at
    assert len(books.cards) == 1, cut_at


@pytest.mark.parametrize("name", LOSSES)
def test_a_cut_at_any_call_ends_in_one_booking_each(name: str) -> None:
    """Before and after every call to record and SnelStart: once each, none lost."""
    losses = LOSSES[name]
    count = points(FakeAdministration(list(losses)), MemoryRecord(), 0)
    assert count > 30

    for cut_at in range(1, count + 1):
        check_cut(losses, MemoryRecord(), cut_at)


def test_a_cut_leaves_a_file_to_go_on_from(tmp_path: Path) -> None:
    """The same with the record on disk, at every fifth point."""
    count = points(FakeAdministration(), MemoryRecord(), 0)

    for cut_at in range(9, count + 1, 5):
        check_cut([], DiskRecord(tmp_path / f"{cut_at}.sqlite3"), cut_at)


def test_a_cut_during_recovery_is_recovered_too() -> None:
    """Cut while sending, and cut again at any call of the run that repairs it."""
    for first in range(1, 60, 9):
        for again in range(1, 60, 4):
            books, record = FakeAdministration(), MemoryRecord()
            points(books, record, first)
            clock, meter = FakeClock(), Meter(again)
            clock.sleep(600)
            with suppress(PowerCut):
                push(
                    cast("Recording", Cutting(record.open(), meter=meter)),
                    cast("Administration", Cutting(books, meter=meter)),
                    clock,
                )

            recovered(books, record)

            assert numbers(books) == ["1", "1-R9", "2"], (first, again)


@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("before", [True, False])
def test_a_cut_round_a_real_booking_books_once(
    tmp_path: Path, nth: int, *, before: bool
) -> None:
    """With the practice administration and a file: cut round each POST, once each."""
    clock = FakeClock()
    practice = practice_administration(clock)
    books = open_administration(practice, clock).administration
    state = open_record(tmp_path / "state.sqlite3")
    fill(state, clock)

    class Cut(FakeAdministration):
        """Counts bookings only."""

        def book(self, payload: str) -> Receipt:
            self.calls["book"] += 1
            if self.calls["book"] == nth and before:
                raise PowerCut
            receipt = books.book(payload)
            if self.calls["book"] == nth:
                raise PowerCut
            return receipt

        def __getattribute__(self, name: str) -> object:
            if name in {"book", "calls"}:
                return super().__getattribute__(name)
            return getattr(books, name)

    with pytest.raises(PowerCut):
        push(state, Cut(), clock)
    state._engine.dispose()
    clock.sleep(600)

    plan = push(open_record(tmp_path / "state.sqlite3"), books, clock)

    assert plan.counts == {Outcome.BOOKED: 3}
    assert sorted(one["factuurnummer"] for one in practice.bookings.values()) == [
        "1",
        "1-R9",
        "2",
    ]
