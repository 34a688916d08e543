"""Many new businesses: looked for together, and what was read not believed for long."""

from __future__ import annotations

from dataclasses import replace

import pytest

from snelsync.app.cards import FRESH, MANY, Cards
from snelsync.domain.chart import Chart
from tests.benchmarks.shops import belgian_number
from tests.contract.fake_state import FakeState
from tests.contract.samples import BELGIAN
from tests.fakes import FakeAdministration, FakeClock

BUYERS = tuple(
    replace(BELGIAN, vat_number=belgian_number(nth)) for nth in range(MANY + 1)
)


@pytest.fixture
def clock() -> FakeClock:
    """Give a clock that moves by waiting alone."""
    return FakeClock()


@pytest.fixture
def books() -> FakeAdministration:
    """Give an administration without cards."""
    return FakeAdministration()


@pytest.fixture
def cards(clock: FakeClock, books: FakeAdministration) -> Cards:
    """Tell who is coming."""
    chart: Chart = books.chart()
    cards = Cards(chart, FakeState(), books, clock=clock)
    cards.foresee(BUYERS)
    return cards


def test_a_card_that_is_there_is_found_among_many(
    cards: Cards, books: FakeAdministration
) -> None:
    """What is in what was read is taken, and never made a second time."""
    books.cards["theirs"] = BUYERS[3].vat_number

    assert cards.of(BUYERS[3]) == "theirs"
    assert (books.calls["find_businesses"], books.calls["find_customer"]) == (1, 0)
    assert books.calls["create_customer"] == 0


def test_what_was_read_is_believed_for_a_while_only(
    cards: Cards, books: FakeAdministration, clock: FakeClock
) -> None:
    """After a quarter of an hour it is read again: somebody may have added one."""
    cards.of(BUYERS[0])
    clock.sleep(FRESH.total_seconds())
    cards.of(BUYERS[1])
    assert books.calls["find_businesses"] == 1

    clock.sleep(1)
    books.cards["added"] = BUYERS[2].vat_number

    assert cards.of(BUYERS[2]) == "added"
    assert books.calls["find_businesses"] == 1
    assert books.calls["find_customer"] == 1


def test_one_that_was_lost_is_looked_for_by_itself(
    cards: Cards, books: FakeAdministration
) -> None:
    """A card that SnelStart no longer takes is not found again in what was read."""
    books.cards["gone"] = BUYERS[0].vat_number
    cards.of(BUYERS[1])
    del books.cards["gone"]

    cards.forget(BUYERS[0])

    assert cards.of(BUYERS[0]) != "gone"
    assert books.calls["find_customer"] == 1


def test_a_few_are_looked_for_one_by_one(
    books: FakeAdministration, clock: FakeClock
) -> None:
    """Reading every card is not worth it for them."""
    cards = Cards(books.chart(), FakeState(), books, clock=clock)
    cards.foresee((*BUYERS[: MANY - 1], replace(BUYERS[0], business=None)))

    cards.of(BUYERS[0])

    assert (books.calls["find_businesses"], books.calls["find_customer"]) == (0, 1)
