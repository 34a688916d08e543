"""Each kind of administration, opened: the fake, and SnelStart's practice side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from snelsync.app.ports import Administration
from snelsync.domain.booking import Booking
from snelsync.domain.period import Period
from snelsync.domain.told_returns import VatReturn
from snelsync.domain.vat_return import Box
from snelsync.sandbox.administration import Fault
from tests.contract.wiring import open_administration, practice_administration
from tests.fakes import FakeAdministration, FakeClock, Loss


@dataclass(slots=True)
class World:
    """An administration, how many bookings it really has, and its troubles.

    Attributes:
        hand_in: has the VAT return of October made, with EUR 100 and 21 in box 1a.
    """

    administration: Administration
    count: Callable[[], int]
    trouble: Callable[[str], object]
    hand_in: Callable[[], object]

    def book(self, *bookings: Booking) -> None:
        """Book all of these."""
        for one in bookings:
            self.administration.book(self.payload(one))

    def payload(self, booking: Booking) -> str:
        """Encode a booking on the collective card, which is made when needed."""
        chart = self.administration.chart()
        found = self.administration.find_customer(booking.customer)
        card = (
            found[0]
            if found
            else self.administration.create_customer(booking.customer, chart)
        )
        return self.administration.encode(booking, customer_id=card, chart=chart)


def fake_world() -> World:
    """Open the fake, with trouble made in it."""
    fake = FakeAdministration()

    def trouble(kind: str) -> None:
        fake.losses.append(Loss(kind, nth=fake.calls["book"] + 1))

    def hand_in() -> None:
        fake.returns = (VatReturn(OCTOBER, IN_BOXES),)

    return World(fake, lambda: len(fake.bookings), trouble, hand_in)


_FAULTS = {"lost_before": "dropped_before", "lost_after": "dropped_after"}


def real_world() -> World:
    """Open the practice administration, over the wire."""
    clock = FakeClock()
    practice = practice_administration(clock)
    opened = open_administration(practice, clock)

    def trouble(kind: str) -> None:
        if kind == "refused":
            practice.set_blocked_until(date(2026, 12, 31))
        elif kind == "not_sent":
            _always(practice, Fault(kind="rate_limit", times=None, retry_after=3600))
        else:
            _always(practice, Fault(kind=_FAULTS[kind]))

    def hand_in() -> None:
        practice.add_vat_return(
            OCTOBER.first, period="Maand", boxes={"1A": {"omzet": 100, "btw": 21}}
        )

    return World(
        opened.administration, lambda: len(practice.bookings), trouble, hand_in
    )


def _always(practice: object, fault: Fault) -> None:
    faults = practice.faults  # type: ignore[attr-defined]
    faults.add(replace(fault, method="POST", path="/v2/verkoopboekingen"))


OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31), "2026-10")
IN_BOXES = dict.fromkeys(Box, (0, 0)) | {Box.HIGH: (100, 21)}
