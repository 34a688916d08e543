"""What a series of invoice numbers lacks, and what is known of each number.

Numbers that follow the shop's order ids are no series: WooCommerce takes ids for
products, refunds and drafts from the same row, so that gaps between them tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from itertools import pairwise

from snelsync.domain.booking import DocumentKind, Outcome, folded
from snelsync.domain.decision import Decision
from snelsync.domain.proof import Row

LISTED = 12
"""How many numbers, or stretches of them, are written out in a row."""

FOLLOWS_IDS = (
    "numbers that are the shop's order ids are no series, products and refunds use ids"
    " too: gaps between them tell nothing"
)

_ENDING = re.compile(r"(.*?)(\d{1,15})(\D*)", re.DOTALL)
_Series = tuple[str, str]


@dataclass(slots=True)
class Gaps:
    """What the series of a period lack.

    Attributes:
        unexplained: stretches that no order of the shop accounts for, a row each.
        explained: the others, a row for each reason.
        note: why numbers are not looked at; "" when they are.
    """

    unexplained: list[Row] = field(default_factory=list)
    explained: list[Row] = field(default_factory=list)
    note: str = ""


@dataclass(slots=True)
class _Numbers:
    """One series: its numbers in the books, and how they are written.

    Attributes:
        before, after: what stands around the digits.
        digits: how many there are at least.
        there: its numbers in the books.
        ids: those that are the id of their order, by chance or before a plugin came.
    """

    before: str
    after: str
    digits: int
    there: set[int] = field(default_factory=set)
    ids: set[int] = field(default_factory=set)

    @property
    def counts(self) -> bool:
        """Say whether it is a series of its own, and not the shop's ids."""
        return len(self.there) > len(self.ids)


def gaps_of(booked: Iterable[Decision], told: MappingOf[str, str]) -> Gaps:
    """Find what is missing between the lowest and the highest number of each series.

    Args:
        booked: the documents of the period that are in the books.
        told: what is known of other numbers, in words.
    """
    series = _series_of(booked)
    known = _known(series, told)
    found = Gaps()
    if any(not one.counts for one in series.values()):
        found.note = FOLLOWS_IDS
    for key, one in sorted(series.items()):
        if one.counts:
            _look(one, known[key], found)
    return found


def known_numbers(
    unbooked: MappingOf[str, tuple[Outcome, str]],
    elsewhere: Iterable[str],
    foreign: Iterable[str],
) -> dict[str, str]:
    """Say in words what is known of numbers that no document of the period has.

    Args:
        unbooked: what became of orders that are not in the books, by number.
        elsewhere: numbers that are booked on days outside the period.
        foreign: numbers that others booked in SnelStart.
    """
    told = dict.fromkeys(foreign, "booked in SnelStart by others")
    for number, (outcome, reason) in unbooked.items():
        told[number] = f"{outcome}: {reason}" if reason else f"{outcome}, see C1"
    return told | dict.fromkeys(elsewhere, "booked on a day outside the period")


def _split(number: str) -> tuple[_Series, str] | None:
    """Take a number apart into its series and its last digits."""
    found = _ENDING.fullmatch(folded(number))
    return None if found is None else ((found[1], found[3]), found[2])


def _series_of(booked: Iterable[Decision]) -> dict[_Series, _Numbers]:
    found: dict[_Series, _Numbers] = {}
    for one in booked:
        # Corrections and credits are numbered after what they belong to.
        split = _split(one.number)
        if split is None or one.key.kind is not DocumentKind.SALE or one.key.revision:
            continue
        key, digits = split
        before, after = (
            one.number[: len(key[0])],
            one.number[len(key[0]) + len(digits) :],
        )
        numbers = found.setdefault(key, _Numbers(before, after, len(digits)))
        number = int(digits)
        (numbers.ids if number == one.order_id else numbers.there).add(number)
        numbers.digits = min(numbers.digits, len(digits))
    return found


def _known(
    series: MappingOf[_Series, _Numbers], told: MappingOf[str, str]
) -> dict[_Series, dict[int, str]]:
    found: dict[_Series, dict[int, str]] = {key: {} for key in series}
    for number, words in told.items():
        split = _split(number)
        if split is not None and split[0] in found:
            found[split[0]][int(split[1])] = words
    return found


def _look(numbers: _Numbers, known: MappingOf[int, str], found: Gaps) -> None:
    lowest, highest = min(numbers.there), max(numbers.there)
    there = {one for one in numbers.ids if lowest < one < highest} | numbers.there
    between = sorted(
        one for one in known if lowest < one < highest and one not in there
    )
    reasons: dict[str, list[int]] = {}
    for one in between:
        reasons.setdefault(known[one], []).append(one)
    for words, some in sorted(reasons.items()):
        told = _listed(numbers, list(_stretches(some)))
        count = f"{len(some)} numbers" if len(some) > 1 else "1 number"
        found.explained.append(_row("", f"{count} {words}: {told}"))
    for low, high in pairwise(sorted(there.union(between))):
        if high - low > 1:
            number = _span(numbers, low + 1, high - 1)
            found.unexplained.append(
                _row(
                    number,
                    "no order of the shop has this number, and SnelStart no invoice of"
                    " the period"
                    if high - low == 2
                    else f"no order of the shop has any of these {high - low - 1}"
                    " numbers, and SnelStart no invoice of the period",
                    "look in the shop which invoice it was, and keep the reason with"
                    " the books",
                )
            )


def _row(number: str, reason: str, remedy: str = "") -> Row:
    return Row(order_number="", number=number, day=None, reason=reason, remedy=remedy)


def _stretches(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Put ascending numbers that follow each other together."""
    first = last = numbers[0]
    for one in numbers[1:]:
        if one != last + 1:
            yield first, last
            first = one
        last = one
    yield first, last


def _span(numbers: _Numbers, low: int, high: int) -> str:
    first, last = (
        f"{numbers.before}{one:0{numbers.digits}d}{numbers.after}"
        for one in (low, high)
    )
    return first if low == high else f"{first} to {last}"


def _listed(numbers: _Numbers, some: Sequence[tuple[int, int]]) -> str:
    told = ", ".join(_span(numbers, low, high) for low, high in some[:LISTED])
    more = len(some) - LISTED
    return f"{told} and {more} more" if more > 0 else told
