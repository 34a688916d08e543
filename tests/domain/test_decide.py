"""From an order and our record of it to its decisions."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.case import Case
from snelsync.domain.decide import decide
from snelsync.domain.decision import Decision, Known
from snelsync.domain.fingerprint import order_fingerprint, refund_fingerprint
from snelsync.domain.mapping import Mapping
from snelsync.domain.order import Order, Refund, Sold
from snelsync.domain.problem import Code, Problem

from .builders import (
    AFTERWARDS,
    accounts,
    charge,
    credit_key,
    mapping,
    order,
    refund,
    refund_line,
    sale_key,
    sale_of,
    sold,
)
from .charts import chart

MUGS = charge("21.40", "4.50", quantity="2")
ORDER = order(MUGS)
ONE_BACK = refund("12.95", refund_line("10.70", "2.25", of=MUGS))
CHANGED = replace(ORDER, charges=(replace(MUGS, net=Decimal("21.41")),))


def decided(what: Sold, *known: Known, said: Mapping | None = None) -> list[Decision]:
    """Decide by the example mapping, or by another."""
    return decide(
        Case(
            sold=what,
            known={one.key: one for one in known},
            mapping=said or mapping(),
            chart=chart(),
            now=AFTERWARDS,
        )
    )


def recorded(
    outcome: Outcome = Outcome.BOOKED,
    *,
    of: Order = ORDER,
    **fields: Any,  # noqa: ANN401
) -> Known:
    """Record a sale as it was sent."""
    settings: dict[str, Any] = {
        "key": sale_key(of.order_id),
        "booking": sale_of(of).booking,
        "fingerprint": order_fingerprint(of),
        "remote_id": "remote-1",
    }
    return Known(outcome=outcome, **(settings | fields))


def recorded_credit(outcome: Outcome = Outcome.BOOKED) -> Known:
    """Record the credit of one mug as it was sent."""
    made = decided(sold(ORDER, ONE_BACK))[1].booking
    assert made is not None
    return Known(
        key=credit_key(),
        outcome=outcome,
        booking=made,
        fingerprint=refund_fingerprint(ONE_BACK),
        remote_id="remote-2",
    )


def codes(problems: Iterable[Problem]) -> list[Code]:
    """Give the codes of problems."""
    return [problem.code for problem in problems]


def test_a_new_order_is_planned_with_its_refunds() -> None:
    """The sale comes first, then its credits, each with its booking."""
    sale, credit = decided(sold(ORDER, ONE_BACK))
    assert (sale.key, credit.key) == (sale_key(), credit_key())
    assert sale.outcome is credit.outcome is Outcome.PLANNED
    assert (str(sale.total), str(credit.total)) == ("25.90", "-12.95")
    assert (sale.number, credit.number) == ("173", "173-R270")
    assert (sale.refund_id, credit.refund_id) == (None, 270)
    assert sale.booking is not None
    assert credit.booking is not None
    assert sale.fingerprint == order_fingerprint(ORDER)
    assert credit.fingerprint == refund_fingerprint(ONE_BACK)


def test_refunds_are_taken_in_the_order_they_were_made() -> None:
    """The refund that was too much is the last one, however they were read."""
    first = refund("20.00", refund_line("16.53", "3.47", of=MUGS), refund_id=280)
    later = refund(
        "12.95",
        refund_line("10.70", "2.25", of=MUGS),
        refund_id=270,
        created=first.created + timedelta(days=1),
    )
    for refunds in ((first, later), (later, first)):
        _, one, two = decided(sold(ORDER, *refunds))
        assert (one.refund_id, one.outcome) == (280, Outcome.PLANNED)
        assert (two.refund_id, two.outcome) == (270, Outcome.HELD)
        assert codes(two.problems) == [Code.REFUND_TOO_LARGE]


def test_refunds_of_one_moment_go_by_id() -> None:
    """Equal dates never make the outcome depend on how the shop lists."""
    pair = [replace(ONE_BACK, refund_id=number) for number in (272, 271, 273)]
    found = decided(sold(ORDER, *pair))[1:]
    assert [one.refund_id for one in found] == [271, 272, 273]
    assert [one.outcome for one in found] == [
        Outcome.PLANNED,
        Outcome.PLANNED,
        Outcome.HELD,
    ]


@pytest.mark.parametrize("outcome", [Outcome.BOOKED, Outcome.ADOPTED])
def test_a_booked_sale_is_frozen(outcome: Outcome) -> None:
    """What was booked stays as it was sent, whatever the mapping says now."""
    known = recorded(outcome)
    changed = mapping(revenue=accounts(high=8200), invoices={"number": "X{order_id}"})
    (sale,) = decided(sold(ORDER), known, said=changed)
    assert sale.outcome is outcome
    assert sale.booking == known.booking
    assert (sale.number, sale.remote_id) == ("173", "remote-1")
    assert not sale.problems


def test_a_booked_sale_that_was_changed_has_drifted() -> None:
    """A change in the shop is told, and the booking stays what was sent."""
    known = recorded()
    (sale,) = decided(sold(CHANGED), known)
    assert sale.outcome is Outcome.DRIFTED
    assert codes(sale.problems) == [Code.DRIFTED]
    assert sale.booking == known.booking
    assert sale.total == known.booking.total
    assert sale.fingerprint == order_fingerprint(CHANGED)


def test_completing_an_order_is_no_drift() -> None:
    """An order that moves on to another booked status stays booked."""
    moved = replace(ORDER, status="completed", completed=ORDER.created)
    assert decided(sold(moved), recorded())[0].outcome is Outcome.BOOKED


@pytest.mark.parametrize("status", ["cancelled", "failed", "pending", "verzonden"])
def test_a_booked_sale_that_is_no_longer_sold_has_drifted(status: str) -> None:
    """A booked order that is undone in the shop is told as such."""
    (sale,) = decided(sold(replace(ORDER, status=status)), recorded())
    assert sale.outcome is Outcome.DRIFTED
    assert codes(sale.problems) == [Code.GONE_FROM_SHOP]
    assert status in sale.problems[0].message


def test_a_booked_sale_that_was_deleted_has_drifted() -> None:
    """A booked order that is gone from the shop is told, and stays booked."""
    (sale,) = decided(sold(ORDER, gone=True), recorded())
    assert sale.outcome is Outcome.DRIFTED
    assert codes(sale.problems) == [Code.GONE_FROM_SHOP]
    assert sale.booking is not None


def test_an_order_deleted_before_it_was_booked_is_skipped() -> None:
    """What is gone and was never booked is not booked any more."""
    (sale,) = decided(sold(ORDER, gone=True))
    assert sale.outcome is Outcome.SKIPPED
    assert sale.booking is None
    assert sale.reason


def test_a_refund_deleted_before_it_was_booked_is_skipped() -> None:
    """A refund that was taken back is not booked, and leaves room for another."""
    whole = refund("25.90", refund_id=271)
    _, first, second = decided(
        sold(ORDER, ONE_BACK, whole, gone_refunds=frozenset({270}))
    )
    assert first.outcome is Outcome.SKIPPED
    assert second.outcome is Outcome.PLANNED


def test_a_booked_refund_that_was_deleted_has_drifted() -> None:
    """A booked credit whose refund is gone is told, and stays booked."""
    _, credit = decided(
        sold(ORDER, ONE_BACK, gone_refunds=frozenset({270})),
        recorded(),
        recorded_credit(),
    )
    assert credit.outcome is Outcome.DRIFTED
    assert codes(credit.problems) == [Code.GONE_FROM_SHOP]
    assert credit.remote_id == "remote-2"


def test_a_booked_refund_that_was_changed_has_drifted() -> None:
    """A booked credit stays what was sent."""
    changed = replace(ONE_BACK, amount=Decimal("12.94"))
    _, credit = decided(sold(ORDER, changed), recorded(), recorded_credit())
    assert credit.outcome is Outcome.DRIFTED
    assert codes(credit.problems) == [Code.DRIFTED]
    assert "by hand" in credit.problems[0].remedy
    assert str(credit.total) == "-12.95"


def test_a_booked_refund_is_not_booked_again() -> None:
    """Sale and credit in the books are left alone."""
    found = decided(sold(ORDER, ONE_BACK), recorded(), recorded_credit())
    assert [one.outcome for one in found] == [Outcome.BOOKED, Outcome.BOOKED]


def test_a_refund_of_a_booked_sale_is_planned_against_that_sale() -> None:
    """A full refund takes back what was booked, not what the order says now."""
    full = refund("25.90")
    changed = replace(CHANGED, total=Decimal("25.91"))
    sale, credit = decided(sold(changed, full), recorded())
    assert sale.outcome is Outcome.DRIFTED
    assert credit.outcome is Outcome.PLANNED
    assert credit.booking is not None
    assert [str(line.amount) for line in credit.booking.lines] == ["-21.40"]


def test_a_refused_document_is_tried_again() -> None:
    """A refusal decides nothing for ever: the document is decided anew."""
    (sale,) = decided(sold(CHANGED), recorded(Outcome.REFUSED))
    assert sale.outcome is Outcome.PLANNED
    assert sale.booking is not None
    assert str(sale.booking.lines[0].amount) == "21.41"
    credit = decided(sold(ORDER, ONE_BACK), recorded_credit(Outcome.REFUSED))[1]
    assert credit.outcome is Outcome.PLANNED


def test_a_number_that_was_somebody_elses_is_tried_again() -> None:
    """The other booking may have been put right; with ours in the books it may not."""
    (sale,) = decided(sold(ORDER), recorded(Outcome.CONFLICT, remote_id=""))
    assert sale.outcome is Outcome.PLANNED


def test_a_refused_document_that_is_gone_is_skipped() -> None:
    """What was refused and then deleted needs no booking."""
    (sale,) = decided(sold(ORDER, gone=True), recorded(Outcome.REFUSED))
    assert sale.outcome is Outcome.SKIPPED


@pytest.mark.parametrize("outcome", [Outcome.UNCERTAIN, Outcome.CONFLICT])
def test_what_may_be_in_the_books_is_never_sent_again(outcome: Outcome) -> None:
    """An uncertain or contested document keeps its outcome, changed or not."""
    told = Problem(Code.UNCERTAIN, "geen antwoord", "later")
    for one in (ORDER, CHANGED, replace(ORDER, status="cancelled")):
        (sale,) = decided(sold(one), recorded(outcome, problems=(told,)))
        assert sale.outcome is outcome
        assert sale.problems == (told,)


@pytest.mark.parametrize("outcome", [Outcome.UNCERTAIN, Outcome.CONFLICT])
def test_a_refund_waits_for_an_uncertain_sale(outcome: Outcome) -> None:
    """A credit is not booked before it is known whether its sale is."""
    _, credit = decided(sold(ORDER, ONE_BACK), recorded(outcome))
    assert credit.outcome is Outcome.WAITING
    assert str(outcome) in credit.reason


def test_a_refund_of_a_waiting_order_waits() -> None:
    """Order and refund wait together."""
    found = decided(sold(replace(ORDER, status="on-hold"), ONE_BACK))
    assert [one.outcome for one in found] == [Outcome.WAITING, Outcome.WAITING]
    assert all(one.reason for one in found)


def test_a_refund_of_a_held_order_is_held() -> None:
    """Order and refund need a person together."""
    found = decided(sold(replace(ORDER, currency="USD"), ONE_BACK))
    assert [one.outcome for one in found] == [Outcome.HELD, Outcome.HELD]
    assert codes(found[1].problems) == [Code.ORDER_NOT_BOOKED]


def test_what_is_not_booked_still_says_how_much() -> None:
    """A held or skipped document has its day, total and key all the same."""
    sale, credit = decided(sold(replace(ORDER, status="cancelled"), ONE_BACK))
    assert (sale.outcome, str(sale.total)) == (Outcome.SKIPPED, "25.90")
    assert (credit.outcome, str(credit.total)) == (Outcome.HELD, "-12.95")
    assert sale.booking is credit.booking is None
    assert sale.day.isoformat() == "2026-10-01"
    assert credit.day.isoformat() == "2026-10-02"
    assert credit.key.kind is DocumentKind.CREDIT


def test_a_booked_sale_keeps_its_day() -> None:
    """A date that moves in the shop does not move what was booked."""
    moved = replace(ORDER, paid=datetime(2026, 11, 5, tzinfo=UTC))
    (sale,) = decided(sold(moved), recorded())
    assert sale.day.isoformat() == "2026-10-01"


def test_every_refund_has_one_decision() -> None:
    """As many decisions as documents, each with a key of its own."""
    refunds: list[Refund] = [replace(ONE_BACK, refund_id=n) for n in range(270, 280)]
    found = decided(sold(ORDER, *refunds, gone_refunds=frozenset({271})), recorded())
    assert len(found) == 11
    assert len({one.key for one in found}) == 11
