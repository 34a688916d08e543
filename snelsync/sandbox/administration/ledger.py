"""What a stored verkoopboeking leaves behind: an invoice and mutations that balance.

Debtors are debited for the total, revenue is credited for each line and the VAT account
for each row of VAT. A credit note turns the sides round; no amount is negative.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from snelsync.sandbox.administration.books import Books
from snelsync.sandbox.administration.functions import (
    KIND_OF_ROW,
    OWED_ON,
    SALES_JOURNAL,
)
from snelsync.sandbox.administration.vat_rules import line_kind
from snelsync.sandbox.administration.wire import (
    Record,
    moment_text,
    parse_moment,
    reference,
)

_NOTHING: Final = Decimal("0.00")
_DEFAULT_TERM: Final = 14


def stored_booking(body: Record, books: Books, *, guid: str) -> Record:
    """Make the row of a booking from its body."""
    lasting = body["doorlopendeIncassoMachtiging"]
    return {
        "modifiedOn": books.moment(),
        "boekstuk": body["boekstuk"],
        "gewijzigdDoorAccountant": False,
        "markering": body["markering"] or False,
        "factuurdatum": body["factuurdatum"],
        "factuurnummer": body["factuurnummer"],
        "klant": reference("relaties", body["klant"]),
        "omschrijving": body["omschrijving"],
        "factuurbedrag": body["factuurbedrag"],
        "betalingstermijn": body["betalingstermijn"],
        "eenmaligeIncassoMachtiging": body["eenmaligeIncassoMachtiging"],
        "doorlopendeIncassoMachtiging": (
            reference("doorlopendeincassomachtigingen", lasting) if lasting else None
        ),
        "boekingsregels": [_line(line, books) for line in body["boekingsregels"]],
        "btw": [dict(row) for row in body["btw"] or []],
        "documents": [],
        "id": guid,
        "uri": f"/verkoopboekingen/{guid}",
    }


def _line(line: Record, books: Books) -> Record:
    cost_centre = line["kostenplaats"]
    return {
        "omschrijving": line["omschrijving"],
        "grootboek": reference("grootboeken", line["grootboek"]),
        "kostenplaats": (
            reference("kostenplaatsen", cost_centre) if cost_centre else None
        ),
        "bedrag": line["bedrag"],
        "btwSoort": line_kind(line, books.ledgers[line["grootboek"]]),
    }


def store_booking(booking: Record, books: Books) -> None:
    """Put a booking in the books, in the place of the one with its id if any."""
    guid = booking["id"]
    books.changes += 1
    kept = None
    if guid in books.bookings:
        kept = books.invoice_of(guid)["id"]
        _remove_mutations(guid, books)
    books.bookings[guid] = booking
    invoice = _invoice(booking, books, guid=kept or books.fresh_id())
    books.invoices[invoice["id"]] = invoice
    for mutation in _mutations(booking, books):
        books.mutations[mutation["id"]] = mutation
        books.mutation_owners[mutation["id"]] = guid


def remove_booking(guid: str, books: Books) -> None:
    """Take a booking out of the books, with its invoice and mutations."""
    books.changes += 1
    del books.invoices[books.invoice_of(guid)["id"]]
    _remove_mutations(guid, books)
    del books.bookings[guid]


def _remove_mutations(booking: str, books: Books) -> None:
    for mutation, owner in list(books.mutation_owners.items()):
        if owner == booking:
            books.mutations.pop(mutation, None)
            del books.mutation_owners[mutation]


def _invoice(booking: Record, books: Books, *, guid: str) -> Record:
    return {
        "verkoopBoeking": reference("verkoopboekingen", booking["id"]),
        "modifiedOn": booking["modifiedOn"],
        "openstaandSaldo": booking["factuurbedrag"],
        "factuurnummer": booking["factuurnummer"],
        "vervalDatum": _due_date(booking, books),
        "relatie": dict(booking["klant"]),
        "factuurDatum": booking["factuurdatum"],
        "factuurBedrag": booking["factuurbedrag"],
        "verkoopOrders": [],
        "id": guid,
        "uri": f"/verkoopfacturen/{guid}",
    }


def _due_date(booking: Record, books: Books) -> str | None:
    moment = parse_moment(booking["factuurdatum"])
    if moment is None:
        return None
    customer = books.relations[booking["klant"]["id"]]
    terms = (booking["betalingstermijn"], customer["krediettermijn"], _DEFAULT_TERM)
    term = next(days for days in terms if days is not None)
    return moment_text(moment + timedelta(days=term))


def _mutations(booking: Record, books: Books) -> list[Record]:
    total = booking["factuurbedrag"]
    sides = [(_ledger_for(SALES_JOURNAL, books), total, None)]
    sides += [
        (line["grootboek"], -line["bedrag"], line) for line in booking["boekingsregels"]
    ]
    for row in booking["btw"]:
        kind = KIND_OF_ROW.get(row["btwSoort"])
        if kind is not None and row["btwBedrag"]:
            sides.append((_ledger_for(OWED_ON[kind], books), -row["btwBedrag"], None))
    return [
        mutation(booking, books, ledger=ledger, balance=balance, line=line)
        for ledger, balance, line in sides
    ]


def _ledger_for(function: int, books: Books) -> Record:
    ledger = books.active_ledger(function)
    if ledger is None:
        raise LookupError(f"no ledger has function {function}")
    return reference("grootboeken", ledger["id"])


def mutation(
    booking: Record,
    books: Books,
    *,
    ledger: Record,
    balance: Decimal,
    line: Record | None = None,
    journal: str = "Verkoop",
) -> Record:
    """Make one mutation of a booking: debit when the balance is positive."""
    guid = books.fresh_id()
    held = next(row for row in books.journals.values() if row["soort"] == journal)
    text = line["omschrijving"] if line else None
    return {
        "grootboek": dict(ledger),
        "kostenplaats": line["kostenplaats"] if line else None,
        "datum": booking["factuurdatum"],
        "modifiedOn": books.moment(),
        "dagboek": reference("dagboeken", held["id"]),
        "omschrijving": text or booking["omschrijving"] or booking["factuurnummer"],
        "debet": max(balance, _NOTHING),
        "credit": max(-balance, _NOTHING),
        "saldo": balance,
        "documents": [],
        "boekstuk": booking["boekstuk"],
        "factuurNummer": booking["factuurnummer"],
        "relatiePublicIdentifier": dict(booking["klant"]),
        "id": guid,
        "uri": f"/grootboekmutaties/{guid}",
    }
