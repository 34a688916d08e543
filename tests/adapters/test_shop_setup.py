"""Reading how a shop is set up: what it costs, what may be closed, what is dropped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pytest

from snelsync.domain.shop_setup import Part
from snelsync.errors import CredentialsError, ShopError
from snelsync.sandbox.shop import ApiKey, Fault, PracticeShop
from tests.contract.wiring import open_shop, practice_shop, thinned
from tests.fakes import FakeClock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HUMBLE = ApiKey("ck_humble", "cs_humble", manages=False)
OPEN = {Part.META_KEYS, Part.TIME_ZONE, Part.STATUSES, Part.VERSION}
FOR_MANAGERS = frozenset(Part) - OPEN
BY_PATH = {
    "/orders": {Part.META_KEYS},
    "/wp-json/": {Part.TIME_ZONE},
    "/system_status": {Part.STORAGE, Part.PLUGINS},
    "/settings/general": {Part.GENERAL},
    "/settings/tax": {Part.TAX},
    "/taxes": {Part.TAX_RATES},
    "/taxes/classes": {Part.TAX_CLASSES},
    "/payment_gateways": {Part.GATEWAYS},
    "/shipping_methods": {Part.SHIPPING},
    "/orders/statuses": set[Part](),
}


def a_shop(**more: Any) -> PracticeShop:  # noqa: ANN401
    """Make a practice shop with a dozen orders."""
    return thinned(practice_shop(FakeClock(), **more), below=190)


class Instead:
    """Answers one path with something else."""

    def __init__(
        self, app: Callable[..., Any], path: str, status: str, body: object
    ) -> None:
        self._app, self._path = app, path
        self._status, self._body = status, json.dumps(body).encode()

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer, or pass on."""
        if str(environ["PATH_INFO"]).endswith(self._path):
            start_response(self._status, [("Content-Type", "application/json")])
            return [self._body]
        answer: Iterable[bytes] = self._app(environ, start_response)
        return answer


@pytest.mark.parametrize(("version", "calls"), [("11.0.1", 10), ("8.9.2", 11)])
def test_a_setup_takes_ten_calls(version: str, calls: int) -> None:
    """Each part is asked for once; an old shop tells its statuses elsewhere."""
    opened = open_shop(a_shop(version=version), FakeClock())

    setup = opened.shop.setup()

    assert len(opened.wire.sent) == calls
    assert setup.unread == frozenset()
    assert all(request.url.params["_fields"] for request in opened.wire.sent)


def test_a_key_that_may_not_manage_reads_what_it_may() -> None:
    """What is closed is named; the version is that of the newest order."""
    opened = open_shop(
        a_shop(keys=(HUMBLE,)), FakeClock(), key=HUMBLE.key, secret=HUMBLE.secret
    )

    setup = opened.shop.setup()

    assert setup.unread == FOR_MANAGERS
    assert setup.version == "11.0.1"
    assert setup.meta_keys
    assert setup.price_decimals is setup.order_tables is setup.calculates_tax is None


def test_a_wrong_key_is_an_error() -> None:
    """It is not taken for a shop that closes everything."""
    with pytest.raises(CredentialsError):
        open_shop(a_shop(), FakeClock(), key="ck_wrong").shop.setup()


@pytest.mark.parametrize("path", BY_PATH)
def test_a_part_that_is_closed_is_named(path: str) -> None:
    """The others are read all the same; statuses are told elsewhere too."""
    app = Instead(a_shop(), path, "403 Forbidden", {"code": "rest_forbidden"})

    unread = open_shop(app, FakeClock()).shop.setup().unread

    assert unread == BY_PATH[path]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("401 Unauthorized", {"code": "woocommerce_rest_cannot_view"}),
        ("403 Forbidden", "a firewall"),
        ("404 Not Found", {"code": "rest_no_route"}),
        ("500 Internal Server Error", {}),
        ("200 OK", {"rate": []}),
        ("200 OK", [{"id": 1, "rate": "x", "slug": {}, "environment": 1}]),
    ],
)
@pytest.mark.parametrize("path", ["/taxes", "/taxes/classes", "/system_status"])
def test_a_part_that_makes_no_sense_is_named(
    path: str, status: str, body: object
) -> None:
    """Refused, gone, crashing or garbled: the others are read all the same."""
    opened = open_shop(Instead(a_shop(), path, status, body), FakeClock())

    assert opened.shop.setup().unread == BY_PATH[path]


def test_a_shop_that_is_down_is_an_error() -> None:
    """It is not taken for one that closes everything."""
    practice = a_shop()
    practice.faults.add(Fault("bad_gateway", times=99))

    with pytest.raises(ShopError):
        open_shop(practice, FakeClock()).shop.setup()


def test_of_plugin_fields_only_names_are_kept() -> None:
    """No value is kept, and nothing that may be what a customer typed."""
    practice = a_shop()
    fields = [
        {"id": 1, "key": "_billing_btw", "value": "Secret Person"},
        {"id": 2, "key": "person@example.nl", "value": "x"},
    ]
    practice.change_order(173, meta_data=fields)

    setup = open_shop(practice, FakeClock()).shop.setup()

    assert "_billing_btw" in setup.meta_keys
    assert "person@example.nl" not in setup.meta_keys
    assert "Secret" not in repr(setup)


def test_what_an_owner_changes_is_read() -> None:
    """Decimals, rates, payment methods, statuses and plugins."""
    practice = a_shop()
    practice.change_setting("woocommerce_price_num_decimals", "0")
    practice.change_setting("woocommerce_default_country", "US:CA")
    practice.change_gateway("cod", enabled=False)
    practice.change_gateway("pay_x", title="", method_title="Pay X")
    practice.change_tax_rate(77, country="at", rate="20.0000", name="USt")
    practice.delete_tax_rate(1)
    practice.add_status("packed", "Packed")
    practice.add_plugin("hello.php", "Hello")

    setup = open_shop(practice, FakeClock()).shop.setup()

    assert (setup.price_decimals, setup.country) == (0, "US")
    told = {one.gateway_id: (one.title, one.enabled) for one in setup.gateways}
    assert told["cod"] == ("Rembours", False)
    assert told["pay_x"] == ("Pay X", True)
    rates = {one.rate_id: (one.country, str(one.percent)) for one in setup.tax_rates}
    assert rates[77] == ("AT", "20")
    assert 1 not in rates
    assert "packed" in {one.slug for one in setup.statuses}
    assert "hello" in {one.slug for one in setup.plugins}


def test_a_shop_without_decimals_says_wrong_amounts() -> None:
    """Six decimals asked for, and totals and VAT are whole euros all the same."""
    practice = a_shop()
    practice.change_setting("woocommerce_price_num_decimals", "0")

    pages = open_shop(practice, FakeClock()).shop.orders_by_id([173])
    (order,) = [one for page in pages for one in page.orders]

    assert (str(order.total), str(order.total_tax)) == ("13.000000", "2.000000")
    assert order.charges[0].net != round(order.charges[0].net)
