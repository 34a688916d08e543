"""The practice register as a WSGI application: one question, and the ways it fails."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from werkzeug.wrappers import Request as HttpRequest
from werkzeug.wrappers import Response

from snelsync.sandbox.register.forms import is_well_formed

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

KNOWN_NUMBERS: Final = frozenset(
    {"BE0477472701", "DE136695976", "NL858617951B01", "FR40303265045"}
)
"""The numbers that are valid unless they are told not to be."""

_API: Final = "/taxation_customs/vies/rest-api"
_CHECK: Final = "/check-vat-number"
_QUESTION: Final = ("countryCode", "vatNumber")
_REQUESTER: Final = ("requesterMemberStateCode", "requesterNumber")
_UNDISCLOSED: Final = "---"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """One request the register answered; the body is None when it was no object."""

    method: str
    path: str
    body: Json | None
    status: int


def _utc_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the default clock of a server


class PracticeRegister:
    """A register that knows a few VAT numbers, asked as VIES is asked.

    Args:
        now: the clock, for the date on an answer.
        known: more numbers that are valid, with their prefix.
        invalid: numbers that are not valid, even when they are known.
        down: answer every question with an error: MS_UNAVAILABLE, or the one named.

    Attributes:
        requests: every request answered so far.
        known: as above; may change.
        invalid: as above; may change.
        down: as above; may change.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime] = _utc_now,
        known: Iterable[str] = (),
        invalid: Iterable[str] = frozenset(),
        down: bool | str = False,
    ) -> None:
        self._now = now
        self._lock = Lock()
        self._consultations = 0
        self.known = KNOWN_NUMBERS | set(known)
        self.invalid = frozenset(invalid)
        self.down = down
        self.requests: list[Request] = []

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        request = HttpRequest(environ)
        path = request.script_root + request.path
        with self._lock:
            body = _object(request)
            response = self._respond(request.method, path, body)
            said = Request(request.method, path, body, response.status_code)
            self.requests.append(said)
        return response(environ, start_response)

    def _respond(self, method: str, path: str, body: Json | None) -> Response:
        if path.removeprefix(_API) != _CHECK:
            return Response("Not Found", 404)
        if method != "POST":
            return Response("Method Not Allowed", 405, headers={"Allow": "POST"})
        if body is None:
            return Response("Bad Request", 400)
        if self.down:
            return _error(self.down if isinstance(self.down, str) else "MS_UNAVAILABLE")
        if not is_well_formed(*(body.get(name) for name in _QUESTION)):
            return _error("INVALID_INPUT", 400)
        has_requester = any(name in body for name in _REQUESTER)
        if has_requester and not is_well_formed(*(body.get(n) for n in _REQUESTER)):
            return _error("INVALID_REQUESTER_INFO", 400)
        return _json(self._answer(body, has_requester=has_requester))

    def _answer(self, body: Json, *, has_requester: bool) -> Json:
        country, number = (body[name] for name in _QUESTION)
        whole = country + number
        is_valid = whole in self.known and whole not in self.invalid
        moment = self._now().astimezone(UTC).isoformat(timespec="milliseconds")
        return {
            "countryCode": country,
            "vatNumber": number,
            "requestDate": moment.replace("+00:00", "Z"),
            "valid": is_valid,
            "requestIdentifier": self._consultation() if has_requester else "",
            "name": "Oefenbedrijf J. Jansen" if is_valid else _UNDISCLOSED,
            "address": "Oefenstraat 1\n1000 AA Oefendam" if is_valid else _UNDISCLOSED,
        }

    def _consultation(self) -> str:
        self._consultations += 1
        return f"WAPIOEFEN{self._consultations:07d}"


def _object(request: HttpRequest) -> Json | None:
    """Read the body when it says that it is JSON and is an object."""
    if request.mimetype != "application/json":
        return None
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _error(code: str, status: int = 200) -> Response:
    """Say no; that a register is down comes with status 200 (seen by integrations)."""
    body = {"actionSucceed": False, "errorWrappers": [{"error": code}]}
    return _json(body, status)


def _json(body: Json, status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")
