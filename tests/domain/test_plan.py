"""From everything the shop has to one plan: each document once, and a digest."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.decision import Known
from snelsync.domain.fingerprint import order_fingerprint
from snelsync.domain.mapping import Choice, Refunds
from snelsync.domain.order import Order, Refund, Sold
from snelsync.domain.plan import Plan, make_plan
from snelsync.domain.problem import Code

from .builders import (
    AFTERWARDS,
    charge,
    mapping,
    order,
    refund,
    refund_line,
    sale_key,
    sale_of,
    sold,
)
from .charts import chart


def numbered(number: str, order_id: int) -> Order:
    """Make an order with a number of its own."""
    return order(number=number, order_id=order_id)


def plan(*everything: Sold, known: Iterable[Known] = (), **said: Any) -> Plan:  # noqa: ANN401
    """Plan by the example mapping, or by another."""
    return make_plan(
        everything,
        known={one.key: one for one in known},
        mapping=mapping(**said),
        chart=chart(),
        now=AFTERWARDS,
    )


def booked(one: Order, outcome: Outcome = Outcome.BOOKED) -> Known:
    """Record a sale as it was sent."""
    return Known(
        key=sale_key(one.order_id),
        outcome=outcome,
        booking=sale_of(one).booking,
        fingerprint=order_fingerprint(one),
        remote_id="b-1",
    )


def outcomes(made: Plan) -> list[str]:
    """Give every decision's outcome."""
    return [str(one.outcome) for one in made.decisions]


def problem_codes(made: Plan) -> list[list[Code]]:
    """Give every decision's problems."""
    return [[problem.code for problem in one.problems] for one in made.decisions]


@pytest.mark.parametrize(
    ("one", "other"),
    [("173", "173"), ("w1", "W1"), (" 173", "173 "), ("STRASSE", "straße")],
)
def test_two_orders_that_want_one_number_are_both_held(one: str, other: str) -> None:
    """Nobody guesses whose number it is; case and outer spaces make no difference."""
    made = plan(
        sold(numbered(one, 1)), sold(numbered(other, 2)), sold(numbered("9", 3))
    )
    assert outcomes(made) == ["held", "held", "planned"]
    assert problem_codes(made) == [[Code.NUMBER_TAKEN], [Code.NUMBER_TAKEN], []]
    assert made.decisions[0].booking is None


@pytest.mark.parametrize("number", ["173", "w173"])
@pytest.mark.parametrize(
    "outcome", [Outcome.BOOKED, Outcome.ADOPTED, Outcome.UNCERTAIN, Outcome.CONFLICT]
)
def test_a_number_that_was_sent_is_taken(outcome: Outcome, number: str) -> None:
    """A number that another document was sent under is not used again."""
    first = numbered(number, 1)
    made = plan(
        sold(first),
        sold(numbered(number.upper(), 2)),
        known=[booked(first, outcome)],
    )
    assert outcomes(made) == [str(outcome), "held"]
    assert problem_codes(made)[1] == [Code.NUMBER_TAKEN]


def test_a_refused_document_may_use_its_own_number_again() -> None:
    """Its own earlier try does not stand in a document's way."""
    one = numbered("173", 1)
    made = plan(sold(one), known=[booked(one, Outcome.REFUSED)])
    assert outcomes(made) == ["planned"]


def test_a_credit_may_not_have_the_number_of_a_sale() -> None:
    """Sales and credits share one series of numbers."""
    one = order(charge("21.40", "4.50"))
    other = numbered("173-r270", 2)
    back = refund("12.95", refund_line("10.70", "2.25"))
    made = plan(sold(one, back), sold(other))
    assert outcomes(made) == ["planned", "held", "held"]
    assert problem_codes(made)[1:] == [[Code.NUMBER_TAKEN]] * 2


def test_held_documents_want_no_number() -> None:
    """An order that is not booked does not hold another's number."""
    made = plan(
        sold(order(number="173", order_id=1, currency="USD")),
        sold(numbered("173", 2)),
        sold(order(number="173", order_id=3, status="cancelled")),
    )
    assert outcomes(made) == ["held", "planned", "skipped"]


def test_the_credits_of_a_collided_sale_are_held_with_it() -> None:
    """When a collision holds a sale, its credits are not booked either."""
    back = refund("12.95", order_id=1)
    made = plan(sold(numbered("173", 1), back), sold(numbered("173", 2)))
    assert outcomes(made) == ["held", "held", "held"]
    assert problem_codes(made)[1] == [Code.ORDER_NOT_BOOKED]
    assert made.decisions[1].booking is None
    assert not made.to_book


def test_the_credits_of_another_sale_are_not() -> None:
    """A collision holds only its own order's credits."""
    back = refund("12.95", order_id=3)
    made = plan(
        sold(numbered("173", 1)),
        sold(numbered("173", 2)),
        sold(numbered("174", 3), back),
    )
    assert outcomes(made) == ["held", "held", "planned", "planned"]


def everything() -> list[Sold]:
    """Make one order of every kind, with refunds."""
    back = refund("12.95", order_id=1)
    amount_only = refund("5.00", order_id=2, refund_id=271)
    free = order(charge("0.00", rate=None), order_id=6, number="6")
    return [
        sold(numbered("1", 1), back),
        sold(numbered("2", 2), amount_only),
        sold(order(number="3", order_id=3, currency="USD")),
        sold(order(number="4", order_id=4, status="pending")),
        sold(order(number="5", order_id=5, status="cancelled")),
        sold(free),
        sold(numbered("7", 7), gone=True),
        sold(numbered("8", 8)),
        sold(numbered("9", 9)),
    ]


def test_counts_add_up_to_everything_seen() -> None:
    """Every order and refund is in the plan exactly once, with one outcome."""
    shop = everything()
    known = [booked(numbered("8", 8)), booked(numbered("9", 9), Outcome.UNCERTAIN)]
    made = plan(*shop, known=known)
    documents = len(shop) + sum(len(one.refunds) for one in shop)
    assert sum(made.counts.values()) == documents == len(made.decisions)
    assert len({one.key for one in made.decisions}) == documents
    assert {str(outcome): n for outcome, n in made.counts.items()} == {
        "booked": 1,
        "held": 2,
        "uncertain": 1,
        "skipped": 3,
        "waiting": 1,
        "planned": 3,
    }


def test_what_is_to_be_booked_is_what_is_planned() -> None:
    """Only planned documents are sent, and a sale goes before its credit."""
    made = plan(*everything())
    assert all(one.booking is not None for one in made.to_book)
    assert {one.outcome for one in made.to_book} == {Outcome.PLANNED}
    kinds = [(one.order_id, one.key.kind) for one in made.to_book]
    assert kinds.index((1, DocumentKind.SALE)) < kinds.index((1, DocumentKind.CREDIT))


def test_a_plan_of_nothing_is_a_plan() -> None:
    """A shop without orders gives an empty plan with a digest."""
    made = plan()
    assert (made.decisions, made.counts, made.to_book) == ((), {}, ())
    assert len(made.digest) == 32


def test_equal_inputs_give_an_equal_digest() -> None:
    """A plan made again from the same things is the same plan."""
    assert plan(*everything()) == plan(*everything())


def first_order(**fields: Any) -> list[Sold]:  # noqa: ANN401
    """Change something of the first order."""
    first, *rest = everything()
    return [replace(first, order=replace(first.order, **fields)), *rest]


def first_refund(back: Refund) -> list[Sold]:
    """Put another refund on the first order."""
    first, *rest = everything()
    return [replace(first, refunds=(back,)), *rest]


CHANGES: dict[str, list[Sold]] = {
    "an order less": everything()[1:],
    "an order more": [*everything(), sold(numbered("10", 10))],
    "number": first_order(number="1a"),
    "a cent": first_order(total=Decimal("12.96")),
    "day": first_order(paid=order().created.replace(day=3)),
    "country": first_order(ship_country="DE"),
    "payment": first_order(payment_method="bacs"),
    "held now": first_order(currency="USD"),
    "waiting now": first_order(status="on-hold"),
    "skipped now": first_order(status="failed"),
    "line": first_order(charges=(charge("10.70", "2.25", code="MOK-002"),)),
    "refund gone": [replace(everything()[0], refunds=()), *everything()[1:]],
    "another refund": first_refund(refund("12.95", order_id=1, refund_id=280)),
    "day of refund": first_refund(refund("12.95", order_id=1, created=order().created)),
}


@pytest.mark.parametrize("what", list(CHANGES))
def test_a_change_in_the_shop_changes_the_digest(what: str) -> None:
    """Whatever would be booked otherwise makes it another plan."""
    assert plan(*CHANGES[what]).digest != plan(*everything()).digest


@pytest.mark.parametrize(
    "said",
    [
        {"digest": "mapping-2"},
        {"invoices": {"number": "W{order_number}"}},
        {"invoices": {"sale_text": "Winkel {order_number}"}},
        {"shop": {"name": "other.test"}},
    ],
)
def test_a_change_in_the_mapping_changes_the_digest(said: dict[str, Any]) -> None:
    """A plan was approved under one mapping and no other."""
    assert plan(*everything(), **said).digest != plan(*everything()).digest


def test_a_change_in_the_record_changes_the_digest() -> None:
    """What has been booked since makes it another plan."""
    known = [booked(numbered("8", 8))]
    assert plan(*everything(), known=known).digest != plan(*everything()).digest


def test_a_change_in_the_chart_changes_the_digest() -> None:
    """An account that became unusable makes it another plan."""
    without = replace(
        chart(), accounts=tuple(a for a in chart().accounts if a.number != 8100)
    )
    made = make_plan(
        everything(), known={}, mapping=mapping(), chart=without, now=AFTERWARDS
    )
    assert made.digest != plan(*everything()).digest


def test_a_credit_is_never_booked_without_what_comes_before_it() -> None:
    """Where a sale or an earlier credit is left, what comes after it is left too."""
    first = refund("5.00", refund_id=1)
    second = refund("7.95", refund_id=2)
    made = plan(
        sold(order(), first, second),
        sold(numbered("174", 174)),
        refunds=Refunds(without_lines=Choice.BOOK),
    )
    assert [one.key.shop_id for one in made.to_book] == [173, 1, 2, 174]
    for wanted, booked in (
        ({1, 2, 174}, [174]),
        ({173, 2}, [173]),
        ({173, 1}, [173, 1]),
    ):
        left = made.only(lambda one: one.key.shop_id in wanted, "not now")  # noqa: B023
        assert [one.key.shop_id for one in left.to_book] == booked
        assert sum(left.counts.values()) == 4
