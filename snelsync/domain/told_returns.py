"""SnelStart's VAT returns that together are a period, or why there are none.

Who files each month may want to see a quarter, and who files each quarter a year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from snelsync.domain.period import Period
from snelsync.domain.vat_return import Box

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class VatReturn:
    """A VAT return as SnelStart has it.

    Attributes:
        boxes: turnover and VAT of each, in whole euros.
    """

    period: Period
    boxes: Mapping[Box, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ToldReturn:
    """What SnelStart's returns say of a period.

    Attributes:
        boxes: those of all its returns together; empty where they do not cover it.
        parts: how many returns that are.
        note: why there are none, or of how many it is the sum.
    """

    boxes: Mapping[Box, tuple[int, int]] = field(default_factory=dict)
    parts: int = 0
    note: str = ""


def told_of(period: Period, returns: Iterable[VatReturn]) -> ToldReturn:
    """Add up the returns that together are exactly a period.

    Args:
        period: the days to look at.
        returns: all there are; of two of the same days the later one counts.
    """
    known = {(one.period.first, one.period.last): one for one in returns}
    inside = [
        one
        for (first, last), one in known.items()
        if period.first <= first and last <= period.last
    ]
    inside.sort(key=lambda one: (one.period.first, -one.period.last.toordinal()))
    chosen: list[VatReturn] = []
    holes: list[str] = []
    begin = period.first
    for one in inside:
        if one.period.first < begin:
            continue
        if one.period.first > begin:
            holes.append(_days(begin, one.period.first - _DAY))
        chosen.append(one)
        begin = one.period.last + _DAY
    if begin <= period.last:
        holes.append(_days(begin, period.last))
    if holes:
        return ToldReturn(note=_why_not(period, holes, known, chosen))
    boxes: dict[Box, tuple[int, int]] = {}
    for one in chosen:
        for box, (net, vat) in one.boxes.items():
            before = boxes.get(box, (0, 0))
            boxes[box] = (before[0] + net, before[1] + vat)
    parts = len(chosen)
    note = f"SnelStart's side is the sum of {parts} returns" if parts > 1 else ""
    return ToldReturn(boxes, parts, note)


def _days(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def _why_not(
    period: Period,
    holes: list[str],
    known: Iterable[tuple[date, date]],
    chosen: list[VatReturn],
) -> str:
    if chosen:
        some = ", ".join(holes)
        return f"SnelStart has no VAT return of a part of {period.label}: {some}"
    for first, last in sorted(known):
        if first <= period.first and period.last <= last:
            return (
                f"SnelStart has no VAT return of {period.label} alone: reconcile"
                f" {first}..{last} to compare with the one it is in"
            )
    return f"SnelStart has no VAT return of {period.label}, nor of its months"
