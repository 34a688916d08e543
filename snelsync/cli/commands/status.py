"""``snelsync status``."""

from __future__ import annotations

import typer


def status(ctx: typer.Context) -> None:
    """Tell where everything stands, from the state file alone.

    Lists each document that needs a person, with what to do. Uses no network.

    [bold]Examples[/bold]

      snelsync status

      snelsync status --json
    """
    from snelsync.app.status import read_status  # noqa: PLC0415
    from snelsync.cli import tables, wiring  # noqa: PLC0415
    from snelsync.cli.documents import verdict_json  # noqa: PLC0415

    session = ctx.obj
    output = session.output
    chosen = wiring.settings(session)
    with wiring.open_reading(session, chosen) as state:
        report = read_status(state, mapping=chosen.mapping)
    seen = report.seen
    code = report.code
    output.document(
        "status",
        code,
        counts={str(outcome): count for outcome, count in report.counts.items()}
        | {"new": report.new},
        seen={
            "orders": seen.orders,
            "refunds": seen.refunds,
            "gone": seen.gone,
            "taken_back": report.taken_back,
            "corrections": report.corrections,
        },
        runs=[
            {
                "command": run.command,
                "started": run.started.isoformat(),
                "ended": run.ended.isoformat() if run.ended else None,
                "exit_code": run.exit_code,
            }
            for run in report.runs
        ],
        unreadable=[one.problem.message for one in report.unreadable],
        documents=[verdict_json(one) for one in report.attention],
    )
    zone = chosen.mapping.shop.zone
    for run in report.runs:
        when = run.started.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        ended = "not finished" if run.exit_code is None else f"exit {run.exit_code}"
        output.show(tables.plain(f"last {run.command}: {when} ({ended})"))
    output.show(
        tables.plain(f"in the shop: {seen.orders} orders, {seen.refunds} refunds")
    )
    if seen.gone:
        output.show(tables.plain(f"no longer in the shop: {seen.gone}"))
    if report.taken_back:
        output.show(
            tables.plain(
                f"undone in the shop after booking: {report.taken_back} orders"
            )
        )
    if report.corrections:
        output.show(tables.plain(f"bookings of corrections: {report.corrections}"))
    if report.new:
        output.show(tables.plain(f"pulled and not pushed yet: {report.new} documents"))
    if report.counts:
        output.show(tables.heading("Documents"), tables.outcomes(report.counts))
    if report.attention:
        output.show(
            tables.heading("A person must look at"),
            tables.standing(report.attention),
        )
    for one in report.unreadable:
        output.note(f"warning: {one.problem.message}\nhint: {one.problem.remedy}")
    output.summary(
        f"{len(report.attention)} documents need a person"
        if report.attention
        else "nothing needs a person"
    )
    if code:
        raise typer.Exit(code)
