"""Breakers: where something looks so wrong that a run stops before damage.

Each names the option that overrides it; none is ever overridden by a setting.
"""

from __future__ import annotations

from collections.abc import Collection

from snelsync.domain.plan import Plan
from snelsync.errors import BreakerError
from snelsync.events import Breaker, Event, tell

GONE_AT_LEAST = 10
GONE_SHARE = 10
"""More than ten orders, and more than one in ten, do not vanish at once."""

TRIED_AT_LEAST = 20
"""So many documents must have been tried before a share of refusals says anything."""


def check_gone(gone: Collection[int], known: Collection[int]) -> None:
    """Stop when many orders at once, or all, are no longer in the shop.

    Raises:
        BreakerError: as if the shop were emptied, replaced, or hidden from us.
    """
    most = max(GONE_AT_LEAST, len(known) // GONE_SHARE)
    all_of_them = len(known) > 1 and len(gone) == len(known)
    if len(gone) <= most and not all_of_them:
        return
    tell(Event.BREAKER_TRIPPED, breaker=Breaker.GONE, count=len(gone))
    raise BreakerError(
        f"{len(gone)} of {len(known)} orders are no longer in the shop",
        hint=(
            "look whether the shop answers with all its orders; if they really were"
            " deleted: `snelsync pull-orders --accept-gone`"
        ),
    )


def check_many(plan: Plan, most: int) -> None:
    """Stop when far more would be booked than one run usually books.

    Raises:
        BreakerError: there are more documents than ``most``.
    """
    count = len(plan.to_book)
    if count > most:
        tell(Event.BREAKER_TRIPPED, breaker=Breaker.MANY, count=count)
        raise BreakerError(
            f"{count} documents would be booked, and [limits] documents is {most}",
            hint=(
                "look with `snelsync push --dry-run`; if they are right:"
                f" `snelsync push --yes --max-documents {count}`"
            ),
        )


def check_refusals(tried: int, refused: int) -> None:
    """Stop when SnelStart refuses more than half of what is sent.

    Raises:
        BreakerError: the fault is not in one document.
    """
    if tried >= TRIED_AT_LEAST and refused * 2 > tried:
        tell(Event.BREAKER_TRIPPED, breaker=Breaker.REFUSALS, count=refused)
        raise BreakerError(
            f"SnelStart refused {refused} of {tried} documents; the rest was not sent",
            hint=(
                "`snelsync status` tells why; to go on all the same:"
                " `snelsync push --accept-refusals`"
            ),
        )
