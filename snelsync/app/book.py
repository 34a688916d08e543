"""Booking one document: on disk first, then sent, then what became of it on disk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from snelsync.app.cards import Cards, refused
from snelsync.app.ports import Administration, Clock, Recording, Sending
from snelsync.app.settle import Found, conflict, look_up, uncertain
from snelsync.domain.booking import Outcome
from snelsync.domain.chart import Chart
from snelsync.domain.decision import Decision
from snelsync.domain.problem import Code, Problem
from snelsync.errors import RefusedError, SnelsyncError, UncertainError

NUMBER_EXISTS = "BOE-0021"
CARD_GONE = ("BOE-0054", "BOE-0060", "REL-0005")
"""SnelStart's codes for a customer that is inactive, no customer, or not there."""
CLOSED = ("BOE-0042", "BOE-0046", "BOE-0051")
"""Its codes for a day in a period that is blocked, filed, or locked."""


class Booker:
    """Books documents; several at a time may use it, each for orders of its own."""

    def __init__(
        self,
        chart: Chart,
        state: Recording,
        administration: Administration,
        *,
        clock: Clock,
        run_id: int,
    ) -> None:
        self._chart = chart
        self._state = state
        self._administration = administration
        self._clock = clock
        self._run_id = run_id
        self._cards = Cards(chart, state, administration, clock=clock)
        self._closed: dict[date, str] = {}

    def foresee(self, decisions: Iterable[Decision]) -> None:
        """Get ready for many documents: look for their customers together."""
        bookings = (one.booking for one in decisions)
        self._cards.foresee(one.customer for one in bookings if one)

    def book(self, decision: Decision, earlier: Sequence[Decision]) -> Decision:
        """Book one document, and record what became of it.

        Args:
            decision: what to book.
            earlier: what became, in this run, of the order's documents before it.
        """
        booking = decision.booking
        if booking is None:
            return decision
        if not all(one.outcome.in_the_books for one in earlier):
            return self._wait(decision, "what it goes with was not booked now")
        closed = self._closed_period(booking.day)
        if closed is not None:
            return self._hold(decision, closed)
        customer = self._cards.of(booking.customer)
        if isinstance(customer, Problem):
            if customer.holds:
                return self._hold(decision, customer)
            return self._wait(decision, customer.message)
        sending = Sending(
            key=decision.key,
            booking=booking,
            payload=self._administration.encode(
                booking, customer_id=customer, chart=self._chart
            ),
            customer_id=customer,
            fingerprint=decision.fingerprint,
            since=self._clock.now(),
        )
        if not self._state.begin_sending(sending, run_id=self._run_id):
            return self._wait(decision, "another run is sending it")
        return self._send(decision, sending)

    def _closed_period(self, day: date) -> Problem | None:
        """Spare SnelStart a document of a day in or before a period it closed."""
        told = [what for closed, what in self._closed.items() if day <= closed]
        if not told:
            return None
        return Problem(
            code=Code.PERIOD_CLOSED,
            message=f"not sent, because of a later day {told[0]}",
            remedy=(
                "open the period in SnelStart, or book by hand; for orders of before"
                " you began with snelsync, set a later `start` under [shop]"
            ),
        )

    def _send(self, decision: Decision, sending: Sending) -> Decision:
        try:
            receipt = self._administration.book(sending.payload)
        except RefusedError as error:
            if error.has(NUMBER_EXISTS):
                return self._adopt(decision, sending)
            problem = refused(error)
            if any(error.has(code) for code in CLOSED):
                problem = replace(problem, code=Code.PERIOD_CLOSED)
                self._closed[sending.booking.day] = error.what
            if any(error.has(code) for code in CARD_GONE):
                self._cards.forget(sending.booking.customer)
            return self._settle(decision, Outcome.REFUSED, problem=problem)
        except UncertainError as error:
            return self._settle(
                decision, Outcome.UNCERTAIN, problem=uncertain(error.what)
            )
        except SnelsyncError:
            # Out of reach, out of quota, or a key refused: certainly not carried out.
            self._state.forget_sending(
                sending.key, at=self._clock.now(), run_id=self._run_id
            )
            raise
        if receipt.invoice.total != sending.booking.total:
            told = f"SnelStart says it booked EUR {receipt.invoice.total}"
            return self._settle(
                decision,
                Outcome.CONFLICT,
                remote_id=receipt.booking_id,
                problem=replace(uncertain(told), code=Code.ADOPTION_CONFLICT),
            )
        return self._settle(decision, Outcome.BOOKED, remote_id=receipt.booking_id)

    def _adopt(self, decision: Decision, sending: Sending) -> Decision:
        """The number exists: it is ours when everything is equal, else a conflict."""
        found = look_up(sending, self._administration)
        match found.found:
            case Found.SAME:
                return self._settle(
                    decision, Outcome.ADOPTED, remote_id=found.booking_id
                )
            case Found.OTHER:
                return self._settle(
                    decision, Outcome.CONFLICT, problem=conflict(sending, found)
                )
            case Found.NOTHING:
                told = "SnelStart says the number exists, and does not show the invoice"
                return self._settle(
                    decision, Outcome.UNCERTAIN, problem=uncertain(told)
                )

    def _settle(
        self,
        decision: Decision,
        outcome: Outcome,
        *,
        remote_id: str = "",
        problem: Problem | None = None,
    ) -> Decision:
        # What was worth a remark when it was planned still is when it is booked.
        problems = (problem,) if problem else decision.problems
        self._state.settle(
            decision.key,
            outcome,
            at=self._clock.now(),
            run_id=self._run_id,
            remote_id=remote_id,
            problems=problems,
        )
        return replace(
            decision, outcome=outcome, remote_id=remote_id, problems=problems
        )

    def _hold(self, decision: Decision, problem: Problem) -> Decision:
        held = replace(decision, outcome=Outcome.HELD, problems=(problem,))
        self._state.save_verdicts((held,), run_id=self._run_id)
        return held

    def _wait(self, decision: Decision, reason: str) -> Decision:
        waiting = replace(decision, outcome=Outcome.WAITING, reason=reason)
        self._state.save_verdicts((waiting,), run_id=self._run_id)
        return waiting
