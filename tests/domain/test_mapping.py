"""What the bookkeeper decided, looked up."""

import pytest

from snelsync.domain.mapping import Payment, PaymentMeaning, Rule
from snelsync.domain.vat import Treatment

from .builders import accounts, charge, mapping, order


@pytest.mark.parametrize(
    ("gateway", "found"),
    [
        ("mollie_wc_gateway_ideal", "mollie_wc_gateway_*"),
        ("mollie_wc_gateway_banktransfer", "mollie_wc_gateway_banktransfer"),
        ("bacs", "bacs"),
        ("", ""),
        ("bacs2", None),
        ("MOLLIE_WC_GATEWAY_IDEAL", None),
    ],
)
def test_the_longest_pattern_that_fits_wins(gateway: str, found: str | None) -> None:
    """A gateway means what its most exact pattern says, or nothing at all."""
    row = mapping().payment(gateway)
    assert (row.gateway if row else None) == found


def test_the_order_of_the_rows_does_not_matter() -> None:
    """An exact pattern wins over a short one wherever it stands."""
    rows = (
        Payment("mollie_wc_gateway_banktransfer", PaymentMeaning.OPEN),
        Payment("*", PaymentMeaning.PAID),
    )
    for order_of_rows in (rows, rows[::-1]):
        row = mapping(payments=order_of_rows).payment("mollie_wc_gateway_banktransfer")
        assert row is not None
        assert row.meaning is PaymentMeaning.OPEN


def test_an_account_nobody_chose_is_none() -> None:
    """There is no default account for a treatment."""
    assert accounts(high=8100).number(Treatment.HIGH) == 8100
    assert accounts(high=8100).number(Treatment.LOW) is None


def test_an_order_finds_its_own() -> None:
    """A charge is found by kind and id, a rate by id, a plugin's value by key."""
    one = order(meta=(("a", "1"),))
    assert one.charge(one.charges[0].kind, 11) is one.charges[0]
    assert one.charge(one.charges[0].kind, 12) is None
    assert one.tax_line(2) is None
    assert (one.meta_value("a"), one.meta_value("b")) == ("1", "")


def test_products_are_asked_for_only_by_a_rule_that_needs_them() -> None:
    """Where a product is filed costs a call more."""
    plain = Rule("r", sku="*", product=7)
    assert not mapping(rules=(plain,)).asks_products
    assert mapping(rules=(plain, Rule("r", tag="kerst"))).asks_products
    assert order(charge("1.00", "0.21")).product_ids == {7}
    assert order(charge("1.00", "0.21", product_id=0)).product_ids == set()


def test_a_line_keeps_its_product_when_the_shop_deletes_it() -> None:
    """By kind and id of the line; what the shop still tells goes before."""
    was = order(charge("1.00", "0.21", product_id=7, code="MOK-001"))
    gone = order(charge("1.00", "0.21", product_id=0, code=""))
    typed = order(charge("1.00", "0.21", product_id=0, code="", line_id=99))
    assert gone.lost_products
    assert not was.lost_products
    assert gone.with_products_of(was).charges == was.charges
    assert typed.with_products_of(was) == typed
    assert was.with_products_of(gone) == was
