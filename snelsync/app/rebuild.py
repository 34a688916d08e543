"""Restoring the record from SnelStart after its file was lost. Reads there, only.

What was booked is found by its invoice number and taken over when everything is equal.
A push does the same for each document it is refused, so nothing is booked twice without
this; but this sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from snelsync.app.ports import (
    Administration,
    Clock,
    Progress,
    Recording,
    Sending,
    unwatched,
)
from snelsync.app.push import Planned
from snelsync.domain.booking import Customer, Outcome, folded
from snelsync.domain.compare import Invoice
from snelsync.domain.decision import Decision


@dataclass(frozen=True, slots=True)
class Different:
    """A document whose number SnelStart has, and that is not equal to it."""

    decision: Decision
    why: str


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was found in SnelStart.

    Attributes:
        adopted: equal, and in our record again.
        different: their number is there with something else.
        absent: not in SnelStart: the next push books them.
    """

    adopted: tuple[Decision, ...]
    different: tuple[Different, ...]
    absent: tuple[Decision, ...]


def rebuild(
    planned: Planned,
    state: Recording,
    administration: Administration,
    *,
    clock: Clock,
    run_id: int,
    progress: Progress = unwatched,
) -> Rebuilt:
    """Take over from SnelStart what a plan would book and is there already."""
    to_find = [one for one in planned.plan.to_book if one.booking is not None]
    if not to_find:
        return Rebuilt((), (), ())
    days = [one.day for one in to_find]
    there = _by_number(administration.invoices(min(days), max(days)))
    finder = _Finder(planned, state, administration, clock=clock, run_id=run_id)
    adopted: list[Decision] = []
    different: list[Different] = []
    absent: list[Decision] = []
    for position, decision in enumerate(to_find, start=1):
        invoices = there.get(folded(decision.number), [])
        if not invoices:
            absent.append(decision)
        else:
            why = finder.adopt(decision, invoices)
            if why:
                different.append(Different(decision, why))
            else:
                adopted.append(decision)
        progress(position, len(to_find))
    return Rebuilt(tuple(adopted), tuple(different), tuple(absent))


class _Finder:
    """Compares documents with what SnelStart has under their numbers."""

    def __init__(
        self,
        planned: Planned,
        state: Recording,
        administration: Administration,
        *,
        clock: Clock,
        run_id: int,
    ) -> None:
        self._planned = planned
        self._state = state
        self._administration = administration
        self._clock = clock
        self._run_id = run_id
        self._cards: dict[str, str | None] = {}

    def adopt(self, decision: Decision, invoices: list[Invoice]) -> str:
        """Take a booking over when it is equal; else say how it differs."""
        booking = decision.booking
        if len(invoices) > 1:
            return f"{len(invoices)} invoices have this number"
        if booking is None or not invoices[0].booking_id:
            return "the invoice was not made by a booking"
        card = self._card(booking.customer)
        if card is None:
            return "its customer card is not found, or there are several"
        sending = Sending(
            key=decision.key,
            booking=booking,
            payload=self._administration.encode(
                booking, customer_id=card, chart=self._planned.chart
            ),
            customer_id=card,
            fingerprint=decision.fingerprint,
            since=self._clock.now(),
        )
        remote_id = invoices[0].booking_id
        same, differences = self._administration.holds_same(remote_id, sending.payload)
        if not same:
            return differences
        if self._state.begin_sending(sending, run_id=self._run_id):
            self._state.settle(
                decision.key,
                Outcome.ADOPTED,
                at=self._clock.now(),
                run_id=self._run_id,
                remote_id=remote_id,
                problems=decision.problems,
            )
        return ""

    def _card(self, customer: Customer) -> str | None:
        """Find a card; none is ever made here."""
        if customer.card not in self._cards:
            found = self._administration.find_customer(customer)
            self._cards[customer.card] = found[0] if len(found) == 1 else None
        return self._cards[customer.card]


def _by_number(invoices: Iterable[Invoice]) -> dict[str, list[Invoice]]:
    found: dict[str, list[Invoice]] = {}
    for invoice in invoices:
        found.setdefault(folded(invoice.number), []).append(invoice)
    return found
