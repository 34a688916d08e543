"""What each operation does, once the gateway and the routing have let it through."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from snelsync.sandbox.administration import read_models
from snelsync.sandbox.administration.booking_model import BOOKING
from snelsync.sandbox.administration.booking_rules import (
    booking_problems,
    is_blocked,
    needs_sales_journal,
)
from snelsync.sandbox.administration.books import Books, Rows
from snelsync.sandbox.administration.company import check_oss_switch, company_reader
from snelsync.sandbox.administration.errors import (
    Problem,
    Refusal,
    business,
    framework,
)
from snelsync.sandbox.administration.ledger import (
    remove_booking,
    store_booking,
    stored_booking,
)
from snelsync.sandbox.administration.model_checks import read_body
from snelsync.sandbox.administration.odata import select_rows
from snelsync.sandbox.administration.read_models import Model
from snelsync.sandbox.administration.relation_model import RELATION
from snelsync.sandbox.administration.relation_rules import (
    change_problems,
    delete_problems,
    relation_problems,
)
from snelsync.sandbox.administration.relations import store_relation
from snelsync.sandbox.administration.vat_returns import is_handed_in
from snelsync.sandbox.administration.wire import Record, is_guid, parse_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that may be answered.

    Args:
        key: What stands in the path for the row asked for; empty when nothing does.
        options: The query, in order and with what is repeated.
        body: The body as it came.

    """

    key: str
    options: Sequence[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """A successful answer; no body at all when it is None."""

    status: int
    body: object = None


Operation = Callable[[Call, Books], Reply]


def echo(call: Call, _books: Books) -> Reply:
    """Give back what was sent, 204 when it is nothing."""
    return Reply(200, call.key) if call.key else Reply(204)


def show_company(_call: Call, books: Books) -> Reply:
    """Show the company."""
    return Reply(200, {**books.company, "huidigBoekjaar": books.book_year})


def change_company(call: Call, books: Books) -> Reply:
    """Switch foreign VAT on or off; nothing else about a company can be changed."""
    body = read_body(call.body, company_reader(books.company))
    if body["factureerBuitenlandsBtw"]:
        check_oss_switch(list(books.ledgers.values()))
    books.company["factureerBuitenlandsBtw"] = body["factureerBuitenlandsBtw"]
    return show_company(call, books)


def listing(
    rows: Callable[[Books], Iterable[Record]], model: Model, *, sums: bool = False
) -> Operation:
    """Make the operation that lists rows, with OData; some can be added up too."""
    return lambda call, books: Reply(
        200,
        select_rows(
            list(rows(books)),
            model,
            call.options,
            bookmarks=books.bookmarks,
            changes=books.changes,
            sums=sums,
        ),
    )


def plain_listing(rows: Callable[[Books], Iterable[Record]]) -> Operation:
    """Make the operation that lists all rows, whatever the options (observed live)."""
    return lambda _call, books: Reply(200, list(rows(books)))


def single(rows: Callable[[Books], Rows], missing: str | None = None) -> Operation:
    """Make the operation that shows one row, or answers 404."""
    return lambda call, books: Reply(200, _row(rows(books), call, missing))


def _row(rows: Rows, call: Call, missing: str | None) -> Record:
    if not is_guid(call.key):
        raise business([Problem("ALG-0103")])
    row = rows.get(call.key.lower())
    if row is None:
        raise _not_found(missing)
    return row


def _not_found(code: str | None) -> Refusal:
    if code is None:
        return framework(404, "The requested resource was not found.")
    return business([Problem(code)], status=404)


def show_eu_rates(call: Call, books: Books) -> Reply:
    """Show the rates of one country, by its three-letter code."""
    for row in books.eu_rates:
        if row["countryCode"] == call.key:
            return Reply(200, row)
    raise _not_found(None)


def _refuse(problems: Iterable[Problem]) -> None:
    found = list(dict.fromkeys(problems))
    if found:
        raise business(found)


def add_relation(call: Call, books: Books) -> Reply:
    """Make a new relation."""
    body = read_body(call.body, RELATION)
    if body["id"] is not None:
        raise business([Problem("REL-0063")])
    _refuse(relation_problems(body, books))
    return Reply(201, store_relation(body, books, guid=books.fresh_id()))


def change_relation(call: Call, books: Books) -> Reply:
    """Replace a relation as a whole."""
    old = _row(books.relations, call, "REL-0005")
    body = read_body(call.body, RELATION)
    if body["id"] != old["id"]:
        raise business([Problem("REL-0047")])
    _refuse([*change_problems(body, old), *relation_problems(body, books)])
    return Reply(200, store_relation(body, books, guid=old["id"]))


def delete_relation(call: Call, books: Books) -> Reply:
    """Delete a relation."""
    old = _row(books.relations, call, "REL-0005")
    _refuse(delete_problems(old, books))
    del books.relations[old["id"]]
    return Reply(200)


def bookings_of_relation(call: Call, books: Books) -> Reply:
    """List the bookings of a customer."""
    customer = _row(books.relations, call, "REL-0005")
    rows = books.bookings.values()
    return Reply(200, [row for row in rows if row["klant"]["id"] == customer["id"]])


def add_booking(call: Call, books: Books) -> Reply:
    """Make a new booking, its invoice and its mutations."""
    body = read_body(call.body, BOOKING)
    if body["id"] is not None:
        raise business([Problem("ALG-0100")])
    return Reply(201, book(body, books, guid=books.fresh_id()))


def book(body: Record, books: Books, *, guid: str) -> Record:
    """Check a booking and store it.

    Raises:
        Refusal: It breaks a rule.

    """
    _refuse([*booking_problems(body, books), *needs_sales_journal(books)])
    booking = stored_booking(body, books, guid=guid)
    store_booking(booking, books)
    return booking


def change_booking(call: Call, books: Books) -> Reply:
    """Replace a booking as a whole, when nothing depends on it."""
    old = _row(books.bookings, call, "BOE-0001")
    body = read_body(call.body, BOOKING)
    if body["id"] != old["id"]:
        raise business([Problem("ALG-0101")])
    paid = [Problem("BOE-0047")] if books.is_paid_on(old["id"]) else []
    _refuse([*paid, *_fixed(old, books)])
    return Reply(200, book(body, books, guid=old["id"]))


def delete_booking(call: Call, books: Books) -> Reply:
    """Delete a booking, when nothing depends on it."""
    old = _row(books.bookings, call, "BOE-0001")
    paid = [Problem("BOE-0083")] if books.is_paid_on(old["id"]) else []
    _refuse([*paid, *_fixed(old, books)])
    remove_booking(old["id"], books)
    return Reply(200)


def _fixed(booking: Record, books: Books) -> Iterable[Problem]:
    moment = parse_moment(booking["factuurdatum"])
    day = moment.date() if moment else date.max
    if is_handed_in(day, books):
        yield Problem("BOE-0046")
    if is_blocked(day, books):
        yield Problem("BOE-0042")


list_relations = listing(lambda books: books.relations.values(), read_models.RELATION)
list_ledgers = listing(lambda books: books.ledgers.values(), read_models.LEDGER)
list_mutations = listing(
    lambda books: books.mutations.values(), read_models.MUTATION, sums=True
)
list_invoices = listing(lambda books: books.invoices.values(), read_models.INVOICE)
