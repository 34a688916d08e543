"""What our own record promises of drift, of marks, and of what was taken back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from snelsync.app.ports import Recording, Sending
from snelsync.domain.booking import DocumentKey, DocumentKind, Outcome
from snelsync.domain.decision import Decision
from snelsync.domain.fingerprint import order_fingerprint, refund_fingerprint
from snelsync.domain.problem import Code
from tests.contract.samples import SHOP, a_booking, a_refund, a_sending, an_order
from tests.contract.wiring import open_record
from tests.fakes import NOON, FakeState

SALE = DocumentKey(SHOP, DocumentKind.SALE, 173)
CREDIT = DocumentKey(SHOP, DocumentKind.CREDIT, 9)
WHOLE = DocumentKey(SHOP, DocumentKind.CREDIT, 173)
BOOKED_STATUSES = frozenset({"processing"})
SKIPPED = frozenset({"cancelled"})
ORDER = an_order(173, refunds=(9,))
CHANGED = replace(ORDER, total=Decimal("13.00"))


@pytest.fixture(params=["memory", "disk"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Recording:
    """Open each kind of record."""
    if request.param == "memory":
        return FakeState()
    return open_record(tmp_path / "state.sqlite3")


def sending(order_id: int = 173) -> Sending:
    """Give a document that is about to be sent."""
    made = a_sending(a_booking(order_id), since=NOON)
    return replace(made, fingerprint=order_fingerprint(an_order(order_id)))


def book(
    state: Recording, key: DocumentKey, fingerprint: str, outcome: Outcome
) -> None:
    """Record a document of order 173, under a number of its own."""
    booking = replace(
        a_booking(173, number=f"n {key}"[-25:]), key=key, order_number="173"
    )
    begun = replace(a_sending(booking, since=NOON), fingerprint=fingerprint)
    assert state.begin_sending(begun, run_id=1)
    state.settle(key, outcome, at=NOON, run_id=1, remote_id=f"id of {key}")


def drifted(state: Recording) -> dict[DocumentKey, str]:
    """Tell what drifted, and what to do about it."""
    found = state.drifted(book=BOOKED_STATUSES, skip=SKIPPED)
    return {key: one.problems[0].remedy for key, one in found.items()}


@pytest.mark.parametrize("outcome", [Outcome.BOOKED, Outcome.UNCERTAIN])
def test_a_sale_taken_back_is_followed_by_the_next(
    state: Recording, outcome: Outcome
) -> None:
    """Once its reversal is in the books the sale booked anew is the one that counts."""
    state.save_orders([CHANGED], at=NOON)
    book(state, SALE, order_fingerprint(ORDER), Outcome.BOOKED)
    assert set(drifted(state)) == {SALE}

    book(state, SALE.reversal, "reversal", outcome)
    if outcome is Outcome.BOOKED:
        book(state, SALE.next, order_fingerprint(CHANGED), Outcome.BOOKED)
        assert drifted(state) == {}
        state.save_orders([ORDER], at=NOON)
        assert set(drifted(state)) == {SALE.next}
    else:
        assert drifted(state) == {}
    assert [one.key.revision for one in state.verdicts()][:2] == [0, 0]
    assert set(state.known()) >= {SALE, SALE.reversal}
    assert state.journal(SALE.reversal)
    assert state.journal(SALE.next) == () or outcome is Outcome.BOOKED


def test_a_refund_whose_credit_was_taken_back_may_not_return(
    state: Recording,
) -> None:
    """Deleted and taken back: nobody is asked; there again: somebody is."""
    state.save_orders([ORDER], at=NOON)
    state.save_refunds([a_refund(9, ORDER)], at=NOON)
    book(state, CREDIT, refund_fingerprint(a_refund(9, ORDER)), Outcome.BOOKED)
    state.save_orders([an_order(173)], at=NOON)
    assert set(drifted(state)) == {CREDIT}

    book(state, CREDIT.reversal, "reversal", Outcome.BOOKED)

    assert drifted(state) == {}
    state.save_orders([ORDER], at=NOON)
    assert set(drifted(state)) == {CREDIT.reversal}


def test_a_whole_credit_taken_back_leaves_the_sale(state: Recording) -> None:
    """The order is there again: only when it changed does its sale drift."""
    state.save_orders([ORDER], at=NOON)
    book(state, SALE, order_fingerprint(ORDER), Outcome.BOOKED)
    book(state, WHOLE, "undone", Outcome.BOOKED)
    assert set(drifted(state)) == {WHOLE}

    book(state, WHOLE.reversal, "reversal", Outcome.BOOKED)

    assert drifted(state) == {}
    state.save_orders([CHANGED], at=NOON)
    assert set(drifted(state)) == {SALE}


def test_marks_come_with_the_order_until_they_are_taken_back(
    state: Recording,
) -> None:
    """A sale and a refund, each by itself; the journal has both."""
    state.save_orders([ORDER, an_order(174)], at=NOON)
    state.save_refunds([a_refund(9, ORDER)], at=NOON)

    state.mark([SALE, CREDIT], at=NOON, run_id=1)
    state.mark([SALE], at=NOON, run_id=1)

    one, two = state.everything()
    assert (one.marked, one.marked_refunds) == (True, frozenset({9}))
    assert (two.marked, two.marked_refunds) == (False, frozenset())
    state.unmark([SALE], at=NOON, run_id=2)
    found = state.find("173")
    assert found is not None
    assert (found.marked, found.marked_refunds) == (False, frozenset({9}))
    assert [one.event for one in state.journal(SALE)] == [
        "marked",
        "marked",
        "unmarked",
    ]


def test_what_is_no_longer_considered_is_forgotten(state: Recording) -> None:
    """Only what the shop has nothing for, and what was not sent."""
    state.save_orders([ORDER], at=NOON)
    book(state, SALE, order_fingerprint(ORDER), Outcome.BOOKED)
    considered = [SALE.next, SALE.reversal, WHOLE, CREDIT]
    state.save_verdicts(map(held, considered), run_id=1)
    book(state, WHOLE, "undone", Outcome.UNCERTAIN)

    state.drop_idle([SALE, SALE.reversal])

    left = {one.key for one in state.verdicts()}
    assert left == {SALE, SALE.reversal, WHOLE, CREDIT}


def held(key: DocumentKey) -> Decision:
    """Give a document of order 173 that is held."""
    return Decision(
        key=key,
        order_id=173,
        order_number="173",
        number="",
        day=NOON.date(),
        total=Decimal("1.00"),
        outcome=Outcome.HELD,
        fingerprint="x",
    )


def test_orders_with_a_refund_to_decide_are_watched(state: Recording) -> None:
    """Until it is booked or skipped, or the order is gone."""
    state.save_orders([ORDER], at=NOON)
    assert state.orders_to_watch() == frozenset()
    state.save_refunds([a_refund(9, ORDER)], at=NOON)
    assert state.orders_to_watch() == {173}
    state.save_verdicts([held(CREDIT)], run_id=1)
    assert state.orders_to_watch() == {173}
    state.set_gone([173])
    assert state.orders_to_watch() == frozenset()
    state.save_orders([ORDER], at=NOON)
    skipped = replace(held(CREDIT), outcome=Outcome.SKIPPED)
    state.save_verdicts([skipped], run_id=1)
    assert state.orders_to_watch() == frozenset()
    book(state, CREDIT, "x", Outcome.BOOKED)
    assert state.orders_to_watch() == frozenset()


@pytest.mark.parametrize("what", ["nothing", "amount", "status", "gone"])
def test_drift_of_a_sale_is_noticed(state: Recording, what: str) -> None:
    """A booked order that changed, was undone or left the shop has drifted."""
    state.save_orders([an_order(173)], at=NOON)
    state.begin_sending(sending(), run_id=1)
    state.settle(SALE, Outcome.BOOKED, at=NOON, run_id=1, remote_id="b")
    changes = {
        "amount": replace(an_order(173), total=Decimal("13.00")),
        "status": replace(an_order(173), status="cancelled"),
    }

    if what == "gone":
        state.set_gone([173])
    elif what in changes:
        state.save_orders([changes[what]], at=NOON)

    drifted = state.drifted(book=BOOKED_STATUSES, skip=SKIPPED)
    assert set(drifted) == (set() if what == "nothing" else {SALE})
    for verdict in drifted.values():
        (problem,) = verdict.problems
        assert verdict.outcome is Outcome.DRIFTED
        assert (problem.code is Code.DRIFTED) == (what == "amount")


@pytest.mark.parametrize("what", ["nothing", "amount", "gone"])
def test_drift_of_a_credit_is_noticed(state: Recording, what: str) -> None:
    """A booked refund that changed or was deleted has drifted."""
    order = an_order(173, refunds=(9,))
    refund = a_refund(9, order)
    key = DocumentKey(SHOP, DocumentKind.CREDIT, 9)
    state.save_orders([order], at=NOON)
    state.save_refunds([refund], at=NOON)
    booking = replace(a_booking(9, kind=DocumentKind.CREDIT), order_id=173)
    begun = a_sending(booking, since=NOON)
    state.begin_sending(
        replace(begun, fingerprint=refund_fingerprint(refund)), run_id=1
    )
    state.settle(key, Outcome.ADOPTED, at=NOON, run_id=1, remote_id="b")

    if what == "gone":
        state.save_orders([an_order(173)], at=NOON)
    elif what == "amount":
        state.save_refunds([replace(refund, amount=Decimal(1))], at=NOON)

    drifted = state.drifted(book=BOOKED_STATUSES, skip=SKIPPED)
    assert set(drifted) == (set() if what == "nothing" else {key})
    way = {"amount": "by hand", "gone": "push --correct"}.get(what, "")
    assert all(way in one.problems[0].remedy for one in drifted.values())
