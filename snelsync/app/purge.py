"""Taking out of our record what is personal in orders that are done with.

What the books rest on stays: keys, numbers, amounts, outcomes, and the evidence for
sales without VAT. An order about which something is still to be decided is left: what
is decided may need the business's name and address.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from snelsync.app.ports import Reading, Verdict
from snelsync.app.story import find_order
from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.mapping import Mapping
from snelsync.domain.order import Sold

_DONE = frozenset({Outcome.BOOKED, Outcome.ADOPTED, Outcome.SKIPPED})


@dataclass(frozen=True, slots=True)
class Purgeable:
    """What a purge would do.

    Attributes:
        order_ids: the orders it would take something out of.
        open: numbers of the orders that are left, since they are still to be decided.
        done: how many have nothing personal any more.
    """

    order_ids: tuple[int, ...]
    open: tuple[str, ...]
    done: int


def older_than(state: Reading, day: date, *, mapping: Mapping) -> Purgeable:
    """Find what is personal in orders made before a day, in the shop's own zone."""
    zone = mapping.shop.zone
    old = (
        one
        for one in state.everything()
        if one.order.created.astimezone(zone).date() < day
    )
    return _sorted_out(old, state)


def of_orders(state: Reading, orders: Iterable[str]) -> Purgeable:
    """Find what is personal in orders that are named by number or id.

    Raises:
        UsageError: one was not pulled.
    """
    return _sorted_out([find_order(state, one) for one in orders], state)


def _sorted_out(chosen: Iterable[Sold], state: Reading) -> Purgeable:
    verdicts: defaultdict[int, list[Verdict]] = defaultdict(list)
    for one in state.verdicts():
        verdicts[one.order_id].append(one)
    ids: list[int] = []
    still_open: list[str] = []
    done = 0
    for sold in chosen:
        order = sold.order
        if _is_open(sold, verdicts[order.order_id]):
            still_open.append(order.number)
        elif _has_names(sold):
            ids.append(order.order_id)
        else:
            done += 1
    return Purgeable(tuple(dict.fromkeys(ids)), tuple(still_open), done)


def _has_names(sold: Sold) -> bool:
    """Say whether there is something to take out."""
    order = sold.order
    return not order.purged or any(one.nameless != one for one in sold.refunds)


def _is_open(sold: Sold, verdicts: list[Verdict]) -> bool:
    """Say whether anything of an order is not looked at yet, or not for good."""
    seen = {(one.key.kind, one.key.shop_id) for one in verdicts}
    wanted = {(DocumentKind.SALE, sold.order.order_id)}
    wanted |= {
        (DocumentKind.CREDIT, one.refund_id)
        for one in sold.refunds
        if one.refund_id not in sold.gone_refunds
    }
    return bool(wanted - seen) or any(one.outcome not in _DONE for one in verdicts)
