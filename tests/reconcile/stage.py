"""A booked shop that is tampered with, on all three sides, and put back at once."""

from __future__ import annotations

import json
import pickle
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from snelsync.adapters.state.engine import open_state
from snelsync.adapters.state.reading import StateReader
from snelsync.app.proving import prove
from snelsync.domain.mapping import Reconciling
from snelsync.domain.period import Period
from snelsync.domain.proof import Proof
from snelsync.sandbox.administration.books import Books
from snelsync.sandbox.administration.ledger import mutation, store_booking
from snelsync.sandbox.administration.wire import reference
from tests.recorded.world import World

Row = dict[str, Any]
VAT_ROWS = {"21": "VerkopenHoog", "9": "VerkopenLaag"}
KINDS = {"21": "Hoog", "9": "Laag", "0": "Geen"}


class Stage:
    """Three sides that agree, everything paid, until somebody lays hands on them.

    Attributes:
        world: the shop and the administration.
        record: the state file that is tampered with; a copy of what was written.
    """

    def __init__(self, world: World, booked: Path, record: Path) -> None:
        self.world, self.record = world, record
        self._booked = copy_of(booked)
        state, books = world.shop._state, world.administration.books
        for invoice in books.invoices.values():
            invoice["openstaandSaldo"] = Decimal("0.00")
        self._shop = (dict(state.orders), dict(state.refunds))
        self._books = pickle.dumps(_kept(books))

    def restore(self) -> None:
        """Put all three sides back as they were after the push."""
        state, books = self.world.shop._state, self.world.administration.books
        state.orders, state.refunds = map(dict, self._shop)
        for name, rows in pickle.loads(self._books).items():  # noqa: S301
            setattr(books, name, rows)
        self.world.administration.requests.clear()
        for rest in self.record.parent.glob(f"{self.record.name}-*"):
            rest.unlink()
        self.record.write_bytes(self._booked)

    def prove(
        self,
        first: str = "2026-10-01",
        last: str = "2026-12-31",
        settings: Reconciling | None = None,
        *,
        few: int = 0,
    ) -> Proof:
        """Reconcile the three sides for a period; by other settings when asked.

        Mutations are added up, unless a few may be read.
        """
        said = self.world.mapping
        engine = open_state(self.record, readonly=True)
        try:
            return prove(
                self.world.reader,
                StateReader(engine, shop="shop.test"),
                self.world.books,
                mapping=replace(said, reconcile=settings or said.reconcile),
                period=Period(
                    date.fromisoformat(first), date.fromisoformat(last), "so far"
                ),
                clock=self.world.clock,
                few=few,
            )
        finally:
            engine.dispose()

    # In the shop.

    def order(self, number: int) -> Row:
        """Give an order as the shop has it."""
        return self.world.shop._state.orders[number]

    def change(self, number: int, /, **changes: object) -> None:
        """Edit an order in the shop."""
        self.world.shop._state.change_order(number, changes)

    def reprice(self, number: int, gross: str, *, percent: str = "21") -> None:
        """Make the first line of an order dearer, and all that follows from it.

        Args:
            number: the order.
            gross: EUR including VAT that is added.
            percent: the rate of the first line, which must be the first rate too.
        """
        more = Decimal(gross)
        net = (more * 100 / (100 + Decimal(percent))).quantize(Decimal("0.01"))
        order = deepcopy(self.order(number))
        line, rate = order["line_items"][0], order["tax_lines"][0]
        for name in ("total", "subtotal"):
            line[name] = str(Decimal(line[name]) + net)
            tax = line["taxes"][0]
            tax[name] = str(Decimal(tax[name]) + more - net)
        line["total_tax"] = str(Decimal(line["total_tax"]) + more - net)
        rate["tax_total"] = str(Decimal(rate["tax_total"]) + more - net)
        for name, by in (("total", more), ("total_tax", more - net)):
            order[name] = str(Decimal(order[name]) + by)
        rows = {key: order[key] for key in ("line_items", "tax_lines")}
        self.change(number, **rows, total=order["total"], total_tax=order["total_tax"])

    # In our record.

    def sql(self, text: str, *values: object) -> None:
        """Change the record behind our back; something must be hit."""
        with closing(sqlite3.connect(self.record)) as connection, connection:
            hit = connection.execute(text, values).rowcount
        assert hit, text

    def recorded(self, number: str, /, **columns: object) -> None:
        """Change columns of a document's row."""
        names = ", ".join(f"{name} = ?" for name in columns)
        said = f"UPDATE documents SET {names} WHERE number = ?"  # noqa: S608
        self.sql(said, *columns.values(), number)

    def forget(self, *numbers: str) -> None:
        """Remove documents from the record."""
        for number in numbers:
            self.sql("DELETE FROM documents WHERE number = ?", number)

    def rewrite(self, number: str, change: Callable[[Row], None]) -> None:
        """Change the booking that the record keeps of a document."""
        with closing(sqlite3.connect(self.record)) as connection:
            said = "SELECT booking FROM documents WHERE number = ?"
            (text,) = connection.execute(said, (number,)).fetchone()
        booking = json.loads(text)
        change(booking)
        self.recorded(number, booking=json.dumps(booking))

    # In SnelStart.

    @property
    def books(self) -> Books:
        """The administration, behind the counter."""
        return self.world.administration.books

    def booking(self, number: str) -> Row:
        """Find a booking by its invoice number."""
        rows = self.world.administration.bookings.values()
        return next(row for row in rows if row["factuurnummer"] == number)

    def edit(
        self, number: str, change: Callable[[Row], object], *, silently: bool = False
    ) -> None:
        """Change a booking, with its invoice and its mutations, as a person would.

        Args:
            number: of its invoice.
            change: what is done to it.
            silently: whether the invoice says nothing of it.
        """
        row = deepcopy(self.booking(number))
        still_open = self.books.invoice_of(row["id"])["openstaandSaldo"]
        change(row)
        with self.later():
            if not silently:
                row["modifiedOn"] = self.books.moment()
            store_booking(row, self.books)
        self.books.invoice_of(row["id"])["openstaandSaldo"] = still_open

    def delete(self, *numbers: str) -> None:
        """Delete bookings in SnelStart."""
        for number in numbers:
            self.world.administration.delete_booking(self.booking(number)["id"])

    def by_hand(self, number: str, total: str, **said: Any) -> Row:  # noqa: ANN401
        """Book a sale as a person would who types it in."""
        with self.later():
            return self.world.administration.add_booking_by_hand(number, total, **said)

    def memo(self, number: str, account: int, amount: str) -> None:
        """Put an amount on the credit side of an account, in the general journal."""
        kept: Row = {"omschrijving": "memoriaal", "boekstuk": None, "klant": {}}
        with self.later():
            row = mutation(
                kept | {"factuurdatum": "2026-11-30T00:00:00", "factuurnummer": number},
                self.books,
                ledger=self.ledger(account),
                balance=-Decimal(amount),
                journal="Memoriaal",
            )
        self.books.mutations[row["id"]] = row

    @contextmanager
    def later(self) -> Iterator[None]:
        """Let SnelStart's clock be an hour on: nobody edits while we book."""
        now = self.books.now
        self.books.now = lambda: now() + timedelta(hours=1)
        try:
            yield
        finally:
            self.books.now = now

    def ledger(self, number: int) -> Row:
        """Point at a ledger account."""
        return reference("grootboeken", self.world.administration.ledger(number)["id"])


def _kept(books: Books) -> Row:
    names = ("bookings", "invoices", "mutations", "mutation_owners")
    return {name: getattr(books, name) for name in (*names, "relations", "vat_returns")}


def copy_of(state_file: Path) -> bytes:
    """Read a state file whole, what waits in its log included."""
    kept = state_file.with_suffix(".copy")
    with (
        closing(sqlite3.connect(state_file)) as source,
        closing(sqlite3.connect(kept)) as target,
    ):
        source.backup(target)
    return kept.read_bytes()


def dearer(amount: str, *, vat: str = "0", line: int = 0) -> Callable[[Row], None]:
    """Change a line of a booking, its first row of VAT, and its total.

    Args:
        amount: EUR without VAT that the line goes up.
        vat: EUR that the VAT goes up.
        line: which line.
    """

    def change(row: Row) -> None:
        row["boekingsregels"][line]["bedrag"] += Decimal(amount)
        if Decimal(vat):
            row["btw"][0]["btwBedrag"] += Decimal(vat)
        row["factuurbedrag"] += Decimal(amount) + Decimal(vat)

    return change


def dated(day: str) -> Callable[[Row], None]:
    """Move a booking to another day."""

    def change(row: Row) -> None:
        row["factuurdatum"] = f"{day}T00:00:00"

    return change
