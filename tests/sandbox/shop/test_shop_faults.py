"""Trouble comes as recorded, when it is asked for, and stays away otherwise."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import get_args
from urllib.parse import urlsplit

import httpx
import pytest
from waitress.server import create_server
from woocommerce import API

from snelsync.sandbox.shop import ConnectionDropped, Fault, PracticeShop
from snelsync.sandbox.shop.faults import FaultKind

from .clients import EDITOR, KEY, ORDERS, REFUNDS, client, ids, open_shop, recorded

_EDITOR = (EDITOR.key, EDITOR.secret)
_RECORDED = [
    ("bad_gateway_502", Fault("bad_gateway")),
    ("gateway_timeout_504", Fault("gateway_timeout")),
    ("maintenance_503", Fault("maintenance")),
    ("rate_limited_1", Fault("rate_limited")),
    ("db_down", Fault("database_down")),
    ("fatal_in_one_order", Fault("crashing_order", order_id=174)),
    ("fatal_in_one_order_list", Fault("crashing_order", order_id=174)),
    ("php_warning_before_json", Fault("php_warning")),
    ("plugin_extra_fields", Fault("extra_fields")),
    ("http_to_https_301", Fault("redirect_to_https")),
]


@pytest.mark.parametrize(("name", "fault"), _RECORDED)
def test_trouble_looks_as_recorded(name: str, fault: Fault) -> None:
    """Status, kind of content, waiting time and body are the recorded ones."""
    told = recorded("odd", name)
    parts = urlsplit(told["request"]["url"])
    shop = open_shop()
    shop.faults.add(fault)
    asker = client(shop, _EDITOR, f"{parts.scheme}://{parts.netloc}")
    answer = asker.get(told["request"]["url"])
    assert answer.status_code == told["status"]
    for header in ("Content-Type", "Retry-After", "X-WP-Total", "Cache-Control"):
        assert answer.headers.get(header) == told["headers"].get(header), header
    if name == "plugin_extra_fields":
        assert "extra_veld" in answer.json()
        assert answer.json()["meta_data"][-1]["key"] == "object_meta"
    else:
        # Recorded bodies of whole pages were cut off when they were kept.
        assert answer.text.startswith(told["body_text"])


def test_a_redirect_to_https_keeps_path_and_query() -> None:
    """Only plain http is sent on, for as long as the trouble lasts."""
    shop = open_shop()
    shop.faults.add(Fault("redirect_to_https"))
    for _ in range(2):
        answer = client(shop, base="http://shop.test").get(f"{ORDERS}?per_page=3")
        assert answer.status_code == 301
        assert answer.headers["Location"] == f"https://shop.test{ORDERS}?per_page=3"
    assert client(shop).get(ORDERS).status_code == 200


def test_a_moved_shop_points_elsewhere() -> None:
    """301 to another path or another site, without a body."""
    shop = open_shop()
    shop.faults.add(Fault("moved"))
    answer = client(shop).get(f"{ORDERS}?page=2")
    assert answer.headers["Location"] == f"https://shop.test/winkel{ORDERS}?page=2"
    shop.faults.clear()
    shop.faults.add(Fault("moved", location="https://nieuw.test/wp-json/wc/v3/orders"))
    answer = client(shop).get(ORDERS)
    assert answer.headers["Location"] == "https://nieuw.test/wp-json/wc/v3/orders"
    assert answer.content == b""


def test_html_with_status_200_is_no_json() -> None:
    """A firewall's page comes with every sign of success."""
    shop = open_shop()
    shop.faults.add(Fault("html_in_200"))
    answer = client(shop).get(ORDERS)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_json_can_be_cut_off() -> None:
    """Half an answer with status 200."""
    shop = open_shop()
    whole = client(shop).get(ORDERS).text
    shop.faults.add(Fault("truncated_json"))
    answer = client(shop).get(ORDERS)
    assert answer.status_code == 200
    assert whole.startswith(answer.text)
    assert 0 < len(answer.text) < len(whole)


def test_a_dropped_connection_is_raised_in_process() -> None:
    """The client's call raises, and the log holds status 0."""
    shop = open_shop()
    shop.faults.add(Fault("dropped_connection"))
    with pytest.raises(ConnectionDropped):
        client(shop).get(ORDERS)
    assert shop.requests[-1].status == 0
    assert client(shop).get(ORDERS).status_code == 200


def test_a_crash_on_one_order_takes_the_whole_page() -> None:
    """Pages and lists without the order, and its refunds, stay well."""
    shop = open_shop()
    shop.faults.add(Fault("crashing_order", order_id=174))
    asker = client(shop)
    assert asker.get(ORDERS, params={"per_page": "100"}).status_code == 200
    params = {"per_page": "100", "page": "2"}
    assert asker.get(ORDERS, params=params).status_code == 500
    assert asker.get(f"{ORDERS}/174").status_code == 500
    assert asker.get(f"{ORDERS}/175").status_code == 200
    assert asker.get(f"{ORDERS}/174/refunds").status_code == 200
    assert ids(asker.get(ORDERS, params={"include": "173,175"})) == [175, 173]
    with pytest.raises(ValueError, match="order_id"):
        Fault("crashing_order")


@pytest.mark.parametrize(
    ("fault", "statuses"),
    [
        (Fault("bad_gateway"), [502, 200, 200, 200]),
        (Fault("bad_gateway", nth=2), [200, 502, 200, 200]),
        (Fault("bad_gateway", nth=2, times=2), [200, 502, 502, 200]),
        (Fault("bad_gateway", path="page=3"), [200, 200, 502, 200]),
        (Fault("bad_gateway", path="/refunds"), [200, 200, 200, 200]),
    ],
)
def test_trouble_comes_when_it_is_asked_for(fault: Fault, statuses: list[int]) -> None:
    """By a piece of the address, from the nth such request, so many times."""
    shop = open_shop()
    shop.faults.add(fault)
    asker = client(shop)
    found = [
        asker.get(ORDERS, params={"page": str(page)}).status_code
        for page in range(1, 5)
    ]
    assert found == statuses
    assert [request.status for request in shop.requests] == statuses


def test_faults_come_one_after_another_and_can_be_cleared() -> None:
    """Each counts the requests it matches for itself."""
    shop = open_shop()
    shop.faults.add(Fault("bad_gateway", path=ORDERS))
    shop.faults.add(Fault("rate_limited", path=REFUNDS, nth=2))
    asker = client(shop)
    assert asker.get(REFUNDS).status_code == 200
    assert asker.get(REFUNDS).status_code == 429
    shop.faults.clear()
    assert asker.get(ORDERS).status_code == 200


@pytest.mark.parametrize("kind", get_args(FaultKind))
def test_no_trouble_outlives_its_clearing(kind: FaultKind) -> None:
    """After clear() the answer is what it was."""
    shop = open_shop()
    before = client(shop).get(ORDERS).content
    shop.faults.add(Fault(kind, order_id=173))
    shop.faults.clear()
    assert client(shop).get(ORDERS).content == before


@contextmanager
def _served(shop: PracticeShop, url_scheme: str = "https") -> Iterator[str]:
    server = create_server(
        shop, host="127.0.0.1", port=0, threads=4, url_scheme=url_scheme
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        server.task_dispatcher.shutdown()
        thread.join(timeout=5)


@pytest.mark.enable_socket
def test_the_pypi_client_reads_over_plain_http_with_signatures() -> None:
    """Signed as that package signs, its own way of sending parameters included."""
    shop = PracticeShop(now=lambda: datetime.now(UTC))  # noqa: TID251 - as signed
    with _served(shop, url_scheme="http") as base:
        api = API(base, *KEY, version="wc/v3", timeout=30)
        params = {"per_page": 5, "status": "processing,completed"}
        assert len(ids(api.get("orders", params=params))) == 5
        lists = {"status": ["processing", "completed"]}
        assert api.get("orders", params=lists).status_code == 401
        assert api.put("orders/173", {"status": "completed"}).status_code == 401


@pytest.mark.enable_socket
def test_over_a_socket_many_ask_at_once_and_a_drop_is_a_broken_connection() -> None:
    """Threads each get a whole answer, and a drop ends in the middle of one."""
    shop = open_shop()
    with _served(shop) as base, httpx.Client(base_url=base, auth=_EDITOR) as asker:
        pages: list[list[int]] = []

        def ask(page: int) -> None:
            pages.append(ids(asker.get(ORDERS, params={"page": str(page)})))

        askers = [threading.Thread(target=ask, args=(n,)) for n in range(1, 13)]
        for thread in askers:
            thread.start()
        for thread in askers:
            thread.join()
        assert len({number for page in pages for number in page}) == 117
        assert len(shop.requests) == 12
        shop.faults.add(Fault("dropped_connection"))
        with pytest.raises(httpx.RemoteProtocolError):
            asker.get(ORDERS)
