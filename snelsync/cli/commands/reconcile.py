"""``snelsync reconcile``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from snelsync.errors import ExitCode

if TYPE_CHECKING:
    from snelsync.domain.compare import Finding


def reconcile(
    ctx: typer.Context,
    period: Annotated[
        str,
        typer.Argument(
            help="2026-10, 2026-Q4, 2026, 2026-10-01..2026-10-15 or yesterday.",
            metavar="PERIOD",
        ),
    ],
) -> None:
    """Compare the shop, our record and SnelStart for a period. Only reads.

    Every order and refund dated in the period is held against what was booked; each
    difference is named, with what would mend it. Exit 0: equal. 4: differences.

    [bold]Examples[/bold]

      snelsync reconcile 2026-Q4

      snelsync reconcile yesterday --json
    """
    from snelsync.app.reconcile import reconcile as compare_all  # noqa: PLC0415
    from snelsync.cli import tables, wiring  # noqa: PLC0415
    from snelsync.domain.money import eur  # noqa: PLC0415
    from snelsync.domain.period import parse_period  # noqa: PLC0415

    session = ctx.obj
    output = session.output
    chosen = wiring.settings(session)
    today = session.world.clock.now().astimezone(chosen.mapping.shop.zone).date()
    try:
        wanted = parse_period(period, today=today)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    with (
        wiring.open_reading(session, chosen) as state,
        wiring.open_administration(session, chosen) as administration,
    ):
        found = compare_all(
            state,
            administration,
            mapping=chosen.mapping,
            period=wanted,
            clock=session.world.clock,
        )
    differences = found.differences
    code = ExitCode.DIFFERENCES if differences else ExitCode.DONE
    counts: dict[str, int] = {}
    for row in found.findings:
        counts[str(row.verdict)] = counts.get(str(row.verdict), 0) + 1
    output.document(
        "reconcile",
        code,
        counts=counts,
        period={
            "label": wanted.label,
            "first": wanted.first.isoformat(),
            "last": wanted.last.isoformat(),
        },
        totals={
            "shop": str(found.shop_total),
            "books": str(found.books_total),
            "difference": str(found.shop_total - found.books_total),
        },
        documents=[_finding_json(row) for row in found.findings],
    )
    gap = found.shop_total - found.books_total
    output.show(
        tables.plain(
            f"{wanted.first} to {wanted.last}:"
            f" shop {eur(found.shop_total)}, books {eur(found.books_total)},"
            f" difference {eur(gap)}"
        )
    )
    if differences:
        output.show(tables.heading("Differences"), tables.differences(differences))
    foreign = counts.get("foreign", 0)
    if foreign:
        output.show(
            tables.plain(f"{foreign} invoices in SnelStart are not ours: left alone")
        )
    same = counts.get("same", 0)
    output.summary(
        f"{wanted.label}: {same} documents equal, {len(differences)} differences"
    )
    if code:
        raise typer.Exit(code)


def _finding_json(row: Finding) -> dict[str, Any]:
    return {
        "kind": str(row.kind) if row.kind else None,
        "order_id": row.order_id,
        "order_number": row.order_number or None,
        "number": row.number or None,
        "date": row.day.isoformat(),
        "verdict": str(row.verdict),
        "shop": None if row.shop is None else str(row.shop),
        "books": None if row.books is None else str(row.books),
        "difference": str(row.difference),
        "explanation": row.explanation,
        "remedy": row.remedy or None,
    }
