import base64
import json
from collections.abc import Callable

import httpx
import pytest

from snelsync.sandbox.administration import (
    PRACTICE_CONNECTION_KEY,
    PracticeAdministration,
)


def ask(api: httpx.Client, **fields: str) -> httpx.Response:
    """Send a token request."""
    return api.post("/b2b/token", data=fields)


def test_a_token_answer_has_exactly_three_fields(api: httpx.Client) -> None:
    """A good connection key gets a bearer token for 3599 seconds, nothing more."""
    answer = ask(api, grant_type="clientkey", clientkey=PRACTICE_CONNECTION_KEY)
    assert answer.status_code == 200
    token = answer.json()
    assert token.keys() == {"access_token", "token_type", "expires_in"}
    assert (token["token_type"], token["expires_in"]) == ("bearer", 3599)


def test_the_password_grant_takes_both_halves_of_the_key(api: httpx.Client) -> None:
    """The older grant works with the user name and password inside the key."""
    user, _, password = (
        base64.b64decode(PRACTICE_CONNECTION_KEY).decode().partition(":")
    )
    good = ask(api, grant_type="password", username=user, password=password)
    bad = ask(api, grant_type="password", username=user, password="guess")
    assert (good.status_code, bad.status_code) == (200, 400)


def test_the_token_names_its_scopes_and_administration(
    api: httpx.Client, administration: PracticeAdministration
) -> None:
    """The middle part of the token can be read: scopes parted by spaces."""
    answer = ask(api, grant_type="clientkey", clientkey=PRACTICE_CONNECTION_KEY)
    middle = answer.json()["access_token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    company = administration.books.company
    assert "boekhouden:write" in claims["scopes"].split()
    assert claims["administratie"] == company["administratieIdentifier"]


def test_a_wrong_key_gets_the_observed_refusal(api: httpx.Client) -> None:
    """A wrong connection key answers 400 with one field, which repeats no key."""
    answer = ask(api, grant_type="clientkey", clientkey="bm90OnRoaXM=")
    said = (
        "GrantType clientkey was found. "
        "Parameter clientkey does not contain a valid value"
    )
    assert (answer.status_code, answer.json()) == (400, {"error": said})


@pytest.mark.parametrize("fields", [{}, {"grant_type": "client_credentials"}])
def test_another_grant_is_refused(api: httpx.Client, fields: dict[str, str]) -> None:
    """Without one of the two grants there is no token."""
    answer = ask(api, clientkey=PRACTICE_CONNECTION_KEY, **fields)
    assert answer.status_code == 400
    assert answer.json().keys() == {"error"}


def test_a_key_that_is_not_encoded_is_refused() -> None:
    """A plus sign sent bare arrives as a space, so the key must be form encoded."""
    other = PracticeAdministration(connection_key="dTo+Pj4+")
    transport = httpx.WSGITransport(app=other)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    with httpx.Client(transport=transport, base_url="https://b2bapi.test") as api:
        bare = "grant_type=clientkey&clientkey=dTo+Pj4+"
        assert api.post("/b2b/token", content=bare, headers=form).status_code == 400
        good = ask(api, grant_type="clientkey", clientkey="dTo+Pj4+")
    assert good.status_code == 200


def test_json_is_no_token_request(api: httpx.Client) -> None:
    """The token endpoint reads forms only."""
    fields = {"grant_type": "clientkey", "clientkey": PRACTICE_CONNECTION_KEY}
    answer = api.post("/b2b/token", json=fields)
    assert answer.status_code == 400
    assert answer.json().keys() == {"error"}


def test_a_token_ends(api: httpx.Client, wait: Callable[[float], None]) -> None:
    """A token is good for 3599 seconds and answers 401 from then on."""
    wait(3598)
    assert api.get("/v2/companyInfo").status_code == 200
    wait(1)
    assert api.get("/v2/companyInfo").status_code == 401


def test_a_token_may_end_early(
    open_administration: Callable[..., PracticeAdministration],
    connect: Callable[[PracticeAdministration], httpx.Client],
    wait: Callable[[float], None],
) -> None:
    """A token can be dropped before the time it was given for."""
    api = connect(open_administration(token_lifetime=60))
    wait(60)
    assert api.get("/v2/companyInfo").status_code == 401


def test_a_revoked_token_is_good_no_more(
    api: httpx.Client, administration: PracticeAdministration
) -> None:
    """After revocation the old token answers 401 and a new one may be had."""
    administration.revoke_tokens()
    assert api.get("/v2/companyInfo").status_code == 401
    again = ask(api, grant_type="clientkey", clientkey=PRACTICE_CONNECTION_KEY)
    assert again.status_code == 200


def test_a_revoked_connection_gives_no_token(
    api: httpx.Client, administration: PracticeAdministration
) -> None:
    """When the customer ends the connection its key is refused as a wrong one."""
    administration.revoke_connection_key()
    answer = ask(api, grant_type="clientkey", clientkey=PRACTICE_CONNECTION_KEY)
    assert answer.status_code == 400


def test_a_key_must_be_base64_of_a_pair() -> None:
    """An administration cannot be opened with a key of another form."""
    with pytest.raises(ValueError, match="user:password"):
        PracticeAdministration(connection_key="not a key")
