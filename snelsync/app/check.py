"""Translating everything without writing anywhere: what would happen, and what not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from snelsync.app.advice import Advice, advise
from snelsync.app.ports import (
    Administration,
    Clock,
    Progress,
    Reading,
    Unreadable,
    unwatched,
)
from snelsync.domain.accounts import mapping_problems
from snelsync.domain.booking import Outcome
from snelsync.domain.chart import Chart
from snelsync.domain.coverage import Coverage, Observer
from snelsync.domain.decision import Decision
from snelsync.domain.mapping import Mapping
from snelsync.domain.money import ZERO
from snelsync.domain.order import Sold
from snelsync.domain.plan import Plan, make_plan
from snelsync.domain.problem import Code, Problem
from snelsync.errors import BreakerError


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """One kind of problem over all documents it holds back.

    Attributes:
        gross: EUR including VAT, added up without regard to sign.
        message: the first document's, as one would show it.
        about: what its problems are about, as a suggestion goes by.
    """

    code: Code
    remedy: str
    documents: tuple[Decision, ...]
    gross: Decimal
    message: str
    about: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found: the mapping's own faults, and every document's outcome."""

    chart: Chart
    plan: Plan
    mapping_problems: tuple[Problem, ...]
    groups: tuple[ProblemGroup, ...]
    unreadable: tuple[Unreadable, ...]
    coverage: Coverage
    advice: tuple[Advice, ...]

    def advice_for(self, group: ProblemGroup) -> tuple[Advice, ...]:
        """Give the lines of the mapping that would mend a group."""
        wanted = {(group.code, about) for about in group.about}
        return tuple(one for one in self.advice if one.mends & wanted)


def check(
    state: Reading,
    administration: Administration,
    *,
    mapping: Mapping,
    clock: Clock,
    progress: Progress = unwatched,
) -> CheckReport:
    """Translate every order and refund we have, against the chart as it is now."""
    chart = read_chart(administration, mapping)
    observer = Observer(mapping, chart)
    orders = state.seen().orders
    done = count(1)

    def watch(sold: Sold, decided: Sequence[Decision]) -> None:
        observer.watch(sold, decided)
        progress(next(done), orders)

    plan = make_plan(
        state.everything(),
        known=state.known(),
        mapping=mapping,
        chart=chart,
        now=clock.now(),
        watch=watch,
    )
    faults = mapping_problems(mapping, chart)
    return CheckReport(
        chart=chart,
        plan=plan,
        mapping_problems=faults,
        coverage=observer.coverage(),
        advice=advise(plan.decisions, faults, mapping=mapping, chart=chart),
        groups=group_problems(
            one for one in plan.decisions if one.outcome.needs_person
        ),
        unreadable=state.unreadable(),
    )


def read_chart(
    administration: Administration, mapping: Mapping, *, sparing: bool = False
) -> Chart:
    """Read the chart, and make sure it is of the administration meant.

    Args:
        administration: SnelStart.
        mapping: the bookkeeper's decisions.
        sparing: leave cost centres out where no rule names one.

    Raises:
        BreakerError: the connection key opens another administration.
    """
    named = any(rule.cost_centre is not None for rule in mapping.rules)
    chart = administration.chart(cost_centres=named or not sparing)
    if not is_meant(chart, mapping):
        company = chart.company
        raise BreakerError(
            f"the connection key opens administration '{company.name}', the mapping"
            f" says '{mapping.administration}'",
            hint=(
                "log in with the right key (`snelsync auth login`), or correct"
                " `administration` under [snelstart]"
            ),
        )
    return chart


def is_meant(chart: Chart, mapping: Mapping) -> bool:
    """Say whether a chart is of the administration that the mapping means."""
    meant = mapping.administration.strip().casefold()
    company = chart.company
    names = {company.name.strip().casefold(), company.administration_id.casefold()}
    return not meant or meant in names


def group_problems(decisions: Iterable[Decision]) -> tuple[ProblemGroup, ...]:
    """Group the problems of documents, the most money first."""
    groups: dict[tuple[Code, str], list[Decision]] = {}
    first: dict[tuple[Code, str], Problem] = {}
    about: dict[tuple[Code, str], set[str]] = {}
    for decision in decisions:
        for problem in decision.problems:
            key = (problem.code, problem.remedy)
            about.setdefault(key, set()).add(problem.about)
            documents = groups.setdefault(key, [])
            first.setdefault(key, problem)
            if not documents or documents[-1] is not decision:
                documents.append(decision)
    found = [
        ProblemGroup(
            code=code,
            remedy=remedy,
            documents=tuple(documents),
            gross=sum((abs(one.total) for one in documents), start=ZERO),
            message=first[code, remedy].message,
            about=frozenset(about[code, remedy]),
        )
        for (code, remedy), documents in groups.items()
    ]
    return tuple(sorted(found, key=lambda group: (-group.gross, group.code)))


def needs_person(plan: Plan) -> bool:
    """Say whether any document must be looked at."""
    return any(decision.outcome.needs_person for decision in plan.decisions)


def totals(plan: Plan) -> dict[Outcome, Decimal]:
    """Add up EUR including VAT per outcome."""
    found: dict[Outcome, Decimal] = {}
    for decision in plan.decisions:
        found[decision.outcome] = found.get(decision.outcome, ZERO) + decision.total
    return found
