"""Ending a run: by somebody, by its time, by a limit; with everything recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from snelsync.app.breakers import TRIED_AT_LEAST, check_gone, check_many, check_refusals
from snelsync.app.ports import unhindered
from snelsync.app.push import Done, Manner, execute, prepare
from snelsync.app.stopping import Stopping
from snelsync.domain.booking import Outcome
from snelsync.errors import BreakerError, NotSentError, StoppedError
from tests.app.pushes import World
from tests.contract.samples import an_order
from tests.contract.wiring import open_record
from tests.fakes import FakeAdministration, FakeClock, Loss


def run(world: World, manner: Manner) -> Done:
    """Plan and book in some manner."""
    planned = prepare(
        world.state, world.books, mapping=world.mapping, clock=world.clock
    )
    return execute(
        planned, world.state, world.books, clock=world.clock, run_id=1, manner=manner
    )


def on_disk(folder: Path, losses: Iterable[Loss] = ()) -> World:
    """Give sixty orders more, in a record that threads may share."""
    world = World(
        books=FakeAdministration(list(losses)),
        state=open_record(folder / "state.sqlite3"),
    )
    more = [an_order(order_id) for order_id in range(100, 160)]
    world.state.save_orders(more, at=world.clock.now())
    return world


def after(calls: int) -> Callable[[], None]:
    """Make a checkpoint that ends the run after some documents."""
    left = iter(range(calls))

    def check() -> None:
        if next(left, None) is None:
            raise StoppedError("enough", interrupted=True)

    return check


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 9])
def test_no_more_than_the_limit_is_booked(limit: int) -> None:
    """The rest is left, said, and booked by the next push."""
    world = World()

    done = run(world, Manner(limit=limit))

    assert done.plan.counts.get(Outcome.BOOKED, 0) == min(limit, 4)
    assert done.plan.counts.get(Outcome.PLANNED, 0) == max(0, 4 - limit)
    assert bool(done.stopped) == (limit < 4)
    assert not done.interrupted
    assert world.push().counts == {Outcome.BOOKED: 4}


@pytest.mark.parametrize("at_once", [1, 3])
@pytest.mark.parametrize("documents", [0, 1, 2, 3])
def test_a_run_ends_between_two_documents(
    tmp_path: Path, documents: int, at_once: int
) -> None:
    """What was begun is booked and recorded; the next run books the others."""
    world = on_disk(tmp_path)

    done = run(world, Manner(checkpoint=after(documents), at_once=at_once))

    assert (done.interrupted, done.stopped) == (True, "enough")
    assert len(world.books.bookings) == documents
    assert world.state.unsettled() == ()
    assert world.push().counts == {Outcome.BOOKED: 64}
    assert len(world.numbers) == len(set(world.numbers)) == 64


@pytest.mark.parametrize("at_once", [2, 8])
def test_orders_are_booked_at_a_time_and_their_documents_in_turn(
    tmp_path: Path, at_once: int
) -> None:
    """Threads change nothing of what is booked, nor of what one failure stops."""
    world = on_disk(tmp_path)

    done = run(world, Manner(at_once=at_once))

    assert done.plan.counts == {Outcome.BOOKED: 64}
    assert len(set(world.numbers)) == len(world.numbers) == 64
    assert world.books.calls["create_customer"] == 1


def test_out_of_reach_ends_every_thread(tmp_path: Path) -> None:
    """Nobody goes on alone, and what was under way is recorded."""
    world = on_disk(tmp_path, (Loss("not_sent", n) for n in range(3, 99)))

    with pytest.raises(NotSentError):
        run(world, Manner(at_once=4))

    assert world.books.calls["book"] < 10
    assert world.state.unsettled() == ()


def test_a_clock_that_may_stop_goes_on_until_it_must() -> None:
    """Asked to stop, or out of time, waiting and checking end the run."""
    clock = FakeClock()
    asked: list[bool] = []
    stopping = Stopping(clock, asked=lambda: bool(asked), minutes=2)
    stopping.sleep(60)
    stopping.check()
    assert stopping.now() == clock.now()

    with pytest.raises(StoppedError) as raised:
        stopping.sleep(60)
    assert not raised.value.interrupted
    assert clock.slept == [60]

    asked.append(True)
    with pytest.raises(StoppedError) as raised:
        stopping.check()
    assert raised.value.interrupted
    Stopping(clock, asked=lambda: False).sleep(10_000)
    unhindered()


@pytest.mark.parametrize(
    ("gone", "known", "stops"),
    [
        (0, 0, False),
        (1, 1, False),
        (2, 2, True),
        (2, 3, False),
        (10, 11, False),
        (11, 12, True),
        (11, 110, False),
        (12, 110, True),
        (100, 1001, False),
        (1001, 1001, True),
    ],
)
def test_a_shop_that_is_suddenly_empty_is_not_believed(
    gone: int,
    known: int,
    stops: bool,  # noqa: FBT001
) -> None:
    """More than ten and more than one in ten, or all of them, stop the pull."""
    if not stops:
        check_gone(range(gone), range(known))
        return
    with pytest.raises(BreakerError) as raised:
        check_gone(range(gone), range(known))
    assert "--accept-gone" in raised.value.hint
    assert raised.value.exit_code == 40


def test_far_more_than_usual_is_not_booked_unasked() -> None:
    """The number is told, and the option that allows it."""
    world = World()
    plan = prepare(
        world.state, world.books, mapping=world.mapping, clock=world.clock
    ).plan
    check_many(plan, 4)
    with pytest.raises(BreakerError) as raised:
        check_many(plan, 3)
    assert "--max-documents 4" in raised.value.hint


def test_refusals_of_most_documents_stop_the_run() -> None:
    """From twenty on, more than half; and that can be overridden."""
    check_refusals(TRIED_AT_LEAST - 1, TRIED_AT_LEAST - 1)
    check_refusals(TRIED_AT_LEAST, TRIED_AT_LEAST // 2)
    losses = [Loss("refused", n) for n in range(1, 99)]
    world = World(books=FakeAdministration(losses))
    more = [an_order(order_id) for order_id in range(100, 160)]
    world.state.save_orders(more, at=world.clock.now())

    with pytest.raises(BreakerError, match="refused 19 of 20"):
        run(world, Manner())

    assert world.books.calls["book"] == TRIED_AT_LEAST - 1
    done = run(world, Manner(accept_refusals=True))
    assert done.plan.counts[Outcome.REFUSED] > TRIED_AT_LEAST
