"""What a shop's plugins hide or change of money and numbers, and what deals with it.

A plugin is known by its folder. Where each keeps its data: the plugins' own code and
public integrations, read 2026-11; the folders: code of other plugins that look whether
it is active, read 2026-11-21.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from snelsync.domain.mapping import BusinessCards, ExchangeWay, Mapping
from snelsync.domain.problem import Code, Problem, Severity
from snelsync.domain.shop_setup import Plugin, ShopSetup

IN_PARTS = frozenset({"partially-paid", "partial-payment"})
"""Statuses of orders of which a part is paid: WooCommerce Deposits of Webtomizer, and
of WooCommerce itself."""


class Hides(StrEnum):
    """What a plugin does to the numbers, in words."""

    GIFT_CARDS = "gift cards"
    ORDER_NUMBERS = "order numbers"
    INVOICE_NUMBERS = "invoice numbers"
    CURRENCIES = "currencies"
    DEPOSITS = "deposits"
    SELLERS = "orders of several sellers"


@dataclass(frozen=True, slots=True)
class _Known:
    """A plugin we know: what it hides, and the order's field it keeps that in."""

    hides: Hides
    key: str = ""
    way: ExchangeWay | None = None


_PLUGINS = {
    # Its cards lower the total, and REST shows no line for it (tried live, 2026-08).
    "pw-woocommerce-gift-cards": _Known(Hides.GIFT_CARDS),
    "pw-gift-cards": _Known(Hides.GIFT_CARDS),
    # An order item of its own kind since 4.11, a fee before (a Fortnox connector).
    "yith-woocommerce-gift-cards": _Known(Hides.GIFT_CARDS),
    "yith-woocommerce-gift-cards-premium": _Known(Hides.GIFT_CARDS),
    # An order item of its own kind (vendor's documentation).
    "woocommerce-gift-cards": _Known(Hides.GIFT_CARDS),
    # Looks like a coupon, and lowers VAT in older ways of working (general knowledge).
    "woocommerce-smart-coupons": _Known(Hides.GIFT_CARDS),
    # TeraWallet: a negative fee, or a field (code search).
    "woo-wallet": _Known(Hides.GIFT_CARDS),
    # All of these change what REST calls `number` (Acumulus's code).
    "woocommerce-sequential-order-numbers": _Known(Hides.ORDER_NUMBERS),
    "woocommerce-sequential-order-numbers-pro": _Known(Hides.ORDER_NUMBERS),
    "wt-woocommerce-sequential-order-numbers": _Known(Hides.ORDER_NUMBERS),
    "wt-woocommerce-sequential-order-numbers-pro": _Known(Hides.ORDER_NUMBERS),
    # WP Overnight (the plugin's code).
    "woocommerce-pdf-invoices-packing-slips": _Known(
        Hides.INVOICE_NUMBERS, "_wcpdf_invoice_number"
    ),
    # Tyche, and WebToffee (code search).
    "woocommerce-delivery-notes": _Known(Hides.INVOICE_NUMBERS, "_wcdn_invoice_number"),
    "print-invoices-packing-slip-labels-for-woocommerce": _Known(
        Hides.INVOICE_NUMBERS, "wf_invoice_number"
    ),
    # FOX (WOOCS): the shop's currency is the amount / rate; Aelia: amount x rate.
    "woocommerce-currency-switcher": _Known(
        Hides.CURRENCIES, "_woocs_order_rate", ExchangeWay.DIVIDE
    ),
    "woocommerce-aelia-currencyswitcher": _Known(
        Hides.CURRENCIES, "_base_currency_exchange_rate", ExchangeWay.MULTIPLY
    ),
    # CURCY keeps a table, WPML's nothing on the order: no rate that can be read.
    "woo-multi-currency": _Known(Hides.CURRENCIES),
    "woocommerce-multi-currency": _Known(Hides.CURRENCIES),
    "woocommerce-multilingual": _Known(Hides.CURRENCIES),
    # Webtomizer's and WooCommerce's own live in a folder of the same name.
    "woocommerce-deposits": _Known(Hides.DEPOSITS),
    # A parent order and an order per seller (Dokan); tables of its own (WCFM).
    "dokan-lite": _Known(Hides.SELLERS),
    "dokan-pro": _Known(Hides.SELLERS),
    "wc-multivendor-marketplace": _Known(Hides.SELLERS),
}


def plugin_problems(setup: ShopSetup, mapping: Mapping) -> tuple[Problem, ...]:
    """Find plugins that hide something the mapping does not deal with."""
    found = ((one, _PLUGINS.get(one.slug)) for one in setup.plugins)
    return tuple(
        _told(plugin, known if _in_eur(setup) else replace(known, way=None), mapping)
        for plugin, known in found
        if known is not None and not _dealt_with(known, mapping)
    )


def _in_eur(setup: ShopSetup) -> bool:
    """Say whether rates that plugins record are to EUR: to the shop's own currency."""
    return setup.currency in {"", "EUR"}


def _dealt_with(known: _Known, mapping: Mapping) -> bool:
    match known.hides:
        case Hides.GIFT_CARDS:
            return mapping.gift_cards.kind is not None
        case Hides.ORDER_NUMBERS:
            return "{order_number}" in mapping.invoices.number
        case Hides.INVOICE_NUMBERS:
            return known.key in mapping.invoices.number_keys
        case Hides.CURRENCIES:
            rows = {(row.key, row.way) for row in mapping.exchange}
            return mapping.rates is not None or (known.key, known.way) in rows
        case Hides.DEPOSITS:
            shop = mapping.shop
            return bool(IN_PARTS & (shop.book | shop.wait | shop.skip))
        case Hides.SELLERS:
            return False


def _told(plugin: Plugin, known: _Known, mapping: Mapping) -> Problem:
    name = plugin.name or plugin.slug
    why, remedy = _words(known, mapping)
    return Problem(
        code=Code.SHOP_PLUGIN,
        message=f"plugin {name} ({known.hides}): {why}",
        remedy=remedy,
        severity=Severity.WARN,
    )


def _words(known: _Known, mapping: Mapping) -> tuple[str, str]:
    """Say what the plugin does to the books, and what to do about it."""
    match known.hides:
        case Hides.GIFT_CARDS:
            why = "an order paid with a card may have a lower total and no line for it"
            remedy = (
                'set `kind = "multi"` or "single" under [gift_cards] (ask your'
                " bookkeeper), and look at `unexplained` there"
            )
        case Hides.ORDER_NUMBERS:
            why = "the number customers see is not in the invoice numbers of the books"
            remedy = 'set `number = "{order_number}"` under [invoices]'
        case Hides.INVOICE_NUMBERS:
            why = "customers get an invoice with another number than the books have"
            keys = (*mapping.invoices.number_keys, known.key)
            remedy = f"{_listed('number_keys', keys)} under [invoices]"
        case Hides.CURRENCIES:
            why = "orders in another currency have no rate, and are held"
            remedy = _rate(known)
        case Hides.DEPOSITS:
            why = (
                "orders may be paid in parts, and the balance may be an order of its"
                " own; nobody said what their statuses mean"
            )
            remedy = (
                'put "partially-paid" and "partial-payment" in a list under'
                " [shop.statuses], and let your bookkeeper look at one such order"
            )
        case Hides.SELLERS:
            why = "an order may come twice, whole and per seller; the parts are held"
            remedy = (
                "let your bookkeeper say which of the two are the books, and how the"
                " sellers' turnover is booked"
            )
    return why, remedy


def _rate(known: _Known) -> str:
    file = "name the European Central Bank's file in `rates_file` under [currency]"
    if known.way is None:
        return file
    row = f'{{ key = "{known.key}", way = "{known.way}" }}'
    return f"add `{row}` to `recorded` under [currency], or {file}"


def _listed(setting: str, keys: Iterable[str]) -> str:
    inside = ", ".join(f'"{key}"' for key in keys)
    return f"set `{setting} = [{inside}]`"


_VAT = re.compile(r".*(vat|btw|tva|ust)[ _-]?(id|nr|no|number|nummer)", re.IGNORECASE)
_KVK = re.compile(r"(.*[^a-z])?kvk([ _-]?(id|nr|no|number|nummer))?", re.IGNORECASE)
_INVOICE = re.compile(r".*(invoice|factuur)[ _-]?(nr|no|number|nummer)", re.IGNORECASE)
_VAT_TOO = frozenset({"_billing_vat", "billing_vat", "vatno"})
_RATES = {
    one.key: one.way for one in _PLUGINS.values() if one.key and one.way is not None
} | {"_wcpay_multi_currency_order_exchange_rate": ExchangeWay.DIVIDE}


def field_problems(setup: ShopSetup, mapping: Mapping) -> tuple[Problem, ...]:
    """Find fields of orders that look like a number we want and are not in the mapping.

    Names of fields only; nobody looked at what is in them.
    """
    customers = mapping.customers
    cards = customers.businesses is BusinessCards.CARD
    seen = setup.meta_keys
    vat = [one for one in seen if _VAT.fullmatch(one) or one in _VAT_TOO]
    kvk = [one for one in seen if cards and _KVK.fullmatch(one)]
    numbers = [one for one in seen if _INVOICE.fullmatch(one)]
    found = (
        _field(
            "VAT numbers",
            "vat_number_keys",
            "[customers]",
            vat,
            customers.vat_number_keys,
        ),
        _field("KvK numbers", "kvk_keys", "[customers]", kvk, customers.kvk_keys),
        _field(
            "invoice numbers",
            "number_keys",
            "[invoices]",
            numbers,
            mapping.invoices.number_keys,
        ),
        _rates_seen(seen, mapping) if _in_eur(setup) else None,
    )
    return tuple(one for one in found if one is not None)


def _field(
    what: str, setting: str, section: str, seen: list[str], known: tuple[str, ...]
) -> Problem | None:
    new = [key for key in seen if key not in known]
    if not new:
        return None
    return _seen(what, new, f"{_listed(setting, (*known, *new))} under {section}")


def _rates_seen(seen: tuple[str, ...], mapping: Mapping) -> Problem | None:
    known = {row.key for row in mapping.exchange}
    new = [key for key in seen if key in _RATES and key not in known]
    if not new or mapping.rates is not None:
        return None
    rows = ", ".join(f'{{ key = "{key}", way = "{_RATES[key]}" }}' for key in new)
    remedy = f"add `{rows}` to `recorded` under [currency]"
    return _seen("rates of currencies", new, remedy)


def _seen(what: str, keys: list[str], remedy: str) -> Problem:
    return Problem(
        code=Code.SHOP_FIELD,
        message=(
            f"orders have {', '.join(keys)}, which may hold {what} and is not in the"
            " mapping"
        ),
        remedy=f"look at such an order in the shop; if it does, {remedy}",
        severity=Severity.WARN,
    )
