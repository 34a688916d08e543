"""How every client connects: TLS verified, no redirects followed, no address logged.

- Certificates are always checked; there is no setting to leave that out. A certificate
  authority of one's own is a file.
- Redirects are never followed, so no key goes to an address that nobody chose.
- A proxy from the environment carries https, as a tunnel that it cannot look into.
  Plain http never goes by one: the proxy would read the keys.
- httpx writes each address to its log, and WooCommerce's signed addresses have a key
  in them: that log is off, whatever else is logged.
- Python writes what opens an encrypted line to the file that SSLKEYLOGFILE names, for
  all to read: not of ours.
- An answer is read until it is larger than any can be, and no further: unpacked too,
  since a few kilobytes of gzip can become gigabytes.
"""

from __future__ import annotations

import logging
import ssl
import zlib
from collections.abc import Iterator
from functools import cache

import httpx

from snelsync.adapters.http import TIMEOUT, USER_AGENT
from snelsync.errors import SettingsError

_NEVER = logging.CRITICAL + 1
_TALKERS = ("httpx", "httpcore")
BAD_PROXY = (ImportError, ValueError, httpx.InvalidURL)
"""What httpx raises of a proxy that it cannot use; its words may have a password."""
LARGEST = 32 * 1024 * 1024
"""Bytes of an answer; an order of 10,000 lines takes half of it, the others a tenth."""
_PIECE = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class TooLargeError(httpx.DecodingError):
    """An answer is larger than any can be; the rest of it was not read."""


@cache
def tls(ca_file: str = "") -> ssl.SSLContext:
    """Give what a connection trusts: the usual authorities, or one's own file alone.

    Reading the authorities takes longer than a call: it is done once.

    Raises:
        SettingsError: there are no certificates in the file.
    """
    if not ca_file:
        context = httpx.create_ssl_context()
    else:
        try:
            context = ssl.create_default_context(cafile=ca_file)
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"there is no certificate in ca_file: {ca_file}",
                hint='name a file with PEM certificates, or set ca_file to ""',
            ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return unlogged(context)


def unlogged(context: ssl.SSLContext) -> ssl.SSLContext:
    """Give a context that writes its keys nowhere, whatever the environment says."""
    context.keylog_filename = None  # type: ignore[assignment]
    return context


def _plain() -> ssl.SSLContext:
    """Trust nobody: over plain http there is nobody to trust, and nothing to read."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def connect(
    base_url: str,
    *,
    auth: httpx.Auth | None = None,
    trusted: ssl.SSLContext | None = None,
    timeout: httpx.Timeout = TIMEOUT,
    limits: httpx.Limits,
    transport: httpx.BaseTransport | None = None,
) -> httpx.Client:
    """Make a client for one server.

    Args:
        base_url: the server.
        auth: puts the keys in each call.
        trusted: as ``tls`` gives it; the usual authorities without it.
        timeout: how long each part of a call may take.
        limits: how many connections at a time, and how many are kept.
        transport: used in place of the network, by tests.

    Raises:
        SettingsError: the proxy that the environment names cannot be used.
    """
    for name in _TALKERS:
        logging.getLogger(name).setLevel(_NEVER)
    if transport is None and trusted is None:
        trusted = tls() if base_url.startswith("https:") else _plain()
    try:
        return httpx.Client(
            base_url=base_url.rstrip("/") + "/",
            auth=auth,
            headers={
                "User-Agent": USER_AGENT,
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
            },
            timeout=timeout,
            follow_redirects=False,
            verify=trusted or True,
            mounts={"http://": None},
            transport=transport,
            limits=limits,
            event_hooks={"response": [_bound]},
        )
    except BAD_PROXY as error:
        raise SettingsError(
            "the proxy that the environment names cannot be used",
            hint="set HTTPS_PROXY to an address like http://proxy.example:3128",
        ) from error


def _bound(response: httpx.Response) -> None:
    """Put a limit on an answer, before anybody reads it."""
    packing = response.headers.pop("Content-Encoding", "identity").strip().lower()
    inner = response.stream
    if isinstance(inner, httpx.SyncByteStream):
        response.stream = _Bounded(inner, packing)


class _Bounded(httpx.SyncByteStream):
    """Unpacks an answer piece by piece, and stops at one that is too large."""

    def __init__(self, inner: httpx.SyncByteStream, packing: str) -> None:
        self._inner = inner
        self._packing = packing

    def __iter__(self) -> Iterator[bytes]:
        """Give the pieces.

        Raises:
            TooLargeError: it is larger than any answer can be.
            DecodingError: it is packed in a way that nobody asked for, or badly.
        """
        size = 0
        for piece in self._pieces():
            size += len(piece)
            if size > LARGEST:
                raise TooLargeError(f"larger than {LARGEST} bytes")
            yield piece

    def close(self) -> None:
        """Let go of the connection."""
        self._inner.close()

    def _pieces(self) -> Iterator[bytes]:
        match self._packing:
            case "gzip" | "x-gzip":
                return self._unpacked()
            case "identity" | "":
                return iter(self._inner)
            case _:
                raise httpx.DecodingError("packed in a way that nobody asked for")

    def _unpacked(self) -> Iterator[bytes]:
        packed = zlib.decompressobj(_GZIP)
        try:
            for piece in self._inner:
                rest = piece
                while rest and not packed.eof:
                    yield packed.decompress(rest, _PIECE)
                    rest = packed.unconsumed_tail
            while more := packed.decompress(packed.unconsumed_tail, _PIECE):
                yield more
        except zlib.error as error:
            raise httpx.DecodingError("badly packed") from error


def certificate_trouble(error: BaseException) -> str:
    """Say what is wrong with a server's certificate; "" when that is not the matter."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause.verify_message.partition(", certificate is not valid")[0]
        cause = cause.__cause__ or cause.__context__
    return ""
