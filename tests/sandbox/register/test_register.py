"""What the practice register promises."""

import ast
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

import snelsync.sandbox.register
from snelsync.sandbox.register import KNOWN_NUMBERS, PracticeRegister, Request

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CHECK = "/taxation_customs/vies/rest-api/check-vat-number"
BELGIAN = {"countryCode": "BE", "vatNumber": "0477472701"}
SHOP = {"requesterMemberStateCode": "NL", "requesterNumber": "858617951B01"}


def ask(
    register: PracticeRegister,
    question: object = BELGIAN,
    *,
    method: str = "POST",
    path: str = CHECK,
) -> httpx.Response:
    """Ask a register in process."""
    transport = httpx.WSGITransport(app=register)
    with httpx.Client(transport=transport, base_url="https://vies.test") as client:
        return client.request(method, path, json=question)


def error_of(response: httpx.Response) -> str:
    """Give the one error of an answer in VIES's shape."""
    told: dict[str, Any] = response.json()
    assert told["actionSucceed"] is False
    (wrapper,) = told["errorWrappers"]
    return str(wrapper["error"])


@pytest.fixture
def register() -> PracticeRegister:
    """Open a register whose clock stands still."""
    return PracticeRegister(now=lambda: NOW)


@pytest.mark.parametrize("number", sorted(KNOWN_NUMBERS))
def test_a_known_number_is_valid(register: PracticeRegister, number: str) -> None:
    """The four practice numbers are valid from the start."""
    question = {"countryCode": number[:2], "vatNumber": number[2:]}

    told = ask(register, question).json()

    assert told["valid"] is True
    assert told["countryCode"] + told["vatNumber"] == number
    assert told["requestDate"] == "2026-11-20T12:00:00.000Z"


def test_an_unknown_number_is_not_valid_and_not_an_error(
    register: PracticeRegister,
) -> None:
    """A number in good form that nobody has is answered with valid: false."""
    response = ask(register, {"countryCode": "AT", "vatNumber": "U12345678"})

    assert response.status_code == 200
    assert response.json()["valid"] is False
    assert response.json()["name"] == "---"


def test_a_test_chooses_what_is_known() -> None:
    """A number can be made known, and one that is known can be made invalid."""
    register = PracticeRegister(known={"ATU12345678"}, invalid={"BE0477472701"})

    made = ask(register, {"countryCode": "AT", "vatNumber": "U12345678"}).json()

    assert made["valid"] is True
    assert ask(register).json()["valid"] is False


@pytest.mark.parametrize(
    ("country", "number"),
    [
        ("GR", "094259216"),
        ("GB", "980780684"),
        ("US", "123456789"),
        ("be", "0477472701"),
        ("BE", "477472701"),
        ("BE", "BE0477472701"),
        ("BE", "0477.472.701"),
        ("BE", "0477472701\n"),
        ("DE", "١٣٦٦٩٥٩٧٦"),
        ("DE", 136695976),
        ("NL", ""),
        (None, None),
    ],
)
def test_what_has_no_right_form_is_invalid_input(
    register: PracticeRegister, country: object, number: object
) -> None:
    """An unknown country code or a malformed number is an error, not a no."""
    response = ask(register, {"countryCode": country, "vatNumber": number})

    assert error_of(response) == "INVALID_INPUT"


def test_a_consultation_number_needs_a_requester(register: PracticeRegister) -> None:
    """Only who says who is asking gets evidence, and every time another number."""
    alone = ask(register).json()
    first = ask(register, BELGIAN | SHOP).json()
    second = ask(register, BELGIAN | SHOP).json()

    assert alone["requestIdentifier"] == ""
    assert first["requestIdentifier"]
    assert first["requestIdentifier"] != second["requestIdentifier"]


@pytest.mark.parametrize(
    "requester",
    [
        {"requesterMemberStateCode": "NL", "requesterNumber": "NL858617951B01"},
        {"requesterMemberStateCode": "NL"},
        {"requesterNumber": "858617951B01"},
        {"requesterMemberStateCode": "", "requesterNumber": ""},
    ],
)
def test_a_requester_must_be_well_formed(
    register: PracticeRegister, requester: dict[str, str]
) -> None:
    """A requester that is no VAT number is refused."""
    response = ask(register, BELGIAN | requester)

    assert error_of(response) == "INVALID_REQUESTER_INFO"


@pytest.mark.parametrize(
    ("down", "error"), [(True, "MS_UNAVAILABLE"), ("TIMEOUT", "TIMEOUT")]
)
def test_a_register_that_is_down_answers_nothing(
    register: PracticeRegister,
    down: bool | str,  # noqa: FBT001 - a parameter of the test
    error: str,
) -> None:
    """While it is down every question gets that error, and afterwards an answer."""
    register.down = down

    assert error_of(ask(register)) == error

    register.down = False
    assert ask(register).json()["valid"] is True


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_only_posts_are_answered(register: PracticeRegister, method: str) -> None:
    """Another method is refused with 405."""
    response = ask(register, method=method)

    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"


@pytest.mark.parametrize("path", ["/", "/check-status", f"{CHECK}/", f"/x{CHECK}"])
def test_there_is_one_place(register: PracticeRegister, path: str) -> None:
    """Any other address is not found."""
    assert ask(register, path=path).status_code == 404


def test_the_base_may_be_short(register: PracticeRegister) -> None:
    """The question can be asked right under the host as well."""
    assert ask(register, path="/check-vat-number").json()["valid"] is True


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"countryCode=BE", "application/x-www-form-urlencoded"),
        (b'{"countryCode": "BE", "vatNumber": "0477472701"}', "text/plain"),
        (b"{", "application/json"),
        (b"\xff", "application/json"),
        (b"[]", "application/json"),
        (b"", "application/json"),
        (b"[" * 100_000, "application/json"),
    ],
)
def test_a_body_must_be_a_json_object(
    register: PracticeRegister, content: bytes, kind: str
) -> None:
    """What is no JSON object, or does not say it is JSON, is a bad request."""
    transport = httpx.WSGITransport(app=register)
    with httpx.Client(transport=transport, base_url="https://vies.test") as client:
        response = client.post(CHECK, content=content, headers={"Content-Type": kind})

    assert response.status_code == 400
    assert register.requests[-1].body is None


def test_every_request_is_kept(register: PracticeRegister) -> None:
    """What was asked can be looked up, answered or refused."""
    ask(register)
    ask(register, method="GET")

    assert register.requests == [
        Request("POST", CHECK, BELGIAN, 200),
        Request("GET", CHECK, BELGIAN, 405),
    ]


def test_the_register_stands_alone() -> None:
    """Nothing of snelsync but its own package, werkzeug and Python is imported."""
    folder = Path(snelsync.sandbox.register.__file__).parent
    imported: set[str] = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
            elif isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}

    own = {name for name in imported if name.startswith("snelsync")}
    others = {name.partition(".")[0] for name in imported - own}

    assert all(name.startswith("snelsync.sandbox.register") for name in own)
    assert others - set(sys.stdlib_module_names) == {"werkzeug"}
