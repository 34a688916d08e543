"""What no rule can decide alone, and what a bookkeeper is told of a buyer."""

from __future__ import annotations

import pytest

from snelsync.domain.accounts import mapping_problems
from snelsync.domain.booking import Outcome
from snelsync.domain.case import Case
from snelsync.domain.classify import classify
from snelsync.domain.decide import decide
from snelsync.domain.mapping import DiscountMethod, Discounts, GiftCards, Oss, Rule
from snelsync.domain.problem import Code, Severity
from snelsync.domain.translate import Held, Translated, translate_sale
from snelsync.domain.vat import Treatment
from snelsync.domain.vat_number import may_name_a_citizen

from .builders import AFTERWARDS, DAY, accounts, charge, mapping, order, sold
from .charts import full_chart
from .decided import TO_BELGIUM, check, decided


def _rule(treatment: Treatment) -> Rule:
    return Rule(name="advice", sku="MOK-*", treatment=treatment)


UNTAXED = charge("100.00", "0.00", taxes={})


def test_a_rule_can_make_an_eu_business_sale_a_service() -> None:
    """With a checked number a rule may say that it was a service."""
    said = decided(rules=(_rule(Treatment.INTRA_EU_SERVICES),))
    one, known = order(UNTAXED, **TO_BELGIUM), full_chart(oss=False)
    parts, problems = classify(one, mapping=said, chart=known, day=DAY)
    assert [part.treatment for part in parts] == [Treatment.INTRA_EU_SERVICES]
    assert problems == ()


@pytest.mark.parametrize(
    ("treatment", "country"),
    [(Treatment.INTRA_EU_GOODS, "US"), (Treatment.EXPORT, "BE")],
)
def test_a_rule_cannot_say_where_an_order_went(
    treatment: Treatment, country: str
) -> None:
    """A rule against the destination holds the order and names the rule."""
    said = decided(rules=(_rule(treatment),))
    one = order(UNTAXED, ship_country=country, bill_country=country)
    result = translate_sale(one, mapping=said, chart=full_chart(oss=False))
    assert isinstance(result, Held)
    assert Code.RULE_CONFLICT in {problem.code for problem in result.problems}


def test_a_rule_cannot_make_a_zero_rate_an_export() -> None:
    """Goods at a Dutch 0 % rate were sold at home, whatever a rule says."""
    said = decided(rules=(_rule(Treatment.EXPORT),))
    one = order(charge("10.00", "0.00", taxes={3: "0.00"}))
    result = translate_sale(one, mapping=said, chart=full_chart(oss=False))
    assert isinstance(result, Held)
    assert [problem.code for problem in result.problems] == [Code.RULE_CONFLICT]


def test_a_check_without_evidence_is_remarked_on() -> None:
    """Without a consultation number the sale is booked, and that is said."""
    one = order(UNTAXED, **(TO_BELGIUM | {"vat_checks": (check(consultation=""),)}))
    result = translate_sale(one, mapping=decided(), chart=full_chart(oss=False))
    assert isinstance(result, Translated)
    assert [(one.code, one.severity) for one in result.warnings] == [
        (Code.VAT_NUMBER, Severity.WARN)
    ]


def test_a_dutch_number_that_makes_no_sense_is_remarked_on() -> None:
    """VAT was charged, so the sale is booked, on the collective card; that is said."""
    one = order(unusable_vat_number=True)
    result = translate_sale(one, mapping=decided(), chart=full_chart(oss=False))
    assert isinstance(result, Translated)
    assert result.booking.customer.business is None
    assert [one.code for one in result.warnings] == [Code.VAT_NUMBER]


@pytest.mark.parametrize(
    ("fields", "setting"),
    [
        ({"oss": Oss((("SR", 9),))}, "[oss.accounts] SR"),
        ({"gift_cards": GiftCards(account=9)}, "[gift_cards] account"),
        (
            {"discounts": Discounts(DiscountMethod.GROSS, accounts(high=9))},
            "[discounts.accounts] high",
        ),
    ],
)
def test_every_account_of_the_mapping_is_checked(
    fields: dict[str, object], setting: str
) -> None:
    """An account that does not exist is told, used by an order or not."""
    told = mapping_problems(mapping(**fields), full_chart())
    assert any(problem.message.startswith(setting) for problem in told)


def test_an_order_deleted_before_it_was_booked_is_skipped() -> None:
    """Nothing was booked and nothing will be; the reason says so."""
    (decision,) = decide(
        Case(
            sold=sold(order(), gone=True),
            known={},
            mapping=mapping(),
            chart=full_chart(),
            now=AFTERWARDS,
        )
    )
    assert decision.outcome is Outcome.SKIPPED
    assert "before it was booked" in decision.reason


def test_a_number_with_signs_in_it_names_nobody() -> None:
    """What is no number in any base is not taken for a citizen's."""
    assert not may_name_a_citizen("NL12345678")
    assert may_name_a_citizen("NL111222333+01")


@pytest.mark.parametrize(
    ("meta", "number"),
    [
        ((("_wcpdf_invoice_number", "F2026-0042"),), "F2026-0042"),
        ((("_wcpdf_invoice_number", " "),), "173"),
        ((), "173"),
    ],
)
def test_an_invoice_plugins_number_goes_before_the_template(
    meta: tuple[tuple[str, str], ...], number: str
) -> None:
    """The first key that an order has is its invoice number; none is the template."""
    said = mapping(invoices={"number_keys": ("_other", "_wcpdf_invoice_number")})
    result = translate_sale(order(meta=meta), mapping=said, chart=full_chart())
    assert isinstance(result, Translated)
    assert result.booking.number == number
