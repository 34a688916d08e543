"""Tables for a person: plain, aligned, readable without colour, at 80 columns."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from rich import box
from rich.table import Table
from rich.text import Text

from snelsync.app.check import ProblemGroup
from snelsync.app.ports import Verdict
from snelsync.domain.booking import DocumentKey, Outcome
from snelsync.domain.classify import Part, place
from snelsync.domain.coverage import CoverageRow
from snelsync.domain.decision import Decision
from snelsync.domain.order import ChargeKind, Order
from snelsync.domain.problem import Problem, in_short
from snelsync.domain.proof import Check, Row, Standing
from snelsync.domain.shop_rates import RateFate
from snelsync.domain.vat import VatKind

_COLOURS = {
    Outcome.BOOKED: "green",
    Outcome.ADOPTED: "green",
    Outcome.PLANNED: "cyan",
    Outcome.HELD: "yellow",
    Outcome.REFUSED: "red",
    Outcome.CONFLICT: "red",
    Outcome.UNCERTAIN: "red",
    Outcome.DRIFTED: "yellow",
}


_COUNTS = {"documents", "orders", "refunds"}


def _table(*columns: str, title: str = "") -> Table:
    table = Table(
        box=box.SIMPLE_HEAD,
        title=title or None,
        title_justify="left",
        title_style="bold",
        pad_edge=False,
        show_edge=False,
    )
    for column in columns:
        amount = column.startswith("EUR") or column in _COUNTS
        table.add_column(column, justify="right" if amount else "left", overflow="fold")
    return table


def _cell(text: object) -> Text:
    """Show a text as it is: nothing in it can act as markup or move the cursor."""
    return Text("".join(char if char.isprintable() else " " for char in str(text)))


def _outcome(outcome: Outcome) -> Text:
    return Text(str(outcome), style=_COLOURS.get(outcome, "dim"))


def outcomes(
    counts: dict[Outcome, int], totals: dict[Outcome, Decimal] | None = None
) -> Table:
    """Show how many documents have which outcome, and that they add up."""
    table = _table("outcome", "documents", *(["EUR incl. VAT"] if totals else []))
    for outcome, count in counts.items():
        cells = [_outcome(outcome), _cell(count)]
        if totals:
            cells.append(_cell(f"{totals[outcome]:.2f}"))
        table.add_row(*cells)
    table.add_section()
    cells = [_cell("seen"), _cell(sum(counts.values()))]
    if totals:
        cells.append(_cell(f"{sum(totals.values()):.2f}"))
    table.add_row(*cells)
    return table


def bookings(decisions: Iterable[Decision]) -> Table:
    """Show every booking with every line, as the books will have it."""
    table = _table("invoice", "date", "account", "what", "VAT", "EUR")
    for decision in decisions:
        booking = decision.booking
        if booking is None:
            continue
        head = [_cell(booking.number), _cell(booking.day)]
        for line in booking.lines:
            vat = "" if line.vat_kind is VatKind.NONE else str(line.vat_kind)
            table.add_row(
                *head,
                _cell(line.account),
                _cell(line.description),
                _cell(vat),
                _cell(f"{line.amount:.2f}"),
            )
            head = [Text(""), Text("")]
        for row in booking.vat:
            table.add_row(
                "", "", "", "VAT", _cell(row.kind), _cell(f"{row.amount:.2f}")
            )
        table.add_row(
            "", "", "", _cell(booking.customer.name), "total", _total(booking.total)
        )
        table.add_section()
    return table


def _total(amount: Decimal) -> Text:
    return Text(f"{amount:.2f}", style="bold")


def problems(groups: Iterable[ProblemGroup]) -> Table:
    """Show what holds documents back, the most money first, with the remedy."""
    table = _table("documents", "EUR", "problem, orders, and what to do")
    for group in groups:
        numbers = list(dict.fromkeys(one.order_number for one in group.documents))
        shown = ", ".join(numbers[:8]) + (" …" if len(numbers) > 8 else "")
        told = _cell(f"{group.code}: e.g. {group.message}")
        told.append("\n").append_text(_cell(f"orders {shown}"))
        told.append("\n").append_text(_cell(f"hint: {group.remedy}"))
        table.add_row(_cell(len(group.documents)), _cell(f"{group.gross:.2f}"), told)
        table.add_section()
    return table


def coverage(column: str, rows: Iterable[tuple[str, CoverageRow]]) -> Table:
    """Show the values of a dimension, and what the mapping makes of each."""
    table = _table(
        column, "orders", "refunds", "EUR incl. VAT", "mapped to", "held for it"
    )
    for name, row in rows:
        held = f"{row.held}: {', '.join(row.codes)}" if row.held else ""
        value = _cell(name)
        if row.remark:
            value.append(f"\n{row.remark}", style="dim")
        table.add_row(
            value,
            _cell(row.orders),
            _cell(row.refunds),
            _cell(f"{row.gross:.2f}"),
            _cell(", ".join(row.mapped_to) or "-"),
            Text(held, style="yellow"),
        )
    return table


def toml(text: str) -> Text:
    """Write lines for the mapping, whole: a broken one would not load."""
    lines = [_cell(line) for line in text.split("\n")]
    told = Text("\n", no_wrap=True, overflow="ignore").join(lines)
    told.no_wrap, told.overflow = True, "ignore"
    return told


def needing_a_person(decisions: Iterable[Decision]) -> Table:
    """Show each document that a person must look at."""
    table = _table("order", "document", "outcome", "EUR", "why, and what to do")
    for decision in decisions:
        table.add_row(
            _cell(decision.order_number),
            _cell(_document_name(decision.key)),
            _outcome(decision.outcome),
            _cell(f"{decision.total:.2f}"),
            _why(decision.problems),
        )
        table.add_section()
    return table


def listed(decisions: Iterable[Decision]) -> Table:
    """List documents in short."""
    table = _table("order", "document", "date", "outcome", "EUR")
    for decision in decisions:
        table.add_row(
            _cell(decision.order_number),
            _cell(_document_name(decision.key)),
            _cell(decision.day.isoformat()),
            _outcome(decision.outcome),
            _cell(f"{decision.total:.2f}"),
        )
    return table


def _document_name(key: DocumentKey) -> str:
    kind = key.kind.replace("_", " ")
    again = f" ({key.revision + 1})" if key.revision else ""
    return f"{kind}{again}" if key.kind.is_of_sale else f"{kind} {key.shop_id}{again}"


def _why(problems: Iterable[Problem]) -> Text:
    told = Text()
    for message, remedy in in_short(problems):
        told.append_text(_cell(message))
        told.append(f"\nhint: {remedy}\n", style="dim")
    told.rstrip()
    return told


_STANDINGS = {
    Standing.OK: "green",
    Standing.WARN: "yellow",
    Standing.FAIL: "red",
}


def checks(found: Iterable[Check]) -> Table:
    """Show each check of a reconciliation with both sides; the note where there is one.

    EUR, or documents where the check counts those.
    """
    table = _table("check", "left", "right", "difference", "verdict")
    for name in table.columns[1:4]:
        name.justify = "right"
    for one in found:
        title = _cell(f"{one.code} {one.title}")
        if one.about and one.about not in one.title:
            title.append(f" ({one.about})")
        if one.note:
            title.append(f"\nnote: {one.note}", style="dim")
        both = one.left is not None and one.right is not None
        table.add_row(
            title,
            _cell("" if one.left is None else one.left),
            _cell("" if one.right is None else one.right),
            _cell(one.difference if both else ""),
            Text(
                str(one.verdict).replace("_", " "),
                style=_STANDINGS.get(one.verdict, "dim"),
            ),
        )
    return table


def check_rows(rows: Iterable[Row], *, amounts: bool) -> Table:
    """Show the rows that explain a check's difference, with what would mend each."""
    unit = "EUR " if amounts else ""
    table = _table(
        "order", "invoice", f"{unit}left", f"{unit}right", "why, and what to do"
    )
    for row in rows:
        told = _cell(row.reason)
        if row.remedy:
            told.append(f"\nhint: {row.remedy}", style="dim")
        table.add_row(
            _cell(row.order_number),
            _cell(row.number),
            _cell("" if row.left is None else row.left),
            _cell("" if row.right is None else row.right),
            told,
        )
        table.add_section()
    return table


def rates(fates: Iterable[RateFate]) -> Table:
    """Show what becomes of each row of the shop's tax table."""
    table = _table("country", "%", "tax class", "becomes")
    for fate in fates:
        rate = fate.rate
        percent = f"{rate.percent.normalize():f}"
        becomes = Text(fate.becomes, style="yellow" if fate.problem else "")
        table.add_row(
            _cell(rate.country or "all"), _cell(percent), _cell(rate.tax_class), becomes
        )
    return table


def heading(text: str) -> Text:
    """Write a heading above a table."""
    return Text(f"\n{text}", style="bold")


def plain(text: str) -> Text:
    """Write a line as it is."""
    return _cell(text)


def plain_lines(lines: Iterable[str]) -> Text:
    """Write lines as they are."""
    return Text("\n").join(_cell(line) for line in lines)


def typed(text: str) -> Text:
    """Write what a person would type."""
    return Text(text, style="cyan")


def standing(verdicts: Iterable[Verdict]) -> Table:
    """Show where documents stood at the last push, with what to do."""
    table = _table("order", "document", "outcome", "EUR", "why, and what to do")
    for verdict in verdicts:
        table.add_row(
            _cell(verdict.order_number),
            _cell(_document_name(verdict.key)),
            _outcome(verdict.outcome),
            _cell(verdict.total),
            _why(verdict.problems),
        )
        table.add_section()
    return table


def charges(order: Order, parts: Iterable[Part], problems: Iterable[Problem]) -> Table:
    """Show what was sold, with each line's treatment and the reason for it."""
    told = {problem.where: problem.message for problem in problems}
    counters = dict.fromkeys(ChargeKind, 0)
    reasons: dict[tuple[str, int], list[str]] = {}
    for part in parts:
        reasons.setdefault((part.charge.kind, part.charge.line_id), []).append(
            f"{part.treatment}: {part.reason}"
        )
    table = _table("what", "code", "EUR net", "EUR VAT", "treatment, and why")
    for charge in order.charges:
        counters[charge.kind] += 1
        why = reasons.get((charge.kind, charge.line_id), [])
        nothing = not charge.net and not charge.tax
        held = told.get(place(charge, counters[charge.kind]), "unclear")
        unclear = "nothing to book" if nothing else f"held: {held}"
        table.add_row(
            _cell(f"{charge.quantity.normalize():f} x {charge.name}"),
            _cell(charge.code),
            _cell(f"{charge.net:.2f}"),
            _cell(f"{charge.tax:.2f}"),
            _cell("; ".join(why) or unclear),
        )
    return table
