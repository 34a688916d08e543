"""What to write in the mapping: each line once, with the documents that wait for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from snelsync.domain.chart import Chart
from snelsync.domain.decision import Decision
from snelsync.domain.mapping import Mapping
from snelsync.domain.money import ZERO
from snelsync.domain.problem import Code, Problem
from snelsync.domain.suggestions import Suggestion, joined, suggestions


@dataclass(frozen=True, slots=True)
class Advice:
    """One line for the mapping, and what it is for.

    Attributes:
        mends: the problems, as code and what they are about.
        documents: those that have such a problem; they may have others too.
    """

    suggestion: Suggestion
    mends: frozenset[tuple[Code, str]]
    documents: tuple[Decision, ...]

    @property
    def gross(self) -> Decimal:
        """Add up EUR including VAT, without regard to sign."""
        return sum((abs(one.total) for one in self.documents), start=ZERO)


def advise(
    decisions: Iterable[Decision],
    faults: Iterable[Problem],
    *,
    mapping: Mapping,
    chart: Chart,
) -> tuple[Advice, ...]:
    """Find the lines that mend what is wrong, the most money first.

    Args:
        decisions: every document; those that need a person count.
        faults: the mapping's own, used by an order or not.
        mapping: as it is now.
        chart: what there is to choose from.
    """
    waiting: dict[tuple[Code, str], list[Decision]] = {}
    first: dict[tuple[Code, str], Problem] = {}
    for decision in decisions:
        for problem in decision.problems if decision.outcome.needs_person else ():
            key = (problem.code, problem.about)
            first.setdefault(key, problem)
            documents = waiting.setdefault(key, [])
            if not documents or documents[-1] is not decision:
                documents.append(decision)
    for problem in faults:
        first.setdefault((problem.code, problem.about), problem)
    found: dict[tuple[str, ...], Advice] = {}
    for key, problem in first.items():
        for one in suggestions(problem, mapping=mapping, chart=chart):
            new = Advice(one, frozenset({key}), tuple(waiting.get(key, ())))
            before = found.get(one.place)
            found[one.place] = _together(before, new) if before else new
    return tuple(
        sorted(found.values(), key=lambda one: (-one.gross, one.suggestion.place))
    )


def _together(one: Advice, other: Advice) -> Advice:
    """Make one of the same line for two problems."""
    documents = {document.key: document for document in one.documents + other.documents}
    return replace(
        one,
        suggestion=joined(one.suggestion, other.suggestion),
        mends=one.mends | other.mends,
        documents=tuple(documents.values()),
    )
