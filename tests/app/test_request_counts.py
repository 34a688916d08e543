"""What a run costs in calls: of whoever we ask, no more than it takes."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from snelsync.app.cards import MANY
from snelsync.app.push import Manner
from snelsync.app.stages import Sides, Terms
from snelsync.app.sync import sync
from snelsync.domain.booking import Outcome
from snelsync.domain.mapping import BusinessCards
from snelsync.errors import ExitCode
from tests.app.businesses import (
    BELGIAN,
    BELGIAN_NUMBER,
    CONSUMER,
    CONSUMERS_CARD,
    DUTCH,
    GERMAN,
    GERMAN_NUMBER,
    World,
)
from tests.benchmarks.shops import belgian_number
from tests.contract.wiring import open_shop

CHART = ["companyInfo", "grootboeken", "landen", "kostenplaatsen", "btwtarieven"]
READ = ["kostenplaatsen", "grootboeken", "companyInfo", "landen", "btwtarieven"]
CARD, LOOK, BOOK = "POST relaties", "GET relaties", "POST verkoopboekingen"


@pytest.mark.parametrize("oss", [False, True])
def test_a_plan_takes_the_chart_alone(tmp_path: Path, *, oss: bool) -> None:
    """Five calls, and a sixth for foreign rates where SnelStart has them on."""
    world = World(tmp_path, (CONSUMER,), oss=oss)
    world.booked()
    before = len(world.calls())

    world.push()

    wanted = [*CHART, "vatrates"] if oss else CHART
    assert sorted(world.calls()[before:]) == sorted(f"GET {one}" for one in wanted)


@pytest.mark.parametrize(("order_id", "look_ups"), [(BELGIAN, 2), (DUTCH, 3)])
def test_a_new_business_takes_two_calls_besides_look_ups(
    tmp_path: Path, order_id: int, look_ups: int
) -> None:
    """A card and a booking are sent; one look-up each by VAT number, KvK and e-mail."""
    world = World(tmp_path, (order_id,))

    world.booked()

    calls = Counter(world.calls()) - Counter(f"GET {one}" for one in CHART)
    assert calls == {LOOK: look_ups, CARD: 1, BOOK: 1}


def test_many_new_businesses_take_two_calls_each(tmp_path: Path) -> None:
    """A card and a booking for each; all are looked for together, a page at a time."""
    world = World(tmp_path, (BELGIAN,))
    numbers = [belgian_number(nth) for nth in range(MANY)]
    world.register.known |= set(numbers)
    for nth, number in enumerate(numbers):
        world.practice.copy_order(BELGIAN, 9000 + nth)
        world.set_number(9000 + nth, number)

    world.booked()

    calls = Counter(world.calls()) - Counter(f"GET {one}" for one in CHART)
    assert calls == {LOOK: 1, CARD: MANY + 1, BOOK: MANY + 1}


def test_a_known_business_takes_one_call(tmp_path: Path) -> None:
    """A card that is remembered is not looked up again: one call for a document."""
    world = World(tmp_path, (BELGIAN,))
    world.booked()
    before = len(world.calls())
    for order_id in (9001, 9002, 9003):
        world.practice.copy_order(BELGIAN, order_id)
    world.clock.sleep(3600)

    world.booked()

    assert [one for one in world.calls()[before:] if one in {LOOK, CARD, BOOK}] == [
        BOOK
    ] * 3


def test_a_card_that_is_found_takes_one_look_up(tmp_path: Path) -> None:
    """When the VAT number finds the card, nothing else is tried."""
    world = World(tmp_path, (BELGIAN,))
    land = {"id": world.books.country("BE")["id"]}
    address = {"straat": "A 1", "postcode": "1000", "plaats": "Brussel", "land": land}
    world.books.add_relation_by_hand(
        naam="P", btwNummer=BELGIAN_NUMBER, vestigingsAdres=address
    )

    world.booked()

    calls = Counter(world.calls())
    assert (calls[LOOK], calls[CARD], calls[BOOK]) == (1, 0, 1)


def test_a_card_that_cannot_be_told_takes_one_look_up_in_a_run(tmp_path: Path) -> None:
    """Of two orders on a card there are two of, the second asks nothing."""
    world = World(tmp_path, (CONSUMER,))
    world.practice.copy_order(CONSUMER, 9001)
    for _ in range(2):
        world.books.add_relation_by_hand(naam=CONSUMERS_CARD)

    plan = world.booked()

    calls = Counter(world.calls())
    assert plan.counts == {Outcome.HELD: 2}
    assert (calls[LOOK], calls[CARD], calls[BOOK]) == (1, 0, 0)


def test_a_push_has_one_token(tmp_path: Path) -> None:
    """However many cards are made, the token is fetched once."""
    world = World(tmp_path)

    world.booked()

    paths = [one.path for one in world.books.requests]
    assert paths.count("/b2b/token") == 1


def test_a_pull_asks_vies_once_per_number(tmp_path: Path) -> None:
    """Asking VIES costs the shop nothing, and VIES one call for each new number."""
    world = World(tmp_path, (CONSUMER, BELGIAN, GERMAN))
    world.practice.copy_order(BELGIAN, 9001)
    world.pull()

    paths = [one.url.path.rstrip("/").split("/")[-1] for one in world.shop.wire.sent]
    assert len(paths) == 4
    assert world.asked == [BELGIAN_NUMBER, GERMAN_NUMBER]
    world.clock.sleep(2 * 86_400)

    world.pull()

    assert len(world.shop.wire.sent) == 9
    assert len(world.asked) == 2


def test_a_run_without_news_takes_three_requests_and_one(tmp_path: Path) -> None:
    """Shop and SnelStart are believed for a day, where nothing is to be booked."""
    world = World(tmp_path, (CONSUMER,), businesses=BusinessCards.COLLECTIVE)

    def run() -> tuple[int, list[str]]:
        world.clock.sleep(3600)
        books = len(world.calls())
        # As each process does: what one learnt the next has to be told.
        opened = open_shop(world.practice, world.clock)
        done = sync(
            Sides(opened.shop, world.opened.administration, world.vies),
            world.state,
            mapping=world.mapping,
            clock=world.clock,
            run_id=1,
            terms=Terms(most=9, manner=Manner(pauses=())),
        )
        assert done.code is ExitCode.DONE
        moment = world.state.cursor("orders")
        assert moment is not None
        assert world.clock.now() - moment < timedelta(minutes=1)
        return len(opened.wire.sent), world.calls()[books:]

    first, second = run(), run()

    assert first[1].count(BOOK) == 1
    assert second == (3, ["GET verkoopfacturen"])
    world.clock.sleep(24 * 3600)
    assert run() == (5, [*(f"GET {one}" for one in READ), "GET verkoopfacturen"])
