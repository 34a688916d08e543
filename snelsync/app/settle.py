"""Finding out what became of a booking whose answer was lost, before anything else.

SnelStart has no idempotency key. What it has is a unique invoice number: so a document
that may have been booked is looked up by its number, and only what is surely absent is
sent again. And should that be wrong, the number itself is refused (BOE-0021).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from snelsync.app.ports import Administration, Clock, Recording, Sending
from snelsync.domain.booking import Outcome
from snelsync.domain.problem import Code, Problem
from snelsync.errors import RefusedError

STILL_ON_ITS_WAY = timedelta(minutes=2)
"""A call that was begun this recently may yet arrive: absence proves nothing."""


class Found(Enum):
    """What SnelStart has under a document's number."""

    NOTHING = "nothing"
    SAME = "same"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LookUp:
    """The answer to a look-up: what, which booking, and how it differs."""

    found: Found
    booking_id: str = ""
    differences: str = ""


def look_up(sending: Sending, administration: Administration) -> LookUp:
    """Look a document up by its invoice number and compare what is there."""
    invoices = administration.find_invoices(sending.booking.number)
    if not invoices:
        return LookUp(Found.NOTHING)
    if len(invoices) > 1:
        ids = ", ".join(invoice.booking_id for invoice in invoices)
        return LookUp(Found.OTHER, ids, f"{len(invoices)} invoices have this number")
    booking_id = invoices[0].booking_id
    if not booking_id:
        return LookUp(Found.OTHER, "", "an invoice that was not made by a booking")
    same, differences = administration.holds_same(booking_id, sending.payload)
    return LookUp(Found.SAME if same else Found.OTHER, booking_id, differences)


def conflict(sending: Sending, found: LookUp) -> Problem:
    """Say that the number belongs to another booking; it is never overwritten."""
    return Problem(
        code=Code.ADOPTION_CONFLICT,
        message=(
            f"SnelStart already has invoice {sending.booking.number}, and it is not"
            f" this booking: {found.differences}"
        ),
        remedy=(
            f"compare it with `snelsync show {sending.booking.order_number}`: if it is"
            " this sale, correct or delete it in SnelStart and push again; if it is"
            " another's, change the number templates for what comes"
        ),
    )


def uncertain(message: str) -> Problem:
    """Say that it is not known whether a document was booked."""
    return Problem(
        code=Code.UNCERTAIN,
        message=message,
        remedy="run `snelsync push` again in a few minutes: it looks it up first",
    )


def settle_all(
    state: Recording, administration: Administration, *, clock: Clock, run_id: int
) -> int:
    """Look up everything whose outcome is not known; gives how much still is not."""
    left = 0
    for sending in state.unsettled():
        try:
            found = look_up(sending, administration)
        except RefusedError as error:
            # Gone between the list and the look, say: this one stays, others go on.
            left += 1
            told = f"it cannot be looked up: {error.what}"
            state.settle(
                sending.key,
                Outcome.UNCERTAIN,
                at=clock.now(),
                run_id=run_id,
                problems=(uncertain(told),),
            )
            continue
        now = clock.now()
        match found.found:
            case Found.SAME:
                state.settle(
                    sending.key,
                    Outcome.BOOKED,
                    at=now,
                    run_id=run_id,
                    remote_id=found.booking_id,
                )
            case Found.OTHER:
                state.settle(
                    sending.key,
                    Outcome.CONFLICT,
                    at=now,
                    run_id=run_id,
                    problems=(conflict(sending, found),),
                )
            case Found.NOTHING if now - sending.since < STILL_ON_ITS_WAY:
                left += 1
                state.settle(
                    sending.key,
                    Outcome.UNCERTAIN,
                    at=now,
                    run_id=run_id,
                    problems=(
                        uncertain("it is not in SnelStart, but may still arrive"),
                    ),
                )
            case Found.NOTHING:
                state.forget_sending(sending.key, at=now, run_id=run_id)
    return left
