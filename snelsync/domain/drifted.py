"""What is said of a booked document that is no longer what the shop says."""

from __future__ import annotations

from snelsync.domain.problem import Code, Problem


def changed_in_shop(order_number: str) -> Problem:
    """Say that a booked document is no longer what the shop says."""
    return Problem(
        code=Code.DRIFTED,
        message="it was changed in the shop after it was booked",
        remedy=(
            f"compare with `snelsync show {order_number}`; correct the difference in"
            " SnelStart by hand"
        ),
    )


REFUND_DELETED = "the refund was deleted in the shop"
DELETED = "it was trashed or deleted in the shop"


def gone_from_shop(number: str, what: str) -> Problem:
    """Say that a booked document was undone in the shop."""
    return Problem(
        code=Code.GONE_FROM_SHOP,
        message=f"{what} after it was booked",
        remedy=(
            f"find out what happened, and take invoice {number} back in SnelStart by"
            " hand if it was undone"
        ),
    )
