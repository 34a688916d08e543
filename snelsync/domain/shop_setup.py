"""How a shop is set up: what its settings say before any order is looked at.

Everything here is as the shop tells it. A part that the key may not read, or that this
shop does not have, is named in ``unread`` and then empty: not the same as none.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Part(StrEnum):
    """A part of a shop's settings that may be closed to us, in words."""

    META_KEYS = "plugin fields of orders"
    TIME_ZONE = "time zone"
    VERSION = "WooCommerce version"
    STORAGE = "order storage"
    PLUGINS = "plugins"
    GENERAL = "general settings"
    TAX = "tax settings"
    TAX_RATES = "tax rates"
    TAX_CLASSES = "tax classes"
    GATEWAYS = "payment methods"
    SHIPPING = "shipping methods"
    STATUSES = "order statuses"


@dataclass(frozen=True, slots=True)
class TaxClass:
    """A tax class: ``standard`` by slug, and its name in the shop's admin."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class ShopTaxRate:
    """A row of the shop's tax table.

    Attributes:
        country: ISO-2; "" for everywhere.
        percent: 21, 9, 0.
        tax_class: the slug, ``standard``.
        shipping: it is charged over shipping too.
    """

    rate_id: int
    country: str
    percent: Decimal
    name: str
    tax_class: str
    shipping: bool
    compound: bool = False


@dataclass(frozen=True, slots=True)
class Gateway:
    """A payment method: ``bacs``, its title, and whether customers can choose it."""

    gateway_id: str
    title: str
    enabled: bool


@dataclass(frozen=True, slots=True)
class ShippingMethod:
    """A kind of shipping method: ``flat_rate``, and its title."""

    method_id: str
    title: str


@dataclass(frozen=True, slots=True)
class OrderStatus:
    """A status an order can have: ``processing``, and its name in the shop's admin."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Plugin:
    """An active plugin: ``woocommerce/woocommerce.php``, its name and version."""

    path: str
    name: str
    version: str

    @property
    def slug(self) -> str:
        """Give the folder it lives in, its name in the plugin directory."""
        return self.path.partition("/")[0].removesuffix(".php")


@dataclass(frozen=True, slots=True)
class ShopSetup:
    """A shop's settings.

    Attributes:
        version: of WooCommerce, ``11.0.1``; "" when the key may not know.
        time_zone: ``Europe/Amsterdam``; "" when the shop has a bare offset.
        currency: ISO 4217; country: ISO-2 of the shop's own address.
        price_decimals: how many the shop calculates with; None when unread.
        prices_include_tax, rounds_at_subtotal, calculates_tax: None when unread.
        order_tables: orders are in tables of their own (HPOS); None when unread.
        statuses: without those of abandoned carts, which are no orders.
        meta_keys: keys of plugins on the last orders, without the values.
        unread: the parts that could not be read.
    """

    version: str = ""
    time_zone: str = ""
    currency: str = ""
    country: str = ""
    price_decimals: int | None = None
    prices_include_tax: bool | None = None
    rounds_at_subtotal: bool | None = None
    calculates_tax: bool | None = None
    order_tables: bool | None = None
    tax_classes: tuple[TaxClass, ...] = ()
    tax_rates: tuple[ShopTaxRate, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    shipping_methods: tuple[ShippingMethod, ...] = ()
    statuses: tuple[OrderStatus, ...] = ()
    plugins: tuple[Plugin, ...] = ()
    meta_keys: tuple[str, ...] = ()
    unread: frozenset[Part] = frozenset()
