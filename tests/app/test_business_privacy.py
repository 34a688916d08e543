"""What of a person gets into the state file: of a consumer nothing, ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from snelsync.domain.mapping import BusinessCards
from tests.app.businesses import BELGIAN, CONSUMER, World

PERSON = {
    "first_name": "Wilhelmina",
    "last_name": "Zorgvliet",
    "company": "",
    "address_1": "Dorpsplein 1",
    "address_2": "achterhuis",
    "postcode": "9876 ZZ",
    "city": "Ergensveen",
    "state": "",
    "email": "w.zorgvliet@example.org",
    "phone": "0612345678",
    "country": "NL",
}
TRADER = PERSON | {
    "first_name": "Balthasar",
    "last_name": "Vandevelde",
    "company": "Bakkerij Morgenrood",
    "address_1": "Meir 99",
    "address_2": "bus 7",
    "postcode": "2018",
    "city": "Antwerpen-Zuid",
    "email": "inkoop@morgenrood.example",
    "phone": "0499887766",
    "country": "BE",
}
NOBODYS = ("", "NL", "BE")


def personal(address: dict[str, str], *but: str) -> list[bytes]:
    """List what is personal in an address."""
    return [
        value.encode()
        for name, value in address.items()
        if name not in but and value not in NOBODYS
    ]


def planted(folder: Path, businesses: BusinessCards) -> World:
    """Book a consumer's and a business's order, full of people, and undo one."""
    world = World(folder, (CONSUMER, BELGIAN), businesses=businesses)
    for order_id, address in ((CONSUMER, PERSON), (BELGIAN, TRADER)):
        world.practice.change_order(
            order_id,
            billing=address,
            shipping=address,
            customer_note=f"Bel {address['first_name']}",
            customer_ip_address="203.0.113.9",
        )
    world.booked()
    world.practice.add_refund(CONSUMER, {"amount": "5.00", "reason": "Zorgvliet belde"})
    world.practice.copy_order(CONSUMER, 9001, currency=None)
    world.clock.sleep(3600)
    world.booked()
    return world


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[BusinessCards, World]:
    """Give such a world with cards for businesses, and one without."""
    return {
        choice: planted(tmp_path_factory.mktemp(choice), choice)
        for choice in BusinessCards
    }


@pytest.mark.parametrize("businesses", list(BusinessCards))
def test_a_consumer_leaves_nothing_in_the_file(
    worlds: dict[BusinessCards, World], businesses: BusinessCards
) -> None:
    """Name, e-mail, phone, street, place and note are in no byte of it."""
    file = worlds[businesses].file()

    found = [one for one in personal(PERSON) if one in file]
    assert found == []
    assert b"203.0.113.9" not in file
    assert b"Bel " not in file


def test_a_business_is_in_the_file_only_for_its_card(
    worlds: dict[BusinessCards, World],
) -> None:
    """Company, address and e-mail are kept; the person who bought is not."""
    file = worlds[BusinessCards.CARD].file()

    people = ("first_name", "last_name", "phone")
    kept = [one for one in personal(TRADER, *people) if one in file]
    assert kept == personal(TRADER, *people)
    assert not [
        one for one in (b"Balthasar", b"Vandevelde", b"0499887766") if one in file
    ]


def test_without_cards_a_business_leaves_nothing_either(
    worlds: dict[BusinessCards, World],
) -> None:
    """Where no card is made no company's name, address or e-mail is kept."""
    file = worlds[BusinessCards.COLLECTIVE].file()

    assert [one for one in personal(TRADER) if one in file] == []


@pytest.mark.parametrize("order_id", [CONSUMER, BELGIAN])
@pytest.mark.parametrize("businesses", list(BusinessCards))
def test_snelstart_hears_no_person(
    worlds: dict[BusinessCards, World], order_id: int, businesses: BusinessCards
) -> None:
    """What is sent has no consumer in it, and of a business only its card."""
    world = worlds[businesses]

    sent = b"".join(one.content for one in world.opened.wire.sent)

    address = TRADER if order_id == BELGIAN else PERSON
    cards = businesses is BusinessCards.CARD and order_id == BELGIAN
    allowed = {"company", "address_1", "address_2", "postcode", "city", "email"}
    hidden = personal(address, *(allowed if cards else ()))
    assert [one for one in hidden if one in sent] == []
    assert not cards or TRADER["email"].encode() in sent


def test_vies_hears_numbers_alone(worlds: dict[BusinessCards, World]) -> None:
    """VIES is told the buyer's number and ours, and nothing else."""
    world = worlds[BusinessCards.CARD]

    names = {name for one in world.register.requests for name in one.body or {}}

    assert names == {
        "countryCode",
        "vatNumber",
        "requesterMemberStateCode",
        "requesterNumber",
    }
