"""A recorded shop pulled, planned and pushed into a practice administration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from snelsync.adapters.mapping_file import read_settings
from snelsync.adapters.snelstart.auth import TokenAuth
from snelsync.adapters.snelstart.client import SnelStart
from snelsync.adapters.snelstart.transport import (
    SnelStartTransport,
    snelstart_clients,
)
from snelsync.adapters.woocommerce.client import WooShop, shop_client
from snelsync.adapters.woocommerce.parse import Wanted
from snelsync.app import pull, push
from snelsync.cli.example import example_mapping
from snelsync.domain.mapping import BusinessCards, Mapping
from snelsync.domain.plan import Plan
from snelsync.domain.vat_number import VatCheck
from snelsync.sandbox.administration import (
    PRACTICE_CONNECTION_KEY,
    PRACTICE_SUBSCRIPTION_KEY,
    PracticeAdministration,
)
from snelsync.sandbox.shop import (
    PRACTICE_CONSUMER_KEY,
    PRACTICE_CONSUMER_SECRET,
    PracticeShop,
)
from snelsync.secret import Secret
from tests.contract.wiring import open_record

Json = dict[str, Any]


class Clock:
    """A clock that stands still, and moves by as much as is waited."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """Tell the time."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Wait without waiting."""
        self.time += timedelta(seconds=seconds)


@dataclass(frozen=True)
class World:
    """A shop after it was pulled and pushed, and both practice sides.

    Attributes:
        push_again: plans and pushes once more.
        reader, books: how both sides are asked, over the wire.
    """

    name: str
    shop: PracticeShop
    administration: PracticeAdministration
    pulled: pull.PullReport
    first: Plan
    push_again: Callable[[], Plan]
    mapping: Mapping
    clock: Clock
    reader: WooShop
    books: SnelStart

    def bookings(self) -> dict[str, Json]:
        """Give what the administration stores, by invoice number."""
        return {
            row["factuurnummer"]: row for row in self.administration.bookings.values()
        }

    def mutations(self) -> dict[str, list[Json]]:
        """Give the ledger's mutations, by the booking that made them."""
        owners = self.administration.books.mutation_owners
        found: defaultdict[str, list[Json]] = defaultdict(list)
        for mutation_id, row in self.administration.mutations.items():
            found[owners[mutation_id]].append(row)
        return dict(found)

    def posts(self) -> int:
        """Count how often a booking was sent."""
        return sum(
            one.method == "POST" and one.path.endswith("/verkoopboekingen")
            for one in self.administration.requests
        )

    def account_total(self, number: int) -> Decimal:
        """Give the balance of a ledger account: debit minus credit."""
        ledger = self.administration.ledger(number)["id"]
        return sum(
            (
                Decimal(str(row["debet"])) - Decimal(str(row["credit"]))
                for row in self.administration.mutations.values()
                if row["grootboek"]["id"] == ledger
            ),
            start=Decimal(0),
        )


def wanted(said: Mapping) -> Wanted:
    """Say what of an order a mapping needs, as the command line does."""
    return Wanted(
        meta_keys=(
            "_mollie_payment_mode",
            "_ppcp_paypal_payment_mode",
            *said.invoices.number_keys,
            *(row.key for row in said.exchange),
        ),
        vat_number_keys=said.customers.vat_number_keys,
        kvk_keys=said.customers.kvk_keys,
        businesses=said.customers.businesses is BusinessCards.CARD,
    )


def _as_it_is(said: Mapping) -> Mapping:
    return said


def open_world(
    name: str,
    state_file: Path,
    stack: ExitStack,
    *,
    version: str = "11.0.1",
    oss: bool = False,
    change: Callable[[Mapping], Mapping] = _as_it_is,
    checks: Iterable[VatCheck] = (),
) -> World:
    """Pull a recorded shop and push it into a new administration.

    Args:
        name: which recorded shop.
        state_file: where our record goes.
        stack: closes what was opened.
        version: the release of WooCommerce that is practised.
        oss: whether the administration invoices foreign VAT.
        change: makes another mapping of the example.
        checks: what VIES is recorded to have said, under the number as typed.
    """
    clock = Clock()
    shop = PracticeShop(name, version=version, now=clock.now)
    administration = PracticeAdministration(now=clock.now, oss=oss)
    shop_http = shop_client(
        "https://shop.test",
        key=Secret(PRACTICE_CONSUMER_KEY),
        secret=Secret(PRACTICE_CONSUMER_SECRET),
        clock=clock,
        transport=httpx.WSGITransport(app=shop),
    )
    auth = TokenAuth(
        token_url="https://b2b.test/b2b/token",
        subscription_key=Secret(PRACTICE_SUBSCRIPTION_KEY),
        connection_key=Secret(PRACTICE_CONNECTION_KEY),
        clock=clock,
    )
    reading, writing = snelstart_clients(
        "https://b2b.test/v2",
        auth=auth,
        transport=httpx.WSGITransport(app=administration),
    )
    for client in (shop_http, reading, writing):
        stack.callback(client.close)
    state = open_record(state_file, shop="shop.test")
    stack.callback(state._engine.dispose)
    snelstart = SnelStart(SnelStartTransport(reading, writing, clock=clock))
    example = state_file.with_name("mapping.toml")
    example.write_text(example_mapping(), encoding="utf-8")
    said = read_settings(example).mapping
    said = change(replace(said, shop=replace(said.shop, name="shop.test")))

    def push_once() -> Plan:
        run_id = state.begin_run("push", at=clock.now(), mapping_digest=said.digest)
        planned = push.prepare(state, snelstart, mapping=said, clock=clock)
        return push.execute(planned, state, snelstart, clock=clock, run_id=run_id).plan

    reader = WooShop(shop_http, clock=clock, wanted=wanted(said))
    pulled = pull.pull(reader, state, clock=clock)
    for check in checks:
        state.save_vat_check(check)
    return World(
        name,
        shop,
        administration,
        pulled,
        push_once(),
        partial(push_once),
        mapping=said,
        clock=clock,
        reader=reader,
        books=snelstart,
    )
