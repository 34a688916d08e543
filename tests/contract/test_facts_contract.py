"""What our own record promises of cards, VAT numbers and what was taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from snelsync.app.ports import Recording, ShopInfo, Unreadable
from snelsync.domain.booking import DocumentKey, DocumentKind, Outcome
from snelsync.domain.fingerprint import order_fingerprint
from snelsync.domain.order import Order, Product
from snelsync.domain.problem import Code, Problem
from snelsync.domain.vat_number import Validity, VatCheck
from tests.contract.samples import SHOP, a_booking, a_refund, a_sending, an_order
from tests.contract.wiring import open_record
from tests.domain.charts import full_chart
from tests.fakes import NOON, FakeState

NUMBER = "BE0477472701"
CHECK = VatCheck(
    number=NUMBER,
    validity=Validity.VALID,
    checked=NOON + timedelta(hours=3, microseconds=7),
    first_asked=NOON,
    consultation="WAPI1",
)
BOOKED_STATUSES = frozenset({"processing"})
SKIPPED = frozenset({"cancelled"})
SALE = DocumentKey(SHOP, DocumentKind.SALE, 173)
TAKEN_BACK = DocumentKey(SHOP, DocumentKind.CREDIT, 173)


@pytest.fixture(params=["memory", "disk"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Recording:
    """Open each kind of record."""
    if request.param == "memory":
        return FakeState()
    return open_record(tmp_path / "state.sqlite3")


def business(order_id: int, number: str = NUMBER) -> Order:
    """Give an order of a buyer with a VAT number."""
    return replace(an_order(order_id), vat_number=number)


def test_a_new_record_knows_no_number_and_no_card(state: Recording) -> None:
    """Nothing is known at the start."""
    assert state.vat_checks() == {}
    assert state.customer_id("NL X") is None


def test_a_check_comes_back_exactly(state: Recording) -> None:
    """Moments, validity and evidence are kept under the number."""
    state.save_vat_check(CHECK)

    assert state.vat_checks() == {NUMBER: (CHECK,)}


@pytest.mark.parametrize("validity", Validity)
def test_a_later_check_stands_beside_the_earlier(
    state: Recording, validity: Validity
) -> None:
    """Evidence is never overwritten, whatever is asked later; oldest comes first."""
    later = replace(
        CHECK, validity=validity, consultation="", first_asked=NOON + timedelta(days=1)
    )
    state.save_vat_check(later)
    state.save_vat_check(CHECK)

    assert state.vat_checks() == {NUMBER: (CHECK, later)}


def test_an_answer_takes_the_place_of_its_question(state: Recording) -> None:
    """What VIES did not know yet, it may say later: that is one question."""
    state.save_vat_check(replace(CHECK, validity=Validity.UNAVAILABLE, checked=NOON))

    state.save_vat_check(CHECK)

    assert state.vat_checks() == {NUMBER: (CHECK,)}


def test_orders_come_with_the_checks_of_their_number(state: Recording) -> None:
    """Each order with that number has them, found singly or not; others have none."""
    state.save_orders(
        [business(1), business(2), business(3, "OTHER"), an_order(4)], at=NOON
    )
    state.save_vat_check(CHECK)

    found = [one.order.vat_checks for one in state.everything()]

    assert found == [(CHECK,), (CHECK,), (), ()]
    for order_id, checks in enumerate(found, start=1):
        sold = state.find(str(order_id))
        assert sold is not None
        assert sold.order.vat_checks == checks


def test_a_check_is_no_change_of_an_order(state: Recording) -> None:
    """An order that is read again after a check is the same order."""
    state.save_orders([business(1)], at=NOON)
    state.save_vat_check(CHECK)

    assert state.save_orders([business(1)], at=NOON) == 0


def test_products_are_put_with_their_lines(state: Recording) -> None:
    """Where a product is filed comes with each line of it, as last seen."""
    one = an_order(1)
    first = replace(one.charges[0], product_id=7)
    state.save_orders([replace(one, charges=(first, *one.charges[1:]))], at=NOON)
    assert next(state.everything()).order.charges[0].product is None
    state.save_products([Product(7, ("boeken",)), Product(8, ("mokken",))])
    mug = Product(7, ("mokken", "servies"), ("kerst",))

    state.save_products([mug])

    for sold in (next(state.everything()), state.find("1")):
        assert sold is not None
        assert sold.order.charges[0].product == mug
        assert {line.product for line in sold.order.charges[1:]} <= {None}


def test_a_forgotten_card_is_unknown_and_may_be_saved_anew(state: Recording) -> None:
    """Forgetting one card leaves the others, and forgetting twice does no harm."""
    state.save_customer(NUMBER, "one")
    state.save_customer("NL X", "two")

    state.forget_customer(NUMBER)
    state.forget_customer(NUMBER)

    assert state.customer_id(NUMBER) is None
    assert state.customer_id("NL X") == "two"
    state.save_customer(NUMBER, "three")
    assert state.customer_id(NUMBER) == "three"


def test_an_unreadable_refund_is_kept_with_its_order(state: Recording) -> None:
    """Whose refund it is comes back, so that it can be asked for again."""
    problem = Problem(code=Code.ORDER_UNREADABLE, message="no", remedy="look")
    found = (
        Unreadable(9, problem, refund_of=173, is_refund=True),
        Unreadable(0, problem, is_refund=True),
        Unreadable(173, problem),
    )

    state.save_unreadable(found)

    assert state.unreadable() == found
    assert [one.can_be_asked_again for one in found] == [True, False, True]


def book(state: Recording, key: DocumentKey, outcome: Outcome) -> None:
    """Send a document, and settle it."""
    booking = a_booking(173, kind=key.kind, number=f"173 {key.kind}")
    sending = a_sending(replace(booking, key=key), since=NOON)
    sending = replace(sending, fingerprint=order_fingerprint(an_order(173)))
    assert state.begin_sending(sending, run_id=1)
    state.settle(key, outcome, at=NOON, run_id=1, remote_id="b-1")


@pytest.mark.parametrize("outcome", [Outcome.BOOKED, Outcome.ADOPTED])
@pytest.mark.parametrize("what", ["status", "gone"])
def test_a_sale_that_was_taken_back_has_not_drifted(
    state: Recording, outcome: Outcome, what: str
) -> None:
    """A cancelled or deleted order whose credit is in the books asks for nobody."""
    state.save_orders([an_order(173)], at=NOON)
    book(state, SALE, Outcome.BOOKED)
    state.save_orders([replace(an_order(173), status="cancelled")], at=NOON)
    if what == "gone":
        state.set_gone([173])
    assert set(state.drifted(book=BOOKED_STATUSES, skip=SKIPPED)) == {SALE}

    book(state, TAKEN_BACK, outcome)

    assert state.drifted(book=BOOKED_STATUSES, skip=SKIPPED) == {}
    assert state.count_new() == 0


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.UNCERTAIN])
def test_the_credit_of_an_undone_order_tells_how_it_stands(
    state: Recording, outcome: Outcome
) -> None:
    """As long as the order is undone; when it is not, the sale has drifted again."""
    order = replace(an_order(173), status="cancelled")
    state.save_orders([order], at=NOON)
    book(state, SALE, Outcome.BOOKED)

    book(state, TAKEN_BACK, outcome)

    assert state.drifted(book=BOOKED_STATUSES, skip=SKIPPED) == {}
    state.save_orders([replace(order, status="on-hold")], at=NOON)
    assert set(state.drifted(book=BOOKED_STATUSES, skip=SKIPPED)) == {SALE}


def test_a_line_keeps_its_product_when_the_shop_deletes_it(state: Recording) -> None:
    """Product and SKU were known when it was sold; a line that is new has none."""
    one = an_order(1)
    first = replace(one.charges[0], product_id=7, code="MOK-001")
    state.save_orders([replace(one, charges=(first, *one.charges[1:]))], at=NOON)
    gone = replace(first, product_id=0, code="")
    new = replace(gone, line_id=999)

    assert state.save_orders([replace(one, charges=(gone, new))], at=NOON) == 1

    kept = next(state.everything()).order.charges
    assert [(line.product_id, line.code) for line in kept] == [(7, "MOK-001"), (0, "")]


def test_refunds_of_orders_we_never_had_are_not_new(state: Recording) -> None:
    """A refund of an order that was trashed before we came is nobody's work."""
    state.save_orders([an_order(173)], at=NOON)
    state.save_refunds([a_refund(9, an_order(77))], at=NOON)

    assert state.count_new() == 1


def test_what_the_sides_said_is_kept_for_as_long_as_one_likes(
    state: Recording,
) -> None:
    """It comes back exactly, the newest only, and not to whom it is too old."""
    info = ShopInfo("Shop", "11.0.1", "Europe/Amsterdam", NOON)
    chart = full_chart()
    assert state.shop_info(since=NOON) is None
    assert state.chart(since=NOON) is None

    state.keep_shop_info(replace(info, version="8.9.2"), at=NOON - timedelta(hours=1))
    state.keep_shop_info(info, at=NOON)
    state.keep_chart(chart, at=NOON)

    assert state.shop_info(since=NOON) == info
    found = state.chart(since=NOON)
    assert found == chart
    assert found.digest == chart.digest
    later = NOON + timedelta(microseconds=1)
    assert (state.shop_info(since=later), state.chart(since=later)) == (None, None)
    sooner = NOON - timedelta(microseconds=1)
    for until, there in ((NOON, True), (sooner, False)):
        assert bool(state.shop_info(since=sooner, until=until)) is there
        assert bool(state.chart(since=sooner, until=until)) is there


def test_what_an_older_snelsync_kept_otherwise_is_not_known(tmp_path: Path) -> None:
    """Then it is asked for anew; that is no fault."""
    state = open_record(tmp_path / "state.sqlite3")
    with state._engine.begin() as connection:
        for what in ("chart", "shop info"):
            row = "INSERT INTO kept VALUES (?, ?, '9999', '{}')"
            connection.exec_driver_sql(row, (SHOP, what))

    assert (state.shop_info(since=NOON), state.chart(since=NOON)) == (None, None)
