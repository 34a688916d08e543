"""Which SnelStart card a customer is: remembered, found or made, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Lock

from snelsync.app.ports import Administration, Clock, Recording
from snelsync.domain.booking import Customer
from snelsync.domain.chart import Chart
from snelsync.domain.problem import Code, Problem, Severity
from snelsync.errors import RefusedError, UncertainError

MANY = 10
"""New businesses in a run, from which they are looked for together."""

FRESH = timedelta(minutes=15)
"""How long it is believed which cards there were: somebody may be adding some too."""


class Cards:
    """Finds the card of each customer of a run, or makes it; never the same one twice.

    Documents are booked a few at a time, so who asks for a card that is being made
    waits for it.
    """

    def __init__(
        self,
        chart: Chart,
        state: Recording,
        administration: Administration,
        *,
        clock: Clock,
    ) -> None:
        self._chart = chart
        self._state = state
        self._administration = administration
        self._clock = clock
        self._together = Lock()
        self._new: dict[str, Customer] = {}
        self._there: dict[str, tuple[str, ...]] = {}
        self._read: datetime | None = None
        self._found: dict[str, str | Problem] = {}
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)

    def foresee(self, customers: Iterable[Customer]) -> None:
        """Be told who is coming: many new businesses are looked for together."""
        new = {one.card: one for one in customers if one.business is not None}
        self._new = {
            card: one for card, one in new.items() if not self._state.customer_id(card)
        }

    def of(self, customer: Customer) -> str | Problem:
        """Give the id of a customer's card, or what keeps it from being known."""
        with self._locks[customer.card]:
            if customer.card not in self._found:
                self._found[customer.card] = self._card(customer)
            return self._found[customer.card]

    def forget(self, customer: Customer) -> None:
        """Look for the card anew: the one we remember is gone or inactive."""
        with self._locks[customer.card]:
            self._new.pop(customer.card, None)
            self._state.forget_customer(customer.card)
            self._found.pop(customer.card, None)

    def _card(self, customer: Customer) -> str | Problem:
        known = self._state.customer_id(customer.card)
        if known:
            return known
        found = self._among_many(customer)
        if found is None:
            found = self._administration.find_customer(customer)
        if len(found) > 1:
            return Problem(
                code=Code.CUSTOMER_AMBIGUOUS,
                message=f"SnelStart has {len(found)} customers '{customer.name}'",
                remedy="make all but one of them inactive in SnelStart",
            )
        card = found[0] if found else self._made(customer)
        if isinstance(card, str):
            self._state.save_customer(customer.card, card)
        return card

    def _among_many(self, customer: Customer) -> tuple[str, ...] | None:
        """Look in what was read for all together; None when it is not in there."""
        with self._together:
            now = self._clock.now()
            if self._read is None or now - self._read > FRESH:
                many = len(self._new) >= MANY
                new = tuple(self._new.values())
                found = self._administration.find_businesses(new) if many else None
                self._there, self._read = found or {}, now
            wanted = self._new.pop(customer.card, None)
            return self._there.get(customer.card) if wanted else None

    def _made(self, customer: Customer) -> str | Problem:
        if customer.business is not None and not customer.name:
            return _purged(customer)
        try:
            return self._administration.create_customer(customer, self._chart)
        except RefusedError as error:
            return refused(error)
        except UncertainError:
            # Perhaps it was made: then it is found, and never made a second time here.
            found = self._administration.find_customer(customer)
            return found[0] if len(found) == 1 else _perhaps_made()


def _perhaps_made() -> Problem:
    return Problem(
        code=Code.UNCERTAIN,
        message="it is not known whether SnelStart made the customer card",
        remedy="run `snelsync push` again in a few minutes: it looks for it first",
        severity=Severity.WAIT,
    )


def _purged(customer: Customer) -> Problem:
    return Problem(
        code=Code.CUSTOMER_INCOMPLETE,
        message=(
            "name and address of the business were purged, and SnelStart has no card"
            " with its VAT number"
        ),
        remedy=(
            f"make the customer in SnelStart with VAT number {customer.vat_number},"
            " then run `snelsync push`"
        ),
    )


def refused(error: RefusedError) -> Problem:
    """Say what SnelStart said no to, in its own words, and what to do."""
    return Problem(code=Code.REFUSED, message=error.what, remedy=error.hint)
