"""VAT kinds, and the administration's rates by date."""

from datetime import date
from decimal import Decimal

import pytest

from snelsync.domain.chart import FITTING
from snelsync.domain.territory import EU
from snelsync.domain.vat import Treatment, VatKind, line_kind

from .charts import RATES


@pytest.mark.parametrize(
    ("percent", "day", "kind"),
    [
        ("21", date(2026, 10, 1), VatKind.HIGH),
        ("21.0000", date(2026, 10, 1), VatKind.HIGH),
        ("9", date(2026, 10, 1), VatKind.LOW),
        ("9", date(2019, 1, 1), VatKind.LOW),
        ("6", date(2018, 12, 31), VatKind.LOW),
        ("9", date(2018, 12, 31), None),
        ("6", date(2019, 1, 1), None),
        ("19", date(2026, 10, 1), None),
        ("0", date(2026, 10, 1), None),
    ],
)
def test_a_percentage_means_what_it_meant_that_day(
    percent: str, day: date, kind: VatKind | None
) -> None:
    """A rate counts from its first to its last day, both included, and 0 % never."""
    assert RATES.kind_of(Decimal(percent), day) is kind


@pytest.mark.parametrize(
    ("kind", "day", "percent"),
    [
        (VatKind.HIGH, date(2012, 9, 30), 19),
        (VatKind.HIGH, date(2012, 10, 1), 21),
        (VatKind.LOW, date(2026, 10, 1), 9),
        (VatKind.OTHER, date(2026, 10, 1), None),
        (VatKind.NONE, date(2026, 10, 1), None),
    ],
)
def test_a_kind_has_the_percentage_of_its_day(
    kind: VatKind, day: date, percent: int | None
) -> None:
    """Only taxed kinds have a percentage, and it is that day's."""
    assert RATES.percent_of(kind, day) == percent


def test_only_domestic_taxed_lines_carry_a_kind() -> None:
    """Everything that is not Dutch taxed turnover has no VAT kind on its line."""
    taxed = {t for t in Treatment if line_kind(t) is not VatKind.NONE}
    assert taxed == {Treatment.HIGH, Treatment.LOW, Treatment.OTHER}
    assert {str(line_kind(t)) for t in taxed} == {"high", "low", "other"}


def test_every_treatment_has_accounts_that_fit() -> None:
    """No treatment is without an account function, so none is booked anywhere."""
    assert set(FITTING) == set(Treatment)
    assert all(FITTING.values())


def test_the_union_has_its_members() -> None:
    """The 27 member states are abroad and in the EU; the others are not."""
    assert len(EU) == 27
    assert {"NL", "BE", "GR"} <= EU
    assert not EU & {"GB", "CH", "US", "NO", "EL"}
