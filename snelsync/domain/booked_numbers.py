"""The VAT numbers on the ICP listing, held against what shop and cards say by now.

SnelStart makes the ICP return from its customer cards, and our evidence is of the
number that was booked: where one of both changed afterwards, the listing may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import date

from snelsync.domain.proof import Row


@dataclass(frozen=True, slots=True)
class BookedNumber:
    """A booking on the ICP listing, with the number it was booked with.

    Attributes:
        vat_number: as booked, and as VIES was asked about; not "".
        in_shop: what the order in the shop has now.
        card: the card in SnelStart it was booked on; "" when not kept.
    """

    order_number: str
    number: str
    day: date
    vat_number: str
    in_shop: str
    card: str


def changed_numbers(
    booked: Iterable[BookedNumber], cards: MappingOf[str, frozenset[str]] | None
) -> Iterator[Row]:
    """Tell where a number is another than was booked.

    Args:
        booked: the bookings of the period.
        cards: the cards that have each number now; None when they were not read.
    """
    for one in booked:
        show = f"`snelsync show {one.order_number}`"
        if one.in_shop != one.vat_number:
            yield _row(
                one,
                "the order in the shop has another VAT number now than was booked and"
                " checked"
                if one.in_shop
                else "the order in the shop has no VAT number any more, and was booked"
                " and checked with one",
                f"ask the customer which is right ({show} has what was booked); to book"
                " it as the shop has it, as long as it is not paid:"
                f" `snelsync push --undo {one.order_number}`,"
                " then `snelsync pull-orders` and `snelsync push`",
            )
        if cards is None or not one.card:
            continue
        if one.card not in cards.get(one.vat_number, frozenset()):
            yield _row(
                one,
                "its customer card in SnelStart no longer has the VAT number that was"
                " booked and checked",
                f"put the number back on the card in SnelStart: {show} has what was"
                " booked; a new number needs a card of its own",
            )


def _row(one: BookedNumber, reason: str, remedy: str) -> Row:
    return Row(
        order_number=one.order_number,
        number=one.number,
        day=one.day,
        reason=reason,
        remedy=remedy,
    )
