"""What a person does in SnelStart itself, beside the API.

The rules are the same, except that nobody types a line in two shapes.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from snelsync.sandbox.administration.booking_model import BOOKING
from snelsync.sandbox.administration.books import Books
from snelsync.sandbox.administration.errors import Refusal, business
from snelsync.sandbox.administration.functions import (
    BANK_JOURNAL,
    OWED_ON,
    ROW_OF,
    SALES_JOURNAL,
)
from snelsync.sandbox.administration.ledger import mutation
from snelsync.sandbox.administration.model_checks import Reader, read_body
from snelsync.sandbox.administration.rates import dutch_rate
from snelsync.sandbox.administration.relation_model import RELATION
from snelsync.sandbox.administration.relation_rules import relation_problems
from snelsync.sandbox.administration.relations import store_relation
from snelsync.sandbox.administration.resources import book
from snelsync.sandbox.administration.wire import (
    CENT,
    Record,
    dutch_time,
    euros,
    moment_text,
    reference,
    write_json,
)

_NO_VAT: Final = Decimal(0)


def booking_by_hand(
    books: Books,
    *,
    number: str,
    total: Decimal,
    customer: str | None,
    day: date | None,
    ledger_number: int,
    description: str | None,
) -> Record:
    """Book a sale of one line, its VAT split off.

    Raises:
        ValueError: The booking breaks a rule.

    """
    ledger = books.ledger_numbered(ledger_number)
    on = day or dutch_time(books.now()).date()
    kind = ledger["btwSoort"][0]
    rate = dutch_rate(books.dutch_rates, kind, on) or _NO_VAT
    base = (total * 100 / (100 + rate)).quantize(CENT, ROUND_HALF_UP)
    row = {"btwSoort": ROW_OF.get(kind), "btwBedrag": total - base}
    sent = {
        "factuurnummer": number,
        "factuurdatum": moment_text(on),
        "klant": {"id": customer or _unknown_customer(books)},
        "omschrijving": description,
        "factuurbedrag": total,
        "boekingsregels": [
            {"grootboek": {"id": ledger["id"]}, "bedrag": base, "btwSoort": kind}
        ],
        "btw": [row] if kind in OWED_ON else [],
    }
    try:
        body = _typed(sent, BOOKING)
        return book(body, books, guid=books.fresh_id())
    except Refusal as refusal:
        raise ValueError(refusal.body) from refusal


def _typed(sent: Mapping[str, object], reader: Reader) -> Record:
    return read_body(write_json(dict(sent)).encode(), reader)


def _unknown_customer(books: Books) -> str:
    rows = books.relations.values()
    return next(str(row["id"]) for row in rows if row["relatiecode"] == -2)


def relation_by_hand(books: Books, fields: Mapping[str, object]) -> Record:
    """Add a relation, a customer unless it says otherwise.

    Raises:
        ValueError: The relation breaks a rule.

    """
    try:
        body = _typed({"relatiesoort": ["Klant"], **fields}, RELATION)
        problems = relation_problems(body, books)
        if problems:
            raise business(problems)
    except Refusal as refusal:
        raise ValueError(refusal.body) from refusal
    return store_relation(body, books, guid=books.fresh_id())


def pay(books: Books, booking_id: str, amount: Decimal) -> Record:
    """Book a payment on a sale: the bank is debited, the debtors are credited.

    The invoice is left with less to pay, below nothing when too much is paid.
    """
    booking = books.bookings[booking_id]
    invoice = books.invoice_of(booking_id)
    paid = euros(amount)
    for function, balance in ((BANK_JOURNAL, paid), (SALES_JOURNAL, -paid)):
        ledger = books.active_ledger(function)
        if ledger is None:
            raise LookupError(f"no ledger has function {function}")
        made = mutation(
            booking,
            books,
            ledger=reference("grootboeken", ledger["id"]),
            balance=balance,
            journal="Bank",
        )
        books.mutations[made["id"]] = made
        books.mutation_owners[made["id"]] = booking_id
    invoice["openstaandSaldo"] -= paid
    return invoice
