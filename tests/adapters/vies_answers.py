"""A clock that does not wait, and registers that answer as they are told."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx

from snelsync.adapters.vies import (
    MEANING_OF_CODE,
    ErrorMeaning,
    Vies,
    vies_client,
)
from snelsync.sandbox.register import PracticeRegister

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BELGIAN = "BE0477472701"
UNKNOWN = "ATU12345678"
SHOP = "NL858617951B01"
YES: dict[str, Any] = {
    "valid": True,
    "requestDate": "2026-11-20T12:00:00.000Z",
    "requestIdentifier": "WAPI1",
}
PASSING = sorted(
    code for code, is_ in MEANING_OF_CODE.items() if is_ is ErrorMeaning.PASSING
)


class FakeClock:
    """A clock that moves only when somebody sleeps, and remembers how long."""

    def __init__(self) -> None:
        self.time = NOW
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)


class Scripted:
    """A server that gives answers in turn, the last one for ever."""

    def __init__(self, *answers: object, status: int = 200, wait: str = "") -> None:
        self.answers = list(answers)
        self.status = status
        self.wait = wait
        self.asked: list[Any] = []

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        length = int(environ["CONTENT_LENGTH"])
        self.asked.append(json.loads(environ["wsgi.input"].read(length)))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        headers = [("Retry-After", self.wait)] if self.wait else []
        start_response(f"{self.status} Told", headers)
        return [answer if isinstance(answer, bytes) else json.dumps(answer).encode()]


class Broken(httpx.BaseTransport):
    """A line that fails every time."""

    def __init__(self, error: httpx.HTTPError) -> None:
        self.error = error
        self.calls = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        self.error.request = request
        raise self.error


def failed(*codes: str) -> dict[str, Any]:
    """Write down errors as VIES does."""
    wrappers = [{"error": code} for code in codes]
    return {"actionSucceed": False, "errorWrappers": wrappers}


def vies(
    app: Scripted | PracticeRegister, clock: FakeClock, requester: str = SHOP
) -> Vies:
    """Make a VIES that asks an app in process."""
    client = vies_client(transport=httpx.WSGITransport(app=app))
    return Vies(client, clock=clock, requester=requester)
