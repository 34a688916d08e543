"""A figure that was measured, its limit, and whether it is within it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure.

    Attributes:
        letter: the target it is of, as docs/performance.md has them.
        what: what was measured, and of how many.
        limit: what it may be at most, or must be at least.
        measured: what it is; None where it was not measured.
        at_least: whether the limit is a lower one.
        note: what else there is to know: of what it is the ratio, or why there is none.
    """

    letter: str
    what: str
    limit: float
    measured: float | None
    at_least: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        """Say whether it is within its limit."""
        if self.measured is None:
            return "not measured"
        within = (
            self.measured >= self.limit
            if self.at_least
            else self.measured <= self.limit
        )
        return "met" if within else "MISSED"

    def row(self) -> tuple[str, ...]:
        """Write it as a row of the table."""
        sign = ">=" if self.at_least else "<="
        measured = "-" if self.measured is None else f"{self.measured:.3f}"
        limit = f"{sign} {self.limit:.3f}"
        return (self.letter, self.what, limit, measured, self.verdict, self.note)

    def document(self) -> dict[str, Any]:
        """Write it as JSON has it."""
        return {
            "letter": self.letter,
            "what": self.what,
            "limit": self.limit,
            "at_least": self.at_least,
            "measured": self.measured,
            "verdict": self.verdict,
            "note": self.note,
        }


HEADS = ("", "measure", "limit", "measured", "verdict", "")


def table(figures: list[Figure]) -> str:
    """Lay figures out in columns."""
    rows = [HEADS, *(one.row() for one in figures)]
    wide = [max(len(row[place]) for row in rows) for place in range(5)]
    return "\n".join(
        "  ".join(
            [*(cell.ljust(by) for cell, by in zip(row, wide, strict=False)), row[5]]
        ).rstrip()
        for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much is measured.

    Attributes:
        documents: booked for the calls per document.
        businesses: new business customers.
        waiting: documents of a push that the quota slows down.
        orders: orders of a shop that is pulled and timed.
        repeats: how often a process is started; the quickest counts.
        sizes: orders of the smaller and the larger shop for memory and growth.
        states: orders of the smaller and the larger state file.
    """

    documents: int
    businesses: int
    waiting: int
    orders: int
    repeats: int
    sizes: tuple[int, int]
    states: tuple[int, int]


QUICK = Scale(
    documents=1_000,
    businesses=500,
    waiting=2_600,
    orders=1_500,
    repeats=5,
    sizes=(1_000, 4_000),
    states=(1_000, 10_000),
)
WHOLE = Scale(
    documents=5_000,
    businesses=2_000,
    waiting=11_000,
    orders=5_000,
    repeats=15,
    sizes=(10_000, 100_000),
    states=(1_000, 100_000),
)
