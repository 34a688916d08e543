"""Where everything stands, from our own record alone; no network."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from snelsync.app.ports import Reading, Run, Seen, Unreadable, Verdict
from snelsync.domain.booking import Outcome
from snelsync.domain.mapping import Mapping
from snelsync.errors import ExitCode


@dataclass(frozen=True, slots=True)
class StatusReport:
    """Where everything stands.

    Attributes:
        seen: what was seen in the shop.
        taken_back: booked orders that were undone in the shop: each has a document
            more than the shop has, the credit of the whole of it.
        corrections: documents of corrections: the shop has nothing for them either.
        new: orders and refunds pulled since the last push, not yet looked at.
        counts: documents per outcome as of the last push. With ``new`` they add up to
            everything seen, everything taken back, and the corrections.
        attention: the documents a person must look at, drifted ones included.
    """

    seen: Seen
    taken_back: int
    corrections: int
    new: int
    counts: dict[Outcome, int]
    attention: tuple[Verdict, ...]
    unreadable: tuple[Unreadable, ...]
    runs: tuple[Run, ...]

    @property
    def code(self) -> ExitCode:
        """Give the worst of it as an exit code."""
        if self.counts.get(Outcome.UNCERTAIN):
            return ExitCode.UNCERTAIN
        if self.attention or self.unreadable:
            return ExitCode.NEEDS_PERSON
        return ExitCode.DONE


def read_status(state: Reading, *, mapping: Mapping) -> StatusReport:
    """Read where everything stands."""
    drifted = state.drifted(book=mapping.shop.book, skip=mapping.shop.skip)
    counts: Counter[Outcome] = Counter()
    attention: list[Verdict] = []
    taken_back = corrections = 0
    for verdict in state.verdicts():
        found = drifted.get(verdict.key, verdict)
        counts[found.outcome] += 1
        taken_back += found.key.undoes(found.order_id)
        corrections += found.key.corrects(found.order_id)
        if found.outcome.needs_person or found.outcome is Outcome.UNCERTAIN:
            attention.append(found)
    return StatusReport(
        seen=state.seen(),
        taken_back=taken_back,
        corrections=corrections,
        new=state.count_new(),
        counts={outcome: counts[outcome] for outcome in Outcome if counts[outcome]},
        attention=tuple(attention),
        unreadable=state.unreadable(),
        runs=state.last_runs(),
    )
