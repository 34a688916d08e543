"""What the books of a period should have, added up order by order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from snelsync.domain.booking import DocumentKind, Outcome, VatLine
from snelsync.domain.chart import AccountFunction
from snelsync.domain.order import Refund
from snelsync.domain.period import Period
from snelsync.domain.problem import Code
from snelsync.domain.tally import BUSINESSES, Tally
from snelsync.domain.vat import Treatment, VatKind
from snelsync.domain.vat_return import Box, booked_total

from .builders import booking, charge, order, refund, refund_line, sold, tax_line
from .charts import account
from .decided import TO_BELGIUM, decided
from .tallied import (
    CARD,
    IN_NOVEMBER,
    IN_SEPTEMBER,
    World,
    expected,
    money,
    with_vat,
)

MUGS = charge("21.40", "4.50", quantity="2")
ORDER = order(MUGS)
DEARER = order(charge("32.10", "6.74", quantity="3"))
OCTOBER_1 = date(2026, 10, 1)
SHIFTED = Treatment.REVERSE_CHARGED
AUTUMN = Period(OCTOBER_1, date(2026, 12, 31), "2026-Q4")
ONE_BACK = refund("12.95", refund_line("10.70", "2.25", of=MUGS))


def test_a_booked_order_is_expected_on_its_accounts() -> None:
    """Turnover and VAT, per account, per month and per box; nothing is odd about it."""
    tally = World().booked(sold(ORDER))
    tally.flush()
    (found,) = tally.entries
    assert found.shop == money("25.90")
    assert (found.in_shop, found.unpaid) == (True, False)
    assert (found.customer_id, found.card) == (CARD, "NL")
    assert found.decision.booking is None, "a big shop must fit in memory"
    assert (expected(tally, 8100), expected(tally, 1530)) == (
        money("21.40"),
        money("4.50"),
    )
    assert tally.net == {(OCTOBER_1, Treatment.HIGH): money("21.40")}
    assert tally.vat == {(OCTOBER_1, VatKind.HIGH): money("4.50")}
    assert tally.treatments == {8100: Treatment.HIGH}
    assert booked_total(tally.boxes, tally.outside) == money("25.90")
    assert (tally.moved, tally.cut_off, tally.implausible) == ([], [], [])


def test_what_is_not_due_is_expected_nowhere() -> None:
    """A cancelled order and one that waits are told of, and no amount is due."""
    world = World()
    for status in ("cancelled", "pending"):
        world.take(sold(replace(ORDER, status=status, paid=None)))
    told = [(one.decision.outcome, one.shop) for one in world.tally.entries]
    assert told == [(Outcome.SKIPPED, None), (Outcome.WAITING, None)]
    assert expected(world.tally, 8100) == 0
    ((number, (outcome, reason)),) = world.tally.unbooked.items()
    assert (number, outcome) == ("173", Outcome.WAITING)
    assert reason


def test_what_should_still_be_booked_is_expected_too() -> None:
    """A planned order is due, and is in no box before it is booked."""
    tally = World().take(sold(replace(ORDER, paid=None)))
    tally.flush()
    (found,) = tally.entries
    assert (found.shop, found.unpaid, found.customer_id) == (money("25.90"), True, "")
    assert expected(tally, 8100) == money("21.40")
    assert booked_total(tally.boxes, tally.outside) == 0


def test_a_held_order_is_due_with_its_own_total() -> None:
    """Nobody knows its accounts yet; its total is counted all the same."""
    tally = World().take(sold(replace(ORDER, currency="USD")))
    (found,) = tally.entries
    assert (found.decision.outcome, found.card) == (Outcome.HELD, "")
    assert found.shop == found.decision.total
    assert expected(tally, 8100) == 0


def test_our_documents_of_other_months_are_known_by_number() -> None:
    """Booked in September: no entry of October, and no stranger there either."""
    world = World()
    world.booked(sold(replace(ORDER, paid=IN_SEPTEMBER)))
    world.take(sold(replace(ORDER, order_id=9, number="9", paid=IN_SEPTEMBER)))
    assert world.tally.entries == []
    assert world.tally.elsewhere == {"173": date(2026, 9, 20)}
    assert world.tally.ids_elsewhere == {"id of 173"}
    assert set(world.tally.unbooked) == {"9"}


def test_a_changed_order_is_due_as_the_shop_has_it_now() -> None:
    """The difference with what is booked is then seen per account."""
    world = World()
    world.book(sold(ORDER))
    tally = world.take(sold(DEARER))
    (found,) = tally.entries
    assert found.decision.outcome is Outcome.DRIFTED
    assert (found.decision.total, found.shop) == (money("25.90"), DEARER.total)
    assert expected(tally, 8100) == money("32.10")
    assert expected(tally, 1530) == money("6.74")


def test_a_changed_order_that_cannot_be_translated_has_its_total() -> None:
    """What it should be on which account is not known: what was booked stands."""
    world = World()
    world.book(sold(ORDER))
    tally = world.take(sold(replace(DEARER, total=money("99.00"))))
    (found,) = tally.entries
    assert (found.shop, found.in_shop) == (money("99.00"), True)
    assert expected(tally, 8100) == money("21.40")


@pytest.mark.parametrize("fields", [{"gone": True}, {"gone_refunds": frozenset({270})}])
def test_what_is_gone_from_the_shop_is_due_no_more(fields: dict[str, Any]) -> None:
    """An order, or its refund only: no amount is due, and the shop has it not."""
    world = World()
    world.book(sold(ORDER, ONE_BACK))
    tally = world.take(sold(ORDER, ONE_BACK, **fields))
    gone = next(one for one in tally.entries if one.decision.problems)
    assert gone.decision.problems[-1].code is Code.GONE_FROM_SHOP
    assert (gone.shop, gone.in_shop) == (None, False)
    is_order = gone.decision.key.kind is DocumentKind.SALE
    assert is_order is ("gone" in fields)
    assert expected(tally, 8100) == (money("-10.70") if is_order else money("21.40"))


@pytest.mark.parametrize(
    ("now", "due", "turnover"),
    [
        (refund("5.00", refund_line("4.13", "0.87", of=MUGS)), "-5.00", "21.40"),
        (replace(ONE_BACK, lines=()), "-12.95", "10.70"),
    ],
)
def test_a_changed_refund_is_due_with_its_amount(
    now: Refund, due: str, turnover: str
) -> None:
    """Of another amount the accounts are not known; of the same they are."""
    world = World()
    world.book(sold(ORDER, ONE_BACK))
    tally = world.take(sold(ORDER, now))
    credit = tally.entries[1]
    assert credit.decision.outcome is Outcome.DRIFTED
    assert (credit.shop, credit.in_shop) == (money(due), True)
    assert expected(tally, 8100) == money(turnover)


def test_an_order_that_came_back_makes_its_credit_due_no_more() -> None:
    """Cancelled, credited whole, and restored: the sale is due, the credit is not."""
    world = World()
    world.book(sold(ORDER))
    cancelled = replace(ORDER, status="cancelled")
    world.book(sold(cancelled))
    assert expected(World(known=world.known).take(sold(cancelled)), 8100) == 0
    tally = world.take(sold(ORDER))
    assert [one.shop for one in tally.entries] == [money("25.90"), None]
    assert expected(tally, 8100) == money("21.40")


def test_what_only_our_record_has_is_told() -> None:
    """Its order is nowhere else: no amount is due, and what was booked is kept."""
    world = World()
    world.book(sold(ORDER))
    (record,) = world.known.values()
    world.tally.orphan(record)
    (found,) = world.tally.entries
    assert (found.shop, found.in_shop) == (None, False)
    assert found.decision.outcome is Outcome.DRIFTED
    assert (found.decision.total, found.decision.remote_id) == (
        money("25.90"),
        "id of 173",
    )
    assert "trashed or deleted" in found.decision.problems[0].message


def test_a_sale_that_moved_to_another_quarter_is_told() -> None:
    """Booked in October while the shop says September now; within a quarter is fine."""
    world = World()
    world.book(sold(ORDER))
    world.take(sold(replace(ORDER, paid=IN_NOVEMBER)))
    assert world.tally.moved == []
    world.take(sold(replace(ORDER, paid=IN_SEPTEMBER)))
    (row,) = world.tally.moved
    assert row.reason == "booked on 2026-10-01, the shop says 2026-09-20 now"
    assert (row.number, row.difference) == ("173", money("0.00"))


def test_paid_in_one_month_and_sent_in_the_next_is_cut_off() -> None:
    """Both days in the period are nothing to tell, and a deleted order has no days."""
    world = World()
    world.take(sold(replace(ORDER, completed=ORDER.paid)))
    late = replace(ORDER, completed=IN_NOVEMBER)
    world.take(sold(late, gone=True))
    assert world.tally.cut_off == []
    world.take(sold(late))
    (row,) = world.tally.cut_off
    assert row.reason == (
        "paid on 2026-10-01, completed on 2026-11-02, booked on 2026-10-01"
    )


def _with_record(world: World, **fields: Any) -> Tally:  # noqa: ANN401
    """Book an order, and then have our record say something else of it."""
    world.book(sold(ORDER))
    ((key, record),) = world.known.items()
    world.known[key] = replace(record, booking=replace(record.booking, **fields))
    return world.take(sold(ORDER))


def test_vat_that_its_lines_do_not_make_is_told() -> None:
    """A cent a line is rounding; more is a row with what was expected."""
    odd = {"vat": (VatLine(VatKind.HIGH, money("5.90")),), "total": money("27.30")}
    tally = _with_record(World(), **odd)
    ((kind, row),) = tally.implausible
    assert (kind, row.left, row.right) == (
        VatKind.HIGH,
        money("5.90"),
        money("4.49"),
    )
    assert row.remedy.endswith("`snelsync show 173`")
    assert tally.vat_rows == {VatKind.HIGH: 1}
    assert tally.expected_vat == {VatKind.HIGH: money("4.4940")}


def test_vat_without_a_rate_is_not_judged() -> None:
    """SnelStart has no rate of that kind on that day: its amount is counted only."""
    vat = (VatLine(VatKind.OTHER, money("4.50")),)
    tally = _with_record(World(), vat=vat)
    assert tally.vat == {(OCTOBER_1, VatKind.OTHER): money("4.50")}
    assert (tally.implausible, tally.expected_vat) == ([], {})
    assert expected(tally, 1530) == 0, "that account is for another kind"


def test_only_active_accounts_take_vat() -> None:
    """The first active account of a kind is the one; others are of no use."""
    old = account(1529, AccountFunction.VAT, owed=VatKind.LOW, active=False)
    second = account(1531, AccountFunction.VAT, owed=VatKind.HIGH)
    world = World(known_chart=with_vat(old, second))
    assert world.tally.vat_accounts == {VatKind.HIGH: 1530}


def test_rounding_is_expected_on_its_account_and_is_no_turnover() -> None:
    """A cent of rounding is outside the scope of VAT, and in no box."""
    tally = World().booked(sold(order(MUGS, total="25.91")))
    tally.flush()
    assert expected(tally, 4756) == money("0.01")
    assert [(one.treatment, one.net) for one in tally.outside] == [
        (Treatment.OUTSIDE_SCOPE, money("0.01"))
    ]


GERMAN = order(
    charge("50.00", "9.50"),
    tax_lines=(tax_line(1, "19", goods="9.50", country="DE"),),
    ship_country="DE",
    bill_country="DE",
)


def _abroad() -> World:
    return World(said=decided(), known_chart=with_vat(full=True))


def test_foreign_vat_is_on_its_account_and_counts_for_the_threshold() -> None:
    """OSS turnover and VAT apart, per month; the year's sum, and the sale's own day."""
    world = _abroad()
    world.booked(sold(GERMAN))
    tally = world.booked(sold(replace(GERMAN, order_id=174, number="174")))
    assert tally.by_year == {2026: money("100.00")}
    assert tally.foreign_vat == {OCTOBER_1: money("19.00")}
    assert tally.foreign_vat_accounts == {1700}
    assert expected(tally, 1700) == money("19.00")
    assert tally.days == {173: OCTOBER_1, 174: OCTOBER_1}
    assert [one.number for one in tally.special] == ["173", "174"]
    assert {one.card for one in tally.entries} == {"DE"}


def test_businesses_are_one_kind_of_card() -> None:
    """A sale to a business abroad is kept for the listing, its name is not told."""
    world = _abroad()
    net = charge("100.00", "0.00", rate=None)
    tally = world.booked(sold(order(net, tax_lines=(), **TO_BELGIUM)))
    assert [one.card for one in tally.entries] == [BUSINESSES]
    assert [one.net for one in tally.special] == [money("100.00")]
    assert tally.by_year == {}


def test_boxes_add_up_over_every_heap() -> None:
    """Bookings are added up by 500: nothing is lost or counted twice between heaps."""
    world = _abroad()
    for what in (GERMAN, ORDER):
        world.book(sold(replace(what, order_id=173, number="173")))
        made = world.decide(sold(what))
        for _ in range(300):
            world.tally.take(sold(what), made, world.known)
        world.known.clear()
    assert booked_total(world.tally.boxes, world.tally.outside) > 0
    world.tally.flush()
    world.tally.flush()
    assert {one.box: one.documents for one in world.tally.boxes}[Box.HIGH] == 300
    assert [(one.net, one.vat, one.documents) for one in world.tally.outside] == [
        (money("15000.00"), money("2850.00"), 300)
    ]
    assert booked_total(world.tally.boxes, world.tally.outside) == money("25620.00")


def test_a_correction_is_in_the_shop_as_long_as_it_stands() -> None:
    """Booked, taken back and booked anew: three documents, the last one is due."""
    world = World(period=AUTUMN)
    world.book(sold(ORDER))
    world.book(sold(DEARER), correct=True)
    tally = world.take(sold(DEARER))
    assert [one.decision.number for one in tally.entries] == ["173", "173-T", "173-C1"]
    assert {one.in_shop for one in tally.entries} == {True}
    assert sum(one.shop or 0 for one in tally.entries) == DEARER.total
    assert expected(tally, 8100) == money("32.10")


def test_reverse_charged_vat_is_judged_by_no_rate() -> None:
    """The business owes it: its turnover is told, its VAT is 0, and fits."""
    one = booking(number="173").lines[0]
    tally = _with_record(
        World(),
        lines=(replace(one, treatment=SHIFTED, vat_kind=VatKind.REVERSE_CHARGED),),
        vat=(VatLine(VatKind.REVERSE_CHARGED, money("0.00")),),
        total=one.amount,
    )
    assert tally.vat == {(OCTOBER_1, VatKind.REVERSE_CHARGED): 0}
    assert tally.net == {(OCTOBER_1, SHIFTED): money("10.70")}
    assert (tally.implausible, tally.expected_vat) == ([], {})


def test_a_line_without_treatment_is_on_its_account_only() -> None:
    """An old record may not say what a line was: it is no turnover of any rate."""
    one = booking(number="173").lines[0]
    bare = replace(one, treatment=None, vat_kind=VatKind.NONE)
    tally = _with_record(World(), lines=(bare,), vat=(), total=bare.amount)
    assert expected(tally, 8100) == money("10.70")
    assert (tally.net, tally.treatments) == ({}, {})
