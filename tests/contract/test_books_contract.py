"""What every administration promises of reading its books, fake or real."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from snelsync.domain.booking import Booking, DocumentKind
from snelsync.domain.mutation_sums import Only
from snelsync.domain.proof import Mutation
from tests.contract.administrations import (
    IN_BOXES,
    OCTOBER,
    World,
    fake_world,
    real_world,
)
from tests.contract.samples import a_booking
from tests.fakes import NOON

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(params=[fake_world, real_world], ids=["fake", "practice"])
def world(request: pytest.FixtureRequest) -> World:
    """Open each kind of administration."""
    make: Callable[[], World] = request.param
    return make()


def on(day: date, order_id: int) -> Booking:
    """Give a booking of another day, under the order's number."""
    return replace(a_booking(order_id), day=day)


def owned(mutations: Iterable[Mutation]) -> list[tuple[int, str, Decimal]]:
    """Give turnover and VAT; what debtors owe is nobody's turnover."""
    return sorted(
        (one.account, one.number, one.amount)
        for one in mutations
        if one.account in {1671, 8100}
    )


def test_mutations_of_a_period_can_be_read_whole_or_in_part(world: World) -> None:
    """By day, both ends included, by number in any capitals, account and journal."""
    first, last = OCTOBER.first, OCTOBER.last
    world.book(
        on(date(2026, 9, 30), 1),
        on(first, 2),
        on(last, 3),
        on(date(2026, 11, 1), 4),
        replace(on(last, 5), number="5-r6"),
    )
    net, vat = Decimal("10.00"), Decimal("2.10")
    sums = world.administration.sums(first, last)
    assert sums
    sales, ago = frozenset({sums[0].journal}), NOON - timedelta(days=1)

    def some(only: Only | None) -> list[tuple[int, str, Decimal]]:
        return owned(world.administration.mutations(first, last, only=only))

    turnover = [(8100, "2", net), (8100, "3", net), (8100, "5-r6", net)]
    assert some(Only(accounts=frozenset({8100}))) == turnover
    whole = [(1671, number, vat) for number in ("2", "3", "5-r6")] + turnover
    assert some(None) == some(Only(journals=sales)) == whole
    assert some(Only(journals=frozenset({NOBODY}))) == []
    assert some(Only(numbers=("3", "4"))) == [(1671, "3", vat), (8100, "3", net)]
    assert some(Only(numbers=("5-r6", "5-R6"), accounts=frozenset({8100}))) == [
        (8100, "5-r6", net)
    ]
    assert some(Only(changed_after=ago)) == whole
    assert some(Only(changed_after=NOON + timedelta(days=1))) == []
    many = tuple(str(number) for number in range(3, 60))
    assert some(Only(numbers=many)) == [(1671, "3", vat), (8100, "3", net)]


def test_mutations_are_added_up_per_account_and_journal(world: World) -> None:
    """The sums are those of the mutations of the period, or of what changed in it."""
    first, last = OCTOBER.first, OCTOBER.last
    credit = a_booking(3, number="3-R4", kind=DocumentKind.CREDIT)
    world.book(on(date(2026, 9, 30), 1), on(first, 2), on(last, 5), credit)
    administration = world.administration

    def sums(**more: datetime) -> dict[int, Decimal]:
        found = administration.sums(first, last, **more)
        assert found is not None
        assert len({one.journal for one in found}) <= 1
        return {one.account: one.amount for one in found if one.account > 1600}

    assert sums() == {8100: Decimal("10.00"), 1671: Decimal("2.10")}
    assert sums(changed_after=NOON - timedelta(days=1)) == sums()
    assert sums(changed_after=NOON + timedelta(days=1)) == {}


def test_invoices_are_found_by_many_numbers_at_once(world: World) -> None:
    """Of any day and in any capitals, each once; what is not there is not told."""
    world.book(on(date(2025, 3, 1), 2), replace(on(OCTOBER.last, 5), number="5-r6"))
    wanted = ["2", "5-R6", *(str(number) for number in range(100, 150)), "5-r6"]
    found = world.administration.invoices_numbered(wanted)
    assert sorted(one.number for one in found) == ["2", "5-r6"]


def test_an_invoice_tells_when_it_was_changed(world: World) -> None:
    """It is told as a moment: nobody touched it since it was booked."""
    world.book(a_booking())
    (found,) = world.administration.invoices(OCTOBER.first, OCTOBER.last)
    assert found.changed == NOON


def test_vat_returns_are_told_with_their_period(world: World) -> None:
    """None before one is handed in; its boxes are told in whole euros."""
    assert world.administration.vat_returns() == ()
    world.hand_in()
    (told,) = world.administration.vat_returns()
    assert (told.period.first, told.period.last) == (OCTOBER.first, OCTOBER.last)
    assert told.boxes == IN_BOXES
