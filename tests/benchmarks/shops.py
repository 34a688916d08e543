"""Shops of any size, made from the recorded orders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from snelsync.cli.wiring import SystemClock
from snelsync.sandbox.shop import PracticeShop
from tests.reconcile.scale import copies

REFUNDED, REFUND = 308, 309
"""A recorded order that was refunded whole, and its refund."""
FIRST_REFUNDED, FIRST_REFUND = 4_000_000, 7_000_000

_CLOCK = SystemClock()
_LONG_AGO = {
    "date_modified": "2026-11-01T10:00:00",
    "date_modified_gmt": "2026-11-01T09:00:00",
}
"""Else all of it was changed within the last day, and is read again by every pull."""
_MADE_LONG_AGO = {
    "date_created": "2026-11-01T10:00:00",
    "date_created_gmt": "2026-11-01T09:00:00",
}


def shop_of(
    orders: int,
    refunds: int = 0,
    *,
    now: Callable[[], datetime] = _CLOCK.now,
    version: str = "11.0.1",
) -> PracticeShop:
    """Make a shop of so many orders; of them so many have a refund each."""
    shop = PracticeShop("incl", version=version, now=now)
    state = shop._state
    recorded, back = state.orders, state.refunds[REFUND]
    made = {
        new_id: recorded[source] | _LONG_AGO | {"id": new_id, "number": str(new_id)}
        for source, new_id in copies(orders - refunds)
    }
    state.refunds = {}
    for nth in range(refunds):
        order_id, refund_id = FIRST_REFUNDED + nth, FIRST_REFUND + nth
        pointer = recorded[REFUNDED]["refunds"][0] | {"id": refund_id}
        own = {"id": order_id, "number": str(order_id), "refunds": [pointer]}
        made[order_id] = recorded[REFUNDED] | _LONG_AGO | own
        own = {"id": refund_id, "parent_id": order_id}
        state.refunds[refund_id] = back | _MADE_LONG_AGO | own
    state.orders = made
    return shop


def belgian_number(nth: int) -> str:
    """Make a Belgian VAT number with right check digits."""
    head = 4_000_000 + nth
    return f"BE0{head:07d}{97 - head % 97:02d}"
