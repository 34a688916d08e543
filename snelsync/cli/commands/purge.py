"""``snelsync purge``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from snelsync.cli.output import printable
from snelsync.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from snelsync.adapters.mapping_file import Settings
    from snelsync.app.ports import Purged, Reading
    from snelsync.app.purge import Purgeable
    from snelsync.cli.session import Session


def purge(
    ctx: typer.Context,
    *,
    older_than: Annotated[
        str,
        typer.Option(metavar="AGE", help="Orders made longer ago: 7y, 18m, 90d."),
    ] = "",
    order: Annotated[
        list[str] | None,
        typer.Option(metavar="ORDER", help="This order. May be repeated."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go; take nothing out.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask; for scripts and cron.")
    ] = False,
) -> None:
    """Take what is personal out of the state file, and keep what the books need.

    Names, addresses, e-mail addresses and KvK numbers of businesses go, and the names
    of products. Amounts, invoice numbers, outcomes and VAT evidence stay, so nothing is
    booked twice. Neither shop nor SnelStart is touched.

    [bold]Examples[/bold]

      snelsync purge --older-than 2y --dry-run

      snelsync purge --order 1042
    """
    from snelsync.cli import wiring  # noqa: PLC0415

    session = ctx.obj
    chosen = wiring.settings(session)
    orders = tuple(order or ())
    if bool(older_than) == bool(orders):
        raise UsageError(
            "say which orders: --older-than AGE or --order ORDER, one of the two",
            hint="`snelsync purge --older-than 2y --dry-run` shows what would go",
        )
    if dry_run:
        with wiring.open_reading(session, chosen) as state:
            found = _found(session, chosen, state, older_than, orders)
        done = None
    else:
        found, done = _purged(session, chosen, older_than, orders, yes=yes)
    _tell(session, found, done, wiring.copies_beside(session, chosen))


def _found(
    session: Session,
    chosen: Settings,
    state: Reading,
    older: str,
    orders: tuple[str, ...],
) -> Purgeable:
    from snelsync.app.purge import of_orders, older_than  # noqa: PLC0415
    from snelsync.domain.age import day_before  # noqa: PLC0415

    if not older:
        found = of_orders(state, orders)
        if found.open:
            raise UsageError(
                f"order {', '.join(found.open)} is still to be decided, which may need"
                " the name and address of a business",
                hint=(
                    "book it, or mark it with `snelsync push --mark-booked DAY`, and"
                    " purge it then; `snelsync status` says what is the matter"
                ),
            )
        return found
    today = session.world.clock.now().astimezone(chosen.mapping.shop.zone).date()
    try:
        day = day_before(older, today=today)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    return older_than(state, day, mapping=chosen.mapping)


def _purged(
    session: Session,
    chosen: Settings,
    older: str,
    orders: tuple[str, ...],
    *,
    yes: bool,
) -> tuple[Purgeable, Purged | None]:
    """Find, ask, and take out."""
    from snelsync.app.runs import recorded_run  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415

    clock = session.world.clock
    with (
        wiring.only_run(session, chosen, "purge"),
        wiring.open_recording(session, chosen) as state,
    ):
        found = _found(session, chosen, state, older, orders)
        if found.order_ids and not yes:
            _ask(session, found)
        with recorded_run(
            state, "purge", clock=clock, mapping_digest=chosen.mapping.digest
        ) as run:
            done = state.purge(found.order_ids, at=clock.now(), run_id=run.run_id)
    return found, done


def _ask(session: Session, found: Purgeable) -> None:
    question = f"Take what is personal out of {_count(found)}, for good?"
    if not session.world.stdin_is_terminal or session.output.as_json:
        raise UsageError(
            f"{question} There is no terminal to ask on",
            hint="add --yes to do it without asking, or --dry-run to look only",
        )
    if not typer.confirm(printable(question), err=True):
        session.output.note("nothing was taken out")
        raise typer.Exit(ExitCode.DONE)


def _count(found: Purgeable) -> str:
    count = len(found.order_ids)
    return f"{count} order{'' if count == 1 else 's'}"


def _tell(
    session: Session,
    found: Purgeable,
    done: Purged | None,
    copies: tuple[Path, ...],
) -> None:
    output = session.output
    counts = {
        "orders": len(found.order_ids) if done is None else done.orders,
        "open": len(found.open),
        "had_nothing": found.done,
    }
    if done is not None:
        rest = {"refunds": done.refunds, "documents": done.documents}
        counts |= rest | {"journal": done.journal}
    output.document(
        "purge",
        ExitCode.DONE,
        counts=counts,
        dry_run=done is None,
        open=list(found.open),
        copies=[str(one) for one in copies],
    )
    if found.open:
        output.note(
            f"note: {len(found.open)} orders are still to be decided and were left:"
            " `snelsync status` lists those that need a person"
        )
    for one in copies:
        output.note(f"note: the copy {one} has it still; delete it when it may go")
    output.note(
        "note: your own backups, saved output, shop and SnelStart are not looked at;"
        " what is personal there is still there"
    )
    what = "would be taken out" if done is None else "was taken out"
    output.summary(f"what is personal {what} of {_count(found)}")
