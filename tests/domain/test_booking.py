"""Bookings: they cannot exist when a bookkeeper would not sign them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from snelsync.domain.booking import (
    Booking,
    Customer,
    DocumentKey,
    DocumentKind,
    Outcome,
    VatLine,
    fingerprint,
    long_fingerprint,
)
from snelsync.domain.vat import Treatment, VatKind

from .builders import booking, credit_key, sale_key, with_line


def high(amount: str) -> tuple[VatLine, ...]:
    """Give VAT at the high rate."""
    return (VatLine(VatKind.HIGH, Decimal(amount)),)


def test_lines_and_vat_make_the_total() -> None:
    """A booking that balances exists, and knows its turnover."""
    assert booking().net == Decimal("10.70")


@pytest.mark.parametrize("total", ["12.94", "12.96", "10.70", "-12.95", "0.00"])
def test_a_booking_out_of_balance_cannot_exist(total: str) -> None:
    """One cent between lines, VAT and total is one too many."""
    with pytest.raises(ValueError, match="balance"):
        booking(total=Decimal(total))


def test_a_booking_without_lines_cannot_exist() -> None:
    """Without lines there is nothing to book."""
    with pytest.raises(ValueError, match="no lines"):
        booking(lines=(), vat=(), total=Decimal("0.00"))


@pytest.mark.parametrize("nothing", ["0", "0.00", "-0.00"])
def test_a_line_of_zero_cannot_exist(nothing: str) -> None:
    """A line of nothing is never sent (SnelStart refuses it)."""
    whole = booking()
    empty = replace(whole.lines[0], amount=Decimal(nothing))
    with pytest.raises(ValueError, match="line of zero"):
        booking(lines=(*whole.lines, empty))


def test_parts_of_cents_cannot_exist() -> None:
    """Not a line, not the VAT and not the total has parts of cents."""
    part = Decimal("10.701")
    with pytest.raises(ValueError, match="parts of cents"):
        replace(with_line_unchecked(part), total=Decimal("12.951"))
    with pytest.raises(ValueError, match="parts of cents"):
        booking(vat=high("2.251"), total=Decimal("12.951"))
    with pytest.raises(ValueError, match="parts of cents"):
        booking(lines=(replace(booking().lines[0], amount=part),), vat=high("2.249"))


def with_line_unchecked(amount: Decimal) -> Booking:
    """Make a booking whose only fault will be its parts of cents."""
    made = booking()
    object.__setattr__(made, "lines", (replace(made.lines[0], amount=amount),))
    return made


def test_a_credit_is_a_booking_with_negative_amounts() -> None:
    """Negative lines balance as positive ones do."""
    sold = booking()
    back = replace(
        sold,
        key=credit_key(),
        lines=tuple(replace(one, amount=-one.amount) for one in sold.lines),
        vat=high("-2.25"),
        total=Decimal("-12.95"),
    )
    assert back.net == Decimal("-10.70")


CHANGES: dict[str, Booking] = {
    "number": replace(booking(), number="174"),
    "day": replace(booking(), day=date(2026, 10, 2)),
    "key": replace(booking(), key=sale_key(174)),
    "kind": replace(booking(), key=DocumentKey("shop.test", DocumentKind.CREDIT, 173)),
    "shop": replace(booking(), key=DocumentKey("other", DocumentKind.SALE, 173)),
    "customer": replace(booking(), customer=Customer("BE", "Webshop BE")),
    "description": replace(booking(), description="iets anders"),
    "payment_term": replace(booking(), payment_term=14),
    "account": with_line(booking(), account=8200),
    "line text": with_line(booking(), description="2 x MOK-001"),
    "treatment": with_line(booking(), treatment=Treatment.OTHER),
    "vat kind of a line": with_line(booking(), vat_kind=VatKind.OTHER),
    "cost centre": with_line(booking(), cost_centre=1),
    "a cent of VAT": booking(
        vat=high("2.26"), lines=with_line_unchecked(Decimal("10.69")).lines
    ),
    "vat kind": booking(vat=(VatLine(VatKind.LOW, Decimal("2.25")),)),
    "total": booking(vat=high("2.26"), total=Decimal("12.96")),
}


@pytest.mark.parametrize("what", list(CHANGES))
def test_a_change_in_the_books_changes_the_digest(what: str) -> None:
    """Nothing that would be in the books differs without the digest differing."""
    assert CHANGES[what].digest != booking().digest


def test_all_these_digests_differ() -> None:
    """No two different bookings share a digest."""
    assert len({one.digest for one in CHANGES.values()}) == len(CHANGES)


def test_equal_bookings_have_equal_digests() -> None:
    """The reason of a line is shown, not sent: it changes nothing."""
    assert booking().digest == booking().digest
    assert with_line(booking(), reason="anders").digest == booking().digest


def test_a_fingerprint_keeps_its_parts_apart() -> None:
    """Texts that run on into each other are told apart."""
    assert fingerprint(["ab", "c"]) != fingerprint(["a", "bc"])
    assert fingerprint(["ab", "c"]) == fingerprint(iter(["ab", "c"]))
    assert len(fingerprint([])) == 32


@pytest.mark.parametrize("parts", [[], ["a"], ["", ""], ["ab", "c", "é"]])
def test_a_long_list_has_the_same_fingerprint(parts: list[str]) -> None:
    """So a plan that was saved before is still the plan."""
    assert long_fingerprint(iter(parts)) == fingerprint(parts)


def test_a_key_is_one_word() -> None:
    """A document is named by shop, kind and id, and by nothing that can change."""
    assert str(sale_key(173)) == "shop.test/sale/173"
    assert str(credit_key(270)) == "shop.test/credit/270"
    assert sale_key(1) != credit_key(1)


def test_every_outcome_says_who_must_act() -> None:
    """What is in the books, and what needs a person, is told for every outcome."""
    books = {"booked", "adopted", "drifted"}
    person = {"held", "refused", "conflict", "drifted"}
    assert {str(one) for one in Outcome if one.in_the_books} == books
    assert {str(one) for one in Outcome if one.needs_person} == person


def test_the_credit_of_a_whole_order_has_the_orders_id() -> None:
    """No refund has it: orders and refunds share one series of ids in WooCommerce."""
    assert credit_key(173).undoes(173)
    assert not credit_key(270).undoes(173)
    assert not sale_key(173).undoes(173)
