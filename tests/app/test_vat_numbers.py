"""Asking VIES: once per number, soon after the sale, and what it says is evidence."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from snelsync.domain.booking import Outcome
from snelsync.domain.mapping import BusinessCards
from snelsync.domain.problem import Code
from snelsync.domain.vat_number import FRESH, PATIENCE, Validity
from tests.app.businesses import (
    BELGIAN,
    BELGIAN_NUMBER,
    CONSUMER,
    CONSUMERS_CARD,
    DUTCH,
    DUTCH_NUMBER,
    GERMAN,
    GERMAN_NUMBER,
    SOON,
    World,
    outcomes,
    sale,
)

CITIZENS = "123456782"
"""Passes the eleven test, as a citizen's service number does."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Give a consumer, a Belgian and a German business; nothing is asked yet."""
    return World(tmp_path, (CONSUMER, BELGIAN, GERMAN))


def test_each_number_is_asked_about_once(world: World) -> None:
    """Two orders with one number are one question, and a consumer's is none."""
    world.practice.copy_order(BELGIAN, 9001)

    world.pull()

    assert world.asked == [BELGIAN_NUMBER, GERMAN_NUMBER]
    checks = {
        one.order.order_id: one.order.vat_checks for one in world.state.everything()
    }
    assert checks[BELGIAN] == checks[9001] != checks[GERMAN]
    assert checks[CONSUMER] == ()


def test_a_fresh_answer_is_not_asked_for_again(world: World) -> None:
    """Whether VIES said yes or no, the next pull asks nothing."""
    world.register.invalid = frozenset({GERMAN_NUMBER})
    world.pull()
    world.clock.sleep(3600)

    assert world.ask() == 0
    assert len(world.asked) == 2


def test_what_vies_says_is_kept_as_evidence(world: World) -> None:
    """The answer is in the file with its consultation number and moment."""
    world.pull()

    check = world.state.vat_checks()[BELGIAN_NUMBER][-1]

    assert check.number == BELGIAN_NUMBER
    assert check.validity is Validity.VALID
    assert check.consultation == "WAPIOEFEN0000001"
    assert check.checked == check.first_asked == SOON
    assert b"WAPIOEFEN0000001" in world.file()
    line = sale(world.push(), BELGIAN).booking
    assert line is not None
    assert "WAPIOEFEN0000001" in line.lines[0].reason


def test_evidence_outlives_the_order(world: World) -> None:
    """An order that leaves the shop takes no evidence with it."""
    world.pull()
    world.practice.delete_order(BELGIAN)
    world.clock.sleep(3600)

    world.pull()

    assert BELGIAN_NUMBER in world.state.vat_checks()


def test_a_silent_vies_is_asked_again_and_patience_counts_from_the_first(
    world: World,
) -> None:
    """Orders wait while VIES is down, and are held when it stays so for two days."""
    world.register.down = True
    world.pull()
    first = world.clock.now()
    assert world.ask() == 2
    assert outcomes(world.push(), [BELGIAN, GERMAN]) == [Outcome.WAITING] * 2

    world.clock.sleep(PATIENCE.total_seconds() - 3600)
    assert world.ask() == 2
    assert outcomes(world.push(), [BELGIAN]) == [Outcome.WAITING]
    world.clock.sleep(7200)
    assert world.ask() == 2

    check = world.state.vat_checks()[BELGIAN_NUMBER][-1]
    assert abs(check.first_asked - first) < timedelta(minutes=5)
    assert check.checked - check.first_asked >= PATIENCE
    decision = sale(world.push(), BELGIAN)
    assert decision.outcome is Outcome.HELD
    assert decision.problems[0].code is Code.VAT_NUMBER
    assert outcomes(world.push(), [CONSUMER]) == [Outcome.BOOKED]


def test_a_vies_that_is_back_settles_it(world: World) -> None:
    """An answer after a silence is a fresh one, and the order is booked."""
    world.register.down = True
    world.pull()
    world.register.down = False
    world.clock.sleep(86_400)

    assert world.ask() == 0

    check = world.state.vat_checks()[BELGIAN_NUMBER][-1]
    assert check.validity is Validity.VALID
    assert check.checked > SOON + timedelta(days=1)
    assert check.consultation
    assert outcomes(world.push(), [BELGIAN, GERMAN]) == [Outcome.BOOKED] * 2


def test_nothing_is_asked_without_cards(tmp_path: Path) -> None:
    """With all businesses on the collective card nobody's number is sent."""
    world = World(tmp_path, businesses=BusinessCards.COLLECTIVE)

    world.pull()

    assert world.register.requests == []
    assert world.state.vat_checks() == {}
    assert outcomes(world.push(), [BELGIAN]) == [Outcome.HELD]


@pytest.mark.parametrize("status", ["cancelled", "failed"])
def test_nothing_is_asked_about_an_order_that_is_skipped(
    world: World, status: str
) -> None:
    """A number is sent only for an order that is booked, or may be."""
    world.practice.change_order(BELGIAN, status=status)

    world.pull()

    assert world.asked == [GERMAN_NUMBER]


def test_an_order_that_waits_is_asked_about(world: World) -> None:
    """The check is made near the sale, and not when the money comes."""
    world.practice.change_order(BELGIAN, status="on-hold")

    world.pull()

    assert world.asked == [BELGIAN_NUMBER, GERMAN_NUMBER]


def test_a_trashed_order_is_not_asked_about(world: World) -> None:
    """An order that left the shop before VIES answered is left alone."""
    world.register.down = True
    world.pull()
    world.practice.trash_order(BELGIAN)
    world.pull()
    world.register.requests.clear()
    world.ask()

    assert set(world.asked) == {GERMAN_NUMBER}


def test_a_later_sale_is_checked_anew(world: World) -> None:
    """An answer of more than a month before a sale proves nothing about it."""
    world.pull()
    world.push()
    world.clock.sleep(FRESH.total_seconds() + 86_400)
    now = world.clock.now().strftime("%Y-%m-%dT%H:%M:%S")
    world.practice.copy_order(
        BELGIAN, 9001, date_paid_gmt=now, date_created_gmt=now, date_modified_gmt=now
    )

    world.pull()

    assert world.asked[2:] == [BELGIAN_NUMBER]
    assert outcomes(world.push(), [9001, BELGIAN]) == [Outcome.BOOKED] * 2


def test_an_answer_long_after_the_sale_is_no_evidence(tmp_path: Path) -> None:
    """A number checked too late holds its order, and is not asked about for ever."""
    world = World(tmp_path, (BELGIAN,), moment=SOON + timedelta(days=60))
    world.pull()
    world.ask()

    assert world.asked == [BELGIAN_NUMBER]
    decision = sale(world.push(), BELGIAN)
    assert decision.outcome is Outcome.HELD
    assert decision.problems[0].code is Code.VAT_NUMBER


def test_a_number_without_its_country_is_that_of_the_buyer(world: World) -> None:
    """The prefix is added from the billing address, and the number kept with it."""
    world.set_number(BELGIAN, "0477.472.701")

    world.pull()

    assert BELGIAN_NUMBER in world.asked
    assert set(world.state.vat_checks()) == {BELGIAN_NUMBER, GERMAN_NUMBER}
    assert outcomes(world.push(), [BELGIAN]) == [Outcome.BOOKED]


@pytest.mark.parametrize("typed", ["BE0477472702", "XX12", "onbekend"])
def test_what_is_no_number_is_never_sent(world: World, typed: str) -> None:
    """A number that cannot be one is not asked about, and holds a sale without VAT."""
    world.set_number(BELGIAN, typed)

    world.pull()
    world.ask()

    assert world.asked == [GERMAN_NUMBER]
    assert set(world.state.vat_checks()) == {GERMAN_NUMBER}
    assert typed.upper().encode() not in world.file()
    assert outcomes(world.push(), [BELGIAN]) == [Outcome.HELD]


@pytest.mark.parametrize(
    "typed",
    [
        f"NL{CITIZENS}B01",
        f"nl {CITIZENS} b 01",
        f"{CITIZENS}B01",
        CITIZENS,
        f"BTW NL{CITIZENS}B01",
    ],
)
@pytest.mark.parametrize("buyer", [DUTCH, BELGIAN])
@pytest.mark.parametrize("businesses", BusinessCards)
def test_a_citizens_number_is_neither_kept_nor_sent(
    tmp_path: Path, typed: str, buyer: int, businesses: BusinessCards
) -> None:
    """An old sole trader's number is a citizen's, and is not even in the file."""
    world = World(tmp_path, businesses=businesses)
    world.set_number(buyer, typed)

    world.booked()

    assert not any(CITIZENS in number for number in world.asked)
    assert CITIZENS.encode() not in world.file()


@pytest.mark.parametrize("typed", ["n.v.t.", "geen", "onbekend", "0", "12", "x 9"])
def test_a_consumer_who_types_no_number_is_no_business(
    tmp_path: Path, typed: str
) -> None:
    """Words in the field for a VAT number make nobody a business whose data we keep."""
    world = World(tmp_path, (CONSUMER,))
    world.set_number(CONSUMER, typed)

    plan = world.booked()

    assert outcomes(plan, [CONSUMER]) == [Outcome.BOOKED]
    assert b"klant+single_21@example.nl" not in world.file()
    assert b"Prinsengracht" not in world.file()


def test_a_later_question_costs_no_earlier_evidence(tmp_path: Path) -> None:
    """What VIES said near a sale holds for that sale, whatever is asked later."""
    world = World(tmp_path, (BELGIAN,))
    billing = world.practice._state.orders[BELGIAN]["billing"]
    world.practice.change_order(BELGIAN, billing=billing | {"city": ""})
    assert outcomes(world.booked(), [BELGIAN]) == [Outcome.HELD]
    world.clock.sleep(35 * 86_400)
    now = world.clock.now().strftime("%Y-%m-%dT%H:%M:%S")
    world.practice.copy_order(BELGIAN, 9001, date_paid_gmt=now, date_created_gmt=now)
    world.practice.change_order(BELGIAN, billing=billing)
    world.register.down = True

    plan = world.booked()

    assert outcomes(plan, [BELGIAN, 9001]) == [Outcome.BOOKED, Outcome.WAITING]
    line = sale(plan, BELGIAN).booking
    assert line is not None
    assert "2026-10-20" in line.lines[0].reason


def test_a_number_that_became_valid_is_asked_about_for_the_next_sale(
    world: World,
) -> None:
    """That it was not valid yesterday says nothing of a sale of today."""
    world.register.invalid = frozenset({BELGIAN_NUMBER})
    world.pull()
    world.register.invalid = frozenset()
    world.clock.sleep(86_400)
    now = world.clock.now().strftime("%Y-%m-%dT%H:%M:%S")
    world.practice.copy_order(BELGIAN, 9001, date_paid_gmt=now, date_created_gmt=now)

    plan = world.booked()

    assert outcomes(plan, [9001]) == [Outcome.BOOKED]


def test_a_number_without_prefix_is_each_buyers_own(world: World) -> None:
    """The same digits from two countries are two numbers, each asked about."""
    for order_id in (BELGIAN, GERMAN):
        world.set_number(order_id, GERMAN_NUMBER[2:])
    world.pull()

    assert world.asked == [GERMAN_NUMBER]
    expected = [Outcome.HELD, Outcome.BOOKED]
    assert outcomes(world.push(), [BELGIAN, GERMAN]) == expected


def test_a_dutch_business_with_a_foreign_number_is_booked(world: World) -> None:
    """At home nothing depends on the number: the sale is on the collective card."""
    world.set_number(CONSUMER, BELGIAN_NUMBER)

    decision = sale(world.booked(), CONSUMER)

    assert decision.outcome is Outcome.BOOKED
    assert world.card_of("173")["naam"] == CONSUMERS_CARD


def test_what_vies_calls_invalid_holds_a_sale_without_vat(world: World) -> None:
    """Without a valid number the exemption has no ground: a person must look."""
    world.register.invalid = frozenset({BELGIAN_NUMBER})

    decision = sale(world.booked(), BELGIAN)

    assert decision.outcome is Outcome.HELD
    assert "not valid" in decision.problems[0].message


def test_the_shops_own_number_goes_with_every_question(world: World) -> None:
    """VIES gives its evidence only to who says who is asking."""
    world.pull()

    bodies = [one.body or {} for one in world.register.requests]
    assert {body["requesterNumber"] for body in bodies} == {DUTCH_NUMBER[2:]}


def later(world: World, order_id: int, *, days: float) -> None:
    """Let time pass, and the Belgian business buy again."""
    world.clock.sleep(days * 86_400)
    now = world.clock.now().strftime("%Y-%m-%dT%H:%M:%S")
    world.practice.copy_order(
        BELGIAN, order_id, date_paid_gmt=now, date_created_gmt=now
    )


def test_a_later_no_takes_no_evidence_away(tmp_path: Path) -> None:
    """A sale that was not pushed yet keeps the yes it had, and so does its refund."""
    world = World(tmp_path, (BELGIAN,))
    world.pull()
    later(world, 9001, days=25)
    world.pull()
    world.register.invalid = frozenset({BELGIAN_NUMBER})
    later(world, 9002, days=10)

    plan = world.booked()

    assert outcomes(plan, [9001, 9002]) == [Outcome.BOOKED, Outcome.HELD]


@pytest.mark.parametrize("down", [True, False])
def test_an_earlier_no_says_nothing_of_the_sale(
    tmp_path: Path,
    down: bool,  # noqa: FBT001
) -> None:
    """It is asked anew; until VIES answers the order waits."""
    world = World(tmp_path, (BELGIAN,))
    world.register.invalid = frozenset({BELGIAN_NUMBER})
    world.pull()
    world.register.invalid = frozenset()
    later(world, 9001, days=1)
    world.register.down = down
    world.clock.sleep(2 * 86_400)

    expected = Outcome.WAITING if down else Outcome.BOOKED
    assert outcomes(world.booked(), [9001]) == [expected]


def test_a_question_that_was_given_up_costs_no_patience(tmp_path: Path) -> None:
    """A new order with the number of a cancelled one waits for two days of its own."""
    world = World(tmp_path, (BELGIAN,))
    world.register.down = True
    world.pull()
    world.practice.change_order(BELGIAN, status="cancelled")
    world.pull()
    later(world, 9001, days=20)
    world.practice.change_order(9001, status="processing")

    assert outcomes(world.booked(), [9001]) == [Outcome.WAITING]
