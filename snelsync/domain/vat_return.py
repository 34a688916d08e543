"""The boxes of the Dutch VAT return, as far as the shop's sales fill them.

Boxes and what goes in them: the tax office's explanation of the return of 2026 (read
2026-11). Purchases and input VAT are not ours: 2a, 4a, 4b and 5b come from SnelStart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from snelsync.domain.booking import Booking
from snelsync.domain.money import ZERO, total
from snelsync.domain.vat import Treatment, VatKind


class Box(StrEnum):
    """A box that sales can be in, by its name on the form."""

    HIGH = "1a"
    LOW = "1b"
    OTHER = "1c"
    UNTAXED = "1e"
    OUTSIDE_EU = "3a"
    WITHIN_EU = "3b"

    @property
    def has_vat(self) -> bool:
        """Say whether the form asks for an amount of VAT beside the turnover."""
        return self in {Box.HIGH, Box.LOW, Box.OTHER}


def box_of(treatment: Treatment | None) -> Box | None:
    """Give the box of a line's turnover; None for what is on no Dutch return.

    Exempt sales are not on the return, OSS has a return of its own, and the margin is
    for the bookkeeper: only the purchase price tells how much it is.
    """
    match treatment:
        case Treatment.HIGH:
            return Box.HIGH
        case Treatment.LOW:
            return Box.LOW
        case Treatment.OTHER:
            return Box.OTHER
        case Treatment.ZERO | Treatment.REVERSE_CHARGED:
            return Box.UNTAXED
        case Treatment.EXPORT:
            return Box.OUTSIDE_EU
        case Treatment.INTRA_EU_GOODS | Treatment.INTRA_EU_SERVICES:
            return Box.WITHIN_EU
        case Treatment.EXEMPT | Treatment.OSS | Treatment.OUTSIDE_SCOPE:
            return None
        case Treatment.MARGIN | None:
            return None


_BOX_OF_VAT = {
    VatKind.HIGH: Box.HIGH,
    VatKind.LOW: Box.LOW,
    VatKind.OTHER: Box.OTHER,
}


@dataclass(frozen=True, slots=True)
class BoxFigures:
    """What goes in one box: EUR to the cent, credits taken off.

    Attributes:
        documents: how many bookings have a part in it.
    """

    box: Box
    net: Decimal
    vat: Decimal
    documents: int

    @property
    def whole_net(self) -> int:
        """Give the turnover as the form takes it."""
        return whole_euros(self.net)

    @property
    def whole_vat(self) -> int:
        """Give the VAT as the form takes it."""
        return whole_euros(self.vat)


@dataclass(frozen=True, slots=True)
class OnNoBox:
    """What was booked and is in no box: EUR excluding VAT, per treatment.

    Attributes:
        treatment: None for rounding and the like.
        vat: foreign VAT, for OSS.
    """

    treatment: Treatment | None
    net: Decimal
    vat: Decimal
    documents: int


def whole_euros(amount: Decimal) -> int:
    """Round down to whole euros: what is due may be rounded in one's own favour.

    So -0.50 becomes -1 (tax office's own tool for the return, read 2026-11). SnelStart
    may round the other way: a euro per box is no difference.
    """
    return int(amount.to_integral_value(rounding=ROUND_FLOOR))


def boxes_of(bookings: Iterable[Booking]) -> tuple[BoxFigures, ...]:
    """Add up every box, each there even when nothing is in it."""
    net = dict.fromkeys(Box, ZERO)
    vat = dict.fromkeys(Box, ZERO)
    documents = dict.fromkeys(Box, 0)
    for booking in bookings:
        touched = set()
        for line in booking.lines:
            box = box_of(line.treatment)
            if box is not None:
                net[box] += line.amount
                touched.add(box)
        for row in booking.vat:
            box = _BOX_OF_VAT.get(row.kind)
            if box is not None:
                vat[box] += row.amount
                touched.add(box)
        for box in touched:
            documents[box] += 1
    return tuple(BoxFigures(box, net[box], vat[box], documents[box]) for box in Box)


def outside_of(bookings: Iterable[Booking]) -> tuple[OnNoBox, ...]:
    """Add up what is in no box, so that boxes and this are all that was booked."""
    net: dict[Treatment | None, Decimal] = {}
    vat: dict[Treatment | None, Decimal] = {}
    documents: dict[Treatment | None, int] = {}
    for booking in bookings:
        lines = [one for one in booking.lines if box_of(one.treatment) is None]
        for line in lines:
            side = vat if line.is_vat else net
            side[line.treatment] = side.get(line.treatment, ZERO) + line.amount
        for treatment in {line.treatment for line in lines}:
            documents[treatment] = documents.get(treatment, 0) + 1
    return tuple(
        OnNoBox(
            treatment=one,
            net=net.get(one, ZERO),
            vat=vat.get(one, ZERO),
            documents=documents[one],
        )
        for one in (*Treatment, None)
        if one in documents
    )


def vat_due(boxes: Iterable[BoxFigures]) -> int:
    """Give what the shop's sales add to box 5a: the whole euros of the boxes."""
    return sum(one.whole_vat for one in boxes)


def booked_total(boxes: Iterable[BoxFigures], outside: Iterable[OnNoBox]) -> Decimal:
    """Add everything up again: EUR including VAT, as the bookings have it."""
    rows: list[BoxFigures | OnNoBox] = [*boxes, *outside]
    return total(row.net + row.vat for row in rows)
