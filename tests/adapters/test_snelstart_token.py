"""The token: fetched once, renewed in time, and the right key named when refused."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import httpx
import pytest

from snelsync.adapters.snelstart.auth import TokenAuth
from snelsync.errors import (
    CredentialsError,
    NotSentError,
    SnelsyncError,
    UncertainError,
)
from snelsync.sandbox.administration import (
    PRACTICE_CONNECTION_KEY,
    PRACTICE_SUBSCRIPTION_KEY,
    Fault,
    PracticeAdministration,
)
from snelsync.secret import Secret
from tests.contract.wiring import (
    OpenAdministration,
    Wire,
    open_administration,
    practice_administration,
)
from tests.fakes import FakeClock

TOKEN = "/b2b/token"


@pytest.fixture
def clock() -> FakeClock:
    """Give a clock that stands still."""
    return FakeClock()


@pytest.fixture
def practice(clock: FakeClock) -> PracticeAdministration:
    """Make a practice administration."""
    return practice_administration(clock)


@pytest.fixture
def opened(practice: PracticeAdministration, clock: FakeClock) -> OpenAdministration:
    """Open it."""
    return open_administration(practice, clock)


def tokens(opened: OpenAdministration) -> int:
    """Count the calls for a token."""
    return sum(request.url.path == TOKEN for request in opened.wire.sent)


def test_one_token_serves_many_calls(opened: OpenAdministration) -> None:
    """A token is asked for when first needed, and kept."""
    assert tokens(opened) == 0

    for _ in range(3):
        opened.administration.chart()

    assert tokens(opened) == 1


def test_both_keys_go_where_they_belong(opened: OpenAdministration) -> None:
    """The connection key buys the token; only the other key goes with each call."""
    opened.administration.company()

    token_call, call = opened.wire.sent
    assert "Ocp-Apim-Subscription-Key" not in token_call.headers
    assert call.headers["Ocp-Apim-Subscription-Key"] == PRACTICE_SUBSCRIPTION_KEY
    assert call.headers["Authorization"].startswith("Bearer ")
    assert PRACTICE_CONNECTION_KEY.encode() not in call.content


def test_a_key_with_awkward_characters_is_encoded(clock: FakeClock) -> None:
    """A connection key full of +, / and = arrives as it is."""
    key = base64.b64encode("ü?>~ÿ:þ?>~~>?".encode()).decode()
    assert set("+/=") & set(key)
    practice = practice_administration(clock, connection_key=key)
    opened = open_administration(practice, clock, connection_key=f" {key}\n")

    opened.administration.company()

    body = opened.wire.sent[0].content.decode()
    assert body.startswith("grant_type=clientkey&clientkey=")
    assert not set("+/ ") & set(body.partition("clientkey=")[2])
    assert opened.wire.sent[0].headers["Content-Type"] == (
        "application/x-www-form-urlencoded"
    )


def test_a_token_is_renewed_before_it_ends(
    opened: OpenAdministration, clock: FakeClock
) -> None:
    """A minute before its end a token is replaced, and not earlier."""
    opened.administration.company()
    clock.moment += timedelta(seconds=3538)
    opened.administration.company()
    assert tokens(opened) == 1

    clock.moment += timedelta(seconds=2)
    opened.administration.company()

    assert tokens(opened) == 2


def test_a_refused_token_is_renewed_once(
    opened: OpenAdministration, practice: PracticeAdministration
) -> None:
    """A token that ended early is replaced, and the call succeeds."""
    opened.administration.company()
    practice.revoke_tokens()

    opened.administration.company()

    assert tokens(opened) == 2


def test_a_write_with_a_refused_token_is_sent_again_once(
    opened: OpenAdministration, practice: PracticeAdministration
) -> None:
    """A 401 was not carried out, so the write goes again with a new token."""
    opened.administration.company()
    practice.revoke_tokens()

    card = opened.transport.post("relaties", '{"relatiesoort":["Klant"],"naam":"Een"}')

    assert card["naam"] == "Een"
    assert len([r for r in opened.wire.sent if r.url.path == "/v2/relaties"]) == 2


def test_a_token_refused_twice_names_the_connection_key(
    opened: OpenAdministration, practice: PracticeAdministration
) -> None:
    """When a fresh token is refused too, it is not asked a third time."""
    practice.faults.add(Fault(kind="unauthorized", path="/v2/*", times=None))

    with pytest.raises(CredentialsError, match="connection key") as raised:
        opened.administration.company()

    assert "subscription" not in raised.value.what
    assert tokens(opened) == 2


def test_a_wrong_connection_key_is_named(
    practice: PracticeAdministration, clock: FakeClock
) -> None:
    """The koppelsleutel is named, with where to find another."""
    opened = open_administration(practice, clock, connection_key="d3Jvbmc6a2V5")

    with pytest.raises(CredentialsError, match="connection key") as raised:
        opened.administration.company()

    assert "Koppelingen" in raised.value.hint
    assert "d3Jvbmc6a2V5" not in raised.value.what + raised.value.hint
    assert tokens(opened) == 1


def test_a_wrong_subscription_key_is_named(
    practice: PracticeAdministration, clock: FakeClock
) -> None:
    """The other key is named, and no new token is fetched for it."""
    opened = open_administration(practice, clock, subscription_key="0wrong0wrong0")

    with pytest.raises(CredentialsError, match="subscription key") as raised:
        opened.administration.company()

    assert "portal" in raised.value.hint
    assert "0wrong0" not in raised.value.what + raised.value.hint
    assert tokens(opened) == 1


def test_a_connection_that_ended_is_named(
    opened: OpenAdministration, practice: PracticeAdministration
) -> None:
    """A customer who ended the connection is told which key no longer works."""
    opened.administration.company()
    practice.revoke_connection_key()

    with pytest.raises(CredentialsError, match="koppelsleutel"):
        opened.administration.company()


@pytest.mark.parametrize("kind", ["html", "server_error", "truncated"])
def test_a_login_without_a_token_is_told(
    opened: OpenAdministration, practice: PracticeAdministration, kind: str
) -> None:
    """An answer without a token is an error of ours to tell, and nothing is guessed."""
    practice.faults.add(Fault(kind=kind, path=TOKEN, times=None))

    with pytest.raises(SnelsyncError, match="token") as raised:
        opened.administration.company()

    assert not isinstance(raised.value, UncertainError)


class TokenFails(Wire):
    """Breaks the call for a token, as asked."""

    error: type[httpx.TransportError] = httpx.ReadError

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Break it."""
        if request.url.path == TOKEN:
            self.sent.append(request)
            raise self.error("broken", request=request)
        return super().handle_request(request)


@pytest.mark.parametrize(
    "kind", ["unavailable", "server_error", "rate_limit", "html", "truncated"]
)
def test_a_failing_token_answer_under_a_write_is_not_sent(
    opened: OpenAdministration, practice: PracticeAdministration, kind: str
) -> None:
    """No token, no booking: the write was not sent, whatever the login answered."""
    practice.faults.add(Fault(kind=kind, path=TOKEN, times=None))

    with pytest.raises(NotSentError):
        opened.transport.post("verkoopboekingen", "{}")

    assert practice.bookings == {}


@pytest.mark.parametrize("kind", ["unavailable", "html", "rate_limit"])
def test_a_token_failure_that_passes_is_waited_out(
    opened: OpenAdministration, practice: PracticeAdministration, kind: str
) -> None:
    """A trouble of the login server that passes is tried again, as for other calls."""
    practice.faults.add(Fault(kind=kind, path=TOKEN, retry_after=5))

    assert opened.administration.company().name
    assert tokens(opened) == 2


def test_the_call_for_a_token_has_a_time_limit(opened: OpenAdministration) -> None:
    """A login server that never answers does not hang us for ever."""
    opened.administration.company()

    limits = opened.wire.sent[0].extensions["timeout"]
    assert all(limits[name] for name in ("connect", "read", "write", "pool"))


@pytest.mark.parametrize(
    "error", [httpx.ReadError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
def test_a_broken_token_call_under_a_write_is_not_sent(
    practice: PracticeAdministration,
    clock: FakeClock,
    error: type[httpx.TransportError],
) -> None:
    """Nothing of the write left while its token was being fetched."""
    wire = TokenFails(practice)
    wire.error = error
    opened = open_administration(practice, clock, wire=wire)

    with pytest.raises(NotSentError):
        opened.transport.post("verkoopboekingen", "{}")

    assert tokens(opened) == 4
    assert practice.bookings == {}


@pytest.mark.parametrize(
    ("claims", "allowed"),
    [
        ({"scopes": "orders:read settings:read"}, {"orders:read", "settings:read"}),
        ({"scopes": ["orders:read"]}, {"orders:read"}),
        ({"scope": "orders:read"}, None),
        ({"scopes": None}, None),
        (["scopes"], None),
    ],
)
def test_what_a_token_allows_is_read_from_it(
    clock: FakeClock, claims: object, allowed: set[str] | None
) -> None:
    """Words in a text or a list are scopes; a token that does not say gives nothing."""
    auth = TokenAuth(
        token_url="",
        subscription_key=Secret(""),
        connection_key=Secret(""),
        clock=clock,
    )
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    auth._token = Secret(f"x.{body}.y")
    assert auth.scopes() == allowed
    for token in ("", "no.jwt", "x.!.y"):
        auth._token = Secret(token)
        assert auth.scopes() is None
