"""Faults in a shop's settings: each is told, and its remedy cures it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from snelsync.domain.mapping import (
    ExchangeKey,
    Rule,
    ZeroVat,
)
from snelsync.domain.problem import Code
from snelsync.domain.shop_setup import (
    Gateway,
    OrderStatus,
    Part,
    ShopSetup,
)
from snelsync.domain.vat import Treatment

from .builders import mapping
from .seeded import (
    DIVIDE,
    RATES,
    Seeded,
    assert_told_and_cured,
    in_mapping,
    in_shop,
    payments,
    setup,
    told,
)

COD = setup(gateways=(Gateway("cod", "Rembours", enabled=True),))
PACKED = setup(
    statuses=(*setup().statuses, OrderStatus("packed", "Packed")),
)
IN_USD = setup(currency="USD")
SUBTOTAL = setup(rounds_at_subtotal=True)
NARROW = {"rounding_tolerance": Decimal("0.01")}
BY_FLAT = Rule("post", shipping_method="flat_rates", account=8100)
BY_CLASS = Rule("books", tax_class="reduced-rates", account=8110)

SEEDED = {
    "no decimals": Seeded(
        setup(price_decimals=0),
        Code.SHOP_SETTING,
        "0 decimals",
        "pull-orders --full",
        in_shop(),
        holds=True,
    ),
    "another currency": Seeded(
        IN_USD,
        Code.CURRENCY,
        "sells in USD",
        "rates_file",
        in_mapping(IN_USD, rates=RATES),
    ),
    "rates to another currency": Seeded(
        IN_USD,
        Code.CURRENCY,
        "takes them for EUR",
        "recorded = []",
        in_mapping(IN_USD, rates=RATES),
        mapping=mapping(exchange=(ExchangeKey("_woocs_order_rate", DIVIDE),)),
        holds=True,
    ),
    "no taxes": Seeded(
        setup(calculates_tax=False),
        Code.SHOP_SETTING,
        "calculates no VAT",
        "small_business",
        in_mapping(
            setup(calculates_tax=False),
            zero_vat=ZeroVat(
                domestic_zero_rate=Treatment.ZERO, small_business=Treatment.EXEMPT
            ),
        ),
    ),
    "rounding at the subtotal": Seeded(
        SUBTOTAL,
        Code.SHOP_SETTING,
        "up to 2 cents",
        "rounding_tolerance = 0.05",
        in_mapping(SUBTOTAL),
        mapping=mapping(limits=NARROW),
    ),
    "a payment method nobody named": Seeded(
        COD,
        Code.GATEWAY_UNKNOWN,
        "cod (Rembours)",
        'gateway = "cod"',
        in_mapping(COD, payments=payments("cod")),
    ),
    "a status nobody named": Seeded(
        PACKED,
        Code.STATUS_UNKNOWN,
        "packed (Packed)",
        "book, wait or skip",
        in_mapping(PACKED, shop={"wait": frozenset({"pending", "on-hold", "packed"})}),
    ),
    "a status with a typo": Seeded(
        setup(),
        Code.SHOP_SETTING,
        'did you mean "on-hold"?',
        'write "on-hold" there',
        in_mapping(setup()),
        mapping=mapping(shop={"wait": frozenset({"pending", "on-hold", "onhold"})}),
    ),
    "a status that is gone": Seeded(
        setup(),
        Code.SHOP_SETTING,
        "which the shop does not have",
        "take it out there",
        in_mapping(setup()),
        mapping=mapping(shop={"skip": frozenset({"cancelled", "failed", "zzz"})}),
    ),
    "a rule for no shipping method": Seeded(
        setup(),
        Code.SHOP_SETTING,
        '[[rules]] post names shipping method "flat_rates"',
        'write "flat_rate" there',
        in_mapping(setup(), rules=(replace(BY_FLAT, shipping_method="flat_*"),)),
        mapping=mapping(rules=(BY_FLAT,)),
    ),
    "a rule for no tax class": Seeded(
        setup(),
        Code.SHOP_SETTING,
        '[[rules]] books names tax class "reduced-rates"',
        'write "reduced-rate" there',
        in_mapping(setup(), rules=(replace(BY_CLASS, tax_class="reduced-rate"),)),
        mapping=mapping(rules=(BY_CLASS,)),
    ),
    "another time zone": Seeded(
        setup(time_zone="Europe/London"),
        Code.SHOP_SETTING,
        "Europe/London and the mapping's is Europe/Amsterdam",
        "time_zone",
        in_mapping(
            setup(time_zone="Europe/London"), shop={"zone": ZoneInfo("Europe/London")}
        ),
    ),
    "a bare offset": Seeded(
        setup(time_zone=""),
        Code.SHOP_SETTING,
        "an offset without a name",
        "choose Europe/Amsterdam in the shop",
        in_shop(),
    ),
    "another country": Seeded(
        setup(country="BE"),
        Code.SHOP_SETTING,
        "address is in BE",
        'country = "BE"',
        in_shop(),
    ),
    "too old": Seeded(
        setup(version="5.7.2"),
        Code.SHOP_SETTING,
        "cannot list what changed",
        "update WooCommerce to 5.8",
        in_shop(),
        holds=True,
    ),
    "rather old": Seeded(
        setup(version="8.9.2"),
        Code.SHOP_SETTING,
        "no list of refunds",
        "update WooCommerce to 9.0",
        in_shop(),
    ),
    "orders as posts": Seeded(
        setup(order_tables=False),
        Code.SHOP_SETTING,
        "kept as posts",
        "pull-orders --full",
        in_shop(),
    ),
    "a key that may not read": Seeded(
        setup(unread=frozenset({Part.PLUGINS, Part.TAX_RATES}), tax_rates=()),
        Code.SHOP_UNREAD,
        "could not be checked: plugins, tax rates",
        "administrator or shop manager",
        in_shop(),
    ),
}


@pytest.mark.parametrize("name", SEEDED)
def test_a_fault_is_told_and_its_remedy_cures_it(name: str) -> None:
    """One problem, with the right words; and none when a person did what it says."""
    assert_told_and_cured(SEEDED[name])


def test_a_shop_that_fits_is_not_spoken_of() -> None:
    """Nothing wrong, nothing said; nor of a shop that told nothing of itself."""
    assert told(setup()) == ()
    silent = ShopSetup(unread=frozenset(Part))
    assert [one.code for one in told(silent)] == [Code.SHOP_UNREAD]
