"""The promise, held against what a real WooCommerce computed: to the cent.

Everything goes over HTTP: a recorded shop is pulled, planned, and pushed into a
practice administration. What that stores is compared with the recordings themselves.
"""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from snelsync.app.ports import Seen
from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.decision import Decision

from .conftest import Open
from .oracle import (
    SHOPS,
    Charged,
    added_up,
    charged,
    given_back,
    given_back_on,
    names,
    recorded_orders,
    recorded_refunds,
    scenarios,
    sold_on,
)
from .world import World

Json = dict[str, Any]

OUTCOMES: dict[str, Json] = json.loads(
    Path(__file__).with_name("outcomes.json").read_text("utf-8")
)
VAT_ROWS = {"VerkopenHoog": "21", "VerkopenLaag": "9"}
VAT_ACCOUNTS = {"21": 1671, "9": 1670}
DEBTORS = 1300


def oracle(world: World, decision: Decision) -> Charged:
    """Tell what the shop charged or gave back, straight from the recording."""
    if decision.key.kind is DocumentKind.SALE:
        return charged(world.name, decision.key.shop_id)
    return given_back(world.name, decision.key.shop_id)


def stored(row: Json) -> Charged:
    """Read total and VAT of a booking as the administration stores it."""
    vat = {
        VAT_ROWS[line["btwSoort"]]: Decimal(str(line["btwBedrag"]))
        for line in row["btw"]
    }
    return Charged(Decimal(str(row["factuurbedrag"])), vat)


def booked(world: World) -> list[Decision]:
    """Give what was booked."""
    return [one for one in world.first.decisions if one.outcome is Outcome.BOOKED]


def test_every_booking_is_what_the_shop_charged(world: World) -> None:
    """Total and VAT per rate of every stored booking are WooCommerce's own."""
    bookings = world.bookings()
    wrong = {
        one.number: (stored(bookings[one.number]), oracle(world, one))
        for one in booked(world)
        if stored(bookings[one.number]) != oracle(world, one)
    }
    assert not wrong
    assert len(bookings) == len(booked(world)) == 102


def test_every_booking_has_the_shops_day_and_number(world: World) -> None:
    """Date, number and text of every stored booking are the order's or refund's."""
    bookings = world.bookings()
    for one in booked(world):
        row = bookings[one.number]
        order = recorded_orders(world.name)[one.order_id]["number"]
        if one.refund_id is None:
            day, number = sold_on(world.name, one.order_id), order
            text = f"Webshop order {order}"
        else:
            day = given_back_on(world.name, one.refund_id)
            number = f"{order}-R{one.refund_id}"
            text = f"Credit {one.refund_id} op factuur {order}"
        assert row["factuurdatum"] == f"{day}T00:00:00"
        assert (row["factuurnummer"], row["omschrijving"]) == (number, text)


def test_everything_booked_is_a_document_of_the_shop(world: World) -> None:
    """No booking stands in the administration that the plan did not name."""
    assert set(world.bookings()) == {one.number for one in booked(world)}
    assert {one.remote_id for one in booked(world)} == set(
        world.administration.bookings
    )


def test_every_booking_balances_in_itself(world: World) -> None:
    """Lines and VAT of every stored booking add up to its total."""
    for row in world.bookings().values():
        lines = sum(Decimal(str(line["bedrag"])) for line in row["boekingsregels"])
        vat = sum(Decimal(str(line["btwBedrag"])) for line in row["btw"])
        assert lines + vat == Decimal(str(row["factuurbedrag"])), row["factuurnummer"]


def test_the_ledger_balances(world: World) -> None:
    """For every booking debit is credit, and the debtor owes its total."""
    mutations = world.mutations()
    debtors = world.administration.ledger(DEBTORS)["id"]
    assert set(mutations) == set(world.administration.bookings)
    for booking_id, row in world.administration.bookings.items():
        balance = owed = Decimal(0)
        for mutation in mutations[booking_id]:
            amount = Decimal(str(mutation["debet"])) - Decimal(str(mutation["credit"]))
            balance += amount
            owed += amount if mutation["grootboek"]["id"] == debtors else 0
        assert balance == 0
        assert owed == Decimal(str(row["factuurbedrag"]))


def test_vat_over_everything_is_the_sum_of_what_was_charged(world: World) -> None:
    """The VAT accounts hold exactly the VAT of all booked sales less their refunds."""
    due = added_up([oracle(world, one) for one in booked(world)])
    for percent, account in VAT_ACCOUNTS.items():
        assert world.account_total(account) == -due.vat[percent]
    assert world.account_total(DEBTORS) == due.gross
    assert set(due.vat) == set(VAT_ACCOUNTS)


def test_rounding_stays_cents(world: World) -> None:
    """Hardly anything lands on the rounding account: the shops add up."""
    assert abs(world.account_total(4756)) <= Decimal("0.05")


@pytest.mark.parametrize("shop", SHOPS)
def test_every_scenario_has_an_expected_outcome(shop: str) -> None:
    """The table names exactly the recorded scenarios, and why one is not booked."""
    expected = {name for name, row in OUTCOMES.items() if row.get("only", shop) == shop}
    assert expected == set(scenarios(shop))
    for name, row in OUTCOMES.items():
        not_booked = any(
            one != "booked" for one in (row["sale"], *row.get("refunds", ()))
        )
        assert not_booked == ("why" in row), name


def told(decision: Decision) -> str:
    """Write an outcome as the table does."""
    problems = sorted({str(one.code) for one in decision.problems if one.holds})
    return (
        f"{decision.outcome}: {', '.join(problems)}"
        if problems
        else (str(decision.outcome))
    )


def test_every_scenario_has_its_outcome(world: World) -> None:
    """Booked, held, skipped or waiting: as in the table, sale and refunds alike."""
    found: dict[str, Json] = {
        name: {"sale": "not seen"} for name in scenarios(world.name)
    }
    for one in world.first.decisions:
        row = found[names(world.name)[one.order_id]]
        if one.key.kind is DocumentKind.SALE:
            row["sale"] = told(one)
        else:
            row.setdefault("refunds", []).append(told(one))
    expected = {
        name: {
            what: row.get(f"{what}_{world.name}", row[what])
            for what in ("sale", "refunds")
            if what in row
        }
        for name, row in OUTCOMES.items()
        if name in found
    }
    assert found == expected


def test_every_document_has_one_outcome(world: World) -> None:
    """Seen is all: every recorded order and refund is counted once."""
    orders, refunds = recorded_orders(world.name), recorded_refunds(world.name)
    keys = Counter((one.key.kind, one.key.shop_id) for one in world.first.decisions)
    assert set(keys) == {
        *((DocumentKind.SALE, order_id) for order_id in orders),
        *((DocumentKind.CREDIT, refund_id) for refund_id in refunds),
    }
    assert set(keys.values()) == {1}
    assert sum(world.first.counts.values()) == len(orders) + len(refunds)
    assert world.pulled.seen == Seen(len(orders), len(refunds), 0)
    assert not world.pulled.unreadable


def test_what_needs_a_person_says_what_to_do(world: World) -> None:
    """Every held document has a problem with a remedy; every other one a reason."""
    for one in world.first.decisions:
        if one.outcome is Outcome.HELD:
            assert one.problems
            assert all(problem.remedy for problem in one.problems)
        elif one.outcome is not Outcome.BOOKED:
            assert one.reason


def test_the_shop_was_only_read(world: World) -> None:
    """No request of a whole run would change anything in the shop."""
    assert {one.method for one in world.shop.requests} == {"GET"}


def test_no_zero_line_was_sent(world: World) -> None:
    """No stored booking has a line of zero or a VAT row of zero."""
    for row in world.bookings().values():
        assert all(Decimal(str(line["bedrag"])) for line in row["boekingsregels"])
        assert all(Decimal(str(line["btwBedrag"])) for line in row["btw"])


def test_no_person_is_in_the_books(world: World) -> None:
    """No buyer's name or address reaches the administration."""
    kept = json.dumps([*world.bookings().values()], default=str, ensure_ascii=False)
    kept += json.dumps(
        [*world.administration.relations.values()], default=str, ensure_ascii=False
    )
    for order in recorded_orders(world.name).values():
        to = order["billing"]
        person = (f"{to['first_name']} {to['last_name']}", to["email"], to["address_1"])
        assert not [one for one in person if one.strip() and one in kept]


def test_a_second_push_books_nothing(world: World) -> None:
    """What is booked is not sent again: not one booking, not one call to make one."""
    posts, before = world.posts(), dict(world.administration.bookings)
    again = world.push_again()
    assert world.posts() == posts == len(before)
    assert dict(world.administration.bookings) == before
    assert again.counts == world.first.counts
    assert not again.to_book


def contents(world: World) -> dict[str, Json]:
    """Give every stored booking without what only the administration made up."""
    made_up = {"id", "uri", "klant"}
    return {
        number: {name: row[name] for name in row if name not in made_up}
        for number, row in world.bookings().items()
    }


@pytest.mark.parametrize("shop", SHOPS)
def test_an_older_woocommerce_gives_the_same_bookings(shop: str, opened: Open) -> None:
    """WooCommerce 8.9.2 is booked as 11.0.1 is: same numbers, dates, lines and VAT."""
    newer, older = opened(shop, "11.0.1"), opened(shop, "8.9.2")
    assert older.first.counts == newer.first.counts
    assert contents(older) == contents(newer)


@pytest.mark.parametrize("shop", SHOPS)
def test_the_oracle_is_no_echo(shop: str) -> None:
    """The oracle reads amounts that are known by hand."""
    by_name = {name: order_id for order_id, name in names(shop).items()}
    hand = {
        "incl": ("83.14", {"21": "5.36", "9": "2.06"}),
        "excl": ("91.87", {"21": "6.48", "9": "2.25"}),
    }
    gross, vat = hand[shop]
    found = charged(shop, by_name["mixed_21_9_0"])
    assert str(found.gross) == gross
    assert {percent: str(tax) for percent, tax in found.vat.items()} == vat
    back = given_back(shop, 271)
    assert {percent: str(tax) for percent, tax in back.vat.items()} == {
        "9": {"incl": "-2.06", "excl": "-2.25"}[shop]
    }
