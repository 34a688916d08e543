"""Turnover and VAT per month and rate, shop against books: for who wants a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from snelsync.domain.booking import folded
from snelsync.domain.money import ZERO
from snelsync.domain.proof import Month, Mutation, RateOfMonth
from snelsync.domain.tally import Tally
from snelsync.domain.vat import DOMESTIC, Treatment, VatKind


@dataclass(slots=True)
class MonthsOfBooks:
    """What the books have per month and rate, of documents of ours: EUR."""

    tally: Tally
    ours: frozenset[str]
    net: dict[tuple[date, Treatment], Decimal] = field(default_factory=dict)
    vat: dict[tuple[date, Treatment], Decimal] = field(default_factory=dict)

    def add(self, mutation: Mutation) -> None:
        """Take in one mutation."""
        number = folded(mutation.number)
        if number in self.ours or number in self.tally.elsewhere:
            month = mutation.day.replace(day=1)
            self.put(month, mutation.account, mutation.amount)

    def put(self, month: date, account: int, amount: Decimal) -> None:
        """Take in an amount of documents of ours."""
        kinds = {number: kind for kind, number in self.tally.vat_accounts.items()}
        kind = kinds.get(account)
        treatment = self.tally.treatments.get(account)
        if account in self.tally.foreign_vat_accounts:
            _put(self.vat, (month, Treatment.OSS), amount)
        elif kind in DOMESTIC:
            _put(self.vat, (month, DOMESTIC[kind]), amount)
        elif treatment is not None:
            _put(self.net, (month, treatment), amount)


def _put(
    sums: dict[tuple[date, Treatment], Decimal],
    at: tuple[date, Treatment],
    amount: Decimal,
) -> None:
    sums[at] = sums.get(at, ZERO) + amount


def months_of(tally: Tally, books: MonthsOfBooks | None) -> tuple[Month, ...]:
    """List the months of the period that have anything, each with its rates."""
    vat = dict(_shop_vat(tally.vat, tally.foreign_vat))
    theirs = books.net.keys() | books.vat.keys() if books else set()
    places = tally.net.keys() | vat.keys() | theirs
    order = list(Treatment)
    found: dict[date, list[RateOfMonth]] = {}
    for at in sorted(places, key=lambda one: (one[0], order.index(one[1]))):
        month, treatment = at
        found.setdefault(month, []).append(
            RateOfMonth(
                rate=str(treatment),
                shop_net=tally.net.get(at, ZERO),
                shop_vat=vat.get(at, ZERO),
                books_net=books.net.get(at, ZERO) if books else None,
                books_vat=books.vat.get(at, ZERO) if books else None,
            )
        )
    return tuple(Month(month, tuple(rates)) for month, rates in found.items())


def _shop_vat(
    vat: MappingOf[tuple[date, VatKind], Decimal], foreign: MappingOf[date, Decimal]
) -> Iterator[tuple[tuple[date, Treatment], Decimal]]:
    for (month, kind), amount in vat.items():
        if kind in DOMESTIC:
            yield (month, DOMESTIC[kind]), amount
    for month, amount in foreign.items():
        yield (month, Treatment.OSS), amount


def count_by(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Count how often each name is there, by name."""
    found: dict[str, int] = {}
    for name in names:
        found[name] = found.get(name, 0) + 1
    return tuple(sorted(found.items()))
