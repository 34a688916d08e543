"""What is said of a booked document that is no longer what the shop says."""

from __future__ import annotations

from snelsync.domain.problem import Code, Problem


def changed_in_shop(order_number: str, *, of_refund: bool = False) -> Problem:
    """Say that a booked document is no longer what the shop says."""
    compare = f"compare with `snelsync show {order_number}`; "
    by_hand = "correct the difference in SnelStart by hand"
    anew = (
        "to take the booking back and book the order as it is now:"
        f" `snelsync push --correct {order_number}`"
    )
    return Problem(
        code=Code.DRIFTED,
        message="it was changed in the shop after it was booked",
        remedy=compare + (by_hand if of_refund else anew),
    )


REFUND_DELETED = "the refund was deleted in the shop"
DELETED = "it was trashed or deleted in the shop"


def gone_from_shop(number: str, what: str, *, order_number: str) -> Problem:
    """Say that a booked document was undone in the shop."""
    return Problem(
        code=Code.GONE_FROM_SHOP,
        message=f"{what} after it was booked",
        remedy=(
            "find out what happened; if it was undone, take invoice"
            f" {number} back: `snelsync push --correct {order_number}`"
        ),
    )


def back_in_shop(order_number: str) -> Problem:
    """Say that a refund is there again of which the credit was taken back."""
    return Problem(
        code=Code.DRIFTED,
        message="the refund is in the shop again, and its credit was taken back",
        remedy=f"see `snelsync show {order_number}`, and book the refund by hand",
    )
