"""Looking whether SnelStart is ready for what would be booked: few calls, none needed.

What cannot be read, because the connection may not or SnelStart does not answer, is
said and stops nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from snelsync.app.check import CheckReport
from snelsync.app.ports import Administration, Clock, KeyUse
from snelsync.app.watch import key_age
from snelsync.domain.chart_checks import (
    Right,
    card_problems,
    chart_problems,
    filed_problems,
    right_problems,
)
from snelsync.domain.mapping import KeyKind, Mapping
from snelsync.domain.plan import Plan
from snelsync.domain.problem import Problem
from snelsync.errors import AdministrationError, CredentialsError

NO_LOCKS = (
    "whether a period is blocked or locked in SnelStart cannot be read: it shows when"
    " something is booked there"
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found, and in words what was not, or could not be looked at."""

    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def survey(
    state: KeyUse,
    administration: Administration,
    *,
    mapping: Mapping,
    report: CheckReport,
    key: KeyKind,
    clock: Clock,
) -> Survey:
    """Check SnelStart against the mapping and what would be booked.

    Two calls after those of the check: VAT returns, and the collective cards.
    """
    today = clock.now().astimezone(mapping.shop.zone).date()
    problems = list(chart_problems(mapping, report.chart, today))
    notes = [NO_LOCKS]
    rights = administration.rights()
    if rights is None:
        notes.append("could not check what the connection may do: its token is silent")
        rights = frozenset(Right)
    problems += right_problems(rights)
    look = _Look(rights)
    problems += filed_problems(
        look.at(administration.filed_periods, Right.READ_VAT_RETURNS) or (),
        (one.day for one in report.plan.to_book),
    )
    names = _collective(report.plan)
    cards = look.at(lambda: _cards(administration, names), Right.READ_CARDS) or {}
    notes += look.notes
    problems += card_problems(cards)
    absent = [name for name, count in cards.items() if not count]
    if absent:
        notes.append(f"customer cards that push will make: {', '.join(absent)}")
    if key is KeyKind.DEVELOPMENT:
        age = _age(state, today)
        problems += age.problems
        notes += age.notes
    return Survey(tuple(problems), tuple(notes))


class _Look:
    """Reads what is good to know; that something cannot be read is noted."""

    def __init__(self, rights: frozenset[Right]) -> None:
        self._rights = rights
        self.notes: list[str] = []

    def at(self, read: Callable[[], T], right: Right) -> T | None:
        """Read something, unless it is known that the connection may not."""
        reason = "the connection may not"
        if right in self._rights:
            try:
                return read()
            except (CredentialsError, AdministrationError) as error:
                reason = error.what
        self.notes.append(f"could not {right}: {reason}")
        return None


def _collective(plan: Plan) -> tuple[str, ...]:
    """List the names of collective cards that something would be booked on."""
    bookings = (one.booking for one in plan.to_book)
    customers = {one.customer for one in bookings if one}
    return tuple(sorted({one.name for one in customers if one.business is None}))


def _cards(administration: Administration, names: tuple[str, ...]) -> dict[str, int]:
    return administration.count_cards(names) if names else {}


def _age(state: KeyUse, today: date) -> Survey:
    """Tell what is known of when a development key ends."""
    age = key_age(state)
    found = age.problem(today)
    return Survey((found,), ()) if found else Survey((), (age.note(today),))
