"""What becomes of corrections when shop, record or marks changed in between."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.decide import decide
from snelsync.domain.order import Order

from .builders import refund, refund_line, sold
from .test_correct import (
    CHEAPER,
    CREDITS,
    DEARER,
    MUGS,
    ONE_BACK,
    ORDER,
    Books,
    outcomes,
)

WHOLE_BACK = refund("25.90", refund_line("21.40", "4.50", of=MUGS))


@pytest.mark.parametrize("now", [replace(ORDER, status="cancelled"), CHEAPER])
def test_a_correction_cut_off_never_leaves_more_taken_back_than_sold(
    now: Order,
) -> None:
    """Changed again since the reversal: the credits stand, so a person is told."""
    books = Books()
    books.book(ORDER, WHOLE_BACK)
    reversal = next(
        one
        for one in books.look(DEARER, WHOLE_BACK, correct=True)
        if one.key.kind is DocumentKind.SALE_REVERSAL
    )
    books.note(reversal)
    anew = next(one for one in books.look(now, WHOLE_BACK) if one.key.revision)
    assert anew.outcome is Outcome.HELD
    cause = "stands" if now.status == "cancelled" else "was credited already"
    assert cause in anew.problems[0].message


def test_a_correction_cut_off_of_an_order_that_is_cancelled_is_at_an_end() -> None:
    """Nothing was credited, the sale was taken back: the books have nothing of it."""
    books = Books()
    books.book(ORDER)
    books.note(books.look(DEARER, correct=True)[1])
    assert books.total == 0
    anew = books.look(replace(ORDER, status="cancelled"))[-1]
    assert (anew.key.revision, anew.outcome) == (1, Outcome.SKIPPED)


def test_what_was_marked_as_credited_is_not_credited_with_the_whole() -> None:
    """A refund was booked another way: nobody knows what of the sale is open."""
    books = Books(CREDITS)
    books.book(ORDER)
    marks: dict[str, Any] = {"marked_refunds": frozenset({ONE_BACK.refund_id})}
    cancelled = replace(ORDER, status="cancelled")
    assert outcomes(books.look(cancelled, ONE_BACK, **marks)) == [
        ("sale", "drifted"),
        ("credit", "skipped"),
    ]


def test_a_whole_credit_waits_for_what_the_record_forgot() -> None:
    """Its sale was taken back, or a deleted refund credited: not both."""
    books = Books(CREDITS)
    books.book(ORDER)
    cancelled = replace(ORDER, status="cancelled")
    gone: dict[str, Any] = {"gone_refunds": frozenset({ONE_BACK.refund_id})}
    planned = books.look(cancelled, ONE_BACK, **gone)[-1]
    assert planned.outcome is Outcome.PLANNED
    for number in planned.contrary:
        case = books.case(
            sold(cancelled, ONE_BACK, **gone), unknown=frozenset({number})
        )
        held = decide(case)[-1]
        assert held.key == planned.key
        assert held.outcome is Outcome.HELD
        assert number in held.problems[0].message
    assert len(planned.contrary) == 2
