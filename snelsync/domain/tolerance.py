"""What a bookkeeper lets pass: amounts that are off by no more than so many cents.

Nothing disappears by it: a check that would fail warns, with all its rows.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from snelsync.domain.money import eur, total
from snelsync.domain.proof import Check, Standing, Unit


def let_pass(check: Check, tolerance: Decimal) -> Check:
    """Let a check warn in place of failing, when all it is off by is within the amount.

    What counts is all its rows without their signs, so that two that make up for each
    other hide nothing. What is no matter of amounts fails as before: a document that is
    not there, another day, a number that VIES did not confirm.
    """
    if check.verdict is not Standing.FAIL or check.unit is not Unit.EUR:
        return check
    apart = [abs(row.difference) for row in check.rows]
    off = total(apart) + abs(check.unexplained)
    if not 0 < off <= tolerance or not all(apart):
        return check
    told = f"{eur(off)} in all, within the tolerance of {eur(tolerance)}"
    note = f"{check.note}; {told}" if check.note else told
    return replace(check, verdict=Standing.WARN, note=note)
