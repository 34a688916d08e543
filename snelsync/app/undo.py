"""Taking an order's bookings out of SnelStart again, where SnelStart lets that be.

The last one first: credits before the sale they are of. What is taken out may be booked
anew by the next push, by the mapping and the order as they are then.
"""

from __future__ import annotations

from dataclasses import dataclass

from snelsync.app.ports import Administration, Clock, Recording
from snelsync.app.settle import settle_all
from snelsync.domain.booking import folded
from snelsync.domain.decision import Known
from snelsync.domain.mapping import Mapping
from snelsync.errors import RefusedError, UncertainError


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of an order's bookings.

    Attributes:
        taken_out: no longer in SnelStart, the last one first.
        kept: the one that SnelStart would not let go; what came before it is untouched.
        why: SnelStart's reason, and hint what to do.
    """

    taken_out: tuple[Known, ...]
    kept: Known | None = None
    why: str = ""
    hint: str = ""


def undo(
    order_id: int,
    state: Recording,
    administration: Administration,
    *,
    mapping: Mapping,
    clock: Clock,
    run_id: int,
) -> Undone:
    """Delete every booking of an order, until SnelStart refuses one.

    Nothing is deleted when SnelStart has a reversal of one of them that an older record
    forgot: that would stay behind.

    Raises:
        UncertainError: it is not known what became of one of the order's documents, or
            whether a booking was deleted.
    """
    settle_all(state, administration, clock=clock, run_id=run_id)
    if any(one.booking.order_id == order_id for one in state.unsettled()):
        raise UncertainError(
            "it is not known yet what became of one of the order's documents",
            hint="undo it again in a few minutes: it is looked up first",
        )
    taken_out: list[Known] = []
    booked = _last_first(order_id, state)
    forgotten = _forgotten(booked, state, administration, mapping)
    if forgotten:
        return Undone(
            (),
            booked[0],
            f"SnelStart has invoice {forgotten}, which takes it back, and our record"
            " does not know of it",
            "put the newest state file back, or take these bookings out in SnelStart",
        )
    for known in booked:
        try:
            _delete(known.remote_id, administration)
        except RefusedError as error:
            return Undone(tuple(taken_out), known, error.what, error.hint)
        state.take_out(known.key, at=clock.now(), run_id=run_id)
        taken_out.append(known)
    return Undone(tuple(taken_out))


def _last_first(order_id: int, state: Recording) -> list[Known]:
    """List what is in the books of an order: the newest first, the sales last."""
    booked = [
        one
        for one in state.known().values()
        if one.booking.order_id == order_id
        and one.outcome.in_the_books
        and one.remote_id
    ]
    return sorted(
        booked,
        key=lambda one: (
            one.key.kind.is_of_sale,
            -one.key.shop_id,
            -one.key.revision,
            not one.key.kind.is_reversal,
        ),
    )


def _forgotten(
    booked: list[Known],
    state: Recording,
    administration: Administration,
    mapping: Mapping,
) -> str:
    """Name a reversal that SnelStart has and our record does not know; "" for none."""
    template = mapping.invoices.reversal_number
    numbers = [template.format(invoice=one.booking.number) for one in booked]
    ours = {folded(one.booking.number) for one in state.known().values()}
    asked = [number for number in numbers if folded(number) not in ours]
    there = administration.numbers_there(asked) if asked else frozenset()
    return ", ".join(sorted(there))


def _delete(booking_id: str, administration: Administration) -> None:
    """Delete a booking; a lost answer is found out about by looking for it."""
    try:
        administration.delete(booking_id)
    except UncertainError:
        if administration.has(booking_id):
            raise
