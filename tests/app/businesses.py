"""A shop with business buyers, VIES, and an administration: the whole of a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from snelsync.adapters.vies import Vies, vies_client
from snelsync.adapters.woocommerce.parse import Wanted
from snelsync.app.pull import PullReport, pull
from snelsync.app.push import execute, prepare, settle
from snelsync.app.vat_numbers import check_vat_numbers
from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.decision import Decision
from snelsync.domain.mapping import BusinessCards, Mapping
from snelsync.domain.plan import Plan
from snelsync.sandbox.register import PracticeRegister
from tests.contract.wiring import (
    WANTED,
    Wire,
    example_mapping,
    open_administration,
    open_record,
    open_shop,
    practice_administration,
    practice_shop,
)
from tests.fakes import FakeClock

SOON = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
"""Within a month of every business order that was recorded."""

CONSUMER, BELGIAN, GERMAN, DUTCH = 173, 200, 201, 202
BELGIAN_NUMBER, GERMAN_NUMBER = "BE0477472701", "DE136695976"
DUTCH_NUMBER = "NL858617951B01"
REQUESTER = DUTCH_NUMBER
SOLE_TRADERS = "NL000099998B57"
"""The Dutch tax office's own example of a number as they are made since 2020."""
CONSUMERS_CARD = "Webshop particulieren NL"

Row = dict[str, Any]


def with_cards(mapping: Mapping, businesses: BusinessCards) -> Mapping:
    """Give businesses a card of their own, or none."""
    customers = replace(mapping.customers, businesses=businesses)
    return replace(mapping, customers=customers, digest=f"cards: {businesses}")


class World:
    """A few recorded orders, pulled and pushed as the commands do."""

    def __init__(
        self,
        folder: Path,
        orders: Iterable[int] = (CONSUMER, BELGIAN, GERMAN, DUTCH),
        *,
        businesses: BusinessCards = BusinessCards.CARD,
        moment: datetime = SOON,
        oss: bool = False,
    ) -> None:
        self.clock = FakeClock(moment)
        self.mapping = with_cards(example_mapping(), businesses)
        self.practice = practice_shop(self.clock)
        kept, rows = set(orders), self.practice._state
        rows.orders = {key: one for key, one in rows.orders.items() if key in kept}
        rows.refunds = {
            key: one for key, one in rows.refunds.items() if one["parent_id"] in kept
        }
        customers = self.mapping.customers
        self.shop = open_shop(
            self.practice,
            self.clock,
            wanted=Wanted(
                meta_keys=WANTED.meta_keys,
                vat_number_keys=customers.vat_number_keys,
                kvk_keys=customers.kvk_keys,
                businesses=businesses is BusinessCards.CARD,
            ),
        )
        self.register = PracticeRegister(now=self.clock.now)
        client = vies_client("https://vies.test", transport=Wire(self.register))
        self.vies = Vies(client, clock=self.clock, requester=REQUESTER)
        self.books = practice_administration(self.clock, oss=oss)
        self.opened = open_administration(self.books, self.clock)
        self.path = folder / "state.sqlite3"
        self.state = open_record(self.path)
        if DUTCH in kept:
            self._make_dutch_valid()

    def mapping_with(self, **invoices: str) -> Mapping:
        """Give the mapping with other settings of invoices."""
        changed = replace(self.mapping.invoices, **invoices)  # type: ignore[arg-type]
        return replace(self.mapping, invoices=changed)

    def pull(self, *, full: bool = False) -> PullReport:
        """Do as the command does: fetch, then ask VIES."""
        report = pull(
            self.shop.shop,
            self.state,
            clock=self.clock,
            full=full,
            full_after=timedelta(days=30),
            products=self.mapping.asks_products,
        )
        self.ask()
        return report

    def ask(self) -> int:
        """Ask VIES alone; gives how many it did not answer about."""
        return check_vat_numbers(
            self.state, self.vies, mapping=self.mapping, clock=self.clock
        )

    def push(self) -> Plan:
        """Do as the command does: settle, plan, book."""
        books, mapping = self.opened.administration, self.mapping
        run = self.state.begin_run(
            "push", at=self.clock.now(), mapping_digest=mapping.digest
        )
        settle(self.state, books, clock=self.clock, run_id=run)
        planned = prepare(self.state, books, mapping=mapping, clock=self.clock)
        return execute(planned, self.state, books, clock=self.clock, run_id=run).plan

    def booked(self) -> Plan:
        """Pull and push."""
        self.pull()
        return self.push()

    @property
    def asked(self) -> list[str]:
        """List the numbers VIES was asked about."""
        bodies = [one.body or {} for one in self.register.requests]
        return [f"{body['countryCode']}{body['vatNumber']}" for body in bodies]

    def calls(self) -> list[str]:
        """List the calls to the administration so far, without those for a token."""
        return [
            f"{one.method} {one.path.removeprefix('/v2/')}"
            for one in self.books.requests
            if not one.path.endswith("/token")
        ]

    def cards(self) -> list[Row]:
        """List the customer cards somebody added, ours or a person."""
        rows = self.books.relations.values()
        return [row for row in rows if row["relatiecode"] > 0]

    def booking(self, number: str) -> Row:
        """Find what is in the books under a number."""
        rows = self.books.bookings.values()
        return next(row for row in rows if row["factuurnummer"] == number)

    def card_of(self, number: str) -> Row:
        """Find the card a number was booked on."""
        return self.books.relations[self.booking(number)["klant"]["id"]]

    def accounts(self, number: str) -> list[int]:
        """List the ledger accounts a number was booked on."""
        ledgers = self.books.ledgers
        return [
            int(ledgers[line["grootboek"]["id"]]["nummer"])
            for line in self.booking(number)["boekingsregels"]
        ]

    def file(self) -> bytes:
        """Give every byte of the state file, with what waits beside it."""
        return b"".join(
            one.read_bytes() for one in sorted(self.path.parent.glob("state.sqlite3*"))
        )

    def _make_dutch_valid(self) -> None:
        """Give the Dutch business a number whose check digits are right."""
        rows = self.practice._state.orders[DUTCH]["meta_data"]
        meta = [one for one in rows if "vat" not in one["key"]]
        meta.append({"id": 1, "key": "_vat_number", "value": SOLE_TRADERS})
        self.practice.change_order(DUTCH, meta_data=meta)
        self.register.known |= {SOLE_TRADERS}

    def set_number(self, order_id: int, number: str) -> None:
        """Type another VAT number in an order."""
        meta = [{"id": 1, "key": "_vat_number", "value": number}]
        self.practice.change_order(order_id, meta_data=meta)


def sale(plan: Plan, order_id: int) -> Decision:
    """Find the decision about a sale."""
    return document(plan, DocumentKind.SALE, order_id)


def document(plan: Plan, kind: DocumentKind, shop_id: int) -> Decision:
    """Find the decision about a document."""
    keys = (kind, shop_id)
    return next(
        one for one in plan.decisions if (one.key.kind, one.key.shop_id) == keys
    )


def outcomes(plan: Plan, orders: Sequence[int]) -> list[Outcome]:
    """Tell where the sales of orders stand."""
    return [sale(plan, order_id).outcome for order_id in orders]
