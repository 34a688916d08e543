"""What a reconciliation proves, on values: places, ledgers, and the checks' sums."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from snelsync.domain.ledger import Ledger
from snelsync.domain.proof import Check, Row, Standing, three_way, worst

from .proofs import PROOF

D = Decimal
NOT_LOOKED_AT = Standing.NOT_LOOKED_AT


@pytest.mark.parametrize("places", list(product((True, False), repeat=3)))
def test_every_combination_of_places_has_a_name(
    places: tuple[bool, bool, bool],
) -> None:
    """All eight ways to be in shop, record and books have a meaning of their own."""
    shop, record, books = places
    found = three_way(in_shop=shop, in_record=record, in_books=books)
    assert found.places == places
    assert found.name
    assert found.meaning
    assert found.remedy or found.severity is not Standing.FAIL


def test_a_remedy_is_told_wherever_a_place_fails() -> None:
    """The worst verdict wins; what was not looked at counts for nothing."""
    assert worst([Standing.NOT_LOOKED_AT, Standing.INFO]) is Standing.OK
    assert worst([Standing.OK, Standing.WARN]) is Standing.WARN
    assert worst([Standing.WARN, Standing.FAIL]) is Standing.FAIL


def _check(*rows: Row, right: str | None = "90.00") -> Check:
    return Check(
        code="C3",
        title="turnover",
        left_is="ours",
        right_is="theirs",
        left=D("100.00"),
        right=None if right is None else D(right),
        verdict=Standing.FAIL,
        rows=rows,
    )


def test_what_no_row_explains_is_told() -> None:
    """Rows explain their part of a difference; the rest is unexplained."""
    row = Row(
        order_number="173",
        number="173",
        day=date(2026, 10, 1),
        left=D("8.00"),
        reason="deleted",
    )
    assert _check().unexplained == D("10.00")
    assert _check(row).explained == D("8.00")
    assert _check(row).unexplained == D("2.00")


def test_without_two_sides_there_is_no_difference() -> None:
    """A side that was not read makes no difference, and nothing unexplained."""
    one = _check(right=None)
    assert (one.difference, one.unexplained) == (D(0), D(0))


def test_a_ledger_keeps_only_what_differs() -> None:
    """Equal invoices leave nothing; the others leave both amounts, to the cent."""
    ledger = Ledger()
    ledger.watch(8106)
    for number, amount in (("a", "10.00"), ("b", "20.00"), ("c", "5.00")):
        ledger.expect(8100, number, D(amount))
    ledger.expect(8100, "c", D("-5.00"))
    ledger.find(8100, "a", D("4.00"))
    ledger.find(8100, "a", D("6.00"))
    ledger.find(8100, "b", D("19.99"))
    ledger.find_foreign(8100, D("100.00"))
    assert ledger.sides(8100) == (D("30.00"), D("29.99"), D("100.00"))
    gaps = [(one.number, one.expected, one.found) for one in ledger.gaps(8100)]
    assert gaps == [("b", D("20.00"), D("19.99"))]
    assert ledger.sides(9999) == (D(0), D(0), D(0))
    assert list(ledger.gaps(8106)) == []


def test_a_proof_is_as_bad_as_its_worst_check() -> None:
    """What no row explains is added up over amounts only, whatever its sign."""
    assert PROOF.verdict is Standing.FAIL
    assert [one.code for one in PROOF.of(Standing.WARN)] == ["C4"]
    assert [one.code for one in PROOF.of(Standing.NOT_LOOKED_AT)] == ["C7"]
    c3, c4 = (one for one in PROOF.checks if one.code in {"C3", "C4"} and one.rows)
    assert (c3.unexplained, c4.unexplained) == (D("-0.62"), D("-32.58"))
    assert PROOF.unexplained == D("33.20")
    well = replace(PROOF, checks=PROOF.of(Standing.OK) + PROOF.of(NOT_LOOKED_AT))
    assert (well.verdict, well.unexplained) == (Standing.OK, D(0))
