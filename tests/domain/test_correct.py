"""Corrections: what was booked is taken back, and booked anew as it is now."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from snelsync.domain.booking import DocumentKey, DocumentKind, Outcome
from snelsync.domain.case import Case
from snelsync.domain.credit import whole_credit_number
from snelsync.domain.decide import decide
from snelsync.domain.decision import Decision, Known
from snelsync.domain.mapping import Choice, Mapping, Refunds
from snelsync.domain.order import Order, Refund, Sold
from snelsync.domain.plan import make_plan
from snelsync.domain.problem import Code
from snelsync.domain.reversals import planned_reversal

from .builders import charge, mapping, order, refund, refund_line, sold
from .charts import chart

MUGS = charge("21.40", "4.50", quantity="2")
ORDER = order(MUGS)
CHEAPER = order(charge("10.70", "2.25"))
DEARER = order(charge("32.10", "6.74", quantity="3"))
ONE_BACK = refund("12.95", refund_line("10.70", "2.25", of=MUGS))
LATER = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
HOLDS = mapping(refunds=Refunds(Choice.BOOK, cancelled=Choice.HOLD))
CREDITS = mapping(
    refunds=Refunds(Choice.BOOK, cancelled=Choice.BOOK, trashed=Choice.BOOK)
)


@dataclass
class Books:
    """An order's documents, all of them booked as they are decided."""

    said: Mapping = HOLDS
    known: dict[DocumentKey, Known] = field(default_factory=dict)

    def look(
        self,
        what: Order,
        *refunds: Refund,
        correct: bool = False,
        **fields: Any,  # noqa: ANN401
    ) -> list[Decision]:
        """Decide about an order, and book nothing."""
        return decide(self.case(sold(what, *refunds, **fields), correct=correct))

    def case(self, what: Sold, **fields: Any) -> Case:  # noqa: ANN401
        """Make the case of an order."""
        return Case(what, self.known, self.said, chart(), LATER, **fields)

    def book(self, what: Order, *refunds: Refund, **fields: Any) -> list[Decision]:  # noqa: ANN401
        """Decide about an order, and book what was planned."""
        made = self.look(what, *refunds, **fields)
        for one in made:
            if one.booking is not None and one.outcome is Outcome.PLANNED:
                self.note(one)
        return made

    def note(self, one: Decision, outcome: Outcome = Outcome.BOOKED) -> None:
        """Record what became of a document."""
        assert one.booking is not None
        self.known[one.key] = Known(
            one.key, outcome, one.booking, one.fingerprint, f"id of {one.number}"
        )

    @property
    def total(self) -> Decimal:
        """Add up what is in the books."""
        return sum((one.booking.total for one in self.known.values()), Decimal(0))

    def numbers(self) -> list[str]:
        """List the invoice numbers in the books."""
        return [one.booking.number for one in self.known.values()]


def outcomes(decisions: list[Decision]) -> list[tuple[str, str]]:
    """Tell kinds and outcomes."""
    return [(str(one.key.kind), str(one.outcome)) for one in decisions]


@pytest.mark.parametrize("now", [CHEAPER, DEARER])
def test_a_changed_order_is_taken_back_and_booked_anew(now: Order) -> None:
    """Both on the day of the correction, both naming the invoice before; then quiet."""
    books = Books()
    books.book(ORDER)
    assert outcomes(books.look(now)) == [("sale", "drifted")]

    sale, reversal, anew = books.book(now, correct=True)

    assert (sale.outcome, sale.problems) == (Outcome.BOOKED, ())
    assert books.numbers() == ["173", "173-T", "173-C1"]
    assert reversal.booking and anew.booking  # noqa: PT018 - for the types
    assert reversal.booking.total == -ORDER.total
    assert {reversal.day, anew.day} == {date(2026, 12, 3)}
    assert reversal.booking.description == "Factuur 173 vervalt"
    assert "vervangt 173" in anew.booking.description
    assert books.total == now.total
    after = books.look(now, correct=True)
    assert outcomes(after) == [
        ("sale", "booked"),
        ("sale_reversal", "booked"),
        ("sale", "booked"),
    ]


def test_an_order_is_corrected_as_often_as_it_changes() -> None:
    """Each time the sale that counts is taken back, under numbers of their own."""
    books = Books()
    books.book(ORDER)
    for now in (CHEAPER, DEARER, ORDER):
        books.book(now, correct=True)

    assert books.total == ORDER.total
    assert len(set(books.numbers())) == len(books.numbers()) == 7
    assert books.numbers()[-1] == "173-C3"
    assert {one.outcome for one in books.look(ORDER)} == {Outcome.BOOKED}


def test_credits_stay_and_count_against_the_new_sale() -> None:
    """A refund booked before stays; the next one is of what is open of the new sale."""
    books = Books()
    books.book(ORDER)
    books.book(ORDER, ONE_BACK)
    books.book(DEARER, ONE_BACK, correct=True)

    assert books.total == DEARER.total - Decimal("12.95")
    rest = replace(
        refund(str(DEARER.total - Decimal("12.95"))), refund_id=9, created=LATER
    )
    books.said = replace(HOLDS, refunds=replace(HOLDS.refunds, quiet_minutes=0))
    books.book(DEARER, ONE_BACK, rest)
    assert books.total == 0


def test_no_order_is_booked_for_less_than_was_credited() -> None:
    """What was credited of the old sale must fit in the new one."""
    tiny = order(charge("1.00", "0.21"))
    books = Books()
    books.book(ORDER, ONE_BACK)

    sale, _ = books.look(tiny, ONE_BACK, correct=True)

    assert sale.outcome is Outcome.DRIFTED
    assert sale.problems[-1].code is Code.REFUND_TOO_LARGE
    assert "EUR 9.70 more was credited" in sale.problems[-1].message


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"currency": "USD"}, "USD"),
        ({"total": Decimal(0), "charges": ()}, "nothing to book"),
    ],
)
def test_what_cannot_be_booked_is_not_taken_back(
    changes: dict[str, Any], told: str
) -> None:
    """The old booking stands, and the problem says why."""
    books = Books()
    books.book(ORDER)

    (sale,) = books.look(replace(ORDER, **changes), correct=True)

    assert sale.outcome is Outcome.DRIFTED
    assert told in sale.problems[-1].message


def test_an_order_that_waits_again_is_not_taken_back() -> None:
    """An order that was set back to on-hold is not sold as it is now."""
    books = Books()
    books.book(ORDER)
    (sale,) = books.look(replace(ORDER, status="on-hold"), correct=True)
    assert sale.outcome is Outcome.DRIFTED
    assert "would not be booked: status on-hold" in sale.problems[-1].message


def test_nothing_is_planned_where_nothing_changed() -> None:
    """A correction that was asked for by mistake books nothing."""
    books = Books()
    books.book(ORDER, ONE_BACK)
    assert Outcome.PLANNED not in {
        one.outcome for one in books.look(ORDER, ONE_BACK, correct=True)
    }


def test_a_correction_that_was_cut_off_is_finished_by_any_push() -> None:
    """The reversal is in the books, so the order is due; nobody has to ask again."""
    books = Books()
    books.book(ORDER)
    _, reversal, _ = books.look(CHEAPER, correct=True)
    books.note(reversal)

    books.book(CHEAPER)

    assert books.total == CHEAPER.total


def test_what_is_not_known_of_a_reversal_moves_nothing() -> None:
    """Whether the old sale was taken back is not known: new sale and credits wait."""
    books = Books()
    books.book(ORDER)
    _, reversal, _ = books.look(CHEAPER, correct=True)
    books.note(reversal, Outcome.UNCERTAIN)

    found = books.look(CHEAPER, ONE_BACK, correct=True)

    assert outcomes(found) == [
        ("sale", "booked"),
        ("sale_reversal", "uncertain"),
        ("credit", "waiting"),
    ]


def test_the_credit_of_a_deleted_refund_is_taken_back() -> None:
    """Then the whole order may be refunded again; a refund that returns is told."""
    gone = frozenset({ONE_BACK.refund_id})
    books = Books()
    books.book(ORDER, ONE_BACK)
    assert outcomes(books.look(ORDER, ONE_BACK, gone_refunds=gone))[1] == (
        "credit",
        "drifted",
    )

    books.book(ORDER, ONE_BACK, gone_refunds=gone, correct=True)

    assert books.total == ORDER.total
    again = books.look(ORDER, ONE_BACK, gone_refunds=gone, correct=True)
    assert {one.outcome for one in again} == {Outcome.BOOKED}
    assert [one.refund_id for one in again] == [None, *[ONE_BACK.refund_id] * 2]
    back = books.look(ORDER, ONE_BACK)[-1]
    assert (back.key.kind, back.outcome) == ("credit_reversal", Outcome.DRIFTED)
    assert "in the shop again" in back.problems[0].message
    everything = replace(refund("25.90"), refund_id=900)
    books.book(ORDER, ONE_BACK, everything, gone_refunds=gone)
    assert books.total == 0


@pytest.mark.parametrize("outcome", [Outcome.UNCERTAIN, Outcome.PLANNED])
def test_a_refund_waits_to_know_whether_the_one_before_was_taken_back(
    outcome: Outcome,
) -> None:
    """What is open is not known: an amount without lines is held."""
    gone = frozenset({ONE_BACK.refund_id})
    other = replace(refund("2.00"), refund_id=900)
    books = Books()
    books.book(ORDER, ONE_BACK)
    reversal = books.look(ORDER, ONE_BACK, gone_refunds=gone, correct=True)[-1]
    if outcome is Outcome.UNCERTAIN:
        books.note(reversal, outcome)
    found = books.look(ORDER, ONE_BACK, other, gone_refunds=gone, correct=True)
    held = outcome is Outcome.UNCERTAIN
    assert found[-1].outcome is (Outcome.HELD if held else Outcome.PLANNED)


@pytest.mark.parametrize("way", ["cancelled", "gone"])
def test_an_order_undone_is_credited_when_asked(way: str) -> None:
    """Where the mapping holds it, a person may still ask for the credit."""
    undone = replace(ORDER, status="cancelled") if way == "cancelled" else ORDER
    books = Books()
    books.book(ORDER)
    assert outcomes(books.look(undone, gone=way == "gone")) == [("sale", "drifted")]

    books.book(undone, gone=way == "gone", correct=True)

    assert books.total == 0


def test_an_order_that_comes_back_is_in_the_books_again() -> None:
    """The credit of the whole is taken back, and may be made once more later."""
    cancelled = replace(ORDER, status="cancelled", modified=LATER)
    books = Books(CREDITS)
    books.book(ORDER)
    books.book(cancelled)
    assert books.total == 0
    restored = books.look(ORDER)
    assert outcomes(restored) == [("sale", "booked"), ("credit", "drifted")]

    books.book(ORDER, correct=True)
    assert books.total == ORDER.total
    assert {one.outcome for one in books.look(ORDER)} == {Outcome.BOOKED}
    books.book(ORDER, ONE_BACK)
    assert books.total == ORDER.total - ONE_BACK.amount

    books.book(cancelled, ONE_BACK)
    assert books.total == 0
    assert len(set(books.numbers())) == len(books.numbers())
    assert any(number.endswith("-C1") for number in books.numbers())


def test_refunds_wait_for_the_reversal_of_the_whole_credit() -> None:
    """Not known whether the credit of the whole still stands: nothing moves."""
    cancelled = replace(ORDER, status="cancelled", modified=LATER)
    books = Books(CREDITS)
    books.book(ORDER)
    books.book(cancelled)
    reversal = books.look(ORDER, correct=True)[-1]
    books.note(reversal, Outcome.UNCERTAIN)

    found = books.look(ORDER, ONE_BACK, correct=True)

    assert outcomes(found) == [
        ("sale", "booked"),
        ("credit", "waiting"),
        ("credit", "booked"),
        ("credit_reversal", "uncertain"),
    ]


def test_an_unknown_credit_of_the_whole_order_stops_its_refunds() -> None:
    """SnelStart has it and an older record has not: nothing is credited twice."""
    books = Books(CREDITS)
    books.book(ORDER)
    number = whole_credit_number(ORDER, 0, CREDITS)
    _, credit = decide(books.case(sold(ORDER, ONE_BACK), unknown=frozenset({number})))
    assert credit.outcome is Outcome.HELD
    assert credit.problems[0].code is Code.ADOPTION_CONFLICT
    assert number in credit.problems[0].message


def test_what_was_marked_is_skipped() -> None:
    """A sale, and a refund, that somebody said was booked another way."""
    books = Books()
    marks: dict[str, Any] = {
        "marked": True,
        "marked_refunds": frozenset({ONE_BACK.refund_id}),
    }
    found = books.look(ORDER, ONE_BACK, **marks)
    assert {(one.outcome, one.reason) for one in found} == {
        (Outcome.SKIPPED, "marked as booked another way")
    }


def test_numbers_that_grow_too_long_are_told() -> None:
    """SnelStart takes 25 characters; a correction that has no number is not made."""
    long = replace(ORDER, number="1" * 23)
    books = Books()
    books.book(long)
    changed = replace(CHEAPER, number=long.number)

    (sale,) = books.look(changed, correct=True)

    assert sale.outcome is Outcome.DRIFTED
    assert "`reversal_number` and `corrected_number`" in sale.problems[-1].remedy


def test_a_reversal_without_a_number_is_not_made() -> None:
    """The new number would do; the one that takes the old booking back would not."""
    said = replace(
        HOLDS, invoices=replace(HOLDS.invoices, reversal_number="{invoice}" + "-" * 25)
    )
    books = Books(said)
    books.book(ORDER)
    (sale,) = books.look(CHEAPER, correct=True)
    assert sale.outcome is Outcome.DRIFTED
    assert sale.problems[-1].code is Code.NUMBER_TOO_LONG
    gone = frozenset({ONE_BACK.refund_id})
    books.book(ORDER, ONE_BACK)
    found = books.look(ORDER, ONE_BACK, gone_refunds=gone, correct=True)
    assert outcomes(found)[-1] == ("credit_reversal", "held")
    with pytest.raises(ValueError, match="no booking"):
        planned_reversal(books.case(sold(ORDER)), replace(sale, booking=None))


def test_a_correction_is_booked_whole_or_not_at_all() -> None:
    """A number that another document has holds the reversal, and so the new sale."""
    books = Books()
    books.book(ORDER)
    taken = replace(ORDER, order_id=77, number="173-T")
    plan = make_plan(
        [sold(CHEAPER), sold(taken)],
        known=books.known,
        mapping=HOLDS,
        chart=chart(),
        now=LATER,
        correct=frozenset({CHEAPER.order_id}),
    )
    assert outcomes(list(plan.decisions)) == [
        ("sale", "booked"),
        ("sale_reversal", "held"),
        ("sale", "held"),
        ("sale", "held"),
    ]


def test_keys_tell_revisions_apart() -> None:
    """A document's key names what it is, and how often it was booked."""
    key = DocumentKey("shop.test", DocumentKind.SALE, 7)
    assert str(key.next.reversal) == "shop.test/sale_reversal/7/1"
    assert str(key) == "shop.test/sale/7"
    assert (key.corrects(7), key.next.corrects(7)) == (False, True)
    credit = DocumentKey("shop.test", DocumentKind.CREDIT, 7)
    assert (credit.next.corrects(7), credit.reversal.corrects(7)) == (False, True)
