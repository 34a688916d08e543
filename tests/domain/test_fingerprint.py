"""What of an order or refund matters to the books."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from snelsync.domain.fingerprint import order_fingerprint, refund_fingerprint
from snelsync.domain.order import ChargeKind, Order, Refund, TaxShare

from .builders import NOON, charge, order, refund, refund_line, shipping, tax_line

ORDER = order(charge("10.70", "2.25"), shipping("4.09", "0.86"))
FIRST, SECOND = ORDER.charges
REFUND = refund("12.95", refund_line("10.70", "2.25"))
LATER = datetime(2026, 11, 1, tzinfo=UTC)

MATTERS: dict[str, Order] = {
    "number": replace(ORDER, number="2026-173"),
    "currency": replace(ORDER, currency="USD"),
    "total": replace(ORDER, total=ORDER.total + Decimal("0.01")),
    "country": replace(ORDER, ship_country="BE"),
    "net": replace(ORDER, charges=(replace(FIRST, net=Decimal("10.71")), SECOND)),
    "a thousandth": replace(
        ORDER, charges=(replace(FIRST, net=Decimal("10.701")), SECOND)
    ),
    "tax": replace(ORDER, charges=(replace(FIRST, tax=Decimal("2.26")), SECOND)),
    "method": replace(ORDER, charges=(FIRST, replace(SECOND, code="local_pickup"))),
    "line": replace(ORDER, charges=(replace(FIRST, line_id=99), SECOND)),
    "quantity": replace(ORDER, charges=(replace(FIRST, quantity=Decimal(2)), SECOND)),
    "kind": replace(ORDER, charges=(replace(FIRST, kind=ChargeKind.FEE), SECOND)),
    "rate": replace(
        ORDER,
        charges=(replace(FIRST, taxes=(TaxShare(2, Decimal("2.25")),)), SECOND),
    ),
    "a line less": replace(ORDER, charges=(FIRST,)),
    "percent": replace(ORDER, tax_lines=(tax_line(1, "9", goods="2.25"),)),
    "lost percent": replace(ORDER, tax_lines=(tax_line(1, None, goods="2.25"),)),
    "goods tax": replace(
        ORDER, tax_lines=(tax_line(1, "21", goods="2.26", shipping="0.86"),)
    ),
    "shipping tax": replace(
        ORDER, tax_lines=(tax_line(1, "21", goods="2.25", shipping="0.87"),)
    ),
    "rate code": replace(
        ORDER,
        tax_lines=(tax_line(1, "21", goods="2.25", shipping="0.86", code="NL-X-1"),),
    ),
}


@pytest.mark.parametrize("what", list(MATTERS))
def test_a_change_that_matters_is_seen(what: str) -> None:
    """Nothing about money, rates, number or country changes unseen."""
    assert order_fingerprint(MATTERS[what]) != order_fingerprint(ORDER)


def test_no_two_changes_look_alike() -> None:
    """Different changes have different fingerprints."""
    assert len({order_fingerprint(one) for one in MATTERS.values()}) == len(MATTERS)


@pytest.mark.parametrize(
    "changed",
    [
        replace(ORDER, status="completed"),
        replace(ORDER, modified=LATER),
        replace(ORDER, completed=LATER),
        ORDER.nameless,
        replace(ORDER, charges=(replace(FIRST, name="Beker"), SECOND)),
        replace(ORDER, bill_country="DE"),
    ],
    ids=["status", "modified", "completed", "purged", "name", "bill"],
)
def test_a_change_that_does_not_matter_is_not_drift(changed: Order) -> None:
    """An order may be completed, touched and renamed without the books changing."""
    assert order_fingerprint(changed) == order_fingerprint(ORDER)


def test_how_many_decimals_are_shown_does_not_matter() -> None:
    """12.95 and 12.950000 are the same money, in orders and in refunds."""
    longer = order(charge("10.700000", "2.250000"), shipping("4.090000", "0.860000"))
    assert order_fingerprint(replace(longer, total=Decimal("17.900000"))) == (
        order_fingerprint(ORDER)
    )
    assert refund_fingerprint(
        refund("12.950000", refund_line("10.700000", "2.2500"))
    ) == refund_fingerprint(REFUND)


def test_a_hundred_is_not_one() -> None:
    """Trailing zeros before the point do count."""
    assert order_fingerprint(replace(ORDER, total=Decimal(100))) != (
        order_fingerprint(replace(ORDER, total=Decimal(1)))
    )


@pytest.mark.parametrize(
    "changed",
    [
        replace(REFUND, amount=Decimal("12.94")),
        replace(REFUND, order_id=174),
        replace(REFUND, created=LATER),
        replace(REFUND, lines=()),
        refund("12.95", refund_line("10.71", "2.25")),
        refund("12.95", refund_line("10.70", "2.24")),
        refund("12.95", refund_line("10.70", "2.25", refunded_line_id=12)),
        refund("12.95", refund_line("10.70", "2.25", rate=2)),
        refund("12.95", refund_line("10.70", "2.25", quantity=Decimal(0))),
        refund("12.95", refund_line("10.70", "2.25", kind=ChargeKind.FEE)),
    ],
)
def test_a_change_of_a_refund_is_seen(changed: Refund) -> None:
    """Nothing about a refund's money or day changes unseen."""
    assert refund_fingerprint(changed) != refund_fingerprint(REFUND)


def test_the_same_reading_gives_the_same_fingerprint() -> None:
    """A fingerprint is decided by what was read alone."""
    assert order_fingerprint(ORDER) == order_fingerprint(replace(ORDER))
    assert refund_fingerprint(REFUND) == refund_fingerprint(replace(REFUND))
    assert ORDER.created == NOON


def test_a_product_that_is_deleted_changes_nothing() -> None:
    """The SKU and the product's id go from its orders, and no money with them."""
    gone = replace(FIRST, code="", product_id=0)
    bare = replace(ORDER, charges=(gone, SECOND))
    assert order_fingerprint(bare) == order_fingerprint(ORDER)


@pytest.mark.parametrize("same", ["-0.00", "0", "0E+3", "-0.00004", "0.00005"])
def test_nothing_is_nothing_however_it_is_written(same: str) -> None:
    """Releases of WooCommerce write it in several ways; what is half goes to even."""
    none, other = (
        replace(ORDER, charges=(replace(FIRST, net=Decimal(net)), SECOND))
        for net in ("0.00", same)
    )
    assert order_fingerprint(none) == order_fingerprint(other)


def test_tens_are_no_ones() -> None:
    """Zeros before the point count."""
    ten, one = (
        replace(ORDER, charges=(replace(FIRST, net=Decimal(net)), SECOND))
        for net in ("10", "1")
    )
    assert order_fingerprint(ten) != order_fingerprint(one)
