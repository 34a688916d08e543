"""Answers that no server should give: an error with a remedy, never a bug."""

from __future__ import annotations

from datetime import date
from functools import cache
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from snelsync.adapters.snelstart.auth import TokenAuth
from snelsync.adapters.snelstart.client import SnelStart
from snelsync.adapters.snelstart.transport import SnelStartTransport, snelstart_clients
from snelsync.adapters.woocommerce.client import WooShop, shop_client
from snelsync.domain.period import Period
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
from tests.contract.wiring import (
    SHOP,
    Wire,
    practice_administration,
    practice_shop,
    thinned,
)
from tests.fakes import FakeClock
from tests.hostile.mangling import Kept, Mangler
from tests.hostile.runs import CASES, tried

Q4 = Period(date(2026, 10, 1), date(2026, 12, 31), "2026-Q4")


SAID_BY_SHOP: Kept = {}
SAID_BY_BOOKS: Kept = {}


@cache
def _shop() -> PracticeShop:
    return thinned(practice_shop(FakeClock()), below=190)


@cache
def _books() -> PracticeAdministration:
    return practice_administration(FakeClock())


def _open_shop(seed: int, kept: Kept) -> WooShop:
    clock = FakeClock()
    client = shop_client(
        f"https://{SHOP}",
        key=Secret(PRACTICE_CONSUMER_KEY),
        secret=Secret(PRACTICE_CONSUMER_SECRET),
        clock=clock,
        transport=Mangler(Wire(_shop()), kept, Random(seed), often=2),  # noqa: S311
    )
    return WooShop(client, clock=clock)


def _open_books(seed: int, kept: Kept) -> SnelStart:
    clock = FakeClock()
    auth = TokenAuth(
        token_url="https://b2b.test/b2b/token",
        subscription_key=Secret(PRACTICE_SUBSCRIPTION_KEY),
        connection_key=Secret(PRACTICE_CONNECTION_KEY),
        clock=clock,
    )
    wire = Mangler(Wire(_books()), kept, Random(seed), often=3)  # noqa: S311
    reader, writer = snelstart_clients("https://b2b.test/v2", auth=auth, transport=wire)
    return SnelStart(
        SnelStartTransport(reader, writer, clock=clock), scopes=auth.scopes
    )


@CASES
@given(st.integers(0, 2**32))
def test_a_shop_may_say_anything(seed: int) -> None:
    """Each call gives values or an error that is told."""
    shop = _open_shop(seed, SAID_BY_SHOP)
    for call in (
        shop.info,
        shop.setup,
        shop.count,
        lambda: list(shop.orders(modified_after=None)),
        lambda: list(shop.order_ids()),
        lambda: list(shop.refunds(created_after=None) or ()),
        lambda: list(shop.products([11, 12])),
        lambda: shop.refunds_of(171),
    ):
        tried(call)


@CASES
@given(st.integers(0, 2**32))
def test_snelstart_may_say_anything(seed: int) -> None:
    """Each call gives values or an error that is told."""
    books = _open_books(seed, SAID_BY_BOOKS)
    for call in (
        books.company,
        books.chart,
        books.rights,
        books.filed_periods,
        books.vat_returns,
        lambda: list(books.mutations(Q4.first, Q4.last)),
        lambda: books.count_cards(["Webshop NL"]),
        lambda: list(books.invoices(Q4.first, Q4.last)),
        lambda: books.find_invoices("171"),
        lambda: books.numbers_there(["171"]),
        lambda: books.has("00000000-0000-0000-0000-000000000000"),
        lambda: books.delete("00000000-0000-0000-0000-000000000000"),
        lambda: books.book('{"factuurnummer": "171"}'),
    ):
        tried(call)
