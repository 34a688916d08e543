"""From an order to its sale: booked to the cent, or not at all and why."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from snelsync.domain.mapping import BookingDate, Mapping
from snelsync.domain.order import Order
from snelsync.domain.problem import Code
from snelsync.domain.translate import (
    Held,
    Skipped,
    Translation,
    Waiting,
    translate_sale,
)

from .builders import (
    NOON,
    amounts,
    charge,
    codes,
    fee,
    mapping,
    order,
    sale_key,
    sale_of,
    shipping,
    tax_line,
    vat,
)
from .charts import chart


def translate(one: Order, said: Mapping | None = None) -> Translation:
    """Translate by the example mapping, or by another."""
    return translate_sale(one, mapping=said or mapping(), chart=chart())


def test_an_order_becomes_its_sale() -> None:
    """Number, day, customer, text, lines, VAT and total are the order's own."""
    made = sale_of(order(charge("10.70", "2.25"), shipping("4.09", "0.86"))).booking
    assert made.key == sale_key(173)
    assert (made.order_id, made.order_number, made.number) == (173, "173", "173")
    assert made.day == date(2026, 10, 1)
    assert (made.customer.country, made.customer.name) == (
        "NL",
        "Webshop particulieren NL",
    )
    assert made.description == "Webshop order 173"
    assert [line.description for line in made.lines] == ["1 x MOK-001", "Verzendkosten"]
    assert amounts(made) == [(8100, "10.70"), (8101, "4.09")]
    assert vat(made) == {"high": "3.11"}
    assert str(made.total) == "17.90"


def test_vat_is_what_the_shop_charged() -> None:
    """VAT is booked as the order has it, and never computed from the turnover."""
    one = order(charge("10.70", "2.24"), tax_lines=(tax_line(1, "21", goods="2.24"),))
    assert vat(sale_of(one).booking) == {"high": "2.24"}


def test_vat_of_goods_and_shipping_is_rounded_as_the_shop_shows_it() -> None:
    """The two sides of a rate are each rounded to cents before they are added."""
    one = order(
        charge("10.702479", "2.2475", line_id=11),
        shipping("4.09", "0.8575"),
        total="17.90",
        tax_lines=(tax_line(1, "21", goods="2.2475", shipping="0.8575"),),
    )
    made = sale_of(one).booking
    assert vat(made) == {"high": "3.11"}
    assert str(made.total) == "17.90"


def test_rates_of_one_kind_are_one_vat_row() -> None:
    """Two rate ids at 21 % are one row of VAT, and nothing of it is lost."""
    one = order(
        charge("10.70", "2.25", rate=1),
        charge("10.70", "2.25", rate=7, line_id=12),
    )
    assert vat(sale_of(one).booking) == {"high": "4.50"}


def test_a_rate_without_vat_makes_no_row() -> None:
    """A zero rate is turnover without a VAT row."""
    one = order(charge("10.70", "2.25"), charge("27.30", rate=3, line_id=12))
    made = sale_of(one).booking
    assert vat(made) == {"high": "2.25"}
    assert amounts(made) == [(8100, "10.70"), (8140, "27.30")]


@pytest.mark.parametrize("status", ["processing", "completed", "refunded"])
def test_statuses_that_were_sold_are_booked(status: str) -> None:
    """Every status under `book` gives a booking."""
    assert sale_of(order(status=status)).booking.number == "173"


@pytest.mark.parametrize("status", ["pending", "on-hold"])
def test_statuses_that_are_not_sold_yet_wait(status: str) -> None:
    """An order that may still be sold waits, and says its status."""
    result = translate(order(status=status))
    assert isinstance(result, Waiting)
    assert status in result.reason


@pytest.mark.parametrize("paid", [None, NOON])
@pytest.mark.parametrize("status", ["cancelled", "failed"])
def test_statuses_that_were_never_sold_are_skipped(
    status: str, paid: datetime | None
) -> None:
    """Nothing sold is nothing booked, and money that came in is pointed out."""
    result = translate(order(status=status, paid=paid))
    assert isinstance(result, Skipped)
    assert status in result.reason
    assert ("paid" in result.reason) == bool(paid)


def test_a_status_nobody_explained_is_held() -> None:
    """A custom status is never taken for sold or for not sold."""
    result = translate(order(status="verzonden"))
    assert codes(result) == {Code.STATUS_UNKNOWN}
    assert isinstance(result, Held)
    assert "verzonden" in result.problems[0].remedy


def test_an_order_before_the_start_is_skipped() -> None:
    """The day before the start is not ours, the start is."""
    before = datetime(2025, 12, 31, 12, 0, tzinfo=UTC)
    first = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    assert isinstance(translate(order(paid=before)), Skipped)
    assert sale_of(order(paid=first)).booking.day == date(2026, 1, 1)


def test_the_start_counts_before_the_status() -> None:
    """An old order needs no person, whatever its status."""
    before = datetime(2025, 12, 31, 12, 0, tzinfo=UTC)
    for status in ("verzonden", "pending", "cancelled"):
        assert isinstance(translate(order(status=status, paid=before)), Skipped)


def test_an_order_of_nothing_is_skipped() -> None:
    """An order without charges, or of free things only, has nothing to book."""
    empty = replace(order(), charges=(), tax_lines=(), total=Decimal(0))
    assert isinstance(translate(empty), Skipped)
    free = order(charge("0.00", "0.00"), shipping("0.00", rate=None))
    assert isinstance(translate(free), Skipped)


def test_an_order_of_nothing_that_has_charges_is_held() -> None:
    """What was sold and paid with itself to EUR 0.00 needs a person."""
    one = order(charge("10.70", "2.25"), fee("-10.70", "-2.25"))
    assert codes(translate(one)) == {Code.ZERO_TOTAL}


CASES: dict[Code, dict[str, Any]] = {
    Code.CURRENCY: {"currency": "USD"},
    Code.SUB_ORDER: {"parent_id": 172},
    Code.TEST_PAYMENT: {"meta": (("_mollie_payment_mode", "test"),)},
    Code.GATEWAY_UNKNOWN: {"payment_method": "bitcoin"},
    Code.COUNTRY_UNKNOWN: {"ship_country": "XX"},
    Code.NUMBER_TOO_LONG: {"number": "1" * 26},
}


@pytest.mark.parametrize("code", list(CASES))
def test_what_nobody_decided_holds_the_order(code: Code) -> None:
    """Each circumstance that is not surely right holds, with its own code."""
    assert codes(translate(order(**CASES[code]))) == {code}


def test_all_reasons_are_told_at_once() -> None:
    """A person need not mend an order six times: every reason is there."""
    in_eur = {code: case for code, case in CASES.items() if code != Code.CURRENCY}
    every = {name: value for case in in_eur.values() for name, value in case.items()}
    at_home = {"ship_country": "", "bill_country": ""}
    one = order(charge("1.00", rate=None), total="1.00", **every | at_home)
    assert codes(translate(one)) == {
        *in_eur,
        Code.ZERO_WITHOUT_REASON,
    } - {Code.COUNTRY_UNKNOWN}
    abroad = order(charge("1.00", rate=None), total="1.00", **every)
    assert codes(translate(abroad)) == {*in_eur, Code.ZERO_WITHOUT_REASON}


def test_every_problem_has_a_remedy() -> None:
    """Whoever is told what is wrong is told what to do."""
    for case in CASES.values():
        result = translate(order(**case))
        assert isinstance(result, Held)
        assert all(one.remedy and one.message for one in result.problems)
        assert all(one.holds for one in result.problems)


@pytest.mark.parametrize(
    "meta",
    [
        ("_mollie_payment_mode", "live"),
        ("_ppcp_paypal_payment_mode", "live"),
        ("_mollie_payment_mode", ""),
    ],
)
def test_a_live_payment_is_booked(meta: tuple[str, str]) -> None:
    """Only a provider's test mode holds an order."""
    assert sale_of(order(meta=(meta,))).booking.number == "173"


def test_paypal_sandbox_is_a_test_payment() -> None:
    """A payment in PayPal's sandbox is no sale."""
    one = order(meta=(("_ppcp_paypal_payment_mode", "sandbox"),))
    assert codes(translate(one)) == {Code.TEST_PAYMENT}


@pytest.mark.parametrize(
    ("gateway", "term"),
    [
        ("mollie_wc_gateway_ideal", 0),
        ("mollie_wc_gateway_banktransfer", 14),
        ("bacs", 14),
        ("", 14),
    ],
)
def test_what_is_still_open_has_a_payment_term(gateway: str, term: int) -> None:
    """Only money that a provider has needs no term; the longest pattern decides."""
    assert sale_of(order(payment_method=gateway)).booking.payment_term == term


@pytest.mark.parametrize(
    ("ship", "bill", "country"),
    [("BE", "NL", "BE"), ("", "DE", "DE"), ("", "", "NL"), ("NL", "DE", "NL")],
)
def test_a_customer_is_where_the_goods_went(ship: str, bill: str, country: str) -> None:
    """Destination first, then the bill, and a sale at the counter is at home."""
    made = sale_of(order(ship_country=ship, bill_country=bill)).booking
    assert made.customer.country == country
    assert made.customer.name == f"Webshop particulieren {country}"


def test_a_foreign_rate_is_told_once() -> None:
    """A German order names its rate once per line, not again for the VAT row."""
    one = order(
        charge("10.00", "1.90"),
        tax_lines=(tax_line(1, "19", goods="1.90", country="DE"),),
    )
    result = translate(one)
    assert isinstance(result, Held)
    assert [problem.code for problem in result.problems] == [Code.FOREIGN_VAT]


def test_vat_without_a_charge_is_held() -> None:
    """VAT under a rate that no line has is not booked."""
    one = order(
        charge("10.70", "2.25"),
        total="13.95",
        tax_lines=(
            tax_line(1, "21", goods="2.25"),
            tax_line(9, "19", goods="1.00", country="DE"),
        ),
    )
    assert codes(translate(one)) == {Code.FOREIGN_VAT}


def test_vat_of_a_kind_without_turnover_is_held() -> None:
    """Low-rate VAT without low-rate turnover is not believed."""
    one = order(
        charge("10.70", "2.25"),
        total="13.95",
        tax_lines=(tax_line(1, "21", goods="2.25"), tax_line(2, "9", goods="1.00")),
    )
    assert codes(translate(one)) == {Code.VAT_IMPLAUSIBLE}


@pytest.mark.parametrize(
    ("number", "fits"),
    [("1" * 25, True), ("1" * 26, False), ("", False), ("   ", False), ("1", True)],
)
def test_a_number_has_1_to_25_characters(
    number: str,
    fits: bool,  # noqa: FBT001
) -> None:
    """A number is never cut to fit: it is right or the order is held."""
    result = translate(order(number=number))
    if not fits:
        assert codes(result) == {Code.NUMBER_TOO_LONG}
    assert isinstance(result, Held) != fits


def test_a_number_is_made_by_its_template() -> None:
    """The template decides, and outer spaces are no part of a number."""
    said = mapping(invoices={"number": "W{order_id}-{order_number}"})
    one = order(number=" 2026-00123 ", order_id=9)
    assert sale_of(one, mapping=said).booking.number == "W9-2026-00123"


def test_texts_are_cut_to_what_is_taken() -> None:
    """A text of more than 250 characters is cut, in the booking and in its lines."""
    said = mapping(invoices={"sale_text": "x" * 300, "item_text": "y" * 300})
    made = sale_of(order(), mapping=said).booking
    assert (len(made.description), len(made.lines[0].description)) == (250, 250)


@pytest.mark.parametrize(
    ("code", "quantity", "text"),
    [
        ("MOK-001", "1", "1 x MOK-001"),
        ("MOK-001", "1.50", "1.5 x MOK-001"),
        ("MOK-001", "1E+2", "100 x MOK-001"),
        ("", "2", "2 x 7"),
    ],
)
def test_a_line_says_how_many_of_what(code: str, quantity: str, text: str) -> None:
    """A line has quantity and SKU, or the product's id without one, and no name."""
    one = order(charge("10.70", "2.25", code=code, quantity=quantity))
    assert sale_of(one).booking.lines[0].description == text


CREATED = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PAID = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
COMPLETED = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("choice", "paid", "completed", "day"),
    [
        (BookingDate.PAID, PAID, COMPLETED, 2),
        (BookingDate.PAID, None, COMPLETED, 3),
        (BookingDate.PAID, None, None, 1),
        (BookingDate.COMPLETED, PAID, COMPLETED, 3),
        (BookingDate.COMPLETED, PAID, None, 2),
        (BookingDate.COMPLETED, None, None, 1),
        (BookingDate.CREATED, PAID, COMPLETED, 1),
    ],
)
def test_the_booking_date_is_the_chosen_one(
    choice: BookingDate, paid: datetime | None, completed: datetime | None, day: int
) -> None:
    """The chosen date counts, and a date that is not there falls back on the next."""
    one = order(created=CREATED, paid=paid, completed=completed)
    said = mapping(shop={"booking_date": choice})
    assert sale_of(one, mapping=said).booking.day == date(2026, 3, day)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2025-12-31T23:30:00", "2026-01-01"),
        ("2026-06-30T22:05:00", "2026-07-01"),
        ("2026-06-30T21:50:00", "2026-06-30"),
        ("2026-10-24T21:59:00", "2026-10-24"),
        ("2026-10-25T00:30:00", "2026-10-25"),
        ("2026-10-25T01:30:00", "2026-10-25"),
        ("2026-10-25T22:59:00", "2026-10-25"),
        ("2026-10-25T23:00:00", "2026-10-26"),
        ("2026-03-29T00:59:00", "2026-03-29"),
        ("2026-12-31T22:59:00", "2026-12-31"),
        ("2026-12-31T23:00:00", "2027-01-01"),
    ],
)
def test_a_day_is_a_day_in_the_shops_zone(moment: str, day: str) -> None:
    """Years, quarters and the hour that exists twice end when Dutch clocks say so."""
    paid = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert sale_of(order(paid=paid)).booking.day.isoformat() == day
