"""How a shop is set up, read part by part; a part that is closed is named, no more.

A key of a shop worker may read orders and little else: settings, rates and plugins want
the right ``manage_woocommerce`` (``wc_rest_check_manager_permissions`` in WooCommerce's
source, read 2026-11). Of the last orders only the names of plugin fields are kept:
their values, which may be personal, are dropped while the answer is read.

Settings, rates, classes, payment methods and statuses: recorded on WooCommerce 11.0.1,
2026-11-20. ``shipping_methods``, ``active_plugins``, ``HPOS_enabled`` and
``reports/orders/totals``: WooCommerce's REST documentation and source, read 2026-11-21.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from snelsync.adapters.woocommerce.paging import PAGE, Fetch, read_all
from snelsync.adapters.woocommerce.parse import DRAFTS
from snelsync.adapters.woocommerce.refusals import (
    BlockedError,
    ForbiddenError,
    NotThereError,
    PageCrashError,
    SenselessError,
)
from snelsync.adapters.woocommerce.transport import ShopTransport
from snelsync.adapters.woocommerce.wire import Name, Text
from snelsync.domain.shop_setup import (
    Gateway,
    OrderStatus,
    Part,
    Plugin,
    ShippingMethod,
    ShopSetup,
    ShopTaxRate,
    TaxClass,
)
from snelsync.errors import CredentialsError

_API = "wp-json/wc/v3"
_KEY = re.compile(r"[A-Za-z_][\w ./:-]{0,63}")
"""What a plugin calls a field; anything else might be what a customer typed."""


def _settled(value: object) -> object:
    """Read what an owner typed: text; a list or a number says nothing we ask for."""
    return value if isinstance(value, str) else ""


def _bare(value: Decimal) -> Decimal:
    """Read ``21.0000`` as 21."""
    return Decimal(format(value.normalize(), "f"))


class _Said(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class WireField(_Said):
    """A plugin's field of an order: its name, never its value."""

    key: Name


class WireLastOrder(_Said):
    """An order, for the names of its plugin fields and the WooCommerce it is of."""

    version: Text = ""
    meta_data: tuple[WireField, ...] = ()


class WireRoot(_Said):
    """WordPress's own page of the API."""

    timezone_string: Text = ""


class WireEnvironment(_Said):
    """Of the status report: the version."""

    version: Text = ""


class WireStorage(_Said):
    """Of the status report: whether orders have tables of their own (since 7.1)."""

    hpos: Annotated[bool | None, Field(alias="HPOS_enabled")] = None


class WirePlugin(_Said):
    """An active plugin."""

    plugin: Name
    name: Text = ""
    version: Text = ""


class WireStatusReport(_Said):
    """The status report, as far as it is looked at."""

    environment: WireEnvironment = WireEnvironment()
    settings: WireStorage = WireStorage()
    active_plugins: tuple[WirePlugin, ...] | None = None


class WireSetting(_Said):
    """A setting and what it is set to."""

    id: Name
    value: Annotated[str, BeforeValidator(_settled)] = ""


class WireRate(_Said):
    """A row of the tax table; ``rate`` is text, ``21.0000``."""

    id: int
    country: Text = ""
    rate: Annotated[
        Decimal, Field(allow_inf_nan=False, max_digits=9), AfterValidator(_bare)
    ]
    name: Text = ""
    tax_class: Annotated[Text, Field(alias="class")] = "standard"
    shipping: bool = False
    compound: bool = False


class WireSlug(_Said):
    """A tax class or a status."""

    slug: Name
    name: Text = ""


class WireGateway(_Said):
    """A payment method; its title is the owner's, ``method_title`` the plugin's."""

    id: Name
    title: Text = ""
    method_title: Text = ""
    enabled: bool = False


class WireMethod(_Said):
    """A kind of shipping method."""

    id: Name
    title: Text = ""


TAX_FIELDS = "id,country,rate,name,class,shipping,compound"
_Model = TypeVar("_Model", bound=BaseModel)
_Found = TypeVar("_Found")


def read_setup(http: ShopTransport, *, taxes: Fetch) -> ShopSetup:
    """Read every part.

    Args:
        http: the shop.
        taxes: reads rows of the tax table.

    Raises:
        ShopError: the shop does not answer at all.
        CredentialsError: the key is not accepted; a key that is, and may not read a
            part, is no error.
    """
    reading = _Reading(http)
    # Orders first: whether they can be read tells a wrong key from a humble one.
    orders = reading.listed(
        "orders",
        WireLastOrder,
        Part.META_KEYS,
        per_page=str(PAGE),
        orderby="id",
        order="desc",
        _fields="version,meta_data",
    )
    report = reading.report()
    general = reading.settings("general", Part.GENERAL)
    tax = reading.settings("tax", Part.TAX)
    version = report.environment.version or next((one.version for one in orders), "")
    if not version:
        reading.unread.add(Part.VERSION)
    decimals = general.get("woocommerce_price_num_decimals", "")
    return ShopSetup(
        version=version,
        time_zone=reading.zone(),
        currency=general.get("woocommerce_currency", ""),
        country=general.get("woocommerce_default_country", "").partition(":")[0],
        price_decimals=int(decimals) if decimals.isdecimal() else None,
        prices_include_tax=_yes(tax, "woocommerce_prices_include_tax"),
        rounds_at_subtotal=_yes(tax, "woocommerce_tax_round_at_subtotal"),
        calculates_tax=_yes(general, "woocommerce_calc_taxes"),
        order_tables=report.settings.hpos,
        tax_classes=reading.tax_classes(),
        tax_rates=reading.rates(taxes),
        gateways=reading.gateways(),
        shipping_methods=reading.shipping_methods(),
        statuses=reading.statuses(),
        plugins=tuple(
            Plugin(path=one.plugin, name=one.name, version=one.version)
            for one in report.active_plugins or ()
        ),
        meta_keys=tuple(sorted(_keys(orders))),
        unread=frozenset(reading.unread),
    )


def _yes(settings: dict[str, str], name: str) -> bool | None:
    return {"yes": True, "no": False}.get(settings.get(name, ""))


def _keys(orders: tuple[WireLastOrder, ...]) -> set[str]:
    keys = {field.key for order in orders for field in order.meta_data}
    return {key for key in keys if _KEY.fullmatch(key)}


class _Reading:
    """Reads part after part, and remembers which were closed."""

    def __init__(self, http: ShopTransport) -> None:
        self._http = http
        self._is_known = False
        self.unread: set[Part] = set()

    def _part(
        self, read: Callable[[], _Found], otherwise: _Found, *parts: Part
    ) -> _Found:
        try:
            found = read()
        except (CredentialsError, BlockedError) as error:
            # A 403 is said to somebody; a 401 may also mean that the key is wrong.
            self._is_known = self._is_known or isinstance(error, ForbiddenError)
            if not self._is_known:
                raise
        except (NotThereError, PageCrashError, SenselessError, ValidationError):
            pass
        else:
            self._is_known = True
            return found
        self.unread.update(parts)
        return otherwise

    def listed(
        self, path: str, model: type[_Model], part: Part, **params: str
    ) -> tuple[_Model, ...]:
        """Read a list that comes whole."""

        def read() -> tuple[_Model, ...]:
            rows = self._http.get(f"{_API}/{path}", params).rows
            return tuple(model.model_validate(row) for row in rows)

        return self._part(read, (), part)

    def zone(self) -> str:
        """Read the time zone; WordPress tells it to everybody."""
        params = {"_fields": "timezone_string"}

        def read() -> str:
            said = self._http.get("wp-json/", params).body
            return WireRoot.model_validate(said).timezone_string

        return self._part(read, "", Part.TIME_ZONE)

    def report(self) -> WireStatusReport:
        """Read the status report; what it leaves out is unread."""
        params = {"_fields": "environment,settings,active_plugins"}

        def read() -> WireStatusReport:
            said = self._http.get(f"{_API}/system_status", params).body
            return WireStatusReport.model_validate(said)

        found = self._part(read, WireStatusReport())
        if found.settings.hpos is None:
            self.unread.add(Part.STORAGE)
        if found.active_plugins is None:
            self.unread.add(Part.PLUGINS)
        return found

    def settings(self, group: str, part: Part) -> dict[str, str]:
        """Read a group of settings, by name."""
        rows = self.listed(f"settings/{group}", WireSetting, part, _fields="id,value")
        return {row.id: row.value for row in rows}

    def rates(self, fetch: Fetch) -> tuple[ShopTaxRate, ...]:
        """Read the tax table."""

        def read() -> tuple[ShopTaxRate, ...]:
            stretches = list(read_all(fetch))
            rows = [
                WireRate.model_validate(row.body)
                for stretch in stretches
                for row in stretch.rows
            ]
            return tuple({row.id: _rate(row) for row in rows}.values())

        return self._part(read, (), Part.TAX_RATES)

    def tax_classes(self) -> tuple[TaxClass, ...]:
        """Read the tax classes."""
        rows = self.listed(
            "taxes/classes", WireSlug, Part.TAX_CLASSES, _fields="slug,name"
        )
        return tuple(TaxClass(row.slug, row.name) for row in rows)

    def gateways(self) -> tuple[Gateway, ...]:
        """Read the payment methods, with those that are switched off."""
        fields = "id,title,method_title,enabled"
        rows = self.listed(
            "payment_gateways", WireGateway, Part.GATEWAYS, _fields=fields
        )
        return tuple(
            Gateway(row.id, row.title or row.method_title, row.enabled) for row in rows
        )

    def shipping_methods(self) -> tuple[ShippingMethod, ...]:
        """Read the kinds of shipping methods, not the zones that use them."""
        rows = self.listed(
            "shipping_methods", WireMethod, Part.SHIPPING, _fields="id,title"
        )
        return tuple(ShippingMethod(row.id, row.title) for row in rows)

    def statuses(self) -> tuple[OrderStatus, ...]:
        """Read the statuses; an older shop tells them only in a report."""
        fields = {"_fields": "slug,name"}
        rows = self.listed("orders/statuses", WireSlug, Part.STATUSES, **fields)
        if Part.STATUSES in self.unread:
            self.unread.discard(Part.STATUSES)
            path = "reports/orders/totals"
            rows = self.listed(path, WireSlug, Part.STATUSES, **fields)
        return tuple(
            OrderStatus(row.slug, row.name) for row in rows if row.slug not in DRAFTS
        )


def _rate(row: WireRate) -> ShopTaxRate:
    return ShopTaxRate(
        rate_id=row.id,
        country=row.country.strip().upper(),
        percent=row.rate,
        name=row.name,
        tax_class=row.tax_class or "standard",
        shipping=row.shipping,
        compound=row.compound,
    )
