"""A recorded shop booked whole: nothing twice, nothing unsaid, all reconciled.

The other one, and each of their bookings to the cent: tests/recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from snelsync.adapters.state.engine import open_state
from snelsync.adapters.state.reading import StateReader
from snelsync.app.check import check, needs_person, totals
from snelsync.app.keys import try_administration, try_shop
from snelsync.app.ports import Seen, ShopInfo
from snelsync.app.proving import prove
from snelsync.app.push import prepare
from snelsync.app.status import read_status
from snelsync.app.story import tell_story
from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.chart import Company
from snelsync.domain.compare import Verdict
from snelsync.domain.period import Period
from snelsync.errors import CredentialsError
from tests.app.books import MAPPING, YEARS, World
from tests.contract.wiring import (
    SHOP,
    open_administration,
    open_shop,
    practice_administration,
    practice_shop,
)
from tests.fakes import FakeClock


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Give a recorded shop."""
    return World(tmp_path)


@pytest.fixture(scope="module")
def booked(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Give a recorded shop, booked, to look at; changing tests make their own."""
    world = World(tmp_path_factory.mktemp("booked"))
    world.first = world.push()
    return world


def test_a_whole_shop_is_booked_once(booked: World) -> None:
    """One POST per document and per card; again there is nothing to do."""
    counts = booked.first.counts
    assert counts[Outcome.BOOKED] == len(booked.practice.bookings) == 100
    seen = booked.state.seen()
    assert sum(counts.values()) == seen.orders + seen.refunds
    assert seen.gone == 0
    assert booked.posts.count("/v2/verkoopboekingen") == 100
    assert booked.posts.count("/v2/relaties") == len(
        {row["klant"]["id"] for row in booked.practice.bookings.values()}
    )
    assert booked.posts.count("/b2b/token") == 1
    before = len(booked.practice.requests)

    assert booked.push().counts == counts

    assert len(booked.practice.requests) - before == 5


def test_a_whole_shop_reconciles(booked: World) -> None:
    """After a push there is no difference, and both sides add up to the same."""
    found = prove(
        None,
        booked.state,
        booked.opened.administration,
        mapping=MAPPING,
        period=YEARS,
        clock=booked.clock,
    )

    verdicts = {one.verdict for one in found.documents if one.verdict.is_difference}
    assert verdicts <= {Verdict.NEEDS_PERSON}
    same = [one for one in found.documents if one.verdict is Verdict.SAME]
    assert len(same) == 100
    assert sum((one.difference for one in same), Decimal(0)) == 0
    total = sum(row["factuurBedrag"] for row in booked.practice.invoices.values())
    assert sum(one.books for one in found.documents if one.books) == total


def test_a_deleted_record_books_nothing_twice(booked: World, tmp_path: Path) -> None:
    """With the state file gone everything is pulled, found by number, and adopted."""
    again = World(tmp_path, booked.name)
    again.opened = booked.opened
    ids = set(booked.practice.bookings)

    plan = again.push()

    assert set(booked.practice.bookings) == ids
    assert plan.counts[Outcome.ADOPTED] == 100
    assert Outcome.BOOKED not in plan.counts


def test_a_dry_run_only_reads(world: World) -> None:
    """Planning sends GETs and the call for a token, and leaves the file as it was."""
    world.state._engine.dispose()
    before = world.path.read_bytes()
    reader = StateReader(open_state(world.path, readonly=True), shop=SHOP)

    planned = prepare(
        reader, world.opened.administration, mapping=MAPPING, clock=world.clock
    )
    report = check(
        reader, world.opened.administration, mapping=MAPPING, clock=world.clock
    )

    assert planned.plan.to_book
    assert report.plan == planned.plan
    assert report.mapping_problems == ()
    assert needs_person(report.plan)
    assert set(totals(report.plan)) == set(report.plan.counts)
    assert report.groups
    assert world.posts == ["/b2b/token"]
    reader._engine.dispose()
    assert world.path.read_bytes() == before
    assert not world.practice.relations.keys() - _relations()


@cache
def _relations() -> frozenset[str]:
    return frozenset(practice_administration(FakeClock()).relations)


def test_the_plan_is_the_same_every_time(world: World) -> None:
    """Equal orders, mapping and chart give an equal plan with an equal digest."""
    one, two = (
        prepare(
            world.state, world.opened.administration, mapping=MAPPING, clock=world.clock
        ).plan
        for _ in range(2)
    )

    assert one == two
    assert one.digest == two.digest


def test_a_deleted_booking_is_missing(tmp_path: Path) -> None:
    """What a person deleted in SnelStart is told as missing, with its amount."""
    world = World(tmp_path, below=185)
    world.push()
    world.practice.delete_booking(world.booking("173"))

    (found,) = world.findings().values()

    assert found.verdict is Verdict.MISSING_IN_BOOKS
    assert found.number == "173"
    assert found.difference == Decimal("12.95")
    assert "show 173" in found.remedy


def test_each_edit_by_hand_is_named(tmp_path: Path) -> None:
    """Another amount, another day inside or outside the period: each its own name."""
    world = World(tmp_path, below=185)
    world.push()
    world.row("173")["factuurBedrag"] = Decimal("13.00")
    world.row("174")["factuurDatum"] = "2026-10-09T00:00:00"
    world.row("175")["factuurDatum"] = "2027-02-01T00:00:00"
    world.practice.add_booking_by_hand(
        "HAND-1", "50.00", factuurdatum=date(2026, 10, 2)
    )

    october = Period(date(2026, 10, 1), date(2026, 10, 31), "2026-10")
    found = world.findings(october)

    assert {number: one.verdict for number, one in found.items()} == {
        "173": Verdict.AMOUNT_DIFFERS,
        "174": Verdict.DATE_DIFFERS,
        "175": Verdict.DATE_DIFFERS,
        "HAND-1": Verdict.FOREIGN,
    }
    assert found["173"].difference == Decimal("-0.05")
    assert not found["HAND-1"].verdict.is_difference


def test_an_invoice_at_the_end_of_the_last_day_belongs_to_it(tmp_path: Path) -> None:
    """A time of day does not put an invoice outside the period."""
    world = World(tmp_path, below=180)
    world.push()
    world.row("173")["factuurDatum"] = "2026-10-31T15:30:00"

    found = world.opened.administration.invoices(date(2026, 10, 1), date(2026, 10, 31))

    assert "173" in {one.number for one in found}


def test_our_own_invoice_of_another_period_is_not_foreign(tmp_path: Path) -> None:
    """An invoice moved into the period by hand is ours, and not told as somebody's."""
    world = World(tmp_path, below=185)
    world.push()
    world.row("173")["factuurDatum"] = "2024-02-01T00:00:00"
    year = Period(date(2024, 1, 1), date(2024, 12, 31), "2024")

    assert world.findings(year) == {}


def test_a_record_that_lost_a_booking_is_told(tmp_path: Path) -> None:
    """A booking SnelStart has and our record does not is named, with the cure."""
    world = World(tmp_path, below=185)
    world.push()
    with world.state._engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM documents WHERE number = '173'")

    (found,) = world.findings().values()

    assert found.verdict is Verdict.NOT_IN_RECORD
    assert "push" in found.remedy
    assert world.push().counts[Outcome.ADOPTED] == 1
    assert world.findings() == {}


def test_before_a_push_everything_is_not_booked(tmp_path: Path) -> None:
    """What is in the shop and not in the books says so, with the whole amount."""
    world = World(tmp_path, below=185)

    found = world.findings()

    assert {one.verdict for one in found.values()} == {Verdict.NOT_BOOKED}
    planned = prepare(
        world.state, world.opened.administration, mapping=MAPPING, clock=world.clock
    )
    assert len(found) == len(planned.plan.to_book) > 9


def test_a_change_after_booking_is_told_as_one(tmp_path: Path) -> None:
    """An order that changed, and one that was deleted, are told with the remedy."""
    world = World(tmp_path, below=185)
    world.push()
    first = world.state.find("173")
    assert first is not None
    changed = replace(first.order, total=first.order.total + 1)
    world.state.save_orders([changed], at=world.clock.now())
    world.state.set_gone([174])

    found = world.findings()

    assert {one.verdict for one in found.values()} == {Verdict.CHANGED_IN_SHOP}
    assert set(found) == {"173", "174"}
    assert world.push().counts[Outcome.DRIFTED] == 2
    status = read_status(world.state, mapping=MAPPING)
    drifted = [one for one in status.attention if one.outcome is Outcome.DRIFTED]
    assert [one.order_number for one in drifted] == ["173", "174"]


def test_status_agrees_with_the_plan(booked: World) -> None:
    """Status counts what the push told, from our record alone, without a call."""
    calls = len(booked.practice.requests)

    status = read_status(booked.state, mapping=MAPPING)

    assert len(booked.practice.requests) == calls
    plan = prepare(
        booked.state, booked.opened.administration, mapping=MAPPING, clock=booked.clock
    ).plan
    assert status.counts == plan.counts
    assert status.new == 0
    assert sum(status.counts.values()) == status.seen.orders + status.seen.refunds
    assert status.taken_back == status.seen.gone == 0
    assert len(status.attention) == status.counts[Outcome.HELD]
    assert {run.command for run in status.runs} == {"push"}
    assert status.unreadable == ()


def test_status_before_a_push_is_all_new(tmp_path: Path) -> None:
    """Everything pulled and not pushed is new."""
    world = World(tmp_path)

    status = read_status(world.state, mapping=MAPPING)

    assert (status.new, status.counts, status.attention) == (139, {}, ())
    assert status.seen == Seen(117, 22, 0)


def _stories(world: World) -> Iterator[str]:
    chart = world.opened.administration.chart()
    for sold in list(world.state.everything())[::6]:
        story = tell_story(
            sold, world.state, mapping=MAPPING, chart=chart, clock=world.clock
        )
        assert story.decisions[0].key.kind is DocumentKind.SALE
        assert len(story.decisions) == 1 + len(sold.refunds)
        for decision in story.decisions:
            events = [one.event for one in story.journal[decision.key]]
            assert events == (
                ["sending", "booked"] if decision.outcome is Outcome.BOOKED else []
            )
            yield str(decision.outcome)
        booked = story.decisions[0].outcome is Outcome.BOOKED
        assert not booked or {one.reason for one in story.parts} - {""}


def test_every_order_has_its_story(booked: World) -> None:
    """Each order tells its charges, its documents, and what happened to them."""
    assert {"booked", "held"} <= set(_stories(booked))


def test_keys_are_tried_without_an_exception() -> None:
    """Trying keys tells who they open, or what is wrong, and never raises."""
    clock = FakeClock()
    shop = practice_shop(clock)
    practice = practice_administration(clock)

    right = try_shop(open_shop(shop, clock).shop)
    wrong = try_shop(open_shop(shop, clock, key="ck_wrong").shop)
    company = try_administration(open_administration(practice, clock).administration)
    refused = try_administration(
        open_administration(practice, clock, connection_key="x").administration
    )

    assert isinstance(right, ShopInfo)
    assert isinstance(wrong, CredentialsError)
    assert isinstance(company, Company)
    assert isinstance(refused, CredentialsError)
