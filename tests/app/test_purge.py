"""A purge: what is personal is in no byte of the file, and nothing else is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event

from snelsync.adapters.state.purging import StatePurger
from snelsync.app.ports import Purged
from snelsync.app.purge import Purgeable, of_orders, older_than
from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.problem import Code
from snelsync.errors import LockedError, UsageError
from tests.app.businesses import (
    BELGIAN,
    BELGIAN_NUMBER,
    CONSUMER,
    GERMAN,
    World,
    sale,
)
from tests.app.test_business_privacy import TRADER, personal
from tests.contract.samples import a_refund, an_order
from tests.contract.wiring import SHOP, open_record

KEPT = ("first_name", "last_name", "phone")
"""What of a trader is never in the file."""
PRODUCT = b"Aambeienzalf"


def booked(folder: Path) -> World:
    """Book a consumer's order and two businesses'; one sells what tells of health."""
    world = World(folder, (CONSUMER, BELGIAN, GERMAN))
    world.practice.change_order(BELGIAN, billing=TRADER, shipping=TRADER)
    rows = world.practice._state.orders[BELGIAN]["line_items"]
    named = [row | {"name": PRODUCT.decode()} for row in rows]
    world.practice.change_order(BELGIAN, line_items=named)
    world.booked()
    return world


def purger(world: World) -> StatePurger:
    """Open the record for purging."""
    return StatePurger(world.state._engine, shop=SHOP)


def purge(world: World, found: Purgeable) -> Purged:
    """Do as the command does."""
    return purger(world).purge(found.order_ids, at=world.clock.now(), run_id=1)


def of_belgian(world: World) -> Purgeable:
    """Find what is personal in the Belgian's order."""
    return of_orders(world.state, [str(BELGIAN)])


def test_no_byte_of_a_purged_business_is_left(tmp_path: Path) -> None:
    """Not in the file, its free space, nor its log; messages that named it neither."""
    world = booked(tmp_path)
    told = f"SnelStart has 2 customers '{TRADER['company']}'"
    with world.state._writer.begin() as file:
        for change in ("journal SET detail = detail || ?", "documents SET reason = ?"):
            query = f"UPDATE {change} WHERE shop_id = ?"
            file.exec_driver_sql(query, (told, BELGIAN))
    before = world.file()
    wanted = [*personal(TRADER, *KEPT), PRODUCT]
    assert [one for one in wanted if one not in before] == []

    assert purge(world, of_belgian(world)) == Purged(1, 0, 1, 2)

    assert [one for one in wanted if one in world.file()] == []
    (verdict,) = (one for one in world.state.verdicts() if one.order_id == BELGIAN)
    assert verdict.reason == "SnelStart has 2 customers '…'"


def test_what_the_books_rest_on_stays(tmp_path: Path) -> None:
    """Numbers, amounts, outcomes, VAT number and its evidence are as they were."""
    world = booked(tmp_path)
    known, verdicts = world.state.known(), list(world.state.verdicts())
    checks, card = world.state.vat_checks(), world.state.customer_id(BELGIAN_NUMBER)

    purge(world, of_belgian(world))

    assert list(world.state.verdicts()) == verdicts
    assert world.state.vat_checks() == checks
    assert world.state.customer_id(BELGIAN_NUMBER) == card
    after = world.state.known()
    (key,) = (one for one in known if one.shop_id == BELGIAN)
    assert after == known | {
        key: replace(known[key], booking=known[key].booking.nameless)
    }
    assert after[key].booking.customer.vat_number == BELGIAN_NUMBER
    drifted = world.state.drifted(
        book=frozenset({"processing", "completed"}), skip=frozenset({"cancelled"})
    )
    assert drifted == {}


def test_a_push_after_a_purge_books_nothing(tmp_path: Path) -> None:
    """Never twice, also when everything is pulled again; and it stays purged."""
    world = booked(tmp_path)
    books = dict(world.books.bookings)
    purge(world, older_than(world.state, date(2030, 1, 1), mapping=world.mapping))
    world.clock.sleep(40 * 86400)

    world.pull(full=True)
    plan = world.push()

    assert world.books.bookings == books
    assert sale(plan, BELGIAN).outcome is Outcome.BOOKED
    file = world.file()
    assert [one for one in personal(TRADER, *KEPT) if one in file] == []
    assert PRODUCT not in file


def refunded(world: World) -> None:
    """Give the Belgian's money back, and push."""
    total = str(world.practice._state.orders[BELGIAN]["total"])
    world.practice.add_refund(BELGIAN, {"amount": total})
    world.clock.sleep(3600)


def test_a_refund_of_a_purged_sale_is_on_the_same_card(tmp_path: Path) -> None:
    """The number is enough to know the card; the refund brings no name back."""
    world = booked(tmp_path)
    purge(world, of_belgian(world))
    refunded(world)

    plan = world.booked()

    (credit,) = (
        one
        for one in plan.decisions
        if one.key.kind is DocumentKind.CREDIT and one.order_id == BELGIAN
    )
    assert credit.outcome is Outcome.BOOKED, credit.problems
    assert world.card_of(credit.number) == world.card_of(str(BELGIAN))
    file = world.file()
    assert [one for one in [*personal(TRADER, *KEPT), PRODUCT] if one in file] == []
    assert of_belgian(world) == Purgeable((), (), 1)


def test_a_refund_read_after_the_purge_brings_no_names_back(tmp_path: Path) -> None:
    """What its lines are called stays out, as the order's lines do."""
    state = StatePurger(open_record(tmp_path / "state")._engine, shop=SHOP)
    one, other = an_order(1, refunds=(9,)), an_order(2, refunds=(10,))
    state.save_orders([one, other], at=one.created)
    state.purge([1], at=one.created, run_id=1)

    for _ in range(2):
        state.save_orders([one, other], at=one.created)
        state.save_refunds([a_refund(9, one), a_refund(10, other)], at=one.created)

    names = [
        {row.name for row in sold.order.charges}
        | {row.name for row in sold.refunds[0].lines}
        for sold in state.everything()
    ]
    assert names == [{""}, {"Mok"}]


def test_a_card_that_is_gone_is_not_made_without_a_name(tmp_path: Path) -> None:
    """A person makes it: a card without name and address would be no evidence."""
    world = booked(tmp_path)
    purge(world, of_belgian(world))
    world.state.forget_customer(BELGIAN_NUMBER)
    for row in world.books.relations.values():
        row["btwNummer"] = ""
    refunded(world)

    plan = world.booked()

    (credit,) = (one for one in plan.decisions if one.key.kind is DocumentKind.CREDIT)
    assert credit.outcome is Outcome.HELD
    (problem,) = credit.problems
    assert problem.code is Code.CUSTOMER_INCOMPLETE
    assert BELGIAN_NUMBER in problem.remedy


def unlooked(world: World) -> None:
    """Bring a refund that no push has looked at."""
    refunded(world)
    world.pull()


def uncertain(world: World) -> None:
    """Lose the answer of the sale."""
    with world.state._writer.begin() as file:
        query = "UPDATE documents SET outcome = 'sending' WHERE shop_id = ?"
        file.exec_driver_sql(query, (BELGIAN,))


@pytest.mark.parametrize("open_again", [unlooked, uncertain])
def test_what_is_still_to_be_decided_is_left(
    tmp_path: Path, open_again: Callable[[World], None]
) -> None:
    """A purge takes nothing away that a booking may still need."""
    world = booked(tmp_path)
    open_again(world)

    assert of_belgian(world) == Purgeable((), (str(BELGIAN),), 0)
    everything = older_than(world.state, date(2030, 1, 1), mapping=world.mapping)
    assert everything.open == (str(BELGIAN),)
    assert set(everything.order_ids) == {CONSUMER, GERMAN}


def test_only_what_is_older_is_purged(tmp_path: Path) -> None:
    """The day itself is not older; an order that was never pulled is told."""
    world = booked(tmp_path)
    made = {
        one.order.order_id: one.order.created.date() for one in world.state.everything()
    }
    day = made[BELGIAN]

    found = older_than(world.state, day, mapping=world.mapping)

    assert found.order_ids == tuple(one for one in made if made[one] < day)
    assert BELGIAN not in found.order_ids
    with pytest.raises(UsageError, match="not among the orders"):
        of_orders(world.state, ["999"])


def test_a_reader_that_keeps_the_log_is_told(tmp_path: Path) -> None:
    """While somebody reads, the log still has it: not done, until it is."""
    world = booked(tmp_path)
    found = of_belgian(world)
    engine = world.state._engine
    engine.dispose()
    event.listen(engine, "connect", lambda one, _: one.execute("PRAGMA busy_timeout=0"))
    reader = sqlite3.connect(world.path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM orders").fetchone()

    with pytest.raises(LockedError, match="log") as raised:
        purge(world, found)
    assert raised.value.exit_code == 42
    reader.close()
    assert TRADER["address_1"].encode() in world.file()

    assert purge(world, of_belgian(world)) == Purged()
    assert TRADER["address_1"].encode() not in world.file()


def test_the_journal_tells_how_much_and_not_what(tmp_path: Path) -> None:
    """One entry a purge, with counts."""
    world = booked(tmp_path)
    purge(world, of_belgian(world))

    with world.state._engine.connect() as file:
        rows = file.exec_driver_sql(
            "SELECT event, detail FROM journal WHERE kind = 'purge'"
        ).all()

    assert [tuple(row) for row in rows] == [
        ("purged", "1 orders, 0 refunds, 1 documents, 0 journal")
    ]
