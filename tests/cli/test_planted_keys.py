"""Keys planted, and everything that can fail made to fail: no key comes out anywhere.

The other side is as unkind as it can be: it repeats all it was sent, in every form and
place it has, together with the keys that only it knows.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from typer.testing import CliRunner

from snelsync.cli.main import leave_no_core
from snelsync.sandbox.serve import Addresses, served
from snelsync.secret import Secret
from tests.cli.practice import COMMAND, KEYS, MORNING, Practice, Stopped

PLANTED = {
    "SNELSYNC_WOO_KEY": "ck_planted/0123456789+abcdef",
    "SNELSYNC_WOO_SECRET": "cs_planted/0123456789+abcdef",
    "SNELSYNC_SNELSTART_SUBSCRIPTION_KEY": "planted-subscription-0123456789",
    "SNELSYNC_SNELSTART_CONNECTION_KEY": base64.b64encode(b"planted:??>>~~").decode(),
}
TOKEN = "eyJ.planted-token-0123456789+/abc.def"
_PAIR = f"{PLANTED['SNELSYNC_WOO_KEY']}:{PLANTED['SNELSYNC_WOO_SECRET']}"
SPELLED = {
    spelled
    for key in (
        *PLANTED.values(),
        *KEYS.values(),
        TOKEN,
        base64.b64encode(_PAIR.encode()).decode(),
    )
    for spelled in (key, quote(key), quote(key, safe=""), quote_plus(key))
}


def found_in(text: str | bytes) -> list[str]:
    """List the keys and signatures that something gives away, in any spelling."""
    said = text.decode("latin-1") if isinstance(text, bytes) else text
    plain = said.replace("\\/", "/")
    signed = plain.partition("oauth_signature=")[2]
    leaked = [one for one in SPELLED if one in said or one in plain]
    return leaked + ([signed[:20]] if signed and not signed.startswith("(key)") else [])


class Unkind(BaseHTTPRequestHandler):
    """Repeats what it was sent."""

    mode = "401"
    gives_token = True

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        if self.path.endswith("/token") and self.gives_token:
            self._send(200, json.dumps({"access_token": TOKEN, "expires_in": 3600}))
            return
        sent = " ".join(
            [self.path, *self.headers.values(), body, *PLANTED.values(), _PAIR]
        )
        self._repeat(f"{sent} {quote(sent)}".replace("\r", "").replace("\n", " "))

    do_GET = do_POST = _answer  # noqa: N815 - as the library calls them

    def _repeat(self, sent: str) -> None:
        match self.mode:
            case "nonsense":
                self.wfile.write(f"HTTP/9 {sent}\r\n\r\n".encode())
                self.close_connection = True
            case "name":
                named = {"name": sent, "environment": {"version": "11.0.1"}}
                self._send(200, json.dumps(named))
            case "moved":
                self._send(
                    307, "", Location=f"https://x.example/{sent.split(maxsplit=1)[0]}"
                )
            case "page":
                self._send(200, f"<b>Warning</b>: {sent}")
            case "list":
                self._send(400, json.dumps([{"errorCode": sent, "message": sent}]))
            case "slashed":
                text = json.dumps({"code": sent, "message": sent})
                self._send(418, text.replace("/", "\\/"))
            case status:
                state = {"modelState": {sent: [sent]}} if status == "400" else {}
                known = dict.fromkeys(("code", "message", "error"), sent)
                self._send(int(status), json.dumps(known | state))

    def _send(self, status: int, text: str, **headers: str) -> None:
        self.send_response_only(status, text[:200].replace("\n", " ") or "Moved")
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def unkind(mode: str, *, gives_token: bool = True) -> Iterator[Addresses]:
    """Serve an unkind shop and administration."""
    handler = type("Mode", (Unkind,), {"mode": mode, "gives_token": gives_token})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    at = f"http://127.0.0.1:{server.server_port}"
    try:
        yield Addresses(at, f"{at}/v2", f"{at}/token", at)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def planted(practice: Practice, at: Addresses) -> Practice:
    """Give a practice with the planted keys, at another address."""
    here = replace(practice, at=at).with_environ(**PLANTED)
    here.write_mapping()
    return here


MODES = ("name", "400", "401", "403", "404", "418", "503", "page", "list", "slashed")


@pytest.mark.parametrize("mode", MODES)
def test_no_failing_call_shows_a_key(practice: Practice, mode: str) -> None:
    """Refused or senseless: neither side's keys stand in what is said of it."""
    for gives_token, form in ((True, "--verbose"), (False, "--json")):
        with unkind(mode, gives_token=gives_token) as at:
            told = planted(practice, at).run("auth", "status", form)
        assert told.code not in {0, 1}, told.stderr
        assert found_in(told.stdout + told.stderr) == []


@pytest.mark.parametrize("mode", ["500", "moved", "nonsense"])
def test_nothing_of_a_failed_pull_has_a_key(practice: Practice, mode: str) -> None:
    """Crashed, moved, no HTTP at all: words, state file and mapping have none."""
    with unkind(mode) as at:
        here = planted(practice, at)
        told = here.run("pull-orders", "--verbose")

    assert told.code == 20, told.stderr
    assert found_in(told.stdout + told.stderr) == []
    for content in (*here.state_bytes().values(), here.mapping.read_bytes()):
        assert found_in(content) == []


class Broken(Stopped):
    """A clock that is a bug of ours."""

    def sleep(self, seconds: float) -> None:
        """Break, in the middle of what failed before."""
        cause = OSError(f"{Secret(TOKEN).reveal()} {quote(_PAIR)}")
        raise ZeroDivisionError(seconds, *PLANTED.values()) from cause


def test_the_traceback_of_a_bug_shows_no_key(practice: Practice) -> None:
    """With --verbose the whole chain is told; what a library says of it is not."""
    with unkind("nonsense") as at:
        here = planted(practice, at).with_clock(Broken(MORNING))
        with CliRunner().isolation() as (out, err, _):
            words = [*here.files, "pull-orders", "--verbose"]
            with pytest.raises(SystemExit):
                COMMAND.main(words, "snelsync", obj=here.world())
            sys.stderr.flush()
            told = out.getvalue().decode() + err.getvalue().decode()

    assert "Traceback" in told
    assert "ZeroDivisionError" in told
    assert "builtins.OSError\n" in told
    assert found_in(told) == []
    assert found_in(repr(here.world())) == []


class Repeating:
    """An administration that refuses each booking with all that came with it."""

    def __init__(self, inner: Any) -> None:  # noqa: ANN401
        self._inner = inner
        self.heard: list[str] = []

    def __call__(self, environ: Any, start_response: Any) -> Any:  # noqa: ANN401
        """Refuse bookings, pass the rest on."""
        booking = environ["PATH_INFO"].endswith("/verkoopboekingen")
        if environ["REQUEST_METHOD"] != "POST" or not booking:
            return self._inner(environ, start_response)
        heard = " ".join(
            environ[name]
            for name in ("HTTP_AUTHORIZATION", "HTTP_OCP_APIM_SUBSCRIPTION_KEY")
        )
        self.heard.append(heard.removeprefix("Bearer "))
        said = [{"errorCode": "BOE-0001", "message": f"{heard} {KEYS}"}]
        start_response("400 No", [("Content-Type", "application/json")])
        return [json.dumps(said).encode()]


def test_what_is_kept_of_a_refusal_has_no_key(pulled: Practice) -> None:
    """A booking refused with our keys in the reason: state and words have none."""
    books = Repeating(pulled.administration)
    with served(pulled.shop, books) as at:  # type: ignore[arg-type]
        here = replace(pulled, at=replace(at, shop_url=pulled.at.shop_url))
        here.write_mapping()
        said = [
            here.run("push", "--yes", "--verbose"),
            here.run("status"),
            here.run("show", "173"),
        ]

    secrets = {word for heard in books.heard for word in heard.split()}
    assert len(secrets) >= 2
    kept = b"".join(here.state_bytes().values())
    assert b"BOE-0001" in kept
    for told in said:
        assert not any(one in told.stdout + told.stderr for one in secrets)
    assert not any(one.encode() in kept for one in secrets)
    assert found_in(kept) == []


def test_a_crash_leaves_no_image_of_the_memory() -> None:
    """A core file would have the keys in it, so none is written."""
    before = resource.getrlimit(resource.RLIMIT_CORE)
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
        leave_no_core()
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)
