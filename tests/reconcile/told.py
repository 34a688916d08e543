"""What a reconciliation said, put so that two can be compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from snelsync.domain.proof import Check, Mutation, Proof, Row

Place = tuple[str, str, str]
"""A check's code, what it is about, and its title."""


@dataclass(frozen=True, slots=True)
class Told:
    """One reconciliation.

    Attributes:
        documents: how each document or invoice stands, by its number: place, verdict.
        rows: every row of every check.
        others: what others booked on our accounts.
        unexplained: what no row explains.
    """

    documents: Counter[tuple[str, str, str]]
    rows: Counter[tuple[Place, Row]]
    others: Counter[Mutation]
    unexplained: Decimal

    def since(self, before: Told) -> Change:
        """Tell what is new."""
        return Change(
            self.documents - before.documents,
            self.rows - before.rows,
            before.rows - self.rows,
            self.others - before.others,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What one reconciliation says more than another.

    Attributes:
        documents: that stand otherwise than before, with how they stand now.
        rows: that were not there before.
        gone: rows that are there no longer.
        others: what others booked since.
    """

    documents: Counter[tuple[str, str, str]]
    rows: Counter[tuple[Place, Row]]
    gone: Counter[tuple[Place, Row]]
    others: Counter[Mutation]

    def checks_about(self, number: str) -> frozenset[str]:
        """Tell which checks have a new row about a document."""
        return frozenset(
            code for (code, _, _), row in self.rows if name_of(row) == number
        )

    def amounts_about(self, number: str, code: str) -> dict[str, Decimal]:
        """Tell what one check's rows explain more of a document, by account."""
        found: defaultdict[str, Decimal] = defaultdict(Decimal)
        for sign, rows in ((1, self.rows), (-1, self.gone)):
            for ((one, about, _), row), times in rows.items():
                if one == code and name_of(row) == number:
                    found[about] += sign * times * row.difference
        return {about: amount for about, amount in found.items() if amount}

    def others_about(self, number: str) -> dict[str, Decimal]:
        """Tell what others booked under a number, per account."""
        found: defaultdict[str, Decimal] = defaultdict(Decimal)
        for one, times in self.others.items():
            if one.number == number:
                found[str(one.account)] += one.amount * times
        return dict(found)


def name_of(row: Row) -> str:
    """Give the number of a row's invoice; where it has none, of its order."""
    return row.number or row.order_number


def told(proof: Proof) -> Told:
    """Read a proof."""
    return Told(
        documents=Counter(
            (one.number or one.order_number, one.place, str(one.verdict))
            for one in proof.documents
        ),
        rows=Counter(
            (place_of(check), row) for check in proof.checks for row in check.rows
        ),
        others=Counter(proof.foreign),
        unexplained=proof.unexplained,
    )


def place_of(check: Check) -> Place:
    """Tell one check from another."""
    return check.code, check.about, check.title
