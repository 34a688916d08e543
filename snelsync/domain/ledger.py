"""What should be on ledger accounts, held against what is, invoice by invoice.

Amounts are kept as whole cents, and only as long as both sides differ: of a hundred
thousand documents that are equal nothing is left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from snelsync.domain.money import CENT, ZERO


def _cents(amount: Decimal) -> int:
    return int(amount / CENT)


def _euros(cents: int) -> Decimal:
    return cents * CENT


@dataclass(frozen=True, slots=True)
class Gap:
    """One invoice on one account where both sides differ: EUR, positive for credit."""

    number: str
    expected: Decimal
    found: Decimal


@dataclass(slots=True)
class _Account:
    expected: int = 0
    found: int = 0
    foreign: int = 0
    rest: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Ledger:
    """The accounts we book on, each with both sides."""

    accounts: dict[int, _Account] = field(default_factory=dict)

    def watch(self, account: int) -> None:
        """Look at an account too on which nothing is expected."""
        self.accounts.setdefault(account, _Account())

    def expect(self, account: int, number: str, amount: Decimal) -> None:
        """Take in what should be there; the number is folded."""
        cents = _cents(amount)
        one = self.accounts.setdefault(account, _Account())
        one.expected += cents
        rest = one.rest.get(number, 0) + cents
        if rest:
            one.rest[number] = rest
        else:
            one.rest.pop(number, None)

    def find(self, account: int, number: str, amount: Decimal) -> None:
        """Take in what is there, of a document of ours."""
        cents = _cents(amount)
        one = self.accounts[account]
        one.found += cents
        rest = one.rest.get(number, 0) - cents
        if rest:
            one.rest[number] = rest
            one.seen[number] = one.seen.get(number, 0) + cents
        else:
            one.rest.pop(number, None)
            one.seen.pop(number, None)

    def find_foreign(self, account: int, amount: Decimal) -> None:
        """Take in what others booked there."""
        self.accounts[account].foreign += _cents(amount)

    def expected_of(self, account: int, number: str) -> Decimal:
        """Give what is expected of one invoice, and was not found yet."""
        return _euros(self.accounts[account].rest.get(number, 0))

    def supposed(self, account: int, but: Collection[str]) -> Decimal:
        """Give what is there if all is as expected, but for some invoices."""
        one = self.accounts[account]
        return _euros(one.expected - sum(one.rest.get(of, 0) for of in but))

    def suppose(self, account: int, but: Collection[str]) -> None:
        """Take all as found that is expected, but for some; before any was found."""
        one = self.accounts[account]
        one.found += one.expected - sum(one.rest.get(of, 0) for of in but)
        one.rest = {of: one.rest[of] for of in but if of in one.rest}

    def sides(self, account: int) -> tuple[Decimal, Decimal, Decimal]:
        """Give what is expected on an account, what is found, and what is foreign."""
        one = self.accounts.get(account)
        if one is None:
            return ZERO, ZERO, ZERO
        return _euros(one.expected), _euros(one.found), _euros(one.foreign)

    def gaps(self, account: int) -> Iterator[Gap]:
        """List the invoices that differ, by number."""
        one = self.accounts[account]
        for number, rest in sorted(one.rest.items()):
            found = one.seen.get(number, 0)
            yield Gap(number, _euros(rest + found), _euros(found))
