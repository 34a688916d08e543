"""Who is asking: WooCommerce's own keys, as its REST authentication reads them.

Over https a key and secret in the query go before the Authorization header; an
unknown key counts as nobody at all, a wrong secret is told. Over plain http only
OAuth 1.0a in the query is looked at. Recorded on WooCommerce 11.0.1, 2026-11-20.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from werkzeug.datastructures import Authorization

from snelsync.sandbox.shop.oauth import OAuthDenied, Signed, SignedRequests
from snelsync.sandbox.shop.query import Values

PRACTICE_CONSUMER_KEY = "ck_0efe00000000000000000000000000000000beef"
PRACTICE_CONSUMER_SECRET = "cs_0efe00000000000000000000000000000000cafe"  # noqa: S105 - opens only the practice shop

Permission = Literal["read", "write", "read_write"]

_READS = ("GET", "HEAD")
_WRITES = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A consumer key with its secret and what it may do.

    Attributes:
        manages: its user has ``manage_woocommerce``, as a shop manager has: else
            orders and products can be read, settings and reports cannot
            (``wc_rest_check_manager_permissions``, read 2026-11-21).
    """

    key: str
    secret: str
    permission: Permission = "read"
    manages: bool = True

    def __repr__(self) -> str:
        """Show which key, never the secret."""
        return f"ApiKey(…{self.key[-4:]}, {self.permission})"

    def denial(self, method: str) -> str | None:
        """Return why the key may not use a method, or None if it may."""
        if method in _READS and self.permission == "write":
            return "The API key provided does not have read permissions."
        if method in _WRITES and self.permission == "read":
            return "The API key provided does not have write permissions."
        return None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request brings along to say who sends it."""

    method: str
    url: str
    is_https: bool
    values: Values
    header: Authorization | None


class Denied(Exception):  # noqa: N818 - a verdict, not a fault
    """The request carries credentials that are wrong in a way the shop tells."""

    def __init__(
        self, message: str, *, code: str = "woocommerce_rest_authentication_error"
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class KeyRing:
    """The keys a shop knows, and the signed requests it has seen."""

    def __init__(self, keys: Iterable[ApiKey]) -> None:
        self._keys = {key.key: key for key in keys}
        self._signed = SignedRequests()

    def owner(self, claim: Claim, now: datetime) -> ApiKey | None:
        """Return the key a request rightly uses, or None for a stranger.

        Raises:
            Denied: the credentials are wrong in a way the shop tells.
        """
        if claim.is_https:
            key = self._by_secret(claim)
            if key is not None:
                return key
        return self._by_signature(claim, now)

    def _by_secret(self, claim: Claim) -> ApiKey | None:
        name, secret = _sent_secret(claim)
        # WordPress trims the key, not the secret (recorded: a key with a space).
        key = self._keys.get(name.strip())
        if key is None or not secret:
            return None
        if not hmac.compare_digest(key.secret.encode(), secret.encode()):
            raise Denied("Consumer secret is invalid.")
        return key

    def _by_signature(self, claim: Claim, now: datetime) -> ApiKey | None:
        try:
            signed = Signed.read(claim.method, claim.url, claim.values)
            if signed is None:
                return None
            key = self._keys.get(signed.consumer_key.strip())
            if key is None:
                raise Denied("Consumer key is invalid.")
            self._signed.accept(signed, key.secret, now)
        except OAuthDenied as denied:
            raise Denied(denied.message, code=denied.code) from denied
        return key


def _sent_secret(claim: Claim) -> tuple[str, str]:
    name, secret = (
        claim.values.get(field, "") for field in ("consumer_key", "consumer_secret")
    )
    if isinstance(name, str) and isinstance(secret, str) and name and secret:
        return name, secret
    header = claim.header
    if header is None or header.type != "basic":
        return "", ""
    return header.username or "", header.password or ""
