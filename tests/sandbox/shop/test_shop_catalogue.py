"""Taxes, products, settings and the rest, and the addresses around them."""

from collections.abc import Iterator

import pytest

from snelsync.sandbox.shop.recording import recording

from .clients import client, dataset, open_shop, read

_V3 = "/wp-json/wc/v3"


@pytest.mark.parametrize("shop", ["incl", "excl"])
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/taxes", "taxes"),
        ("/taxes/classes", "tax_classes"),
        ("/settings/tax", "settings_tax"),
        ("/settings/general", "settings_general"),
        ("/payment_gateways", "payment_gateways"),
        ("/coupons", "coupons"),
        ("/customers?role=all", "customers"),
        ("/products?per_page=100", "products"),
        ("/products/162/variations", "variations"),
    ],
)
def test_a_list_is_served_as_recorded(shop: str, path: str, name: str) -> None:
    """Each list equals its recording, as far as one page goes."""
    data = dataset(shop)
    home = data["system_status"]["environment"]["home_url"]
    answer = client(open_shop(shop), base=home).get(f"{_V3}{path}")
    wanted = data[name]["162"] if name == "variations" else data[name]
    assert answer.status_code == 200
    assert read(answer) == (wanted[:100] if name == "products" else wanted)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/taxes/1", 200),
        ("/taxes/99", 404),
        ("/products/10", 200),
        ("/products/173", 404),
        ("/settings/tax/woocommerce_tax_round_at_subtotal", 200),
        ("/settings/tax/bestaatniet", 404),
        ("/settings/bestaatniet", 404),
        ("/orders/1x", 404),
        ("/orders/", 200),
        ("/../orders", 404),
        ("/reports/sales", 404),
    ],
)
def test_a_single_thing_is_found_or_not(path: str, status: int) -> None:
    """What is not there is a 404 in JSON."""
    answer = client(open_shop()).get(f"{_V3}{path}")
    assert answer.status_code == status
    if status == 404:
        assert set(answer.json()) == {"code", "message", "data"}


def test_posts_keep_their_totals_beyond_the_end() -> None:
    """Products are posts in every release: an empty page tells the real totals."""
    answer = client(open_shop()).get(f"{_V3}/products?page=99")
    assert answer.json() == []
    assert answer.headers["X-WP-Total"] == "152"
    assert answer.headers["X-WP-TotalPages"] == "16"


def test_only_customers_are_listed_by_default() -> None:
    """Administrators are there for role=all."""
    answer = client(open_shop()).get(f"{_V3}/customers")
    assert {row["role"] for row in answer.json()} == {"customer"}


def test_taxes_are_chosen_by_class_and_sorted() -> None:
    """Class filters, orderby and order sort."""
    params = {"class": "reduced-rate", "orderby": "id", "order": "desc"}
    answer = client(open_shop()).get(f"{_V3}/taxes", params=params)
    assert [row["id"] for row in answer.json()] == [10, 8, 5, 2]


def test_products_are_chosen_by_sku_type_and_date() -> None:
    """The filters of posts work on products."""
    asker = client(open_shop())
    mug = asker.get(f"{_V3}/products", params={"sku": "MOK-001"}).json()
    assert [row["id"] for row in mug] == [10]
    variable = asker.get(f"{_V3}/products", params={"type": "variable"}).json()
    assert [row["id"] for row in variable] == [162]
    none = asker.get(f"{_V3}/products", params={"after": "2027-01-01T00:00:00"})
    assert none.json() == []


def test_statuses_have_no_prefix() -> None:
    """GET /orders/statuses names the shop's own status too."""
    rows = client(open_shop()).get(f"{_V3}/orders/statuses").json()
    slugs = [row["slug"] for row in rows]
    assert "verzonden" in slugs
    assert not any(slug.startswith("wc-") for slug in slugs)


def test_the_status_report_is_as_recorded_and_tells_plugins_and_storage() -> None:
    """What was not recorded of it comes on top."""
    data = dataset("incl")["system_status"]
    home = data["environment"]["home_url"]
    told = client(open_shop(), base=home).get(f"{_V3}/system_status").json()
    assert {**data["settings"], **told["settings"]} == told["settings"]
    assert told["settings"]["HPOS_enabled"] is True
    assert [one["plugin"] for one in told["active_plugins"]] == [
        "woocommerce/woocommerce.php"
    ]
    assert {name: told[name] for name in data if name != "settings"} == {
        name: part for name, part in data.items() if name != "settings"
    }


def test_links_point_at_the_address_asked() -> None:
    """No recorded address is left in an answer."""
    for path in ("/orders?per_page=100", "/products?per_page=100", "/system_status"):
        text = client(open_shop(), base="https://winkel.test:8443").get(_V3 + path).text
        assert "recorded.shop" not in text
        assert "https:\\/\\/127.0.0.1" not in text
        assert "winkel.test:8443" in text


def test_options_needs_no_key_and_tells_the_methods() -> None:
    """OPTIONS describes a route to anyone."""
    answer = client(open_shop(), key=None).options(f"{_V3}/taxes")
    assert answer.json()["methods"] == ["GET", "POST"]
    assert "Allow" not in answer.headers


def test_the_namespace_lists_the_routes_played() -> None:
    """Whoever asks /wp-json/wc/v3 sees what there is."""
    routes = client(open_shop(), key=None).get(_V3).json()["routes"]
    assert "/wc/v3/orders" in routes
    assert "/wc/v3/refunds" in routes


def test_outside_the_api_is_a_website() -> None:
    """The front page is HTML, other pages are a 404 in HTML."""
    asker = client(open_shop())
    for path, status in (("/", 200), ("/winkelmand", 404), ("/wp-jsonx", 404)):
        answer = asker.get(path)
        assert answer.status_code == status
        assert answer.headers["Content-Type"].startswith("text/html")


def test_no_amount_ever_was_a_binary_float() -> None:
    """A price with many decimals is served digit for digit."""
    asker = client(open_shop())
    text = asker.get(f"{_V3}/orders", params={"per_page": "100", "page": "1"}).text
    text += asker.get(f"{_V3}/orders", params={"per_page": "100", "page": "2"}).text
    assert '"price":10.702478999999999' in text
    assert '"price":0.2768595714285714' in text
    assert not list(_floats(recording("incl")))


def _floats(value: object) -> Iterator[float]:
    if isinstance(value, float):
        yield value
    elif isinstance(value, dict):
        yield from _floats(list(value.values()))
    elif isinstance(value, list):
        for child in value:
            yield from _floats(child)
