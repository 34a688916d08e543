"""The parts put together in process, as the command line does it with sockets."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import httpx
from sqlalchemy import event

from snelsync.adapters.mapping_file import read_settings
from snelsync.adapters.snelstart.auth import TokenAuth
from snelsync.adapters.snelstart.client import SnelStart
from snelsync.adapters.snelstart.transport import SnelStartTransport, snelstart_clients
from snelsync.adapters.state.engine import open_state
from snelsync.adapters.state.recording import StateRecorder
from snelsync.adapters.woocommerce.client import WooShop, shop_client
from snelsync.adapters.woocommerce.parse import Wanted
from snelsync.domain.mapping import Mapping
from snelsync.sandbox.administration import (
    PRACTICE_CONNECTION_KEY,
    PRACTICE_SUBSCRIPTION_KEY,
    PracticeAdministration,
)
from snelsync.sandbox.administration import ConnectionDropped as AdministrationDropped
from snelsync.sandbox.shop import (
    PRACTICE_CONSUMER_KEY,
    PRACTICE_CONSUMER_SECRET,
    PracticeShop,
)
from snelsync.sandbox.shop import ConnectionDropped as ShopDropped
from snelsync.secret import Secret
from tests.fakes import FakeClock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ROOT = Path(__file__).parents[2]
SHOP = "shop.test"
Wsgi = Callable[..., Any]
WANTED = Wanted(
    meta_keys=("_mollie_payment_mode", "_ppcp_paypal_payment_mode", "is_vat_exempt")
)


class Wire(httpx.BaseTransport):
    """A WSGI application at the other end; remembers requests, breaks as sockets do."""

    def __init__(self, app: Wsgi) -> None:
        self._inner = httpx.WSGITransport(app=app)
        self.sent: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        self.sent.append(request)
        try:
            response = self._inner.handle_request(request)
            response.read()
        except (ShopDropped, AdministrationDropped) as error:
            raise httpx.ReadError(str(error), request=request) from error
        return response


def garbled() -> httpx.Response:
    """Give an answer that cannot be decompressed."""
    stream = httpx.ByteStream(b"no gzip at all")
    return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=stream)


class Between:
    """Stands between client and application: acts before the nth request to a path."""

    def __init__(
        self, app: Wsgi, *, path: str, nth: int, act: Callable[[], object]
    ) -> None:
        self._app, self._path, self._nth, self._act = app, path, nth, act
        self.seen = 0

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Count, act, and pass on."""
        if str(environ["PATH_INFO"]).endswith(self._path):
            self.seen += 1
            if self.seen == self._nth:
                self._act()
        answer: Iterable[bytes] = self._app(environ, start_response)
        return answer


class Capped:
    """A host that never gives more than so many rows, whatever is asked."""

    def __init__(self, app: Wsgi, rows: int) -> None:
        self._app, self._rows = app, rows

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Ask for less."""
        query = str(environ["QUERY_STRING"])
        for asked in range(self._rows + 1, 101):
            query = query.replace(f"per_page={asked}&", f"per_page={self._rows}&")
        environ["QUERY_STRING"] = query
        answer: Iterable[bytes] = self._app(environ, start_response)
        return answer


@dataclass(frozen=True, slots=True)
class OpenShop:
    """A shop opened over a wire one may look at."""

    shop: WooShop
    wire: Wire


def open_shop(
    app: Wsgi,
    clock: FakeClock,
    *,
    url: str = f"https://{SHOP}",
    key: str = PRACTICE_CONSUMER_KEY,
    secret: str = PRACTICE_CONSUMER_SECRET,
    wanted: Wanted = WANTED,
) -> OpenShop:
    """Open a practice shop, or whatever is wrapped round it."""
    wire = Wire(app)
    client = shop_client(
        url, key=Secret(key), secret=Secret(secret), clock=clock, transport=wire
    )
    return OpenShop(WooShop(client, clock=clock, wanted=wanted), wire)


def practice_shop(clock: FakeClock, name: str = "incl", **more: Any) -> PracticeShop:  # noqa: ANN401
    """Make a practice shop on the fake clock."""
    return PracticeShop(name, now=clock.now, **more)


def thinned(practice: PracticeShop, *, below: int) -> PracticeShop:
    """Leave only the orders under a number in a shop, to be quick."""
    state = practice._state
    state.orders = {key: one for key, one in state.orders.items() if key < below}
    state.refunds = {
        key: one for key, one in state.refunds.items() if one["parent_id"] < below
    }
    return practice


@dataclass(frozen=True, slots=True)
class OpenAdministration:
    """An administration opened over a wire one may look at."""

    administration: SnelStart
    transport: SnelStartTransport
    wire: Wire


def open_administration(
    app: Wsgi,
    clock: FakeClock,
    *,
    subscription_key: str = PRACTICE_SUBSCRIPTION_KEY,
    connection_key: str = PRACTICE_CONNECTION_KEY,
    wire: Wire | None = None,
) -> OpenAdministration:
    """Open a practice administration, or whatever is wrapped round it."""
    wire = wire or Wire(app)
    auth = TokenAuth(
        token_url="https://b2b.test/b2b/token",
        subscription_key=Secret(subscription_key),
        connection_key=Secret(connection_key),
        clock=clock,
    )
    reader, writer = snelstart_clients("https://b2b.test/v2", auth=auth, transport=wire)
    transport = SnelStartTransport(reader, writer, clock=clock)
    books = SnelStart(transport, scopes=auth.scopes)
    return OpenAdministration(books, transport, wire)


def practice_administration(
    clock: FakeClock,
    **more: Any,  # noqa: ANN401
) -> PracticeAdministration:
    """Make a practice administration on the fake clock."""
    return PracticeAdministration(now=clock.now, **more)


@cache
def _empty_record() -> bytes:
    """Make the migrations' result once; a test of its own makes it from nothing."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "state.sqlite3"
        open_state(path, readonly=False).dispose()
        return path.read_bytes()


def open_record(path: Path, *, shop: str = SHOP) -> StateRecorder:
    """Open a state file for writing."""
    if not path.exists():
        path.write_bytes(_empty_record())
    engine = open_state(path, readonly=False)
    engine.dispose()
    # A process may die in a test, the machine does not: no need to wait for the disk.
    event.listen(engine, "connect", _hurry)
    return StateRecorder(engine, shop=shop)


def _hurry(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@cache
def example_mapping() -> Mapping:
    """Read the example mapping, named after the practice shop."""
    mapping = read_settings(ROOT / "mapping.example.toml").mapping
    return replace(mapping, shop=replace(mapping.shop, name=SHOP))
