"""Shops with one fault in their settings, what is told of it, and how it is mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from snelsync.domain.chart import Chart
from snelsync.domain.exchange import DailyRates
from snelsync.domain.mapping import (
    ExchangeWay,
    Mapping,
    Oss,
    Payment,
    PaymentMeaning,
)
from snelsync.domain.problem import Code, Problem, Severity
from snelsync.domain.shop_checks import shop_problems
from snelsync.domain.shop_setup import (
    Gateway,
    OrderStatus,
    Plugin,
    ShippingMethod,
    ShopSetup,
    ShopTaxRate,
    TaxClass,
)

from .builders import mapping
from .charts import chart

DAY = date(2026, 11, 21)
STATUSES = ("processing", "completed", "refunded", "pending", "on-hold", "cancelled")
DIVIDE, MULTIPLY = ExchangeWay.DIVIDE, ExchangeWay.MULTIPLY
RATES = DailyRates("a file", {})
OSS = {"oss": Oss((("SR", 8180), ("RRL", 8181)))}


def rate(
    rate_id: int = 1,
    country: str = "NL",
    percent: str = "21",
    tax_class: str = "standard",
    **more: Any,  # noqa: ANN401
) -> ShopTaxRate:
    """Make a row of the tax table."""
    fields = {"name": "BTW", "shipping": True, **more}
    return ShopTaxRate(
        rate_id=rate_id,
        country=country,
        percent=Decimal(percent),
        tax_class=tax_class,
        **fields,
    )


HOME = (
    rate(1),
    rate(2, percent="9", tax_class="reduced-rate"),
    rate(3, percent="0", tax_class="zero-rate"),
)


def setup(**fields: Any) -> ShopSetup:  # noqa: ANN401
    """Make a shop that fits the mapping of the builders."""
    settings: dict[str, Any] = {
        "version": "11.0.1",
        "time_zone": "Europe/Amsterdam",
        "currency": "EUR",
        "country": "NL",
        "price_decimals": 2,
        "prices_include_tax": True,
        "rounds_at_subtotal": False,
        "calculates_tax": True,
        "order_tables": True,
        "tax_classes": tuple(
            TaxClass(slug, slug.title())
            for slug in ("standard", "reduced-rate", "zero-rate")
        ),
        "tax_rates": HOME,
        "gateways": (
            Gateway("bacs", "Bank", enabled=True),
            Gateway("cod", "Rembours", enabled=False),
        ),
        "shipping_methods": (ShippingMethod("flat_rate", "Flat rate"),),
        "statuses": tuple(OrderStatus(one, one) for one in (*STATUSES, "failed")),
        "plugins": (Plugin("woocommerce/woocommerce.php", "WooCommerce", "11.0.1"),),
        "meta_keys": ("_mollie_payment_id", "is_vat_exempt"),
    }
    return ShopSetup(**(settings | fields))


def plugin(slug: str) -> ShopSetup:
    """Make a shop with a plugin."""
    return setup(plugins=(Plugin(f"{slug}/main.php", "A plugin", "1.0"),))


def told(
    shop: ShopSetup, chosen: Mapping | None = None, books: Chart | None = None
) -> tuple[Problem, ...]:
    """List the problems of a shop."""
    return shop_problems(shop, chosen or mapping(), books or chart(), day=DAY)


@dataclass(frozen=True, slots=True)
class Seeded:
    """A fault, what is told of it, and what a person does who follows the remedy."""

    shop: ShopSetup
    code: Code
    says: str
    remedy: str
    mends: Callable[[], tuple[ShopSetup, Mapping, Chart]]
    mapping: Mapping | None = None
    chart: Chart | None = None
    holds: bool = False


def in_shop(**fields: Any) -> Callable[[], tuple[ShopSetup, Mapping, Chart]]:  # noqa: ANN401
    """Mend the shop."""
    return lambda: (setup(**fields), mapping(), chart())


def in_mapping(
    there: ShopSetup,
    /,
    **fields: Any,  # noqa: ANN401
) -> Callable[[], tuple[ShopSetup, Mapping, Chart]]:
    """Mend the mapping."""
    return lambda: (there, mapping(**fields), chart())


def payments(*gateways: str) -> tuple[Payment, ...]:
    """Make rows of payments."""
    return tuple(Payment(one, PaymentMeaning.OPEN) for one in gateways)


def assert_told_and_cured(seeded: Seeded) -> None:
    """See one problem with the right words, and none once the remedy was followed."""
    (problem,) = told(seeded.shop, seeded.mapping, seeded.chart)

    assert problem.code is seeded.code
    assert seeded.says in problem.message
    assert seeded.remedy in problem.remedy
    assert problem.severity is (Severity.HOLD if seeded.holds else Severity.WARN)
    shop, chosen, books = seeded.mends()
    assert told(shop, chosen, books) == ()
