"""A record with a row in every table, for files of every snelsync there has been.

What this writes was written with the code of each past version too, and kept as SQL in
``past/``: made by ``fill`` on that version's own code, and told by SQLite.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import snelsync.domain.order as orders
from snelsync.adapters.state.recording import StateRecorder
from snelsync.app.ports import Unreadable
from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.problem import Code, Problem
from snelsync.domain.vat_number import Validity, VatCheck
from tests.contract.samples import (
    BELGIAN,
    SOLD_ON,
    a_booking,
    a_refund,
    a_sending,
    an_order,
)

NOON = SOLD_ON + timedelta(days=1)
NUMBER = "BE0477472701"
ODD = Problem(code=Code.ORDER_UNREADABLE, message="order 9: no sense", remedy="look")


def fill(state: Any) -> None:  # noqa: ANN401 - the recorder of any version
    """Pull and book a little: something in each table there is."""
    run_id = state.begin_run("push", at=NOON, mapping_digest="m" * 8)
    consumer = an_order(173, refunds=(174,))
    buyer = replace(
        an_order(175),
        ship_country="BE",
        bill_country="BE",
        vat_number=NUMBER,
        business=BELGIAN.business,
    )
    state.save_orders([consumer, buyer, an_order(176)], at=NOON)
    state.save_refunds([a_refund(174, consumer)], at=NOON)
    state.save_unreadable([Unreadable(9, ODD)])
    state.set_cursor("orders", NOON)
    state.save_customer(NUMBER, "card-2")
    check = VatCheck(NUMBER, Validity.VALID, NOON, SOLD_ON, "WAPI1")
    _save_check(state, check)
    _book(state, run_id)
    if hasattr(state, "save_products"):
        state.save_products([orders.Product(12, ("mugs",), ("new",))])
    if hasattr(state, "mark"):
        state.mark([a_booking(176).key], at=NOON, run_id=run_id)
    state.end_run(run_id, at=NOON, exit_code=3)


def _save_check(state: Any, check: VatCheck) -> None:  # noqa: ANN401
    try:
        state.save_vat_check(check)
    except TypeError:
        # The first version kept the number as it was typed, too.
        state.save_vat_check(check.number, check)


def _book(state: Any, run_id: int) -> None:  # noqa: ANN401
    """Book a sale, a business's sale and a credit; of one the answer was lost."""
    own = replace(a_booking(175), customer=BELGIAN)
    credit = replace(
        a_booking(174, kind=DocumentKind.CREDIT), order_id=173, order_number="173"
    )
    for booking in (a_booking(173), own, credit):
        sending = a_sending(booking, payload='{"regels": []}', since=NOON)
        state.begin_sending(sending, run_id=run_id)
    for booking in (a_booking(173), own):
        state.settle(
            booking.key,
            Outcome.BOOKED,
            at=NOON,
            run_id=run_id,
            remote_id=f"b-{booking.order_id}",
        )


if __name__ == "__main__":
    import sqlite3
    import sys
    from pathlib import Path

    from snelsync.adapters.state.engine import open_state

    made = Path(sys.argv[1])
    engine = open_state(made, readonly=False)
    fill(StateRecorder(engine, shop="shop.test"))
    engine.dispose()
    with sqlite3.connect(made) as file:
        sys.stdout.write("\n".join(file.iterdump()) + "\n")
