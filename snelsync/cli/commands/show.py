"""``snelsync show``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from snelsync.errors import ExitCode

if TYPE_CHECKING:
    from snelsync.adapters.mapping_file import Settings
    from snelsync.app.story import Story
    from snelsync.cli.session import Session


def show(
    ctx: typer.Context,
    order: Annotated[str, typer.Argument(help="The order's number, or its id.")],
) -> None:
    """Tell the whole story of one order.

    What the shop sold, which VAT treatment each line has and why, the booking lines,
    the booking's id in SnelStart, and what happened when.

    [bold]Examples[/bold]

      snelsync show 1042

      snelsync show 1042 --json
    """
    from snelsync.cli import wiring  # noqa: PLC0415

    session = ctx.obj
    chosen = wiring.settings(session)
    story = _story(session, chosen, order)
    if session.output.as_json:
        _print_json(session, story)
    else:
        _print(session, chosen, story)


def _story(session: Session, chosen: Settings, order: str) -> Story:
    from snelsync.app.check import read_chart  # noqa: PLC0415
    from snelsync.app.story import find_order, tell_story  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415

    with wiring.open_reading(session, chosen) as state:
        sold = find_order(state, order)
        with wiring.open_administration(session, chosen) as administration:
            chart = read_chart(administration, chosen.mapping)
        return tell_story(
            sold, state, mapping=chosen.mapping, chart=chart, clock=session.world.clock
        )


def _print_json(session: Session, story: Story) -> None:
    from snelsync.cli.documents import documents_json  # noqa: PLC0415

    order = story.sold.order
    counts: dict[str, int] = {}
    for decision in story.decisions:
        name = str(decision.outcome)
        counts[name] = counts.get(name, 0) + 1
    session.output.document(
        "show",
        ExitCode.DONE,
        counts=counts,
        order={
            "id": order.order_id,
            "number": order.number,
            "status": order.status,
            "total": str(order.total),
            "currency": order.currency,
            "country": order.country or None,
            "payment_method": order.payment_method or None,
            "in_shop": not story.sold.gone,
            "charges": [_charge_json(story, index) for index in range(_count(story))],
        },
        documents=documents_json(story.decisions),
        journal=[
            {
                "kind": str(key.kind),
                "id": key.shop_id,
                "at": entry.at.isoformat(),
                "run": entry.run_id,
                "event": entry.event,
                "detail": entry.detail or None,
            }
            for key, entries in story.journal.items()
            for entry in entries
        ],
    )


def _count(story: Story) -> int:
    return len(story.sold.order.charges)


def _charge_json(story: Story, index: int) -> dict[str, Any]:
    charge = story.sold.order.charges[index]
    return {
        "kind": str(charge.kind),
        "code": charge.code or None,
        "name": charge.name,
        "quantity": f"{charge.quantity:f}",
        "net": str(charge.net),
        "tax": str(charge.tax),
        "treatments": [
            {"treatment": str(part.treatment), "reason": part.reason}
            for part in story.parts
            if part.charge == charge
        ],
    }


def _print(session: Session, chosen: Settings, story: Story) -> None:
    from snelsync.cli import tables  # noqa: PLC0415

    order = story.sold.order
    output = session.output
    zone = chosen.mapping.shop.zone
    gone = ", no longer in the shop" if story.sold.gone else ""
    output.show(
        tables.plain(
            f"order {order.number} (id {order.order_id}): {order.status}{gone},"
            f" {order.currency} {order.total:.2f}, to {order.country or 'nowhere'},"
            f" by {order.payment_method or 'hand'}"
        ),
        tables.heading("What the shop sold"),
        tables.charges(order, story.parts, story.decisions[0].problems),
    )
    for decision in story.decisions:
        name = str(decision.key.kind)
        if decision.refund_id:
            name += f" of refund {decision.refund_id}"
        output.show(tables.heading(f"{name.capitalize()}: {decision.outcome}"))
        if decision.reason:
            output.show(tables.plain(decision.reason))
        if decision.booking:
            output.show(tables.bookings([decision]))
        if decision.problems:
            output.show(tables.needing_a_person([decision]))
        if decision.remote_id:
            output.show(tables.plain(f"SnelStart id {decision.remote_id}"))
        for entry in story.journal[decision.key]:
            when = entry.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
            detail = f": {entry.detail}" if entry.detail else ""
            output.show(
                tables.plain(f"{when}  run {entry.run_id}  {entry.event}{detail}")
            )
