"""VIES, the EU's register of VAT numbers: is a buyer's number valid today?

A question is a POST and yet changes nothing, so it may be repeated; that VIES is down
is an outcome here and never an exception. Numbers travel in bodies only, never in an
address or a message. Facts: EU VIES REST API, read 2026-11.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Annotated

import httpx
from pydantic import (
    AliasGenerator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StrictBool,
    ValidationError,
)
from pydantic.alias_generators import to_camel

from snelsync.adapters.connection import connect
from snelsync.adapters.http import TryAgain, Watch, persist, retry_after
from snelsync.adapters.vat_numbers import plain
from snelsync.app.ports import Clock
from snelsync.domain.vat_number import Validity, VatCheck
from snelsync.events import Party

_WATCH = Watch(Party.VIES, "check-vat-number")
VIES_URL = "https://ec.europa.eu/taxation_customs/vies/rest-api"
TIMEOUT = httpx.Timeout(30, connect=10)
ATTEMPTS = 3
LONGEST_WAIT = 10.0
"""Seconds; who asks for more is asked again in the next run, not waited for."""


class ErrorMeaning(Enum):
    """What an error of VIES says about the question."""

    PASSING = "may be answered in a moment"
    NO_NUMBER = "that is no VAT number"
    NOT_FOR_US = "not answered to this requester"
    NO_ANSWER = "not answered, and not in a moment either"


MEANING_OF_CODE: dict[str, ErrorMeaning] = {
    "MS_UNAVAILABLE": ErrorMeaning.PASSING,
    "MS_MAX_CONCURRENT_REQ": ErrorMeaning.PASSING,
    "GLOBAL_MAX_CONCURRENT_REQ": ErrorMeaning.PASSING,
    "SERVICE_UNAVAILABLE": ErrorMeaning.PASSING,
    "TIMEOUT": ErrorMeaning.PASSING,
    "INVALID_INPUT": ErrorMeaning.NO_NUMBER,
    "INVALID_REQUESTER_INFO": ErrorMeaning.NOT_FOR_US,
    "VAT_BLOCKED": ErrorMeaning.NO_ANSWER,
    "IP_BLOCKED": ErrorMeaning.NO_ANSWER,
}


def meaning_of_codes(codes: frozenset[str]) -> ErrorMeaning:
    """Say what errors mean together; only one that is sure of itself is believed."""
    meanings = {MEANING_OF_CODE.get(code, ErrorMeaning.NO_ANSWER) for code in codes}
    if len(meanings) == 1:
        return meanings.pop()
    passing = not meanings or ErrorMeaning.PASSING in meanings
    return ErrorMeaning.PASSING if passing else ErrorMeaning.NO_ANSWER


def _text(value: object) -> object:
    return "" if value is None else value


def _list(value: object) -> object:
    return () if value is None else value


_Text = Annotated[str, BeforeValidator(_text)]


class _Wire(BaseModel):
    model_config = ConfigDict(
        alias_generator=AliasGenerator(validation_alias=to_camel),
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        defer_build=True,
    )


class _WireError(_Wire):
    error: _Text = ""


class _WireAnswer(_Wire):
    """An answer; the name and address of the trader are dropped unseen."""

    valid: StrictBool | None = None
    request_date: _Text = ""
    request_identifier: _Text = ""
    action_succeed: bool | None = None
    error_wrappers: Annotated[tuple[_WireError, ...], BeforeValidator(_list)] = ()
    user_error: _Text = ""

    def failed(self) -> bool:
        """Say whether this is an error, whatever else it says."""
        return self.action_succeed is False or bool(self.codes())

    def codes(self) -> frozenset[str]:
        """Give the errors named; the form without a body names its outcome so too."""
        named = {wrapper.error for wrapper in self.error_wrappers} | {self.user_error}
        return frozenset(named - {"", "VALID", "INVALID"})


class _NoAnswerError(Exception):
    """VIES said nothing that can be used; carries nothing of the question."""


@dataclass(frozen=True, slots=True)
class _Said:
    validity: Validity
    moment: str = ""
    consultation: str = ""


class Vies:
    """Asks VIES, and again where that may help.

    Args:
        client: as ``vies_client`` makes it.
        clock: tells when an answer came, and waits.
        requester: the shop's own number with its prefix; without one there is no
            consultation number, and so no evidence.
    """

    def __init__(
        self, client: httpx.Client, *, clock: Clock, requester: str = ""
    ) -> None:
        self._client = client
        self._clock = clock
        self._requester = plain(requester)

    def check(self, number: str, *, before: VatCheck | None = None) -> VatCheck:
        """Ask whether a number is valid now.

        Args:
            number: normalised, with its prefix.
            before: the last check of this number, to go on counting patience from.
        """
        asked = self._clock.now()
        said = self._said(number, self._requester)
        return VatCheck(
            number=number,
            validity=said.validity,
            checked=_moment(said.moment, self._clock.now()),
            first_asked=before.first_asked if before else asked,
            consultation=said.consultation,
        )

    def _said(self, number: str, requester: str) -> _Said:
        try:
            said = persist(
                lambda: self._once(number, requester),
                clock=self._clock,
                attempts=ATTEMPTS,
            )
        except _NoAnswerError:
            said = _Said(Validity.UNAVAILABLE)
        if said is not None:
            return said
        return self._said(number, "") if requester else _Said(Validity.UNAVAILABLE)

    def _once(self, number: str, requester: str) -> _Said | None:
        """Ask once; None when the requester is not accepted."""
        try:
            question = _question(number, requester)
            path = "check-vat-number"
            response = _WATCH.call(
                "POST", path, lambda: self._client.post(path, json=question)
            )
        except httpx.HTTPError as error:
            raise TryAgain(_NoAnswerError(type(error).__name__)) from None
        answer = _read(response)
        if answer is not None and answer.failed():
            return self._refused(answer, response)
        if answer is None or answer.valid is None or response.status_code != 200:
            raise self._later(response)
        return _Said(
            Validity.VALID if answer.valid else Validity.INVALID,
            moment=answer.request_date,
            consultation=answer.request_identifier.strip() if requester else "",
        )

    def _refused(self, answer: _WireAnswer, response: httpx.Response) -> _Said | None:
        match meaning_of_codes(answer.codes()):
            case ErrorMeaning.PASSING:
                raise self._later(response)
            case ErrorMeaning.NO_NUMBER:
                return _Said(Validity.INVALID)
            case ErrorMeaning.NOT_FOR_US:
                return None
            case ErrorMeaning.NO_ANSWER:
                return _Said(Validity.UNAVAILABLE)

    def _later(self, response: httpx.Response) -> Exception:
        reason = _NoAnswerError(f"HTTP {response.status_code}")
        wait = retry_after(response, self._clock.now())
        too_long = wait is not None and wait > LONGEST_WAIT
        return reason if too_long else TryAgain(reason, wait=wait)


def vies_client(
    url: str = VIES_URL, transport: httpx.BaseTransport | None = None
) -> httpx.Client:
    """Make the HTTP client for VIES."""
    return connect(
        url,
        timeout=TIMEOUT,
        limits=httpx.Limits(max_connections=2, max_keepalive_connections=2),
        transport=transport,
    )


def _question(number: str, requester: str) -> dict[str, str]:
    question = {"countryCode": number[:2], "vatNumber": number[2:]}
    if requester:
        question["requesterMemberStateCode"] = requester[:2]
        question["requesterNumber"] = requester[2:]
    return question


def _read(response: httpx.Response) -> _WireAnswer | None:
    try:
        return _WireAnswer.model_validate_json(response.content)
    except ValidationError:
        return None


def _moment(text: str, now: datetime) -> datetime:
    """Give VIES's own moment, which the evidence bears; ours when it makes no sense."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return now
    if told.tzinfo is None or abs(told - now) > timedelta(days=1):
        return now
    return told.astimezone(now.tzinfo)
