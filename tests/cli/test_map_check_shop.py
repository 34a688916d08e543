"""map-check and the shop's settings: a fault is told, and its remedy cures it."""

from collections.abc import Iterator

import pytest

from tests.cli.practice import Json, Practice, Say

DECIMALS = "woocommerce_price_num_decimals"


@pytest.fixture
def settled(pulled: Practice) -> Iterator[Practice]:
    """Give the small shop, and put its settings back afterwards."""
    yield pulled
    pulled.shop.change_setting(DECIMALS, "2")
    pulled.shop.change_gateway("cheque", enabled=False)


def _codes(document: Json) -> list[str]:
    return [one["code"] for one in document["shop"]["problems"]]


def test_the_shop_is_shown_with_what_becomes_of_its_rates(small_said: Say) -> None:
    """Settings, rates and a status nobody named stand in the report."""
    shop = small_said("map-check", "--json").document["shop"]
    becomes = {
        (one["country"], one["percent"]): one["becomes"] for one in shop["tax_rates"]
    }

    assert (shop["checked"], shop["woocommerce"], shop["unread"]) == (
        True,
        "11.0.1",
        [],
    )
    assert becomes["NL", "21"] == "high"
    assert becomes["DE", "19"] == "held"
    told = small_said("map-check")
    assert "The shop" in told.stdout
    assert "status verzonden" in told.stdout
    assert "and 5 more like it" in told.stdout


def test_amounts_without_decimals_stop_until_they_are_mended(settled: Practice) -> None:
    """map-check exits 10 and says where in the shop; with 2 decimals it goes on."""
    settled.shop.change_setting(DECIMALS, "0")

    told = settled.run("map-check")

    assert told.code == 10
    assert "0 decimals" in told.stderr
    assert "WooCommerce > Settings > General" in told.stderr
    assert "the shop must be mended first" in told.stdout
    settled.shop.change_setting(DECIMALS, "2")
    assert settled.run("map-check").code == 3


def test_a_payment_method_is_missed_until_a_row_fits_it(settled: Practice) -> None:
    """Switched on in the shop it is told; with a row in the mapping it is not."""
    settled.shop.change_gateway("cheque", enabled=True)

    before = settled.json("map-check")

    assert "gateway_unknown" in _codes(before)
    assert "cheque" in before["shop"]["payment_methods"]
    settled.write_mapping(('gateway = "bacs"', 'gateway = "cheque"'))
    after = settled.json("map-check")
    (problem,) = [
        one for one in after["shop"]["problems"] if one["code"] == "gateway_unknown"
    ]
    assert "bacs" in problem["message"]


def test_looking_at_the_shop_takes_ten_calls(pulled: Practice) -> None:
    """No order is read for it: one page for the names of fields, the rest settings."""
    before = len(pulled.shop.requests)

    pulled.json("map-check")

    asked = [one.path.rpartition("/v3/")[2] for one in pulled.shop.requests[before:]]
    assert (len(asked), asked.count("orders")) == (10, 1)


def test_without_keys_of_the_shop_the_rest_is_checked(pulled: Practice) -> None:
    """It is noted that the shop was not looked at, and why; the outcome is the same."""
    lacking = pulled.with_environ(SNELSYNC_WOO_KEY="")

    document = lacking.json("map-check")

    assert document["exit_code"] == 3
    assert document["shop"]["checked"] is False
    assert "SNELSYNC_WOO_KEY" in document["shop"]["hint"]
    assert document["counts"] == pulled.json("map-check")["counts"]
    assert "note: the shop was not checked" in lacking.run("map-check").stderr
