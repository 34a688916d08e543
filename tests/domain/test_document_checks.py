"""The checks that go document by document: how they stand, and what explains it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from snelsync.domain.booking import Outcome
from snelsync.domain.card_checks import cards, open_on_cards
from snelsync.domain.compare import Finding
from snelsync.domain.document_checks import (
    ONE,
    amounts,
    completeness,
    cut_off,
    late_changes,
    open_items,
    standing,
)
from snelsync.domain.mapping import Reconciling
from snelsync.domain.matching import Matching
from snelsync.domain.number_checks import sequence
from snelsync.domain.number_gaps import Gaps
from snelsync.domain.problem import Code, Problem
from snelsync.domain.proof import Check, Row, Standing, Unit
from snelsync.domain.tally import Entry

from .builders import DAY
from .tallied import decision, entry, invoice, money

ASK = Reconciling()
DRIFT = Problem(Code.DRIFTED, "it was changed in the shop", "compare it")
SOMETHING = Row(
    order_number="173", number="173", day=None, reason="paid, and completed later"
)
TODAY = date(2026, 11, 21)


def found(*pairs: tuple[Entry, str | None]) -> tuple[Matching, list[Finding]]:
    """Match each document with an invoice of this total, or none."""
    made = Matching([one for one, _ in pairs], set(), TODAY, open_days=30)
    for one, total in pairs:
        if total is not None:
            told = one.decision
            made.add(
                invoice(
                    booking_id=told.remote_id or f"other {told.number}",
                    number=told.number,
                    total=money(total),
                )
            )
    return made, made.finish()


def document(
    number: str, outcome: Outcome = Outcome.BOOKED, total: str = "12.95"
) -> Entry:
    """Make an order's document with a booking of its own."""
    return entry(
        decision(
            outcome,
            order_number=number,
            number=number,
            total=money(total),
            remote_id=f"b-{number}" if outcome.in_the_books else "",
            problems=(DRIFT,) if outcome.needs_person else (),
        ),
        shop=None if outcome is Outcome.SKIPPED else money(total),
    )


def rows_explain(check: Check) -> bool:
    """Say whether the rows add up to the difference, to the cent."""
    return check.unexplained == 0 and check.explained == check.difference


@pytest.mark.parametrize(
    ("code", "found", "stands"),
    [
        ("C1", Standing.FAIL, Standing.WARN),
        ("C2", Standing.FAIL, Standing.FAIL),
        ("C8", Standing.WARN, Standing.FAIL),
        ("C9", Standing.WARN, Standing.WARN),
        ("C1", Standing.OK, Standing.OK),
        ("C8", Standing.OK, Standing.OK),
    ],
)
def test_the_bookkeeper_says_how_bad_a_difference_is(
    code: str, found: Standing, stands: Standing
) -> None:
    """What may only warn warns, what must fail fails; what is well stays well."""
    said = Reconciling(warn=frozenset({"C1"}), fail=frozenset({"C8"}))
    assert standing(code, found, said) is stands


def test_every_document_that_is_not_there_is_a_row() -> None:
    """Missing, held and planned count as one each; skipped ones do not."""
    _, findings = found(
        (document("173"), "12.95"),
        (document("174"), None),
        (document("175", Outcome.PLANNED), None),
        (document("176", Outcome.HELD), None),
        (document("177", Outcome.PLANNED), "12.95"),
        (document("178", Outcome.SKIPPED), None),
    )
    check = completeness(findings, ASK)
    assert (check.verdict, check.unit) == (Standing.FAIL, Unit.DOCUMENTS)
    assert (check.left, check.right) == (Decimal(5), Decimal(2))
    assert rows_explain(check)
    assert [(one.number, one.difference) for one in check.rows] == [
        ("174", ONE),
        ("175", ONE),
        ("176", ONE),
        ("177", money("0")),
    ]
    assert all(one.remedy for one in check.rows)


def test_a_complete_period_has_no_rows() -> None:
    """Everything booked once: both sides are equal, and nothing is told."""
    _, findings = found((document("173"), "12.95"), (document("174"), "12.95"))
    for check in (completeness(findings, ASK), amounts(findings, ASK)):
        assert (check.verdict, check.rows, check.difference) == (
            Standing.OK,
            (),
            money("0"),
        )


def test_amounts_that_differ_add_up_to_the_difference() -> None:
    """Dearer there, gone there, changed here: each row is its part; strangers none."""
    changed = entry(
        decision(Outcome.DRIFTED, number="176", remote_id="b-176", problems=(DRIFT,)),
        shop=money("38.84"),
    )
    made = Matching(
        [document("173"), document("174"), document("175"), changed],
        set(),
        TODAY,
        open_days=30,
    )
    for number, total in (("173", "12.95"), ("174", "13.95"), ("176", "12.95")):
        made.add(
            invoice(booking_id=f"b-{number}", number=number, total=money(total)),
        )
    made.add(invoice(booking_id="b-9", number="WS-1", total=money("99.00")))
    check = amounts(made.finish(), ASK)
    assert check.verdict is Standing.FAIL
    assert (check.left, check.right) == (money("77.69"), money("39.85"))
    assert [(one.number, one.difference) for one in check.rows] == [
        ("174", money("-1.00")),
        ("175", money("12.95")),
        ("176", money("25.89")),
    ]
    assert rows_explain(check)


def test_another_day_is_told_where_the_amount_is_equal() -> None:
    """The row explains nothing of a difference, and is there all the same."""
    made = Matching([document("173")], set(), TODAY, open_days=30)
    made.add(invoice(booking_id="b-173", day=date(2026, 10, 3)))
    check = amounts(made.finish(), ASK)
    (row,) = check.rows
    assert (check.verdict, row.difference) == (Standing.FAIL, money("0"))
    assert "2026-10-03" in row.reason


def test_open_money_is_told_and_late_money_only_where_payments_are_booked() -> None:
    """A shop that books no payments is not told of each invoice that is open."""
    entries = [document("173"), document("174")]
    unbooked = Matching(entries[:1], set(), TODAY, open_days=30)
    booked = Matching(entries, set(), TODAY, open_days=30)
    for one in (unbooked, booked):
        one.add(invoice(booking_id="b-173", open_amount=money("12.95")))
    booked.add(invoice(booking_id="b-174", number="174"))
    for one in (unbooked, booked):
        one.finish()
    check = open_items(unbooked, ASK)
    assert (check.verdict, check.rows) == (Standing.OK, ())
    assert check.note == (
        "EUR 12.95 of the period is open in SnelStart;"
        " 1 of them paid in the shop, not booked yet"
    )
    check = open_items(booked, ASK)
    assert (check.verdict, check.right) == (Standing.WARN, money("12.95"))
    assert [(one.number, one.right) for one in check.rows] == [("173", money("12.95"))]


def test_nothing_open_is_well() -> None:
    """Every invoice is paid, or there is none: no row, and the note says EUR 0.00."""
    for pairs in ([(document("173"), "12.95")], []):
        made, _ = found(*pairs)
        check = open_items(made, ASK)
        assert (check.verdict, check.rows) == (Standing.OK, ())
        assert check.note == "EUR 0.00 of the period is open in SnelStart"


def test_cards_are_judged_apart() -> None:
    """One document on another card: its own kind of card fails, and is explained."""
    german = entry(decision(number="174", remote_id="b-174"), card="DE")
    made = Matching([document("173"), german], set(), TODAY, open_days=30)
    made.add(invoice(booking_id="b-173", customer_id="c-9"))
    made.add(invoice(booking_id="b-174", number="174"))
    made.finish()
    checks = cards(made, ASK)
    assert [(one.about, one.verdict, one.difference) for one in checks] == [
        ("DE", Standing.OK, money("0.00")),
        ("NL", Standing.FAIL, money("12.95")),
    ]
    assert all(rows_explain(one) for one in checks)


def opened(*open_amounts: str, unpaid: bool = False) -> Matching:
    """Match 50 days old documents of EUR 12.95, the last one of which may be unpaid."""
    entries = [document(str(number)) for number in range(173, 173 + len(open_amounts))]
    entries[-1] = replace(entries[-1], unpaid=unpaid)
    made = Matching(entries, set(), TODAY, open_days=30)
    for one, left in zip(entries, open_amounts, strict=True):
        number = one.decision.number
        made.add(
            invoice(
                booking_id=f"b-{number}",
                number=number,
                open_amount=money(left),
                day=TODAY if left == "1.00" else DAY,
            )
        )
    return made


def test_what_is_open_on_a_card_is_what_the_shop_waits_for() -> None:
    """Told of under C8: a row that refers to it, and the rows add up."""
    made = opened("0.00", "0.00", "12.95", "12.95", unpaid=True)
    made.finish()
    (check,) = open_on_cards(made, ASK)
    assert (check.about, check.left, check.right) == (
        "NL open",
        money("12.95"),
        money("25.90"),
    )
    assert check.verdict is Standing.WARN
    assert [(one.number, one.reason, one.difference) for one in check.rows] == [
        ("175", "see C8", money("-12.95"))
    ]
    assert rows_explain(check)


def test_a_payment_on_its_way_is_no_warning() -> None:
    """What is younger than its days is one row, however many invoices it is."""
    made = opened("0.00", "0.00", "0.00", "1.00", "1.00")
    made.finish()
    (check,) = open_on_cards(made, ASK)
    assert (check.verdict, check.difference) == (Standing.INFO, money("-2.00"))
    assert len(check.rows) == 1
    assert check.rows[0].reason.startswith("2 young invoices")
    assert rows_explain(check)


def test_what_others_left_open_on_our_card_is_listed_apart() -> None:
    """It is no difference; on a card of somebody else's it is none of ours."""
    made = opened("0.00")
    for number, card in (("WS-1", "c-NL"), ("WS-2", "c-9")):
        theirs = {"number": number, "customer_id": card, "open_amount": money("5.00")}
        made.add(invoice(booking_id=number, **theirs))
    made.finish()
    (check,) = open_on_cards(made, ASK)
    assert (check.verdict, check.rows) == (Standing.OK, ())
    assert check.foreign == money("5.00")


def test_nothing_open_is_no_check_and_unbooked_payments_are_said() -> None:
    """Where SnelStart has most of it open, the cards say nothing of the shop."""
    for left, told in (("0.00", 0), ("12.95", 1)):
        made = opened(left)
        made.finish()
        found = list(open_on_cards(made, ASK))
        assert len(found) == told
    (check,) = found
    assert (check.verdict, check.right) == (Standing.NOT_LOOKED_AT, None)
    assert check.note.startswith("EUR 12.95 is open there")
    empty = Matching([], set(), TODAY, open_days=30)
    assert list(open_on_cards(empty, ASK)) == []


def test_a_number_that_two_documents_have_is_told_of_both() -> None:
    """Whatever the case of its letters; a skipped order may have any number."""
    entries = [
        document("WC-1"),
        document("wc-1"),
        document("WC-2"),
        document("WC-2", Outcome.SKIPPED),
        entry(decision(Outcome.HELD, number="")),
    ]
    check = sequence(entries, [], ASK, Gaps())
    assert check.verdict is Standing.WARN
    assert [one.number for one in check.rows] == ["WC-1", "wc-1"]
    assert {one.reason for one in check.rows} == {"2 documents have this number"}


def test_a_number_that_is_missing_warns_and_one_accounted_for_does_not() -> None:
    """What nobody accounts for stands above what is known; the note says why not."""
    found = Gaps([SOMETHING], [SOMETHING, SOMETHING], "no series")
    check = sequence([document("173")], [], ASK, found)
    assert (check.verdict, len(check.rows)) == (Standing.WARN, 3)
    found.unexplained.clear()
    check = sequence([document("173")], [], ASK, found)
    assert (check.verdict, len(check.rows)) == (Standing.INFO, 2)
    assert check.note == "no series"


@pytest.mark.parametrize(
    ("number", "total", "told"),
    [("00173", "12.95", 1), ("wc 173", "12.95", 1), ("173x", "1.00", 0), ("9", "", 0)],
)
def test_a_document_typed_in_by_hand_again_is_told(
    number: str, total: str, told: int
) -> None:
    """The same digits and amount look like the same invoice; one of both does not."""
    made = Matching([document("173")], set(), TODAY, open_days=30)
    made.add(invoice(booking_id="b-173"))
    made.add(invoice(booking_id="b-9", number=number, total=money(total or "0")))
    check = sequence(made.entries, made.finish(), ASK, Gaps())
    assert [(one.order_number, one.number) for one in check.rows] == (
        [("173", number)] * told
    )
    assert check.verdict is (Standing.WARN if told else Standing.OK)
    assert all("as our 173" in one.reason for one in check.rows)


def test_what_changed_afterwards_fails_and_what_was_not_pulled_warns() -> None:
    """The words are those of the drift; the rows have no amounts of their own."""
    drifted = document("174", Outcome.DRIFTED)
    assert late_changes([document("173")], [], ASK).verdict is Standing.OK
    check = late_changes([document("173")], [SOMETHING], ASK)
    assert (check.verdict, check.rows) == (Standing.WARN, (SOMETHING,))
    check = late_changes([document("173"), drifted], [SOMETHING], ASK)
    assert check.verdict is Standing.FAIL
    assert [(one.number, one.reason, one.remedy) for one in check.rows] == [
        ("174", DRIFT.message, DRIFT.remedy),
        ("173", SOMETHING.reason, ""),
    ]


@pytest.mark.parametrize(
    ("rows", "moved", "stands"),
    [
        ([], [], Standing.OK),
        ([SOMETHING], [], Standing.INFO),
        ([SOMETHING], [SOMETHING], Standing.WARN),
    ],
)
def test_a_cut_off_is_told_and_a_move_to_another_quarter_warns(
    rows: list[Row], moved: list[Row], stands: Standing
) -> None:
    """Paid and completed in two periods is no fault; another quarter may be."""
    check = cut_off(rows, moved, ASK)
    assert check.verdict is stands
    assert check.rows == (*moved, *rows)
