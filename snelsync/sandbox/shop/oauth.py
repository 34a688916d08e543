"""One-legged OAuth 1.0a in the query string, really verified.

The signature is computed over the address as asked and PHP's reading of the query,
sorted by name, each name and value escaped twice: the way WooCommerce checks it.
Lists enter as ``name[0]``, so a client that signs ``name[]`` is refused. Recorded on
WooCommerce 11.0.1, 2026-11-20 (window of 15 minutes, each nonce once).
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from urllib.parse import quote

from snelsync.sandbox.shop.query import Value, Values

WINDOW_SECONDS = 15 * 60

_NAMES = (
    "oauth_consumer_key",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_signature",
    "oauth_signature_method",
)
_HASHES = {"HMAC-SHA1": hashlib.sha1, "HMAC-SHA256": hashlib.sha256}


class OAuthDenied(Exception):  # noqa: N818 - a verdict, not a fault
    """The signature, the clock or the nonce of a signed request is wrong."""

    def __init__(
        self, message: str, *, code: str = "woocommerce_rest_authentication_error"
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


@dataclass(frozen=True, slots=True)
class Signed:
    """A request that carries an OAuth signature."""

    method: str
    url: str
    values: Values
    consumer_key: str
    timestamp: str
    nonce: str
    signature: str
    hash_name: str

    @classmethod
    def read(cls, method: str, url: str, values: Values) -> Self | None:
        """Find the OAuth values in a query, or None if there are none at all.

        Raises:
            OAuthDenied: some of them are there and some are missing.
        """
        sent = {name: values.get(name, "") for name in _NAMES}
        missing = [name for name, value in sent.items() if not value]
        if len(missing) == len(_NAMES):
            return None
        if missing:
            plural = "s" if len(missing) > 1 else ""
            raise OAuthDenied(
                f"Missing OAuth parameter{plural} {', '.join(missing)}",
                code="woocommerce_rest_authentication_missing_parameter",
            )
        key, timestamp, nonce, signature, hash_name = map(str, sent.values())
        return cls(method, url, values, key, timestamp, nonce, signature, hash_name)

    def expected(self, secret: str) -> str:
        """Compute the signature the request should carry."""
        rest = {k: v for k, v in self.values.items() if k != "oauth_signature"}
        joined = "%26".join(_joined(dict(sorted(rest.items())), ""))
        text = f"{self.method}&{quote(self.url, safe='')}&{joined}"
        digest = hmac.new(
            f"{secret}&".encode(), text.encode(), _HASHES[self.hash_name]
        ).digest()
        return base64.b64encode(digest).decode()


class SignedRequests:
    """Remembers which nonces were used."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def accept(self, signed: Signed, secret: str, now: datetime) -> None:
        """Take a signed request once.

        Stricter than the real shop, which remembers one nonce per second only.

        Raises:
            OAuthDenied: signature, clock or nonce is wrong, in this order.
        """
        _check_signature(signed, secret)
        clock = int(now.timestamp())
        timestamp = int(signed.timestamp) if signed.timestamp.isdigit() else 0
        if abs(clock - timestamp) > WINDOW_SECONDS:
            raise OAuthDenied("Invalid timestamp.")
        used_by = f"{signed.consumer_key} {signed.nonce}"
        if used_by in self._used:
            raise OAuthDenied("Invalid nonce - nonce has already been used.")
        self._used[used_by] = timestamp
        oldest = clock - WINDOW_SECONDS
        self._used = {n: at for n, at in self._used.items() if at >= oldest}


def _check_signature(signed: Signed, secret: str) -> None:
    if signed.hash_name not in _HASHES:
        raise OAuthDenied("Invalid signature - signature method is invalid.")
    given = signed.signature.replace(" ", "+")
    if not hmac.compare_digest(signed.expected(secret).encode(), given.encode()):
        raise OAuthDenied("Invalid signature - provided signature does not match.")


def _joined(values: dict[str, Value], prefix: str) -> Iterator[str]:
    for name, value in values.items():
        key = f"{prefix}[{name}]" if prefix else name
        if isinstance(value, dict):
            yield from _joined(value, key)
        else:
            yield f"{_twice(key)}%3D{_twice(value)}"


def _twice(text: str) -> str:
    return quote(quote(text, safe="~"), safe="~")
