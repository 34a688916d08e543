"""The checks on the VAT return, the ICP listing and the OSS return, on values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from snelsync.domain.booked_numbers import BookedNumber
from snelsync.domain.booking import Booking, Customer, ForeignVat
from snelsync.domain.icp import IcpRow, icp_of
from snelsync.domain.ledger_checks import Books
from snelsync.domain.mapping import Reconciling
from snelsync.domain.oss_return import OssReturn, OssRow, oss_of
from snelsync.domain.proof import Check, Mutation, Standing
from snelsync.domain.tally import Tally
from snelsync.domain.tax_checks import (
    hooks,
    icp_check,
    oss_check,
    plausibility,
    return_boxes,
    return_checks,
    threshold_check,
)
from snelsync.domain.told_returns import ToldReturn
from snelsync.domain.vat import Treatment
from snelsync.domain.vat_number import Validity, VatCheck
from snelsync.domain.vat_return import Box

from .builders import booking
from .summed import (
    GERMAN,
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
USUAL = Reconciling()
NUMBER = "DE136695976"
WHY_NOT = "SnelStart has no VAT return of 2026-Q4, nor of its months"


def returned(
    tally: Tally,
    told: dict[Box, tuple[int, int]] | None,
    *foreign: Mutation,
    settings: Reconciling = USUAL,
    parts: int = 1,
) -> dict[str, Check]:
    """Check the boxes against SnelStart's return: by title."""
    of = ToldReturn(told, parts) if told else ToldReturn(note=WHY_NOT)
    boxes = return_boxes(tally, of.boxes)
    found = return_checks(tally, boxes, foreign, settings, told=of)
    return {one.title: one for one in found}


NET, VAT = "box 1a of the return, turnover", "box 1a of the return, VAT"


def test_boxes_stand_beside_those_of_the_return() -> None:
    """Each of our boxes has SnelStart's figures, or none where it has no such box."""
    tally = summed(mug())
    boxes = return_boxes(tally, {Box.HIGH: (100, 21), Box.UNTAXED: (5, 0)})
    assert [(str(one.ours.box), one.return_net, one.return_vat) for one in boxes] == [
        ("1a", 100, 21),
        ("1b", None, None),
        ("1c", None, None),
        ("1e", 5, 0),
        ("3a", None, None),
        ("3b", None, None),
    ]
    assert [one.ours.net for one in boxes] == [D(100), D(0), D(0), D(0), D(0), D(0)]


def test_without_a_return_only_boxes_with_something_are_told() -> None:
    """They are not judged; the reason why there is no return is said."""
    (found,) = returned(summed(mug()), None).values()
    assert (found.title, found.code, found.about) == (NET, "C5", "1a")
    assert (found.left, found.right, found.note) == (D(100), None, WHY_NOT)
    assert found.verdict is Standing.NOT_LOOKED_AT


def test_what_is_to_be_known_of_the_returns_is_said_once() -> None:
    """With the first box, whatever is said of the others."""
    sale = booked(1, line(8160, "40.00", Treatment.EXPORT))
    first, second = returned(summed(mug(), sale), None).values()
    assert (first.note, second.note) == (WHY_NOT, "")
    assert {one.verdict for one in (first, second)} == {Standing.NOT_LOOKED_AT}


def test_each_of_several_returns_has_its_own_rounding() -> None:
    """Three months cut off less than a euro each: three euros are no difference."""
    sale = booked(1, line(8100, "102.40"), high="21.50")
    for parts, stands in ((1, Standing.WARN), (3, Standing.OK)):
        found = returned(summed(sale), {Box.HIGH: (100, 21)}, parts=parts)
        assert found[NET].verdict is stands


def test_less_than_a_euro_is_rounding_and_said() -> None:
    """The form has whole euros: what is cut off is a row of its own."""
    sale = booked(1, line(8100, "100.60"), high="21.13")
    found = returned(summed(sale), {Box.HIGH: (100, 21)})
    assert [
        (title, one.verdict, sides(one), one.unexplained)
        for title, one in found.items()
    ] == [
        (NET, Standing.OK, [("", "0.60", None)], D(0)),
        (VAT, Standing.OK, [("", "0.13", None)], D(0)),
    ]
    assert {row.reason for one in found.values() for row in one.rows} == {
        "rounding to whole euros"
    }


def test_whole_euros_that_are_equal_need_no_row() -> None:
    """Nothing is explained where nothing differs; a box without VAT is checked once."""
    sale = booked(1, line(8160, "40.00", Treatment.EXPORT))
    found = returned(
        summed(mug(), sale), {Box.HIGH: (100, 21), Box.OUTSIDE_EU: (40, 0)}
    )
    assert list(found) == [NET, VAT, "box 3a of the return, turnover"]
    assert {(one.verdict, one.rows) for one in found.values()} == {(Standing.OK, ())}


@pytest.mark.parametrize(
    ("settings", "stands"),
    [
        (USUAL, Standing.WARN),
        (Reconciling(fail=frozenset({"C5"})), Standing.FAIL),
        (Reconciling(box_tolerance=D(30)), Standing.OK),
    ],
)
def test_more_than_the_tolerance_is_a_difference(
    settings: Reconciling, stands: Standing
) -> None:
    """A box that is EUR 30 off warns, unless the settings say otherwise."""
    found = returned(summed(mug()), {Box.HIGH: (130, 21)}, settings=settings)
    assert (found[NET].verdict, found[NET].difference) == (stands, D(-30))
    assert found[NET].unexplained == (D(0) if stands is Standing.OK else D(-30))
    assert found[VAT].verdict is Standing.OK


def test_what_others_booked_explains_its_box() -> None:
    """The box of an account goes by its function; its mutations are rows, to the cent.

    What is on an account that fills no box, or that is not in the chart, is no row.
    """
    others = (
        mutation(8200, "30.40", "WS-1"),
        mutation(8110, "9.00", "WS-2"),
        mutation(8180, "5.00", "WS-3"),
        mutation(9999, "6.00", "WS-4"),
    )
    found = returned(summed(mug()), {Box.HIGH: (130, 21)}, *others)
    assert sides(found[NET]) == [("WS-1", None, "30.40"), ("", "0.40", None)]
    assert found[NET].rows[0].reason == "booked by others on account 8200"
    assert (found[NET].verdict, found[NET].unexplained) == (Standing.OK, D(0))


def test_vat_that_others_booked_explains_its_box() -> None:
    """An invoice by hand is in both amounts of 1a: each has its row."""
    others = (mutation(8200, "30.00", "WS-1"), mutation(VAT_HIGH, "6.30", "WS-1"))
    found = returned(summed(mug()), {Box.HIGH: (130, 27)}, *others)
    assert sides(found[NET]) == [("WS-1", None, "30.00")]
    assert sides(found[VAT]) == [("WS-1", None, "6.30"), ("", "0.30", None)]
    assert {(one.verdict, one.unexplained) for one in found.values()} == {
        (Standing.OK, D(0))
    }


def test_settling_the_return_is_no_difference_of_it() -> None:
    """The entry that empties the VAT account explains nothing, and is no row."""
    settled = mutation(VAT_HIGH, "-21.00", "")
    found = returned(summed(mug()), {Box.HIGH: (100, 21)}, settled)
    assert (found[VAT].verdict, found[VAT].rows) == (Standing.OK, ())


def test_vat_is_its_rate_but_for_a_cent_a_line() -> None:
    """C6 per kind, over all documents: rounding is said, in a row of its own."""
    one = booked(1, line(8100, "10.03"), line(8101, "5.03"), high="3.17")
    two = booked(2, line(8110, "50.00", Treatment.LOW), low="4.50")
    found = by_about(list(plausibility(summed(one, two), USUAL)))
    assert list(found) == ["high", "low"]
    assert (found["high"].left, found["high"].right) == (D("3.17"), D("3.16"))
    assert [(row.difference, row.reason) for row in found["high"].rows] == [
        (D("0.01"), "rounding of 2 lines")
    ]
    assert found["high"].title.endswith("within EUR 0.02 of rounding")
    assert (found["low"].left, found["low"].right) == (D("4.50"), D("4.50"))
    assert {one.verdict for one in found.values()} == {Standing.OK}
    assert {one.unexplained for one in found.values()} == {D(0)}


def test_vat_that_is_not_its_rate_is_told_per_document() -> None:
    """A sale with EUR 9.00 where 21 % is due is the row that explains it."""
    odd = booked(2, line(8100, "100.00"), high="9.00")
    (found,) = plausibility(summed(mug(1), odd), USUAL)
    assert (found.left, found.right) == (D("30.00"), D("42.00"))
    assert found.verdict is Standing.WARN
    assert sides(found) == [("2", "9.00", "21.00")]
    assert found.unexplained == 0


def test_vat_of_no_lines_at_all_is_told() -> None:
    """A cent of high VAT beside an export has no line that it could be rounding of."""
    odd = booked(1, line(8160, "100.00", Treatment.EXPORT), high="0.01")
    (found,) = plausibility(summed(odd), USUAL)
    assert (found.left, found.right) == (D("0.01"), D(0))
    assert (found.verdict, found.rows) == (Standing.WARN, ())
    assert found.unexplained == D("0.01")


def sold_to_germany(number: str = NUMBER, amount: str = "100.00") -> Booking:
    """Make the sale of goods to a German business."""
    return booking(
        customer=Customer("DE", "Bedrijf", vat_number=number),
        lines=(line(8170, amount, Treatment.INTRA_EU_GOODS),),
        vat=(),
        total=D(amount),
    )


def vies(validity: Validity = Validity.VALID, consultation: str = "W1") -> VatCheck:
    """Make what VIES said of the German business on the day of the sale."""
    at = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
    return VatCheck(NUMBER, validity, at, at, consultation)


def listing(tally: Tally, *found: VatCheck) -> tuple[IcpRow, ...]:
    """Make the ICP listing of what was added up."""
    return icp_of(tally.special, checks={NUMBER: found}, days=tally.days)


def test_a_proven_listing_is_box_3b() -> None:
    """C10 is fine when both are equal and VIES said yes; no listing, no check."""
    tally = summed(sold_to_germany(), mug(1))
    (found,) = icp_check(listing(tally, vies()), tally, USUAL, {})
    assert (found.code, found.left, found.right) == ("C10", D(100), D(100))
    assert (found.verdict, found.rows) == (Standing.OK, ())
    assert list(icp_check((), tally, USUAL, {})) == []


@pytest.mark.parametrize(
    ("cards", "stands", "note"),
    [
        ({NUMBER: frozenset({"c-1"})}, Standing.OK, ""),
        ({}, Standing.FAIL, ""),
        (None, Standing.OK, "the customer cards could not be read"),
    ],
)
def test_a_number_that_changed_after_the_booking_fails(
    cards: dict[str, frozenset[str]] | None, stands: Standing, note: str
) -> None:
    """However well proven; where the cards may not be read, that is said."""
    tally = summed(sold_to_germany())
    day = date(2026, 10, 1)
    tally.numbers.append(BookedNumber("173", "WC-173", day, NUMBER, NUMBER, "c-1"))
    (found,) = icp_check(listing(tally, vies()), tally, USUAL, cards)
    assert (found.verdict, found.note) == (stands, note)
    assert len(found.rows) == (stands is Standing.FAIL)


@pytest.mark.parametrize(
    ("number", "check", "stands", "reason"),
    [
        (NUMBER, vies(consultation=""), Standing.WARN, "without a consultation number"),
        (NUMBER, vies(Validity.INVALID), Standing.FAIL, "the number is not valid"),
        (NUMBER, None, Standing.FAIL, "VIES was never asked"),
        ("", vies(), Standing.FAIL, "the booking has no VAT number"),
    ],
)
def test_a_sale_that_is_not_proven_is_told(
    number: str, check: VatCheck | None, stands: Standing, reason: str
) -> None:
    """A number VIES did not confirm fails; a lacking consultation number warns."""
    tally = summed(sold_to_germany(number))
    rows = listing(tally, *([check] if check else []))
    (found,) = icp_check(rows, tally, USUAL, {})
    assert found.verdict is stands
    (row,) = found.rows
    assert reason in row.reason
    assert (row.order_number, row.difference) == ("173", D(0))
    assert "pull-orders" in row.remedy


def test_the_worst_of_several_sales_counts() -> None:
    """A sale that only lacks its consultation number does not soften one that fails."""
    tally = summed(sold_to_germany(), sold_to_germany(""))
    nameless, named = listing(tally, vies(consultation=""))
    for rows in ((nameless, named), (named, nameless), (named, nameless, named)):
        (found,) = icp_check(rows, tally, USUAL, {})
        assert found.verdict is Standing.FAIL


def test_a_listing_that_is_not_box_3b_fails() -> None:
    """However well proven: it is told by how much."""
    tally = summed(sold_to_germany(), sold_to_germany(amount="50.00"))
    rows = listing(summed(sold_to_germany()), vies())
    (found,) = icp_check(rows, tally, USUAL, {})
    assert (found.verdict, found.difference) == (Standing.FAIL, D(-50))


def oss(tally: Tally, *there: Mutation, ours: str = "200") -> list[Check]:
    """Check the OSS return against what SnelStart has."""
    books = Books(tally, frozenset({ours}))
    for one in there:
        books.add(one)
    return list(oss_check(oss_of(tally.special, days=tally.days), tally, USUAL))


def test_oss_is_its_rate_and_all_of_it_on_its_account() -> None:
    """A cent a line is rounding; in all, the account moved by what was charged."""
    sale = to_germany(200, "100.00", "19.01")
    rate, account = oss(summed(sale), *mutations_of(sale))
    assert (rate.about, rate.title) == (
        "DE 19 % (SR)",
        "OSS DE 19 % (SR): VAT is its rate",
    )
    assert (rate.left, rate.right, rate.verdict) == (D("19.01"), D(19), Standing.OK)
    assert [(row.difference, row.reason) for row in rate.rows] == [
        (D("0.01"), "rounding of 1 lines")
    ]
    assert (account.left, account.right) == (D("19.01"), D("19.01"))
    assert (account.verdict, account.rows) == (Standing.OK, ())


def test_oss_vat_that_is_not_its_rate_fails() -> None:
    """EUR 21.00 where 19 % of EUR 100.00 is due is two euros too much, unexplained."""
    sale = to_germany(200, "100.00", "21.00")
    rate, account = oss(summed(sale), *mutations_of(sale))
    assert (rate.verdict, rate.unexplained, rate.rows) == (Standing.FAIL, D(2), ())
    assert account.verdict is Standing.OK


def test_oss_vat_that_is_not_on_its_account_fails_with_its_invoice() -> None:
    """What the account lacks is told per invoice, and adds up to the difference."""
    sale = to_germany(200, "100.00", "19.00")
    rate, account = oss(summed(sale), mutation(1700, "9.00", "200"))
    assert rate.verdict is Standing.OK
    assert (account.left, account.right) == (D(19), D(9))
    assert account.verdict is Standing.FAIL
    assert sides(account) == [("200", "19.00", "9.00")]
    assert (account.rows[0].reason, account.unexplained) == (
        "see the check of this account",
        D(0),
    )


def test_a_rate_of_no_lines_still_has_a_cent_of_room() -> None:
    """VAT without turnover may be a cent; without OSS there is nothing to say."""
    only_vat = OssRow(ForeignVat("DE", D(19), "SR"), D(0), D("0.01"), 0, 1)
    (found,) = oss_check(OssReturn((only_vat,), ()), summed(mug()), USUAL)
    assert (found.verdict, found.about) == (Standing.OK, str(GERMAN))
    assert list(oss_check(OssReturn((), ()), summed(mug()), USUAL)) == []


@pytest.mark.parametrize(
    ("now", "before", "stands", "note"),
    [
        ("0.00", "0.00", Standing.OK, ""),
        ("7999.99", "0.00", Standing.OK, ""),
        ("8000.00", "0.00", Standing.WARN, "; near the threshold"),
        ("10000.00", "0.00", Standing.WARN, "; near the threshold"),
        ("0.00", "8000.00", Standing.WARN, "; near the threshold"),
        (
            "10.00",
            "10000.01",
            Standing.WARN,
            "; above the threshold: VAT of the destination is due",
        ),
    ],
)
def test_the_threshold_counts_this_year_and_the_one_before(
    now: str, before: str, stands: Standing, note: str
) -> None:
    """From EUR 8,000 it warns, above EUR 10,000 it says what is due."""
    found = threshold_check({2026: D(now), 2025: D(before)}, 2026, USUAL)
    assert (found.code, found.left, found.right) == ("C12", D(now), None)
    assert found.verdict is stands
    assert found.note == f"2026: EUR {now}, 2025: EUR {before}{note}"


def test_what_is_not_read_yet_says_why() -> None:
    """C7 and C13 are there, judge nothing, and each has its reason."""
    found = hooks()
    assert [one.code for one in found] == ["C7", "C13"]
    assert {one.verdict for one in found} == {Standing.NOT_LOOKED_AT}
    assert all(one.note and one.difference == 0 for one in found)
