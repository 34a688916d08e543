"""Times, as ratios within one run: pulling, deciding, starting, a sync of nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, process_time
from urllib.parse import parse_qsl

import httpx
from woocommerce import API

from snelsync.adapters.woocommerce.client import WooShop, shop_client
from snelsync.adapters.woocommerce.parse import parse_order
from snelsync.app.pull import pull
from snelsync.cli.example import example_mapping
from snelsync.cli.main import app
from snelsync.cli.wiring import SystemClock
from snelsync.domain.fingerprint import order_fingerprint
from snelsync.domain.order import Order, Sold
from snelsync.domain.plan import make_plan
from snelsync.sandbox.serve import Addresses
from snelsync.sandbox.shop import (
    PRACTICE_CONSUMER_KEY,
    PRACTICE_CONSUMER_SECRET,
    PracticeShop,
)
from snelsync.secret import Secret
from tests.app.books import LATE, MAPPING
from tests.contract.wiring import (
    WANTED,
    open_administration,
    open_record,
    practice_administration,
)
from tests.fakes import FakeClock

from .figure import Figure, Scale
from .processes import SNELSYNC, compiled, files, quickest, took
from .shops import shop_of
from .sides import Sides

LATENCY = 0.05
"""Seconds before the practice shop answers, for each request."""


def pulling(scale: Scale) -> Iterator[Figure]:
    """Pull a shop, then ask for the same pages one by one with `woocommerce`."""
    refunds = scale.orders // 10
    with Sides(orders=scale.orders, refunds=refunds, latency=LATENCY) as sides:
        ours = min(_pull_once(sides.at) for _ in range(2))
        asked = sides.asked().shop
        theirs = min(_replayed(sides.at, asked[: len(asked) // 2]) for _ in range(2))
    yield Figure(
        letter="e",
        what=f"a full pull of {scale.orders} orders, times faster than one by one",
        limit=1.8,
        measured=theirs / ours,
        at_least=True,
        note=f"{ours:.2f} s against {theirs:.2f} s, {LATENCY * 1000:.0f} ms a request",
    )


def _pull_once(at: Addresses) -> float:
    clock = SystemClock()
    with TemporaryDirectory() as folder:
        state = open_record(Path(folder) / "state.sqlite3")
        began = monotonic()
        with shop_client(
            at.shop_url,
            key=Secret(PRACTICE_CONSUMER_KEY),
            secret=Secret(PRACTICE_CONSUMER_SECRET),
            clock=clock,
        ) as client:
            pull(WooShop(client, clock=clock, wanted=WANTED), state, clock=clock)
        seconds = monotonic() - began
        state._engine.dispose()
    return seconds


def _replayed(at: Addresses, asked: list[tuple[str, str, str]]) -> float:
    """Ask for the same, as a script would."""
    shop = API(
        url=at.shop_url,
        consumer_key=PRACTICE_CONSUMER_KEY,
        consumer_secret=PRACTICE_CONSUMER_SECRET,
        version="wc/v3",
        timeout=30,
    )
    began = monotonic()
    for _method, path, query in asked:
        _, found, place = path.partition("/wc/v3/")
        if found:
            answer = shop.get(place, params=_meant(query))
            assert answer.status_code == 200, answer.text
            answer.json(parse_float=Decimal)
    return monotonic() - began


def _meant(query: str) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    return {name: value for name, value in pairs if not name.startswith("oauth_")}


def deciding(scale: Scale) -> Iterator[Figure]:
    """Read, fingerprint and decide about each order, and read its JSON alone."""
    clock = FakeClock(LATE)
    orders = min(scale.orders, 1_000)
    pages = _pages(orders, clock)
    books = open_administration(practice_administration(clock), clock)
    chart = books.administration.chart()

    def plain() -> None:
        for text in pages:
            json.loads(text)

    def whole() -> None:
        sold = []
        for text in pages:
            for row in json.loads(text, parse_float=Decimal):
                order = parse_order(row, wanted=WANTED)
                assert isinstance(order, Order)
                order_fingerprint(order)
                sold.append(Sold(order=order, refunds=()))
        make_plan(sold, known={}, mapping=MAPPING, chart=chart, now=LATE)

    alone, all_of_it = _least(plain), _least(whole)
    yield Figure(
        letter="f",
        what="reading and deciding about an order, times its json.loads",
        limit=12,
        measured=all_of_it / alone,
        note=(
            f"{all_of_it / orders * 1e6:.0f} against {alone / orders * 1e6:.0f}"
            " microseconds of work an order"
        ),
    )


class _Kept(httpx.WSGITransport):
    """A wire that keeps what came over it."""

    def __init__(self, shop: PracticeShop) -> None:
        super().__init__(app=shop)
        self.pages: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on, and keep a page of orders."""
        response = super().handle_request(request)
        response.read()
        if "offset=" in request.url.query.decode() and "/orders" in request.url.path:
            self.pages.append(response.text)
        return response


def _pages(orders: int, clock: FakeClock) -> list[str]:
    """Give the pages of a shop's orders just as a pull gets them."""
    wire = _Kept(shop_of(orders, now=clock.now))
    with shop_client(
        "https://shop.test",
        key=Secret(PRACTICE_CONSUMER_KEY),
        secret=Secret(PRACTICE_CONSUMER_SECRET),
        clock=clock,
        transport=wire,
    ) as client:
        shop = WooShop(client, clock=clock, wanted=WANTED)
        assert sum(1 for _ in shop.orders(modified_after=None))
    return wire.pages


def _least(work: Callable[[], None], repeats: int = 5) -> float:
    taken = []
    for _ in range(repeats):
        began = process_time()
        work()
        taken.append(process_time() - began)
    return min(taken)


def starting(scale: Scale) -> Iterator[Figure]:
    """Start the program only to ask for its version and its help."""
    with compiled() as environ:
        typer, version, shown = quickest(
            scale.repeats,
            ("-c", "import typer"),
            (*SNELSYNC, "--version"),
            (*SNELSYNC, "--help"),
            environ=environ,
        )
    for what, limit, one in (("--version", 1.3, version), ("--help", 2.0, shown)):
        yield Figure(
            letter="g",
            what=f"snelsync {what}, times `import typer`",
            limit=limit,
            measured=one.work / typer.work,
            note=f"{one.work * 1000:.0f} against {typer.work * 1000:.0f} ms of work",
        )


def no_op(scale: Scale) -> Iterator[Figure]:
    """Sync when nothing happened: requests, and time."""
    names = {command.name for command in app.registered_commands}
    if "sync" not in names:
        for what, limit in (("shop", 3.0), ("SnelStart", 1.0), ("time", 2.5)):
            yield Figure(
                letter="h",
                what=f"a sync of nothing: {what}",
                limit=limit,
                measured=None,
                note="there is no `snelsync sync` yet",
            )
        return
    with (
        TemporaryDirectory() as folder,
        compiled() as environ,
        Sides(orders=200, refunds=20, latency=0) as sides,
    ):
        yield from _no_op(Path(folder), sides, environ, scale.repeats)


def _no_op(
    folder: Path, sides: Sides, environ: dict[str, str], repeats: int
) -> Iterator[Figure]:
    write_mapping(folder, sides.at)
    words = (*SNELSYNC, *files(folder, folder / "state.sqlite3"), "sync")
    for _ in range(2):
        took(*words, environ=environ)
    sides.asked()
    took(*words, environ=environ)
    asked = sides.asked()
    imports = "import typer, httpx, sqlalchemy"
    bare, synced = quickest(repeats, ("-c", imports), words, environ=environ)
    yield Figure(
        letter="h",
        what="a sync of nothing: requests to the shop",
        limit=3,
        measured=len(asked.shop),
    )
    yield Figure(
        letter="h",
        what="a sync of nothing: calls of SnelStart",
        limit=1,
        measured=sum("/token" not in path for _, path, _ in asked.snelstart),
        note="the call for a token is not counted",
    )
    yield Figure(
        letter="h",
        what=f"a sync of nothing, times `{imports}`",
        limit=2.5,
        measured=synced.wall / bare.wall,
        note=f"{synced.wall:.2f} against {bare.wall:.2f} s, exit {synced.code}",
    )


def write_mapping(folder: Path, at: Addresses) -> None:
    """Write the example mapping with the addresses of the practice sides."""
    text = example_mapping()
    vies = "https://ec.europa.eu/taxation_customs/vies/rest-api"
    for old, new in (
        ("https://shop.example.nl", at.shop_url),
        ("https://b2bapi.snelstart.nl/v2", at.api_url),
        ("https://auth.snelstart.nl/b2b/token", at.token_url),
        (vies, at.vies_url),
    ):
        assert text.count(f'"{old}"') == 1, old
        text = text.replace(f'"{old}"', f'"{new}"')
    (folder / "mapping.toml").write_text(text, encoding="utf-8")
