"""The rules a verkoopboeking must keep, apart from those on VAT.

Codes are SnelStart's portal (2026-05). Every broken rule is listed, in a fixed order.
Where the real behaviour is unknown the strict reading is taken: no line of zero, no
booking of zero, no date in a book year that is not open yet.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from snelsync.sandbox.administration.books import Books
from snelsync.sandbox.administration.errors import Problem
from snelsync.sandbox.administration.functions import (
    CLOSED_TO_SALES,
    GENERAL_JOURNALS,
    SALES_JOURNAL,
)
from snelsync.sandbox.administration.vat_rules import vat_problems
from snelsync.sandbox.administration.wire import Record, parse_moment

_NOTHING: Final = Decimal("0.00")


def booking_day(booking: Record) -> date | None:
    """Give the date a booking is on."""
    moment = parse_moment(booking["factuurdatum"] or "")
    return moment.date() if moment else None


def amount_of(line: Record) -> Decimal:
    """Give the amount of a line, nothing when it has none."""
    return Decimal(line["bedrag"] or _NOTHING)


def booking_problems(booking: Record, books: Books) -> list[Problem]:
    """List every rule that a booking breaks, each once.

    Args:
        booking: The body as read; its `id` is empty for a new booking.
        books: The administration it would go into.

    """
    found = [
        *_number_problems(booking, books),
        *_customer_problems(booking, books),
        *_date_problems(booking, books),
        *_text_problems(booking),
        *_line_problems(booking, books),
        *_mandate_problems(booking, books),
        *vat_problems(booking, books),
        *_balance_problems(booking),
    ]
    return list(dict.fromkeys(found))


def same_number(number: str) -> str:
    """Give the form in which two invoice numbers are compared.

    Whether SnelStart looks at case or spaces is not known; here it looks at neither.
    """
    return number.strip().casefold()


def _number_problems(booking: Record, books: Books) -> Iterator[Problem]:
    number = booking["factuurnummer"] or ""
    if not number.strip() or len(number) > 25:
        yield Problem("BOE-0058")
        return
    others = (held for held in books.bookings.values() if held["id"] != booking["id"])
    if any(
        same_number(held["factuurnummer"]) == same_number(number) for held in others
    ):
        yield Problem("BOE-0021")


def _customer_problems(booking: Record, books: Books) -> Iterator[Problem]:
    customer = books.relations.get(booking["klant"])
    if customer is None or "Klant" not in customer["relatiesoort"]:
        yield Problem("BOE-0060")
    elif customer["nonactief"]:
        yield Problem("BOE-0054")


def _date_problems(booking: Record, books: Books) -> Iterator[Problem]:
    day = booking_day(booking)
    if day is None or day.year > books.book_year:
        yield Problem("BOE-0070")
        return
    if day < date(max(1, books.book_year - 5), 1, 1):
        yield Problem("BOE-0033")
    if is_blocked(day, books):
        yield Problem("BOE-0042")


def is_blocked(day: date, books: Books) -> bool:
    """Tell whether nothing may be booked on a day any more."""
    return books.blocked_until is not None and day <= books.blocked_until


def _text_problems(booking: Record) -> Iterator[Problem]:
    lines = booking["boekingsregels"] or []
    texts = [booking["omschrijving"], *(line["omschrijving"] for line in lines)]
    if any(len(text or "") > 250 for text in texts):
        yield Problem("BOE-0071")
    if len(booking["boekstuk"] or "") > 25:
        yield Problem("BOE-0068")


def _line_problems(booking: Record, books: Books) -> Iterator[Problem]:
    if not booking["boekingsregels"]:
        yield Problem("BOE-0023")
        return
    for line in booking["boekingsregels"]:
        yield from _ledger_problems(line, books)
        yield from _cost_centre_problems(line, books)
        if amount_of(line) == _NOTHING:
            yield Problem("BOE-0028")


def _ledger_problems(line: Record, books: Books) -> Iterator[Problem]:
    ledger = books.ledgers.get(line["grootboek"])
    if ledger is None:
        yield Problem("BOE-0037")
        return
    function = books.function_of(ledger)
    if ledger["nonactief"]:
        yield Problem("BOE-0008")
    if function in GENERAL_JOURNALS:
        yield Problem("BOE-0075")
    elif function in CLOSED_TO_SALES:
        yield Problem("BOE-0061", f"({ledger['nummer']})")


def _cost_centre_problems(line: Record, books: Books) -> Iterator[Problem]:
    wanted = line["kostenplaats"]
    if wanted is None:
        ledger = books.ledgers.get(line["grootboek"])
        if ledger is not None and ledger["kostenplaatsVerplicht"]:
            yield Problem("BOE-0022")
        return
    cost_centre = books.cost_centres.get(wanted)
    if cost_centre is None:
        yield Problem("BOE-0019")
    elif cost_centre["nonactief"]:
        yield Problem("BOE-0026")


def _mandate_problems(booking: Record, books: Books) -> Iterator[Problem]:
    once = booking["eenmaligeIncassoMachtiging"]
    lasting = booking["doorlopendeIncassoMachtiging"]
    if once is None and lasting is None:
        return
    yield from _direct_debit_problems(books.relations.get(booking["klant"]))
    if once is not None:
        yield from _once_problems(once, booking, books)
    if once is not None and lasting is not None:
        yield Problem("BOE-0064")
    if lasting is not None:
        yield from _lasting_problems(lasting, booking["klant"], books)


def _direct_debit_problems(customer: Record | None) -> Iterator[Problem]:
    if customer is None:
        return
    if not customer["iban"]:
        yield Problem("BOE-0052")
    if customer["incassoSoort"] in {None, "Geen"}:
        yield Problem("BOE-0055")


def _once_problems(once: Record, booking: Record, books: Books) -> Iterator[Problem]:
    if len(once["omschrijving"]) > 50:
        yield Problem("BOE-0056")
    mark = once["kenmerk"] or ""
    if len(mark) > 50:
        yield Problem("BOE-0057")
    others = (held for held in books.bookings.values() if held["id"] != booking["id"])
    used = {
        held["eenmaligeIncassoMachtiging"]["kenmerk"]
        for held in others
        if held["eenmaligeIncassoMachtiging"]
    }
    if mark and mark in used:
        yield Problem("BOE-0063")


def _lasting_problems(lasting: str, customer: str, books: Books) -> Iterator[Problem]:
    mandate = books.mandates.get(lasting)
    if mandate is None:
        yield Problem("ALG-0103")
        return
    if mandate["klant"]["id"] != customer:
        yield Problem("BOE-0066")
    if mandate["intrekkingsDatum"] is not None:
        yield Problem("BOE-0079")


def _balance_problems(booking: Record) -> Iterator[Problem]:
    total = booking["factuurbedrag"] or _NOTHING
    lines = sum(map(amount_of, booking["boekingsregels"] or []), _NOTHING)
    vat = sum((row["btwBedrag"] for row in booking["btw"] or []), _NOTHING)
    if total != lines + vat:
        yield Problem("BOE-0039")
    elif total == _NOTHING and booking["boekingsregels"]:
        yield Problem("BOE-0028", "(het totaal is nul)")


def needs_sales_journal(books: Books) -> Iterator[Problem]:
    """Name what is missing when there is no ledger for debtors."""
    if books.active_ledger(SALES_JOURNAL) is None:
        yield Problem("BOE-0081", "(DagboekVerkoop)")
