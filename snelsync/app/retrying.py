"""Which documents a retry looks at again: those named, or all that needed a person."""

from __future__ import annotations

from collections.abc import Collection

from snelsync.app.ports import Reading
from snelsync.app.story import unknown_order
from snelsync.domain.booking import DocumentKey
from snelsync.domain.plan import Plan


def keys_again(
    state: Reading, plan: Plan, orders: Collection[str]
) -> frozenset[DocumentKey]:
    """List the documents to try again.

    Args:
        state: our record, with where each document stood at the last push.
        plan: every document as it stands now.
        orders: numbers or ids; none for every document that needed a person.

    Raises:
        UsageError: an order that is not there.
    """
    if not orders:
        return frozenset(
            one.key for one in state.verdicts() if one.outcome.needs_person
        )
    found = [
        one
        for one in plan.decisions
        if one.order_number in orders or str(one.order_id) in orders
    ]
    known = {one.order_number for one in found} | {str(one.order_id) for one in found}
    missing = [order for order in orders if order not in known]
    if missing:
        raise unknown_order(missing[0])
    return frozenset(one.key for one in found)
