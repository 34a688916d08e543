"""Sending something to an address once, or twice; what comes back is not read.

Who has the address of a ping or a webhook can use it, so it is never told whole: words
name the machine only.
"""

from __future__ import annotations

import ssl

import httpx

from snelsync.adapters.connection import BAD_PROXY, tls
from snelsync.adapters.http import USER_AGENT, TryAgain, Watch, persist
from snelsync.app.ports import Clock
from snelsync.events import Party

TIMEOUT = httpx.Timeout(8, connect=5)
ATTEMPTS = 2
LONGEST_WAIT = 5.0
_WATCH = Watch(Party.ALERT, "start")
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


_TRUSTING_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For plain http, which needs no certificates: to read them takes time."""


class _LostError(Exception):
    """It did not arrive; the message says why, without the address."""


class Post:
    """An address that things are sent to.

    Args:
        url: https, or http on this machine.
        clock: how to wait before trying again.
        transport: another way to the network, for tests.
    """

    def __init__(
        self, url: str, *, clock: Clock, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._url = url.rstrip("/")
        self._clock = clock
        self._transport = transport

    def send(self, content: bytes, *, kind: str, below: str = "") -> str:
        """Send something; gives "" when it arrived, else why it did not.

        Args:
            content: what is sent.
            kind: its media type.
            below: what comes after the address, with a slash.
        """
        try:
            url = _checked(self._url + below)
            persist(
                lambda: self._once(url, content, kind),
                clock=self._clock,
                attempts=ATTEMPTS,
                longest_wait=LONGEST_WAIT,
            )
        except _LostError as error:
            return str(error)
        return ""

    def _once(self, url: httpx.URL, content: bytes, kind: str) -> None:
        try:
            with self._client(kind) as client:
                request = client.build_request("POST", url, content=content)
                response = _WATCH.call(
                    "POST", url.path, lambda: client.send(request, stream=True)
                )
                response.close()
        except httpx.HTTPError as error:
            why = f"{url.host} did not answer ({type(error).__name__})"
            raise TryAgain(_LostError(why)) from None
        _judge(url.host, response.status_code)

    def _client(self, kind: str) -> httpx.Client:
        try:
            return httpx.Client(
                timeout=TIMEOUT,
                follow_redirects=False,
                headers={"User-Agent": USER_AGENT, "Content-Type": kind},
                verify=tls() if self._url.startswith("https:") else _TRUSTING_NOBODY,
                # Plain http stays on this machine: a proxy would read the address.
                mounts={"http://": None},
                transport=self._transport,
            )
        except BAD_PROXY:
            raise _LostError(
                "the proxy that the environment names cannot be used"
            ) from None


def _checked(text: str) -> httpx.URL:
    """Take https only, or this machine: the address may come from anywhere."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        url = httpx.URL("")
    local = url.scheme == "http" and url.host in _THIS_MACHINE
    if not url.host or url.userinfo or not (local or url.scheme == "https"):
        raise _LostError("its address is not an https address")
    return url


def _judge(host: str, status: int) -> None:
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise _LostError(
            f"{host} answered {status}: it sends on to another address, and is not"
            " followed there; write the address where it ends"
        )
    why = _LostError(f"{host} answered {status}")
    raise TryAgain(why) if status >= 500 or status == 429 else why
