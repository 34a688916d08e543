"""Booking what the plan says: the only use case that writes to SnelStart.

For each document: "about to be sent" goes on disk, then it is sent, then what became
of it goes on disk. One document that fails never stops the others; a key that is
refused, or a SnelStart that is out of reach, stops the run with everything recorded.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from snelsync.app.check import read_chart
from snelsync.app.ports import (
    Administration,
    Clock,
    Progress,
    Reading,
    Recording,
    Sending,
    unwatched,
)
from snelsync.app.settle import (
    Found,
    conflict,
    look_up,
    settle_all,
    uncertain,
)
from snelsync.domain.booking import (
    Booking,
    Customer,
    DocumentKey,
    DocumentKind,
    Outcome,
)
from snelsync.domain.chart import Chart
from snelsync.domain.decide import Decision, Known
from snelsync.domain.mapping import Mapping
from snelsync.domain.plan import Plan, make_plan
from snelsync.domain.problem import Code, Problem
from snelsync.errors import RefusedError, SnelsyncError, UncertainError

NUMBER_EXISTS = "BOE-0021"
CARD_GONE = ("BOE-0054", "BOE-0060", "REL-0005")
"""SnelStart's codes for a customer that is inactive, no customer, or not there."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, with the chart it was made for."""

    plan: Plan
    chart: Chart


def prepare(
    state: Reading, administration: Administration, *, mapping: Mapping, clock: Clock
) -> Planned:
    """Make the plan. Only reads, on both sides."""
    chart = read_chart(administration, mapping)
    plan = make_plan(
        state.everything(),
        known=state.known(),
        mapping=mapping,
        chart=chart,
        now=clock.now(),
    )
    return Planned(plan, chart)


def settle(
    state: Recording, administration: Administration, *, clock: Clock, run_id: int
) -> int:
    """Find out what became of earlier bookings; gives how many are still unknown."""
    return settle_all(state, administration, clock=clock, run_id=run_id)


def execute(
    planned: Planned,
    state: Recording,
    administration: Administration,
    *,
    clock: Clock,
    run_id: int,
    progress: Progress = unwatched,
) -> Plan:
    """Book everything the plan says, and say what became of every document.

    Raises:
        NotSentError: SnelStart is out of reach or out of quota; the rest was not sent.
        CredentialsError: a key was refused; the rest was not sent.
    """
    state.save_verdicts(
        (one for one in planned.plan.decisions if one.outcome is not Outcome.PLANNED),
        run_id=run_id,
    )
    booker = _Booker(planned.chart, state, administration, clock=clock, run_id=run_id)
    to_book = planned.plan.to_book
    done: dict[DocumentKey, Decision] = {}
    for position, decision in enumerate(to_book, start=1):
        done[decision.key] = booker.book(decision)
        progress(position, len(to_book))
    if any(one.outcome is Outcome.UNCERTAIN for one in done.values()):
        # Out of reach now: they stay uncertain, and the next run looks again.
        with suppress(SnelsyncError):
            settle_all(state, administration, clock=clock, run_id=run_id)
        done = _looked_up(done, state)
    return replace(
        planned.plan,
        decisions=tuple(
            done.get(decision.key, decision) for decision in planned.plan.decisions
        ),
    )


def _looked_up(
    done: dict[DocumentKey, Decision], state: Recording
) -> dict[DocumentKey, Decision]:
    """Take over what a look-up found out about the uncertain ones."""
    known = state.known()
    return {
        key: _as_known(decision, known.get(key))
        if decision.outcome is Outcome.UNCERTAIN
        else decision
        for key, decision in done.items()
    }


def _as_known(decision: Decision, known: Known | None) -> Decision:
    if known is None:
        reason = "it never arrived; the next push sends it"
        return replace(decision, outcome=Outcome.WAITING, reason=reason, problems=())
    return replace(
        decision,
        outcome=known.outcome,
        remote_id=known.remote_id,
        problems=known.problems,
    )


class _Booker:
    """Books one document after the other."""

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
        self._customers: dict[str, str | Problem] = {}
        self._not_booked: set[int] = set()

    def book(self, decision: Decision) -> Decision:
        """Book one document, and record what became of it."""
        booking = decision.booking
        if booking is None:
            return decision
        if booking.key.kind is DocumentKind.CREDIT and (
            booking.order_id in self._not_booked
        ):
            return self._wait(decision, "its sale was not booked in this run")
        customer = self._customer(booking.customer)
        if isinstance(customer, Problem):
            return self._hold(decision, customer)
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
        settled = self._send(decision, sending)
        if not settled.outcome.in_the_books:
            self._not_booked.add(settled.order_id)
        return settled

    def _send(self, decision: Decision, sending: Sending) -> Decision:
        try:
            receipt = self._administration.book(sending.payload)
        except RefusedError as error:
            if error.has(NUMBER_EXISTS):
                return self._adopt(decision, sending)
            if any(error.has(code) for code in CARD_GONE):
                self._forget_card(sending.booking.customer)
            return self._settle(decision, Outcome.REFUSED, problem=_refused(error))
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
        self._not_booked.add(decision.order_id)
        held = replace(decision, outcome=Outcome.HELD, problems=(problem,))
        self._state.save_verdicts((held,), run_id=self._run_id)
        return held

    def _wait(self, decision: Decision, reason: str) -> Decision:
        waiting = replace(decision, outcome=Outcome.WAITING, reason=reason)
        self._state.save_verdicts((waiting,), run_id=self._run_id)
        return waiting

    def _customer(self, customer: Customer) -> str | Problem:
        """Find the card, or make it; once per card and run."""
        if customer.card not in self._customers:
            self._customers[customer.card] = self._card(customer)
        return self._customers[customer.card]

    def _forget_card(self, customer: Customer) -> None:
        """Look for the card anew: the one we remember is gone or inactive."""
        self._state.forget_customer(customer.card)
        self._customers.pop(customer.card, None)

    def _card(self, customer: Customer) -> str | Problem:
        known = self._state.customer_id(customer.card)
        if known:
            return known
        found = self._administration.find_customer(customer)
        if len(found) > 1:
            return Problem(
                code=Code.CUSTOMER_AMBIGUOUS,
                message=f"SnelStart has {len(found)} customers '{customer.name}'",
                remedy="make all but one of them inactive in SnelStart",
            )
        try:
            card = (
                found[0]
                if found
                else self._administration.create_customer(customer, self._chart)
            )
        except RefusedError as error:
            return _refused(error)
        self._state.save_customer(customer.card, card)
        return card


def _refused(error: RefusedError) -> Problem:
    return Problem(code=Code.REFUSED, message=error.what, remedy=error.hint)


def customers_to_make(
    plan: Plan, administration: Administration
) -> tuple[Customer, ...]:
    """List the collective cards a push would make. Only reads."""
    bookings: tuple[Booking, ...] = tuple(
        decision.booking for decision in plan.to_book if decision.booking
    )
    wanted = dict.fromkeys(booking.customer for booking in bookings)
    return tuple(one for one in wanted if not administration.find_customer(one))
