"""Plugins that hide money or numbers, and fields the mapping does not read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from snelsync.domain.mapping import (
    BusinessCards,
    Customers,
    ExchangeKey,
    GiftCardKind,
    GiftCards,
)
from snelsync.domain.problem import Code
from snelsync.domain.shop_setup import (
    OrderStatus,
)

from .builders import mapping
from .seeded import (
    DIVIDE,
    MULTIPLY,
    RATES,
    Seeded,
    assert_told_and_cured,
    in_mapping,
    plugin,
    setup,
    told,
)

CARDS = Customers("Klanten {country}", BusinessCards.CARD, (), ())

SEEDED = {
    "gift cards": Seeded(
        plugin("pw-woocommerce-gift-cards"),
        Code.SHOP_PLUGIN,
        "A plugin (gift cards)",
        "[gift_cards]",
        in_mapping(
            plugin("pw-woocommerce-gift-cards"),
            gift_cards=GiftCards(kind=GiftCardKind.MULTI),
        ),
    ),
    "order numbers": Seeded(
        plugin("woocommerce-sequential-order-numbers"),
        Code.SHOP_PLUGIN,
        "the number customers see",
        'number = "{order_number}"',
        in_mapping(plugin("woocommerce-sequential-order-numbers")),
        mapping=mapping(invoices={"number": "W{order_id}"}),
    ),
    "invoice numbers": Seeded(
        plugin("woocommerce-pdf-invoices-packing-slips"),
        Code.SHOP_PLUGIN,
        "another number than the books have",
        'number_keys = ["_wcpdf_invoice_number"]',
        in_mapping(
            plugin("woocommerce-pdf-invoices-packing-slips"),
            invoices={"number_keys": ("_wcpdf_invoice_number",)},
        ),
    ),
    "currencies with a rate": Seeded(
        plugin("woocommerce-aelia-currencyswitcher"),
        Code.SHOP_PLUGIN,
        "no rate",
        '{ key = "_base_currency_exchange_rate", way = "multiply" }',
        in_mapping(
            plugin("woocommerce-aelia-currencyswitcher"),
            exchange=(ExchangeKey("_base_currency_exchange_rate", MULTIPLY),),
        ),
    ),
    "currencies without a rate": Seeded(
        plugin("woocommerce-multilingual"),
        Code.SHOP_PLUGIN,
        "no rate",
        "rates_file",
        in_mapping(plugin("woocommerce-multilingual"), rates=RATES),
    ),
    "deposits": Seeded(
        plugin("woocommerce-deposits"),
        Code.SHOP_PLUGIN,
        "paid in parts",
        '"partially-paid"',
        in_mapping(
            setup(
                plugins=plugin("woocommerce-deposits").plugins,
                statuses=(*setup().statuses, OrderStatus("partially-paid", "Part")),
            ),
            shop={"wait": frozenset({"pending", "on-hold", "partially-paid"})},
        ),
    ),
    "VAT numbers elsewhere": Seeded(
        setup(meta_keys=("_billing_btw_nummer",)),
        Code.SHOP_FIELD,
        "may hold VAT numbers",
        'vat_number_keys = ["_billing_btw_nummer"]',
        in_mapping(
            setup(meta_keys=("_billing_btw_nummer",)),
            customers=replace(CARDS, vat_number_keys=("_billing_btw_nummer",)),
        ),
    ),
    "KvK numbers elsewhere": Seeded(
        setup(meta_keys=("billing_kvk",)),
        Code.SHOP_FIELD,
        "may hold KvK numbers",
        'kvk_keys = ["billing_kvk"]` under [customers]',
        in_mapping(
            setup(meta_keys=("billing_kvk",)),
            customers=replace(CARDS, kvk_keys=("billing_kvk",)),
        ),
        mapping=mapping(customers=CARDS),
    ),
    "invoice numbers elsewhere": Seeded(
        setup(meta_keys=("_factuurnummer",)),
        Code.SHOP_FIELD,
        "may hold invoice numbers",
        'number_keys = ["_factuurnummer"]',
        in_mapping(
            setup(meta_keys=("_factuurnummer",)),
            invoices={"number_keys": ("_factuurnummer",)},
        ),
    ),
    "rates recorded and not used": Seeded(
        setup(meta_keys=("_woocs_order_rate",)),
        Code.SHOP_FIELD,
        "may hold rates of currencies",
        '{ key = "_woocs_order_rate", way = "divide" }',
        in_mapping(
            setup(meta_keys=("_woocs_order_rate",)),
            exchange=(ExchangeKey("_woocs_order_rate", DIVIDE),),
        ),
    ),
}


@pytest.mark.parametrize("name", SEEDED)
def test_a_fault_is_told_and_its_remedy_cures_it(name: str) -> None:
    """One problem, with the right words; and none when a person did what it says."""
    assert_told_and_cured(SEEDED[name])


def test_a_marketplace_is_told_as_long_as_it_is_there() -> None:
    """No setting deals with orders of several sellers, so it is not silenced."""
    (problem,) = told(plugin("dokan-lite"))

    assert (problem.code, problem.holds) == (Code.SHOP_PLUGIN, False)
    assert "whole and per seller" in problem.message
    assert "let your bookkeeper say" in problem.remedy


def test_rates_of_a_shop_in_another_currency_are_never_taken_for_eur() -> None:
    """A plugin's rate is to the shop's own currency: only a file is proposed."""
    shop = replace(
        plugin("woocommerce-currency-switcher"),
        currency="USD",
        meta_keys=("_woocs_order_rate",),
    )

    remedies = [one.remedy for one in told(shop)]

    assert len(remedies) == 2
    assert not any("_woocs_order_rate" in one for one in remedies)
    assert all("rates_file" in one for one in remedies)
