"""What a run costs in SQL: so much whatever the shop, and so much for each document."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from snelsync.app.push import Manner
from snelsync.app.stages import Sides, Terms
from snelsync.app.sync import sync
from snelsync.domain.mapping import BusinessCards
from tests.app.businesses import CONSUMER, World
from tests.contract.wiring import open_shop

WITHOUT_NEWS = 38
PER_DOCUMENT = 4
"""Recorded as about to be sent, and what became of it; each with a line of journal."""


@contextmanager
def statements() -> Iterator[list[str]]:
    """Hear of every statement, to any file; where a transaction begins is none."""
    heard: list[str] = []

    def hear(*said: object) -> None:
        if not str(said[2]).startswith("BEGIN"):
            heard.append(str(said[2]))

    sa.event.listen(sa.Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", hear)


def shop_with(folder: Path, orders: int) -> World:
    """Give a shop where a consumer bought the same so many times."""
    folder.mkdir()
    world = World(folder, (CONSUMER,), businesses=BusinessCards.COLLECTIVE)
    for one in range(1, orders):
        world.practice.copy_order(CONSUMER, 9000 + one)
    return world


def without_news(world: World) -> int:
    """Count the statements of a run that finds nothing to do, two days later."""
    world.booked()
    world.clock.sleep(timedelta(days=2).total_seconds())
    terms = Terms(most=99, manner=Manner(pauses=()))

    def run() -> None:
        sync(
            Sides(
                open_shop(world.practice, world.clock).shop,
                world.opened.administration,
                world.vies,
            ),
            world.state,
            mapping=world.mapping,
            clock=world.clock,
            run_id=1,
            terms=terms,
        )

    run()
    with statements() as heard:
        run()
    return len(heard)


def of_a_push(world: World) -> int:
    """Count the statements of a push of everything."""
    world.pull()
    with statements() as heard:
        world.push()
    return len(heard)


def test_a_run_without_news_takes_as_many_statements_whatever_the_shop(
    tmp_path: Path,
) -> None:
    """One question each about all of it: five orders take no more than one."""
    one = without_news(shop_with(tmp_path / "1", 1))
    five = without_news(shop_with(tmp_path / "5", 5))
    assert one == five <= WITHOUT_NEWS


def test_a_push_takes_as_many_statements_for_each_document(tmp_path: Path) -> None:
    """The seventh document costs what the second did."""
    one, four, seven = (
        of_a_push(shop_with(tmp_path / str(count), count)) for count in (1, 4, 7)
    )
    assert seven - four == four - one <= 3 * PER_DOCUMENT
