"""What is asked of a shop, how it is signed, and what is never kept of its answers."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from snelsync.adapters.woocommerce.client import shop_client
from snelsync.adapters.woocommerce.parse import Wanted, parse_order
from snelsync.domain.order import Order
from snelsync.sandbox.shop import (
    PRACTICE_CONSUMER_KEY,
    PRACTICE_CONSUMER_SECRET,
    Fault,
    PracticeShop,
)
from snelsync.secret import Secret
from tests.contract.wiring import (
    WANTED,
    OpenShop,
    open_shop,
    practice_shop,
    thinned,
)
from tests.fakes import FakeClock

HTTP = "http://shop.test"


def read_everything(opened: OpenShop) -> Iterator[object]:
    """Use all of the port."""
    yield opened.shop.info()
    yield opened.shop.setup()
    yield from opened.shop.orders(modified_after=None)
    yield from opened.shop.orders(modified_after=datetime(2026, 10, 1, tzinfo=UTC))
    yield from opened.shop.orders_by_id([173, 174])
    yield from opened.shop.order_ids()
    yield opened.shop.count()
    yield from opened.shop.refunds(created_after=None) or ()
    yield opened.shop.refunds_of(173)


@pytest.mark.parametrize("version", ["11.0.1", "8.9.2"])
@pytest.mark.parametrize("url", ["https://shop.test", HTTP])
def test_only_get_is_ever_sent(url: str, version: str) -> None:
    """Whatever is read, the shop is asked with GET alone, without a body."""
    practice = thinned(practice_shop(FakeClock(), version=version), below=190)
    opened = open_shop(practice, FakeClock(), url=url)

    list(read_everything(opened))

    assert {request.method for request in opened.wire.sent} == {"GET"}
    assert {request.content for request in opened.wire.sent} == {b""}


def test_only_needed_fields_are_asked_for() -> None:
    """Every list is asked with ``_fields``; e-mail, note, IP are not among them."""
    opened = open_shop(practice_shop(FakeClock()), FakeClock())

    list(read_everything(opened))

    for request in opened.wire.sent:
        fields = set(request.url.params["_fields"].split(","))
        assert fields
        assert not fields & {"customer_note", "customer_ip_address", "customer_id"}


def test_only_wanted_meta_is_asked_for() -> None:
    """The plugin values of an order are asked by name."""
    opened = open_shop(
        practice_shop(FakeClock()),
        FakeClock(),
        wanted=Wanted(("b_key",), vat_number_keys=("c_key",), kvk_keys=("a_key",)),
    )

    list(opened.shop.orders(modified_after=None))

    assert opened.wire.sent[0].url.params["include_meta"] == "a_key,b_key,c_key"


def test_over_https_the_keys_go_in_a_header_only() -> None:
    """Basic authentication, and no key in an address that a log may keep."""
    opened = open_shop(practice_shop(FakeClock()), FakeClock())

    opened.shop.info()

    pair = f"{PRACTICE_CONSUMER_KEY}:{PRACTICE_CONSUMER_SECRET}".encode()
    for request in opened.wire.sent:
        assert request.headers["Authorization"] == (
            f"Basic {base64.b64encode(pair).decode()}"
        )
        assert PRACTICE_CONSUMER_KEY not in str(request.url)
        assert PRACTICE_CONSUMER_SECRET not in str(request.url)


def test_over_http_no_secret_ever_leaves() -> None:
    """Plain http calls are signed: no Basic header, no secret in the address."""
    opened = open_shop(practice_shop(FakeClock()), FakeClock(), url=HTTP)

    opened.shop.info()

    for request in opened.wire.sent:
        assert "Authorization" not in request.headers
        assert PRACTICE_CONSUMER_SECRET not in str(request.url)
        assert "oauth_signature=" in str(request.url)


def test_over_http_every_repetition_is_signed_anew() -> None:
    """A nonce is good for one use, so a repeated call gets one of its own."""
    clock = FakeClock()
    practice = practice_shop(clock)
    practice.faults.add(Fault("bad_gateway", path="/orders", times=2))
    opened = open_shop(practice, clock, url=HTTP)

    assert opened.shop.count()

    calls = [r for r in opened.wire.sent if r.url.path.endswith("/orders")]
    nonces = {parse_qs(r.url.query.decode())["oauth_nonce"][0] for r in calls[:3]}
    assert len(nonces) == 3


def test_spaces_round_a_pasted_key_do_no_harm() -> None:
    """A key pasted with a line end works."""
    opened = open_shop(
        practice_shop(FakeClock()),
        FakeClock(),
        key=f" {PRACTICE_CONSUMER_KEY}\n",
        secret=f"{PRACTICE_CONSUMER_SECRET} ",
    )

    assert opened.shop.info().version == "11.0.1"


def test_a_redirect_is_never_followed() -> None:
    """The keys go to the address in the mapping and nowhere else."""
    clock = FakeClock()
    client = shop_client(
        "https://shop.test", key=Secret("ck_"), secret=Secret("cs_"), clock=clock
    )

    assert client.follow_redirects is False
    assert client.timeout.connect is not None
    assert client.timeout.read is not None


def test_a_shop_in_a_folder_is_asked_there() -> None:
    """The path in the shop's address stays in every call."""
    client = shop_client(
        "https://shop.test/winkel/",
        key=Secret("k"),
        secret=Secret("s"),
        clock=FakeClock(),
    )

    request = client.build_request("GET", "wp-json/wc/v3/orders")

    assert str(request.url) == "https://shop.test/winkel/wp-json/wc/v3/orders"


def test_an_increment_asks_in_utc() -> None:
    """The moment goes in UTC without a zone letter, and the shop is told it is UTC."""
    opened = open_shop(practice_shop(FakeClock()), FakeClock())
    zoned = datetime.fromisoformat("2026-10-01T14:00:00+02:00")

    list(opened.shop.orders(modified_after=zoned))

    params = opened.wire.sent[0].url.params
    assert params["modified_after"] == "2026-10-01T12:00:00"
    assert params["dates_are_gmt"] == "true"


PLANTED = {
    "first_name": "Wilhelmina",
    "last_name": "Zorgvliet",
    "company": "Bakkerij Zorgvliet",
    "address_1": "Dorpsplein 1",
    "postcode": "9876 ZZ",
    "city": "Ergensveen",
    "email": "w.zorgvliet@example.org",
    "phone": "0612345678",
    "country": "NL",
}


VERSIONS = pytest.mark.parametrize("version", ["11.0.1", "8.9.2"])


def planted(version: str = "11.0.1") -> PracticeShop:
    """Make a shop with an order full of a person."""
    clock = FakeClock(datetime(2026, 11, 21, tzinfo=UTC))
    practice = practice_shop(clock, version=version)
    practice.copy_order(
        174,
        9001,
        billing=PLANTED,
        shipping=PLANTED,
        customer_note="Bel Wilhelmina",
        customer_ip_address="203.0.113.9",
        meta_data=[{"id": 1, "key": "_naam", "value": "Wilhelmina Zorgvliet"}],
    )
    return practice


@VERSIONS
def test_nothing_of_a_person_reaches_an_order(version: str) -> None:
    """Names, addresses, e-mail, phone, note and IP are gone before anything sees them.

    Only the country is kept.
    """
    opened = open_shop(planted(version), FakeClock())

    (page,) = opened.shop.orders_by_id([9001])
    (order,) = page.orders

    seen = repr(order) + json.dumps(asdict(order), default=str)
    for value in [*PLANTED.values(), "Wilhelmina", "203.0.113.9"]:
        if value != "NL":
            assert value not in seen
    assert order.country == "NL"


def test_nothing_of_a_person_is_in_a_complaint() -> None:
    """An order that makes no sense is told by its fields, never by their values."""
    practice = planted()
    practice.change_order(9001, billing="Wilhelmina Zorgvliet", currency=None)

    (page,) = open_shop(practice, FakeClock()).shop.orders_by_id([9001])

    (unreadable,) = page.unreadable
    assert unreadable.shop_id == 9001
    assert "billing" in unreadable.problem.message
    assert "currency" in unreadable.problem.message
    assert "Zorgvliet" not in repr(unreadable)


def test_unwanted_meta_is_dropped() -> None:
    """Of a plugin's values only those asked for are kept, and only plain ones.

    This holds for a shop, too, that sends all of them whatever is asked.
    """
    row = planted()._state.orders[9001] | {
        "meta_data": [
            {"id": 1, "key": "is_vat_exempt", "value": "yes"},
            {"id": 2, "key": "_mollie_payment_mode", "value": {"mode": "test"}},
            {"id": 3, "key": "_naam", "value": "Wilhelmina"},
        ]
    }

    order = parse_order(row, wanted=WANTED)

    assert isinstance(order, Order)
    assert order.meta == (("is_vat_exempt", "yes"),)


def test_extra_fields_of_plugins_do_no_harm() -> None:
    """Fields and nested values a plugin adds are let pass."""
    practice = practice_shop(FakeClock())
    practice.faults.add(Fault("extra_fields"))
    opened = open_shop(practice, FakeClock())

    pages = list(opened.shop.orders(modified_after=None))

    assert sum(len(page.orders) for page in pages) >= 117
    assert not any(page.unreadable for page in pages)


@pytest.mark.parametrize("version", ["11.0.1", "8.9.2"])
def test_abandoned_carts_are_no_orders(version: str) -> None:
    """A draft is neither read, listed nor counted, on 8.9 either, which lists them."""
    clock = FakeClock()
    practice = practice_shop(clock, version=version)
    practice.copy_order(174, 9001, status="checkout-draft")
    opened = open_shop(practice, clock)
    opened.shop.info()

    pages = list(opened.shop.orders(modified_after=None))
    ids = {order.order_id for page in pages for order in page.orders}

    assert 9001 not in ids
    assert set(opened.shop.order_ids()) == ids
    assert opened.shop.count() == len(ids)


def test_amounts_are_read_exactly() -> None:
    """Amounts are decimals with the shop's own digits; no float comes near them."""
    opened = open_shop(practice_shop(FakeClock()), FakeClock())

    (page,) = opened.shop.orders_by_id([174])
    (order,) = page.orders

    assert str(order.total).startswith("83.14")
    shown = repr(order)
    assert "e-" not in shown.lower()
    assert all("." in str(c.net) and len(str(c.net)) < 20 for c in order.charges)


def test_the_shops_own_clock_is_what_counts() -> None:
    """A shop's time is taken from its answer, not from this machine."""
    shops = FakeClock()
    ours = FakeClock(shops.now() + timedelta(hours=5))

    info = open_shop(practice_shop(shops), ours).shop.info()

    assert info.now == shops.now()
