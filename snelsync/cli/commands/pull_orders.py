"""``snelsync pull-orders``."""

from __future__ import annotations

from typing import Annotated

import typer

from snelsync.errors import ExitCode


def pull_orders(
    ctx: typer.Context,
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Read everything, not only what changed.")
    ] = False,
    accept_gone: Annotated[
        bool,
        typer.Option(
            "--accept-gone", help="Believe it when many orders at once have vanished."
        ),
    ] = False,
) -> None:
    """Fetch orders and refunds from the shop into the state file.

    The shop is only read. The first time everything is fetched, afterwards what
    changed; interrupting and repeating is safe.

    [bold]Examples[/bold]

      snelsync pull-orders

      snelsync pull-orders --full --json
    """
    from snelsync.app.pull import pull  # noqa: PLC0415
    from snelsync.app.runs import recorded_run  # noqa: PLC0415
    from snelsync.app.vat_numbers import check_vat_numbers  # noqa: PLC0415
    from snelsync.cli import tables, wiring  # noqa: PLC0415
    from snelsync.cli.watching import shout  # noqa: PLC0415
    from snelsync.domain.mapping import BusinessCards  # noqa: PLC0415

    session = ctx.obj
    output = session.output
    clock = session.world.clock
    chosen = wiring.settings(session)
    with (
        wiring.only_run(session, chosen, "pull-orders"),
        wiring.open_shop(session, chosen) as shop,
        wiring.open_recording(session, chosen) as state,
        recorded_run(
            state, "pull-orders", clock=clock, mapping_digest=chosen.mapping.digest
        ) as run,
    ):
        shout(session, chosen, state)
        with output.progress("orders") as told:
            report = pull(
                shop,
                state,
                clock=clock,
                full=full,
                full_after=chosen.mapping.shop.full_after,
                accept_gone=accept_gone,
                products=chosen.mapping.asks_products,
                progress=told,
            )
        unanswered = 0
        if chosen.mapping.customers.businesses is BusinessCards.CARD:
            with wiring.open_register(session, chosen) as register:
                unanswered = check_vat_numbers(
                    state, register, mapping=chosen.mapping, clock=clock
                )
        code = ExitCode.NEEDS_PERSON if report.unreadable else ExitCode.DONE
        run.exit_code = code
    orders, refunds = report.seen.orders, report.seen.refunds
    output.document(
        "pull-orders",
        code,
        counts={
            "orders_read": report.orders_read,
            "refunds_read": report.refunds_read,
            "changed": report.changed,
            "gone": len(report.gone),
            "unreadable": len(report.unreadable),
            "vat_numbers_unanswered": unanswered,
            "orders": orders,
            "refunds": refunds,
        },
        shop={"name": report.shop.name, "woocommerce": report.shop.version},
        full=report.full,
        gone=list(report.gone),
        unreadable=[
            {"id": one.shop_id or None, "message": one.problem.message}
            for one in report.unreadable
        ],
    )
    what = "everything" if report.full else "what changed"
    output.summary(
        f"pulled {what} from {report.shop.name} (WooCommerce"
        f" {report.shop.version or 'of an unknown version'}):"
        f" {report.orders_read} orders and {report.refunds_read} refunds read,"
        f" {report.changed} new or changed"
    )
    if report.gone:
        ids = ", ".join(str(one) for one in report.gone)
        output.show(tables.plain(f"no longer in the shop: order ids {ids}"))
    output.show(
        tables.plain(f"in the state file: {orders} orders and {refunds} refunds")
    )
    if unanswered:
        output.note(
            f"warning: VIES did not answer about {unanswered} VAT numbers\n"
            "hint: run `snelsync pull-orders` again later; those orders wait"
        )
    for one in report.unreadable:
        output.note(f"warning: {one.problem.message}\nhint: {one.problem.remedy}")
    if code:
        raise typer.Exit(code)
