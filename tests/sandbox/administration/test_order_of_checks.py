from collections.abc import Callable
from typing import Any

import httpx
import pytest

from snelsync.sandbox.administration import (
    ALL_SCOPES,
    Limits,
    PracticeAdministration,
)

Make = Callable[..., PracticeAdministration]
Connect = Callable[[PracticeAdministration], httpx.Client]


def test_the_subscription_key_comes_first(api: httpx.Client) -> None:
    """Without a subscription key nothing else is looked at: 401 of the gateway."""
    del api.headers["Ocp-Apim-Subscription-Key"], api.headers["Authorization"]
    answer = api.get("/v2/nowhere")
    assert answer.status_code == 401
    assert answer.json()["statusCode"] == 401
    assert "missing subscription key" in answer.json()["message"]


def test_an_unknown_subscription_key_gets_the_portal_text(api: httpx.Client) -> None:
    """A wrong subscription key answers the text that the portal quotes."""
    api.headers["Ocp-Apim-Subscription-Key"] = "wrong"
    assert api.get("/v2/companyInfo").json() == {
        "statusCode": 401,
        "message": (
            "Access denied due to invalid subscription key. Make sure to provide a "
            "valid key for an active subscription."
        ),
    }


def test_the_subscription_key_may_stand_in_the_query(
    api: httpx.Client, administration: PracticeAdministration
) -> None:
    """The query parameter works too, and is not kept in the list of requests."""
    key = api.headers.pop("Ocp-Apim-Subscription-Key")
    answer = api.get("/v2/companyInfo", params={"subscription-key": key})
    assert answer.status_code == 200
    assert key not in repr(administration.requests)


def test_the_limit_comes_before_the_token(
    open_administration: Make, connect: Connect
) -> None:
    """Calls with a bad token use up a window too and then answer 429, not 401."""
    api = connect(open_administration(limits=Limits(per_minute=2)))
    api.headers["Authorization"] = "Bearer guess"
    statuses = [api.get("/v2/companyInfo").status_code for _ in range(3)]
    assert statuses == [401, 401, 429]


def test_the_token_comes_before_the_route(api: httpx.Client) -> None:
    """Without a token an unknown path answers 401, with the framework's body."""
    del api.headers["Authorization"]
    answer = api.get("/v2/nowhere")
    assert answer.status_code == 401
    assert answer.json() == {
        "Message": "Authorization has been denied for this request."
    }


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v2/nowhere", 404),
        ("GET", "/v2/relaties/", 404),
        ("GET", "/v2/Relaties", 404),
        ("GET", "/elsewhere", 404),
        ("GET", "/v2/verkoopboekingen", 405),
        ("POST", "/v2/verkoopfacturen", 405),
        ("POST", "/v2/grootboeken", 405),
        ("HEAD", "/v2/relaties", 405),
        ("GET", "/b2b/token", 405),
    ],
)
def test_there_are_no_other_operations(
    api: httpx.Client, method: str, path: str, status: int
) -> None:
    """A path that is not there answers 404, a method that is not there 405."""
    assert api.request(method, path).status_code == status


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/v2/companyInfo", "settings:read"),
        ("GET", "/v2/verkoopfacturen", "orders:read"),
        ("GET", "/v2/grootboeken", "boekhouden:read"),
        ("POST", "/v2/verkoopboekingen", "boekhouden:write"),
        ("POST", "/v2/relaties", "relaties:write"),
        ("GET", "/v2/btwaangiftes", "btwaangiftes:read"),
        ("GET", "/v2/landen", "settings:read"),
    ],
)
def test_a_scope_is_checked_before_the_body(
    open_administration: Make, connect: Connect, method: str, path: str, scope: str
) -> None:
    """A token without the scope of an operation answers 403, whatever it sends."""
    scopes = [held for held in ALL_SCOPES if held != scope]
    answer = connect(open_administration(scopes=scopes)).request(method, path)
    assert answer.status_code == 403
    assert answer.json().keys() == {"statusCode", "message"}


def test_a_body_must_call_itself_json(
    api: httpx.Client, sale: Callable[..., dict[str, Any]]
) -> None:
    """Another content type answers 415, before the body is read."""
    answer = api.post("/v2/verkoopboekingen", data=sale())
    assert answer.status_code == 415


@pytest.mark.parametrize("body", ["", "  ", "null"])
def test_an_empty_body_is_alg_0106(
    api: httpx.Client, codes: Callable[[httpx.Response], list[str]], body: str
) -> None:
    """No body and a body of null are the same: the request is empty."""
    answer = api.post(
        "/v2/verkoopboekingen",
        content=body,
        headers={"Content-Type": "application/json"},
    )
    assert codes(answer) == ["ALG-0106"]


@pytest.mark.parametrize(
    "body", ["{", "[]", '"x"', '{"a": NaN}', '{"a":1,"a":2}', "\x00"]
)
def test_a_body_that_is_no_object_is_a_model_error(
    api: httpx.Client, body: str
) -> None:
    """Broken JSON and JSON of another shape answer 400 with a modelState."""
    answer = api.post(
        "/v2/relaties", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json().keys() == {"message", "modelState"}
    assert answer.json()["modelState"].keys() == {""}


def test_the_model_is_checked_before_the_rules(
    post: Callable[[dict[str, Any]], httpx.Response],
    sale: Callable[..., dict[str, Any]],
) -> None:
    """A value of the wrong type hides every broken rule."""
    answer = post(sale(factuurnummer="", betalingstermijn=1000))
    assert answer.json() == {
        "message": "The request is invalid.",
        "modelState": {
            "betalingstermijn": ["The field must be between 0 and 999."],
        },
    }


def test_requests_are_kept_with_their_answers(
    api: httpx.Client, administration: PracticeAdministration
) -> None:
    """Each call is noted: method, path, query and status, and no header."""
    api.get("/v2/relaties", params={"$top": "1"})
    noted = administration.requests[-1]
    assert (noted.method, noted.path, noted.status) == ("GET", "/v2/relaties", 200)
    assert noted.query == "%24top=1"
    assert "Bearer" not in repr(administration.requests)


def test_echo_gives_back_what_it_is_sent(api: httpx.Client) -> None:
    """Echo answers its input, and 204 without any."""
    assert api.get("/v2/echo/hallo").json() == "hallo"
    assert api.get("/v2/echo/").status_code == 204
