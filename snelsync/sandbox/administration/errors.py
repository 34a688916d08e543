"""The ways this administration says no: one exception, four shapes of body.

Business rules answer an array of codes, the model binder an object with `modelState`,
the framework `{"Message"}` and the gateway `{"statusCode", "message"}` (SnelStart's
portal, 2026-05, and observed by integrations).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from snelsync.sandbox.administration.texts import TEXTS

NO_HEADERS: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Problem:
    """A broken business rule: its code, and what SnelStart writes after its text."""

    code: str
    note: str = ""

    @property
    def message(self) -> str:
        """The text that goes over the wire."""
        return f"{TEXTS[self.code]} {self.note}".rstrip()


class Refusal(Exception):  # noqa: N818 - the word of the domain; not every one is an error
    """An answer other than success, raised from wherever it is found out."""

    def __init__(
        self, status: int, body: object, *, headers: Mapping[str, str] = NO_HEADERS
    ) -> None:
        super().__init__(f"refused with status {status}")
        self.status = status
        self.body = body
        self.headers = headers


def business(problems: Iterable[Problem], *, status: int = 400) -> Refusal:
    """Make the refusal that lists broken business rules, in the order given."""
    body = [
        {"errorCode": found.code, "message": found.message, "details": None}
        for found in problems
    ]
    return Refusal(status, body)


def model_state(errors: Mapping[str, list[str]]) -> Refusal:
    """Make the refusal of a body that does not fit the model."""
    body = {"message": "The request is invalid.", "modelState": dict(errors)}
    return Refusal(400, body)


def framework(status: int, message: str) -> Refusal:
    """Make the refusal as ASP.NET writes it."""
    return Refusal(status, {"Message": message})


def gateway(status: int, message: str, *, retry_after: int | None = None) -> Refusal:
    """Make the refusal as the gateway in front of the API writes it."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Refusal(status, {"statusCode": status, "message": message}, headers=headers)
