"""Whose card a sale is booked on."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from snelsync.domain.booking import Customer
from snelsync.domain.customers import collective, customer_of, customer_remarks
from snelsync.domain.mapping import Customers
from snelsync.domain.order import Order
from snelsync.domain.problem import Code, Problem, Severity
from snelsync.domain.translate import Waiting, translate_sale
from snelsync.domain.vat import Treatment
from snelsync.domain.vat_number import PATIENCE, Validity

from .builders import NOON, charge, order
from .charts import full_chart
from .decided import BUSINESS, TO_BELGIUM, check, decided, dutch

AT_HOME: dict[str, Any] = {
    "vat_number": "NL858617951B01",
    "business": dutch(),
    "vat_checks": (check(number="NL858617951B01"),),
}
HIGH = [Treatment.HIGH]
INTRA = [Treatment.INTRA_EU_GOODS]


def card(one: Order, treatments: list[Treatment], **fields: Any) -> Customer:  # noqa: ANN401
    """Give the card of an order that has one."""
    found = customer_of(one, treatments, decided(**fields))
    assert isinstance(found, Customer), found
    return found


def problem(one: Order, treatments: list[Treatment]) -> Problem:
    """Give what keeps the card from being known."""
    found = customer_of(one, treatments, decided())
    assert isinstance(found, Problem), found
    return found


@pytest.mark.parametrize(
    ("ship", "bill", "country"),
    [("NL", "NL", "NL"), ("BE", "NL", "BE"), ("", "DE", "DE"), ("", "", "NL")],
)
def test_consumers_share_a_card_per_destination(
    ship: str, bill: str, country: str
) -> None:
    """Where the goods went counts, then the bill; a sale at the counter is at home."""
    one = order(ship_country=ship, bill_country=bill)
    expected = Customer(country, f"Webshop particulieren {country}")
    assert card(one, HIGH) == collective(one, decided()) == expected


def test_a_business_at_home_has_its_own_card() -> None:
    """A Dutch business with a valid number is found by that number."""
    found = card(order(**AT_HOME), HIGH)
    assert found.card == found.vat_number == "NL858617951B01"
    assert (found.name, found.business) == (BUSINESS.name, dutch())


def test_a_business_abroad_has_its_own_card_when_it_pays_no_vat() -> None:
    """An intra-Community supply stands on the business's own card."""
    found = card(order(**TO_BELGIUM), INTRA)
    assert (found.country, found.card) == ("BE", "BE0477472701")
    services = card(order(**TO_BELGIUM), [Treatment.INTRA_EU_SERVICES])
    assert services == found


def test_a_business_abroad_that_paid_vat_is_on_the_collective_card() -> None:
    """SnelStart takes a card with a number for a business sale, which this is not."""
    for treatment in (Treatment.HIGH, Treatment.OSS, Treatment.EXPORT):
        assert card(order(**TO_BELGIUM), [treatment]).business is None


def test_without_cards_for_businesses_all_is_collective() -> None:
    """A shop that keeps no company's data makes no cards of companies."""
    none = Customers("Webshop particulieren {country}")
    assert card(order(**AT_HOME), HIGH, customers=none).business is None


@pytest.mark.parametrize(
    "differs",
    [
        {"vat_checks": (check(Validity.INVALID),)},
        {"vat_checks": (check(),)},
        {"vat_number": "", "unusable_vat_number": True},
    ],
)
def test_a_number_that_is_not_valid_makes_no_card(differs: dict[str, Any]) -> None:
    """At home VAT was charged: the buyer is booked as anybody, and that is said.

    A valid number of another country than the address is refused by SnelStart.
    """
    one = order(**AT_HOME | differs)
    found = card(one, HIGH)
    assert found.business is None
    (remark,) = customer_remarks(one, found, decided())
    assert (remark.code, remark.severity) == (Code.VAT_NUMBER, Severity.WARN)


def test_a_number_of_another_country_than_the_bill_is_held_without_vat() -> None:
    """SnelStart takes no card whose number is of another country (REL-0087)."""
    elsewhere = TO_BELGIUM | {"bill_country": "NL"}
    found = problem(order(**elsewhere), INTRA)
    assert found.code is Code.CUSTOMER_INCOMPLETE
    assert "REL-0087" in found.message


def test_a_number_of_belfast_fits_a_british_address() -> None:
    """Northern Ireland has numbers of its own, and addresses in GB."""
    known = check(number="XI980780684")
    assert known.fits_address("GB")
    assert not known.fits_address("IE")
    assert check(number="EL094259216").fits_address("GR")


def test_an_order_waits_for_vies() -> None:
    """Until VIES answers, the card is not known and nothing is booked."""
    for known in (None, check(Validity.UNAVAILABLE)):
        one = order(**AT_HOME | {"vat_checks": (known,) if known else ()})
        found = problem(one, HIGH)
        assert (found.code, found.severity) == (Code.VAT_NUMBER, Severity.WAIT)
        result = translate_sale(one, mapping=decided(), chart=full_chart())
        assert isinstance(result, Waiting)


def test_after_two_days_without_an_answer_it_is_collective() -> None:
    """At home nothing depends on the answer, so it is not waited for for ever."""
    late = check(Validity.UNAVAILABLE, checked=NOON + PATIENCE)
    assert card(order(**AT_HOME | {"vat_checks": (late,)}), HIGH).business is None
    nearly = check(Validity.UNAVAILABLE, checked=NOON + PATIENCE - timedelta(seconds=1))
    assert problem(order(**AT_HOME | {"vat_checks": (nearly,)}), HIGH).severity is (
        Severity.WAIT
    )


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("name", "", "company name"),
        ("name", "x" * 51, "company name"),
        ("street", "", "street"),
        ("street", "x" * 51, "street"),
        ("postcode", "", "postcode"),
        ("postcode", "1" * 26, "postcode"),
        ("city", "", "place"),
        ("city", "x" * 51, "place"),
    ],
)
def test_a_card_is_complete_or_not_made(field: str, text: str, words: str) -> None:
    """A card that would lack something, or be cut, is not made; it says what."""
    incomplete = replace(BUSINESS, **{field: text})
    found = problem(order(**TO_BELGIUM | {"business": incomplete}), INTRA)
    assert found.code is Code.CUSTOMER_INCOMPLETE
    assert words in found.message
    assert text not in found.message or not text


def test_the_longest_card_is_complete() -> None:
    """50 characters of name, street and place fit, and 25 of a postcode."""
    longest = replace(
        BUSINESS, name="n" * 50, street="s" * 50, city="c" * 50, postcode="1" * 25
    )
    assert card(order(**TO_BELGIUM | {"business": longest}), INTRA).name == "n" * 50


def test_a_business_that_was_not_read_makes_no_card() -> None:
    """Without the buyer's particulars there is no card to make."""
    found = problem(order(**TO_BELGIUM | {"business": None}), INTRA)
    assert found.code is Code.CUSTOMER_INCOMPLETE


def test_a_credit_stands_on_the_card_of_its_sale() -> None:
    """A card has one name for ever: the number, or country and name."""
    assert Customer("NL", "Webshop").card == "NL Webshop"
    one = order(charge("100.00", rate=None), **TO_BELGIUM)
    assert card(one, INTRA).card == "BE0477472701"


def test_a_purged_business_is_on_the_same_card() -> None:
    """Name and address were taken out, the number was not: SnelStart has the card.

    Where it has not, the card cannot be made, and booking says so.
    """
    one = order(**TO_BELGIUM)
    found = card(one.nameless, INTRA)
    assert (found.card, found.name) == (card(one, INTRA).card, "")
    assert found == card(one, INTRA).nameless
    assert problem(replace(one, business=None).nameless, INTRA).code is (
        Code.CUSTOMER_INCOMPLETE
    )
    collective_card = card(order(), HIGH)
    assert collective_card.nameless == collective_card
