"""What asking VIES promises: a no is a no, and silence is not."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

import httpx
import pytest

from snelsync.adapters.vies import (
    ATTEMPTS,
    MEANING_OF_CODE,
    VIES_URL,
    Vies,
    vies_client,
)
from snelsync.domain.vat_number import Validity, VatCheck
from snelsync.sandbox.register import PracticeRegister
from tests.adapters.vies_answers import (
    BELGIAN,
    NOW,
    PASSING,
    UNKNOWN,
    YES,
    Broken,
    FakeClock,
    Scripted,
    failed,
    vies,
)


@pytest.fixture
def clock() -> FakeClock:
    """Give a clock that never really waits."""
    return FakeClock()


@pytest.fixture
def register(clock: FakeClock) -> PracticeRegister:
    """Open a practice register."""
    return PracticeRegister(now=clock.now)


def test_a_valid_number_comes_with_its_evidence(
    register: PracticeRegister, clock: FakeClock
) -> None:
    """VIES's yes is kept with its consultation number and moment."""
    check = vies(register, clock).check(BELGIAN)

    assert check == VatCheck(BELGIAN, Validity.VALID, NOW, NOW, "WAPIOEFEN0000001")
    assert clock.slept == []


def test_an_unknown_number_is_invalid(
    register: PracticeRegister, clock: FakeClock
) -> None:
    """VIES's no is a no at once."""
    assert vies(register, clock).check(UNKNOWN).validity is Validity.INVALID
    assert len(register.requests) == 1


def test_the_number_is_only_in_the_body(
    register: PracticeRegister, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """One POST to the known address asks, and nothing of it is logged."""
    caplog.set_level(logging.DEBUG)

    vies(register, clock).check(BELGIAN)

    (request,) = register.requests
    assert (request.method, request.path) == (
        "POST",
        "/taxation_customs/vies/rest-api/check-vat-number",
    )
    assert request.body == {
        "countryCode": "BE",
        "vatNumber": "0477472701",
        "requesterMemberStateCode": "NL",
        "requesterNumber": "858617951B01",
    }
    assert caplog.text == ""


def test_without_a_requester_there_is_no_evidence(
    register: PracticeRegister, clock: FakeClock
) -> None:
    """Who does not say who is asking sends no requester and gets no number."""
    check = vies(register, clock, requester="").check(BELGIAN)

    assert check.validity is Validity.VALID
    assert check.consultation == ""
    assert register.requests[0].body == {
        "countryCode": "BE",
        "vatNumber": "0477472701",
    }


def test_a_requester_may_be_written_as_people_do(
    register: PracticeRegister, clock: FakeClock
) -> None:
    """Dots and spaces in the shop's own number do not cost the evidence."""
    check = vies(register, clock, requester="nl 8586.17.951.B01").check(BELGIAN)

    assert check.consultation


def test_a_refused_requester_is_left_out_once(
    register: PracticeRegister, clock: FakeClock
) -> None:
    """A requester VIES does not accept costs the evidence and not the answer."""
    check = vies(register, clock, requester="NL1").check(BELGIAN)

    assert (check.validity, check.consultation) == (Validity.VALID, "")
    assert len(register.requests) == 2
    assert clock.slept == []


def test_a_consultation_without_a_requester_is_not_believed(
    clock: FakeClock,
) -> None:
    """A consultation number that names nobody as the one who asked is no evidence."""
    server = Scripted(failed("INVALID_REQUESTER_INFO"), YES)

    assert vies(server, clock).check(BELGIAN).consultation == ""


def test_a_requester_that_is_refused_though_absent_ends_it(clock: FakeClock) -> None:
    """The same error without a requester is no answer, and no endless loop."""
    server = Scripted(failed("INVALID_REQUESTER_INFO"))

    check = vies(server, clock).check(BELGIAN)

    assert check.validity is Validity.UNAVAILABLE
    assert len(server.asked) == 2


@pytest.mark.parametrize("code", PASSING)
@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_passing_error_is_tried_again(
    clock: FakeClock, code: str, status: int
) -> None:
    """A busy or absent register is asked a few times, and then is unavailable."""
    server = Scripted(failed(code), status=status)

    check = vies(server, clock).check(BELGIAN)

    assert check.validity is Validity.UNAVAILABLE
    assert len(server.asked) == ATTEMPTS
    assert len(clock.slept) == ATTEMPTS - 1
    assert check.checked == clock.time > check.first_asked == NOW


def test_what_passes_is_answered(clock: FakeClock) -> None:
    """An answer on the second try counts as any other."""
    server = Scripted(failed("MS_UNAVAILABLE"), YES)

    check = vies(server, clock).check(BELGIAN)

    assert (check.validity, check.consultation) == (Validity.VALID, "WAPI1")


def test_the_table_of_errors_is_complete() -> None:
    """Every error VIES names has its meaning."""
    named = {code: meaning.name for code, meaning in MEANING_OF_CODE.items()}

    assert named == {
        "MS_UNAVAILABLE": "PASSING",
        "MS_MAX_CONCURRENT_REQ": "PASSING",
        "GLOBAL_MAX_CONCURRENT_REQ": "PASSING",
        "SERVICE_UNAVAILABLE": "PASSING",
        "TIMEOUT": "PASSING",
        "INVALID_INPUT": "NO_NUMBER",
        "INVALID_REQUESTER_INFO": "NOT_FOR_US",
        "VAT_BLOCKED": "NO_ANSWER",
        "IP_BLOCKED": "NO_ANSWER",
    }


@pytest.mark.parametrize(
    ("codes", "validity", "calls"),
    [
        (["INVALID_INPUT"], Validity.INVALID, 1),
        (["INVALID_INPUT", "INVALID_INPUT"], Validity.INVALID, 1),
        (["VAT_BLOCKED"], Validity.UNAVAILABLE, 1),
        (["IP_BLOCKED"], Validity.UNAVAILABLE, 1),
        (["SOMETHING_NEW"], Validity.UNAVAILABLE, 1),
        (["INVALID_INPUT", "SOMETHING_NEW"], Validity.UNAVAILABLE, 1),
        (["INVALID_INPUT", "MS_UNAVAILABLE"], Validity.UNAVAILABLE, ATTEMPTS),
        ([], Validity.UNAVAILABLE, ATTEMPTS),
    ],
)
def test_only_a_sure_error_is_a_no(
    clock: FakeClock, codes: list[str], validity: Validity, calls: int
) -> None:
    """Refused input is invalid; blocked, unknown and mixed errors say nothing."""
    server = Scripted(failed(*codes))

    assert vies(server, clock).check(BELGIAN).validity is validity
    assert len(server.asked) == calls


@pytest.mark.parametrize(
    "nonsense",
    [
        b"",
        b"<html>maintenance</html>",
        b'{"valid": tr',
        b"\xff\xfe",
        b"null",
        b"[" * 100_000,
        [],
        {},
        {"valid": None},
        {"valid": "true"},
        {"valid": 1},
        {"valid": True, "actionSucceed": False},
        {"valid": False, "userError": "MS_UNAVAILABLE"},
        {"valid": False, "errorWrappers": [{"error": "TIMEOUT"}]},
        {"actionSucceed": False, "errorWrappers": None},
        {"actionSucceed": False, "errorWrappers": "down"},
    ],
)
def test_nonsense_is_not_a_no(clock: FakeClock, nonsense: object) -> None:
    """An answer that cannot be read, or contradicts itself, is asked for again."""
    server = Scripted(nonsense)

    assert vies(server, clock).check(BELGIAN).validity is Validity.UNAVAILABLE
    assert len(server.asked) == ATTEMPTS


@pytest.mark.parametrize("status", [201, 301, 403, 404, 429, 500, 503])
def test_an_answer_with_another_status_is_none(clock: FakeClock, status: int) -> None:
    """A yes or no is believed with status 200 only."""
    for body in (YES, YES | {"valid": False}):
        server = Scripted(body, status=status)

        assert vies(server, clock).check(BELGIAN).validity is Validity.UNAVAILABLE
        assert len(server.asked) == ATTEMPTS


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError(BELGIAN),
        httpx.ReadTimeout(BELGIAN),
        httpx.RemoteProtocolError(BELGIAN),
        httpx.DecodingError(BELGIAN),
    ],
)
def test_a_broken_line_is_unavailable(
    clock: FakeClock, error: httpx.HTTPError, caplog: pytest.LogCaptureFixture
) -> None:
    """A line that fails is tried again and never becomes an exception."""
    caplog.set_level(logging.DEBUG)
    line = Broken(error)

    check = Vies(vies_client(transport=line), clock=clock).check(BELGIAN)

    assert check.validity is Validity.UNAVAILABLE
    assert line.calls == ATTEMPTS
    assert BELGIAN not in caplog.text


def test_a_short_wait_asked_for_is_kept(clock: FakeClock) -> None:
    """VIES's own Retry-After is waited for when it is short."""
    server = Scripted(failed("MS_UNAVAILABLE"), status=503, wait="7")

    vies(server, clock).check(BELGIAN)

    assert clock.slept == [7, 7]


def test_a_long_wait_asked_for_is_left_to_the_next_run(clock: FakeClock) -> None:
    """A run does not stand still for one number."""
    server = Scripted(failed("MS_UNAVAILABLE"), status=503, wait="60")

    assert vies(server, clock).check(BELGIAN).validity is Validity.UNAVAILABLE
    assert clock.slept == []


def test_patience_counts_from_the_first_time(
    register: PracticeRegister, clock: FakeClock
) -> None:
    """A later check keeps when the number was asked first."""
    register.down = "MS_UNAVAILABLE"
    asking = vies(register, clock)
    first = asking.check(BELGIAN)
    clock.time += timedelta(hours=20)
    register.down = False

    second = asking.check(BELGIAN, before=first)

    assert second.validity is Validity.VALID
    assert second.first_asked == NOW
    assert second.checked - NOW > timedelta(hours=20)


@pytest.mark.parametrize(
    ("told", "checked"),
    [
        ("2026-11-20T11:59:58.5Z", NOW - timedelta(seconds=1.5)),
        ("2026-11-20T12:59:58+01:00", NOW - timedelta(seconds=2)),
        ("2026-11-20T11:59:58", NOW),
        ("2026-11-20+01:00", NOW),
        ("2016-11-20T12:00:00Z", NOW),
        ("0001-01-01T00:00:00+14:00", NOW),
        ("yesterday", NOW),
        ("", NOW),
        (None, NOW),
    ],
)
def test_the_moment_is_that_of_the_evidence(
    clock: FakeClock, told: str | None, checked: datetime
) -> None:
    """VIES's moment is kept where it makes sense, and else our own."""
    server = Scripted(YES | {"requestDate": told})

    check = vies(server, clock).check(BELGIAN)

    assert check.checked == checked
    assert check.checked.utcoffset() == timedelta(0)


def test_an_answer_without_a_consultation_is_still_an_answer(clock: FakeClock) -> None:
    """A missing or empty consultation number is kept as none."""
    for missing in (None, "", "  "):
        server = Scripted(YES | {"requestIdentifier": missing})

        check = vies(server, clock).check(BELGIAN)

        assert (check.validity, check.consultation) == (Validity.VALID, "")


def test_names_are_not_kept(register: PracticeRegister, clock: FakeClock) -> None:
    """The name and address in an answer are in nothing that is handed on."""
    check = vies(register, clock).check(BELGIAN)

    plain = vies(Scripted(YES), clock).check(BELGIAN)
    assert replace(check, consultation="WAPI1") == plain
    assert "Oefen" not in repr(check)


def test_the_address_of_vies_is_known() -> None:
    """Without another address the EU's own is asked, without following redirects."""
    with vies_client() as client:
        assert str(client.base_url) == f"{VIES_URL}/"
        assert not client.follow_redirects
