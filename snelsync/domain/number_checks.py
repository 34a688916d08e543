"""The check of invoice numbers: none twice, none missing, none booked a second time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from snelsync.domain.booking import Outcome, folded
from snelsync.domain.compare import Finding, Verdict
from snelsync.domain.document_checks import standing
from snelsync.domain.mapping import Reconciling
from snelsync.domain.money import ZERO
from snelsync.domain.number_gaps import Gaps
from snelsync.domain.proof import Check, Row, Standing
from snelsync.domain.tally import Entry


def sequence(
    entries: Iterable[Entry],
    findings: Iterable[Finding],
    settings: Reconciling,
    gaps: Gaps,
) -> Check:
    """C14: no number twice or missing, and nothing booked a second time by hand."""
    wanted = [
        one.decision
        for one in entries
        if one.decision.number and one.decision.outcome is not Outcome.SKIPPED
    ]
    times = Counter(folded(one.number) for one in wanted)
    rows = [
        Row(
            order_number=one.order_number,
            number=one.number,
            day=one.day,
            reason=f"{times[folded(one.number)]} documents have this number",
            remedy="correct the order numbers in the shop, or use {order_id}",
        )
        for one in wanted
        if times[folded(one.number)] > 1
    ]
    by_core = {(_core(one.number), one.total): one for one in wanted}
    for found in findings:
        if found.verdict is not Verdict.FOREIGN:
            continue
        twin = by_core.get((_core(found.number), found.books or ZERO))
        if twin is not None:
            rows.append(
                Row(
                    order_number=twin.order_number,
                    number=found.number,
                    day=found.day,
                    reason=f"the same number and amount as our {twin.number}",
                    remedy="look whether it was booked a second time by hand",
                )
            )
    rows += gaps.unexplained
    fine = Standing.INFO if gaps.explained else Standing.OK
    return Check(
        code="C14",
        title="numbers: none twice, none missing",
        left_is="invoice numbers",
        right_is="",
        verdict=standing("C14", Standing.WARN if rows else fine, settings),
        rows=(*rows, *gaps.explained),
        note=gaps.note,
    )


def _core(number: str) -> str:
    """Give what of a number a person may type: its digits, without leading zeros."""
    return "".join(char for char in number if char.isdecimal()).lstrip("0")
