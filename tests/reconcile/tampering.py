"""What somebody did behind snelsync's back, and what reconcile must make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .stage import Stage

Deed = Callable[[Stage], None]


@dataclass(frozen=True, slots=True)
class Found:
    """A document, or an invoice of somebody else, that must be found.

    Attributes:
        number: of its invoice; where it has none, of its order.
        place: in which of the three places it is, by name.
        verdict: what is wrong with it, by name; "" when it stands as before, and only
            checks tell of it.
        checks: which checks have a row about it that was not there before.
        gap: EUR that the shop says more than SnelStart, VAT included: its row of C2.
        net: EUR of turnover that we say more than SnelStart: its rows of C3.
        vat: EUR of VAT that we say more than SnelStart: its rows of C4.
        moved: EUR per account, where the accounts differ and their sum does not tell:
            ``8100 24.79, 8106 -24.79``.
        others: EUR per account that it adds to what others booked there.
    """

    number: str
    place: str
    verdict: str
    checks: str = ""
    gap: str = "0.00"
    net: str = "0.00"
    vat: str = "0.00"
    moved: str = ""
    others: str = ""


@dataclass(frozen=True, slots=True)
class Tampering:
    """One thing that was done, with everything that must be found of it."""

    name: str
    deed: Deed
    finds: tuple[Found, ...]


class Table:
    """Tamperings on one side, by name."""

    def __init__(self) -> None:
        self.rows: list[Tampering] = []

    def __call__(self, *finds: Found) -> Callable[[Deed], Deed]:
        """Add a deed; one that finds nothing is harmless, and must stay unnoticed."""

        def add(deed: Deed) -> Deed:
            self.rows.append(Tampering(deed.__name__, deed, finds))
            return deed

        return add
