"""Calls: of SnelStart per document, of the shop per pull, and how the quota is used."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from snelsync.adapters.snelstart.auth import TokenAuth
from snelsync.adapters.snelstart.client import SnelStart
from snelsync.adapters.snelstart.pace import ALLOWED, Pace
from snelsync.adapters.snelstart.transport import SnelStartTransport, snelstart_clients
from snelsync.adapters.state.recording import StateRecorder
from snelsync.app.pull import pull
from snelsync.app.push import Manner, execute, prepare
from snelsync.domain.mapping import KeyKind
from snelsync.sandbox.administration import (
    PRACTICE_CONNECTION_KEY,
    PRACTICE_SUBSCRIPTION_KEY,
    PracticeAdministration,
)
from snelsync.secret import Secret
from tests.app.books import LATE, MAPPING
from tests.app.businesses import BELGIAN, World
from tests.contract.wiring import (
    Wire,
    open_administration,
    open_record,
    open_shop,
    practice_administration,
)
from tests.fakes import FakeClock

from .figure import Figure, Scale
from .shops import belgian_number, shop_of

LATENCY = 0.2
"""Seconds that a call of SnelStart takes; a few orders are booked at a time."""
AT_ONCE = 4
FIRST = 40
"""Documents that have every customer card made."""
BOOKINGS = "/v2/verkoopboekingen"


def _pulled(folder: Path, orders: int, clock: FakeClock) -> StateRecorder:
    state = open_record(folder / "state.sqlite3")
    opened = open_shop(shop_of(orders, now=clock.now), clock)
    pull(opened.shop, state, clock=clock)
    return state


def _push(
    state: StateRecorder,
    books: SnelStart,
    clock: FakeClock,
    *,
    limit: int | None = None,
) -> None:
    run = state.begin_run("push", at=clock.now(), mapping_digest=MAPPING.digest)
    planned = prepare(state, books, mapping=MAPPING, clock=clock)
    manner = Manner(limit=limit)
    execute(planned, state, books, clock=clock, run_id=run, manner=manner)


def _counted(practice: PracticeAdministration) -> int:
    return sum(one.path != "/b2b/token" for one in practice.requests)


def per_document(scale: Scale) -> Iterator[Figure]:
    """Book for customers who share cards; what a push always asks is counted too.

    A first push of a few documents makes the cards, and is not counted.
    """
    clock = FakeClock(LATE)
    with TemporaryDirectory() as folder:
        state = _pulled(Path(folder), scale.documents, clock)
        practice = practice_administration(clock)
        opened = open_administration(practice, clock)
        _push(state, opened.administration, clock, limit=FIRST)
        practice.requests.clear()
        before = len(practice.bookings)
        _push(state, opened.administration, clock)
        booked = len(practice.bookings) - before
        state._engine.dispose()
    calls = _counted(practice)
    kinds = Counter(one.path.rpartition("/")[2] for one in practice.requests)
    yield Figure(
        letter="a",
        what=f"SnelStart calls per document, {booked} documents",
        limit=1.01,
        measured=calls / booked,
        note=f"{calls - kinds['verkoopboekingen']} calls that are no booking",
    )


def per_business(scale: Scale) -> Iterator[Figure]:
    """Book for new business customers, each with a card of its own."""
    with TemporaryDirectory() as folder:
        world = World(Path(folder), (BELGIAN,))
        world.register.known = frozenset(
            belgian_number(nth) for nth in range(scale.businesses)
        )
        for nth in range(scale.businesses):
            order_id = 1_000_000 + nth
            world.practice.copy_order(BELGIAN, order_id)
            world.set_number(order_id, belgian_number(nth))
        world.practice.delete_order(BELGIAN)
        world.booked()
        booked = len(world.books.bookings)
        # The clock stands still, so the minute's quota refuses some that come again.
        kinds = Counter(
            f"{one.method} {one.path.rpartition('/')[2]}"
            for one in world.books.requests
            if one.status != 429 and one.path != "/b2b/token"
        )
        world.state._engine.dispose()
    looked = kinds["GET relaties"]
    yield Figure(
        letter="b",
        what=f"the same, a new business each, {booked} documents",
        limit=2.02,
        measured=sum(kinds.values()) / booked if booked else None,
        note=f"{kinds['POST relaties']} cards made, {looked} look-ups",
    )


class _Slow(Wire):
    """A wire that takes its time, as calls do that are made a few at a time."""

    def __init__(self, practice: PracticeAdministration, clock: FakeClock) -> None:
        super().__init__(practice)
        self._clock = clock
        self.booked: list[float] = []
        self.refused: list[bool] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on, and note when a booking was made."""
        self._clock.moment += timedelta(seconds=LATENCY / AT_ONCE)
        response = super().handle_request(request)
        self.refused.append(response.status_code == 429)
        if request.method == "POST" and request.url.path == BOOKINGS:
            self.booked.append(self._clock.moment.timestamp())
        return response


def quota(scale: Scale) -> Iterator[Figure]:
    """Push more than the quota of a minute allows, and in the whole run of an hour."""
    clock = FakeClock(LATE)
    allowed = ALLOWED[KeyKind.PRODUCTION]
    with TemporaryDirectory() as folder:
        state = _pulled(Path(folder), scale.waiting, clock)
        wire = _Slow(practice_administration(clock), clock)
        began = clock.now().timestamp()
        auth = TokenAuth(
            token_url="https://b2b.test/b2b/token",
            subscription_key=Secret(PRACTICE_SUBSCRIPTION_KEY),
            connection_key=Secret(PRACTICE_CONNECTION_KEY),
            clock=clock,
        )
        reader, writer = snelstart_clients(
            "https://b2b.test/v2", auth=auth, transport=wire
        )
        pace = Pace(None, allowed, clock=clock)
        transport = SnelStartTransport(reader, writer, clock=clock, pace=pace.wait)
        books = SnelStart(transport, scopes=auth.scopes)
        run = state.begin_run("push", at=clock.now(), mapping_digest=MAPPING.digest)
        planned = prepare(state, books, mapping=MAPPING, clock=clock)
        execute(planned, state, books, clock=clock, run_id=run)
        pace.close()
        state._engine.dispose()
    yield _share("minute", 60, allowed.per_minute, wire.booked, began)
    if wire.booked[-1] - began > 3600:
        yield _share("hour", 3600, allowed.per_hour, wire.booked, began)
    pairs = zip(wire.refused, wire.refused[1:], strict=False)
    yield Figure(
        letter="c",
        what="two refusals (429) in a row",
        limit=0,
        measured=sum(one and other for one, other in pairs),
        note=f"{sum(wire.refused)} refusals in all",
    )


def _share(
    name: str, seconds: int, allowed: int, booked: list[float], began: float
) -> Figure:
    """Tell how much of the quota became bookings, in the whole windows of a run.

    Of minutes those count in which the hour's quota was not used up.
    """
    per_window = Counter(int((one - began) // seconds) for one in booked)
    whole = [count for window, count in sorted(per_window.items())][:-1]
    whole = [count for count in whole if count > allowed * 0.5] or whole
    return Figure(
        letter="c",
        what=f"share of the {name}'s quota that became bookings",
        limit=0.97,
        measured=sum(whole) / (allowed * len(whole)) if whole else None,
        at_least=True,
        note=f"{len(whole)} whole {name}s of {allowed} calls, {LATENCY} s a call",
    )


def per_pull(scale: Scale) -> Iterator[Figure]:
    """Pull a whole shop from each release; one order in ten was refunded."""
    for version, more in (("11.0.1", 0), ("8.9.2", 1)):
        clock = FakeClock(LATE)
        refunds = scale.orders // 10
        with TemporaryDirectory() as folder:
            practice = shop_of(scale.orders, refunds, now=clock.now, version=version)
            opened = open_shop(practice, clock)
            state = open_record(Path(folder) / "state.sqlite3")
            pull(opened.shop, state, clock=clock)
            state._engine.dispose()
        orders = scale.orders
        pages = math.ceil(orders / 100) + math.ceil(refunds / 100)
        limit = pages + 3 + more * refunds
        yield Figure(
            letter="d",
            what=f"requests to pull {orders} orders, {refunds} refunds, of {version}",
            limit=limit,
            measured=len(opened.wire.sent),
        )
