"""What sync tells: its JSON document, its tables, and the one line of a quiet run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from snelsync.app.stages import Stage, StageName, Synced
from snelsync.cli.documents import problem_json, verdict_json
from snelsync.domain.booking import Outcome
from snelsync.errors import ExitCode

if TYPE_CHECKING:
    from snelsync.app.telling import Telling
    from snelsync.cli.output import Output


def tell(output: Output, done: Synced, telling: Telling) -> None:
    """Tell what became of a run."""
    if output.as_json:
        _document(output, done, telling)
    if output.shows:
        _show(output, done)
    _remark(output, done)
    for error in done.errors:
        output.wrong(error)
    output.summary(in_one_line(done))


def _document(output: Output, done: Synced, telling: Telling) -> None:
    status = done.status
    output.document(
        "sync",
        done.code,
        counts={str(outcome): count for outcome, count in status.counts.items()}
        | {"new": status.new},
        run=telling.run_id,
        booked_now=_reached(done, Outcome.BOOKED),
        adopted_now=_reached(done, Outcome.ADOPTED),
        stages=[_stage_json(one, done) for one in done.stages],
        warnings=list(telling.warnings),
        unreadable=[one.problem.message for one in status.unreadable],
        documents=[verdict_json(one) for one in status.attention],
    )


def _stage_json(stage: Stage, done: Synced) -> dict[str, Any]:
    error = stage.error
    head = {
        "stage": str(stage.name),
        "exit_code": int(stage.code),
        "left_out": stage.left_out or None,
        "error": None
        if error is None
        else {
            "message": error.what,
            "hint": error.hint,
            "details": list(error.details),
        },
    }
    return head | _report_json(stage.name, done)


def _report_json(name: StageName, done: Synced) -> dict[str, Any]:
    """Write what a part came to, where it came to anything."""
    from snelsync.cli.proving import finding_json  # noqa: PLC0415 - slow to import

    match name:
        case StageName.PULL if done.pulled is not None:
            pulled = done.pulled
            return {
                "full": pulled.full,
                "orders_read": pulled.orders_read,
                "refunds_read": pulled.refunds_read,
                "changed": pulled.changed,
                "gone": list(pulled.gone),
                "vat_numbers_unanswered": done.unanswered,
            }
        case StageName.CHECK if done.planned is not None:
            return {
                "administration": done.planned.chart.company.name,
                "read_anew": done.read_anew,
                "mapping_problems": [problem_json(one) for one in done.faults],
            }
        case StageName.PUSH if done.done is not None:
            return {
                "plan": done.done.plan.digest,
                "stopped": done.done.stopped or None,
                "left": len(done.done.plan.to_book),
            }
        case StageName.RECONCILE if done.light is not None:
            light = done.light
            return {
                "first": light.first.isoformat() if light.first else None,
                "last": light.last.isoformat() if light.last else None,
                "looked_at": light.looked_at,
                "note": light.note or None,
                "findings": [finding_json(one) for one in light.findings],
            }
        case _:
            return {}


def _show(output: Output, done: Synced) -> None:
    from snelsync.cli import tables  # noqa: PLC0415 - slow to import

    status = done.status
    if status.counts:
        output.show(tables.heading("Documents"), tables.outcomes(status.counts))
    if status.new:
        output.show(tables.plain(f"pulled and not pushed yet: {status.new} documents"))
    if status.attention:
        output.show(
            tables.heading("A person must look at"), tables.standing(status.attention)
        )
    light = done.light
    if light is not None and light.findings:
        output.show(tables.heading("Not as it was booked in SnelStart"))
        for one in light.findings:
            output.show(tables.plain(f"{one.number}: {one.explanation}"))
            output.show(tables.plain(f"  {one.remedy}"))


def _remark(output: Output, done: Synced) -> None:
    """Say what is wrong and what was not done; what nobody has to mend, aside."""
    for fault in done.faults:
        output.warning(f"{fault.message}\nhint: {fault.remedy}")
    for one in done.status.unreadable:
        output.note(f"warning: {one.problem.message}\nhint: {one.problem.remedy}")
    if done.unanswered:
        output.note(
            f"warning: VIES did not answer about {done.unanswered} VAT numbers; those"
            " orders wait, and the next run asks again"
        )
    for stage in done.stages:
        if stage.left_out:
            output.note(f"{stage.name}: left out, {stage.left_out}")
    if done.light is not None and done.light.note:
        output.note(f"not held against SnelStart: {done.light.note}")


def in_one_line(done: Synced) -> str:
    """Say what became of a run in one line."""
    said = []
    if done.pulled is not None:
        said.append(f"{done.pulled.changed} new or changed")
    said.append(f"{_reached(done, Outcome.BOOKED)} booked now")
    adopted = _reached(done, Outcome.ADOPTED)
    if adopted:
        said[-1] += f", {adopted} were in SnelStart already"
    left = len(done.done.plan.to_book) if done.done else 0
    if left and done.done:
        said.append(f"{left} left: {done.done.stopped}")
    differing = len(done.light.findings) if done.light else 0
    if differing:
        said.append(f"{differing} not as booked in SnelStart")
    person = len(done.status.attention)
    if person:
        said.append(f"{person} need a person: `snelsync status`")
    if any(one.code is ExitCode.INTERRUPTED for one in done.stages):
        said.append("interrupted: the next run goes on from here")
    undone = [str(one.name) for one in done.stages if one.error or one.left_out]
    if undone:
        said.append(f"not done: {', '.join(undone)}")
    return "; ".join(said)


def _reached(done: Synced, outcome: Outcome) -> int:
    """Count what was to be booked and came to an outcome in this run."""
    if done.planned is None or done.done is None:
        return 0
    planned = {str(one.key) for one in done.planned.plan.to_book}
    return sum(
        str(one.key) in planned and one.outcome is outcome
        for one in done.done.plan.decisions
    )
