"""What both clients share: one table of what an answer means, waiting and repeating.

A read may be repeated. A write may be repeated only when it certainly was not carried
out; everything that is not proven to be that is *uncertain* (no server here has an
idempotency key). The table is closed: an httpx exception that is not in it fails the
test suite until it is placed.
"""

from __future__ import annotations

import email.utils
import json
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

import httpx
import tenacity

import snelsync
from snelsync.app.ports import Clock
from snelsync.events import Event, Party, heard, path_template, tell

T = TypeVar("T")

USER_AGENT = f"snelsync/{snelsync.__version__}"
TIMEOUT = httpx.Timeout(60, connect=15)
ATTEMPTS = 4
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
LONGEST_WAIT = 120.0
"""Seconds; a server that asks for more is told to the user instead of waited for."""


class Meaning(Enum):
    """What an answer, or the lack of one, says about the call."""

    DONE = "done"
    NOT_SENT = "certainly not carried out"
    OUR_FAULT = "not sent, and our own mistake"
    REFUSED = "a definite no"
    WAIT = "not carried out: too many calls"
    RENEW = "not carried out: the token is not accepted"
    UNCERTAIN = "may have been carried out"


MEANING_OF_ERROR: dict[type[httpx.TransportError], Meaning] = {
    httpx.ConnectError: Meaning.NOT_SENT,
    httpx.ConnectTimeout: Meaning.NOT_SENT,
    httpx.PoolTimeout: Meaning.NOT_SENT,
    httpx.LocalProtocolError: Meaning.OUR_FAULT,
    httpx.UnsupportedProtocol: Meaning.OUR_FAULT,
    httpx.ReadTimeout: Meaning.UNCERTAIN,
    httpx.WriteTimeout: Meaning.UNCERTAIN,
    httpx.ReadError: Meaning.UNCERTAIN,
    httpx.WriteError: Meaning.UNCERTAIN,
    httpx.CloseError: Meaning.UNCERTAIN,
    httpx.RemoteProtocolError: Meaning.UNCERTAIN,
    httpx.ProxyError: Meaning.UNCERTAIN,
}


def meaning_of_error(error: httpx.HTTPError) -> Meaning:
    """Say what a failed call means; what is not in the table is uncertain."""
    for kind, meaning in MEANING_OF_ERROR.items():
        if type(error) is kind:
            return meaning
    return Meaning.UNCERTAIN


def meaning_of_status(status: int) -> Meaning:
    """Say what a status means for a write.

    A 5xx may come after the booking was stored (a 504 did, seen by integrations); a
    429 comes from the gateway, before anything is carried out.
    """
    match status:
        case 200 | 201 | 204:
            return Meaning.DONE
        case 401:
            return Meaning.RENEW
        case 429:
            return Meaning.WAIT
        case _ if 400 <= status < 500 and status != 408:
            return Meaning.REFUSED
        case _ if 300 <= status < 400:
            return Meaning.REFUSED
        case _:
            return Meaning.UNCERTAIN


def meaning_of(response: httpx.Response) -> Meaning:
    """Say what an answer means: its status, and a 403 that is about the quota.

    An hourly quota that is used up may be answered by a 403 instead of a 429: possible
    with SnelStart's kind of gateway, and never seen.
    """
    if response.status_code == 403 and _is_quota(response):
        return Meaning.WAIT
    return meaning_of_status(response.status_code)


def _is_quota(response: httpx.Response) -> bool:
    return "quota" in response.text.lower() or "Retry-After" in response.headers


def decoded(text: str) -> Any:  # noqa: ANN401
    """Read JSON, with numbers as Decimal and half characters as question marks.

    Raises:
        ValueError: it is none, or is made to stop a program: nested without end, or
            with a number of thousands of digits.
    """
    try:
        body = json.loads(text, parse_float=_number, parse_constant=_no_number)
        return _whole(body) if _HALF.search(text) else body
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _whole(body: Any) -> Any:  # noqa: ANN401
    """Replace half characters: no file and no terminal can have one."""
    match body:
        case str():
            return body.encode("utf-8", "replace").decode()
        case list():
            return [_whole(one) for one in body]
        case dict():
            return {_whole(key): _whole(one) for key, one in body.items()}
        case _:
            return body


def _number(text: str) -> Decimal:
    """Read a number that a computer's own can be; 1e999999999 takes a year to use."""
    value = Decimal(text)
    if abs(value.adjusted()) > 400:
        raise ValueError(f"{text} is no number")
    return value


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def retry_after(response: httpx.Response, now: datetime) -> float | None:
    """Read Retry-After: seconds, or a date."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


class TryAgain(Exception):  # noqa: N818 - a signal between here and the caller
    """A call failed in a way that repeating may cure.

    Args:
        reason: what to raise when repeating did not cure it.
        wait: seconds the server asked for; None to back off as usual.
    """

    def __init__(self, reason: Exception, *, wait: float | None = None) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.wait = wait


def persist(
    call: Callable[[], T],
    *,
    clock: Clock,
    attempts: int = ATTEMPTS,
    longest_wait: float = LONGEST_WAIT,
) -> T:
    """Repeat a call that raises TryAgain, waiting as told or ever longer.

    Raises:
        Exception: the reason of the last TryAgain, when no attempt succeeded, or the
            server asked to wait longer than is sensible.
    """
    backoff = tenacity.wait_exponential(multiplier=0.5, max=30) + tenacity.wait_random(
        0, 0.5
    )

    def wait(state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait if isinstance(error, TryAgain) else None
        return backoff(state) if asked is None else asked

    def worth_it(error: BaseException) -> bool:
        return isinstance(error, TryAgain) and (error.wait or 0) <= longest_wait

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(worth_it),
        stop=tenacity.stop_after_attempt(attempts),
        wait=wait,
        sleep=clock.sleep,
        before=_count_try,
        before_sleep=_tell_again,
        reraise=True,
    )
    try:
        return retrying(call)
    except TryAgain as error:
        raise error.reason from error.reason.__cause__


_TRIES: ContextVar[int] = ContextVar("tries", default=1)
"""Which try of a call this is, for the log."""


def _count_try(state: tenacity.RetryCallState) -> None:
    _TRIES.set(state.attempt_number)


def _tell_again(state: tenacity.RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, TryAgain):
        wait, tries = round(state.upcoming_sleep * 1000), state.attempt_number
        tell(Event.HTTP_AGAIN, ms=wait, tries=tries, error=type(error.reason))


class Watch:
    """Tells of the calls to one party: how they ended and how long they took.

    Args:
        party: who is called.
        words: the words a path may be told with; whatever else is in one is left out.
    """

    def __init__(self, party: Party, words: str) -> None:
        self._party = party
        self._words = frozenset(words.split())

    def call(
        self, method: str, path: str, send: Callable[[], httpx.Response]
    ) -> httpx.Response:
        """Send a call, and tell how it went."""
        if not heard():
            return send()
        template = path_template(path, self._words)
        began = time.monotonic()
        try:
            response = send()
        except httpx.RequestError as error:
            tell(
                Event.HTTP_FAILED,
                party=self._party,
                method=method,
                path=template,
                error=type(error),
                ms=_since(began),
                tries=_TRIES.get(),
            )
            raise
        self.answered(response, path=path, ms=_since(began))
        return response

    def answered(self, response: httpx.Response, *, path: str, ms: int) -> None:
        """Tell of an answer that came."""
        tell(
            Event.HTTP_ANSWERED,
            party=self._party,
            method=response.request.method,
            path=path_template(path, self._words),
            status=response.status_code,
            ms=ms,
            tries=_TRIES.get(),
            bytes=response.num_bytes_downloaded,
        )


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
