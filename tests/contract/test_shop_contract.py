"""What every shop promises, fake or real."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from snelsync.app.ports import OrderPage, Shop
from snelsync.domain.order import Product
from snelsync.sandbox.shop import PracticeShop
from tests.contract.fake_shop import FakeShop, changed
from tests.contract.samples import a_refund, an_order
from tests.contract.wiring import Capped, open_shop, thinned
from tests.fakes import NOON, FakeClock

TOUCHED = 173


@dataclass(slots=True)
class World:
    """A shop of eleven orders, and hands that change it."""

    shop: Shop
    clock: FakeClock
    has_refund_list: bool
    touch: Callable[[int], object]
    trash: Callable[[int], object]
    refund: Callable[[int], int]
    file: Callable[[int, str], object]


def _fake(*, has_refund_list: bool = True) -> World:
    clock = FakeClock()
    shop = FakeShop(clock, has_refund_list=has_refund_list)
    shop.put(*(an_order(order_id) for order_id in range(170, 181)))

    def refund(order_id: int) -> int:
        made = replace(a_refund(9000, an_order(order_id)), created=clock.now())
        shop.put(changed(an_order(order_id, refunds=(9000,)), clock))
        shop.put_refund(made)
        return 9000

    return World(
        shop=shop,
        clock=clock,
        has_refund_list=has_refund_list,
        touch=lambda order_id: shop.put(changed(an_order(order_id), clock)),
        trash=shop.remove,
        refund=refund,
        file=lambda product_id, slug: shop.products_now.update(
            {product_id: Product(product_id, (slug,), (slug,))}
        ),
    )


def _real(url: str = "https://shop.test", **more: Any) -> World:  # noqa: ANN401
    clock = FakeClock(NOON + timedelta(days=1))
    practice = thinned(PracticeShop(now=clock.now, **more), below=190)
    # A signature covers what is asked, so what is signed cannot be capped on the way.
    app = Capped(practice, 7) if url.startswith("https") else practice
    shop = open_shop(app, clock, url=url).shop
    shop.info()

    def refund(order_id: int) -> int:
        return practice.add_refund(order_id, {"amount": "5.00"})

    return World(
        shop=shop,
        clock=clock,
        has_refund_list=more.get("version") != "8.9.2",
        touch=lambda order_id: practice.change_order(order_id, status="completed"),
        trash=practice.trash_order,
        refund=refund,
        file=lambda product_id, slug: practice.change_product(
            product_id, categories=[{"slug": slug}], tags=[{"slug": slug}]
        ),
    )


WORLDS: dict[str, Callable[[], World]] = {
    "fake": _fake,
    "fake without a list of refunds": lambda: _fake(has_refund_list=False),
    "https": _real,
    "http, signed": lambda: _real("http://shop.test"),
    "8.9.2": lambda: _real(version="8.9.2"),
}


@pytest.fixture(params=WORLDS, ids=str)
def world(request: pytest.FixtureRequest) -> World:
    """Open each kind of shop."""
    return WORLDS[request.param]()


def ids_of(pages: Iterator[OrderPage]) -> list[int]:
    """List the orders of pages once, by id."""
    return sorted({order.order_id for page in pages for order in page.orders})


def test_a_shop_says_who_it_is(world: World) -> None:
    """A shop tells its name, version, zone, and a time with a zone."""
    info = world.shop.info()

    assert info.name
    assert info.version.split(".")[0].isdecimal()
    assert info.zone == "Europe/Amsterdam"
    assert info.now.tzinfo is not None
    assert abs(info.now - world.clock.now()) < timedelta(seconds=2)


def test_what_it_said_of_itself_need_not_be_asked_again(world: World) -> None:
    """With it recalled all is read the same, and the clock is that of its answers."""
    info = world.shop.info()
    world.clock.sleep(3600)

    world.shop.recall(info)

    assert len(ids_of(world.shop.orders(modified_after=None))) == world.shop.count()
    assert (world.shop.refunds(created_after=None) is None) != world.has_refund_list
    time = world.shop.time()
    assert time is not None
    assert abs(time - world.clock.now()) < timedelta(seconds=2)


def test_reading_listing_and_counting_agree(world: World) -> None:
    """All orders read, all ids listed and the count are the same orders."""
    listed = set(world.shop.order_ids())

    assert set(ids_of(world.shop.orders(modified_after=None))) == listed
    assert world.shop.count() == len(listed)
    assert TOUCHED in listed


def test_an_increment_has_what_was_touched_and_nothing_older(world: World) -> None:
    """Only orders modified after the moment come, exclusive."""
    world.clock.sleep(3600)
    since = world.clock.now()
    world.clock.sleep(60)
    world.touch(TOUCHED)

    assert ids_of(world.shop.orders(modified_after=since)) == [TOUCHED]
    assert ids_of(world.shop.orders(modified_after=world.clock.now())) == []


def test_orders_made_in_a_stretch_come_by_ascending_id(world: World) -> None:
    """Those made between the two moments, both left out; what is trashed is not read.

    When an order was changed does not matter.
    """
    (page,) = world.shop.orders_by_id([TOUCHED])
    made, second = page.orders[0].created, timedelta(seconds=1)
    everything = NOON - timedelta(days=3000), NOON + timedelta(days=30)
    world.clock.sleep(3600)
    world.touch(TOUCHED)

    assert TOUCHED in ids_of(world.shop.orders_made(made - second, made + second))
    assert TOUCHED not in ids_of(world.shop.orders_made(made, made + second))
    assert TOUCHED not in ids_of(world.shop.orders_made(made - second, made))
    read = [
        order.order_id
        for some in world.shop.orders_made(*everything)
        for order in some.orders
    ]
    assert read == sorted(world.shop.order_ids())
    world.trash(TOUCHED)
    assert TOUCHED not in ids_of(world.shop.orders_made(*everything))


def test_orders_are_found_by_id_and_missing_ones_are_no_error(world: World) -> None:
    """Ids that are gone are simply not among the answers."""
    assert ids_of(world.shop.orders_by_id([TOUCHED, 999_999])) == [TOUCHED]
    assert ids_of(world.shop.orders_by_id([])) == []


def test_a_trashed_order_leaves_every_list(world: World) -> None:
    """A trashed order is not read, not listed and not counted."""
    before = world.shop.count()
    assert before is not None

    world.trash(TOUCHED)

    assert world.shop.count() == before - 1
    assert TOUCHED not in ids_of(world.shop.orders(modified_after=None))
    assert TOUCHED not in list(world.shop.order_ids())
    assert ids_of(world.shop.orders_by_id([TOUCHED])) == []


def test_a_refund_is_mentioned_by_its_order_and_can_be_read(world: World) -> None:
    """A refund touches its order, which mentions it, and is read with its order's id.

    Its amount is positive.
    """
    world.clock.sleep(3600)
    since = world.clock.now()
    world.clock.sleep(60)
    refund_id = world.refund(TOUCHED)

    pages = world.shop.orders(modified_after=since)
    (order,) = [one for page in pages for one in page.orders]
    (pointer,) = order.refunds
    (refund,) = world.shop.refunds_of(TOUCHED).refunds

    assert pointer.refund_id == refund.refund_id == refund_id
    assert pointer.amount == refund.amount > 0
    assert refund.order_id == TOUCHED


def test_a_list_of_refunds_is_whole_or_not_there(world: World) -> None:
    """A shop with a list of refunds gives all and increments; an old one says None."""
    world.clock.sleep(3600)
    since = world.clock.now()
    world.clock.sleep(60)
    refund_id = world.refund(TOUCHED)

    everything = world.shop.refunds(created_after=None)
    recent = world.shop.refunds(created_after=since)

    assert (everything is not None) == (recent is not None) == world.has_refund_list
    if everything is None or recent is None:
        return
    assert refund_id in {one.refund_id for page in everything for one in page.refunds}
    assert [one.refund_id for page in recent for one in page.refunds] == [refund_id]


def test_an_order_without_refunds_has_none(world: World) -> None:
    """Asking the refunds of an order that has none, or is not there, gives none."""
    assert world.shop.refunds_of(TOUCHED).refunds == ()
    assert world.shop.refunds_of(999_999).refunds == ()


def test_products_say_where_they_are_filed(world: World) -> None:
    """Those asked for, each once; one that is gone is simply not among them."""
    wanted = set(range(100, 130))
    for product_id in wanted:
        world.file(product_id, f"cat-{product_id}")

    found = [one for page in world.shop.products({*wanted, 99_999}) for one in page]

    assert {one.product_id: one for one in found} == {
        product_id: Product(product_id, (f"cat-{product_id}",), (f"cat-{product_id}",))
        for product_id in wanted
    }
    assert [one for page in world.shop.products(()) for one in page] == []


def test_a_shop_says_how_it_is_set_up(world: World) -> None:
    """All parts are there, and they fit each other; carts and values are left out."""
    setup = world.shop.setup()

    assert setup.unread == frozenset()
    assert (setup.currency, setup.country, setup.price_decimals) == ("EUR", "NL", 2)
    assert setup.version == world.shop.info().version
    assert setup.time_zone == "Europe/Amsterdam"
    assert setup.order_tables is not setup.version.startswith("8.")
    assert (setup.calculates_tax, setup.prices_include_tax) == (True, True)
    classes = {one.slug for one in setup.tax_classes}
    assert {one.tax_class for one in setup.tax_rates} <= classes
    assert ("NL", "21") in {(one.country, str(one.percent)) for one in setup.tax_rates}
    assert any(one.enabled for one in setup.gateways)
    assert "flat_rate" in {one.method_id for one in setup.shipping_methods}
    slugs = {one.slug for one in setup.statuses}
    assert "processing" in slugs
    assert "checkout-draft" not in slugs
    assert "woocommerce" in {one.slug for one in setup.plugins}
    assert "is_vat_exempt" in setup.meta_keys
    assert list(setup.meta_keys) == sorted(set(setup.meta_keys))
