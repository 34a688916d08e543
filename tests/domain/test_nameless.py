"""What is personal is taken out, and what the books rest on is not."""

from __future__ import annotations

from dataclasses import replace

from snelsync.domain.booking import Customer
from snelsync.domain.fingerprint import order_fingerprint, refund_fingerprint
from snelsync.domain.order import Business

from .builders import booking, charge, order, refund, refund_line, shipping
from .decided import BUSINESS, TO_BELGIUM

NUMBER_ALONE = Business("", BUSINESS.vat_number, "", "", "", "", "")


def test_of_an_order_everything_stays_but_names() -> None:
    """A business keeps its VAT number; a product its SKU; shipping its method."""
    one = order(charge("10.00", "2.10"), shipping("5.00", "1.05"), **TO_BELGIUM)
    found = one.nameless
    assert found.business == NUMBER_ALONE
    assert [row.name for row in found.charges] == ["", one.charges[1].name]
    again = replace(found, business=one.business, charges=one.charges, purged=False)
    assert again == one
    assert found.nameless == found
    assert order_fingerprint(found) == order_fingerprint(one)
    assert order().nameless.business is None


def test_of_a_refund_only_the_names_of_products_go() -> None:
    """Amounts and what they are taken from stay, and so does its fingerprint."""
    one = refund("12.95", refund_line("10.70", "2.25"))
    found = one.nameless
    assert {row.name for row in found.lines} == {""}
    assert refund_fingerprint(found) == refund_fingerprint(one)


def test_of_a_booking_only_the_card_is_named_less() -> None:
    """Number, lines, VAT and total stay; so does its digest, by which it is known."""
    customer = Customer("BE", BUSINESS.name, BUSINESS.vat_number, BUSINESS)
    one = booking(customer=customer)
    found = one.nameless
    assert found.customer == Customer("BE", "", BUSINESS.vat_number, NUMBER_ALONE)
    assert (found.digest, replace(found, customer=customer)) == (one.digest, one)
