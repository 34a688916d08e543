"""Answers and orders that are too large, and those that are only large."""

from __future__ import annotations

import gzip
import json
import sys
import tracemalloc
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any

import httpx
import pytest

from snelsync.adapters import connection
from snelsync.adapters.connection import LARGEST
from snelsync.adapters.snelstart.auth import TokenAuth
from snelsync.adapters.snelstart.transport import SnelStartTransport, snelstart_clients
from snelsync.adapters.vies import Vies, vies_client
from snelsync.adapters.woocommerce.client import WooShop, shop_client
from snelsync.app.ports import Unreadable
from snelsync.domain.order import Order
from snelsync.domain.vat_number import Validity
from snelsync.errors import (
    AdministrationError,
    NotSentError,
    ShopError,
    UncertainError,
)
from snelsync.secret import Secret
from tests.adapters.test_mangled import decided, recorded
from tests.fakes import FakeClock

Json = dict[str, Any]
KEY = Secret("planted")
ENDLESS = 100 * 1024 * 1024
BOMB = gzip.compress(bytes(ENDLESS), 1)
TOKEN = {"access_token": "token", "expires_in": 3600}


class Flood(httpx.SyncByteStream):
    """Gives 100 MB, and knows how much of it was taken."""

    def __init__(self, packing: str) -> None:
        self.packing = packing
        self.given = 0

    def __iter__(self) -> Iterator[bytes]:
        """Give it in pieces."""
        piece = bytes(1024 * 1024)
        if self.packing == "gzip":
            yield BOMB
            return
        while self.given < ENDLESS:
            self.given += len(piece)
            yield piece


class Flooding(httpx.BaseTransport):
    """Answers with a flood; not where a token is asked for, unless that is tried."""

    def __init__(self, packing: str, *, token: bool = False) -> None:
        self.flood = Flood(packing)
        self.token = token
        self.calls = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer."""
        if request.url.path.endswith("/token") and not self.token:
            return httpx.Response(200, json=TOKEN)
        self.calls += 1
        headers = {"Content-Encoding": self.flood.packing, "X-WP-Total": "3"}
        return httpx.Response(200, headers=headers, stream=self.flood)


@pytest.fixture(params=["identity", "gzip"])
def packing(request: pytest.FixtureRequest) -> str:
    """Give a flood as it is, and one that is small until it is unpacked."""
    return str(request.param)


@pytest.fixture
def _little_memory() -> Iterator[None]:
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * LARGEST


def _books(wire: Flooding) -> SnelStartTransport:
    clock = FakeClock()
    auth = TokenAuth(
        token_url="https://b2b.test/b2b/token",
        subscription_key=KEY,
        connection_key=KEY,
        clock=clock,
    )
    reader, writer = snelstart_clients("https://b2b.test/v2", auth=auth, transport=wire)
    return SnelStartTransport(reader, writer, clock=clock)


@pytest.mark.usefixtures("_little_memory")
def test_a_flood_of_the_shop_is_not_read_to_its_end(packing: str) -> None:
    """It is told, once, and no more is taken of it than an answer can have."""
    wire, clock = Flooding(packing), FakeClock()
    client = shop_client(
        "https://shop.test", key=KEY, secret=KEY, clock=clock, transport=wire
    )
    with pytest.raises(ShopError, match="more than can be an answer"):
        WooShop(client, clock=clock).info()
    assert wire.calls == 1
    assert wire.flood.given <= LARGEST + 1024 * 1024


@pytest.mark.usefixtures("_little_memory")
def test_a_flood_of_snelstart_is_told(packing: str) -> None:
    """A read is not repeated; a booking may have been carried out."""
    wire = Flooding(packing)
    with pytest.raises(AdministrationError, match="larger than any"):
        _books(wire).get("companyInfo")
    assert wire.calls == 1
    with pytest.raises(UncertainError):
        _books(wire).post("verkoopboekingen", "{}")
    assert wire.calls == 2


@pytest.mark.usefixtures("_little_memory")
def test_a_flood_of_the_login_sends_nothing(packing: str) -> None:
    """Without a token there is no booking, so it is certainly not there."""
    wire = Flooding(packing, token=True)
    with pytest.raises(NotSentError, match="larger than any token"):
        _books(wire).post("verkoopboekingen", "{}")
    assert wire.calls == 1


@pytest.mark.usefixtures("_little_memory")
def test_a_flood_of_vies_is_no_answer(packing: str) -> None:
    """The number is asked about again another time."""
    vies = Vies(vies_client(transport=Flooding(packing)), clock=FakeClock())
    assert vies.check("BE0477472701").validity is Validity.UNAVAILABLE


def test_what_is_packed_twice_is_not_unpacked() -> None:
    """Gzip in gzip in gzip would be gigabytes at once."""
    wire = Flooding("gzip, gzip")
    with pytest.raises(NotSentError, match="DecodingError"):
        _books(wire).get("companyInfo")


class Listing(httpx.BaseTransport):
    """A shop that has these orders, and gives what is asked of them."""

    def __init__(self, orders: list[Json]) -> None:
        self.orders = orders

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer."""
        asked = request.url.params
        at, size = int(asked["offset"]), int(asked["per_page"])
        rows = self.orders[at : at + size]
        if asked["_fields"] == "id":
            rows = [{"id": row["id"]} for row in rows]
        told = {"X-WP-Total": str(len(self.orders))}
        return httpx.Response(
            200, headers=told, stream=httpx.ByteStream(json.dumps(rows).encode())
        )


def _read(orders: list[Json]) -> tuple[list[Order], list[Unreadable]]:
    clock = FakeClock()
    client = shop_client(
        "https://shop.test", key=KEY, secret=KEY, clock=clock, transport=Listing(orders)
    )
    pages = list(WooShop(client, clock=clock).orders(modified_after=None))
    return (
        [one for page in pages for one in page.orders],
        [one for page in pages for one in page.unreadable],
    )


def test_an_order_that_is_too_large_is_named_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The page is read in smaller ones, down to the order itself."""
    monkeypatch.setattr(connection, "LARGEST", 200_000)
    orders = [deepcopy(order) for order, _ in recorded("incl")[:30]]
    ids = [one["id"] for one in orders]
    orders[13]["line_items"][0]["name"] = "x" * 200_000
    read, (bad,) = _read(orders)
    assert [one.order_id for one in read] == [*ids[:13], *ids[14:]]
    assert bad.shop_id == ids[13]
    assert "larger than can be read" in bad.problem.message


def _many(count: int) -> tuple[Json, Json]:
    """Make an order of many lines of 12.10, and a refund of all of them but one."""
    order, refund = next(
        (deepcopy(order), deepcopy(refunds[0]))
        for order, refunds in recorded("incl")
        if order["id"] == 297
    )
    line, back = order["line_items"][0], refund["line_items"][0]
    line |= {"subtotal": "10.00", "total": "10.00", "total_tax": "2.10"}
    line["taxes"] = [{"id": 1, "total": "2.10", "subtotal": "2.10"}]
    order["line_items"] = [line | {"id": 10**6 + n} for n in range(count)]
    order["total"] = str(Decimal("12.10") * count + Decimal("4.95"))
    order["tax_lines"][0]["tax_total"] = str(Decimal("2.10") * count)
    back |= {"subtotal": "-10.00", "total": "-10.00", "total_tax": "-2.10"}
    back["taxes"] = [{"id": 1, "total": "-2.10", "subtotal": "-2.10"}]
    refund["line_items"] = [
        back
        | {
            "id": 2 * 10**6 + n,
            "meta_data": [{"key": "_refunded_item_id", "value": str(10**6 + n)}],
        }
        for n in range(count - 1)
    ]
    refund["amount"] = str(Decimal("12.10") * (count - 1))
    order["refunds"] = [{"id": refund["id"], "total": f"-{refund['amount']}"}]
    return order, refund


def _steps(count: int) -> int:
    """Count the lines of code that run to decide such an order with its refund."""
    steps = 0

    def trace(_frame: object, event: str, _about: object) -> Any:  # noqa: ANN401
        nonlocal steps
        steps += event == "line"
        return trace

    order, refund = _many(count)
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        decided(order, [refund])
    finally:
        sys.settrace(before)
    return steps


@pytest.mark.parametrize(
    "count", [1_000, pytest.param(10_000, marks=pytest.mark.chaos)]
)
def test_an_order_of_thousands_of_lines_is_only_large(count: int) -> None:
    """It fits in an answer, and it and its refund are booked line by line."""
    order, refund = _many(count)
    assert len(json.dumps([order])) / count * 10_000 < LARGEST / 2
    read, unreadable = _read([order])
    assert not unreadable
    assert len(read[0].charges) == count + 1
    sale, credit = decided(order, [refund])
    assert sale.booking is not None
    assert credit.booking is not None
    assert sale.booking.total == Decimal("12.10") * count + Decimal("4.95")
    assert credit.booking.total == Decimal("-12.10") * (count - 1)


def test_twice_the_lines_are_twice_the_work() -> None:
    """No line is looked up among all the others."""
    assert _steps(160) < 2.03 * _steps(80)
