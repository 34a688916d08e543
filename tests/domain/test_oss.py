"""Foreign VAT through SnelStart's OSS: the right code, pure bookings, or held."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from snelsync.domain.booking import ForeignVat
from snelsync.domain.chart import AccountFunction, ForeignRate
from snelsync.domain.mapping import LineStyle, Mapping, Oss, Rule
from snelsync.domain.order import Charge, Order
from snelsync.domain.oss import foreign_vat, purity_problem
from snelsync.domain.problem import Code, Problem
from snelsync.domain.translate import Translated, translate_sale
from snelsync.domain.vat import Treatment, VatKind

from .builders import (
    DAY,
    NOON,
    amounts,
    charge,
    codes,
    order,
    refund,
    refund_line,
    sale_of,
    shipping,
    tax_line,
)
from .charts import account, full_chart
from .credits import booking_of, credit_after
from .decided import TO_BELGIUM, decided

CHART = full_chart(oss=True)
SAID = decided()


def german(*charges: Charge, **fields: Any) -> Order:  # noqa: ANN401
    """Make an order of a German consumer at 19 %, and 7 % under the second rate."""
    lines = charges or (charge("50.00", "9.50"), shipping("4.00", "0.76"))
    rates = fields.pop("rates", {1: "19", 2: "7"})
    taxes: dict[int, list[Decimal]] = {}
    for one in lines:
        for share in one.taxes:
            taxes.setdefault(share.rate_id, []).append(share.amount)
    tax_lines = tuple(
        tax_line(rate, rates[rate], goods=str(sum(parts)), country="DE")
        for rate, parts in taxes.items()
    )
    settings = {
        "tax_lines": tax_lines,
        "ship_country": "DE",
        "bill_country": "DE",
    }
    return order(*lines, **settings | fields)


def lines(one: Order, said: Mapping = SAID) -> list[tuple[int, str]]:
    """Translate and give the lines."""
    made = sale_of(one, mapping=said, chart=CHART).booking
    assert not made.vat
    return amounts(made)


def held(one: Order, said: Mapping = SAID) -> set[Code]:
    """Translate an order that must be held."""
    return codes(translate_sale(one, mapping=said, chart=CHART))


def rated(country: str, percent: str, day: date = DAY) -> ForeignVat | Problem:
    """Find the code of a rate."""
    row = tax_line(1, percent, country=country)
    return foreign_vat(row, mapping=SAID, chart=CHART, day=day)


def test_foreign_vat_is_lines_and_no_rows() -> None:
    """Turnover on distance-sales accounts, VAT as a line, no VAT rows at all."""
    assert lines(german()) == [(8180, "50.00"), (8180, "4.00"), (1700, "10.26")]


def test_the_newest_rate_of_a_day_counts_whatever_order_they_stand_in() -> None:
    """Germany had 16 % for half a year: before, then and after each have their own."""
    steps = (("19", 2007, 1), ("16", 2020, 7), ("19", 2021, 1))
    rows = tuple(
        ForeignRate("DE", "SR", Decimal(percent), date(year, month, 1))
        for percent, year, month in steps
    )
    for listed in (rows, rows[::-1]):
        known = replace(CHART, foreign_rates=listed)
        for percent, year, month in steps:
            day = date(year, month, 2)
            assert known.rate_code("DE", Decimal(percent), day) == "SR"
        then = date(2020, 8, 1)
        assert known.rate_code("DE", Decimal(19), then) is None


@pytest.mark.parametrize(
    ("country", "percent", "code"),
    [
        ("DE", "19", "SR"),
        ("DE", "7", "RRL"),
        ("FR", "5.5", "RRL"),
        ("FR", "5.50", "RRL"),
        ("BE", "21", "SR"),
    ],
)
def test_a_rate_has_its_country_code(country: str, percent: str, code: str) -> None:
    """A percentage means what its own country means by it."""
    found = rated(country, percent)
    assert isinstance(found, ForeignVat)
    assert (found.country, found.rate_code) == (country, code)


@pytest.mark.parametrize(
    ("country", "percent", "code"),
    [
        ("DE", "21", Code.RATE_UNKNOWN),
        ("FR", "19", Code.RATE_UNKNOWN),
        ("US", "8", Code.FOREIGN_VAT),
        ("GB", "20", Code.FOREIGN_VAT),
        ("", "19", Code.FOREIGN_VAT),
    ],
)
def test_a_rate_that_is_not_known_is_held(
    country: str, percent: str, code: Code
) -> None:
    """No rate is taken for the nearest one, and none of outside the EU is OSS."""
    found = rated(country, percent)
    assert isinstance(found, Problem)
    assert found.code is code


def test_the_rate_of_the_day_counts() -> None:
    """A country's old rate is its rate until the new one begins."""
    moved = ForeignRate("DE", "SR", Decimal(20), date(2026, 10, 2))
    chart = replace(CHART, foreign_rates=(*CHART.foreign_rates, moved))
    assert chart.rate_code("DE", Decimal(19), date(2026, 10, 1)) == "SR"
    assert chart.rate_code("DE", Decimal(20), date(2026, 10, 1)) is None
    assert chart.rate_code("DE", Decimal(19), date(2026, 10, 2)) is None
    assert chart.rate_code("DE", Decimal(20), date(2026, 10, 2)) == "SR"
    assert chart.rate_code("DE", Decimal(19), date(2020, 12, 31)) is None


@pytest.mark.parametrize("side", ["SnelStart", "[oss] in the mapping"])
def test_with_oss_off_foreign_vat_is_held_with_the_choice(side: str) -> None:
    """Where OSS is off, the order is held and both ways out are told."""
    off = side == "SnelStart"
    result = translate_sale(
        german(),
        mapping=SAID if off else decided(oss=Oss()),
        chart=full_chart(oss=not off),
    )
    assert codes(result) == {Code.FOREIGN_VAT}
    assert f"OSS is off in {side}" in str(result)
    assert "registered for OSS" in str(result)


def test_without_an_account_for_what_is_owed_foreign_vat_is_held() -> None:
    """There must be one in SnelStart, and it must be active; else nothing is sent."""
    company = replace(CHART.company, foreign_vat_account_id="id-none")
    idle = replace(account(1700, AccountFunction.GENERAL), active=False)
    rest = tuple(one for one in CHART.accounts if one.number != 1700)
    for known in (
        replace(CHART, company=company),
        replace(CHART, accounts=(*rest, idle)),
    ):
        result = translate_sale(german(), mapping=SAID, chart=known)
        assert codes(result) == {Code.FOREIGN_VAT}
        assert "choose an active account for foreign VAT" in str(result)


def test_a_sale_that_is_partly_oss_is_held() -> None:
    """An OSS booking takes no other line: a mixed order is not split by guessing."""
    card = charge("50.00", rate=None, line_id=12, code="BON-50")
    assert held(german(charge("50.00", "9.50"), card)) == {Code.OSS_MIXED}
    assert purity_problem([Treatment.OSS, Treatment.OSS]) is None
    assert purity_problem([Treatment.HIGH]) is None
    assert purity_problem([]) is None


def test_dutch_and_german_vat_on_one_order_are_held() -> None:
    """Two countries' VAT on one order is a mistake of the shop."""
    one = german(charge("50.00", "9.50"), charge("10.00", "2.10", rate=2, line_id=12))
    dutch = replace(one.tax_lines[1], country="NL", percent=Decimal(21))
    assert held(replace(one, tax_lines=(one.tax_lines[0], dutch))) == {Code.OSS_MIXED}


@pytest.mark.parametrize(("odd", "first"), [("0.01", "50.01"), ("-0.03", "49.97")])
def test_rounding_is_inside_the_largest_line(odd: str, first: str) -> None:
    """There is no room for a rounding line in an OSS booking."""
    one = german(total=str(Decimal("64.26") + Decimal(odd)))
    assert lines(one)[:2] == [(8180, first), (8180, "4.00")]


def test_the_largest_line_takes_it_wherever_it_stands() -> None:
    """The largest line is looked for, not the first."""
    one = german(
        charge("4.00", "0.76"), charge("50.00", "9.50", line_id=12), total="64.27"
    )
    assert lines(one)[:2] == [(8180, "4.00"), (8180, "50.01")]


def test_more_than_rounding_is_held() -> None:
    """A total that is further off is not put inside a line, nor taken for a card."""
    assert held(german(total="64.36")) == {Code.AMOUNTS_DO_NOT_ADD_UP}
    assert held(german(total="44.26")) == {Code.AMOUNTS_DO_NOT_ADD_UP}


@pytest.mark.parametrize(
    ("tax", "fits"), [("9.50", True), ("9.51", True), ("9.52", False), ("9.48", False)]
)
def test_foreign_vat_must_be_believable(
    tax: str,
    fits: bool,  # noqa: FBT001
) -> None:
    """VAT may be a cent per line from turnover times rate, as SnelStart allows."""
    result = translate_sale(german(charge("50.00", tax)), mapping=SAID, chart=CHART)
    assert isinstance(result, Translated) is fits
    if not fits:
        assert codes(result) == {Code.VAT_IMPLAUSIBLE}


def test_discounts_are_inside_the_lines() -> None:
    """A coupon lowers the foreign line itself."""
    line = charge("45.00", "8.55", discount="-5.00")
    assert lines(german(line)) == [(8180, "45.00"), (1700, "8.55")]


def test_grouped_lines_keep_rates_apart() -> None:
    """Grouping adds up a rate's lines, and never two rates'."""
    grouped = decided(invoices={"lines": LineStyle.GROUPED})
    one = german(
        charge("50.00", "9.50"),
        charge("10.00", "0.70", rate=2, line_id=12),
        shipping("4.00", "0.76"),
    )
    assert lines(one, grouped) == [
        (8180, "54.00"),
        (8181, "10.00"),
        (1700, "10.26"),
        (1700, "0.70"),
    ]


def test_an_account_must_be_of_the_rate() -> None:
    """The reduced rate is never told to SnelStart as the standard one."""
    wrong = decided(oss=Oss((("SR", 8181), ("RRL", 8181))))
    assert held(german(), wrong) == {Code.ACCOUNT_MISFIT}
    assert held(german(), decided(oss=Oss((("RRL", 8181),)))) == {Code.ACCOUNT_MISSING}
    assert held(german(), decided(oss=Oss((("SR", 8200),)))) == {Code.ACCOUNT_MISFIT}


def test_an_oss_account_without_a_code_is_a_misfit() -> None:
    """A distance-sales account that names no rate is not guessed to be the one."""
    bare = account(8185, AccountFunction.DISTANCE_SALES)
    chart = full_chart(accounts=(*CHART.accounts, bare))
    said = decided(oss=Oss((("SR", 8185),)))
    result = translate_sale(german(), mapping=said, chart=chart)
    assert codes(result) == {Code.ACCOUNT_MISFIT}


def test_a_consumer_abroad_is_on_the_card_of_the_destination() -> None:
    """The goods went to Germany, whoever got the bill."""
    made = sale_of(german(bill_country="NL"), mapping=SAID, chart=CHART).booking
    assert made.customer.country == "DE"
    assert made.lines[0].vat_kind is VatKind.NONE


def test_a_business_that_was_charged_foreign_vat_is_a_consumer() -> None:
    """A valid number changes nothing of VAT that was charged: still OSS."""
    one = replace(german(), vat_number="DE136695976", vat_checks=())
    made = sale_of(one, mapping=SAID, chart=CHART).booking
    assert made.customer.vat_number == ""
    assert {line.treatment for line in made.lines} == {Treatment.OSS}


def test_a_business_sale_without_vat_is_no_oss() -> None:
    """With OSS on, an intra-Community supply is still one."""
    one = order(charge("100.00", rate=None), **TO_BELGIUM)
    assert lines(one) == [(8170, "100.00")]


def test_a_foreign_line_goes_back_at_its_own_rate() -> None:
    """A refund of a German line is an OSS credit, pure as its sale."""
    one = german()
    back = refund("59.50", refund_line("50.00", "9.50", of=one.charges[0]))
    made = booking_of(credit_after(back, one, said=SAID, known=CHART))
    assert amounts(made) == [(8180, "-50.00"), (1700, "-9.50")]
    assert not made.vat


def test_a_foreign_credit_keeps_its_rounding_inside() -> None:
    """A cent between a refund and its lines is inside the OSS line."""
    one = german()
    back = refund("59.51", refund_line("50.00", "9.50", of=one.charges[0]))
    made = booking_of(credit_after(back, one, said=SAID, known=CHART))
    assert amounts(made) == [(8180, "-50.01"), (1700, "-9.50")]


def test_an_amount_of_a_foreign_sale_is_divided_per_rate() -> None:
    """An amount without lines is divided over the foreign rates, VAT and all."""
    one = german(
        charge("100.00", "19.00"), charge("100.00", "7.00", rate=2, line_id=12)
    )
    made = booking_of(credit_after(refund("22.60"), one, said=SAID, known=CHART))
    assert amounts(made) == [
        (8180, "-10.00"),
        (8181, "-10.00"),
        (1700, "-1.90"),
        (1700, "-0.70"),
    ]


def test_an_old_sale_has_its_old_rate() -> None:
    """The day of the sale decides which code a percentage has."""
    early = NOON.replace(year=2020)
    said = decided(shop={"start": date(2020, 1, 1)})
    assert held(german(paid=early), said) == {Code.RATE_UNKNOWN}


@pytest.mark.parametrize(
    ("country", "stopped"), [("BE", True), ("NL", False), ("US", False), ("", False)]
)
def test_dutch_vat_abroad_is_held_where_oss_is_on(
    country: str,
    stopped: bool,  # noqa: FBT001
) -> None:
    """With OSS on, SnelStart takes a sale to an EU consumer with its own VAT only."""
    one = order(ship_country=country, bill_country=country)
    result = translate_sale(one, mapping=SAID, chart=CHART)
    assert isinstance(result, Translated) is not stopped
    if stopped:
        assert codes(result) == {Code.FOREIGN_VAT}
    without = translate_sale(one, mapping=SAID, chart=full_chart(oss=False))
    assert isinstance(without, Translated)


@pytest.mark.parametrize("code", ["BON-50", "WORKSHOP"])
def test_nothing_but_oss_goes_abroad_where_oss_is_on(code: str) -> None:
    """A gift card or an exempt line for an EU consumer is held too, and not refused."""
    said = decided(rules=(Rule("r", sku="WORKSHOP", treatment=Treatment.EXEMPT),))
    one = order(charge("50.00", rate=None, code=code), ship_country="BE")
    assert held(one, said) == {Code.FOREIGN_VAT}
