"""Turnover and VAT per ledger account, held against SnelStart's mutations."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from snelsync.domain.booking import Booking, folded
from snelsync.domain.compare import Finding, Verdict
from snelsync.domain.ledger_checks import (
    Books,
    foreign_on,
    ledger_checks,
    mapped_accounts,
    vat_without_account,
    with_lines,
)
from snelsync.domain.mapping import DiscountMethod, Discounts, Reconciling
from snelsync.domain.proof import Check, Mutation, Standing
from snelsync.domain.tally import Tally
from snelsync.domain.vat import Treatment

from .builders import accounts
from .charts import full_chart
from .decided import decided
from .proofs import finding
from .summed import (
    VAT_HIGH,
    booked,
    by_about,
    line,
    mug,
    mutation,
    mutations_of,
    sides,
    summed,
    to_germany,
)

D = Decimal


def read(
    tally: Tally, mutations: Iterable[Mutation], *ours: str, **alias: str
) -> Books:
    """Take SnelStart's mutations in; ``ours`` are the numbers we booked."""
    books = Books(tally, frozenset(ours), alias)
    for one in mutations:
        books.add(one)
    return books


def checked(
    *bookings: Booking,
    there: Iterable[Mutation],
    findings: Iterable[Finding] = (),
    settings: Reconciling | None = None,
) -> dict[str, Check]:
    """Check bookings of ours against mutations: per account."""
    tally = summed(*bookings)
    read(tally, there, *(one.number for one in bookings))
    return by_about(list(ledger_checks(tally, findings, settings or Reconciling())))


def test_an_untouched_account_is_equal_and_says_so() -> None:
    """Turnover is C3 and VAT is C4; an account on which nothing is has no check."""
    one, two = mug(173), booked(174, line(8110, "50.00", Treatment.LOW), low="4.50")
    found = checked(one, two, there=mutations_of(one, two))
    assert [(check.code, about, check.title) for about, check in found.items()] == [
        ("C4", "1671", "VAT high on account 1671"),
        ("C4", "1672", "VAT low on account 1672"),
        ("C3", "8100", "turnover on account 8100"),
        ("C3", "8110", "turnover on account 8110"),
    ]
    assert [(one.left, one.right) for one in found.values()] == [
        (D("21.00"), D("21.00")),
        (D("4.50"), D("4.50")),
        (D("100.00"), D("100.00")),
        (D("50.00"), D("50.00")),
    ]
    assert {one.verdict for one in found.values()} == {Standing.OK}
    assert not any(one.rows for one in found.values())


@pytest.mark.parametrize(
    ("settings", "stands"),
    [
        (Reconciling(), Standing.FAIL),
        (Reconciling(warn=frozenset({"C3"})), Standing.WARN),
    ],
)
def test_a_line_on_another_account_is_told_on_both(
    settings: Reconciling, stands: Standing
) -> None:
    """Each account's rows add up to its difference, with what is known of the sale."""
    one = mug()
    there = [
        replace(part, account=8101) if part.account == 8100 else part
        for part in mutations_of(one)
    ]
    told = finding("173", Verdict.LINES_DIFFER, "121.00", "121.00")
    found = checked(one, there=there, findings=[told], settings=settings)
    assert sides(found["8100"]) == [("173", "100.00", "0.00")]
    assert sides(found["8101"]) == [("173", "0.00", "100.00")]
    assert [found[of].difference for of in ("8100", "8101")] == [D(100), D(-100)]
    assert {found[of].verdict for of in ("8100", "8101")} == {stands}
    (row,) = found["8100"].rows
    assert (row.order_number, row.reason, row.remedy, row.day) == (
        "173",
        told.explanation,
        told.remedy,
        told.day,
    )
    assert found[str(VAT_HIGH)].verdict is Standing.OK
    assert sum(check.unexplained for check in found.values()) == 0


def test_errors_that_cancel_each_other_out_are_no_less_errors() -> None:
    """An account whose sums are equal fails when two invoices on it are not."""
    found = checked(
        mug(173),
        mug(174),
        there=[mutation(8100, "110.00", "173"), mutation(8100, "90.00", "174")],
        findings=[
            finding("173", Verdict.SAME, "121.00", "121.00"),
            finding("174", Verdict.SAME, "121.00", "121.00"),
        ],
    )["8100"]
    assert (found.left, found.right) == (D("200.00"), D("200.00"))
    assert found.verdict is Standing.FAIL
    assert sides(found) == [("173", "100.00", "110.00"), ("174", "100.00", "90.00")]


def test_what_others_booked_stands_apart_and_fails_nothing() -> None:
    """A stranger's mutation on our account is listed; elsewhere it is not ours."""
    one = mug()
    tally = summed(one)
    stranger, elsewhere = mutation(8100, "7.00", "WS-1"), mutation(4000, "8.00", "WS-1")
    books = read(tally, [*mutations_of(one), stranger, elsewhere], "173")
    found = by_about(list(ledger_checks(tally, (), Reconciling())))["8100"]
    assert books.foreign == [stranger]
    assert (found.left, found.right, found.foreign) == (D("100.00"), D("100.00"), D(7))
    assert (found.verdict, found.rows) == (Standing.OK, ())


def test_an_account_with_only_strangers_is_shown() -> None:
    """An account that the mapping names, and only others book on, has its check."""
    found = checked(there=[mutation(8101, "7.00", "")])
    assert {about: one.foreign for about, one in found.items()} == {"8101": D(7)}
    assert found["8101"].verdict is Standing.OK


def test_an_invoice_that_was_renumbered_is_still_ours() -> None:
    """What SnelStart has under another number is held against our own one."""
    one = mug()
    tally = summed(one)
    there = [replace(part, number="173-OUD") for part in mutations_of(one)]
    books = read(tally, there, "173", **{folded("173-OUD"): "173"})
    assert books.foreign == []
    found = list(ledger_checks(tally, (), Reconciling()))
    assert {check.verdict for check in found} == {Standing.OK}
    assert {check.unexplained for check in found} == {D(0)}


def test_a_booking_of_another_period_that_came_here_is_told() -> None:
    """SnelStart has in this period what we booked in the next: with both amounts."""
    later = mug(180, day=date(2027, 1, 3))
    tally = summed(later)
    read(tally, [mutation(8100, "100.00", "180")])
    (found,) = ledger_checks(tally, (), Reconciling())
    assert (found.left, found.right, found.verdict) == (D(0), D(100), Standing.FAIL)
    (row,) = found.rows
    assert (row.number, row.day, row.difference) == ("180", later.day, D(-100))
    assert row.reason == (
        "we booked it on 2027-01-03, and SnelStart has it in this period"
    )
    assert row.remedy == "correct the date in SnelStart"
    assert found.unexplained == 0


def test_foreign_vat_has_a_check_of_its_account() -> None:
    """OSS VAT on its account is C4; its turnover is C3."""
    sale = to_germany(200, "100.00", "19.00")
    found = checked(sale, there=mutations_of(sale))
    assert {
        about: (one.code, one.title, str(one.right)) for about, one in found.items()
    } == {
        "1700": ("C4", "VAT foreign on account 1700", "19.00"),
        "8180": ("C3", "turnover on account 8180", "100.00"),
    }


def test_every_account_of_the_mapping_is_looked_at() -> None:
    """Turnover, shipping, fees, discounts and OSS are watched, booked on or not."""
    mapping = decided(
        revenue=accounts(high=8100),
        shipping=accounts(high=8101),
        fees=accounts(high=8106),
        discounts=Discounts(DiscountMethod.GROSS, accounts(high=8105)),
    )
    assert list(mapped_accounts(mapping)) == [8100, 8101, 8106, 8105, 8180, 8181]
    tally = summed(mapping=mapping)
    books = read(tally, [mutation(8105, "-5.00", "WS-2")])
    assert [one.account for one in books.foreign] == [8105]


def test_vat_that_no_account_is_named_for_is_told_and_not_judged() -> None:
    """Without an account of that kind C4 has one side only; a reverse charge has none.

    High VAT is added up over the months; the kind that has an account is no part.
    """
    without = full_chart()
    tally = summed(
        mug(173),
        mug(174, day=date(2026, 11, 2)),
        booked(
            175,
            line(8150, "12000.00", Treatment.REVERSE_CHARGED),
            reverse_charged="0.00",
        ),
        chart=without,
    )
    (found,) = vat_without_account(tally)
    assert (found.code, found.about, found.title) == ("C4", "high", "VAT high")
    assert (found.left, found.right) == (D("42.00"), None)
    assert found.verdict is Standing.NOT_LOOKED_AT
    assert found.note == "no account of SnelStart says that this VAT is owed on it"
    assert list(vat_without_account(summed(mug()))) == []


def test_an_invoice_equal_but_for_its_lines_gets_that_verdict() -> None:
    """Only what seemed the same is judged anew; the remedy names its order."""
    one, two, three = mug(173), mug(174), mug(175)
    tally = summed(one, two, three)
    there = [
        part
        for part in mutations_of(one, two, three)
        if (part.account, part.number) not in {(8100, "173"), (8100, "175")}
    ]
    read(tally, there, "173", "174", "175")
    same = [finding(of, Verdict.SAME, "121.00", "121.00") for of in ("173", "174")]
    other = finding("175", Verdict.AMOUNT_DIFFERS, "121.00", "21.00")
    stranger = finding("173", Verdict.FOREIGN, "121.00", "121.00")
    first, second, third, fourth = with_lines(tally, [*same, other, stranger])
    assert first.verdict is Verdict.LINES_DIFFER
    assert first.explanation == (
        "the lines or the VAT of the booking were changed in SnelStart"
    )
    assert "`snelsync show 173`" in first.remedy
    assert (second, third, fourth) == (same[1], other, stranger)


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_documents_with_one_number_the_gap_is_of_the_other(
    turned: bool,  # noqa: FBT001 - whichever comes first
) -> None:
    """A booked order keeps its verdict; the new one with its number tells why."""
    booked_one, new = mug(173), mug(174, number="173")
    tally = summed(booked_one, new)
    read(tally, mutations_of(booked_one), "173")
    both = [
        finding("173", Verdict.SAME, "121.00", "121.00"),
        replace(
            finding("174", Verdict.NOT_BOOKED, "121.00", None),
            number="173",
            explanation="it is in the shop and not in the books",
        ),
    ]
    findings = both[::-1] if turned else both
    assert with_lines(tally, findings) == findings
    check = by_about(list(ledger_checks(tally, findings, Reconciling())))["8100"]
    (row,) = check.rows
    assert (row.order_number, row.difference) == ("174", D("100.00"))
    assert row.reason == "it is in the shop and not in the books"
    assert check.unexplained == 0


def test_what_others_booked_is_in_order() -> None:
    """By account, day, number and amount, in whatever order it was read."""
    early, late = date(2026, 10, 1), date(2026, 10, 2)
    wanted = (
        mutation(8100, "1.00", "B", early),
        mutation(8100, "-2.00", "A", late),
        mutation(8100, "1.00", "A", late),
        mutation(8100, "1.00", "B", late),
        mutation(8101, "1.00", "A", early),
    )
    assert foreign_on(wanted[::-1]) == wanted
