"""What of a sale is still open, and taking back all of it or an amount."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from snelsync.domain.booking import Booking, VatLine
from snelsync.domain.mapping import DiscountMethod, Discounts
from snelsync.domain.money import CENT, ZERO, to_cents
from snelsync.domain.open_amounts import (
    OpenRate,
    RateKey,
    Taken,
    open_rates,
    take_amount,
    take_everything,
)
from snelsync.domain.order import Order
from snelsync.domain.vat import VatKind

from .builders import accounts, charge, order, refund, sale_of, shipping, tax_line
from .charts import full_chart
from .credits import booking_of, credit_after
from .decided import decided

CHART = full_chart()
SAID = decided()
MUG = charge("43.93", "9.22")
BOOK = charge("17.57", "1.58", rate=2, line_id=12)
MIXED = order(MUG, BOOK)


def open_of(one: Order, *backs: str) -> list[OpenRate]:
    """Give what is open of an order after refunds of amounts."""
    sale = sale_of(one, mapping=SAID, chart=CHART)
    refunds = [refund(text, refund_id=n) for n, text in enumerate(backs, start=1)]
    made = [
        booking_of(
            credit_after(back, one, refunds[:n], sale=sale, said=SAID, known=CHART)
        )
        for n, back in enumerate(refunds)
    ]
    return open_rates(sale.booking, made)


def percents(rates: list[OpenRate]) -> dict[RateKey, Decimal]:
    """Give each rate's percentage."""
    found = {VatKind.HIGH: Decimal(21), VatKind.LOW: Decimal(9)}
    return {rate.key: found.get(rate.key.vat_kind, Decimal(0)) for rate in rates}


def test_a_sale_is_open_per_rate_and_account() -> None:
    """Goods and shipping at one rate are one rate on two accounts."""
    one = order(MUG, BOOK, shipping("4.09", "0.86"))
    high, low = open_of(one)
    assert high.nets == {(8100, None): Decimal("43.93"), (8101, None): Decimal("4.09")}
    assert (str(high.vat), str(high.gross)) == ("10.08", "58.10")
    assert (str(low.net), str(low.vat)) == ("17.57", "1.58")


def test_credits_are_taken_off() -> None:
    """After a refund of 20.00 of S08's kind, 12.15 and 4.86 less is open."""
    high, low = open_of(MIXED, "20.00")
    assert (str(high.net), str(high.vat)) == ("31.78", "6.67")
    assert (str(low.net), str(low.vat)) == ("12.71", "1.14")


def test_foreign_vat_belongs_to_its_rate() -> None:
    """The VAT line of an OSS sale is the VAT of that rate, not turnover."""
    one = order(
        charge("50.00", "9.50"),
        tax_lines=(tax_line(1, "19", goods="9.50", country="DE"),),
        ship_country="DE",
    )
    (german,) = open_of(one)
    assert german.nets == {(8180, None): Decimal("50.00")}
    assert str(german.vat) == "9.50"


def test_everything_is_all_that_is_open() -> None:
    """Taking everything leaves nothing, and what is zero is left alone."""
    rates = open_of(MIXED, "20.00")
    taken = take_everything(rates, percents(rates), reason="all of it")
    assert [(line.account, str(line.amount)) for line in taken.lines] == [
        (8100, "-31.78"),
        (8110, "-12.71"),
    ]
    assert [str(row.amount) for row in taken.vat] == ["-6.67", "-1.14"]
    assert {line.reason for line in taken.lines} == {"all of it"}


def test_everything_of_lines_that_each_were_rounded_goes_back_by_line() -> None:
    """Three cents of rounding over three lines do not fit one line of all of them."""
    three = [charge("0.53", "0.12", line_id=number) for number in (11, 12, 13)]
    rates = open_of(order(*three))
    taken = take_everything(rates, percents(rates), reason="all of it")
    assert [str(line.amount) for line in taken.lines] == ["-0.53"] * 3
    assert [str(row.amount) for row in taken.vat] == ["-0.36"]


def test_an_amount_is_divided_by_what_is_open_including_vat() -> None:
    """20.00 of 53.15 and 19.15: 14.70 and 5.30, each split into turnover and VAT."""
    rates = open_of(MIXED)
    taken = take_amount(Decimal("20.00"), rates, percents(rates), reason="pro rata")
    assert taken is not None
    assert [str(line.amount) for line in taken.lines] == ["-12.15", "-4.86"]
    assert [str(row.amount) for row in taken.vat] == ["-2.55", "-0.44"]


def test_rounding_takes_no_part() -> None:
    """A cent of rounding is not given a share of an amount."""
    one = order(MUG, BOOK, total="72.31")
    rates = open_of(one)
    taken = take_amount(Decimal("20.00"), rates, percents(rates), reason="pro rata")
    assert taken is not None
    assert {line.account for line in taken.lines} == {8100, 8110}


def test_a_rate_that_is_below_nothing_takes_no_part() -> None:
    """A gift card that paid is not given back by a refund of an amount."""
    one = order(MUG, BOOK, total="52.30")
    rates = open_of(one)
    taken = take_amount(Decimal("20.00"), rates, percents(rates), reason="pro rata")
    assert taken is not None
    assert {line.account for line in taken.lines} == {8100, 8110}


@given(
    st.lists(st.integers(1, 100_000), min_size=1, max_size=6),
    st.lists(st.sampled_from([1, 2, 3]), min_size=6, max_size=6),
    st.integers(1, 10_000),
)
def test_an_amount_is_taken_back_exactly(
    cents: list[int], rates: list[int], share: int
) -> None:
    """Turnover and VAT of what is taken add up to the amount, whatever the division."""
    percent = {1: 21, 2: 9, 3: 0}
    lines = [
        charge(
            str(Decimal(net) / 100),
            str((Decimal(net) * percent[rate] / 10_000).quantize(Decimal("0.01"))),
            rate=rate,
            line_id=number,
        )
        for number, (net, rate) in enumerate(zip(cents, rates, strict=False))
    ]
    one = order(*lines)
    amount = max(
        (one.total * share / 10_000).quantize(Decimal("0.01")), Decimal("0.01")
    )
    found = open_of(one)
    taken = take_amount(amount, found, percents(found), reason="pro rata")
    assert taken is not None
    whole = sum((line.amount for line in taken.lines), start=Decimal(0))
    whole += sum((row.amount for row in taken.vat), start=Decimal(0))
    assert whole == -amount


@given(
    st.integers(200, 100_000),
    st.sampled_from([Decimal(21), Decimal(9)]),
    st.lists(st.integers(1, 40), min_size=1, max_size=8),
)
def test_what_is_left_after_many_amounts_fits_its_rate(
    gross: int, percent: Decimal, shares: list[int]
) -> None:
    """Each credit fits its rate to a cent, the one that empties the order nearly."""
    whole = Decimal(gross) / 100
    tax = whole - to_cents(whole * 100 / (100 + percent))
    one = order(charge(str(whole - tax), str(tax), rate=1 if percent == 21 else 2))
    sale = sale_of(one, mapping=SAID, chart=CHART).booking
    made: list[Booking] = []
    for share in shares:
        rates = open_rates(sale, made)
        amount = to_cents(whole * share / 400)
        if not amount:
            continue
        taken = take_amount(amount, rates, percents(rates), reason="some of it")
        assert taken is not None
        assert off(taken, percent) <= CENT
        made.append(replace(sale, lines=taken.lines, vat=taken.vat, total=-amount))
    rates = open_rates(sale, made)
    rest = take_everything(rates, percents(rates), reason="the rest")
    assert off(rest, percent) <= CENT * 3 / 2


def off(taken: Taken, percent: Decimal) -> Decimal:
    """Tell how far the VAT taken is from the turnover taken x rate."""
    net = sum((line.amount for line in taken.lines), start=ZERO)
    tax = sum((row.amount for row in taken.vat), start=ZERO)
    return abs(tax - net * percent / 100)


def test_a_discount_account_is_not_divided_over() -> None:
    """With the gross method an amount is taken from turnover, to the cent."""
    said = decided(
        discounts=Discounts(DiscountMethod.GROSS, accounts(high=8105, low=8115))
    )
    line = charge("43.93", "9.22", discount="-6.07")
    sale = sale_of(order(line), mapping=said, chart=CHART)
    back = credit_after(refund("12.10"), order(line), sale=sale, said=said, known=CHART)
    made = booking_of(back)
    assert (made.lines[0].account, str(made.lines[0].amount)) == (8100, "-10.00")
    assert str(made.total) == "-12.10"


def test_a_vat_row_of_nothing_belongs_to_no_line() -> None:
    """A row of 0.00 of a kind that no line has changes nothing of what is open."""
    sale = sale_of(MIXED, mapping=SAID, chart=CHART).booking
    more = replace(sale, vat=(*sale.vat, VatLine(VatKind.OTHER, ZERO)))
    assert open_rates(more, ()) == open_rates(sale, ())
