"""Refunds as the API tells them, with its oddities."""

import pytest

from .clients import ORDERS, REFUNDS, client, dataset, ids, open_shop, read


@pytest.mark.parametrize("shop", ["incl", "excl"])
@pytest.mark.parametrize("dp", ["2", "6"])
def test_every_refund_is_served_as_recorded(shop: str, dp: str) -> None:
    """The list of all, the list per order and each single one equal the recording."""
    data = dataset(shop)
    asker = client(
        open_shop(shop), base=data["system_status"]["environment"]["home_url"]
    )
    params = {"dp": dp, "per_page": "100"}
    assert read(asker.get(REFUNDS, params=params)) == data[f"refunds.dp{dp}"]
    for order, refunds in data[f"order_refunds.dp{dp}"].items():
        path = f"{ORDERS}/{order}/refunds"
        assert read(asker.get(path, params=params)) == refunds
        for refund in refunds:
            one = asker.get(f"{path}/{refund['id']}", params={"dp": dp})
            assert read(one) == refund


def test_the_parent_filter_is_ignored() -> None:
    """GET /refunds?parent= gives all refunds all the same."""
    answer = client(open_shop()).get(REFUNDS, params={"parent": "310"})
    assert answer.headers["X-WP-Total"] == "22"


@pytest.mark.parametrize("name", ["after", "modified_after"])
def test_refunds_are_filtered_by_their_creation(name: str) -> None:
    """A refund has no modification date, so both filters read its creation."""
    params = {name: "2026-11-20T21:42:50", "dates_are_gmt": "true"}
    answer = client(open_shop()).get(REFUNDS, params=params)
    assert ids(answer) == [312, 311, 309, 301, 298]


def test_refunds_come_ten_to_a_page() -> None:
    """The default is ten here too, for one order as for all."""
    answer = client(open_shop()).get(REFUNDS)
    assert len(ids(answer)) == 10
    assert answer.headers["X-WP-TotalPages"] == "3"
    beyond = client(open_shop()).get(REFUNDS, params={"page": "4"})
    assert (ids(beyond), beyond.headers["X-WP-Total"]) == ([], "0")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/310/refunds/999999", 404, "woocommerce_rest_shop_order_refund_invalid_id"),
        ("/999999/refunds/312", 500, "woocommerce_rest_invalid_order_id"),
        ("/173/refunds/312", 500, "woocommerce_rest_invalid_order_refund_id"),
        ("/312", 404, "woocommerce_rest_shop_order_invalid_id"),
        ("/10", 404, "woocommerce_rest_shop_order_invalid_id"),
    ],
)
def test_a_wrong_id_is_refused_as_the_shop_does(
    path: str, status: int, code: str
) -> None:
    """Under another order it is a 500 with a bare number, otherwise a 404."""
    answer = client(open_shop()).get(f"{ORDERS}{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    told = 404 if status == 500 else {"status": 404}
    assert answer.json()["data"] == told


def test_refunds_need_a_key() -> None:
    """A stranger sees neither the lists nor one refund."""
    asker = client(open_shop(), key=None)
    for path in (REFUNDS, f"{ORDERS}/310/refunds", f"{ORDERS}/310/refunds/312"):
        assert asker.get(path).status_code == 401
