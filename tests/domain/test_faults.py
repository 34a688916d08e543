"""Faults that are still there."""

from typing import Any

import pytest

from snelsync.domain.mapping import Rule
from snelsync.domain.order import Order
from snelsync.domain.translate import Held, Translated, translate_sale
from snelsync.domain.vat import Treatment

from .builders import charge, order, refund, refund_line, tax_line
from .charts import full_chart
from .credits import credit_after, sequence
from .decided import RATE_KEY, decided

SAID = decided()
MUG = charge("10.70", "2.25")


def to(country: str) -> dict[str, Any]:
    """Send an order somewhere."""
    return {"ship_country": country, "bill_country": country}


def foreign(of: str, percent: str, tax: str, **sent: Any) -> Order:  # noqa: ANN401
    """Make an order with one country's VAT, sent somewhere."""
    rate = (tax_line(1, percent, goods=tax, country=of),)
    return order(charge("50.00", tax), tax_lines=rate, **sent)


def test_an_amount_of_what_is_only_rounding_is_held() -> None:
    """When only rounding is open, an amount-only refund is held, not a crash."""
    one = order(MUG, total="12.99")
    lines = refund("12.95", refund_line("10.70", "2.25", of=MUG), refund_id=1)
    result = credit_after(
        refund("0.02", refund_id=2), one, [lines], said=SAID, known=full_chart()
    )
    assert isinstance(result, Held)


@pytest.mark.parametrize(
    ("of", "percent", "tax", "sent"),
    [
        ("BE", "21", "10.50", to("ES")),
        ("DE", "19", "9.50", to("FR")),
        ("DE", "19", "9.50", to("NL")),
        ("DE", "19", "9.50", {**to("DE"), "area": "DE-HELGOLAND"}),
    ],
)
def test_oss_is_vat_of_the_destination(
    of: str, percent: str, tax: str, sent: dict[str, Any]
) -> None:
    """VAT of another country than the goods went to is held."""
    one = foreign(of, percent, tax, **sent)
    assert isinstance(translate_sale(one, mapping=SAID, chart=full_chart()), Held)


def test_vat_only_of_an_oss_sale_is_held() -> None:
    """A credit of an OSS sale holds OSS lines only."""
    one = foreign("DE", "19", "9.50", **to("DE"))
    back = refund("9.50", refund_line("0.00", "9.50", of=one.charges[0]))
    assert isinstance(credit_after(back, one, said=SAID, known=full_chart()), Held)


@pytest.mark.parametrize("treatment", ["intra_eu_goods", "intra_eu_services"])
def test_a_rule_is_no_evidence(treatment: str) -> None:
    """A rule does not make an intra-Community supply of a sale without a number."""
    rules = (Rule("r", sku="*", treatment=Treatment(treatment)),)
    one = order(charge("50.00", rate=None), **to("BE"))
    result = translate_sale(
        one, mapping=decided(rules=rules), chart=full_chart(oss=False)
    )
    assert isinstance(result, Held)


def test_the_last_refund_in_dollars_empties_the_order() -> None:
    """Refunds that add up to the order in dollars take all of it back in EUR."""
    one = order(MUG, currency="USD", meta=((RATE_KEY, "1.3"),))
    refunds = [
        refund(amount, refund_id=number)
        for number, amount in enumerate(("4.31", "4.31", "4.33"), start=1)
    ]
    _, results = sequence(one, refunds, said=SAID, known=full_chart(oss=False))
    assert all(isinstance(result, Translated) for result in results)
