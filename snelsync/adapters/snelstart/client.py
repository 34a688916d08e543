"""A SnelStart administration as the use cases know it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TypeVar

from pydantic import ValidationError

from snelsync.adapters.snelstart import mutations
from snelsync.adapters.snelstart.answers import PAGE, paged, read, rows_of
from snelsync.adapters.snelstart.catalog import (
    account_of,
    booked_of,
    company_of,
    cost_centre_of,
    country_of,
    filed_period,
    foreign_rates_of,
    mutation_of,
    rate_of,
    return_period,
    returned_boxes,
    rights_of,
)
from snelsync.adapters.snelstart.differing import differences_of
from snelsync.adapters.snelstart.encode import (
    day_literal,
    encode_booking,
    encode_customer,
    text_literal,
)
from snelsync.adapters.snelstart.finding import (
    cards_by_number,
    looked_for,
    number_of,
    with_vat_numbers,
)
from snelsync.adapters.snelstart.transport import SnelStartTransport
from snelsync.adapters.snelstart.wire import (
    Btwaangifte,
    Btwtarief,
    CompanyInfo,
    Grootboek,
    Grootboekmutatie,
    Kostenplaats,
    Land,
    Relatie,
    Verkoopboeking,
    Verkoopfactuur,
)
from snelsync.adapters.snelstart.wire import VatRates as VatRatesRow
from snelsync.app.ports import Receipt
from snelsync.domain.booking import Booking, Customer, folded
from snelsync.domain.chart import Chart, Company
from snelsync.domain.chart_checks import Right
from snelsync.domain.compare import Invoice
from snelsync.domain.learned import Booked
from snelsync.domain.money import to_cents
from snelsync.domain.mutation_sums import MutationSum, Only
from snelsync.domain.period import Period
from snelsync.domain.proof import Mutation
from snelsync.domain.told_returns import VatReturn
from snelsync.domain.vat import VatRates
from snelsync.errors import RefusedError, UncertainError

NUMBERS_AT_ONCE = 20
"""Invoice numbers asked for in one call: many servers take 2,048 characters at most."""
NAMES = 20
"""Names or VAT numbers asked for in one call: an address must not grow too long."""

MANY = 10
"""Calls for some cards each, above which all cards are read instead."""

BUSINESSES_A_PAGE = 10
"""Looked for one by one they take a call each at least: a page for so many is less."""

M = TypeVar("M")


class SnelStart:
    """One administration, through the B2B API."""

    def __init__(
        self,
        transport: SnelStartTransport,
        *,
        scopes: Callable[[], frozenset[str] | None] = lambda: None,
    ) -> None:
        self._http = transport
        self._numbers: dict[str, str] = {}
        self._scopes = scopes

    def company(self) -> Company:
        """Ask which administration this is; proves both keys."""
        return company_of(read(CompanyInfo, self._http.get("companyInfo")))

    def chart(self, *, cost_centres: bool = True) -> Chart:
        """Read everything that deciding a booking needs.

        Four calls, one for cost centres, and one for foreign rates where SnelStart
        invoices foreign VAT.
        """
        centres = self._http.get("kostenplaatsen") if cost_centres else []
        accounts = self._note_accounts(self._paged("grootboeken", Grootboek))
        company = self.company()
        countries = rows_of(Land, self._http.get("landen"))
        foreign = (
            tuple(foreign_rates_of(self._paged("vatrates", VatRatesRow), countries))
            if company.foreign_vat
            else ()
        )
        return Chart(
            company=company,
            foreign_rates=foreign,
            accounts=tuple(account_of(row) for row in accounts),
            cost_centres=tuple(map(cost_centre_of, rows_of(Kostenplaats, centres))),
            countries=tuple(country_of(row) for row in countries),
            rates=VatRates(
                tuple(
                    rate_of(row)
                    for row in rows_of(Btwtarief, self._http.get("btwtarieven"))
                )
            ),
        )

    def rights(self) -> frozenset[Right] | None:
        """Tell what the connection may do, as its token says; no call is made."""
        scopes = self._scopes()
        return None if scopes is None else rights_of(scopes)

    def filed_periods(self) -> tuple[Period, ...]:
        """Tell the periods whose VAT return was handed in."""
        periods = map(filed_period, self._paged("btwaangiftes", Btwaangifte))
        return tuple(dict.fromkeys(one for one in periods if one is not None))

    def vat_returns(self) -> tuple[VatReturn, ...]:
        """Give every VAT return of which the length is known."""
        return tuple(
            VatReturn(period, returned_boxes(row))
            for row in self._paged("btwaangiftes", Btwaangifte)
            if (period := return_period(row)) is not None
        )

    def mutations(
        self, first: date, last: date, *, only: Only | None = None
    ) -> Iterator[Mutation]:
        """Read the mutations of a period; every answer is checked again here."""
        only = only or Only()
        seen: set[str] = set()
        for part in mutations.parts_of(only):
            wanted = [mutations.within(first, last)]
            if part.accounts:
                self._know_accounts()
            wanted += mutations.asked(part, self._numbers)
            told = " and ".join(wanted)
            for row in self._paged("grootboekmutaties", Grootboekmutatie, told):
                number = self._account_number(row.grootboek.id)
                if not (first <= row.datum.date() <= last and number.isdecimal()):
                    continue
                # SnelStart may answer two questions with one row: capitals.
                if mutations.fits(row, int(number), part) and row.id not in seen:
                    if only.numbers:
                        seen.add(row.id)
                    yield mutation_of(row, int(number))

    def sums(
        self, first: date, last: date, *, changed_after: datetime | None = None
    ) -> tuple[MutationSum, ...] | None:
        """Have mutations added up; None where SnelStart does not."""
        wanted = mutations.within(first, last)
        if changed_after is not None:
            wanted += f" and {mutations.changed(changed_after)}"
        self._know_accounts()
        params = {"$filter": wanted, "$apply": mutations.APPLY}
        try:
            body = self._http.get("grootboekmutaties", params)
        except RefusedError:
            return None
        return mutations.sums_of(body, self._numbers)

    def count_cards(self, names: Iterable[str]) -> dict[str, int]:
        """Count the active customer cards of each name; every answer is checked."""
        counted = dict.fromkeys(names, 0)
        wanted = list(counted)
        for start in range(0, len(wanted), NAMES):
            some = wanted[start : start + NAMES]
            asked = " or ".join(f"Naam eq {text_literal(name)}" for name in some)
            for row in self._paged("relaties", Relatie, asked):
                if row.naam in some and _is_customer(row):
                    counted[row.naam] += 1
        return counted

    def cards_with(self, vat_numbers: Iterable[str]) -> dict[str, frozenset[str]]:
        """Find the cards with these numbers, with or without the ``NL`` of home.

        A call for twenty numbers; of very many all cards are read instead.
        """
        found: dict[str, set[str]] = {number: set() for number in vat_numbers}
        spelled = {one.removeprefix("NL"): one for one in found} | {n: n for n in found}
        wanted = list(with_vat_numbers(sorted(spelled), at_once=NAMES))
        for one in wanted if len(wanted) <= MANY else [""]:
            for row in self._paged("relaties", Relatie, one):
                number = spelled.get(number_of(row))
                if number is not None:
                    found[number].add(row.id)
        return {number: frozenset(cards) for number, cards in found.items()}

    def find_customer(self, customer: Customer) -> tuple[str, ...]:
        """Find the active cards that are this customer; every answer is checked here.

        A collective card by its name, a business by VAT number, trade-register number
        and e-mail in turn, never by name.
        """
        for wanted, is_it in looked_for(customer):
            found = tuple(
                row.id
                for row in self._paged("relaties", Relatie, wanted)
                if is_it(row) and _is_customer(row)
            )
            if found:
                return found
        return ()

    def find_businesses(
        self, customers: Collection[Customer]
    ) -> dict[str, tuple[str, ...]] | None:
        """Find the cards of many businesses together; see the port."""
        found: dict[str, tuple[str, ...]] = {one.card: () for one in customers}
        cards = cards_by_number(customers)
        pages = max(1, len(found) // BUSINESSES_A_PAGE)
        for nth, row in enumerate(self._paged("relaties", Relatie)):
            if nth >= pages * PAGE:
                return None
            if _is_customer(row):
                for card in cards.get(number_of(row), ()):
                    found[card] += (row.id,)
        return found

    def create_customer(self, customer: Customer, chart: Chart) -> str:
        """Make a card, complete; gives its id."""
        country = chart.country(customer.country)
        country_id = country.country_id if country else ""
        payload = encode_customer(customer, country_id=country_id)
        return read(Relatie, self._http.post("relaties", payload)).id

    def encode(self, booking: Booking, *, customer_id: str, chart: Chart) -> str:
        """Write a booking as the exact text that ``book`` will send."""
        return encode_booking(booking, customer_id=customer_id, chart=chart)

    def book(self, payload: str) -> Receipt:
        """Send an encoded booking, once; see the port for what it raises."""
        answer = self._http.post("verkoopboekingen", payload)
        try:
            wire = Verkoopboeking.model_validate(answer)
        except ValidationError as error:
            raise UncertainError(
                "SnelStart's answer to a booking makes no sense"
            ) from (error)
        return Receipt(
            booking_id=wire.id,
            invoice=Invoice(
                invoice_id="",
                booking_id=wire.id,
                number=wire.factuurnummer,
                day=wire.factuurdatum.date(),
                total=to_cents(wire.factuurbedrag),
                open_amount=to_cents(wire.factuurbedrag),
                customer_id=wire.klant.id,
            ),
        )

    def delete(self, booking_id: str) -> None:
        """Delete a booking; one that is gone already is no fault."""
        self._http.delete(f"verkoopboekingen/{booking_id}")

    def has(self, booking_id: str) -> bool:
        """Say whether a booking is there."""
        return self._http.exists(f"verkoopboekingen/{booking_id}")

    def find_invoices(self, number: str) -> tuple[Invoice, ...]:
        """Find the invoices with this number; every answer is checked again here.

        Whether SnelStart compares without regard to case is not known, so the number
        is also looked for in capitals.
        """
        spellings = dict.fromkeys((number, number.upper(), number.lower()))
        return tuple(
            one
            for one in self._with_numbers(spellings)
            if folded(one.number) == folded(number)
        )

    def numbers_there(self, numbers: Iterable[str]) -> frozenset[str]:
        """Tell which of these numbers invoices have: one call for twenty."""
        asked = list(numbers)
        there: set[str] = set()
        for start in range(0, len(asked), NUMBERS_AT_ONCE):
            some = asked[start : start + NUMBERS_AT_ONCE]
            found = {folded(one.number) for one in self._with_numbers(some)}
            there |= {one for one in some if folded(one) in found}
        return frozenset(there)

    def invoices_numbered(self, numbers: Iterable[str]) -> Iterator[Invoice]:
        """Find the invoices with these numbers; every answer is checked again here."""
        numbers = list(numbers)
        wanted = {folded(one) for one in numbers}
        spelled = sorted(
            {how for one in numbers for how in (one, one.upper(), one.lower())},
            key=folded,
        )
        seen: set[str] = set()
        for start in range(0, len(spelled), NUMBERS_AT_ONCE):
            for one in self._with_numbers(spelled[start : start + NUMBERS_AT_ONCE]):
                if folded(one.number) in wanted and one.invoice_id not in seen:
                    seen.add(one.invoice_id)
                    yield one

    def _with_numbers(self, spellings: Iterable[str]) -> Iterator[Invoice]:
        wanted = " or ".join(f"Factuurnummer eq {text_literal(s)}" for s in spellings)
        for row in self._paged("verkoopfacturen", Verkoopfactuur, wanted):
            yield _invoice(row)

    def invoices(self, first: date, last: date) -> Iterator[Invoice]:
        """Read the invoices of a period; every answer is checked again here."""
        wanted = (
            f"FactuurDatum ge {day_literal(first)}"
            f" and FactuurDatum lt {day_literal(last + timedelta(days=1))}"
        )
        for row in self._paged("verkoopfacturen", Verkoopfactuur, wanted):
            invoice = _invoice(row)
            if first <= invoice.day <= last:
                yield invoice

    def booked(self, booking_id: str) -> Booked:
        """Read the lines of a booking, whoever made it."""
        path = f"verkoopboekingen/{booking_id}"
        return booked_of(read(Verkoopboeking, self._http.get(path)))

    def holds_same(self, booking_id: str, payload: str) -> tuple[bool, str]:
        """Compare a booking SnelStart has with one we would send."""
        theirs = read(Verkoopboeking, self._http.get(f"verkoopboekingen/{booking_id}"))
        ours = Verkoopboeking.model_validate(json.loads(payload) | {"id": booking_id})
        differences = tuple(differences_of(ours, theirs, self._account_number))
        return not differences, "; ".join(differences)

    def _know_accounts(self) -> None:
        if not self._numbers:
            self._note_accounts(self._paged("grootboeken", Grootboek))

    def _account_number(self, account_id: str) -> str:
        """Name an account for a message; reads the accounts when need be."""
        if account_id not in self._numbers:
            self._note_accounts(self._paged("grootboeken", Grootboek))
        return self._numbers.get(account_id, "an account that is not there")

    def _note_accounts(self, rows: Iterable[Grootboek]) -> list[Grootboek]:
        accounts = list(rows)
        self._numbers |= {row.id: str(row.nummer) for row in accounts}
        return accounts

    def _paged(self, path: str, model: type[M], wanted: str = "") -> Iterator[M]:
        return paged(model, self._http.get, path, wanted)


def _is_customer(row: Relatie) -> bool:
    return "Klant" in row.relatiesoort and not row.nonactief


def _invoice(row: Verkoopfactuur) -> Invoice:
    return Invoice(
        invoice_id=row.id,
        booking_id=row.verkoopBoeking.id if row.verkoopBoeking else "",
        number=row.factuurnummer,
        day=row.factuurDatum.date(),
        total=to_cents(row.factuurBedrag),
        open_amount=to_cents(row.openstaandSaldo),
        customer_id=row.relatie.id if row.relatie else "",
        changed=mutations.moment_of(row.modifiedOn),
    )
