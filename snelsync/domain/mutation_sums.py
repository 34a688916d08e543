"""Mutations added up: what of them has to be read one by one, and what is proven.

A sum that is equal proves an account only where nothing could make up for something
else: so what may have changed since it was booked is read, row by row, and only what
nobody touched is taken as it was booked. Whether sums are equal is asked last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from snelsync.domain.ledger import Ledger
from snelsync.domain.money import ZERO
from snelsync.domain.proof import Mutation

SLACK = timedelta(minutes=10)
"""How far SnelStart's clock and ours may be apart, and how long a booking may take."""


@dataclass(frozen=True, slots=True)
class MutationSum:
    """All mutations of a journal on an account: EUR, positive for credit.

    Attributes:
        journal: the id of the journal (*dagboek*).
    """

    account: int
    journal: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """Which mutations are meant: those that are all of this; empty is any.

    Attributes:
        numbers: of these invoices.
        accounts: on these accounts.
        journals: in the journals with these ids.
        changed_after: changed after this moment, or not known when.
    """

    numbers: tuple[str, ...] = ()
    accounts: frozenset[int] = frozenset()
    journals: frozenset[str] = frozenset()
    changed_after: datetime | None = None


def untouched(changed: datetime | None, booked: datetime | None) -> bool:
    """Say whether nobody can have changed a booking since we made it."""
    return changed is not None and booked is not None and changed <= booked + SLACK


def own_journal(sums: Iterable[MutationSum], ledger: Ledger) -> str:
    """Find the journal our bookings are in: that which has most nearly what we expect.

    Whatever it is, it proves nothing by itself.
    """
    by_journal: dict[str, dict[int, Decimal]] = {}
    for one in sums:
        by_journal.setdefault(one.journal, {})[one.account] = one.amount
    wanted = {account: ledger.sides(account)[0] for account in ledger.accounts}

    def apart(journal: str) -> Decimal:
        there = by_journal[journal]
        return sum(
            (abs(amount - there.get(of, ZERO)) for of, amount in wanted.items()),
            start=ZERO,
        )

    return min(sorted(by_journal), key=apart, default="")


def disagreeing(
    sums: Iterable[MutationSum],
    ledger: Ledger,
    rows: Sequence[Mutation],
    *,
    but: Collection[str],
) -> frozenset[int]:
    """List the accounts on which the sums are not what we think is there.

    Args:
        sums: of all journals.
        ledger: what should be there.
        rows: what was read, of all that is not taken as it was booked.
        but: the numbers of the invoices that are not taken as they were booked.
    """
    apart = {account: -ledger.supposed(account, but) for account in ledger.accounts}
    amounts: list[tuple[int, Decimal]] = [(one.account, one.amount) for one in sums]
    amounts += [(one.account, -one.amount) for one in rows]
    for account, amount in amounts:
        if account in apart:
            apart[account] += amount
    return frozenset(account for account, amount in apart.items() if amount)


def shares(
    ledger: Ledger, account: int, but: MappingOf[str, object]
) -> dict[object, Decimal]:
    """Add up what is expected of some invoices on an account, by what they map to."""
    found: dict[object, Decimal] = {}
    for number, at in but.items():
        amount = ledger.expected_of(account, number)
        found[at] = found.get(at, ZERO) + amount
    return found
