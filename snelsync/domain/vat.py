"""VAT: why a line has the VAT it has, and the administration's own rates by date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Treatment(StrEnum):
    """Why a line has the VAT it has; the words a mapping file uses."""

    HIGH = "high"
    LOW = "low"
    OTHER = "other"
    ZERO = "zero"
    EXEMPT = "exempt"
    REVERSE_CHARGED = "reverse_charged"
    INTRA_EU_GOODS = "intra_eu_goods"
    INTRA_EU_SERVICES = "intra_eu_services"
    EXPORT = "export"
    OSS = "oss"
    OUTSIDE_SCOPE = "outside_scope"
    MARGIN = "margin"


class VatKind(StrEnum):
    """The VAT kind of a booking line and of the booking's VAT rows."""

    NONE = "none"
    LOW = "low"
    HIGH = "high"
    OTHER = "other"
    REVERSE_CHARGED = "reverse_charged"


DOMESTIC: dict[VatKind, Treatment] = {
    VatKind.HIGH: Treatment.HIGH,
    VatKind.LOW: Treatment.LOW,
    VatKind.OTHER: Treatment.OTHER,
}


def line_kind(treatment: Treatment) -> VatKind:
    """Give the VAT kind a booking line of this treatment carries.

    Only domestic taxed lines carry one; everything else is told to the tax office by
    the function of its ledger account (SnelStart OpenAPI v2; observed live, 2026-05).
    """
    match treatment:
        case Treatment.HIGH:
            return VatKind.HIGH
        case Treatment.LOW:
            return VatKind.LOW
        case Treatment.OTHER:
            return VatKind.OTHER
        case _:
            return VatKind.NONE


@dataclass(frozen=True, slots=True)
class VatRate:
    """One row of the administration's rate table; both dates are inclusive."""

    kind: VatKind
    percent: Decimal
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class VatRates:
    """The domestic rates the administration knows, each with its dates."""

    rows: tuple[VatRate, ...]

    def kind_of(self, percent: Decimal, on: date) -> VatKind | None:
        """Find the taxed kind that had this percentage on a day (21 → high in 2026)."""
        for row in self.rows:
            if row.percent == percent and _is_taxed(row, on):
                return row.kind
        return None

    def percent_of(self, kind: VatKind, on: date) -> Decimal | None:
        """Give the percentage of a taxed kind on a day."""
        for row in self.rows:
            if row.kind is kind and _is_taxed(row, on):
                return row.percent
        return None


def _is_taxed(row: VatRate, day: date) -> bool:
    return (
        row.valid_from <= day <= row.valid_until
        and row.kind in DOMESTIC
        and row.percent > 0
    )
