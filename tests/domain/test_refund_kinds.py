"""Refunds that leave a choice: VAT only, an amount, too much, too soon, undone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from snelsync.domain.booking import Outcome
from snelsync.domain.case import Case
from snelsync.domain.chart import Chart
from snelsync.domain.credit import Before, translate_cancellation, translate_credit
from snelsync.domain.decide import decide
from snelsync.domain.decision import Decision, Known
from snelsync.domain.fingerprint import order_fingerprint
from snelsync.domain.mapping import Choice, Mapping, Refunds
from snelsync.domain.order import Order, Refund
from snelsync.domain.problem import Code, Severity
from snelsync.domain.translate import Skipped, Translated, Waiting
from snelsync.domain.vat import Treatment

from .builders import (
    DAY,
    NOON,
    amounts,
    charge,
    codes,
    credit_key,
    order,
    per_account,
    per_kind,
    refund,
    refund_line,
    sale_key,
    sale_of,
    sold,
    tax_line,
    vat,
)
from .charts import RATES, full_chart
from .credits import booking_of, credit_after, sequence
from .decided import IN_2018, decided

CHART = full_chart()
SAID = decided()
MUGS = charge("21.40", "4.50", quantity="2")
BOOK = charge("22.93", "2.06", rate=2, line_id=12, code="BOEK-9")
ORDER = order(MUGS, BOOK)


def credited(back: Refund, one: Order = ORDER, *earlier: Refund) -> list[Any]:
    """Give lines and VAT of a credit that is booked."""
    made = booking_of(credit_after(back, one, earlier, said=SAID, known=CHART))
    return [amounts(made), vat(made)]


# --- VAT only -----------------------------------------------------------------------


def test_vat_only_moves_turnover_to_what_it_turned_out_to_be() -> None:
    """The taxed turnover goes back and the same turnover comes in untaxed."""
    back = refund("4.50", refund_line("0.00", "4.50", of=MUGS))
    assert credited(back) == [
        [(8100, "-21.40"), (8160, "21.40")],
        {"high": "-4.50"},
    ]


def test_a_part_of_the_vat_moves_the_turnover_it_was_over() -> None:
    """Half the VAT is the VAT of half the turnover."""
    back = refund("2.25", refund_line("0.00", "2.25", of=MUGS))
    assert credited(back)[0] == [(8100, "-10.71"), (8160, "10.71")]


def test_vat_only_without_a_meaning_is_held() -> None:
    """Nobody guesses what a sale turned out to be."""
    said = decided(refunds=Refunds())
    back = refund("4.50", refund_line("0.00", "4.50", of=MUGS))
    result = credit_after(back, ORDER, said=said, known=CHART)
    assert codes(result) == {Code.REFUND_TAX_ONLY}


def test_vat_of_what_carried_none_does_not_go_back() -> None:
    """A line sold without VAT has none to give back."""
    zero = charge("10.00", rate=3, line_id=13)
    one = order(MUGS, zero)
    back = refund("2.10", refund_line("0.00", "2.10", of=zero))
    result = credit_after(back, one, said=SAID, known=CHART)
    assert codes(result) == {Code.REFUND_MISMATCH}


# --- an amount only -----------------------------------------------------------------


def test_an_amount_is_divided_pro_rata_and_marked() -> None:
    """Over two rates the division is a choice, and a warning says so."""
    result = credit_after(refund("20.00"), ORDER, said=SAID, known=CHART)
    assert isinstance(result, Translated)
    assert [one.code for one in result.warnings] == [Code.REFUND_PRO_RATA]
    assert result.warnings[0].severity is Severity.WARN
    assert str(result.booking.total) == "-20.00"


def test_an_amount_at_one_rate_is_exact_and_needs_no_mark() -> None:
    """With one rate there is nothing to choose."""
    result = credit_after(refund("12.10"), order(MUGS), said=SAID, known=CHART)
    assert isinstance(result, Translated)
    assert not result.warnings
    assert amounts(result.booking) == [(8100, "-10.00")]


def test_an_amount_is_held_where_that_was_chosen() -> None:
    """Dividing is a choice of the bookkeeper's, and so is not dividing."""
    said = decided(refunds=Refunds(without_lines=Choice.HOLD))
    result = credit_after(refund("20.00"), ORDER, said=said, known=CHART)
    assert codes(result) == {Code.REFUND_WITHOUT_LINES}


def test_an_amount_after_a_line_is_over_what_is_left() -> None:
    """When the book went back whole, an amount is of the mugs alone."""
    book = refund("24.99", refund_line("22.93", "2.06", of=BOOK, rate=2), refund_id=1)
    assert credited(refund("12.10"), ORDER, book) == [
        [(8100, "-10.00")],
        {"high": "-2.10"},
    ]


# --- too much, and after one that is held ---------------------------------------------


def test_more_of_a_rate_than_was_sold_is_held() -> None:
    """The amount fits the order, and the lines take more of 21 % than there was."""
    back = refund("30.25", refund_line("25.00", "5.25", of=MUGS))
    result = credit_after(back, ORDER, said=SAID, known=CHART)
    assert codes(result) == {Code.REFUND_TOO_LARGE}


@pytest.mark.parametrize(("net", "fits"), [("22.94", True), ("22.95", False)])
def test_one_cent_a_line_is_all_that_may_be_over(
    net: str,
    fits: bool,  # noqa: FBT001
) -> None:
    """A line may take a cent more of its rate than is open, and not two."""
    line = refund_line(net, "2.06", of=BOOK, rate=2)
    back = refund(str(line.net + line.tax), line)
    result = credit_after(back, ORDER, said=SAID, known=CHART)
    assert isinstance(result, Translated) is fits


def test_a_line_goes_back_once() -> None:
    """A book that went back does not go back again, though there is money left."""
    book = refund("24.99", refund_line("22.93", "2.06", of=BOOK, rate=2), refund_id=1)
    result = credit_after(replace(book, refund_id=2), ORDER, [book], said=SAID)
    assert codes(result) == {Code.REFUND_TOO_LARGE}


def test_a_cent_over_a_rate_is_rounding() -> None:
    """Three pieces of 8.26 may take a cent more than was sold."""
    socks = charge("24.768595", "5.201405", quantity="3")
    rate = (tax_line(1, "21", goods="5.201405"),)
    one = order(socks, BOOK, total="54.96", tax_lines=(*rate, ORDER.tax_lines[1]))
    piece = refund_line("8.26", "1.73", of=socks)
    backs = [refund("9.99", piece, refund_id=number) for number in (1, 2, 3)]
    before, _ = sequence(one, backs, said=SAID, known=CHART)
    assert [amounts(made) for made in before.credits] == [[(8100, "-8.26")]] * 3


def test_after_a_held_refund_only_lines_are_sure() -> None:
    """What is open is not known, so an amount waits for a person; a line does not."""
    held = refund("1.00", refund_line("1.00", "0.00", refunded_line_id=99), refund_id=1)
    result = credit_after(refund("5.00"), ORDER, [held], said=SAID, known=CHART)
    assert codes(result) == {Code.REFUND_AFTER_HELD}
    book = refund("24.99", refund_line("22.93", "2.06", of=BOOK, rate=2))
    assert credited(book, ORDER, held)[0] == [(8110, "-22.93")]


def test_a_held_refund_still_counts_as_money_that_went_back() -> None:
    """What was paid back is paid back, booked or not."""
    held = refund("40.00", refund_line("1.00", "0.00", refunded_line_id=99))
    back = refund("24.99", refund_line("22.93", "2.06", of=BOOK, rate=2), refund_id=2)
    result = credit_after(back, ORDER, [held], said=SAID, known=CHART)
    assert codes(result) == {Code.REFUND_TOO_LARGE}


# --- the rest ----------------------------------------------------------------------


def test_the_refund_that_empties_the_order_takes_the_remainder() -> None:
    """Its own lines may be a cent off: what is left is what goes back."""
    half = refund_line("10.71", "2.25", of=MUGS)
    backs = [refund("12.95", half, refund_id=number) for number in (1, 2)]
    one = order(MUGS)
    before, _ = sequence(one, backs, said=SAID, known=CHART)
    sale = sale_of(one, mapping=SAID, chart=CHART).booking
    assert per_account(sale, *before.credits) == {}
    assert per_kind(sale, *before.credits) == {}


@pytest.mark.parametrize(
    ("age", "waits"),
    [
        (timedelta(0), True),
        (timedelta(minutes=9, seconds=59), True),
        (timedelta(minutes=10), False),
    ],
)
def test_a_refund_must_be_quiet_first(
    age: timedelta,
    waits: bool,  # noqa: FBT001
) -> None:
    """A refund that fails at the bank vanishes again, so ten minutes are waited."""
    said = decided(refunds=replace(SAID.refunds, quiet_minutes=10))
    back = refund("12.10")
    result = translate_credit(
        back,
        ORDER,
        before=Before(sale_of(ORDER, mapping=said, chart=CHART)),
        mapping=said,
        chart=CHART,
        now=back.created + age,
    )
    assert isinstance(result, Waiting) is waits


def test_a_credit_keeps_the_rate_of_its_sale() -> None:
    """Sold at 6 % in 2018 and returned in 2019: 6 % goes back, by line or amount."""
    line = charge("10.00", "0.60", rate=2)
    one = order(line, paid=IN_2018, tax_lines=(tax_line(2, "6", goods="0.60"),))
    said = decided(shop={"start": date(2018, 1, 1)})
    chart = full_chart(rates=RATES)
    later = datetime(2019, 1, 10, 12, 0, tzinfo=UTC)
    by_line = refund("5.30", refund_line("5.00", "0.30", of=line, rate=2))
    for back in (by_line, refund("5.30")):
        made = booking_of(
            credit_after(replace(back, created=later), one, said=said, known=chart)
        )
        assert (amounts(made), vat(made)) == ([(8110, "-5.00")], {"low": "-0.30"})
        assert made.day == date(2019, 1, 10)


# --- cancelled and trashed ---------------------------------------------------------


def undone(
    one: Order,
    *refunds: Refund,
    said: Mapping = SAID,
    chart: Chart = CHART,
    **fields: Any,  # noqa: ANN401
) -> list[Decision]:
    """Decide about a booked order that was cancelled or deleted."""
    booked = sale_of(replace(one, status="processing"), mapping=said, chart=chart)
    record = Known(
        sale_key(), Outcome.BOOKED, booked.booking, order_fingerprint(one), "b-1"
    )
    return decide(
        Case(
            sold=sold(one, *refunds, **fields),
            known={record.key: record},
            mapping=said,
            chart=chart,
            now=NOON + timedelta(days=5),
        )
    )


@pytest.mark.parametrize("outcome", [Outcome.UNCERTAIN, Outcome.BOOKED])
def test_a_refund_waits_for_the_credit_of_the_whole_sale(outcome: Outcome) -> None:
    """Not known whether all was credited: it waits; known that it was: skipped."""
    booked = sale_of(replace(ORDER, status="processing"), mapping=SAID, chart=CHART)
    sale = Known(
        sale_key(), Outcome.BOOKED, booked.booking, order_fingerprint(ORDER), "b-1"
    )
    whole = replace(booked.booking, key=credit_key(ORDER.order_id))
    undo = Known(whole.key, outcome, whole, "undone", "b-2")
    _, credit, undone = decide(
        Case(
            sold=sold(CANCELLED, refund("5.00")),
            known={sale.key: sale, undo.key: undo},
            mapping=SAID,
            chart=CHART,
            now=NOON + timedelta(days=5),
        )
    )
    waits = outcome is Outcome.UNCERTAIN
    assert credit.outcome is (Outcome.WAITING if waits else Outcome.SKIPPED)
    assert undone.outcome is outcome


CANCELLED = replace(ORDER, status="cancelled", modified=NOON + timedelta(days=3))


def test_a_cancelled_order_is_credited_in_full() -> None:
    """What was booked goes back on the day of the cancellation; the sale stays."""
    sale, credit = undone(CANCELLED)
    assert (sale.outcome, credit.outcome) == (Outcome.BOOKED, Outcome.PLANNED)
    assert sale.booking is not None
    assert credit.booking is not None
    assert per_account(sale.booking, credit.booking) == {}
    assert per_kind(sale.booking, credit.booking) == {}
    assert credit.day == DAY + timedelta(days=3)
    assert credit.number == "173-R173"


def test_a_trashed_order_is_credited_when_it_is_noticed() -> None:
    """The shop does not tell when; the day it is noticed counts."""
    _, credit = undone(ORDER, gone=True)
    assert (credit.outcome, credit.day) == (Outcome.PLANNED, DAY + timedelta(days=5))


@pytest.mark.parametrize("gone", [True, False])
def test_undoing_is_a_choice(
    gone: bool,  # noqa: FBT001
) -> None:
    """Where it was not chosen, a person is told and nothing is booked."""
    said = decided(refunds=Refunds())
    (sale,) = undone(ORDER if gone else CANCELLED, said=said, gone=gone)
    assert sale.outcome is Outcome.DRIFTED
    assert [one.code for one in sale.problems] == [Code.GONE_FROM_SHOP]


def test_what_went_back_already_is_not_undone_again() -> None:
    """A cancelled order of which the book went back gives back the mugs."""
    book = refund("24.99", refund_line("22.93", "2.06", of=BOOK, rate=2))
    _, _, credit = undone(CANCELLED, book)
    assert credit.booking is not None
    assert amounts(credit.booking) == [(8100, "-21.40")]


def test_nothing_open_is_nothing_to_undo() -> None:
    """An order refunded in full and then cancelled has nothing to give back."""
    sale = sale_of(ORDER, mapping=SAID, chart=CHART).booking
    back = booking_of(credit_after(refund("50.89"), ORDER, said=SAID, known=CHART))
    result = translate_cancellation(
        CANCELLED, sale=sale, credits_made=(back,), day=DAY, mapping=SAID, chart=CHART
    )
    assert isinstance(result, Skipped)


def test_a_held_refund_stops_the_undoing() -> None:
    """While a refund is held, what is open is not known."""
    held = refund("1.00", refund_line("1.00", "0.00", refunded_line_id=99))
    decisions = undone(CANCELLED, held)
    assert [one.outcome for one in decisions] == [Outcome.DRIFTED, Outcome.HELD]


def test_a_number_too_long_holds_the_undoing() -> None:
    """The credit of a cancellation has a number like any other."""
    long = replace(CANCELLED, number="1" * 22)
    _, credit = undone(long)
    assert [one.code for one in credit.problems] == [Code.NUMBER_TOO_LONG]


def test_tax_only_may_become_any_treatment_with_an_account() -> None:
    """A sale that turned out to be exempt is told so, not as an export."""
    said = decided(refunds=replace(SAID.refunds, tax_only=Treatment.EXEMPT))
    back = refund("4.50", refund_line("0.00", "4.50", of=MUGS))
    made = booking_of(credit_after(back, ORDER, said=said, known=CHART))
    assert amounts(made) == [(8100, "-21.40"), (8199, "21.40")]
