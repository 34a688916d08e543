"""VAT numbers: what may be kept of them, and how long evidence counts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snelsync.domain.vat_number import (
    FRESH,
    PATIENCE,
    Validity,
    VatCheck,
    check_for,
    may_name_a_citizen,
)

from .builders import DAY, NOON
from .decided import check


@pytest.mark.parametrize("number", ["NL111222333B01", "NL123456782B01"])
def test_an_old_number_of_a_sole_trader_may_name_a_citizen(number: str) -> None:
    """A number that passes the eleven test and is no company's must not be kept."""
    assert may_name_a_citizen(number)


@pytest.mark.parametrize(
    "number",
    [
        "NL858617951B01",
        "NL004495445B01",
        "NL000099998B57",
        "NL123456789B01",
        "NL002455799B11",
        "BE0477472701",
        "DE136695976",
        "NL12345678B01",
        "NL",
        "",
        "NLABCDEFGHIB01",
    ],
)
def test_a_company_or_new_number_names_nobody(number: str) -> None:
    """Companies, numbers since 2020, other countries and nonsense may be kept."""
    assert not may_name_a_citizen(number)


@given(st.text(max_size=16))
def test_no_text_makes_it_stumble(text: str) -> None:
    """Whatever was typed as a number, it is judged."""
    assert may_name_a_citizen(text) in {True, False}
    assert may_name_a_citizen(f"NL{text}") in {True, False}


@pytest.mark.parametrize(("off", "fresh"), [(0, True), (30, True), (31, False)])
def test_evidence_counts_for_a_month_on_either_side(
    off: int,
    fresh: bool,  # noqa: FBT001
) -> None:
    """A check says something of a sale within thirty days of it."""
    assert timedelta(days=30) == FRESH
    assert check().fresh_for(DAY + timedelta(days=off)) is fresh
    assert check().fresh_for(DAY - timedelta(days=off)) is fresh


def test_a_number_knows_its_country() -> None:
    """Greece is EL in a number and GR in an address; Northern Ireland is XI."""
    assert check(number="EL123456789").country() == "GR"
    assert check(number="XI123456789").country() == "XI"
    assert check().country() == "BE"


def test_patience_is_two_days() -> None:
    """An unavailable register is waited for two days."""
    assert timedelta(hours=48) == PATIENCE
    assert check().checked == NOON


def on(days: int, validity: Validity = Validity.VALID) -> VatCheck:
    """Make a check of some days after the sale."""
    then = NOON + timedelta(days=days)
    return check(validity, checked=then, first_asked=then)


@pytest.mark.parametrize(
    ("checks", "chosen"),
    [
        ((), None),
        ((on(-40), on(-3), on(2), on(40)), on(2)),
        ((on(-3), on(3)), on(3)),
        ((on(-9, Validity.INVALID), on(0)), on(0)),
        ((on(-9), on(1, Validity.INVALID)), on(-9)),
        ((on(-1, Validity.INVALID), on(2)), on(2)),
        ((on(-1, Validity.INVALID), on(0, Validity.INVALID)), on(0, Validity.INVALID)),
        (
            (on(-1, Validity.INVALID), on(0, Validity.UNAVAILABLE)),
            on(0, Validity.UNAVAILABLE),
        ),
        ((on(-1, Validity.INVALID),), on(-1, Validity.INVALID)),
        ((on(2), on(3, Validity.UNAVAILABLE)), on(2)),
        ((on(-40), on(1, Validity.UNAVAILABLE)), on(1, Validity.UNAVAILABLE)),
        ((on(40), on(90, Validity.UNAVAILABLE)), on(40)),
        ((on(90, Validity.UNAVAILABLE),), on(90, Validity.UNAVAILABLE)),
        ((on(-90), on(40)), on(40)),
    ],
)
def test_the_answer_nearest_to_the_sale_counts(
    checks: tuple[VatCheck, ...], chosen: VatCheck | None
) -> None:
    """Later questions cost no evidence; an open question counts without an answer."""
    assert check_for(checks, DAY) == chosen
