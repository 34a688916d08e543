"""Why a charge carries no VAT: the whole decision table, and no reason is held."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from snelsync.domain.classify import classify
from snelsync.domain.mapping import BusinessCards, Customers, Mapping, Rule, ZeroVat
from snelsync.domain.order import Order
from snelsync.domain.problem import Code, Problem, Severity
from snelsync.domain.translate import Translated, Waiting, translate_sale
from snelsync.domain.untaxed import untaxed
from snelsync.domain.vat import Treatment
from snelsync.domain.vat_number import PATIENCE, Validity

from .builders import (
    DAY,
    NOON,
    amounts,
    charge,
    codes,
    order,
    sale_of,
    shipping,
    tax_line,
    vat,
)
from .charts import full_chart
from .decided import TO_BELGIUM, check, decided

FREE = charge("100.00", rate=None)
CHART = full_chart(oss=False)


def of(said: Mapping | None = None, **fields: Any) -> Treatment | Problem:  # noqa: ANN401
    """Treat an untaxed line of an order."""
    one = order(FREE, **fields)
    found = untaxed(one, one.charges[0], said or decided())
    return found if isinstance(found, Problem) else found[0]


def code(found: Treatment | Problem) -> Code:
    """Give why a line has no treatment."""
    assert isinstance(found, Problem), found
    return found.code


def to(country: str) -> dict[str, Any]:
    """Send an order somewhere."""
    return {"ship_country": country, "bill_country": country}


def test_at_home_without_a_reason_is_held() -> None:
    """Exempt, a voucher or a mistake look alike, so nothing is guessed."""
    assert code(of()) is Code.ZERO_WITHOUT_REASON


@pytest.mark.parametrize("chosen", [Treatment.EXEMPT, Treatment.ZERO])
def test_at_home_the_chosen_reason_counts(chosen: Treatment) -> None:
    """What [zero_vat] calls an untaxed sale at home is what it is."""
    assert of(decided(zero_vat=ZeroVat(domestic_untaxed=chosen))) is chosen


def test_over_the_counter_is_at_home() -> None:
    """A sale without an address happened in the shop's own country."""
    said = decided(zero_vat=ZeroVat(domestic_untaxed=Treatment.EXEMPT))
    assert of(said, **to("")) is Treatment.EXEMPT
    assert code(of(**to(""))) is Code.ZERO_WITHOUT_REASON


@pytest.mark.parametrize("country", ["US", "CH", "GB", "NO"])
def test_outside_the_union_is_export_once_somebody_said_so(country: str) -> None:
    """No VAT outside the EU is an export where the mapping says so, else held."""
    assert of(**to(country)) is Treatment.EXPORT
    silent = decided(zero_vat=ZeroVat())
    assert code(of(silent, **to(country))) is Code.ZERO_WITHOUT_REASON


def test_an_island_outside_the_vat_area_is_export() -> None:
    """Tenerife is Spain and not in the EU's VAT area."""
    assert of(area="ES-CN", **to("ES")) is Treatment.EXPORT
    assert code(of(**to("ES"))) is Code.ZERO_WITHOUT_REASON


def test_a_small_business_charges_no_vat_anywhere() -> None:
    """Under the small-business scheme every untaxed sale has one reason."""
    kor = decided(zero_vat=ZeroVat(small_business=Treatment.EXEMPT))
    for country in ("NL", "DE", "US", ""):
        assert of(kor, **to(country)) is Treatment.EXEMPT


def test_vat_under_the_small_business_scheme_is_held() -> None:
    """A shop that charges VAT while the administration pays none needs a person."""
    kor = full_chart(oss=False, kor=True)
    result = translate_sale(order(), mapping=decided(), chart=kor)
    assert codes(result) == {Code.SMALL_BUSINESS}


def test_a_valid_number_makes_an_intra_community_supply() -> None:
    """To the EU without VAT: a valid number, with its evidence in the reason."""
    one = order(FREE, **TO_BELGIUM)
    found = untaxed(one, one.charges[0], decided())
    assert not isinstance(found, Problem)
    assert found[0] is Treatment.INTRA_EU_GOODS
    assert "WAPIAAAAX" in found[1]
    assert str(DAY) in found[1]


def test_without_a_consultation_number_that_is_told() -> None:
    """A check without evidence says so in the books' reason."""
    bare = TO_BELGIUM | {"vat_checks": (check(consultation=""),)}
    one = order(FREE, **bare)
    found = untaxed(one, one.charges[0], decided())
    assert not isinstance(found, Problem)
    assert "without a consultation number" in found[1]


def test_to_the_union_without_a_number_is_held() -> None:
    """A consumer abroad pays VAT somewhere."""
    assert code(of(**to("BE"))) is Code.ZERO_WITHOUT_REASON


def test_without_cards_of_their_own_businesses_abroad_are_held() -> None:
    """SnelStart takes a sale to the EU without VAT only on a business's own card."""
    said = decided(customers=Customers("Particulieren {country}"))
    assert said.customers.businesses is BusinessCards.COLLECTIVE
    assert code(of(said, **TO_BELGIUM)) is Code.ZERO_WITHOUT_REASON


INVALID: dict[str, Any] = {"vat_checks": (check(Validity.INVALID),)}
UNUSABLE: dict[str, Any] = {"vat_number": "", "unusable_vat_number": True}


@pytest.mark.parametrize(
    ("differs", "words"), [(INVALID, "not valid"), (UNUSABLE, "makes no sense")]
)
def test_a_number_that_is_not_valid_is_held(
    differs: dict[str, Any], words: str
) -> None:
    """A number VIES does not know, or that is none, is no reason for no VAT."""
    found = of(**TO_BELGIUM | differs)
    assert code(found) is Code.VAT_NUMBER
    assert isinstance(found, Problem)
    assert words in found.message
    assert found.severity is Severity.HOLD


@pytest.mark.parametrize("asked", [False, True])
def test_vies_that_has_not_answered_is_waited_for(
    asked: bool,  # noqa: FBT001
) -> None:
    """Down is not invalid: the order waits."""
    known = check(Validity.UNAVAILABLE) if asked else None
    one = order(FREE, **TO_BELGIUM | {"vat_checks": (known,) if known else ()})
    result = translate_sale(one, mapping=decided(), chart=CHART)
    assert isinstance(result, Waiting)
    assert "VIES" in result.reason


@pytest.mark.parametrize(
    ("waited", "severity"),
    [
        (PATIENCE - timedelta(seconds=1), Severity.WAIT),
        (PATIENCE, Severity.HOLD),
    ],
)
def test_patience_with_vies_ends(waited: timedelta, severity: Severity) -> None:
    """After two days without an answer a person must look."""
    known = check(Validity.UNAVAILABLE, checked=NOON + waited)
    found = of(**TO_BELGIUM | {"vat_checks": (known,)})
    assert isinstance(found, Problem)
    assert found.severity is severity


def test_a_number_of_another_country_is_held() -> None:
    """A Belgian number on goods sent to Germany may be a chain of sales."""
    assert code(of(**TO_BELGIUM | to("DE"))) is Code.VAT_NUMBER


@pytest.mark.parametrize(("days", "fits"), [(30, True), (31, False)])
def test_a_check_must_be_of_about_the_sale(
    days: int,
    fits: bool,  # noqa: FBT001
) -> None:
    """Evidence of more than thirty days from the sale proves nothing of it."""
    for shift in (timedelta(days=days), timedelta(days=-days)):
        found = of(**TO_BELGIUM | {"vat_checks": (check(checked=NOON + shift),)})
        assert (found is Treatment.INTRA_EU_GOODS) is fits


def test_northern_ireland_counts_as_inside() -> None:
    """Goods for Belfast are no export: a number of XI is needed."""
    belfast: dict[str, Any] = {**to("GB"), "area": "XI"}
    assert code(of(**belfast)) is Code.ZERO_WITHOUT_REASON
    known = check(number="XI123456789")
    number: dict[str, Any] = {"vat_number": "XI123456789", "vat_checks": (known,)}
    assert of(**belfast, **number) is Treatment.INTRA_EU_GOODS


def test_greece_has_two_codes() -> None:
    """A number with EL is one of Greece, which shops call GR."""
    known = check(number="EL123456789")
    number: dict[str, Any] = {"vat_number": "EL123456789", "vat_checks": (known,)}
    assert of(**to("GR"), **number) is Treatment.INTRA_EU_GOODS


def test_a_foreign_zero_rate_is_decided_as_no_rate() -> None:
    """A destination's 0 % says no more than no rate at all."""
    rate = (tax_line(3, "0", country="BE"),)
    line = charge("100.00", rate=3)
    business = order(line, tax_lines=rate, **TO_BELGIUM)
    made = sale_of(business, mapping=decided(), chart=CHART).booking
    assert amounts(made) == [(8170, "100.00")]
    consumer = order(line, tax_lines=rate, **to("BE"))
    result = translate_sale(consumer, mapping=decided(), chart=CHART)
    assert codes(result) == {Code.ZERO_WITHOUT_REASON}


def classified(one: Order, said: Mapping) -> list[str]:
    """Give the treatments of an order without problems."""
    parts, problems = classify(one, mapping=said, chart=CHART, day=DAY)
    assert not problems
    return [str(part.treatment) for part in parts]


@pytest.mark.parametrize("kind", ["exempt", "margin", "zero"])
def test_untaxed_shipping_follows_goods_that_are_alike(kind: str) -> None:
    """Shipping is ancillary: it has the reason its goods have."""
    said = decided(rules=(Rule("r", sku="MOK-*", treatment=Treatment(kind)),))
    one = order(FREE, shipping("4.95", rate=None))
    assert classified(one, said) == [kind, kind]


@pytest.mark.parametrize("kind", ["outside_scope", "reverse_charged"])
def test_shipping_does_not_follow_what_it_is_not_part_of(kind: str) -> None:
    """Shipping of a deposit or a reverse charge is not untaxed by that."""
    said = decided(rules=(Rule("r", sku="MOK-*", treatment=Treatment(kind)),))
    one = order(FREE, shipping("4.95", rate=None))
    _, problems = classify(one, mapping=said, chart=CHART, day=DAY)
    assert [problem.code for problem in problems] == [Code.ZERO_WITHOUT_REASON]


def test_shipping_of_unlike_goods_needs_its_own_reason() -> None:
    """When the goods differ, nobody knows which of them shipping follows."""
    said = decided(rules=(Rule("r", sku="MOK-*", treatment=Treatment.EXEMPT),))
    taxed = charge("10.00", "2.10", line_id=12, code="BEKER")
    one = order(FREE, taxed, shipping("4.95", rate=None))
    _, problems = classify(one, mapping=said, chart=CHART, day=DAY)
    assert [problem.where for problem in problems] == ["shipping 1 (flat_rate)"]


def test_shipping_of_two_kinds_of_untaxed_goods_follows_neither() -> None:
    """Exempt and second-hand goods in one parcel: shipping needs a reason itself."""
    said = decided(
        rules=(
            Rule("a", sku="MOK-*", treatment=Treatment.EXEMPT),
            Rule("b", sku="MARGE", treatment=Treatment.MARGIN),
        )
    )
    used = charge("10.00", rate=None, line_id=12, code="MARGE")
    one = order(FREE, used, shipping("4.95", rate=None))
    _, problems = classify(one, mapping=said, chart=CHART, day=DAY)
    assert [problem.where for problem in problems] == ["shipping 1 (flat_rate)"]


def test_reverse_charge_at_home_has_its_row_and_stands_alone() -> None:
    """A reverse-charged booking has one VAT row of zero, and no other VAT."""
    said = decided(rules=(Rule("r", sku="MOK-*", treatment=Treatment.REVERSE_CHARGED),))
    alone = sale_of(order(FREE), mapping=said, chart=CHART).booking
    assert vat(alone) == {"reverse_charged": "0.00"}
    taxed = charge("10.00", "2.10", line_id=12, code="BEKER")
    result = translate_sale(order(FREE, taxed), mapping=said, chart=CHART)
    assert codes(result) == {Code.VAT_IMPLAUSIBLE}


def test_what_was_charged_abroad_at_the_dutch_rate_is_dutch() -> None:
    """Dutch VAT on an order for Switzerland is booked as charged."""
    made = translate_sale(order(**to("CH")), mapping=decided(), chart=CHART)
    assert isinstance(made, Translated)
    assert vat(made.booking) == {"high": "2.25"}


def test_vat_charged_to_a_business_abroad_stays_charged() -> None:
    """A business in the EU that was charged Dutch VAT is booked as a consumer."""
    one = replace(order(), **TO_BELGIUM)
    made = sale_of(one, mapping=decided(), chart=CHART).booking
    assert (vat(made), made.customer.vat_number) == ({"high": "2.25"}, "")
