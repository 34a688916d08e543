"""Which pictures a reconciliation is shown in, with the figures they are drawn from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from snelsync.cli.proof_words import told_of
from snelsync.domain.booking import Outcome
from snelsync.domain.proof import Month, Proof, RateOfMonth, Standing, Unit
from snelsync.domain.vat import Treatment

MOST = 20
"""Checks in the picture of differences: those that differ most."""

_TONES = {Standing.FAIL: "bad", Standing.WARN: "look"}
_GOOD = {Outcome.BOOKED, Outcome.ADOPTED}
_Side = Callable[[RateOfMonth], Decimal | None]


def pictures(proof: Proof) -> dict[str, Any]:
    """Gather what is drawn; the template writes the same figures beside it."""
    return {
        "months": [one.first.strftime("%Y-%m") for one in proof.months],
        "rates": [
            _rate(treatment, proof.months)
            for treatment in Treatment
            if any(_sold(month, treatment) for month in proof.months)
        ],
        "differences": _differences(proof),
        "outcomes": [
            {
                "outcome": str(outcome),
                "documents": count,
                "tone": _tone(outcome),
            }
            for outcome, count in proof.outcomes
        ],
    }


def _sold(month: Month, treatment: Treatment) -> RateOfMonth | None:
    return next((one for one in month.rates if one.rate == treatment), None)


def _rate(treatment: Treatment, months: Sequence[Month]) -> dict[str, Any]:
    found = [_sold(month, treatment) for month in months]
    return {
        "name": str(treatment),
        "title": told_of(treatment),
        "net": _sides(found, lambda one: one.shop_net, lambda one: one.books_net),
        "vat": _sides(found, lambda one: one.shop_vat, lambda one: one.books_vat),
        "has_vat": any(one and (one.shop_vat or one.books_vat) for one in found),
    }


def _sides(
    found: Sequence[RateOfMonth | None], shop: _Side, books: _Side
) -> dict[str, list[Decimal | None]]:
    return {
        "shop": [shop(one) if one else None for one in found],
        "books": [books(one) if one else None for one in found],
    }


def _differences(proof: Proof) -> list[dict[str, Any]]:
    """Choose the checks in EUR whose sides differ, the most first."""
    found = [
        one for one in proof.checks if one.unit is Unit.EUR and one.difference != 0
    ]
    found.sort(key=lambda one: -abs(one.difference))
    return [
        {
            "name": f"{one.code} {one.about}".strip(),
            "amount": one.difference,
            "tone": _TONES.get(one.verdict, "soft"),
        }
        for one in found[:MOST]
    ]


def _tone(outcome: Outcome) -> str:
    if outcome in _GOOD:
        return "good"
    if outcome.needs_person or outcome is Outcome.UNCERTAIN:
        return "look"
    return "soft"
