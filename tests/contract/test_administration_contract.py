"""What every administration promises, fake or real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from snelsync.domain.booking import DocumentKind
from snelsync.domain.chart import AccountFunction
from snelsync.domain.chart_checks import Right
from snelsync.errors import (
    AdministrationError,
    NotSentError,
    RefusedError,
    UncertainError,
)
from tests.contract.administrations import World, fake_world, real_world
from tests.contract.samples import BELGIAN, NL, a_booking, at_total


@pytest.fixture(params=[fake_world, real_world], ids=["fake", "practice"])
def world(request: pytest.FixtureRequest) -> World:
    """Open each kind of administration."""
    make: Callable[[], World] = request.param
    return make()


def test_the_company_is_that_of_the_chart(world: World) -> None:
    """Both ways of asking tell the same administration, with an id and a name."""
    company = world.administration.company()

    assert company == world.administration.chart().company
    assert company.administration_id
    assert company.name


def test_the_chart_has_what_the_example_mapping_names(world: World) -> None:
    """Accounts come with number, function and id; countries and rates are there."""
    chart = world.administration.chart()
    account = chart.account(8100)

    assert account is not None
    assert account.function is AccountFunction.REVENUE_HIGH
    assert account.active
    assert account.account_id
    assert chart.country("NL") is not None
    assert chart.rates.rows
    spared = world.administration.chart(cost_centres=False)
    assert spared == replace(chart, cost_centres=())


def test_a_card_is_made_once_and_found_by_its_exact_name(world: World) -> None:
    """A collective card can be found after it was made, and no other is."""
    chart = world.administration.chart()
    assert world.administration.find_customer(NL) == ()

    card = world.administration.create_customer(NL, chart)

    assert world.administration.find_customer(NL) == (card,)
    other = replace(NL, name=f"{NL.name} twee")
    assert world.administration.find_customer(other) == ()


def test_two_cards_of_one_name_are_both_told(world: World) -> None:
    """Who has two cards of the same name hears of both."""
    chart = world.administration.chart()
    made = {world.administration.create_customer(NL, chart) for _ in range(2)}

    assert len(made) == 2
    assert set(world.administration.find_customer(NL)) == made


def test_a_business_is_found_by_its_number_and_never_by_its_name(world: World) -> None:
    """A card made for a business is found again by its VAT number alone."""
    chart = world.administration.chart()
    assert world.administration.find_customer(BELGIAN) == ()

    card = world.administration.create_customer(BELGIAN, chart)

    renamed = replace(BELGIAN, name="Anders")
    other = replace(BELGIAN, vat_number="BE0403053608")
    assert world.administration.find_customer(BELGIAN) == (card,)
    assert world.administration.find_customer(renamed) == (card,)
    assert world.administration.find_customer(other) == ()


def test_businesses_are_found_together_as_one_by_one(world: World) -> None:
    """Each by its VAT number, whoever has none of a card has none here either."""
    card = world.administration.create_customer(BELGIAN, world.administration.chart())
    other = replace(BELGIAN, vat_number="BE0403053608")

    found = world.administration.find_businesses((BELGIAN, other))

    assert found == {BELGIAN.card: (card,), other.card: ()}


def test_a_card_without_a_country_is_refused(world: World) -> None:
    """A country the administration does not know is not left out: the card is."""
    chart = world.administration.chart()

    with pytest.raises(RefusedError):
        world.administration.create_customer(replace(NL, country="XX"), chart)


def test_equal_bookings_give_equal_text(world: World) -> None:
    """What is sent is a matter of the booking alone."""
    assert world.payload(a_booking()) == world.payload(a_booking())
    assert world.payload(a_booking()) != world.payload(a_booking(174))


def test_what_cannot_be_placed_cannot_be_encoded(world: World) -> None:
    """An account that is not in the chart never reaches the books."""
    booking = a_booking()
    lost = replace(booking, lines=(replace(booking.lines[0], account=1),))

    with pytest.raises(KeyError):
        world.payload(lost)


def test_a_booking_is_taken_and_found_again(world: World) -> None:
    """The receipt tells id, number, day and total, and the invoice can be found."""
    receipt = world.administration.book(world.payload(a_booking()))

    assert receipt.booking_id
    assert receipt.invoice.total == Decimal("12.10")
    assert receipt.invoice.number == "173"
    (found,) = world.administration.find_invoices("173")
    assert found.booking_id == receipt.booking_id
    assert found.day == date(2026, 10, 1)
    assert found.total == found.open_amount == Decimal("12.10")
    assert world.count() == 1


def test_a_credit_is_negative_in_the_books(world: World) -> None:
    """A refund's booking has a negative total there too."""
    credit = a_booking(174, number="173-R174", kind=DocumentKind.CREDIT)

    world.administration.book(world.payload(credit))

    (found,) = world.administration.find_invoices("173-r174")
    assert found.total == Decimal("-12.10")


def test_a_number_can_be_used_once_only(world: World) -> None:
    """A second booking under one number is refused with its own code."""
    payload = world.payload(a_booking())
    world.administration.book(payload)

    with pytest.raises(RefusedError) as refused:
        world.administration.book(payload)

    assert refused.value.has("BOE-0021")
    assert world.count() == 1


@pytest.mark.parametrize(
    ("kind", "error", "stored"),
    [
        ("not_sent", NotSentError, 0),
        ("refused", RefusedError, 0),
        ("lost_before", UncertainError, 0),
        ("lost_after", UncertainError, 1),
    ],
)
def test_trouble_is_told_apart(
    world: World, kind: str, error: type[AdministrationError], stored: int
) -> None:
    """Not sent, refused and uncertain are three different things."""
    payload = world.payload(a_booking())
    world.trouble(kind)

    with pytest.raises(error):
        world.administration.book(payload)

    assert world.count() == stored


def test_a_number_that_is_not_there_is_not_found(world: World) -> None:
    """Only the very number is found, not one that begins with it."""
    world.administration.book(world.payload(a_booking(number="1730")))

    assert world.administration.find_invoices("173") == ()


def test_invoices_of_a_period_include_both_ends(world: World) -> None:
    """A period's first and last day belong to it, the days around do not."""
    for day in (30, 1, 15, 31):
        month = 9 if day == 30 else 10
        booking = a_booking(month * 100 + day)
        dated = replace(booking, day=date(2026, month, day))
        world.administration.book(world.payload(dated))

    first, last = date(2026, 10, 1), date(2026, 10, 31)
    found = sorted(one.number for one in world.administration.invoices(first, last))

    assert found == ["1001", "1015", "1031"]


def test_a_booking_holds_the_same_as_what_was_sent(world: World) -> None:
    """Comparing a booking with its own text finds no difference."""
    payload = world.payload(a_booking())
    receipt = world.administration.book(payload)

    assert world.administration.holds_same(receipt.booking_id, payload) == (True, "")


def test_the_lines_of_a_booking_can_be_read_back(world: World) -> None:
    """Whoever made it: each line's account and amount, so that init can learn."""
    booking = a_booking()
    receipt = world.administration.book(world.payload(booking))
    chart = world.administration.chart()

    booked = world.administration.booked(receipt.booking_id)

    numbers = {account.account_id: account.number for account in chart.accounts}
    assert sorted((numbers[one.account_id], one.amount) for one in booked.lines) == (
        sorted((line.account, line.amount) for line in booking.lines)
    )
    assert not booked.reversed_vat


_OTHER = {
    "dated": replace(a_booking(), day=date(2026, 10, 2)),
    "total": at_total(a_booking(), "13.00"),
    "lines": at_total(a_booking(), "12.10"),
    "customer": replace(a_booking(), customer=replace(NL, name="Iemand anders")),
}


@pytest.mark.parametrize("word", _OTHER)
def test_each_difference_is_named(world: World, word: str) -> None:
    """Another day, total, lines or customer is told in words."""
    receipt = world.administration.book(world.payload(a_booking()))

    same, told = world.administration.holds_same(
        receipt.booking_id, world.payload(_OTHER[word])
    )

    assert not same
    assert word in told


def test_a_deleted_booking_is_gone_and_its_number_free(world: World) -> None:
    """Deleting it twice is no fault, and it may be booked again."""
    payload = world.payload(a_booking(173))
    booking_id = world.administration.book(payload).booking_id
    assert world.administration.has(booking_id)

    world.administration.delete(booking_id)
    world.administration.delete(booking_id)

    assert not world.administration.has(booking_id)
    assert world.count() == 0
    assert world.administration.find_invoices("173") == ()
    world.administration.book(payload)
    assert world.count() == 1


def test_cards_are_counted_by_their_exact_name(world: World) -> None:
    """A name that no card has counts none, and one that was made counts one."""
    names = (NL.name, "Webshop niemand")
    assert world.administration.count_cards(names) == dict.fromkeys(names, 0)
    world.administration.create_customer(NL, world.administration.chart())
    assert world.administration.count_cards(names) == {NL.name: 1, names[1]: 0}


def test_cards_are_found_by_their_vat_number(world: World) -> None:
    """Those that have it now, each number by itself; a number that no card has none."""
    made = world.administration.create_customer(BELGIAN, world.administration.chart())
    found = world.administration.cards_with(["DE136695976", BELGIAN.vat_number])
    assert found == {
        "DE136695976": frozenset(),
        BELGIAN.vat_number: frozenset({made}),
    }
    assert world.administration.cards_with([]) == {}
    many = [f"DE{one:09d}" for one in range(300)]
    found = world.administration.cards_with([*many, BELGIAN.vat_number])
    assert {one: cards for one, cards in found.items() if cards} == {
        BELGIAN.vat_number: frozenset({made})
    }


def test_what_the_connection_may_and_what_was_filed_can_be_asked(world: World) -> None:
    """A new administration allows everything, and has no VAT return yet."""
    world.administration.company()
    assert world.administration.rights() == frozenset(Right)
    assert world.administration.filed_periods() == ()
