"""Which invoice in SnelStart is which document, and what else is told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from snelsync.domain.booking import Outcome
from snelsync.domain.compare import Finding, Invoice, Verdict
from snelsync.domain.matching import Matching, OnCard, sum_of
from snelsync.domain.problem import Code, Problem
from snelsync.domain.tally import BUSINESSES, Entry

from .builders import sale_key
from .tallied import decision, entry, invoice, money

TODAY = date(2026, 11, 21)
DRIFT = Problem(Code.DRIFTED, "it was changed in the shop", "compare it")


def matching(*entries: Entry, elsewhere: str = "") -> Matching:
    """Begin to match documents; 51 days after the invoices' own day."""
    ours = {elsewhere} if elsewhere else set()
    return Matching(list(entries), ours, today=TODAY, open_days=30)


def matched(one: Entry, *invoices: Invoice) -> tuple[Matching, list[Finding]]:
    """Match one document with these invoices."""
    made = matching(one)
    for there in invoices:
        made.add(there)
    return made, made.finish()


def other(number: str, booking_id: str, total: str = "12.95") -> Entry:
    """Make another order's document."""
    settings: dict[str, Any] = {
        "key": sale_key(int(number)),
        "order_id": int(number),
        "order_number": number,
        "number": number,
        "total": money(total),
        "remote_id": booking_id,
    }
    return entry(decision(**settings))


def test_the_booking_we_made_is_the_document() -> None:
    """By its booking, whatever else is there; all three places have it."""
    made, (found,) = matched(entry(), invoice())
    assert (found.verdict, found.place) == (Verdict.SAME, "everywhere")
    assert (found.shop, found.books) == (money("12.95"), money("12.95"))
    assert made.cards == {"NL": OnCard(money("12.95"), money("12.95"), ids={"c-NL"})}
    assert (made.moved, made.open_rows, made.late_rows, made.aliases) == (
        [],
        [],
        [],
        {},
    )


@pytest.mark.parametrize(
    ("there", "verdict", "says"),
    [
        ({"booking_id": "b-9"}, Verdict.OTHER_BOOKING, "not the booking we made"),
        ({"number": "173-OUD"}, Verdict.NUMBER_DIFFERS, "SnelStart has it as 173-OUD"),
        ({"customer_id": "c-9"}, Verdict.CUSTOMER_DIFFERS, "another customer card"),
        ({"total": money("13.00")}, Verdict.AMOUNT_DIFFERS, "SnelStart has EUR 13.00"),
    ],
)
def test_what_is_not_as_it_was_booked_is_told(
    there: dict[str, Any], verdict: Verdict, says: str
) -> None:
    """Another booking, number, card or amount: each has its own words and remedy."""
    _, (found,) = matched(entry(), invoice(**there))
    assert found.verdict is verdict
    assert says in found.explanation
    assert "`snelsync show 173`" in found.remedy
    assert found.place == "everywhere"


def test_another_number_is_kept_for_the_ledger() -> None:
    """Its mutations carry the number that SnelStart has; case makes no other number."""
    made, _ = matched(entry(), invoice(number="173-OUD"))
    assert made.aliases == {"173-oud": "173"}
    made, (found,) = matched(
        entry(decision(number="wc-173")), invoice(number=" WC-173 ")
    )
    assert (found.verdict, made.aliases) == (Verdict.SAME, {})


def test_a_document_on_another_card_is_missed_on_its_own() -> None:
    """What is on the card it was booked on is less by its amount: the row says so."""
    made = matching(entry(), other("174", "b-2"))
    made.add(invoice(customer_id="c-9"))
    made.add(invoice(booking_id="b-2", number="174"))
    made.finish()
    sums = made.cards["NL"]
    ((card, row),) = made.moved
    assert (card, row.number, row.difference) == ("NL", "173", money("12.95"))
    assert sums.ours - sums.theirs == row.difference


@pytest.mark.parametrize(
    ("ours", "theirs"), [({"customer_id": ""}, {}), ({}, {"customer_id": ""})]
)
def test_a_card_nobody_noted_is_not_judged(
    ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    """Old records have no card, and SnelStart may name none: nothing differs."""
    made, (found,) = matched(entry(card=BUSINESSES, **ours), invoice(**theirs))
    assert (found.verdict, made.cards, made.moved) == (Verdict.SAME, {}, [])


def test_a_stranger_with_our_number_is_it_and_the_rest_is_foreign() -> None:
    """Planned, and SnelStart has its number already: not in our record."""
    planned = entry(decision(Outcome.PLANNED))
    strange = invoice(booking_id="b-7", number="2026-007", total=money("50.00"))
    made, found = matched(planned, invoice(booking_id="b-9"), strange)
    assert [(one.verdict, one.number, one.place) for one in found] == [
        (Verdict.NOT_IN_RECORD, "173", "not_in_record"),
        (Verdict.FOREIGN, "2026-007", "foreign"),
    ]
    assert made.cards == {}, "what others booked says nothing of our cards"


def test_what_belongs_to_another_period_is_no_stranger() -> None:
    """Ours, dated here: it is neither of this period's documents nor foreign."""
    made = matching(entry(), elsewhere="b-8")
    made.add(invoice(booking_id="b-8", number="160"))
    made.add(invoice())
    assert [one.verdict for one in made.finish()] == [Verdict.SAME]


def test_what_is_missing_is_looked_up_and_only_ours_is_taken() -> None:
    """An invoice on another day is found by its number; a stranger's is left alone."""
    made = matching(entry(), other("174", ""), entry(decision(Outcome.PLANNED)))
    assert made.missing == ["173", "174"]
    made.add_ours(invoice(booking_id="b-9", number="173"))
    assert made.missing == ["173", "174"]
    made.add_ours(invoice(day=date(2027, 1, 5)))
    assert made.missing == ["174"]
    assert made.finish()[0].verdict is Verdict.DATE_DIFFERS


def test_two_documents_that_say_to_be_one_booking_are_told_apart_by_number() -> None:
    """Our record has one booking for both: the invoice is of the one it is numbered."""
    twins = [entry(), other("174", "b-1"), other("175", "b-1")]
    made = matching(*twins)
    made.add(invoice(number="174"))
    found = made.finish()
    assert [one.verdict for one in found] == [
        Verdict.MISSING_IN_BOOKS,
        Verdict.SAME,
        Verdict.MISSING_IN_BOOKS,
    ]


def test_a_document_without_a_number_takes_no_invoice() -> None:
    """Held before it had a number: an invoice without one is not its own."""
    held = entry(
        decision(Outcome.HELD, number="", problems=(DRIFT,)), shop=money("12.95")
    )
    _, found = matched(held, invoice(booking_id="b-9", number=""))
    assert [one.verdict for one in found] == [Verdict.NEEDS_PERSON, Verdict.FOREIGN]


@pytest.mark.parametrize(
    ("one", "theirs", "place"),
    [
        (entry(decision(Outcome.PLANNED)), [], "not_booked"),
        (entry(), [], "gone_from_books"),
        (entry(in_shop=False), [invoice()], "gone_from_shop"),
        (entry(in_shop=False), [], "only_in_record"),
        (entry(decision(Outcome.CONFLICT, problems=(DRIFT,))), [], "not_booked"),
        (
            entry(decision(Outcome.CONFLICT, remote_id="b-1", problems=(DRIFT,))),
            [],
            "gone_from_books",
        ),
        (entry(decision(Outcome.WAITING, reason="on-hold"), shop=None), [], ""),
    ],
)
def test_every_document_has_its_place(
    one: Entry, theirs: list[Invoice], place: str
) -> None:
    """In the shop, our record and SnelStart or not; what is not due has no place."""
    _, (found,) = matched(one, *theirs)
    assert found.place == place


def test_a_changed_order_is_held_against_what_the_shop_says_now() -> None:
    """Not what we booked: the difference is what the books are off by."""
    drifted = entry(decision(Outcome.DRIFTED, problems=(DRIFT,)), shop=money("38.84"))
    _, (found,) = matched(drifted, invoice())
    assert (found.verdict, found.difference) == (
        Verdict.CHANGED_IN_SHOP,
        money("25.89"),
    )


@pytest.mark.parametrize(
    ("shop", "record", "books", "verdict", "says"),
    [
        (
            "12.95",
            "22.95",
            "12.95",
            Verdict.RECORD_DIFFERS,
            "shop and SnelStart have EUR 12.95, our record alone has EUR 22.95",
        ),
        (
            "12.95",
            "22.95",
            "22.95",
            Verdict.AMOUNT_DIFFERS,
            (
                "the shop has EUR 12.95 and did not change since, our record and"
                " SnelStart have EUR 22.95"
            ),
        ),
        (
            "12.95",
            "22.95",
            "32.95",
            Verdict.AMOUNT_DIFFERS,
            (
                "the shop has EUR 12.95 and did not change since, our record has"
                " EUR 22.95, SnelStart EUR 32.95"
            ),
        ),
    ],
)
def test_the_odd_one_out_of_three_amounts_is_named(
    shop: str, record: str, books: str, verdict: Verdict, says: str
) -> None:
    """The left side is the shop's amount, whatever our record says."""
    one = entry(decision(total=money(record)), shop=money(shop))
    _, (found,) = matched(one, invoice(total=money(books)))
    assert (found.verdict, found.explanation) == (verdict, says)
    assert (found.shop, found.books) == (money(shop), money(books))
    assert "`snelsync push --undo 173`" in found.remedy


def test_what_was_mended_by_hand_leaves_our_record_alone() -> None:
    """Changed in the shop, and SnelStart has it already: the record is the odd one."""
    drifted = decision(Outcome.DRIFTED, problems=(DRIFT,))
    _, (found,) = matched(
        entry(drifted, shop=money("38.84")), invoice(total=money("38.84"))
    )
    assert (found.verdict, found.difference) == (
        Verdict.RECORD_DIFFERS,
        money("0.00"),
    )


@pytest.mark.parametrize(
    ("unpaid", "open_amount", "whole", "reason"),
    [
        (False, "-1.00", "12.95", "more was paid than its EUR 12.95"),
        (False, "1.00", "-12.95", "more was paid than its EUR -12.95"),
        (True, "0.00", "12.95", "paid in SnelStart, and the shop still waits"),
        (True, "12.95", "12.95", "EUR 12.95 is open after 51 days"),
    ],
)
def test_money_that_should_be_looked_at_is_told(
    unpaid: bool,  # noqa: FBT001 - a table of cases
    open_amount: str,
    whole: str,
    reason: str,
) -> None:
    """Paid too much, paid here and not there, or open too long: with its amount."""
    total = money(whole)
    made, _ = matched(
        entry(decision(total=total), unpaid=unpaid),
        invoice(open_amount=money(open_amount), total=total),
    )
    (row,) = made.open_rows
    assert row.reason.startswith(reason)
    assert (row.left, row.right) == (None, money(open_amount))
    assert made.open_total == money(open_amount)
    assert made.late_rows == []


@pytest.mark.parametrize(("card", "on_it"), [("c-NL", 1), ("c-9", 0), ("", 0)])
def test_open_here_and_paid_in_the_shop_is_kept_apart(card: str, on_it: int) -> None:
    """It tells something only where payments are booked in SnelStart at all.

    On the card it was booked on, that tells of it too.
    """
    late = invoice(open_amount=money("12.95"), customer_id=card)
    made, _ = matched(entry(), late)
    assert (made.late, made.late_rows) == (1, [])
    assert (made.open_rows, made.payments_booked) == ([], False)
    two = matching(entry(), other("174", "b-2"))
    two.add(late)
    two.add(invoice(booking_id="b-2", number="174"))
    two.finish()
    (row,) = two.late_rows
    assert (two.paid, two.payments_booked, two.late) == (1, True, 1)
    assert (row.number, row.right) == ("173", money("12.95"))
    assert row.reason == "EUR 12.95 is open after 51 days"
    assert two.cards["NL"].told == [(0, money("0.00"), row)] * on_it
    assert two.cards["NL"].still_open == on_it * money("12.95")
    assert not matching().payments_booked


def test_an_invoice_may_be_open_for_a_while() -> None:
    """30 days is nothing to tell; a credit the shop never had paid is not either."""
    fresh = invoice(day=date(2026, 11, 1), open_amount=money("12.95"))
    credit = invoice(total=money("-12.95"))
    for unpaid, there in ((True, fresh), (True, credit)):
        made, _ = matched(entry(unpaid=unpaid), there)
        assert (made.open_rows, made.late_rows) == ([], [])


def test_amounts_that_are_not_there_count_for_nothing() -> None:
    """A side that does not have a document adds nothing to its sum."""
    assert sum_of([money("1.00"), None, money("-0.25")]) == money("0.75")
    assert sum_of([]) == 0


def at(hours: int) -> datetime:
    """Give a moment after the booking."""
    return datetime(2026, 10, 1, 12, tzinfo=UTC) + timedelta(hours=hours)


def trusted(number: str = "173", booking_id: str = "b-1", hours: int = 0) -> Entry:
    """Give a document of which it is known when it was booked."""
    return replace(other(number, booking_id), booked=at(hours))


@pytest.mark.parametrize(
    "there",
    [
        {"changed": None},
        {"changed": at(1)},
        {"total": money("13.00")},
        {"day": date(2026, 10, 2)},
        {"number": "173-OUD"},
    ],
)
def test_what_is_not_surely_as_we_booked_it_is_doubted(there: dict[str, Any]) -> None:
    """Its mutations are read, under the number that SnelStart has."""
    made, _ = matched(trusted(), invoice(**({"changed": at(0)} | there)))
    number = there.get("number", "173")
    assert made.look == {number.casefold(): {number}}
    assert made.doubts() == {"173": date(2026, 10, 1)}
    assert made.booked_last is None


def test_what_the_shop_has_another_amount_of_is_doubted() -> None:
    """A record that was rewritten says nothing of what should be in the ledger."""
    one = replace(trusted(), shop=money("22.95"))
    made, _ = matched(one, invoice(changed=at(0)))
    assert made.doubts() == {"173": date(2026, 10, 1)}


def test_what_nobody_touched_is_not_doubted() -> None:
    """It is known when the last of them was booked."""
    made = matching(trusted(hours=2), trusted("174", "b-2"))
    made.add(invoice(changed=at(2)))
    made.add(invoice(booking_id="b-2", number="174", changed=at(0)))
    made.finish()
    assert (made.look, made.doubts(), made.booked_last) == ({}, {}, at(2))
    made.doubt("174")
    assert made.doubts() == {"174": date(2026, 10, 1)}


def test_what_has_the_number_of_another_is_doubted_with_it() -> None:
    """A stranger's invoice, or a missing document: they cannot be told apart."""
    strange, _ = matched(
        trusted(), invoice(changed=at(0)), invoice(booking_id="b-9", changed=at(0))
    )
    assert (strange.look, set(strange.doubts())) == ({"173": {"173"}}, {"173"})
    unbooked = entry(decision(Outcome.PLANNED))
    made = matching(trusted(), unbooked)
    made.add(invoice(changed=at(0)))
    made.finish()
    assert made.look == {}
    assert set(made.doubts()) == {"173"}
    assert made.look == {"173": {"173"}}


def test_an_invoice_that_comes_twice_is_taken_once() -> None:
    """A list that moves while it is read may give a row on two pages."""
    made, (found,) = matched(trusted(), invoice(), invoice())
    assert found.verdict is Verdict.SAME
    card = made.cards["NL"]
    assert (card.ours, card.theirs) == (money("12.95"), money("12.95"))
