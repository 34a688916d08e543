"""A whole run without anybody there: pull, settle, check, push, a light look back.

It only puts the use cases in order, and says what must not follow what: after a pull
that broke off nothing new is booked, because half of what the shop knows is no ground
for a booking or a credit. What is in doubt is looked up all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from snelsync.app.breakers import check_many
from snelsync.app.check import is_meant, read_chart
from snelsync.app.light import LightReport, reconcile_lightly
from snelsync.app.ports import (
    Clock,
    Recording,
    Verdict,
)
from snelsync.app.pull import PullReport, pull
from snelsync.app.push import (
    Done,
    Planned,
    as_far_as,
    code_of,
    execute,
    prepare,
    settle,
)
from snelsync.app.stages import Sides, Stage, StageName, Synced, Terms
from snelsync.app.status import read_status
from snelsync.app.vat_numbers import check_vat_numbers
from snelsync.domain.accounts import mapping_problems
from snelsync.domain.booking import Outcome
from snelsync.domain.chart import Chart, Company
from snelsync.domain.chart_checks import chart_problems
from snelsync.domain.mapping import BusinessCards, Mapping
from snelsync.domain.plan import make_plan
from snelsync.domain.problem import Problem
from snelsync.domain.recent import DAYS
from snelsync.errors import (
    AdministrationError,
    BreakerError,
    CredentialsError,
    ExitCode,
    SnelsyncError,
    StateError,
    StoppedError,
)

A_DAY = timedelta(hours=24)
"""How long it is believed what a shop or SnelStart said of itself, where nothing is
booked on it and nothing waits for it."""
AN_HOUR = timedelta(hours=1)
"""The same, where documents are held: somebody may have mended the cause there."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def sync(
    sides: Sides,
    state: Recording,
    *,
    mapping: Mapping,
    clock: Clock,
    run_id: int,
    terms: Terms,
) -> Synced:
    """Pull, settle, check, push and look back; each part as far as it may.

    Args:
        sides: shop, SnelStart and the register of VAT numbers.
        state: our record.
        mapping: the bookkeeper's decisions; that it runs is the approval of them.
        clock: the time; its waiting may end by a StoppedError.
        run_id: the run, for the journal.
        terms: what it may do.

    Raises:
        StateError: the record cannot be used: then nothing can be done.
    """
    run = _Run(sides, state, mapping, clock, run_id, terms)
    for name in StageName:
        run.go(name)
    return Synced(
        stages=tuple(run.stages),
        pulled=run.pulled,
        unanswered=run.unanswered,
        faults=run.faults,
        planned=run.planned,
        done=run.done,
        read_anew=run.read_anew,
        light=run.light,
        status=read_status(state, mapping=mapping),
    )


_BUILT_ON = {
    StageName.PULL: (),
    StageName.SETTLE: (),
    StageName.CHECK: (StageName.PULL, StageName.SETTLE),
    StageName.PUSH: (StageName.CHECK,),
    StageName.RECONCILE: (StageName.SETTLE,),
}


@dataclass(slots=True)
class _Run:
    """One run, and what it came to so far."""

    sides: Sides
    state: Recording
    mapping: Mapping
    clock: Clock
    run_id: int
    terms: Terms
    stages: list[Stage] = field(default_factory=list)
    pulled: PullReport | None = None
    unanswered: int = 0
    faults: tuple[Problem, ...] = ()
    planned: Planned | None = None
    done: Done | None = None
    read_anew: bool = False
    light: LightReport | None = None
    booked_before: tuple[Verdict, ...] = ()

    def go(self, name: StageName) -> None:
        """Do a part, unless nothing may follow what became of another."""
        left_out = self._why_not(name)
        if left_out:
            self.stages.append(Stage(name, left_out=left_out))
            return
        parts = {
            StageName.PULL: self._pull,
            StageName.SETTLE: self._settle,
            StageName.CHECK: self._check,
            StageName.PUSH: self._push,
            StageName.RECONCILE: self._reconcile,
        }
        try:
            self.terms.checkpoint()
            self.stages.append(Stage(name, parts[name]()))
        except StateError:
            raise
        except StoppedError as error:
            code = ExitCode.INTERRUPTED if error.interrupted else ExitCode.DONE
            self.stages.append(Stage(name, code, left_out=error.what))
        except SnelsyncError as error:
            self.stages.append(Stage(name, error.exit_code, error))

    def _why_not(self, name: StageName) -> str:
        ended = [one for one in self.stages if one.code is ExitCode.INTERRUPTED]
        if ended:
            return "the run was stopped"
        if name is StageName.RECONCILE and self._lost():
            return "SnelStart did not answer, or is another administration"
        built_on = (one for one in self.stages if one.name in _BUILT_ON[name])
        return next((one.why_not_on for one in built_on if one.why_not_on), "")

    def _lost(self) -> bool:
        """Say whether there is no use in asking SnelStart anything more."""
        for one in self.stages:
            if one.name is StageName.CHECK and one.error is not None:
                return True
            silent = isinstance(one.error, AdministrationError | CredentialsError)
            if silent and one.name is not StageName.PULL:
                return True
        return False

    def _pull(self) -> ExitCode:
        mapping, terms = self.mapping, self.terms
        with terms.watch("orders") as told:

            def progress(done: int, of: int, /) -> None:
                told(done, of)
                terms.checkpoint()

            self.pulled = pull(
                self.sides.shop,
                self.state,
                clock=self.clock,
                full_after=mapping.shop.full_after,
                products=mapping.asks_products,
                accept_gone=terms.accept_gone,
                remembered=A_DAY,
                progress=progress,
            )
        if mapping.customers.businesses is BusinessCards.CARD:
            self.unanswered = check_vat_numbers(
                self.state, self.sides.register, mapping=mapping, clock=self.clock
            )
        unreadable = self.pulled.unreadable
        return ExitCode.NEEDS_PERSON if unreadable else ExitCode.DONE

    def _settle(self) -> ExitCode:
        settle(
            self.state,
            self.sides.administration,
            clock=self.clock,
            run_id=self.run_id,
        )
        since = self._today - timedelta(days=DAYS)
        self.booked_before = tuple(
            one
            for one in self.state.verdicts()
            if one.outcome.in_the_books and one.day >= since
        )
        return ExitCode.DONE

    def _check(self) -> ExitCode:
        self.planned = self._planned_without_asking()
        if self.planned is None:
            administration = self.sides.administration
            chart = read_chart(administration, self.mapping)
            self._see_that_it_is_the_same(chart.company)
            self.read_anew = True
            self.state.keep_chart(chart, at=self.clock.now())
            self.planned = prepare(
                self.state,
                administration,
                mapping=self.mapping,
                clock=self.clock,
                chart=chart,
            )
            self.faults = self._faults(chart)
        return ExitCode.SETTINGS if self.faults else ExitCode.DONE

    def _planned_without_asking(self) -> Planned | None:
        """Make a plan by what SnelStart said of itself a while ago.

        None where it must be asked: to book anything, or when somebody may have mended
        there what holds a document. So a stale chart never books.
        """
        changed = self.pulled is None or self.pulled.changed or self.pulled.gone
        now = self.clock.now()
        chart = self.state.chart(since=now - A_DAY, until=now)
        if changed or chart is None or not is_meant(chart, self.mapping):
            return None
        plan = make_plan(
            self.state.everything(),
            known=self.state.known(),
            mapping=self.mapping,
            chart=chart,
            now=now,
        )
        outcomes = plan.counts.keys()
        if Outcome.PLANNED in outcomes or self._faults(chart):
            return None
        fresh = self.state.chart(since=now - AN_HOUR, until=now) is not None
        if not fresh and outcomes & {Outcome.HELD, Outcome.CONFLICT}:
            return None
        return Planned(plan, chart)

    def _faults(self, chart: Chart) -> tuple[Problem, ...]:
        """List what does not fit between mapping and SnelStart; warnings left out."""
        found = (
            *mapping_problems(self.mapping, chart),
            *chart_problems(self.mapping, chart, self._today),
        )
        return tuple(one for one in found if one.holds)

    def _push(self) -> ExitCode:
        assert self.planned is not None  # noqa: S101 - it comes after a check only
        check_many(self.planned.plan, self.terms.most)
        with self.terms.watch("bookings") as told:
            manner = replace(self.terms.manner, progress=told)
            try:
                self.done = execute(
                    self.planned,
                    self.state,
                    self.sides.administration,
                    clock=self.clock,
                    run_id=self.run_id,
                    manner=manner,
                )
            except SnelsyncError as error:
                self.done = as_far_as(self.planned, self.state, stopped=error.what)
                raise
        if self.done.interrupted:
            return ExitCode.INTERRUPTED
        return code_of(self.done.plan, accept_closed=self.terms.accept_closed)

    def _reconcile(self) -> ExitCode:
        administration = self.sides.administration
        light = reconcile_lightly(self.booked_before, administration, today=self._today)
        if light.findings and not self.read_anew:
            self._see_that_it_is_the_same(administration.company())
        self.light = light
        return ExitCode.DIFFERENCES if light.findings else ExitCode.DONE

    def _see_that_it_is_the_same(self, now: Company) -> None:
        """Look whose books these are, before anything is booked or missed in them.

        A mapping that names no administration would have what is new booked in
        whichever one the key opens.
        """
        before = self.state.chart(since=LONG_AGO)
        if before is None or before.company.administration_id == now.administration_id:
            return
        if any(one.outcome.in_the_books for one in self.state.verdicts()):
            raise BreakerError(
                f"the connection key opens administration '{now.name}', and the runs"
                f" before were in '{before.company.name}'",
                hint=(
                    "log in with the right key (`snelsync auth login`), or take another"
                    " state file for another administration (--state)"
                ),
            )

    @property
    def _today(self) -> date:
        return self.clock.now().astimezone(self.mapping.shop.zone).date()
