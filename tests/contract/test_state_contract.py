"""What our own record promises, in memory and on disk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from snelsync.app.ports import Recording, Seen, Sending, Unreadable
from snelsync.domain.booking import DocumentKey, DocumentKind, Outcome
from snelsync.domain.decision import Decision
from snelsync.domain.fingerprint import order_fingerprint
from snelsync.domain.problem import Code, Problem
from tests.contract.samples import SHOP, a_booking, a_refund, a_sending, an_order
from tests.contract.wiring import open_record
from tests.fakes import NOON, FakeState

SALE = DocumentKey(SHOP, DocumentKind.SALE, 173)
PROBLEM = Problem(code=Code.CURRENCY, message="in USD", remedy="book by hand")
BOOKED_STATUSES = frozenset({"processing"})
SKIPPED = frozenset({"cancelled"})


@pytest.fixture(params=["memory", "disk"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Recording:
    """Open each kind of record."""
    if request.param == "memory":
        return FakeState()
    return open_record(tmp_path / "state.sqlite3")


def sending(order_id: int = 173, *, number: str = "") -> Sending:
    """Give a document that is about to be sent."""
    booking = a_booking(order_id, number=number)
    order = an_order(order_id)
    made = a_sending(booking, payload=f'{{"n": "{order_id}"}}', since=NOON)
    return replace(made, fingerprint=order_fingerprint(order))


def held(order_id: int = 173) -> Decision:
    """Give a document that is held."""
    booking = a_booking(order_id)
    return Decision(
        key=booking.key,
        order_id=order_id,
        order_number=str(order_id),
        number="",
        day=booking.day,
        total=Decimal("12.10"),
        outcome=Outcome.HELD,
        fingerprint="x",
        problems=(PROBLEM,),
    )


def test_a_new_record_is_empty(state: Recording) -> None:
    """Nothing is known at the start."""
    assert state.cursor("orders") is None
    assert state.live_order_ids() == state.refund_ids() == frozenset()
    assert list(state.everything()) == []
    assert state.find("173") is None
    assert state.known() == {}
    assert state.unsettled() == ()
    assert state.unreadable() == ()
    assert state.last_runs() == ()
    assert state.seen() == Seen(0, 0, 0)
    assert state.count_new() == 0


def test_orders_come_back_as_they_were_kept(state: Recording) -> None:
    """Orders with refunds come back equal, to the last decimal, in order of id."""
    first = replace(an_order(173), total=Decimal("12.100000"))
    second = an_order(172, refunds=(9,))
    refund = a_refund(9, second)

    assert state.save_orders([first, second], at=NOON) == 2
    assert state.save_refunds([refund], at=NOON) == 1

    found = list(state.everything())
    assert [one.order for one in found] == [second, first]
    assert str(found[1].order.total) == "12.100000"
    assert [one.refunds for one in found] == [(refund,), ()]
    assert state.seen() == Seen(2, 1, 0)
    assert state.refund_ids() == {9}


def test_keeping_the_same_again_is_no_change(state: Recording) -> None:
    """Only what is new or different counts as changed."""
    state.save_orders([an_order(173), an_order(174)], at=NOON)
    other = replace(an_order(174), status="completed")

    assert state.save_orders([an_order(173)], at=NOON) == 0
    assert state.save_orders([an_order(173), other], at=NOON) == 1
    assert [one.order.status for one in state.everything()][1] == "completed"


def test_many_refunds_stay_with_their_orders(state: Recording) -> None:
    """Every refund comes back with its own order, whatever the order of ids."""
    orders = [an_order(n, refunds=(1000 - n, 2000 + n)) for n in range(1, 30, 2)]
    bare = {2, 10, 100}
    state.save_orders([*orders, *(an_order(n) for n in bare)], at=NOON)
    refunds = [a_refund(p.refund_id, order) for order in orders for p in order.refunds]
    state.save_refunds([*refunds, a_refund(5000, an_order(77))], at=NOON)

    found = {one.order.order_id: one.refunds for one in state.everything()}

    assert {found.pop(n) for n in bare} == {()}
    for order in orders:
        ids = [one.refund_id for one in found[order.order_id]]
        assert ids == sorted(pointer.refund_id for pointer in order.refunds)


def test_a_gone_order_is_kept_and_marked_until_it_is_back(state: Recording) -> None:
    """What left the shop stays in the record; seen again, it lives again."""
    state.save_orders([an_order(173), an_order(174)], at=NOON)

    state.set_gone([173])

    assert state.live_order_ids() == {174}
    found = state.find("173")
    assert found is not None
    assert found.gone
    assert state.seen() == Seen(1, 0, 1)
    state.save_orders([an_order(173)], at=NOON)
    assert state.live_order_ids() == {173, 174}


def test_a_refund_its_order_no_longer_mentions_is_gone(state: Recording) -> None:
    """A deleted refund is noticed from its order, and one that returns is not gone."""
    order = an_order(173, refunds=(8, 9))
    state.save_orders([order], at=NOON)
    state.save_refunds([a_refund(8, order), a_refund(9, order)], at=NOON)

    state.save_orders([an_order(173, refunds=(9,))], at=NOON)

    found = state.find("173")
    assert found is not None
    assert found.gone_refunds == {8}
    assert state.seen() == Seen(1, 1, 1)
    state.save_orders([order], at=NOON)
    assert state.seen() == Seen(1, 2, 0)


def test_an_order_is_found_by_number_before_id(state: Recording) -> None:
    """The number people see wins; the newest order of a number wins; then the id."""
    state.save_orders(
        [
            an_order(173),
            replace(an_order(200), number="173"),
            replace(an_order(201), number="WEB-201"),
        ],
        at=NOON,
    )

    ids = [
        found.order.order_id if (found := state.find(said)) else None
        for said in ("173", "WEB-201", "201", "200", "WEB", "9")
    ]

    assert ids == [200, 201, 201, 200, None, None]


def test_what_is_known_can_be_asked_of_a_range_of_orders(state: Recording) -> None:
    """Both ends included, with when it was first sent; the rest is left out."""
    run = state.begin_run("push", at=NOON, mapping_digest="d")
    for order_id in (172, 173, 174):
        assert state.begin_sending(sending(order_id), run_id=run)

    def ids(**of: int) -> set[int]:
        return {one.shop_id for one in state.known(**of)}

    assert ids() == {172, 173, 174}
    assert ids(first=173) == {173, 174}
    assert ids(last=173) == {172, 173}
    assert ids(first=173, last=173) == {173}
    assert ids(first=175) == set()
    assert state.known()[SALE].booked == NOON


def test_the_unreadable_are_kept_until_replaced(state: Recording) -> None:
    """What could not be read stays listed, in order, until the next reading."""
    found = (Unreadable(0, PROBLEM), Unreadable(0, PROBLEM), Unreadable(7, PROBLEM))
    state.save_unreadable(found)

    assert state.unreadable() == found
    state.save_unreadable(())
    assert state.unreadable() == ()


def test_cursors_and_cards_are_remembered(state: Recording) -> None:
    """A cursor and a card are what was last said of them."""
    state.set_cursor("orders", NOON)
    state.set_cursor("orders", NOON + timedelta(hours=1))
    state.save_customer("NL", "one")
    state.save_customer("NL", "two")

    assert state.cursor("orders") == NOON + timedelta(hours=1)
    assert state.cursor("refunds") is None
    assert state.customer_id("NL") == "two"
    assert state.customer_id("BE") is None


def test_a_run_is_noted_when_it_begins_and_when_it_ends(state: Recording) -> None:
    """Of each command the last run is told, with its end."""
    first = state.begin_run("push", at=NOON, mapping_digest="")
    second = state.begin_run("push", at=NOON, mapping_digest="")
    pulled = state.begin_run("pull", at=NOON, mapping_digest="")
    state.end_run(second, at=NOON + timedelta(minutes=1), exit_code=3)

    assert len({first, second, pulled}) == 3
    runs = {run.command: run for run in state.last_runs()}
    assert runs["push"].run_id == second
    assert runs["push"].exit_code == 3
    assert runs["pull"].ended is None


def test_what_is_being_sent_is_uncertain_until_settled(state: Recording) -> None:
    """Begun is uncertain for everybody who looks, with the exact text that is sent."""
    assert state.begin_sending(sending(), run_id=1)

    (found,) = state.unsettled()
    assert found == sending()
    assert state.known()[SALE].outcome is Outcome.UNCERTAIN
    (verdict,) = state.verdicts()
    assert verdict.outcome is Outcome.UNCERTAIN
    assert verdict.total == "12.10"


@pytest.mark.parametrize("outcome", ["begun", Outcome.BOOKED, Outcome.ADOPTED])
def test_sending_begins_once(state: Recording, outcome: str) -> None:
    """Who begins a document that is on its way or booked is told not to send it."""
    state.begin_sending(sending(), run_id=1)
    if isinstance(outcome, Outcome):
        state.settle(SALE, outcome, at=NOON, run_id=1, remote_id="b-1")

    assert not state.begin_sending(sending(), run_id=2)


@pytest.mark.parametrize(
    ("outcome", "remote_id", "may"),
    [
        (Outcome.UNCERTAIN, "", False),
        (Outcome.CONFLICT, "b-1", False),
        (Outcome.CONFLICT, "", True),
    ],
)
def test_only_a_conflict_with_anothers_booking_is_tried_again(
    state: Recording, outcome: Outcome, remote_id: str, *, may: bool
) -> None:
    """What may be ours in the books is not sent again; another's may have gone."""
    state.begin_sending(sending(), run_id=1)
    state.settle(SALE, outcome, at=NOON, run_id=1, remote_id=remote_id)

    assert bool(state.unsettled()) == (outcome is Outcome.UNCERTAIN)
    assert state.begin_sending(sending(), run_id=2) == may


def test_an_outcome_is_settled_once(state: Recording) -> None:
    """A run that comes late changes nothing about what another has found out."""
    state.begin_sending(sending(), run_id=1)
    state.settle(SALE, Outcome.BOOKED, at=NOON, run_id=1, remote_id="b-1")

    state.settle(SALE, Outcome.UNCERTAIN, at=NOON, run_id=2)
    state.forget_sending(SALE, at=NOON, run_id=2)

    assert state.known()[SALE].outcome is Outcome.BOOKED
    assert [one.event for one in state.journal(SALE)] == ["sending", "booked"]


def test_a_refused_or_held_document_may_be_sent(state: Recording) -> None:
    """After a definite no, and after a person's remedy, sending may begin again."""
    state.save_verdicts([held()], run_id=1)
    assert state.begin_sending(sending(), run_id=1)
    state.settle(SALE, Outcome.REFUSED, at=NOON, run_id=1, problems=(PROBLEM,))

    assert state.known()[SALE].problems == (PROBLEM,)
    assert state.begin_sending(sending(), run_id=2)


def test_a_settled_document_is_known_with_its_booking(state: Recording) -> None:
    """What was sent is frozen: booking, fingerprint and SnelStart's id come back."""
    state.begin_sending(sending(), run_id=1)

    state.settle(SALE, Outcome.BOOKED, at=NOON, run_id=1, remote_id="b-1")

    known = state.known()[SALE]
    assert known.outcome is Outcome.BOOKED
    assert known.booking == a_booking()
    assert known.remote_id == "b-1"
    assert known.fingerprint == sending().fingerprint
    assert state.unsettled() == ()


def test_the_journal_tells_each_step_in_order(state: Recording) -> None:
    """The accountant can read what happened, when, and in which run."""
    state.begin_sending(sending(), run_id=1)
    state.forget_sending(SALE, at=NOON, run_id=1)
    state.begin_sending(sending(), run_id=2)
    later = NOON + timedelta(minutes=5)
    state.settle(SALE, Outcome.BOOKED, at=later, run_id=2, remote_id="b-1")

    entries = state.journal(SALE)

    events = [entry.event for entry in entries]
    assert events == ["sending", "not sent", "sending", "booked"]
    assert [entry.run_id for entry in entries] == [1, 1, 2, 2]
    assert "173" in entries[0].detail
    assert "12.10" in entries[0].detail
    assert "b-1" in entries[3].detail
    assert entries[3].at == later
    assert state.journal(replace(SALE, kind=DocumentKind.CREDIT)) == ()


def test_what_was_not_sent_is_free_again(state: Recording) -> None:
    """A document that surely was not sent is waiting, unknown, and may be sent."""
    state.begin_sending(sending(), run_id=1)

    state.forget_sending(SALE, at=NOON, run_id=1)

    assert state.known() == {}
    assert state.unsettled() == ()
    assert [one.outcome for one in state.verdicts()] == [Outcome.WAITING]
    assert state.begin_sending(sending(), run_id=2)


def test_verdicts_never_overwrite_what_was_sent(state: Recording) -> None:
    """A later opinion about a booked or uncertain document leaves it as it is."""
    state.begin_sending(sending(), run_id=1)
    state.save_verdicts([held()], run_id=2)
    assert [one.outcome for one in state.verdicts()] == [Outcome.UNCERTAIN]

    state.settle(SALE, Outcome.BOOKED, at=NOON, run_id=2, remote_id="b")
    state.save_verdicts([held()], run_id=3)

    assert state.known()[SALE].outcome is Outcome.BOOKED


def test_verdicts_are_told_sale_first_by_order(state: Recording) -> None:
    """Verdicts come by order, the sale before its credits, problems and all."""
    credit = replace(
        held(), key=DocumentKey(SHOP, DocumentKind.CREDIT, 5), outcome=Outcome.SKIPPED
    )
    state.save_verdicts([held(200), credit, held(173)], run_id=1)

    found = list(state.verdicts())

    assert [(one.order_id, str(one.key.kind)) for one in found] == [
        (173, "sale"),
        (173, "credit"),
        (200, "sale"),
    ]
    assert found[0].problems == (PROBLEM,)


def test_new_documents_are_counted_until_looked_at(state: Recording) -> None:
    """Orders and refunds nobody decided about are new, gone ones too."""
    order = an_order(174, refunds=(9,))
    state.save_orders([an_order(173), order, an_order(175)], at=NOON)
    state.save_refunds([a_refund(9, order)], at=NOON)
    assert state.count_new() == 4

    state.save_verdicts([held(173)], run_id=1)
    state.set_gone([175])

    assert state.count_new() == 3
