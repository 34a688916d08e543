"""A write is repeated only when it certainly was not carried out."""

from __future__ import annotations

from datetime import date
from typing import Literal

import httpx
import pytest

from snelsync.adapters.snelstart.transport import refused
from snelsync.errors import (
    AdministrationError,
    CredentialsError,
    NotSentError,
    RefusedError,
    SnelsyncError,
    UncertainError,
)
from snelsync.sandbox.administration import (
    ALL_SCOPES,
    Fault,
    Limits,
    PracticeAdministration,
)
from tests.contract.samples import NL, a_booking
from tests.contract.wiring import (
    OpenAdministration,
    Wire,
    garbled,
    open_administration,
    practice_administration,
)
from tests.fakes import FakeClock

BOOKINGS = "/v2/verkoopboekingen"


class World:
    """A practice administration with a card, opened, and a booking ready to go."""

    def __init__(self, **more: object) -> None:
        self.clock = FakeClock()
        self.practice: PracticeAdministration = practice_administration(
            self.clock, **more
        )
        self.opened = self.open()
        chart = self.opened.administration.chart()
        card = self.opened.administration.create_customer(NL, chart)
        self.payload = self.opened.administration.encode(
            a_booking(), customer_id=card, chart=chart
        )

    def open(self, wire: Wire | None = None) -> OpenAdministration:
        """Open it, over a wire of one's own perhaps."""
        return open_administration(self.practice, self.clock, wire=wire)

    def trouble(self, kind: str, times: int | None = 1, wait: int = 1) -> None:
        """Plan trouble with bookings."""
        self.practice.faults.add(
            Fault(
                kind=kind, method="POST", path=BOOKINGS, times=times, retry_after=wait
            )
        )

    def book(self) -> SnelsyncError | None:
        """Send the booking."""
        try:
            self.opened.administration.book(self.payload)
        except SnelsyncError as error:
            return error
        return None

    @property
    def posts(self) -> int:
        """Count how often a booking was sent."""
        sent = self.practice.requests
        return sum(one.path == BOOKINGS and one.method == "POST" for one in sent)


UNCERTAIN = {
    "server_error": 0,
    "bad_gateway": 0,
    "unavailable": 0,
    "timeout_before": 0,
    "plain_text": 0,
    "html": 0,
    "dropped_before": 0,
    "timeout_after": 1,
    "html_after": 1,
    "truncated": 1,
    "dropped_after": 1,
}


@pytest.mark.parametrize("kind", UNCERTAIN)
def test_a_lost_answer_is_uncertain_and_never_repeated(kind: str) -> None:
    """Whatever may have been booked is sent once, and the caller is told."""
    world = World()
    world.trouble(kind, times=None)

    error = world.book()

    assert isinstance(error, UncertainError)
    assert error.exit_code == 34
    assert world.posts == 1
    assert len(world.practice.bookings) == UNCERTAIN[kind]
    assert world.clock.slept == []


@pytest.mark.parametrize("kind", ["slow", "slow_after"])
def test_a_slow_answer_is_still_an_answer(kind: str) -> None:
    """A server that takes its time has booked once."""
    world = World()
    world.trouble(kind)

    assert world.book() is None
    assert world.posts == len(world.practice.bookings) == 1


def test_a_limit_is_waited_for_as_told() -> None:
    """A 429 comes before anything is carried out, so the write goes again."""
    world = World()
    world.trouble("rate_limit", times=2, wait=17)

    assert world.book() is None
    assert world.clock.slept == [17.0, 17.0]
    assert world.posts == 3
    assert len(world.practice.bookings) == 1


@pytest.mark.parametrize("kind", ["rate_limit", "quota"])
def test_a_limit_for_long_is_not_sent(kind: str) -> None:
    """An hour is not waited for: nothing was sent, and the user is told to wait."""
    world = World()
    world.trouble(kind, times=None, wait=3600)

    error = world.book()

    assert isinstance(error, NotSentError)
    assert "limit" in error.what
    assert "hour" in error.hint
    assert world.clock.slept == []
    assert (world.posts, len(world.practice.bookings)) == (1, 0)


@pytest.mark.parametrize("status", [403, 429])
def test_a_used_up_hour_is_no_missing_right(status: Literal[403, 429]) -> None:
    """A 403 about the quota is a limit, not a scope."""
    world = World(limits=Limits(per_hour=8, hour_status=status))

    error = [world.book() for _ in range(4)][-1]

    assert isinstance(error, NotSentError)


def test_a_missing_right_is_about_the_key() -> None:
    """A 403 about a scope names what the key may not do, and is not repeated."""
    rights = [scope for scope in ALL_SCOPES if scope != "boekhouden:write"]
    world = World(scopes=rights)

    error = world.book()

    assert isinstance(error, CredentialsError)
    assert "verkoopboekingen" in error.what
    assert "scopes" in error.hint
    assert world.posts == 1


def test_a_refusal_is_told_with_its_code_and_remedy() -> None:
    """A definite no comes with SnelStart's own code and our remedy, once."""
    world = World()
    world.practice.set_blocked_until(date(2026, 12, 31))

    error = world.book()

    assert isinstance(error, RefusedError)
    assert error.has("BOE-0042")
    assert "BOE-0042" in error.what
    assert "unblock" in error.hint
    assert world.posts == 1


class Broken(Wire):
    """Breaks bookings in one way, before or after they are carried out."""

    error: type[httpx.TransportError] = httpx.ReadError
    carries_out = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Break."""
        if request.url.path != BOOKINGS:
            return super().handle_request(request)
        self.sent.append(request)
        if self.carries_out:
            super().handle_request(request)
        raise self.error("broken", request=request)


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadError,
        httpx.ReadTimeout,
        httpx.WriteError,
        httpx.WriteTimeout,
        httpx.CloseError,
        httpx.RemoteProtocolError,
        httpx.ProxyError,
    ],
)
@pytest.mark.parametrize("carries_out", [True, False])
def test_a_broken_line_is_uncertain(
    error: type[httpx.TransportError], *, carries_out: bool
) -> None:
    """When the line breaks after it was open, the booking may be there or not."""
    world = World()
    wire = Broken(world.practice)
    wire.error, wire.carries_out = error, carries_out
    world.opened = world.open(wire)

    assert isinstance(world.book(), UncertainError)
    assert len(world.practice.bookings) == carries_out


@pytest.mark.parametrize(
    ("error", "calls"),
    [
        (httpx.ConnectError, 4),
        (httpx.ConnectTimeout, 4),
        (httpx.PoolTimeout, 4),
        (httpx.LocalProtocolError, 1),
        (httpx.UnsupportedProtocol, 1),
    ],
)
def test_what_never_left_is_not_sent(
    error: type[httpx.TransportError], calls: int
) -> None:
    """No connection means no booking; our own mistake is not repeated either."""
    world = World()
    wire = Broken(world.practice)
    wire.error = error
    world.opened = world.open(wire)

    assert isinstance(world.book(), NotSentError)
    assert sum(one.url.path == BOOKINGS for one in wire.sent) == calls


def test_writes_keep_no_connection() -> None:
    """A server closing a kept connection under a write would be a needless doubt."""
    world = World()

    transport = world.opened.transport
    assert transport._writer is not transport._reader
    assert transport._writer.follow_redirects is False
    assert transport._reader.follow_redirects is False


def test_a_redirect_is_never_followed() -> None:
    """The keys are not sent along to another address."""
    world = World()

    class Elsewhere(Wire):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path != BOOKINGS:
                return super().handle_request(request)
            self.sent.append(request)
            return httpx.Response(307, headers={"Location": "https://evil.test/"})

    wire = Elsewhere(world.practice)
    world.opened = world.open(wire)

    error = world.book()

    assert error is not None
    assert "redirects" in error.what
    assert {one.url.host for one in wire.sent} == {"b2b.test"}


SHAPES = {
    '[{"errorCode":"BOE-0039","message":"De boeking","details":null}]': (
        ("BOE-0039",),
        "BOE-0039 De boeking",
    ),
    '[{"errorCode":"BOE-0008","message":"a"},{"errorCode":"X-1","message":"b"}]': (
        ("BOE-0008", "X-1"),
        "BOE-0008 a; X-1 b",
    ),
    '{"message":"The request is invalid.","modelState":{"b.naam":["Jan is fout"]}}': (
        ("",),
        "The request is invalid. (b.naam)",
    ),
    '{"Message":"No.","ModelState":{"veld":["x"]}}': (("",), "No. (veld)"),
    '{"Message":"Could not find a property"}': (("",), "Could not find a property"),
    '{"statusCode":404,"message":"Resource not found"}': (("",), "Resource not found"),
    "{}": (("",), "no reason given"),
    "": (("",), "without a reason"),
    "<html>": (("",), "without a reason"),
    '"no"': (("",), "without a reason"),
    "[]": ((), "refused (400)"),
    '["x"]': ((), "refused (400)"),
}


@pytest.mark.parametrize("body", SHAPES)
def test_every_shape_of_a_refusal_is_read(body: str) -> None:
    """An array of codes, a model state, a message, a gateway's answer, and nothing."""
    codes, words = SHAPES[body]

    error = refused(httpx.Response(400, text=body))

    assert tuple(one.code for one in error.refusals) == codes
    assert words in error.what
    assert error.hint
    assert "Jan is fout" not in error.what


def test_an_answer_that_makes_no_sense_is_uncertain() -> None:
    """A 201 without a booking in it may have booked."""
    world = World()

    class Senseless(Wire):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path != BOOKINGS:
                return super().handle_request(request)
            return httpx.Response(201, json={"ok": True})

    world.opened = world.open(Senseless(world.practice))

    assert isinstance(world.book(), UncertainError)


def test_a_garbled_answer_to_a_booking_is_uncertain() -> None:
    """An answer that cannot be decompressed may follow a booking that was stored."""
    world = World()

    class Garbled(Wire):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            response = super().handle_request(request)
            return garbled() if request.url.path == BOOKINGS else response

    world.opened = world.open(Garbled(world.practice))

    assert isinstance(world.book(), UncertainError)
    assert len(world.practice.bookings) == world.posts == 1


@pytest.mark.parametrize("kind", ["server_error", "html", "truncated", "dropped_after"])
def test_a_read_is_repeated(kind: str) -> None:
    """Asking again does no harm: a read survives three troubles."""
    world = World()
    world.practice.faults.add(Fault(kind=kind, path="/v2/companyInfo", times=3))

    assert world.opened.administration.company().name == "Oefenadministratie"
    assert len(world.clock.slept) == 3


def test_a_read_that_keeps_failing_is_told() -> None:
    """After four attempts the administration is called out of reach."""
    world = World()
    world.practice.faults.add(
        Fault(kind="unavailable", path="/v2/companyInfo", times=None)
    )

    with pytest.raises(AdministrationError) as raised:
        world.opened.administration.company()

    assert not isinstance(raised.value, UncertainError)
    assert "503" in raised.value.what


def test_a_refusal_of_a_thousand_reasons_is_told_in_short() -> None:
    """The first of them are enough."""
    reason = {"errorCode": "BOE-0058", "message": "Het kan niet"}
    told = refused(httpx.Response(400, json=[reason] * 1_000))
    assert len(told.refusals) == 20
    state: dict[str, list[str]] = {f"f{number}": [] for number in range(1_000)}
    told = refused(httpx.Response(400, json={"message": "x", "modelState": state}))
    assert len(told.what) < 200
