"""``snelsync status``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import TYPE_CHECKING

import typer

from snelsync.errors import ExitCode

if TYPE_CHECKING:
    from snelsync.app.status import StatusReport
    from snelsync.domain.silence import Attendance


def status(ctx: typer.Context) -> None:
    """Tell where everything stands, from the state file alone.

    Lists each document that needs a person, with what to do. Uses no network.

    [bold]Examples[/bold]

      snelsync status

      snelsync status --json
    """
    from snelsync.app.status import read_status  # noqa: PLC0415
    from snelsync.cli import tables, wiring  # noqa: PLC0415
    from snelsync.cli.documents import problem_json, verdict_json  # noqa: PLC0415
    from snelsync.cli.watching import shout  # noqa: PLC0415

    session = ctx.obj
    output = session.output
    chosen = wiring.settings(session)
    with wiring.open_reading(session, chosen) as state:
        report = read_status(state, mapping=chosen.mapping)
        watched = shout(session, chosen, state)
    seen = report.seen
    code = _code_of(report, stopped=watched.stopped)
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
        last_good_run=_last_good_json(watched.runs),
        warnings=[problem_json(one) for one in watched.problems],
        unreadable=[one.problem.message for one in report.unreadable],
        documents=[verdict_json(one) for one in report.attention],
    )
    zone = chosen.mapping.shop.zone
    for line in _runs(report, watched.runs, zone):
        output.show(tables.plain(line))
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
    output.summary(_in_short(report, stopped=watched.stopped))
    if code:
        raise typer.Exit(code)


def _runs(
    report: StatusReport, watched: Attendance | None, zone: tzinfo
) -> Iterator[str]:
    """Tell the last run of each command, and the last one that ended well."""
    for run in report.runs:
        when = run.started.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        ended = "not finished" if run.exit_code is None else f"exit {run.exit_code}"
        yield f"last {run.command}: {when} ({ended})"
    if watched and watched.last_good:
        when = watched.last_good.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        yield f"last good {watched.command}: ended {when}"


def _in_short(report: StatusReport, *, stopped: bool) -> str:
    still = "; runs have stopped" if stopped else ""
    if report.attention:
        return f"{len(report.attention)} documents need a person{still}"
    return f"no document needs a person{still}" if stopped else "nothing needs a person"


def _last_good_json(runs: Attendance | None) -> dict[str, str] | None:
    if runs is None or runs.last_good is None:
        return None
    return {"command": runs.command, "ended": runs.last_good.isoformat()}


def _code_of(report: StatusReport, *, stopped: bool) -> ExitCode:
    if report.code is ExitCode.DONE and stopped:
        return ExitCode.NEEDS_PERSON
    return report.code
