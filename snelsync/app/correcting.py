"""Which orders a correction was asked for, and why one cannot be had."""

from __future__ import annotations

from collections.abc import Iterable

from snelsync.app.ports import Reading
from snelsync.app.story import find_order
from snelsync.domain.plan import Plan
from snelsync.domain.problem import in_short
from snelsync.errors import UsageError


def ids_of(state: Reading, orders: Iterable[str]) -> dict[int, str]:
    """Find orders by number or id; gives their numbers by id.

    Raises:
        UsageError: one was not pulled.
    """
    found = [find_order(state, order).order for order in orders]
    return {order.order_id: order.number for order in found}


def only_corrections(plan: Plan, orders: dict[int, str]) -> Plan:
    """Leave of a plan what corrects these orders.

    Raises:
        UsageError: one of them needs no correction, or cannot be corrected.
    """
    planned = {one.order_id for one in plan.to_book if one.key.corrects(one.order_id)}
    planned |= {one.order_id for one in plan.to_book if one.key.undoes(one.order_id)}
    for order_id, number in orders.items():
        if order_id not in planned:
            raise _not_corrected(plan, order_id, number)
    return plan.only(lambda one: one.order_id in orders, "not asked to be corrected")


def _not_corrected(plan: Plan, order_id: int, number: str) -> UsageError:
    problems = [
        problem
        for one in plan.decisions
        if one.order_id == order_id
        for problem in one.problems
    ]
    if not problems:
        return UsageError(
            f"order {number}: there is nothing to correct",
            hint=f"`snelsync show {number}` shows what is booked, and the order",
        )
    told = in_short(problems)
    return UsageError(
        f"order {number} cannot be corrected: {told[-1][0]}", hint=told[-1][1]
    )
