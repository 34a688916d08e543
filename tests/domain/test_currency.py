"""Other currencies: at the rate the shop's plugin recorded, or held."""

from decimal import Decimal
from typing import Any

import pytest

from snelsync.domain.currency import refund_to_eur, to_eur
from snelsync.domain.mapping import ExchangeKey, ExchangeWay
from snelsync.domain.order import Order
from snelsync.domain.problem import Code
from snelsync.domain.translate import translate_sale

from .builders import (
    amounts,
    charge,
    codes,
    order,
    refund,
    refund_line,
    sale_of,
    shipping,
    vat,
)
from .charts import full_chart
from .credits import booking_of, credit_after
from .decided import RATE_KEY, decided

CHART = full_chart(oss=False)
SAID = decided()


def dollars(rate: str = "1.25", **fields: Any) -> Order:  # noqa: ANN401
    """Make an order in dollars, with the rate a plugin wrote down."""
    lines = (charge("10.70", "2.25"), shipping("4.09", "0.86"))
    return order(*lines, currency="USD", meta=((RATE_KEY, rate),), **fields)


def test_euros_stay_as_they_are() -> None:
    """An order in EUR is not touched, whatever a plugin wrote."""
    one = order(meta=((RATE_KEY, "1.25"),))
    assert to_eur(one, SAID) == (one, "")


def test_an_amount_is_divided_by_the_recorded_rate() -> None:
    """Turnover, VAT and total are each in EUR, and add up."""
    made = sale_of(dollars(), mapping=SAID, chart=CHART).booking
    assert amounts(made) == [(8100, "8.56"), (8101, "3.27")]
    assert vat(made) == {"high": "2.49"}
    assert str(made.total) == "14.32"


def test_an_amount_may_be_multiplied_too() -> None:
    """A plugin that wrote the rate the other way round is understood as told."""
    said = decided(exchange=(ExchangeKey(RATE_KEY, ExchangeWay.MULTIPLY),))
    made = sale_of(dollars("0.8"), mapping=said, chart=CHART).booking
    assert str(made.total) == "14.32"


def test_rate_and_source_are_kept() -> None:
    """The booking says what it was converted from, at what rate, and whose."""
    made = sale_of(dollars(), mapping=SAID, chart=CHART).booking
    assert made.exchange == f"USD 17.90 at 1.25 (divide), {RATE_KEY}"


@pytest.mark.parametrize("rate", ["", "0", "-1", "NaN", "Infinity", "een"])
def test_a_rate_that_is_none_holds_the_order(rate: str) -> None:
    """No rate, zero or nonsense is not converted by."""
    result = translate_sale(dollars(rate), mapping=SAID, chart=CHART)
    assert codes(result) == {Code.CURRENCY}


def test_a_key_nobody_named_is_not_looked_at() -> None:
    """Only the mapping says where a rate is kept."""
    result = translate_sale(dollars(), mapping=decided(exchange=()), chart=CHART)
    assert codes(result) == {Code.CURRENCY}


def test_the_first_key_with_a_rate_counts() -> None:
    """Keys are tried in the order of the mapping, and senseless ones passed over."""
    keys = tuple(ExchangeKey(name, ExchangeWay.DIVIDE) for name in ("a", "b", RATE_KEY))
    one = order(currency="USD", meta=(("a", "?"), ("b", "2"), (RATE_KEY, "4")))
    found = to_eur(one, decided(exchange=keys))
    assert isinstance(found, tuple)
    assert str(found[0].total) == "6.48"


def test_a_refund_goes_back_at_the_rate_of_its_order() -> None:
    """What went back of a sale in dollars is converted as the sale was."""
    one = dollars()
    back = refund("12.95", refund_line("10.70", "2.25", of=one.charges[0]))
    made = booking_of(credit_after(back, one, said=SAID, known=CHART))
    assert amounts(made) == [(8100, "-8.56")]
    assert vat(made) == {"high": "-1.80"}
    assert made.exchange == f"USD 17.90 at 1.25 (divide), {RATE_KEY}"


def test_a_full_refund_in_dollars_leaves_nothing() -> None:
    """Sale and full refund are equal in EUR too, to the cent."""
    one = dollars("1.0842")
    sale = sale_of(one, mapping=SAID, chart=CHART).booking
    made = booking_of(credit_after(refund("17.90"), one, said=SAID, known=CHART))
    assert made.total == -sale.total
    assert amounts(made) == [
        (number, str(-Decimal(amount))) for number, amount in amounts(sale)
    ]


def test_a_refund_without_a_rate_stays_as_it_is() -> None:
    """In EUR there is nothing to convert; without a rate there is no sale either."""
    back = refund("12.95")
    assert refund_to_eur(back, order(), SAID) is back
    assert refund_to_eur(back, dollars(""), SAID) is back
