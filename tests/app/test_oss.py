"""Foreign VAT: through SnelStart's own foreign rates, or held."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from snelsync.domain.booking import Outcome
from snelsync.domain.problem import Code
from tests.app.businesses import BELGIAN, CONSUMER, World, outcomes, sale

GERMAN_SALE, FRENCH_SALE, BELGIAN_SALE = 206, 207, 208
SALES = [GERMAN_SALE, FRENCH_SALE, BELGIAN_SALE]
FOREIGN_VAT = 1700


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Give foreign consumers, one at home and a business, with OSS switched on."""
    return World(tmp_path, (*SALES, CONSUMER, BELGIAN), oss=True)


@pytest.mark.parametrize(
    ("order_id", "accounts", "country"),
    [
        (GERMAN_SALE, [8180, 8182, 8180], "DE"),
        (FRENCH_SALE, [8180, 8182, 8180], "FR"),
        (BELGIAN_SALE, [8180, 8180], "BE"),
    ],
)
def test_foreign_rates_decide_the_accounts(
    world: World, order_id: int, accounts: list[int], country: str
) -> None:
    """Turnover goes by rate code, VAT to SnelStart's account, on the country's card."""
    assert outcomes(world.booked(), [order_id]) == [Outcome.BOOKED]

    found = world.accounts(str(order_id))
    turnover, vat = found[: len(accounts)], found[len(accounts) :]
    assert turnover == accounts
    assert set(vat) == {FOREIGN_VAT}
    assert not world.booking(str(order_id))["btw"]
    assert world.card_of(str(order_id))["naam"] == f"Webshop particulieren {country}"


def test_foreign_vat_is_that_of_the_shop_to_the_cent(world: World) -> None:
    """The lines on SnelStart's VAT account add up to the VAT the shop charged."""
    world.booked()

    lines = world.booking(str(GERMAN_SALE))["boekingsregels"]
    texts = [line["omschrijving"] for line in lines[-2:]]
    assert sum((line["bedrag"] for line in lines[-2:]), Decimal(0)) == Decimal("5.20")
    assert texts == ["Btw DE 19 % (SR)", "Btw DE 7 % (RRL)"]


def test_home_and_businesses_are_as_without(world: World) -> None:
    """Sales at home and to businesses are booked as ever."""
    world.booked()

    assert world.accounts(str(CONSUMER)) == [8100]
    assert set(world.accounts(str(BELGIAN))) == {8170}


def test_a_credit_takes_foreign_vat_back(world: World) -> None:
    """A full refund mirrors its OSS sale, account by account."""
    world.booked()
    total = str(world.booking(str(GERMAN_SALE))["factuurbedrag"])
    refund_id = world.practice.add_refund(GERMAN_SALE, {"amount": total})
    world.clock.sleep(3600)

    world.booked()

    number = f"{GERMAN_SALE}-R{refund_id}"
    assert world.booking(number)["factuurbedrag"] == -Decimal(total)
    assert set(world.accounts(number)) == set(world.accounts(str(GERMAN_SALE)))


def test_without_oss_foreign_vat_is_held(tmp_path: Path) -> None:
    """Foreign VAT in an administration that has none is nobody's guess."""
    world = World(tmp_path, SALES)

    plan = world.booked()

    assert outcomes(plan, SALES) == [Outcome.HELD] * 3
    assert {sale(plan, one).problems[0].code for one in SALES} == {Code.FOREIGN_VAT}
    assert world.books.bookings == {}


def test_a_rate_snelstart_does_not_know_is_held(world: World) -> None:
    """A foreign rate that is in no table is not rounded to one that is."""
    rows = world.practice._state.orders[BELGIAN_SALE]["tax_lines"]
    world.practice.change_order(
        BELGIAN_SALE, tax_lines=[row | {"rate_percent": 20} for row in rows]
    )

    plan = world.booked()

    assert sale(plan, BELGIAN_SALE).outcome is Outcome.HELD
    assert sale(plan, BELGIAN_SALE).problems[0].code is Code.RATE_UNKNOWN
