"""Money as ``Decimal``: rounding to cents, and splitting without losing one.

Amounts are EUR unless a name says otherwise. Dutch VAT rounds half up at the third
decimal (Belastingdienst, rounding of VAT on invoices; read 2026-11).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """Round half up (away from zero) to two decimals; never gives -0.00."""
    return amount.quantize(CENT, ROUND_HALF_UP) or ZERO


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add up, giving 0.00 for nothing."""
    return sum(amounts, start=ZERO)


def allocate(amount: Decimal, weights: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Split an amount in whole cents over weights, to the last cent.

    Largest remainder; ties go to the lower index. The parts add up to ``amount`` and
    have the size each weight deserves, give or take one cent.

    Args:
        amount: a number of whole cents, of either sign.
        weights: at least one, with a sum other than zero.

    Raises:
        ValueError: there is no weight to go by, or the amount has parts of cents.
    """
    whole = sum(weights, start=Decimal(0))
    if not whole:
        msg = "cannot split an amount over weights that add up to zero"
        raise ValueError(msg)
    if to_cents(amount) != amount:
        msg = "cannot split parts of cents"
        raise ValueError(msg)
    return round_together([amount * weight / whole for weight in weights])


def round_together(exact: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Round amounts to cents so that they add up to their rounded sum.

    Each is less than a cent from its exact amount; the largest remainders go up, ties
    at the lower index first.
    """
    if len(exact) == 1:
        return (to_cents(exact[0]),)
    parts = [amount.quantize(CENT, rounding=ROUND_FLOOR) for amount in exact]
    whole = to_cents(sum(exact, start=Decimal(0)))
    missing = int((whole - total(parts)) / CENT)
    by_remainder = sorted(
        range(len(parts)), key=lambda index: (parts[index] - exact[index], index)
    )
    for index in by_remainder[:missing]:
        parts[index] += CENT
    return tuple(to_cents(part) for part in parts)


def eur(amount: Decimal) -> str:
    """Write an amount for a person: ``EUR 12.95``, ``EUR -5.00``."""
    return f"EUR {amount:.2f}"
