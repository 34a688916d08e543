"""Writing what became of every recorded scenario, for a bookkeeper to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from snelsync.domain.booking import Booking, BookingLine, DocumentKind
from snelsync.domain.decision import Decision

MOST_LINES = 12
"""Of a longer booking the sums per account are shown."""


def catalogue(rows: Iterable[tuple[str, str, list[Decision]]], *, title: str) -> str:
    """Write a catalogue: scenario, why, and each document with its entry."""
    parts = [title, "=" * len(title), ""]
    for name, why, decisions in rows:
        parts += [f"## {name}", why]
        if not decisions:
            parts.append("  not in the shop's list: no document")
        for decision in decisions:
            parts += document(decision)
        parts.append("")
    return "\n".join(parts)


def document(decision: Decision) -> Iterator[str]:
    """Write one document: its outcome, and its entry or the reason."""
    kind = "sale" if decision.key.kind is DocumentKind.SALE else "credit"
    head = f"  {kind} {decision.number or decision.key.shop_id}: {decision.outcome}"
    yield f"{head}, {decision.day}, EUR {decision.total}"
    if decision.reason:
        yield f"    because {decision.reason}"
    for problem in decision.problems:
        where = f" ({problem.where})" if problem.where else ""
        yield f"    {problem.severity} {problem.code}{where}: {problem.message}"
    if decision.booking is not None:
        yield from entry(decision.booking)


def entry(booking: Booking) -> Iterator[str]:
    """Write a booking: its lines, VAT and total."""
    yield f"    on {booking.customer.name} ({booking.customer.country})"
    if booking.exchange:
        yield f"    converted from {booking.exchange}"
    if len(booking.lines) > MOST_LINES:
        yield from _summed(booking.lines)
    else:
        for line in booking.lines:
            yield f"{_amount(line.account, line.amount, _kind(line))}  {line.reason}"
    for row in booking.vat:
        yield _amount("vat", row.amount, str(row.kind))
    yield _amount("total", booking.total, "")


def _summed(lines: tuple[BookingLine, ...]) -> Iterator[str]:
    sums: dict[tuple[int, str], list[Decimal]] = {}
    for line in lines:
        sums.setdefault((line.account, _kind(line)), []).append(line.amount)
    for (account, kind), amounts in sums.items():
        whole = sum(amounts, start=Decimal(0))
        yield f"{_amount(account, whole, kind)}  {len(amounts)} lines"


def _kind(line: BookingLine) -> str:
    centre = f" centre {line.cost_centre}" if line.cost_centre else ""
    what = "its VAT" if line.is_vat else f"{line.treatment}"
    foreign = f" {line.foreign}" if line.foreign and not line.is_vat else ""
    return f"{what}{foreign}{centre}"


def _amount(what: object, amount: Decimal, kind: str) -> str:
    return f"    {what!s:>5} {amount:>10} {kind}".rstrip()
