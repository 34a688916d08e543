"""The bearer token: asked for when needed, renewed once when it is refused.

The token lasts an hour and is kept in memory only. A 401 that speaks of the
subscription key is about the other key, and renewing the token would not help
(SnelStart portal, 2026-05).
"""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Generator
from datetime import datetime, timedelta

import httpx

from snelsync.adapters.http import TIMEOUT, USER_AGENT, Watch, decoded, retry_after
from snelsync.app.ports import Clock
from snelsync.errors import CredentialsError, NotSentError, SettingsError
from snelsync.events import Party, heard
from snelsync.secret import Secret

_WATCH = Watch(Party.LOGIN, "")
_MARK = "snelsync_token_call"
_RENEW_BEFORE = timedelta(seconds=60)
_LONGEST = 30 * 24 * 60 * 60
"""Seconds; a token is said to last an hour."""
_TOKEN = re.compile(r"[\x21-\x7e]{1,10000}")
"""What can stand in a header."""


class TokenUnavailableError(NotSentError):
    """The login answered, and gave no token; nothing else was sent.

    Args:
        wait: seconds it asked to wait; None when it did not say.
    """

    def __init__(self, what: str, *, wait: float | None) -> None:
        super().__init__(what, hint="try again later")
        self.wait = wait


class TokenAuth(httpx.Auth):
    """Adds both keys to every call, and gets the token that one of them buys."""

    requires_response_body = True

    def __init__(
        self,
        *,
        token_url: str,
        subscription_key: Secret,
        connection_key: Secret,
        clock: Clock,
    ) -> None:
        self._token_url = token_url
        self._subscription_key = subscription_key
        self._connection_key = connection_key
        self._clock = clock
        self._lock = threading.Lock()
        self._token = Secret("")
        self._until: datetime | None = None

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request with a token; with a new one if that is refused."""
        key = self._subscription_key.reveal()
        request.headers["Ocp-Apim-Subscription-Key"] = key
        token = yield from self._current()
        request.headers["Authorization"] = f"Bearer {token.reveal()}"
        response = yield request
        response.read()
        if response.status_code != 401 or _about_subscription(response):
            return
        self._discard(token)
        token = yield from self._current()
        request.headers["Authorization"] = f"Bearer {token.reveal()}"
        yield request

    def scopes(self) -> frozenset[str] | None:
        """Read from the token what it allows; None when it does not say.

        The token is a JWT whose ``scopes`` are words in a text, or a list (seen live by
        an integration, 2026). It is read, not verified: SnelStart decides, not we.
        """
        try:
            body = self._token.reveal().split(".")[1]
            padded = body + "=" * (-len(body) % 4)
            scopes = decoded(base64.urlsafe_b64decode(padded).decode())["scopes"]
            words = scopes.split() if isinstance(scopes, str) else scopes
            return frozenset(str(word) for word in words)
        except (IndexError, KeyError, TypeError, ValueError):
            return None

    def _current(self) -> Generator[httpx.Request, httpx.Response, Secret]:
        with self._lock:
            if self._token and self._until and self._clock.now() < self._until:
                return self._token
            answer = yield httpx.Request(
                "POST",
                self._token_url,
                data={
                    "grant_type": "clientkey",
                    "clientkey": self._connection_key.reveal(),
                },
                headers={"User-Agent": USER_AGENT, "Accept": "application/json"},
                extensions={_MARK: True, "timeout": TIMEOUT.as_dict()},
            )
            answer.read()
            if heard():
                ms = round(answer.elapsed.total_seconds() * 1000)
                _WATCH.answered(answer, path="/", ms=ms)
            self._token, lasts = _read_token(answer, self._clock.now())
            self._until = self._clock.now() + timedelta(seconds=lasts) - _RENEW_BEFORE
            return self._token

    def _discard(self, token: Secret) -> None:
        with self._lock:
            if self._token == token:
                self._token = Secret("")


def is_token_call(error: httpx.RequestError) -> bool:
    """Say whether it was the call for a token that failed: nothing else was sent."""
    return _MARK in error.request.extensions


def _read_token(response: httpx.Response, now: datetime) -> tuple[Secret, int]:
    """Read the token answer.

    Raises:
        CredentialsError: SnelStart does not accept the connection key.
        SettingsError: the address leads elsewhere; the key is not sent after it.
        TokenUnavailableError: no usable answer; nothing else was sent.
    """
    if response.status_code in {400, 401}:
        raise CredentialsError(
            "SnelStart does not accept the connection key (koppelsleutel)",
            hint=(
                "copy it again from SnelStart Web > Instellingen > Koppelingen and run"
                " `snelsync auth login`"
            ),
        )
    if 300 <= response.status_code < 400:
        raise SettingsError(
            "SnelStart's login address redirects elsewhere; keys are not sent along",
            hint="check token_url under [snelstart]",
        )
    try:
        body = decoded(response.text)
        token, lasts = str(body["access_token"]), int(body["expires_in"])
        if not _TOKEN.fullmatch(token) or not 0 < lasts <= _LONGEST:
            raise ValueError("that is no token")  # noqa: TRY301
        return Secret(token), lasts
    except (ValueError, KeyError, TypeError) as error:
        raise TokenUnavailableError(
            f"SnelStart's login gave no token (status {response.status_code})",
            wait=retry_after(response, now),
        ) from error


def _about_subscription(response: httpx.Response) -> bool:
    return "subscription key" in response.text.lower()
