"""The token endpoint: a connection key in, a bearer token out.

Form fields only, two grants, three fields in the answer (SnelStart's portal, 2026-05).
The refusal of a wrong key was observed by integrations; the other refusals are not
known and follow its shape. Nothing here repeats what the caller sent.
"""

import base64
import binascii
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from snelsync.sandbox.administration.errors import Refusal
from snelsync.sandbox.administration.wire import Record

PRACTICE_CONNECTION_KEY: Final = base64.b64encode(
    b"oefenadministratie:practice+only/not~secret"
).decode("ascii")
"""The connection key (koppelsleutel) of a practice administration: no secret."""

PRACTICE_SUBSCRIPTION_KEY: Final = "0practice0practice0practice0prac"
"""The subscription key of a practice administration: no secret."""

EXPIRES_IN: Final = 3599
FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class _Token:
    scopes: frozenset[str]
    expires: datetime


class TokenDesk:
    """Gives out tokens for one connection key and knows which are still good."""

    def __init__(
        self, connection_key: str, *, scopes: Sequence[str], administration: str
    ) -> None:
        self.lifetime = timedelta(seconds=EXPIRES_IN)
        self.scopes = tuple(scopes)
        self.key_revoked = False
        self._key = connection_key
        self._administration = administration
        self._good: dict[str, _Token] = {}
        self._given: set[str] = set()

    def grant(self, fields: Mapping[str, str], *, now: datetime) -> Record:
        """Answer a token request with the three fields of a token.

        Raises:
            Refusal: The fields do not prove that the caller has the connection key.

        """
        match fields.get("grant_type"):
            case "clientkey":
                fits = self._fits(fields.get("clientkey", ""))
                said = "Parameter clientkey does not contain a valid value"
            case "password":
                pair = f"{fields.get('username', '')}:{fields.get('password', '')}"
                fits = self._fits(base64.b64encode(pair.encode()).decode("ascii"))
                said = "Parameters username and password do not contain a valid value"
            case None | "":
                raise token_refusal("GrantType was not found.")
            case _:
                raise token_refusal("GrantType is not supported.")
        if not fits:
            raise token_refusal(f"GrantType {fields['grant_type']} was found. {said}")
        return self._issue(now)

    def _fits(self, key: str) -> bool:
        if self.key_revoked:
            return False
        return hmac.compare_digest(key.encode(), self._key.encode())

    def _issue(self, now: datetime) -> Record:
        claims = {
            "administratie": self._administration,
            "scopes": " ".join(self.scopes),
            "iat": int(now.timestamp()),
            "exp": int(now.timestamp()) + EXPIRES_IN,
            "jti": secrets.token_urlsafe(12),
        }
        header = {"alg": "HS256", "typ": "JWT"}
        text = ".".join([_part(header), _part(claims), secrets.token_urlsafe(32)])
        self._good[text] = _Token(frozenset(self.scopes), now + self.lifetime)
        self._given.add(text)
        return {"access_token": text, "token_type": "bearer", "expires_in": EXPIRES_IN}

    def knows(self, token: str) -> bool:
        """Tell whether this administration gave the token out, good or not."""
        return token in self._given

    def scopes_of(self, token: str, *, now: datetime) -> frozenset[str] | None:
        """Give what a token allows, or None when it is not, or no longer, good."""
        held = self._good.get(token)
        if held is None or now >= held.expires:
            return None
        return held.scopes

    def revoke(self) -> None:
        """End every token given out; the next call with one answers 401."""
        self._good.clear()


def _part(claims: Mapping[str, object]) -> str:
    raw = json.dumps(claims, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def token_refusal(text: str) -> Refusal:
    """Make the refusal of a token request: one field named `error`."""
    return Refusal(400, {"error": text})


def is_connection_key(key: str) -> bool:
    """Tell whether a text is built as a connection key: base64 of `user:password`."""
    try:
        decoded = base64.b64decode(key, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return ":" in decoded
