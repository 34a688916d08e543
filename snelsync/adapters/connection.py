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
"""

from __future__ import annotations

import logging
import ssl
from functools import cache

import httpx

from snelsync.adapters.http import TIMEOUT, USER_AGENT
from snelsync.errors import SettingsError

_NEVER = logging.CRITICAL + 1
_TALKERS = ("httpx", "httpcore")
BAD_PROXY = (ImportError, ValueError, httpx.InvalidURL)
"""What httpx raises of a proxy that it cannot use; its words may have a password."""


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
            headers={"User-Agent": USER_AGENT, "Accept": "application/json"},
            timeout=timeout,
            follow_redirects=False,
            verify=trusted or True,
            mounts={"http://": None},
            transport=transport,
            limits=limits,
        )
    except BAD_PROXY as error:
        raise SettingsError(
            "the proxy that the environment names cannot be used",
            hint="set HTTPS_PROXY to an address like http://proxy.example:3128",
        ) from error


def certificate_trouble(error: BaseException) -> str:
    """Say what is wrong with a server's certificate; "" when that is not the matter."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause.verify_message.partition(", certificate is not valid")[0]
        cause = cause.__cause__ or cause.__context__
    return ""
