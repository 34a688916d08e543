"""How clients connect: to a server that proves who it is, and to no other."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
import trustme

from snelsync.adapters import connection
from snelsync.adapters.connection import connect, tls, unlogged
from snelsync.adapters.snelstart.auth import TokenAuth
from snelsync.adapters.snelstart.client import SnelStart
from snelsync.adapters.snelstart.transport import SnelStartTransport, snelstart_clients
from snelsync.adapters.vies import vies_client
from snelsync.adapters.woocommerce.client import WooShop, shop_client
from snelsync.errors import NotSentError, SettingsError, ShopError, SnelsyncError
from snelsync.secret import Secret
from tests.fakes import FakeClock

KEY, SECRET = Secret("ck_planted_0123456789"), Secret("cs_planted_0123456789")
LIMITS = httpx.Limits()


class Answering(BaseHTTPRequestHandler):
    """Says that there is nothing, to whoever asks."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_POST = do_GET  # noqa: N815 - as the library calls it

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(certificate: trustme.LeafCert | None) -> Iterator[int]:
    """Serve on loopback, over TLS with this certificate; gives the port."""
    server = HTTPServer(("127.0.0.1", 0), Answering)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Make a certificate authority of one's own."""
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write it to a file, as a person would."""
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def ask_shop(port: int, ca_file: str, clock: FakeClock) -> object:
    """Ask a shop who it is."""
    url = f"https://127.0.0.1:{port}"
    with shop_client(
        url, key=KEY, secret=SECRET, clock=clock, ca_file=ca_file
    ) as client:
        return WooShop(client, clock=clock).info()


def ask_snelstart(port: int, ca_file: str, clock: FakeClock) -> object:
    """Ask an administration, and write to it."""
    url = f"https://127.0.0.1:{port}"
    auth = TokenAuth(
        token_url=f"{url}/token",
        subscription_key=SECRET,
        connection_key=SECRET,
        clock=clock,
    )
    reader, writer = snelstart_clients(url, auth=auth, ca_file=ca_file)
    with reader, writer:
        transport = SnelStartTransport(reader, writer, clock=clock)
        with pytest.raises(NotSentError) as raised:
            transport.post("verkoopboekingen", "{}")
        assert "certificate" in raised.value.what or "no token" in raised.value.what
        return SnelStart(transport).company()


Ask = Callable[[int, str, FakeClock], object]


@pytest.mark.parametrize("ask", [ask_shop, ask_snelstart])
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("unknown", "unable to get local issuer"),
        ("host", "mismatch"),
        ("expired", "expired"),
    ],
)
def test_a_server_that_does_not_prove_itself_gets_nothing(
    ask: Ask, wrong: str, words: str, authority: trustme.CA, ca_file: str
) -> None:
    """A wrong certificate is told with what is wrong with it, at once; no key went."""
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = {
        "unknown": trustme.CA().issue_cert("127.0.0.1"),
        "host": authority.issue_cert("another.example"),
        "expired": authority.issue_cert("127.0.0.1", not_after=long_ago),
    }[wrong]
    clock = FakeClock()

    with (
        served(certificate) as port,
        pytest.raises((ShopError, NotSentError)) as raised,
    ):
        ask(port, ca_file, clock)

    assert "is not trusted" in raised.value.what
    assert words in raised.value.what.lower()
    assert "ca_file under [" in raised.value.hint
    assert clock.slept == []


def test_authorities_are_read_once_and_not_for_plain_http(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Reading them takes longer than a call, and over plain http there is no use."""
    assert tls() is tls()

    def refused(_ca_file: str = "") -> ssl.SSLContext:
        raise AssertionError("authorities were read")

    monkeypatch.setattr(connection, "tls", refused)
    connect("http://127.0.0.1:1", limits=LIMITS).close()
    with pytest.raises(AssertionError, match="were read"):
        connect("https://shop.test", limits=LIMITS)


def test_an_authority_of_ones_own_is_trusted_where_it_is_named(
    authority: trustme.CA, ca_file: str
) -> None:
    """With ca_file a private certificate is right; without it, it is not."""
    with served(authority.issue_cert("127.0.0.1")) as port:
        assert ask_shop(port, ca_file, FakeClock())
        with pytest.raises(NotSentError, match="no token"):
            ask_snelstart(port, ca_file, FakeClock())
        with pytest.raises(ShopError, match="is not trusted"):
            ask_shop(port, "", FakeClock())


def test_tls_is_new_enough_and_always_verified(ca_file: str) -> None:
    """1.2 at least, name and chain checked, with an authority of one's own or not."""
    for trusted in (tls(), tls(ca_file)):
        assert trusted.minimum_version >= ssl.TLSVersion.TLSv1_2
        assert trusted.verify_mode is ssl.CERT_REQUIRED
        assert trusted.check_hostname


def test_what_opens_an_encrypted_line_is_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, authority: trustme.CA, ca_file: str
) -> None:
    """SSLKEYLOGFILE, set for another program, logs no line of ours."""
    log = tmp_path / "log"
    monkeypatch.setenv("SSLKEYLOGFILE", str(log))
    tls.cache_clear()
    with served(authority.issue_cert("127.0.0.1")) as port:
        at = f"https://127.0.0.1:{port}"
        with connect(at, trusted=tls(ca_file), limits=LIMITS) as client:
            assert client.get("x").status_code == 200
    assert "SECRET" not in log.read_text(encoding="ascii")
    assert unlogged(ssl.create_default_context()).keylog_filename is None


def test_a_file_without_a_certificate_is_told(tmp_path: Path) -> None:
    """What is no PEM file is a mistake of the settings, and no bug."""
    path = tmp_path / "ca.pem"
    path.write_text("no certificate")

    with pytest.raises(SettingsError, match=r"no certificate in ca_file: .*ca\.pem"):
        tls(str(path))


class Redirecting(httpx.BaseTransport):
    """Sends everybody elsewhere, and remembers who came."""

    def __init__(self, status: int, to: str, *, only: str = "") -> None:
        self._status, self._to, self._only = status, to, only
        self.asked: list[httpx.URL] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Redirect; what is no redirect is a token."""
        self.asked.append(request.url)
        if self._only in request.url.path:
            return httpx.Response(self._status, headers={"Location": self._to})
        body = {"access_token": "token_planted_0123456789", "expires_in": 3600}
        return httpx.Response(200, json=body)


ELSEWHERE = [
    "https://evil.example/wp-json/wc/v3/orders",
    "http://books.example/v2/companyInfo",
    "https://you:me@evil.example/x?consumer_key=ck_planted_0123456789&a=1#b",
    "//evil.example/ck_planted_0123456789",
    "https://[nonsense",
]


@pytest.mark.parametrize("status", [302, 307, 308])
@pytest.mark.parametrize("to", ELSEWHERE)
def test_no_key_follows_a_redirect(status: int, to: str) -> None:
    """To another host, to plain http, for a read, a write or a token: not followed."""
    clock = FakeClock()
    shop = Redirecting(status, to)
    told: list[SnelsyncError] = []
    for url in ("https://books.example", "http://books.example"):
        client = shop_client(url, key=KEY, secret=SECRET, clock=clock, transport=shop)
        with pytest.raises(ShopError, match="redirects") as raised:
            WooShop(client, clock=clock).info()
        told.append(raised.value)
    asked = shop.asked
    for only in ("/token", "/v2"):
        books = Redirecting(status, to, only=only)
        auth = TokenAuth(
            token_url="https://books.example/token",
            subscription_key=KEY,
            connection_key=SECRET,
            clock=clock,
        )
        clients = snelstart_clients(
            "https://books.example/v2", auth=auth, transport=books
        )
        transport = SnelStartTransport(*clients, clock=clock)
        with pytest.raises(SettingsError, match="redirects") as reading:
            transport.get("companyInfo")
        with pytest.raises(SettingsError, match="redirects") as writing:
            transport.post("verkoopboekingen", "{}")
        told += [reading.value, writing.value]
        asked += books.asked

    assert {url.host for url in asked} == {"books.example"}
    said = " ".join(f"{error.what} {error.hint}" for error in told)
    assert "planted" not in said
    assert "you:me" not in said


def test_no_password_is_taken_from_a_netrc(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A password that stands there for another program is not sent."""
    netrc = tmp_path / ".netrc"
    netrc.write_text("default login somebody password planted\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HOME", str(tmp_path))
    seen: list[httpx.Headers] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers)
        return httpx.Response(200, json={})

    vies_client("https://vies.test", httpx.MockTransport(answer)).get("x")

    assert "Authorization" not in seen[0]


def test_a_proxy_carries_https_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over plain http a proxy would read the keys; through a tunnel it cannot."""
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)

    with (
        served(None) as port,
        connect(f"http://127.0.0.1:{port}", limits=LIMITS) as client,
    ):
        assert client.get("x").status_code == 200
        assert client.post("x").status_code == 200
        with pytest.raises(httpx.TransportError):
            client.get(f"https://127.0.0.1:{port}")
        secure = client._transport_for_url(httpx.URL("https://shop.test"))
        assert secure is not client._transport


@pytest.mark.parametrize("proxy", ["ftp://u:password@a", "http://u:password@[::1"])
def test_a_proxy_that_cannot_be_used_is_told(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address that makes no sense is a setting, not a bug."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)

    with pytest.raises(SettingsError, match="proxy"):
        connect("https://shop.test", limits=LIMITS)


def test_no_address_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A signed address has a key in it, so httpx's own log stays off, at any level."""
    caplog.set_level(logging.DEBUG)
    clock = FakeClock()
    with served(None) as port:
        url = f"http://127.0.0.1:{port}"
        with shop_client(url, key=KEY, secret=SECRET, clock=clock) as client:
            assert WooShop(client, clock=clock).info().name == ""

    assert caplog.text == ""


def test_keys_do_not_show_in_what_carries_them() -> None:
    """The objects that sign calls have no key in a form that can be printed."""
    clock = FakeClock()
    auth: Any = TokenAuth(
        token_url="x", subscription_key=KEY, connection_key=SECRET, clock=clock
    )
    carriers = [auth]
    for url in ("https://shop.test", "http://shop.test"):
        client = shop_client(
            url,
            key=KEY,
            secret=SECRET,
            clock=clock,
            transport=httpx.MockTransport(lambda _: httpx.Response(200)),
        )
        carriers.append(client.auth)

    for one in carriers:
        held = vars(one)
        assert "planted" not in repr(held)
        assert any(isinstance(value, Secret) for value in held.values())


def test_basic_authentication_is_for_tls_alone() -> None:
    """Even a call to plain http, made by mistake, does not have the pair in it."""
    seen: list[httpx.Headers] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers)
        return httpx.Response(200, json={})

    client = shop_client(
        "https://shop.test",
        key=KEY,
        secret=SECRET,
        clock=FakeClock(),
        transport=httpx.MockTransport(answer),
    )
    client.get("https://shop.test/x")
    client.get("http://shop.test/x")

    assert ["Authorization" in headers for headers in seen] == [True, False]
