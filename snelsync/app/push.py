"""Booking what the plan says: the only use case that writes to SnelStart.

For each document: "about to be sent" goes on disk, then it is sent, then what became
of it goes on disk. One document that fails never stops the others; a key that is
refused, or a SnelStart that is out of reach, stops the run with everything recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from threading import Event, Lock

from snelsync.app.book import Booker
from snelsync.app.breakers import check_refusals
from snelsync.app.check import read_chart
from snelsync.app.ports import (
    Administration,
    Checkpoint,
    Clock,
    Progress,
    Reading,
    Recording,
    unhindered,
    unwatched,
)
from snelsync.app.settle import STILL_ON_ITS_WAY, settle_all
from snelsync.domain.booking import DocumentKey, Outcome, folded
from snelsync.domain.chart import Chart
from snelsync.domain.decision import Decision, Known
from snelsync.domain.mapping import Mapping
from snelsync.domain.plan import Plan, make_plan
from snelsync.domain.problem import Code
from snelsync.errors import ExitCode, SnelsyncError, StoppedError

PAUSES = (5.0, 10.0, 20.0, 40.0, STILL_ON_ITS_WAY.total_seconds())
"""Seconds between look-ups of what is uncertain: after the last it cannot still be on
its way, so what is absent then is sent again."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, with the chart it was made for."""

    plan: Plan
    chart: Chart


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a plan.

    Attributes:
        plan: every document as it stands now; one that was not reached is planned.
        stopped: why not all was reached; "" when it was.
        interrupted: somebody wanted it to stop, rather than the clock or a limit.
    """

    plan: Plan
    stopped: str = ""
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """How a plan is carried out.

    Attributes:
        limit: book at most so many documents; the rest is left for the next run.
        at_once: how many orders are booked at a time; an order's own documents are
            always booked one after the other.
        checkpoint: asked before each document; raises StoppedError to end the run.
        progress: told how far it is.
        accept_refusals: go on even when SnelStart refuses most documents.
        pauses: seconds before each look-up of what is uncertain.
    """

    limit: int | None = None
    at_once: int = 1
    checkpoint: Checkpoint = unhindered
    progress: Progress = unwatched
    accept_refusals: bool = False
    pauses: tuple[float, ...] = PAUSES


def prepare(
    state: Reading,
    administration: Administration,
    *,
    mapping: Mapping,
    clock: Clock,
    correct: frozenset[int] = frozenset(),
    chart: Chart | None = None,
) -> Planned:
    """Make the plan. Only reads, on both sides.

    Args:
        state: our record.
        administration: where it would be booked.
        mapping: the bookkeeper's decisions.
        clock: the time.
        correct: ids of orders of which the bookings are to be corrected.
        chart: the administration as it was just read; None to read it.
    """
    chart = chart or read_chart(administration, mapping)
    known = state.known()
    make = partial(
        make_plan,
        known=known,
        mapping=mapping,
        chart=chart,
        now=clock.now(),
        correct=correct,
    )
    plan = make(state.everything())
    unknown = _unknown(plan, known, administration)
    if unknown:
        plan = make(state.everything(), unknown=unknown)
    return Planned(plan, chart)


def _unknown(
    plan: Plan, known: MappingOf[DocumentKey, Known], administration: Administration
) -> frozenset[str]:
    """Find numbers that SnelStart has, and our record (an older one) has not.

    Only those that take back what a planned credit would: it would go back twice.
    """
    ours = {folded(one.booking.number) for one in known.values()}
    numbers = dict.fromkeys(
        number
        for one in plan.to_book
        for number in one.contrary
        if folded(number) not in ours
    )
    return administration.numbers_there(numbers) if numbers else frozenset()


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
    manner: Manner | None = None,
) -> Done:
    """Book what the plan says, and say what became of every document.

    Args:
        planned: the plan.
        state: our record.
        administration: where it is booked.
        clock: the time; its waiting may end by a StoppedError, and so does the run.
        run_id: the run, for the journal.
        manner: how it is carried out.

    Raises:
        NotSentError: SnelStart is out of reach or out of quota; the rest was not sent.
        CredentialsError: a key was refused; the rest was not sent.
        BreakerError: SnelStart refuses most documents; the rest was not sent.
    """
    state.save_verdicts(
        (
            one
            for one in planned.plan.decisions
            if one.outcome is not Outcome.PLANNED and not one.outcome.in_the_books
        ),
        run_id=run_id,
    )
    state.drop_idle([one.key for one in planned.plan.decisions])
    booker = Booker(planned.chart, state, administration, clock=clock, run_id=run_id)
    manner = manner or Manner()
    run = _Run(planned.plan, booker, manner)
    to_book, limit = planned.plan.to_book, manner.limit
    stopped, interrupted = "", False
    if limit is not None and len(to_book) > limit:
        stopped = f"at most {limit} now"
    try:
        run.book(to_book[:limit])
        for pause in manner.pauses:
            if not run.uncertain:
                break
            clock.sleep(pause)
            _look_again(state, administration, clock=clock, run_id=run_id)
            run.take_over(state.known())
        # Once: what is uncertain a second time stays so, for the next run.
        run.book(run.absent)
    except StoppedError as error:
        stopped, interrupted = error.what, error.interrupted
    return Done(run.plan(), stopped, interrupted)


def as_far_as(planned: Planned, state: Reading, *, stopped: str) -> Done:
    """Tell what became of a plan that broke off: what our record has of it."""
    known = state.known()
    decisions = tuple(
        _as_known(one, known[one.key])
        if one.outcome is Outcome.PLANNED and one.key in known
        else one
        for one in planned.plan.decisions
    )
    return Done(replace(planned.plan, decisions=decisions), stopped)


def code_of(plan: Plan, *, accept_closed: bool = False) -> ExitCode:
    """Give the worst thing in a plan that needs a person.

    Args:
        plan: every document as it stands now.
        accept_closed: that a period is closed is told as any refusal.
    """
    outcomes = {decision.outcome for decision in plan.decisions}
    codes = {problem.code for one in plan.decisions for problem in one.problems}
    if Code.PERIOD_CLOSED in codes and not accept_closed:
        return ExitCode.BREAKER
    if Outcome.UNCERTAIN in outcomes:
        return ExitCode.UNCERTAIN
    if any(outcome.needs_person for outcome in outcomes):
        return ExitCode.NEEDS_PERSON
    return ExitCode.DONE


def _look_again(
    state: Recording, administration: Administration, *, clock: Clock, run_id: int
) -> None:
    try:
        settle_all(state, administration, clock=clock, run_id=run_id)
    except StoppedError:
        raise
    except SnelsyncError:
        return  # Out of reach now: what is uncertain stays so.


class _Run:
    """One carrying out of a plan, and what became of it so far."""

    def __init__(self, plan: Plan, booker: Booker, manner: Manner) -> None:
        self._plan = plan
        self._booker = booker
        self._manner = manner
        self._done: dict[DocumentKey, Decision] = {}
        self._told = Lock()
        self._halt = Event()
        self._refused = 0

    def plan(self) -> Plan:
        """Give the plan as it stands now."""
        decisions = self._plan.decisions
        return replace(
            self._plan,
            decisions=tuple(self._done.get(one.key, one) for one in decisions),
        )

    def book(self, decisions: Iterable[Decision]) -> None:
        """Book documents, a few orders at a time."""
        decisions = tuple(decisions)
        self._booker.foresee(decisions)
        orders = list(_by_order(decisions))
        if self._manner.at_once == 1:
            for order in orders:
                self._book_order(order)
            return
        with ThreadPoolExecutor(self._manner.at_once) as pool:
            futures = [pool.submit(self._guarded, order) for order in orders]
        # What was under way has ended and is recorded; now the first failure is told.
        for future in futures:
            future.result()

    def _guarded(self, order: list[Decision]) -> None:
        """Book an order, unless another failed in a way that stops the run."""
        if self._halt.is_set():
            return
        try:
            self._book_order(order)
        except BaseException:
            self._halt.set()
            raise

    def _book_order(self, order: list[Decision]) -> None:
        earlier: list[Decision] = []
        for decision in order:
            self._manner.checkpoint()
            earlier.append(self._booker.book(decision, earlier))
            with self._told:
                self._done[decision.key] = earlier[-1]
                self._manner.progress(len(self._done), len(self._plan.to_book))
                self._refused += earlier[-1].outcome is Outcome.REFUSED
                if not self._manner.accept_refusals:
                    check_refusals(len(self._done), self._refused)

    @property
    def uncertain(self) -> tuple[Decision, ...]:
        """List what is not known to be booked."""
        found = self._done.values()
        return tuple(one for one in found if one.outcome is Outcome.UNCERTAIN)

    @property
    def absent(self) -> tuple[Decision, ...]:
        """List what was sent and surely never arrived, as it was planned."""
        return tuple(
            one
            for one in self._plan.to_book
            if one.key in self._done and self._done[one.key].reason == NEVER_ARRIVED
        )

    def take_over(self, known: MappingOf[DocumentKey, Known]) -> None:
        """Take over what a look-up found out about the uncertain ones."""
        for one in self.uncertain:
            self._done[one.key] = _as_known(one, known.get(one.key))


NEVER_ARRIVED = "it never arrived"


def _as_known(decision: Decision, known: Known | None) -> Decision:
    if known is None:
        return replace(
            decision, outcome=Outcome.WAITING, reason=NEVER_ARRIVED, problems=()
        )
    return replace(
        decision,
        outcome=known.outcome,
        remote_id=known.remote_id,
        problems=known.problems,
    )


def _by_order(decisions: Iterable[Decision]) -> Iterator[list[Decision]]:
    """Group documents by order; they stand by order in a plan."""
    for _, same in groupby(decisions, key=lambda one: one.order_id):
        yield list(same)
