"""Other currencies: at the rate the shop's plugin recorded, or held."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from snelsync.domain.currency import (
    Conversion,
    conversion_of,
    conversion_of_sale,
    order_in_eur,
    refund_in_eur,
)
from snelsync.domain.exchange import DailyRates
from snelsync.domain.mapping import (
    DiscountMethod,
    Discounts,
    ExchangeKey,
    ExchangeWay,
)
from snelsync.domain.order import Order
from snelsync.domain.problem import Code
from snelsync.domain.translate import Held, translate_sale

from .builders import (
    DAY,
    NOON,
    accounts,
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
    assert conversion_of(one, SAID) is None
    assert order_in_eur(one, None) is one
    made = sale_of(one, mapping=SAID, chart=CHART).booking
    assert (made.exchange, made.factor) == ("", None)


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
    found = conversion_of(one, decided(exchange=keys))
    assert isinstance(found, Conversion)
    assert str(order_in_eur(one, found).total) == "6.48"


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


def test_a_refund_in_eur_stays_as_it_is() -> None:
    """In EUR there is nothing to convert."""
    back = refund("12.95")
    assert refund_in_eur(back, None) is back


@pytest.mark.parametrize(
    "exchange", [(), (ExchangeKey(RATE_KEY, ExchangeWay.MULTIPLY),)]
)
def test_a_refund_keeps_the_rate_of_its_sale_whatever_the_mapping_says_by_now(
    exchange: tuple[ExchangeKey, ...],
) -> None:
    """A key that is taken out of the mapping, or changed, changes no sale."""
    one = dollars()
    sale = sale_of(one, mapping=SAID, chart=CHART)
    back = refund("12.95", refund_line("10.70", "2.25", of=one.charges[0]))
    made = booking_of(
        credit_after(back, one, said=decided(exchange=exchange), known=CHART, sale=sale)
    )
    assert amounts(made) == [(8100, "-8.56")]
    assert made.factor == sale.booking.factor == Decimal("0.8")


def test_a_sale_of_before_rates_were_kept_has_it_in_words() -> None:
    """What it was told in is read, whatever order, mapping and file say by now."""
    one = dollars()
    sale = sale_of(one, mapping=SAID, chart=CHART)
    back = refund("12.95", refund_line("10.70", "2.25", of=one.charges[0]))
    for text, factor in (
        (sale.booking.exchange, "0.8"),
        (sale.booking.exchange.replace("divide", "multiply"), "1.25"),
    ):
        old = replace(sale.booking, factor=None, exchange=text)
        found = conversion_of_sale(old)
        assert isinstance(found, Conversion)
        assert found.factor == Decimal(factor)
    old_sale = replace(sale, booking=replace(sale.booking, factor=None))
    made = booking_of(
        credit_after(back, one, said=FROM_FILE, known=CHART, sale=old_sale)
    )
    assert amounts(made) == [(8100, "-8.56")]


def test_a_sale_whose_rate_nobody_knows_any_more_is_held() -> None:
    """Its credit is never taken to be in EUR, nor converted at another rate."""
    one = dollars()
    sale = sale_of(one, mapping=SAID, chart=CHART)
    old = replace(sale, booking=replace(sale.booking, factor=None, exchange="USD"))
    back = refund("12.95", refund_line("10.70", "2.25", of=one.charges[0]))
    held = credit_after(back, one, said=SAID, known=CHART, sale=old)
    assert codes(held) == {Code.CURRENCY}


def test_a_sale_in_eur_stays_one() -> None:
    """What the order says of its currency afterwards changes no booking."""
    one = order()
    sale = sale_of(one, mapping=SAID, chart=CHART)
    back = refund("12.95", refund_line("10.70", "2.25", of=one.charges[0]))
    later = replace(one, currency="USD", meta=((RATE_KEY, "2"),))
    made = booking_of(credit_after(back, later, said=SAID, known=CHART, sale=sale))
    assert str(made.total) == "-12.95"


@pytest.mark.parametrize("rate", ["1e-30", "1e30", "0.0000001"])
def test_a_rate_beyond_reason_is_none(rate: str) -> None:
    """What would make an amount of nothing or of everything is not converted by."""
    result = translate_sale(dollars(rate), mapping=SAID, chart=CHART)
    assert codes(result) == {Code.CURRENCY}


ECB = DailyRates(
    "ecb.csv",
    {"USD": ((DAY - timedelta(days=3), Decimal("1.25")), (DAY, Decimal("1.6")))},
)
FROM_FILE = decided(exchange=(), rates=ECB)


@pytest.mark.parametrize(
    ("days", "total", "published"),
    [(0, "11.19", 0), (-1, "14.32", -3), (-3, "14.32", -3)],
)
def test_a_rate_of_the_day_is_taken_from_the_file(
    days: int, total: str, published: int
) -> None:
    """Of the day of the sale, or the last before it; the booking says which."""
    one = dollars("", paid=NOON + timedelta(days=days))
    made = sale_of(one, mapping=FROM_FILE, chart=CHART).booking
    assert str(made.total) == total
    assert made.exchange.endswith(f"ecb.csv of {DAY + timedelta(days=published)}")


def test_on_a_weekend_friday_counts() -> None:
    """No rates are published then; on Monday there must be one again."""
    friday = DAY + timedelta(days=(4 - DAY.weekday()) % 7)
    rates = DailyRates("ecb.csv", {"USD": ((friday, Decimal("1.25")),)})
    found = [rates.on("USD", friday + timedelta(days=n)) for n in range(4)]
    assert [one is not None for one in found] == [True, True, True, False]


@pytest.mark.parametrize(
    ("days", "currency"), [(1, "USD"), (8, "USD"), (-4, "USD"), (0, "GBP")]
)
def test_a_day_without_a_rate_holds_the_order(days: int, currency: str) -> None:
    """A file that ends too early or begins too late, or knows no such currency."""
    one = replace(dollars("", paid=NOON + timedelta(days=days)), currency=currency)
    result = translate_sale(one, mapping=FROM_FILE, chart=CHART)
    assert isinstance(result, Held)
    (problem,) = result.problems
    assert problem.code is Code.CURRENCY
    assert "ecb.csv" in problem.message
    assert "download" in problem.remedy


def test_what_the_plugin_recorded_goes_before_the_file() -> None:
    """The customer paid by the shop's rate."""
    made = sale_of(dollars(), mapping=decided(rates=ECB), chart=CHART).booking
    assert str(made.total) == "14.32"


def test_a_discount_is_converted_too() -> None:
    """Turnover before discounts and the discount are in EUR, both."""
    gross = Discounts(DiscountMethod.GROSS, accounts(high=8105))
    mug = replace(charge("10.00", "2.10"), discount=Decimal("-2.50"))
    one = order(mug, currency="USD", meta=((RATE_KEY, "1.25"),))
    made = sale_of(one, mapping=decided(discounts=gross), chart=CHART).booking
    assert amounts(made) == [(8100, "10.00"), (8105, "-2.00")]
