"""A business's own card: complete, found by what cannot belong to two, made once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from snelsync.domain.booking import Outcome
from snelsync.domain.mapping import BusinessCards
from snelsync.domain.problem import Code
from tests.app.businesses import (
    BELGIAN,
    BELGIAN_NUMBER,
    CONSUMER,
    CONSUMERS_CARD,
    DUTCH,
    GERMAN,
    SOLE_TRADERS,
    World,
    outcomes,
    sale,
)

NAME, EMAIL = "Peeters & Zonen BVBA", "klant+be_reverse_charge@example.nl"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Give a consumer and three businesses; the Dutch one has a KvK number."""
    return World(tmp_path)


def by_hand(world: World, **changes: Any) -> str:  # noqa: ANN401
    """Add the Belgian's card as a person would, and give its id."""
    land = {"id": world.books.country("BE")["id"]}
    address = {"straat": "Elders 1", "postcode": "1000", "plaats": "Brussel"}
    fields = {
        "naam": "Peeters",
        "btwNummer": BELGIAN_NUMBER,
        "vestigingsAdres": {**address, "land": land},
    }
    return str(world.books.add_relation_by_hand(**(fields | changes))["id"])


def test_a_new_business_gets_a_complete_card(world: World) -> None:
    """Company, address, VAT number, KvK number and e-mail are all on it."""
    world.booked()

    card = world.card_of(str(DUTCH))
    assert card["naam"] == "Voorbeeld B.V."
    assert card["btwNummer"] == SOLE_TRADERS.removeprefix("NL")
    assert card["kvkNummer"] == "69599084"
    assert card["email"] == "klant+nl_b2b_kvk@example.nl"
    assert card["relatiesoort"] == ["Klant"]
    address = card["vestigingsAdres"]
    assert address["straat"] == "Prinsengracht 263 H"
    assert (address["postcode"], address["plaats"]) == ("1016 GV", "Amsterdam")
    assert address["land"]["id"] == world.books.country("NL")["id"]
    belgian = world.card_of(str(BELGIAN))
    assert belgian["btwNummer"] == BELGIAN_NUMBER
    assert belgian["vestigingsAdres"]["land"]["id"] == world.books.country("BE")["id"]


def test_a_sale_to_the_eu_is_booked_without_vat_on_its_own_card(world: World) -> None:
    """Turnover goes to 8170, without a VAT row, on the business's card."""
    world.booked()

    booking = world.booking(str(BELGIAN))
    assert set(world.accounts(str(BELGIAN))) == {8170}
    assert not booking["btw"]
    assert str(booking["factuurbedrag"]) == "161.13"
    assert world.card_of(str(BELGIAN))["naam"] == NAME


def test_consumers_stay_on_the_collective_card(world: World) -> None:
    """Who is no business is booked where nobody is named."""
    world.booked()

    assert world.card_of(str(CONSUMER))["naam"] == CONSUMERS_CARD
    assert len(world.cards()) == 4


def test_a_second_push_makes_no_second_card(world: World) -> None:
    """Neither the next order of a business nor a lost record makes another card."""
    world.booked()
    cards = world.cards()
    world.practice.copy_order(BELGIAN, 9001)
    world.clock.sleep(3600)

    world.booked()
    assert world.cards() == cards
    with world.state._engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM customers")
    world.practice.copy_order(BELGIAN, 9002)
    world.clock.sleep(3600)
    world.booked()

    assert world.cards() == cards
    ids = {world.card_of(str(number))["id"] for number in (BELGIAN, 9001, 9002)}
    assert len(ids) == 1


def test_a_dutch_card_is_found_though_its_prefix_was_taken_off(world: World) -> None:
    """SnelStart reads a Dutch number back without NL; it is the same number."""
    world.booked()
    with world.state._engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM customers")
    world.practice.copy_order(DUTCH, 9001)
    world.clock.sleep(3600)

    world.booked()

    assert world.card_of("9001") == world.card_of(str(DUTCH))


def test_a_card_is_found_by_its_vat_number(world: World) -> None:
    """Somebody's own card under another name is the one, and stays as it was."""
    card = by_hand(world)
    before = dict(world.books.relations[card])

    world.booked()

    assert world.card_of(str(BELGIAN)) == before


@pytest.mark.parametrize(
    "known", [{"kvkNummer": "69599084"}, {"email": "klant+nl_b2b_kvk@example.nl"}]
)
def test_a_card_is_found_by_kvk_or_email_with_the_same_number(
    world: World, known: dict[str, str]
) -> None:
    """Where a search for the number misses it, the others find it; it must agree."""
    card = world.books.add_relation_by_hand(naam="Iemand", **known)
    card["btwNummer"] = SOLE_TRADERS.removeprefix("NL").lower()

    world.booked()

    assert world.card_of(str(DUTCH))["id"] == card["id"]


@pytest.mark.parametrize("number", [None, "BE0403053608"])
@pytest.mark.parametrize("known", [{"email": EMAIL}, {"naam": NAME}])
def test_a_card_with_another_number_is_not_the_one(
    world: World, known: dict[str, str], number: str | None
) -> None:
    """Neither a name nor an e-mail makes a card without the same number theirs."""
    other = by_hand(world, btwNummer=number, **known)

    world.booked()

    assert world.card_of(str(BELGIAN))["id"] != other
    assert world.card_of(str(BELGIAN))["btwNummer"] == BELGIAN_NUMBER


@pytest.mark.parametrize(
    "unfit", [{"nonactief": True}, {"relatiesoort": ["Leverancier"]}]
)
def test_a_card_that_cannot_be_booked_on_is_not_the_one(
    world: World, unfit: dict[str, object]
) -> None:
    """An inactive card and a supplier's are passed by."""
    other = by_hand(world, **unfit)

    world.booked()

    assert world.card_of(str(BELGIAN))["id"] != other


def test_of_two_cards_none_is_chosen(world: World) -> None:
    """Two cards with one number hold that order, and book the others."""
    by_hand(world)
    second = by_hand(world)

    plan = world.booked()

    assert sale(plan, BELGIAN).problems[0].code is Code.CUSTOMER_AMBIGUOUS
    rest = [CONSUMER, GERMAN, DUTCH]
    assert outcomes(plan, [BELGIAN, *rest]) == [Outcome.HELD, *[Outcome.BOOKED] * 3]
    world.books.relations[second]["nonactief"] = True
    assert outcomes(world.push(), [BELGIAN]) == [Outcome.BOOKED]


def test_a_number_snelstart_refuses_refuses_its_order_alone(world: World) -> None:
    """REL-0088 is told with its remedy, the others are booked, and it can be mended."""
    world.books.invalid_vat_numbers.add(BELGIAN_NUMBER)

    plan = world.booked()

    refused = sale(plan, BELGIAN)
    assert refused.outcome.needs_person
    assert refused.problems[0].code is Code.REFUSED
    assert "REL-0088" in refused.problems[0].message
    assert refused.problems[0].remedy
    assert outcomes(plan, [CONSUMER, GERMAN, DUTCH]) == [Outcome.BOOKED] * 3
    world.books.invalid_vat_numbers.clear()
    assert outcomes(world.push(), [BELGIAN]) == [Outcome.BOOKED]


@pytest.mark.parametrize("part", ["company", "address_1", "postcode", "city"])
def test_an_incomplete_business_gets_no_half_card(world: World, part: str) -> None:
    """What SnelStart needs and the order lacks is told; nothing is filled in."""
    billing = world.practice._state.orders[BELGIAN]["billing"]
    world.practice.change_order(BELGIAN, billing=billing | {part: ""})

    plan = world.booked()

    assert sale(plan, BELGIAN).problems[0].code is Code.CUSTOMER_INCOMPLETE
    assert outcomes(plan, [BELGIAN, GERMAN]) == [Outcome.HELD, Outcome.BOOKED]
    assert not [row for row in world.cards() if row["naam"] == NAME]


def test_a_business_without_an_email_gets_a_card_without_one(world: World) -> None:
    """What SnelStart does not need may be missing."""
    billing = world.practice._state.orders[BELGIAN]["billing"]
    world.practice.change_order(BELGIAN, billing=billing | {"email": ""})

    world.booked()

    assert not world.card_of(str(BELGIAN))["email"]


def test_without_cards_no_business_is_named(tmp_path: Path) -> None:
    """With the collective card for all, SnelStart hears no company's name."""
    world = World(tmp_path, businesses=BusinessCards.COLLECTIVE)

    plan = world.booked()

    assert outcomes(plan, [BELGIAN, DUTCH]) == [Outcome.HELD, Outcome.BOOKED]
    assert [row["naam"] for row in world.cards()] == [CONSUMERS_CARD]


def test_a_credit_goes_to_the_card_of_its_sale(world: World) -> None:
    """A refund to a business is booked on 8170, on its own card."""
    world.booked()
    refund_id = world.practice.add_refund(BELGIAN, {"amount": "161.13"})
    world.clock.sleep(3600)

    world.booked()

    number = f"{BELGIAN}-R{refund_id}"
    assert world.card_of(number) == world.card_of(str(BELGIAN))
    assert set(world.accounts(number)) == {8170}
