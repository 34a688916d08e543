"""Who may read, and how a shop says no."""

import hashlib
import hmac
from base64 import b64encode
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest

from snelsync.sandbox.shop import ApiKey

from .clients import (
    EDITOR,
    KEY,
    NOW,
    ORDERS,
    WRITER,
    client,
    ids,
    open_shop,
    signed,
    signed_url,
)

_EDITOR = (EDITOR.key, EDITOR.secret)


def _plain(shop: object = None) -> httpx.Client:
    return client(shop or open_shop(), key=None, base="http://shop.test")  # type: ignore[arg-type]


def _error(answer: httpx.Response) -> tuple[int, str, str]:
    body = answer.json()
    return answer.status_code, body["code"], body["message"]


_NOBODY = (401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
_AUTH = "woocommerce_rest_authentication_error"
_SIGNATURE = "Invalid signature - provided signature does not match."


def test_a_stripped_header_looks_like_no_key_and_the_query_still_works() -> None:
    """Without the header the same key in the query is let in."""
    shop = open_shop()
    shop.strip_authorization = True
    assert _error(client(shop).get(ORDERS)) == _NOBODY
    params = {"consumer_key": KEY[0], "consumer_secret": KEY[1]}
    assert client(shop).get(ORDERS, params=params).status_code == 200


def test_the_query_goes_before_the_header() -> None:
    """A wrong key in the query spoils a right header."""
    params = {"consumer_key": "ck_nobody", "consumer_secret": "cs"}
    assert _error(client(open_shop()).get(ORDERS, params=params)) == _NOBODY
    params = {"consumer_key": KEY[0], "consumer_secret": "cs"}
    answer = client(open_shop()).get(ORDERS, params=params)
    assert _error(answer) == (401, _AUTH, "Consumer secret is invalid.")


def test_a_space_after_the_secret_is_not_forgiven() -> None:
    """Only the key is trimmed."""
    answer = client(open_shop(), (KEY[0], f"{KEY[1]} ")).get(ORDERS)
    assert _error(answer) == (401, _AUTH, "Consumer secret is invalid.")


@pytest.mark.parametrize(
    "path", ["/?rest_route=/wc/v3/orders", "/index.php?rest_route=/wc/v3/orders"]
)
def test_plain_permalinks_see_no_key(path: str) -> None:
    """Keys work under /wp-json/wc/ only."""
    assert _error(client(open_shop()).get(path)) == _NOBODY


def test_a_stranger_may_not_see_one_order_but_learns_that_one_is_missing() -> None:
    """Existing orders are 401, missing ones 404."""
    asker = client(open_shop(), key=None)
    assert asker.get(f"{ORDERS}/173").status_code == 401
    assert asker.get(f"{ORDERS}/9999999").status_code == 404


def test_parameters_are_checked_before_strangers_are_sent_away() -> None:
    """A wrong parameter is a 400 even without a key, as WordPress does it."""
    assert client(open_shop(), key=None).get(f"{ORDERS}?page=0").status_code == 400


def test_a_wrong_secret_is_told_before_an_unknown_route() -> None:
    """Wrong credentials come before everything else."""
    asker = client(open_shop(), (KEY[0], "cs_wrong"))
    assert asker.get("/wp-json/wc/v3/bestellingen").status_code == 401


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("key", [(WRITER.key, WRITER.secret), _EDITOR])
def test_the_practice_shop_is_never_written_to(
    method: str, key: tuple[str, str]
) -> None:
    """Even a key that may write is refused, in plain words, and nothing changes."""
    shop = open_shop()
    path = ORDERS if method == "POST" else f"{ORDERS}/173"
    before = client(shop).get(f"{ORDERS}/173").text
    answer = client(shop, key).request(method, path, json={"status": "completed"})
    assert answer.status_code == 403
    assert answer.json()["code"] == "snelsync_practice_shop_is_read_only"
    assert "read-only" in answer.json()["message"]
    assert client(shop).get(f"{ORDERS}/173").text == before


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_reading_key_may_not_write(method: str) -> None:
    """It is 401, not 403, and comes before the route is looked at."""
    answer = client(open_shop()).request(method, "/wp-json/wc/v3/bestellingen")
    text = "The API key provided does not have write permissions."
    assert _error(answer) == (401, _AUTH, text)


def test_a_stranger_may_not_write_either() -> None:
    """Without a key a write is refused as WooCommerce refuses it."""
    answer = client(open_shop(), key=None).post(ORDERS, json={})
    assert answer.status_code == 401
    assert answer.json()["code"] == "woocommerce_rest_cannot_create"


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"per_page": "1", "status": "processing,completed"},
        {"modified_after": "2026-11-20T21:00:00", "dates_are_gmt": "true"},
        {"search": "de Vries & zoon + 50% ~ é"},
    ],
)
def test_a_request_signed_by_the_pypi_client_is_let_in(params: dict[str, str]) -> None:
    """The signature is verified over the sorted parameters and the address."""
    assert _plain().get(signed(ORDERS, params)).status_code == 200


@pytest.mark.parametrize("method", ["HMAC-SHA1", "HMAC-SHA256"])
def test_both_hashes_are_verified(method: str) -> None:
    """SHA-1 and SHA-256 sign; the text to sign is that of the standard."""
    values = {
        "oauth_consumer_key": KEY[0],
        "oauth_nonce": "n",
        "oauth_signature_method": method,
        "oauth_timestamp": str(int(NOW.timestamp())),
        "per_page": "1",
    }
    url = f"http://shop.test{ORDERS}"
    query = "&".join(f"{name}={value}" for name, value in sorted(values.items()))
    text = f"GET&{quote(url, '')}&{quote(query, '')}"
    hashed = {"HMAC-SHA1": hashlib.sha1, "HMAC-SHA256": hashlib.sha256}[method]
    digest = hmac.new(f"{KEY[1]}&".encode(), text.encode(), hashed).digest()
    signature = b64encode(digest).decode()
    shop = open_shop()
    good = values | {"oauth_signature": signature}
    assert ids(_plain(shop).get(url, params=good)) == [318]
    bad = values | {"oauth_signature": signature, "per_page": "2", "oauth_nonce": "m"}
    assert _error(_plain(shop).get(url, params=bad)) == (401, _AUTH, _SIGNATURE)


def test_any_change_to_a_signed_address_breaks_the_signature() -> None:
    """Another method, path, parameter or host is another signature."""
    url = signed(ORDERS, {"per_page": "5"})
    for changed in (
        url.replace("per_page=5", "per_page=6"),
        url.replace("/orders", "/refunds"),
        url.replace("shop.test", "winkel.test"),
        f"{url}&page=2",
    ):
        asked = client(open_shop(), None, base="http://winkel.test").get(changed)
        assert _error(asked) == (401, _AUTH, _SIGNATURE), changed
    head = _plain().head(url)
    assert head.status_code == 401


def test_a_signed_address_moved_to_https_has_a_wrong_signature() -> None:
    """What a redirect from http to https does to the PyPI client."""
    url = signed(ORDERS).replace("http://", "https://")
    answer = client(open_shop(), key=None).get(url)
    assert _error(answer) == (401, _AUTH, _SIGNATURE)


def test_parameters_sent_twice_do_not_break_the_signature() -> None:
    """The PyPI client sends them twice; PHP reads the last."""
    url = signed(ORDERS, {"per_page": "5"})
    assert len(ids(_plain().get(f"{url}&per_page=5"))) == 5


def test_a_link_repeats_the_signature_without_its_padding() -> None:
    """WordPress loses the equals sign, so the next page cannot be asked that way."""
    shop = open_shop()
    answer = _plain(shop).get(signed(ORDERS))
    signature = parse_qs(urlsplit(str(answer.request.url)).query)["oauth_signature"][0]
    link = urlsplit(answer.links["next"]["url"]).query
    assert signature.endswith("=")
    assert parse_qs(link)["oauth_signature"] == [signature.rstrip("=")]
    again = _plain(shop).get(answer.links["next"]["url"])
    assert _error(again) == (401, _AUTH, _SIGNATURE)


def test_list_parameters_break_the_signature() -> None:
    """Who signs status[] signs another name than PHP reads."""
    url = signed(ORDERS, {"status[]": "completed"})
    assert _error(_plain().get(url)) == (401, _AUTH, _SIGNATURE)


def test_a_nonce_works_once() -> None:
    """A second nonce in the same second does not free the first again."""
    shop = open_shop()
    first, second = signed(ORDERS), signed(ORDERS)
    assert _plain(shop).get(first).status_code == 200
    assert _plain(shop).get(second).status_code == 200
    text = "Invalid nonce - nonce has already been used."
    assert _error(_plain(shop).get(first)) == (401, _AUTH, text)


@pytest.mark.parametrize(
    ("seconds", "status"), [(-901, 401), (-899, 200), (899, 200), (901, 401)]
)
def test_the_clock_may_be_fifteen_minutes_off(seconds: int, status: int) -> None:
    """Earlier or later than that is an invalid timestamp."""
    stamp = int(NOW.timestamp()) + seconds
    url = signed_url(f"http://shop.test{ORDERS}", timestamp=stamp)
    answer = _plain().get(url)
    assert answer.status_code == status
    if status == 401:
        assert _error(answer) == (401, _AUTH, "Invalid timestamp.")


def test_an_unknown_key_and_missing_values_are_told_when_signed() -> None:
    """OAuth tells more than Basic does."""
    answer = _plain().get(signed(ORDERS, key=("ck_nobody", "cs")))
    assert _error(answer) == (401, _AUTH, "Consumer key is invalid.")
    answer = _plain().get(ORDERS, params={"oauth_consumer_key": KEY[0]})
    assert answer.json()["code"] == "woocommerce_rest_authentication_missing_parameter"


def test_an_unknown_hash_is_refused() -> None:
    """PLAINTEXT and others are no signatures."""
    url = signed(ORDERS).replace("HMAC-SHA256", "PLAINTEXT")
    text = "Invalid signature - signature method is invalid."
    assert _error(_plain().get(url)) == (401, _AUTH, text)


def test_the_log_holds_no_secret() -> None:
    """Requests are kept without keys, secrets and OAuth values."""
    shop = open_shop()
    params = {"consumer_key": KEY[0], "consumer_secret": KEY[1], "page": "2"}
    client(shop, key=None).get(ORDERS, params=params)
    _plain(shop).get(signed(ORDERS, {"page": "3"}))
    client(shop).get(ORDERS)
    assert [r.query for r in shop.requests] == ["page=2", "page=3", ""]
    assert [r.status for r in shop.requests] == [200, 200, 200]
    assert {r.path for r in shop.requests} == {urlsplit(ORDERS).path}
    assert KEY[1] not in repr(shop.requests)


def test_a_key_never_shows_its_secret() -> None:
    """Its repr names the end of the key and the permission."""
    assert "cs_" not in repr(ApiKey(*KEY))


def test_the_root_needs_no_key_and_tells_the_time_zone() -> None:
    """Anyone may read where and when the shop is."""
    root = client(open_shop(), key=None).get("/wp-json/").json()
    assert root["timezone_string"] == "Europe/Amsterdam"
    assert root["gmt_offset"] == 1
    assert root["url"] == "https://shop.test"
    assert "wc/v3" in root["namespaces"]
