"""Each recorded request, asked again, gets the recorded answer."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from .clients import (
    EDITOR,
    NOW,
    Json,
    client,
    open_shop,
    read,
    recorded,
    recorded_names,
    signed_url,
)

_EDITOR = (EDITOR.key, EDITOR.secret)
_KEYS: dict[str, tuple[str, str] | None] = {
    "no_auth": None,
    "wrong_key": ("ck_nobody", "cs_nobody"),
    "wrong_secret": (EDITOR.key, "cs_wrong"),
    "swapped": (EDITOR.secret, EDITOR.key),
    "wp_login_as_basic": ("beheerder", "wachtwoord"),
    "key_with_space": (f"{EDITOR.key} ", EDITOR.secret),
    "write_key_reads": ("ck_write", "cs_write"),
}
_SIGNED_AGAIN = {
    "oauth_clock_skew_20min": int(NOW.timestamp()) - 20 * 60,
}
_HEADERS = (
    "X-WP-Total",
    "X-WP-TotalPages",
    "Allow",
    "Vary",
    "Content-Type",
    "Cache-Control",
    "Expires",
    "X-Robots-Tag",
    "X-Content-Type-Options",
    "Access-Control-Expose-Headers",
    "Access-Control-Allow-Headers",
)
_OAUTH = re.compile(r"&?oauth_[a-z_]+=[^&>]*")


def _credentials(name: str, request: dict[str, str]) -> tuple[str, str] | None:
    if name == "read_key_writes":
        return "ck_reads", "cs_reads"
    if "query" in request["auth"] or "oauth" in request["auth"]:
        return None
    return _KEYS.get(name, _EDITOR)


def _url(name: str, url: str) -> str:
    """Give a recorded signed address a signature this shop's secret makes."""
    if "oauth_signature" not in url:
        return url
    bare, _, query = url.partition("?")
    sent = [(k, v) for k, v in parse_qsl(query) if not k.startswith("oauth_")]
    key = (EDITOR.key, "cs_wrong") if "wrong_secret" in name else _EDITOR
    timestamp = _SIGNED_AGAIN.get(name, int(NOW.timestamp()))
    return signed_url(f"{bare}?{urlencode(dict(sent))}", key=key, timestamp=timestamp)


def _ask_again(name: str, request: Json) -> httpx.Response:
    parts = urlsplit(request["url"])
    shop = open_shop()
    shop._keys._keys["ck_reads"] = EDITOR.__class__("ck_reads", "cs_reads", "read")
    asker = client(
        shop, _credentials(name, request), f"{parts.scheme}://{parts.netloc}"
    )
    content = request.get("body")
    headers = {"Content-Type": "application/json"} if content else {}
    url = _url(name, request["url"])

    def ask() -> httpx.Response:
        return asker.request(request["method"], url, content=content, headers=headers)

    if name == "oauth_nonce_replayed":
        assert ask().status_code == 200
    return ask()


@pytest.mark.parametrize("name", recorded_names("errors"))
def test_a_recorded_request_gets_its_recorded_answer(name: str) -> None:
    """Status, body, totals and headers are those a real shop sent."""
    told = recorded("errors", name)
    answer = _ask_again(name, told["request"])
    assert answer.status_code == told["status"]
    for header in _HEADERS:
        assert answer.headers.get(header) == told["headers"].get(header), header
    if told["request"]["method"] == "HEAD":
        assert answer.content == b""
    else:
        assert read(answer) == told["body"]


@pytest.mark.parametrize("name", recorded_names("errors"))
def test_a_recorded_request_gets_its_recorded_link(name: str) -> None:
    """The Link header repeats the parameters in the recorded order."""
    told = recorded("errors", name)
    link = _ask_again(name, told["request"]).headers.get("Link", "")
    assert _OAUTH.sub("", link) == _OAUTH.sub("", told["headers"].get("Link", ""))


@pytest.mark.parametrize("name", ["trailing_slash", "index_php_prefix"])
def test_other_spellings_of_an_address_reach_the_same_list(name: str) -> None:
    """A trailing slash and an index.php prefix change nothing in the answer."""
    told = recorded("odd", name)
    answer = _ask_again(name, told["request"] | {"auth": "https basic"})
    assert answer.text == told["body_text"]
    assert answer.headers["Link"] == told["headers"]["Link"]


def test_the_shop_under_an_unknown_path_redirects_to_itself() -> None:
    """A wrong path before wp-json is a redirect that goes nowhere, as recorded."""
    told = recorded("odd", "wrong_site")
    answer = _ask_again("wrong_site", told["request"] | {"auth": "https basic"})
    assert answer.status_code == told["status"]
    assert answer.headers["Location"] == told["headers"]["Location"]
    assert answer.headers["X-Redirect-By"] == "WordPress"
