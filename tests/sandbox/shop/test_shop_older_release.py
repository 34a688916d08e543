"""What a shop on WooCommerce 8.9 with the old storage does otherwise."""

import pytest

from snelsync.sandbox.shop import PracticeShop

from .clients import ORDERS, REFUNDS, client, dataset, ids, open_shop

_OLD = "8.9.2"


@pytest.mark.parametrize("path", [REFUNDS, f"{ORDERS}/statuses"])
def test_later_routes_are_not_there(path: str) -> None:
    """GET /refunds came with 9.0 and /orders/statuses later."""
    answer = client(open_shop(version=_OLD)).get(path)
    assert answer.status_code == 404
    assert answer.json()["code"] == "rest_no_route"
    assert client(open_shop()).get(path).status_code == 200


def test_embedded_refunds_tell_no_tax() -> None:
    """Total_tax of an embedded refund is a later field, like a few others."""
    order = client(open_shop(version=_OLD)).get(f"{ORDERS}/259").json()
    assert [sorted(entry) for entry in order["refunds"]] == [["id", "reason", "total"]]
    assert "global_unique_id" not in order["line_items"][0]
    assert "tax_status" not in order["shipping_lines"][0]
    assert order["version"] == _OLD


def test_line_taxes_are_raw() -> None:
    """Taxes[] is neither rounded nor padded, whatever dp says."""
    order = client(open_shop(version=_OLD)).get(f"{ORDERS}/259").json()
    line, shipping = order["line_items"][0], order["shipping_lines"][0]
    assert line["taxes"] == [{"id": 1, "total": "4.045537", "subtotal": "4.495041"}]
    assert line["total_tax"] == "4.05"
    assert shipping["taxes"] == [{"id": 1, "total": "0.859091", "subtotal": ""}]
    assert order["fee_lines"][0]["taxes"][0]["total"] == "0.105"


def test_drafts_are_in_any() -> None:
    """Abandoned block checkouts are in the default list."""
    shop = open_shop(version=_OLD)
    shop.add_order({"id": 900, "status": "checkout-draft"})
    shop.add_order({"id": 901, "status": "auto-draft"})
    found = ids(client(shop).get(ORDERS, params={"per_page": "2"}))
    assert 900 in found
    assert 901 not in found


def test_the_page_after_the_last_keeps_the_totals() -> None:
    """Old storage counts again for an empty page."""
    answer = client(open_shop(version=_OLD)).get(ORDERS, params={"page": "13"})
    assert ids(answer) == []
    assert answer.headers["X-WP-Total"] == "117"
    assert answer.headers["X-WP-TotalPages"] == "12"


@pytest.mark.parametrize("by_offset", [True, False], ids=["offset", "page"])
def test_paging_by_modified_loses_orders(by_offset: bool) -> None:  # noqa: FBT001
    """Within one second there is no order to rely on: rows are lost and doubled."""
    asker, found = client(open_shop(version=_OLD)), []
    for at in range(12):
        place = {"offset": str(10 * at)} if by_offset else {"page": str(at + 1)}
        params = place | {"orderby": "modified", "order": "asc", "per_page": "10"}
        found += ids(asker.get(ORDERS, params=params))
    assert len(set(found)) < len(found) == len(dataset("incl")["orders.dp2"])


def test_paging_by_id_loses_none() -> None:
    """Orderby id is safe on the old storage too."""
    asker, found = client(open_shop(version=_OLD)), []
    for page in range(1, 13):
        params = {"orderby": "id", "order": "asc", "page": str(page)}
        found += ids(asker.get(ORDERS, params=params))
    assert found == sorted(o["id"] for o in dataset("incl")["orders.dp2"])


def test_the_origin_filter_is_ignored() -> None:
    """Created_via is unknown there, and unknown parameters are ignored."""
    params = {"created_via": "admin"}
    answer = client(open_shop(version=_OLD)).get(ORDERS, params=params)
    assert answer.headers["X-WP-Total"] == "117"


def test_the_status_page_tells_the_release() -> None:
    """Environment.version is the release played."""
    answer = client(open_shop(version=_OLD)).get("/wp-json/wc/v3/system_status")
    assert answer.json()["environment"]["version"] == _OLD
    assert answer.json()["database"]["wc_database_version"] == _OLD


def test_an_unrecorded_release_or_shop_is_refused() -> None:
    """What nobody recorded nobody can play."""
    with pytest.raises(ValueError, match=r"9\.0\.0 was not recorded"):
        PracticeShop("incl", version="9.0.0")
    with pytest.raises(ValueError, match="no shop 'sub'"):
        PracticeShop("sub")
