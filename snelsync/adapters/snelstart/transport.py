"""One call to SnelStart: what may be repeated is, what may not is told apart.

A read is repeated where that may help. A write is repeated only when it certainly was
not carried out (adapters/http has the table); otherwise it is uncertain.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from snelsync.adapters.connection import (
    TooLargeError,
    certificate_trouble,
    connect,
    tls,
)
from snelsync.adapters.http import (
    LONGEST_WAIT,
    Meaning,
    TryAgain,
    Watch,
    decoded,
    meaning_of,
    meaning_of_error,
    persist,
    retry_after,
)
from snelsync.adapters.snelstart.auth import TokenUnavailableError, is_token_call
from snelsync.adapters.snelstart.codes import CODES
from snelsync.adapters.snelstart.words import code_of, fields_of, without_persons
from snelsync.app.ports import Clock, unhindered
from snelsync.errors import (
    AdministrationError,
    CredentialsError,
    NotSentError,
    Refusal,
    RefusedError,
    SettingsError,
    SnelsyncError,
    UncertainError,
)
from snelsync.events import Party
from snelsync.secret import without_secrets

_WATCH = Watch(
    Party.SNELSTART,
    "companyInfo landen kostenplaatsen btwtarieven relaties verkoopboekingen"
    " verkoopfacturen vatrates grootboeken grootboekmutaties btwaangiftes",
)


class GoneError(RefusedError):
    """What was asked for is not there."""

    def __init__(self, told: RefusedError) -> None:
        super().__init__(told.what, refusals=told.refusals, hint=told.hint)


class SnelStartTransport:
    """Sends calls to one administration.

    Args:
        reader: keeps its connections.
        writer: keeps none: a server that closes a kept connection under a write
            would leave us uncertain for nothing.
        clock: the time, and waiting for it.
        pace: called before each call; waits until one is allowed.
        longest_wait: seconds that are waited at most when SnelStart asks for a pause.
    """

    def __init__(
        self,
        reader: httpx.Client,
        writer: httpx.Client,
        *,
        clock: Clock,
        pace: Callable[[], None] = unhindered,
        longest_wait: float | None = None,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._clock = clock
        self._pace = pace
        self._longest_wait = longest_wait or LONGEST_WAIT

    def get(self, path: str, params: dict[str, str] | None = None) -> Any:  # noqa: ANN401
        """Read, decoded, with numbers as Decimal.

        Raises:
            AdministrationError: there is no usable answer.
            CredentialsError: a key is not accepted; says which.
        """
        return self._persist(lambda: self._read(path, params or {}))

    def post(self, path: str, payload: str) -> Any:  # noqa: ANN401
        """Write once; repeated only while it certainly was not carried out.

        Raises:
            NotSentError: it certainly was not carried out.
            RefusedError: SnelStart said no.
            UncertainError: it may have been carried out.
        """
        return self._persist(lambda: self._write(path, payload))

    def delete(self, path: str) -> None:
        """Delete once; what is not there any more is deleted.

        Raises:
            NotSentError: it certainly was not carried out.
            RefusedError: SnelStart said no.
            UncertainError: it may have been carried out.
        """
        self._persist(lambda: self._delete(path))

    def exists(self, path: str) -> bool:
        """Say whether something is there."""
        try:
            self.get(path)
        except GoneError:
            return False
        return True

    def _persist(self, call: Callable[[], Any]) -> Any:  # noqa: ANN401
        def paced() -> Any:  # noqa: ANN401
            self._pace()
            return call()

        return persist(paced, clock=self._clock, longest_wait=self._longest_wait)

    def _read(self, path: str, params: dict[str, str]) -> Any:  # noqa: ANN401
        try:
            response = _WATCH.call(
                "GET", path, lambda: self._reader.get(path, params=params)
            )
        except TokenUnavailableError as error:
            raise TryAgain(error, wait=error.wait) from error
        except httpx.RequestError as error:
            reason = _untrusted(error) or _too_large(error)
            raise reason or TryAgain(_unreachable(error)) from error
        if meaning_of(response) is Meaning.UNCERTAIN:
            raise TryAgain(
                AdministrationError(
                    f"SnelStart answered {response.status_code}", hint="try again later"
                )
            )
        if response.status_code != 200:
            raise self._no(response, path)
        try:
            return decoded(response.text)
        except ValueError as error:
            reason = AdministrationError("SnelStart's answer makes no sense")
            raise TryAgain(reason) from error

    def _delete(self, path: str) -> None:
        response = self._answer(
            lambda: _WATCH.call("DELETE", path, lambda: self._writer.delete(path))
        )
        if response.status_code != 404 and meaning_of(response) is not Meaning.DONE:
            raise self._no(response, path)

    def _write(self, path: str, payload: str) -> Any:  # noqa: ANN401
        headers = {"Content-Type": "application/json; charset=utf-8"}
        content = payload.encode()
        response = self._answer(
            lambda: _WATCH.call(
                "POST",
                path,
                lambda: self._writer.post(path, content=content, headers=headers),
            )
        )
        if meaning_of(response) is not Meaning.DONE:
            raise self._no(response, path)
        try:
            return decoded(response.text)
        except ValueError as error:
            raise UncertainError(
                "SnelStart's answer to a booking makes no sense"
            ) from (error)

    def _answer(self, send: Callable[[], httpx.Response]) -> httpx.Response:
        """Send a write, once; what it means that there is no answer is told apart."""
        try:
            response = send()
        except TokenUnavailableError as error:
            raise TryAgain(error, wait=error.wait) from error
        except httpx.RequestError as error:
            if untrusted := _untrusted(error):
                raise untrusted from error
            if is_token_call(error) and (large := _too_large(error)):
                raise large from error
            if meaning_of_error(error) is Meaning.NOT_SENT or is_token_call(error):
                reason = NotSentError(f"SnelStart cannot be reached ({_kind(error)})")
                raise TryAgain(reason) from error
            if meaning_of_error(error) is Meaning.OUR_FAULT:
                raise NotSentError(
                    f"the call could not be made ({_kind(error)})"
                ) from (error)
            raise UncertainError(
                f"SnelStart's answer was lost on the way ({_kind(error)})"
            ) from error
        if meaning_of(response) is Meaning.UNCERTAIN:
            raise UncertainError(
                f"SnelStart answered {response.status_code} to a booking"
            )
        return response

    def _no(self, response: httpx.Response, path: str) -> Exception:
        """Turn an answer that is a no into what to raise."""
        status, meaning = response.status_code, meaning_of(response)
        if meaning is Meaning.WAIT:
            reason = NotSentError(
                "SnelStart's limit of calls is used up",
                hint="wait an hour and run the command again; it goes on from here",
            )
            wait = retry_after(response, self._clock.now())
            return TryAgain(reason, wait=wait)
        if meaning is Meaning.RENEW:
            return _key_refused(response)
        if status == 403:
            return CredentialsError(
                f"the connection key may not use {path.partition('?')[0]}",
                hint="let SnelStart grant the connection the missing rights (scopes)",
            )
        if 300 <= status < 400:
            return SettingsError(
                "SnelStart's address redirects elsewhere; keys are not sent along",
                hint="check api_url under [snelstart]",
            )
        told = refused(response)
        return GoneError(told) if status == 404 else told


def _kind(error: Exception) -> str:
    return type(error).__name__


def _unreachable(error: httpx.RequestError) -> SnelsyncError:
    return NotSentError(
        f"SnelStart cannot be reached ({_kind(error)})",
        hint="check the connection and api_url under [snelstart]; try again later",
    )


def _untrusted(error: httpx.RequestError) -> NotSentError | None:
    """Tell of a certificate that is not right: nothing was sent, and trying is idle."""
    trouble = certificate_trouble(error)
    if not trouble:
        return None
    return NotSentError(
        f"SnelStart's certificate is not trusted: {trouble}",
        hint=(
            "somebody may be in between; behind a firewall of your own that reads"
            " https, set ca_file under [snelstart] to its certificate authority"
        ),
    )


def _too_large(error: httpx.RequestError) -> SnelsyncError | None:
    """Tell of an answer that is larger than any; asking again gives it again."""
    if not isinstance(error, TooLargeError):
        return None
    if is_token_call(error):
        return NotSentError(
            "the answer of SnelStart's login is larger than any token",
            hint="check token_url under [snelstart]",
        )
    return AdministrationError(
        "SnelStart's answer is larger than any can be, and was not read to its end",
        hint="check api_url under [snelstart]; report this if it stays",
    )


def _key_refused(response: httpx.Response) -> CredentialsError:
    if "subscription key" in response.text.lower():
        return CredentialsError(
            "SnelStart does not accept the subscription key",
            hint=(
                "copy the primary key from your profile on SnelStart's developer portal"
                " (a development key ends after 90 days) and run `snelsync auth login`"
            ),
        )
    return CredentialsError(
        "SnelStart does not accept the token of the connection key (koppelsleutel)",
        hint="make a new one in SnelStart Web > Instellingen > Koppelingen",
    )


_MOST = 20
"""Reasons of one refusal that are told."""
_UNKNOWN = (
    "snelsync does not know this code: go by SnelStart's own words"
    " (docs/reference/snelstart-codes.md has the codes it knows)"
)
_WITHOUT_CODE = (
    "SnelStart gave no code: go by its words, check `api_url` under [snelstart], and"
    " report this if it stays"
)


def refused(response: httpx.Response) -> RefusedError:
    """Read a refusal, in any of the shapes SnelStart has for it."""
    refusals = _refusals(response)
    told = "; ".join(f"{one.code} {one.message}".strip() for one in refusals)
    return RefusedError(
        f"SnelStart refused ({response.status_code}): {told}",
        refusals=refusals,
        hint=_remedies(refusals),
    )


def _remedies(refusals: tuple[Refusal, ...]) -> str:
    """Say what to do about each reason, each thing once."""
    first: dict[str, str] = {}
    for one in refusals:
        first.setdefault(_remedy(one.code), one.code)
    if len(first) < 2:
        return next(iter(first), _WITHOUT_CODE)
    return "; ".join(
        f"{code}: {remedy}" if code else remedy for remedy, code in first.items()
    )


def _remedy(code: str) -> str:
    if not code:
        return _WITHOUT_CODE
    return CODES[code].remedy if code in CODES else _UNKNOWN


def _refusals(response: httpx.Response) -> tuple[Refusal, ...]:
    """Read the reasons; a server may repeat in them what it was sent, keys too."""
    return tuple(
        Refusal(without_secrets(one.code), without_secrets(one.message))
        for one in _reasons(response)
    )


def _reasons(response: httpx.Response) -> tuple[Refusal, ...]:
    try:
        body = decoded(response.text)
    except ValueError:
        return (Refusal("", f"status {response.status_code} without a reason"),)
    if isinstance(body, list):
        return tuple(
            Refusal(
                code_of(str(one.get("errorCode") or "")),
                without_persons(str(one.get("message") or "")),
            )
            for one in body[:_MOST]
            if isinstance(one, dict)
        )
    if isinstance(body, dict):
        return _from_object({key.lower(): value for key, value in body.items()})
    return (Refusal("", f"status {response.status_code} without a reason"),)


def _from_object(body: dict[str, Any]) -> tuple[Refusal, ...]:
    """Read ``modelState``: name the fields, never their values."""
    state = body.get("modelstate")
    if isinstance(state, dict):
        fields = fields_of(list(state)[:_MOST])
        said = without_persons(str(body.get("message", "invalid")))
        return (Refusal("", f"{said} ({fields})"),)
    return (Refusal("", without_persons(str(body.get("message", "no reason given")))),)


def snelstart_clients(
    api_url: str,
    *,
    auth: httpx.Auth,
    ca_file: str = "",
    transport: httpx.BaseTransport | None = None,
) -> tuple[httpx.Client, httpx.Client]:
    """Make the HTTP clients for reading and for writing."""
    trusted = tls(ca_file) if ca_file and not transport else None

    def client(kept: int) -> httpx.Client:
        return connect(
            api_url,
            auth=auth,
            trusted=trusted,
            limits=httpx.Limits(max_connections=10, max_keepalive_connections=kept),
            transport=transport,
        )

    return client(10), client(0)
