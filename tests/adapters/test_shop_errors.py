"""Whatever a shop answers, a person is told which shop, what, and what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from snelsync.adapters.woocommerce.client import WooShop, shop_client
from snelsync.adapters.woocommerce.refusals import explain
from snelsync.errors import CredentialsError, ShopError, SnelsyncError
from snelsync.sandbox.shop import Fault, PracticeShop
from snelsync.sandbox.shop.faults import FaultKind
from snelsync.secret import Secret
from tests.contract.wiring import ROOT, OpenShop, garbled, open_shop, practice_shop
from tests.fakes import FakeClock

RECORDINGS = ROOT / "tests" / "recordings"
KEY, SECRET = "ck_planted_key_123", "cs_planted_secret_456"


class Playback(httpx.BaseTransport):
    """Gives one recorded answer, again and again, and counts."""

    def __init__(self, recorded: dict[str, Any]) -> None:
        self.calls = 0
        body = recorded.get("body_text", recorded.get("body", ""))
        self._text = body if isinstance(body, str) else json.dumps(body)
        self._recorded = recorded

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as recorded, whatever is asked."""
        self.calls += 1
        kept = {"Content-Type", "Location", "Retry-After", "X-WP-Total", "Date"}
        headers = {
            name: value
            for name, value in self._recorded["headers"].items()
            if name in kept
        }
        status = self._recorded["status"]
        return httpx.Response(status, headers=headers, text=self._text, request=request)


def told(recorded: Path, clock: FakeClock) -> tuple[SnelsyncError, Playback]:
    """Ask a shop that answers as recorded, and give what we say of it."""
    playback = Playback(json.loads(recorded.read_text()))
    client = shop_client(
        "https://winkel.example",
        key=Secret(KEY),
        secret=Secret(SECRET),
        clock=clock,
        transport=playback,
    )
    with pytest.raises(SnelsyncError) as raised:
        list(WooShop(client, clock=clock).orders(modified_after=None))
    return raised.value, playback


ERRORS = {
    "odd/auth_header_stripped": (CredentialsError, "key", "Authorization", 1),
    "odd/bad_gateway_502": (ShopError, "PHP is down", "later", 4),
    "odd/gateway_timeout_504": (ShopError, "too slow", "later", 4),
    "odd/maintenance_503": (ShopError, "maintenance", "later", 1),
    "odd/rate_limited_1": (ShopError, "too many requests", "host", 4),
    "odd/http_to_https_301": (ShopError, "redirects", "url", 1),
    "odd/wrong_site": (ShopError, "redirects", "url", 1),
    "odd/php_warning_before_json": (ShopError, "PHP warnings", "WP_DEBUG", 1),
    "errors/wrong_key": (CredentialsError, "consumer key", "auth login", 1),
    "errors/wrong_secret": (CredentialsError, "consumer secret", "cs_…", 1),
    "errors/no_auth": (CredentialsError, "consumer key", "REST API", 1),
    "errors/swapped": (CredentialsError, "consumer key", "REST API", 1),
    "errors/wp_login_as_basic": (CredentialsError, "consumer key", "REST API", 1),
    "errors/http_basic": (CredentialsError, "consumer key", "REST API", 1),
    "errors/write_key_reads": (CredentialsError, "may not read", "Read", 1),
    "errors/oauth_clock_skew_20min": (CredentialsError, "clock", "clock", 1),
    "errors/http_oauth_wrong_secret": (CredentialsError, "signature", "cs_…", 1),
    "errors/unknown_route": (ShopError, "has no", "REST API", 1),
    "errors/unknown_namespace": (ShopError, "has no", "REST API", 1),
    "errors/bad_date": (ShopError, "rest_invalid_param", "later", 1),
    "errors/bad_status": (ShopError, "rest_invalid_param", "later", 1),
    "errors/not_found": (ShopError, "has no", "url", 1),
}


@pytest.mark.parametrize("name", ERRORS)
def test_each_recorded_trouble_is_explained(name: str) -> None:
    """A recorded answer gives the right class, names host and cause, and a remedy."""
    kind, cause, remedy, calls = ERRORS[name]

    error, playback = told(RECORDINGS / f"{name}.json", FakeClock())

    assert isinstance(error, kind)
    assert "winkel.example" in error.what
    assert cause in error.what
    assert remedy in error.hint
    assert playback.calls == calls


def everything_said(error: BaseException | None) -> str:
    """Give every word of an error and of what caused it."""
    said = ""
    while error is not None:
        said += f"{error!r} {error} {getattr(error, 'hint', '')}"
        said += str(getattr(error, "details", ""))
        error = error.__cause__ or error.__context__
    return said


@pytest.mark.parametrize("name", ERRORS)
def test_no_trouble_shows_a_key(name: str) -> None:
    """No message, hint or cause holds a consumer key or secret."""
    error, _ = told(RECORDINGS / f"{name}.json", FakeClock())

    assert KEY not in everything_said(error)
    assert SECRET not in everything_said(error)


def test_a_dead_database_is_told_after_few_calls() -> None:
    """A shop that crashes on everything is not asked a hundred times."""
    error, playback = told(RECORDINGS / "odd" / "db_down.json", FakeClock())

    assert isinstance(error, ShopError)
    assert "winkel.example" in error.what
    assert "crashed" in error.what
    assert "error log" in error.hint
    assert playback.calls == 12


FAULTS: dict[FaultKind, str] = {
    "bad_gateway": "PHP is down",
    "gateway_timeout": "too slow",
    "maintenance": "maintenance",
    "rate_limited": "too many requests",
    "html_in_200": "web page",
    "php_warning": "PHP warnings",
    "database_down": "crashed",
    "moved": "redirects",
    "dropped_connection": "cannot be reached",
    "truncated_json": "cut off",
}


def open_faulty(kind: FaultKind, clock: FakeClock, *, times: int) -> OpenShop:
    """Open a shop with trouble on its orders."""
    practice = practice_shop(clock)
    practice.faults.add(Fault(kind, path="/orders", times=times))
    return open_shop(practice, clock)


@pytest.mark.parametrize("kind", FAULTS)
def test_trouble_that_lasts_is_told(kind: FaultKind) -> None:
    """Each trouble that does not pass is told with the shop's name and what to do."""
    clock = FakeClock()
    opened = open_faulty(kind, clock, times=99)

    with pytest.raises(ShopError) as raised:
        list(opened.shop.orders(modified_after=None))

    assert "shop.test" in raised.value.what
    assert FAULTS[kind] in raised.value.what
    assert raised.value.hint


PASSING: set[FaultKind] = {
    "bad_gateway",
    "gateway_timeout",
    "rate_limited",
    "dropped_connection",
    "truncated_json",
}
STOPPING: set[FaultKind] = {"html_in_200", "php_warning", "moved", "maintenance"}


@pytest.mark.parametrize("kind", sorted(PASSING))
def test_trouble_that_passes_is_waited_out(kind: FaultKind) -> None:
    """A gateway, a limit, a dropped line or a cut-off answer is tried again."""
    clock = FakeClock()
    opened = open_faulty(kind, clock, times=3)

    assert opened.shop.count()
    assert len(clock.slept) == 3


@pytest.mark.parametrize("kind", sorted(STOPPING))
def test_trouble_that_stays_is_not_repeated(kind: FaultKind) -> None:
    """A redirect, a warning, a web page or long maintenance is told at once."""
    clock = FakeClock()
    opened = open_faulty(kind, clock, times=1)

    with pytest.raises(ShopError):
        opened.shop.count()

    assert (len(opened.wire.sent), clock.slept) == (1, [])


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout, httpx.ConnectTimeout, httpx.ConnectError]
)
def test_a_shop_out_of_reach_is_tried_four_times(
    error: type[httpx.TransportError],
) -> None:
    """Time-outs and failed connections are repeated, then told with their name."""
    clock, calls = FakeClock(), []

    def fail(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        raise error("", request=request)

    client = shop_client(
        "https://winkel.example",
        key=Secret(KEY),
        secret=Secret(SECRET),
        clock=clock,
        transport=httpx.MockTransport(fail),
    )
    with pytest.raises(ShopError) as raised:
        WooShop(client, clock=clock).info()

    assert len(calls) == 4
    assert "winkel.example" in raised.value.what
    assert error.__name__ in raised.value.what
    assert KEY not in everything_said(raised.value)


def test_an_address_without_a_protocol_is_our_fault_and_not_repeated() -> None:
    """What httpx cannot send at all is told without waiting."""
    clock = FakeClock()

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.UnsupportedProtocol("", request=request)

    client = shop_client(
        "https://winkel.example",
        key=Secret(KEY),
        secret=Secret(SECRET),
        clock=clock,
        transport=httpx.MockTransport(refuse),
    )
    with pytest.raises(ShopError):
        WooShop(client, clock=clock).info()

    assert clock.slept == []


def test_a_garbled_answer_is_told() -> None:
    """An answer that cannot be decompressed is the shop's, not a bug of ours."""
    client = shop_client(
        "https://winkel.example",
        key=Secret(KEY),
        secret=Secret(SECRET),
        clock=FakeClock(),
        transport=httpx.MockTransport(lambda _: garbled()),
    )
    with pytest.raises(ShopError, match=r"winkel\.example"):
        WooShop(client, clock=FakeClock()).info()


def test_a_shop_that_is_too_old_is_refused() -> None:
    """A WooCommerce that cannot list changes is told to update."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("system_status"):
            return httpx.Response(200, json={"environment": {"version": "5.7.2"}})
        return httpx.Response(200, json={"name": "Oud"})

    client = shop_client(
        "https://winkel.example",
        key=Secret(KEY),
        secret=Secret(SECRET),
        clock=FakeClock(),
        transport=httpx.MockTransport(answer),
    )
    with pytest.raises(ShopError) as raised:
        WooShop(client, clock=FakeClock()).info()

    assert "5.7.2" in raised.value.what
    assert "5.8" in raised.value.hint


def test_a_stripped_header_is_told_as_a_possible_cause() -> None:
    """A web server that drops the Authorization header is named in the hint."""
    practice: PracticeShop = practice_shop(FakeClock())
    practice.strip_authorization = True

    with pytest.raises(CredentialsError) as raised:
        open_shop(practice, FakeClock()).shop.info()

    assert "Authorization" in raised.value.hint


@pytest.mark.parametrize(
    ("body", "code", "kind"),
    [
        ({"code": "rest_forbidden", "message": "no"}, 403, CredentialsError),
        ({}, 403, ShopError),
        ({}, 401, CredentialsError),
        ({}, 418, ShopError),
    ],
)
def test_a_refusal_is_of_the_key_or_of_a_firewall(
    body: dict[str, str], code: int, kind: type[SnelsyncError]
) -> None:
    """A 403 with WordPress's own code is about the key's user; without, a firewall."""
    client = shop_client(
        "https://winkel.example",
        key=Secret(KEY),
        secret=Secret(SECRET),
        clock=FakeClock(),
        transport=httpx.MockTransport(lambda _: httpx.Response(code, json=body)),
    )
    with pytest.raises(kind) as raised:
        WooShop(client, clock=FakeClock()).count()

    assert "winkel.example" in str(raised.value)


def test_of_a_redirect_only_the_address_is_told() -> None:
    """Who is in the target, as user or in what is asked, is not."""
    request = httpx.Request("GET", "https://winkel.example/wp-json/")
    for target, address in (
        ("https://jan:a@elders.example/w/?mail=jan@example.nl", "elders.example/w;"),
        ("https://elders.example:8443/wp-json/wc/v3#jan", "elders.example:8443;"),
        ("/wp-login.php?user=jan", "another address"),
        ("https://elders.example:jan/", "another address"),
    ):
        answer = httpx.Response(302, headers={"Location": target}, request=request)
        said = explain(answer)
        assert address in said.what
        assert "jan" not in said.what + said.hint
