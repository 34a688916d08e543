"""A practice administration: the SnelStart B2B API v2 over a chart of its own.

Strict where the real API is lenient or unknown. It keeps everything in memory, never
looks at a clock but the one it is given, and writes no log. Threads may share it: one
lock guards all that it keeps.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from werkzeug import Request as HttpRequest
from werkzeug import Response

from snelsync.sandbox.administration.app import (
    TOKEN_PATH,
    Desk,
    answer,
    comes_after,
    faulty,
)
from snelsync.sandbox.administration.books import Rows, open_books
from snelsync.sandbox.administration.by_hand import (
    booking_by_hand,
    pay,
    relation_by_hand,
)
from snelsync.sandbox.administration.faults import (
    SLOW,
    Fault,
    FaultKind,
    Faults,
    Sleep,
    no_sleep,
)
from snelsync.sandbox.administration.ledger import remove_booking
from snelsync.sandbox.administration.limits import Limits, Turnstile
from snelsync.sandbox.administration.tokens import (
    EXPIRES_IN,
    PRACTICE_CONNECTION_KEY,
    PRACTICE_SUBSCRIPTION_KEY,
    TokenDesk,
    is_connection_key,
)
from snelsync.sandbox.administration.vat_returns import vat_return
from snelsync.sandbox.administration.wire import Record, utc_now

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ALL_SCOPES: Final = (
    "artikelen:read",
    "artikelen:write",
    "bankieren:read",
    "bankieren:write",
    "boekhouden:read",
    "boekhouden:write",
    "btwaangiftes:read",
    "btwaangiftes:write",
    "documenten:read",
    "documenten:write",
    "kas:read",
    "kas:write",
    "memoriaal:read",
    "memoriaal:write",
    "orders:read",
    "orders:write",
    "rapportage",
    "relaties:read",
    "relaties:write",
    "settings:read",
    "settings:write",
)
"""Every scope there is (SnelStart's portal, 2026-05)."""


@dataclass(frozen=True, slots=True)
class Request:
    """A call that was answered; the status is 0 when the connection was dropped."""

    method: str
    path: str
    query: str
    status: int


class PracticeAdministration:
    """A WSGI application that answers as SnelStart does.

    Args:
        subscription_key: The only key that opens the API.
        connection_key: The only key that gets a token: base64 of `user:password`.
        now: The clock, with a zone; it also drives tokens and limits.
        name: The name of the administration and its company.
        oss: Whether it charges VAT of other countries.
        kor: Whether it is in the scheme for small businesses; shown, not acted on.
        renumbered: Whether its accounts have other numbers than the default chart's.
        limits: How often it may be called.
        scopes: What its tokens allow.
        blocked_until: The last day on which nothing may be booked any more.
        book_year: The current book year; None for that of the clock.
        token_lifetime: Seconds that a token is really good for.
        new_id: Makes the ids of new rows.
        sleep: Waits, for slow answers; by default it does not wait.

    """

    def __init__(  # noqa: PLR0913 - one administration has this many choices
        self,
        *,
        subscription_key: str = PRACTICE_SUBSCRIPTION_KEY,
        connection_key: str = PRACTICE_CONNECTION_KEY,
        now: Callable[[], datetime] = utc_now,
        name: str = "Oefenadministratie",
        oss: bool = False,
        kor: bool = False,
        renumbered: bool = False,
        limits: Limits | None = None,
        scopes: Sequence[str] = ALL_SCOPES,
        blocked_until: date | None = None,
        book_year: int | None = None,
        token_lifetime: int = EXPIRES_IN,
        new_id: Callable[[], UUID] = uuid4,
        sleep: Sleep = no_sleep,
    ) -> None:
        if not is_connection_key(connection_key):
            raise ValueError("a connection key is base64 of user:password")
        self.books = open_books(
            name=name,
            oss=oss,
            kor=kor,
            renumbered=renumbered,
            now=now,
            new_id=new_id,
            book_year=book_year,
            blocked_until=blocked_until,
        )
        self.tokens = TokenDesk(
            connection_key,
            scopes=scopes,
            administration=self.books.company["administratieIdentifier"],
        )
        self.tokens.lifetime = timedelta(seconds=token_lifetime)
        self.turnstile = Turnstile(limits or Limits())
        self.faults = Faults()
        self.requests: list[Request] = []
        self._desk = Desk(self.books, self.tokens, self.turnstile, subscription_key)
        self._sleep = sleep
        self._lock = threading.RLock()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request (WSGI).

        Raises:
            ConnectionDropped: While the body is read, when a fault says so.

        """
        request = HttpRequest(environ)
        counted = int(request.path != TOKEN_PATH)
        with self._lock:
            self.turnstile.under_way += counted
            fault = self.faults.next_for(request.method, request.path)
        try:
            response = self._respond(request, fault)
        finally:
            with self._lock:
                self.turnstile.under_way -= counted
        return response(environ, start_response)

    def _respond(self, request: HttpRequest, fault: Fault | None) -> Response:
        kind = FaultKind(fault.kind) if fault else None
        if fault and kind is FaultKind.SLOW:
            self._sleep(fault.seconds)
        with self._lock:
            whole = None
            if kind is None or comes_after(kind):
                whole = answer(request, self._desk)
            response = whole
            if fault and kind and kind not in SLOW:
                response = faulty(kind, retry_after=fault.retry_after, whole=whole)
            if response is None:
                raise AssertionError("a call has an answer or a fault")
            dropped = kind in {FaultKind.DROPPED_BEFORE, FaultKind.DROPPED_AFTER}
            self._note(request, 0 if dropped else response.status_code)
        if fault and kind is FaultKind.SLOW_AFTER:
            self._sleep(fault.seconds)
        return response

    def _note(self, request: HttpRequest, status: int) -> None:
        query = request.query_string.decode("ascii", "replace")
        if "subscription-key=" in query.lower():
            query = "(not shown: it holds a key)"
        self.requests.append(Request(request.method, request.path, query, status))

    @property
    def bookings(self) -> Rows:
        """The verkoopboekingen by id."""
        return self.books.bookings

    @property
    def invoices(self) -> Rows:
        """The verkoopfacturen by their own id."""
        return self.books.invoices

    @property
    def relations(self) -> Rows:
        """The relaties by id."""
        return self.books.relations

    @property
    def mutations(self) -> Rows:
        """The grootboekmutaties by id."""
        return self.books.mutations

    @property
    def ledgers(self) -> Rows:
        """The grootboeken by id."""
        return self.books.ledgers

    @property
    def mandates(self) -> Rows:
        """The lasting direct debit mandates by id; none unless a test adds some."""
        return self.books.mandates

    @property
    def invalid_vat_numbers(self) -> set[str]:
        """The VAT numbers that are to be refused although their form is right."""
        return self.books.invalid_vat_numbers

    def ledger(self, number: int) -> Record:
        """Find a grootboek by its number."""
        return self.books.ledger_numbered(number)

    def country(self, code: str) -> Record:
        """Find a land by its two-letter code."""
        return self.books.country_coded(code)

    def invoice_of(self, booking_id: str) -> Record:
        """Find the verkoopfactuur that a verkoopboeking made."""
        return self.books.invoice_of(booking_id)

    def add_booking_by_hand(
        self,
        factuurnummer: str,
        factuurbedrag: Decimal | str,
        *,
        klant: str | None = None,
        factuurdatum: date | None = None,
        grootboek: int = 8100,
        omschrijving: str | None = None,
    ) -> Record:
        """Book a sale as a person typing in SnelStart would.

        Args:
            factuurnummer: The number of the invoice.
            factuurbedrag: The total, VAT included.
            klant: The id of the customer; None for "Klant onbekend".
            factuurdatum: The date; None for today in the Netherlands.
            grootboek: The number of the revenue ledger; its kind of VAT is split off.
            omschrijving: A description.

        Raises:
            ValueError: The booking breaks a rule.

        """
        with self._lock:
            return booking_by_hand(
                self.books,
                number=factuurnummer,
                total=Decimal(factuurbedrag),
                customer=klant,
                day=factuurdatum,
                ledger_number=grootboek,
                description=omschrijving,
            )

    def add_relation_by_hand(self, **fields: object) -> Record:
        """Add a customer as a person typing would; pass properties by their names.

        Raises:
            ValueError: The relation breaks a rule.

        """
        with self._lock:
            return relation_by_hand(self.books, fields)

    def add_payment_by_hand(self, booking_id: str, bedrag: Decimal | str) -> Record:
        """Book a payment on a verkoopboeking; returns its verkoopfactuur."""
        with self._lock:
            return pay(self.books, booking_id, Decimal(bedrag))

    def delete_booking(self, booking_id: str) -> None:
        """Delete a verkoopboeking as a person would, whatever depends on it."""
        with self._lock:
            remove_booking(booking_id, self.books)

    def add_vat_return(
        self,
        begins: date,
        *,
        period: str = "Kwartaal",
        status: str = "Geaccepteerd",
        boxes: dict[str, Record] | None = None,
    ) -> Record:
        """Add a VAT return (btw-aangifte); one handed in closes its period for changes.

        Args:
            begins: The first day of its period.
            period: Maand, Kwartaal or Jaar.
            status: A `btwAangifteStatus`.
            boxes: What stands in the boxes, as `{"1A": {"omzet": 100, "btw": 21}}`.

        """
        with self._lock:
            row = vat_return(
                begins, self.books, period=period, status=status, boxes=boxes or {}
            )
            self.books.vat_returns[row["id"]] = row
            return row

    def set_blocked_until(self, day: date | None) -> None:
        """Refuse bookings on or before a day; None opens everything again."""
        with self._lock:
            self.books.blocked_until = day

    def revoke_tokens(self) -> None:
        """End every token given out."""
        with self._lock:
            self.tokens.revoke()

    def revoke_connection_key(self) -> None:
        """End the connection: no token any more, and none to be had."""
        with self._lock:
            self.tokens.revoke()
            self.tokens.key_revoked = True
